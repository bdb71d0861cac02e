"""Basic subscripts of traced arrays: whole numbers, slices, None and an ellipsis.

They give views, through which can be written: lenses.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backproof.algebra.polynomial import ONE, Mismatch, Poly, Unsupported, number
from backproof.graph import view as views
from backproof.graph.calls.arrays import Lens, view_of
from backproof.graph.calls.ufuncs import leaf, numbers
from backproof.graph.sizes import Size, divided, index_of, whole, written
from backproof.graph.view import Axis, Group, View

FULL = slice(None)

# --- basic subscripts ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """Some places of an atomic axis: first, step, how many."""

    start: int
    step: int
    count: int

    @property
    def places(self) -> range:
        """Return the places."""
        return range(self.start, self.start + self.step * self.count, self.step)


type Cuts = tuple[Cut | None, ...]
"""What is taken of each atomic axis of an axis: None for all of it."""


def _written(k: Any) -> str:
    if not isinstance(k, slice):
        return written(k.poly) if isinstance(k, Size) else repr(k)
    ends = ["" if e is None else _written(e) for e in (k.start, k.stop)]
    return ":".join(ends) + (f":{k.step}" if k.step is not None else "")


def _at(group: Group, k: Any) -> Cuts:
    """Return the cuts of one place of an axis."""
    if isinstance(k, bool | np.bool_):
        raise Unsupported("a subscript by a truth value")
    try:
        place = index_of(k)
    except TypeError as error:
        raise Unsupported(f"the subscript {_written(k)}") from error
    n = views.length(group).constant
    if n is not None and not -n <= place < n:
        raise IndexError(f"index {place} is out of bounds for an axis of {n}")
    if n is not None:
        place %= int(n)
        sizes = [int(d.constant or 0) for _, d in group]
        if all(sizes):
            return tuple(Cut(int(q), 1, 1) for q in np.unravel_index(place, sizes)) if sizes else ()
    if place != 0:
        length = written(views.length(group))
        raise Unsupported(f"the subscript {place} of an axis of length {length}")
    return tuple(Cut(0, 1, 1) for _ in group)


def _range(group: Group, k: slice) -> Cuts:
    """Return the cuts of a slice of an axis."""
    n, uncut = views.length(group), (None,) * len(group)
    step = 1 if k.step is None else index_of(k.step)
    fixed = [None if e is None else whole(e).constant for e in (k.start, k.stop)]
    if n.constant is not None and len(group) <= 1:
        if any(e is not None and c is None for e, c in zip((k.start, k.stop), fixed, strict=True)):
            raise Unsupported(f"the subscript {_written(k)} of an axis of length {written(n)}")
        start_, stop_ = (None if c is None else int(c) for c in fixed)
        found = range(*slice(start_, stop_, step).indices(int(n.constant)))
        if not found:
            raise Unsupported(f"the subscript {_written(k)}, which takes nothing")
        if found == range(int(n.constant)):
            return uncut
        return (Cut(found.start, step, len(found)),)
    start, stop = (d if e is None else whole(e) for e, d in ((k.start, number(0)), (k.stop, n)))
    if step == 1 and start == number(0) and stop == n:
        return uncut
    if step == 1 and group:
        if start == number(0) and stop == ONE:  # every axis has a first entry
            return tuple(Cut(0, 1, 1) for _ in group)
        first, rest = group[0][1].constant, group[1:]
        block = views.length(rest)
        ends = [divided(e, block) for e in (start, stop)]
        low, high = (None if e is None else e.constant for e in ends)
        if first is not None and low is not None and high is not None:
            start_, stop_ = (int(e + first) if e < 0 else int(e) for e in (low, high))
            if 0 <= start_ < stop_ <= first:
                cut = None if stop_ - start_ == first else Cut(start_, 1, stop_ - start_)
                return (cut, *[None] * len(rest))
    raise Unsupported(f"the subscript {_written(k)} of an axis of length {written(n)}")


@dataclass
class Plan:
    """A basic subscript, spelled out: the cuts of each axis, and where it goes, if anywhere.

    Attributes:
        cuts: for each axis of the array.
        layout: for each axis of the result: an axis of the array, or None for a new one.
    """

    cuts: list[Cuts]
    layout: list[int | None]


def spelled(ndim: int, key: Any) -> list[Any]:
    """Return a key with one entry for each axis, and None for new ones."""
    keys = list(key) if isinstance(key, tuple) else [key]
    taken = sum(1 for k in keys if k is not None and k is not Ellipsis)
    dots = [d for d, k in enumerate(keys) if k is Ellipsis]
    if taken > ndim:
        raise Mismatch(f"{taken} subscripts for an array with {ndim} axes")
    if len(dots) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    place = dots[0] if dots else len(keys)
    keys[place : place + len(dots)] = [FULL] * (ndim - taken)
    return keys


def _plan(x: View, key: Any) -> Plan:
    out = Plan([], [])
    for k in spelled(x.ndim, key):
        axis = len(out.cuts)
        if k is None:
            out.layout.append(None)
        elif isinstance(k, slice):
            out.cuts.append(_range(x.groups[axis], k))
            out.layout.append(axis)
        else:
            out.cuts.append(_at(x.groups[axis], k))
    return out


def _names(plan: Plan, axis: int) -> list[Hashable]:
    """Return the names of an axis: one, or one for each atomic axis where some are cut."""
    cuts = plan.cuts[axis]
    return [(axis, j) for j in range(len(cuts))] if any(cuts) else [axis]


def _apart(groups: Sequence[Group], plan: Plan) -> tuple[list[Group], list[Hashable]]:
    """Return the axes with those that are cut as atomic ones, and their names."""
    shown: list[Group] = []
    for axis, g in enumerate(groups):
        shown += [(a,) for a in g] if any(plan.cuts[axis]) else [g]
    return shown, [n for axis in range(len(groups)) for n in _names(plan, axis)]


def _picked(x: View, axis: Axis, place: int) -> View:
    """Return a view that is the same at one place: what was written there, not what was before."""
    k = axis[0]
    while k is not None and x.node.op == "where" and x.node.args[0].op == "place":
        cond, labels = x.node.args[0], x.node.maps
        if labels[0] != (k,):
            break
        which = 1 if cond.attr == place else 2
        there = labels[which]
        if len(set(there)) < len(there):
            break
        seen = {lab: j for j, lab in enumerate(there)}
        groups = tuple(
            tuple((None if a is None else seen.get(a), d) for a, d in g) for g in x.groups
        )
        x, k = View(x.node.args[which], groups, x.kind), seen.get(k)
    return x


def _taken(x: View, key: Any) -> View:
    """Return x[key] of a basic key."""
    plan = _plan(x, key)
    for axis, cuts in enumerate(plan.cuts):
        for j, cut in enumerate(cuts):
            if cut is not None and cut.count == 1:
                x = _picked(x, x.groups[axis][j], cut.start)
    shown, names = _apart(x.groups, plan)
    words: list[Hashable] = []
    some: list[tuple[View, tuple[Hashable, ...]]] = []
    shortened: list[Group] = []
    for g, n in zip(shown, names, strict=True):
        cut = plan.cuts[n[0]][n[1]] if isinstance(n, tuple) else None
        if cut is None:
            shortened.append(g)
            words.append(n)
            continue
        ((k, d),) = g
        length = number(cut.count)
        if k is None:
            if cut.count > 1:
                shortened.append(((None, length),))
                words.append(n)
            continue
        shortened.append(g)
        words.append((n, "old"))
        if cut.count == 1:
            some.append((leaf(x.graph, "place", [((None, d),)], cut.start), ((n, "old"),)))
        else:
            made = leaf(x.graph, "slice", [((None, length),), ((None, d),)], (cut.start, cut.step))
            some.append((made, (n, (n, "old"))))
    out = [
        n
        for axis in plan.layout
        if axis is not None
        for n in _names(plan, axis)
        if not isinstance(n, tuple) or _stays(plan.cuts[n[0]][n[1]])
    ]
    source = replace(x, groups=tuple(shortened))
    if some:
        _cuttable(x)
        operands = [source, *(v for v, _ in some)]
        made = views.combine("sum", operands, [words, *(w for _, w in some)], out, kind=x.kind)
    else:
        made = source.permuted([words.index(n) for n in out])
    found = dict(zip(out, made.groups, strict=True))
    groups = tuple(
        () if axis is None else tuple(a for n in _names(plan, axis) for a in found.get(n, ()))
        for axis in plan.layout
    )
    return View(made.node, groups, x.kind)


def _cuttable(x: View) -> None:
    """Refuse indices; a part of labels picks as they do."""
    if x.node.op != "labels":
        numbers(x)


def _stays(cut: Cut | None) -> bool:
    return cut is None or cut.count > 1


def _put(old: View, new: View, key: Any) -> View:
    """Return the array after old[key] = new, of a basic key; ``new`` has the shape of old[key]."""
    plan = _plan(old, key)
    shown, names = _apart(old.groups, plan)
    word: list[Hashable] = []
    groups: list[Group] = []
    for axis, g in zip(plan.layout, new.groups, strict=True):
        if axis is None:
            continue
        own = _names(plan, axis)
        if isinstance(own[0] if own else None, tuple):
            own = [n for n in own if _stays(plan.cuts[axis][n[1]])]  # type: ignore[index]
            dims = [_count(plan.cuts[axis][n[1]], old.groups[axis][n[1]][1]) for n in own]  # type: ignore[index]
            groups += [(a,) for a in fitted(g, dims)]
        else:
            groups.append(g)
        word += own
    for axis, cuts in enumerate(plan.cuts):  # of length 1, taken by a number: no place to hit
        if not cuts and axis not in plan.layout:
            groups.append(())
            word.append(axis)
    new = replace(new, groups=tuple(groups))
    hits = [
        ((axis, j), cut, old.groups[axis][j][1])
        for axis, cuts in enumerate(plan.cuts)
        for j, cut in enumerate(cuts)
        if cut is not None
    ]
    if not hits:
        order = [word.index(n) for n in names]
        return replace(new.permuted(order), kind=old.kind)
    where, places, scattered, back = [], [], [], []
    for n, cut, d in hits:
        if cut.count == 1:
            where.append(leaf(old.graph, "place", [((None, d),)], cut.start))
        else:
            taken = np.zeros(int(d.constant or 0))
            taken[[*cut.places]] = 1
            where.append(view_of(taken).as_kind("b"))
            axes: list[Group] = [((None, number(cut.count)),), ((None, d),)]
            scattered.append(leaf(old.graph, "slice", axes, (cut.start, cut.step)))
            back.append(((n, "new"), n))
            word[word.index(n)] = (n, "new")
        places.append((n,))
    if scattered:
        renamed: dict[Hashable, Hashable] = dict(back)
        out = [renamed.get(n, n) for n in word]
        new = views.combine("sum", [new, *scattered], [word, *back], out, kind=new.kind)
        word = out
    hit = views.combine("multiply", where, places, [n for (n,) in places])
    some = [hit, new, replace(old, groups=tuple(shown))]
    made = views.combine("where", some, [[n for (n,) in places], word, names], names)
    found = dict(zip(names, made.groups, strict=True))
    joined = tuple(
        tuple(a for n in _names(plan, axis) for a in found[n]) for axis in range(old.ndim)
    )
    return View(made.node, joined, old.kind)


def _count(cut: Cut | None, d: Poly) -> Poly:
    return d if cut is None else number(cut.count)


def fitted(g: Group, dims: Sequence[Poly]) -> Group:
    """Return an axis as atomic ones of these lengths."""
    if [d for _, d in g] == list(dims):
        return g
    if any(k is not None for k, _ in g):
        raise views.disordered(g)
    return tuple((None, d) for d in dims)


def basic(key: Any) -> Lens:
    """Return the lens of a basic subscript."""
    return Lens(lambda v: _taken(v, key), lambda old, new: _put(old, new, key))
