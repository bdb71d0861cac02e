"""The line at fault is the line that was changed, or where names say nothing one close behind."""

import linecache

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.calculus.meetings import Meetings
from backproof.diagnosis import blame, diagnose
from backproof.diagnosis.repairs import Workshop
from backproof.diagnosis.trials import trials
from backproof.proof import whole
from backproof.question.task import Task

LAYER = """\
def layer(x, W, gain, shift, V, t):
    z = x @ W.T
    s = 1 / (1 + np.exp(-z))
    a = z * s
    c = a - a.mean(axis=1, keepdims=True)
    r = 1 / np.sqrt((c**2).mean(axis=1, keepdims=True) + 1e-3)
    n = c * r
    y = n * gain + shift
    u = y @ V.T + y
    e = u - t
    loss = (e**2).sum() / 2

    def pullback(g):
        du = g * e
        dt = -du
        dV = du.T @ y
        dy = du @ V
        dy += du
        dgain = (dy * n).sum(axis=0)
        dshift = dy.sum(axis=0)
        dn = dy * gain
        p = dn.mean(axis=1, keepdims=True)
        q = (dn * n).mean(axis=1, keepdims=True)
        da = (dn - p - n * q) * r
        slope = s + z * s * (1 - s)
        dz = da * slope
        dW = dz.T @ x
        dx = dz @ W
        return dx, dW, dgain, dshift, dV, dt

    return loss, pullback
"""
SHAPES = {
    "x": ("N", "D"), "W": ("K", "D"), "gain": ("K",), "shift": ("K",), "V": ("K", "K"),
    "t": ("N", "K"),
}  # fmt: skip

#: What stands once in the backward pass, and what takes its place.
CHANGES = {
    "what is made of it meets nothing, and is right": ("(dn - p - n * q)", "(dn - n * q)"),
    "a sum on the way": ("q = (dn * n).mean", "q = dn.mean"),
    "a line that does nothing": ("dn = dy * gain", "dn = dy"),
    "an array of the forward pass": ("du = g * e", "du = e"),
    "what is the same for all g": ("z * s * (1 - s)", "z * s * (1 + s)"),
    "one sum is forgotten": ("dy += du", "dy = du"),
    "the sign of a sum": ("dy += du", "dy -= du"),
    "the last line": ("dx = dz @ W", "dx = da @ W"),
    "a gradient that nothing is made of": ("dshift = dy.sum", "dshift = dy.mean"),
    "a product the other way": ("dV = du.T @ y", "dV = y.T @ du"),
    "half of it": ("dz = da * slope", "dz = da * s"),
}


def named(text, name):
    """Return the lines that the prover names in a layer."""
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space = {"np": np}
    exec(compile(text, name, "exec"), space)  # noqa: S102 - our own text
    found = prove(space["layer"], SHAPES).gradients.values()
    return {g.line.number for g in found if g.verdict is Verdict.REFUTED}


def changed(case):
    """Return the text with one line changed, and its number."""
    old, new = CHANGES[case]
    before, after = LAYER.split(old)
    return before + new + after, before.count("\n") + 1


@pytest.mark.parametrize("case", CHANGES)
def test_the_line_at_fault_is_the_line_that_was_changed(case):
    text, line = changed(case)
    assert named(text, f"<changed: {case}>") == {line}


@pytest.mark.parametrize("case", [*CHANGES][::2])
def test_where_names_say_nothing_it_is_that_line_or_one_close_behind(case):
    text, line = changed(case)
    for k, name in enumerate(("du", "dt", "dV", "dy", "dgain", "dshift", "dn", "da", "dz")):
        text = text.replace(name, f"w{k}")
    assert named(text, f"<renamed: {case}>") <= set(range(line, line + 4))


def test_the_layer_itself_is_proved():
    assert named(LAYER, "<right>") == set()


def helper(g, x, W):
    e = g @ W
    return e * 2


def calling(x, W):
    return x @ W.T, lambda g: (helper(g, x, W), g.T @ x)


