"""NumPy's functions and the methods of arrays: reductions, choices, copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, Unsupported, add, number
from backproof.algebra.products import mul
from backproof.graph import view as views
from backproof.graph.calls.arrays import (
    DTYPES,
    FUNCTIONS,
    METHODS,
    Array,
    array,
    current,
    is_array,
    view_of,
)
from backproof.graph.calls.shapes import axes_of, expand_dims, own
from backproof.graph.calls.ufuncs import is_pick, kind_of, leaf, numbers, op, opposite, ufunc
from backproof.graph.node import Dim, Graph
from backproof.graph.signs import MINUS, of_number
from backproof.graph.sizes import written
from backproof.graph.view import Group, Kinds, View

# --- arguments ----------------------------------------------------------------------------------


def kind_of_dtype(dtype: Any) -> Kinds:
    """Return the kind of a dtype that holds the numbers of a formula as they are."""
    found = np.dtype(dtype)
    if found in (np.dtype(np.float32), np.dtype(np.float64)):
        return "f"
    if found == np.dtype(bool):
        return "b"
    if found == np.dtype(np.int64):
        return "i"
    raise Unsupported(f"dtype={found}")


def _no_out(out: Any, name: str) -> None:
    if out is not None:
        raise Unsupported(f"np.{name} with out")


# --- reductions ---------------------------------------------------------------------------------


def reduced(name: str, v: View, axis: Any, *, keepdims: bool) -> View:
    """Return an operation over some axes."""
    gone = axes_of(v.ndim, axis)
    kept = [d for d in range(v.ndim) if d not in gone]
    made = views.combine(name, [numbers(v)], [range(v.ndim)], kept, kind=v.kind)
    made = views.broadcast(made, [v.lengths[d] for d in kept])
    if not keepdims:
        return made
    groups = iter(made.groups)
    return replace(made, groups=tuple(() if d in gone else next(groups) for d in range(v.ndim)))


def _sum(x: Any, axis: Any, dtype: Any, *, keepdims: bool) -> View:
    v = view_of(x)
    made = reduced("sum", v, axis, keepdims=keepdims)
    kind: Kinds = "f" if v.kind == "f" else "i"
    if dtype is not None:
        asked = kind_of_dtype(dtype)
        if asked == "b" or (asked == "i" and kind == "f"):
            raise Unsupported(f"np.sum with dtype={np.dtype(dtype)}")
        kind = asked
    return made.as_kind(kind)


def sum_(
    x: Any, axis: Any = None, dtype: Any = None, out: Any = None, *, keepdims: bool = False
) -> Any:
    """Return np.sum."""
    _no_out(out, "sum")
    return array(_sum(x, axis, dtype, keepdims=keepdims), scalar=True)


def count(v: View, axis: Any) -> Dim:
    """Return how many entries a reduction over these axes takes together."""
    return mul(ONE, *(v.lengths[d] for d in axes_of(v.ndim, axis)))


def _mean(x: Any, axis: Any, dtype: Any, *, keepdims: bool) -> View:
    v = view_of(x)
    if dtype is not None and kind_of_dtype(dtype) != "f":
        raise Unsupported(f"np.mean with dtype={np.dtype(dtype)}")
    total = _sum(v if not is_array(x) else x, axis, float, keepdims=keepdims)
    return ufunc("divide", total, views.constant(v.graph, count(v, axis)))


def mean(
    x: Any, axis: Any = None, dtype: Any = None, out: Any = None, *, keepdims: bool = False
) -> Any:
    """Return np.mean."""
    _no_out(out, "mean")
    return array(_mean(own(x), axis, dtype, keepdims=keepdims), scalar=True)


def _var(x: Any, axis: Any, dtype: Any, ddof: int, *, keepdims: bool) -> View:
    x = own(x)
    if not isinstance(ddof, int):
        raise Unsupported("np.var or np.std with a ddof that is no whole number")
    centred = ufunc("subtract", x.view, _mean(x, axis, dtype, keepdims=True)).as_kind("f")
    left = add(count(x.view, axis), number(-ddof))
    if of_number(left) & MINUS:
        raise Unsupported(
            f"np.var or np.std with {written(left)} degrees of freedom, which may be negative"
        )
    squares = op("power", centred, attr=2)
    total = reduced("sum", squares, axis, keepdims=keepdims)
    return ufunc("divide", total, views.constant(total.graph, left))


def var(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: int = 0,
    *,
    keepdims: bool = False,
) -> Any:
    """Return np.var."""
    _no_out(out, "var")
    return array(_var(x, axis, dtype, ddof, keepdims=keepdims), scalar=True)


def std(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: int = 0,
    *,
    keepdims: bool = False,
) -> Any:
    """Return np.std."""
    _no_out(out, "std")
    made = ufunc("sqrt", _var(x, axis, dtype, ddof, keepdims=keepdims))
    return array(made, scalar=True)


def max_(x: Any, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Any:
    """Return np.max."""
    _no_out(out, "max")
    return array(reduced("maximum", view_of(x), axis, keepdims=keepdims), scalar=True)


def min_(x: Any, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Any:
    """Return np.min."""
    _no_out(out, "min")
    v = numbers(view_of(x))

    def turned(u: View) -> View:
        return opposite(u) if v.kind == "b" else ufunc("negative", u)

    made = turned(reduced("maximum", turned(v), axis, keepdims=keepdims).as_kind(v.kind))
    return array(made.as_kind(v.kind), scalar=True)


def _truths(rule: Callable[..., Any], name: str) -> Callable[..., Any]:
    def made(x: Any, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Any:
        if view_of(x).kind != "b":
            raise Unsupported(f"np.{name} of numbers that are no truth values")
        _no_out(out, name)
        return rule(x, axis, out, keepdims=keepdims)

    return made


def norm(x: Any, ord: Any = None, axis: Any = None, *, keepdims: bool = False) -> Any:  # noqa: A002
    """Return np.linalg.norm: the root of the sum of squares, or the sum of sizes."""
    v = numbers(view_of(x))
    vector = v.ndim == 1 or (axis is not None and not isinstance(axis, tuple))
    v = v.as_kind("f")
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):  # noqa: PLR2004
        if ord == "fro" and v.ndim != 2 and axis is None:  # noqa: PLR2004
            raise Unsupported("np.linalg.norm of order fro")
        total = reduced("sum", ufunc("square", v), axis, keepdims=keepdims)
        return array(ufunc("sqrt", total), scalar=True)
    if ord == 1 and vector:
        return array(reduced("sum", ufunc("absolute", v), axis, keepdims=keepdims), scalar=True)
    raise Unsupported(f"np.linalg.norm of order {ord}")


def cumsum(x: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Return np.cumsum: a product with a triangle of ones."""
    _no_out(out, "cumsum")
    v = numbers(view_of(x))
    v = views.reshaped(v, [-1]) if axis is None and v.ndim != 1 else v
    (d,) = axes_of(v.ndim, 0 if axis is None else axis)
    kind: Kinds = (
        "f" if v.kind == "f" or (dtype is not None and kind_of_dtype(dtype) == "f") else "i"
    )
    if dtype is not None and kind_of_dtype(dtype) not in {"f", kind}:
        raise Unsupported(f"np.cumsum with dtype={np.dtype(dtype)}")
    if not v.groups[d]:
        return array(v.as_kind(kind))
    below = triangle(v.graph, v.groups[d], v.groups[d], 0)
    names = list(range(v.ndim))
    word = ["in" if k == d else k for k in names]
    made = views.combine("sum", [v, below], [word, [d, "in"]], names, kind=kind)
    return array(views.broadcast(made, v.lengths))


