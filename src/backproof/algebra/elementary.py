"""The rules of the normal form, second part: exp, log, tanh and the sign."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from backproof.algebra.binding import rename
from backproof.algebra.polynomial import (
    BOUND,
    FRESH,
    ONE,
    ZERO,
    Atom,
    Index,
    Kind,
    Monomial,
    Poly,
    Rational,
    Unsupported,
    add,
    atom,
    collect,
    inverse,
    monomial_key,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import (
    mul,
    nonnegative,
    positive,
    positive_poly,
    power,
    split_content,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CASES = 4  # indicators inside an indicator that are told apart


@lru_cache(maxsize=8192)
def exp(poly: Poly) -> Poly:
    """Give e to a power; a sum in the exponent becomes a product, and e^(c log u) is u^c."""
    out = ONE
    for mono, c in poly.terms.items():
        logarithm = _as_log(mono)
        if logarithm is not None:
            out = mul(out, power(logarithm, c))
        else:
            unit = Poly({mono: 1})
            out = mul(out, of_atom(atom(Kind.EXP, args=(unit,)), c))
    return out


def _as_log(mono: Monomial) -> Poly | None:
    if len(mono) == 1:
        ((a, e),) = mono
        if e == 1 and a.kind is Kind.FUNCTION and a.head == ("log", 0):
            return a.args[0]
    return None


@lru_cache(maxsize=8192)
def log(poly: Poly) -> Poly:
    """Give the logarithm; positive factors come out as sums, and that of e^u is u."""
    single = poly.single()
    if not poly.terms:
        raise Unsupported("the logarithm of zero")
    if single is None:
        if lowest := _positive_denominators(poly):
            # log(p/B) is log p - log B: log(1 - 1/(1 + u)) becomes log u - log(1 + u)
            below = Poly({frozenset((a, -e) for a, e in lowest.items()): 1})
            logs = (scale(_log_atom(a.args[0]), e) for a, e in lowest.items())
            return add(log(mul(poly, below)), *logs)
        coefficient, content, primitive = split_content(poly, whole=False)
        return add(log(Poly({content: coefficient})), _log_atom(primitive))
    coefficient, mono = single
    out, kept = ZERO, []
    for a, e in mono:
        if a.kind is Kind.EXP:
            out = add(out, scale(a.args[0], e))
        elif positive(a):
            inside = a.args[0] if a.kind is Kind.BASE else of_atom(a)
            out = add(out, scale(_log_atom(inside), e))
        else:
            kept.append((a, e))
    out = add(out, _log_of_number(coefficient if coefficient > 0 else -coefficient))
    if kept or coefficient < 0:
        sign = 1 if coefficient > 0 else -1
        out = add(out, _log_atom(Poly({frozenset(kept): sign})))
    return out


def _positive_denominators(poly: Poly) -> dict[Atom, Rational]:
    lowest: dict[Atom, Rational] = {}
    for a, e in (factor for mono in poly.terms for factor in mono):
        if a.kind is Kind.BASE and e < 0 and positive(a):
            lowest[a] = min(lowest.get(a, e), e)
    return lowest


def _log_of_number(value: Rational) -> Poly:
    parts = ((value.numerator, 1), (value.denominator, -1))
    return add(*(scale(_log_atom(number(n)), sign) for n, sign in parts if n > 1), ZERO)


def _log_atom(poly: Poly) -> Poly:
    return of_atom(atom(Kind.FUNCTION, ("log", 0), args=(poly,)))


def tanh(poly: Poly) -> Poly:
    """Return tanh through exp, so that it meets the sigmoid in one normal form."""
    if not poly.terms:
        return ZERO
    denominator = power(add(ONE, exp(scale(poly, 2))), -1)
    return add(ONE, scale(denominator, -2))


@lru_cache(maxsize=8192)
def step(poly: Poly) -> Poly:
    """Return [u > 0], exactly; where u is hardly ever 0, [-u > 0] is written 1 - [u > 0].

    That complement is wrong at u = 0. It is used only where this is a kink, which the scope of a
    proof names, and never where u may be 0 on a whole region: relu(x), z - max(z), x_i - x_j on the
    diagonal.
    """
    if not _is_defined(poly):  # NumPy's nan > 0 is false, and so is nan < 0
        return of_atom(atom(Kind.POSITIVE, args=(poly,)))
    value = poly.constant
    if positive_poly(poly) or (value is not None and value > 0):
        return ONE
    if value is not None or positive_poly(scale(poly, -1)) or _is_below_maximum(poly):
        return ZERO
    if split := _by_cases(poly):
        return split
    _, content, _ = split_content(poly, whole=False)
    left = mul(poly, Poly({frozenset((a, -e) for a, e in content): 1}))
    lead = left.terms[min(left.terms, key=monomial_key)]
    left = scale(left, inverse(lead if lead > 0 else -lead))
    if lead < 0 and seldom_zero(left):
        return add(ONE, scale(of_atom(atom(Kind.POSITIVE, args=(scale(left, -1),))), -1))
    return of_atom(atom(Kind.POSITIVE, args=(left,)))


@lru_cache(maxsize=4096)
def _is_defined(poly: Poly) -> bool:
    """Say whether it holds no root and no logarithm of what may be negative."""
    for mono in poly.terms:
        for a, e in mono:
            if e.denominator != 1 and not positive(a) and not nonnegative(a):
                return False
            logarithm = a.kind is Kind.FUNCTION and a.head == ("log", 0)
            if logarithm and not positive_poly(a.args[0]):
                return False
            if not all(map(_is_defined, a.args)):
                return False
    return True


def _by_cases(poly: Poly) -> Poly | None:
    """Return [u > 0] as a sum over the cases of an indicator in u, if there are few: each exactly.

    So the slope of a clipped value is told by the signs of the value itself.
    """
    found = {a for mono in poly.terms for a, _ in mono if a.kind is Kind.POSITIVE}
    if not 0 < len(found) <= MOST_CASES:
        return None
    first = min(found, key=lambda a: a.key)
    on = collect((mono - {(first, 1)}, c) for mono, c in poly.terms.items())
    off = Poly({mono: c for mono, c in poly.terms.items() if (first, 1) not in mono})
    inside = of_atom(first)
    return add(mul(inside, step(on)), mul(add(ONE, scale(inside, -1)), step(off)))


def _is_below_maximum(poly: Poly) -> bool:
    """Say whether the polynomial is x_k less the maximum of x over k, which is never positive."""
    for mono, c in poly.terms.items():
        if c < 0 and len(mono) == 1:
            ((a, e),) = mono
            if e == 1 and a.kind is Kind.MAX and a.ranges:
                rest = Poly({m: -d * inverse(c) for m, d in poly.terms.items() if m != mono})
                if place_in(a, rest) is not None:
                    return True
    return False


def place_in(maximum: Atom, poly: Poly) -> tuple[Index, ...] | None:
    """Return the indices at which the body of a maximum is this polynomial, if there are any."""
    (body,) = maximum.args
    bound = [(BOUND, maximum.height, q) for q in range(len(maximum.ranges))]
    for indices in itertools.permutations(sorted(poly.free), len(bound)):
        fits = all(_runs_along(i, r) for i, r in zip(indices, maximum.ranges, strict=True))
        if fits and rename(body, dict(zip(bound, indices, strict=True))) == poly:
            return indices
    return None


def tie_free(maximum: Atom) -> bool:
    """Say whether a maximum is known to be taken at one place, but for entries without volume.

    So it is if each of its candidates has an entry that no other candidate has.
    """
    (body,) = maximum.args
    bound = frozenset((BOUND, maximum.height, q) for q in range(len(maximum.ranges)))
    times = _occurrences(body)
    return any(_pinned(mono, bound, times) for mono in body.terms)


def _runs_along(index: Index, length: Poly) -> bool:
    """Say whether an index may run along an axis: a fresh one knows its length."""
    return index[0] != FRESH or index[-1] == length


def seldom_zero(poly: Poly) -> bool:
    """Say whether the zeros of a polynomial are known to have no volume, whatever its indices are.

    So it is if some array occurs in it only once, as a factor of one term whose other factors are
    seldom zero: with all else held fixed, it is zero for one value of that entry at most.
    """
    times = _occurrences(poly)
    return any(_pinned(mono, frozenset(), times) for mono in poly.terms)


def _pinned(mono: Monomial, bound: frozenset[Index], times: Mapping[str, int]) -> bool:
    steady = {Kind.EXP, Kind.SYMBOL, Kind.PRIME, Kind.ENTRY}
    for a, e in mono:
        if any(b.kind not in steady for b, _ in mono if b is not a):
            continue
        if a.kind is Kind.ENTRY and times[str(a.head[0])] == 1 and bound <= set(a.indices):
            return True
        if a.kind is Kind.SUM and e == 1:  # one entry of the sum can be moved alone
            inner = frozenset((BOUND, a.height, q) for q in range(len(a.ranges)))
            if any(_pinned(m, inner | bound, times) for m in a.args[0].terms):
                return True
    return False


def _occurrences(poly: Poly) -> Counter[str]:
    """Count how often each array is written in a polynomial, at any depth."""
    out: Counter[str] = Counter()
    for mono in poly.terms:
        for a, _ in mono:
            if a.kind is Kind.ENTRY:
                out[str(a.head[0])] += 1
            for p in a.args:
                out.update(_occurrences(p))
    return out
