"""Comparisons, and what chooses by them, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backproof.algebra import elementary
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Poly,
    Unsupported,
    add,
    number,
    scale,
)
from backproof.algebra.products import mul
from backproof.graph import stacking
from backproof.graph.elementwise import complement, negated, negative
from backproof.graph.generic import thin
from backproof.graph.node import Graph, Label, Labelled, Making, Node, is_constant
from backproof.graph.signs import (
    MINUS,
    NOT_NEGATIVE,
    PLUS,
    Sign,
)
from backproof.graph.signs import ZERO as NOTHING
from backproof.graph.table import (
    Operation,
    Use,
    register,
)


@register
class Above(Operation):
    """[u > 0]: 1 where u is positive, else 0; where u is no number, too."""

    name = "above"
    finite = True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the indicator."""
        del attr
        return elementary.step(polys[0])

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the comparison as a number."""
        del attr
        return (arrays[0] > 0) * 1.0

    def adjoint(self, use: Use) -> None:
        """Return nothing: it is constant but for jumps."""
        del use

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        del node
        return NOT_NEGATIVE

    def indicates(self, node: Node) -> bool:
        """Say that it is an indicator."""
        del node
        return True

    def strict_in(self, node: Node, place: int) -> bool:
        """Say that nan > 0 is a number: 0."""
        del node, place
        return False

    def rewrite(self, made: Making) -> Labelled:
        """Decide it where the sign is known; write [-u > 0] as 1 - [u > 0] off the zeros of u."""
        graph, args, out = made.graph, made.args, made.out
        ((node, labels),) = args
        if node.total and not node.sign & PLUS:
            return graph.constant(ZERO)
        if node.total and node.sign == PLUS:
            return graph.constant(ONE)
        if node.op == "multiply" and node.args[-1].op == "constant" and node.args[-1].sign == PLUS:
            *others, _ = zip(node.args, node.maps, strict=True)
            bare, at = graph.apply("multiply", others, node.labels)
            return graph.apply("above", [(bare, tuple(labels[k] for k in at))], out)  # type: ignore[call-overload]
        turned_ = _turned(node)
        if turned_ is not None and thin(turned_[0]) and may_turn(turned_[0]):
            u = turned_[0], tuple(labels[k] for k in turned_[1])  # type: ignore[call-overload]
            return complement(graph, graph.apply("above", [u], out), out)
        return made.plain(args)


def may_turn(u: Node) -> bool:
    """Say whether the zeros of u may be left out: a backward pass has no kinks of its own."""
    return u.graph.kinks is None or u in u.graph.kinks


def _turned(node: Node) -> Labelled | None:
    """Return u where a node is -u times a positive number, or a difference the other way round."""
    if node.op == "multiply" and node.args[-1].op == "constant":
        *others, factor = zip(node.args, node.maps, strict=True)
        if factor[0].sign == MINUS:
            return node.graph.apply("multiply", others, node.labels)
    if node.op == "add" and len(node.args) == 2:  # noqa: PLR2004 - a difference
        (a, at), (b, where) = zip(node.args, node.maps, strict=True)
        first, second = negated((a, at)), negated((b, where))
        if first is not None and second is None:  # -a + b, of which a is older
            graph = node.graph
            lead = b.op == "constant" or first[0].id < b.id
            gap = graph.apply("add", [first, negative(graph, (b, where), node.labels)], node.labels)
            return gap if lead else None
        if second is not None and first is None and second[0].id < a.id:
            graph = node.graph
            return graph.apply("add", [second, negative(graph, (a, at), node.labels)], node.labels)
    return None


@register
class Where(Operation):
    """c ? a : b for an indicator c."""

    name = "where"
    zero_of = slice(1, None)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return c a + (1 - c) b."""
        del attr
        c, a, b = polys
        return add(mul(c, a), mul(add(ONE, scale(c, -1)), b))

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.where."""
        del attr
        return np.where(arrays[0] > 0.5, arrays[1], arrays[2])  # noqa: PLR2004 - 0 or 1

    def adjoint(self, use: Use) -> Sequence[Labelled] | None:
        """Return g where the operand is taken; the condition itself receives nothing."""
        if use.place == 0:
            return None
        c = use.operands[0]
        return [use.g, c if use.place == 1 else complement(use.graph, c, use.everywhere)]

    def sign(self, node: Node) -> Sign:
        """Return the signs of both; [u > 0] ? u : b is never what u is below."""
        c, a, b = node.args
        first = a.sign
        if c.op == "above" and c.args[0] is a:
            at = tuple(node.maps[0][k] for k in c.maps[0])
            if at == node.maps[1]:
                first &= PLUS
        return first | b.sign

    def indicates(self, node: Node) -> bool:
        """Say whether both are indicators."""
        return node.args[1].indicator and node.args[2].indicator

    def strict_in(self, node: Node, place: int) -> bool:
        """Say that only the condition is always looked at."""
        del node
        return place == 0

    def rewrite(self, made: Making) -> Labelled:
        """Decide it where the condition is known."""
        graph, args, out = made.graph, made.args, made.out
        c, a, b = args
        if not c[0].indicator:
            raise Unsupported("np.where with a condition that is no truth value")
        if is_constant(c):
            return a if c[0].attr == ONE else b
        if is_constant(a, ONE) and is_constant(b, ZERO):
            return c
        if is_constant(a, ZERO) and is_constant(b, ONE):
            return complement(graph, c, out)
        if a == b:
            return a
        if c[0].op == "place" and (stack := stacking.written(graph, c, a, b, out)) is not None:
            return stack
        return made.plain(args)


@register
class Larger(Operation):
    """The larger of two."""

    name = "larger"
    zero_of = slice(None)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return b + [a > b] (a - b)."""
        del attr
        a, b = polys
        gap = add(a, scale(b, -1))
        return add(b, mul(elementary.step(gap), gap))

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.maximum."""
        del attr
        return np.maximum(arrays[0], arrays[1])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g for the larger one.

        Where both are equal all around, both have the same slope there, so any share will do; where
        they are so on a set without volume, there is a kink.  ``weak`` gives it to the first.
        """
        a, b = use.operands
        graph, out = use.graph, use.everywhere
        if use.weak:
            first = complement(graph, above(graph, b, a, out), out)
        else:
            first = above(graph, a, b, out)
        return [use.g, first if use.place == 0 else complement(graph, first, out)]

    def sign(self, node: Node) -> Sign:
        """Return the signs of the larger one."""
        a, b = (x.sign for x in node.args)
        if PLUS in {a, b}:
            return PLUS
        low = not (a & MINUS and b & MINUS)
        return (a | b) & NOT_NEGATIVE if low else a | b

    def indicates(self, node: Node) -> bool:
        """Say whether both are indicators."""
        return all(a.indicator for a in node.args)

    def swallows(self, node: Node) -> bool:
        """Say that max(-inf, u) is u."""
        del node
        return True

    def rewrite(self, made: Making) -> Labelled:
        """Return the operand where both are the same."""
        args = made.args
        return args[0] if args[0] == args[1] else made.plain(args)


