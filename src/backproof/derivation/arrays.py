"""Arrays of the house notation: entries are SymPy expressions, and the shipped code runs on them.

Such an array is a leaf of a graph, or what NumPy code made of leaves; the prover and the
derivations follow code by the same rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from backproof.algebra.polynomial import ONE, Unsupported
from backproof.derivation.canonical import normal_form
from backproof.derivation.expressions import Entry, expression, number
from backproof.graph.calls.arrays import Array, Memory, is_array, tracing
from backproof.graph.node import Graph
from backproof.graph.sizes import Size
from backproof.graph.view import View

_graph = Graph()
_inputs: dict[str, Entry] = {}
_memo: dict[Any, sp.Expr] = {}
_numbers = itertools.count()


class SymbolicArray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose entry at symbolic indices is a SymPy expression.

    Args:
        shape: one length for each axis: a positive SymPy integer (`size`) or a number.
        at: the entry; it takes one index for each axis, 0 along an axis of length 1.

    >>> N, n = sp.Symbol("N", integer=True, positive=True), sp.Symbol("n", integer=True)
    >>> z = symbol("z", N)
    >>> (np.exp(z) / 2).at(n)
    exp(z[n])/2
    """

    __array_priority__ = 1000

    def __init__(self, shape: Sequence[Any], at: Entry) -> None:
        name = f"#{next(_numbers)}"
        _inputs[name] = at
        dims = tuple(normal_form(sp.sympify(s)) for s in shape)
        node = _graph.node("input", dims=dims, attr=(name, False, True))
        groups = tuple(((k, d),) for k, d in enumerate(dims))
        self.array = Array(Memory(View(node, groups), "a quantity", ordered=True))

    @classmethod
    def of(cls, array: Array) -> SymbolicArray:
        """Return what code made."""
        out = cls.__new__(cls)
        out.array = array
        return out

    @property
    def dims(self) -> tuple[sp.Expr, ...]:
        """Return the lengths of the axes."""
        return tuple(map(number, self.array.view.lengths))

    def at(self, *indices: Any) -> sp.Expr:
        """Return the entry at these indices.

        Raises:
            Unsupported: if an operation has no formula.
        """
        view = self.array.view
        where: dict[int, sp.Expr] = {}
        for i, group in zip(indices, view.groups, strict=True):
            kept = [(k, d) for k, d in group if d != ONE]
            if len(kept) > 1:
                raise Unsupported("an index along an axis of several factors")
            where |= {k: sp.Integer(0) for k, _ in group if k is not None}
            where |= {k: sp.sympify(i) for k, _ in kept if k is not None}
        at = tuple(where[k] for k in range(len(view.node.dims)))
        return expression(view.node, at, _inputs, _memo)

    # --- NumPy's protocols ----------------------------------------------------------------------

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Answer isinstance(x, np.ndarray) as the array or the number does that it stands for."""
        return self.array.__class__

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Run one ufunc."""
        return _run(self.array.__array_ufunc__, ufunc, method, *inputs, **kw)

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        """Run one NumPy function."""
        return _run(self.array.__array_function__, func, types, args, kwargs)

    def __arbitrary__(self, name: str, order: int) -> SymbolicArray:
        """Apply a function of which only the name is known."""
        return _run(self.array.__arbitrary__, name, order)

    def __getitem__(self, key: Any) -> Any:
        return _run(self.array.__getitem__, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        _run(self.array.__setitem__, key, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # SymPy would take what has __float__ for a number
            raise AttributeError(name)
        found = getattr(self.array, name)
        if not callable(found):
            return _shown(found)
        return lambda *args, **kw: _run(found, *args, **kw)

    def __len__(self) -> int:
        return len(self.array)

    def __bool__(self) -> bool:
        return bool(self.array)

    def __repr__(self) -> str:
        return f"SymbolicArray(shape={self.dims})"


def _run(function: Callable[..., Any], *args: Any, **kw: Any) -> Any:
    with tracing(_graph):
        return _shown(function(*map(_bare, args), **{k: _bare(v) for k, v in kw.items()}))


def _bare(value: Any) -> Any:
    """Return a value with the arrays of the graph in it."""
    if type(value) is SymbolicArray:
        return value.array
    if isinstance(value, sp.Expr):
        whole = all(s.is_integer for s in value.free_symbols)
        return Size(normal_form(value)) if whole else SymbolicArray((), lambda: value).array
    if isinstance(value, list | tuple):
        return type(value)(map(_bare, value))
    return {k: _bare(v) for k, v in value.items()} if isinstance(value, dict) else value


def _shown(value: Any) -> Any:
    """Return a result with the arrays of the derivations in it."""
    if is_array(value):
        return SymbolicArray.of(value)
    return type(value)(map(_shown, value)) if isinstance(value, list | tuple) else value


def symbol(name: str, *shape: Any) -> SymbolicArray:
    """Return an array of this shape whose entries are free."""
    label = sp.Symbol(name, real=True)
    return SymbolicArray(shape, (lambda *i: sp.IndexedBase(label)[i]) if shape else lambda: label)
