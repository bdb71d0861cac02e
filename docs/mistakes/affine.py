"""Layers that weigh and shift: forward passes, each with its right backward pass."""

import numpy as np

RATE = 0.1


def linear(x, W):
    return x @ W.T


def linear_backward(g, x, W):
    return g @ W, g.T @ x


def affine(x, W, b):
    return x @ W.T + b


def affine_backward(g, x, W, b):
    return g @ W, g.T @ x, g.sum(axis=0)


def two_layers(x, V, W):
    return np.tanh(x @ V.T) @ W.T


def two_layers_backward(g, x, V, W):
    z = x @ V.T
    a = np.tanh(z)
    dW = g.T @ a
    delta = g @ W * (1 - a**2)
    return delta @ V, delta.T @ x, dW


def tied(x, W):
    return np.tanh(x @ W.T) @ W


def tied_backward(g, x, W):
    a = np.tanh(x @ W.T)
    delta = g @ W.T * (1 - a**2)
    return delta @ W, delta.T @ x + a.T @ g
