"""A 2-2-1 network followed by hand: forward, deltas, gradients, one update."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, half_squared_error, sigmoid, update


@dataclass(frozen=True, eq=False)
class Parameters:
    """The weights and biases of both layers; a W is (to, from)."""

    W1: Array
    b1: Array
    W2: Array
    b2: Array

    def __iter__(self) -> Iterator[Array]:
        """Give W1, b1, W2, b2 in turn."""
        return iter((self.W1, self.b1, self.W2, self.b2))


@dataclass(frozen=True, eq=False)
class Pass:
    """All that one forward and one backward pass meet; rows are examples, and there is one."""

    z1: Array
    a1: Array
    z2: Array
    a2: Array
    cost: float
    da2: Array
    slope2: Array
    delta2: Array
    da1: Array
    slope1: Array
    delta1: Array
    dW1: Array  # noqa: N815  the name of the mathematics
    db1: Array
    dW2: Array  # noqa: N815  the name of the mathematics
    db2: Array

    @property
    def gradients(self) -> Parameters:
        """The gradients in the order of the parameters."""
        return Parameters(self.dW1, self.db1, self.dW2, self.db2)


@dataclass(frozen=True, eq=False)
class TwoTwoOne:
    """The example: input, target, parameters, what happens before and after one update."""

    x: Array
    y: Array
    before: Parameters
    first: Pass
    learning_rate: float
    after: Parameters
    second: Pass

    @property
    def cost_saved(self) -> float:
        """How much smaller the cost is after the update."""
        return self.first.cost - self.second.cost


def inputs() -> tuple[Array, Array]:
    """Give the round input and target that the example starts from."""
    return np.array([[1.0, 2.0]]), np.array([[1.0]])


def parameters() -> Parameters:
    """Give round parameters; the weighted sums of the hidden layer come out as 0 and 0.5."""
    W1, b1 = np.array([[0.5, -0.25], [0.2, 0.1]]), np.array([0.0, 0.1])
    return Parameters(W1, b1, W2=np.array([[0.6, -0.4]]), b2=np.array([0.1]))


def passes(x: Array, y: Array, p: Parameters) -> Pass:
    """Go forward and backward once, and keep every number on the way."""
    z1, affine1 = affine(x, p.W1, p.b1)
    a1, sigmoid1 = sigmoid(z1)
    z2, affine2 = affine(a1, p.W2, p.b2)
    a2, sigmoid2 = sigmoid(z2)
    C, loss = half_squared_error(a2, y)
    da2, _ = loss(1)
    (delta2,) = sigmoid2(da2)
    da1, dW2, db2 = affine2(delta2)
    (delta1,) = sigmoid1(da1)
    _, dW1, db1 = affine1(delta1)
    (slope1,), (slope2,) = sigmoid1(np.ones_like(z1)), sigmoid2(np.ones_like(z2))
    return Pass(
        z1, a1, z2, a2, float(C),
        da2, slope2, delta2, da1, slope1, delta1,
        dW1, db1, dW2, db2,
    )  # fmt: skip


def run(learning_rate: float = 1.0) -> TwoTwoOne:
    """Work the example through one update."""
    (x, y), before = inputs(), parameters()
    first = passes(x, y, before)
    after = Parameters(*update(tuple(before), tuple(first.gradients), learning_rate))
    return TwoTwoOne(x, y, before, first, learning_rate, after, passes(x, y, after))
