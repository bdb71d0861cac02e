"""Where learning slows down: flat sigmoids, many layers, weak inputs; and which cost helps."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import (
    Array,
    affine,
    binary_cross_entropy,
    half_squared_error,
    identity,
    network,
    sigmoid,
    with_loss,
)


@dataclass(frozen=True, eq=False)
class Slopes:
    """The sigmoid and its slope at several weighted sums, and where the slope is largest."""

    z: Array
    a: Array
    slope: Array
    largest_slope: float


@dataclass(frozen=True, eq=False)
class Vanishing:
    """The factor that a chain of sigmoid neurons puts on the gradient, for 1, 2, ... layers."""

    layers: Array
    best_factor: Array
    factor_at_z: float
    factor: Array


@dataclass(frozen=True)
class WrongNeuron:
    """A sigmoid neuron that is sure and wrong: the error under either cost."""

    x: float
    w: float
    b: float
    y: float
    z: float
    a: float
    slope: float
    quadratic_delta: float
    cross_entropy_delta: float
    times_faster: float


@dataclass(frozen=True, eq=False)
class WeakInput:
    """One neuron with a strong and a weak input: the gradients stand as the inputs do."""

    x: Array
    delta: float
    dW: Array  # noqa: N815  the name of the mathematics
    ratio_of_inputs: float
    ratio_of_gradients: float


@dataclass(frozen=True)
class Saturation:
    """All four together."""

    slopes: Slopes
    vanishing: Vanishing
    wrong_neuron: WrongNeuron
    weak_input: WeakInput


def _slope(z: Array) -> Array:
    (slope,) = sigmoid(z)[1](np.ones_like(z))
    return np.asarray(slope)


def slopes(z: tuple[float, ...] = (-10, -5, -2, 0, 2, 5, 10)) -> Slopes:
    """Evaluate the sigmoid and its slope."""
    row = np.array([z], dtype=float)
    largest = _slope(np.zeros((1, 1))).item()
    return Slopes(row[0], sigmoid(row)[0][0], _slope(row)[0], largest)


def chain_factor(layers: int, z: float) -> float:
    """Push a gradient of 1 back through sigmoid neurons in a row, all at the same z.

    Every weight is 1, and every bias is chosen so that its weighted sum is z.
    """
    if layers < 1:
        raise ValueError(f"chain_factor: layers is {layers!r}, wanted a positive integer")
    a = sigmoid(np.array([[z]]))[0].item()
    W, x = np.ones((1, 1)), np.array([[a]])
    _, pullback = network(*[sigmoid] * layers)(x, *[W, np.array([z - a])] * layers)
    return float(pullback(np.ones((1, 1)))[0].item())


def vanishing(deepest: int = 10, z: float = 2.0) -> Vanishing:
    """Give the factor for every depth, at best (z = 0) and at some other z."""
    depths = range(1, deepest + 1)
    best, other = ([chain_factor(layers, at) for layers in depths] for at in (0.0, z))
    return Vanishing(np.array(depths), np.array(best), z, np.array(other))


def wrong_neuron(w: float = 2.0, b: float = 2.0) -> WrongNeuron:
    """Compare the two costs where x = 1 and the target is 0."""
    x, y = np.array([[1.0]]), np.array([[0.0]])
    parameters = np.array([[w]]), np.array([b])
    z = affine(x, *parameters)[0]
    # dC/db is the error of the only example.
    quadratic = with_loss(network(sigmoid), half_squared_error)(x, y, *parameters)[1](1)[3]
    entropy = with_loss(network(identity), binary_cross_entropy)(x, y, *parameters)[1](1)[3]
    return WrongNeuron(
        x=1.0, w=w, b=b, y=0.0,
        z=z.item(), a=sigmoid(z)[0].item(), slope=_slope(z).item(),
        quadratic_delta=quadratic.item(),
        cross_entropy_delta=entropy.item(),
        times_faster=(entropy / quadratic).item(),
    )  # fmt: skip


def weak_input(strong: float = 1.0, weak: float = 0.01) -> WeakInput:
    """Give the weight gradients of a neuron at z = 0 with target 1."""
    x, y = np.array([[strong, weak]]), np.array([[1.0]])
    cost = with_loss(network(identity), binary_cross_entropy)
    _, _, dW, db = cost(x, y, np.zeros((1, 2)), np.zeros(1))[1](1)
    return WeakInput(x[0], db.item(), dW[0], strong / weak, (dW[0, 0] / dW[0, 1]).item())


def run() -> Saturation:
    """Give all four with their usual settings."""
    return Saturation(slopes(), vanishing(), wrong_neuron(), weak_input())
