"""Homework: exercises in every hand, with builtins, lists, tables of functions and odd casts."""

# ruff: noqa: PERF401, PYI024 - as people write them

from collections import namedtuple
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy import arange, exp, log, ones, zeros
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT

# --- regularised logistic regression, the intercept spared


def cost_function(theta, X, y, lam):
    m = y.size
    h = 1 / (1 + exp(-X.dot(theta)))
    J = (-y.T.dot(log(h)) - (1 - y).T.dot(log(1 - h))) / m
    return J + lam / (2 * m) * sum(theta[1:] ** 2)


def gradient(g, theta, X, y, lam):
    m = float(len(y))
    h = 1 / (1 + exp(-X.dot(theta)))
    grad = X.T.dot(h - y) / m
    grad[1:] = grad[1:] + (lam / m) * theta[1:]
    return g * grad


spared_intercept = Stranger(
    cost_function,
    gradient,
    {"theta": (3,), "X": ("M", 3), "y": ("M",), "lam": ()},
    PROVED_AT,
    ("grad[1:] = grad[1:] + (lam / m) * theta[1:]", "grad = grad + (lam / m) * theta"),
    wrt=("theta",),
    sample={"y": "mask"},
)

# --- a column of ones glued to the data


def predict(W, X):
    X = np.hstack((ones((X.shape[0], 1)), X))
    return 1.0 / (1.0 + np.exp(-np.matmul(X, W)))


def predict_back(g, W, X):
    Xb = np.concatenate([np.ones([X.shape[0], 1]), X], axis=1)
    a = predict(W, X)
    delta = np.multiply(g, np.multiply(a, 1 - a))
    return Xb.T @ delta, (delta @ W.T)[:, 1:]


column_of_ones = Stranger(
    predict,
    predict_back,
    {"W": ("D+1", "K"), "X": ("N", "D")},
    PROVED_AT,
    ("(delta @ W.T)[:, 1:]", "(delta @ W.T)[:, :-1]"),
)

# --- any number of layers, weights in lists, functions in a table

ACTIVATIONS = {
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "linear": (lambda z: z, lambda a: 1),
}


class Network:
    def __init__(self, weights, kinds):
        self.weights = [np.array(w) for w in weights]
        self.kinds = kinds

    def feed(self, x):
        self.a = [x]
        for w, kind in zip(self.weights, self.kinds, strict=True):
            f, _ = ACTIVATIONS[kind]
            self.a.append(f(self.a[-1].dot(w)))
        return self.a[-1]

    def back(self, error):
        grads = [None] * len(self.weights)
        delta = error
        for l in range(len(self.weights) - 1, -1, -1):
            _, df = ACTIVATIONS[self.kinds[l]]
            delta = delta * df(self.a[l + 1])
            grads[l] = self.a[l].T.dot(delta)
            delta = delta.dot(self.weights[l].T)
        return [delta, *grads]


KINDS = ("tanh", "sigmoid", "linear")


def deep_back(g, x, *weights):
    net = Network(weights, KINDS)
    net.feed(x)
    return net.back(g)


deep_network = Stranger(
    lambda x, *weights: Network(weights, KINDS).feed(x),
    deep_back,
    {"x": ("N", "D"), "A": ("D", "H"), "B": ("H", "P"), "C": ("P", "K")},
    PROVED,
    ("lambda a: 1 - a**2", "lambda a: 1 - np.tanh(a) ** 2"),
)

# --- squared error, one example after the other


def sse(w, x, y):
    errors = [(np.dot(w, xi) - yi) ** 2 for xi, yi in zip(x, y, strict=True)]
    return sum(errors) / len(errors)


def sse_back(g, w, x, y):
    grad = 0
    n = len(x)
    for i in range(n):
        residual = np.inner(w, x[i]) - y[i]
        grad = grad + 2 * residual * x[i] / n
    return g * grad


one_by_one = Stranger(
    sse,
    sse_back,
    {"w": ("D",), "x": ("N", "D"), "y": ("N",)},
    PROVED_AT,
    ("grad = grad + 2 * residual * x[i] / n", "grad = 2 * residual * x[i] / n"),
    wrt=("w",),
)

# --- a polynomial fitted by powers


def poly(coef, t):
    return sum(c * np.power(t, k) for k, c in enumerate(coef))


def poly_back(g, coef, t):
    powers = np.stack([t**k for k in range(len(coef))])
    dcoef = powers @ g
    dt = g * sum(k * coef[k] * t ** (k - 1) for k in range(1, len(coef)))
    return dcoef, dt


polynomial = Stranger(
    poly,
    poly_back,
    {"coef": (4,), "t": ("N",)},
    PROVED_AT,
    ("k * coef[k] * t ** (k - 1)", "coef[k] * t ** (k - 1)"),
)

