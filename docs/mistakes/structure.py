"""Values used twice, looked up, pooled, or carried through time: forward passes, each with its right backward pass."""

import numpy as np
from activations import sigmoid


def skip(x, W):
    return x + np.tanh(x @ W.T)


def skip_backward(g, x, W):
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    dx = g
    dx = dx + delta @ W
    return dx, delta.T @ x


def gate(u, v):
    return sigmoid(u) * v


def gate_backward(g, u, v):
    s = sigmoid(u)
    return g * v * s * (1 - s), g * s


def look_up(W, index):
    return W[index]


def look_up_backward(g, W, index):
    dW = np.zeros_like(W)
    np.add.at(dW, index, g)
    return dW


def pool(x):
    return x.max(axis=2)


def pool_backward(g, x):
    first = x[:, :, 0] >= x[:, :, 1]
    return np.stack([g * first, g * (1 - first)], axis=2)


def correlate(x, w):
    return x[:, :-2] * w[0] + x[:, 1:-1] * w[1] + x[:, 2:] * w[2]


def correlate_backward(g, x, w):
    n = g.shape[1]
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    for i in range(3):
        dx[:, i : i + n] += g * w[i]
        dw[i] = (g * x[:, i : i + n]).sum()
    return dx, dw


def recurrent(x, W):
    h = [np.tanh(x[0])]
    for t in range(1, len(x)):
        h.append(np.tanh(x[t] + h[-1] @ W.T))
    return np.stack(h)


def recurrent_backward(g, x, W):
    h = recurrent(x, W)
    dW, dh = np.zeros_like(W), 0
    dx = []
    for t in reversed(range(len(x))):
        delta = (g[t] + dh) * (1 - h[t] ** 2)
        dx.insert(0, delta)
        if t > 0:
            dW = dW + delta.T @ h[t - 1]
        dh = delta @ W
    return np.stack(dx), dW
