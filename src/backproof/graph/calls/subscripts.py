"""Subscripts of traced arrays: reading, writing, and `np.add.at`.

Basic ones are views, see `slices`.  Labels, `np.arange` and plain arrays of whole numbers give
copies: a contraction with rows of the identity.  What a mask picks is `Masked`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, Mismatch, Poly, Unsupported, number
from backproof.graph import view as views
from backproof.graph.calls.arrays import METHODS, Array, Lens, array, is_array, view_of
from backproof.graph.calls.slices import FULL, basic, spelled
from backproof.graph.calls.ufuncs import below_of, long_axis, numbers, op, rows, ufunc
from backproof.graph.sizes import written
from backproof.graph.view import Group, View

# --- arrays of indices --------------------------------------------------------------------------


@dataclass
class Fancy:
    """A subscript by arrays of indices, of an array whose other axes are taken whole.

    Attributes:
        indices: for each axis of the array, its indices, if any, in all common axes.
        plain: the axes whose indices are plain numbers.
        common: the lengths of the common axes.
        layout: for each axis of the result: one of the array, None, or ("f", which) of the common.
    """

    indices: dict[int, View]
    plain: set[int]
    common: tuple[Poly, ...]
    layout: list[Any]


def _is_index(k: Any) -> bool:
    return is_array(k) or isinstance(k, list) or (isinstance(k, np.ndarray) and k.ndim > 0)


def _fancy(x: Array, key: Any) -> tuple[Array, Fancy] | None:
    """Return an array whose axes are taken whole or by indices, and how; None for a basic key."""
    keys = key if isinstance(key, tuple) else (key,)
    if not any(map(_is_index, keys)):
        return None
    if Ellipsis in [k for k in keys if k is Ellipsis] and len(spelled(x.ndim, key)) < len(keys):
        raise Unsupported("an ellipsis that stands for no axis, beside an array of indices")
    keys_ = spelled(x.ndim, key)
    first = x.through(basic(tuple(FULL if _is_index(k) else k for k in keys_ if k is not None)))
    special = [d for d, k in enumerate(keys_) if k is not None and not isinstance(k, slice)]
    together = special[-1] - special[0] == len(special) - 1
    out = Fancy({}, set(), (), [])
    axis, place = 0, 0
    raw: dict[int, View] = {}
    for d, k in enumerate(keys_):
        if d == special[0]:
            place = len(out.layout)
        if k is None:
            out.layout.append(None)
        elif isinstance(k, slice):
            out.layout.append(axis)
            axis += 1
        elif _is_index(k):
            raw[axis] = _index(k, first.view.groups[axis], out.plain, axis)
            axis += 1
    shapes = [v.lengths[:-1] if a in out.plain else v.lengths for a, v in raw.items()]
    ones = [views.filled(first.view.graph, ONE, s) for s in shapes]
    out.common = op("add", *ones).lengths if len(ones) > 1 else ones[0].lengths
    ndim = len(out.common)
    for a, v in raw.items():
        lead = ndim + (a in out.plain) - v.ndim
        out.indices[a] = replace(v, groups=((),) * lead + v.groups)
    fancy = [("f", j) for j in range(ndim)]
    out.layout[place if together else 0 : place if together else 0] = fancy
    return first, out


def _index(k: Any, group: Group, plain: set[int], axis: int) -> View:
    """Return labels or indices; plain ones as rows of the identity, along a new last axis."""
    n = views.length(group)
    if is_array(k):
        v = k.view
        if v.kind == "b":
            raise Unsupported("a mask beside other subscripts")
        if below_of(v) != n:
            raise Unsupported(
                f"a subscript by an array not known to hold labels below {written(n)}"
            )
        return v
    places = np.asarray(k)
    if places.dtype.kind not in "iu" or n.constant is None or len(group) > 1:
        raise Unsupported(f"a subscript by plain numbers along an axis of length {written(n)}")
    if not ((-n.constant <= places) & (places < n.constant)).all():
        raise IndexError(f"an index is out of bounds for an axis of {n.constant}")
    plain.add(axis)
    return view_of(np.eye(int(n.constant))[places])


def _sources(plan: Fancy, *, some: bool) -> dict[int, int]:
    """Return for each common axis the axis of the array along which np.arange runs through it."""
    out: dict[int, int] = {}
    for a, v in plan.indices.items():
        if a not in plan.plain and v.node.op == "counting":
            out.setdefault(long_axis(v), a)
    if not some and any(j not in out for j, d in enumerate(plan.common) if d != ONE):
        raise Unsupported("an assignment to subscripts that may repeat")
    return out


def _hits(plan: Fancy, name: Any, source: dict[int, int], axes: Sequence[Any]) -> list[Any]:
    """Return the rows of the identity by which indices pick, with the names of their axes."""
    out = []
    for a, v in plan.indices.items():
        common = [name(j) for j in range(len(plan.common))]
        if a in plan.plain:
            out.append((v, (*common, axes[a])))
        elif v.node.op != "counting" or source.get(long_axis(v)) != a:
            out.append((rows(v), (*common, axes[a])))
    return out


def _gathered(x: View, plan: Fancy) -> View:
    numbers(x)
    names: list[Any] = list(range(x.ndim))
    for a, v in plan.indices.items():
        if a not in plan.plain and v.node.op == "counting":
            names[a] = ("f", long_axis(v))
    some, groups, word = [], [], []
    for a, g in enumerate(x.groups):
        blank = all(k is None for k, _ in g)
        if a in plan.indices and names[a] == a:
            if blank:
                continue
            v = plan.indices[a] if a in plan.plain else rows(plan.indices[a])
            some.append((v, (*(("f", j) for j in range(len(plan.common))), a)))
        groups.append(g)
        word.append(names[a])
    out = [n if n is not None else ("new", p) for p, n in enumerate(plan.layout)]
    source = replace(x, groups=tuple(groups))
    operands, words = [source, *(v for v, _ in some)], [word, *(w for _, w in some)]
    made = views.combine("sum", operands, words, out, kind=x.kind)
    return views.broadcast(made, _lengths(x, plan))


def _lengths(x: View, plan: Fancy) -> list[Poly]:
    return [
        ONE if n is None else plan.common[n[1]] if isinstance(n, tuple) else x.lengths[n]
        for n in plan.layout
    ]


def _scattered(x: View, plan: Fancy, value: View, *, add: bool) -> View:
    """Return x after x[key] = value, or after np.add.at."""
    numbers(x)
    new = views.broadcast(_narrow(value, len(plan.layout)), _lengths(x, plan))
    source = _sources(plan, some=add)
    axes = list(range(x.ndim))

    def name(j: int) -> Any:
        return source.get(j, ("f", j))

    word = [
        ("new", p) if n is None else name(n[1]) if isinstance(n, tuple) else n
        for p, n in enumerate(plan.layout)
    ]
    hits = _hits(plan, name, source, axes)
    if add:
        operands, words = [new, *(v for v, _ in hits)], [word, *(w for _, w in hits)]
        made = views.combine("sum", operands, words, axes)
        return ufunc("add", x, views.broadcast(made, x.lengths).as_kind(value.kind))
    if not hits:
        made = views.combine("add", [new], [word], axes)
        return views.broadcast(made, x.lengths)
    hit_names = list(dict.fromkeys(n for _, w in hits for n in w if n in axes))
    hit = views.combine("multiply", [v for v, _ in hits], [w for _, w in hits], hit_names)
    return views.combine("where", [hit, new, x], [hit_names, word, axes], axes)


def _narrow(value: View, ndim: int) -> View:
    """Return the value of an assignment without leading axes of length 1 that are too many."""
    while value.ndim > ndim and not value.groups[0]:
        value = replace(value, groups=value.groups[1:])
    return value


# --- what code calls ----------------------------------------------------------------------------


def _mask(key: Any) -> View | None:
    if isinstance(key, tuple) and len(key) == 1:
        (key,) = key
    return key.view if is_array(key) and key.view.kind == "b" else None


def _is_single(key: Any) -> bool:
    """Say whether all labels in a key are numbers that were taken out of an array one by one."""
    some = [k for k in (key if isinstance(key, tuple) else (key,)) if _is_index(k)]
    return bool(some) and all(is_array(k) and k.scalar for k in some)


def _seen(x: Array, key: Any) -> Array:
    """Return a view of the same memory: a number, and so a single label, does not copy."""
    if not _is_single(key):
        return x.through(basic(key))
    found = _fancy(x, key)
    assert found is not None  # noqa: S101 - there is a label in the key
    first, plan = found

    def put(old: View, new: View) -> View:
        return _scattered(old, plan, new, add=False)

    return first.through(Lens(lambda v: _gathered(v, plan), put))


def getitem(x: Array, key: Any) -> Any:
    """Return x[key]."""
    mask = _mask(key)
    if mask is not None:
        return Masked(numbers(x.view), mask)
    fancy = None if _is_single(key) else _fancy(x, key)
    if fancy is not None:
        first, plan = fancy
        return array(_gathered(first.view, plan), scalar=True)
    out = _seen(x, key)
    keys = key if isinstance(key, tuple) else (key,)
    if not out.view.ndim and not any(k is Ellipsis for k in keys):
        return array(out.view, scalar=True)
    return out


def setitem(x: Array, key: Any, value: Any) -> None:
    """Do x[key] = value."""
    if x.scalar:
        raise Unsupported("a write to a number")
    mask = _mask(key)
    if mask is not None:
        x.write(_where_mask(x.view, mask, value))
        return
    if type(value) is Masked:
        raise Unsupported("values picked by a mask written elsewhere")
    new = numbers(view_of(value))
    numbers(x.view)
    fancy = None if _is_single(key) else _fancy(x, key)
    if fancy is not None:
        first, plan = fancy
        first.write(_scattered(first.view, plan, new, add=False).as_kind(new.kind))
        return
    target = _seen(x, key)
    now = target.view
    new = views.broadcast(_narrow(new, now.ndim), now.lengths)
    if new == now and not x.memory.locked:
        return  # x[0] += v writes through the view and then assigns the view to itself
    target.write(new)


def add_at(x: Array, key: Any, value: View) -> None:
    """Do np.add.at(x, key, value): what stands at repeated subscripts adds up."""
    if x.view.kind == "b":
        raise Unsupported("np.add.at of truth values")
    if _mask(key) is not None:
        raise Unsupported("np.add.at with a mask")
    fancy = _fancy(x, key)
    if fancy is None:
        target = x.through(basic(key))
        target.write(views.broadcast(ufunc("add", target.view, value), target.view.lengths))
        return
    first, plan = fancy
    first.write(_scattered(first.view, plan, value, add=True))


def _where_mask(x: View, mask: View, value: Any) -> View:
    if mask.ndim > x.ndim or mask.lengths != x.lengths[: mask.ndim]:
        raise Mismatch("a mask of another shape than the array")
    if type(value) is Masked:
        if value.mask != mask:
            raise Unsupported("values picked by one mask assigned under another")
        new = value.full
    else:
        new = numbers(view_of(value))
        if new.ndim:
            raise Unsupported("an array assigned to entries picked by a mask")
    wide = replace(mask, groups=mask.groups + ((),) * (x.ndim - mask.ndim))
    return op("where", wide, new, numbers(x)).as_kind(new.kind)


class Masked(np.lib.mixins.NDArrayOperatorsMixin):
    """The entries that a mask picks, ``x[mask]``: how many they are is not known.

    They can be computed with entry by entry, summed, and assigned back under the same mask.
    """

    is_masked = True

    def __init__(self, full: View, mask: View) -> None:
        if mask.lengths != full.lengths:
            raise Unsupported("a mask over some axes of an array")
        self.full, self.mask = full, mask

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **kw: Any) -> Any:
        """Compute entry by entry, with numbers and with values picked by the same mask."""
        out = kw.pop("out", None)
        if method != "__call__" or kw:
            raise Unsupported(f"np.{function.__name__} of values picked by a mask")
        whole: list[Any] = []
        for x in inputs:
            if type(x) is Masked:
                if x.mask != self.mask:
                    raise Unsupported("values picked by two masks")
                whole.append(array(x.full))
            else:
                whole.append(x)
                if view_of(x).ndim:
                    raise Unsupported("an array among values picked by a mask")
        result = function(*whole).view
        if out is None:
            return Masked(result, self.mask)
        (target,) = out
        if type(target) is not Masked or result.kind != target.full.kind:
            raise Unsupported("values picked by a mask written elsewhere")
        target.full = result
        return target

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Refuse: the number of entries is not known."""
        del types, args, kwargs
        raise Unsupported(f"np.{func.__name__} of values picked by a mask")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported(f".{name} of values picked by a mask")

    def __len__(self) -> int:
        raise Unsupported("the number of values picked by a mask")

    def __iter__(self) -> Any:
        raise Unsupported("a loop over values picked by a mask")

    def __getitem__(self, key: Any) -> Any:
        raise Unsupported("a subscript of values picked by a mask")

    def __setitem__(self, key: Any, value: Any) -> None:
        raise Unsupported("a subscript of values picked by a mask")

    def sum(self) -> Any:
        """Return the sum of the picked entries."""
        zero = views.constant(self.full.graph, number(0), self.full.kind)
        return METHODS["sum"](
            array(op("where", self.mask, self.full, zero).as_kind(self.full.kind))
        )


METHODS["__getitem__"] = getitem
METHODS["__setitem__"] = setitem
METHODS["__add_at__"] = add_at
