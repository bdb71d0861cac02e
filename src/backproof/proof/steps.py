"""What each line of a backward pass makes: an adjoint, an array once more, or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from backproof.calculus.asking import root_of

if TYPE_CHECKING:
    from backproof.calculus.adjoints import Adjoints
    from backproof.calculus.meetings import Meetings
    from backproof.graph.node import Line, Node

type Way = tuple[Line, ...]
type Kind = Literal["adjoint", "part", "again", "zero", "apart"]


@dataclass(frozen=True)
class Meeting:
    """What a line of the backward pass makes, and which line of the forward pass that belongs to.

    Kinds are ``"adjoint"`` (the gradient with respect to an array of the forward pass), ``"part"``
    (something that such a gradient is the sum or product of), ``"again"`` (an array of the forward
    pass once more), ``"zero"`` (proved zero) and ``"apart"`` (none of these: another way to the
    same gradient, or a wrong one).

    Attributes:
        line: the line of the backward pass, with its function and file.
        kind: what it makes.
        of: the line of the forward pass that made that array; None for inputs, zero and apart.
        name: the input that it is the gradient of, or a part of that; else empty.
        count: how many arrays it makes so, as in a loop.
        calls: the lines whose calls lead to ``line``, the outermost first.
        of_calls: the lines whose calls lead to ``of``.
    """

    line: Line
    kind: Kind
    of: Line | None = None
    name: str = ""
    count: int = 1
    calls: tuple[Line, ...] = ()
    of_calls: tuple[Line, ...] = ()


@dataclass
class Steps:
    """The nodes that code asked for, each with the lines that led there.

    Attributes:
        forward: those of the forward pass.
        backward: those of the backward pass; a layer runs forward once more before.
        adjoints: what reverse mode made.
    """

    forward: Sequence[tuple[Way, Node]]
    backward: Sequence[tuple[Way, Node]]
    adjoints: Adjoints

    def meetings(
        self, met: Meetings, wanted: Collection[Node], names: Mapping[Node, str]
    ) -> tuple[Meeting, ...]:
        """Return what the lines of the backward pass make, in the order in which they ran.

        Args:
            met: which arrays are proved equal.
            wanted: the arrays that gradients are made of.
            names: the inputs.
        """
        ways: dict[Node, Way] = {}
        for way, node in self.forward:
            ways.setdefault(node, way)
        known = _Known(self.adjoints, met, names, ways)
        found: Counter[Meeting] = Counter()
        for way, node in self._results():
            if node.id >= met.claims and node not in wanted:
                continue
            *calls, line = way
            for kind, of, name in known.of(node):
                *of_calls, last = of or (None,)
                found[Meeting(line, kind, last, name, 1, tuple(calls), tuple(of_calls))] += 1
        return tuple(replace(m, count=count) for m, count in found.items())

    def last(self, node: Node) -> Line:
        """Return the last line that gives a node, which may be wrong there and right elsewhere."""
        lines = [way[-1] for way, n in self.backward if n is node and way]
        return lines[-1] if lines else node.line

    def _results(self) -> Iterator[tuple[Way, Node]]:
        """Yield what lines of the backward pass make, not what they make it of on the way."""
        before = set(self.forward)
        seen: set[tuple[Way, Node]] = set()
        for way, visit in groupby(self.backward, key=itemgetter(0)):
            nodes = [n for _, n in visit if n.args and (way, n) not in before]
            inner = {a for n in nodes for a in n.args}
            for node in nodes:
                if node not in inner and (way, node) not in seen:
                    seen.add((way, node))
                    yield way, node


class _Known:
    """What a node may turn out to be."""

    def __init__(
        self,
        adjoints: Adjoints,
        met: Meetings,
        names: Mapping[Node, str],
        ways: Mapping[Node, Way],
    ) -> None:
        self.met, self.names, self.ways = met, names, ways
        self.adjoint_of: dict[Node, list[Node]] = {}
        self.part_of: dict[Node, list[Node]] = {}
        for node, (adjoint, _) in adjoints.of.items():
            self.adjoint_of.setdefault(adjoint, []).append(node)
        for node, parts in adjoints.parts.items():
            for part, _ in parts:
                self.part_of.setdefault(part, []).append(node)
        for partial, node in adjoints.some.items():
            self.part_of.setdefault(partial, [node])

    def of(self, node: Node) -> Iterator[tuple[Kind, Way | None, str]]:
        """Yield what a node is, of which line or of which input."""
        root = root_of(self.met.met, node, node.labels)
        if root is None:
            yield "zero", None, ""
            return
        same = root[0]
        if same in self.adjoint_of:
            yield from self._each("adjoint", self.adjoint_of[same])
        elif same.id < self.met.first:
            yield from self._each("again", [same])
        elif same in self.part_of:
            yield from self._each("part", self.part_of[same])
        elif same.id < self.met.claims:
            yield "part", (same.line,), ""
        else:
            yield "apart", None, ""

    def _each(self, kind: Kind, nodes: Sequence[Node]) -> Iterator[tuple[Kind, Way | None, str]]:
        for node in nodes:
            if node in self.names:
                yield kind, None, self.names[node]
            else:
                yield kind, self.ways.get(node, (node.line,)), ""
