"""Operations along axes: sums of products, as einsum writes them, and maxima."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backproof.algebra import elementary, sums
from backproof.algebra.polynomial import ONE, ZERO, Index, Kind, Poly, Unsupported, add, scale
from backproof.algebra.products import mul
from backproof.graph import stacking
from backproof.graph.arranging import arranged
from backproof.graph.choices import above
from backproof.graph.elementwise import complement, sign_of_product
from backproof.graph.generic import picks, tie_free
from backproof.graph.node import Dim, Graph, Label, Labelled, Making, Node
from backproof.graph.signs import NOT_NEGATIVE, PLUS, Sign, total
from backproof.graph.table import (
    Need,
    Operation,
    Use,
    product_of_constants,
    register,
    without_constants,
)


class Reduction(Operation):
    """An operation that binds the indices of some axes."""

    def bind(self, binders: Mapping[Index, Poly], polys: Sequence[Poly]) -> Poly:
        """Return an entry, made of those of the operands, in which some indices are to be bound."""
        raise NotImplementedError

    def reduce(self, node: Node, arrays: Sequence[np.ndarray]) -> Any:
        """Return the value, of operands that have the axes of their nodes."""
        raise NotImplementedError


#: Arrays of more entries are worth a matrix product of BLAS.
LARGE = 1 << 14


@register
class Sum(Reduction):
    """The sum of a product over some axes: matrix products, means, traces, picking by labels."""

    name = "sum"
    zero_of = slice(None)

    def bind(self, binders: Mapping[Index, Poly], polys: Sequence[Poly]) -> Poly:
        """Return the sum."""
        return sums.sum_over(binders, mul(*polys))

    def reduce(self, node: Node, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.einsum."""
        pairs: Any = [p for x, m in zip(arrays, node.maps, strict=True) for p in (x, list(m))]
        # for two small ones the way that einsum would look for takes longer than the sum
        optimize = len(arrays) > 2 or any(x.size > LARGE for x in arrays)  # noqa: PLR2004
        return np.einsum(*pairs, list(node.labels), optimize=optimize)

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g times the other operands."""
        return [use.g, *use.others]

    def sign(self, node: Node) -> Sign:
        """Return the signs of a sum of at least one product."""
        one = sign_of_product(node)
        if one == NOT_NEGATIVE and _first_is_kept(node):
            return PLUS
        return total([one, one]) if not one & Sign.ZERO else total([one])

    def indicates(self, node: Node) -> bool:
        """Say whether it picks an entry of an indicator by a row of the identity."""
        return any(a.indicator and picks(node, k) for k, a in enumerate(node.args))

    def rewrite(self, made: Making) -> Labelled:
        """Take out numbers, and axes along which nothing changes."""
        graph, args, out, bound = made.graph, made.args, made.out, made.bound
        held = {lab for _, labs in args for lab in labs}
        count = mul(*(d for lab, d in bound.items() if lab not in held)) if bound else ONE
        left = {lab: d for lab, d in bound.items() if lab in held}
        fixed = mul(product_of_constants(args), count)
        args = sorted(without_constants(args), key=lambda v: v[0].id)
        if len(args) == 2 and (picked := _picked(graph, args, left)) is not None:  # noqa: PLR2004
            return graph.apply("multiply", [picked, graph.constant(fixed)], out)
        if not left:
            return graph.apply("multiply", [*args, graph.constant(fixed)], out)
        if fixed == ZERO and all(n.total for n, _ in args):
            return graph.constant(ZERO)
        inner = made.plain(args, _in_order(args, left))
        return graph.apply("multiply", [inner, graph.constant(fixed)], out)


def _picked(graph: Graph, args: Sequence[Labelled], bound: Mapping[Label, Dim]) -> Labelled | None:
    """Return the part at a place of an array that is made of parts, if that is asked for."""
    for place, value in (args, args[::-1]):
        asked = place[0].op == "place" and set(bound) == set(place[1])
        if asked and stacking.parts_of(value, place[1][0]) is not None:
            return stacking.at(graph, value, place)
    return None


def _in_order(args: Sequence[Labelled], bound: Mapping[Label, Dim]) -> dict[Label, Dim]:
    """Return bound labels in the order in which operands have them, whatever code called them."""
    seen = dict.fromkeys(lab for _, labs in args for lab in labs if lab in bound)
    return {lab: bound[lab] for lab in seen}


def _first_is_kept(node: Node) -> bool:
    """Say whether the terms are positive but for those that a lower triangle leaves out.

    The first one is never left out: 0 <= i + k.
    """
    bound = set(range(len(node.dims), len(node.dims) + len(node.over)))
    for a, labels in zip(node.args, node.maps, strict=True):
        if a.op == "kept" and a.args[1].sign == PLUS and below_diagonal(a.args[0]):
            column = labels[a.maps[0][1]]
            others = [b for b in node.args if b is not a]
            return bound == {column} and all(b.sign == PLUS for b in others)
    return False


def below_diagonal(mask: Node) -> bool:
    """Say whether a mask is 1 at least in the first column, as a lower triangle is."""
    return mask.op == "triangle" and mask.attr >= 0


@register
class Maximum(Reduction):
    """The largest entry along some axes; of those where a mask is 1, if there is one."""

    name = "maximum"
    zero_of = slice(1)

    def bind(self, binders: Mapping[Index, Poly], polys: Sequence[Poly]) -> Poly:
        """Return the maximum."""
        if len(polys) > 1:
            raise Unsupported("np.max of what may be -inf")
        return sums.bind(Kind.MAX, (), (), binders, (polys[0],))

    def reduce(self, node: Node, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.max."""
        labels, x = _under_mask(node, arrays)
        gone = tuple(k for k, lab in enumerate(labels) if lab >= len(node.dims))
        kept = [lab for lab in labels if lab < len(node.dims)]
        return x.max(axis=gone).transpose([kept.index(k) for k in node.labels])

    def needs(self, attr: Any) -> Mapping[int, Need]:
        """Return that a mask leaves something over."""
        return {1: Need.SOME} if attr == "masked" else {}

    def swallows(self, node: Node) -> bool:
        """Say that -inf is not the largest."""
        del node
        return True

    def strict_in(self, node: Node, place: int) -> bool:
        """Say that what a mask leaves out need not be a number."""
        return (place == 1 or len(node.args) == 1) and super().strict_in(node, place)

    def adjoint(self, use: Use) -> Sequence[Labelled] | None:
        """Return g for the largest entry; equal shares where several are largest.

        Entries that are equal all around have the same slope there, so any shares that sum to 1 are
        right; where ties have no volume, there is one largest entry.
        """
        graph, out = use.graph, use.everywhere
        if use.place:
            return None
        largest = complement(graph, above(graph, use.result, use.operand, out), out)
        if use.others:  # what the mask leaves out may be larger
            largest = graph.apply("multiply", [largest, *use.others], out)
        if tie_free(use.node):
            return [use.g, largest]
        ties = graph.apply("ties", use.operands, use.node.labels, attr=use.node.attr)
        return [use.g, largest, graph.apply("power", [ties], out, attr=-1)]

    def sign(self, node: Node) -> Sign:
        """Return the signs of the candidates."""
        return node.args[0].sign

    def indicates(self, node: Node) -> bool:
        """Say whether the candidates are indicators."""
        return node.args[0].indicator

    def rewrite(self, made: Making) -> Labelled:
        """Leave out axes along which nothing changes."""
        args, bound = made.args, made.bound
        left = {lab: d for lab, d in bound.items() if any(lab in labs for _, labs in args)}
        if not left and len(args) == 1:
            return args[0]
        return made.plain(args, _in_order(args, left))


