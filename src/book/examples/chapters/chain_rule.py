"""One path and several: slopes multiply along a path, and paths add."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import affine, half_squared_error, identity, network, sigmoid, with_loss

NUDGE = 1e-6


@dataclass(frozen=True)
class Path:
    """The slopes along one path from the input to the cost, and their product."""

    w: float
    slope: float
    v: float
    error: float
    product: float


@dataclass(frozen=True)
class Paths:
    """One input, two hidden neurons, one output: both paths, their sum, and the true slope."""

    x: float
    y: float
    cost: float
    first: Path
    second: Path
    total: float
    by_pullback: float
    by_differences: float


def run() -> Paths:
    """Multiply along each path, add, and compare with the pullback and with differences."""
    x, y = np.array([[1.0]]), np.array([[1.0]])
    W1, b1 = np.array([[0.5], [-1.0]]), np.array([0.0, 1.0])
    W2, b2 = np.array([[0.8, 0.6]]), np.zeros(1)
    z1, _ = affine(x, W1, b1)
    a1, sigmoid1 = sigmoid(z1)
    a2, _ = affine(a1, W2, b2)
    (slopes,) = sigmoid1(np.ones_like(z1))
    error = half_squared_error(a2, y)[1](1)[0].item()

    def path(k: int) -> Path:
        w, slope, v = W1[k, 0].item(), slopes[0, k].item(), W2[0, k].item()
        return Path(w, slope, v, error, product=w * slope * v * error)

    cost = with_loss(network(sigmoid, identity), half_squared_error)
    C, pullback = cost(x, y, W1, b1, W2, b2)
    above, below = (cost(x + step, y, W1, b1, W2, b2)[0] for step in (NUDGE, -NUDGE))
    first, second = path(0), path(1)
    return Paths(
        x.item(), y.item(), float(C), first, second,
        total=first.product + second.product,
        by_pullback=pullback(1)[0].item(),
        by_differences=float((above - below) / (2 * NUDGE)),
    )  # fmt: skip
