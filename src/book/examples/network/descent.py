"""One weight going downhill: a learning rate too small, one that fits, and one too large."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, half_squared_error, identity, network, update, with_loss
from book.examples.network import minibatch


@dataclass(frozen=True, eq=False)
class Path:
    """The weight, its distance from the best weight and the cost, before and after every step."""

    learning_rate: float
    w: Array
    cost: Array
    factor: float


@dataclass(frozen=True, eq=False)
class Descent:
    """Three learning rates from the same start, and the rate at which descent stops helping."""

    curvature: float
    best: float
    best_cost: float
    limit: float
    small: Path
    fitting: Path
    large: Path
    batches: int
    gradient_of_each_batch: Array
    mean_of_batches: float
    gradient_of_all: float


def _cost(x: Array, y: Array, w: float) -> tuple[float, float]:
    layer = with_loss(network(identity), half_squared_error)
    C, pullback = layer(x[:, None], y[:, None], np.array([[w]]), np.zeros(1))
    return float(C), float(pullback(1)[2].item())


def path(learning_rate: float, steps: int = 8) -> Path:
    """Go downhill on the examples of the minibatch page, from the same weight."""
    data = minibatch.run()
    w, curvature = data.w, float((data.x**2).mean())
    ws, costs = [], []
    for _ in range(steps + 1):
        C, dw = _cost(data.x, data.y, w)
        ws.append(w)
        costs.append(C)
        (moved,) = update([np.array(w)], [np.array(dw)], learning_rate)
        w = float(moved)
    return Path(learning_rate, np.array(ws), np.array(costs), 1 - learning_rate * curvature)


def run() -> Descent:
    """Compute the paths, and the gradients of the two halves of the data."""
    data = minibatch.run()
    x, y, w = data.x, data.y, data.w
    curvature = float((x**2).mean())
    best = float((x * y).sum() / (x**2).sum())
    each = np.array([_cost(x[half], y[half], w)[1] for half in (slice(2), slice(2, None))])
    return Descent(
        curvature=curvature,
        best=best,
        best_cost=_cost(x, y, best)[0],
        limit=2 / curvature,
        small=path(0.01),
        fitting=path(0.1),
        large=path(0.28),
        batches=len(each),
        gradient_of_each_batch=each,
        mean_of_batches=float(each.mean()),
        gradient_of_all=_cost(x, y, w)[1],
    )