def triangle(graph: Graph, i: Group, j: Group, k: Any) -> View:
    """Return [j <= i + k]."""
    if not isinstance(k, int | np.integer):
        raise Unsupported("a triangle with a k that is no plain number")
    if len(i) != 1 or len(j) != 1:
        raise Unsupported("a triangle along an axis whose length is 1 or a product")
    return leaf(graph, "triangle", [((None, i[0][1]),), ((None, j[0][1]),)], int(k))


def _triangular(x: Any, k: int, *, low: bool) -> Any:
    v = numbers(view_of(x))
    if v.ndim < 2:  # noqa: PLR2004 - a matrix
        raise Unsupported("np.tril or np.triu of a vector")
    below = triangle(v.graph, v.groups[-2], v.groups[-1], k if low else k - 1)
    zero = views.constant(v.graph, number(0), v.kind)
    return array(op("where", below, *((v, zero) if low else (zero, v))).as_kind(v.kind))


# --- values -------------------------------------------------------------------------------------


def where(condition: Any, yes: Any, no: Any) -> Array:
    """Return np.where of truth values."""
    c, a, b = (numbers(view_of(x)) for x in (condition, yes, no))
    if c.kind != "b":
        raise Unsupported("np.where with a condition that is no truth value")
    return array(op("where", c, a, b).as_kind(kind_of([a, b])))


def clip(x: Any, a_min: Any = None, a_max: Any = None, **ends: Any) -> Array:
    """Return np.clip."""
    low, high = ends.pop("min", a_min), ends.pop("max", a_max)
    if ends:
        raise Unsupported(f"np.clip with {', '.join(ends)}")
    out = view_of(x)
    out = out if low is None else ufunc("maximum", out, view_of(low))
    return array(out if high is None else ufunc("minimum", out, view_of(high)), scalar=True)


