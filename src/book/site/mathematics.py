"""Mathematics rendered at build: KaTeX in V8, to HTML for the eye and MathML for the ear."""

import html
import json
import re
from functools import cache
from pathlib import Path

from mkdocs.exceptions import PluginError
from py_mini_racer import JSEvalException, MiniRacer

from book.keeping.trace import depends, keeper

# A short formula in the line stays with the Korean particle or the sign that follows it.
TOGETHER = re.compile(r'(<span class="arithmatex">\\\(.{1,40}?\\\)</span>)([^\s<&]{1,8})')
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\s*(\\\(|\\\[)(.*?)\\[)\]]\s*</\1>', re.DOTALL
)
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]*?)assets/katex/katex\.css">')
PRELOADED = ("Main-Regular", "Math-Italic", "Size2-Regular")
OPTIONS = {"throwOnError": True, "strict": "error", "output": "htmlAndMathml"}


_engines: dict[Path, MiniRacer] = {}


def _engine(root: Path) -> MiniRacer:
    if root not in _engines:
        katex = (root / "node_modules/katex/dist/katex.min.js").read_text(encoding="utf-8")
        _engines[root] = MiniRacer()
        _engines[root].eval(katex)
    return _engines[root]


def close() -> None:
    """Stop V8; without this the process would not end."""
    while _engines:
        _engines.popitem()[1].close()


class BadTeX(ValueError):  # noqa: N818 - that is what it is
    """KaTeX does not know what to do with a formula."""

    def __init__(self, reason: str, tex: str) -> None:
        super().__init__(f"{reason} in the formula {tex}")
        self.tex = tex


def line_of(tex: str, source: str) -> int | None:
    """Return the line of a source on which a formula begins, if it is typed there."""
    typed = r"[\s#]+".join(re.escape(part) for part in tex.split())
    found = re.search(typed, source)
    return source.count("\n", 0, found.start()) + 1 if found else None


@cache
def render(tex: str, root: Path, *, display: bool = False) -> str:
    """Render one formula; TeX that KaTeX does not know raises `BadTeX`."""
    options = json.dumps(OPTIONS | {"displayMode": display})
    try:
        return str(_engine(root).eval(f"katex.renderToString({json.dumps(tex)}, {options})"))
    except JSEvalException as error:
        reason = str(error).split("ParseError: ")[-1].splitlines()[0]
        raise BadTeX(reason, tex) from error


def _preloads(prefix: str) -> str:
    return "".join(
        f'<link rel="preload" href="{prefix}assets/katex/fonts/KaTeX_{font}.woff2"'
        ' as="font" type="font/woff2" crossorigin>'
        for font in PRELOADED
    )


def _rendered(formulas: list[tuple[str, bool]], root: Path) -> list[str]:
    depends("module:book.site.mathematics", "file:package-lock.json")
    return [render(tex, root, display=display) for tex, display in formulas]


def _typed_at(tex: str, where: str, root: Path) -> str:
    """Return where a formula is typed: in a page, in a record that it prints, or in no file."""
    page = root / where
    records = sorted((root / "docs").rglob("*.yml"))
    for path in [page, *records] if page.exists() else records:
        if line := line_of(tex, path.read_text(encoding="utf-8")):
            at = f"{path.relative_to(root).as_posix()}:{line}"
            return at if path == page else f"{at}, printed into {where}"
    return f"{where}, printed by a call"


def render_page(page: str, where: str, root: Path) -> str:
    """Render every formula of a page, and let a page that has some fetch the fonts early.

    Raises:
        PluginError: if KaTeX refuses a formula; it names the source, `where`, and the line.
    """
    page = TOGETHER.sub(r'<span class="together">\1\2</span>', page)
    formulas = [
        (html.unescape(found[3]).strip(), found[2] == r"\[") for found in FORMULA.finditer(page)
    ]
    if not formulas:
        return page
    try:
        rendered = iter(keeper(root).keep("formulas", formulas, lambda: _rendered(formulas, root)))
    except BadTeX as error:
        raise PluginError(f"{_typed_at(error.tex, where, root)}: {error}") from error
    page = FORMULA.sub(
        lambda found: f'<{found[1]} class="arithmatex">{next(rendered)}</{found[1]}>', page
    )
    return STYLE.sub(lambda found: _preloads(found[1]) + found[0], page, count=1)
