"""The rules of the normal form, third part: sums, and all that binds or replaces an index."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from backproof.algebra.binding import close, open_atom
from backproof.algebra.elementary import exp, log, place_in, step, tie_free
from backproof.algebra.polynomial import (
    CONSTANT,
    FRESH,
    LABEL,
    ONE,
    ZERO,
    Atom,
    Index,
    Kind,
    Monomial,
    Poly,
    Rational,
    add,
    atom,
    inverse,
    leaves,
    moved,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power, spend

if TYPE_CHECKING:
    from collections.abc import Mapping


def substitute(poly: Poly, old: Index, new: Index) -> Poly:
    """Return the polynomial with one index replaced by another that may already occur in it."""
    if old not in poly.free:
        return poly
    parts = []
    for mono, c in poly.terms.items():
        out = number(c)
        for a, e in mono:
            out = mul(
                out, power(_substitute_atom(a, old, new), e) if old in a.free else of_atom(a, e)
            )
        parts.append(out)
    return add(*parts) if parts else ZERO


@lru_cache(maxsize=65536)
def _substitute_atom(a: Atom, old: Index, new: Index) -> Poly:
    spend(1)
    indices = tuple(moved(i, {old: new}) for i in a.indices)
    if a.kind is Kind.DELTA:
        return delta(*indices)
    if a.ranges:
        binders, args = open_atom(a)
        return bind(a.kind, a.head, indices, binders, tuple(substitute(p, old, new) for p in args))
    args = tuple(substitute(p, old, new) for p in a.args)
    return rebuild(a.kind, a.head, indices, args)


def rebuild(
    kind: Kind, head: tuple[str | int, ...], indices: tuple[Index, ...], args: tuple[Poly, ...]
) -> Poly:
    """Return an atom without bound indices in normal form again after its arguments changed."""
    if kind is Kind.EXP:
        return exp(args[0])
    if kind is Kind.BASE:
        return args[0]
    if kind is Kind.POSITIVE:
        return step(args[0])
    if kind is Kind.FUNCTION and head == ("log", 0):
        return log(args[0])
    return of_atom(atom(kind, head, indices, (), args))


def bind(
    kind: Kind,
    head: tuple[str | int, ...],
    indices: tuple[Index, ...],
    binders: Mapping[Index, Poly],
    args: tuple[Poly, ...],
) -> Poly:
    """Return the atom of some kind that binds these indices."""
    if kind is Kind.SUM:
        return sum_over(binders, args[0])
    return of_atom(close(kind, head, indices, binders, args))


def delta(i: Index, j: Index) -> Poly:
    """Return the Kronecker delta of two indices."""
    if i == j:
        return ONE
    if i[0] == j[0] == CONSTANT:
        return ZERO
    low, high = sorted((i, j))
    return of_atom(atom(Kind.DELTA, indices=(low, high)))


def tie(poly: Poly) -> Poly:
    """Return the polynomial where factors beside a Kronecker delta use one of its two indices.

    A number or a label is preferred to a free index, else the first in order.
    """
    parts = []
    for mono, c in poly.terms.items():
        rest = Poly({mono: c})
        for a, e in sorted(mono, key=lambda pair: pair[0].key):
            if a.kind is not Kind.DELTA:
                continue
            keep, gone = a.indices
            if gone[0] in {CONSTANT, LABEL}:
                keep, gone = gone, keep
            if gone[0] in {CONSTANT, LABEL} or gone in leaves(keep):
                continue
            others = Poly({mono - {(a, e)}: c})
            rest = mul(of_atom(a), substitute(others, gone, keep))
            break
        parts.append(rest)
    return add(*parts) if parts else ZERO


def sum_over(binders: Mapping[Index, Poly], poly: Poly) -> Poly:
    """Return the sum of a polynomial over indices, each from 0 to its range less one."""
    for i, r in binders.items():
        if r == ONE:  # an axis of length 1 has the one index 0
            left = {j: s for j, s in binders.items() if j != i}
            return sum_over(left, substitute(poly, i, (CONSTANT, 0)))
    parts = [scale(_sum_term(dict(binders), mono), c) for mono, c in poly.terms.items()]
    return add(*parts) if parts else ZERO


def _sum_term(binders: dict[Index, Poly], mono: Monomial) -> Poly:
    """Sum one term: contract deltas, merge inner sums, take out what does not depend."""
    if (contracted := _contract(binders, mono)) is not None:
        return contracted
    for a, e in mono:
        if a.kind is Kind.SUM and e > 0 and e.denominator == 1 and not a.free.isdisjoint(binders):
            body = Poly({mono - {(a, e)}: 1})
            for _ in range(int(e)):
                inner, (arg,) = open_atom(a)
                binders = {**binders, **inner}
                body = mul(body, arg)
            return sum_over(binders, body)
    if (cancelled := _cancel(binders, mono)) is not None:
        return cancelled
    out, groups = ONE, _components(binders, mono)
    for indices, factors in groups:
        if not indices:
            out = mul(out, Poly({factors: 1}))
        elif not factors:
            (i,) = indices
            out = mul(out, binders[i])
        else:
            ranges = {i: binders[i] for i in indices}
            body = Poly({factors: 1})
            if _tells_maximum(ranges, factors):
                out = mul(out, add(mul(*ranges.values()), scale(ONE, -1)))
                continue
            out = mul(out, of_atom(close(Kind.SUM, (), (), ranges, (body,))))
    return out


def _cancel(binders: Mapping[Index, Poly], mono: Monomial) -> Poly | None:
    """Sum first over an index whose sum stands as a denominator: then the two cancel.

    In the sum over t and s of e[t,s] f[t] / sum_s e[t,s] this is the sum over s, which is 1.
    """
    below = [(a, e) for a, e in mono if e < 0 and not a.free.isdisjoint(binders)]
    for i, length in binders.items():
        own = frozenset((a, e) for a, e in mono if i in a.free)
        if not own or not any(i not in a.free for a, _ in below):
            continue
        inner = of_atom(close(Kind.SUM, (), (), {i: length}, (Poly({own: 1}),)))
        ((found, _),) = next(iter(inner.terms))
        denominators = [a for a, _ in below if i not in a.free]
        if any(a is found or (a.kind is Kind.BASE and inner == a.args[0]) for a in denominators):
            left = {j: r for j, r in binders.items() if j != i}
            rest = Poly({mono - own: 1})
            return sum_over(left, mul(rest, inner))
    return None


def _tells_maximum(ranges: Mapping[Index, Poly], factors: Monomial) -> bool:
    """Say whether a term is [max x > x_k], summed over just those k that the maximum is over.

    Off ties it is 1 for all k but one.
    """
    if len(factors) != 1:
        return False
    ((a, _),) = factors
    if a.kind is not Kind.POSITIVE:
        return False
    for mono, c in a.args[0].terms.items():
        if c > 0 and len(mono) == 1:
            ((m, e),) = mono
            if e == 1 and m.kind is Kind.MAX and m.ranges and tie_free(m):
                rest = Poly({k: -d * inverse(c) for k, d in a.args[0].terms.items() if k != mono})
                place = place_in(m, rest)
                if place is not None and set(place) == set(ranges):
                    return m.free.isdisjoint(ranges)
    return False


def _contract(binders: Mapping[Index, Poly], mono: Monomial) -> Poly | None:
    """Sum over an index that a Kronecker delta ties to another one, if there is such an index."""
    for a, e in mono:
        if a.kind is Kind.DELTA:
            for i, j in (a.indices, a.indices[::-1]):
                if i in binders and i not in leaves(j) and _within(j, binders[i]):
                    rest = Poly({mono - {(a, e)}: 1})
                    left = {k: r for k, r in binders.items() if k != i}
                    return sum_over(left, substitute(rest, i, j))
    return None


def _within(j: Index, length: Poly) -> bool:
    """Say whether an index stays below a length, so that exactly one term of a sum survives.

    A free index carries no length: it stands on the axis of the entry that it is an index of.
    """
    if j[0] in {FRESH, LABEL}:
        return j[-1] == length
    if j[0] == CONSTANT:
        count = length.constant
        return j[1] == 0 or (count is not None and 0 < int(j[1]) < count)
    return True


def _components(
    binders: Mapping[Index, Poly], mono: Monomial
) -> list[tuple[list[Index], Monomial]]:
    """Split a term into factors that share no bound index; the first group has none at all."""
    outside = frozenset((a, e) for a, e in mono if a.free.isdisjoint(binders))
    groups: list[tuple[set[Index], set[tuple[Atom, Rational]]]] = [({i}, set()) for i in binders]
    for a, e in mono - outside:
        touched = [g for g in groups if not g[0].isdisjoint(a.free)]
        merged = (set().union(*(g[0] for g in touched)), {(a, e)}.union(*(g[1] for g in touched)))
        groups = [g for g in groups if g not in touched] + [merged]
    inside = [([i for i in binders if i in g[0]], frozenset(g[1])) for g in groups]
    return [([], outside), *inside]
