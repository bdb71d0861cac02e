"""What makes arrays takes symbolic sizes while code is traced on a graph: ``np.zeros((N, D))``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, Unsupported
from backproof.graph import view as views
from backproof.graph.calls import functions, shapes
from backproof.graph.calls.arrays import (
    Array,
    array,
    call,
    current,
    has_symbols,
    is_array,
    tracing,
    view_of,
)
from backproof.graph.calls.ufuncs import is_pick, leaf, numbers, op, opposite
from backproof.graph.node import Dim, Graph
from backproof.graph.sizes import Size, extent, is_whole, written
from backproof.graph.unary import NAMED
from backproof.graph.view import View
from backproof.running.stand_in import WARNINGS, Plain, standing_in


def _lengths(shape: Any) -> list[Any]:
    return list(shape) if isinstance(shape, tuple | list) else [shape]


def _full(shape: Any, fill_value: Any, dtype: Any = None) -> Array:
    fill = numbers(view_of(fill_value))
    lengths = [extent(d) for d in _lengths(shape)]
    if dtype is not None:
        fill = _as(fill, dtype)
    return array(views.broadcast(fill, lengths), ordered=True)


def _as(v: View, dtype: Any) -> View:
    kind = functions.kind_of_dtype(dtype)
    if kind == "b" and v.node.op == "constant" and v.node.indicator:
        return v.as_kind("b")
    return functions.converted(v, dtype)


def _square(n: Any, m: Any, k: Any, low: str) -> tuple[Dim, Dim, int]:
    if isinstance(k, bool) or not isinstance(k, int | np.integer):
        raise Unsupported(f"{low} with a k that is no plain number")
    return extent(n), extent(n if m is None else m), int(k)


def _below(rows: Dim, columns: Dim, k: int) -> View:
    """Return [j <= i + k]."""
    if ONE in (rows, columns):
        raise Unsupported("a triangle with one row or column")
    return leaf(current(), "triangle", [((None, rows),), ((None, columns),)], k)


def _tri(N: Any, M: Any = None, k: Any = 0, dtype: Any = float) -> Array:
    made = _below(*_square(N, M, k, "np.tri"))
    return array(made.as_kind(functions.kind_of_dtype(dtype)), ordered=True)


def _eye(N: Any, M: Any = None, k: Any = 0, dtype: Any = float) -> Array:
    rows, columns, k = _square(N, M, k, "np.eye")
    kind = functions.kind_of_dtype(dtype)
    if rows == columns == ONE:
        raise Unsupported("np.eye(1)")
    if k == 0 and rows == columns:
        graph, atoms = current(), views.factors(rows)
        ones = [leaf(graph, "identity", [((None, d),)] * 2) for d in atoms]
        words = [(("i", j), ("j", j)) for j in range(len(atoms))]
        out = [n for side in zip(*words, strict=True) for n in side]
        made = views.combine("multiply", ones, words, out)
        half = len(atoms)
        sides = (made.groups[:half], made.groups[half:])
        groups = tuple(tuple(a for g in side for a in g) for side in sides)
        return array(View(made.node, groups, kind), ordered=True)
    made = op("multiply", _below(rows, columns, k), opposite(_below(rows, columns, k - 1)))
    return array(made.as_kind(kind), ordered=True)


def _empty(shape: Any, dtype: Any = float) -> Array:
    if functions.kind_of_dtype(dtype) != "f":
        raise Unsupported("np.empty of whole numbers or truth values")
    return functions.unwritten(shape)


def _arange(stop: Any, *rest: Any, dtype: Any = None) -> Array:
    if rest or (
        dtype is not None and np.dtype(dtype) not in (np.dtype(np.int64), np.dtype(np.int32))
    ):
        raise Unsupported("np.arange from a start, with a step, or of floats")
    d = extent(stop)
    node = current().node("counting", dims=(d,))
    return array(View(node, (((0, d),),), "i"), ordered=True)


def _array(value: Any, dtype: Any = None, *, copy: bool = True) -> Array:
    if copy is not True:
        raise Unsupported("np.array without a copy")
    out = functions.copy_(value)
    if dtype is not None:
        out = array(functions.converted(out.view, dtype), ordered=out.memory.ordered)
    return out


def _asarray(value: Any, dtype: Any = None) -> Array:
    if not is_array(value):
        return _array(value, dtype)
    if value.scalar:
        value = array(value.view, ordered=True)
    same = dtype is None or (np.dtype(dtype) == value.dtype or is_pick(value.view))
    return value if same else _array(value, dtype)


def _ascontiguous(value: Any, dtype: Any = None) -> Array:
    """Return the array itself if it is known to be contiguous; else what may be a copy."""
    out = _asarray(value, dtype)
    out = out if out.ndim else shapes.reshape(out, 1)
    if out.ordered or out.memory.locked:
        return out
    return Array(out.memory.copied_or_not(out.view))


#: By the name in NumPy: what is called where a symbol is among the arguments.
MAKERS: dict[str, Callable[..., Any]] = {
    "zeros": lambda shape, dtype=float: _full(shape, 0, dtype),
    "ones": lambda shape, dtype=float: _full(shape, 1, dtype),
    "full": _full,
    "empty": _empty,
    "eye": _eye,
    "identity": lambda n, dtype=float: _eye(n, dtype=dtype),
    "tri": _tri,
    "arange": _arange,
    "array": _array,
    "asarray": _asarray,
    "ascontiguousarray": _ascontiguous,
}


def _len(x: Any) -> Any:
    return x.shape[0] if is_array(x) and x.ndim else len(x)


def _is_float(x: Any) -> bool:
    if is_array(x) and not x.ndim:
        if x.view.kind != "f":
            raise Unsupported("float() of a whole number or a truth value")
        return True
    return type(x) is Size


class _Copied(Plain):
    """A stand-in for a type of numbers, which do not change."""

    def __call__(cls, *args: Any) -> Any:  # noqa: N805 - of a class of classes
        """Return a symbol as a number; convert anything else."""
        out = super().__call__(*args)
        return array(out.view, scalar=True) if is_array(out) else out


class _Float(metaclass=_Copied):
    plain = float
    keeps = staticmethod(_is_float)
    dtype = np.dtype(float)  # so NumPy takes the stand-in itself for a dtype


def _is_whole(x: Any) -> bool:
    if type(x) is not Size:
        return False
    if not is_whole(x.poly):
        raise Unsupported(f"int() of {written(x.poly)}, which may not be whole")
    return True


class _Int(metaclass=Plain):
    plain = int
    keeps = staticmethod(_is_whole)  # else it would cut off
    dtype = np.dtype(int)


class _Complex(metaclass=Plain):
    plain = complex
    dtype = np.dtype(complex)
    keeps = staticmethod(lambda _: False)


def _round(x: Any, *digits: Any) -> Any:
    if has_symbols(x):
        raise Unsupported("round() of a symbol")
    return round(x, *digits)


def _mathematical(name: str, ours: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of math that takes lengths and numbers made of symbols, too."""
    plain = getattr(math, name)

    def function(*args: Any) -> Any:
        if not any(map(_is_float, args)):
            return plain(*args)
        out = ours(*args)
        return array(out.view, scalar=True) if is_array(out) else out

    return function


