"""The table of contents of a page, as entries and as what JSON can write."""

from collections.abc import Iterable, Iterator
from typing import Any

from mkdocs.structure.toc import AnchorLink, TableOfContents


def walk(toc: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    """Yield every entry, those below after the one above."""
    for entry in toc:
        yield entry
        yield from walk(entry.children)


def listed(toc: Iterable[AnchorLink]) -> list[Any]:
    """Return the entries as lists of title, id, level and entries below."""
    return [[one.title, one.id, one.level, listed(one.children)] for one in toc]


def entries(toc: list[Any]) -> list[AnchorLink]:
    """Make the entries again."""
    found = []
    for title, id_, level, below in toc:
        entry = AnchorLink(title, id_, level)
        entry.children = entries(below)
        found.append(entry)
    return found


def contents(toc: list[Any]) -> TableOfContents:
    """Make a table of contents again."""
    found = entries(toc)
    if found:
        found[0].active = True  # type: ignore[attr-defined]  # as mkdocs.structure.toc does
    return TableOfContents(found)
