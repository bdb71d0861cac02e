"""Where floating-point numbers part from the real numbers that a proof speaks of."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import sigmoid


@dataclass(frozen=True)
class Floats:
    """The slope of the sigmoid at z and at -z: one real number, two floating-point numbers."""

    z: float
    a: float
    slope: float
    slope_mirrored: float


def run(z: float = 40.0) -> Floats:
    """Evaluate the slope on either side of 0, where the real slopes are equal."""
    a, pullback = sigmoid(np.array([[z, -z]]))
    slope, mirrored = pullback(np.ones((1, 2)))[0][0]
    return Floats(z, a[0, 0].item(), slope.item(), mirrored.item())
