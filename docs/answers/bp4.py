"""Answers to the exercises of bp4: under the name of each, the right one; longer names, wrong ones."""

import numpy as np


def weight(g, x, W):
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    return delta.T @ x


def weight_without_slope(g, x, W):
    return g.T @ x


def weight_divided_again(g, x, W):
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    return delta.T @ x / len(x)


def decay(g, x, W, y, c):
    delta = g * (x @ W.T - y) / len(x)
    return delta.T @ x + g * c * W


def decay_forgotten(g, x, W, y, c):
    delta = g * (x @ W.T - y) / len(x)
    return delta.T @ x


def decay_divided(g, x, W, y, c):
    delta = g * (x @ W.T - y) / len(x)
    return delta.T @ x + g * c * W / len(x)


def tied(g, x, W):
    a = np.tanh(x @ W.T)
    delta = (g @ W.T) * (1 - a**2)
    return delta.T @ x + a.T @ g


def tied_second_use(g, x, W):
    a = np.tanh(x @ W.T)
    return a.T @ g


def tied_first_use(g, x, W):
    a = np.tanh(x @ W.T)
    delta = (g @ W.T) * (1 - a**2)
    return delta.T @ x
