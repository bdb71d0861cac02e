"""The chain rule backwards, step by step from name to name.

Where exponents have names (`backproof.algebra.names`), the derivative by an entry is a sum over the
names on the way.  The derivative by each name gets a name itself, and when the code under proof
comes to the same polynomial on its own, it is called by that name: so a recurrent network is
compared one step at a time, and no product of all its steps is ever written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from backproof.algebra.extremes import weights
from backproof.algebra.names import call, is_name
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Atom,
    Kind,
    Poly,
    Rational,
    Unsupported,
    add,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.calculus.derivatives import outer_derivative


class Slopes:
    """The derivatives of a cost by the names in it, and by the entries of the inputs."""

    def __init__(self, cost: Poly) -> None:
        self.cost = cost
        self.kinked = False  # whether the code decided something on data before the cost was known
        self.steps: list[tuple[Atom, Poly]] = []  # each name, and the derivative by it
        for name in _outermost_first(cost):
            whole = self.by(name)
            self.steps.append((name, call(whole)))

    def by(self, target: Atom) -> Poly:
        """Return the derivative by a name, or by an entry once all names are done."""
        through = (
            mul(slope, partial(name.args[0], target))
            for name, slope in self.steps
            if target in _inside(name)
        )
        return add(ZERO, partial(self.cost, target), *through)


def _outermost_first(poly: Poly) -> list[Atom]:
    """Return all names in a polynomial, each before those that it is made of."""
    out: dict[Atom, None] = {}

    def visit(p: Poly) -> None:
        for a in sorted({a for m in p.terms for a, _ in m}, key=lambda a: a.key):
            if is_name(a) and a in out:
                continue
            for q in a.args:
                visit(q)
            if is_name(a):
                out[a] = None

    visit(poly)
    return list(reversed(out))


@lru_cache(maxsize=65536)
def _inside(a: Atom) -> frozenset[Atom]:
    """Return the atoms at any depth of an atom, without looking into names inside it."""
    out: set[Atom] = set()
    for p in a.args:
        for b in {b for m in p.terms for b, _ in m}:
            out.add(b)
            if not is_name(b):
                out |= _inside(b)
    return frozenset(out)


def partial(poly: Poly, target: Atom) -> Poly:
    """Return the derivative by an atom, all names but that one being held fixed."""
    parts = []
    for mono, c in poly.terms.items():
        for a, e in mono:
            if a is target or (not is_name(a) and target in _inside(a)):
                rest = Poly({mono - {(a, e)}: c})
                parts.append(mul(rest, _factor(a, e, target)))
    return add(ZERO, *parts)


@lru_cache(maxsize=65536)
def _factor(a: Atom, e: Rational, target: Atom) -> Poly:
    if a is target:
        return scale(power(of_atom(a), e - 1), e)
    if a.kind is Kind.EXP:
        return mul(of_atom(a, e), number(e), partial(a.args[0], target))
    lower = power(of_atom(a) if a.kind is not Kind.BASE else a.args[0], e - 1)
    return mul(scale(lower, e) if e != 1 else ONE, _inner(a, target))


def _inner(a: Atom, target: Atom) -> Poly:
    match a.kind:
        case Kind.POSITIVE:
            return ZERO
        case Kind.BASE:
            return partial(a.args[0], target)
        case Kind.FUNCTION:
            return mul(outer_derivative(a), partial(a.args[0], target))
        case Kind.MAX if not a.ranges:
            pairs: Iterable[tuple[Poly, Poly]] = zip(weights(a.args), a.args, strict=True)
            return add(ZERO, *(mul(w, partial(p, target)) for w, p in pairs))
        case _:
            raise Unsupported(f"the derivative of {a.kind.name.lower()}")
