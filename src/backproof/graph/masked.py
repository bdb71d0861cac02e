"""Arrays in which -inf stands where a mask is 0, as attention has them.

``masked(c, s)`` is s where the indicator c is 1, and -inf elsewhere.  What NumPy does to such an
array is followed where it makes another one, or an array of real numbers: -inf plus a number is
-inf, exp(-inf) is 0, and a maximum looks at what is left.  Anything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, ZERO, Poly, Unsupported
from backproof.graph.elementwise import Multiply
from backproof.graph.node import INFINITE, Dim, Graph, Label, Labelled, Making, Node, is_constant
from backproof.graph.signs import PLUS
from backproof.graph.table import Operation, Use, register


@register
class Masked(Operation):
    """c ? s : -inf."""

    name = "masked"
    written = False  # it holds what is no number

    def may_be_infinite(self, node: Node) -> bool:
        """Say that it may be -inf."""
        del node
        return True

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Refuse."""
        del attr, polys
        raise Unsupported("an entry of what may be -inf")

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.where with -inf."""
        del attr
        return np.where(arrays[0] > 0.5, arrays[1], -np.inf)  # noqa: PLR2004 - 0 or 1

    def adjoint(self, use: Use) -> None:
        """Refuse: what is made of it is made of its parts."""
        raise Unsupported(f"a derivative through what may be -inf in line {use.node.line.number}")


@register
class Kept(Multiply):
    """c u for an indicator c: 0 where c is 0, however large u is in floats there."""

    name = "kept"

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return np.where with 0."""
        del attr
        return np.where(arrays[0] > 0.5, arrays[1], 0)  # noqa: PLR2004 - 0 or 1

    def strict_in(self, node: Node, place: int) -> bool:
        """Say that what is left out need not be a number: exp(-inf) is 0 whatever stood there."""
        del node
        return place == 0

    def rewrite(self, made: Making) -> Labelled:
        """Leave out a mask that is 1 everywhere."""
        args = made.args
        if is_constant(args[0], ONE):
            return args[1]
        return made.plain(args)


def infinity(graph: Graph) -> Labelled:
    """Return -inf."""
    return graph.apply("masked", [graph.constant(ZERO), graph.constant(ZERO)], ())


type Parts = tuple[Labelled, Labelled]
"""Where an array is a number, and which."""


def parts_of(value: Labelled) -> Parts | None:
    """Return mask and numbers of an array that may be -inf; None for others."""
    node, labels = value
    if node.op != "masked":
        return None
    c, s = ((a, tuple(labels[k] for k in m)) for a, m in zip(node.args, node.maps, strict=True))
    return c, s


def _all(graph: Graph, args: Sequence[Labelled]) -> list[Parts]:
    return [parts_of(a) or (graph.constant(ONE), a) for a in args]


def add(graph: Graph, args: Sequence[Labelled], out: Sequence[Label]) -> Labelled:
    """Return the sum: -inf where one of them is."""
    some = _all(graph, args)
    where = graph.apply("multiply", [c for c, _ in some], out)
    return graph.apply("masked", [where, graph.apply("add", [s for _, s in some], out)], out)


def multiply(graph: Graph, args: Sequence[Labelled], out: Sequence[Label]) -> Labelled:
    """Return the product with positive numbers."""
    one = [p for a in args if (p := parts_of(a)) is not None]
    others = [a for a in args if parts_of(a) is None]
    if len(one) > 1 or any(n.sign != PLUS for n, _ in others):
        raise Unsupported("a product of what may be -inf with what may not be > 0")
    c, s = one[0]
    return graph.apply("masked", [c, graph.apply("multiply", [s, *others], out)], out)


def where(graph: Graph, args: Sequence[Labelled], out: Sequence[Label]) -> Labelled:
    """Return a choice."""
    condition, *choices = args
    (c, s), (d, t) = _all(graph, choices)
    made = graph.apply("where", [condition, c, d], out)
    # what stands under -inf is free: one of both, if the other has none
    if is_constant(c, ZERO) or is_constant(d, ZERO):
        return graph.apply("masked", [made, t if is_constant(c, ZERO) else s], out)
    return graph.apply("masked", [made, graph.apply("where", [condition, s, t], out)], out)


def exp(graph: Graph, args: Sequence[Labelled], out: Sequence[Label]) -> Labelled:
    """Return the exponential: 0 where there is -inf."""
    parts = parts_of(args[0])
    assert parts is not None  # noqa: S101 - it was asked before
    c, s = parts
    return graph.apply("kept", [c, graph.apply("exp", [s], out)], out)


#: What users call operations of the table that have another name there.
NAMES = {"above": "np.greater", "larger": "np.maximum", "stacked": "np.stack"}

RULES: dict[str, Callable[[Graph, Sequence[Labelled], Sequence[Label]], Labelled]] = {
    "add": add,
    "multiply": multiply,
    "where": where,
    "exp": exp,
}


def followed(
    graph: Graph,
    op: str,
    args: Sequence[Labelled],
    out: Sequence[Label],
    bound: Mapping[Any, Dim],
    _attr: Any,
) -> Labelled:
    """Return an operation on arrays that may be -inf.

    Raises:
        Unsupported: if it is none that is followed.
    """
    if op in {"maximum", "ties"}:
        parts = parts_of(args[0])
        assert parts is not None  # noqa: S101 - one of the operands is masked
        mask, numbers = parts
        if is_constant(mask, ONE):
            return graph.apply(op, [numbers], out, over=bound)
        return graph.apply(op, [numbers, mask], out, over=bound, attr="masked")
    if op not in RULES:
        raise Unsupported(f"{NAMES.get(op, op)} of what may be -inf")
    return RULES[op](graph, args, out)


INFINITE.append(followed)
