"""Each rule on small cases; what is expected comes from SymPy at given sizes, or from NumPy."""

import itertools
import runpy
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from tests.derivation.evaluate import World

from backproof import Arbitrary
from backproof.derivation import Derivation, StepRefused, rules
from backproof.derivation.arrays import SymbolicArray
from backproof.derivation.expressions import bound
from backproof.derivation.functions import Cost, Diff, Partial, Unknown
from backproof.derivation.matrix import (
    NotRecognised,
    column_form,
    elementwise_of,
    examples_form,
    matrix_form,
)
from backproof.derivation.notation import (
    D,
    Definitions,
    K,
    N,
    cost_of,
    example_costs,
    j,
    k,
    n,
    quantity,
    slope_of_cost,
    slopes_of_example_costs,
)
from backproof.nn.layers.affine import affine

DERIVATIONS = Path(__file__).parents[2] / "derivations"
SIZES = {N: 2, D: 3, K: 2}
AXES = {n: N, j: D, k: K}

x = quantity("a^{l-1}", N, D)
W = quantity("W^{l}", K, D)
b = quantity("b^{l}", K)
z = quantity("z^{l}", N, K)
a = quantity("a^{l}", N, K)
C = quantity("C")
delta = quantity(r"\delta^{l}", N, K)
sigma = Arbitrary("s")
i, m, q = bound(), bound(), bound()
same = sp.KroneckerDelta

WEIGHTED = SymbolicArray(
    (N, K), lambda n, k: sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1)) + b.at(k)
)
NOTHING = Definitions.of([])


def plain(e, known=NOTHING):
    """Write an expression at the sizes above in symbols and functions of SymPy's alone."""
    return _plain(known.expand(e)).doit()


def _plain(e):  # noqa: PLR0911 - one return for each kind of expression
    if isinstance(e, sp.Sum):
        ranges = [range(int((high + 1).subs(SIZES))) for _, _, high in e.limits]
        names = [limit[0] for limit in e.limits]
        return sp.Add(
            *(
                _plain(e.function.xreplace(dict(zip(names, map(sp.Integer, at), strict=True))))
                for at in itertools.product(*ranges)
            )
        )
    if isinstance(e, Diff):
        return sp.diff(_plain(e.args[0]).doit(), _plain(e.args[1]))
    if isinstance(e, Cost):
        return _cost(e)
    if isinstance(e, Unknown):
        u = sp.Dummy("u")
        return sp.diff(sp.sin(u) + u**3, u, e.order).subs(u, _plain(e.argument))
    if isinstance(e, sp.Indexed):
        return sp.Symbol(f"{e.base.label.name}{[int(v) for v in e.indices]}", positive=True)
    if e in SIZES:
        return sp.Integer(SIZES[e])
    return e.func(*map(_plain, e.args)) if e.args else e


def _cost(e):
    """Give a cost of its own to every number of a family: weighted squares, and a product."""
    weight = sum(int(w) + 1 for w in e.which)
    names = [limit[0] for limit in e.limits]
    ranges = [range(int((high + 1).subs(SIZES))) for _, _, high in e.limits]
    places = list(itertools.product(*ranges))
    holes = {at: sp.Dummy() for at in places}
    value = sum((weight + 2 + p) * holes[at] ** 2 for p, at in enumerate(places))
    value += sp.Mul(*holes.values())
    if isinstance(e, Partial):
        value = sp.diff(value, holes[tuple(int(v) for v in e.at)])
    return value.subs(
        {
            holes[at]: _plain(e.body.xreplace(dict(zip(names, map(sp.Integer, at), strict=True))))
            for at in places
        }
    )


