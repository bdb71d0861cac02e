"""More wrong backward passes: with loops, classes, helpers, closures, labels and lambdas.

They were written after the code that names the errors had been tried on the other list, so as to
see how far it carries; a few ways of repair were added for what it missed here.
"""

import numpy as np
from tests.diagnosis.mutants import (
    AFFINE,
    HEAD,
    NORM,
    PAIR,
    Mutant,
    X,
    Z,
    attend,
    into,
    sigmoid,
    softmax,
)

OTHERS: list[Mutant] = []
mutant, layer = into(OTHERS)


# --- loops and buffers ---------------------------------------------------------------------------

CONVOLUTION = {"x": ("N", 6), "w": (3,)}
SEQUENCE = {"x": ("N", 3, "D"), "Wx": ("D", "H"), "Wh": ("H", "H")}


def convolution(x, w):
    k = len(w)
    y = np.zeros((x.shape[0], x.shape[1] - k + 1), dtype=np.result_type(x, w))
    for t in range(y.shape[1]):
        y[:, t] = x[:, t : t + k] @ w
    return y


@mutant("loops", "overwritten", "x", convolution, CONVOLUTION)
def windows_overwrite_each_other(g, x, w):
    k = len(w)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t in range(g.shape[1]):
        dx[:, t : t + k] = g[:, t][:, None] * w
        dw += x[:, t : t + k].T @ g[:, t]
    return dx, dw


@mutant("loops", "mean for sum", "w", convolution, CONVOLUTION)
def windows_averaged(g, x, w):
    k = len(w)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t in range(g.shape[1]):
        dx[:, t : t + k] += g[:, t][:, None] * w
        dw += (x[:, t : t + k] * g[:, t][:, None]).mean(axis=0)
    return dx, dw


def states(x, Wx, Wh):
    hs = [np.zeros((x.shape[0], Wh.shape[0]))]
    for t in range(x.shape[1]):
        hs.append(np.tanh(x[:, t] @ Wx + hs[-1] @ Wh))
    return hs


def last_state(x, Wx, Wh):
    return states(x, Wx, Wh)[-1]


@mutant("loops", "missing slope", "Wx", last_state, SEQUENCE)
def through_time_without_slope(g, x, Wx, Wh):
    hs = states(x, Wx, Wh)
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    dh = g
    for t in reversed(range(x.shape[1])):
        dz = dh
        dWx += x[:, t].T @ dz
        dWh += hs[t].T @ dz
        dx[:, t] = dz @ Wx.T
        dh = dz @ Wh.T
    return dx, dWx, dWh


@mutant("loops", "wrong index", "Wh", last_state, SEQUENCE)
def the_state_of_the_next_step(g, x, Wx, Wh):
    hs = states(x, Wx, Wh)
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    dh = g
    for t in reversed(range(x.shape[1])):
        dz = dh * (1 - hs[t + 1] ** 2)
        dWx += x[:, t].T @ dz
        dWh += hs[t + 1].T @ dz
        dx[:, t] = dz @ Wx.T
        dh = dz @ Wh.T
    return dx, dWx, dWh


# --- classes -------------------------------------------------------------------------------------


class BatchNorm:
    def __init__(self, eps=0.01):
        self.eps = eps

    def forward(self, x, gamma, beta):
        self.gamma = gamma
        self.xc = x - x.mean(axis=0)
        self.std = np.sqrt((self.xc**2).mean(axis=0) + self.eps)
        self.xn = self.xc / self.std
        return gamma * self.xn + beta

    def backward(self, dout):
        n = dout.shape[0]
        dbeta = dout.sum(axis=0)
        dgamma = np.sum(self.xn * dout, axis=0)
        dxn = self.gamma * dout
        dxc = dxn / self.std
        dstd = -np.sum((dxn * self.xc) / (self.std * self.std), axis=0)
        dvar = dstd / self.std
        dxc += (2.0 / n) * self.xc * dvar
        dmu = np.sum(dxc, axis=0)
        return dxc - dmu / n, dgamma, dbeta


def batch_norm(x, gamma, beta):
    return BatchNorm().forward(x, gamma, beta)


@mutant("classes", "factor 2", "x", batch_norm, NORM)
def the_half_of_the_root_is_lost(g, x, gamma, beta):
    norm = BatchNorm()
    norm.forward(x, gamma, beta)
    return norm.backward(g)


class SoftmaxWithLoss:
    def forward(self, z, t):
        self.p, self.t = softmax(z), t
        return -(t * np.log(self.p)).sum() / len(z)

    def backward(self, g=1):
        return g * (self.p - self.t)


