"""Names for long exponents: the normal form need not open what stands under an exponential.

``exp(x·W + h·U + b)`` is written ``exp(a)`` with a named atom ``a`` that knows what it stands for.
Its derivative is that of what it stands for, so nothing is lost but identities that tie a name to
its own entries; where a proof fails with names it is tried again without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backproof.algebra import elementary
from backproof.algebra.polynomial import (
    EMPTY,
    Atom,
    Kind,
    Monomial,
    Poly,
    Rational,
    add,
    atom,
    inverse,
    monomial_key,
    of_atom,
    scale,
)

LET = ("#let", 0)
SHORT = 2  # exponents of so many plain terms stay as they are

_named = [False]
_called: dict[Poly, Poly] = {}  # what has a name already, but for a number before it


@contextmanager
def naming(*, wanted: bool) -> Iterator[None]:
    """Give names to long exponents, or not, while this runs."""
    _named[0] = wanted
    _called.clear()
    try:
        yield
    finally:
        _named[0] = False
        _called.clear()


def is_name(a: Atom) -> bool:
    """Say whether an atom is a name for a polynomial."""
    return a.kind is Kind.FUNCTION and a.head == LET


def _split(u: Poly) -> tuple[Rational, Poly]:
    size = u.terms[min(u.terms, key=monomial_key)]
    return size, scale(u, inverse(size))


def name_of(u: Poly) -> Poly:
    """Return a name for a polynomial, but for the number before it; short ones need none."""
    if not u.terms or (len(u.terms) == 1 and sum(map(len, u.terms)) <= SHORT):
        return u
    size, inside = _split(u)
    return scale(_let(inside), size)


def _let(inside: Poly) -> Poly:
    return of_atom(atom(Kind.FUNCTION, LET, args=(inside,)))


def call(u: Poly) -> Poly:
    """Give a polynomial a name, by which it is called from now on, unless it is a short one."""
    name = name_of(u)
    if name != u:
        size, inside = _split(u)
        _called[inside] = scale(name, inverse(size))
    return name


def known(u: Poly) -> Poly:
    """Return the name of a polynomial if it has one, else the polynomial."""
    if not _called or not u.terms:
        return u
    size, inside = _split(u)
    name = _called.get(inside)
    return u if name is None else scale(name, size)


def exp(u: Poly) -> Poly:
    """Return the exponential, of a name where that is wanted."""
    return elementary.exp(short(u) if _named[0] else u)


def log(u: Poly) -> Poly:
    """Return the logarithm."""
    return elementary.log(u)


def tanh(u: Poly) -> Poly:
    """Return tanh, of a name where that is wanted."""
    return elementary.tanh(short(u) if _named[0] else u)


def short(u: Poly) -> Poly:
    """Return the same with a name for all but constants, maxima and logarithms."""
    kept = {m: c for m, c in u.terms.items() if _stays(m)}
    rest = {m: c for m, c in u.terms.items() if m not in kept}
    if not rest or (len(rest) <= SHORT and all(_plain(m) for m in rest)):
        return u
    size, inside = _split(Poly(rest))
    return add(Poly(kept), scale(_let(inside), size))


def _plain(mono: Monomial) -> bool:
    return all(a.kind in {Kind.ENTRY, Kind.SYMBOL, Kind.PRIME, Kind.POSITIVE} for a, _ in mono)


def _stays(mono: Monomial) -> bool:
    if mono == EMPTY:
        return True
    if len(mono) != 1:
        return False
    ((a, e),) = mono
    return e == 1 and (
        a.kind is Kind.MAX or (a.kind is Kind.FUNCTION and a.head[0] in {"log", "#let"})
    )
