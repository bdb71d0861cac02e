"""What ufuncs do with numbers that are polynomials of symbols, by the names of the ufuncs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from backproof.algebra import elementary, names
from backproof.algebra.extremes import above, larger, minus, negative, other
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
    scale,
)
from backproof.algebra.products import mul, nonnegative, positive, positive_poly, power
from backproof.entries.branches import current
from backproof.entries.scalars import RULES, Rule, Scalar
from backproof.graph.unary import NAMED, Named


def as_truth(value: Scalar) -> Scalar:
    """Return whether a number is not zero."""
    return value if value.truth else _differs(value, Scalar(ZERO))


def divides(b: Poly) -> Poly:
    """Return a divisor, and note if it may be 0 on a whole region, as a sum of relus may be."""
    if b.constant is None and not positive_poly(b) and any(map(_has_region, _atoms(b))):
        current().divisors.add(b)
    return b


def _root(b: Poly) -> Poly:
    """Return what is under a root or a logarithm, and note if it may be negative."""
    if b.constant is None and not positive_poly(b) and not _no_term_negative(b):
        current().roots.add(b)
    return b


def _atoms(b: Poly) -> set[Atom]:
    return {a for mono in b.terms for a, _ in mono}


def _has_region(a: Atom) -> bool:
    if a.kind in {Kind.POSITIVE, Kind.MAX, Kind.DELTA}:
        return True
    return any(map(_has_region, {b for p in a.args for b in _atoms(p)}))


def _no_term_negative(b: Poly) -> bool:
    return all(
        c > 0 and all(positive(a) or nonnegative(a) or e % 2 == 0 for a, e in mono)
        for mono, c in b.terms.items()
    )


def _plus(a: Scalar, b: Scalar) -> Scalar:
    return _or(a, b) if a.truth and b.truth else Scalar(add(a.poly, b.poly))


def _times(a: Scalar, b: Scalar) -> Scalar:
    return Scalar(mul(a.poly, b.poly), truth=a.truth and b.truth)


def _less_of(a: Scalar, b: Scalar) -> Scalar:
    if a.truth and b.truth:
        raise Unsupported("a difference of truth values")
    return Scalar(minus(a.poly, b.poly))


def _over(a: Scalar, b: Scalar) -> Scalar:
    return Scalar(mul(a.poly, power(divides(b.poly), -1)))


def _to_the(a: Scalar, b: Scalar) -> Scalar:
    exponent = b.poly.constant
    if exponent is not None:
        base = divides(a.poly) if exponent < 0 else a.poly
        return Scalar(power(base if exponent.denominator == 1 else _root(base), exponent))
    if not positive_poly(a.poly) and not elementary.seldom_zero(b.poly):
        raise Unsupported("a power of what may be negative with an exponent that may be whole")
    return Scalar(names.exp(mul(b.poly, elementary.log(a.poly))))


def _numbers(name: str, function: Callable[[Rational, Rational], Any]) -> Rule:
    def rule(a: Scalar, b: Scalar) -> Scalar:
        left, right = a.poly.constant, b.poly.constant
        if left is None or right is None or right == 0:
            raise Unsupported(f"np.{name} of a symbol")
        return Scalar(number(Fraction(function(left, right))))

    return rule


def _and(a: Scalar, b: Scalar) -> Scalar:
    return Scalar(mul(a.poly, b.poly), truth=True)


def _or(a: Scalar, b: Scalar) -> Scalar:
    return Scalar(minus(add(a.poly, b.poly), mul(a.poly, b.poly)), truth=True)


def _xor(a: Scalar, b: Scalar) -> Scalar:
    both = mul(a.poly, b.poly)
    return Scalar(add(a.poly, b.poly, negative(both), negative(both)), truth=True)


def _not(a: Scalar) -> Scalar:
    return Scalar(other(a.poly), truth=True)


def _bits(rule: Rule) -> Rule:
    def checked(*values: Scalar) -> Scalar:
        if not all(v.truth for v in values):
            raise Unsupported("a bitwise operation on real numbers")
        return rule(*values)

    return checked


def _logical(rule: Rule) -> Rule:
    return lambda *values: rule(*map(as_truth, values))


def _greater(a: Scalar, b: Scalar) -> Scalar:
    current().must_be_defined()
    return Scalar(above(minus(a.poly, b.poly)), truth=True)


def _same(a: Scalar, b: Scalar) -> Scalar:
    current().must_be_defined()
    difference = minus(a.poly, b.poly)
    apart = add(above(difference), above(negative(difference)))
    if apart == ONE and difference.constant is None:
        current().ties.add(difference)
    return Scalar(other(apart), truth=True)


def _differs(a: Scalar, b: Scalar) -> Scalar:
    return _not(_same(a, b))


def _absolute(a: Scalar) -> Scalar:
    return Scalar(larger(a.poly, negative(a.poly)), truth=a.truth)


def _sign(a: Scalar) -> Scalar:
    return Scalar(minus(above(a.poly), above(negative(a.poly))))


def _log1p(a: Scalar) -> Scalar:
    return Scalar(elementary.log(_root(add(ONE, a.poly))))


def _logaddexp(a: Scalar, b: Scalar) -> Scalar:
    return Scalar(elementary.log(add(names.exp(a.poly), names.exp(b.poly))))


def _expit(a: Scalar) -> Scalar:
    return Scalar(power(add(ONE, names.exp(negative(a.poly))), -1))


def _known(function: Named) -> Rule:
    return lambda a: Scalar(function.of(a.poly))


def _hyperbolic(sign: int) -> Rule:
    def rule(a: Scalar) -> Scalar:
        up, down = names.exp(a.poly), names.exp(negative(a.poly))
        half = number(Fraction(1, 2))
        return Scalar(mul(half, add(up, down if sign > 0 else negative(down))))

    return rule


def _passing_over(sign: int) -> Rule:
    """Return fmax or fmin, which take the other number where one is none."""

    def rule(a: Scalar, b: Scalar) -> Scalar:
        current().must_be_defined()
        return Scalar(scale(larger(scale(a.poly, sign), scale(b.poly, sign)), sign))

    return rule


def _copysign(a: Scalar, b: Scalar) -> Scalar:
    return _times(_absolute(a), _sign(b))


RULES |= {
    "add": _plus,
    "subtract": _less_of,
    "multiply": _times,
    "divide": _over,
    "true_divide": _over,
    "power": _to_the,
    "float_power": _to_the,
    "floor_divide": _numbers("floor_divide", lambda a, b: a // b),
    "remainder": _numbers("remainder", lambda a, b: a % b),
    "negative": lambda a: Scalar(negative(a.poly)),
    "positive": lambda a: a,
    "conjugate": lambda a: a,
    "absolute": _absolute,
    "fabs": _absolute,
    "sign": _sign,
    "copysign": _copysign,
    "square": lambda a: _times(a, a),
    "reciprocal": lambda a: Scalar(power(divides(a.poly), -1)),
    "sqrt": lambda a: Scalar(power(_root(a.poly), Fraction(1, 2))),
    "exp": lambda a: Scalar(names.exp(a.poly)),
    "exp2": lambda a: Scalar(names.exp(mul(a.poly, elementary.log(number(2))))),
    "expm1": lambda a: Scalar(minus(names.exp(a.poly), ONE)),
    "log": lambda a: Scalar(elementary.log(_root(a.poly))),
    "log1p": _log1p,
    "log2": lambda a: _over(
        Scalar(elementary.log(_root(a.poly))), Scalar(elementary.log(number(2)))
    ),
    "log10": lambda a: _over(
        Scalar(elementary.log(_root(a.poly))), Scalar(elementary.log(number(10)))
    ),
    "logaddexp": _logaddexp,
    "tanh": lambda a: Scalar(names.tanh(a.poly)),
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    **{one.name: _known(one) for one in NAMED.values()},
    "expit": _expit,
    "greater": _greater,
    "less": lambda a, b: _greater(b, a),
    "greater_equal": lambda a, b: _not(_greater(b, a)),
    "less_equal": lambda a, b: _not(_greater(a, b)),
    "equal": _same,
    "not_equal": _differs,
    "maximum": lambda a, b: Scalar(larger(a.poly, b.poly)),
    "fmax": _passing_over(1),
    "minimum": lambda a, b: Scalar(negative(larger(negative(a.poly), negative(b.poly)))),
    "fmin": _passing_over(-1),
    "heaviside": lambda a, b: Scalar(add(above(a.poly), mul(_same(a, Scalar(ZERO)).poly, b.poly))),
    "bitwise_and": _bits(_and),
    "bitwise_or": _bits(_or),
    "bitwise_xor": _bits(_xor),
    "invert": _bits(_not),
    "logical_and": _logical(_and),
    "logical_or": _logical(_or),
    "logical_xor": _logical(_xor),
    "logical_not": _logical(_not),
}
