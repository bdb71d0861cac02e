"""What pages say alike on every card: tables of words in docs/words/, by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from book.records import DOCS, RecordError, Saying, Words, place, read

FOLDER = DOCS / "words"
READS = ("docs/words",)  # what pages depend on, for whoever keeps them


def table(
    name: str, asked: Collection[str] | None = None, gaps: Collection[str] | None = ()
) -> Mapping[str, Words]:
    """Return the phrases of docs/words/NAME.yml by key, in the order of the file.

    Args:
        name: of the file.
        asked: the keys that code looks up, no more and no fewer; None if any will do.
        gaps: what code can fill in; None if that is seen where it is filled.

    Raises:
        RecordError: as `read` does, and if a key is missing, not asked for or there twice, or a
            phrase has a gap that code does not fill.
    """
    path = FOLDER / f"{name}.yml"
    keys = None if asked is None else frozenset(asked)
    return _table(path, path.stat().st_mtime_ns, keys, None if gaps is None else frozenset(gaps))


@cache
def _table(
    path: Path, _changed: int, asked: frozenset[str] | None, gaps: frozenset[str] | None
) -> Mapping[str, Words]:
    where = place(path)
    phrases = read(path, Saying)
    found = {one.id: one for one in phrases}
    if len(found) < len(phrases):
        twice = [one.id for one in phrases if found[one.id] is not one]
        raise RecordError(f"{where}: a key names one phrase, not two: {', '.join(twice)}")
    if asked is not None and found.keys() != asked:
        odd = [f"{key} is missing" for key in sorted(asked - found.keys())]
        odd += [f"nobody asks for {key}" for key in found if key not in asked]
        raise RecordError(f"{where}: {'; '.join(odd)}")
    if gaps is not None:
        _refuse_gaps(where, phrases, gaps)
    return found


def _refuse_gaps(where: Path, phrases: Iterable[Saying], gaps: frozenset[str]) -> None:
    for one in phrases:
        here = {gap for _, gap, *_ in Formatter().parse(one.en) if gap is not None}
        if odd := sorted(here - gaps):
            there = ", ".join(f"{{{gap}}}" for gap in sorted(gaps)) or "no gaps here"
            raise RecordError(f"{where}: {one.id}: nothing fills {{{odd[0]}}}; there are {there}")


def sayings(name: str) -> dict[str, dict[str, str]]:
    """Return the phrases of docs/words/NAME.yml for each language, as `table` reads them."""
    found = table(name, gaps=None)
    return {lang: {key: one[lang] for key, one in found.items()} for lang in ("ko", "en")}