# --- word vectors with negative samples


def skipgram(v, U, neg):
    z = U[0] @ v
    loss = -np.log(1 / (1 + np.exp(-z)))
    for k in neg:
        loss = loss - np.log(1 / (1 + np.exp(U[k] @ v)))
    return loss


def skipgram_back(g, v, U, neg):
    dU = np.zeros_like(U)
    s = 1 / (1 + np.exp(-(U[0] @ v)))
    dv = (s - 1) * U[0]
    dU[0] += (s - 1) * v
    for k in neg:
        s = 1 / (1 + np.exp(-(U[k] @ v)))
        dv = dv + s * U[k]
        dU[k] += s * v
    return g * dv, g * dU


negative_sampling = Stranger(
    skipgram,
    skipgram_back,
    {"v": ("D",), "U": (3, "D"), "neg": (2,)},
    PROVED_AT,
    ("dU[k] += s * v", "dU[k] = s * v"),
    wrt=("v", "U"),
    sample={"neg": "labels:U[0]"},
)

# --- a factorisation machine


def fm(x, w0, w, V):
    linear = w0 + x @ w
    cross = 0.5 * np.sum((x @ V) ** 2 - (x**2) @ (V**2), axis=1)
    return linear + cross


def fm_back(g, x, w0, w, V):
    xv = x @ V
    gg = g.reshape(-1, 1)
    dV = x.T @ (gg * xv) - V * ((x**2).T @ gg)
    dx = gg * (w + xv @ V.T - x * np.sum(V**2, axis=1))
    return dx, g.sum(), x.T @ g, dV


factorisation_machine = Stranger(
    fm,
    fm_back,
    {"x": ("N", "D"), "w0": (), "w": ("D",), "V": ("D", "K")},
    PROVED,
    (" - V * ((x**2).T @ gg)", ""),
)

# --- a cache as a named tuple, momentum of the network as a fold

Cache = namedtuple("Cache", "x h keep")


def block(x, w):
    h = x * w
    return h / (1 + h * h), Cache(x, h, w)


def block_back(g, cache):
    x, h, w = cache
    q = 1 + np.square(h)
    dh = g * (1 - h**2) / q**2
    return dh * w, np.sum(dh * x, axis=0)


def fold(x, w):
    return reduce(lambda a, _: block(a, w)[0], range(2), x)


def fold_back(g, x, w):
    caches, a = [], x
    for _ in range(2):
        a, cache = block(a, w)
        caches.append(cache)
    dw = 0
    while caches:
        g, d = block_back(g, caches.pop())
        dw = dw + d
    return g, dw


folded_blocks = Stranger(
    fold,
    fold_back,
    {"x": ("N", "D"), "w": ("D",)},
    PROVED_AT,  # dw is out of reach for all sizes
    ("dw = dw + d", "dw = d"),
)

# --- a data class with types forced to float64


@dataclass
class Bilinear:
    W: object
    tape: dict = field(default_factory=dict)

    @property
    def scale(self):
        return np.float64(0.125)

    def forward(self, a, b):
        self.tape.update(a=a, b=b)
        return np.einsum("ni,kij,nj->nk", a, self.W, b) * self.scale

    def backward(self, g):
        a, b = self.tape["a"], self.tape["b"]
        g = g * self.scale
        return (
            np.einsum("nk,kij,nj->ni", g, self.W, b),
            np.einsum("nk,kij,ni->nj", g, self.W, a),
            np.einsum("nk,ni,nj->kij", g, a, b),
        )


def bilinear_back(g, a, b, W):
    layer = Bilinear(W)
    layer.forward(a, b)
    return layer.backward(g)


bilinear = Stranger(
    lambda a, b, W: Bilinear(W).forward(a, b),
    bilinear_back,
    {"a": ("N", "I"), "b": ("N", "J"), "W": ("K", "I", "J")},
    PROVED,
    ("        g = g * self.scale\n", ""),
)

# --- pixels cast and scaled, a mask of floats


def prepare(x, w):
    x = np.asarray(x).astype(np.float64)
    centred = (x - np.mean(x, axis=0)) / 255.0
    seen = (centred > 0).astype(np.float64)
    return np.multiply(seen, np.dot(centred, w))


def prepare_back(g, x, w):
    centred = (x - x.mean(0)) / 255.0
    seen = np.array(centred > 0, dtype=float)
    return centred.T.dot(seen * g)


cast_pixels = Stranger(
    prepare,
    prepare_back,
    {"x": ("N", "D"), "w": ("D", "D")},
    PROVED,
    ("centred.T.dot(seen * g)", "x.T.dot(seen * g)"),
    wrt=("w",),
)

