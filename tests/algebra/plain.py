"""Another reading of expressions, by plain loops over concrete sizes: no code of the prover."""

import itertools
import math

import numpy as np
import sympy as sp

from backproof.algebra.polynomial import BOUND, CONSTANT, LABEL, Kind
from backproof.derivation.functions import Label, MaxOver, Step, Unknown


def stand_in(label, order, u):
    """Give one fixed analytic function for each name, and its derivatives."""
    speed = 0.7 + 0.1 * (sum(map(ord, label)) % 7)
    return speed**order * math.sin(speed * u + 0.3 + order * math.pi / 2)


def value(expr, sizes, arrays, at=None):
    """Return the number that an expression has; nan where it has none."""
    try:
        return _value(sp.sympify(expr), sizes, arrays, at or {})
    except (ZeroDivisionError, OverflowError, ValueError):
        return math.nan


def _value(e, sizes, arrays, at):
    def go(part):
        return _value(part, sizes, arrays, at)

    def index(i):
        return at[i] if i in at else int(go(i))

    if e.is_Number or e in {sp.pi, sp.E}:
        return float(e)
    if isinstance(e, sp.Symbol):
        return at[e] if e in at else float(sizes.get(e.name, arrays.get(e.name, math.nan)))
    if isinstance(e, Label):
        return float(arrays[e.label][tuple(index(i) for i in e.indices)])
    if isinstance(e, sp.Indexed):
        return float(arrays[e.base.label.name][tuple(index(i) for i in e.indices)])
    if isinstance(e, sp.Add):
        return sum(map(go, e.args))
    if isinstance(e, sp.Mul):
        return math.prod(map(go, e.args))
    if isinstance(e, sp.Pow):
        base, exponent = map(go, e.args)
        out = base**exponent
        return math.nan if isinstance(out, complex) else out
    if isinstance(e, sp.Sum | MaxOver):
        body = e.function if isinstance(e, sp.Sum) else e.body
        names = [limit[0] for limit in e.limits]
        ranges = [range(int(go(low)), int(go(high)) + 1) for _, low, high in e.limits]
        all_at = (
            {**at, **dict(zip(names, point, strict=True))} for point in itertools.product(*ranges)
        )
        values = [_value(body, sizes, arrays, inner) for inner in all_at]
        return math.fsum(values) if isinstance(e, sp.Sum) else max(values)
    if isinstance(e, sp.KroneckerDelta):
        return float(index(e.args[0]) == index(e.args[1]))
    if isinstance(e, Unknown):
        return stand_in(e.label, e.order, go(e.argument))
    if isinstance(e, Step):
        return float(go(e.args[0]) > 0)
    plain = abs if isinstance(e, sp.Abs) else getattr(math, type(e).__name__)
    return plain(go(e.args[0]))


def differ(left, right, shapes, free, *, tries=2, seed=1):
    """Return sizes and indices at which two expressions have different values, or None.

    ``shapes``: array names with letters; ``free``: free indices with the letter of their axis.
    """
    rng = np.random.default_rng(seed)
    letters = sorted({s for shape in shapes.values() for s in shape})
    for lengths in itertools.product((1, 2, 3), repeat=len(letters)):
        sizes = dict(zip(letters, lengths, strict=True))
        for _ in range(tries):
            arrays = {n: rng.normal(size=tuple(sizes[s] for s in t)) for n, t in shapes.items()}
            for point in itertools.product(*(range(sizes[s]) for s in free.values())):
                at = dict(zip(free, point, strict=True))
                a, b = (value(e, sizes, arrays, at) for e in (left, right))
                if math.isfinite(a) and math.isfinite(b) and abs(a - b) > 1e-6 * (1 + abs(a)):
                    return sizes, point, a, b
    return None


def poly_value(poly, sizes, arrays, at=None):
    """Return the number that a polynomial of the normal form has; ``at``: its indices."""
    at = at or {}
    total = 0.0
    for mono, c in poly.terms.items():
        term = float(c)
        for a, e in mono:
            out = _atom_value(a, sizes, arrays, at) ** float(e)
            term *= math.nan if isinstance(out, complex) else out
        total += term
    return total


def _atom_value(a, sizes, arrays, at):
    def go(part, inner=at):
        return poly_value(part, sizes, arrays, inner)

    def index(q):
        if q[0] == LABEL:
            return int(arrays[q[1]][tuple(map(index, q[2]))])
        return q[1] if q[0] == CONSTANT else at[q]

    match a.kind:
        case Kind.EXP:
            return math.exp(go(a.args[0]))
        case Kind.ENTRY:
            return float(arrays[a.head[0]][tuple(map(index, a.indices))])
        case Kind.SYMBOL:
            return math.pi if a.head[0] == "#pi" else float(sizes[a.head[0]])
        case Kind.PRIME:
            return float(a.head[0])
        case Kind.DELTA:
            return float(index(a.indices[0]) == index(a.indices[1]))
        case Kind.POSITIVE:
            return float(go(a.args[0]) > 0)
        case Kind.BASE:
            return go(a.args[0])
        case Kind.SUM | Kind.MAX:
            ranges = [range(round(go(r))) for r in a.ranges]
            names = [(BOUND, a.height, q) for q in range(len(a.ranges))]
            points = itertools.product(*ranges)
            values = [go(a.args[0], {**at, **dict(zip(names, p, strict=True))}) for p in points]
            return math.fsum(values) if a.kind is Kind.SUM else max(values)
        case Kind.FUNCTION:
            if str(a.head[0]).startswith("?"):
                return stand_in(a.head[0][1:], a.head[1], go(a.args[0]))
            return getattr(math, str(a.head[0]))(go(a.args[0]))
    raise AssertionError(a)
