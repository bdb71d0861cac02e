"""Answers to the exercises of insights: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def slope(g, z):
    a = 1 / (1 + np.exp(-z))
    return g * a * (1 - a)


def slope_with_sum(g, z):
    return g * z * (1 - z)


def slope_of_tanh(g, z):
    a = 1 / (1 + np.exp(-z))
    return g * (1 - a**2)


def chain(g, z):
    a1 = 1 / (1 + np.exp(-z))
    a2 = 1 / (1 + np.exp(-a1))
    return g * a2 * (1 - a2) * a1 * (1 - a1)


def chain_one_slope(g, z):
    a1 = 1 / (1 + np.exp(-z))
    a2 = 1 / (1 + np.exp(-a1))
    return g * a2 * (1 - a2)


def chain_same_slope_twice(g, z):
    a1 = 1 / (1 + np.exp(-z))
    return g * (a1 * (1 - a1)) ** 2


def swish(g, z):
    s = 1 / (1 + np.exp(-z))
    return g * (s + z * s * (1 - s))


def swish_gate_held(g, z):
    return g / (1 + np.exp(-z))


def swish_only_gate(g, z):
    s = 1 / (1 + np.exp(-z))
    return g * z * s * (1 - s)
