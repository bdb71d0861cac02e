"""Each of the four equations against a nudge: move one number of the 2-2-1 network, watch C."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, half_squared_error, network, sigmoid, with_loss
from book.examples.network.two_two_one import inputs, parameters, passes

NUDGE = 1e-4


@dataclass(frozen=True)
class Nudge:
    """One number, the costs a little below and above it, their slope, and what the formula says."""

    nudge: float
    value: float
    cost_below: float
    cost_above: float
    slope: float
    formula: float


@dataclass(frozen=True)
class Nudges:
    """One nudge for each equation."""

    bp1: Nudge
    bp2: Nudge
    bp3: Nudge
    bp4: Nudge


def _nudge(cost: Callable[[Array], float], at: Array, index: tuple[int, ...], says: Array) -> Nudge:
    step = np.zeros_like(at)
    step[index] = NUDGE
    below, above = cost(at - step), cost(at + step)
    slope = (above - below) / (2 * NUDGE)
    return Nudge(NUDGE, float(at[index]), below, above, slope, float(says[index]))


def run() -> Nudges:
    """Nudge z of the output, z of the second hidden neuron, its bias, and its second weight."""
    (x, y), p = inputs(), parameters()
    first = passes(x, y, p)
    whole = with_loss(network(sigmoid, sigmoid), half_squared_error)

    def from_z2(z2: Array) -> float:
        return float(half_squared_error(sigmoid(z2)[0], y)[0])

    def from_z1(z1: Array) -> float:
        return from_z2(affine(sigmoid(z1)[0], p.W2, p.b2)[0])

    def from_b1(b1: Array) -> float:
        return float(whole(x, y, p.W1, b1, p.W2, p.b2)[0])

    def from_W1(W1: Array) -> float:
        return float(whole(x, y, W1, p.b1, p.W2, p.b2)[0])

    return Nudges(
        bp1=_nudge(from_z2, first.z2, (0, 0), first.delta2),
        bp2=_nudge(from_z1, first.z1, (0, 1), first.delta1),
        bp3=_nudge(from_b1, p.b1, (1,), first.db1),
        bp4=_nudge(from_W1, p.W1, (1, 1), first.dW1),
    )
