"""The mistake of updating a layer before the error has passed through it."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, sigmoid, update
from book.examples.network.two_two_one import inputs, parameters, passes


@dataclass(frozen=True, eq=False)
class UpdateOrder:
    """The hidden error and the gradient of W1, computed with the old W2 and with the new one."""

    learning_rate: float
    W2_before: Array
    W2_after: Array
    delta2: Array
    delta1: Array
    delta1_too_late: Array
    dW1: Array  # noqa: N815  the name of the mathematics
    dW1_too_late: Array  # noqa: N815
    relative_gap: float


def run(learning_rate: float = 2.0) -> UpdateOrder:
    """Follow the 2-2-1 network backward, once as it should be and once with W2 updated early."""
    (x, y), p = inputs(), parameters()
    right = passes(x, y, p)
    W2, _ = update((p.W2, p.b2), (right.dW2, right.db2), learning_rate)
    _, affine2 = affine(right.a1, W2, p.b2)
    da1, _, _ = affine2(right.delta2)
    (delta1,) = sigmoid(right.z1)[1](da1)
    _, dW1, _ = affine(x, p.W1, p.b1)[1](delta1)
    gap = float(np.linalg.norm(dW1 - right.dW1) / np.linalg.norm(right.dW1))
    return UpdateOrder(
        learning_rate, p.W2[0], W2[0], right.delta2[0],
        right.delta1[0], delta1[0], right.dW1, dW1, gap,
    )  # fmt: skip
