"""From SymPy to the normal form, and the decision whether two expressions are equal for all sizes.

Reads: rational numbers, floats (as the exact rational they stand for), sizes and constants,
`Indexed` entries, matrix entries, finite sums, Kronecker deltas, powers, exp, log, tanh and other
elementary functions, those of `backproof.derivation.functions`, and derivatives by an entry.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from backproof.algebra import elementary, products, sums
from backproof.algebra.constants import PI, exact, of_float
from backproof.algebra.polynomial import (
    CONSTANT,
    FREE,
    LABEL,
    ONE,
    Index,
    Kind,
    Poly,
    Unsupported,
    add,
    atom,
    entry,
    fresh,
    number,
    of_atom,
    scale,
)
from backproof.algebra.zero import vanishes
from backproof.calculus.derivatives import derivative
from backproof.derivation.functions import Cost, Diff, Label, MaxOver, Partial, Step, Unknown
from backproof.graph.unary import NAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    type Names = Mapping[sp.Basic, Index]


def normal_form(expr: sp.Expr, names: Names | None = None) -> Poly:
    """Return the normal form of a SymPy expression.

    A symbol that stands in an index position and is not bound is a free index.

    Raises:
        Unsupported: if the expression has an operation without a rule, naming it.
    """
    products.start_work()
    return _convert(sp.sympify(expr), names or {})


def equal(left: sp.Expr, right: sp.Expr) -> bool:
    """Say whether two expressions are provably equal for all sizes and all indices.

    False means that no proof was found, not that they differ.
    """
    return vanishes(add(normal_form(left), scale(normal_form(right), -1)))


def index_of(expr: sp.Basic, names: Names) -> Index:
    """Return the index that a SymPy symbol or integer stands for."""
    if expr in names:
        return names[expr]
    if isinstance(expr, sp.Integer):
        return (CONSTANT, int(expr))
    if isinstance(expr, sp.Symbol):
        name = f"{expr.name}~{expr.dummy_index}" if isinstance(expr, sp.Dummy) else expr.name
        return (FREE, name)
    if isinstance(expr, Label):
        where = tuple(index_of(i, names) for i in expr.indices)
        return (LABEL, expr.label, where, _convert(expr.below, names))
    raise Unsupported(f"the index {expr}")


def _convert(expr: sp.Expr, names: Names) -> Poly:
    for kind in type(expr).__mro__:
        rule = RULES.get(kind)
        if rule is not None:
            return rule(expr, names)
    raise Unsupported(f"the function {type(expr).__name__}")


def _symbol(expr: sp.Symbol, names: Names) -> Poly:
    if expr in names:
        raise Unsupported(f"the index {expr} as a value")
    if expr.is_positive:
        return of_atom(atom(Kind.SYMBOL, (expr.name,)))
    return entry(expr.name, ())


def _power(expr: sp.Pow, names: Names) -> Poly:
    base, exponent = expr.args
    if exponent.is_Rational or exponent.is_Float:
        fraction = exact(exponent) if exponent.is_Float else Fraction(exponent.p, exponent.q)
        return products.power(_convert(base, names), fraction)
    under, over = _convert(base, names), _convert(exponent, names)
    if not products.positive_poly(under) and not elementary.seldom_zero(over):
        # (-2)^N is a number, exp(N log(-2)) is none; an exponent that is an entry is seldom whole
        raise Unsupported("a power of what may be negative with an exponent that may be whole")
    return elementary.exp(products.mul(over, elementary.log(under)))


def binders(limits: tuple[sp.Tuple, ...], names: Names) -> tuple[dict[Index, Poly], Names]:
    """Return the ranges of SymPy's limits under fresh names, and the table with these names."""
    ranges: dict[Index, Poly] = {}
    inner = dict(names)
    for symbol, low, high in reversed(limits):
        if low != 0:
            raise Unsupported(f"a sum that starts at {low}")
        length = _length(high - low + 1, inner)
        index = fresh(length)
        ranges[index] = length
        inner[symbol] = index
    return ranges, inner


def _length(expr: sp.Expr, names: Names) -> Poly:
    """Return the length of a sum: a polynomial of sizes, at all of them a whole number from 1.

    An empty sum is zero where rules take it for positive, so a range that may be empty is refused.
    """
    poly = _convert(expr, names)
    if poly.free:
        raise Unsupported("a sum whose range depends on another index")
    whole = all(
        c > 0
        and c.denominator == 1
        and all(a.kind is Kind.SYMBOL and e > 0 and e.denominator == 1 for a, e in mono)
        for mono, c in poly.terms.items()
    )
    if not poly.terms or not whole or not expr.is_integer:
        raise Unsupported(f"a sum over {expr} values, which may be empty")
    return poly


