"""All gradients in one backward pass, and the same gradients one weight at a time."""

from dataclasses import dataclass
from math import prod

import numpy as np

from backproof.nn import Array, half_squared_error, initial_parameters, network, sigmoid, with_loss
from book.examples.proving.cost_of_gradients import run as count


@dataclass(frozen=True, eq=False)
class Why:
    """The gradient by the first weights both ways, and how many passes each way took."""

    sizes: tuple[int, ...]
    parameters: int
    nudge: float
    by_backpropagation: Array
    by_differences: Array
    largest_gap: float
    forward_passes_by_differences: int
    deep_sizes: tuple[int, ...]
    paths: int
    deep_multiplications: int


def paths_of_one_weight(sizes: tuple[int, ...]) -> int:
    """Count the ways from one weight of the first layer to the outputs."""
    return prod(sizes[2:])


def run(nudge: float = 1e-4) -> Why:
    """Differentiate a small network both ways, and count the paths of a deep one."""
    sizes, deep = (3, 4, 2), (784, 30, 30, 30, 30, 10)
    x, y = np.array([[0.2, -0.4, 0.9]]), np.array([[1.0, 0.0]])
    parameters = initial_parameters(sizes, 7)
    cost = with_loss(network(sigmoid, sigmoid), half_squared_error)
    C, pullback = cost(x, y, *parameters)
    gradient = np.concatenate([g.ravel() for g in pullback(1)[2:]])
    differences, passes = [], 1
    for at, parameter in enumerate(parameters):
        for index in np.ndindex(parameter.shape):
            nudged = [p.copy() for p in parameters]
            nudged[at][index] += nudge
            differences.append((cost(x, y, *nudged)[0] - C) / nudge)
            passes += 1
    by_differences = np.array(differences)
    return Why(
        sizes=sizes,
        parameters=gradient.size,
        nudge=nudge,
        by_backpropagation=gradient[:3],
        by_differences=by_differences[:3],
        largest_gap=float(abs(gradient - by_differences).max()),
        forward_passes_by_differences=passes,
        deep_sizes=deep,
        paths=paths_of_one_weight(deep),
        deep_multiplications=count(deep).backpropagation_multiplications,
    )