def agree(left, right, known=NOTHING):
    """Compare at every value of the free indices, with numbers for all entries."""
    free = [v for v in (n, j, k) if v in left.free_symbols | right.free_symbols]
    for at in itertools.product(*(range(SIZES[AXES[v]]) for v in free)):
        point = dict(zip(free, map(sp.Integer, at), strict=True))
        difference = plain(left.xreplace(point), known) - plain(right.xreplace(point), known)
        numbers = {
            s: sp.Rational(p + 2, 7) for p, s in enumerate(sorted(difference.free_symbols, key=str))
        }
        if abs(sp.N(difference.subs(numbers))) > 1e-12:
            return False
    return True


LAYER = Definitions.of([(z, WEIGHTED), (delta, slope_of_cost(z))])
ACTIVATED = Definitions.of([(a, sigma(z))])
MEAN = Definitions.of(
    [
        (C, SymbolicArray((), lambda: sp.Sum(example_costs(z).at(m), (m, 0, N - 1)) / N)),
        (z, WEIGHTED),
    ]
)
SQUARE = sp.Sum((a.at(m, q) - z.at(m, q)) ** 2, (m, 0, N - 1), (q, 0, K - 1))

CASES = {
    "chain rule of a cost": (rules.chain_rule, Diff(cost_of(z), W.at(k, j)), LAYER),
    "chain rule of one example's cost": (
        rules.chain_rule,
        Diff(example_costs(z).at(n), W.at(k, j)),
        LAYER,
    ),
    "chain rule along one path": (rules.chain_rule, Diff(sigma(z).at(n, k), x.at(n, j)), LAYER),
    "chain rule with a name": (rules.chain_rule_with(delta), Diff(cost_of(z), x.at(n, j)), LAYER),
    "chain rule through entries": (
        rules.chain_rule_through(a),
        Diff(sp.log(a.at(n, k)) * a.at(n, 0) ** 2, z.at(n, k)),
        ACTIVATED,
    ),
    "linearity": (
        rules.linearity,
        Diff(C.at(), W.at(k, j)).xreplace({C.at(): MEAN.table["C"].at()}),
        MEAN,
    ),
    "linearity with constants": (
        rules.linearity,
        Diff(5 * x.at(n, j) * a.at(n, k) + x.at(n, j) - a.at(n, k) * b.at(k), z.at(n, k)),
        ACTIVATED,
    ),
    "linearity keeps a product of two": (
        rules.linearity,
        Diff(3 * a.at(n, k) * z.at(n, k) + 1, z.at(n, k)),
        ACTIVATED,
    ),
    "substitute": (rules.substitute(z), z.at(n, k) * delta.at(n, k), LAYER),
    "substitute without axes": (rules.substitute(C), 2 * C.at() + 1, MEAN),
    "abbreviate a slope": (rules.abbreviate(delta), slope_of_cost(z).at(n, k) * W.at(k, j), LAYER),
    "abbreviate a value": (rules.abbreviate(a), 3 * sigma(z).at(n, k), ACTIVATED),
    "differentiate a sum": (rules.differentiate, Diff(WEIGHTED.at(n, k), W.at(k, j)), NOTHING),
    "differentiate a square": (rules.differentiate, Diff(SQUARE, a.at(n, k)), NOTHING),
    "differentiate a quotient": (
        rules.differentiate,
        Diff(sp.exp(z.at(n, 0)) / sp.Sum(sp.exp(z.at(n, q)), (q, 0, K - 1)), z.at(n, k)),
        NOTHING,
    ),
    "collapse": (
        rules.collapse,
        sp.Sum(same(k, q) * W.at(q, j) * z.at(n, q), (q, 0, K - 1)),
        NOTHING,
    ),
    "collapse a sum of terms": (
        rules.collapse,
        sp.Sum(z.at(n, q) * (same(k, q) - a.at(n, k)), (q, 0, K - 1)),
        NOTHING,
    ),
    "collapse within a product": (
        rules.collapse,
        sp.Sum(delta.at(n, q) * sp.Sum(W.at(q, i) * same(i, j), (i, 0, D - 1)), (q, 0, K - 1)),
        NOTHING,
    ),
    "factor out": (
        rules.factor_out,
        sp.Sum(delta.at(n, q) * W.at(q, j) * x.at(n, j), (q, 0, K - 1)),
        NOTHING,
    ),
    "factor out where nothing is left": (
        rules.factor_out,
        sp.Sum(x.at(n, j) * W.at(k, j), (q, 0, K - 1)),
        NOTHING,
    ),
    "expand": (rules.expand, z.at(n, k) * (a.at(n, k) - 1) ** 2, NOTHING),
    "result": (
        rules.result(a, lambda m, q, n, k: same(m, n) * same(q, k) * sigma.prime(z).at(m, q)),
        sp.Sum(delta.at(m, q) * Diff(a.at(m, q), z.at(n, k)), (m, 0, N - 1), (q, 0, K - 1)),
        ACTIVATED,
    ),
    "rewrite": (
        rules.rewrite_as(z.at(n, k) ** 2 - 1),
        (z.at(n, k) - 1) * (z.at(n, k) + 1),
        NOTHING,
    ),
}


