"""The mistakes people make in backward passes written by hand.

The words and the wrong lines are records in docs/mistakes/FAMILY.yml, the right code stands beside
them in FAMILY.py; docs/words/topics.yml puts the families in order.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from book import words
from book.mistakes.code import CodeError, Definition, Shown, definitions, shown
from book.mistakes.mistake import Mistake, Seen
from book.mistakes.record import Entry
from book.records import DOCS, RecordError, named, place, read, refuse_twice

__all__ = ["Mistake", "Seen", "all_mistakes", "load", "mistake", "topics"]

FOLDER = DOCS / "mistakes"
READS = ("docs/mistakes", "docs/words")  # what the cards depend on, for whoever keeps them


def topics() -> tuple[str, ...]:
    """Return the families of mistakes in the order of the page."""
    return tuple(words.table("topics"))


def all_mistakes() -> tuple[Mistake, ...]:
    """Return every mistake, topic by topic, as the files now say."""
    return load(FOLDER, topics())


def mistake(id_: str) -> Mistake:
    """Return the mistake of that id, or raise LookupError."""
    return named("mistake", id_, all_mistakes())


def load(folder: Path, families: tuple[str, ...]) -> tuple[Mistake, ...]:
    """Return the mistakes of a folder; what has not changed since is not read again.

    Raises:
        RecordError: if a record is not what it should be, does not fit its code, or has the id of
            another; if code is there that no record uses, or a family has no file.
    """
    files = sorted([*folder.glob("*.yml"), *folder.glob("*.py")])
    return _load(folder, families, tuple((path, path.stat().st_mtime_ns) for path in files))


@cache
def _load(
    folder: Path, families: tuple[str, ...], state: tuple[tuple[Path, int], ...]
) -> tuple[Mistake, ...]:
    there = {path.stem for path, _ in state}
    if odd := sorted(there ^ set(families)):
        raise RecordError(
            f"{odd[0]}: a family of mistakes is a file {place(folder)}/{odd[0]}.yml "
            "and a record of docs/words/topics.yml"
        )
    code = {folder / f"{family}.yml": definitions(folder / f"{family}.py") for family in families}
    entries = {path: read(path, Entry) for path in code}
    refuse_twice(entries)
    found = tuple(
        _mistake(path.stem, one, _code(path, one, code[path]))
        for path, some in entries.items()
        for one in some
    )
    used = {part for one in found for part in one.shown.parts}
    for path, known in code.items():
        if orphans := [name for name, one in known.items() if one not in used]:
            raise RecordError(f"{place(path.with_suffix('.py'))}: no record uses {orphans[0]}")
    return found


_made: dict[tuple[str, str, Shown], Mistake] = {}


def _mistake(topic: str, entry: Entry, code: Shown) -> Mistake:
    """Return the same mistake for the same words and code, with all that was proved of it."""
    key = (topic, entry.model_dump_json(), code)
    return _made.setdefault(key, Mistake(topic, entry, code))


def _code(path: Path, one: Entry, known: dict[str, Definition]) -> Shown:
    """Cut out the code that a record names."""
    try:
        found = shown(known, one)
    except CodeError as error:
        raise RecordError(f"{place(path)}: {one.id}: {error} in {path.stem}.py") from error
    inputs = known[one.forward].inputs
    if inputs != tuple(one.shapes):
        raise RecordError(
            f"{place(path)}: {one.id}: shapes: {one.forward} takes {', '.join(inputs)}, "
            f"the shapes name {', '.join(one.shapes)}"
        )
    return found
