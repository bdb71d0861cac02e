"""Forward and backward passes as people write them, and one mistake for each.

A `Case` has sizes at which it is tried and a mistake: text of the backward pass and what it is
changed to.  The right ones were derived by hand.
"""

import inspect
import sys
import textwrap
from dataclasses import dataclass, field

import numpy as np
from numpy import zeros
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from backproof.question.task import Task


@dataclass
class Case:
    forward: object
    backward: object
    shapes: dict
    sizes: dict
    mistake: tuple
    wrt: tuple | None = None
    sample: dict = field(default_factory=dict)

    def task(self):
        return Task.read(self.forward, self.backward, self.shapes, self.wrt, self.sample)

    def wrong(self):
        """Return the task with the mistake in the backward pass."""
        old, new = self.mistake
        source = textwrap.dedent(inspect.getsource(self.backward))
        assert source.count(old) >= 1, f"{old!r} does not occur in {self.backward.__name__}"
        space = dict(vars(sys.modules[__name__]))
        exec(source.replace(old, new, 1), space)  # noqa: S102 - our own text, changed in one place
        return Task.read(
            self.forward, space[self.backward.__name__], self.shapes, self.wrt, self.sample
        )


CASES = {}


def case(name, *args, **kw):
    CASES[name] = Case(*args, **kw)


# --- loops and buffers --------------------------------------------------------------------------


def loop_matmul(x, W, b):
    N, D = x.shape
    K = W.shape[0]
    y = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            for d in range(D):
                y[n, k] += x[n, d] * W[k, d]
            y[n, k] += b[k]
    return y


def loop_matmul_back(g, x, W, b):
    dx, dW, db = np.zeros_like(x), zeros(W.shape), np.empty_like(b)
    db[:] = 0.0
    for n in range(x.shape[0]):
        for k in range(W.shape[0]):
            dx[n] += g[n, k] * W[k]
            dW[k, :] += g[n, k] * x[n, :]
            db[k] += g[n, k]
    return dx, dW, db


case(
    "loop_matmul",
    loop_matmul,
    loop_matmul_back,
    {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)},
    {"N": 2, "D": 3, "K": 4},
    ("+= g[n, k] * x[n, :]", "= g[n, k] * x[n, :]"),
)


def relu_loop(x):
    out = np.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                out[i, j] = x[i, j]
    return out


def relu_loop_back(g, x):
    dx = np.zeros(x.shape)
    for i in range(len(x)):
        for j in range(len(x[0])):
            dx[i][j] = g[i][j] if x[i][j] > 0 else 0
    return dx


case(
    "relu_loop",
    relu_loop,
    relu_loop_back,
    {"x": ("N", "D")},
    {"N": 2, "D": 3},
    ("else 0", "else g[0][j]"),
)


def relu_max_loop(x):
    out = []
    for v in x:
        out.append(max(0, v))  # noqa: PERF401 - as people write it
    return np.array(out)


def relu_mask_back(g, x):
    dx = g.copy()
    dx[x <= 0] = 0
    return dx


case(
    "relu_mask",
    relu_max_loop,
    relu_mask_back,
    {"x": ("N",)},
    {"N": 3},
    ("x <= 0", "x >= 0"),
)


def leaky(x):
    y = np.array(x, copy=True)
    y[y < 0] *= 0.1
    return y


def leaky_back(g, x):
    slope = np.ones_like(x)
    slope[x < 0] = 0.1
    return g * slope


case("leaky_mask", leaky, leaky_back, {"x": ("N", "D")}, {"N": 2, "D": 3}, ("= 0.1", "= 0.01"))


def elu(x):
    return np.where(x > 0, x, np.exp(x) - 1)


def elu_back(g, x):
    dx = np.ones(x.shape)
    mask = x <= 0
    dx[mask] = np.exp(x[mask])
    return dx * g


case("elu_mask", elu, elu_back, {"x": ("N",)}, {"N": 3}, ("np.exp(x[mask])", "np.exp(x[mask]) - 1"))


def dropout(x, mask, p=0.25):
    return x * mask / (1 - p)


def dropout_back(g, x, mask, p=0.25):
    return g * mask / (1 - p)


case(
    "dropout",
    dropout,
    dropout_back,
    {"x": ("N", "D"), "mask": ("N", "D")},
    {"N": 2, "D": 3},
    (" / (1 - p)", ""),
    sample={"mask": "mask"},
)


