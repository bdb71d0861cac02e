"""Where it went wrong: the line of a page, and the line behind it that is the cause."""

import traceback
from pathlib import Path

TEMPLATE = "<template>"


def _cause(error: BaseException, root: Path) -> str:
    """Return the innermost line of a derivation or a file of data, or of what they run."""
    frames = [
        (Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)
    ]
    ours = [
        (path.relative_to(root).as_posix(), line)
        for path, line in frames
        if path.is_relative_to(root) and ".venv" not in path.parts
    ]
    written = [(name, line) for name, line in ours if name.startswith(("derivations/", "docs/"))]
    inside = [(name, line) for name, line in ours if not name.startswith("src/book/pages/")]
    for name, line in (written or inside)[-1:]:
        return f"{name}:{line}: "
    return ""


def _line(error: BaseException, markdown: str, page: Path) -> int | None:
    """Return the line of a page from which something was called."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == TEMPLATE
    ]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    if line is None:
        return None
    text = page.read_text(encoding="utf-8") if page.exists() else markdown
    return line + max(text.count("\n") - markdown.count("\n"), 0)  # a page may begin with metadata


def blame(error: BaseException, markdown: str, page: Path, root: Path) -> str:
    """Say what went wrong, at which line of which file, and which line of the page asked for it."""
    name = page.relative_to(root).as_posix()
    line = _line(error, markdown, page)
    where = f"{name}:{line}" if line else name
    said = f"{type(error).__name__}: {error}"
    cause = _cause(error, root.resolve())
    return f"{cause}{said}\n  printed by {where}" if cause else f"{where}: {said}"
