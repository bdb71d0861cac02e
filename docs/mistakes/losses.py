"""Losses and what stands right before them: forward passes, each with its right backward pass."""

import numpy as np
from activations import sigmoid

LIMIT = 1


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(g, z):
    a = softmax(z)
    return a * (g - (g * a).sum(axis=1, keepdims=True))


def sigmoid_squared(z, t):
    return ((sigmoid(z) - t) ** 2).sum() / 2


def sigmoid_squared_backward(g, z, t):
    a = sigmoid(z)
    return g * (a - t) * a * (1 - a)


def cross_entropy(z, t):
    return -(t * np.log(softmax(z))).sum() / len(z)


def cross_entropy_backward(g, z, t):
    return g * (softmax(z) - t) / len(z)


def weighted_backward(g, z, t):
    return g * (softmax(z) * t.sum(axis=1, keepdims=True) - t) / len(z)


def mean_square(p, t):
    return ((p - t) ** 2).mean()


def mean_square_backward(g, p, t):
    return g * 2 * (p - t) / p.size


def binary(a, t):
    return -(t * np.log(a) + (1 - t) * np.log(1 - a)).sum() / len(a)


def binary_backward(g, a, t):
    return -g * (t / a - (1 - t) / (1 - a)) / len(a)


def limited(p, t):
    e = p - t
    return np.minimum(e * e, LIMIT).sum()


def limited_backward(g, p, t):
    e = p - t
    return g * 2 * e * (e * e < LIMIT)


def stable(z, t):
    top = z.max(axis=1, keepdims=True)
    return (t * (top - z + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))).sum() / len(z)


def stable_backward(g, z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a * t.sum(axis=1, keepdims=True) - t) / len(z)
