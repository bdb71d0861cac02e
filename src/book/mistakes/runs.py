"""Small training runs into which one function, wrong or right, is put.

Each starts from the same seed and takes a few dozen steps of plain gradient descent, so that two
runs differ in that one function alone.  The loss is always that of the right forward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from backproof.nn import digits

type Function = Callable[..., Any]

EXAMPLES = 120
HIDDEN = 16
CLASSES = 10


class Block(NamedTuple):
    """One layer of a network: its forward and backward pass, and where its parameters start."""

    forward: Function
    backward: Function
    parameters: tuple[Any, ...] = ()
    constants: tuple[Any, ...] = ()


@cache
def images() -> tuple[Any, Any]:
    """Return the first handwritten digits and their one-hot targets."""
    data = digits()
    return data.x[:EXAMPLES], data.y[:EXAMPLES]


@cache
def curve() -> tuple[Any, Any]:
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


def tanh_back(g: Any, z: Any) -> Any:
    """Return the gradient of tanh."""
    return g * (1 - np.tanh(z) ** 2)


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


CROSS_ENTROPY = (cross_entropy, cross_entropy_back)
SQUARED = (squared, squared_back)


def dense(out: int, into: int, seed: int = 0, backward: Function = affine_back) -> Block:
    """Make an affine layer."""
    return Block(affine, backward, (weights(out, into, seed=seed), np.zeros(out)))


def tanh() -> Block:
    """Make a layer of tanh."""
    return Block(np.tanh, tanh_back)


def train(
    blocks: Sequence[Block],
    loss: tuple[Function, Function],
    data: tuple[Any, Any],
    rate: float = 0.15,
    steps: int = 100,
) -> list[float]:
    """Train a network by gradient descent on all of the data; return the losses."""
    parameters = [[p.copy() for p in block.parameters] for block in blocks]
    x, t = data
    losses: list[float] = []
    for step in range(steps + 1):
        inputs = [x]
        for block, own in zip(blocks, parameters, strict=True):
            inputs.append(block.forward(inputs[-1], *own, *_now(block, step)))
        losses.append(float(loss[0](inputs[-1], t)))
        if step == steps or not np.isfinite(losses[-1]):
            break
        g = loss[1](1.0, inputs.pop(), t)
        for i in reversed(range(len(blocks))):
            found = blocks[i].backward(g, inputs[i], *parameters[i], *_now(blocks[i], step))
            g, *slopes = found if isinstance(found, tuple) else (found,)
            parameters[i] = [p - rate * d for p, d in zip(parameters[i], slopes, strict=False)]
    return losses + losses[-1:] * (steps + 1 - len(losses))


def _now(block: Block, step: int) -> list[Any]:
    """Return what a layer takes besides its parameters: a constant, or one made for the step."""
    return [c(step) if callable(c) else c for c in block.constants]


def with_affine(backward: Function, **how: Any) -> list[float]:
    """Train 64-16-16-10 on the digits, every affine layer with this backward pass."""
    sizes = (64, HIDDEN, HIDDEN, CLASSES)
    layers = [dense(k, d, i, backward) for i, (d, k) in enumerate(pairwise(sizes))]
    return train([layers[0], tanh(), layers[1], tanh(), layers[2]], CROSS_ENTROPY, images(), **how)


def between(block: Block, **how: Any) -> list[float]:
    """Train on the digits with a layer of 16 to 16 in the middle."""
    first, last = dense(HIDDEN, 64, 1), dense(CLASSES, HIDDEN, 2)
    return train([first, tanh(), block, last], CROSS_ENTROPY, images(), **how)


def with_activation(forward: Function, backward: Function, **how: Any) -> list[float]:
    """Train 64-16-16-10 on the digits with this activation function."""
    act = Block(forward, backward)
    layers = [dense(HIDDEN, 64, 1), act, dense(HIDDEN, HIDDEN, 2), act, dense(CLASSES, HIDDEN, 3)]
    return train(layers, CROSS_ENTROPY, images(), **how)


def with_loss(
    forward: Function, backward: Function, targets: Function | None = None, **how: Any
) -> list[float]:
    """Train 64-16-10 on the digits with this loss."""
    x, t = images()
    layers = [dense(HIDDEN, 64, 1), tanh(), dense(CLASSES, HIDDEN, 2)]
    return train(layers, (forward, backward), (x, targets(t) if targets else t), **how)


def regress(
    forward: Function, backward: Function, targets: Function | None = None, **how: Any
) -> list[float]:
    """Fit the noisy wave with a small network and this loss."""
    x, t = curve()
    layers = [dense(HIDDEN, 2, 1), tanh(), dense(1, HIDDEN, 2)]
    return train(layers, (forward, backward), (x, targets(t) if targets else t), **how)


def whole(
    forward: Function,
    backward: Function,
    parameters: Sequence[Any],
    data: Sequence[Any],
    rate: float = 0.5,
    steps: int = 60,
) -> list[float]:
    """Train where `forward` is the whole loss; `backward` returns the gradients of parameters."""
    own = [np.array(p) for p in parameters]
    losses = []
    for step in range(steps + 1):
        losses.append(float(forward(*own, *data)))
        if step < steps and np.isfinite(losses[-1]):
            found = backward(1.0, *own, *data)
            slopes = found if isinstance(found, tuple) else (found,)
            own = [p - rate * d for p, d in zip(own, slopes, strict=False)]
    return losses


def stepped(step: Function, count: int = 0, steps: int = 60, scale: int = 1) -> list[float]:
    """Train softmax regression on the digits; `step` changes W, given dW and `count` memories."""
    x, t = images()
    t = t * 0.6 + 0.04  # not to be reached exactly, so that there is a lowest loss
    W = np.zeros((CLASSES, 64))
    memory = [np.zeros_like(W) for _ in range(count)]
    losses = []
    for _ in range(steps + 1):
        losses.append(float(cross_entropy(x @ W.T, t)))
        step(W, scale * cross_entropy_back(1.0, x @ W.T, t).T @ x, *memory)
    return losses
