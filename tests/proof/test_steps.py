"""`proof.meetings`: what each line of a backward pass makes, against pairs worked out by hand."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from backproof import Verdict, prove

TWO = {"x": ("N", "D"), "W1": ("H", "D"), "b1": ("H",), "W2": ("K", "H"), "b2": ("K",)}
NETWORK = """\
def network(x, W1, b1, W2, b2):
    z = x @ W1.T + b1
    a = np.tanh(z)

    def pullback(g):
        dW2 = g.T @ a
        db2 = g.sum(axis=0)
        da = g @ W2
        dz = da * (1 - a**2)
        dW1 = dz.T @ x
        db1 = dz.sum(axis=0)
        dx = dz @ W1
        return dx, dW1, db1, dW2, db2

    return a @ W2.T + b2, pullback
"""
MADE = [
    ("dW2 = g.T @ a", "adjoint", "W2", 1),
    ("db2 = g.sum(axis=0)", "adjoint", "b2", 1),
    ("da = g @ W2", "adjoint", "a = np.tanh(z)", 1),
    ("dz = da * (1 - a**2)", "adjoint", "z = x @ W1.T + b1", 2),  # of the product, and of the sum
    ("dW1 = dz.T @ x", "adjoint", "W1", 1),
    ("db1 = dz.sum(axis=0)", "adjoint", "b1", 1),
    ("dx = dz @ W1", "adjoint", "x", 1),
]
#: A line, and a wrong one in its place.
WRONG = [
    ("dW2 = g.T @ a", "dW2 = g.T @ z"),
    ("db2 = g.sum(axis=0)", "db2 = g.mean(axis=0)"),
    ("da = g @ W2", "da = (g * g) @ W2"),
    ("dz = da * (1 - a**2)", "dz = da * (1 - z**2)"),
    ("dW1 = dz.T @ x", "dW1 = da.T @ x"),
    ("db1 = dz.sum(axis=0)", "db1 = dz.sum(axis=0) / len(x)"),
    ("dx = dz @ W1", "dx = -dz @ W1"),
]


def proved(text, shapes, **how):
    names = {"np": np}
    exec(compile(text, "network.py", "exec"), names)  # noqa: S102 - our own text, above
    return prove(
        next(v for k, v in names.items() if k not in ("np", "__builtins__")), shapes, **how
    )


def made(proof, text):
    """Return the meetings by the text of their lines."""
    lines = [line.strip() for line in text.splitlines()]
    return [
        (lines[m.line.number - 1], m.kind, lines[m.of.number - 1] if m.of else m.name, m.count)
        for m in proof.meetings
    ]


def test_every_line_of_two_layers_meets_what_it_is_the_gradient_of():
    proof = proved(NETWORK, TWO)
    assert proof.verdict is Verdict.PROVED
    assert made(proof, NETWORK) == MADE
    assert {m.line.file for m in proof.meetings} == {"network.py"}
    assert {m.line.function for m in proof.meetings} == {"pullback"}
    assert {m.of.function for m in proof.meetings if m.of} == {"network"}


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_the_first_line_that_is_apart_is_the_wrong_one_and_all_before_it_have_met(right, wrong):
    text = NETWORK.replace(right, wrong)
    proof = proved(text, TWO)
    assert proof.verdict is Verdict.REFUTED
    found = made(proof, text)
    place = next(k for k, one in enumerate(MADE) if one[0] == right)
    assert found[:place] == MADE[:place]
    assert found[place] == (wrong, "apart", "", 1)


def test_no_line_past_a_wrong_one_meets_what_it_should():
    text = NETWORK.replace("da = g @ W2", "da = (g * g) @ W2")
    kinds = {line: kind for line, kind, _, _ in made(proved(text, TWO), text)}
    assert [
        kind for line, kind in kinds.items() if line.startswith(("dz", "dW1", "db1", "dx"))
    ] == ["apart"] * 4


def test_an_array_of_the_forward_pass_once_more_is_told_from_its_gradient():
    text = """\
def layer(x):
    y = np.tanh(x)
    def pullback(g):
        again = np.tanh(x)
        slope = 1 - again**2
        return g * slope
    return y, pullback
"""
    proof = proved(text, {"x": ("N",)})
    assert made(proof, text) == [
        ("again = np.tanh(x)", "again", "y = np.tanh(x)", 1),
        ("slope = 1 - again**2", "part", "y = np.tanh(x)", 1),
        ("return g * slope", "adjoint", "x", 1),
    ]


def test_parts_of_a_sum_are_no_gradients_yet():
    text = """\
def layer(x, U, W):
    y = (x @ U.T) * np.sin(x @ W.T)
    def pullback(g):
        left = (g * np.sin(x @ W.T)) @ U
        right = (g * (x @ U.T) * np.cos(x @ W.T)) @ W
        return left + right, (g * np.sin(x @ W.T)).T @ x, (g * (x @ U.T) * np.cos(x @ W.T)).T @ x
    return y, pullback
