"""Files beside the pages: our own from docs/assets/, exercises, KaTeX and its fonts from npm."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from book.pages import exercises

MISSING = "{} is missing: run `npm ci` (or `make setup`), which brings what the site takes from npm"
WOFF2_ALONE = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[^"]*"\)')


def _katex_css(path: Path) -> str:
    """Return the style sheet of KaTeX without the older copies of its fonts."""
    return WOFF2_ALONE.sub("", path.read_text(encoding="utf-8"))


def named(root: Path, kind: str) -> list[str]:
    """Return every style sheet or script of ours, as a page names it."""
    folder = root / "docs/assets" / kind
    return [f"assets/{kind}/{path.name}" for path in sorted(folder.glob(f"*.{kind}"))]


def files(root: Path, config: MkDocsConfig) -> Iterator[File]:
    """Yield each file under the address that it has in the site of a language."""
    katex = root / "node_modules/katex/dist"
    shim = root / "node_modules/iframe-worker/shim/index.js"
    for needed in (katex / "katex.min.css", shim):
        if not needed.exists():
            raise PluginError(MISSING.format(needed.relative_to(root)))
    yield File.generated(
        config, "assets/katex/katex.css", content=_katex_css(katex / "katex.min.css")
    )
    yield File.generated(config, "assets/iframe-worker.js", abs_src_path=str(shim))
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield File.generated(config, f"assets/katex/fonts/{font.name}", abs_src_path=str(font))
    own = root / "docs/assets"
    for path in sorted(path for path in own.rglob("*") if path.is_file()):
        name = path.relative_to(own).as_posix()
        yield File.generated(config, f"assets/{name}", abs_src_path=str(path))
    lang = str(config.theme["language"])
    for chapter in exercises.chapters(root):
        text = exercises.load(root, chapter).download(lang)
        yield File.generated(config, f"assets/exercises/{chapter}.py", content=text)