@pytest.mark.parametrize(("rule", "before", "known"), CASES.values(), ids=CASES)
def test_a_rule_changes_how_it_is_written_but_not_the_numbers(rule, before, known):
    after = rule(before, known)
    assert after != before
    assert agree(before, after, known)


def test_every_rule_that_makes_an_expression_has_a_case():
    made = {rule.__name__ for rule, _, _ in CASES.values()}
    by_derivation = {"definition", "matrix_form", "column_form", "examples_form", "code"}
    assert made == set(rules.NAMES) - by_derivation
    assert all(set(name) == {"ko", "en"} for name in rules.NAMES.values())


def test_the_comparison_sees_a_difference():
    assert not agree(z.at(n, k), a.at(n, k))
    assert not agree(Diff(cost_of(z), W.at(k, j)), 2 * Diff(cost_of(z), W.at(k, j)), LAYER)
    assert not agree(
        Diff(example_costs(z).at(n), z.at(n, k)), Diff(example_costs(z).at(0), z.at(n, k))
    )


def begun(what, expr, define=(), indices=(n, k)):
    derivation = Derivation(
        "try",
        {"ko": "", "en": ""},
        what=what,
        of="",
        indices=indices,
        define=define,
        arrays=[x, W, b, z, a, delta],
    )
    derivation.begin(expr, ko="", en="")
    return derivation


def test_collapse_leaves_one_term():
    after = rules.collapse(sp.Sum(same(k, q) * z.at(n, q), (q, 0, K - 1)), NOTHING)
    assert after == z.at(n, k)


def test_linearity_keeps_the_mean():
    derivation = begun(
        Diff(C.at(), z.at(n, k)),
        Diff(MEAN.table["C"].at(), z.at(n, k)),
        define=[(C, MEAN.table["C"])],
    )
    step = derivation.then(rules.linearity, ko="", en="")
    assert isinstance(N * step.expr, sp.Sum)
    with pytest.raises(StepRefused, match="not proved equal"):  # 1/N lost
        derivation.then(rules.rewrite_as(N * step.expr), ko="", en="")


def test_the_slope_of_one_examples_cost_by_another_example_is_zero():
    slope = sp.Sum(Diff(example_costs(z).at(m), z.at(n, k)), (m, 0, N - 1))
    derivation = begun(slope, slope)
    step = derivation.then(rules.rewrite_as(slopes_of_example_costs(z).at(n, k)), ko="", en="")
    assert agree(slope, step.expr)


def test_costs_of_two_examples_are_two_functions():
    z0 = SymbolicArray((N, K), lambda _n, k: z.at(0, k))  # the same row for all
    derivation = begun(example_costs(z0).at(n), example_costs(z0).at(n))
    with pytest.raises(StepRefused, match="not proved equal"):
        derivation.then(rules.rewrite_as(example_costs(z0).at(0)), ko="", en="")


