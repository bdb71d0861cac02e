"""Costs that sources call impossible, differentiated by backpropagation with a little more care."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, half_squared_error, identity, network, sigmoid

NUDGE = 1e-6
X = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 1.0]])
Y = np.array([[1.0], [0.0], [2.0]])
W1, B1 = np.array([[0.5, -0.25], [0.2, 0.1]]), np.array([0.0, 0.1])
W2, B2 = np.array([[0.6, -0.4]]), np.array([0.1])


@dataclass(frozen=True, eq=False)
class Case:
    """One cost: its gradient by W1 done right, done carelessly, and by differences.

    The gaps are rounded to the eight decimals that central differences can tell apart.
    """

    cost: float
    careful: Array
    careless: Array
    by_differences: Array
    gap_careful: float
    gap_careless: float


@dataclass(frozen=True, eq=False)
class Costs:
    """The root mean squared error, and a penalty on the hidden activations."""

    batch: int
    penalty: float
    coupled: Case
    hidden: Case


def _differences(cost: Callable[[Array], float]) -> Array:
    slope = np.zeros_like(W1)
    for index in np.ndindex(W1.shape):
        step = np.zeros_like(W1)
        step[index] = NUDGE
        slope[index] = (cost(W1 + step) - cost(W1 - step)) / (2 * NUDGE)
    return slope


def _case(cost: float, careful: Array, careless: Array, differences: Array) -> Case:
    gap_careful, gap_careless = (
        round(float(abs(g - differences).max()), 8) for g in (careful, careless)
    )
    return Case(cost, careful, careless, differences, gap_careful, gap_careless)


def coupled() -> Case:
    """Take the root over the whole batch: no mean of costs of single examples.

    Careful: one upstream gradient that knows the whole batch, then the same pullback as ever.
    Careless: the mean of the gradients that each example would have alone.
    """
    net = network(sigmoid, identity)

    def root(rows: slice, weights: Array) -> tuple[float, Array]:
        a, pullback = net(X[rows], weights, B1, W2, B2)
        r = a - Y[rows]
        C = np.sqrt((r**2).mean())
        return float(C), pullback(r / (r.size * C))[1]

    C, careful = root(slice(None), W1)
    careless = np.mean([root(slice(n, n + 1), W1)[1] for n in range(len(X))], axis=0)
    return _case(C, careful, careless, _differences(lambda w: root(slice(None), w)[0]))


def hidden(penalty: float = 0.1) -> Case:
    """Add the half square of the hidden activations to the cost.

    Careful: the direct slope by a¹ is added to the gradient that arrives from above.
    Careless: only what arrives from above goes on.
    """

    def backward(weights: Array) -> tuple[float, Array, Array]:
        z1, affine1 = affine(X, weights, B1)
        a1, sigmoid1 = sigmoid(z1)
        a2, affine2 = affine(a1, W2, B2)
        C, loss = half_squared_error(a2, Y)
        R, size = half_squared_error(a1, np.zeros_like(a1))
        from_above = affine2(loss(1)[0])[0]
        both, above = (
            affine1(sigmoid1(g)[0])[1] for g in (from_above + size(penalty)[0], from_above)
        )
        return float(C + penalty * R), both, above

    C, careful, careless = backward(W1)
    return _case(C, careful, careless, _differences(lambda w: backward(w)[0]))


def run(penalty: float = 0.1) -> Costs:
    """Differentiate both costs and hold them against central differences."""
    return Costs(len(X), penalty, coupled(), hidden(penalty))
