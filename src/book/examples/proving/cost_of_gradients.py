"""What all gradients cost: one backward pass, against one more forward pass for every parameter."""

from dataclasses import dataclass
from itertools import pairwise

NIELSEN = (784, 30, 10)
DIGITS = (64, 30, 10)


@dataclass(frozen=True)
class Cost:
    """Counts for one example: the multiplications inside its matrix products.

    The backward pass counts the gradient by the input of the first layer as well,
    because the shipped code computes it.
    """

    sizes: tuple[int, ...]
    weights: int
    biases: int
    parameters: int
    forward_multiplications: int
    backward_multiplications: int
    backpropagation_multiplications: int
    backpropagation_in_forward_passes: float
    passes_by_differences: int
    multiplications_by_differences: int
    times_cheaper: float


def run(sizes: tuple[int, ...] = NIELSEN) -> Cost:
    """Count for a network of these layer sizes.

    Forward, a layer multiplies once for each weight; backward twice, for the gradient by
    its weights and for the gradient by its input. One-sided differences need one forward
    pass, and one more for every parameter.
    """
    if len(sizes) < 2 or min(sizes) < 1:  # noqa: PLR2004 - an input layer and an output layer
        raise ValueError(
            f"cost_of_gradients: layer sizes {sizes}, wanted two or more, all positive"
        )
    weights = sum(into * out for into, out in pairwise(sizes))
    biases = sum(sizes[1:])
    forward, backward = weights, 2 * weights
    passes = weights + biases + 1
    return Cost(
        sizes=tuple(sizes),
        weights=weights,
        biases=biases,
        parameters=weights + biases,
        forward_multiplications=forward,
        backward_multiplications=backward,
        backpropagation_multiplications=forward + backward,
        backpropagation_in_forward_passes=(forward + backward) / forward,
        passes_by_differences=passes,
        multiplications_by_differences=passes * forward,
        times_cheaper=passes * forward / (forward + backward),
    )


def digits() -> Cost:
    """Count for the network of the digits page."""
    return run(DIGITS)
