"""Layered drawing of a graph without circles: rows, order in them, and ways between (Sugiyama)."""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import chain, pairwise

ROW = 74  # from the middle of a row to that of the next
LANE = 13  # room for a line that passes a row of boxes
SWEEPS = 12


@dataclass(frozen=True)
class Placed:
    """The middle of a box, or of the gap through which a line passes."""

    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Where each node stands, and the points of each edge from its upper to its lower end."""

    nodes: dict[str, Placed]
    ways: list[list[Placed]]
    height: int


type Stop = tuple[str, ...]  # (node,), or (from, to, row) where an edge passes a row


def rows_of(graph: dict[str, frozenset[str]], most: int) -> dict[str, int]:
    """Give each node a row, counted from below, above all that it points to.

    No row holds more than `most` nodes: what does not fit goes one row up.

    >>> rows_of({"a": frozenset("b"), "b": frozenset(), "c": frozenset()}, most=1)
    {'b': 0, 'c': 1, 'a': 2}
    """
    rows: dict[str, int] = {}
    full: dict[int, int] = {}
    for name in TopologicalSorter(graph).static_order():
        row = max((rows[below] + 1 for below in graph[name]), default=0)
        while full.get(row, 0) >= most:
            row += 1
        rows[name] = row
        full[row] = full.get(row, 0) + 1
    return rows


def _stops(graph: dict[str, frozenset[str]], rows: dict[str, int]) -> list[list[Stop]]:
    """Return for each edge its stops, one in each row from its upper end to its lower one."""
    return [
        [
            (name,),
            *((name, below, str(r)) for r in range(rows[name] - 1, rows[below], -1)),
            (below,),
        ]
        for name in graph
        for below in sorted(graph[name])
    ]


def _ordered(levels: list[list[Stop]], ways: list[list[Stop]]) -> list[list[Stop]]:
    """Order each row by the middle of its neighbours, down and up in turn, so few lines cross."""
    pairs = [pair for way in ways for pair in pairwise(way)]
    for sweep in range(SWEEPS):
        up = sweep % 2 == 0
        for r in range(1, len(levels)) if up else range(len(levels) - 2, -1, -1):
            beside = {s: i - len(levels[r - 1 if up else r + 1]) / 2
                      for i, s in enumerate(levels[r - 1 if up else r + 1])}  # fmt: skip
            middle = {}
            for i, stop in enumerate(levels[r]):
                ends = [low if up else high for high, low in pairs if stop in {high, low}]
                known = [beside[end] for end in ends if end in beside]
                middle[stop] = sum(known) / len(known) if known else i - len(levels[r]) / 2
            levels[r] = sorted(levels[r], key=lambda stop: (middle[stop], stop))
    return levels


def place(graph: dict[str, frozenset[str]], width: int, box: int) -> Drawing:
    """Place a graph without circles in a drawing of this width, boxes of that one.

    As many boxes stand in a row as leave room for the lines that pass it.

    Raises:
        ValueError: if the boxes or the lines of a row do not fit, however few boxes it has.
    """
    for most in range(width // box, 0, -1):
        rows = rows_of(graph, most)
        ways = _stops(graph, rows)
        levels: list[list[Stop]] = [[] for _ in range(max(rows.values()) + 1)]
        for stop in dict.fromkeys(
            [*((name,) for name in sorted(graph)), *chain.from_iterable(ways)]
        ):
            levels[rows[stop[0]] if len(stop) == 1 else int(stop[2])].append(stop)
        if all(sum(_wide(stop, box) for stop in level) <= width for level in levels):
            at = _spread(_ordered(levels, ways), width, box)
            nodes = {stop[0]: here for stop, here in at.items() if len(stop) == 1}
            return Drawing(nodes, [[at[stop] for stop in way] for way in ways], len(levels) * ROW)
    raise ValueError(f"boxes of width {box} and the lines between do not fit into {width}")


def _wide(stop: Stop, box: int) -> int:
    return box if len(stop) == 1 else LANE


def _spread(levels: list[list[Stop]], width: int, box: int) -> dict[Stop, Placed]:
    """Give the stops of each row equal gaps."""
    at: dict[Stop, Placed] = {}
    for r, level in enumerate(levels):
        gap = (width - sum(_wide(stop, box) for stop in level)) / (len(level) + 1)
        x = 0.0
        for stop in level:
            at[stop] = Placed(x + gap + _wide(stop, box) / 2, (len(levels) - r - 0.5) * ROW)
            x += gap + _wide(stop, box)
    return at
