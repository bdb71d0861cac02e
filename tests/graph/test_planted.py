"""Faults of the tracer, planted one at a time: the replay in the very proof catches each.

Each claim is the gradient of what the faulty tracer sees, so the symbols prove it: without the
replay it would be PROVED.
"""

import numpy as np
import pytest
from tests.graph.wrong import Program

from backproof.graph import view as views
from backproof.graph.calls import functions, ufuncs
from backproof.graph.calls.arrays import FUNCTIONS, METHODS, array
from backproof.proof import replay

U, F, M = ufuncs.UFUNCS, FUNCTIONS, METHODS
SUM, MAX, WHERE, OUTER = F[np.sum], F[np.max], F[np.where], F[np.outer]
LOGADDEXP = U["logaddexp"]
ELEMENTWISE, RESHAPE, KIND = views.elementwise, F[np.reshape], functions.kind_of_dtype


def wrong_side(op, some, **rest):
    """Return NumPy's broadcasting, but from the left."""
    most = max(v.ndim for v in some)
    short = [views.View(v.node, v.groups + ((),) * (most - v.ndim), v.kind) for v in some]
    return ELEMENTWISE(op, short, **rest)


def transposed(x, shape, order="C"):
    return RESHAPE(x.T, shape, order=order)


def copied(x, *axes):
    return array(TRANSPOSE(x, *axes).view)


TRANSPOSE = M["transpose"]
P = Program
PLANTED = [
    (
        F,
        np.sum,
        F[np.mean],
        P(
            "mean for sum",
            "x:N,D",
            "return np.sum(x, axis=1)",
            "return g[:, None] / x.shape[1] + 0 * x",
        ),
    ),
    (
        F,
        np.sum,
        lambda x, axis: SUM(x, 1 - axis),
        P("another axis", "x:N,N", "return np.sum(x, axis=1)", "return g + 0 * x"),
    ),
    (
        F,
        np.max,
        lambda x, axis: MAX(x, 1 - axis),
        P(
            "another axis of a maximum",
            "x:N,N",
            "return np.max(x, axis=1)",
            "return g * (x == np.max(x, axis=1))",
        ),
    ),
    (
        F,
        np.sum,
        lambda x, axis, keepdims=False: SUM(x, axis),
        P(
            "keepdims dropped",
            "x:N,N",
            "return x - np.sum(x, axis=1, keepdims=True)",
            "return g - np.sum(g, axis=0)[:, None]",
        ),
    ),
    (
        U,
        "greater",
        lambda a, b: ufuncs.opposite(ufuncs._above(b, a)),
        P(
            ">= for >",
            "x:N z:N",
            "return np.where(x > 0, z, 0)",
            "return g * 1",
            wrt="z",
            sample={"x": "mask"},
        ),
    ),
    (
        U,
        "less",
        ufuncs._above,
        P("> for <", "x:N", "return np.where(x < 0, x, 2 * x)", "return g * np.where(x > 0, 1, 2)"),
    ),
    (
        M,
        "copy",
        lambda x: x,
        P(
            "a copy taken for a view",
            "x:N",
            "t = x * 1; s = t.copy(); t *= 2; return s",
            "return 2 * g",
        ),
    ),
    (
        M,
        "transpose",
        copied,
        P(
            "a view taken for a copy",
            "x:N,D",
            "t = x * 1; s = t.T; t *= 2; return s.T",
            "return g * 1",
        ),
    ),
    (
        F,
        np.reshape,
        transposed,
        P(
            "a transposed reshape",
            "x:N,N",
            "return np.reshape(x, (x.shape[0] * x.shape[1],))",
            "return g.reshape(x.shape).T",
        ),
    ),
    (
        F,
        np.where,
        lambda c, a, b: WHERE(c, b, a),
        P(
            "where swapped",
            "x:N z:N",
            "return np.where(x > 0, z, 3 * z)",
            "return g * (3.0 * (x > 0) + (x <= 0))",
            wrt="z",
        ),
    ),
    (
        views,
        "elementwise",
        wrong_side,
        P("broadcasting to the wrong side", "x:N,N w:N", "return x * w", "return g * w[:, None]"),
    ),
    (
        functions,
        "kind_of_dtype",
        lambda d: "i" if d is np.uint8 else KIND(d),
        P(
            "bytes kept exact",
            "x:N z:N",
            "return z * (1 - 2 * (x > 0).astype(np.uint8))",
            "return g * (1 - 2.0 * (x > 0))",
            wrt="z",
        ),
    ),
    (
        U,
        "maximum",
        U["minimum"],
        P("minimum for maximum", "x:N", "return np.maximum(x, 0)", "return g * (x < 0)"),
    ),
    (U, "exp2", U["exp"], P("another base", "x:N", "return np.exp2(x)", "return g * np.exp(x)")),
    (
        F,
        np.outer,
        lambda a, b: OUTER(b, a),
        P("factors swapped", "x:N w:N", "return np.outer(x, w)", "return g.T @ w"),
    ),
    (
        U,
        "logaddexp",
        lambda a, b: LOGADDEXP(a, U["add"](b, b)),
        P(
            "the second one twice",
            "x:N z:N",
            "return np.logaddexp(x, z)",
            "return g / (1 + np.exp(2 * z - x))",
        ),
    ),
    (
        U,
        "logaddexp",
        U["maximum"],
        P(
            "the larger one alone",
            "x:N z:N",
            "return np.logaddexp(100 * x, z)",
            "return 100 * g * (100 * x > z)",
        ),
    ),
    (U, "absolute", lambda a: a, P("a sign lost", "x:N", "return np.abs(x)", "return g * 1")),
]


@pytest.fixture(params=PLANTED, ids=lambda p: p[3].name.replace(" ", "-"))
def planted(request, monkeypatch):
    room, name, fault, program = request.param
    assert not program.proof().proved
    if isinstance(room, dict):
        monkeypatch.setitem(room, name, fault)
    else:
        monkeypatch.setattr(room, name, fault)
    return program


def test_replay_catches_a_fault_of_the_tracer(planted):
    found = planted.proof()
    assert not found.proved
    assert found.obstacle == "the graph gives other numbers than the code"


def test_without_the_replay_it_would_be_proved(planted, monkeypatch):
    monkeypatch.setattr(replay, "_same", lambda *_: True)
    found = planted.proof()
    assert found.proved, [found.obstacle, *(f.obstacle for f in found.found.values())]
