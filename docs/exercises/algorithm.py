"""The exercises of algorithm with their right answers; readers download them without."""

import numpy as np

from backproof import Check


def two_layers_forward(x, W1, W2):
    a1 = 1 / (1 + np.exp(-(x @ W1.T)))
    return a1 @ W2.T


def two_layers_backward(g, x, W1, W2):
    a1 = 1 / (1 + np.exp(-(x @ W1.T)))
    delta1 = (g @ W2) * a1 * (1 - a1)
    return delta1.T @ x, g.T @ a1


two_layers = Check(
    two_layers_forward,
    two_layers_backward,
    {"x": ("N", "D"), "W1": ("H", "D"), "W2": ("K", "H")},
    wrt=("W1", "W2"),
)


def to_the_input_forward(x, W1, W2):
    return np.tanh(x @ W1.T) @ W2.T


def to_the_input_backward(g, x, W1, W2):
    delta1 = (g @ W2) * (1 - np.tanh(x @ W1.T) ** 2)
    return delta1 @ W1


to_the_input = Check(
    to_the_input_forward,
    to_the_input_backward,
    {"x": ("N", "D"), "W1": ("H", "D"), "W2": ("K", "H")},
    wrt="x",
)


def three_layers_forward(x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    return ((a2 @ W3.T - y) ** 2).sum() / 2 / len(x)


def three_layers_backward(g, x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    delta3 = g * (a2 @ W3.T - y) / len(x)
    delta2 = (delta3 @ W3) * (1 - a2**2)
    delta1 = (delta2 @ W2) * (1 - a1**2)
    return delta1.T @ x, delta2.T @ a1, delta3.T @ a2


three_layers = Check(
    three_layers_forward,
    three_layers_backward,
    {"x": ("N", "D"), "W1": ("D", "D"), "W2": ("D", "D"), "W3": ("D", "D"), "y": ("N", "D")},
    wrt=("W1", "W2", "W3"),
)
