"""Answers to the exercises of hadamard: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def product(g, u, v):
    return g * v, g * u


def product_exchanged(g, u, v):
    return g * u, g * v


def product_without_upstream(g, u, v):
    return v, u


def scale(g, x, s):
    return g * s, (g * x).sum(axis=0)


def scale_mean(g, x, s):
    return g * s, (g * x).mean(axis=0)


def scale_input_left_out(g, x, s):
    return g * s, g.sum(axis=0)


def softmax(g, z):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return a * (g - (g * a).sum(axis=1, keepdims=True))


def softmax_diagonal(g, z):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * a * (1 - a)


def softmax_over_examples(g, z):
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return a * (g - (g * a).sum(axis=0))
