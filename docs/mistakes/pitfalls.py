"""What NumPy lets pass: forward passes, each with its right backward pass."""

import numpy as np
from losses import softmax, softmax_backward  # noqa: F401 - the records name them


def column(p, t):
    return ((p[:, 0] - t) ** 2).mean()


def column_backward(g, p, t):
    e = p - t[:, None]
    return g * 2 * e.mean(axis=1, keepdims=True) / len(t)


def one_example(W, x):
    return W @ x


def one_example_backward(g, W, x):
    dW = np.outer(g, x)
    return dW, W.T @ g


def weigh(W, x):
    return x @ W.T


def weigh_backward(g, W, x):
    return g.T @ x


def scaled(x, s):
    return s * x


def scaled_backward(g, x, s):
    return g * s, (g * x).sum()


def add(x, y):
    return x + y


def add_backward(g, x, y):
    return 1 * g, 1 * g


def half_square(a, t):
    return ((a - t) ** 2).sum() / 2 / len(a)


def half_square_backward(g, a, t):
    delta = a - t
    return g * delta / len(a)


def heads(x):
    return np.swapaxes(x, 1, 2)


def heads_backward(g, x):
    return np.swapaxes(g, 1, 2)
