"""Where it went wrong: the line of a page, and the line behind it that is the cause."""

import os
import traceback
from pathlib import Path

import jinja2

TEMPLATE = "<template>"
#: What calls whatever a page asks for, and is not to blame.
GLUE = ("src/book/pages/", "src/book/keeping/", "src/book/site/")


def _frames(error: BaseException, root: Path) -> list[str]:
    """Return the lines of the project that were being run, the innermost last."""
    found = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(root) and ".venv" not in path.parts:
            found.append(f"{path.relative_to(root).as_posix()}:{frame.lineno}")
    return [one for one in found if not one.startswith(GLUE)]


def _line(error: BaseException, markdown: str, page: Path) -> int | None:
    """Return the line of a page from which something was called."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == TEMPLATE
    ]
    if isinstance(error, jinja2.TemplateSyntaxError):
        lines.append(error.lineno)
    line = lines[-1] if lines else None
    if line is None:
        return None
    text = page.read_text(encoding="utf-8") if page.exists() else markdown
    above = text.removesuffix(markdown)  # a page may begin with metadata
    return int(line) + (above.count("\n") if above != text else 0)


def blame(error: BaseException, markdown: str, page: Path, root: Path) -> str:
    """Say what went wrong, and where.

    A step of a derivation that is refused is to be mended there, whichever page shows it first;
    else the line of the page stands first, and below it the line of code that complained.
    """
    name = page.relative_to(root).as_posix()
    line = _line(error, markdown, page)
    where = f"{name}:{line}" if line else name
    said = f"{type(error).__name__}: {error}"
    frames = _frames(error, root.resolve())
    if isinstance(error, SyntaxError) and error.filename:
        return (
            f"{os.path.relpath(error.filename, root)}:{error.lineno}: {said}\n  needed by {where}"
        )
    if steps := [one for one in frames if one.startswith("derivations/")]:
        return f"{steps[-1]}: {said}\n  printed by {where}"
    raised = f"\n  raised at {frames[-1]}" if frames else ""
    return f"{where}: {said}{raised}"
