"""NumPy's arrangements of entries: views, through which can be written, and copies."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, ZERO, Mismatch, Poly, Unsupported, number, scale
from backproof.algebra.products import mul
from backproof.graph import view as views
from backproof.graph.calls.arrays import (
    FUNCTIONS,
    METHODS,
    Array,
    array,
    is_array,
    lens,
    read_only,
    view_of,
)
from backproof.graph.calls.slices import fitted
from backproof.graph.calls.subscripts import getitem
from backproof.graph.calls.ufuncs import kind_of, leaf, numbers, op
from backproof.graph.sizes import divided, extent, visible, written
from backproof.graph.view import Group, View


def axes_of(ndim: int, axis: Any) -> tuple[int, ...]:
    """Return the axes that an axis= argument names, as non-negative numbers."""
    if axis is None:
        return tuple(range(ndim))
    wanted = tuple(axis) if isinstance(axis, tuple | list) else (axis,)
    if any(not -ndim <= a < ndim for a in wanted):
        raise Mismatch(f"axis {axis} of an array with {ndim} axes")
    out = tuple(int(a) % ndim for a in wanted)
    if len(set(out)) < len(out):
        raise Mismatch(f"axis={axis}, which names one axis twice")
    return out


def own(x: Any) -> Array:
    """Return an array itself, or a new one of plain numbers."""
    return x if is_array(x) else array(view_of(x))


# --- arrangements: views ------------------------------------------------------------------------


def _permuted(x: Any, order: Sequence[int]) -> Array:
    out, back = own(x), [list(order).index(d) for d in range(len(order))]
    if out.scalar:
        return out
    return out.through(lens(lambda v: v.permuted(order), lambda v, _: v.permuted(back)))


def transpose(x: Any, *axes: Any) -> Array:
    """Return np.transpose."""
    if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], tuple | list)):
        axes = tuple(axes[0] or ())
    ndim = view_of(x).ndim
    order = list(axes_of(ndim, axes)) if axes else list(range(ndim))[::-1]
    if len(order) != ndim:
        raise Mismatch(f"axis {axes} of an array with {ndim} axes")
    return _permuted(x, order)


def swapaxes(x: Any, axis1: int, axis2: int) -> Array:
    """Return np.swapaxes."""
    order = list(range(view_of(x).ndim))
    (i,), (j,) = axes_of(len(order), axis1), axes_of(len(order), axis2)
    order[i], order[j] = order[j], order[i]
    return _permuted(x, order)


def moveaxis(x: Any, source: Any, destination: Any) -> Array:
    """Return np.moveaxis."""
    ndim = view_of(x).ndim
    start, end = axes_of(ndim, source), axes_of(ndim, destination)
    order = [d for d in range(ndim) if d not in start]
    for to, d in sorted(zip(end, start, strict=True)):
        order.insert(to, d)
    return _permuted(x, order)


def _boundaries(lengths: Sequence[Poly]) -> set[Poly]:
    return set(itertools.accumulate(lengths, mul))


def reshape(x: Any, *shape: Any, order: str = "C") -> Array:
    """Return np.reshape where each new axis takes together whole factors of the old ones.

    It is a view where NumPy has one for any strides, or where the order of the entries is known.
    """
    old = own(x)
    if order != "C":
        raise Unsupported(f"reshape in the order {order}")
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = tuple(shape[0])
    made = views.reshaped(old.view, shape)
    if old.scalar:
        return array(made, scalar=True)
    there = lens(lambda v: views.reshaped(v, shape), views.reshaped, ordered=True)
    splits = _boundaries(old.view.lengths) <= _boundaries(made.lengths)
    if splits or old.ordered or old.memory.locked:
        return old.through(there)
    return Array(old.memory.copied_or_not(made))


def ravel(x: Any) -> Array:
    """Return np.ravel."""
    return reshape(x, -1)


def flatten(x: Any) -> Array:
    """Return a copy with one axis."""
    return array(views.reshaped(view_of(x), [-1]), ordered=True)


def _without(v: View, gone: Sequence[int]) -> View:
    return replace(v, groups=tuple(g for d, g in enumerate(v.groups) if d not in gone))


def _with(v: View, new: Sequence[int]) -> View:
    groups = iter(v.groups)
    ndim = v.ndim + len(new)
    return replace(v, groups=tuple(() if d in new else next(groups) for d in range(ndim)))


def squeeze(x: Any, axis: Any = None) -> Any:
    """Return np.squeeze."""
    x = own(x)
    lengths = x.view.lengths
    if axis is None and any(d.constant is None for d in lengths):
        raise Unsupported("np.squeeze of axes that may have length 1")
    gone = (
        [k for k, d in enumerate(lengths) if d == ONE]
        if axis is None
        else axes_of(len(lengths), axis)
    )
    if any(lengths[k] != ONE for k in gone):
        raise Mismatch("np.squeeze of an axis that may be longer than 1")
    if x.scalar:
        return x
    return x.through(lens(lambda v: _without(v, gone), lambda v, _: _with(v, gone), ordered=True))


def expand_dims(x: Any, axis: Any) -> Array:
    """Return np.expand_dims."""
    old = own(x)
    new = axis if isinstance(axis, tuple | list) else (axis,)
    places = axes_of(old.ndim + len(new), tuple(new))
    there = lens(lambda v: _with(v, places), lambda v, _: _without(v, places), ordered=True)
    return old.through(there)


def broadcast_to(x: Any, shape: Any) -> Array:
    """Return np.broadcast_to, which cannot be written to."""
    lengths = [extent(s) for s in (shape if isinstance(shape, tuple | list) else (shape,))]
    there = read_only(lambda v: views.broadcast(v, lengths), "np.broadcast_to")
    return own(x).through(there)


def split(x: Any, sections: Any, axis: int = 0) -> list[Any]:
    """Return np.split, into views."""
    x = own(x)
    (d,) = axes_of(x.ndim, axis)
    if isinstance(sections, int):
        block = divided(x.view.lengths[d], number(sections))
        if block is None:
            n = written(x.view.lengths[d])
            raise Unsupported(f"np.split of an axis of length {n} into {sections}")
        sections = [visible(scale(block, q)) for q in range(1, sections)]
    ends = [None, *sections, None]
    keys = [slice(a, b) for a, b in itertools.pairwise(ends)]
    return [getitem(x, (*[slice(None)] * d, k)) for k in keys]


# --- arrangements: copies -----------------------------------------------------------------------


def stack(parts: Any, axis: int = 0) -> Array:
    """Return np.stack."""
    some = [view_of(p) for p in parts]
    if any(v.ndim != some[0].ndim for v in some):
        raise Mismatch("np.stack of parts of different shapes")
    (d,) = axes_of(some[0].ndim + 1, axis)
    return _joined([_with(v, [d]) for v in some], d)


def concatenate(parts: Any, axis: Any = 0) -> Array:
    """Return np.concatenate of parts that are equally long, or as long as numbers say."""
    if axis is None:
        raise Unsupported("np.concatenate of flattened arrays")
    some = [view_of(p) for p in parts]
    if any(v.ndim != some[0].ndim for v in some):
        raise Mismatch("np.concatenate of parts of different shapes")
    (d,) = axes_of(some[0].ndim, axis)
    return _joined(some, d)


def _joined(some: list[View], axis: int) -> Array:
    some, kind = [numbers(v) for v in some], kind_of(some)
    for v in some:
        here, first = _without(v, [axis]).lengths, _without(some[0], [axis]).lengths
        if here != first:
            raise Mismatch("np.concatenate of parts of different shapes")
    if len(some) == 1:
        return array(some[0])
    lengths = [v.lengths[axis] for v in some]
    if all(d.constant is not None for d in lengths):
        made = _numbered(some, axis, [int(d.constant or 0) for d in lengths])
    else:
        made = _blocks(some, axis)
    return array(made.as_kind(kind))


def _blocks(some: list[View], axis: int) -> View:
    """Join parts of one length, along an axis of which part and of the place in it."""
    groups = [v.groups[axis] for v in some]
    if len({views.length(g) for g in groups}) > 1:
        lengths = ", ".join(written(views.length(g)) for g in groups)
        raise Unsupported(f"np.concatenate of parts of lengths {lengths}")
    used = [g for g in groups if any(k is not None for k, _ in g)]
    dims = views.dims_of((used or groups)[0])
    parts = []
    for v in some:
        apart = tuple((a,) for a in fitted(v.groups[axis], dims))
        parts.append(replace(v, groups=((), *v.groups[:axis], *apart, *v.groups[axis + 1 :])))
    made = _chosen(parts, [(q, 1) for q in range(len(some))], len(some))
    group = tuple(
        a for g in (made.groups[0], *made.groups[axis + 1 : axis + 1 + len(dims)]) for a in g
    )
    return replace(
        made, groups=(*made.groups[1 : axis + 1], group, *made.groups[axis + 1 + len(dims) :])
    )


def _numbered(some: list[View], axis: int, lengths: list[int]) -> View:
    """Join parts along an axis whose length is a number."""
    total, starts = sum(lengths), [sum(lengths[:q]) for q in range(len(lengths))]
    parts = []
    for v, start, n in zip(some, starts, lengths, strict=True):
        names = list(range(v.ndim))
        if n > 1:
            if len(v.groups[axis]) > 1:
                raise Unsupported("np.concatenate along an axis that a reshape put together")
            axes: list[Group] = [((None, number(n)),), ((None, number(total)),)]
            there = leaf(v.graph, "slice", axes, (start, 1))
            word = ["part" if k == axis else k for k in names]
            wide = views.combine("sum", [v, there], [word, ["part", axis]], names)
        else:
            wide = v
        parts.append(wide.permuted([axis, *(k for k in names if k != axis)]))
    made = _chosen(parts, list(zip(starts, lengths, strict=True)), total)
    order = list(range(1, made.ndim))
    order.insert(axis, 0)
    return made.permuted(order)


def _chosen(parts: list[View], runs: list[tuple[int, int]], total: int) -> View:
    """Return the array that is, in each run of places of its first axis, one of the parts."""
    out = views.constant(parts[0].graph, ZERO, parts[-1].kind)
    ndim = max(v.ndim for v in parts)
    for v, (start, n) in reversed(list(zip(parts, runs, strict=True))):
        if n == 1:
            hit = leaf(v.graph, "place", [((None, number(total)),)], start)
        else:
            hit = view_of(np.isin(np.arange(total), np.arange(start, start + n)) * 1.0).as_kind("b")
        out = op("where", replace(hit, groups=hit.groups + ((),) * (ndim - 1)), v, out)
    return out


def hstack(parts: Any) -> Array:
    """Return np.hstack."""
    some = [own(p) for p in parts]
    return concatenate(some, 0 if some[0].ndim == 1 else 1)


def vstack(parts: Any) -> Array:
    """Return np.vstack."""
    return concatenate([p if p.ndim > 1 else expand_dims(p, 0) for p in map(own, parts)], 0)


def tile(x: Any, reps: Any) -> Array:
    """Return np.tile."""
    v = view_of(x)
    times = [views.blank(r) for r in (reps if isinstance(reps, tuple | list) else (reps,))]
    groups = ((),) * (len(times) - v.ndim) + v.groups
    times = [()] * (len(groups) - len(times)) + times
    return array(replace(v, groups=tuple(r + g for r, g in zip(times, groups, strict=True))))


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Array:
    """Return np.repeat of every entry equally often."""
    v = view_of(x) if axis is not None else views.reshaped(view_of(x), [-1])
    (d,) = axes_of(v.ndim, 0 if axis is None else axis)
    groups = tuple(g + views.blank(repeats) if k == d else g for k, g in enumerate(v.groups))
    return array(replace(v, groups=groups))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Return np.take along an axis."""
    if axis is None:
        raise Unsupported("np.take of a flattened array")
    x = own(x)
    (d,) = axes_of(x.ndim, axis)
    return array(getitem(x, (*[slice(None)] * d, indices)).view, scalar=True)


METHODS |= {
    "transpose": transpose,
    "swapaxes": swapaxes,
    "reshape": reshape,
    "ravel": ravel,
    "flatten": flatten,
    "squeeze": squeeze,
    "repeat": repeat,
    "take": take,
}
FUNCTIONS |= {
    np.transpose: transpose,
    np.swapaxes: swapaxes,
    np.moveaxis: moveaxis,
    np.reshape: lambda x, shape, order="C": reshape(x, shape, order=order),
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
}
