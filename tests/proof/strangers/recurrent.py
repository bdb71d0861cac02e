"""Recurrent networks over time with loops and lists, and embeddings."""

# ruff: noqa: RUF059 - shapes are unpacked whole, as people do

import numpy as np
from tests.proof.strangers.record import Stranger, cached

from backproof.proof.verdict import Verdict

PROVED, PROVED_AT = Verdict.PROVED, Verdict.PROVED_AT

# --- one step of a recurrent cell


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x.dot(Wx) + prev_h.dot(Wh) + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    dtanh = dnext_h * (1 - next_h**2)
    dx = dtanh.dot(Wx.T)
    dprev_h = dtanh.dot(Wh.T)
    dWx = x.T.dot(dtanh)
    dWh = prev_h.T.dot(dtanh)
    db = dtanh.sum(axis=0)
    return dx, dprev_h, dWx, dWh, db


rnn_step = Stranger(
    *cached(rnn_step_forward, rnn_step_backward),
    {"x": ("N", "D"), "h": ("N", "H"), "Wx": ("D", "H"), "Wh": ("H", "H"), "b": ("H",)},
    PROVED,
    ("dprev_h = dtanh.dot(Wh.T)", "dprev_h = dtanh.dot(Wh)"),
)

# --- the same cell along a sequence


def step(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx + h @ Wh + b)


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    prev = h0
    for t in range(T):
        prev = step(x[:, t, :], prev, Wx, Wh, b)
        h[:, t, :] = prev
    return h


