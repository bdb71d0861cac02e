"""Every rule of the normal form, attacked: identities that are nearly true, and random ones.

Whether two expressions differ is told by plain loops over concrete sizes, never by the prover.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from tests.algebra.plain import poly_value, value

from backproof.algebra import sums
from backproof.algebra.constants import of_float
from backproof.algebra.polynomial import FREE, Unsupported, add, fresh, number, scale
from backproof.algebra.zero import vanishes
from backproof.calculus import derivatives
from backproof.derivation.canonical import equal, normal_form
from backproof.derivation.functions import Label, MaxOver, Step

N, K = (sp.Symbol(c, integer=True, positive=True) for c in "NK")
n, m, k, l, i, j = (sp.Symbol(c, integer=True, nonnegative=True) for c in "nmklij")
s, w = (sp.Symbol(c, real=True) for c in "sw")
x, y, z, A, B, Q = (sp.IndexedBase(sp.Symbol(c, real=True)) for c in "xyzABQ")
SHAPES = {"x": "N", "y": "N", "z": "K", "A": "NK", "B": "KN", "Q": "NN", "s": "", "w": ""}
AXES = {n: "N", m: "N", k: "K", l: "K"}
LABELS = {"t": ("N", "K"), "u": ("N", "N"), "h": ("K", "N")}  # their axis, what they stay below


def label(name, index):
    return Label(sp.Symbol(name), {"N": N, "K": K}[LABELS[name][1]], index)


def relu(u):
    return u * Step(u)


def over(body, index, length):
    return sp.Sum(body, (index, 0, length - 1))


def top(body, *limits):
    return MaxOver(body, *((q, 0, length - 1) for q, length in limits))


def delta(p, q):
    return sp.KroneckerDelta(p, q)


#: Pairs that are not equal, each a step that a careless rule would take.
UNEQUAL = {
    "a number before a negative logarithm": (sp.log(-2 * x[n]), sp.log(-x[n])),
    "a root of a relu is positive": (Step(sp.sqrt(relu(x[n]))), sp.Integer(1)),
    "a norm of relus is positive": (Step(sp.sqrt(over(relu(x[i]) ** 2, i, N))), sp.Integer(1)),
    "one of relus is the largest": (
        over(Step(top(relu(x[i]), (i, N)) - relu(x[j])), j, N),
        N - 1,
    ),
    "one of equals is the largest": (over(Step(top(x[n], (i, N)) - x[n]), j, N), N - 1),
    "one of a symmetric matrix is the largest": (
        over(
            over(
                Step(top((x[i] - x[j]) ** 2, (i, N), (j, N)) - (x[k] - x[l]) ** 2),
                k,
                N,
            ),
            l,
            N,
        ),
        N**2 - 1,
    ),
    "one of the masks is the largest": (
        over(Step(top(Step(x[i]), (i, N)) - Step(x[j])), j, N),
        N - 1,
    ),
    "one of what labels pick is the largest": (
        over(Step(top(z[label("t", i)], (i, N)) - z[label("t", j)]), j, N),
        N - 1,
    ),
    "a maximum over a row bounds another row": (
        Step(A[m, k] - top(A[n, j], (j, K))),
        sp.Integer(0),
    ),
    "a maximum over some bounds all": (
        over(Step(z[i] - top(z[j], (j, sp.Integer(1)))), i, K),
        sp.Integer(0),
    ),
    "a maximum over the diagonal bounds all": (
        over(Step(Q[i, 0] - top(Q[j, j], (j, N))), i, N),
        sp.Integer(0),
    ),
    "a maximum of the negative": (top(-x[i], (i, N)), -top(x[i], (i, N))),
    "a factor that may be negative": (top(s * x[i], (i, N)), s * top(x[i], (i, N))),
    "a maximum of a sum": (
        top(x[i] + y[i], (i, N)),
        top(x[i], (i, N)) + top(y[i], (i, N)),
    ),
    "the sum of maxima": (
        over(top(A[i, j], (j, K)), i, N),
        top(over(A[i, j], i, N), (j, K)),
    ),
    "the maximum of absolute values": (
        top(sp.Abs(x[i]), (i, N)),
        sp.Abs(top(x[i], (i, N))),
    ),
    "both signs of a relu": (Step(relu(x[n])) + Step(-relu(x[n])), sp.Integer(1)),
    "both signs on the diagonal": (Step(x[n] - x[m]) + Step(x[m] - x[n]), sp.Integer(1)),
    "both signs against a maximum": (
        Step(x[n] - top(x[i], (i, N))) + Step(top(x[i], (i, N)) - x[n]),
        sp.Integer(1),
    ),
    "both signs of a choice": (
        Step(Step(s) * x[n]) + Step(-Step(s) * x[n]),
        sp.Integer(1),
    ),
    "the weaker of two indicators": (Step(x[n] - 1) * Step(x[n] + 1), Step(x[n] + 1)),
    "the weaker of two, scaled": (Step(2 * x[n] - 1) * Step(x[n] - 1), Step(2 * x[n] - 1)),
    "of two signs neither implies the other": (Step(x[n] + 1) * Step(1 - x[n]), Step(1 - x[n])),
    "a shift by a size": (Step(x[n] - N) * Step(x[n]), Step(x[n])),
    "a shift by an input": (Step(x[n] + s) * Step(x[n]), Step(x[n])),
    "counted indicators": (Step(Step(x[n]) + Step(y[n]) - 1), Step(x[n])),
    "counted indicators, as a sum": (
        Step(Step(x[n]) + Step(y[n]) - 1),
        Step(x[n]) + Step(y[n]) - 1,
    ),
    "counted indicators, either": (Step(Step(x[n]) + Step(y[n])), Step(x[n]) + Step(y[n])),
    "an indicator against a half": (Step(Step(x[n]) - sp.Rational(1, 2)), sp.Integer(1)),
    "an indicator in a denominator": (1 / (2 - Step(x[n]) - Step(y[n]) / 2), sp.Rational(1, 2)),
    "a root forgets the sign": (sp.sqrt(x[n] ** 2), x[n]),
    "a root of a product": (sp.sqrt(x[n] ** 2 * s**2), x[n] * s),
    "a delta and what it ties": (delta(n, m) * x[n], x[n]),
    "deltas in a chain": (delta(n, m) * delta(m, 0), delta(n, 0)),
    "deltas of two axes": (delta(n, m) * delta(k, l) * A[n, k], delta(n, m) * A[m, l]),
    "a delta of labels": (
        delta(label("t", n), label("t", m)) * x[n],
        delta(label("t", n), label("t", m)) * x[m],
    ),
    "labels that agree": (delta(label("t", n), label("t", m)), delta(n, m)),
    "a label is its place": (x[label("u", n)], x[n]),
    "a label of a label": (x[label("u", label("u", n))], x[label("u", n)]),
    "how often a label occurs": (over(delta(label("u", i), n), i, N), sp.Integer(1)),
    "what a label picks, summed": (over(x[label("u", i)], i, N), over(x[i], i, N)),
    "a label beyond the axis": (over(delta(i, label("t", n)), i, N), sp.Integer(1)),
    "a label beyond the axis, at its place": (
        over(delta(i, label("t", n)) * x[i], i, N),
        over(delta(i, label("t", n)), i, N) * x[0],
    ),
    "the diagonal of a rectangle": (over(over(delta(i, j) * z[j], j, K), i, N), over(z[j], j, K)),
    "the diagonal of a rectangle, counted": (over(over(delta(i, j), j, K), i, N), N),
    "a product of sums": (over(x[i] * y[i], i, N), over(x[i], i, N) * over(y[j], j, N)),
    "a sum of products": (over(x[i], i, N) ** 2, over(x[i] ** 2, i, N)),
    "nested sums of one letter": (
        over(over(x[i] * x[j], j, N), i, N),
        over(N * x[i] ** 2, i, N),
    ),
    "the trace and the sum": (over(Q[i, i], i, N), over(over(Q[i, j], j, N), i, N)),
    "the transpose": (over(Q[n, i] * x[i], i, N), over(Q[i, n] * x[i], i, N)),
    "sums over two axes": (over(x[i], i, N) * K, over(x[i], i, N) * N),
}
EQUAL = {
    "counted indicators": (Step(Step(x[n]) + Step(y[n]) - 1), Step(x[n]) * Step(y[n])),
    "the stronger of two": (Step(x[n] - 1) * Step(x[n] + 1), Step(x[n] - 1)),
    "a maximum bounds its own": (Step(x[n] - top(x[i], (i, N))), sp.Integer(0)),
    "a delta ties": (delta(n, m) * A[n, k] * x[m], delta(n, m) * A[m, k] * x[n]),
    "a label picks": (over(delta(i, label("t", n)) * z[i], i, K), z[label("t", n)]),
    "a relu of a relu": (relu(relu(x[n])), relu(x[n])),
    "a negative logarithm": (sp.log(-2 * x[n]), sp.log(2) + sp.log(-x[n])),
}


def fixed(lengths, seed):
    """Return arrays at these sizes, labels among them."""
    rng = np.random.default_rng(seed)
    out = {q: np.array(rng.normal(size=tuple(lengths[c] for c in t))) for q, t in SHAPES.items()}
    return out | {q: rng.integers(lengths[b], size=lengths[a]) for q, (a, b) in LABELS.items()}


def points(lengths):
    places = itertools.product(*(range(lengths[c]) for c in AXES.values()))
    return (dict(zip(AXES, p, strict=True)) for p in places)


def apart(left, right):
    """Say whether two expressions differ somewhere, by plain loops."""
    for size, seed in itertools.product([(2, 3), (3, 2), (2, 1), (3, 1)], range(6)):
        lengths = dict(zip("NK", size, strict=True))
        arrays = fixed(lengths, seed)
        for here in points(lengths):
            try:
                a, b = (value(e, lengths, arrays, here) for e in (left, right))
            except IndexError:  # a label or an index beyond an axis, times 0
                continue
            if math.isfinite(a) and math.isfinite(b) and abs(a - b) > 1e-6 * (1 + abs(a)):
                return True
    return False


@pytest.mark.parametrize("name", UNEQUAL)
def test_what_differs_is_not_proved_equal(name):
    left, right = map(sp.sympify, UNEQUAL[name])
    assert apart(left, right)
    try:
        assert not equal(left, right)
    except Unsupported:
        return


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_equal_is_proved_equal(name):
    assert equal(*map(sp.sympify, EQUAL[name]))


#: Bodies whose maximum is taken at several places on a whole region, and one with a single place.
BODIES = {
    "relus": relu(x[i]),
    "what is clipped": x[i] + (s - x[i]) * Step(s - x[i]),
    "what does not depend": x[n] * s,
    "a symmetric matrix": (x[i] - x[j]) ** 2,
    "a product with itself": x[i] * x[j],
    "what labels pick": z[label("t", i)],
    "what depends on one of two": x[i],
    "deltas": delta(i, j) * s,
    "a sum of both": x[i] + x[j],
    "plain entries": Q[i, j],
    "scaled entries": -2 * Q[i, j],
}


#: Of each array the entry by which is differentiated.
ENTRIES = {"x": (m,), "s": (), "z": (l,), "y": (m,), "Q": (m, n)}


def free(index):
    return (FREE, index.name)


def slope_at(body, name, place, arrays, lengths, here, step=1e-6):
    """Return the slope by finite differences."""
    ends = []
    for h in (step, -step):
        moved = {**arrays, name: arrays[name].copy()}
        moved[name][place] += h
        ends.append(value(body, lengths, moved, here))
    return (ends[0] - ends[1]) / (2 * step)


@pytest.mark.parametrize("name", BODIES)
def test_a_maximum_has_the_slope_of_finite_differences_or_none(name):
    body, lengths = top(BODIES[name], (i, N), (j, N)), {"N": 3, "K": 2}
    for (q, entry), seed in itertools.product(ENTRIES.items(), range(6)):
        arrays = fixed(lengths, seed)
        arrays["x"] -= 3 * (seed % 3) - 3  # all relus dead, or none
        arrays["s"] += 4 * (seed % 2)
        try:
            slope = derivatives.derivative(normal_form(body), q, tuple(map(free, entry)))
        except Unsupported:  # a derivative that is not known is no mistake
            continue
        for here in points(lengths):
            place = tuple(here[c] for c in entry)
            true = slope_at(body, q, place, arrays, lengths, here)
            got = poly_value(slope, lengths, arrays, {free(c): v for c, v in here.items()})
            assert got == pytest.approx(true, abs=1e-4)


#: Floats that are nearly, but not exactly, a fraction or a root.
NEAR = [
    (0.333333333333, Fraction(1, 3)),
    (0.33333333333333, Fraction(1, 3)),
    (0.6666666666666667 * (1 + 4e-16), Fraction(2, 3)),
    (1.000000001, Fraction(1)),
    (1 + 1e-13, Fraction(1)),
    (1 + 4.5e-16, Fraction(1)),
    (0.1 + 0.2, Fraction(3, 10)),
    (0.1 + 1e-13, Fraction(1, 10)),
    (1e-12, Fraction(0)),
    (999.9999999999999, Fraction(1000)),
]


@pytest.mark.parametrize(("near", "exact"), NEAR)
def test_a_float_that_is_near_a_fraction_is_another_number(near, exact):
    assert near != float(exact)
    assert not vanishes(add(of_float(near), number(-exact)))


@pytest.mark.parametrize("near", [1.4142135623, 1.41421356237, 1.4142135623731])
def test_a_float_that_is_near_a_root_is_another_number(near):
    assert abs(near - math.sqrt(2)) > 2 * math.ulp(near)
    assert not vanishes(add(of_float(near), scale(normal_form(sp.sqrt(2)), -1)))


@pytest.mark.parametrize("written", [0.7978845608, 0.79788456, 0.797884560802])
def test_a_rounded_constant_is_not_the_constant(written):
    assert abs(written - math.sqrt(2 / math.pi)) > 2 * math.ulp(written)
    assert not equal(sp.Float(written), sp.sqrt(2 / sp.pi))


# --- random expressions -------------------------------------------------------------------------


class Maker:
    """Random expressions with labels, deltas, indicators, sums and maxima."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.letters = {"N": N, "K": K}

    def index(self, axis, scope, *, labels=True):
        r = self.r
        if labels and r.random() < 0.15:
            name = r.choice([q for q, (_, below) in LABELS.items() if below == axis])
            return label(name, self.index(LABELS[name][0], scope, labels=False))
        inside = [q for q, a in scope if a == axis]
        return sp.Integer(0) if r.random() < 0.07 else r.choice(inside)

    def leaf(self, scope):
        r = self.r
        what = r.choice("cNsd" + "xxyzAABQ" * 2)
        if what == "c":
            return sp.Rational(r.choice([1, 2, -1, -3]), r.choice([1, 2]))
        if what in "Ns":
            return s if what == "s" else r.choice([N, K])
        if what == "d":
            axis = r.choice("NK")
            return delta(self.index(axis, scope), self.index(axis, scope))
        base = sp.IndexedBase(sp.Symbol(what, real=True))
        return base[tuple(self.index(a, scope) for a in SHAPES[what])]

    def binding(self, kind, depth, scope):
        limits, inner = [], list(scope)
        for _ in range(self.r.choice([1, 1, 1, 2])):
            axis, q = self.r.choice("NK"), sp.Dummy("q", integer=True, nonnegative=True)
            limits.append((q, 0, self.letters[axis] - 1))
            inner += [(q, axis)] * 3
        return kind(self.any(depth - 1, inner), *limits)

    def any(self, depth, scope):
        if depth == 0:
            return self.leaf(scope)

        def u():
            return self.any(depth - 1, scope)

        what = self.r.choice("++***SSMMPPDDAWXRV")
        if what in "SM":
            return self.binding(sp.Sum if what == "S" else MaxOver, depth, scope)
        if what in "DX":
            a, b = u(), u()
            return Step(a - b) if what == "D" else b + (a - b) * Step(a - b)
        return {
            "+": lambda: u() + self.r.choice([1, -1, 2]) * u(),
            "*": lambda: u() * u(),
            "P": lambda: Step(u()),
            "A": lambda: sp.Abs(u()),
            "W": lambda: Step(u()) * u() + Step(u()) * u(),
            "R": lambda: sp.sqrt(1 + u() ** 2),
            "V": lambda: u() / (1 + u() ** 2),
        }[what]()


