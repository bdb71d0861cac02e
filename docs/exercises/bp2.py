"""The exercises of bp2 with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def one_back_forward(z, W):
    return np.tanh(z) @ W.T


def one_back_backward(g, z, W):
    return (g @ W) * (1 - np.tanh(z) ** 2)


one_back = Check(one_back_forward, one_back_backward, {"z": ("N", "D"), "W": ("K", "D")}, wrt="z")


def two_readers_forward(z, W, V):
    a = 1 / (1 + np.exp(-z))
    return a @ W.T + a @ V.T


def two_readers_backward(g, z, W, V):
    a = 1 / (1 + np.exp(-z))
    return (g @ W + g @ V) * a * (1 - a)


two_readers = Check(
    two_readers_forward,
    two_readers_backward,
    {"z": ("N", "D"), "W": ("K", "D"), "V": ("K", "D")},
    wrt="z",
)


def two_back_forward(z, W, V):
    a = np.tanh(np.tanh(z) @ W.T)
    return a @ V.T


def two_back_backward(g, z, W, V):
    a1 = np.tanh(z)
    a2 = np.tanh(a1 @ W.T)
    delta2 = (g @ V) * (1 - a2**2)
    return (delta2 @ W) * (1 - a1**2)


two_back = Check(
    two_back_forward,
    two_back_backward,
    {"z": ("N", "D"), "W": ("H", "D"), "V": ("K", "H")},
    wrt="z",
)
