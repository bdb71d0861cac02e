"""What no operation makes: inputs, the upstream gradient, masks, rows of the identity, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from backproof.algebra import sums
from backproof.algebra.polynomial import (
    CONSTANT,
    LABEL,
    ZERO,
    Index,
    Kind,
    Poly,
    Unsupported,
    add,
    atom,
    number,
    of_atom,
)
from backproof.algebra.products import mul
from backproof.graph.node import Dim, Node
from backproof.graph.signs import ANY, NOT_NEGATIVE, PLUS, Sign, of_number
from backproof.graph.table import Operation, Use, register


class Shown(Protocol):
    """A leaf: a node, or a line of a question."""

    @property
    def attr(self) -> Any:
        """Return what else it needs."""

    @property
    def dims(self) -> tuple[Dim, ...]:
        """Return the lengths of its axes."""


class Leaf(Operation):
    """An operation without operands."""

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return the entry at an index."""
        del leaf, index
        raise Unsupported("arithmetic with labels or indices")

    def adjoint(self, use: Use) -> None:
        """Return nothing: it has no operands."""
        del use


@register
class Constant(Leaf):
    """A number; attr: the polynomial of sizes, roots and pi that it is."""

    name = "constant"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return the number."""
        del index
        return leaf.attr

    def sign(self, node: Node) -> Sign:
        """Return its sign at all sizes."""
        return of_number(node.attr)

    def indicates(self, node: Node) -> bool:
        """Say whether it is 0 or 1."""
        return node.attr in {ZERO, number(1)}


@register
class Input(Leaf):
    """A real input; attr: its name, whether it is positive, whether it may be any such number."""

    name = "input"

    def sign(self, node: Node) -> Sign:
        """Return what was said of it."""
        return PLUS if node.attr[1] else ANY


@register
class Upstream(Leaf):
    """The upstream gradient: any real numbers, zeros among them."""

    name = "upstream"


@register
class Unwritten(Leaf):
    """Memory that np.empty gives; attr: its number."""

    name = "unwritten"
    written = False


@register
class Mask(Leaf):
    """An input of which nothing is known but that its entries are 0 or 1; attr: its name."""

    name = "mask"

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        del node
        return NOT_NEGATIVE

    def indicates(self, node: Node) -> bool:
        """Say that it is an indicator."""
        del node
        return True


class Indicator(Leaf):
    """A leaf of entries 0 and 1."""

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        del node
        return NOT_NEGATIVE

    def indicates(self, node: Node) -> bool:
        """Say that it is an indicator."""
        del node
        return True


@register
class Triangle(Indicator):
    """[j <= i + k] for the indices of two axes; attr: k."""

    name = "triangle"


@register
class Row(Indicator):
    """Rows of the identity, picked by labels: 1 where the last index is the label.

    The axes before the last are those of the labels; attr: the name of the labels.
    """

    name = "row"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return a Kronecker delta of the label and the last index."""
        label = (LABEL, str(leaf.attr), tuple(index[:-1]), leaf.dims[-1])
        return sums.delta(label, index[-1])


@register
class Identity(Indicator):
    """The identity matrix."""

    name = "identity"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return a Kronecker delta."""
        del leaf
        return sums.delta(*index)


@register
class Place(Indicator):
    """One row of the identity; attr: its number."""

    name = "place"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return a Kronecker delta of the index and a number."""
        return sums.delta((CONSTANT, leaf.attr), index[0])


@register
class Slice(Indicator):
    """Rows of the identity in steps, [j == start + step i]; attr: start and step."""

    name = "slice"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return Kronecker deltas for each pair of places."""
        start, step = leaf.attr
        i, j = index
        parts = (
            mul(sums.delta((CONSTANT, q), i), sums.delta((CONSTANT, start + step * q), j))
            for q in range(int(leaf.dims[0].constant or 0))
        )
        return add(ZERO, *parts)


@register
class Labels(Leaf):
    """Whole numbers below a length, of an input; attr: its name and that length."""

    name = "labels"

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        del node
        return NOT_NEGATIVE


@register
class Counting(Leaf):
    """0, 1, 2, ... along an axis."""

    name = "counting"

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        del node
        return NOT_NEGATIVE


@register
class Table(Leaf):
    """An array of a few numbers; attr: the entries that are not 0, with their places."""

    name = "table"

    def at(self, leaf: Shown, index: Sequence[Index]) -> Poly:
        """Return the numbers, each beside Kronecker deltas of its place."""
        parts = (
            mul(value, *(sums.delta((CONSTANT, p), i) for p, i in zip(place, index, strict=True)))
            for place, value in leaf.attr
        )
        return add(ZERO, *parts)

    def indicates(self, node: Node) -> bool:
        """Say whether all numbers are 0 or 1."""
        return all(value == number(1) for _, value in node.attr)

    def sign(self, node: Node) -> Sign:
        """Return the signs of its numbers, and 0."""
        out = Sign.ZERO
        for _, value in node.attr:
            out |= of_number(value)
        return out


def hidden(name: Any, index: Sequence[Index]) -> Poly:
    """Return the indicator of a number that nobody sees."""
    inside = of_atom(atom(Kind.NAME, (name, int(ANY)), tuple(index)))
    return of_atom(atom(Kind.POSITIVE, args=(inside,)))