def damaged(expr, r):
    """Return the expression with one node changed as a careless rule would."""
    node = r.choice(list(sp.preorder_traversal(expr)))
    if isinstance(node, Step):
        return expr.xreplace({node: r.choice([sp.Integer(1), 1 - Step(-node.args[0])])})
    if isinstance(node, sp.KroneckerDelta):
        return expr.xreplace({node: sp.Integer(r.choice([0, 1]))})
    if isinstance(node, sp.Sum | MaxOver):
        body, (q, _, last) = node.args[0], node.args[1]
        first = body.xreplace({q: sp.Integer(0)})
        return expr.xreplace({node: r.choice([first, first * (last + 1)])})
    if isinstance(node, sp.Indexed):
        return expr.xreplace({node: -node})
    swap = {n: m, m: n, k: l, l: k}
    return expr.xreplace({node: swap[node]}) if node in swap else expr


SCOPE = [(n, "N"), (m, "N"), (k, "K"), (l, "K")]
LENGTHS = [{"N": 2, "K": 3}, {"N": 1, "K": 2}, {"N": 3, "K": 1}, {"N": 1, "K": 1}]


def stays_wrong(one, other, lengths, seed):
    """Say whether two functions of arrays differ at all of many draws.

    Where an indicator asks for the sign of what is zero but for rounding, they differ by chance.
    """
    for q in range(16):
        a, b = (f(fixed(lengths, 1000 * seed + q)) for f in (one, other))
        if not math.isfinite(a) or not math.isfinite(b) or abs(a - b) <= 1e-6 * (1 + abs(a)):
            return False
    return True


