"""Mean against sum: which learning rate gives which step on a minibatch of m examples."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, half_squared_error, identity, network, with_loss


@dataclass(frozen=True, eq=False)
class Minibatch:
    """One weight w on m examples: the gradient of each, their mean and sum, and the steps."""

    x: Array
    y: Array
    w: float
    m: int
    learning_rate: float
    gradient_of_each: Array
    gradient_of_mean: float
    gradient_of_sum: float
    step_of_mean: float
    step_of_sum: float
    step_of_sum_with_rate_divided: float
    step_of_mean_with_rate_divided: float
    gradient_of_mean_twice_the_batch: float
    gradient_of_sum_twice_the_batch: float


def _gradient_of_mean(x: Array, y: Array, w: float) -> float:
    cost = with_loss(network(identity), half_squared_error)
    _, _, dW, _ = cost(x[:, None], y[:, None], np.array([[w]]), np.zeros(1))[1](1)
    return float(dW.item())


def run(learning_rate: float = 0.1) -> Minibatch:
    """Compute the gradients through the package, and the steps that follow from them.

    The sum of the costs is m times their mean, so its gradient is too; a learning rate
    divided by m takes that back. Where the cost is a mean already, dividing again makes
    the step m times too small.
    """
    x, y, w = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 5.0, 3.0]), 0.5
    m = len(x)
    each = np.array([_gradient_of_mean(x[i : i + 1], y[i : i + 1], w) for i in range(m)])
    mean, total = _gradient_of_mean(x, y, w), float(each.sum())
    twice = np.concatenate([x, x]), np.concatenate([y, y])
    return Minibatch(
        x, y, w, m, learning_rate, each,
        gradient_of_mean=mean,
        gradient_of_sum=total,
        step_of_mean=-learning_rate * mean,
        step_of_sum=-learning_rate * total,
        step_of_sum_with_rate_divided=-learning_rate / m * total,
        step_of_mean_with_rate_divided=-learning_rate / m * mean,
        gradient_of_mean_twice_the_batch=_gradient_of_mean(*twice, w),
        gradient_of_sum_twice_the_batch=2 * m * _gradient_of_mean(*twice, w),
    )  # fmt: skip
