"""Eighty wrong backward passes, as students and engineers write them, each with its error.

The list was written before the code that names the errors, and is not tuned to it.  ``kinds`` are
the keys that count as right: the error that was made, and what is the same error in other words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Mutant:
    title: str
    group: str  # one of the kinds named in the issue, or "other"
    kinds: tuple[str, ...]
    name: str  # the input whose gradient is wrong
    forward: Callable
    backward: Callable | None  # None: forward is a layer
    shapes: Mapping[str, tuple]
    wrt: tuple[str, ...]
    sample: Mapping[str, str] = field(default_factory=dict)


MUTANTS: list[Mutant] = []


def into(listed):
    """Return the two decorators that put mutants into a list."""

    def mutant(group, kinds, name, forward, shapes, wrt=None, **sample):
        """Register a wrong backward pass of ``forward``."""

        def register(backward):
            names = tuple(shapes) if wrt is None else tuple(wrt.split())
            known, title = tuple(kinds.split(", ")), backward.__name__
            listed.append(
                Mutant(title, group, known, name, forward, backward, shapes, names, sample)
            )
            return backward

        return register

    def layer(group, kinds, name, shapes):
        """Register a layer with a wrong pullback."""

        def register(function):
            known, title = tuple(kinds.split(", ")), function.__name__
            listed.append(Mutant(title, group, known, name, function, None, shapes, tuple(shapes)))
            return function

        return register

    return mutant, layer


mutant, layer = into(MUTANTS)


# --- what forward and backward passes share ------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def tanh_prime(z):
    return 1 - np.tanh(z) ** 2


def silu_prime(z):
    s = sigmoid(z)
    return s * (1 + z * (1 - s))


def gelu(z):
    return z * sigmoid(1.702 * z)


def gelu_prime(z):
    s = sigmoid(1.702 * z)
    return s + 1.702 * z * s * (1 - s)


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


X, ND = {"x": ("N", "D")}, ("N", "D")
Z, PAIR = {"z": ("N", "K")}, {"a": ("N", "K"), "b": ("N", "K")}
AFFINE = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
SQUARE = {"x": ("N", "D"), "W": ("D", "D"), "b": ("D",)}
LINEAR = {"x": ("N", "D"), "w": ("D",), "t": ("N",)}
REGRESSION = {"x": ("N", "D"), "W": ("D", "K"), "t": ("N", "K")}
LABELS = {"z": ("N", "K"), "t": ("N", "K")}
TWO = {"x": ("N", "D"), "W1": ("H", "D"), "b1": ("H",), "W2": ("K", "H"), "b2": ("K",)}
NORM = {"x": ("N", "D"), "gamma": ("D",), "beta": ("D",)}
CELL = {"x": ("N", "D"), "h": ("N", "H"), "Wx": ("D", "H"), "Wh": ("H", "H"), "b": ("H",)}
HEAD = {"Q": ("T", "D"), "K": ("S", "D"), "V": ("S", "E")}
SELF = {"Q": ("T", "D"), "K": ("T", "D"), "V": ("T", "D")}


def affine(x, W, b):
    return x @ W.T + b


def dense_sigmoid(x, W, b):
    return sigmoid(x @ W.T + b)


def dense_tanh(x, W, b):
    return np.tanh(x @ W.T + b)


def network(x, W1, b1, W2, b2):
    a1 = sigmoid(x @ W1.T + b1)
    return sigmoid(a1 @ W2.T + b2)


def relu_network(x, W1, b1, W2, b2):
    return np.maximum(0, x @ W1.T + b1) @ W2.T + b2


def mse_rows(x, W, t):
    """Sum over the outputs, mean over the examples."""
    return ((x @ W - t) ** 2).sum() / x.shape[0]


def mse_all(x, W, t):
    return np.mean((x @ W - t) ** 2)


def half_squares(x, W, t):
    return 0.5 * np.sum((x @ W - t) ** 2)


def ridge(x, w, t):
    return ((x @ w - t) ** 2).sum() / 2 + 0.1 / 2 * (w**2).sum()


def logistic(x, w, t):
    p = sigmoid(x @ w)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def cross_entropy(z, t):
    """Mean over the examples."""
    p = softmax(z)
    return -(t * np.log(p)).sum() / z.shape[0]


def cross_entropy_sum(z, t):
    return -(t * np.log(softmax(z))).sum()


def rnn(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx + h @ Wh + b)


def attend(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


def layer_norm(x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    return gamma * (x - mu) / np.sqrt(var + 0.01) + beta


def batch_norm(x, gamma, beta, eps=0.01):
    mu = x.mean(axis=0)
    var = ((x - mu) ** 2).mean(axis=0)
    return gamma * (x - mu) / np.sqrt(var + eps) + beta


def variance(x):
    return x.var(axis=0)


def log_softmax(z):
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def centre(x):
    return x - x.mean(axis=0)


# --- × 2 -----------------------------------------------------------------------------------------


@mutant("× 2", "factor 1/2", "W", mse_all, REGRESSION, "W")
def the_two_of_the_square_is_lost(g, x, W, t):
    error = x @ W - t
    return g * x.T @ error / error.size


@mutant("× 2", "factor 2", "W", half_squares, REGRESSION, "x W")
def the_half_of_the_cost_is_overlooked(g, x, W, t):
    diff = 2 * (x @ W - t)
    dx = g * diff @ W.T
    dW = g * x.T @ diff
    return dx, dW


@mutant("× 2", "factor 1/2", "x", variance, X)
def a_variance_without_its_two(g, x):
    n = x.shape[0]
    return g * (x - x.mean(axis=0)) / n


@mutant(
    "× 2",
    "factor 1/2",
    "c",
    lambda x, c: ((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2),
    {"x": ("N", "D"), "c": ("K", "D")},
)
def distances_to_centres(g, x, c):
    diff = x[:, None, :] - c[None, :, :]
    dx = (2 * g[:, :, None] * diff).sum(axis=1)
    dc = -(g[:, :, None] * diff).sum(axis=0)
    return dx, dc


@layer("× 2", "factor 2", "V", HEAD)
def attention_with_a_doubled_value_path(Q, K, V):
    scale = 1 / np.sqrt(Q.shape[1])
    P = softmax(Q @ K.T * scale)

    def pullback(g):
        dP = g @ V.T
        dS = P * (dP - (dP * P).sum(axis=1, keepdims=True)) * scale
        return dS @ K, dS.T @ Q, P.T @ (g + g)

    return P @ V, pullback


# --- × 1/N ---------------------------------------------------------------------------------------


@mutant("× 1/N", "factor 1/N", "W", affine, AFFINE)
def the_layer_averages_too(g, x, W, b):
    m = x.shape[0]
    dW = g.T @ x / m
    db = g.sum(axis=0)
    dx = g @ W
    return dx, dW, db


@mutant("× 1/N", "factor 1/N", "z", cross_entropy_sum, LABELS, "z", t="onehot")
def a_sum_is_taken_for_a_mean_in_the_cost(g, z, t):
    N = z.shape[0]
    return g * (softmax(z) - t) / N


@mutant("× 1/N", "factor 1/N", "w", logistic, LINEAR, "w", t="unit")
def averaged_twice(g, x, w, t):
    n = len(t)
    dz = (sigmoid(x @ w) - t) / n
    dw = 1 / n * np.dot(x.T, dz)
    return g * dw


@mutant("× 1/N", "factor 1/N", "gamma", batch_norm, NORM, "gamma beta")
def gamma_averaged(g, x, gamma, beta):
    N, _ = x.shape
    mu = x.mean(axis=0)
    xhat = (x - mu) / np.sqrt(x.var(axis=0) + 0.01)
    dgamma = np.sum(g * xhat, axis=0) / N
    dbeta = np.sum(g, axis=0)
    return dgamma, dbeta


@mutant("× 1/N", "factor 1/N", "W1", relu_network, TWO)
def the_hidden_layer_averages(g, x, W1, b1, W2, b2):
    batch = x.shape[0]
    z1 = x @ W1.T + b1
    a1 = np.maximum(0, z1)
    dW2 = g.T @ a1
    db2 = g.sum(axis=0)
    dz1 = (g @ W2) * (z1 > 0)
    dW1 = (1.0 / batch) * dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dz1 @ W1, dW1, db1, dW2, db2


# --- × N -----------------------------------------------------------------------------------------


@mutant("× N", "factor N", "z", cross_entropy, LABELS, "z", t="onehot")
def softmax_minus_target(g, z, t):
    return g * (softmax(z) - t)


@mutant("× N", "factor N", "W", mse_all, REGRESSION, "W")
def mean_over_examples_only(g, x, W, t):
    n = x.shape[0]
    return g * 2 / n * x.T @ (x @ W - t)


@mutant("× N", "factor N", "w", logistic, LINEAR, "w", t="unit")
def logistic_regression_without_its_mean(g, x, w, t):
    p = sigmoid(x @ w)
    return g * x.T @ (p - t)


@mutant("× N", "factor N", "x", variance, X)
def a_variance_summed(g, x):
    return 2 * g * (x - x.mean(axis=0))


@mutant(
    "× N",
    "factor N",
    "b",
    lambda x, W, b, t: np.mean(np.sum((x @ W.T + b - t) ** 2, axis=1)),
    {**AFFINE, "t": ("N", "K")},
    "W b",
)
def the_bias_forgets_the_mean(g, x, W, b, t):
    N = len(x)
    delta = 2 * g * (x @ W.T + b - t)
    dW = delta.T @ x / N
    db = np.ones(N) @ delta
    return dW, db


# --- sign ----------------------------------------------------------------------------------------


@mutant("sign", "sign", "W", mse_rows, REGRESSION, "W")
def target_minus_output(g, x, W, t):
    error = t - x @ W
    return g * 2 * x.T @ error / len(x)


@mutant("sign", "sign", "b", lambda a, b: a - b, PAIR)
def a_difference(g, a, b):
    return g, g.copy()


@mutant("sign", "sign", "W", dense_tanh, AFFINE)
def one_plus_the_square(g, x, W, b):
    y = np.tanh(x @ W.T + b)
    dz = g * (1 + y**2)
    return dz @ W, dz.T @ x, dz.sum(axis=0)


@mutant("sign", "sign", "x", layer_norm, NORM)
def layer_norm_adds_the_mean_path(g, x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    r = 1 / np.sqrt(x.var(axis=1, keepdims=True) + 0.01)
    h = (x - mu) * r
    d = g * gamma
    dx = r * (d + d.mean(axis=1, keepdims=True) - h * (d * h).mean(axis=1, keepdims=True))
    return dx, (g * h).sum(axis=0), g.sum(axis=0)


@mutant(
    "sign",
    "sign",
    "z",
    lambda z, t: -(t * np.log(sigmoid(z)) + (1 - t) * np.log(1 - sigmoid(z))).sum(),
    LABELS,
    "z",
    t="unit",
)
def binary_cross_entropy_of_the_other_class(g, z, t):
    p = sigmoid(z)
    dp = -t / p - (1 - t) / (1 - p)
    return g * dp * p * (1 - p)


@mutant("sign", "sign", "z", lambda z: np.log(1 + np.exp(-z)), Z)
def the_inner_minus_is_lost(g, z):
    return g / (1 + np.exp(z))


# --- transpose -----------------------------------------------------------------------------------


@mutant("transpose", "transpose", "x", affine, SQUARE)
def back_through_the_transposed_weight(g, x, W, b):
    return g @ W.T, g.T @ x, g.sum(axis=0)


@mutant("transpose", "transpose", "W", affine, SQUARE)
def the_weight_the_other_way_round(g, x, W, b):
    dx = np.dot(g, W)
    dW = np.dot(x.T, g)
    db = np.sum(g, axis=0)
    return dx, dW, db


@mutant("transpose", "transpose", "h", rnn, CELL)
def recurrent_weight_not_transposed(g, x, h, Wx, Wh, b):
    h_next = np.tanh(x @ Wx + h @ Wh + b)
    dz = g * (1 - h_next**2)
    return dz @ Wx.T, dz @ Wh, x.T @ dz, h.T @ dz, dz.sum(axis=0)


@mutant("transpose", "transpose", "K", attend, SELF)
def keys_of_self_attention(g, Q, K, V):
    d = Q.shape[1]
    A = softmax(Q @ K.T / np.sqrt(d))
    dV = A.T @ g
    dA = g @ V.T
    dS = A * (dA - np.sum(dA * A, axis=1, keepdims=True)) / np.sqrt(d)
    dQ = dS @ K
    dK = dS @ Q
    return dQ, dK, dV


@mutant("transpose", "transpose", "V", attend, SELF)
def values_of_self_attention(g, Q, K, V):
    P = softmax(Q @ K.T / np.sqrt(Q.shape[1]))
    dP = g @ V.T
    dS = P * (dP - (dP * P).sum(1, keepdims=True)) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P @ g


@mutant(
    "transpose",
    "transpose",
    "A",
    lambda x, A, y: np.einsum("ni,ij,nj->n", x, A, y),
    {"x": ("N", "D"), "A": ("D", "D"), "y": ("N", "D")},
)
def a_bilinear_form(g, x, A, y):
    gx = g[:, None] * x
    gy = g[:, None] * y
    return gy @ A.T, gy.T @ x, gx @ A


# --- sum for mean, mean for sum ------------------------------------------------------------------


@mutant("sum for mean", "mean for sum", "b", affine, AFFINE)
def the_bias_by_the_mean(g, x, W, b):
    return g @ W, g.T @ x, g.mean(axis=0)


@mutant("sum for mean", "mean for sum", "gamma", layer_norm, NORM, "gamma beta")
def gamma_by_the_mean(g, x, gamma, beta):
    mu, var = np.mean(x, axis=1, keepdims=True), np.var(x, axis=1, keepdims=True)
    h = (x - mu) / np.sqrt(var + 0.01)
    return np.mean(g * h, axis=0), np.sum(g, axis=0)


@layer("sum for mean", "sum for mean", "x", NORM)
def batch_norm_with_a_sum(x, gamma, beta):
    mu = x.mean(axis=0)
    inv = 1 / np.sqrt(x.var(axis=0) + 0.01)
    xhat = (x - mu) * inv

    def pullback(g):
        d = g * gamma
        dx = inv * (d - d.sum(axis=0) - xhat * (d * xhat).mean(axis=0))
        return dx, (g * xhat).sum(axis=0), g.sum(axis=0)

    return gamma * xhat + beta, pullback


@mutant("sum for mean", "mean for sum", "z", softmax, Z)
def softmax_with_a_mean(g, z):
    s = softmax(z)
    return s * (g - np.mean(g * s, axis=1, keepdims=True))


@mutant("sum for mean", "sum for mean", "x", centre, X)
def centring_with_a_sum(g, x):
    return g - np.sum(g, axis=0)


@mutant(
    "sum for mean",
    "sum for mean, factor N",
    "b",
    lambda x, w, b, t: ((x @ w + b - t) ** 2).mean(),
    {"x": ("N", "D"), "w": ("D",), "b": (), "t": ("N",)},
    "w b",
)
def the_offset_by_the_sum(g, x, w, b, t):
    e = x @ w + b - t
    dw = 2 * g * x.T @ e / len(e)
    db = 2 * g * e.sum()
    return dw, db


# --- wrong axis ----------------------------------------------------------------------------------


@mutant("wrong axis", "wrong axis", "z", softmax, Z)
def softmax_over_the_batch(g, z):
    s = softmax(z, axis=1)
    return s * (g - (g * s).sum(axis=0, keepdims=True))


@layer("wrong axis", "wrong axis", "x", NORM)
def layer_norm_over_the_batch(x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    r = 1 / np.sqrt(((x - mu) ** 2).mean(axis=1, keepdims=True) + 0.01)
    h = (x - mu) * r

    def pullback(g):
        d = g * gamma
        inner = d - d.mean(axis=1, keepdims=True) - h * (d * h).mean(axis=0, keepdims=True)
        return r * inner, (g * h).sum(axis=0), g.sum(axis=0)

    return h * gamma + beta, pullback


@mutant("wrong axis", "wrong axis", "z", log_softmax, Z)
def log_softmax_over_the_batch(g, z):
    p = np.exp(log_softmax(z))
    return g - p * np.sum(g, axis=0)


@mutant("wrong axis", "wrong axis", "Q", attend, HEAD, "Q V")
def attention_over_the_queries(g, Q, K, V):
    d = Q.shape[-1]
    weights = softmax(Q @ K.T / np.sqrt(d), axis=-1)
    dw = g @ V.T
    ds = weights * (dw - (dw * weights).sum(0, keepdims=True))
    return ds @ K / np.sqrt(d), weights.T @ g


@mutant("wrong axis", "wrong axis", "x", lambda x: x.max(axis=1), {"x": ("N", "D")}, x="distinct")
def the_largest_of_each_column(g, x):
    hit = x == x.max(axis=0, keepdims=True)
    return hit * g[:, None]


@mutant(
    "wrong axis",
    "wrong axis",
    "s",
    lambda x, s: x * s[:, None],
    {"x": ("N", "N"), "s": ("N",)},
)
def the_scale_of_each_row(g, x, s):
    return g * s[:, None], (g * x).sum(axis=0)


# --- missing σ′ ----------------------------------------------------------------------------------


@mutant("missing σ′", "missing slope", "W1", network, TWO)
def no_slope_in_the_hidden_layer(g, x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a1 = sigmoid(z1)
    z2 = a1 @ W2.T + b2
    delta2 = g * sigmoid_prime(z2)
    delta1 = delta2 @ W2
    return delta1 @ W1, delta1.T @ x, delta1.sum(axis=0), delta2.T @ a1, delta2.sum(axis=0)


@mutant("missing σ′", "missing slope", "Wh", rnn, CELL)
def no_slope_in_the_cell(g, x, h, Wx, Wh, b):
    dWx = np.dot(x.T, g)
    dWh = np.dot(h.T, g)
    db = np.sum(g, axis=0)
    dx = np.dot(g, Wx.T)
    dh = np.dot(g, Wh.T)
    return dx, dh, dWx, dWh, db


@mutant("missing σ′", "missing slope", "z", sigmoid, Z)
def a_sigmoid_passed_straight_through(g, z):
    return 1.0 * g


@mutant("missing σ′", "missing slope", "x", relu_network, TWO, "x W2")
def the_relu_mask_is_forgotten(g, x, W1, b1, W2, b2):
    hidden = np.maximum(0, x @ W1.T + b1)
    dW2 = g.T @ hidden
    dhidden = g @ W2
    dx = dhidden @ W1
    return dx, dW2


@mutant("missing σ′", "missing slope", "v", lambda u, v: u * sigmoid(v), {"u": ND, "v": ND})
def a_gated_unit(g, u, v):
    gate = sigmoid(v)
    return g * gate, g * u


@mutant(
    "missing σ′",
    "missing slope",
    "w",
    lambda x, w, t: 0.5 * ((sigmoid(x @ w) - t) ** 2).sum(),
    LINEAR,
    "w",
)
def squared_error_as_if_cross_entropy(g, x, w, t):
    p = sigmoid(x @ w)
    return g * (p - t) @ x


# --- σ′ taken at a -------------------------------------------------------------------------------


@mutant("σ′ at a", "slope at a", "W1", network, TWO)
def the_slope_at_the_activation(g, x, W1, b1, W2, b2):
    a1 = sigmoid(x @ W1.T + b1)
    z2 = a1 @ W2.T + b2
    delta2 = g * sigmoid_prime(z2)
    delta1 = delta2 @ W2 * sigmoid_prime(a1)
    return delta1 @ W1, delta1.T @ x, delta1.sum(axis=0), delta2.T @ a1, delta2.sum(axis=0)


@mutant("σ′ at a", "slope at a", "x", dense_tanh, AFFINE)
def tanh_of_tanh(g, x, W, b):
    z = x @ W.T + b
    a = np.tanh(z)
    delta = g * (1 - np.tanh(a) ** 2)
    return delta @ W, delta.T @ x, delta.sum(axis=0)


@layer("σ′ at a", "slope at a", "z", Z)
def sigmoid_layer(z):
    a = sigmoid(z)

    def pullback(g):
        s = sigmoid(a)
        return (g * s * (1 - s),)

    return a, pullback


@mutant("σ′ at a", "slope at a", "b", lambda x, W, b: gelu(x @ W.T + b), AFFINE)
def gelu_of_gelu(g, x, W, b):
    z = x @ W.T + b
    out = gelu(z)
    dz = g * gelu_prime(out)
    return dz @ W, dz.T @ x, dz.sum(axis=0)


@layer("σ′ at a", "slope at a", "x", {"x": ("N", "D"), "W": ("K", "D")})
def softplus_layer(x, W):
    z = x @ W.T
    a = np.log(1 + np.exp(z))

    def pullback(g):
        delta = g / (1 + np.exp(-a))
        return delta @ W, delta.T @ x

    return a, pullback


@mutant("σ′ at a", "slope at z, slope at a", "W", dense_sigmoid, AFFINE)
def the_rule_for_a_used_with_z(g, x, W, b):
    z = x @ W.T + b
    delta = g * z * (1 - z)
    return delta @ W, delta.T @ x, delta.sum(axis=0)


# --- missing term of a Jacobian ------------------------------------------------------------------


@mutant("missing term", "missing term", "z", softmax, Z)
def softmax_as_if_entrywise(g, z):
    p = softmax(z)
    return g * p * (1 - p)


@mutant("missing term", "missing term", "z", softmax, Z)
def softmax_without_the_inner_product(g, z):
    p = softmax(z)
    return p * g


@layer("missing term", "missing term", "x", NORM)
def batch_norm_without_the_mean_path(x, gamma, beta):
    inv_std = 1 / np.sqrt(x.var(axis=0) + 0.01)
    x_hat = (x - x.mean(axis=0)) * inv_std

    def pullback(g):
        dxhat = g * gamma
        dx = inv_std * (dxhat - x_hat * np.mean(dxhat * x_hat, axis=0))
        return dx, np.sum(g * x_hat, axis=0), np.sum(g, axis=0)

    return gamma * x_hat + beta, pullback


@mutant("missing term", "missing term", "x", layer_norm, NORM)
def layer_norm_without_the_variance_path(g, x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    r = 1 / np.sqrt(x.var(axis=1, keepdims=True) + 0.01)
    h = (x - mu) * r
    d = g * gamma
    dx = r * (d - d.mean(axis=1, keepdims=True))
    return dx, (g * h).sum(axis=0), g.sum(axis=0)


@mutant("missing term", "missing term", "K", attend, HEAD)
def attention_with_the_diagonal_alone(g, Q, K, V):
    root = np.sqrt(Q.shape[1])
    P = softmax(Q @ K.T / root)
    dP = g @ V.T
    dS = P * dP / root
    return dS @ K, dS.T @ Q, P.T @ g


@mutant("missing term", "missing term", "x", centre, X)
def centring_as_if_the_mean_were_fixed(g, x):
    return g + 0


# --- gradient of another argument ----------------------------------------------------------------


@mutant("other argument", "other argument", "a", lambda a, b: a * b, PAIR)
def a_product(g, a, b):
    da = g * a
    db = g * b
    return da, db


@layer("other argument", "other argument", "beta", NORM)
def gamma_and_beta_returned_in_the_wrong_order(x, gamma, beta):
    r = 1 / np.sqrt(x.var(axis=0) + 0.01)
    h = (x - x.mean(axis=0)) * r

    def pullback(g):
        d = g * gamma
        dgamma, dbeta = (g * h).sum(axis=0), g.sum(axis=0)
        dx = r * (d - d.mean(axis=0) - h * (d * h).mean(axis=0))
        return dx, dbeta, dgamma

    return h * gamma + beta, pullback


@mutant("other argument", "other argument", "Q", attend, SELF)
def queries_for_keys(g, Q, K, V):
    scale = Q.shape[1] ** -0.5
    P = softmax(Q @ K.T * scale)
    dP = g @ V.T
    dS = P * (dP - (dP * P).sum(axis=1, keepdims=True)) * scale
    dK = dS @ K
    dQ = dS.T @ Q
    return dQ, dK, P.T @ g


@mutant(
    "other argument",
    "other argument",
    "Wf",
    lambda x, c, Wf, Wi: sigmoid(x @ Wf) * c + sigmoid(x @ Wi) * np.tanh(c),
    {"x": ("N", "D"), "c": ("N", "H"), "Wf": ("D", "H"), "Wi": ("D", "H")},
    "Wf Wi",
)
def the_gates_of_a_cell(g, x, c, Wf, Wi):
    f, i = sigmoid(x @ Wf), sigmoid(x @ Wi)
    df = g * c * f * (1 - f)
    di = g * np.tanh(c) * i * (1 - i)
    return x.T @ di, x.T @ df


@mutant(
    "other argument",
    "other argument",
    "p",
    lambda p, q: (p * np.log(p / q)).sum(),
    {"p": ("N", "K"), "q": ("N", "K")},
    p="positive",
    q="positive",
)
def a_divergence(g, p, q):
    return -g * p / q, g * (np.log(p / q) + 1)


@mutant("other argument", "other argument", "a", lambda a, b: np.sin(a) * np.exp(b), PAIR)
def a_sine_and_an_exponential(g, a, b):
    y = np.sin(a) * np.exp(b)
    return g * y, g * y.copy()


# --- ε forgotten ---------------------------------------------------------------------------------


@mutant("ε forgotten", "epsilon forgotten", "x", layer_norm, NORM)
def layer_norm_without_eps(g, x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    std = np.sqrt(x.var(axis=1, keepdims=True))
    h = (x - mu) / np.sqrt(x.var(axis=1, keepdims=True) + 0.01)
    d = g * gamma
    dx = (d - d.mean(axis=1, keepdims=True) - h * (d * h).mean(axis=1, keepdims=True)) / std
    return dx, (g * h).sum(axis=0), g.sum(axis=0)


@layer("ε forgotten", "epsilon forgotten", "x", NORM)
def batch_norm_without_eps(x, gamma, beta):
    eps = 1e-3
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    xhat = (x - mu) / np.sqrt(var + eps)

    def pullback(g):
        d = g * gamma
        dx = var**-0.5 * (d - d.mean(axis=0) - xhat * (d * xhat).mean(axis=0))
        return dx, (g * xhat).sum(axis=0), g.sum(axis=0)

    return gamma * xhat + beta, pullback


@mutant(
    "ε forgotten",
    "epsilon forgotten",
    "p",
    lambda p, t: -(t * np.log(p + 1e-2)).sum(),
    {"p": ("N", "K"), "t": ("N", "K")},
    "p",
    p="unit",
)
def the_logarithm_without_eps(g, p, t):
    return -g * t / p


def rms_norm(x, gain, eps=1e-3):
    return gain * x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


@mutant("ε forgotten", "epsilon forgotten", "x", rms_norm, {"x": ("N", "D"), "gain": ("D",)})
def rms_norm_without_eps(g, x, gain):
    ms = np.mean(x**2, axis=-1, keepdims=True)
    rms = np.sqrt(ms)
    d = g * gain
    dx = d / rms - x * np.mean(d * x, axis=-1, keepdims=True) / rms**3
    dgain = np.sum(g * x / np.sqrt(ms + 1e-3), axis=0)
    return dx, dgain


@mutant(
    "ε forgotten",
    "epsilon forgotten",
    "x",
    lambda x: x / (np.linalg.norm(x, axis=1, keepdims=True) + 0.05),
    X,
)
def unit_rows_without_eps(g, x):
    n = np.sqrt((x * x).sum(axis=1, keepdims=True))
    s = n
    return g / s - x * (g * x).sum(axis=1, keepdims=True) / (n * s**2)


@mutant(
    "ε forgotten",
    "epsilon forgotten",
    "b",
    lambda a, b: a / (b + 0.02),
    PAIR,
    b="positive",
)
def a_guarded_quotient(g, a, b):
    da = g / (b + 0.02)
    db = -g * a / b**2
    return da, db


# --- other errors --------------------------------------------------------------------------------


@mutant("other", "missing term", "w", ridge, LINEAR, "w")
def the_penalty_is_forgotten(g, x, w, t):
    return g * x.T @ (x @ w - t)


@mutant(
    "other",
    "missing term",
    "x",
    lambda x, W, V: x + np.tanh(x @ W) @ V,
    {"x": ("N", "D"), "W": ("D", "H"), "V": ("H", "D")},
)
def the_skip_connection_is_forgotten(g, x, W, V):
    a = np.tanh(x @ W)
    dz = (g @ V.T) * (1 - a**2)
    return dz @ W.T, x.T @ dz, a.T @ g


@mutant("other", "missing factor", "w", logistic, LINEAR, "w", t="unit")
def the_upstream_gradient_is_forgotten(g, x, w, t):
    p = sigmoid(x @ w)
    return (p - t) @ x / len(t)


@mutant("other", "missing factor", "Q", attend, HEAD)
def the_scale_of_the_scores_is_forgotten(g, Q, K, V):
    P = softmax(Q @ K.T / np.sqrt(Q.shape[1]))
    dP = g @ V.T
    dS = P * (dP - (dP * P).sum(axis=1, keepdims=True))
    return dS @ K, dS.T @ Q, P.T @ g


@layer("other", "missing factor", "x", NORM)
def gamma_is_forgotten(x, gamma, beta):
    r = 1 / np.sqrt(x.var(axis=0) + 0.01)
    h = (x - x.mean(axis=0)) * r

    def pullback(g):
        dx = r * (g - g.mean(axis=0) - h * (g * h).mean(axis=0))
        return dx, (g * h).sum(axis=0), g.sum(axis=0)

    return h * gamma + beta, pullback


@mutant("other", "extra factor", "z", cross_entropy_sum, LABELS, "z", t="onehot")
def a_slope_too_many(g, z, t):
    p = softmax(z)
    return g * (p - t) * p * (1 - p)


@mutant("other", "wrong variable", "W2", network, TWO, "W2 b2")
def the_weighted_sum_for_the_activation(g, x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a1 = sigmoid(z1)
    y = sigmoid(a1 @ W2.T + b2)
    delta = g * y * (1 - y)
    return delta.T @ z1, delta.sum(axis=0)


@mutant("other", "wrong comparison", "x", lambda x: np.maximum(x, 0), X)
def the_mask_of_the_other_side(g, x):
    dx = g.copy()
    dx[x > 0] = 0
    return dx


@mutant("other", "missing term", "x", lambda x, A: x @ A @ x, {"x": ("D",), "A": ("D", "D")})
def half_of_a_quadratic_form(g, x, A):
    return g * A @ x, g * np.outer(x, x)


@mutant("other", "zero", "x", lambda x: np.log(np.exp(x).sum(axis=1)), X)
def a_gradient_that_was_never_written(g, x):
    return np.zeros_like(x)


@mutant(
    "other",
    "missing factor",
    "z",
    lambda z: softmax(z / 2.5),
    Z,
)
def the_temperature_is_forgotten(g, z):
    p = softmax(z / 2.5)
    return p * (g - (p * g).sum(axis=1, keepdims=True))
