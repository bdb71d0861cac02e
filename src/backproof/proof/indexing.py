"""Subscripts of traced arrays: reading, writing, and `np.add.at`.

A subscript by whole numbers, full slices, blocks of a product axis, None, an ellipsis, labels,
`np.arange` and masks is followed; any other raises `Unsupported`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from backproof.algebra.polynomial import Mismatch, Unsupported
from backproof.proof import arrays
from backproof.proof.arrays import ONE, ZERO, Factors, Size, SymbolicArray


@dataclass
class Part:
    """What a key says about one axis of the array.

    Attributes:
        read: from an index of the result along this axis to one of the array.
        hit: whether an index of the array is meant by the key: an expression of value 0 or 1.
        back: from an index of the array that is meant to one of the result.
        factors: those of the axis in the result; None if the axis is gone.
    """

    read: Callable[[Any], Any]
    hit: Callable[[Any], sp.Expr]
    back: Callable[[Any], Any]
    factors: Factors | None


@dataclass
class Plan:
    """A key, spelled out axis by axis."""

    parts: list[Part | SymbolicArray] = field(default_factory=list)
    #: For each axis of the result: an axis of the array, None for a new one, or "fancy".
    layout: list[int | str | None] = field(default_factory=list)
    common: SymbolicArray | None = None  # shape of the index arrays broadcast together


def _one(e: Any) -> sp.Expr:
    del e
    return ONE


def _plan(x: SymbolicArray, key: Any) -> Plan:
    keys = list(key) if isinstance(key, tuple) else [key]
    taken = sum(1 for k in keys if k is not None and k is not Ellipsis)
    if taken > x.ndim:
        raise Mismatch(f"{taken} subscripts for an array with {x.ndim} axes")
    dots = [d for d, k in enumerate(keys) if k is Ellipsis]
    place = dots[0] if dots else len(keys)
    keys[place : place + len(dots)] = [slice(None)] * (x.ndim - taken)
    out, fancy = Plan(), [k for k in keys if isinstance(k, SymbolicArray)]
    apart = False
    for k in keys:
        axis = len(out.parts)
        if k is None:
            out.layout.append(None)
        elif isinstance(k, SymbolicArray):
            out.parts.append(_index_array(x, axis, k))
            if "fancy" not in out.layout:
                out.layout.append("fancy")
            apart = apart or out.layout[-1] != "fancy"
        else:
            part = _basic(x, axis, k)
            out.parts.append(part)
            if part.factors is not None:
                out.layout.append(axis)
            elif fancy:
                raise Unsupported("a subscript that mixes a number with an array of indices")
    if apart:  # NumPy puts the axes of index arrays that do not stand together first
        out.layout.remove("fancy")
        out.layout.insert(0, "fancy")
    if fancy:
        dims, factors = arrays.broadcast(*fancy)
        out.common = SymbolicArray(dims, lambda *_: ZERO, factors=factors)
    return out


def _index_array(x: SymbolicArray, axis: int, k: SymbolicArray) -> SymbolicArray:
    if k.below is None or k.below != x.dims[axis] or len(x.factors[axis]) > 1:
        raise Unsupported(f"a subscript by an array that is no index into {x.dims[axis]} values")
    return k.now()


def _basic(x: SymbolicArray, axis: int, k: Any) -> Part:
    length, factors = x.dims[axis], x.factors[axis]
    if isinstance(k, slice):
        return _slice(length, factors, k)
    if isinstance(k, int | np.integer) and not isinstance(k, bool):
        place = int(k) + (int(length) if k < 0 and length.is_Integer else 0)
        known = place == 0 or (length.is_Integer and 0 <= place < int(length))
        if known and place >= 0:
            at = sp.Tuple(*[ZERO] * len(factors)) if len(factors) > 1 else sp.Integer(place)
            hit = [sp.KroneckerDelta] if length != 1 else []
            return Part(
                lambda _: at,
                lambda i: sp.Mul(
                    *(d(a, b) for d in hit for a, b in zip(_flat(i), _flat(at), strict=True))
                ),
                lambda _: None,
                None,
            )
    raise Unsupported(f"the subscript {k!r}")


def _flat(i: Any) -> tuple[sp.Expr, ...]:
    return arrays.flat((i,))


def _slice(length: sp.Expr, factors: Factors, k: slice) -> Part:
    ends = [e.expr if isinstance(e, Size) else e for e in (k.start, k.stop)]
    start = ZERO if ends[0] is None else sp.sympify(ends[0])
    stop = length if ends[1] is None else sp.sympify(ends[1])
    if k.step not in {None, 1}:
        raise Unsupported(f"the subscript {_written(k)}")
    if start == 0 and stop == length:
        return Part(lambda i: i, _one, lambda i: i, factors)
    first, rest = factors[0], factors[1:]
    block = sp.Mul(*rest)
    low, high = sp.cancel(start / block), sp.cancel(stop / block)
    if first.is_Integer and low.is_Integer and high.is_Integer:
        low, high = (int(e) + (int(first) if e < 0 else 0) for e in (low, high))
        if 0 <= low < high <= int(first):
            return _block(low, high, rest)
    raise Unsupported(f"the subscript {_written(k)}")


def _written(k: slice) -> str:
    parts = ["" if e is None else str(e) for e in (k.start, k.stop)]
    return ":".join(parts) + (f":{k.step}" if k.step is not None else "")


def _block(low: int, high: int, rest: Factors) -> Part:
    """Return the part of blocks low..high of an axis whose first factor is a number."""

    def joined(first: sp.Expr, others: Sequence[sp.Expr]) -> Any:
        parts = (first, *others)
        return parts[0] if len(parts) == 1 else sp.Tuple(*parts)

    if high - low == 1:
        return Part(
            lambda i: joined(sp.Integer(low), _flat(i) if rest else ()),
            lambda i: sp.KroneckerDelta(_flat(i)[0], low),
            lambda i: joined(_flat(i)[1], _flat(i)[2:]) if rest else ZERO,
            rest or (ONE,),
        )
    if low:
        raise Unsupported(f"a slice of the blocks {low}:{high}")
    return Part(
        lambda i: i,
        lambda i: sp.Add(*(sp.KroneckerDelta(_flat(i)[0], q) for q in range(high))),
        lambda i: i,
        (sp.Integer(high), *rest),
    )


def _split(plan: Plan, indices: Sequence[Any]) -> tuple[dict[int, Any], Sequence[Any]]:
    """Sort the indices of a result by axis of the array; the fancy ones come second."""
    basic: dict[int, Any] = {}
    fancy: Sequence[Any] = ()
    place = 0
    for what in plan.layout:
        if what == "fancy":
            count = plan.common.ndim if plan.common is not None else 0
            fancy = indices[place : place + count]
            place += count
            continue
        if isinstance(what, int):
            basic[what] = indices[place]
        place += 1
    return basic, fancy


def getitem(x: SymbolicArray, key: Any) -> Any:
    """Return x[key]."""
    if isinstance(key, SymbolicArray) and key.boolean:
        return Masked(x.now(), key.now())
    plan = _plan(x, key)
    here = x.now()
    dims, factors = _result(plan)

    def at(*indices: sp.Expr) -> sp.Expr:
        basic, fancy = _split(plan, indices)
        return here.at(
            *(
                p.at(*fancy[len(fancy) - p.ndim :])
                if isinstance(p, SymbolicArray)
                else p.read(basic.get(d))
                for d, p in enumerate(plan.parts)
            )
        )

    out = here.like(at)
    out.dims, out.factors, out.uniform = tuple(dims), tuple(factors), x.uniform
    keys = key if isinstance(key, tuple) else (key,)
    out.scalar = not dims and not any(k is Ellipsis for k in keys)
    return out if plan.common is not None or out.scalar else x.view(out, key)


def _result(plan: Plan) -> tuple[list[sp.Expr], list[Factors]]:
    factors: list[Factors] = []
    for what in plan.layout:
        if what is None:
            factors.append((ONE,))
        elif isinstance(what, int):
            part = plan.parts[what]
            factors.append(getattr(part, "factors"))  # noqa: B009 - not of an index array
        elif plan.common is not None:
            factors += plan.common.factors
    return [sp.Mul(*f) for f in factors], factors


def setitem(x: SymbolicArray, key: Any, value: Any, skip: SymbolicArray | None = None) -> None:
    """Do x[key] = value."""
    if isinstance(key, SymbolicArray) and key.boolean:
        x.write(_where_mask(x, key.now(), value), skip)
        return
    plan = _plan(x, key)
    dims, factors = _result(plan)
    target = SymbolicArray(dims, lambda *_: ZERO, factors=factors)
    new, old = arrays.stretched(_squeezed(value, len(dims)), target), x.now()
    spread = _Spread(plan)

    def at(*indices: sp.Expr) -> sp.Expr:
        hit, place = spread.inverse(indices)
        return arrays.choose(hit, new.at(*place), old.at(*indices))

    x.write(SymbolicArray(x.dims, at, boolean=x.boolean and new.boolean, factors=x.factors), skip)


def _squeezed(value: Any, ndim: int) -> SymbolicArray:
    """Return the value of an assignment without leading axes of length 1 that are too many."""
    out = arrays.as_symbolic(value)
    while out.ndim > ndim and out.dims[0] == 1:
        out = out[0]
    return out


class _Spread:
    """Where an entry of the array comes from when a key is assigned to."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dummies: list[Any] = []
        self.source: dict[Any, int] = {}
        if plan.common is None:
            return
        self.dummies = [
            arrays.fresh_index(f)[0] if len(f) == 1 else None for f in plan.common.factors
        ]
        for d, p in enumerate(plan.parts):
            if isinstance(p, SymbolicArray):
                value = p.at(*self.dummies[len(self.dummies) - p.ndim :])
                if value in self.dummies:
                    self.source.setdefault(value, d)
        if any(k not in self.source for k in self.dummies if k != ZERO):
            raise Unsupported("an assignment to subscripts that may repeat")

    def inverse(self, indices: Sequence[Any]) -> tuple[sp.Expr, list[Any]]:
        """Return whether an entry is assigned to, as 0 or 1, and which entry of the value."""
        plan, hit = self.plan, ONE
        places = {k: indices[d] for k, d in self.source.items()}
        fancy = [places.get(k, ZERO) for k in self.dummies]
        basic: dict[int, Any] = {}
        for d, p in enumerate(plan.parts):
            if isinstance(p, SymbolicArray):
                if d not in self.source.values():
                    hit *= sp.KroneckerDelta(p.at(*fancy[len(fancy) - p.ndim :]), indices[d])
            else:
                hit *= p.hit(indices[d])
                basic[d] = p.back(indices[d])
        place: list[Any] = []
        for what in plan.layout:
            if what is None:
                place.append(ZERO)
            elif isinstance(what, int):
                place.append(basic[what])
            else:
                place += fancy
        return hit, place


