"""Each operation of the table is held to what it says of itself, for all sizes.

The adjoint is the derivative of the entry, by the kernel's own calculus of entries; the entry and
the value are those of the code at random sizes; the signs, the indicators and what is called a
number everywhere hold at random numbers.
"""

import numpy as np
import pytest

from backproof import Arbitrary
from backproof.algebra import products
from backproof.algebra.polynomial import ZERO, add, fresh, scale
from backproof.algebra.zero import vanishes
from backproof.calculus.derivatives import derivative
from backproof.calculus.written import entry
from backproof.graph.leaves import Leaf
from backproof.graph.node import TABLE
from backproof.graph.signs import Sign
from backproof.graph.unary import NAMED
from backproof.numbers.witness import inputs_at
from backproof.proof import replay, tracing
from backproof.question.task import Task

ND = {"a": ("N", "D")}
AB = {**ND, "b": ("D",)}
SIGMA = Arbitrary("sigma")


def written(a, b):
    out = np.zeros_like(a)
    out += a
    out[...] = out * b
    return out


def heads(x, q):
    return x.reshape(-1, *q.shape).transpose(1, 0, 2) * q[:, None]


def blocks(z):
    half = z.shape[1] // 2
    return np.tanh(z[:, :half]) * z[:, half:]


def hot(p, y):
    return (np.eye(p.shape[1])[y] * np.log(p * p + 1)).sum()


def masked(a, m):
    return np.exp(np.where(m.astype(bool), a, -np.inf))


def three(a, w, v):
    return np.einsum("nd,dk,d->nk", a, w, v)


RULES = {
    "a sum of what broadcasts": (lambda a, b: a + b, AB),
    "a sum of one array twice": (lambda a: a + a.T.T, ND),
    "a sum with numbers": (lambda a: 3 + a - 0.25 * a, ND),
    "a product of what broadcasts": (lambda a, b: a * b, AB),
    "a product of three": (lambda a, b: a * b * a, AB),
    "a square": (lambda a: a * a, ND),
    "a product with a transpose": (lambda a: a * a.T, {"a": ("N", "N")}),
    "powers": (lambda a, b: a**3 + 1 / a - a**-2 + np.sqrt(b) * b**1.5 + b**-0.5, AB),
    "a root of a square": (lambda a: np.sqrt(a**2 + 1), ND),
    "exp": (lambda a, b: np.exp(a * b), AB),
    "log": (lambda a: np.log(np.exp(a) + 1), ND),
    "tanh": (lambda a, b: np.tanh(a + b), AB),
    "sin and cos": (lambda a, b: np.sin(a) * np.cos(a * b), AB),
    **{f"np.{one.name}": (one.ufunc, ND) for one in NAMED.values() if one.ufunc},
    "a function of no name": (lambda a, b: SIGMA(a * b) * b, AB),
    "its derivative": (SIGMA.prime, ND),
    "the larger of two": (np.maximum, AB),
    "the smaller of two": (np.minimum, AB),
    "relu": (lambda a: np.maximum(a, 0), ND),
    "an absolute value": (np.abs, ND),
    "a choice by a comparison": (lambda a, b: np.where(a > b, a * b, a + b), AB),
    "a choice by a mask": (lambda a, m: np.where(m.astype(bool), a, -a), {**ND, "m": ("N", "D")}),
    "exp of a mask": (masked, {**ND, "m": ("N", "D")}),
    "a gate": (lambda a, b: a * (b > 0), AB),
    "the sum of all": (lambda a: a.sum() * a, ND),
    "sums along axes": (lambda a: a.sum(axis=0) + a.mean(axis=0) ** 2, ND),
    "a sum that stays": (lambda a: a - a.sum(axis=1, keepdims=True), ND),
    "a sum of what is broadcast": (lambda a, b: (b + 0 * a).sum(axis=0), AB),
    "a matrix product": (lambda a, w: a @ w, {**ND, "w": ("D", "K")}),
    "a matrix product with itself": (lambda a: a @ a.T, ND),
    "stacks of matrices": (lambda a, w: a @ w, {"a": ("B", "N", "D"), "w": ("D", "K")}),
    "three operands": (three, {**ND, "w": ("D", "K"), "v": ("D",)}),
    "a diagonal": (lambda a: np.einsum("ii->i", a), {"a": ("N", "N")}),
    "a trace": (lambda a: np.trace(a) * a, {"a": ("N", "N")}),
    "a diagonal matrix": (lambda b: np.diag(b) @ np.outer(b, b), {"b": ("D",)}),
    "an outer product": (np.outer, {"b": ("D",), "c": ("K",)}),
    "heads": (heads, {"x": ("N", "H*E"), "q": ("H", "E")}),
    "a maximum along an axis": (lambda a: a.max(axis=1), ND),
    "a maximum of all": (lambda a: a.max() * a, ND),
    "a maximum with keepdims": (lambda a, b: (a + b).max(axis=0, keepdims=True) - a, AB),
    "a minimum": (lambda a: a.min(axis=0), ND),
    "picked by labels": (lambda p, y: p[np.arange(p.shape[0]), y], {"p": ("N", "K"), "y": ("N",)}),
    "rows by labels": (lambda w, y: w[y] ** 2, {"w": ("K", "D"), "y": ("N",)}),
    "one-hot rows": (hot, {"p": ("N", "K"), "y": ("N",)}),
    "a place": (lambda a: a[:, 1] * a[:, 0], {"a": ("N", 3)}),
    "steps": (lambda a: a[:, ::2] * a[:, 1:], {"a": ("N", 3)}),
    "blocks": (blocks, {"z": ("N", "2*H")}),
    "a few numbers": (lambda a: a * np.array([1.0, 2.0, -0.5]), {"a": ("N", 3)}),
    "below the diagonal": (lambda a: np.tril(a) @ a, {"a": ("N", "N")}),
    "running sums": (lambda a: np.cumsum(a, axis=0) * a, ND),
    "written in place": (written, AB),
    "a stack": (lambda a: np.stack([a, a * a], axis=1), ND),
}  # fmt: skip
KINDS = {"y": "labels:{}[1]", "m": "mask"}


