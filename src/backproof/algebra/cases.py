"""Cases by the sign of an expression: what is zero in each of them is zero.

The stable forms of a formula differ by sign: ``max(z, 0) + log(1 + exp(-|z|))`` is
``log(1 + exp(z))`` above 0 and below.  A case fixes one indicator [u > 0] whose indices are free;
what that says of [u + c > 0] for a number c is used too, so that no case contradicts itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backproof.algebra.binding import open_atom
from backproof.algebra.polynomial import (
    BOUND,
    EMPTY,
    ONE,
    ZERO,
    Atom,
    Kind,
    Monomial,
    Poly,
    Rational,
    add,
    inverse,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.algebra.sums import bind, rebuild

MOST_DEPTH = 6  # signs that are told apart one after another

type Part = frozenset[tuple[Monomial, Rational]]


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
        case = _replaced(poly, known)
        if vanishes(case, is_zero, depth + 1):
            continue
        opposite = None if truth else _opposite(first, signs)
        if opposite is None or not _vanishes_beside(case, first, opposite, is_zero, depth):
            return False
    return True


def _opposite(sign: Atom, signs: list[Atom]) -> Atom | None:
    """Return [-u > 0] for [u > 0], if it is among some indicators."""
    turned = scale(sign.args[0], -1)
    return next((a for a in signs if a.args[0] == turned), None)


def _vanishes_beside(
    poly: Poly, sign: Atom, opposite: Atom, is_zero: Callable[[Poly], bool], depth: int
) -> bool:
    """Say whether a polynomial is zero where u is below 0, and where u is 0."""
    below, at = (_replaced(poly, {opposite: truth}) for truth in (True, False))
    solved = _solved(sign.args[0])
    if solved is None:
        return False
    return vanishes(below, is_zero, depth + 1) and vanishes(
        with_value(at, *solved), is_zero, depth + 1
    )


def _solved(u: Poly) -> tuple[Atom, Poly] | None:
    """Return an entry and what it is where u is 0, if one term of u is a number times it."""
    for mono, c in u.terms.items():
        if len(mono) == 1:
            ((a, e),) = mono
            rest = Poly({m: k for m, k in u.terms.items() if m != mono})
            if e == 1 and a.kind in {Kind.NAME, Kind.ENTRY} and a not in _atoms(rest):
                return a, scale(rest, -inverse(c))
    return None


def _atoms(poly: Poly) -> set[Atom]:
    """Return the atoms of a polynomial at any depth."""
    out: set[Atom] = set()
    for mono in poly.terms:
        for a, _ in mono:
            out.add(a)
            for p in a.args:
                out |= _atoms(p)
    return out


def with_value(poly: Poly, target: Atom, value: Poly) -> Poly:
    """Return the polynomial with an entry replaced by its value, at any depth."""
    if target not in _atoms(poly):
        return poly
    parts = []
    for mono, c in poly.terms.items():
        out = Poly({EMPTY: c})
        for a, e in mono:
            if a is target:
                out = mul(out, power(value, e))
            elif target not in set().union(*map(_atoms, a.args)):
                out = mul(out, of_atom(a, e))
            elif a.ranges:
                binders, args = open_atom(a)
                args = tuple(with_value(p, target, value) for p in args)
                out = mul(out, power(bind(a.kind, a.head, a.indices, binders, args), e))
            else:
                args = tuple(with_value(p, target, value) for p in a.args)
                out = mul(out, power(rebuild(a.kind, a.head, a.indices, args), e))
        parts.append(out)
    return add(*parts) if parts else ZERO


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


def _parted(a: Atom) -> tuple[Part, Rational]:
    terms = a.args[0].terms
    return frozenset((m, k) for m, k in terms.items() if m), terms.get(EMPTY, 0)


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


def _power(a: Atom, e: Rational, known: Mapping[Atom, bool]) -> Poly:
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