WRONG = {
    "a lost factor": (z.at(n, k) * 2, z.at(n, k)),
    "a lost bias": (WEIGHTED.at(n, k), sp.Sum(W.at(k, i) * x.at(n, i), (i, 0, D - 1))),
    "a sum over the other axis": (
        sp.Sum(z.at(m, k), (m, 0, N - 1)),
        sp.Sum(z.at(n, q), (q, 0, K - 1)),
    ),
    "swapped indices": (
        sp.Sum(z.at(n, q) * z.at(m, q), (q, 0, K - 1), (m, 0, N - 1)),
        sp.Sum(z.at(n, q) * z.at(n, q), (q, 0, K - 1), (m, 0, N - 1)),
    ),
    "a derivative one order too high": (sigma(z).at(n, k), sigma.prime(z).at(n, k)),
    "a delta that is not there": (z.at(n, k), z.at(n, k) * same(n, k)),
    "another size": (N * z.at(n, k), K * z.at(n, k)),
}


@pytest.mark.parametrize(("true", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_result_of_a_rule_is_refused(true, wrong):
    derivation = begun(true, true)
    with pytest.raises(StepRefused, match="not proved equal"):
        derivation.then(rules.rewrite_as(wrong), ko="", en="")
    assert len(derivation.steps) == 1


def test_a_wrong_earlier_result_is_refused():
    derivation = begun(
        Diff(a.at(n, k), z.at(n, k)), Diff(a.at(n, k), z.at(n, k)), define=[(a, sigma(z))]
    )
    with pytest.raises(StepRefused, match="not proved equal"):
        derivation.then(rules.result(a, lambda *at: sigma(z).at(*at[:2])), ko="", en="")


def test_a_wrong_matrix_a_wrong_column_and_wrong_code_are_refused():
    derivation = begun(z.at(n, k), WEIGHTED.at(n, k), define=[(z, WEIGHTED)])
    X, weights = sp.MatrixSymbol("a^{l-1}", N, D), sp.MatrixSymbol("W^{l}", K, D)
    with pytest.raises(StepRefused, match="not proved equal"):
        derivation.as_matrix(X * weights.T, ko="", en="")
    with pytest.raises(StepRefused, match="not proved equal"):
        derivation.code("x @ W.T - b", {"x": x, "W": W, "b": b}, ko="", en="")


def close(line, **names):
    """Close a derivation of the weighted sums with a line of code."""
    derivation = begun(z.at(n, k), (x @ W.T + b).at(n, k), define=[(z, WEIGHTED)])
    return derivation.code(line, {"x": x, "W": W, "b": b} | names, ko="", en="")


def test_the_line_that_is_shown_is_the_line_that_runs():
    assert close("x @ W.T + b").latex == r"\texttt{x @ W.T + b}"
    with pytest.raises(StepRefused, match=r"the code is `x @ W\.T`: mend it, or the formula"):
        close("x @ W.T")
    with pytest.raises(StepRefused, match=r"no array.*as in `affine\(x, W, b\)\[0\]`"):
        close("affine(x, W, b)", affine=affine)
    for wrong in ("x @", "for one in x: one", "x @ V.T"):
        with pytest.raises(StepRefused, match=r"does not run.*its names must be those"):
            close(wrong)


def shifted(x, W, b):
    """Weigh, and shift afterwards, where the source is read."""
    with np.errstate(over="ignore"):
        out = x @ W.T
    return out + b


def off(x, W, b):
    """Forget the bias."""
    return x @ W.T + 0 * b, None


def branched(x, W, b):
    """Return in two places."""
    if W is x:
        return x
    return x @ W.T + b


def reset(x, W, b):
    """Set a name twice."""
    out = x @ W.T
    out = out + b
    return out  # noqa: RET504


def later(x, W, b):
    """Set a name only in a branch."""
    out = x @ W.T + b
    if W is x:
        out = x
    return out


def of(function, returns=0):
    derivation = begun(z.at(n, k), (x @ W.T + b).at(n, k), define=[(z, WEIGHTED)])
    return derivation.code_of(function, x, W, b, returns=returns, ko="", en="").latex


def test_a_line_of_the_shipped_code_is_read_from_its_source():
    assert of(affine) == r"\texttt{x @ W.T + b}"
    assert of(shifted) == r"\texttt{out + b}"
    with pytest.raises(StepRefused, match=r"not proved equal.*the code is `x @ W\.T \+ 0 \* b`"):
        of(off)
    with pytest.raises(StepRefused, match="returns no value number 2"):
        of(off, returns=2)
    whys = {branched: "in one place", reset: "more than once", later: "more than once"}
    for function, why in (whys | {lambda x, W, b: x @ W.T + b: "no "}).items():
        with pytest.raises(StepRefused, match=why):
            of(function)


def test_a_wrong_forward_equation_is_refused():
    derivation = begun(a.at(n, k), a.at(n, k), define=[(z, WEIGHTED)])
    derivation.forward_is((x @ W.T + b).at(n, k), z.at(n, k))
    for wrong in (x @ W.T - b, 2 * (x @ W.T) + b, x @ W.T):
        with pytest.raises(StepRefused, match=r"forward equation.*not proved equal"):
            derivation.forward_is(wrong.at(n, k), z.at(n, k))


@pytest.mark.parametrize("name", ["hadamard", "bp2", "forward"])
def test_a_wrong_column_form_is_refused(monkeypatch, name):
    derivation = runpy.run_path(str(DERIVATIONS / f"{name}.py"))["derivation"]
    derivation.steps = [step for step in derivation.steps if step.rule != "column_form"]
    with monkeypatch.context() as patch:
        twice = lambda last, N: 2 * column_form(last, N)  # noqa: E731
        patch.setattr("backproof.derivation.derivation.column_form", twice)
        with pytest.raises(StepRefused, match=r"column_form.*not proved equal"):
            derivation.column(ko="", en="")
    derivation.column(ko="", en="")
    assert derivation.steps[-1].rule == "column_form"


def test_a_rule_that_changes_nothing_is_refused():
    derivation = begun(z.at(n, k), z.at(n, k))
    with pytest.raises(StepRefused, match="changes nothing"):
        derivation.then(rules.collapse, ko="", en="")


def test_a_wrong_definition_is_refused():
    with pytest.raises(StepRefused, match="not proved equal"):
        begun(
            Diff(C.at(), z.at(n, k)),
            Diff(N * MEAN.table["C"].at(), z.at(n, k)),
            define=[(C, MEAN.table["C"])],
        )


def test_the_logarithm_of_a_fraction_is_known_only_where_its_denominator_is_positive():
    u = sp.exp(z.at(n, k))
    left = begun(sp.log(1 - 1 / (1 + 1 / u)), sp.log(1 - 1 / (1 + 1 / u)))
    left.then(rules.rewrite_as(-sp.log(1 + u)), ko="", en="")
    with pytest.raises(StepRefused, match="not proved equal"):
        left.then(rules.rewrite_as(sp.log(1 + u)), ko="", en="")
    v = 1 + z.at(n, k)
    right = begun(sp.log(1 - 1 / v), sp.log(1 - 1 / v))
    with pytest.raises(StepRefused, match="not proved equal"):  # wrong where both are negative
        right.then(rules.rewrite_as(sp.log(z.at(n, k)) - sp.log(v)), ko="", en="")


# matrices, against NumPy


def values(world):
    shapes = {
        "x": (x, (2, 3)),
        "W": (W, (2, 3)),
        "b": (b, (2,)),
        "z": (z, (2, 2)),
        "a": (a, (2, 2)),
        "d": (delta, (2, 2)),
    }
    return {
        name: np.array(
            [world.value(array.at(*map(sp.Integer, at)), {}) for at in np.ndindex(shape)]
        ).reshape(shape)
        for name, (array, shape) in shapes.items()
    }


def slope(u):
    """Give the first derivative of the evaluator's arbitrary function of a one-letter name."""
    return 1.3 * np.cos(1.3 * u + 1) + 0.4 * u


FORMS = {
    "a product": (
        sp.Sum(delta.at(n, q) * W.at(q, j), (q, 0, K - 1)),
        n,
        j,
        lambda v: v["d"] @ v["W"],
    ),
    "a product with a transpose": (
        sp.Sum(delta.at(m, k) * x.at(m, j), (m, 0, N - 1)),
        k,
        j,
        lambda v: v["d"].T @ v["x"],
    ),
    "a layer": (WEIGHTED.at(n, k), n, k, lambda v: v["x"] @ v["W"].T + v["b"]),
    "a Hadamard product": (
        sigma.prime(z).at(n, k) * delta.at(n, k),
        n,
        k,
        lambda v: v["d"] * slope(v["z"]),
    ),
    "three factors in a chain": (
        sp.Sum(delta.at(n, q) * W.at(q, i) * W.at(k, i), (q, 0, K - 1), (i, 0, D - 1)),
        n,
        k,
        lambda v: v["d"] @ v["W"] @ v["W"].T,
    ),
    "a sum over examples": (
        sp.Sum(delta.at(m, k), (m, 0, N - 1)),
        None,
        k,
        lambda v: v["d"].sum(axis=0)[None, :],
    ),
    "a difference over N": (
        (a.at(n, k) - delta.at(n, k)) / N,
        n,
        k,
        lambda v: (v["a"] - v["d"]) / 2,
    ),
}
ARRAYS = [x, W, b, z, a, delta]


@pytest.mark.parametrize(("expr", "row", "column", "expected"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_matrix_form_is_what_numpy_computes(expr, row, column, expected, seed):
    world = World(SIZES, seed=seed)
    got = world.matrix(matrix_form(expr, row, column, ARRAYS))
    np.testing.assert_allclose(got, expected(values(world)), rtol=1e-12)


def test_what_is_no_matrix_product_is_not_recognised():
    with pytest.raises(NotRecognised):
        matrix_form(sp.Sum(z.at(n, q), (q, 0, K - 1)) * z.at(n, n), n, k, ARRAYS)
    with pytest.raises(NotRecognised):
        matrix_form(sp.exp(z.at(n, k)), n, k, ARRAYS)


X = sp.MatrixSymbol("a^{l-1}", N, D)
WM = sp.MatrixSymbol("W^{l}", K, D)
Z = sp.MatrixSymbol("z^{l}", N, K)
DELTA = sp.MatrixSymbol(r"\delta^{l}", N, K)

COLUMNS = {
    "BP2": (sp.HadamardProduct(DELTA * WM, X), lambda v: (v["W"].T @ v["d"].T) * v["x"].T),
    "BP4": (DELTA.T * X, lambda v: np.outer(v["d"], v["x"])),
    "BP3": (sp.MatMul(sp.OneMatrix(1, N), DELTA), lambda v: v["d"].T),
    "a mean": (sp.MatMul(1 / N, DELTA), lambda v: v["d"].T),
    "an activation": (elementwise_of(sigma.prime, Z), lambda v: slope(v["z"]).T),
}


@pytest.mark.parametrize(("matrix", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_a_column_form_is_what_numpy_computes_for_one_example(matrix, expected):
    world = World({**SIZES, N: 1}, seed=3)
    v = {name: u[:1] if name not in "Wb" else u for name, u in values(world).items()}
    np.testing.assert_allclose(world.matrix(column_form(matrix, N)), expected(v), rtol=1e-12)


def test_a_sum_over_examples_is_the_matrix_product():
    world = World({**SIZES, N: 4}, seed=4)
    whole = WM - sp.MatMul(3 / N, DELTA.T, X)
    parts = examples_form(whole, N)
    assert parts != whole
    np.testing.assert_allclose(world.matrix(parts), world.matrix(whole), rtol=1e-12)
    with pytest.raises(NotRecognised):
        examples_form(sp.MatMul(DELTA, WM), N)
