"""Mistakes that show at some sizes alone."""

from tests.proof.fuzz.case import ROWS, Case, affine, numbers, square


def not_of_one_row(g, x):
    return 2 * g * x if x.shape[0] > 1 else g * x


def not_of_one_column(g, x):
    return 2 * g * x if x.shape[1] > 1 else 0 * g


def unbiased(g, x):
    return g - g.sum(axis=0) / max(x.shape[0], 2)


def not_of_a_square(g, x, W, b):
    n, k = g.shape
    return g @ W.T, x.T @ g, g.sum(axis=1 if n == k else 0)


def not_of_tall(g, x, W, b):
    n, k = g.shape
    return g @ W.T, x.T @ g if n <= k else 2 * x.T @ g, g.sum(axis=0)


def not_of_wide(g, x, W, b):
    n, k = g.shape
    return g @ W.T if k <= n else g @ W.T / 2, x.T @ g, g.sum(axis=0)


def affine_back(g, x, W, b):
    return g @ W.T, x.T @ g, g.sum(axis=0)


def transposed_where_it_fits(g, x, W, b):
    dW = x.T @ g
    return g @ W.T, dW.T if dW.shape == dW.T.shape else dW, g.sum(axis=0)


AFFINE = {"x": ROWS, "W": ("D", "K"), "b": ("K",)}


def sized(n, d, k):
    return {"x": numbers(n, d), "W": numbers(d, k), "b": numbers(k)}


SIZES = [
    Case(
        "one row", square, not_of_one_row, lambda g, x: 2 * g * x, {"x": ROWS}, {"x": numbers(1, 2)}
    ),
    Case(
        "one column",
        square,
        not_of_one_column,
        lambda g, x: 2 * g * x,
        {"x": ROWS},
        {"x": numbers(2, 1)},
    ),
    Case(
        "a mean over one row",
        lambda x: x - x.mean(axis=0),
        unbiased,
        lambda g, x: g - g.mean(axis=0),
        {"x": ROWS},
        {"x": numbers(1, 2)},
    ),
    Case(
        "equal sizes", affine, not_of_a_square, affine_back, AFFINE, sized(3, 2, 3), ("x", "W", "b")
    ),
    Case(
        "a square matrix",
        affine,
        transposed_where_it_fits,
        affine_back,
        AFFINE,
        sized(2, 3, 3),
        ("x", "W", "b"),
    ),
    Case(
        "more rows than columns",
        affine,
        not_of_tall,
        affine_back,
        AFFINE,
        sized(4, 2, 3),
        ("x", "W", "b"),
    ),
    Case(
        "more columns than rows",
        affine,
        not_of_wide,
        affine_back,
        AFFINE,
        sized(2, 2, 3),
        ("x", "W", "b"),
    ),
]