def erf(a):
    special = pytest.importorskip("scipy.special")
    return special.erf(a)


RULES["the error function"] = (erf, ND)


def traced(name, *, weak=False):
    f, shapes = RULES[name]
    first = next(iter(shapes))
    kinds = {n: KINDS[n].format(first) for n in shapes if n in KINDS}
    if kinds.get("y") and name == "rows by labels":
        kinds["y"] = "labels:w[0]"
    wrt = tuple(n for n in shapes if n not in kinds)
    task = Task.read(f, lambda g, *xs: tuple(xs[: len(wrt)]), shapes, wrt, kinds)
    return task, tracing.traced(task, weak=weak)


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("name", RULES)
def test_an_adjoint_is_the_derivative_of_the_entry_for_all_sizes(name, weak):
    task, trace = traced(name, weak=weak)
    g, y = trace.upstream, trace.output
    axes = [k for group in y.groups for k, _ in group]
    labels = {k: j for j, k in enumerate(axes) if k is not None}
    graph = trace.graph
    cost, _ = graph.apply(
        "sum", [(g.node, g.node.labels), (y.node, tuple(labels[k] for k in y.node.labels))], ()
    )
    products.start_work()
    total = entry(cost, (), {})
    for n in task.wrt:
        x = trace.inputs[n].node
        at = tuple(fresh(d) for d in x.dims)
        ours = ZERO
        if x in trace.adjoints.of:
            node, where = trace.adjoints.of[x]
            ours = entry(node, tuple(at[k] for k in where), {})
        products.start_work()
        assert vanishes(add(derivative(total, n, at), scale(ours, -1))), n


def test_every_operation_is_among_them():
    seen = {n.op for name in RULES for n in traced(name)[1].graph.nodes}
    assert seen >= set(TABLE) - {"unwritten", "ties", "masked"}  # no part of a derivative


def test_where_a_maximum_may_tie_all_around_the_largest_share_what_arrives():
    task = Task.read(lambda a: np.maximum(a, 0).max(axis=1), lambda g, a: (a,), ND, ("a",), None)
    trace = tracing.traced(task, weak=False)
    largest = next(n for n in trace.graph.nodes if n.op == "maximum")
    a = np.array([[-1.0, -2.0, -3.0], [1.0, 5.0, 2.0]])
    values = replay.values_at(trace, {"N": 2, "D": 3}, {"a": a}, np.array([6.0, 7.0]))
    (node, axes) = trace.adjoints.of[largest.args[0]]
    received = values.of(node).transpose(axes)
    np.testing.assert_array_equal(received, [[2, 2, 2], [0, 7, 0]])
    assert "ties" in {n.op for n in trace.graph.nodes}


@pytest.mark.parametrize("name", RULES)
def test_values_signs_and_facts_hold_at_random_numbers(name):
    task, trace = traced(name)
    rng = np.random.default_rng(1)
    for sizes in (
        {s: 2 + k % 3 for k, s in enumerate(task.letters)},
        dict.fromkeys(task.letters, 1),
    ):
        for draw in (lambda s, r: r.normal(size=s), lambda s, r: r.integers(-1, 2, s) * 1.0):
            inputs = inputs_at(task, sizes, rng, draw)
            with np.errstate(all="ignore"):
                y = np.asarray(task.forward(*inputs.values()))
                values = replay.values_at(trace, sizes, inputs, rng.normal(size=y.shape))
                if np.isfinite(y).all():
                    np.testing.assert_allclose(values.seen(trace.output), y, rtol=1e-12, atol=1e-13)
                for n in trace.graph.nodes:
                    _holds(n, values.of(n))


def _holds(node, x):
    real = np.isfinite(x)
    assert not node.total or real.all(), node
    assert not node.indicator or np.isin(x[real], [0, 1]).all(), node
    signs = {Sign.MINUS: x < 0, Sign.ZERO: x == 0, Sign.PLUS: x > 0}
    missed = [found & real for s, found in signs.items() if not node.sign & s]
    assert not np.any(missed), node


def test_leaves_have_no_adjoint():
    assert all(not isinstance(op, Leaf) or op.adjoint(None) is None for op in TABLE.values())
