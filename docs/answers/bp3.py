"""Answers to the exercises of bp3: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def bias(g, z, b):
    return (g * (1 - np.tanh(z + b) ** 2)).sum(axis=0)


def bias_mean(g, z, b):
    return (g * (1 - np.tanh(z + b) ** 2)).mean(axis=0)


def bias_without_slope(g, z, b):
    return g.sum(axis=0)


def one_bias(g, x, W, b):
    return g.sum()


def one_bias_mean(g, x, W, b):
    return g.mean()


def one_bias_divided_again(g, x, W, b):
    return g.sum() / len(x)


def shared_bias(g, x, W, b):
    a = np.tanh(x + b)
    delta = (g @ W) * (1 - a**2)
    return g.sum(axis=0) + delta.sum(axis=0)


def shared_bias_last_layer(g, x, W, b):
    return g.sum(axis=0)


def shared_bias_first_layer(g, x, W, b):
    a = np.tanh(x + b)
    return ((g @ W) * (1 - a**2)).sum(axis=0)