def seeded_dropout(x):
    keep = np.random.RandomState(3).rand(*x.shape) < 0.6
    return x * keep / 0.6


def seeded_dropout_back(g, x):
    keep = np.random.RandomState(3).rand(*x.shape) < 0.6
    return g * keep / 0.6


case(
    "seeded_dropout",
    seeded_dropout,
    seeded_dropout_back,
    {"x": ("N", "D")},
    {"N": 2, "D": 3},
    ("< 0.6", "< 0.3"),
)


def batch_norm(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    var = np.var(x, axis=0)
    out = np.empty_like(x)
    np.subtract(x, mu, out=out)
    out /= np.sqrt(var + eps)
    np.multiply(out, gamma, out=out)
    np.add(out, beta, out=out)
    return out


def batch_norm_back(g, x, gamma, beta, eps=1e-5):
    N = x.shape[0]
    mu = np.mean(x, axis=0)
    xc = x - mu
    std = np.sqrt((xc**2).mean(axis=0) + eps)
    xhat = xc / std
    dbeta = np.sum(g, axis=0)
    dgamma = (g * xhat).sum(0)
    dxhat = g * gamma
    dx = (1.0 / N) / std * (N * dxhat - dxhat.sum(0) - xhat * np.sum(dxhat * xhat, axis=0))
    return dx, dgamma, dbeta


case(
    "batch_norm",
    batch_norm,
    batch_norm_back,
    {"x": ("N", "D"), "gamma": ("D",), "beta": ("D",)},
    {"N": 3, "D": 2},
    ("N * dxhat - dxhat.sum(0) -", "N * dxhat -"),
)

# --- convolution and pooling --------------------------------------------------------------------


def conv_loops(x, w, b, pad=1, stride=2):
    N, _, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    Ho, Wo = 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    window = xp[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out


def conv_loops_back(g, x, w, b, pad=1, stride=2):
    HH, WW = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros_like(b)
    for n in range(g.shape[0]):
        for f in range(g.shape[1]):
            db[f] += g[n, f].sum()
            for i in range(g.shape[2]):
                for j in range(g.shape[3]):
                    r, c = i * stride, j * stride
                    dw[f] += xp[n, :, r : r + HH, c : c + WW] * g[n, f, i, j]
                    dxp[n, :, r : r + HH, c : c + WW] += w[f] * g[n, f, i, j]
    return dxp[:, :, pad:-pad, pad:-pad], dw, db


case(
    "conv_loops",
    conv_loops,
    conv_loops_back,
    {"x": ("N", "C", 4, 3), "w": ("F", "C", 3, 3), "b": ("F",)},
    {"N": 2, "C": 2, "F": 3},
    ("r, c = i * stride, j * stride", "r, c = i, j"),
)


def im2col_indices(shape, HH, WW):
    _, C, H, W = shape
    Ho, Wo = H - HH + 1, W - WW + 1
    i0 = np.tile(np.repeat(np.arange(HH), WW), C)
    i1 = np.repeat(np.arange(Ho), Wo)
    j0 = np.tile(np.arange(WW), HH * C)
    j1 = np.tile(np.arange(Wo), Ho)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), HH * WW).reshape(-1, 1)
    return k, i, j


def conv_im2col(x, w):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    k, i, j = im2col_indices(x.shape, HH, WW)
    cols = x[:, k, i, j].transpose(1, 2, 0).reshape(HH * WW * C, -1)
    out = w.reshape(F, -1) @ cols
    return out.reshape(F, H - HH + 1, W - WW + 1, N).transpose(3, 0, 1, 2)


def conv_im2col_back(g, x, w):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    k, i, j = im2col_indices(x.shape, HH, WW)
    cols = x[:, k, i, j].transpose(1, 2, 0).reshape(HH * WW * C, -1)
    flat = g.transpose(1, 2, 3, 0).reshape(F, -1)
    dw = flat.dot(cols.T).reshape(w.shape)
    dcols = w.reshape(F, -1).T.dot(flat)
    dcols = dcols.reshape(C * HH * WW, -1, N).transpose(2, 0, 1)
    dx = np.zeros((N, C, H, W), dtype=x.dtype)
    np.add.at(dx, (slice(None), k, i, j), dcols)
    return dx, dw


