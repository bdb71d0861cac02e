"""The exercises of cost with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def mean_forward(a, y):
    return ((a - y) ** 2).sum() / 2 / len(a)


def mean_backward(g, a, y):
    return g * (a - y) / len(a)


mean = Check(mean_forward, mean_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a")


def root_forward(a, y):
    return np.sqrt(1 + ((a - y) ** 2).sum() / len(a))


def root_backward(g, a, y):
    C = np.sqrt(1 + ((a - y) ** 2).sum() / len(a))
    return g * (a - y) / len(a) / C


root = Check(root_forward, root_backward, {"a": ("N", "K"), "y": ("N", "K")}, wrt="a")


def penalty_forward(a, W, y, c):
    fit = ((a @ W.T - y) ** 2).sum() / 2 / len(a)
    return fit + c * (a**2).sum() / 2 / len(a)


def penalty_backward(g, a, W, y, c):
    delta = g * (a @ W.T - y) / len(a)
    return delta @ W + g * c * a / len(a), delta.T @ a


penalty = Check(
    penalty_forward,
    penalty_backward,
    {"a": ("N", "D"), "W": ("K", "D"), "y": ("N", "K"), "c": ()},
    wrt=("a", "W"),
)
