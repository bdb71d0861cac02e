"""The same question put to SymPy alone: at one size, entry by entry.

The shipped layer runs on arrays of symbols, SymPy differentiates the cost by every entry of every
input, and each derivative is compared with the entry that the pullback returned. That is a proof,
too, with arbitrary activation functions, at this one size.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp


class Function:
    """An arbitrary function on arrays of symbols; its slope is a function of its own.

    SymPy's own `Derivative` and `Subs` would be slower to expand and harder to compare.
    """

    def __init__(self, name: str) -> None:
        slope = sp.Function(f"{name}_prime")
        kind = type(name, (sp.Function,), {"fdiff": lambda self, _=1: slope(*self.args)})
        self.on_arrays, self.prime = np.frompyfunc(kind, 1, 1), np.frompyfunc(slope, 1, 1)

    def __call__(self, z: Any) -> Any:
        return self.on_arrays(z)


def symbols(name: str, shape: tuple[int, ...]) -> Any:
    out = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        out[index] = sp.Symbol("_".join([name, *map(str, index)]))
    return out


def check(layer: Callable[..., Any], shapes: dict[str, tuple[int, ...]]) -> bool:
    """Say whether every entry of every gradient is the derivative."""
    inputs = {name: symbols(name, shape) for name, shape in shapes.items()}
    y, pullback = layer(*inputs.values())
    g = symbols("g", np.shape(y))
    cost = (g * y).sum()
    pairs = (
        (entry, gradient[index])
        for x, gradient in zip(inputs.values(), pullback(g), strict=True)
        for index, entry in np.ndenumerate(x)
    )
    return all(sp.expand_mul(cost.diff(entry) - claimed) == 0 for entry, claimed in pairs)