def rnn_backward(dh, x, h0, Wx, Wh, b):
    h = rnn_forward(x, h0, Wx, Wh, b)
    N, T, H = dh.shape
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    db = np.zeros_like(b)
    carried = np.zeros((N, H))
    for t in reversed(range(T)):
        prev = h0 if t == 0 else h[:, t - 1]
        da = (dh[:, t] + carried) * (1 - h[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        carried = da @ Wh.T
        dWx += x[:, t].T @ da
        dWh += prev.T @ da
        db += da.sum(axis=0)
    return dx, carried, dWx, dWh, db


rnn_sequence = Stranger(
    rnn_forward,
    rnn_backward,
    {"x": (2, "T", 1), "h": (2, 2), "Wx": (1, 2), "Wh": (2, 2), "b": (2,)},
    PROVED_AT,
    ("(dh[:, t] + carried)", "dh[:, t]"),
)

# --- characters: dictionaries of states, columns, the loss of the last step


def lossfun(inputs, target, Wxh, Whh, Why, bh, by):
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.zeros((Whh.shape[0], 1))
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((Wxh.shape[1], 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
        ys[t] = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][target[t], 0])
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[target[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dhnext = np.dot(Whh.T, dhraw)
    return loss, (dWxh, dWhh, dWhy, dbh, dby)


def char_back(g, *args):
    return [g * d for d in lossfun(*args)[1]]


char_rnn = Stranger(
    lambda *args: lossfun(*args)[0],
    char_back,
    {
        "inputs": (2,),
        "target": (2,),
        "Wxh": (3, 2),
        "Whh": (3, 3),
        "Why": (2, 3),
        "bh": (3, 1),
        "by": (2, 1),
    },
    PROVED_AT,
    ("dhnext = np.dot(Whh.T, dhraw)", "dhnext = np.dot(Whh, dhraw)"),
    wrt=("Wxh", "Whh", "Why", "bh", "by"),
    sample={"inputs": "labels:Why[0]", "target": "labels:Why[0]"},
)

# --- one step of an LSTM, gates in one matrix


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_step_forward(x, prev_c, W, b):
    H = prev_c.shape[1]
    a = np.dot(x, W) + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H : 2 * H])
    o = sigmoid(a[:, 2 * H : 3 * H])
    u = np.tanh(a[:, 3 * H :])
    next_c = f * prev_c + i * u
    t = np.tanh(next_c)
    return o * t, (i, f, o, u, prev_c, t, x, W)


def lstm_step_backward(dnext_h, cache):
    i, f, o, u, prev_c, t, x, W = cache
    do = dnext_h * t
    dc = dnext_h * o * (1 - t**2)
    di, df, du = dc * u, dc * prev_c, dc * i
    da = np.hstack((di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), du * (1 - u**2)))
    return da.dot(W.T), dc * f, x.T.dot(da), da.sum(axis=0)


lstm_step = Stranger(
    *cached(lstm_step_forward, lstm_step_backward),
    {"x": ("N", "D"), "c": ("N", "H"), "W": ("D", "4*H"), "b": ("4*H",)},
    PROVED_AT,
    ("di, df, du = dc * u, dc * prev_c, dc * i", "di, df, du = dc * i, dc * prev_c, dc * u"),
)

# --- an LSTM along a sequence, one gate a matrix, lists of caches


class LSTM:
    gates = ("i", "f", "o", "c")

    def __init__(self, W, U):
        self.W, self.U = W, U
        self.caches = []

    def forward(self, xs):
        n, T, _ = xs.shape
        h = np.zeros((n, self.U.shape[-1]))
        c = np.zeros_like(h)
        for t in range(T):
            z = [xs[:, t] @ self.W[k] + h @ self.U[k] for k in range(4)]
            i, f, o = (sigmoid(v) for v in z[:3])
            cand = np.tanh(z[3])
            c_new = f * c + i * cand
            self.caches.append((xs[:, t], h, c, i, f, o, cand, c_new))
            c = c_new
            h = o * np.tanh(c)
        return h

    def backward(self, dh):
        dW, dU = np.zeros_like(self.W), np.zeros_like(self.U)
        dxs = []
        dc = np.zeros_like(dh)
        while self.caches:
            x, h, c, i, f, o, cand, c_new = self.caches.pop()
            tc = np.tanh(c_new)
            dc = dc + dh * o * (1 - tc * tc)
            dz = [
                dc * cand * i * (1 - i),
                dc * c * f * (1 - f),
                dh * tc * o * (1 - o),
                dc * i * (1 - cand**2),
            ]
            for k in range(4):
                dW[k] += x.T @ dz[k]
                dU[k] += h.T @ dz[k]
            dxs.insert(0, sum(dz[k] @ self.W[k].T for k in range(4)))
            dh = sum(dz[k] @ self.U[k].T for k in range(4))
            dc = dc * f
        return np.stack(dxs, axis=1), dW, dU


def lstm_back(g, xs, W, U):
    net = LSTM(W, U)
    net.forward(xs)
    return net.backward(g)


lstm_sequence = Stranger(
    lambda xs, W, U: LSTM(W, U).forward(xs),
    lstm_back,
    {"xs": (1, "T", 1), "W": (4, 1, 1), "U": (4, 1, 1)},
    PROVED_AT,
    ("            dc = dc * f\n", "            dc = dc * i\n"),
)

# --- one step of a gated recurrent unit


def gru(x, h, Wz, Wr, Wc):
    xh = np.concatenate((x, h), axis=1)
    z = sigmoid(xh @ Wz)
    r = sigmoid(xh @ Wr)
    xrh = np.concatenate((x, r * h), axis=1)
    c = np.tanh(xrh @ Wc)
    return (1 - z) * h + z * c, (x, h, Wz, Wr, Wc, xh, z, r, xrh, c)


def gru_back(dout, cache):
    x, h, Wz, Wr, Wc, xh, z, r, xrh, c = cache
    D = x.shape[1]
    dc = dout * z * (1 - c * c)
    dz = dout * (c - h) * z * (1 - z)
    dxrh = dc @ Wc.T
    dr = dxrh[:, D:] * h * r * (1 - r)
    dxh = dz @ Wz.T + dr @ Wr.T
    dx = dxrh[:, :D] + dxh[:, :D]
    dh = dout * (1 - z) + dxrh[:, D:] * r + dxh[:, D:]
    return dx, dh, xh.T @ dz, xh.T @ dr, xrh.T @ dc


gru_step = Stranger(
    *cached(gru, gru_back),
    {
        "x": ("N", "D"),
        "h": ("N", "H"),
        "Wz": ("D+H", "H"),
        "Wr": ("D+H", "H"),
        "Wc": ("D+H", "H"),
    },
    PROVED_AT,
    ("dxrh[:, D:] * r + dxh[:, D:]", "dxh[:, D:]"),
)

# --- a bidirectional layer


def run(x, w, u):
    h, out = np.zeros((len(x), 1)), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t : t + 1] * w + h * u)
        out.append(h)
    return np.concatenate(out, axis=1)


