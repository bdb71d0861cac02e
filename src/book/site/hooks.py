"""The events of MkDocs, each handed on to the room that does the work.

MkDocs loads this file once a process. What it hands on to is imported anew when code or data have
changed, so that `mkdocs serve` never shows the numbers of yesterday; hence the late imports.
"""

import atexit
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import jinja2
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

_seen: set[str] = set()
_read, _write = build._populate_page, build._build_page  # noqa: SLF001 - MkDocs is pinned
_steps: dict[str, Any] = {}
_servers: list[Any] = []
_progress: list[Any] = []
_ahead: list[Any] = []


def _room(name: str) -> ModuleType:
    return import_module(f"book.{name}")


def _lang(config: MkDocsConfig) -> str:
    return str(config.theme["language"])


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _forget_old_code(state: str) -> None:
    """Drop every module of ours when code or data are not those it was imported with."""
    if _seen and state not in _seen:
        _close()
        for name in [name for name in sys.modules if name.split(".")[0] in {"backproof", "book"}]:
            del sys.modules[name]
    _seen.clear()
    _seen.add(state)


def _tell(config: MkDocsConfig, step: str, done: int, total: int, what: str = "") -> None:
    """Say how far the build is, in the terminal and in the browser."""
    if not _progress:
        _progress.append(_room("site.progress").Progress())
    _progress[0].tell(f"{_lang(config)}: {step}", done, total, what)
    for server in _servers:
        second = bool(config.extra.get("second"))
        server.tell(second, f"{_lang(config)}: {step} {done}/{total} {what}")


def _only() -> str | None:
    """Return the one page that is built before all others, while it is."""
    return next((str(server.only) for server in _servers if server.only), None)


def _is_left_out(page: Page) -> bool:
    return _only() not in {None, page.file.src_uri}


def _populate(page: Page, config: MkDocsConfig, files: Files, dirty: bool = False) -> None:  # noqa: ARG001, FBT001, FBT002 - in place of a function of MkDocs
    if _is_left_out(page):
        _room("site.kept").name(page)
        return
    steps = _steps[_lang(config)]
    steps.populate(_read, page, files)
    done, total = steps.count("read", files)
    _tell(config, "reading", done, total, page.file.src_uri)


def _build(
    page: Page,
    config: MkDocsConfig,
    doc_files: Sequence[File],
    nav: Navigation,
    env: jinja2.Environment,
    dirty: bool = False,  # noqa: ARG001, FBT001, FBT002
    excluded: bool = False,  # noqa: FBT001, FBT002
) -> None:
    if _is_left_out(page):
        return
    steps = _steps[_lang(config)]
    steps.build(_write, page, doc_files, nav, env, excluded=excluded)
    done, total = steps.count("written", doc_files)
    _tell(config, "writing", done, total, page.file.src_uri)


build._populate_page, build._build_page = _populate, _build  # noqa: SLF001


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 - MkDocs calls it so
    """Make this hook last from build to build, so that `on_shutdown` is called."""
    if command == "serve":
        _servers[:] = []
        _room("site.serving").prepare(_servers)


def on_config(config: MkDocsConfig) -> None:
    """Take up new code, and have every notebook executed once for both languages."""
    root = _root(config)
    if not (_seen and (config.extra.get("second") or _only())):
        _room("keeping.trace").keeper(root).refresh()
        _forget_old_code(_room("keeping.trace").keeper(root).project.of("all"))
        _room("site.notebooks").share(root)
        _room("site.dates").fix(root)
    assets = _room("site.assets")
    config.extra_css += assets.named(root, "css")
    config.extra_javascript += assets.named(root, "js")
    if not (config.extra.get("second") or _only()):
        for server in _servers:
            server.build_home(config)


def on_pre_build(config: MkDocsConfig) -> None:
    """Begin the steps of this build."""
    _steps[_lang(config)] = _room("site.kept").Steps(config)
    if search := _room("site.kept").plugin(config, "search"):
        _room("site.search").index_pages(search.search_index, _root(config))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give both languages the shared assets and what comes from npm."""
    for file in _room("site.assets").files(_root(config), config):
        files.append(file)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Have what pages of both languages print made by all cores, then go ahead with the second."""
    if not config.extra.get("second") and not _only():
        tell = partial(_tell, config, "preparing")
        worked = _room("site.filling").fill(_root(config), tell, soon=bool(_servers))
        if worked and not _servers:
            languages = _room("site.languages")
            _ahead.append(languages.Ahead(languages.Second.of(config)))


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Keep the templates of the theme compiled."""
    env.bytecode_cache = _room("site.notebooks").bytecode(_root(config))


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
    tex = _room("typeset.tex")
    if isinstance(page.title, str):
        page.title = tex.plain_text(page.title)
    for entry in _room("site.contents").walk(page.toc):
        entry.title = tex.plain_text(entry.title)
    text: str = _room("site.notebooks").show_outputs(html)
    return text


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Render the mathematics."""
    where = os.path.relpath(page.file.abs_src_path or page.file.src_uri, _root(config))
    text: str = _room("site.mathematics").render_page(output, where, _root(config))
    return text


@event_priority(-50)
def _rewrite_search(config: MkDocsConfig) -> None:
    """Follow the search plugin (0), come before the offline plugin (-100)."""
    _room("site.search").rewrite(Path(config.site_dir))


@event_priority(-200)
def _build_second(config: MkDocsConfig) -> None:
    """Build the second language when the first is done, since both share their plugins."""
    for one in _ahead:
        one.wait()
    if not _servers:  # a server shows the first before it builds the second
        _room("site.languages").build_second(config)


on_post_build = CombinedEvent(_rewrite_search, _build_second)


def on_shutdown() -> None:
    """End what was started, and tidy what is kept; a server has done that, and leaves at once."""
    _close()
    for server in _servers:
        server.forget_home()
    if _servers:
        atexit.register(_leave, 0 if sys.exception() is None else 1)
    elif trace := sys.modules.get("book.keeping.trace"):
        trace.prune()


def _leave(status: int) -> None:
    """Leave without taking apart what was imported, which takes Python up to a second."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _close() -> None:
    """Stop V8 and the kernel, without which MkDocs would never exit."""
    while _ahead:
        _ahead.pop().close()
    for name in ("site.mathematics", "site.notebooks"):
        if f"book.{name}" in sys.modules:
            _room(name).close()
