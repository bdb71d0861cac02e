"""The rules of the normal form, first part: products and powers.

Every function of `algebra`, `elementary` and `sums` takes polynomials in normal form and returns
one.  Each rule is an identity of real numbers that holds wherever both sides are defined; nothing
is heuristic but the choice which identity to use.  So equal normal forms prove equality, while
different ones prove nothing.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING

from backproof.algebra.polynomial import (
    EMPTY,
    ONE,
    ZERO,
    Atom,
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
    of_atom,
    scale,
    simplest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_TERMS = 20_000  # a product that grows past this is given up, not waited for
MOST_POWER = 12  # so is the expansion of a sum of terms to a higher power
BELOW, ABOVE = 1, 4  # bits of the signs of a name: -, 0, + are 1, 2, 4
TRIAL_DIVISION = 10_000  # larger prime factors of a number under a root stay together

MOST_WORK = 100_000  # products of terms and renamings of atoms in one normal form: some seconds

PIVOTS = {Kind.EXP, Kind.ENTRY, Kind.SYMBOL, Kind.FUNCTION, Kind.NAME}
ACTIVE = {Kind.PRIME, Kind.DELTA, Kind.POSITIVE, Kind.BASE}


_work = [0]


def start_work() -> None:
    """Begin to count the steps of a new normal form, so that none goes on for ever."""
    _work[0] = 0


def work_done() -> int:
    """Return the steps since `start_work`."""
    return _work[0]


def spend(steps: int) -> None:
    """Count steps, and raise `Unsupported` when the normal form has had its share."""
    _work[0] += steps
    if _work[0] > MOST_WORK:
        raise Unsupported(f"a normal form that takes more than {MOST_WORK} steps")


# --- products -----------------------------------------------------------------------------------


def mul(*polys: Poly) -> Poly:
    """Return the product."""
    out = ONE
    for poly in polys:
        if not poly.terms:
            return ZERO
        out = _mul(out, poly)
    return out


def _mul(left: Poly, right: Poly) -> Poly:
    if left == ONE:
        return right
    if right == ONE:
        return left
    if len(left.terms) * len(right.terms) > MOST_TERMS:
        raise Unsupported(f"a product of more than {MOST_TERMS} terms")
    spend(len(left.terms) * len(right.terms))
    parts: list[tuple[Monomial, Rational]] = []
    for (m1, c1), (m2, c2) in itertools.product(left.terms.items(), right.terms.items()):
        factors = dict(m1)
        for a, e in m2:
            factors[a] = factors.get(a, 0) + e
        scaled = c1 * c2
        parts.extend((m, c * scaled) for m, c in _term(factors).terms.items())
    return collect(parts)


def _term(factors: Mapping[Atom, Rational]) -> Poly:
    """Return the normal form of a product of atoms whose exponents may have left their range."""
    plain = {a: e if type(e) is int else simplest(e) for a, e in factors.items() if e}
    if not any(a.kind in ACTIVE for a in plain):
        return Poly({frozenset(plain.items()): 1})
    coefficient: Rational = 1
    spilled = []
    for a, e in list(plain.items()):
        if a.kind is Kind.PRIME and not 0 < e < 1:
            whole = floor(e)
            coefficient *= simplest(Fraction(int(a.head[0])) ** whole)
            plain[a] = e - whole
        elif a.kind in {Kind.DELTA, Kind.POSITIVE} and e != 1:
            if e < 0:
                raise Unsupported("division by an indicator that may be zero")
            plain[a] = 1
        elif a.kind is Kind.BASE and e >= 1:
            spilled.append(power(a.args[0], floor(e)))
            plain[a] = e - floor(e)
    plain = _without_implied({a: e for a, e in plain.items() if e})
    if spilled:
        return scale(mul(Poly({frozenset(plain.items()): 1}), *spilled), coefficient)
    return scale(_reduce(plain), coefficient)


def _without_implied(factors: dict[Atom, Rational]) -> dict[Atom, Rational]:
    """Drop [u + c > 0] beside [u > 0] for a number c > 0."""
    signs = [a for a in factors if a.kind is Kind.POSITIVE]
    if len(signs) < 2:  # noqa: PLR2004 - one implies another
        return factors
    lowest: dict[frozenset[tuple[Monomial, Rational]], Atom] = {}
    for a in signs:
        key, constant = _parted(a)
        best = lowest.get(key)
        if best is None or constant < _parted(best)[1]:
            lowest[key] = a
    kept = set(lowest.values())
    return {a: e for a, e in factors.items() if a.kind is not Kind.POSITIVE or a in kept}


@lru_cache(maxsize=8192)
def _parted(a: Atom) -> tuple[frozenset[tuple[Monomial, Rational]], Rational]:
    terms = a.args[0].terms
    return frozenset((m, c) for m, c in terms.items() if m), terms.get(EMPTY, 0)


def _reduce(factors: dict[Atom, Rational]) -> Poly:
    """Remove from the numerator what the denominators know: with B = p + r, p/B becomes 1 - r/B."""
    for base in sorted((a for a in factors if a.kind is Kind.BASE), key=lambda a: a.key):
        exponent = factors[base]
        if exponent >= 0 or (found := _pivot(base)) is None:
            continue
        pivot, lead, coefficient, rest = found
        present, wanted = factors.get(pivot, 0), dict(lead)[pivot]
        lower = dict(factors)
        lower[base] = exponent + 1
        if present >= wanted:
            for a, e in lead:
                for target in (factors, lower):
                    target[a] = target.get(a, 0) - e
            kept = scale(mul(_term(factors), rest), -1)
            return scale(add(_term(lower), kept), inverse(coefficient))
        single = rest.single()
        if present < 0 and single is not None:
            divided = power(rest, -1)
            raised = dict(factors)
            for a, e in lead:
                raised[a] = raised.get(a, 0) + e
            kept = scale(_term(raised), -coefficient)
            return mul(divided, add(_term(lower), kept))
    return Poly({frozenset((a, e) for a, e in factors.items() if e): 1})


@lru_cache(maxsize=4096)
def _pivot(base: Atom) -> tuple[Atom, Monomial, Rational, Poly] | None:
    """Return an atom that occurs in one term of the base alone, that term and the rest."""
    poly = base.args[0]
    seen: dict[Atom, list[Monomial]] = {}
    for mono in poly.terms:
        for a, e in mono:
            seen.setdefault(a, []).append(mono)
            if e <= 0 or e.denominator != 1:
                seen[a].append(mono)
    good = [(a, monos[0]) for a, monos in seen.items() if len(monos) == 1 and a.kind in PIVOTS]
    if not good:
        return None
    pivot, lead = min(good, key=lambda pair: (pair[0].kind, pair[0].key))
    rest = Poly({m: c for m, c in poly.terms.items() if m != lead})
    return pivot, lead, poly.terms[lead], rest


# --- powers -------------------------------------------------------------------------------------


def positive(a: Atom) -> bool:
    """Say whether an atom is known to be positive wherever it is defined."""
    if a.kind in {Kind.EXP, Kind.SYMBOL, Kind.PRIME}:
        return True
    if a.kind is Kind.ENTRY:
        return len(a.head) > 1  # an input that was said to be positive
    if a.kind is Kind.NAME:
        return a.head[1] == ABOVE
    if a.kind in {Kind.SUM, Kind.BASE}:
        return positive_poly(a.args[0])
    return False


@lru_cache(maxsize=4096)
def positive_poly(poly: Poly) -> bool:
    """Say whether a polynomial is known to be positive: no term negative, one of them positive."""
    if not poly.terms or any(c < 0 for c in poly.terms.values()):
        return False
    strict = False
    for mono in poly.terms:
        unknown = [(a, e) for a, e in mono if not positive(a)]
        if any(e.denominator == 1 and e % 2 and not nonnegative(a) for a, e in unknown):
            return False
        # a broken power is not negative where it is defined, and not zero below a line
        strict = strict or all(e.denominator != 1 and e < 0 for _, e in unknown)
    return strict


@lru_cache(maxsize=16384)
def may_be_undefined(poly: Poly) -> bool:
    """Say whether it divides by what may be 0 on a whole region, as by an indicator."""
    return any(
        (a.kind is Kind.BASE and e < 0 and not positive(a) and _has_sign(a))
        or any(map(may_be_undefined, a.args))
        for mono in poly.terms
        for a, e in mono
    )


@lru_cache(maxsize=16384)
def _has_sign(a: Atom) -> bool:
    return a.kind in {Kind.POSITIVE, Kind.DELTA} or any(
        _has_sign(b) for p in a.args for mono in p.terms for b, _ in mono
    )


def nonnegative(a: Atom) -> bool:
    """Say whether an atom is known not to be negative."""
    if a.kind in {Kind.DELTA, Kind.POSITIVE}:
        return True
    if a.kind is Kind.NAME:
        return not int(a.head[1]) & BELOW
    if a.kind in {Kind.SUM, Kind.BASE}:
        return all(
            c > 0
            and all(
                positive(b) or nonnegative(b) or e % 2 == 0 or e.denominator > 1 for b, e in mono
            )
            for mono, c in a.args[0].terms.items()
        )
    return False


@lru_cache(maxsize=8192)
def power(poly: Poly, exponent: Rational) -> Poly:
    """Return a polynomial to a rational power."""
    if exponent == 0:
        return ONE
    if not poly.terms:
        if exponent < 0:
            raise Unsupported("division by zero")
        return ZERO
    single = poly.single()
    if single is not None:
        return _power_of_term(*single, exponent)
    if exponent.denominator == 1 and exponent > 0:
        if exponent > MOST_POWER:
            raise Unsupported(f"a sum of terms to the power {exponent}")
        out = ONE
        for _ in range(int(exponent)):
            out = mul(out, poly)
        return out
    coefficient, content, primitive = split_content(poly, whole=exponent.denominator == 1)
    outside = _power_of_term(coefficient, content, exponent)
    single = primitive.single()
    if single is not None:  # as 1 - 1/(1 + e), which is e/(1 + e)
        return mul(outside, _power_of_term(*single, exponent))
    base = of_atom(atom(Kind.BASE, args=(primitive,)))
    ((mono, _),) = base.terms.items()
    ((a, _),) = mono
    return mul(outside, _term({a: exponent}))


def _power_of_term(coefficient: Rational, mono: Monomial, exponent: Rational) -> Poly:
    if exponent.denominator == 1:
        return scale(
            _term({a: e * exponent for a, e in mono}), Fraction(coefficient) ** int(exponent)
        )
    out, kept = _number_power(abs(coefficient), exponent), []
    for a, e in mono:
        # a^e is positive where it is defined: its sign cannot hide in the root
        if positive(a) or e.denominator != 1:
            out = mul(out, _term({a: e * exponent}))
        else:
            kept.append((a, e))
    if coefficient > 0 and len(kept) == 1 and kept[0][1] % 2:
        ((a, e),) = kept
        return mul(out, _term({a: e * exponent}))
    if kept or coefficient < 0:
        under = Poly({frozenset(kept): 1 if coefficient > 0 else -1})
        out = mul(out, _term({atom(Kind.BASE, args=(under,)): exponent}))
    return out


@lru_cache(maxsize=1024)
def _number_power(value: Rational, exponent: Rational) -> Poly:
    """Return a positive number to a broken power, by its prime factors."""
    out = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        left, p = part, 2
        while left > 1 and p <= TRIAL_DIVISION:
            times = 0
            while left % p == 0:
                left, times = left // p, times + 1
            if times:
                out = mul(out, _term({atom(Kind.PRIME, (p,)): sign * times * exponent}))
            p += 1 if p == 2 else 2  # noqa: PLR2004 - after two come the odd numbers
        if left > 1:
            out = mul(out, _term({atom(Kind.PRIME, (left,)): sign * exponent}))
    return out


def split_content(poly: Poly, *, whole: bool) -> tuple[Rational, Monomial, Poly]:
    """Split a polynomial into a number, a common monomial and what is left.

    Under a whole power every atom may be taken out, under a broken one only positive ones.
    """
    monos = [dict(m) for m in poly.terms]
    lowest: dict[Atom, Rational] = {}
    for a in {a for m in monos for a in m}:
        if whole or positive(a):
            low = min(m.get(a, 0) for m in monos)
            if low:
                lowest[a] = low
    below = Poly({frozenset((a, -e) for a, e in lowest.items()): 1})
    left = mul(poly, below) if lowest else poly
    if not left.terms:
        raise Unsupported("a power or a logarithm of zero")
    coefficients = list(left.terms.values())
    size = simplest(
        Fraction(
            gcd(*(c.numerator for c in coefficients)), lcm(*(c.denominator for c in coefficients))
        )
    )
    lead = min(left.terms, key=monomial_key)
    if whole and left.terms[lead] < 0:
        size = -size
    return size, frozenset(lowest.items()), scale(left, inverse(size))


# --- a last resort ------------------------------------------------------------------------------


def clear_denominators(poly: Poly) -> Poly:
    """Return the polynomial times its denominators: it is zero exactly if the result is."""
    for _ in range(8):
        lowest: dict[Atom, Rational] = {}
        for mono in poly.terms:
            for a, e in mono:
                if a.kind is Kind.BASE and e < 0:
                    lowest[a] = min(lowest.get(a, e), e)
        if not lowest:
            break
        factor = Poly({frozenset((a, ceil(-e)) for a, e in lowest.items()): 1})
        poly = mul(poly, factor)
    return poly