def unrun(d, x, w, u):
    hs = run(x, w, u)
    dx, dw, du, carry = np.zeros(x.shape), 0.0, 0.0, 0.0
    for t in range(x.shape[1] - 1, -1, -1):
        da = (d[:, t] + carry) * (1 - hs[:, t] ** 2)
        dx[:, t] = da * w
        dw += np.sum(da * x[:, t])
        if t > 0:
            du += np.sum(da * hs[:, t - 1])
        carry = da * u
    return dx, dw, du


def bidirectional(x, w, u, v, q):
    return np.stack([run(x, w, u), run(x[:, ::-1], v, q)[:, ::-1]], axis=-1)


def bidirectional_back(g, x, w, u, v, q):
    dx1, dw, du = unrun(g[..., 0], x, w, u)
    dx2, dv, dq = unrun(g[:, ::-1, 1], x[:, ::-1], v, q)
    return dx1 + dx2[:, ::-1], dw, du, dv, dq


bidirectional_rnn = Stranger(
    bidirectional,
    bidirectional_back,
    {"x": ("N", "T"), "w": (), "u": (), "v": (), "q": ()},
    PROVED_AT,
    ("return dx1 + dx2[:, ::-1],", "return dx1 + dx2,"),
)

# --- an embedding, repeated words among them


class Embedding:
    def __init__(self, W):
        self.params, self.grads, self.idx = [W], [np.zeros_like(W)], None

    def forward(self, idx):
        (W,) = self.params
        self.idx = idx
        return W[idx]

    def backward(self, dout):
        (dW,) = self.grads
        dW[...] = 0
        np.add.at(dW, self.idx, dout)
        return dW


def embedding_back(g, W, idx):
    layer = Embedding(W)
    layer.forward(idx)
    return layer.backward(g)


embedding = Stranger(
    lambda W, idx: Embedding(W).forward(idx),
    embedding_back,
    {"W": ("V", "D"), "idx": ("N", "T")},
    PROVED_AT,
    ("np.add.at(dW, self.idx, dout)", "dW[self.idx] += dout"),
    sample={"idx": "labels:W[0]"},
)

# --- a decaying sum along time


def leaky_sum(x, decay):
    T = x.shape[1]
    acc = np.zeros_like(x)
    acc[:, 0] = x[:, 0]
    for t in range(1, T):
        acc[:, t] = decay * acc[:, t - 1] + x[:, t]
    return acc


def leaky_sum_back(g, x, decay):
    acc = leaky_sum(x, decay)
    d = g.copy()
    ddecay = 0
    for t in range(x.shape[1] - 1, 0, -1):
        ddecay += (d[:, t] * acc[:, t - 1]).sum()
        d[:, t - 1] += decay * d[:, t]
    return d, ddecay


decaying_sum = Stranger(
    leaky_sum,
    leaky_sum_back,
    {"x": ("N", "T"), "decay": ()},
    PROVED_AT,
    ("d[:, t - 1] += decay * d[:, t]", "d[:, t - 1] += decay * g[:, t]"),
)