def converted(v: View, dtype: Any) -> View:
    """Return the same numbers as another dtype; what would change them is not followed."""
    if is_pick(v):
        if np.dtype(dtype) in (np.dtype(np.int64), np.dtype(np.int32)):
            return v
        raise Unsupported(f"labels or indices as {np.dtype(dtype)}")
    kind = kind_of_dtype(dtype)
    if kind in {v.kind, "f"} or v.kind == "b" or (kind == "b" and v.node.indicator):
        return v.as_kind(kind)
    raise Unsupported(f"astype({np.dtype(dtype)}) of numbers")


def astype(x: Array, dtype: Any, *, copy: bool = True) -> Array:
    """Return the same numbers as another dtype."""
    if not copy:
        raise Unsupported("astype without a copy")
    return array(converted(x.view, dtype), scalar=x.scalar)


def copy_(x: Any, order: str = "K") -> Array:
    """Return a copy."""
    known = order == "C" or (is_array(x) and x.ordered)
    return array(view_of(x), ordered=known)


def _copy_of(x: Array, order: str = "C") -> Array:
    """Return a copy in C order, as the method does."""
    return array(x.view, scalar=x.scalar, ordered=order == "C")


def item(x: Array) -> Any:
    """Return the one entry of an array."""
    if any(d != ONE for d in x.view.lengths):
        raise Unsupported("the method .item of several entries")
    return array(replace(numbers(x.view), groups=()), scalar=True)


def filled_like(value: int) -> Callable[..., Array]:
    """Return np.zeros_like or np.ones_like."""

    def made(x: Any, dtype: Any = None) -> Array:
        v = view_of(x)
        kind = v.kind if dtype is None else kind_of_dtype(dtype)
        made = views.filled(v.graph, number(value), v.lengths, kind)
        return array(made, ordered=own(x).ordered)

    return made


def unwritten(shape: Any, groups: Sequence[Group] | None = None) -> Array:
    """Return np.empty: its entries are numbers of which nothing is known."""
    lengths = shape if isinstance(shape, tuple | list) else (shape,)
    axes = groups or [views.blank(d) for d in lengths]
    made = leaf(current(), "unwritten", axes, views.number_of())
    return array(made.as_kind("f"), ordered=True)


def empty_like(x: Any, dtype: Any = None) -> Array:
    """Return np.empty_like."""
    v = view_of(x)
    if (v.kind if dtype is None else kind_of_dtype(dtype)) != "f":
        raise Unsupported("np.empty_like of whole numbers or truth values")
    out = unwritten((), v.groups)
    out.memory.ordered = own(x).ordered
    return out


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Array:
    """Return np.full_like."""
    v, fill = view_of(x), numbers(view_of(fill_value))
    kind = v.kind if dtype is None else kind_of_dtype(dtype)
    if kind not in {"f", fill.kind}:
        raise Unsupported(f"np.full_like that makes {DTYPES[kind]} of {DTYPES[fill.kind]} values")
    return array(views.broadcast(fill, v.lengths).as_kind(kind), ordered=own(x).ordered)


def ix_(*some: Any) -> tuple[Any, ...]:
    """Return np.ix_."""
    n = len(some)
    if any(not is_array(x) or x.ndim != 1 or x.view.kind == "b" for x in some):
        raise Unsupported("np.ix_ of what are no labels or indices")
    return tuple(
        expand_dims(x, tuple(d for d in range(n) if d != k)) if n > 1 else x
        for k, x in enumerate(some)
    )


METHODS |= {
    "sum": sum_,
    "mean": mean,
    "var": var,
    "std": std,
    "max": max_,
    "min": min_,
    "any": _truths(max_, "any"),
    "all": _truths(min_, "all"),
    "cumsum": cumsum,
    "clip": clip,
    "astype": astype,
    "copy": _copy_of,
    "item": item,
    "fill": lambda x, value: x.__setitem__(..., value),
}
FUNCTIONS |= {
    np.sum: sum_,
    np.mean: mean,
    np.average: lambda x, axis=None: mean(x, axis),
    np.var: var,
    np.std: std,
    np.max: max_,
    np.amax: max_,
    np.min: min_,
    np.amin: min_,
    np.any: METHODS["any"],
    np.all: METHODS["all"],
    np.linalg.norm: norm,
    np.cumsum: cumsum,
    np.tril: lambda m, k=0: _triangular(m, k, low=True),
    np.triu: lambda m, k=0: _triangular(m, k, low=False),
    np.where: where,
    np.clip: clip,
    np.copy: copy_,
    np.zeros_like: filled_like(0),
    np.ones_like: filled_like(1),
    np.empty_like: empty_like,
    np.full_like: full_like,
    np.ix_: ix_,
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x, axis=None: x.size if axis is None else x.shape[axis],
}
