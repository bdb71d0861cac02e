"""Plain gradient descent from a fixed seed, for small networks and for any cost.

Two runs that differ in one function alone start at the same parameters and see the same data.  The
loss is always that of the right forward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from backproof.nn import digits

type Function = Callable[..., Any]
type Losses = list[float]
type Data = tuple[Any, Any]

EXAMPLES = 120
HIDDEN = 16
CLASSES = 10


class Block(NamedTuple):
    """One layer: forward and backward pass, first parameters, and what each step makes anew."""

    forward: Function
    backward: Function
    parameters: tuple[Any, ...] = ()
    constants: tuple[Function, ...] = ()


class Loss(NamedTuple):
    """A loss of outputs and targets, and its gradient by the outputs."""

    forward: Function
    backward: Function


@cache
def images() -> Data:
    """Return the first handwritten digits and their one-hot targets."""
    data = digits()
    return data.x[:EXAMPLES], data.y[:EXAMPLES]


@cache
def curve() -> Data:
    """Return points of a noisy wave, the inputs in two columns."""
    rng = np.random.default_rng(2)
    x = rng.uniform(-2, 2, size=(60, 2))
    return x, np.sin(x[:, :1] * 2) + x[:, 1:] / 2 + rng.normal(0, 0.05, size=(60, 1))


def weights(*shape: int, seed: int = 0) -> Any:
    """Draw weights of a size that keeps activations in range."""
    return np.random.default_rng(seed).normal(0, shape[-1] ** -0.5, size=shape)


def affine(x: Any, W: Any, b: Any) -> Any:
    """Weigh and shift."""
    return x @ W.T + b


def affine_back(g: Any, x: Any, W: Any, b: Any) -> Any:  # noqa: ARG001 - b is an input, too
    """Return the gradients of `affine`."""
    return g @ W, g.T @ x, g.sum(axis=0)


def sigmoid(z: Any) -> Any:
    """Squash to between 0 and 1."""
    return 1 / (1 + np.exp(-z))


def cross_entropy(z: Any, t: Any) -> Any:
    """Compare the softmax of z with targets, on average."""
    z = z - z.max(axis=1, keepdims=True)
    return -(t * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum() / len(z)


def cross_entropy_back(g: Any, z: Any, t: Any) -> Any:
    """Return the gradient of `cross_entropy` for targets that add up to 1."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return g * (e / e.sum(axis=1, keepdims=True) - t) / len(z)


def squared(p: Any, t: Any) -> Any:
    """Halve the mean of the squared errors."""
    return ((p - t) ** 2).sum() / 2 / len(p)


def squared_back(g: Any, p: Any, t: Any) -> Any:
    """Return the gradient of `squared`."""
    return g * (p - t) / len(p)


CROSS_ENTROPY = Loss(cross_entropy, cross_entropy_back)
SQUARED = Loss(squared, squared_back)
TANH = Block(np.tanh, lambda g, z: g * (1 - np.tanh(z) ** 2))


def dense(out: int, into: int, seed: int) -> Block:
    """Make an affine layer."""
    return Block(affine, affine_back, (weights(out, into, seed=seed), np.zeros(out)))


def descend(cost: Function, own: Sequence[Any], rate: float, steps: int) -> Losses:
    """Descend from the parameters `own`; return the loss before each step and after the last.

    `cost(step, *own)` gives the loss, and a function that gives its gradients by `own`.  A loss
    that is no number ends the run and stands for all that would follow.
    """
    losses: Losses = []
    for step in range(steps + 1):
        loss, gradients = cost(step, *own)
        losses.append(float(loss))
        if step == steps or not np.isfinite(losses[-1]):
            break
        own = [p - rate * d for p, d in zip(own, gradients(), strict=True)]
    return losses + losses[-1:] * (steps + 1 - len(losses))


def train(
    blocks: Sequence[Block], loss: Loss, data: Data, rate: float = 0.15, steps: int = 100
) -> Losses:
    """Train a network by gradient descent on all of the data."""
    x, t = data

    def cost(step: int, *own: Any) -> tuple[Any, Function]:
        left, taken, y = list(own), [], x
        for block in blocks:
            mine = [left.pop(0) for _ in block.parameters]
            taken.append((block, (y, *mine, *(make(step) for make in block.constants))))
            y = block.forward(*taken[-1][1])

        def gradients() -> list[Any]:
            g, found = loss.backward(1.0, y, t), list[Any]()
            for block, inputs in reversed(taken):
                back = block.backward(g, *inputs)
                g, *slopes = back if isinstance(back, tuple) else (back,)
                found[:0] = slopes[: len(block.parameters)]
            return found

        return loss.forward(y, t), gradients

    return descend(cost, [p for block in blocks for p in block.parameters], rate, steps)


def whole(loss: Function, backward: Function, own: Sequence[Any], **how: Any) -> Losses:
    """Train where `loss(*own)` is all there is, and `backward(g, *own)` gives its gradients."""

    def cost(_step: int, *own: Any) -> tuple[Any, Function]:
        def gradients() -> Any:
            found = backward(1.0, *own)
            return found if isinstance(found, tuple) else (found,)

        return loss(*own), gradients

    return descend(cost, own, **({"rate": 0.5, "steps": 60} | how))
