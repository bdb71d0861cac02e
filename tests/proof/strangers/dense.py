"""Dense layers, small networks and regressions, as they are written in courses and repositories."""

# ruff: noqa: PLR0913, PLR0917 - a gradient by so many inputs

import numpy as np
from numpy import dot, exp
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT

# --- linear regression, examples as columns


def linreg_cost(X, Y, w, b):
    m = float(X.shape[1])
    pred = np.dot(w.T, X) + b
    err = pred - Y
    return 1 / (2 * m) * np.sum(np.power(err, 2))


def linreg_grads(g, X, Y, w, b):
    m = float(X.shape[1])
    dZ = (np.dot(w.T, X) + b - Y) / m
    dw = np.dot(X, dZ.T)
    db = np.sum(dZ)
    return g * dw, g * db


linear_regression = Stranger(
    linreg_cost,
    linreg_grads,
    {"X": ("D", "M"), "Y": (1, "M"), "w": ("D", 1), "b": ()},
    PROVED,
    ("db = np.sum(dZ)", "db = np.sum(dZ) / m"),
    wrt=("w", "b"),
)

# --- ridge regression


def ridge_loss(theta, x, t, lam):
    n = len(x)
    r = x @ theta - t
    return (r.T @ r) / n + lam * np.sum(theta**2)


def ridge_gradient(g, theta, x, t, lam):
    n = len(x)
    grad = 2.0 / n * x.T.dot(x.dot(theta) - t)
    grad += 2.0 * lam * theta
    return g * grad


ridge_regression = Stranger(
    ridge_loss,
    ridge_gradient,
    {"theta": ("D",), "x": ("N", "D"), "t": ("N",), "lam": ()},
    PROVED,
    ("grad += 2.0 * lam * theta", "grad += lam * theta"),
    wrt=("theta",),
)

# --- logistic regression


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return np.squeeze(cost), (A, X, Y, m)


def propagate_back(g, cache):
    A, X, Y, m = cache
    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    return g * dw, g * db


logistic_regression = Stranger(
    *cached(propagate, propagate_back),
    {"w": ("D", 1), "b": (), "X": ("D", "M"), "Y": (1, "M")},
    PROVED,
    ("db = 1 / m * np.sum(A - Y)", "db = np.sum(A - Y)"),
    wrt=("w", "b"),
    sample={"Y": "mask"},
)

# --- two layers with relu, parameters in a dictionary


class TwoLayerNet:
    def __init__(self, W1, b1, W2, b2):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        self.grads = {}

    def forward(self, X):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        self.X = X
        self.z1 = X.dot(W1) + b1
        self.a1 = np.maximum(0, self.z1)
        return self.a1.dot(W2) + b2

    def backward(self, dscores):
        grads = self.grads
        grads["W2"] = self.a1.T.dot(dscores)
        grads["b2"] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(self.params["W2"].T)
        dz1 = dhidden * (self.z1 > 0)
        grads["W1"] = self.X.T.dot(dz1)
        grads["b1"] = np.sum(dz1, axis=0)
        grads["X"] = dz1.dot(self.params["W1"].T)
        return grads


def net_run(X, *params):
    return TwoLayerNet(*params).forward(X)


def net_pull(g, X, *params):
    net = TwoLayerNet(*params)
    net.forward(X)
    grads = net.backward(g)
    return tuple(grads[n] for n in ("X", "W1", "b1", "W2", "b2"))


two_layer_net = Stranger(
    net_run,
    net_pull,
    {"X": ("N", "D"), "W1": ("D", "H"), "b1": ("H",), "W2": ("H", "K"), "b2": ("K",)},
    PROVED,
    ("dhidden * (self.z1 > 0)", "dhidden * self.z1"),
)

# --- a network of columns: tanh, sigmoid, cross-entropy


def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def compute_cost(A2, Y):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    return -np.sum(logprobs) / m