# --- soft assignment to centres


def soft_kmeans(x, c):
    d = np.linalg.norm(x[:, None] - c[None], axis=2) ** 2
    r = np.exp(-d)
    r = r / r.sum(axis=1, keepdims=True)
    return np.sum(r * d)


def soft_kmeans_back(g, x, c):
    diff = np.expand_dims(x, 1) - np.expand_dims(c, 0)
    d = np.sum(diff * diff, axis=-1)
    r = np.exp(-d)
    r /= np.sum(r, axis=1, keepdims=True)
    mean = np.sum(r * d, axis=1, keepdims=True)
    dd = r * (1 - d + mean)
    return -2 * g * np.einsum("nk,nkd->kd", dd, diff)


soft_assignment = Stranger(
    soft_kmeans,
    soft_kmeans_back,
    {"x": ("N", "D"), "c": ("K", "D")},
    PROVED,
    ("dd = r * (1 - d + mean)", "dd = r"),
    wrt=("c",),
)

# --- policy gradient with returns worked out backwards


def reinforce(logits, actions, rewards):
    T = len(rewards)
    returns = zeros(T)
    running = 0
    for t in reversed(range(T)):
        running = rewards[t] + 0.5 * running
        returns[t] = running
    p = exp(logits) / exp(logits).sum(axis=1)[:, None]
    loss = -np.sum(log(p[arange(T), actions]) * returns)
    return loss, (p, actions, returns)


def reinforce_back(g, cache):
    p, actions, returns = cache
    d = p.copy()
    d[arange(len(actions)), actions] -= 1
    d *= returns[:, None]
    return g * d


policy_gradient = Stranger(
    *cached(reinforce, reinforce_back),
    {"logits": ("T", "A"), "actions": ("T",), "rewards": ("T",)},
    PROVED_AT,
    ("d *= returns[:, None]", "d = d * returns.sum()"),
    wrt=("logits",),
    sample={"actions": "labels:logits[1]"},
)

# --- a matrix game: trace, diagonal, outer products


def trace_loss(A, B):
    return np.trace(A @ B) + np.sum(np.diag(A) * np.diagonal(B))


def trace_loss_back(g, A, B):
    dA = B.T + np.diag(np.diag(B))
    dB = A.T + np.eye(A.shape[0]) * A
    return g * dA, g * dB


trace_and_diagonal = Stranger(
    trace_loss,
    trace_loss_back,
    {"A": ("N", "N"), "B": ("N", "N")},
    PROVED,
    ("dA = B.T + np.diag(np.diag(B))", "dA = B + np.diag(np.diag(B))"),
)

# --- Euler steps of a differential equation


def euler(y, a, dt=0.1, steps=2):
    for _ in range(steps):
        y = y + dt * np.sin(a * y)
    return y


def euler_back(g, y, a, dt=0.1, steps=2):
    path = [y]
    for _ in range(steps):
        path.append(path[-1] + dt * np.sin(a * path[-1]))
    da = 0.0
    for state in path[-2::-1]:
        c = np.cos(a * state)
        da += (g * dt * state * c).sum()
        g = g * (1 + dt * a * c)
    return g, da


euler_steps = Stranger(
    euler,
    euler_back,
    {"y": ("N",), "a": ()},
    PROVED,
    ("g = g * (1 + dt * a * c)", "g = g * (1 + dt * c)"),
)

# --- element by element, as in a language without arrays


def plain_softplus(rows):
    out = np.zeros(rows.shape)
    it = np.ndindex(*rows.shape)
    for i, j in it:
        v = rows[i][j]
        out[i][j] = max(v, 0) + np.log1p(np.exp(-abs(v)))
    return out


def plain_softplus_back(g, rows):
    out = []
    for i in range(len(rows)):
        line = []
        for j in range(len(rows[i])):
            line.append(g[i][j] / (1 + pow(np.e, -rows[i][j])))
        out.append(line)
    return np.array(out)


without_arrays = Stranger(
    plain_softplus,
    plain_softplus_back,
    {"rows": ("N", "D")},
    PROVED_AT,
    ("(1 + pow(np.e, -rows[i][j]))", "(1 + pow(np.e, rows[i][j]))"),
)

# --- columns sorted out by a rule: an if on the data


def branchy(x, w):
    s = x @ w
    if np.sum(s) > 0:
        return s * 2
    return s**2


def branchy_back(g, x, w):
    s = np.dot(x, w)
    d = 2 * g if s.sum() > 0 else 2 * g * s
    return np.outer(d, w), x.T @ d


data_if = Stranger(
    branchy,
    branchy_back,
    {"x": ("N", "D"), "w": ("D",)},
    PROVED_AT,
    ("else 2 * g * s", "else 2 * g"),
)
