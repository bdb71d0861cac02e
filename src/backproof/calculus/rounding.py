"""How far floats may be from the value of a node: rounding, carried along to first order."""

from __future__ import annotations

from functools import reduce

import numpy as np

from backproof.graph.arranging import arranged
from backproof.graph.node import Node
from backproof.graph.values import Values, exponents_of

EPSILON = float(np.finfo(float).eps)
FREE = {"above", "ties"}  # jumps: where rounding decides, nothing can be told


def rounding(values: Values, node: Node) -> np.ndarray:
    """Return a bound of the error of each entry, for floats of 64 bits, but for a small factor."""
    known = values.errors
    stack = [node]
    while stack:
        n = stack[-1]
        if n in known:
            stack.pop()
        elif waiting := [a for a in n.args if a not in known]:
            stack += waiting
        else:
            known[n] = _error(values, n, [known[a] for a in n.args])
            stack.pop()
    return known[node]


def _error(values: Values, node: Node, errors: list[np.ndarray]) -> np.ndarray:
    own = EPSILON * np.abs(values.of(node))
    if not node.args or node.op in FREE:
        return own
    xs = [np.abs(values.of(a)) for a in node.args]
    if node.op in {"sum", "multiply", "kept"}:
        parts = [[*xs[:k], e, *xs[k + 1 :]] for k, e in enumerate(errors)]
        return own + sum(values.computed(node, part) for part in parts)
    if node.op == "maximum":
        return own + values.computed(node, [errors[0], *map(values.of, node.args[1:])])
    if values.steady and (terms := exponents_of(node)):  # a mean of the exponents' own
        some = [arranged(values.errors[u], m, len(node.dims)) for _, u, m in terms if u]
        return own + np.broadcast_to(reduce(np.maximum, some, np.zeros(())), own.shape)
    spread = [arranged(e, m, len(node.dims)) for e, m in zip(errors, node.maps, strict=True)]
    if node.op in {"add", "where", "larger", "stacked"}:
        return own + np.broadcast_to(sum(spread[1:], start=spread[0]), own.shape)
    (x,) = (arranged(x, m, len(node.dims)) for x, m in zip(xs, node.maps, strict=True))
    slope = np.asarray(2.0)
    if node.op == "power":
        slope = np.abs(float(node.attr)) * x ** float(node.attr - 1)
    elif node.op == "exp":
        slope = np.exp(arranged(values.of(node.args[0]), node.maps[0], len(node.dims)))
    elif node.op == "log":
        slope = 1 / x
    return own + np.broadcast_to(slope * spread[0], own.shape)
