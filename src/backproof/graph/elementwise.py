"""Sums, products and powers, entry by entry."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Poly,
    Unsupported,
    add,
)
from backproof.algebra.products import mul, power
from backproof.graph.node import Graph, Label, Labelled, Making, Node, is_constant
from backproof.graph.signs import (
    ANY,
    MINUS,
    NOT_NEGATIVE,
    PLUS,
    Sign,
    product,
    total,
    turned,
)
from backproof.graph.signs import ZERO as NOTHING
from backproof.graph.table import (
    MINUS_ONE,
    Need,
    Operation,
    Use,
    alone,
    constants,
    product_of_constants,
    register,
    without_constants,
)


def negative(graph: Graph, value: Labelled, out: Sequence[Label]) -> Labelled:
    """Return -u."""
    return graph.apply("multiply", [value, graph.constant(MINUS_ONE)], out)


def complement(graph: Graph, value: Labelled, out: Sequence[Label]) -> Labelled:
    """Return 1 - u."""
    return graph.apply("add", [graph.constant(ONE), negative(graph, value, out)], out)


def negated(value: Labelled) -> Labelled | None:
    """Return u where a value is written as -u."""
    node, labels = value
    if node.op == "multiply" and len(node.args) == 2 and node.args[1].attr == MINUS_ONE:  # noqa: PLR2004
        return node.args[0], tuple(labels[k] for k in node.maps[0])
    return None


def complemented(value: Labelled) -> Labelled | None:
    """Return u where a value is written as 1 - u."""
    node, labels = value
    if node.op != "add" or len(node.args) != 2 or node.args[1].attr != ONE:  # noqa: PLR2004
        return None
    return negated((node.args[0], tuple(labels[k] for k in node.maps[0])))


@register
class Add(Operation):
    """The sum of operands."""

    name = "add"

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the sum."""
        del attr
        return add(*polys)

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the sum."""
        del attr
        return sum(arrays[1:], start=arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g for each."""
        return [use.g]

    def sign(self, node: Node) -> Sign:
        """Return the signs of a sum; a maximum less what it is a maximum of is not negative.

        1 - tanh(u)^2, the slope of tanh, is positive.
        """
        low = complemented((node, node.labels))
        if low and low[0].op == "power" and low[0].attr == 2 and low[0].args[0].op == "tanh":  # noqa: PLR2004
            return PLUS
        known = total([a.sign for a in node.args])
        if known == ANY and len(node.args) == 2:  # noqa: PLR2004 - a difference
            return _against_maximum(node)
        return known

    def indicates(self, node: Node) -> bool:
        """Say whether it is 1 - u for an indicator u."""
        turned_ = complemented((node, node.labels))
        return turned_ is not None and turned_[0].indicator

    def rewrite(self, made: Making) -> Labelled:
        """Add up the numbers; leave out 0."""
        graph, args, out, bound = made.graph, made.args, made.out, made.bound
        fixed = add(ZERO, *constants(args))
        args = sorted(_collected(graph, without_constants(args), out), key=_order)
        if fixed != ZERO or not args:
            args.append(graph.constant(fixed))
        if len(args) == 1:
            return alone(graph, self.name, args[0], out, bound)
        return made.plain(args)


def _collected(graph: Graph, args: Sequence[Labelled], out: Sequence[Label]) -> list[Labelled]:
    """Return terms with the numbers before the same array added up: u - u/4 is 3u/4."""
    found: dict[Labelled, list[Poly]] = {}
    for value in args:
        *array, factor = _flat([value])
        if not array or factor[0].op != "constant":
            array, factor = [value], graph.constant(ONE)
        found.setdefault(array[0], []).append(factor[0].attr)
    if len(found) == len(args):
        return list(args)
    return [
        a
        for v, some in found.items()
        if not is_constant(a := graph.apply("multiply", [v, graph.constant(add(*some))], out), ZERO)
    ]


def _order(value: Labelled) -> int:
    return value[0].id


def _against_maximum(node: Node) -> Sign:
    """Return the signs of max x - x, or of x - max x, where the maximum is over an axis."""
    pairs = list(zip(node.args, node.maps, strict=True))
    for (a, at), (b, where) in (pairs, pairs[::-1]):
        low = negated((b, where))
        if low is not None and _is_maximum_of(a, at, *low):
            return NOT_NEGATIVE
        high = negated((a, at))
        if high is not None and _is_maximum_of(*high, b, where):
            return turned(NOT_NEGATIVE)
    return ANY


def _is_maximum_of(m: Node, at: Sequence[Label], x: Node, where: Sequence[Label]) -> bool:
    """Say whether m is a maximum of x over some axes, and both stand at the same other indices."""
    if m.op != "maximum" or len(m.args) > 1 or m.args[0] is not x:
        return False  # what a mask leaves out may be larger
    labels = m.maps[0]
    return all(
        at[label] == place for label, place in zip(labels, where, strict=True) if label < len(at)
    )