"""
    proof = proved(text, {"x": ("N", "D"), "U": ("K", "D"), "W": ("K", "D")})
    assert proof.verdict is Verdict.PROVED
    kinds = {(line.split(" = ")[0], kind, name) for line, kind, name, _ in made(proof, text)}
    assert {("left", "part", "x"), ("right", "part", "x")} <= kinds
    last = {name for line, kind, name in kinds if line.startswith("return") and kind == "adjoint"}
    assert {"x", "U", "W"} <= last


def test_a_gradient_that_is_zero_is_said_to_be_zero():
    text = """\
def layer(x, shift):
    z = x + shift[:, None]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    def pullback(g):
        dz = P * (g - (g * P).sum(axis=1, keepdims=True))
        dshift = dz.sum(axis=1)
        return dz, dshift
    return P, pullback
"""
    proof = proved(text, {"x": ("N", "K"), "shift": ("N",)})
    assert proof["shift"].zero
    assert ("dshift = dz.sum(axis=1)", "zero", "") in [m[:3] for m in made(proof, text)]


def test_another_way_to_the_same_gradient_is_apart_and_the_gradient_is_met():
    text = """\
def layer(x):
    y = 1 / (1 + np.exp(-x))
    def pullback(g):
        other = y - y**2
        return g * other
    return y, pullback
"""
    proof = proved(text, {"x": ("N",)})
    assert proof.verdict is Verdict.PROVED
    assert made(proof, text) == [
        ("other = y - y**2", "apart", "", 1),
        ("return g * other", "adjoint", "x", 1),
    ]


LOOP = """\
def layer(x, W):
    hs = [x]
    for _ in range(3):
        hs.append(np.tanh(hs[-1] @ W))
    def pullback(g):
        dW = np.zeros_like(W)
        for k in range(3, 0, -1):
            g = g * (1 - hs[k] ** 2)
            dW = dW + hs[k - 1].T @ g
            g = g @ W.T
        return g, dW
    return hs[-1], pullback
"""


def test_a_line_in_a_loop_counts():
    proof = proved(LOOP, {"x": ("N", "D"), "W": ("D", "D")})
    assert proof.verdict is Verdict.PROVED
    forward = "hs.append(np.tanh(hs[-1] @ W))"
    assert made(proof, LOOP) == [
        ("g = g * (1 - hs[k] ** 2)", "adjoint", forward, 3),  # of the three products
        ("dW = dW + hs[k - 1].T @ g", "part", "W", 2),
        ("g = g @ W.T", "adjoint", forward, 2),  # of two tanh
        ("dW = dW + hs[k - 1].T @ g", "adjoint", "W", 1),
        ("g = g @ W.T", "adjoint", "x", 1),
    ]


def test_the_calls_that_lead_to_a_line_tell_its_uses_apart():
    text = """\
def linear(x, W):
    return x @ W, lambda g: (g @ W.T, x.T @ g)
def two(x, U, W):
    a, pull_a = linear(x, U)
    y, pull_y = linear(np.tanh(a), W)
    def pullback(g):
        dh, dW = pull_y(g)
        dx, dU = pull_a(dh * (1 - np.tanh(a)**2))
        return dx, dU, dW
    return y, pullback
"""
    names = {"np": np}
    exec(compile(text, "two.py", "exec"), names)  # noqa: S102 - our own text, above
    proof = prove(names["two"], {"x": ("N", "D"), "U": ("D", "H"), "W": ("H", "K")})
    by = {m.name: [c.number for c in m.calls] for m in proof.meetings if m.name}
    assert by == {"W": [7], "U": [8], "x": [8]}
    (of,) = [m for m in proof.meetings if m.of and m.of.number == 2]
    assert (of.line.number, [c.number for c in of.of_calls]) == (8, [4])


def test_code_that_is_not_followed_for_all_sizes_has_no_meetings():
    def forward(x):
        return np.array([sum(v * v for v in row) for row in x])

    proof = prove(forward, lambda g, x: 2 * g[:, None] * x, {"x": ("N", "D")})
    assert proof.verdict is Verdict.PROVED_AT
    assert proof.meetings == ()


def test_meetings_travel_with_a_proof_but_are_no_part_of_what_it_says():
    proof = proved(NETWORK, TWO)
    assert pickle.loads(pickle.dumps(proof)).meetings == proof.meetings  # noqa: S301 - ours
    assert replace(proof, meetings=()) == proof
    assert "Meeting" not in repr(proof)


def test_two_proofs_have_the_same_meetings():
    assert proved(NETWORK, TWO).meetings == proved(NETWORK, TWO).meetings