@register
class Absolute(Operation):
    """The size of a number."""

    name = "absolute"
    zero_of = slice(1)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return u (2 [u > 0] - 1)."""
        del attr
        (u,) = polys
        return mul(u, add(scale(elementary.step(u), 2), number(-1)))

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.abs."""
        del attr
        return np.abs(arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g sign(u); at 0 it is free."""
        return [use.g, sign_of(use.graph, use.operand, use.everywhere)]

    def sign(self, node: Node) -> Sign:
        """Return 0 or +."""
        return NOT_NEGATIVE if node.args[0].sign & NOTHING else PLUS

    def rewrite(self, made: Making) -> Labelled:
        """Return the operand itself where it is not negative."""
        args = made.args
        if not args[0][0].sign & MINUS:
            return args[0]
        return made.plain(args)


def above(graph: Graph, a: Labelled, b: Labelled, out: Sequence[Label]) -> Labelled:
    """Return [a > b], by the difference: [b < a] and [a > b] are one node, [b > a] another."""
    gap = graph.apply("add", [a, negative(graph, b, out)], out)
    return graph.apply("above", [gap], out)


def sign_of(graph: Graph, u: Labelled, out: Sequence[Label]) -> Labelled:
    """Return -1, 0 or 1."""
    high = graph.apply("above", [u], out)
    low = graph.apply("above", [negative(graph, u, out)], out)
    return graph.apply("add", [high, negative(graph, low, out)], out)
