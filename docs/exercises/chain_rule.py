"""The exercises of chain_rule with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def one_path_forward(x):
    return np.sin(x**2)


def one_path_backward(g, x):
    return g * np.cos(x**2) * 2 * x


one_path = Check(one_path_forward, one_path_backward, {"x": ("N",)})


def two_paths_forward(x):
    return np.sin(x) * np.exp(x)


def two_paths_backward(g, x):
    return g * (np.cos(x) * np.exp(x) + np.sin(x) * np.exp(x))


two_paths = Check(two_paths_forward, two_paths_backward, {"x": ("N",)})


def skip_forward(x, W):
    return np.tanh(x @ W.T) + x


def skip_backward(g, x, W):
    a = np.tanh(x @ W.T)
    delta = g * (1 - a**2)
    return delta @ W + g, delta.T @ x


skip = Check(skip_forward, skip_backward, {"x": ("N", "D"), "W": ("D", "D")})
