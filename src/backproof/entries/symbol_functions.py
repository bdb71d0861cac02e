"""NumPy's functions on arrays of symbols: those that only move entries, and those with rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import numpy as np

from backproof.algebra.polynomial import Poly, Unsupported, scale
from backproof.entries.branches import current
from backproof.entries.choices import Choice, Contest
from backproof.entries.protocol import ANSWERS, run_ufunc
from backproof.entries.scalar_rules import as_truth
from backproof.entries.scalars import Scalar
from backproof.entries.selections import Selection, choose, is_mask
from backproof.entries.symbol_arrays import (
    FUNCTIONS,
    NOT_GIVEN,
    Entries,
    bare,
    concrete,
    objects,
    wrap,
)
from backproof.entries.symbol_ufuncs import REDUCTIONS, axes_of, check_type, matmul, reduce, write

#: Functions that move or repeat entries, or multiply and add them: NumPy does it on any objects.
MOVING = frozenset(
    {
        *("reshape", "transpose", "ravel", "swapaxes", "moveaxis", "rollaxis", "squeeze"),
        *("expand_dims", "concatenate", "stack", "vstack", "hstack", "dstack", "column_stack"),
        *("split", "array_split", "hsplit", "vsplit", "dsplit", "tile", "repeat", "flip", "fliplr"),
        *("flipud", "roll", "rot90", "broadcast_to", "broadcast_arrays", "atleast_1d", "copy"),
        *("atleast_2d", "atleast_3d", "pad", "insert", "delete", "append", "diag", "diagonal"),
        *("diagflat", "tril", "triu", "take", "take_along_axis", "shape", "ndim", "size", "resize"),
        *("sliding_window_view", "as_strided", "meshgrid", "ix_", "matrix_transpose", "block"),
        *("permute_dims", "concat", "unstack", "kron", "inner", "outer", "tensordot", "trace"),
        *("cumsum", "diff", "convolve", "correlate", "compress", "vecdot", "cumprod", "dot"),
        *("may_share_memory", "shares_memory", "full_like", "zeros_like", "ones_like"),
        *("fill_diagonal", "put_along_axis", "iscomplexobj", "isrealobj", "einsum"),
        *("ascontiguousarray", "asfortranarray"),
    }
)


def given(keepdims: Any) -> bool:
    """Say whether axes are kept: NumPy marks an argument that was left out."""
    return keepdims is not NOT_GIVEN and bool(keepdims)


#: Those that write into their first argument.
WRITING = frozenset({"fill_diagonal", "put_along_axis"})


def _run(func: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Run one NumPy function on symbols."""
    name = func.__name__
    where = f"{func.__module__}.{name}".replace("numpy.", "np.").replace("._stride_tricks_impl", "")
    if any(isinstance(a, Selection) for a in args):
        return NotImplemented
    key = where if where.startswith("np.linalg") else name
    if key in FUNCTIONS:
        return FUNCTIONS[key](*args, **kwargs)
    if name not in MOVING or "linalg" in where:
        raise Unsupported(where)
    if kwargs.get("out") is not None:
        out = kwargs.pop("out")
        return write(out, _run(func, args, kwargs))
    if name in WRITING and not isinstance(args[0], Entries):
        raise Unsupported("writing symbols into an array of plain numbers")
    check_type(kwargs.pop("dtype", None))
    return wrap(func(*_strip(args), **_strip(kwargs)))