#: Functions of math, which knows plain numbers only, and NumPy's that do the same.
MATHEMATICS: dict[str, Callable[..., Any]] = {
    name: _mathematical(name, ours)
    for name, ours in {
        "sqrt": np.sqrt, "pow": np.power, "exp": np.exp, "tanh": np.tanh, "log1p": np.log1p,
        "expm1": np.expm1, "fabs": np.abs,
        **{plain: one.ufunc for plain, one in NAMED.items() if one.ufunc},
    }.items()
}  # fmt: skip

#: Built-in functions that code calls on sizes.
BUILTINS: dict[str, Any] = {
    "len": _len,
    "float": _Float,
    "int": _Int,
    "complex": _Complex,
    "round": _round,
}


@contextmanager
def symbolic_sizes_on_graph(graph: Graph, *functions_: Any) -> Iterator[None]:
    """Let NumPy's makers of arrays, and len(), take symbols where these functions call them."""

    def either(name: str) -> Callable[..., Any]:
        plain, ours = getattr(np, name), MAKERS[name]

        def made(*args: Any, **kwargs: Any) -> Any:
            symbolic = has_symbols(args) or has_symbols(tuple(kwargs.values()))
            return call(ours, f"np.{name}", *args, **kwargs) if symbolic else plain(*args, **kwargs)

        return made

    makers = {n: either(n) for n in MAKERS}
    with tracing(graph), standing_in(functions_, makers, MATHEMATICS, BUILTINS, WARNINGS):
        yield


__all__ = ["MAKERS", "symbolic_sizes_on_graph"]
