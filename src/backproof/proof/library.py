"""NumPy's functions on traced arrays."""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from backproof.algebra.polynomial import Mismatch, Unsupported
from backproof.proof import arrays, indexing
from backproof.proof.arrays import (
    ONE,
    ZERO,
    Factors,
    Size,
    SymbolicArray,
    as_symbolic,
    elementwise,
    fresh_index,
)
from backproof.proof.functions import MaxOver


def _axes(x: SymbolicArray, axis: Any) -> tuple[int, ...]:
    """Return the axes that an axis= argument names, as non-negative numbers."""
    if axis is None:
        return tuple(range(x.ndim))
    wanted = tuple(axis) if isinstance(axis, tuple | list) else (axis,)
    for a in wanted:
        if not -x.ndim <= a < x.ndim:
            raise Mismatch(f"axis {a} of an array with {x.ndim} axes")
    return tuple(int(a) % x.ndim for a in wanted)


def _float(dtype: Any) -> None:
    if dtype is not None and np.dtype(dtype).kind != "f":
        raise Unsupported(f"dtype={np.dtype(dtype)}")


# --- reductions ---------------------------------------------------------------------------------


def _reduce(binding: type[sp.Expr], x: SymbolicArray, axis: Any, *, keepdims: bool) -> Any:
    """Bind the indices of some axes by `Sum` or `MaxOver`."""
    if x.below is not None:
        raise Unsupported("a reduction of labels or indices")
    axes = _axes(x, axis)
    kept = [d for d in range(x.ndim) if d not in axes]
    places = range(x.ndim) if keepdims else kept
    factors = [(ONE,) if d in axes else x.factors[d] for d in places]

    def at(*indices: sp.Expr) -> sp.Expr:
        outer = dict(zip(places, indices, strict=True))
        made = {d: fresh_index(x.factors[d]) for d in axes}
        limits = [limit for _, some in made.values() for limit in some]
        body = x.at(*(made[d][0] if d in made else outer[d] for d in range(x.ndim)))
        return binding(body, *(sp.Tuple(*limit) for limit in limits)) if limits else body

    floating = x.floating
    out = SymbolicArray([sp.Mul(*f) for f in factors], at, factors=factors, floating=floating)
    return arrays.scalar(out)


