"""Activation functions: forward passes, each with its right backward pass."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_backward(g, z):
    a = sigmoid(z)
    return g * a * (1 - a)


def slope(x):
    return x * (1 - x)


def slope_backward(g, z):
    return g * slope(sigmoid(z))


def layer(x, W):
    return sigmoid(x @ W.T)


def layer_backward(g, x, W):
    a = sigmoid(x @ W.T)
    delta = g * a * (1 - a)
    return delta @ W, delta.T @ x


def deep(x, V, W):
    return np.tanh(np.tanh(x @ V.T) @ W.T)


def deep_backward(g, x, V, W):
    a1 = np.tanh(x @ V.T)
    a2 = np.tanh(a1 @ W.T)
    delta2 = g * (1 - a2**2)
    delta1 = delta2 @ W * (1 - a1**2)
    return delta1 @ V, delta1.T @ x, delta2.T @ a1


def tanh(z):
    return np.tanh(z)


def tanh_backward(g, z):
    return g * (1 - np.tanh(z) ** 2)


def relu(z):
    return np.maximum(z, 0)


def relu_backward(g, z):
    return g * (z > 0)
