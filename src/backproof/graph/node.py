"""Nodes: one operation on whole arrays each, and the graph in which equal ones are one.

A node has *atomic axes*, each as long as a letter or a number says.  What an operation does to its
operands is written with *labels*, as in einsum: ``maps[i]`` holds one label for each axis of
operand i.  The labels 0, 1, ... are the axes of the node; those after them are bound in it, as the
axis that a sum runs along.  So transposing and broadcasting make no nodes: they are labels in
another order.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from backproof.algebra.polynomial import Poly, Unsupported
from backproof.graph.signs import Sign

MOST_NODES = 200_000  # in one proof: some seconds

type Dim = Poly
"""The length of an axis: a polynomial of letters, at all sizes a whole number from 1."""

type Label = Hashable
type Labelled = tuple[Node, tuple[Label, ...]]
"""A node and a label for each of its axes."""


class Node:
    """One operation.

    Attributes:
        id: its place in the order in which nodes were made; operands come before what uses them.
        op: the name under which the table has the operation.
        args: its operands.
        maps: for each operand, the label of each of its axes.
        dims: the lengths of its axes.
        over: the lengths of the axes that are bound in it.
        attr: what else the operation needs, such as an exponent.
        line: the line of the user's code that made it: function, number, file.
        sign: the signs that its entries may have where they are numbers.
        total: whether it is a number at all sizes and inputs.
        infinite: whether it may be infinite at real inputs, as 1/0 and log 0 are in NumPy.
        indicator: whether its entries are 0 or 1.
    """

    __slots__ = (
        "args",
        "attr",
        "dims",
        "graph",
        "id",
        "indicator",
        "infinite",
        "line",
        "maps",
        "op",
        "over",
        "sign",
        "total",
    )
    sign: Sign
    total: bool
    infinite: bool
    indicator: bool

    def __init__(
        self,
        graph: Graph,
        op: str,
        args: tuple[Node, ...],
        maps: tuple[tuple[int, ...], ...],
        dims: tuple[Dim, ...],
        over: tuple[Dim, ...],
        attr: Any,
    ) -> None:
        self.graph, self.id, self.line = graph, len(graph.nodes), graph.at or line_of_user()
        self.op, self.args, self.maps = op, args, maps
        self.dims, self.over, self.attr = dims, over, attr
        operation = TABLE[op]
        self.sign, self.indicator = operation.sign(self), operation.indicates(self)
        self.infinite = operation.may_be_infinite(self)
        self.total = (
            operation.written
            and all(a.total for a in args)
            and all(not args[k].sign & ~need.signs for k, need in operation.needs(attr).items())
        )

    @property
    def operation(self) -> Any:
        """Return what the table says of it."""
        return TABLE[self.op]

    @property
    def labels(self) -> tuple[int, ...]:
        """Return the labels of its own axes."""
        return tuple(range(len(self.dims)))

    @property
    def lengths(self) -> tuple[Dim, ...]:
        """Return the length of every label, the bound ones last."""
        return (*self.dims, *self.over)

    def __repr__(self) -> str:
        return f"{self.op}{self.id}"


@dataclass(frozen=True)
class Line:
    """A line of the user's code."""

    function: str
    number: int
    file: str


NOWHERE = Line("", 0, "")


@cache
def is_ours(module: str) -> bool:
    """Say whether a module is one of the prover's; the layers of `backproof.nn` are code as any."""
    return module.startswith("backproof.") and not module.startswith("backproof.nn")


def line_of_user() -> Line:
    """Return the innermost line that is neither ours nor NumPy's."""
    frame = sys._getframe(2)  # noqa: SLF001 - inspect.stack reads source files and takes milliseconds
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if not is_ours(module) and not module.startswith("numpy"):
            return Line(frame.f_code.co_name, frame.f_lineno, frame.f_code.co_filename)
        frame = frame.f_back  # type: ignore[assignment]
    return NOWHERE


def way_of_user() -> tuple[Line, ...]:
    """Return the lines of the user's code that lead to here, each called by the one before it."""
    frame = sys._getframe(2)  # noqa: SLF001 - as above
    found: list[Line] = []
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if is_ours(module):
            if found:  # who asked for the proof is no part of it
                break
        elif not module.startswith("numpy"):
            found.append(Line(frame.f_code.co_name, frame.f_lineno, frame.f_code.co_filename))
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(reversed(found))


class Generic:
    """What `backproof.graph.generic` knows of the nodes of one graph."""

    def __init__(self) -> None:
        self.leaves: dict[Node, frozenset[Node]] = {}
        self.movers: dict[Node, Mapping[Node, frozenset[int]]] = {}
        self.largest: dict[Node, float] = {}


