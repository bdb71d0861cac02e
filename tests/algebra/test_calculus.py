"""Derivatives by an entry: against SymPy's own on explicit entries, and finite differences."""

import itertools
import math
import random

import numpy as np
import pytest
import sympy as sp
from tests.algebra.plain import poly_value, value
from tests.algebra.test_normal_form import (
    FREE as AXES,
)
from tests.algebra.test_normal_form import (
    SHAPES,
    A,
    B,
    K,
    Maker,
    N,
    array,
    free_of,
    k,
    l,
    m,
    n,
    over,
    s,
    x,
    y,
    z,
)

from backproof.algebra.polynomial import CONSTANT, FREE, Unsupported
from backproof.calculus import derivatives
from backproof.derivation.canonical import equal, normal_form
from backproof.derivation.functions import Cost, Diff, Partial, Step, apply

EXPRESSIONS = {
    "entry": x[n],
    "sum": over(x[n], n),
    "square of a sum": over(x[n], n) ** 2,
    "matrix product": over(A[n, k] * B[m, k], k),
    "same array twice": over(A[n, k] * A[m, k], k),
    "entry of its own": x[n] * over(x[m] * y[m], m),
    "softmax": sp.exp(A[n, k]) / over(sp.exp(A[n, l]), l),
    "log of a sum": sp.log(over(sp.exp(x[n]), n)),
    "norm": sp.sqrt(over(x[n] ** 2, n) + 1),
    "variance": over((x[n] - over(x[m], m) / N) ** 2, n) / N,
    "normalised": (x[n] - over(x[m], m) / N) / sp.sqrt(over(x[m] ** 2, m) + 1),
    "tanh": sp.tanh(x[n] * s),
    "sine": sp.sin(x[n] * s) * sp.cos(s) + sp.atan(x[n]) + sp.erf(x[n]),
    "power": (1 + x[n] ** 2) ** sp.Rational(-3, 2),
    "unknown of a sum": apply("f", 0, over(A[n, k] * z[k], k) + x[n]),
    "unknown twice": over(apply("f", 0, x[n] * apply("g", 1, y[n])), n),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("by", ["x", "A", "s"])
def test_against_sympy_on_explicit_entries(name, by):
    expr, lengths = EXPRESSIONS[name], {"N": 2, "K": 3}
    rng = np.random.default_rng(3)
    arrays = {q: rng.normal(size=tuple(lengths[c] for c in t)) for q, t in SHAPES.items()}
    free = [q for q in AXES if q in free_of(expr)]
    explicit = expr.subs({N: 2, K: 3}).doit()
    at = tuple((FREE, f"r{d}") for d in range(len(SHAPES[by])))
    ours = derivatives.derivative(normal_form(expr), by, at)
    for point in itertools.product(*(range(lengths[AXES[q]]) for q in free)):
        here = dict(zip(free, point, strict=True))
        for entry in np.ndindex(arrays[by].shape):
            variable = array(by)[entry] if entry else s
            true = value(explicit.subs(here).diff(variable), lengths, arrays)
            names = {(FREE, q.name): v for q, v in here.items()}
            got = poly_value(ours, lengths, arrays, {**names, **dict(zip(at, entry, strict=True))})
            assert got == pytest.approx(true, rel=1e-9, abs=1e-9)


def test_random_expressions_keep_their_value_and_have_the_slope_of_finite_differences():
    checked = 0
    for seed in range(250):
        r = random.Random(seed)
        expr = sp.sympify(Maker(seed).any(r.choice([2, 3, 3])))
        rng = np.random.default_rng(seed)
        lengths = {"N": r.choice([1, 2, 3]), "K": r.choice([1, 2, 3])}
        arrays = {q: rng.normal(size=tuple(lengths[c] for c in t)) for q, t in SHAPES.items()}
        here = {q: r.randrange(lengths[AXES[q]]) for q in AXES}
        names = {(FREE, q.name): v for q, v in here.items()}
        by = r.choice(["x", "A", "s", "z"])
        entry = tuple(r.randrange(lengths[c]) for c in SHAPES[by])
        at = tuple((FREE, f"r{d}") for d in range(len(entry)))
        try:
            poly = normal_form(expr)
            slope = derivatives.derivative(poly, by, at)
        except Unsupported:
            continue
        plain = value(expr, lengths, arrays, here)
        if not math.isfinite(plain):
            continue
        assert poly_value(poly, lengths, arrays, names) == pytest.approx(
            plain, rel=1e-7, abs=1e-9
        ), seed

        def moved(h, by=by, entry=entry, expr=expr, lengths=lengths, arrays=arrays, here=here):
            other = {q: v.copy() for q, v in arrays.items()}
            other[by][entry] += h
            return value(expr, lengths, other, here)

        h = 1e-4
        coarse = (moved(2 * h) - moved(-2 * h)) / (4 * h)
        true = (moved(h) - moved(-h)) / (2 * h)
        if not abs(coarse - true) < 1e-5 * (1 + abs(true)):  # a kink, or too steep to tell
            continue
        got = poly_value(slope, lengths, arrays, {**names, **dict(zip(at, entry, strict=True))})
        assert got == pytest.approx(true, rel=1e-4, abs=1e-5), (seed, expr, by, entry)
        checked += 1
    print(f"{checked} derivatives checked")
    assert checked > 150


def test_the_derivative_of_an_unknown_cost_is_the_chain_rule():
    cost = Cost(sp.Symbol("C"), apply("f", 0, A[n, k]), (n, 0, N - 1), (k, 0, K - 1))
    inner = [(n, 0, N - 1), (k, 0, K - 1)]
    partial = Partial(sp.Symbol("C"), apply("f", 0, A[n, k]), *inner, sp.Tuple(m, l))
    assert equal(Diff(cost, A[m, l]), partial * apply("f", 1, A[m, l]))
    assert not equal(Diff(cost, A[m, l]), partial)


def test_two_costs_are_told_apart():
    def cost(name, body):
        return Cost(sp.Symbol(name), body, (n, 0, N - 1))

    assert equal(cost("C", x[n]), Cost(sp.Symbol("C"), x[m], (m, 0, N - 1)))
    assert not equal(cost("C", x[n]), cost("D", x[n]))
    assert not equal(cost("C", x[n]), cost("C", y[n]))
    assert not equal(
        Partial(sp.Symbol("C"), x[n], (n, 0, N - 1), sp.Tuple(m)),
        Partial(sp.Symbol("C"), y[n], (n, 0, N - 1), sp.Tuple(m)),
    )
    transposed = Cost(sp.Symbol("C"), A[n, k], (k, 0, K - 1), (n, 0, N - 1))
    assert not equal(Cost(sp.Symbol("C"), A[n, k], (n, 0, N - 1), (k, 0, K - 1)), transposed)


@pytest.mark.parametrize(
    "expr",
    [
        Partial(sp.Symbol("C"), x[n], (n, 0, N - 1), sp.Tuple(m)),
    ],
)
def test_a_derivative_without_a_rule_is_refused_by_name(expr):
    with pytest.raises(Unsupported, match=r"the derivative of (max|partial)"):
        derivatives.derivative(normal_form(expr), "x", ((FREE, "r0"),))


def test_a_step_is_flat_and_an_array_of_another_name_is_constant():
    assert not derivatives.derivative(normal_form(Step(x[n])), "x", ((FREE, "r0"),)).terms
    assert not derivatives.derivative(normal_form(y[n] * s), "x", ((CONSTANT, 0),)).terms
