"""Views: how an array of the user's looks at a node.

A view has the axes that NumPy shows.  Each of them is a *group* of atomic axes, so ``H*E`` is a
group of two and an axis of length 1 a group of none; an atomic axis is one of the node, or nothing
changes along it.  So transposing, reshaping, new axes and broadcasting make no nodes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from backproof.algebra.polynomial import ONE, Kind, Mismatch, Poly, Unsupported, of_atom
from backproof.algebra.products import mul
from backproof.graph.node import Dim, Graph, Label, Labelled, Node
from backproof.graph.sizes import Size, divided, extent, largest, same, visible, whole, written

type Axis = tuple[int | None, Dim]
"""An atomic axis: which one of the node, or None where nothing changes along it; and its length."""

type Group = tuple[Axis, ...]
type Kinds = Literal["f", "b", "i"]


@dataclass(frozen=True)
class View:
    """A node, seen along groups of its axes.

    Attributes:
        node: what is seen.
        groups: for each axis that NumPy shows, its atomic axes.
        kind: what NumPy holds: floats, truth values or whole numbers.
    """

    node: Node
    groups: tuple[Group, ...]
    kind: Kinds = "f"

    def __post_init__(self) -> None:
        """Refuse whole numbers that may not fit into 64 bits; Python's own have no end.

        Raises:
            Unsupported: for these.
        """
        python = self.node.op == "constant" and not self.groups
        if self.kind == "i" and not python and 2.0**63 <= largest(self.node) < math.inf:
            raise Unsupported("whole numbers that may leave 64 bits")

    @property
    def graph(self) -> Graph:
        """Return the graph."""
        return self.node.graph

    @property
    def ndim(self) -> int:
        """Return the number of axes."""
        return len(self.groups)

    @property
    def lengths(self) -> tuple[Dim, ...]:
        """Return the length of each axis."""
        return tuple(length(g) for g in self.groups)

    @property
    def shape(self) -> tuple[int | Size, ...]:
        """Return the shape as code sees it."""
        return tuple(map(visible, self.lengths))

    def labelled(self, names: Sequence[Hashable]) -> Labelled:
        """Return the node with labels: (name of the axis, place in its group)."""
        place: dict[int, Label] = {}
        for name, group in zip(names, self.groups, strict=True):
            for j, (k, _) in enumerate(group):
                if k is not None:
                    place[k] = (name, j)
        return self.node, tuple(place[k] for k in range(len(self.node.dims)))

    def permuted(self, order: Sequence[int]) -> View:
        """Return the view with its axes in another order."""
        return replace(self, groups=tuple(self.groups[k] for k in order))

    def as_kind(self, kind: Kinds) -> View:
        """Return the same numbers as another kind."""
        return replace(self, kind=kind)


def disordered(group: Group) -> Unsupported:
    """Return what to raise where the factors of an axis stand in an order of their own."""
    return Unsupported(f"an axis of length {written(length(group))} with its factors in two orders")


def length(group: Group) -> Dim:
    """Return the length of an axis."""
    return mul(*(d for _, d in group)) if group else ONE


def dims_of(group: Group) -> tuple[Dim, ...]:
    """Return the lengths of the atomic axes of an axis."""
    return tuple(d for _, d in group)


def factors(d: Dim) -> tuple[Dim, ...]:
    """Return a length as atomic ones: a number first, then letters; H + 1 as it stands."""
    single = d.single()
    if single is None:
        return (d,)
    coefficient, mono = single
    parts = [] if coefficient == 1 else [Poly({frozenset(): coefficient})]
    for a, e in sorted(mono, key=lambda pair: pair[0].key):
        if a.kind is not Kind.SYMBOL or e < 0 or e.denominator != 1:
            return (d,)
        parts += [of_atom(a)] * int(e)
    return tuple(parts)


def blank(d: Any) -> Group:
    """Return an axis of some length along which nothing changes."""
    return tuple((None, f) for f in factors(extent(d)))


def constant(graph: Graph, value: Poly, kind: Kinds = "f") -> View:
    """Return a number."""
    return View(graph.constant(value)[0], (), kind)


def filled(graph: Graph, value: Poly, shape: Sequence[Any], kind: Kinds = "f") -> View:
    """Return an array of one number."""
    return View(graph.constant(value)[0], tuple(map(blank, shape)), kind)


# --- operations ---------------------------------------------------------------------------------


def combine(
    op: str,
    views: Sequence[View],
    words: Sequence[Sequence[Hashable]],
    out: Sequence[Hashable],
    *,
    attr: Any = None,
    kind: Kinds = "f",
) -> View:
    """Return an operation on views whose axes have names: those that ``out`` lacks are bound.

    Axes of one name must have the same atomic axes, or length 1, or be blank and as long.

    Raises:
        Mismatch: if axes of one name have different lengths.
        Unsupported: if their lengths are products in different orders.
    """
    known: dict[Hashable, tuple[Dim, ...]] = {}
    views = [_aligned(v, w, known) for v, w in zip(views, words, strict=True)]
    views = [_refined(v, w, known) for v, w in zip(views, words, strict=True)]
    labelled = [v.labelled(w) for v, w in zip(views, words, strict=True)]
    everything = {(n, j): d for n, dims in known.items() for j, d in enumerate(dims)}
    stay = [(n, j) for n in out for j in range(len(known.get(n, ())))]
    bound = {lab: d for lab, d in everything.items() if lab[0] not in out}
    node, labels = views[0].graph.apply(op, labelled, stay, over=bound, attr=attr)
    place = {lab: k for k, lab in enumerate(labels)}
    groups = tuple(
        tuple((place.get((n, j)), d) for j, d in enumerate(known.get(n, ()))) for n in out
    )
    return View(node, groups, kind)


def _aligned(view: View, word: Sequence[Hashable], known: dict[Hashable, tuple[Dim, ...]]) -> View:
    """Learn the atomic axes of each name; one that is not blank decides the order of factors."""
    if len(word) != view.ndim:
        raise Mismatch(f"{len(word)} subscripts for an array with {view.ndim} axes")
    for name, group in zip(word, view.groups, strict=True):
        dims, before = dims_of(group), known.get(name, ())
        if not group or dims == before:
            continue
        if before:
            same(mul(*before), length(group))
        if not before or any(k is not None for k, _ in group):
            known[name] = dims
    return view


def _refined(view: View, word: Sequence[Hashable], known: Mapping[Hashable, Any]) -> View:
    """Return the view with blank axes written as the factors that others have."""
    groups: list[Group] = []
    for name, group in zip(word, view.groups, strict=True):
        dims = known.get(name, ())
        if group and dims_of(group) != dims:
            if any(k is not None for k, _ in group):
                raise disordered(group)
            groups.append(tuple((None, d) for d in dims))
        else:
            groups.append(group)
    return replace(view, groups=tuple(groups))


def elementwise(op: str, views: Sequence[View], *, attr: Any = None, kind: Kinds = "f") -> View:
    """Return an operation entry by entry, with NumPy's broadcasting."""
    ndim = max(v.ndim for v in views)
    words = [tuple(range(ndim - v.ndim, ndim)) for v in views]
    return combine(op, views, words, tuple(range(ndim)), attr=attr, kind=kind)