def _under_mask(node: Node, arrays: Sequence[np.ndarray]) -> tuple[tuple[int, ...], np.ndarray]:
    """Return the labels and numbers of what a maximum is of, -inf where a mask is 0."""
    if len(arrays) == 1:
        return node.maps[0], arrays[0]
    total = len(node.dims) + len(node.over)
    x, c = (arranged(a, m, total) for a, m in zip(arrays, node.maps, strict=True))
    return tuple(range(total)), np.where(c > 0.5, x, -np.inf)  # noqa: PLR2004 - 0 or 1


@register
class Ties(Maximum):
    """How many entries along some axes are the largest: one at least."""

    name = "ties"
    finite = True

    def bind(self, binders: Mapping[Index, Poly], polys: Sequence[Poly]) -> Poly:
        """Return the sum of 1 - [max u > u]."""
        gap = add(super().bind(binders, polys), scale(polys[0], -1))
        return sums.sum_over(binders, add(ONE, scale(elementary.step(gap), -1)))

    def reduce(self, node: Node, arrays: Sequence[np.ndarray]) -> Any:
        """Count them."""
        labels, x = _under_mask(node, arrays)
        gone = tuple(k for k, lab in enumerate(labels) if lab >= len(node.dims))
        kept = [lab for lab in labels if lab < len(node.dims)]
        count = (x == x.max(axis=gone, keepdims=True)).sum(axis=gone) * 1.0
        return count.transpose([kept.index(k) for k in node.labels])

    def adjoint(self, use: Use) -> None:
        """Return nothing: it is constant but for jumps."""
        del use

    def sign(self, node: Node) -> Sign:
        """Return +."""
        del node
        return PLUS

    def indicates(self, node: Node) -> bool:
        """Say that it is a count."""
        del node
        return False

    def rewrite(self, made: Making) -> Labelled:
        """Keep it: an axis along which nothing changes ties everywhere."""
        return made.plain()
