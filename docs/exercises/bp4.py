"""The exercises of bp4 with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def weight_forward(x, W):
    return np.tanh(x @ W.T)


def weight_backward(g, x, W):
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    return delta.T @ x


weight = Check(weight_forward, weight_backward, {"x": ("N", "D"), "W": ("K", "D")}, wrt="W")


def decay_forward(x, W, y, c):
    fit = ((x @ W.T - y) ** 2).sum() / 2 / len(x)
    return fit + c * (W**2).sum() / 2


def decay_backward(g, x, W, y, c):
    delta = g * (x @ W.T - y) / len(x)
    return delta.T @ x + g * c * W


decay = Check(
    decay_forward,
    decay_backward,
    {"x": ("N", "D"), "W": ("K", "D"), "y": ("N", "K"), "c": ()},
    wrt="W",
)


def tied_forward(x, W):
    return np.tanh(x @ W.T) @ W


def tied_backward(g, x, W):
    a = np.tanh(x @ W.T)
    delta = (g @ W.T) * (1 - a**2)
    return delta.T @ x + a.T @ g


tied = Check(tied_forward, tied_backward, {"x": ("N", "D"), "W": ("K", "D")}, wrt="W")
