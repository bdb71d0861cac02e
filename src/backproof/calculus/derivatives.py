"""Derivatives of polynomials in normal form by one entry of an array.

The derivative of an entry by an entry of the same array is a product of Kronecker deltas, which
collapse against the sums that bind them: this is where 'only one term survives' happens.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from backproof.algebra.binding import open_atom, rename
from backproof.algebra.elementary import step, tie_free
from backproof.algebra.extremes import weights
from backproof.algebra.polynomial import (
    ONE,
    ZERO,
    Atom,
    Index,
    Kind,
    Poly,
    Rational,
    Unsupported,
    add,
    atom,
    fresh,
    number,
    of_atom,
    scale,
)
from backproof.algebra.products import mul, power
from backproof.algebra.sums import bind, delta, sum_over
from backproof.graph.unary import NAMED

if TYPE_CHECKING:
    pass


def derivative(poly: Poly, name: str, at: tuple[Index, ...]) -> Poly:
    """Return the derivative by the entry ``name[at]``.

    Raises:
        Unsupported: where the derivative of an operation is not known here, naming the operation.
    """
    parts = []
    for mono, c in poly.terms.items():
        for a, e in mono:
            if not depends(a, name):
                continue
            rest = Poly({mono - {(a, e)}: 1})
            parts.append(scale(mul(rest, _factor(a, e, name, at)), c))
    return add(*parts) if parts else ZERO


def depends(a: Atom, name: str) -> bool:
    """Say whether an atom contains an entry of the array of this name."""
    return name in a.names


def _factor(a: Atom, e: Rational, name: str, at: tuple[Index, ...]) -> Poly:
    if a.kind is Kind.EXP:
        return mul(of_atom(a, e), number(e), derivative(a.args[0], name, at))
    outer = number(e) if e == 1 else scale(_power_of_atom(a, e - 1), e)
    return mul(outer, _inner(a, name, at))


def _power_of_atom(a: Atom, e: Rational) -> Poly:
    return power(of_atom(a), e) if a.kind is not Kind.BASE else power(a.args[0], e)


@lru_cache(maxsize=65536)  # the steps of a recurrent network occur in each other again and again
def _inner(a: Atom, name: str, at: tuple[Index, ...]) -> Poly:  # noqa: PLR0911 - one a kind
    match a.kind:
        case Kind.ENTRY:
            return mul(*(delta(i, j) for i, j in zip(a.indices, at, strict=True)))
        case Kind.POSITIVE:
            return ZERO
        case Kind.BASE:
            return derivative(a.args[0], name, at)
        case Kind.SUM:
            binders, (body,) = open_atom(a)
            return sum_over(binders, derivative(body, name, at))
        case Kind.MAX if a.ranges:
            # off ties, where one entry is the largest and stays so nearby
            if not tie_free(a):
                raise Unsupported("the derivative of a maximum that may be taken at several places")
            binders, (body,) = open_atom(a)
            below = step(add(of_atom(a), scale(body, -1)))
            largest = add(ONE, scale(below, -1))
            return sum_over(binders, mul(largest, derivative(body, name, at)))
        case Kind.MAX if not a.ranges:
            slopes = (derivative(p, name, at) for p in a.args)
            return add(*(mul(w, d) for w, d in zip(weights(a.args), slopes, strict=True)))
        case Kind.FUNCTION:
            return mul(outer_derivative(a), derivative(a.args[0], name, at))
        case Kind.FUNCTIONAL:
            binders, (body,) = open_atom(a)
            point = {i: fresh(length) for i, length in binders.items()}
            partial = bind(Kind.PARTIAL, a.head, (*a.indices, *point.values()), binders, (body,))
            there = derivative(rename(body, point), name, at)
            return sum_over({point[i]: r for i, r in binders.items()}, mul(partial, there))
        case _:
            raise Unsupported(f"the derivative of {a.kind.name.lower()}")


def outer_derivative(a: Atom) -> Poly:
    """Return f'(u) of an elementary or unknown function."""
    function, order = str(a.head[0]), int(a.head[1])
    if function == "#let":  # a name for what it stands for, as `backproof.algebra.names` gives
        return ONE
    if function == "log":
        return power(a.args[0], -1)
    if known := NAMED.get(function):
        return known.slope(a.args[0])
    return of_atom(atom(Kind.FUNCTION, (function, order + 1), args=a.args))
