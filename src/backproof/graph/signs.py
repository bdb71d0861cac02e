"""What signs the entries of an array may have: a set of -, 0 and +, written as bits."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag
from functools import lru_cache

from backproof.algebra.polynomial import Kind, Poly, add, number, of_atom, scale
from backproof.algebra.products import mul, positive_poly, power


class Sign(IntFlag):
    """The signs that are possible; no bit at all says that no entry is a number."""

    MINUS = 1
    ZERO = 2
    PLUS = 4


PLUS, MINUS, ZERO = Sign.PLUS, Sign.MINUS, Sign.ZERO
ANY = PLUS | ZERO | MINUS
NOT_NEGATIVE = PLUS | ZERO
NOT_ZERO = PLUS | MINUS


def turned(s: Sign) -> Sign:
    """Return the signs of -u."""
    return (s & ZERO) | (MINUS if s & PLUS else Sign(0)) | (PLUS if s & MINUS else Sign(0))


def product(signs: Iterable[Sign]) -> Sign:
    """Return the signs of a product."""
    out = PLUS
    for s in signs:
        made = Sign(0)
        if s & PLUS:
            made |= out
        if s & MINUS:
            made |= turned(out)
        if s & ZERO and out:
            made |= ZERO
        out = made
    return out


def total(signs: Iterable[Sign]) -> Sign:
    """Return the signs of a sum."""
    out = ZERO
    for s in signs:
        made = Sign(0)
        if (out & PLUS and s & NOT_NEGATIVE) or (s & PLUS and out & NOT_NEGATIVE):
            made |= PLUS
        if (out & MINUS and s & (MINUS | ZERO)) or (s & MINUS and out & (MINUS | ZERO)):
            made |= MINUS
        if (out & ZERO and s & ZERO) or (out & PLUS and s & MINUS) or (out & MINUS and s & PLUS):
            made |= ZERO
        if (out & PLUS and s & MINUS) or (out & MINUS and s & PLUS):
            made = ANY
        out = made
    return out


@lru_cache(maxsize=4096)
def of_number(value: Poly) -> Sign:
    """Return the sign of a number made of sizes, at all of them from 1."""
    if not value.terms:
        return ZERO
    if positive_poly(value):
        return PLUS
    if positive_poly(scale(value, -1)):
        return MINUS
    for sign, poly in ((PLUS, value), (MINUS, scale(value, -1))):
        low = from_one(poly)
        if low is not None and all(c > 0 for c in low.terms.values()):
            return sign if frozenset() in low.terms else sign | ZERO
    return ANY


@lru_cache(maxsize=4096)
def from_one(value: Poly) -> Poly | None:
    """Return a polynomial of sizes with N + 1 for each size N, so that each begins at 0.

    None if it is no polynomial of sizes with whole exponents.
    """
    parts = []
    for mono, c in value.terms.items():
        out = number(c)
        for a, e in mono:
            if a.kind is not Kind.SYMBOL or str(a.head[0]).startswith("#"):
                return None
            if e < 0 or e.denominator != 1:
                return None
            out = mul(out, power(add(of_atom(a), number(1)), e))
        parts.append(out)
    return add(*parts) if parts else value