def made(seed):
    expr = sp.sympify(Maker(seed).any(random.Random(seed).choice([2, 3, 3]), SCOPE))
    names = {q: fresh(normal_form({"N": N, "K": K}[a])) for q, a in AXES.items()}
    return expr, names


def test_random_expressions_keep_their_value_also_when_deltas_tie():
    checked = 0
    for seed in range(220):
        expr, names = made(seed)
        try:
            poly = normal_form(expr, names)
            both = [poly, sums.tie(poly)]
        except Unsupported:
            continue
        for form, lengths in itertools.product(both, LENGTHS):
            here = random.Random(seed).choice(list(points(lengths)))
            at = {names[q]: v for q, v in here.items()}

            def plainly(arrays, expr=expr, lengths=lengths, here=here):
                return value(expr, lengths, arrays, here)

            def formally(arrays, form=form, lengths=lengths, at=at):
                return poly_value(form, lengths, arrays, at)

            assert not stays_wrong(plainly, formally, lengths, seed), (seed, expr)
            checked += 1
    assert checked > 1000


def test_random_expressions_that_are_damaged_are_equal_only_where_the_damage_is_none():
    agreed = refused = 0
    for seed in range(400, 700):
        expr, names = made(seed)
        r = random.Random(seed)
        other = next((d for d in (damaged(expr, r) for _ in range(20)) if d != expr), expr)
        try:
            left, right = (normal_form(e, names) for e in (expr, other))
            same = vanishes(add(left, scale(right, -1)))
        except Unsupported:
            continue
        refused += not same
        if not same:
            continue
        agreed += 1
        for lengths in LENGTHS:
            for here in r.sample(list(points(lengths)), 1):

                def plainly(arrays, expr=expr, lengths=lengths, here=here):
                    return value(expr, lengths, arrays, here)

                def changed(arrays, other=other, lengths=lengths, here=here):
                    return value(other, lengths, arrays, here)

                assert not stays_wrong(plainly, changed, lengths, seed), (seed, expr, other)
    assert agreed > 10
    assert refused > 100


