"""Mathematics rendered at build: KaTeX in V8, to HTML for the eye and MathML for the ear."""

import html
import json
import re
from functools import cache
from pathlib import Path

from mkdocs.exceptions import PluginError
from py_mini_racer import JSEvalException, MiniRacer

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


@cache
def render(tex: str, root: Path, *, display: bool = False) -> str:
    """Render one formula; TeX that KaTeX does not know raises a ValueError."""
    options = json.dumps(OPTIONS | {"displayMode": display})
    try:
        return str(_engine(root).eval(f"katex.renderToString({json.dumps(tex)}, {options})"))
    except JSEvalException as error:
        reason = str(error).split("ParseError: ")[-1].splitlines()[0]
        raise ValueError(f"{reason} in the formula {tex}") from error


def _preloads(prefix: str) -> str:
    return "".join(
        f'<link rel="preload" href="{prefix}assets/katex/fonts/KaTeX_{font}.woff2"'
        ' as="font" type="font/woff2" crossorigin>'
        for font in PRELOADED
    )


def render_page(page: str, where: str, root: Path) -> str:
    """Render every formula of a page, and let a page that has some fetch the fonts early."""

    def one(found: re.Match[str]) -> str:
        tag, opening, tex = found.groups()
        tex = html.unescape(tex).strip()
        try:
            rendered = render(tex, root, display=opening == r"\[")
        except ValueError as error:
            raise PluginError(f"{where}: {error}") from error
        return f'<{tag} class="arithmatex">{rendered}</{tag}>'

    page = TOGETHER.sub(r'<span class="together">\1\2</span>', page)
    page, count = FORMULA.subn(one, page)
    if count:
        page = STYLE.sub(lambda found: _preloads(found[1]) + found[0], page, count=1)
    return page
