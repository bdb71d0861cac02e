"""The product entry by entry, the product of matrices, and where the first one is not enough."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, sigmoid, softmax


@dataclass(frozen=True, eq=False)
class Products:
    """Pairs multiplied in every way that is mistaken for ⊙, and ⊙ before or after a matrix."""

    u: Array
    v: Array
    hadamard: Array
    diagonal: Array
    diagonal_times_v: Array
    dot: float
    A: Array
    B: Array
    A_hadamard_B: Array
    A_matrix_B: Array
    delta: Array
    slope: Array
    product_first: Array
    hadamard_first: Array


@dataclass(frozen=True, eq=False)
class Back:
    """Back through an activation: its Jacobian, the true error, and ⊙ with the diagonal alone."""

    z: Array
    g: Array
    jacobian: Array
    delta: Array
    diagonal_only: Array
    gap: float


@dataclass(frozen=True, eq=False)
class Hadamard:
    """The products, then a sigmoid and a softmax at the same weighted sums."""

    products: Products
    sigmoid: Back
    softmax: Back


def _back(activation: str) -> Back:
    z, g = np.array([[2.0, -1.0, 0.5]]), np.array([[1.0, -2.0, 0.5]])
    _, pullback = {"sigmoid": sigmoid, "softmax": softmax}[activation](z)
    jacobian = np.concatenate([pullback(row[None])[0] for row in np.eye(3)])
    delta, diagonal_only = pullback(g)[0][0], g[0] * np.diag(jacobian)
    gap = float(abs(delta - diagonal_only).max())
    return Back(z[0], g[0], jacobian, delta, diagonal_only, gap)


def products() -> Products:
    """Multiply small whole numbers."""
    u, v = np.array([1, 2, 3]), np.array([4, 0, -1])
    A, B = np.array([[1, 2], [3, 4]]), np.array([[10, 0], [5, 2]])
    diagonal = np.diag(u)
    delta, slope = np.array([1, -1]), np.array([2, 3])
    return Products(
        u, v, u * v, diagonal, diagonal @ v, int(u @ v), A, B, A * B, A @ B, delta, slope,
        product_first=(A.T @ delta) * slope,
        hadamard_first=A.T @ (delta * slope),
    )  # fmt: skip


def run() -> Hadamard:
    """Give the products and both activations."""
    return Hadamard(products(), _back("sigmoid"), _back("softmax"))