def test_random_expressions_have_the_slope_of_finite_differences():
    checked = 0
    for seed in range(1000, 1220):
        expr, names = made(seed)
        r = random.Random(seed)
        q = r.choice("xAszQ")
        at = tuple(fresh(normal_form({"N": N, "K": K}[a])) for a in SHAPES[q])
        try:
            slope = derivatives.derivative(normal_form(expr, names), q, at)
        except Unsupported:
            continue
        for lengths in LENGTHS:
            here = r.choice(list(points(lengths)))
            place = tuple(r.randrange(lengths[a]) for a in SHAPES[q])

            def numerically(arrays, q=q, place=place, lengths=lengths, here=here, expr=expr):
                one, two = (
                    slope_at(expr, q, place, arrays, lengths, here, h) for h in (1e-5, 2e-5)
                )
                return one if abs(one - two) < 1e-5 * (1 + abs(one)) else math.nan

            def formally(
                arrays, slope=slope, lengths=lengths, here=here, at=at, place=place, names=names
            ):
                where = {names[c]: v for c, v in here.items()} | dict(zip(at, place, strict=True))
                got = poly_value(slope, lengths, arrays, where)
                true = numerically(arrays)
                return true if abs(got - true) < 1e-4 * (1 + abs(true)) else got

            assert not stays_wrong(numerically, formally, lengths, seed), (seed, expr, q)
            checked += 1
    assert checked > 600
