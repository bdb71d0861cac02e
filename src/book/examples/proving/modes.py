"""One gradient by four ways: reverse mode, forward mode, the complex step and differences."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array
from book.examples.network.two_two_one import Parameters, inputs, parameters, passes


@dataclass(frozen=True, eq=False)
class Modes:
    """The nine gradients of the 2-2-1 network, each way with its number of runs."""

    reverse: Array
    forward: Array
    parameters: int
    runs_reverse: int
    runs_forward: int
    runs_differences: int
    gap_forward: float
    steps: Array
    error_of_differences: Array
    error_of_complex_step: Array
    best_step: float
    best_error: float


def _flat(p: Parameters) -> Array:
    return np.concatenate([part.ravel() for part in p])


def _unflat(v: Array) -> Parameters:
    return Parameters(v[:4].reshape(2, 2), v[4:6], v[6:8].reshape(1, 2), v[8:])


def _sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def cost(v: Array) -> complex | float:
    """Give the cost at these nine parameters, which may be complex."""
    (x, y), p = inputs(), _unflat(v)
    a = _sigmoid(_sigmoid(x @ p.W1.T + p.b1) @ p.W2.T + p.b2)
    value: complex | float = ((a - y) ** 2).sum().item() / 2
    return value


def push(v: Array, dv: Array) -> float:
    """Push a direction of the parameters forward: the derivative of the cost along it.

    Beside every value goes its derivative along the direction; this is forward mode.
    """
    (x, y), p, dp = inputs(), _unflat(v), _unflat(dv)
    z1, dz1 = x @ p.W1.T + p.b1, x @ dp.W1.T + dp.b1
    a1 = _sigmoid(z1)
    da1 = a1 * (1 - a1) * dz1
    z2, dz2 = a1 @ p.W2.T + p.b2, da1 @ p.W2.T + a1 @ dp.W2.T + dp.b2
    a2 = _sigmoid(z2)
    return float(((a2 - y) * a2 * (1 - a2) * dz2).sum())


def run() -> Modes:
    """Compute the gradient every way, and the errors for a range of step sizes."""
    (x, y), p = inputs(), parameters()
    v = _flat(p)
    directions = np.eye(len(v))
    reverse = _flat(passes(x, y, p).gradients)
    forward = np.array([push(v, e) for e in directions])
    steps = 10.0 ** -np.arange(1, 17)
    size = float(np.linalg.norm(reverse))

    def error(g: Array) -> float:
        return float(np.linalg.norm(g - reverse)) / size

    start = cost(v)
    differences = [np.array([(cost(v + h * e) - start) / h for e in directions]) for h in steps]
    by_complex = [
        np.array([complex(cost(v + 1j * h * e)).imag / h for e in directions]) for h in steps
    ]
    errors = np.array([error(g) for g in differences])
    best = int(errors.argmin())
    return Modes(
        reverse, forward,
        parameters=len(v),
        runs_reverse=1,
        runs_forward=len(v),
        runs_differences=len(v) + 1,
        gap_forward=float(abs(forward - reverse).max()),
        steps=steps,
        error_of_differences=errors,
        error_of_complex_step=np.array([error(g) for g in by_complex]),
        best_step=float(steps[best]),
        best_error=float(errors[best]),
    )  # fmt: skip