case(
    "conv_im2col",
    conv_im2col,
    conv_im2col_back,
    {"x": ("N", "C", 3, 4), "w": ("F", "C", 2, 2)},
    {"N": 2, "C": 2, "F": 3},
    ("np.add.at(dx, (slice(None), k, i, j), dcols)", "dx[:, k, i, j] += dcols"),
)


def conv_strided(x, w):
    N, C, H, W = x.shape
    kh, kw = w.shape[2:]
    s0, s1, s2, s3 = x.strides
    view = as_strided(x, (N, C, H - kh + 1, W - kw + 1, kh, kw), (s0, s1, s2, s3, s2, s3))
    return np.einsum("nchwij,fcij->nfhw", view, w)


def conv_windows_back(g, x, w):
    kh, kw = w.shape[2:]
    view = sliding_window_view(x, (kh, kw), axis=(2, 3))
    dw = np.tensordot(g, view, axes=([0, 2, 3], [0, 2, 3]))
    padded = np.pad(g, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    turned = np.rot90(w, 2, axes=(2, 3))
    windows = sliding_window_view(padded, (kh, kw), axis=(2, 3))
    return np.einsum("nfhwij,fcij->nchw", windows, turned), dw


case(
    "conv_strided",
    conv_strided,
    conv_windows_back,
    {"x": ("N", "C", 3, 4), "w": ("F", "C", 2, 2)},
    {"N": 2, "C": 2, "F": 3},
    ("np.rot90(w, 2, axes=(2, 3))", "w"),
)


def max_pool_loops(x):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H // 2, W // 2))
    for n in range(N):
        for c in range(C):
            for i in range(H // 2):
                for j in range(W // 2):
                    out[n, c, i, j] = np.max(x[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
    return out


def max_pool_argmax_back(g, x):
    dx = np.zeros_like(x)
    for n in range(g.shape[0]):
        for c in range(g.shape[1]):
            for i in range(g.shape[2]):
                for j in range(g.shape[3]):
                    window = x[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
                    a, b = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, 2 * i + a, 2 * j + b] += g[n, c, i, j]
    return dx


case(
    "max_pool_argmax",
    max_pool_loops,
    max_pool_argmax_back,
    {"x": ("N", "C", 2, 4)},
    {"N": 1, "C": 2},
    ("np.argmax", "np.argmin"),
)


def max_pool_mask_back(g, x):
    dx = np.zeros_like(x)
    for n in range(g.shape[0]):
        for c in range(g.shape[1]):
            for i in range(g.shape[2]):
                for j in range(g.shape[3]):
                    at = (n, c, slice(2 * i, 2 * i + 2), slice(2 * j, 2 * j + 2))
                    window = x[at]
                    dx[at] = g[n, c, i, j] * (window == window.max())
    return dx


case(
    "max_pool_mask",
    max_pool_loops,
    max_pool_mask_back,
    {"x": ("N", "C", 4, 4)},
    {"N": 2, "C": 2},
    ("window == window.max()", "window == window.min()"),
)


def max_pool_reshape(x):
    N, C, H, W = x.shape
    return x.reshape(N, C, H // 2, 2, W // 2, 2).max(axis=3).max(axis=4)


def max_pool_reshape_back(g, x):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    out = windows.max(axis=(3, 5))
    mask = windows == out[:, :, :, np.newaxis, :, np.newaxis]
    spread = np.broadcast_to(g[:, :, :, None, :, None], windows.shape)
    dx = np.zeros_like(windows)
    dx[mask] = spread[mask]
    dx /= np.sum(mask, axis=(3, 5), keepdims=True)
    return dx.reshape(x.shape)


case(
    "max_pool_reshape",
    max_pool_loops,
    max_pool_reshape_back,
    {"x": ("N", "C", 2, 4)},
    {"N": 1, "C": 2},
    ("dx[mask] = spread[mask]", "dx[~mask] = spread[~mask]"),
)


def average_pool(x, k=2):
    N, C, H, W = x.shape
    return x.reshape(N, C, H // k, k, W // k, k).mean(axis=(3, 5))


def average_pool_back(g, x, k=2):
    return np.repeat(np.repeat(g, k, axis=2), k, axis=3) / (k * k)


case(
    "average_pool",
    average_pool,
    average_pool_back,
    {"x": ("N", "C", 4, 2)},
    {"N": 2, "C": 3},
    ("/ (k * k)", "/ k"),
)


def global_max(x):
    return np.max(x, axis=1)


def global_max_back(g, x):
    dx = np.zeros_like(x)
    dx[np.arange(x.shape[0]), np.argmax(x, axis=1)] = g
    return dx


case(
    "global_max",
    global_max,
    global_max_back,
    {"x": ("N", "D")},
    {"N": 2, "D": 3},
    ("axis=1", "axis=-1) * 0 + np.argmin(x, axis=1"),
)


def relu_pool(x):
    a = np.maximum(x, 0)
    return a.reshape(a.shape[0], -1, 2).max(axis=2)


def relu_pool_back(g, x):
    a = np.maximum(x, 0).reshape(x.shape[0], -1, 2)
    mask = a == a.max(axis=2, keepdims=True)
    da = (mask * g[:, :, None]).reshape(x.shape)
    da[x <= 0] = 0
    return da


case(
    "relu_pool",
    relu_pool,
    relu_pool_back,
    {"x": ("N", 4)},
    {"N": 2},
    ("da[x <= 0] = 0", "da[x <= 0] *= 0.5"),
)

# --- recurrent ----------------------------------------------------------------------------------


def rnn(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    last = h0
    for t in range(T):
        last = np.tanh(x[:, t, :].dot(Wx) + last.dot(Wh) + b)
        h[:, t, :] = last
    return h


def rnn_back(g, x, h0, Wx, Wh, b):
    h = rnn(x, h0, Wx, Wh, b)
    T = x.shape[1]
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dnext = np.zeros_like(h0)
    for t in reversed(range(T)):
        dh = g[:, t] + dnext
        dz = dh * (1 - h[:, t] ** 2)
        before = h[:, t - 1] if t > 0 else h0
        dx[:, t] = dz @ Wx.T
        dWx += x[:, t].T @ dz
        dWh += before.T @ dz
        db += dz.sum(axis=0)
        dnext = dz @ Wh.T
    return dx, dnext, dWx, dWh, db


case(
    "rnn",
    rnn,
    rnn_back,
    {"x": ("N", "T", "D"), "h0": ("N", "H"), "Wx": ("D", "H"), "Wh": ("H", "H"), "b": ("H",)},
    {"N": 1, "T": 2, "D": 3, "H": 2},
    ("if t > 0 else h0", "if t > 0 else 0 * h0"),
)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    H = h0.shape[1]
    h, c = h0, np.zeros_like(h0)
    hs = np.zeros((N, T, H))
    for t in range(T):
        a = x[:, t] @ Wx + h @ Wh + b
        i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H : 2 * H]), sigmoid(a[:, 2 * H : 3 * H])
        u = np.tanh(a[:, 3 * H :])
        c = f * c + i * u
        h = o * np.tanh(c)
        hs[:, t] = h
    return hs


def lstm_back(g, x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    H = h0.shape[1]
    h, c, cache = h0, np.zeros_like(h0), []
    for t in range(T):
        a = x[:, t] @ Wx + h @ Wh + b
        i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H : 2 * H]), sigmoid(a[:, 2 * H : 3 * H])
        u = np.tanh(a[:, 3 * H :])
        before, c_before = h, c
        c = f * c + i * u
        h = o * np.tanh(c)
        cache.append((i, f, o, u, c, c_before, before))
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dh, dc = np.zeros_like(h0), np.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        i, f, o, u, c, c_before, before = cache[t]
        dh = dh + g[:, t]
        tc = np.tanh(c)
        dc = dc + dh * o * (1 - tc**2)
        da = np.zeros((N, 4 * H))
        da[:, :H] = dc * u * i * (1 - i)
        da[:, H : 2 * H] = dc * c_before * f * (1 - f)
        da[:, 2 * H : 3 * H] = dh * tc * o * (1 - o)
        da[:, 3 * H :] = dc * i * (1 - u**2)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += before.T @ da
        db += da.sum(axis=0)
        dh, dc = da @ Wh.T, dc * f
    return dx, dh, dWx, dWh, db


LSTM = {"x": ("N", "T", "D"), "h0": ("N", "H"), "Wx": ("D", "4*H"), "Wh": ("H", "4*H")}
LSTM["b"] = ("4*H",)
case(
    "lstm",
    lstm,
    lstm_back,
    LSTM,
    {"N": 1, "T": 2, "D": 2, "H": 1},
    ("dc = dc + dh * o", "dc = dh * o"),
)


def gru(x, h0, W, U):
    h = h0
    H = h0.shape[1]
    for t in range(x.shape[1]):
        a = x[:, t].dot(W)
        z = sigmoid(a[:, :H] + h.dot(U[:, :H]))
        r = sigmoid(a[:, H : 2 * H] + h.dot(U[:, H : 2 * H]))
        n = np.tanh(a[:, 2 * H :] + (r * h).dot(U[:, 2 * H :]))
        h = (1 - z) * n + z * h
    return h


def gru_back(g, x, h0, W, U):
    H = h0.shape[1]
    hs, gates = [h0], []
    for t in range(x.shape[1]):
        h, a = hs[-1], x[:, t].dot(W)
        z = sigmoid(a[:, :H] + h.dot(U[:, :H]))
        r = sigmoid(a[:, H : 2 * H] + h.dot(U[:, H : 2 * H]))
        n = np.tanh(a[:, 2 * H :] + (r * h).dot(U[:, 2 * H :]))
        gates.append((z, r, n))
        hs.append((1 - z) * n + z * h)
    dx, dW, dU, dh = np.zeros_like(x), np.zeros_like(W), np.zeros_like(U), g
    for t in reversed(range(x.shape[1])):
        h, (z, r, n) = hs[t], gates[t]
        dn = dh * (1 - z) * (1 - n * n)
        drh = dn @ U[:, 2 * H :].T
        dz = dh * (h - n) * z * (1 - z)
        dr = drh * h * r * (1 - r)
        da = np.concatenate([dz, dr, dn], axis=1)
        dx[:, t] = da @ W.T
        dW += x[:, t].T @ da
        dU[:, : 2 * H] += h.T @ da[:, : 2 * H]
        dU[:, 2 * H :] += (r * h).T @ dn
        dh = dh * z + dz @ U[:, :H].T + dr @ U[:, H : 2 * H].T + drh * r
    return dx, dh, dW, dU


case(
    "gru",
    gru,
    gru_back,
    {"x": ("N", "T", "D"), "h0": ("N", "H"), "W": ("D", "3*H"), "U": ("H", "3*H")},
    {"N": 1, "T": 2, "D": 2, "H": 1},
    ("+ drh * r", "+ drh"),
)

# --- labels, embeddings, losses -----------------------------------------------------------------


def embedding(W, idx):
    return W[idx]


def embedding_back(g, W, idx):
    dW = np.zeros_like(W)
    np.add.at(dW, idx, g)
    return dW


case(
    "embedding",
    embedding,
    embedding_back,
    {"W": ("V", "D"), "idx": ("N",)},
    {"V": 3, "D": 2, "N": 2},
    ("np.add.at(dW, idx, g)", "dW[idx] += g"),
    wrt=("W",),
    sample={"idx": "labels:W[0]"},
)


def cross_entropy(z, y):
    shifted = z - np.max(z, axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    N = z.shape[0]
    return -np.log(p[np.arange(N), y]).sum() / N


def cross_entropy_back(g, z, y):
    e = np.exp(z - z.max(axis=1)[:, None])
    p = e / e.sum(axis=1)[:, None]
    N = len(z)
    p[range(N), y] -= 1
    p /= N
    return g * p


case(
    "cross_entropy",
    cross_entropy,
    cross_entropy_back,
    {"z": ("N", "K"), "y": ("N",)},
    {"N": 3, "K": 2},
    ("    p /= N\n", ""),
    wrt=("z",),
    sample={"y": "labels:z[1]"},
)


def onehot_loss(z, t):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    p = e / np.sum(e, axis=-1, keepdims=True)
    return -np.sum(t * np.log(p)) / z.shape[0]


def onehot_loss_back(g, z, t):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    p = e / np.sum(e, axis=-1, keepdims=True)
    return g * (p - t) / z.shape[0]


case(
    "onehot_loss",
    onehot_loss,
    onehot_loss_back,
    {"z": ("N", "K"), "t": ("N", "K")},
    {"N": 3, "K": 2},
    ("(p - t)", "(t - p)"),
    sample={"t": "onehot"},
)


def hinge(s, y):
    loss = 0.0
    for i in range(s.shape[0]):
        for j in range(s.shape[1]):
            if j == y[i]:
                continue
            margin = s[i, j] - s[i, y[i]] + 1
            if margin > 0:
                loss += margin
    return loss / s.shape[0]


def hinge_back(g, s, y):
    N = s.shape[0]
    margins = np.maximum(0, s - s[np.arange(N), y][:, np.newaxis] + 1)
    margins[np.arange(N), y] = 0
    binary = (margins > 0).astype(float)
    binary[np.arange(N), y] = -binary.sum(axis=1)
    return g * binary / N


case(
    "hinge",
    hinge,
    hinge_back,
    {"s": ("N", "K"), "y": ("N",)},
    {"N": 2, "K": 3},
    ("= -binary.sum(axis=1)", "= -1"),
    wrt=("s",),
    sample={"y": "labels:s[1]"},
)


# --- state, joining, cumulative sums ------------------------------------------------------------


class Affine:
    def __init__(self):
        self.cache = None
        self.calls = 0
        self.running = np.zeros(3)

    def forward(self, x, W, b):
        self.cache = (x, W)
        self.calls += 1
        self.running = 0.9 * self.running + 0.1 * x.mean()
        return x.dot(W) + b

    def backward(self, g):
        x, W = self.cache
        return g.dot(W.T), x.T.dot(g), g.sum(axis=0)


class Relu:
    def forward(self, x):
        self.mask = x > 0
        out = x.copy()
        out[~self.mask] = 0
        return out

    def backward(self, g):
        g = g.copy()
        g[~self.mask] = 0
        return g


class TwoLayers:
    def __init__(self):
        self.layers = [Affine(), Relu(), Affine()]

    def forward(self, x, W1, b1, W2, b2):
        a = self.layers[0].forward(x, W1, b1)
        return self.layers[2].forward(self.layers[1].forward(a), W2, b2)

    def backward(self, g):
        da, dW2, db2 = self.layers[2].backward(g)
        dx, dW1, db1 = self.layers[0].backward(self.layers[1].backward(da))
        return dx, dW1, db1, dW2, db2


NET = TwoLayers()


def net_back(g, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = NET.backward(g)
    return dx, dW1, db1, dW2, db2


case(
    "classes",
    NET.forward,
    net_back,
    {"x": ("N", "D"), "W1": ("D", "H"), "b1": ("H",), "W2": ("H", "K"), "b2": ("K",)},
    {"N": 2, "D": 3, "H": 2, "K": 2},
    ("NET.backward(g)", "NET.backward(2 * g)"),
)


def join(x, y):
    both = np.concatenate([x, y], axis=1)
    first, second = np.split(both, [1], axis=1)
    return np.hstack([second, first * first])


def join_back(g, x, y):
    D = x.shape[1]
    second, first = g[:, :-1], g[:, -1:]
    both = np.hstack((2 * x[:, :1] * first, second))
    return both[:, :D], both[:, D:]


case(
    "join",
    join,
    join_back,
    {"x": ("N", "D"), "y": ("N", "K")},
    {"N": 2, "D": 3, "K": 2},
    ("2 * x[:, :1]", "x[:, :1]"),
)


def running_sum(x):
    return np.cumsum(x, axis=0) ** 2


def running_sum_back(g, x):
    s = 2 * np.cumsum(x, axis=0) * g
    return np.flip(np.cumsum(np.flip(s, axis=0), axis=0), axis=0)


case(
    "cumsum",
    running_sum,
    running_sum_back,
    {"x": ("T", "D")},
    {"T": 3, "D": 2},
    ("np.flip(np.cumsum(np.flip(s, axis=0), axis=0), axis=0)", "np.cumsum(s, axis=0)"),
)


def attention_loops(q, k, v):
    out = np.zeros((q.shape[0], v.shape[1]))
    for i in range(q.shape[0]):
        scores = np.array([np.dot(q[i], k[j]) for j in range(k.shape[0])]) / np.sqrt(q.shape[1])
        weight = np.exp(scores - np.max(scores))
        weight /= weight.sum()
        for j in range(k.shape[0]):
            out[i] += weight[j] * v[j]
    return out


def attention_loops_back(g, q, k, v):
    scale = 1 / np.sqrt(q.shape[1])
    s = q @ k.T * scale
    e = np.exp(s)
    p = e / e.sum(axis=1, keepdims=True)
    dp = g @ v.T
    ds = p * (dp - np.sum(dp * p, axis=1, keepdims=True)) * scale
    return ds @ k, ds.T @ q, p.T @ g


case(
    "attention_loops",
    attention_loops,
    attention_loops_back,
    {"q": ("M", "D"), "k": ("L", "D"), "v": ("L", "E")},
    {"M": 2, "D": 3, "L": 2, "E": 2},
    ("dp - np.sum", "dp + np.sum"),
)