def test_a_line_of_a_function_that_is_called_is_named():
    proof = prove(calling, {"x": ("N", "D"), "W": ("K", "D")})
    first = helper.__code__.co_firstlineno
    assert proof["x"].line.number == first + 2
    assert (proof["x"].line.function, proof["W"].verdict) == ("helper", Verdict.PROVED)


def flattened(x, t):
    y = x.mean(axis=1)
    e = y - t

    def pullback(g):
        u = e / 2  # wrong: g is forgotten
        v = u[:, None] / x.shape[1]
        w = v + 0 * x
        return w, -u

    return (e**2).sum() / 4, pullback


def masked_again(x, w):
    y = x * w
    a = np.maximum(y, 0)
    t = np.tanh(a)

    def pullback(g):
        u = g * 3 * a  # wrong: the slope of tanh is forgotten
        v = np.where(y > 0, u, 0)
        return v * w, v * x

    return t, pullback


def centred(x, W, b):
    y = x @ W.T + b
    c = y - y.mean(axis=0)

    def pullback(g):
        u = 2 * g  # wrong: it is twice too large
        v = u - u.mean(axis=0)
        return v @ W, v.T @ x, v.sum(axis=0)

    return c, pullback


def constant(x, b):
    y = (x + b).sum(axis=0)

    def pullback(g):
        u = np.ones_like(x) * g
        v = u.mean(axis=0)  # wrong: a sum is right, and this is g
        return u, v

    return y, pullback


# What the graph says by itself: the line of each wrong gradient, counted from that of the function.
SHOWN = {
    flattened: ({"x": ("N", "D"), "t": ("N",)}, {"x": 5, "t": 5}),
    masked_again: ({"x": ("N", "D"), "w": ("N", "D")}, {"x": 6, "w": 6}),
    centred: ({"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}, {"x": 5, "W": 5}),
    constant: ({"x": ("N", "D"), "b": ("D",)}, {"b": 5}),
}


@pytest.mark.parametrize("layer", SHOWN, ids=lambda f: f.__name__)
def test_the_graph_names_the_first_array_that_is_amiss(layer):
    shapes, expected = SHOWN[layer]
    found = whole.prove(Task.read(layer, shapes, None, None, None)).found
    start = layer.__code__.co_firstlineno
    assert {n: found[n].line.number - start for n in expected} == expected


def test_what_mends_one_gradient_is_tried_first_for_the_next(monkeypatch):
    searched = []
    real = diagnose.search

    def search(shop, name, *rest):
        searched.append(name)
        return real(shop, name, *rest)

    monkeypatch.setattr(diagnose, "search", search)
    text, line = changed("the sign of a sum")
    assert named(text, "<once>") == {line}
    assert len(searched) == 1


def test_what_numbers_tell_apart_is_not_asked_of_the_symbols(monkeypatch):
    asked = []
    real = Meetings.same

    def same(self, left, right, dims):
        asked.append(left[0])
        return real(self, left, right, dims)

    monkeypatch.setattr(Meetings, "same", same)
    monkeypatch.setattr(Meetings, "run", lambda self, wanted: None)
    found = whole.prove(Task.read(centred, SHOWN[centred][0], None, None, None)).found
    assert [n for n, f in found.items() if f.apart] == ["x", "W"]
    assert len(set(asked)) == 1, "that of b alone, which is right"


def slow(g, x):
    for _ in range(20_000):
        y = 2 * g
    dx = y * x
    return (dx,)


def test_the_search_has_a_budget_of_runs():
    """Where a run is long, few are made: and x cubed has another slope than 2 g x."""
    task = Task.read(lambda x: x * x * x, slow, {"x": ("N", "D")}, None, None)
    tried = trials(task, "x", None)
    scene = blame.Backward(Workshop(task, tried[0]), 0, "")
    assert sum(1 for _ in scene.runs) == blame.LEAST
    with pytest.raises(StopIteration):
        scene.mends(scene.statements[-1], None, tried[0])
