"""Costs, and steps of the training loop: forward passes, each with its right backward pass."""

import numpy as np
from losses import softmax

RATE = 0.5
EXAMPLES = 120
KEEP = 0.9
LIMIT = 0.999
TINY = 1e-08
DECAY = 0.0625


def mean_cost(W, x, t):
    return -(t * np.log(softmax(x @ W.T))).sum() / len(x)


def mean_cost_backward(g, W, x, t):
    return g * (softmax(x @ W.T) - t).T @ x / len(x)


def descend(W, dW):
    W -= RATE * dW


def summed_cost(W, x, t):
    return -(t * np.log(softmax(x @ W.T))).sum()


def summed_cost_backward(g, W, x, t):
    return g * (softmax(x @ W.T) - t).T @ x


def step_of_mean(W, dW):
    W -= RATE / EXAMPLES * dW


def emptied(W, dW, total):
    total[...] = 0
    total += dW
    W -= RATE * total


def momentum(W, dW, v):
    v[...] = KEEP * v - RATE / 10 * dW
    W += v


def adam(W, dW, m, v, steps):
    steps += 1
    m[...] = KEEP * m + (1 - KEEP) * dW
    v[...] = LIMIT * v + (1 - LIMIT) * dW**2
    mean, square = m / (1 - KEEP**steps), v / (1 - LIMIT**steps)
    W -= RATE / 5 * mean / (np.sqrt(square) + TINY)


def decayed(W, b, x, t):
    a = softmax(x @ W.T + b)
    return -(t * np.log(a)).sum() / len(x) + DECAY * (W**2).sum() / 2


def decayed_backward(g, W, b, x, t):
    delta = g * (softmax(x @ W.T + b) - t) / len(x)
    return delta.T @ x + g * DECAY * W, delta.sum(axis=0)