def _sum(expr: sp.Sum, names: Names) -> Poly:
    ranges, inner = binders(expr.limits, names)
    return sums.sum_over(ranges, _convert(expr.function, inner))


def _binding(kind: Kind) -> Callable[[sp.Expr, Names], Poly]:
    def rule(expr: sp.Expr, names: Names) -> Poly:
        ranges, inner = binders(expr.limits, names)
        ordered = dict(reversed(ranges.items()))
        head = (expr.label,) if kind is not Kind.MAX else ()
        which = (*getattr(expr, "which", ()), *getattr(expr, "at", ()))
        at = tuple(index_of(i, names) for i in which)
        return sums.bind(kind, head, at, ordered, (_convert(expr.body, inner),))

    return rule


def _derivative(expr: sp.Derivative, names: Names) -> Poly:
    out = _convert(expr.expr, names)
    for variable, times in expr.variable_count:
        target = of_atom_entry(_convert(variable, names))
        for _ in range(int(times)):
            out = derivative(out, *target)
    return out


def of_atom_entry(poly: Poly) -> tuple[str, tuple[Index, ...]]:
    """Return name and indices of a polynomial that is one entry."""
    single = poly.single()
    if single is not None and len(single[1]) == 1:
        ((a, e),) = single[1]
        if a.kind is Kind.ENTRY and e == 1 and single[0] == 1:
            return str(a.head[0]), a.indices
    raise Unsupported(f"a derivative by {poly}, which is no entry")


def _function(name: str) -> Callable[[sp.Expr, Names], Poly]:
    return lambda e, n: of_atom(atom(Kind.FUNCTION, (name, 0), args=(_convert(e.args[0], n),)))


def _absolute(expr: sp.Expr, names: Names) -> Poly:
    u = _convert(expr.args[0], names)
    return products.mul(u, add(scale(elementary.step(u), 2), number(-1)))


def _unknown(expr: Unknown, names: Names) -> Poly:
    head = (f"?{expr.label}", expr.order)  # never taken for an elementary function of that name
    return of_atom(atom(Kind.FUNCTION, head, args=(_convert(expr.argument, names),)))


RULES: dict[type, Callable[..., Poly]] = {
    sp.Rational: lambda e, _n: number(Fraction(e.p, e.q)),
    sp.Float: lambda e, _n: of_float(float(e)),
    type(sp.pi): lambda _e, _n: PI,
    type(sp.E): lambda _e, _n: elementary.exp(ONE),
    sp.Symbol: _symbol,
    sp.Indexed: lambda e, n: entry(
        base_name(e.base.label),
        tuple(index_of(i, n) for i in e.indices),
        positive=bool(e.base.label.is_positive),
    ),
    MatrixElement: lambda e, n: entry(
        base_name(e.parent), tuple(index_of(i, n) for i in e.indices)
    ),
    sp.Add: lambda e, n: add(*(_convert(a, n) for a in e.args)),
    sp.Mul: lambda e, n: products.mul(*(_convert(a, n) for a in e.args)),
    sp.Pow: _power,
    sp.exp: lambda e, n: elementary.exp(_convert(e.args[0], n)),
    sp.log: lambda e, n: elementary.log(_convert(e.args[0], n)),
    sp.tanh: lambda e, n: elementary.tanh(_convert(e.args[0], n)),
    **{getattr(sp, plain): _function(plain) for plain in NAMED},
    sp.Abs: _absolute,
    sp.KroneckerDelta: lambda e, n: sums.delta(*(index_of(i, n) for i in e.args[:2])),
    sp.Sum: _sum,
    sp.Derivative: _derivative,
    Diff: _derivative,
    Unknown: _unknown,
    Step: lambda e, n: elementary.step(_convert(e.args[0], n)),
    MaxOver: _binding(Kind.MAX),
    Cost: _binding(Kind.FUNCTIONAL),
    Partial: _binding(Kind.PARTIAL),
}


def base_name(label: sp.Basic) -> str:
    """Return the name of an array's symbol; matrices and indexed bases share it."""
    if isinstance(label, (sp.Symbol, sp.MatrixSymbol)):
        return str(label.name)
    raise Unsupported(f"an entry of {label}")
