"""Rules one by one: right programs that need a rule, and wrong ones of the same shape beside them."""

# ruff: noqa: C408, E501 - a table of programs, one a line

import numpy as np
import pytest
from tests.graph import wrong

P = wrong.Program
TWO = np.array([[1.0, 2], [3, 5]])

RIGHT = [
    # a sum over an axis that is a few numbers long is the sum of its places
    P(
        "short sum of two copies",
        "x:N,D",
        "return np.stack([x, x])",
        "return g[0] + g[1]",
        dict(x=TWO),
    ),
    P(
        "short sum of halves",
        "x:N,D",
        "return np.tanh(np.concatenate([x, x], axis=1))",
        "d = g[:, : x.shape[1]]; return (d + g[:, x.shape[1] :]) * (1 - np.tanh(x) ** 2)",
        dict(x=TWO),
    ),
    P(
        "short sum of copies of copies",
        "x:D",
        "t = np.stack([x, x]); return np.stack([t, t, t])",
        "d = g[0] + g[1] + g[2]; return d[0] + d[1]",
        dict(x=[1.0, 2]),
    ),
    P(
        "short sum of three columns",
        "x:N,3 w:3",
        "return (x @ w) ** 2",
        "z = x[:, 0] * w[0] + x[:, 1] * w[1] + x[:, 2] * w[2]; return (2 * g * z)[:, None] * w",
        dict(x=[[1.0, 2, 3]], w=[1.0, -1, 2]),
    ),
    P(
        "short sum as a dot product",
        "x:N,3 y:N,3",
        "return x[:, 0] * y[:, 0] + x[:, 1] * y[:, 1] + x[:, 2] * y[:, 2]",
        "return g[:, None] * y",
        dict(x=[[1.0, 2, 3]], y=[[1.0, 4, 3]]),
    ),
    P(
        "short sum in a softmax",
        "x:N,2",
        "e = np.exp(x); return e / e.sum(1, keepdims=True)",
        "p = np.exp(x[:, 0]) / (np.exp(x[:, 0]) + np.exp(x[:, 1])); d = p * (1 - p) * (g[:, 0] - g[:, 1]); return np.stack([d, -d], axis=1)",
        dict(x=TWO),
    ),
    # what is chosen among arrays that are seldom zero is seldom zero
    P(
        "seldom chosen",
        "x:N,D b:D",
        "return np.abs(np.where(x > 0, x, b))",
        "a = np.where(x > 0, x, b); d = np.where(a > 0, g, -g); return np.where(x > 0, 0, d).sum(0)",
        dict(x=[[1.0, -2], [-3, 5]], b=[3.0, -4]),
        wrt="b",
    ),
    P(
        "seldom the larger",
        "x:N y:N z:N",
        "return np.where(np.maximum(x, y) > 0, z, 0)",
        "return np.where(np.maximum(x, y) < 0, 0, g)",
        dict(x=[1.0, -2], y=[3.0, -4], z=[5.0, 6]),
        wrt="z",
    ),
    P(
        "seldom the largest",
        "x:N,K z:N",
        "return np.where(x.max(1) > 0, z, 0)",
        "return np.where(x.max(1) < 0, 0, g)",
        dict(x=[[1.0, -2], [-3, -4]], z=[5.0, 6]),
        wrt="z",
    ),
    # [-u > 0] meets 1 - [u > 0] where the code makes u in another way than the forward pass
    P(
        "turned, with a relu of its own",
        "y:N,D b:D",
        "return np.minimum(y, np.maximum(b, 0))",
        "a = b * (b > 0); return (g * (1 - (y < a))).sum(0) * (a > 0)",
        dict(y=[[1.0, -2], [3, 5]], b=[2.0, 4]),
        wrt="b",
    ),
    P(
        "turned, of a product",
        "x:N,D W:D,K z:N,K",
        "return np.where(x @ W > 0, z, 0)",
        "h = np.stack([x.T * 1, -x.T])[1].T; return g * (h @ W < 0)",
        dict(x=[[1.0, -2]], W=[[2.0, 4, 1], [5, 1, 1]], z=[[1.0, 2, 3]]),
        wrt="z",
    ),
    # x - mean(x) is moved by x where there are two entries at least
    P(
        "centred along D + 1",
        "x:N,D+1 z:N,D+1",
        "u = x - x.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x - x.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=TWO, z=TWO),
        wrt="z",
    ),
    P(
        "centred along three",
        "x:N,3 z:N,3",
        "u = x - x.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x - x.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=[[1.0, 2, 4]], z=[[1.0, 2, 3]]),
        wrt="z",
    ),
    P(
        "centred along two axes",
        "x:N+1,D z:N+1,D",
        "u = 2 * x - 2 * x.mean(); return np.where(u > 0, z, 0)",
        "u = 2 * x - 2 * x.mean(); return np.where(u < 0, 0, g)",
        dict(x=TWO, z=TWO),
        wrt="z",
    ),
    P(
        "centred, of a product",
        "x:N,3 W:3,D+1 z:N,D+1",
        "h = x @ W; u = h - h.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "h = x @ W; u = h - h.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=[[1.0, 2, 4]], W=[[1.0, 2], [0, 1], [2, 0]], z=[[1.0, 2]]),
        wrt="z",
    ),
    P(
        "centred, its root",
        "x:N,D+1",
        "return x.std(1)",
        "return g[:, None] * (x - x.mean(1, keepdims=True)) / (x.shape[1] * x.std(1, keepdims=True))",
        dict(x=TWO),
    ),
    P(
        "centred, its root beside what is never nought",
        "x:N,D+1",
        "return 1 / (x.std(1) + 0.1)",
        "s = x.std(1, keepdims=True); return -g[:, None] * (x - x.mean(1, keepdims=True)) / (x.shape[1] * s * (s + 0.1) ** 2)",
        dict(x=TWO),
    ),
    # numbers that are alike along an axis by chance say nothing of it
    P(
        "between nought and one",
        "x:N+1,D",
        "low, high = np.min(x, axis=0), np.max(x, axis=0)\nreturn (x - low) / (high - low)",
        "low, high = x.min(0), x.max(0); y = (x - low) / (high - low); d = g + (x == low) * np.sum(g * (y - 1), axis=0) - (x == high) * np.sum(g * y, axis=0); return d / (high - low)",
        dict(x=[[1.0, 2], [3, 1], [2, 5]]),
    ),
    # the slope of tanh is positive
    P(
        "slope of tanh, a determinant",
        "z:N,D w:D u:D",
        "h = np.tanh(z @ w); return np.log(np.abs(1 + (1 - h**2) * (u @ w)))",
        "h = np.tanh(z @ w); return np.outer(-2 * g * h * (1 - h**2) * (u @ w) / (1 + (1 - h**2) * (u @ w)), w)",
        dict(z=TWO, w=[1.0, -0.5], u=[2.0, 1]),
        wrt="z",
    ),
    P(
        "slope of tanh, divided by",
        "x:N",
        "return x",
        "s = 1 - np.tanh(x) ** 2; return g * s / s",
        dict(x=[1.0, -2]),
    ),
    # code takes the logarithm of exponentials as it stands or with care; floats differ far out
    P(
        "softplus divided by",
        "x:N s:",
        "return s / np.logaddexp(0, x)",
        "return -g * s / np.logaddexp(0, x) ** 2 / (1 + np.exp(-x))",
        dict(x=[1.0, -2], s=2.0),
    ),
    P(
        "softplus of an exponential, under a mask",
        "x:N m:N",
        "a = np.exp(x); return np.logaddexp(a, a) * m",
        "return g * m * np.exp(x)",
        dict(x=[1.0, -2], m=[0.0, 1]),
        sample={"m": "mask"},
    ),
    P(
        "softplus with and without care",
        "x:N r:N",
        "a = np.log(1 + np.exp(x)); return np.where(a > 0, a, r)",
        "a = np.logaddexp(0, x); return g * (a > 0) / (1 + np.exp(-x))",
        dict(x=[1.0, -2], r=[0.0, 1]),
    ),
]

