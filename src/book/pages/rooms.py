"""The rooms as a table: what each is for, in the words of its docstring or of docs/rooms.yml."""

import ast

from book.figures.rooms import MAPS, graph
from book.records import DOCS, ROOT, Record, Text, read

READS = ("docs/rooms.yml",)

HEAD = {"ko": ("방", "하는 일"), "en": ("room", "what it does")}
OUTSIDE = {  # what is no package has no docstring
    "derivations": "One file a result: a script, a test and a page of this site.",
}


class Room(Record):
    """What a room is for, in Korean."""

    room: Text
    ko: Text


def korean() -> dict[str, str]:
    """Return the Korean line of each room."""
    return {one.room: one.ko for one in read(DOCS / "rooms.yml", Room)}


def english(which: str, room: str) -> str:
    """Return the first line of a room's docstring.

    Raises:
        LookupError: if it has none.
    """
    if room in OUTSIDE:
        return OUTSIDE[room]
    inside = MAPS[which][0] / room
    folder = inside if inside.is_dir() else ROOT / "src" / room
    path = folder / "__init__.py" if folder.is_dir() else inside.with_suffix(".py")
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not said:
        raise LookupError(f"{path.relative_to(ROOT)} has no docstring: say what the room is for")
    return said.split("\n", 1)[0]


def table(which: str, lang: str) -> str:
    """List the rooms of a map with what each is for.

    Raises:
        LookupError: if a room has no line in that language; the message says where to write it.
    """
    lines = [f"| {' | '.join(HEAD[lang])} |", "| --- | --- |"]
    words = korean()
    for room in graph(which):
        if room not in words:
            raise LookupError(f"docs/rooms.yml has no room {room}: say in Korean what it is for")
        said = words[room] if lang == "ko" else english(which, room)
        lines.append(f"| `{room}` | {said} |")
    return "\n".join(lines)