def broadcast(view: View, shape: Sequence[Dim]) -> View:
    """Return the view broadcast to a shape.

    Raises:
        Mismatch: if it does not fit.
    """
    lead = len(shape) - view.ndim
    groups: list[Group] = [tuple((None, f) for f in factors(d)) for d in shape[: max(lead, 0)]]
    if lead < 0:
        raise Mismatch(f"an array with {view.ndim} axes in place of one with {len(shape)}")
    for group, d in zip(view.groups, shape[lead:], strict=True):
        if length(group) == d:
            groups.append(group)
        elif not group:
            groups.append(tuple((None, f) for f in factors(d)))
        else:
            same(length(group), d)
    return replace(view, groups=tuple(groups))


def reshaped(view: View, shape: Sequence[Any]) -> View:
    """Return the view in another shape, if each new axis takes together whole atomic ones.

    A blank axis is split wherever that is needed.
    """
    total = mul(*view.lengths) if view.groups else ONE
    asked = [None if isinstance(s, int) and s == -1 else whole(s) for s in shape]
    if None in asked:
        given = mul(*(s for s in asked if s is not None)) if len(asked) > 1 else ONE
        rest = divided(total, given)
        if rest is None or asked.count(None) > 1:
            raise Mismatch(f"a reshape of {written(total)} entries to {_shape(asked)}")
        asked = [rest if s is None else s for s in asked]
    lengths = [s for s in asked if s is not None]
    if (mul(*lengths) if lengths else ONE) != total:
        raise Mismatch(f"a reshape of {written(total)} entries to {_shape(asked)}")
    if all(k is None for g in view.groups for k, _ in g):
        return replace(view, groups=tuple(tuple((None, f) for f in factors(d)) for d in lengths))
    parts = [axis for g in view.groups for axis in g]
    groups = []
    for d in lengths:
        taken: list[Axis] = []
        while length(tuple(taken)) != d:
            if not parts:
                raise Unsupported(f"a reshape that splits an axis into {written(d)}")
            head = parts.pop(0)
            rest = divided(d, length(tuple(taken)))
            if rest is None or divided(rest, head[1]) is None:
                head, tail = _split(head, rest)
                parts.insert(0, tail)
            taken.append(head)
        groups.append(tuple(taken))
    return replace(view, groups=tuple(groups))


def _split(axis: Axis, first: Dim | None) -> tuple[Axis, Axis]:
    """Return a blank axis as two."""
    k, d = axis
    rest = None if first is None else divided(d, first)
    if k is not None or first is None or rest is None:
        raise Unsupported(f"a reshape that splits an axis of length {written(d)}")
    return (None, first), (None, rest)


def _shape(shape: Sequence[Dim | None]) -> str:
    return "(" + ", ".join("-1" if s is None else written(s) for s in shape) + ")"


def number_of(counter: itertools.count[int] = itertools.count()) -> int:  # noqa: B008 - one for all
    """Return a number that was not returned before."""
    return next(counter)
