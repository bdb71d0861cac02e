"""The events of MkDocs, each handed on to the room that does the work.

MkDocs loads this file once a process. What it hands on to is imported anew when src/ has changed,
so that `mkdocs serve` never shows the numbers of yesterday's code; hence the late imports.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_seen: set[str] = set()


def _room(name: str) -> ModuleType:
    return import_module(f"book.{name}")


def _lang(config: MkDocsConfig) -> str:
    return str(config.theme["language"])


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _forget_old_code(state: str) -> None:
    if _seen and state not in _seen:
        on_shutdown()
        for name in [name for name in sys.modules if name.split(".")[0] in {"backproof", "book"}]:
            del sys.modules[name]
    _seen.clear()
    _seen.add(state)


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: FBT001 - MkDocs calls it so
    """Make this hook last from build to build, so that `on_shutdown` is called."""


def on_config(config: MkDocsConfig) -> None:
    """Take up new code, and have every notebook executed once for both languages."""
    root = _root(config)
    if not (config.extra.get("second") and _seen):
        state = _room("site.notebooks").fingerprint(root)
        _forget_old_code(state)
        _room("site.notebooks").share(root, state)
    assets = _room("site.assets")
    config.extra_css += assets.named(root, "css")
    config.extra_javascript += assets.named(root, "js")


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give both languages the shared assets and what comes from npm."""
    for file in _room("site.assets").files(_root(config), config):
        files.append(file)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs calls it so
    """Print formulas, numbers and figures into a page; keep a notebook's outputs from Markdown."""
    lang, src = _lang(config), page.file.src_uri
    if src.endswith(".md"):
        text: str = _room("pages.page").render(markdown, src, lang, _root(config))
    else:
        text = _room("site.notebooks").hide_outputs(lang, markdown)
    return text


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs calls it so
    """Show the outputs before the page is indexed, and drop TeX from the titles."""
    notebooks, tex = _room("site.notebooks"), _room("typeset.tex")
    if isinstance(page.title, str):
        page.title = tex.plain_text(page.title)
    for entry in notebooks.entries(page.toc):
        entry.title = tex.plain_text(entry.title)
    text: str = notebooks.show_outputs(html)
    return text


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Render the mathematics."""
    where = str(Path(page.file.abs_src_path or page.file.src_uri))
    text: str = _room("site.mathematics").render_page(output, where, _root(config))
    return text


@event_priority(-50)
def _rewrite_search(config: MkDocsConfig) -> None:
    """Follow the search plugin (0), come before the offline plugin (-100)."""
    _room("site.search").rewrite(Path(config.site_dir), _root(config))


@event_priority(-200)
def _build_second(config: MkDocsConfig) -> None:
    """Build the second language when the first is done, since both share their plugins."""
    _room("site.languages").build_second(config)


on_post_build = CombinedEvent(_rewrite_search, _build_second)


def on_shutdown() -> None:
    """Stop V8 and the kernel, without which MkDocs would never exit."""
    _room("site.mathematics").close()
    _room("site.notebooks").close()