@register
class Multiply(Operation):
    """The product of operands."""

    name = "multiply"
    zero_of = slice(None)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the product."""
        del attr
        return mul(*polys)

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the product."""
        del attr
        return math.prod(arrays[1:], start=arrays[0])

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g times the other operands."""
        return [use.g, *use.others]

    def sign(self, node: Node) -> Sign:
        """Return the signs of the product; what stands in it twice is squared."""
        return sign_of_product(node)

    def indicates(self, node: Node) -> bool:
        """Say whether all operands are indicators."""
        return all(a.indicator for a in node.args)

    def rewrite(self, made: Making) -> Labelled:
        """Multiply the numbers; leave out 1; 0 wins over what is a number everywhere."""
        graph, args, out, bound = made.graph, made.args, made.out, made.bound
        args = _flat(args)
        fixed = product_of_constants(args)
        args = sorted(without_constants(args), key=_order)
        if len(args) == 2 and args[0] == args[1]:  # noqa: PLR2004 - u u is u^2, as NumPy has it
            args = [graph.apply("power", args[:1], out, attr=2)]
        if fixed == ZERO and all(n.total for n, _ in args):
            return graph.constant(ZERO)
        if fixed != ONE or not args:
            args.append(graph.constant(fixed))
        if len(args) == 1:
            return alone(graph, self.name, args[0], out, bound)
        return made.plain(args)


def _flat(args: Sequence[Labelled]) -> list[Labelled]:
    """Return operands with a number times an array as two, so that numbers meet."""
    out: list[Labelled] = []
    for node, labels in args:
        if node.op == "multiply" and len(node.args) == 2 and node.args[1].op == "constant":  # noqa: PLR2004
            out += [(node.args[0], tuple(labels[k] for k in node.maps[0])), (node.args[1], ())]
        else:
            out.append((node, labels))
    return out


def sign_of_product(node: Node) -> Sign:
    """Return the signs of a product of operands, at one place of the bound axes."""
    left = list(zip(node.args, node.maps, strict=True))
    signs = []
    while left:
        pair = left.pop()
        if pair in left:
            left.remove(pair)
            signs.append(product([pair[0].sign, pair[0].sign]) & NOT_NEGATIVE)
        else:
            signs.append(pair[0].sign)
    return product(signs)


@register
class Power(Operation):
    """A rational power, other than 0 and 1."""

    name = "power"
    zero_of = slice(1)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the power."""
        return power(polys[0], attr)

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the power, as NumPy has it under the name that code uses."""
        x = arrays[0]
        if attr == -1:
            return 1 / x
        if attr == Fraction(1, 2):
            return np.sqrt(x)
        if attr.denominator == 1 and attr > 0:
            return x ** int(attr)
        return x ** float(attr)

    def adjoint(self, use: Use) -> Sequence[Labelled]:
        """Return g e u^(e - 1)."""
        e = use.node.attr
        return [use.g, use.number(e), use.make("power", use.operand, attr=e - 1)]

    def sign(self, node: Node) -> Sign:
        """Return + for even and broken powers of what is not 0."""
        e, s = node.attr, node.args[0].sign
        if e < 0:
            s &= ~NOTHING
        if e.denominator != 1:
            return s & NOT_NEGATIVE
        return product([s, s]) & NOT_NEGATIVE if e % 2 == 0 else s

    def indicates(self, node: Node) -> bool:
        """Say whether it is a positive power of an indicator."""
        return node.args[0].indicator and node.attr > 0

    def needs(self, attr: Any) -> Mapping[int, Need]:
        """Return that the base of a negative power is not 0, that of a broken one not below."""
        if attr.denominator != 1:
            return {0: Need.POSITIVE if attr < 0 else Need.NOT_NEGATIVE}
        return {0: Need.NOT_ZERO} if attr < 0 else {}

    def may_be_infinite(self, node: Node) -> bool:
        """Say whether it divides by what may be 0."""
        divides = node.attr < 0 and node.args[0].sign & NOTHING
        return bool(divides) or super().may_be_infinite(node)

    def swallows(self, node: Node) -> bool:
        """Say whether it divides: 1/inf is 0."""
        return bool(node.attr < 0)

    def rewrite(self, made: Making) -> Labelled:
        """Leave out the power 1; a number to a power is a number, if it is one at all sizes."""
        graph, args, out, attr = made.graph, made.args, made.out, made.attr
        (x,) = args
        if attr == 1:
            return x
        if attr == 0:
            if not x[0].total:  # NumPy has nan ** 0 == 1
                raise Unsupported("the power 0 of what may be no number, where NumPy has 1")
            return graph.constant(ONE)
        if x[0].op == "power" and not x[0].args[0].sign & MINUS and x[0].attr > 0 and attr > 0:
            base = x[0].args[0], tuple(x[1][k] for k in x[0].maps[0])
            return graph.apply("power", [base], out, attr=x[0].attr * attr)
        if x[0].op == "power" and x[0].attr % 2 == 0 and attr.denominator % 2 == 0:
            base = x[0].args[0], tuple(x[1][k] for k in x[0].maps[0])
            size = graph.apply("absolute", [base], out)
            return graph.apply("power", [size], out, attr=x[0].attr * attr)
        if is_constant(x):
            need = self.needs(attr).get(0)
            if need is None or not x[0].sign & ~need.signs:
                return graph.constant(power(x[0].attr, attr))
        return made.plain(args)