def _strip(value: Any) -> Any:
    """Return arguments with plain arrays of scalars in place of arrays of symbols."""
    if isinstance(value, Entries):
        known = concrete(value)
        return bare(value) if isinstance(known, Entries) else known
    if isinstance(value, Scalar):
        return bare(Entries.of(value))
    if isinstance(value, dict):
        return {k: v if isinstance(v, Scalar) else _strip(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_strip, value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return bare(Entries.of(value))
    return value


def rule(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the rule of a function."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            FUNCTIONS[name] = function
        return function

    return register


# --- reductions ---------------------------------------------------------------------------------


def _reduction(name: str) -> Callable[..., Any]:
    def function(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = NOT_GIVEN,
        **kw: Any,
    ) -> Any:
        check_type(dtype, truth=isinstance(a, Entries) and is_mask(a))
        left = [k for k, v in kw.items() if v is not NOT_GIVEN]
        if left:
            raise Unsupported(f"np.{function.__name__} with {', '.join(left)}")
        keep = given(keepdims)
        result = reduce(REDUCTIONS[name], a, axis, keepdims=keep)
        return result if out is None else write(out, result)

    return function


for _name, _rule in {"sum": "add", "prod": "multiply"}.items():
    FUNCTIONS[_name] = _reduction(_rule)


def _ordered(name: str) -> Callable[..., Any]:
    """Return a reduction whose third argument is ``out``."""
    inner = _reduction(name)

    def function(
        a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, **kw: Any
    ) -> Any:
        return inner(a, axis, None, out, keepdims, **kw)

    return function


for _name, _rule in {
    "max": "maximum",
    "amax": "maximum",
    "min": "minimum",
    "amin": "minimum",
    "any": "logical_or",
    "all": "logical_and",
}.items():
    FUNCTIONS[_name] = _ordered(_rule)


def _count(a: Any, axis: Any) -> int:
    array = objects(a)
    return math.prod(array.shape[d] for d in axes_of(array, axis))


@rule("mean")
def mean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NOT_GIVEN,
    **kw: Any,
) -> Any:
    """Average along axes."""
    total = FUNCTIONS["sum"](a, axis, dtype, None, keepdims, **kw)
    result = total * Fraction(1, _count(a, axis))
    return result if out is None else write(out, result)


@rule("average")
def average(a: Any, axis: Any = None, weights: Any = None, **kw: Any) -> Any:
    """Average along axes."""
    if weights is not None or kw.get("returned"):
        raise Unsupported("np.average with weights")
    return mean(a, axis, keepdims=kw.get("keepdims", NOT_GIVEN))


@rule("var")
def var(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: int = 0,
    keepdims: Any = NOT_GIVEN,
    **kw: Any,
) -> Any:
    """Return the variance along axes."""
    ddof = kw.pop("correction", ddof) if kw.get("correction", NOT_GIVEN) is not NOT_GIVEN else ddof
    kw.pop("correction", None)
    array = Entries.of(a)
    centred = array - mean(array, axis, keepdims=True)
    total = FUNCTIONS["sum"](centred * centred, axis, dtype, None, keepdims, **kw)
    result = total * Fraction(1, _count(a, axis) - int(ddof))
    return result if out is None else write(out, result)


@rule("std")
def std(*args: Any, **kw: Any) -> Any:
    """Return the standard deviation along axes."""
    return run_ufunc(np.sqrt, "__call__", (var(*args, **kw),), {})


@rule("ptp")
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN) -> Any:
    """Return the largest less the smallest."""
    del out
    return FUNCTIONS["max"](a, axis, None, keepdims) - FUNCTIONS["min"](a, axis, None, keepdims)


@rule("np.linalg.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = NOT_GIVEN) -> Any:  # noqa: A002 - NumPy's name
    """Return a norm of vectors, or the Frobenius norm."""
    count = len(axes_of(objects(x), axis))
    if ord in {None, "fro"} or (ord == 2 and count == 1):  # noqa: PLR2004 - the usual norm
        return run_ufunc(
            np.sqrt, "__call__", (FUNCTIONS["sum"](x * x, axis, keepdims=keepdims),), {}
        )
    size = run_ufunc(np.absolute, "__call__", (x,), {})
    if ord == 1 and count == 1:
        return FUNCTIONS["sum"](size, axis, keepdims=keepdims)
    if ord == np.inf and count == 1:
        return FUNCTIONS["max"](size, axis, None, keepdims)
    raise Unsupported(f"np.linalg.norm of order {ord}")


# --- choices ------------------------------------------------------------------------------------


@rule("where")
def where(condition: Any, *values: Any) -> Any:
    """Choose by a mask, without deciding it; with the mask alone, decide it."""
    if not values:
        return nonzero(condition)

    def pick(truth: Scalar, yes: Scalar, no: Scalar) -> Scalar:
        return choose(as_truth(truth), yes, no)

    return wrap(np.frompyfunc(pick, 3, 1)(*map(objects, (condition, *values))))


@rule("clip")
def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **kw: Any) -> Any:
    """Cut off what is too small, then what is too large."""
    low, high = kw.pop("min", a_min), kw.pop("max", a_max)
    low, high = (None if b is NOT_GIVEN else b for b in (low, high))
    if any(v not in {None, "same_kind"} and v is not NOT_GIVEN for v in kw.values()):
        raise Unsupported(f"np.clip with {', '.join(kw)}")
    result = Entries.of(a)
    if low is not None:
        result = run_ufunc(np.maximum, "__call__", (result, low), {})
    if high is not None:
        result = run_ufunc(np.minimum, "__call__", (result, high), {})
    return result if out is None else write(out, result)


def _winners(sign: int) -> Callable[..., Any]:
    def arg(a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = NOT_GIVEN) -> Any:
        if out is not None:
            raise Unsupported("np.argmax with out")
        array = objects(a)
        if axis is None:
            array, axis = array.reshape(-1), 0
        moved = np.moveaxis(array, axis, -1)
        if moved.ndim == 1 and not given(keepdims):
            return _place([s.poly for s in moved], sign)
        found = np.ndarray(moved.shape[:-1], dtype=np.int64)
        for at in np.ndindex(*found.shape):
            polys = [scale(s.poly, sign) for s in moved[at]]
            found[at] = current().winner(polys)
        kept = given(keepdims)
        return np.expand_dims(found, axis) if kept else found[()]

    return arg


def _place(polys: list[Poly], sign: int) -> Any:
    """Return where the largest lies, undecided as long as it serves as a subscript only."""
    current().must_be_defined()
    contest = Contest(tuple(map(current().settle, polys)), sign)
    if len(set(contest.polys)) > 1:
        return Choice(contest, range(len(polys)))
    return np.int64(0) if polys else np.argmax([])


FUNCTIONS["argmax"], FUNCTIONS["argmin"] = _winners(1), _winners(-1)


@rule("nonzero")
def nonzero(a: Any) -> Any:
    """Decide every entry."""
    return np.nonzero(_decided(a))


@rule("flatnonzero")
def flatnonzero(a: Any) -> Any:
    """Decide every entry."""
    return np.flatnonzero(_decided(a))


@rule("argwhere")
def argwhere(a: Any) -> Any:
    """Decide every entry."""
    return np.argwhere(_decided(a))


@rule("count_nonzero")
def count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Count without deciding."""
    truths = wrap(np.frompyfunc(lambda s: Scalar(as_truth(s).poly), 1, 1)(objects(a)))
    return FUNCTIONS["sum"](truths, axis, keepdims=keepdims)


def _decided(a: Any) -> np.ndarray:
    array = objects(a)
    flat = [bool(s) for s in array.reshape(-1)]
    return np.array(flat, dtype=bool).reshape(array.shape)


def _compare(left: Scalar, right: Scalar) -> int:
    return -1 if left < right else 1 if right < left else 0


@rule("argsort")
def argsort(a: Any, axis: Any = -1, **_kw: Any) -> Any:
    """Decide the order."""
    array = objects(a)
    if axis is None:
        array, axis = array.reshape(-1), 0
    moved = np.moveaxis(array, axis, -1)
    out = np.ndarray(moved.shape, dtype=np.int64)
    for at in np.ndindex(*moved.shape[:-1]):
        out[at] = _order(list(moved[at]))
    return np.moveaxis(out, -1, axis)


def _order(row: list[Scalar]) -> list[int]:
    def earlier(i: int, j: int) -> int:
        return _compare(row[i], row[j])

    return sorted(range(len(row)), key=cmp_to_key(earlier))


@rule("sort")
def sort(a: Any, axis: Any = -1, **_kw: Any) -> Any:
    """Decide the order."""
    array = objects(a)
    if axis is None:
        array, axis = array.reshape(-1), 0
    return wrap(np.take_along_axis(array, argsort(wrap(array), axis), axis))


@rule("array_equal")
def array_equal(a: Any, b: Any, *_args: Any, **_kw: Any) -> Any:
    """Decide whether all entries are the same."""
    if np.shape(a) != np.shape(b):
        return False
    return bool(FUNCTIONS["all"](run_ufunc(np.equal, "__call__", (a, b), {})))


@rule("allclose", "isclose")
def allclose(a: Any, b: Any, *_args: Any, **_kw: Any) -> Any:
    """Confirm what is equal; how close different numbers are is no question of symbols."""
    pairs = np.broadcast(objects(a), objects(b))
    if all(left.poly == right.poly for left, right in pairs):
        return True
    raise Unsupported("np.allclose or np.isclose of different numbers")


@rule("copyto")
def copyto(dst: Any, src: Any, *_args: Any, where: Any = True, **_kw: Any) -> None:
    """Store, under a mask if there is one."""
    if not isinstance(dst, Entries):
        raise Unsupported("writing symbols into an array of plain numbers")
    dst[...] = src if where is True else FUNCTIONS["where"](where, src, dst)


@rule("putmask")
def putmask(a: Any, mask: Any, values: Any) -> None:
    """Store under a mask."""
    if np.ndim(values) and np.shape(values) != np.shape(a):
        raise Unsupported("np.putmask with values of another shape")
    copyto(a, values, where=mask)


# --- the rest -----------------------------------------------------------------------------------


@rule("cumsum")
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Add up along an axis."""
    check_type(dtype)
    array: Any = Entries.of(a)
    array, axis = (array.reshape(-1), 0) if axis is None else (array, axis)
    result = run_ufunc(np.add, "accumulate", (array, axis), {})
    return result if out is None else write(out, result)


@rule("cumprod")
def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Multiply up along an axis."""
    check_type(dtype)
    array: Any = Entries.of(a)
    array, axis = (array.reshape(-1), 0) if axis is None else (array, axis)
    result = run_ufunc(np.multiply, "accumulate", (array, axis), {})
    return result if out is None else write(out, result)


@rule("dot")
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """Multiply as np.dot does."""
    left, right = Entries.of(a), Entries.of(b)
    if not left.ndim or not right.ndim:
        result = left * right
    elif right.ndim <= 2:  # noqa: PLR2004 - a matrix
        result = matmul(left, right)
    else:
        result = np.tensordot(left, right, axes=(-1, -2))
    return result if out is None else write(out, result)


@rule("zeros_like")
def zeros_like(a: Any, *_args: Any, **kw: Any) -> Any:
    """Return zeros that can hold symbols."""
    return full_like(a, 0, **kw)


@rule("empty_like")
def empty_like(a: Any, *_args: Any, **kw: Any) -> Any:
    """Return a buffer that can hold symbols."""
    out = full_like(a, 0, **kw)
    return Entries.unset(out.shape) if isinstance(out, Entries) else out


@rule("ones_like")
def ones_like(a: Any, *_args: Any, **kw: Any) -> Any:
    """Return ones that can hold symbols."""
    return full_like(a, 1, **kw)


@rule("full_like")
def full_like(a: Any, fill_value: Any, dtype: Any = None, shape: Any = None, **_kw: Any) -> Any:
    """Return a buffer that can hold symbols."""
    lengths = np.shape(bare(a)) if shape is None else shape
    kind = "f" if dtype is None else np.dtype(dtype).kind
    if kind not in "fO" or (dtype is None and isinstance(a, Entries) and is_mask(a)):
        return np.full(lengths, fill_value, dtype=dtype or bool)
    return full(lengths, fill_value)


def full(lengths: Any, fill_value: Any) -> Entries:
    """Return an array of one number, or of numbers that are broadcast."""
    value = objects(fill_value)
    return wrap(np.array(np.broadcast_to(value, lengths)))


@rule("array_repr", "array_str", "array2string")
def text(a: Any, *_args: Any, **_kw: Any) -> str:
    """Return something to print."""
    return repr(a)


@rule("real", "real_if_close")
def same(a: Any, *_args: Any, **_kw: Any) -> Any:
    """Return real numbers as they are."""
    return a


@rule("nan_to_num")
def nan_to_num(x: Any, copy: Any = True, **_kw: Any) -> Any:  # noqa: FBT002 - NumPy's signature
    """Return real numbers as they are."""
    current().must_be_defined()
    return Entries.of(x).copy() if copy else x


@rule("result_type", "can_cast", "common_type")
def result_type(*_args: Any, **_kw: Any) -> Any:
    """Return the type of real numbers."""
    return np.dtype(float)


ANSWERS["function"] = _run