def add_at(x: SymbolicArray, key: Any, value: Any) -> None:
    """Do np.add.at(x, key, value): what stands at repeated subscripts adds up."""
    plan = _plan(x, key)
    if plan.common is None:
        setitem(x, key, getitem(x, key) + value)
        return
    dims, factors = _result(plan)
    target = SymbolicArray(dims, lambda *_: ZERO, factors=factors)
    new, old, common = arrays.stretched(arrays.as_symbolic(value), target), x.now(), plan.common

    def at(*indices: sp.Expr) -> sp.Expr:
        made = [arrays.fresh_index(f) for f in common.factors]
        fancy, limits = [i for i, _ in made], [limit for _, some in made for limit in some]
        hit, place = ONE, []
        for d, p in enumerate(plan.parts):
            if isinstance(p, SymbolicArray):
                hit *= sp.KroneckerDelta(p.at(*fancy[len(fancy) - p.ndim :]), indices[d])
            else:
                hit *= p.hit(indices[d])
        for what in plan.layout:
            part = plan.parts[what] if isinstance(what, int) else None
            if what == "fancy":
                place += fancy
            elif isinstance(what, int) and isinstance(part, Part):
                place.append(part.back(indices[what]))
            else:
                place.append(ZERO)
        body = hit * new.at(*place)
        return old.at(*indices) + (sp.Sum(body, *limits) if limits else body)

    x.write(SymbolicArray(x.dims, at, factors=x.factors))