def softmax_with_loss(z, t):
    return SoftmaxWithLoss().forward(z, t)


@mutant("classes", "factor N", "z", softmax_with_loss, Z | {"t": ("N", "K")}, "z", t="onehot")
def a_loss_class_without_its_mean(g, z, t):
    loss = SoftmaxWithLoss()
    loss.forward(z, t)
    return loss.backward(g)


class Sigmoid:
    def forward(self, z):
        self.z, self.a = z, sigmoid(z)
        return self.a

    def backward(self, g):
        s = sigmoid(self.a)
        return g * s * (1 - s)


def sigmoid_class(z):
    return Sigmoid().forward(z)


@mutant("classes", "slope at a", "z", sigmoid_class, Z)
def the_slope_of_what_was_kept(g, z):
    unit = Sigmoid()
    unit.forward(z)
    return unit.backward(g)


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW = self.x.T @ g
        self.db = np.mean(g, axis=0)
        return g @ self.W.T


def linear(x, W, b):
    return Linear(W, b).forward(x)


@mutant("classes", "mean for sum", "b", linear, {"x": ("N", "D"), "W": ("D", "K"), "b": ("K",)})
def a_linear_class_with_a_mean(g, x, W, b):
    unit = Linear(W, b)
    unit.forward(x)
    return unit.backward(g), unit.dW, unit.db


class LayerNorm:
    eps = 0.01

    def forward(self, x):
        self.mu, self.var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        self.h = (x - self.mu) / np.sqrt(self.var + self.eps)
        return self.h

    def backward(self, g):
        r = 1 / np.sqrt(self.var)
        return r * (g - g.mean(-1, keepdims=True) - self.h * (g * self.h).mean(-1, keepdims=True))


def layer_norm(x):
    return LayerNorm().forward(x)


@mutant("classes", "epsilon forgotten", "x", layer_norm, X)
def a_norm_class_without_eps(g, x):
    norm = LayerNorm()
    norm.forward(x)
    return norm.backward(g)


# --- helpers, closures, lambdas ------------------------------------------------------------------


def softmax_backward(dP, P):
    return P * dP


@mutant("helpers", "missing term", "Q", attend, HEAD)
def attention_by_a_wrong_helper(g, Q, K, V):
    scale = 1 / np.sqrt(Q.shape[1])
    P = softmax(Q @ K.T * scale)
    dS = softmax_backward(g @ V.T, P) * scale
    return dS @ K, dS.T @ Q, P.T @ g


def slope_of_sigmoid(z):
    s = sigmoid(z)
    return s * (1 + s)


@mutant("helpers", "sign", "W", lambda x, W, b: sigmoid(x @ W.T + b), AFFINE)
def a_wrong_slope_helper(g, x, W, b):
    delta = g * slope_of_sigmoid(x @ W.T + b)
    return delta @ W, delta.T @ x, delta.sum(0)


def pair(activation, slope):
    def forward(x, W):
        return activation(x @ W)

    def backward(g, x, W):
        a = activation(x @ W)
        delta = g * slope(a)
        return delta @ W.T, x.T @ delta

    return forward, backward


through, back = pair(np.tanh, lambda z: 1 - np.tanh(z) ** 2)
mutant("closures", "slope at a", "W", through, {"x": ("N", "D"), "W": ("D", "K")})(back)

mutant("lambdas", "factor 1/2", "x", lambda x: (x * x).sum(), X)(lambda g, x: g * x)
mutant("lambdas", "wrong axis", "z", softmax, Z)(
    lambda g, z: softmax(z) * (g - (g * softmax(z)).sum(0))
)
mutant("lambdas", "sign", "x", np.cos, X)(lambda g, x: g * np.sin(x))
mutant("lambdas", "transpose", "x", lambda x, W: x @ W, {"x": ("N", "D"), "W": ("D", "D")})(
    lambda g, x, W: (g @ W, x.T @ g)
)


# --- labels, masks, norms, odd functions ---------------------------------------------------------

LABELLED = {"z": ("N", "K"), "t": ("N",)}


@mutant("others", "wrong exponent", "x", lambda x: x.std(axis=0), X)
def a_deviation_divided_by_its_square(g, x):
    s = x.std(axis=0)
    return g * (x - x.mean(axis=0)) / (x.shape[0] * s**2)


def cosine(a, b):
    return (a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))


