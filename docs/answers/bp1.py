"""Answers to the exercises of bp1: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def tanh(g, z, y):
    a = np.tanh(z)
    return g * (a - y) / len(z) * (1 - a**2)


def tanh_without_slope(g, z, y):
    return g * (np.tanh(z) - y) / len(z)


def tanh_slope_at_activation(g, z, y):
    a = np.tanh(z)
    return g * (a - y) / len(z) * (1 - np.tanh(a) ** 2)


def fourth_power(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y) ** 3 / len(z) * a * (1 - a)


def fourth_power_as_squared(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y) / len(z) * a * (1 - a)


def fourth_power_as_sum(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y) ** 3 * a * (1 - a)


def softmax(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    da = g * (a - y) / len(z)
    return a * (da - (da * a).sum(axis=1, keepdims=True))


def softmax_diagonal(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a - y) / len(z) * a * (1 - a)


def softmax_output_minus_target(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a - y) / len(z)