def _where_mask(x: SymbolicArray, mask: SymbolicArray, value: Any) -> SymbolicArray:
    """Return x with x[mask] = value done."""
    if mask.ndim > x.ndim or mask.dims != x.dims[: mask.ndim]:
        raise Mismatch(f"a mask of shape {mask.dims} for an array of shape {x.dims}")
    if isinstance(value, Masked):
        if value.mask is not mask and not value.fits(mask):
            raise Unsupported("values picked by one mask assigned under another")
        new = value.full
    else:
        new = arrays.as_symbolic(value)
        if new.ndim:
            raise Unsupported("an array assigned to entries picked by a mask")
    wide = SymbolicArray(
        (*mask.dims, *[ONE] * (x.ndim - mask.ndim)),
        lambda *i: mask.at(*i[: mask.ndim]),
        factors=(*mask.factors, *[(ONE,)] * (x.ndim - mask.ndim)),
    )
    out = arrays.elementwise(arrays.choose, wide, new, x.now())
    out.boolean = x.boolean and new.boolean
    return out


class Masked(np.lib.mixins.NDArrayOperatorsMixin):
    """The entries that a mask picks, ``x[mask]``: how many they are is not known.

    They can be computed with entry by entry, summed, and assigned back under the same mask.
    """

    def __init__(self, full: SymbolicArray, mask: SymbolicArray) -> None:
        if mask.dims != full.dims:
            raise Unsupported("a mask over some axes of an array")
        self.full, self.mask = full, mask

    def fits(self, mask: SymbolicArray) -> bool:
        """Say whether another mask is the same one, entry by entry."""
        if mask.dims != self.mask.dims or mask.factors != self.mask.factors:
            return False
        at = [arrays.fresh_index(f)[0] for f in mask.factors]
        return bool(mask.at(*at) == self.mask.at(*at))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Compute entry by entry, with numbers and with values picked by the same mask."""
        out = kw.pop("out", None)
        if method != "__call__" or kw:
            raise Unsupported(f"np.{ufunc.__name__} of values picked by a mask")
        whole = []
        for x in inputs:
            if isinstance(x, Masked):
                if not self.fits(x.mask):
                    raise Unsupported("values picked by two masks")
                whole.append(x.full)
            else:
                whole.append(arrays.as_symbolic(x))
                if whole[-1].ndim:
                    raise Unsupported("an array among values picked by a mask")
        result = arrays.call_ufunc(ufunc, whole)
        if out is None:
            return Masked(result, self.mask)
        (target,) = out
        if not isinstance(target, Masked):
            raise Unsupported("values picked by a mask written elsewhere")
        target.full = result
        return target

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Refuse: the number of entries is not known."""
        del types, args, kwargs
        raise Unsupported(f"np.{func.__name__} of values picked by a mask")

    def sum(self) -> SymbolicArray:
        """Return the sum of the picked entries."""
        return arrays.elementwise(arrays.choose, self.mask, self.full, arrays.full((), 0.0)).sum()
