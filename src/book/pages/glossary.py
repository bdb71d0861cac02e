"""One glossary for the page, the search and the test of terms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

#: What is read here, and which values therefore depend on; see book.keeping.
READS = ("docs/glossary.yml",)


@dataclass(frozen=True)
class Term:
    """A word in two languages, what else people call it, and what we do not call it."""

    id: str
    ko: str
    en: str
    definition_ko: str
    definition_en: str
    ko_also: list[str] = field(default_factory=list)
    en_also: list[str] = field(default_factory=list)
    avoid_ko: list[str] = field(default_factory=list)

    def spellings(self) -> list[str]:
        """Return every way to type it, in both languages, that of compounds joined included."""
        typed = [self.ko, self.en, *self.ko_also, *self.en_also]
        joined = [word.replace(" ", "") for word in [self.ko, *self.ko_also] if " " in word]
        return list(dict.fromkeys([*typed, *joined]))


@cache
def _read(path: Path, _mtime: int) -> list[Term]:
    return [Term(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def load(root: Path) -> list[Term]:
    """Read docs/glossary.yml."""
    path = root / "docs/glossary.yml"
    return _read(path, path.stat().st_mtime_ns)


def _rows(terms: list[Term], lang: str) -> Iterator[str]:
    other = {"ko": "en", "en": "ko"}[lang]
    for term in sorted(terms, key=lambda term: str(getattr(term, lang)).lower()):
        also = ", ".join(getattr(term, f"{lang}_also"))
        word = f'<span id="{term.id}">{getattr(term, lang)}</span><br><small>{also}</small>'
        yield f"| {word} | {getattr(term, other)} | {getattr(term, f'definition_{lang}')} |"


def table(terms: list[Term], lang: str) -> str:
    """Return the glossary as a Markdown table, in the alphabet of the page's language."""
    head = {"ko": "| 우리말 | English | 뜻 |", "en": "| English | 한국어 | Meaning |"}[lang]
    return "\n".join([head, "| --- | --- | --- |", *_rows(terms, lang)])