class Graph:
    """The nodes of one proof."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.generic = Generic()
        #: The line that nodes come of, where no user's code makes them.
        self.at: Line | None = None
        #: Once the backward pass is traced: what the forward pass and its adjoints compare with 0.
        self.kinks: frozenset[Node] | None = None
        #: While it is a list: the nodes that code asks for, old ones too, and from where.
        self.asked: list[tuple[tuple[Line, ...], Node]] | None = None
        #: What nodes were asked to be made of, where they are made of other things: a product of a
        #: product is a product of all.
        self.used: dict[Node, set[Node]] = {}
        self._table: dict[tuple[Any, ...], Node] = {}

    def node(
        self,
        op: str,
        args: tuple[Node, ...] = (),
        maps: tuple[tuple[int, ...], ...] = (),
        dims: tuple[Dim, ...] = (),
        over: tuple[Dim, ...] = (),
        attr: Any = None,
    ) -> Node:
        """Return the one node with these parts."""
        key = (op, args, maps, dims, over, attr)
        found = self._table.get(key)
        if found is None:
            if len(self.nodes) == MOST_NODES:
                raise Unsupported(f"a computation of more than {MOST_NODES} operations on arrays")
            found = self._table[key] = Node(self, op, args, maps, dims, over, attr)
            self.nodes.append(found)
        if self.asked is not None:
            self.asked.append((way_of_user(), found))
        return found

    def constant(self, value: Poly) -> Labelled:
        """Return a number that no input changes: a fraction, a size, a root of one."""
        return self.node("constant", attr=value), ()

    def apply(
        self,
        op: str,
        args: Sequence[Labelled],
        out: Sequence[Label],
        *,
        over: Mapping[Any, Dim] | None = None,
        attr: Any = None,
    ) -> Labelled:
        """Return an operation on labelled operands, and the labels that its axes have.

        Axes are kept in the order of ``out``; a label there that no operand has makes no axis,
        since nothing depends on it.  Labels of operands that are not in ``out`` are bound, and so
        are those of ``over``.
        """
        lengths = {lab: d for n, labs in args for lab, d in zip(labs, n.dims, strict=True)}
        bound = dict(over or {}) | {lab: d for lab, d in lengths.items() if lab not in out}
        if op != "masked" and any(n.op == "masked" for n, _ in args):
            made = INFINITE[0](self, op, args, out, bound, attr)
        else:
            made = TABLE[op].rewrite(Making(self, op, list(args), tuple(out), bound, attr))
        self.used.setdefault(made[0], set()).update(n for n, _ in args if n not in made[0].args)
        if self.asked and self.asked[-1][1] is not made[0]:  # an old one, as by a mean of equals
            self.asked.append((way_of_user(), made[0]))
        return made

    def parts(self, node: Node) -> Iterator[Node]:
        """Yield what a node is made of, and what it was asked to be made of."""
        yield from node.args
        yield from sorted(self.used.get(node, ()), key=lambda n: n.id)

    def plain(
        self,
        op: str,
        args: Sequence[Labelled],
        out: Sequence[Label],
        bound: Mapping[Label, Dim],
        attr: Any,
    ) -> Labelled:
        """Make the node as it stands."""
        lengths = {lab: d for n, labs in args for lab, d in zip(labs, n.dims, strict=True)}
        kept = tuple(lab for lab in dict.fromkeys(out) if lab in lengths)
        number = {lab: k for k, lab in enumerate([*kept, *bound])}
        node = self.node(
            op,
            tuple(n for n, _ in args),
            tuple(tuple(number[lab] for lab in labs) for _, labs in args),
            tuple(lengths[lab] for lab in kept),
            tuple(bound.values()),
            attr,
        )
        return node, kept


class Making(NamedTuple):
    """An operation on labelled operands, before it is a node.

    Attributes:
        graph: where it is to be made.
        op: its name.
        args: the operands.
        out: the labels of its axes.
        bound: the lengths of the labels that are bound in it.
        attr: what else it needs.
    """

    graph: Graph
    op: str
    args: list[Labelled]
    out: tuple[Label, ...]
    bound: Mapping[Label, Dim]
    attr: Any

    def plain(
        self,
        args: Sequence[Labelled] | None = None,
        bound: Mapping[Label, Dim] | None = None,
    ) -> Labelled:
        """Make the node as it stands, or of other operands and bound labels."""
        some = self.args if args is None else args
        over = self.bound if bound is None else bound
        return self.graph.plain(self.op, some, self.out, over, self.attr)


#: The operations by name, each an `Operation`, filled by `backproof.graph.table.register`.
TABLE: dict[str, Any] = {}

#: What is done with an operation on what may be -inf, given by `backproof.graph.masked`.
INFINITE: list[Any] = []


def is_constant(value: Labelled, what: Poly | None = None) -> bool:
    """Say whether a labelled node is a number, or this number."""
    node = value[0]
    return node.op == "constant" and (what is None or node.attr == what)
