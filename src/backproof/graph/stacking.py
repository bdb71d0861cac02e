"""Arrays side by side along an axis that is a few numbers long.

Written into place by place, such an array would be a choice within a choice within a choice; here
it is one node with its parts, from which a place is read without a word of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ZERO, Poly, add, number
from backproof.algebra.products import mul
from backproof.graph.node import Graph, Label, Labelled, Node
from backproof.graph.signs import Sign
from backproof.graph.table import Operation, Use, register

MOST_PLACES = 64


@register
class Stacked(Operation):
    """The q-th part at place q of an axis; the operands are rows of the identity and parts."""

    name = "stacked"
    zero_of = slice(1, None, 2)

    def entry(self, attr: Any, polys: Sequence[Poly]) -> Poly:
        """Return the sum of the parts beside Kronecker deltas."""
        del attr
        return add(ZERO, *(mul(p, u) for p, u in zip(polys[::2], polys[1::2], strict=True)))

    def value(self, attr: Any, arrays: Sequence[np.ndarray]) -> Any:
        """Return the parts at their places."""
        del attr
        out: Any = arrays[1]
        for place, part in zip(arrays[2::2], arrays[3::2], strict=True):
            out = np.where(place > 0.5, part, out)  # noqa: PLR2004 - 0 or 1
        return out

    def adjoint(self, use: Use) -> Sequence[Labelled] | None:
        """Return what arrives at the place of a part."""
        if use.place % 2 == 0:
            return None
        return [use.g, use.operands[use.place - 1]]

    def sign(self, node: Node) -> Sign:
        """Return the signs of all parts."""
        out = Sign(0)
        for part in node.args[1::2]:
            out |= part.sign
        return out

    def indicates(self, node: Node) -> bool:
        """Say whether all parts are indicators."""
        return all(part.indicator for part in node.args[1::2])

    def strict_in(self, node: Node, place: int) -> bool:
        """Say that every entry of every part is an entry of it."""
        del node, place
        return True


def parts_of(value: Labelled, label: Label) -> list[Labelled] | None:
    """Return the parts of an array along an axis, if it is made of some."""
    node, labels = value
    if node.op != "stacked" or labels[node.maps[0][0]] != label:
        return None
    pairs = list(zip(node.args, node.maps, strict=True))[1::2]
    return [(a, tuple(labels[k] for k in m)) for a, m in pairs]


def at(graph: Graph, value: Labelled, place: Labelled) -> Labelled:
    """Return an array at the place that a row of the identity picks along its axis."""
    (label,) = place[1]
    if label not in value[1]:
        return value
    parts = parts_of(value, label)
    if parts is not None:
        return parts[place[0].attr]
    left = tuple(lab for lab in value[1] if lab != label)
    return graph.plain("sum", [value, place], left, {label: place[0].dims[0]}, None)


def written(
    graph: Graph, place: Labelled, new: Labelled, old: Labelled, out: Sequence[Label]
) -> Labelled | None:
    """Return an array with one place written anew; None if it is not told by its parts."""
    (label,) = place[1]
    count = place[0].dims[0].constant
    if count is None or count > MOST_PLACES:
        return None
    parts = parts_of(old, label)
    if parts is None and label not in old[1]:
        parts = [old] * int(count)
    if parts is None:
        return None
    parts[place[0].attr] = at(graph, new, place)
    return stacked(graph, parts, label, out)


def stacked(
    graph: Graph, parts: Sequence[Labelled], label: Label, out: Sequence[Label]
) -> Labelled:
    """Return parts side by side along an axis."""
    if all(p == parts[0] for p in parts):
        return parts[0]
    length = number(len(parts))
    rows = [(graph.node("place", dims=(length,), attr=q), (label,)) for q in range(len(parts))]
    operands = [v for row, part in zip(rows, parts, strict=True) for v in (row, part)]
    return graph.plain("stacked", operands, out, {}, None)
