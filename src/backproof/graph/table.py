"""The table of operations: one entry each, and all that is known of an operation stands in it.

A new operation is one class in one file of this room, such as `unary`, made known by `register`.
The test of the table finds it there and holds it to what it says: its adjoint is the derivative of
its entry for all sizes, its value is NumPy's, its entry is its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from backproof.algebra.polynomial import ONE, ZERO, Poly, number
from backproof.algebra.products import mul
from backproof.graph.node import TABLE, Dim, Graph, Label, Labelled, Making, Node, is_constant
from backproof.graph.signs import ANY, NOT_NEGATIVE, NOT_ZERO, PLUS, Sign

MINUS_ONE = number(-1)
#: Rows of the identity pick some entries of what they stand beside, and leave the others alone.
ROWS = {"row", "identity", "place", "slice", "triangle", "table"}
HALF = number(Fraction(1, 2))


class Need(Enum):
    """What must hold of an operand for the result to be a number."""

    POSITIVE = "> 0"
    NOT_NEGATIVE = ">= 0"
    NOT_ZERO = "!= 0"
    WRITTEN = "written"
    SOME = "1 somewhere"

    @property
    def signs(self) -> Sign:
        """Return the signs that fulfil it; none where signs do not tell."""
        return {"> 0": PLUS, ">= 0": NOT_NEGATIVE, "!= 0": NOT_ZERO}.get(self.value, Sign(0))


@dataclass(frozen=True)
class Use:
    """One use of an array: which operand of which node, and what the node's adjoint is.

    Attributes:
        node: the node that uses it.
        place: which of its operands.
        g: the adjoint of the node, with its labels.
        weak: the convention at kinks: whether the side that is taken at 0 is that above.
    """

    node: Node
    place: int
    g: Labelled
    weak: bool = False

    @property
    def graph(self) -> Graph:
        """Return the graph."""
        return self.node.graph

    @property
    def operands(self) -> list[Labelled]:
        """Return the operands with their labels."""
        return list(zip(self.node.args, self.node.maps, strict=True))

    @property
    def operand(self) -> Labelled:
        """Return the operand that is meant."""
        return self.node.args[self.place], self.node.maps[self.place]

    @property
    def others(self) -> list[Labelled]:
        """Return the other operands."""
        return [v for k, v in enumerate(self.operands) if k != self.place]

    @property
    def result(self) -> Labelled:
        """Return the node itself with its labels."""
        return self.node, self.node.labels

    @property
    def everywhere(self) -> tuple[int, ...]:
        """Return all labels, the bound ones, too."""
        return tuple(range(len(self.node.lengths)))

    def make(self, op: str, *args: Labelled, attr: Any = None) -> Labelled:
        """Return an elementwise operation on labelled arrays, over all labels of the node."""
        return self.graph.apply(op, args, self.everywhere, attr=attr)

    def number(self, value: Poly | int | Fraction) -> Labelled:
        """Return a constant."""
        return self.graph.constant(value if isinstance(value, Poly) else number(value))


class Operation:
    """What is known of an operation; the defaults are those of a strict elementwise one.

    Attributes:
        name: the name of the operation.
        written: whether it is no memory that was never written, which holds no numbers.
        finite: whether it is never infinite.
        injective: whether different operands give different values, wherever it is defined.
        zero_of: the operands of which one is zero where the result is; None if that is not known.
    """

    name: ClassVar[str]
    written: ClassVar[bool] = True
    finite: ClassVar[bool] = False
    injective: ClassVar[bool] = False
    zero_of: ClassVar[slice | None] = None

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return an entry, made of the entries of the operands."""
        raise NotImplementedError

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the value of operands that broadcast to each other."""
        raise NotImplementedError

    def adjoint(self, use: Use) -> Sequence[Labelled] | None:
        """Return the factors of what an operand receives, to be summed over labels it lacks.

        None says that it receives nothing: that the result does not change with it where it changes
        steadily at all.
        """
        raise NotImplementedError

    def sign(self, node: Node) -> Sign:
        """Return the signs that the entries of a node may have where they are numbers."""
        del node
        return ANY

    def indicates(self, node: Node) -> bool:
        """Say whether the entries of a node are 0 or 1."""
        del node
        return False

    def needs(self, attr: Any) -> Mapping[int, Need]:
        """Return what must hold of which operand for the result to be a number."""
        del attr
        return {}

    def may_be_infinite(self, node: Node) -> bool:
        """Say whether it may be infinite at real inputs."""
        return not self.finite and any(a.infinite for a in node.args)

    def swallows(self, node: Node) -> bool:
        """Say whether the result may be a number where an operand is infinite, as exp(-inf) is."""
        del node
        return self.finite

    def strict_in(self, node: Node, place: int) -> bool:
        """Say whether the result is no number where an entry of this operand is none (NaN)."""
        return not any(a.op in ROWS for k, a in enumerate(node.args) if k != place)

    def rewrite(self, made: Making) -> Labelled:
        """Return the operation on these operands as a node, simplified where that loses nothing."""
        return made.plain()


def register[T: Operation](cls: type[T]) -> type[T]:
    """Put an operation into the table."""
    TABLE[cls.name] = cls()
    return cls


def alone(
    graph: Graph, name: str, value: Labelled, out: Sequence[Label], bound: Mapping[Label, Dim]
) -> Labelled:
    """Return the one operand that is left; where its axes share a label, as a diagonal."""
    if len(set(value[1])) == len(value[1]):
        return value
    return graph.plain(name, [value], out, bound, None)


def constants(args: Sequence[Labelled]) -> list[Poly]:
    """Return the numbers among some operands."""
    return [n.attr for n, _ in args if n.op == "constant"]


def without_constants(args: Sequence[Labelled]) -> list[Labelled]:
    """Return the operands that are no plain numbers."""
    return [a for a in args if not is_constant(a)]


def product_of_constants(args: Sequence[Labelled]) -> Poly:
    """Return the product of the numbers among some operands."""
    found = constants(args)
    return mul(*found) if found else ONE


__all__ = [
    "HALF",
    "MINUS_ONE",
    "ONE",
    "TABLE",
    "ZERO",
    "Need",
    "Operation",
    "Use",
    "alone",
    "constants",
    "product_of_constants",
    "register",
    "without_constants",
]
