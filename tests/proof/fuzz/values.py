"""Mistakes that show at some values alone: tiny, large, negative, zero."""

import numpy as np
from tests.proof.fuzz.case import ROWS, VECTOR, Case, numbers, square


def normalised(eps):
    def forward(x):
        return (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)

    def backward(kept):
        def run(g, x):
            centred = x - x.mean(axis=1, keepdims=True)
            s = np.sqrt(x.var(axis=1, keepdims=True) + kept)
            y = centred / s
            mean = g.mean(axis=1, keepdims=True)
            return (g - mean - y * (g * y).mean(axis=1, keepdims=True)) / s

        return run

    return forward, backward(0), backward(eps)


def scaled(eps):
    def forward(x):
        return x / (np.sqrt((x**2).sum(axis=1, keepdims=True)) + eps)

    def backward(kept):
        def run(g, x):
            r = np.sqrt((x**2).sum(axis=1, keepdims=True))
            return g / (r + kept) - x * (g * x).sum(axis=1, keepdims=True) / (r * (r + kept) ** 2)

        return run

    return forward, backward(0), backward(eps)


def with_overflow(g, x):
    return g * np.exp(x) / (1 + np.exp(x))


def without_overflow(g, x):
    return g / (1 + np.exp(-x))


def looped(rule):
    """Return a backward pass that goes over the entries of a vector with an `if`."""

    def run(g, x):
        d = np.zeros_like(x)
        for i in range(x.shape[0]):
            d[i] = rule(g[i], x[i])
        return d

    return run


def large_rule(g, x):
    if x > 6:
        return 12 * g
    return 2 * g * x


def negative_rule(g, x):
    if x < 0:
        return -2 * g * x
    return 2 * g * x


def zero_rule(g, x):
    if x == 0:
        return g
    return 2 * g * x


def tiny_rule(g, x):
    if -1e-6 < x < 1e-6:
        return g
    return 2 * g * x


VALUES = [
    *(
        Case(
            f"a row of tiny variance, {eps}",
            *normalised(eps),
            {"x": ROWS},
            {"x": 1 + 1e-4 * np.sqrt(eps / 1e-5) * numbers(2, 3)},
        )
        for eps in (1e-3, 1e-5, 1e-8)
    ),
    *(
        Case(f"a row of tiny length, {eps}", *scaled(eps), {"x": ROWS}, {"x": eps * numbers(2, 3)})
        for eps in (1e-3, 1e-6)
    ),
    Case(
        "large values",
        square,
        lambda g, x: 2 * g * np.clip(x, -6, 6),
        lambda g, x: 2 * g * x,
        {"x": VECTOR},
        {"x": np.array([1.0, 9.0])},
    ),
    Case(
        "large values by where",
        square,
        lambda g, x: np.where(np.abs(x) > 6, g, 2 * g * x),
        lambda g, x: 2 * g * x,
        {"x": VECTOR},
        {"x": np.array([1.0, -9.0])},
    ),
    Case(
        "large values by if",
        square,
        looped(large_rule),
        looped(lambda g, x: 2 * g * x),
        {"x": VECTOR},
        {"x": np.array([1.0, 9.0])},
    ),
    Case(
        "negative values",
        square,
        lambda g, x: 2 * g * np.abs(x),
        lambda g, x: 2 * g * x,
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "negative values by if",
        square,
        looped(negative_rule),
        looped(lambda g, x: g * (x + x)),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "negative values under a root",
        lambda x: np.sqrt(x**2),
        lambda g, x: g,
        lambda g, x: g * np.sign(x),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "negative values in a power",
        lambda x: (x**2) ** 1.5,
        lambda g, x: 3 * g * x**2,
        lambda g, x: 3 * g * x * np.abs(x),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "negative values in a logarithm",
        lambda x: np.log(x**2),
        lambda g, x: 2 * g / np.abs(x),
        lambda g, x: 2 * g / x,
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "a zero",
        square,
        lambda g, x: np.where(x == 0, g, 2 * g * x),
        lambda g, x: 2 * g * x,
        {"x": VECTOR},
        {"x": np.array([1.0, 0.0])},
    ),
    Case(
        "a zero that is divided by",
        square,
        lambda g, x: 2 * g * x**2 / x,
        lambda g, x: 2 * g * x,
        {"x": VECTOR},
        {"x": np.array([1.0, 0.0])},
    ),
    Case(
        "a zero by if",
        square,
        looped(zero_rule),
        looped(lambda g, x: 2 * g * x),
        {"x": VECTOR},
        {"x": np.array([1.0, 0.0])},
    ),
    Case(
        "a zero of a mask",
        square,
        lambda g, x: 2 * g * x * (x != 0) + (x == 0),
        lambda g, x: 2 * g * x * (x != 0),
        {"x": VECTOR},
        {"x": np.array([1.0, 0.0])},
    ),
    Case(
        "a division by false",
        lambda x: np.maximum(x, 0),
        lambda g, x: g / (x > 0),
        lambda g, x: g * (x > 0),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "a division by false in a loop",
        lambda x: np.maximum(x, 0),
        looped(lambda g, x: g / (x > 0)),
        looped(lambda g, x: g * (x > 0)),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
    Case(
        "a root of negative values, times 0",
        square,
        lambda g, x: 2 * g * x + 0 * np.sqrt(x),
        lambda g, x: 2 * g * x + 0 * np.sqrt(x**2),
        {"x": VECTOR},
        {"x": np.array([1.0, -2.0])},
    ),
]
