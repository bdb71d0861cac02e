"""Normalization and dropout: forward passes, each with its right backward pass."""

import numpy as np

EPS = 0.01
KEPT = 0.5


def batch_norm(x, gamma):
    centred = x - x.mean(axis=0)
    return gamma * centred / np.sqrt((centred**2).mean(axis=0) + EPS)


def batch_norm_backward(g, x, gamma):
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0) - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def layer_norm(x, gamma):
    centred = x - x.mean(axis=1, keepdims=True)
    return gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)


def layer_norm_backward(g, x, gamma):
    centred = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=1, keepdims=True) - y * (h * y).mean(axis=1, keepdims=True)) / s
    return dx, (g * y).sum(axis=0)


def dropout(x, mask):
    return x * mask / KEPT


def dropout_backward(g, x, mask):
    return g * mask / KEPT
