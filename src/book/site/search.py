"""The search index rewritten so that it answers what people type."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mkdocs.structure.pages import Page

from book.keeping.trace import depends, keeper, use
from book.pages.glossary import Term
from book.site.contents import walk
from book.typeset.tex import plain_text

ENDED = re.compile(r"[을를은는이가의에로와과도만면고며서다지게한할된될인든라해여]$|^.$")
TAG = re.compile(r"<[^>]*>")


def joined(text: str) -> list[str]:
    """Return neighbouring Korean nouns written together, two and three at a time.

    A word with a particle or an ending does not join the one after it.

    >>> joined("평균 제곱 오차")
    ['평균제곱', '제곱오차', '평균제곱오차']
    """
    found: list[str] = []
    for run in re.findall(r"[가-힣]+(?: [가-힣]+)+", text):
        words = run.split()
        for length in (2, 3):
            groups = (words[i : i + length] for i in range(len(words) - length + 1))
            found += ["".join(group) for group in groups if not any(map(ENDED.search, group[:-1]))]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Finder:
    """Finds the terms that a text names, in any of their spellings."""

    terms: list[Term]

    @cached_property
    def _patterns(self) -> list[tuple[list[str], re.Pattern[str] | None, list[str]]]:
        """Return for each term its spellings, the Latin ones as one pattern, the Korean joined."""
        found = []
        for term in self.terms:
            spellings = term.spellings()
            latin = [re.escape(word.lower()) for word in spellings if word.isascii()]
            pattern = re.compile(rf"\b(?:{'|'.join(latin)})") if latin else None
            korean = [word.lower().replace(" ", "") for word in spellings if not word.isascii()]
            found.append((spellings, pattern, korean))
        return found

    def synonyms(self, text: str) -> list[str]:
        """Return all spellings of every term that the text names."""
        text = text.lower()
        close = text.replace(" ", "")
        found = [
            word
            for spellings, latin, korean in self._patterns
            if (latin and latin.search(text)) or any(word in close for word in korean)
            for word in spellings
        ]
        return list(dict.fromkeys(found))


def enrich(entry: dict[str, Any], finder: Finder) -> dict[str, Any]:
    """Return an entry with plain symbols, and beside title and text what else they are called."""
    title, text = plain_text(entry["title"]), plain_text(entry["text"])
    bare = TAG.sub(" ", text)
    return entry | {
        "title": title,
        "text": text,
        "alias": " ".join([*finder.synonyms(title), *joined(title)]),
        "alias2": " ".join([*finder.synonyms(bare), *joined(bare)]),
    }


def index_pages(index: Any, root: Path) -> None:
    """Let Material's index keep the entries of each page, rich ones, while nothing changes them."""
    read = index.add_entry_from_context

    def entries(page: Page) -> list[dict[str, Any]]:
        start = len(index.entries)
        read(page)
        found, index.entries[start:] = index.entries[start:], []
        glossary = use("book.pages.glossary")
        depends("module:book.site.search")
        finder = Finder(glossary.load(root))
        return [enrich(entry, finder) for entry in found]

    def add(page: Page) -> None:
        toc = [(one.id, one.url) for one in walk(page.toc)]
        meta = {key: page.meta.get(key) for key in ("title", "search", "tags")}
        inputs = [page.url, str(page.title), page.content, toc, meta]
        index.entries += keeper(root).keep("entries", inputs, lambda: entries(page))

    index.add_entry_from_context = add


def rewrite(site: Path) -> None:
    """Write the index that the search plugin has written as UTF-8, which is half as long."""
    path = site / "search/search_index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")
