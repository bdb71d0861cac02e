"""Names of indices: renaming them, opening an atom that binds them, and closing it again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from functools import lru_cache

from backproof.algebra.polynomial import (
    BOUND,
    Atom,
    Index,
    Kind,
    Poly,
    Unsupported,
    atom,
    collect,
    fresh,
    moved,
)
from backproof.algebra.products import spend

UNORDERED = {Kind.SUM, Kind.MAX}  # the order of what these bind says nothing
MOST_BOUND = 7  # a sum with more bound indices that cannot be told apart is given up


def rename(poly: Poly, mapping: Mapping[Index, Index]) -> Poly:
    """Return the polynomial with indices renamed one to one; the names must be new to it."""
    used = {i: j for i, j in mapping.items() if i in poly.free}
    return _rename(poly, frozenset(used.items())) if used else poly


@lru_cache(maxsize=65536)
def _rename(poly: Poly, mapping: frozenset[tuple[Index, Index]]) -> Poly:
    table = dict(mapping)
    return collect(
        (frozenset((_rename_atom(a, table), e) for a, e in mono), c)
        for mono, c in poly.terms.items()
    )


def _rename_atom(a: Atom, mapping: Mapping[Index, Index]) -> Atom:
    if a.free.isdisjoint(mapping):
        return a
    spend(1)
    indices = tuple(moved(i, mapping) for i in a.indices)
    if a.kind is Kind.DELTA:
        indices = tuple(sorted(indices))
    if len(a.ranges) < 2 or a.kind not in UNORDERED:  # noqa: PLR2004 - no order that may change
        # Renaming changes no height, so what is bound inside keeps its name and captures nothing.
        return atom(a.kind, a.head, indices, a.ranges, tuple(rename(p, mapping) for p in a.args))
    binders, args = open_atom(a)
    return close(a.kind, a.head, indices, binders, tuple(rename(p, mapping) for p in args))


def open_atom(a: Atom) -> tuple[dict[Index, Poly], tuple[Poly, ...]]:
    """Return the ranges of an atom's bound indices under fresh names, and its arguments."""
    names: dict[Index, Index] = {
        (BOUND, a.height, q): fresh(length) for q, length in enumerate(a.ranges)
    }
    binders = dict(zip(names.values(), a.ranges, strict=True))
    return binders, tuple(rename(p, names) for p in a.args)


def close(
    kind: Kind,
    head: tuple[str | int, ...],
    indices: tuple[Index, ...],
    binders: Mapping[Index, Poly],
    args: tuple[Poly, ...],
) -> Atom:
    """Bind indices under the names that give the smallest key, so that order of writing is lost."""
    height = 1 + max((p.height for p in args), default=0)
    names = [(BOUND, height, q) for q in range(len(binders))]
    orders = _orders(binders, args) if kind in UNORDERED else [tuple(binders)]
    best: tuple[object, tuple[Poly, ...], tuple[Poly, ...]] | None = None
    for order in orders:
        mapping = dict(zip(order, names, strict=True))
        renamed = tuple(rename(p, mapping) for p in args)
        ranges = tuple(binders[i] for i in order)
        key = (tuple(p.key for p in ranges), tuple(p.key for p in renamed))
        if best is None or key < best[0]:  # type: ignore[operator]
            best = key, ranges, renamed
    if best is None:
        raise AssertionError(binders)
    return atom(kind, head, indices, best[1], best[2])


def _orders(binders: Mapping[Index, Poly], args: tuple[Poly, ...]) -> Iterable[tuple[Index, ...]]:
    """Yield the orders of bound indices that are worth trying: only equals are permuted."""
    if len(binders) == 1:
        return [tuple(binders)]
    star, other = (FREE_STAR, "*"), (FREE_STAR, "?")
    classes: dict[object, list[Index]] = {}
    for i, size in binders.items():
        mask = {j: star if j == i else other for j in binders}
        looks = tuple(_masked(p, mask) for p in args)
        classes.setdefault((size.key, looks), []).append(i)
    groups = [classes[k] for k in sorted(classes)]  # type: ignore[type-var]
    if max(map(len, groups)) > MOST_BOUND:
        raise Unsupported(f"a sum over more than {MOST_BOUND} indices that look alike")
    return (
        tuple(itertools.chain(*parts))
        for parts in itertools.product(*(itertools.permutations(g) for g in groups))
    )


FREE_STAR = 1


def _masked(poly: Poly, mask: Mapping[Index, Index]) -> tuple[object, ...]:
    """Return a key of the polynomial in which all indices of the mask but one look the same."""
    return _masked_key(poly, frozenset((i, j) for i, j in mask.items() if i in poly.free))


@lru_cache(maxsize=65536)
def _masked_key(poly: Poly, mask: frozenset[tuple[Index, Index]]) -> tuple[object, ...]:
    table = dict(mask)
    return tuple(
        sorted(
            (tuple(sorted((_masked_atom(a, table), e) for a, e in m)), c)
            for m, c in poly.terms.items()
        )
    )


def _masked_atom(a: Atom, mask: Mapping[Index, Index]) -> tuple[object, ...]:
    if a.free.isdisjoint(mask):
        return (0, a.key)
    spend(1)
    indices = tuple(moved(i, mask) for i in a.indices)
    if a.kind is Kind.DELTA:
        indices = tuple(sorted(indices))
    if not a.ranges:
        inner = tuple(_masked(p, mask) for p in a.args)
    else:  # names bound inside say nothing that does not depend on the order outside
        inner = tuple(
            _masked(
                p,
                {**mask, **{(BOUND, a.height, q): (FREE_STAR, "b") for q in range(len(a.ranges))}},
            )
            for p in a.args
        )
    sizes = tuple(sorted(p.key for p in a.ranges))
    return (1, int(a.kind), a.head, indices, sizes, inner)
