"""What pages say alike on every card: tables of words in docs/words/, by key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from book.records import DOCS, Id, RecordError, Words, place, read

FOLDER = DOCS / "words"
READS = ("docs/words",)  # what pages depend on, for whoever keeps them


class Phrase(Words):
    """A phrase under its key; it may have gaps such as {step}, which code fills in."""

    id: Id


def table(
    name: str, asked: Collection[str] | None = None, gaps: Collection[str] | None = None
) -> Mapping[str, Words]:
    """Return the phrases of docs/words/NAME.yml by key, in the order of the file.

    Args:
        name: of the file.
        asked: the keys that code looks up, no more and no fewer; None if any will do.
        gaps: what code can fill in; None where braces are meant as they stand.

    Raises:
        RecordError: if a key is missing, not asked for or there twice, or a phrase has other gaps
            in Korean than in English, or one that code does not fill.
    """
    path = FOLDER / f"{name}.yml"
    keys = None if asked is None else frozenset(asked)
    return _table(path, path.stat().st_mtime_ns, keys, None if gaps is None else frozenset(gaps))


@cache
def _table(
    path: Path, _changed: int, asked: frozenset[str] | None, gaps: frozenset[str] | None
) -> Mapping[str, Words]:
    where = place(path)
    phrases = read(path, Phrase)
    found = {one.id: one for one in phrases}
    if len(found) < len(phrases):
        twice = [one.id for one in phrases if found[one.id] is not one]
        raise RecordError(f"{where}: a key names one phrase, not two: {', '.join(twice)}")
    if asked is not None and found.keys() != asked:
        odd = [f"{key} is missing" for key in sorted(asked - found.keys())]
        odd += [f"nobody asks for {key}" for key in found if key not in asked]
        raise RecordError(f"{where}: {'; '.join(odd)}")
    if gaps is not None:
        for one in phrases:
            _hold_to(f"{where}: {one.id}", one, gaps)
    return found


def _hold_to(where: str, phrase: Words, gaps: frozenset[str]) -> None:
    """Refuse gaps that nobody fills, or that are not those of the other language."""
    ko, en = (_gaps(f"{where}.{lang}", phrase[lang]) for lang in ("ko", "en"))
    if odd := sorted((ko | en) - gaps):
        there = ", ".join(f"{{{gap}}}" for gap in sorted(gaps))
        raise RecordError(f"{where}: nothing fills {{{odd[0]}}}; there are {there}")
    if ko != en:
        odd = sorted(ko ^ en)
        raise RecordError(f"{where}: {{{odd[0]}}} stands in one language alone")


def _gaps(where: str, text: str) -> set[str]:
    try:
        return {gap for _, gap, _, _ in Formatter().parse(text) if gap is not None}
    except ValueError as error:
        raise RecordError(f"{where}: {error}; a gap is written {{step}}") from error
