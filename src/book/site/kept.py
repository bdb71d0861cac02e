"""The two steps of MkDocs that take time, each done again only for pages that have changed.

Every build is a whole build: navigation, titles, links, the search index and the check of anchors
see all pages. A page whose text, code and data are as they were gets its content, and then its
HTML, from what is kept.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from book.keeping.store import digest
from book.keeping.trace import Keeper, depends, keeper
from book.pages import scans  # noqa: F401 - it names what can be scanned
from book.site import contents
from book.typeset.tex import plain_text

type Step = Callable[..., None]

#: What says where a build goes, not what is in it.
ELSEWHERE = {
    "site_dir", "docs_dir", "config_file_path", "hooks", "plugins", "theme", "watch", "dev_addr",
    "strict", "site_url",
}  # fmt: skip
CONFIGS = ("mkdocs.yml", "mkdocs.en.yml")
#: What marks a page on which mkdocstrings prints docstrings of the package.
REFERENCE = "{= reference("
#: The first heading of Markdown; in a notebook that is a comment.
TITLE = r"^{}# (.*?)\s*(?:\{{#[\w-]+\}})?\s*$"
#: Where the plugin that links names with pages keeps what it has learnt from each page.
LEARNT = ("_primary_url_map", "_secondary_url_map", "_title_map")


def root_of(config: MkDocsConfig) -> Path:
    """Return the folder of the project."""
    return Path(config.config_file_path).resolve().parent


def _said(config: MkDocsConfig) -> str:
    """Return a hash of all that a configuration says of the content of pages."""
    settings = {key: value for key, value in config.items() if key not in ELSEWHERE}
    text = json.dumps(settings, sort_keys=True, default=lambda value: type(value).__name__)
    return digest(text, str(config.theme["language"]), sorted(config.plugins))


def plugin(config: MkDocsConfig, name: str) -> Any | None:
    """Return a plugin by its name, with or without that of the theme it belongs to."""
    found = (one for key, one in config.plugins.items() if key.rpartition("/")[2] == name)
    return next(found, None)


class Steps:
    """The steps of one build in one language."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.config = config
        self.keeper: Keeper = keeper(root_of(config))
        self.said = _said(config)
        self._files = self._nav = ""
        self._counted: Counter[str] = Counter()

    def count(self, step: str, files: Files | Sequence[File]) -> tuple[int, int]:
        """Count one more page of a step; return how many there were, of how many."""
        self._counted[step] += 1
        pages = files.documentation_pages() if isinstance(files, Files) else files
        return self._counted[step], len(pages)

    def _base(self) -> None:
        depends("file:src/book/site", "module:book.pages.page", *(f"file:{c}" for c in CONFIGS))

    def _source(self, page: Page) -> str:
        return Path(page.file.abs_src_path or "").read_text(encoding="utf-8")

    def populate(self, read: Step, page: Page, files: Files) -> None:
        """Read the source of a page and make its content, or take both from what is kept."""
        self._files = self._files or digest([(one.src_uri, one.url) for one in files])
        source, made, warnings = self._source(page), [], CountHandler()
        warnings.setLevel(logging.WARNING)

        def make() -> dict[str, Any]:
            self._base()
            if REFERENCE in source:
                depends("file:src/backproof")
            made.append(page)
            before = self._learnt()
            read(page, self.config, files)
            return _taken(page) | {"learnt": _news(before, self._learnt())}

        logging.getLogger("mkdocs").addHandler(warnings)
        try:
            found = self.keeper.keep(
                "contents",
                [page.file.src_uri, page.url, source, self.said, self._files],
                make,
                worth=lambda: (
                    not warnings.get_counts()
                ),  # what was warned of once is warned of again
            )
        finally:
            logging.getLogger("mkdocs").removeHandler(warnings)
        if not made:
            _give(page, found, files)
            self._register(page, found["learnt"])

    def _learnt(self) -> dict[str, dict[str, Any]]:
        """Return what the plugin that links names with pages knows so far."""
        autorefs = plugin(self.config, "autorefs")
        known = {name: getattr(autorefs, name) for name in LEARNT} if autorefs else {}
        copied: dict[str, dict[str, Any]] = json.loads(json.dumps(known))
        return copied

    def _register(self, page: Page, learnt: dict[str, dict[str, Any]]) -> None:
        """Tell that plugin of a page that it has not seen, and what it learnt from it before."""
        if autorefs := plugin(self.config, "autorefs"):
            autorefs.on_page_markdown(page.markdown or "", page=page)
            autorefs.on_page_content(page.content or "", page=page)
            for name, found in learnt.items():
                known = getattr(autorefs, name)
                for key, value in found.items():
                    if isinstance(value, list):
                        there = known.setdefault(key, [])
                        there += [one for one in value if one not in there]
                    else:
                        known.setdefault(key, value)

    def build(
        self,
        write: Step,
        page: Page,
        doc_files: Sequence[File],
        nav: Navigation,
        env: Environment,
        *,
        excluded: bool,
    ) -> None:
        """Put the content of a page into its template, or write what is kept."""
        self._nav = self._nav or digest(_navigation(nav.items))
        target, made = Path(page.file.abs_dest_path), []
        inputs = [
            page.file.src_uri, page.url, page.canonical_url, page.edit_url, page.title,
            page.content, contents.listed(page.toc), json.dumps(page.meta, default=str),
            [(one.title, one.url) if one else None for one in (page.previous_page, page.next_page)],
            self.said, self.config.site_url, self._nav, excluded,
        ]  # fmt: skip

        def make() -> str:
            self._base()
            depends("file:overrides")
            made.append(page)
            write(page, self.config, doc_files, nav, env, excluded=excluded)
            return target.read_text(encoding="utf-8")

        html = self.keeper.keep("html", inputs, make)
        if not made:
            if search := plugin(self.config, "search"):
                search.search_index.add_entry_from_context(page)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(html, encoding="utf-8")


def name(page: Page) -> None:
    """Give a page that is not read the title that it has in the navigation."""
    text = Path(page.file.abs_src_path or "").read_text(encoding="utf-8")
    comment = "# " if page.file.src_uri.endswith(".py") else ""
    if found := re.search(TITLE.format(comment), text, re.MULTILINE):
        page.title = plain_text(found[1])


def _news(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what a page added: of lists what is new in them."""
    out: dict[str, dict[str, Any]] = {}
    for name, known in after.items():
        had = before[name]
        out[name] = {
            key: [one for one in value if one not in had.get(key, [])]
            if isinstance(value, list)
            else value
            for key, value in known.items()
            if had.get(key) != value
        }
    return out


def _navigation(items: Sequence[Any]) -> list[Any]:
    return [
        [one.title, getattr(one, "url", ""), _navigation(getattr(one, "children", None) or [])]
        for one in items
    ]


def _taken(page: Page) -> dict[str, Any]:
    """Return what reading a page has left in it."""
    links = page.links_to_anchors or {}
    return {
        "title": page.title,
        "meta": dict(page.meta),
        "content": page.content,
        "toc": contents.listed(page.toc),
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": {to.src_uri: found for to, found in links.items()},
    }


def _give(page: Page, found: dict[str, Any], files: Files) -> None:
    """Leave in a page what reading it has left before."""
    page.markdown, page.meta = "", dict(found["meta"])
    page.title, page.content = found["title"], found["content"]
    page.toc = contents.contents(found["toc"])
    page.present_anchor_ids = set(found["anchors"])
    page.links_to_anchors = {
        files.src_uris[to]: dict(links) for to, links in found["links"].items()
    }
