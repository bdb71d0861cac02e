"""Cases by the sign of an expression: what is zero in each of them is zero.

The stable forms of a formula differ by sign: ``max(z, 0) + log(1 + exp(-|z|))`` is
``log(1 + exp(z))`` above 0 and below.  A case fixes one indicator [u > 0] whose indices are free;
what that says of [u + c > 0] for a number c is used too, so that no case contradicts itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from backproof.proof.algebra import mul, power
from backproof.proof.polynomial import (
    BOUND,
    EMPTY,
    ONE,
    ZERO,
    Atom,
    Kind,
    Monomial,
    Poly,
    add,
    of_atom,
)
from backproof.proof.sums import bind, open_atom, rebuild

MOST_DEPTH = 6  # signs that are told apart one after another

type Part = frozenset[tuple[Monomial, Fraction]]


def vanishes(poly: Poly, is_zero: Callable[[Poly], bool], depth: int = 0) -> bool:
    """Say whether a polynomial is zero, or is so in each case of a sign that it depends on."""
    if is_zero(poly):
        return True
    signs = [a for a in _signs(poly) if all(i[0] != BOUND for i in a.free)]
    if not signs or depth == MOST_DEPTH:
        return False
    first = min(signs, key=lambda a: a.key)
    for truth in (True, False):
        known = {a: t for a in signs if (t := _implied(first, a, truth=truth)) is not None}
        if not vanishes(_replaced(poly, known), is_zero, depth + 1):
            return False
    return True


def _signs(poly: Poly) -> set[Atom]:
    out: set[Atom] = set()
    for mono in poly.terms:
        for a, _ in mono:
            if a.kind is Kind.POSITIVE:
                out.add(a)
            for p in a.args:
                out |= _signs(p)
    return out


def _implied(known: Atom, asked: Atom, *, truth: bool) -> bool | None:
    """Return what [u > 0] being true or not says of another indicator; None if nothing."""
    if asked is known:
        return truth
    (part, c), (other, d) = _parted(known), _parted(asked)
    if other == part and ((truth and d >= c) or (not truth and d <= c)):
        return truth
    if other == frozenset((m, -k) for m, k in part):  # part > -c says -part + d < c + d
        if truth and c + d <= 0:
            return False
        if not truth and c + d > 0:
            return True
    return None


def _parted(a: Atom) -> tuple[Part, Fraction]:
    terms = a.args[0].terms
    return frozenset((m, k) for m, k in terms.items() if m), terms.get(EMPTY, Fraction(0))


def _replaced(poly: Poly, known: Mapping[Atom, bool]) -> Poly:
    """Return the polynomial with indicators replaced by their values, at any depth."""
    if _signs(poly).isdisjoint(known):
        return poly
    parts = []
    for mono, c in poly.terms.items():
        out = Poly({EMPTY: c})
        for a, e in mono:
            out = mul(out, _power(a, e, known))
        parts.append(out)
    return add(*parts) if parts else ZERO


def _power(a: Atom, e: Fraction, known: Mapping[Atom, bool]) -> Poly:
    if a in known:
        return ONE if known[a] else ZERO
    if all(_signs(p).isdisjoint(known) for p in a.args):
        return of_atom(a, e)
    if a.ranges:
        binders, args = open_atom(a)
        args = tuple(_replaced(p, known) for p in args)
        return power(bind(a.kind, a.head, a.indices, binders, args), e)
    args = tuple(_replaced(p, known) for p in a.args)
    return power(rebuild(a.kind, a.head, a.indices, args), e)
