"""The map of the rooms: who imports whom, read from the code when the page is built."""

import ast
import itertools
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from book.figures.drawing import INK, said, text, word
from book.figures.layers import Placed, place
from book.records import ROOT
from book.typeset.figure import Figure

READS = ("src", "derivations")

type Graph = dict[str, frozenset[str]]

BOX_WIDTH, BOX_HEIGHT = 102, 34
WIDTH = 360  # that of a phone, where a letter is then as large as it is drawn
MAPS = {
    "backproof": (ROOT / "src/backproof", (ROOT / "derivations", ROOT / "src/book")),
    "book": (ROOT / "src/book", (ROOT / "src/backproof",)),
}


def imports(path: Path) -> tuple[tuple[str, str], ...]:
    """Return every absolute import of a file, late ones too, as (module, name or "")."""
    return _imports(path.read_text(encoding="utf-8"))


@cache
def _imports(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_found(ast.parse(text)))


def _found(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


@cache
def _doors(package: Path) -> dict[str, str]:
    """Return where each public name of a package comes from, as its `__init__` imports it."""
    return {name: module for module, name in imports(package / "__init__.py") if name}


def _rooms(package: Path, guests: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the files of each room: a package or module right below, or a whole guest."""
    rooms = {
        path.stem: sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for path in sorted(package.iterdir())
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem[:2] != "__")
    }
    return rooms | {path.name: sorted(path.rglob("*.py")) for path in guests}


def _room(module: str, name: str, package: Path, rooms: Iterable[str]) -> str:
    """Return the room that an import leads to, or "" if it leads out of the house."""
    top, *rest = module.split(".")
    if top == package.name:
        if not rest:
            door = _doors(package).get(name, f"{top}.{name}")
            rest = door.split(".")[1:]
        return rest[0] if rest and rest[0] in rooms else ""
    return top if top in rooms else ""


def graph(which: str) -> Graph:
    """Return for each room of "backproof" or "book" the rooms that it imports.

    Raises:
        LookupError: if there is no such map.
        ValueError: if two rooms import each other, by a detour or at once.
    """
    if which not in MAPS:
        raise LookupError(f"there is no map of {which!r}; there is one of {', '.join(MAPS)}")
    package, guests = MAPS[which]
    rooms = _rooms(package, guests)
    found = {
        name: frozenset(
            _room(module, what, package, rooms) for path in files for module, what in imports(path)
        )
        - {"", name}
        for name, files in rooms.items()
    }
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        raise ValueError(f"these rooms import each other: {' -> '.join(error.args[1])}") from error
    return found


def reduced(found: Graph) -> Graph:
    """Leave out every import that others lead round to.

    >>> reduced({"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset()})["a"]
    frozenset({'b'})
    """
    beyond: dict[str, frozenset[str]] = {}
    for name in TopologicalSorter(found).static_order():
        beyond[name] = found[name].union(*(beyond[below] for below in found[name]))
    return {
        name: below - frozenset().union(*(beyond[one] for one in below))
        for name, below in found.items()
    }


def _box(name: str, at: Placed) -> str:
    return (
        f'<rect class="fill" x="{at.x - BOX_WIDTH / 2:.1f}" y="{at.y - BOX_HEIGHT / 2:.1f}" '
        f'width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3" stroke="{INK}" stroke-width="1.5"/>'
        + text(at.x, at.y + 4.5, name, size=13)
    )


def _arrow(way: list[Placed]) -> str:
    """Draw a line through all points of a way, upright at each, and its head at the end."""
    (x, y), *rest = [(p.x, p.y) for p in way]
    start, (x2, y2) = (x, y + BOX_HEIGHT / 2), rest[-1]
    beside = [(a, b + side * BOX_HEIGHT / 2) for a, b in rest[:-1] for side in (-1, 1)]
    stops = [start, *beside, (x2, y2 - BOX_HEIGHT / 2 - 8)]
    path = f"M{start[0]:.1f},{start[1]:.1f}"
    for (a, b), (c, d) in itertools.pairwise(stops):
        path += f" C{a:.1f},{(b + d) / 2:.1f} {c:.1f},{(b + d) / 2:.1f} {c:.1f},{d:.1f}"
    tip = y2 - BOX_HEIGHT / 2
    head = f"{x2:.1f},{tip:.1f} {x2 - 4:.1f},{tip - 8:.1f} {x2 + 4:.1f},{tip - 8:.1f}"
    return (
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.2" opacity="0.75"/>'
        f'<polygon points="{head}" fill="{INK}"/>'
    )


def rooms(lang: str, which: str) -> Figure:
    """Draw the rooms of "backproof" or "book", each above those that it imports."""
    found = reduced(graph(which))
    drawing = place(found, WIDTH, BOX_WIDTH)
    every = [
        word(lang, "stands-on", room=name, others=", ".join(sorted(below)))
        if below
        else word(lang, "stands-on-nothing", room=name)
        for name, below in sorted(found.items())
    ]
    parts = [_arrow(way) for way in drawing.ways]
    parts += [_box(name, at) for name, at in drawing.nodes.items()]
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {drawing.height}" xmlns="http://www.w3.org/2000/svg" '
        f'font-size="13" style="max-width:26rem">{"".join(parts)}</svg>'
    )
    return Figure(svg, *said(lang, "rooms", which=which, every=" ".join(every)))
