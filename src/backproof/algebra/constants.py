"""Which number a float stands for: a fraction, the root of one, possibly times a root of pi."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from backproof.algebra.elementary import exp
from backproof.algebra.polynomial import ONE, Kind, Poly, atom, number, of_atom, scale
from backproof.algebra.products import mul, power

#: No axis can have this name, since it is no identifier.
PI = of_atom(atom(Kind.SYMBOL, ("#pi",)))

LARGEST = 1000  # of whole numbers in a fraction or root: so few that none is hit by accident


def exact(value: float) -> Fraction:
    """Return the rational that a float stands for: what was written if that is short, or 1/3.

    >>> exact(0.1), exact(2 / 3)
    (Fraction(1, 10), Fraction(2, 3))
    """
    stored = Fraction(float(value))
    if stored.denominator <= 2**32:  # a whole number or a short binary fraction: no rounding
        return stored
    written = Fraction(repr(float(value)))
    if written.denominator <= 10**12:
        return written
    quotient = stored.limit_denominator(LARGEST)
    return quotient if abs(quotient) < LARGEST and float(quotient) == value else stored


#: Roots of pi that formulas hold, as in the density of the normal distribution.
PI_POWERS = (Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-1, 2))


@lru_cache(maxsize=1024)
def constant(value: float) -> tuple[Fraction, Fraction, Fraction]:
    """Return c, r and e where the number that a float stands for is c * sqrt(r) * pi**e.

    ``np.sqrt(2 / np.pi)`` is a float before it meets a symbol; it stands for what it rounds.

    >>> import math
    >>> constant(-math.sqrt(2 / math.pi))
    (Fraction(-1, 1), Fraction(2, 1), Fraction(-1, 2))
    """
    plain = exact(value)
    if plain.denominator <= 10**12 or not value:
        return plain, Fraction(1), Fraction(0)
    for e in (Fraction(0), *PI_POWERS):
        root = (value / math.pi ** float(e)) ** 2
        square = Fraction(root).limit_denominator(LARGEST)
        if not 0 < square < LARGEST:
            continue
        near = math.sqrt(square) * math.pi ** float(e)
        whole = math.isqrt(square.numerator) ** 2 == square.numerator
        whole = whole and math.isqrt(square.denominator) ** 2 == square.denominator
        if abs(near - abs(value)) <= math.ulp(value) and (e or not whole):
            sign = Fraction(1 if value > 0 else -1)
            return sign, square, e
    return plain, Fraction(1), Fraction(0)


ONE_HALF = Fraction(1, 2)


def of_float(value: float) -> Poly:
    """Return the number that a float stands for as a polynomial."""
    if value == math.e:
        return exp(ONE)
    c, r, e = constant(value)
    return scale(mul(power(number(r), ONE_HALF), power(PI, e)), c)