@mutant("others", "wrong exponent, missing factor", "a", cosine, PAIR)
def a_cosine_with_a_norm_for_its_square(g, a, b):
    na, nb = np.sqrt((a**2).sum(1)), np.sqrt((b**2).sum(1))
    c = (a * b).sum(1) / (na * nb)
    da = g[:, None] * (b / (na * nb)[:, None] - c[:, None] * a / na[:, None])
    db = g[:, None] * (a / (na * nb)[:, None] - c[:, None] * b / (nb**2)[:, None])
    return da, db


def huber(x, t):
    r = x - t
    return np.where(np.abs(r) < 1, 0.5 * r * r, np.abs(r) - 0.5).sum()


@mutant("others", "factor 2", "x", huber, {"x": ("N",), "t": ("N",)}, "x")
def huber_doubled_inside(g, x, t):
    r = x - t
    return g * np.where(np.abs(r) < 1, 2 * r, np.sign(r))


@mutant("others", "missing term", "x", lambda x: np.where(x > 0, x, 0.1 * x), X)
def a_leaky_relu_that_does_not_leak(g, x):
    return g * (x > 0)


@mutant("others", "extra term", "x", lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1), X)
def an_elu_whose_value_is_taken_for_its_slope(g, x):
    return np.where(x > 0, g, g * (np.exp(x) - 1))


@mutant("others", "factor N", "x", lambda x: x.mean(axis=(1, 2)), {"x": ("N", "H", "W")})
def pooling_over_one_axis(g, x):
    return np.ones_like(x) * g[:, None, None] / x.shape[1]


@mutant(
    "others",
    "transpose",
    "K",
    lambda Q, K: np.einsum("nhd,mhd->hnm", Q, K),
    {"Q": ("N", "H", "D"), "K": ("N", "H", "D")},
)
def einsum_letters(g, Q, K):
    return np.einsum("hnm,mhd->nhd", g, K), np.einsum("hnm,mhd->nhd", g, Q)


@mutant(
    "others",
    "missing factor",
    "x",
    lambda x, mask: x * mask / 0.8,
    X | {"mask": ("N", "D")},
    "x",
    mask="mask",
)
def dropout_without_its_scale(g, x, mask):
    return g * mask


def log_sum_exp(z):
    top = z.max(1, keepdims=True)
    return (top + np.log(np.exp(z - top).sum(1, keepdims=True)))[:, 0]


@mutant("others", "missing factor", "z", log_sum_exp, Z)
def exponentials_not_normalised(g, z):
    e = np.exp(z - z.max(1, keepdims=True))
    return g[:, None] * e


@mutant(
    "others",
    "overwritten",
    "W",
    lambda W, ids: W[ids],
    {"W": ("V", "D"), "ids": ("N",)},
    "W",
    ids="labels:W[0]",
)
def an_embedding_with_repeated_words(g, W, ids):
    dW = np.zeros_like(W)
    dW[ids] = g
    return dW


def labelled(z, t):
    return -np.log(softmax(z)[np.arange(len(t)), t]).mean()


@mutant("others", "factor N", "z", labelled, LABELLED, "z", t="labels:z[1]")
def labels_without_the_mean(g, z, t):
    d = softmax(z)
    d[np.arange(len(t)), t] -= 1
    return g * d


@mutant("others", "sign", "z", labelled, LABELLED, "z", t="labels:z[1]")
def labels_added(g, z, t):
    d = softmax(z)
    d[np.arange(len(t)), t] += 1
    return g * d / len(t)


@mutant(
    "others",
    "epsilon misplaced",
    "x",
    lambda x: x / np.sqrt((x**2).mean(1, keepdims=True) + 0.01),
    X,
)
def eps_outside_the_root(g, x):
    r = 1 / (np.sqrt((x**2).mean(1, keepdims=True)) + 0.01)
    return r * g - x * r**3 * (g * x).mean(1, keepdims=True)


@mutant(
    "others",
    "missing term",
    "W",
    lambda x, W: np.tanh(x @ W) @ W.T,
    {"x": ("N", "D"), "W": ("D", "H")},
)
def a_tied_weight_through_one_path(g, x, W):
    h = np.tanh(x @ W)
    dh = g @ W * (1 - h**2)
    return dh @ W.T, x.T @ dh


@mutant(
    "others",
    "wrong axis",
    "x",
    lambda x: x.reshape(x.shape[0], 3, 2).max(axis=2),
    {"x": ("N", 6)},
    x="distinct",
)
def max_pooling_along_the_other_axis(g, x):
    windows = x.reshape(x.shape[0], 3, 2)
    hit = windows == windows.max(axis=1, keepdims=True)
    return (hit * g[:, :, None]).reshape(x.shape)
