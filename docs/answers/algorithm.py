"""Answers to the exercises of algorithm: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def two_layers(g, x, W1, W2):
    a1 = 1 / (1 + np.exp(-(x @ W1.T)))
    delta1 = (g @ W2) * a1 * (1 - a1)
    return delta1.T @ x, g.T @ a1


def two_layers_without_slope(g, x, W1, W2):
    a1 = 1 / (1 + np.exp(-(x @ W1.T)))
    return (g @ W2).T @ x, g.T @ a1


def two_layers_sum_for_activation(g, x, W1, W2):
    z1 = x @ W1.T
    a1 = 1 / (1 + np.exp(-z1))
    delta1 = (g @ W2) * a1 * (1 - a1)
    return delta1.T @ x, g.T @ z1


def to_the_input(g, x, W1, W2):
    delta1 = (g @ W2) * (1 - np.tanh(x @ W1.T) ** 2)
    return delta1 @ W1


def to_the_input_one_slope_more(g, x, W1, W2):
    delta1 = (g @ W2) * (1 - np.tanh(x @ W1.T) ** 2)
    return (delta1 @ W1) * (1 - np.tanh(x) ** 2)


def to_the_input_without_slope(g, x, W1, W2):
    return g @ W2 @ W1


def three_layers(g, x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    delta3 = g * (a2 @ W3.T - y) / len(x)
    delta2 = (delta3 @ W3) * (1 - a2**2)
    delta1 = (delta2 @ W2) * (1 - a1**2)
    return delta1.T @ x, delta2.T @ a1, delta3.T @ a2


def three_layers_counting_up(g, x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    delta3 = g * (a2 @ W3.T - y) / len(x)
    delta1 = delta2 = 0 * x
    delta1 = (delta2 @ W2) * (1 - a1**2)
    delta2 = (delta3 @ W3) * (1 - a2**2)
    return delta1.T @ x, delta2.T @ a1, delta3.T @ a2


def three_layers_own_weights(g, x, W1, W2, W3, y):
    a1 = np.tanh(x @ W1.T)
    a2 = np.tanh(a1 @ W2.T)
    delta3 = g * (a2 @ W3.T - y) / len(x)
    delta2 = (delta3 @ W2) * (1 - a2**2)
    delta1 = (delta2 @ W1) * (1 - a1**2)
    return delta1.T @ x, delta2.T @ a1, delta3.T @ a2
