"""Signs and maxima of finitely many polynomials whose entries have numbers for indices.

All of it is exact, ties included, but for one rule: where ``u`` is known to be zero on a set
without volume only, ``[-u > 0]`` is written ``1 - [u > 0]``.  There lies a kink, which the scope of
a proof names.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from backproof.algebra import elementary
from backproof.algebra.names import is_name, name_of
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Atom,
    Kind,
    Monomial,
    Poly,
    Rational,
    add,
    atom,
    monomial_key,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, positive_poly, power, spend
from backproof.algebra.sums import rebuild

MOST_TOLD = 6  # candidates of a maximum that are compared with something one by one

type Known = Mapping[Atom, bool]


def negative(poly: Poly) -> Poly:
    """Return the polynomial with its sign turned."""
    return scale(poly, -1)


def minus(left: Poly, right: Poly) -> Poly:
    """Return the difference."""
    return add(left, negative(right))


def other(truth: Poly) -> Poly:
    """Return 1 where the indicator is 0, and 0 where it is 1."""
    return minus(ONE, truth)


# --- signs --------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def above(u: Poly) -> Poly:
    """Return ``[u > 0]``: 1 where u is positive, else 0."""
    if (found := _against_maximum(u)) is not None:
        return found
    common = _common_indicators(u)
    if common:  # [i·v > 0] is i·[v > 0] for an indicator i
        inside = Poly({m - common: c for m, c in u.terms.items()})
        return mul(Poly({common: 1}), above(inside))
    return _oriented(elementary.step(u))


def _oriented(truth: Poly) -> Poly:
    """Write [-u > 0] as 1 - [u > 0] where u is seldom zero, so that both meet."""
    turned = {a for m in truth.terms for a, _ in m if _turns(a)}
    if not turned:
        return truth
    parts = []
    for mono, c in truth.terms.items():
        kept = frozenset((a, e) for a, e in mono if a not in turned)
        others = (other(elementary.step(negative(a.args[0]))) for a, _ in mono if a in turned)
        parts.append(mul(Poly({kept: c}), *others))
    return add(*parts)


def _turns(a: Atom) -> bool:
    return a.kind is Kind.POSITIVE and _leads_negative(a.args[0]) and thin(a.args[0])


def _leads_negative(u: Poly) -> bool:
    return u.terms[min(u.terms, key=monomial_key)] < 0


def _common_indicators(u: Poly) -> Monomial:
    if not u.terms:
        return frozenset()
    shared = frozenset.intersection(*map(frozenset, u.terms))
    return frozenset((a, e) for a, e in shared if a.kind is Kind.POSITIVE)


def _against_maximum(u: Poly) -> Poly | None:
    """Compare a maximum with something: ``p > max`` if p is above all, ``max > p`` if one is."""
    found = [
        (m, a, c)
        for m, c in u.terms.items()
        for a, e in m
        if a.kind is Kind.MAX and not a.ranges and len(m) == 1 and e == 1 and abs(c) == 1
    ]
    if len(found) != 1:
        return None
    ((mono, a, c),) = found
    if len(a.args) > MOST_TOLD:
        return None
    rest = Poly({m: k for m, k in u.terms.items() if m != mono})
    if c < 0:
        return mul(*(above(minus(rest, p)) for p in a.args))
    return other(mul(*(other(above(add(p, rest))) for p in a.args)))


def thin(u: Poly) -> bool:
    """Say whether the zeros of u are known to have no volume.

    So it is for a polynomial of plain entries, which has terms, and wherever some entry occurs only
    once, as a factor of one term whose other factors are seldom zero.
    """
    atoms = {a for m in u.terms for a, _ in m}
    if u.terms and all(a.kind in {Kind.ENTRY, Kind.SYMBOL} for a in atoms):
        return True
    times = _occurrences(u)
    steady = {Kind.EXP, Kind.SYMBOL, Kind.PRIME, Kind.ENTRY}
    return any(
        a.kind is Kind.ENTRY and times[a] == 1 and all(b.kind in steady for b, _ in m)
        for m in u.terms
        for a, _ in m
    )


def _occurrences(u: Poly) -> Counter[Atom]:
    out: Counter[Atom] = Counter()
    for mono in u.terms:
        for a, _ in mono:
            if a.kind is Kind.ENTRY:
                out[a] += 1
            for p in a.args:
                out.update(_occurrences(p))
    return out


# --- maxima -------------------------------------------------------------------------------------


def larger(left: Poly, right: Poly) -> Poly:
    """Return the larger of two, by the sign of their difference."""
    difference = minus(left, right)
    return add(right, mul(above(difference), difference))


def maximum(polys: Sequence[Poly]) -> Poly:
    """Return the largest of some polynomials, as one atom."""
    distinct = sorted(set(polys), key=lambda p: p.key)
    kept = [p for p in distinct if not any(_surely_above(q, p) for q in distinct)]
    if len(kept) == 1:
        return kept[0]
    return of_atom(atom(Kind.MAX, args=tuple(kept)))


@lru_cache(maxsize=65536)
def _surely_above(left: Poly, right: Poly) -> bool:
    return left != right and positive_poly(minus(left, right))


@lru_cache(maxsize=4096)
def weights(polys: tuple[Poly, ...]) -> tuple[Poly, ...]:
    """Return for each polynomial whether it is the first of the largest: exactly one of them is."""
    return tuple(
        mul(
            *(above(minus(p, q)) for q in polys[:i]),
            *(other(above(minus(q, p))) for q in polys[i + 1 :]),
        )
        for i, p in enumerate(polys)
    )


# --- what is decided ----------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def signs(a: Atom) -> frozenset[Atom]:
    """Return the indicators at any depth of an atom, those that tell a maximum included."""
    own = frozenset({a}) if a.kind is Kind.POSITIVE else frozenset()
    inside = own.union(*(asked(p) for p in a.args))
    if a.kind is Kind.MAX and not a.ranges:
        return inside.union(*(asked(w) for w in weights(a.args)))
    return inside


@lru_cache(maxsize=16384)
def asked(poly: Poly) -> frozenset[Atom]:
    """Return the indicators whose values a polynomial depends on."""
    atoms = {a for m in poly.terms for a, _ in m}
    return frozenset().union(*(signs(a) for a in atoms))


def settle(poly: Poly, known: Known) -> Poly:
    """Return the polynomial where these indicators have these values."""
    if asked(poly).isdisjoint(known):
        return poly
    spend(len(poly.terms))
    parts = []
    for mono, c in poly.terms.items():
        plain = frozenset((a, e) for a, e in mono if signs(a).isdisjoint(known))
        out = Poly({plain: c})
        for a, e in mono - plain:
            out = mul(out, _settled_power(a, e, known))
            if not out.terms:
                break
        parts.append(out)
    return add(*parts) if parts else ZERO


def _settled_power(a: Atom, e: Rational, known: Known) -> Poly:
    if a in known:
        return ONE if known[a] else ZERO
    args = tuple(settle(p, known) for p in a.args)
    if a.kind is Kind.POSITIVE:
        out = above(args[0])
        again = asked(out)
        return out if again.isdisjoint(known) else settle(out, known)
    if a.kind is Kind.MAX and not a.ranges:
        return power(_settled_maximum(args, known), e)
    if is_name(a):
        return power(name_of(args[0]), e)
    return power(rebuild(a.kind, a.head, a.indices, args), e)


def _settled_maximum(args: tuple[Poly, ...], known: Known) -> Poly:
    for p, w in zip(args, weights(args), strict=True):
        if settle(w, known) == ONE:
            return p
    return maximum(args)


def expand(poly: Poly) -> Poly:
    """Write every maximum outside of functions as the sum of its candidates times indicators."""
    parts = []
    for mono, c in poly.terms.items():
        out = Poly({frozenset((a, e) for a, e in mono if not _finite_maximum(a)): c})
        for a, e in mono:
            if _finite_maximum(a):
                if e.denominator != 1 or e < 0:
                    return poly
                value = add(*(mul(w, p) for w, p in zip(weights(a.args), a.args, strict=True)))
                out = mul(out, *itertools.repeat(value, int(e)))
        parts.append(out)
    return add(*parts) if parts else ZERO


def _finite_maximum(a: Atom) -> bool:
    return a.kind is Kind.MAX and not a.ranges
