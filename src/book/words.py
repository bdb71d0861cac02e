"""What pages say alike on every card: tables of words in docs/words/, by key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from book.records import DOCS, RecordError, Saying, Words, place, read

FOLDER = DOCS / "words"
READS = ("docs/words",)  # what pages depend on, for whoever keeps them


def table(
    name: str, asked: Collection[str] | None = None, gaps: Collection[str] = ()
) -> Mapping[str, Words]:
    """Return the phrases of docs/words/NAME.yml by key, in the order of the file.

    Args:
        name: of the file.
        asked: the keys that code looks up, no more and no fewer; None if any will do.
        gaps: what code can fill in.

    Raises:
        RecordError: as `read` does, and if a key is missing, not asked for or there twice, or a
            phrase has a gap that code does not fill.
    """
    path = FOLDER / f"{name}.yml"
    keys = None if asked is None else frozenset(asked)
    return _table(path, path.stat().st_mtime_ns, keys, frozenset(gaps))


@cache
def _table(
    path: Path, _changed: int, asked: frozenset[str] | None, gaps: frozenset[str]
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
    for one in phrases:
        here = {gap for _, gap, *_ in Formatter().parse(one.en) if gap is not None}
        if odd := sorted(here - gaps):
            there = ", ".join(f"{{{gap}}}" for gap in sorted(gaps)) or "no gaps here"
            raise RecordError(f"{where}: {one.id}: nothing fills {{{odd[0]}}}; there are {there}")
    return found