WRONG = [
    P(
        "short sum of one copy twice",
        "x:N,D",
        "return np.stack([x, x])",
        "return g[0] + g[0]",
        dict(x=TWO),
    ),
    P(
        "short sum of copies, one less",
        "x:N,D",
        "return np.stack([x, x, x])",
        "return g[0] + g[1]",
        dict(x=TWO),
    ),
    P(
        "short sum of halves, turned",
        "x:N,D",
        "return np.concatenate([x, -x], axis=1)",
        "return g[:, : x.shape[1]] + g[:, x.shape[1] :]",
        dict(x=TWO),
    ),
    P(
        "short sum of blocks for pairs",
        "x:N",
        "return np.repeat(x, 2)",
        "return g[: x.shape[0]] + g[x.shape[0] :]",
        dict(x=[1.0, 2, 3]),
    ),
    P(
        "short sum of three columns, one twice",
        "x:N,3 w:3",
        "return (x @ w) ** 2",
        "z = x[:, 0] * w[0] + x[:, 1] * w[1] + x[:, 2] * w[1]; return (2 * g * z)[:, None] * w",
        dict(x=[[1.0, 2, 3]], w=[1.0, -1, 2]),
    ),
    P(
        "short sum squared outside",
        "x:N,2",
        "return (x * x).sum(1)",
        "s = x[:, 0] + x[:, 1]; return g[:, None] * s[:, None] * np.ones((1, 2))",
        dict(x=TWO),
    ),
    P(
        "short sum of two places for all sizes",
        "x:D y:N,D",
        "return x + 0 * y",
        "return g[0] + g[-1]",
        dict(x=[1.0, 2], y=np.ones((3, 2))),
    ),
    P(
        "short sum in a softmax, other sign",
        "x:N,2",
        "e = np.exp(x); return e / e.sum(1, keepdims=True)",
        "p = np.exp(x[:, 0]) / (np.exp(x[:, 0]) + np.exp(x[:, 1])); d = p * (1 - p) * (g[:, 0] - g[:, 1]); return np.stack([d, d], axis=1)",
        dict(x=TWO),
    ),
    P(
        "seldom chosen, or nought",
        "x:N y:N z:N",
        "u = np.where(y > -1e4, x, 0); return np.where(u > 0, z, 0)",
        "u = np.where(y > -1e4, x, 0); return np.where(u < 0, 0, g)",
        dict(x=[1.0], y=[-2e4], z=[1.0]),
        wrt="z",
    ),
    P(
        "seldom chosen by a mask, or relu",
        "x:N m:N z:N",
        "u = np.where(m > 0, x, np.maximum(x + 1e4, 0)); return np.where(u > 0, z, 0)",
        "u = np.where(m > 0, x, np.maximum(x + 1e4, 0)); return np.where(u < 0, 0, g)",
        dict(x=[-2e4], m=[0.0], z=[1.0]),
        wrt="z",
        sample={"m": "mask"},
    ),
    P(
        "seldom the larger of x and what clips it",
        "x:N z:N",
        "u = np.maximum(x + 1e4, 0 * x); return np.where(u > 0, z, 0)",
        "u = np.maximum(x + 1e4, 0 * x); return np.where(u < 0, 0, g)",
        dict(x=[-2e4], z=[1.0]),
        wrt="z",
    ),
    P(
        "seldom the largest of differences",
        "x:N,K z:N",
        "u = (x - x[:, :1]).max(1); return np.where(u > 0, z, 0)",
        "u = (x - x[:, :1]).max(1); return np.where(u < 0, 0, g)",
        dict(x=[[4.0, 2]], z=[1.0]),
        wrt="z",
    ),
    P(
        "seldom zero parts, one of them zero",
        "x:N z:N",
        "u = np.stack([x, 0 * x]); return np.where(u > 0, z, 0)",
        "u = np.stack([x, 0 * x]); return np.where(u < 0, 0, g).sum(0)",
        dict(x=[1.0, -1], z=[1.0, 2]),
        wrt="z",
    ),
    P(
        "seldom zero, of one less than it has",
        "x:N z:N,N",
        "u = x[:, None] - x; return np.where(np.abs(u) > 0, z, 0)",
        "u = x[:, None] - x; return np.where(np.abs(u) < 0, 0, g)",
        dict(x=[1.0, 2], z=[[1.0, 2], [3, 4]]),
        wrt="z",
    ),
    P(
        "turned, with a relu of its own, of two relus",
        "y:N b:N z:N",
        "return np.where(np.maximum(y - 1e4, 0) - np.maximum(b - 1e4, 0) > 0, z, 0)",
        "c, d = (y - 1e4) * (y > 1e4), (b - 1e4) * (b > 1e4); return g * (1 - (c - d < 0))",
        dict(y=[1.0], b=[2.0], z=[1.0]),
        wrt="z",
    ),
    P(
        "turned, though the forward pass has no kink",
        "x:N",
        "return x**2",
        "u = x + np.maximum(x, 0) - x * (x > 0); return 2 * g * x + g * (1 - (x > 0) - (u < 0))",
        dict(x=[0.0, 1]),
    ),
    P(
        "turned, the wrong way",
        "y:N,D b:D",
        "return np.minimum(y, np.maximum(b, 0))",
        "a = b * (b > 0); return (g * (y < a)).sum(0) * (a > 0)",
        dict(y=[[1.0, -2], [3, 5]], b=[2.0, 4]),
        wrt="b",
    ),
    P(
        "turned, at other places",
        "y:N,N z:N,N",
        "return np.where(y > np.maximum(y.T - 1e4, 0), z, 0)",
        "a = (y - 1e4) * (y > 1e4); return g * (1 - (y < a))",
        dict(y=[[1.0, 1], [2e4, 1]], z=[[1.0, 2], [3, 4]]),
        wrt="z",
    ),
    P(
        "turned, of what may be no number",
        "x:N z:N",
        "u = x + 0 * np.maximum(x, 0); return np.where(u > 0, z, 0)",
        "r = np.log(x + 1e4); u = r - x - r + 0 * (x > 0); return g * (1 - (u > 0))",
        dict(x=[-2e4, 1], z=[1.0, 2]),
        wrt="z",
    ),
    P(
        "centred along D",
        "x:N,D z:N,D",
        "u = x - x.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x - x.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=[[1.0]], z=[[1.0]]),
        wrt="z",
    ),
    P(
        "centred along N and D",
        "x:N,D z:N,D",
        "u = x - x.mean(); return np.where(u > 0, z, 0)",
        "u = x - x.mean(); return np.where(u < 0, 0, g)",
        dict(x=[[1.0]], z=[[1.0]]),
        wrt="z",
    ),
    P(
        "centred, all but itself",
        "x:N,D z:N,D",
        "u = x - x.sum(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x - x.sum(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=[[1.0]], z=[[1.0]]),
        wrt="z",
    ),
    P(
        "centred, times D",
        "x:N,D z:N,D",
        "u = x.shape[1] * x - x.sum(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x.shape[1] * x - x.sum(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=[[1.0]], z=[[1.0]]),
        wrt="z",
    ),
    P(
        "centred and summed",
        "x:N,D+1 z:N",
        "u = (x - x.mean(1, keepdims=True)).sum(1); return np.where(u > 0, z, 0)",
        "u = (x - x.mean(1, keepdims=True)).sum(1); return np.where(u < 0, 0, g)",
        dict(x=[[1.0, 1]], z=[1.0]),
        wrt="z",
    ),
    P(
        "centred, of a relu",
        "x:N,D+1 z:N,D+1",
        "r = np.maximum(x - 1e4, 0); u = r - r.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "r = np.maximum(x - 1e4, 0); u = r - r.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=TWO, z=TWO),
        wrt="z",
    ),
    P(
        "centred, of what a mask leaves",
        "x:N,D+1 m:N,D+1 z:N,D+1",
        "r = x * m; u = r - r.mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "r = x * m; u = r - r.mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=TWO, m=[[0.0, 0], [1, 1]], z=TWO),
        wrt="z",
        sample={"m": "mask"},
    ),
    P(
        "centred twice",
        "x:N,D+1 z:N,D+1",
        "c = x - x.mean(1, keepdims=True); u = c.mean(1, keepdims=True) + 0 * x; return np.where(u > 0, z, 0)",
        "c = x - x.mean(1, keepdims=True); u = c.mean(1, keepdims=True) + 0 * x; return np.where(u < 0, 0, g)",
        dict(x=np.ones((2, 2)), z=TWO),
        wrt="z",
    ),
    P(
        "centred, with the same beside it",
        "x:N,D+1 z:N,D+1",
        "u = x - x.mean(1, keepdims=True) - x[:, :1] + x[:, :1].mean(1, keepdims=True); return np.where(u > 0, z, 0)",
        "u = x - x.mean(1, keepdims=True) - x[:, :1] + x[:, :1].mean(1, keepdims=True); return np.where(u < 0, 0, g)",
        dict(x=np.ones((2, 2)), z=TWO),
        wrt="z",
    ),
    P(
        "centred, its root, of one",
        "x:N,D",
        "return 1 / (x.std(1) + 0.1)",
        "s = x.std(1, keepdims=True); return -g[:, None] * (x - x.mean(1, keepdims=True)) / (x.shape[1] * s * (s + 0.1) ** 2)",
        dict(x=[[1.0]]),
    ),
    P(
        "centred, its root, whose square has no root",
        "x:N,D+1",
        "return ((x - x.mean(1, keepdims=True)) ** 2).sum(1)",
        "c = x - x.mean(1, keepdims=True); s = x.std(1, keepdims=True); return 2 * g[:, None] * c * s / s",
        dict(x=np.ones((2, 2))),
    ),
    P(
        "divided by itself beside what is never nought",
        "x:N z:N",
        "return x * z",
        "return g * x * (z * (1 + x * x)) / (z * (1 + x * x))",
        dict(x=[1.0], z=[0.0]),
        wrt="z",
    ),
    P(
        "between nought and one, ends swapped",
        "x:N+1,D",
        "low, high = np.min(x, axis=0), np.max(x, axis=0)\nreturn (x - low) / (high - low)",
        "low, high = x.min(0), x.max(0); y = (x - low) / (high - low); d = g + (x == high) * np.sum(g * (y - 1), axis=0) - (x == low) * np.sum(g * y, axis=0); return d / (high - low)",
        dict(x=[[1.0, 2], [3, 1], [2, 5]]),
    ),
    P(
        "between nought and one, of one row",
        "x:N,D",
        "low, high = np.min(x, axis=0), np.max(x, axis=0)\nreturn (x - low) / (high - low + 1)",
        "low, high = x.min(0), x.max(0); s = high - low; y = (x - low) / (s + 1); d = g / (s + 1) * s / s + (x == low) * np.sum(g * (y - 1), axis=0) / (s + 1) - (x == high) * np.sum(g * y, axis=0) / (s + 1); return d",
        dict(x=[[1.0, 2]]),
    ),
    P(
        "slope of tanh, of another function",
        "x:N z:N",
        "return np.where(1 - np.arctan(x) ** 2 / 2.4 > 0, z, 0)",
        "return 1 * g",
        dict(x=[1e4], z=[1.0]),
        wrt="z",
    ),
    P(
        "slope of tanh, less a little",
        "x:N z:N",
        "return np.where(1 - np.tanh(x) ** 2 * (1 + 1e-9) > 0, z, 0)",
        "return 1 * g",
        dict(x=[15.0], z=[1.0]),
        wrt="z",
    ),
    P(
        "slope of tanh, cubed",
        "x:N z:N",
        "u = x * (1 - np.tanh(x)) * (1 - np.tanh(x) ** 2 - 1e-12); return np.where(u > 0, z, 0)",
        "return g * (x > 0)",
        dict(x=[15.0], z=[1.0]),
        wrt="z",
    ),
    P(
        "slope of tanh, a determinant, other sign",
        "z:N,D w:D u:D",
        "h = np.tanh(z @ w); return np.log(np.abs(1 + (1 - h**2) * (u @ w)))",
        "h = np.tanh(z @ w); return np.outer(-2 * g * h * (1 - h**2) * (u @ w) / np.abs(1 + (1 - h**2) * (u @ w)), w)",
        dict(z=TWO, w=[1.0, -0.5], u=[-8.0, 1]),
        wrt="z",
    ),
    P(
        "softplus of an exponential, once too often",
        "x:N m:N",
        "a = np.exp(x); return np.logaddexp(a, a) * m",
        "return 2 * g * m * np.exp(x)",
        dict(x=[1.0, -2], m=[0.0, 1]),
        sample={"m": "mask"},
    ),
    P(
        "softplus, or what is far below it",
        "x:N r:N",
        "a = np.logaddexp(0, x); return np.where(a > 1e-12, a, r)",
        "return g / (1 + np.exp(-x))",
        dict(x=[-50.0], r=[1.0]),
        by=1e-25,
    ),
]


def name(case):
    return case.name.replace(" ", "-")


@pytest.mark.parametrize("program", RIGHT, ids=name)
def test_a_right_program_is_right_by_numbers_and_proved(program):
    assert program.gap() < 1e-6
    found = program.proof()
    assert found.proved, [found.obstacle, *(f.obstacle for f in found.found.values())]


@pytest.mark.parametrize("program", WRONG, ids=name)
def test_a_wrong_program_is_wrong_by_numbers_and_not_proved(program):
    assert program.gap() > program.by
    assert not program.proof().found[program.wrt].proved


def test_each_has_a_name_of_its_own():
    assert len({p.name for p in RIGHT + WRONG}) == len(RIGHT + WRONG)
