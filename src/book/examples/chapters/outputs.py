"""Which pairs of output activation and cost give the error δ = a - y, and which do not."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import (
    Array,
    Layer,
    binary_cross_entropy,
    half_squared_error,
    identity,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    tanh,
)


@dataclass(frozen=True, eq=False)
class Pairing:
    """One pair at one example: the output, the error by the chain rule, and a - y beside it."""

    activation: str
    cost: str
    z: Array
    y: Array
    a: Array
    delta: Array
    a_minus_y: Array
    gap: float


@dataclass(frozen=True, eq=False)
class Outputs:
    """The pairs by name."""

    identity_squared: Pairing
    sigmoid_cross_entropy: Pairing
    softmax_cross_entropy: Pairing
    sigmoid_squared: Pairing
    tanh_squared: Pairing
    softmax_squared: Pairing

    @property
    def all(self) -> tuple[Pairing, ...]:
        """Every pair, those with δ = a - y first."""
        return tuple(vars(self).values())


def pairing(activation: Layer, loss: Layer, z: Array, y: Array, *, from_z: bool) -> Pairing:
    """Work out δ of one example; a loss that takes z has its activation inside."""
    a, activation_pullback = activation(z)
    delta = loss(z, y)[1](1)[0] if from_z else activation_pullback(loss(a, y)[1](1)[0])[0]
    gap = float(abs(delta - (a - y)).max())
    first, second = (str(getattr(f, "__name__", f)) for f in (activation, loss))
    return Pairing(first, second, z[0], y[0], a[0], delta[0], (a - y)[0], gap)


def run() -> Outputs:
    """Work out every pair at the same weighted sums and the same one-hot target."""
    z, y = np.array([[2.0, -1.0, 0.5]]), np.array([[0.0, 0.0, 1.0]])

    def squared(activation: Layer) -> Pairing:
        return pairing(activation, half_squared_error, z, y, from_z=False)

    return Outputs(
        identity_squared=squared(identity),
        sigmoid_cross_entropy=pairing(sigmoid, binary_cross_entropy, z, y, from_z=True),
        softmax_cross_entropy=pairing(softmax, softmax_cross_entropy, z, y, from_z=True),
        sigmoid_squared=squared(sigmoid),
        tanh_squared=squared(tanh),
        softmax_squared=squared(softmax),
    )