def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dW2 = np.dot(dZ2, cache["A1"].T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.multiply(np.dot(parameters["W2"].T, dZ2), 1 - np.power(cache["A1"], 2))
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def planar_cost(W1, b1, W2, b2, X, Y):
    A2, _ = forward_propagation(X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
    return compute_cost(A2, Y)


def planar_grads(g, W1, b1, W2, b2, X, Y):
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    _, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y)
    return [g * grads["d" + n] for n in parameters]


planar_network = Stranger(
    planar_cost,
    planar_grads,
    {
        "W1": ("H", "D"),
        "b1": ("H", 1),
        "W2": (1, "H"),
        "b2": (1, 1),
        "X": ("D", "M"),
        "Y": (1, "M"),
    },
    PROVED,
    ('1 - np.power(cache["A1"], 2)', '1 - np.power(cache["Z1"], 2)'),
    wrt=("W1", "b1", "W2", "b2"),
    sample={"Y": "mask"},
)

# --- an affine layer that flattens what it is given


def affine_forward(x, w, b):
    shape = x.shape
    if x.ndim > 2:
        x = x.reshape(x.shape[0], -1)
    assert x.shape[1] == w.shape[0]
    out = np.dot(x, w) + b
    return out, (x, w, shape)


def affine_backward(dout, cache):
    x, w, shape = cache
    dx = np.dot(dout, w.T).reshape(shape)
    dw = np.dot(x.T, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


flattening_affine = Stranger(
    *cached(affine_forward, affine_backward),
    {"x": ("N", "C", "D"), "w": ("C*D", "K"), "b": ("K",)},
    PROVED,
    (
        "np.dot(dout, w.T).reshape(shape)",
        "np.dot(dout, w.T).reshape(shape[0], shape[2], shape[1]).swapaxes(1, 2)",
    ),
)

# --- layers as objects in a list


class Layer:
    def __init__(self):
        self.cache = None
        self.params = {}
        self.grads = {}

    def __call__(self, x):
        return self.forward(x)


class Linear(Layer):
    def __init__(self, weight, bias):
        super().__init__()
        self.params["weight"] = weight
        self.params["bias"] = bias

    def forward(self, x):
        self.cache = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, delta):
        self.grads["weight"] = delta.T @ self.cache
        self.grads["bias"] = delta.sum(0)
        return delta @ self.params["weight"]


class Tanh(Layer):
    def forward(self, x):
        self.cache = np.tanh(x)
        return self.cache

    def backward(self, delta):
        return delta * (1 - self.cache**2)


class Sequential(Layer):
    def __init__(self, *layers):
        super().__init__()
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, delta):
        for layer in reversed(self.layers):
            delta = layer.backward(delta)
        return delta


def build(W, b, V, c):
    return Sequential(Linear(W, b), Tanh(), Linear(V, c))


def model_run(x, W, b, V, c):
    return build(W, b, V, c)(x)


def model_pull(g, x, W, b, V, c):
    model = build(W, b, V, c)
    model(x)
    dx = model.backward(g)
    first, _, last = model.layers
    return (
        dx,
        first.grads["weight"],
        first.grads["bias"],
        last.grads["weight"],
        last.grads["bias"],
    )


sequential_model = Stranger(
    model_run,
    model_pull,
    {"x": ("N", "D"), "W": ("H", "D"), "b": ("H",), "V": ("K", "H"), "c": ("K",)},
    PROVED,
    ("delta * (1 - self.cache**2)", "delta * (1 - self.cache) ** 2"),
)

# --- an autoencoder with tied weights


def autoencode(x, W, b, c):
    h = 1.0 / (1.0 + exp(-(dot(x, W) + b)))
    r = dot(h, W.T) + c
    return 0.5 * ((r - x) ** 2).sum() / x.shape[0]


def autoencode_back(g, x, W, b, c):
    n = x.shape[0] * 1.0
    h = 1.0 / (1.0 + exp(-(dot(x, W) + b)))
    r = dot(h, W.T) + c
    dr = g * (r - x) / n
    dh = dot(dr, W) * h * (1 - h)
    dW = dot(x.T, dh) + dot(dr.T, h)
    return dW, dh.sum(axis=0), dr.sum(axis=0)


tied_autoencoder = Stranger(
    autoencode,
    autoencode_back,
    {"x": ("N", "D"), "W": ("D", "H"), "b": ("H",), "c": ("D",)},
    PROVED,
    ("dot(x.T, dh) + dot(dr.T, h)", "dot(x.T, dh)"),
    wrt=("W", "b", "c"),
)

