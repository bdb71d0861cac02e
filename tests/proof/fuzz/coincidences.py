"""Mistakes that show where values meet: duplicates, ties, a zero among factors."""

import numpy as np
from tests.proof.fuzz.case import ROWS, VECTOR, Case, numbers, product


def product_of_three(x):
    return x[:, 0] * x[:, 1] * x[:, 2]


def product_by_division(g, x):
    return (g * x[:, 0] * x[:, 1] * x[:, 2])[:, None] / x


def product_by_factors(g, x):
    a, b, c = x[:, 0], x[:, 1], x[:, 2]
    return np.stack([g * b * c, g * a * c, g * a * b], axis=1)


def embedding(x, t):
    return x[t]


def last_one_wins(g, x, t):
    d = np.zeros_like(x)
    d[t] = g
    return d


def added_once(g, x, t):
    d = np.zeros_like(x)
    d[t] += g
    return d


def added_at(g, x, t):
    d = np.zeros_like(x)
    np.add.at(d, t, g)
    return d


def added_in_a_loop(g, x, t):
    d = np.zeros(x.shape)
    for i in range(t.shape[0]):
        d[t[i]] += g[i]
    return d


def set_in_a_loop(g, x, t):
    d = np.zeros(x.shape)
    for i in range(t.shape[0]):
        d[t[i]] = g[i]
    return d


def chosen(x, t):
    return x[np.arange(x.shape[0]), t]


def chosen_back(g, x, t):
    d = np.zeros_like(x)
    d[np.arange(x.shape[0]), t] = g
    return d


def not_of_equal_labels(g, x, t):
    d = chosen_back(g, x, t)
    return 2 * d if t.shape[0] > 1 and (t == t[0]).all() else d


def not_of_label_zero(g, x, t):
    return chosen_back(np.where(t == 0, 0, g), x, t)


def masked_mean(x, m):
    return (x * m).sum() / np.maximum(m.sum(), 1)


def mean_of_some(g, x, m):
    return g * m / m.sum()


def mean_of_any(g, x, m):
    return g * m / np.maximum(m.sum(), 1)


DRAWN = {"t": "labels:x[0]"}
INDEXED = {"x": ("K", "D"), "t": ("M",)}
TWICE = {"x": numbers(3, 2), "t": np.array([1, 1])}
CHOSEN = {"x": ROWS, "t": VECTOR}
BOTH = {"x": VECTOR, "y": VECTOR}
TIED = {"x": np.array([1.0, 2.0]), "y": np.array([1.0, 3.0])}
COINCIDENCES = [
    Case(
        "a zero in a product",
        product_of_three,
        product_by_division,
        product_by_factors,
        {"x": ("N", 3)},
        {"x": np.array([[0.0, 2.0, 3.0]])},
    ),
    Case(
        "a zero in a product of two",
        product,
        lambda g, x, y: (g * x * y / x, g * x),
        lambda g, x, y: (g * y, g * x),
        BOTH,
        {"x": np.array([0.0, 1.0]), "y": np.array([2.0, 3.0])},
        ("x", "y"),
    ),
    Case(
        "a duplicate in an index, the last wins",
        embedding,
        last_one_wins,
        added_at,
        INDEXED,
        TWICE,
        sample=DRAWN,
    ),
    Case(
        "a duplicate in an index, added once",
        embedding,
        added_once,
        added_at,
        INDEXED,
        TWICE,
        sample=DRAWN,
    ),
    Case(
        "a duplicate in an index, in a loop",
        embedding,
        set_in_a_loop,
        added_in_a_loop,
        INDEXED,
        TWICE,
        sample=DRAWN,
    ),
    Case(
        "labels that are all equal",
        chosen,
        not_of_equal_labels,
        chosen_back,
        CHOSEN,
        {"x": numbers(2, 3), "t": np.array([1, 1])},
        sample={"t": "labels:x[1]"},
    ),
    Case(
        "label zero",
        chosen,
        not_of_label_zero,
        chosen_back,
        CHOSEN,
        {"x": numbers(2, 3), "t": np.array([0, 1])},
        sample={"t": "labels:x[1]"},
    ),
    Case(
        "a mask of zeros",
        masked_mean,
        mean_of_some,
        mean_of_any,
        {"x": VECTOR, "m": VECTOR},
        {"x": numbers(2), "m": np.zeros(2)},
        sample={"m": "mask"},
    ),
    Case(
        "a tie of smooth functions",
        product,
        lambda g, x, y: (np.where(x == y, 0, g * y), g * x),
        lambda g, x, y: (g * y, g * x),
        BOTH,
        TIED,
        ("x", "y"),
    ),
    Case(
        "a tie in a sum of exponentials",
        np.logaddexp,
        lambda g, x, y: (np.where(x == y, g, g / (1 + np.exp(y - x))), g / (1 + np.exp(x - y))),
        lambda g, x, y: (g / (1 + np.exp(y - x)), g / (1 + np.exp(x - y))),
        BOTH,
        TIED,
        ("x", "y"),
    ),
    Case(
        "a tie in a square",
        lambda x, y: (x - y) ** 2,
        lambda g, x, y: (2 * g * (x - y) ** 2 / (x - y), -2 * g * (x - y)),
        lambda g, x, y: (2 * g * (x - y), -2 * g * (x - y)),
        BOTH,
        TIED,
        ("x", "y"),
    ),
]
