"""Answers to the exercises of output_layers: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def binary(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y) / len(z)


def binary_slope_once_more(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y) / len(z) * a * (1 - a)


def binary_as_sum(g, z, y):
    a = 1 / (1 + np.exp(-z))
    return g * (a - y)


def counts(g, z, y):
    return g * (np.exp(z) - y) / len(z)


def counts_sum_minus_target(g, z, y):
    return g * (z - y) / len(z)


def counts_slope_once_more(g, z, y):
    a = np.exp(z)
    return g * (a - y) / len(z) * a


def any_target(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a * y.sum(axis=1, keepdims=True) - y) / len(z)


def any_target_output_minus_target(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a - y) / len(z)


def any_target_own_path(g, z, y):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return -g * y * (1 - a) / len(z)