# --- a residual block


def residual(x, W1, W2):
    a = np.tanh(np.einsum("nd,hd->nh", x, W1))
    return x + np.einsum("nh,dh->nd", a, W2)


def residual_back(g, x, W1, W2):
    a = np.tanh(np.einsum("nd,hd->nh", x, W1))
    da = np.einsum("nd,dh->nh", g, W2)
    dz = da * (1 - a * a)
    dx = g + np.einsum("nh,hd->nd", dz, W1)
    return dx, np.einsum("nh,nd->hd", dz, x), np.einsum("nd,nh->dh", g, a)


residual_block = Stranger(
    residual,
    residual_back,
    {"x": ("N", "D"), "W1": ("H", "D"), "W2": ("D", "H")},
    PROVED,
    ("dx = g + np.einsum", "dx = np.einsum"),
)

# --- squeeze and excitation


def squeeze_excite(x, W1, W2):
    s = x.mean(axis=(2, 3))
    h = np.maximum(s @ W1.T, 0.0)
    e = sigmoid(h @ W2.T)
    return x * e[:, :, np.newaxis, np.newaxis]


def squeeze_excite_back(g, x, W1, W2):
    H, W = x.shape[2], x.shape[3]
    s = x.mean(axis=(2, 3))
    z = s @ W1.T
    h = np.maximum(z, 0.0)
    e = sigmoid(h @ W2.T)
    de = np.sum(g * x, axis=(2, 3))
    dq = de * e * (1.0 - e)
    dh = dq @ W2
    dz = np.where(z > 0, dh, 0.0)
    ds = dz @ W1
    dx = g * e[:, :, None, None] + ds[:, :, None, None] / (H * W)
    return dx, dz.T @ s, dq.T @ h


squeeze_excitation = Stranger(
    squeeze_excite,
    squeeze_excite_back,
    {"x": ("N", "C", "H", "W"), "W1": ("R", "C"), "W2": ("C", "R")},
    PROVED,
    ("/ (H * W)", "/ H"),
)

# --- matrix factorisation with observed entries


def mf_loss(P, Q, bu, bi, R, M, reg):
    E = M * (R - P @ Q.T - bu[:, None] - bi[None, :])
    return (E**2).sum() + reg * (np.sum(np.square(P)) + np.sum(np.square(Q)))


def mf_grad(g, P, Q, bu, bi, R, M, reg):
    E = M * (R - P.dot(Q.T) - bu.reshape(-1, 1) - bi)
    dP = -2 * E.dot(Q) + 2 * reg * P
    dQ = -2 * E.T.dot(P) + 2 * reg * Q
    return g * dP, g * dQ, -2 * g * E.sum(axis=1), -2 * g * E.sum(axis=0)


matrix_factorisation = Stranger(
    mf_loss,
    mf_grad,
    {
        "P": ("U", "F"),
        "Q": ("I", "F"),
        "bu": ("U",),
        "bi": ("I",),
        "R": ("U", "I"),
        "M": ("U", "I"),
        "reg": (),
    },
    PROVED,
    ("E.T.dot(P) + 2", "E.T.dot(P) - 2"),
    wrt=("P", "Q", "bu", "bi"),
    sample={"M": "mask"},
)

# --- reconstruction from a subspace


def reconstruction_error(X, W):
    Xc = X - np.mean(X, axis=0)
    diff = Xc - (Xc @ W) @ W.T
    return np.linalg.norm(diff) ** 2 / len(X)


def reconstruction_error_grad(g, X, W):
    Xc = X - X.mean(0)
    diff = Xc - Xc @ W @ W.T
    return -2 * g / len(X) * (Xc.T @ diff @ W + diff.T @ Xc @ W)


pca_reconstruction = Stranger(
    reconstruction_error,
    reconstruction_error_grad,
    {"X": ("N", "D"), "W": ("D", "K")},
    PROVED,
    ("(Xc.T @ diff @ W + diff.T @ Xc @ W)", "(2 * Xc.T @ diff @ W)"),
    wrt=("W",),
)
