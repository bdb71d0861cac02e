"""Ufuncs on arrays of symbols, and their methods: reduce, accumulate, outer, at."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backproof.algebra.extremes import maximum, negative, other
from backproof.algebra.names import exp, log
from backproof.algebra.polynomial import ONE, ZERO, Unsupported, add
from backproof.algebra.products import mul
from backproof.entries import scalar_rules  # noqa: F401 - it fills the table of rules
from backproof.entries.branches import current
from backproof.entries.protocol import ANSWERS
from backproof.entries.scalars import RULES, Scalar
from backproof.entries.selections import Selection
from backproof.entries.symbol_arrays import (
    FUNCTIONS,
    NOT_GIVEN,
    Entries,
    bare,
    concrete,
    mask_in,
    objects,
    plain_key,
    wrap,
)

#: Ufuncs that answer the same for all real numbers.
CONSTANT_ANSWERS = {"isfinite": True, "isnan": False, "isinf": False, "isnat": False}


def _run(ufunc: np.ufunc, method: str, inputs: Sequence[Any], kw: dict[str, Any]) -> Any:
    """Run one ufunc, or one of its methods, on symbols."""
    if any(isinstance(x, Selection) for x in inputs):
        return NotImplemented
    out = kw.pop("out", None)
    where = kw.pop("where", True)
    check_type(kw.pop("dtype", None))
    for harmless in ("casting", "order", "subok"):
        kw.pop(harmless, None)
    name = ufunc.__name__
    if method == "at":
        return _at(ufunc, *inputs)
    methods: dict[str, Callable[..., Any]] = {
        "__call__": _call,
        "reduce": _reduce,
        "accumulate": _accumulate,
        "outer": _outer,
    }
    if method not in methods:
        raise Unsupported(f"np.{name}.{method}")
    result = methods[method](ufunc, *inputs, where=where, **kw)
    if where is not True and method == "__call__":
        if out is None:
            raise Unsupported(f"np.{name} with where= but without out=")
        result = FUNCTIONS["where"](where, result, out[0])
    return result if out is None else write(out, result)


def check_type(dtype: Any, *, truth: bool = False) -> None:
    """Refuse a type that would change real numbers; truth values may become whole ones."""
    if dtype is None or dtype is NOT_GIVEN:
        return
    if np.dtype(dtype).kind not in ("fOiu" if truth else "fO"):
        raise Unsupported(f"symbols as {np.dtype(dtype)}")


def write(out: tuple[Any, ...] | Any, result: Any) -> Any:
    """Store a result in the array that was given for it."""
    target = out[0] if isinstance(out, tuple) else out
    if not isinstance(target, Entries):
        raise Unsupported("writing symbols into an array of plain numbers")
    target[...] = result
    return target


def _call(ufunc: np.ufunc, *inputs: Any, where: Any, **kw: Any) -> Any:
    del where
    name = ufunc.__name__
    if kw:
        raise Unsupported(f"np.{name} with {', '.join(kw)}")
    if name in CONSTANT_ANSWERS:
        current().must_be_defined()
        return np.full(np.shape(bare(inputs[0])), CONSTANT_ANSWERS[name])[()]
    if ufunc is np.matmul:
        return matmul(*inputs)
    if name in {"divmod", "modf", "frexp"} or name not in RULES:
        raise Unsupported(f"np.{name}")
    rule = RULES[name]
    arrays = [objects(x) for x in inputs]
    return concrete(wrap(np.frompyfunc(rule, len(arrays), 1)(*arrays)))


def matmul(left: Any, right: Any) -> Any:
    """Return the matrix product, each entry summed at once."""
    a, b = objects(left), objects(right)
    if not a.ndim or not b.ndim:
        raise ValueError("matmul of a scalar")
    rows = a[None, :] if a.ndim == 1 else a
    columns = b[:, None] if b.ndim == 1 else b
    if rows.shape[-1] != columns.shape[-2]:
        raise ValueError(f"matmul of shapes {a.shape} and {b.shape}")
    stack = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
    rows = np.broadcast_to(rows, (*stack, *rows.shape[-2:]))
    columns = np.broadcast_to(columns, (*stack, *columns.shape[-2:]))
    out = np.ndarray((*stack, rows.shape[-2], columns.shape[-1]), dtype=object)
    for at in np.ndindex(*stack):
        for i in range(rows.shape[-2]):
            for j in range(columns.shape[-1]):
                out[(*at, i, j)] = _inner(rows[(*at, i)], columns[at][:, j])
    if b.ndim == 1:
        out = out[..., 0]
    if a.ndim == 1:
        out = out[..., 0, :] if b.ndim > 1 else out[..., 0]
    return wrap(out) if np.ndim(out) else out[()]


def _inner(row: np.ndarray, column: np.ndarray) -> Scalar:
    products = [mul(p.poly, q.poly) for p, q in zip(row, column, strict=True)]
    return Scalar(add(ZERO, *products))


def _at(ufunc: np.ufunc, target: Any, indices: Any, *values: Any) -> None:
    if not isinstance(target, Entries):
        raise Unsupported("writing symbols into an array of plain numbers")
    if mask_in(indices) is not None or ufunc.__name__ not in RULES:
        raise Unsupported(f"np.{ufunc.__name__}.at")
    rule = RULES[ufunc.__name__]
    places = np.arange(target.size).reshape(target.shape)[plain_key(indices)]
    plain = bare(target)
    given = [np.broadcast_to(objects(v), np.shape(places)).reshape(-1) for v in values]
    for k, place in enumerate(np.reshape(places, -1)):
        at = np.unravel_index(place, plain.shape)
        plain[at] = rule(plain[at], *(v[k] for v in given))


def _accumulate(ufunc: np.ufunc, array: Any, axis: int = 0, **_kw: Any) -> Any:
    if ufunc.__name__ not in {"add", "multiply", "maximum", "minimum"}:
        raise Unsupported(f"np.{ufunc.__name__}.accumulate")
    rule = RULES[ufunc.__name__]
    moved = np.moveaxis(objects(array), axis, 0)
    out = np.ndarray(moved.shape, dtype=object)
    for i, *at in np.ndindex(*moved.shape):
        here = Scalar(moved[i, *at].poly)
        out[i, *at] = rule(out[i - 1, *at], here) if i else here
    return wrap(np.moveaxis(out, 0, axis))


def _outer(ufunc: np.ufunc, left: Any, right: Any, **_kw: Any) -> Any:
    a, b = objects(left), objects(right)
    return _call(ufunc, wrap(a.reshape(a.shape + (1,) * b.ndim)), wrap(b), where=True)


# --- reductions ---------------------------------------------------------------------------------


def _any(values: list[Scalar]) -> Scalar:
    truths = (RULES["logical_and"](s, s).poly for s in values)
    return Scalar(other(mul(*map(other, truths))), truth=True)


def _all(values: list[Scalar]) -> Scalar:
    return Scalar(mul(*(RULES["logical_and"](s, s).poly for s in values)), truth=True)


def _largest(values: list[Scalar]) -> Scalar:
    if not values:
        raise ValueError("the maximum of no values")
    return Scalar(maximum([s.poly for s in values]), truth=all(s.truth for s in values))


def _smallest(values: list[Scalar]) -> Scalar:
    if not values:
        raise ValueError("the minimum of no values")
    return Scalar(negative(maximum([negative(s.poly) for s in values])))


REDUCTIONS: dict[str, Callable[[list[Scalar]], Scalar]] = {
    "add": lambda values: Scalar(add(ZERO, *(s.poly for s in values))),
    "multiply": lambda values: Scalar(mul(ONE, *(s.poly for s in values))),
    "maximum": _largest,
    "fmax": _largest,
    "minimum": _smallest,
    "fmin": _smallest,
    "logical_or": _any,
    "logical_and": _all,
    "logaddexp": lambda values: Scalar(log(add(ZERO, *(exp(s.poly) for s in values)))),
}


def _reduce(
    ufunc: np.ufunc,
    array: Any,
    axis: Any = 0,
    *,
    keepdims: bool = False,
    where: Any = True,
    **kw: Any,
) -> Any:
    kw = {k: v for k, v in kw.items() if v is not NOT_GIVEN}
    if where is not True or kw:
        raise Unsupported(f"np.{ufunc.__name__}.reduce with {', '.join(kw) or 'where'}")
    rule = REDUCTIONS.get(ufunc.__name__)
    if rule is None:
        raise Unsupported(f"np.{ufunc.__name__}.reduce")
    return reduce(rule, array, axis, keepdims=keepdims)


def axes_of(array: np.ndarray, axis: Any) -> tuple[int, ...]:
    """Return the axes that are reduced, all of them for None."""
    if axis is None:
        return tuple(range(array.ndim))
    chosen = axis if isinstance(axis, tuple | list) else (axis,)
    return tuple(np.lib.array_utils.normalize_axis_tuple(chosen, array.ndim))


def reduce(
    rule: Callable[[list[Scalar]], Any], values: Any, axis: Any = None, *, keepdims: bool = False
) -> Any:
    """Apply a rule to all entries along some axes at once."""
    array = objects(values)
    gone = axes_of(array, axis)
    left = [d for d in range(array.ndim) if d not in gone]
    shape = [array.shape[d] for d in left]
    rows = array.transpose(*left, *gone).reshape(*shape, math.prod(array.shape[d] for d in gone))
    out = np.ndarray(shape, dtype=object)
    for at in np.ndindex(*shape):
        out[at] = rule(list(rows[at]))
    if keepdims:
        out = out.reshape([1 if d in gone else n for d, n in enumerate(array.shape)])
    return concrete(wrap(out) if out.ndim else out[()])


ANSWERS["ufunc"] = _run