def sum_(x: Any, axis: Any = None, dtype: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.sum."""
    _float(dtype)
    return _reduce(sp.Sum, as_symbolic(x), axis, keepdims=keepdims)


def count(x: SymbolicArray, axis: Any) -> sp.Expr:
    """Return how many entries a reduction over these axes takes together."""
    return sp.Mul(*(x.dims[d] for d in _axes(x, axis)))


def mean(x: Any, axis: Any = None, dtype: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.mean."""
    x = as_symbolic(x)
    return sum_(x, axis, dtype, keepdims=keepdims) / Size(count(x, axis))


def var(
    x: Any, axis: Any = None, dtype: Any = None, *, ddof: int = 0, keepdims: bool = False
) -> SymbolicArray:
    """Return np.var."""
    _float(dtype)
    x = as_symbolic(x)
    centred = x - mean(x, axis, keepdims=True)
    return sum_(centred * centred, axis, keepdims=keepdims) / Size(count(x, axis) - ddof)


def std(
    x: Any, axis: Any = None, dtype: Any = None, *, ddof: int = 0, keepdims: bool = False
) -> SymbolicArray:
    """Return np.std."""
    return _root(var(x, axis, dtype, ddof=ddof, keepdims=keepdims))


def _root(x: SymbolicArray) -> SymbolicArray:
    return arrays.call_ufunc(np.sqrt, [x])


def max_(x: Any, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.max."""
    x = as_symbolic(x)
    out = _reduce(MaxOver, x, axis, keepdims=keepdims)
    out.boolean = x.boolean
    return out


def min_(x: Any, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:
    """Return np.min."""
    x = as_symbolic(x)
    if x.boolean:
        raise Unsupported("np.min of truth values")
    return -max_(-x, axis, keepdims=keepdims)


def norm(x: Any, ord: Any = None, axis: Any = None, *, keepdims: bool = False) -> SymbolicArray:  # noqa: A002 - NumPy's name
    """Return np.linalg.norm: the root of the sum of squares, or the sum of sizes."""
    x = as_symbolic(x)
    vector = x.ndim == 1 or (axis is not None and not isinstance(axis, tuple))
    if ord is None or (ord == 2 and vector) or (ord == "fro" and not vector):  # noqa: PLR2004
        return _root(sum_(x * x, axis, keepdims=keepdims))
    if ord == 1 and vector:
        return sum_(np.abs(x), axis, keepdims=keepdims)
    raise Unsupported(f"np.linalg.norm of order {ord}")


# --- products -----------------------------------------------------------------------------------


def einsum(subscripts: str, *operands: Any, **kw: Any) -> SymbolicArray:
    """Return np.einsum of subscripts without an ellipsis."""
    if set(kw) - {"optimize"} or not isinstance(subscripts, str) or "." in subscripts:
        raise Unsupported("np.einsum in this form")
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    words = left.split(",")
    if not arrow:
        right = "".join(c for c in sorted(set(left) - {","}) if left.count(c) == 1)
    out = contract(words, right, [as_symbolic(x) for x in operands])
    return operands[0].view(out) if out.locked else out


def contract(words: Sequence[str], result: str, operands: Sequence[SymbolicArray]) -> SymbolicArray:
    """Return the sum over all letters that the result lacks of the product of the operands."""
    if any(x.below is not None for x in operands) or all(x.boolean for x in operands):
        raise Unsupported("a product of labels or truth values")
    if len(words) != len(operands) or any(
        len(w) != x.ndim for w, x in zip(words, operands, strict=True)
    ):
        raise Mismatch(f"subscripts {','.join(words)} for arrays with other numbers of axes")
    axes: dict[str, list[tuple[SymbolicArray, int]]] = {}
    for word, x in zip(words, operands, strict=True):
        for d, c in enumerate(word):
            axes.setdefault(c, []).append((x, d))
    factors = {c: _agreed(c, uses) for c, uses in axes.items()}
    summed = [c for c in factors if c not in result]

    def at(*indices: sp.Expr) -> sp.Expr:
        place = dict(zip(result, indices, strict=True))
        limits = []
        for c in summed:
            place[c], some = fresh_index(factors[c])
            limits += some
        body = sp.Mul(*(x.at(*(place[c] for c in w)) for w, x in zip(words, operands, strict=True)))
        return sp.Sum(body, *limits) if limits else body

    kept = [factors[c] for c in result]
    floating = any(x.floating for x in operands)
    out = SymbolicArray([sp.Mul(*f) for f in kept], at, factors=kept, floating=floating)
    out.locked = len(operands) == 1 and not summed  # NumPy gives a view of the operand
    return out


def _agreed(letter: str, uses: list[tuple[SymbolicArray, int]]) -> Factors:
    lengths = {x.dims[d] for x, d in uses}
    if len(lengths) > 1:
        raise Mismatch(
            f"axes of {' and '.join(map(str, lengths))} values are multiplied with each other "
            f"({letter})"
        )
    ways = {x.factors[d] for x, d in uses if x.uniform is None} or {x.factors[d] for x, d in uses}
    if len(ways) > 1:
        raise Unsupported(f"an axis of length {lengths.pop()} in different orders")
    return ways.pop()


_empties = itertools.count()

LETTERS = "abcdefghijklmnopqrstuvw"


def matmul(a: SymbolicArray, b: SymbolicArray) -> SymbolicArray:
    """Return a @ b for one or two axes each, or for stacks of matrices."""
    if not a.ndim or not b.ndim:
        raise Mismatch("matmul of a scalar: use *")
    stack = builtins.max(a.ndim, b.ndim, 2) - 2
    outer = LETTERS[:stack]
    row, column = "x" * (a.ndim > 1), "y" * (b.ndim > 1)
    left = outer[stack - builtins.max(a.ndim - 2, 0) :] + row + "z"
    right = outer[stack - builtins.max(b.ndim - 2, 0) :] + "z" + column
    for c, d in zip(reversed(left[:-2]), reversed(right[:-2]), strict=False):
        i, j = left.index(c), right.index(d)
        if a.dims[i] != b.dims[j] and 1 in {a.dims[i], b.dims[j]}:
            raise Unsupported("np.matmul of stacks that broadcast")
    return contract([left, right], outer + row + column, [a, b])


def vecdot(a: SymbolicArray, b: SymbolicArray) -> SymbolicArray:
    """Return np.vecdot."""
    return sum_(a * b, -1)


def dot(a: Any, b: Any) -> SymbolicArray:
    """Return np.dot."""
    a, b = as_symbolic(a), as_symbolic(b)
    if not a.ndim or not b.ndim:
        return a * b
    left, right = LETTERS[: a.ndim - 1], LETTERS[a.ndim : a.ndim + b.ndim - 1]
    tail = right[-1:]
    words = [left + "z", right[:-1] + "z" + tail]
    return contract(words, left + right, [a, b])


def inner(a: Any, b: Any) -> SymbolicArray:
    """Return np.inner."""
    return tensordot(a, b, axes=([-1], [-1])) if np.ndim(a) and np.ndim(b) else dot(a, b)


def vdot(a: Any, b: Any) -> SymbolicArray:
    """Return np.vdot."""
    return dot(ravel(a), ravel(b))


def outer(a: Any, b: Any) -> SymbolicArray:
    """Return np.outer."""
    a, b = (as_symbolic(x) for x in (a, b))
    a, b = (x if x.ndim == 1 else ravel(x) for x in (a, b))
    return a[:, None] * b[None, :]


def tensordot(a: Any, b: Any, axes: Any = 2) -> SymbolicArray:
    """Return np.tensordot."""
    a, b = as_symbolic(a), as_symbolic(b)
    if isinstance(axes, int):
        axes = (range(a.ndim - axes, a.ndim), range(axes))
    first, second = ([x] if isinstance(x, int) else list(x) for x in axes)
    left, right = list(LETTERS[: a.ndim]), list(LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(first, second, strict=True):
        right[j] = left[i]
    shared = {left[i] for i in first}
    result = "".join(c for c in left + right if c not in shared)
    return contract(["".join(left), "".join(right)], result, [a, b])


def trace(x: Any) -> SymbolicArray:
    """Return np.trace of a matrix."""
    return contract(["ii"], "", [as_symbolic(x)])


def diag(x: Any) -> SymbolicArray:
    """Return np.diag: the diagonal of a square matrix, or the matrix with that diagonal."""
    x = x if isinstance(x, SymbolicArray) else as_symbolic(x)
    if x.ndim == 1:

        def at(i: Any, j: Any) -> sp.Expr:
            pairs = zip(arrays.flat((i,)), arrays.flat((j,)), strict=True)
            return x.at(i) * sp.Mul(*(sp.KroneckerDelta(a, b) for a, b in pairs))

        return SymbolicArray(x.dims * 2, at, factors=x.factors * 2, floating=x.floating)
    if x.dims[0] != x.dims[1]:
        raise Unsupported("the diagonal of a matrix that is not square")
    out = contract(["ii"], "i", [x.now()])
    out.locked = True
    return x.view(out)


def diagonal(x: Any) -> SymbolicArray:
    """Return np.diagonal of a matrix."""
    if x.ndim != 2:  # noqa: PLR2004 - a matrix
        raise Unsupported("np.diagonal of a stack of matrices")
    return diag(x)


def eye(n: Any, m: Any = None, dtype: Any = None) -> SymbolicArray:
    """Return np.eye."""
    _float(dtype)
    if m is not None and not bool(m == n):
        raise Unsupported("np.eye that is not square")
    return SymbolicArray((n, n), sp.KroneckerDelta, floating=True)


# --- shapes -------------------------------------------------------------------------------------


def _permuted(x: Any, order: Sequence[int]) -> SymbolicArray:
    x = x if isinstance(x, SymbolicArray) else as_symbolic(x)
    here, place = x.now(), [list(order).index(d) for d in range(x.ndim)]
    out = SymbolicArray(
        [x.dims[d] for d in order],
        lambda *i: here.at(*(i[p] for p in place)),
        boolean=x.boolean,
        factors=[x.factors[d] for d in order],
        below=x.below,
        uniform=x.uniform,
        floating=x.floating,
    )
    return x.view(out)


def transpose(x: Any, *axes: Any) -> SymbolicArray:
    """Return np.transpose."""
    if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], tuple | list)):
        axes = tuple(axes[0] or ())
    ndim = np.ndim(x)
    order = [int(a) % ndim for a in axes] if axes else list(range(ndim))[::-1]
    return _permuted(x, order)


def swapaxes(x: Any, axis1: int, axis2: int) -> SymbolicArray:
    """Return np.swapaxes."""
    order = list(range(x.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return _permuted(x, order)


def moveaxis(x: Any, source: Any, destination: Any) -> SymbolicArray:
    """Return np.moveaxis."""
    start, end = _axes(x, source), _axes(x, destination)
    order = [d for d in range(x.ndim) if d not in start]
    for to, d in sorted(zip(end, start, strict=True)):
        order.insert(to, d)
    return _permuted(x, order)


def reshape(x: Any, *shape: Any, order: str = "C") -> SymbolicArray:
    """Return np.reshape where each new axis takes together whole factors of the old ones."""
    x = x if isinstance(x, SymbolicArray) else as_symbolic(x)
    if order != "C":
        raise Unsupported(f"reshape in the order {order}")
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = tuple(shape[0])
    lengths = [s.expr if isinstance(s, Size) else sp.Integer(int(s)) for s in shape]
    total = sp.Mul(*x.dims)
    if -1 in lengths:
        known = sp.Mul(*(s for s in lengths if s != -1))
        lengths[lengths.index(-1)] = sp.cancel(total / known)
    if sp.expand(sp.Mul(*lengths) - total) != 0 or not all(s.is_integer for s in lengths):
        raise Mismatch(f"an array of shape {x.dims} cannot be brought into {tuple(lengths)}")
    if x.uniform is not None:
        out = arrays.full(lengths, x.uniform, [arrays.factors_of(s) for s in lengths])
        out.boolean, out.floating = x.boolean, x.floating
        return x.view(out)
    parts = [f for factors in x.factors for f in factors if f != 1]
    grouped = _grouped(parts, lengths)
    here, old = x.now(), x.factors

    def at(*indices: sp.Expr) -> sp.Expr:
        long = [i for i, f in zip(indices, grouped, strict=True) if f != (ONE,)]
        left = list(arrays.flat(long))
        place: list[Any] = []
        for factors in old:
            some = [ZERO if f == 1 else left.pop(0) for f in factors]
            place.append(_joined(some))
        return here.at(*place)

    out = here.like(at)
    out.dims, out.factors = tuple(lengths), tuple(grouped)
    return x.view(out)


def _grouped(parts: list[sp.Expr], lengths: Sequence[sp.Expr]) -> list[Factors]:
    """Distribute factors in their order over axes of these lengths."""
    parts, out = list(parts), []
    for length in lengths:
        taken: list[sp.Expr] = []
        while sp.Mul(*taken) != length:
            if not parts:
                raise Unsupported(f"a reshape that splits an axis into {length}")
            taken.append(parts.pop(0))
            if not sp.cancel(length / sp.Mul(*taken)).is_integer:
                raise Unsupported(f"a reshape that splits an axis of length {taken[-1]}")
        out.append(tuple(taken) or (ONE,))
    return out


def ravel(x: Any) -> SymbolicArray:
    """Return np.ravel."""
    return reshape(x, -1)


def squeeze(x: Any, axis: Any = None) -> SymbolicArray:
    """Return np.squeeze."""
    if axis is None and not all(s.is_Integer for s in x.dims):
        raise Unsupported("np.squeeze of axes that may have length 1")
    gone = [d for d in range(x.ndim) if x.dims[d] == 1] if axis is None else _axes(x, axis)
    if any(x.dims[d] != 1 for d in gone):
        raise Mismatch(f"squeeze of an axis of an array of shape {x.dims} that is not 1")
    return x[tuple(0 if d in gone else slice(None) for d in range(x.ndim))]


def expand_dims(x: Any, axis: Any) -> SymbolicArray:
    """Return np.expand_dims."""
    new = axis if isinstance(axis, tuple | list) else (axis,)
    ndim = x.ndim + len(new)
    places = {a % ndim for a in new}
    return x[tuple(None if d in places else slice(None) for d in range(ndim))]


def broadcast_to(x: Any, shape: Any) -> SymbolicArray:
    """Return np.broadcast_to."""
    target = arrays.full(tuple(shape) if isinstance(shape, tuple | list) else (shape,), 0)
    out = arrays.stretched(as_symbolic(x), target)
    out.locked = True
    return x.view(out) if isinstance(x, SymbolicArray) else out


def stack(parts: Any, axis: int = 0) -> SymbolicArray:
    """Return np.stack."""
    some = [as_symbolic(p) for p in parts]
    axis %= some[0].ndim + 1
    return concatenate([expand_dims(p, axis) for p in some], axis)


def concatenate(parts: Any, axis: int | None = 0) -> SymbolicArray:
    """Return np.concatenate of parts that are equally long."""
    some = [as_symbolic(p) for p in parts]
    if axis is None:
        raise Unsupported("np.concatenate of flattened arrays")
    axis %= some[0].ndim
    if len({(p.dims, p.factors) for p in some}) > 1:
        raise Unsupported("np.concatenate of parts of different shapes")
    first, number = some[0], sp.Integer(len(some))
    own = tuple(f for f in first.factors[axis] if f != 1)
    if any(p.below is not None for p in some):
        raise Unsupported("np.concatenate of labels")

    def at(*indices: sp.Expr) -> sp.Expr:
        which, *rest = arrays.flat((indices[axis],))
        place = list(indices)
        place[axis] = _joined(rest)
        return sp.Add(*(sp.KroneckerDelta(which, q) * p.at(*place) for q, p in enumerate(some)))

    factors = list(first.factors)
    factors[axis] = (number, *own) if number != 1 else own or (ONE,)
    if number == 1:
        return first
    return SymbolicArray(
        [sp.Mul(*f) for f in factors],
        at,
        boolean=all(p.boolean for p in some),
        factors=factors,
        floating=any(p.floating for p in some),
    )


def hstack(parts: Any) -> SymbolicArray:
    """Return np.hstack."""
    some = [as_symbolic(p) for p in parts]
    return concatenate(some, 0 if some[0].ndim == 1 else 1)


def vstack(parts: Any) -> SymbolicArray:
    """Return np.vstack."""
    some = [as_symbolic(p) for p in parts]
    return concatenate([p[None] if p.ndim == 1 else p for p in some], 0)


def split(x: Any, sections: Any, axis: int = 0) -> list[SymbolicArray]:
    """Return np.split into equal sections."""
    if not isinstance(sections, int):
        raise Unsupported("np.split at given places")
    axis %= x.ndim
    first = x.factors[axis][0]
    if first != sections:
        raise Unsupported(f"np.split of an axis of {x.dims[axis]} values into {sections}")
    block = sp.Mul(*x.factors[axis][1:])
    keys = [slice(Size(q * block), Size((q + 1) * block)) for q in range(sections)]
    return [x[(*[slice(None)] * axis, k)] for k in keys]


def _joined(parts: Sequence[sp.Expr]) -> Any:
    return ZERO if not parts else parts[0] if len(parts) == 1 else sp.Tuple(*parts)


def tile(x: Any, reps: Any) -> SymbolicArray:
    """Return np.tile."""
    x = as_symbolic(x)
    times = [_length(r) for r in (reps if isinstance(reps, tuple | list) else (reps,))]
    x = x[(*[None] * (len(times) - x.ndim), ...)] if len(times) > x.ndim else x
    times = [ONE] * (x.ndim - len(times)) + times
    return _multiplied(x, times, first=True)


def repeat(x: Any, repeats: Any, axis: int | None = None) -> SymbolicArray:
    """Return np.repeat of every entry equally often."""
    x = ravel(x) if axis is None else as_symbolic(x)
    times = [ONE] * x.ndim
    times[0 if axis is None else axis] = _length(repeats)
    return _multiplied(x, times, first=False)


def _length(value: Any) -> sp.Expr:
    return value.expr if isinstance(value, Size) else sp.Integer(int(value))


def _multiplied(x: SymbolicArray, times: Sequence[sp.Expr], *, first: bool) -> SymbolicArray:
    """Return the array with each axis made longer by a factor that its entries do not depend on."""
    own = [tuple(f for f in factors if f != 1) for factors in x.factors]
    new = [() if r == 1 else (r,) for r in times]
    factors = [(*r, *f) if first else (*f, *r) for r, f in zip(new, own, strict=True)]

    def at(*indices: sp.Expr) -> sp.Expr:
        place = []
        for i, r, f in zip(indices, new, own, strict=True):
            parts = arrays.flat((i,)) if r or f else ()
            kept = parts[len(r) :] if first else parts[: len(f)]
            place.append(_joined(kept))
        return x.at(*place)

    return SymbolicArray(
        [sp.Mul(*f) for f in factors],
        at,
        boolean=x.boolean,
        factors=[f or (ONE,) for f in factors],
        floating=x.floating,
    )


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Return np.take along an axis."""
    if axis is None:
        raise Unsupported("np.take of a flattened array")
    return as_symbolic(x)[(*[slice(None)] * (axis % x.ndim), indices)]


# --- values -------------------------------------------------------------------------------------


def where(condition: Any, yes: Any, no: Any) -> SymbolicArray:
    """Return np.where of a comparison."""
    some = [as_symbolic(a) for a in (condition, yes, no)]
    if not some[0].boolean:
        raise Unsupported("np.where with a condition that is no comparison")
    boolean = some[1].boolean and some[2].boolean
    return elementwise(arrays.choose, *some, boolean=boolean)


def clip(x: Any, a_min: Any = None, a_max: Any = None, **ends: Any) -> SymbolicArray:
    """Return np.clip."""
    low, high = ends.pop("min", a_min), ends.pop("max", a_max)
    if ends:
        raise Unsupported(f"np.clip with {', '.join(ends)}")
    out = as_symbolic(x)
    out = out if low is None else np.maximum(out, low)
    return out if high is None else np.minimum(out, high)


def astype(x: SymbolicArray, dtype: Any, *, copy: bool = True) -> SymbolicArray:
    """Return the same numbers; a conversion that would change them is not followed."""
    kind = np.dtype(dtype).kind
    if not copy:
        raise Unsupported("astype without a copy")
    here = x.now()
    here.floating = kind == "f"
    if x.below is not None and kind in "iu":
        return here
    if x.below is None and (kind == "f" or (x.boolean and kind in "biu")):
        here.boolean = kind == "b"
        return here
    raise Unsupported(f"astype({np.dtype(dtype)})")


def item(x: SymbolicArray) -> SymbolicArray:
    """Return the one entry of an array."""
    if any(s != 1 for s in x.dims):
        raise Unsupported("the method .item of several entries")
    return squeeze(x)


def copy(x: Any, order: str = "K") -> SymbolicArray:
    """Return a copy."""
    del order
    return as_symbolic(x)


def filled_like(value: int) -> Callable[..., SymbolicArray]:
    """Return np.zeros_like or np.ones_like."""

    def made(x: Any, dtype: Any = None) -> SymbolicArray:
        x = as_symbolic(x)
        out = arrays.full(x.dims, bool(value), x.factors)
        return astype(out, x.dtype if dtype is None else dtype)

    return made


def empty(shape: Any, factors: Any = None) -> SymbolicArray:
    """Return np.empty: its entries are numbers of which nothing is known."""
    lengths = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    return arrays.symbol(f"#empty{next(_empties)}", *lengths, factors=factors)


def empty_like(x: Any, dtype: Any = None) -> SymbolicArray:
    """Return np.empty_like."""
    _like_floats(x, dtype)
    return empty(x.dims, x.factors)


def _like_floats(x: SymbolicArray, dtype: Any) -> None:
    kind = np.dtype(x.dtype if dtype is None else dtype).kind
    if kind != "f":
        raise Unsupported(f"an array of {np.dtype(x.dtype if dtype is None else dtype)}")


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> SymbolicArray:
    """Return np.full_like."""
    _like_floats(x, dtype)
    return filled_like(0)(x, float) + as_symbolic(fill_value)


# --- ufuncs beyond a call -----------------------------------------------------------------------


def ufunc_at(ufunc: np.ufunc, x: Any, key: Any, value: Any = None) -> None:
    """Do np.add.at or np.subtract.at."""
    if not isinstance(x, SymbolicArray) or ufunc not in {np.add, np.subtract}:
        raise Unsupported(f"np.{ufunc.__name__}.at")
    indexing.add_at(x, key, value if ufunc is np.add else -as_symbolic(value))


def _log_of_sum(x: Any, axis: Any, *, keepdims: bool) -> SymbolicArray:
    terms = elementwise(sp.exp, as_symbolic(x))
    out = elementwise(sp.log, sum_(terms, axis, keepdims=keepdims))
    out.floating = True
    return out


def ufunc_method(ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> SymbolicArray:
    """Return np.add.reduce, np.maximum.reduce, np.multiply.outer and their like."""
    if method == "outer":
        a, b = (as_symbolic(x) for x in inputs)
        wide = a[(..., *[None] * b.ndim)]
        return arrays.call_ufunc(ufunc, [wide, b])
    if any(kw.get(k) is not None for k in kw if k not in {"axis", "keepdims", "initial"}):
        raise Unsupported(f"np.{ufunc.__name__}.reduce with {', '.join(kw)}")
    x, axis, keep = inputs[0], kw.get("axis", 0), bool(kw.get("keepdims", False))
    known: dict[np.ufunc, Callable[..., SymbolicArray]] = {
        np.add: sum_,
        np.maximum: max_,
        np.minimum: min_,
        np.logaddexp: _log_of_sum,
    }
    if ufunc not in known or kw.get("initial") is not None:
        raise Unsupported(f"np.{ufunc.__name__}.reduce")
    return known[ufunc](x, axis, keepdims=keep)


#: What each NumPy function does to arrays.
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: sum_,
    np.mean: mean,
    np.var: var,
    np.std: std,
    np.max: max_,
    np.amax: max_,
    np.min: min_,
    np.amin: min_,
    np.linalg.norm: norm,
    np.einsum: einsum,
    np.dot: dot,
    np.inner: inner,
    np.vdot: vdot,
    np.outer: outer,
    np.tensordot: tensordot,
    np.trace: trace,
    np.diag: diag,
    np.diagonal: diagonal,
    np.diagflat: lambda x: diag(ravel(x)),
    np.transpose: transpose,
    np.swapaxes: swapaxes,
    np.moveaxis: moveaxis,
    np.reshape: reshape,
    np.ravel: ravel,
    np.squeeze: squeeze,
    np.expand_dims: expand_dims,
    np.broadcast_to: broadcast_to,
    np.stack: stack,
    np.concatenate: concatenate,
    np.hstack: hstack,
    np.vstack: vstack,
    np.split: split,
    np.tile: tile,
    np.repeat: repeat,
    np.take: take,
    np.average: lambda x, axis=None: mean(x, axis),
    np.where: where,
    np.clip: clip,
    np.copy: copy,
    np.zeros_like: filled_like(0),
    np.ones_like: filled_like(1),
    np.empty_like: empty_like,
    np.full_like: full_like,
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x, axis=None: x.size if axis is None else x.shape[axis],
}

#: Methods of arrays, by name.
METHODS: dict[str, Callable[..., Any]] = {
    "sum": sum_,
    "mean": mean,
    "var": var,
    "std": std,
    "max": max_,
    "min": min_,
    "dot": dot,
    "trace": trace,
    "transpose": transpose,
    "swapaxes": swapaxes,
    "reshape": reshape,
    "ravel": ravel,
    "flatten": lambda x: copy(ravel(x)),
    "squeeze": squeeze,
    "clip": clip,
    "astype": astype,
    "copy": copy,
    "repeat": repeat,
    "item": item,
    "fill": lambda x, value: x.__setitem__(..., value),
}
