"""Answers to the exercises of proved: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def batch_mean(g, x):
    return np.ones_like(x) * g / len(x)


def batch_mean_batch_of_one(g, x):
    return np.ones_like(x) * g


def batch_mean_wrong_axis(g, x):
    return np.ones_like(x) * g / x.shape[1]


def kink(g, x):
    return g * np.sign(x)


def kink_one_side(g, x):
    return g


def kink_as_relu(g, x):
    return g * (x > 0)


def running(g, x):
    return np.stack([g[n:].sum() for n in range(len(x))])


def running_forwards(g, x):
    return np.stack([g[: n + 1].sum() for n in range(len(x))])


def running_own_place(g, x):
    return g
