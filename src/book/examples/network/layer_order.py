"""The order of layers on the way back: from the last to the first, and what the other does."""

from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, affine, half_squared_error, network, sigmoid, with_loss

X, Y = np.array([[1.0, 2.0]]), np.array([[1.0]])
PARAMETERS = (
    np.array([[0.5, -0.25], [0.2, 0.1]]), np.array([0.0, 0.1]),
    np.array([[0.3, 0.7], [-0.5, 0.4]]), np.array([0.2, 0.0]),
    np.array([[0.6, -0.4]]), np.array([0.1]),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class LayerOrder:
    """The errors and the weight gradients of a network of three layers, layer 1 first.

    `down` computes the hidden errors for l = L-1, ..., 1; `up` for l = 1, ..., L-1, where every
    error that is not there yet is taken for zero.
    """

    layers: int
    sizes: tuple[int, ...]
    down: tuple[Array, ...]
    up: tuple[Array, ...]
    dW_down: tuple[Array, ...]  # noqa: N815  the name of the mathematics
    dW_up: tuple[Array, ...]  # noqa: N815  the name of the mathematics
    dW_network: tuple[Array, ...]  # noqa: N815  the name of the mathematics


def run() -> LayerOrder:
    """Go back in both orders, and through the network of the package."""
    activations, pullbacks, a = [sigmoid] * (len(PARAMETERS) // 2), [], X
    for sigma, W, b in zip(activations, PARAMETERS[::2], PARAMETERS[1::2], strict=True):
        z, affine_pullback = affine(a, W, b)
        a, sigma_pullback = sigma(z)
        pullbacks.append((affine_pullback, sigma_pullback, np.zeros_like(z)))
    last = len(pullbacks) - 1
    (output_error,) = pullbacks[last][1](half_squared_error(a, Y)[1](1)[0])

    def errors(order: range) -> list[Array]:
        deltas = [*(zeros for _, _, zeros in pullbacks[:-1]), output_error]
        for l in order:
            (deltas[l],) = pullbacks[l][1](pullbacks[l + 1][0](deltas[l + 1])[0])
        return deltas

    def gradients(deltas: list[Array]) -> tuple[Array, ...]:
        return tuple(pull(delta)[1] for (pull, _, _), delta in zip(pullbacks, deltas, strict=True))

    down, up = errors(range(last - 1, -1, -1)), errors(range(last))
    cost = with_loss(network(*activations), half_squared_error)
    _, _, *by_network = cost(X, Y, *PARAMETERS)[1](1)
    return LayerOrder(
        layers=len(pullbacks),
        sizes=(X.shape[1], *(len(b) for b in PARAMETERS[1::2])),
        down=tuple(delta[0] for delta in down),
        up=tuple(delta[0] for delta in up),
        dW_down=gradients(down), dW_up=gradients(up), dW_network=tuple(by_network[::2]),
    )  # fmt: skip
