"""How a question is put: which arrays it names, and which it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backproof.algebra.polynomial import ZERO, Atom, Poly
from backproof.calculus.question import Known, Question, Ref, Step, renamed_letters
from backproof.graph.leaves import Identity, Place, Row, Slice, Table
from backproof.graph.node import Dim, Labelled, Node

#: Leaves that say what they are; all others are names.
SHOWN = {"constant", *(kind.name for kind in (Row, Identity, Place, Slice, Table))}

type Places = tuple[int | None, ...]
type Met = Mapping[Node, tuple[Node, Places] | None]
"""For a node what it was found equal to: another one, and for each axis of that its own, None where
index 0 will do; or None where it is zero."""


def root_of(met: Met, node: Node, labels: Places) -> tuple[Node, Places] | None:
    """Return what a node was found equal to in the end, at the same indices; None for zero."""
    while node in met:
        found = met[node]
        if found is None:
            return None
        node, places = found
        labels = tuple(None if p is None else labels[p] for p in places)
    return node, labels


@dataclass
class Asked:
    """A question, and the nodes that stand in it.

    Attributes:
        question: the question.
        order: the node of each of its lines; None for a plain 0.
        closed: those that are named and could be opened, on the left and on the right.
    """

    question: Question
    order: list[Node | None]
    closed: tuple[set[Node], set[Node]]


@dataclass
class _Writer:
    met: Met
    opened: frozenset[Node]
    lines: list[Known | Step] = field(default_factory=list)
    order: list[Node | None] = field(default_factory=list)
    number: dict[Node | None, int] = field(default_factory=dict)
    letters: dict[Atom, Poly] = field(default_factory=dict)
    labels: dict[object, int] = field(default_factory=dict)
    dims: dict[Dim, Dim] = field(default_factory=dict)

    def length(self, d: Dim) -> Dim:
        found = self.dims.get(d)
        if found is None:
            found = self.dims[d] = renamed_letters(d, self.letters)
        return found

    def lengths(self, dims: Sequence[Dim]) -> tuple[Dim, ...]:
        return tuple(map(self.length, dims))

    def ref(self, node: Node, labels: Places, *, top: bool = False) -> Ref:
        found = root_of(self.met, node, labels)
        if found is None:
            return self._add(None, Step("constant", ZERO, (), (), ())), ()
        root, at = found
        if top and root.args:
            return self._push(root, self.step(root)), at
        return self.line(root), at

    def line(self, root: Node) -> int:
        found = self.number.get(root)
        if found is not None:
            return found
        if root.args and root in self.opened:
            return self._add(root, self.step(root))
        if root.op in SHOWN:
            return self._add(root, self.step(root))
        return self._add(root, Known(self.lengths(root.dims), root.sign, root.indicator))

    def step(self, root: Node) -> Step:
        args = tuple(self.ref(a, m) for a, m in zip(root.args, root.maps, strict=True))
        attr = root.attr
        if root.op == "row":
            attr = self.labels.setdefault(attr, len(self.labels))
        elif root.op == "constant":
            attr = self.length(attr)
        return Step(root.op, attr, args, self.lengths(root.dims), self.lengths(root.over))

    def _add(self, root: Node | None, line: Known | Step) -> int:
        found = self.number.get(root)
        if found is None:
            found = self.number[root] = self._push(root, line)
        return found

    def _push(self, root: Node | None, line: Known | Step) -> int:
        self.lines.append(line)
        self.order.append(root)
        return len(self.lines) - 1


def ask(
    met: Met, left: Labelled, right: Labelled | None, dims: Sequence[Dim], opened: frozenset[Node]
) -> Asked:
    """Put the question whether two arrays are equal at all indices.

    Args:
        met: what was found equal before.
        left: the first one; its labels number the free indices.
        right: the second one; None for zero.
        dims: the lengths that the free indices run along.
        opened: the nodes that the question says how they are made.
    """
    writer = _Writer(met, opened)
    free = writer.lengths(dims)
    first = writer.ref(*left, top=True)  # type: ignore[arg-type]
    second = None if right is None else writer.ref(*right, top=True)  # type: ignore[arg-type]
    question = Question(tuple(writer.lines), free, first, second)
    closed = _closed(writer, first), set() if second is None else _closed(writer, second)
    return Asked(question, writer.order, closed)


def _closed(writer: _Writer, ref: Ref) -> set[Node]:
    """Return the names that could be opened on one side."""
    out, seen, stack = set(), set(), [ref[0]]
    while stack:
        k = stack.pop()
        if k in seen:
            continue
        seen.add(k)
        line, node = writer.lines[k], writer.order[k]
        if isinstance(line, Step):
            stack += [a for a, _ in line.args]
        elif node is not None and node.args:
            out.add(node)
    return out
