"""What other conventions of the cost do to the gradient: by what factor each differs from ours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, half_squared_error

TINY = 1e-30


@dataclass(frozen=True)
class Factors:
    """The gradient of each squared error, as a multiple of that of C = mean of the halves."""

    batch: int
    outputs: int
    mean_with_half: float
    mean_without_half: float
    sum_with_half: float
    sum_without_half: float
    mean_of_all_entries: float


def run() -> Factors:
    """Differentiate every variant by the complex step and divide by the shipped gradient."""
    a = np.array([[0.2, 0.7, 1.0], [0.9, -0.4, 0.3], [1.5, 0.1, -2.0], [0.0, 0.6, 0.8]])
    y = np.zeros_like(a)
    N, K = a.shape
    ours = half_squared_error(a, y)[1](1)[0][0, 0].item()
    step = np.zeros_like(a)
    step[0, 0] = TINY

    def factor(cost: Callable[[Array], complex]) -> float:
        return float(cost(a + 1j * step).imag / TINY / ours)

    return Factors(
        batch=N,
        outputs=K,
        mean_with_half=factor(lambda a: half_squared_error(a, y)[0]),
        mean_without_half=factor(lambda a: ((a - y) ** 2).sum() / N),
        sum_with_half=factor(lambda a: ((a - y) ** 2).sum() / 2),
        sum_without_half=factor(lambda a: ((a - y) ** 2).sum()),
        mean_of_all_entries=factor(lambda a: ((a - y) ** 2).mean()),
    )
