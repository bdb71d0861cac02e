"""Numbers: the value of every node at some sizes and inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, Poly
from backproof.graph import unary  # noqa: F401 - it fills the table
from backproof.graph.arranging import arranged
from backproof.graph.leaves import Leaf
from backproof.graph.node import Dim, Node
from backproof.graph.reductions import Reduction
from backproof.graph.signs import PLUS, of_number
from backproof.graph.sizes import count, evaluated
from backproof.graph.view import View

type Arrays = Mapping[Any, np.ndarray]


class Values:
    """The values of nodes at one point.

    Args:
        sizes: the number that each letter stands for.
        leaves: the value of each leaf that numbers do not follow from: inputs, labels, masks, the
            upstream gradient, unwritten memory; in the axes of the node.
        steady: whether the logarithm of a sum of exponentials is taken as np.logaddexp takes it,
            which neither overflows nor loses what is small; code may take it either way.
    """

    def __init__(
        self, sizes: dict[str, int], leaves: Mapping[Node, np.ndarray], *, steady: bool = False
    ) -> None:
        self.sizes, self.steady = sizes, steady
        self.known: dict[Node, np.ndarray] = {  # masks as numbers: True + True is True
            n: x.astype(float) if x.dtype == bool else x for n, x in leaves.items()
        }
        self.errors: dict[Node, np.ndarray] = {}  # what `rounding` found
        self._counts: dict[Dim, int] = {}

    def of(self, node: Node) -> np.ndarray:
        """Return the value of a node, in its own axes."""
        stack = [node]
        while stack:
            n = stack[-1]
            if n in self.known:
                stack.pop()
            elif waiting := [a for a in n.args if a not in self.known]:
                stack += waiting
            else:
                self.known[n] = self.computed(n, [self.known[a] for a in n.args])
                stack.pop()
        return self.known[node]

    def lengths(self, node: Node) -> tuple[int, ...]:
        """Return the shape of a node."""
        return self.counted(node.dims)

    def counted(self, dims: Sequence[Dim]) -> tuple[int, ...]:
        """Return some lengths as numbers."""
        return tuple(map(self._count, dims))

    def _count(self, d: Dim) -> int:
        found = self._counts.get(d)
        if found is None:
            found = self._counts[d] = count(d, self.sizes)
        return found

    def computed(self, node: Node, arrays: Sequence[np.ndarray]) -> np.ndarray:
        """Return the value of a node, from those of its operands."""
        operation = node.operation
        if isinstance(operation, Leaf):
            return LEAVES[node.op](self, node)
        if isinstance(operation, Reduction):
            return np.asarray(operation.reduce(node, arrays))
        if self.steady and (terms := exponents_of(node)):
            parts = (
                np.log(evaluated(c, self.sizes))
                + (arranged(self.of(u), m, len(node.dims)) if u else 0)
                for c, u, m in terms
            )
            return np.broadcast_to(reduce(np.logaddexp, parts), self.lengths(node))
        spread = [arranged(x, m, len(node.dims)) for x, m in zip(arrays, node.maps, strict=True)]
        out = np.asarray(operation.value(node.attr, spread))
        return np.broadcast_to(out, self.lengths(node)) if node.dims else out

    def seen(self, view: View) -> np.ndarray:
        """Return a view as NumPy has it."""
        return self.shown(self.of(view.node), view)

    def shown(self, x: np.ndarray, view: View) -> np.ndarray:
        """Return an array with the axes of a view's node as the view has them."""
        flat = [axis for group in view.groups for axis in group]
        x = x.transpose([k for k, _ in flat if k is not None])
        lengths = iter(x.shape)
        x = x.reshape([1 if k is None else next(lengths) for k, _ in flat])
        x = np.broadcast_to(x, self.counted([d for _, d in flat]))
        return x.reshape(self.counted(view.lengths))


type Term = tuple[Poly, Node | None, tuple[int, ...]]
"""A positive number, times the exponential of a node with a label for each axis of it."""


def exponents_of(node: Node) -> list[Term]:
    """Return the terms if a node is the logarithm of a sum of exponentials; nothing for others."""
    out: list[Term] = []
    if node.op != "log":
        return out
    inside, at = node.args[0], node.maps[0]
    several = zip(inside.args, inside.maps, strict=True)
    for a, m in several if inside.op == "add" else [(inside, inside.labels)]:
        number, labels, u = ONE, tuple(at[k] for k in m), a
        if a.op == "multiply" and len(a.args) == 2 and a.args[1].op == "constant":  # noqa: PLR2004
            number, labels, u = a.args[1].attr, tuple(labels[k] for k in a.maps[0]), a.args[0]
        if u.op == "constant":
            out.append((u.attr, None, ()))
        elif u.op == "exp":
            out.append((number, u.args[0], tuple(labels[k] for k in u.maps[0])))
        if u.op not in {"constant", "exp"} or of_number(out[-1][0]) != PLUS:
            return []
    return out


def _constant(values: Values, node: Node) -> np.ndarray:
    return np.asarray(evaluated(node.attr, values.sizes))


def _triangle(values: Values, node: Node) -> np.ndarray:
    rows, columns = values.lengths(node)
    return np.tri(rows, columns, k=node.attr)


def _row(values: Values, node: Node) -> np.ndarray:
    (below,) = values.counted(node.dims[-1:])
    return np.eye(below)[values.known[labels_of(node)]]


def labels_of(row: Node) -> Node:
    """Return the labels that pick the rows."""
    return row.graph.node("labels", dims=row.dims[:-1], attr=(row.attr, row.dims[-1]))


def _identity(values: Values, node: Node) -> np.ndarray:
    return np.eye(values.lengths(node)[0])


def _place(values: Values, node: Node) -> np.ndarray:
    return np.eye(values.lengths(node)[0])[node.attr]


def _slice(values: Values, node: Node) -> np.ndarray:
    new, old = values.lengths(node)
    start, step = node.attr
    return np.eye(old)[start + step * np.arange(new)]


def _counting(values: Values, node: Node) -> np.ndarray:
    return np.arange(values.lengths(node)[0])


def _table(values: Values, node: Node) -> np.ndarray:
    out = np.zeros(values.lengths(node))
    for place, value in node.attr:
        out[place] = evaluated(value, values.sizes)
    return out


def _given(_values: Values, node: Node) -> np.ndarray:
    raise KeyError(f"no value was given for {node}")


LEAVES: dict[str, Callable[[Values, Node], np.ndarray]] = {
    "constant": _constant,
    "triangle": _triangle,
    "row": _row,
    "identity": _identity,
    "place": _place,
    "slice": _slice,
    "counting": _counting,
    "table": _table,
    "unwritten": lambda values, node: np.full(values.lengths(node), np.nan),
    **dict.fromkeys(("input", "upstream", "mask", "labels"), _given),
}
