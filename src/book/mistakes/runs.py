"""The training runs that records name; each puts one function, wrong or right, into a training.

A run takes the forward pass and a backward pass as the page shows them, and the options that its
record gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from book.mistakes.training import (
    CLASSES,
    CROSS_ENTROPY,
    EXAMPLES,
    HIDDEN,
    SQUARED,
    TANH,
    Block,
    Function,
    Loss,
    Losses,
    cross_entropy,
    cross_entropy_back,
    curve,
    dense,
    descend,
    images,
    sigmoid,
    squared,
    squared_back,
    train,
    weights,
    whole,
)

type Run = Callable[..., Losses]
type Targets = Literal["plain", "flat", "weighted", "spoilt"]

RUNS: dict[str, Run] = {}
TARGETS: dict[Targets, Function] = {
    "plain": lambda t: t,
    "flat": lambda t: t[:, 0],
    # the digits 0 to 4 count twelve times as much as the others
    "weighted": lambda t: t * np.where(np.arange(t.shape[1]) < t.shape[1] // 2, 3.0, 0.25),
    # every sixth is an outlier
    "spoilt": lambda t: t + 12 * (np.arange(len(t)) % 6 == 0)[:, None],
}


def run(function: Run) -> Run:
    """Let records name this run."""
    RUNS[function.__name__] = function
    return function


def _between(*blocks: Block, **how: Any) -> Losses:
    """Train on the digits with these layers of 16 to 16 in the middle."""
    first, last = dense(HIDDEN, 64, 1), dense(CLASSES, HIDDEN, 2)
    return train([first, TANH, *blocks, last], CROSS_ENTROPY, images(), **how)


def _squares(seeds: list[int], times: float = 1.0) -> tuple[Any, ...]:
    return tuple(weights(HIDDEN, HIDDEN, seed=seed) * times for seed in seeds)


def _mean(forward: Function, backward: Function, of: str) -> Loss:
    """Return a loss, or the mean over the examples of one that is their sum."""
    if of == "mean":
        return Loss(forward, backward)
    return Loss(lambda p, t: forward(p, t) / len(p), lambda g, p, t: backward(g / len(p), p, t))


@run
def affine_layers(forward: Function, backward: Function) -> Losses:
    """Train 64-16-16-10 on the digits, every affine layer with this backward pass."""
    plain = (dense(HIDDEN, 64, 0), dense(HIDDEN, HIDDEN, 1), dense(CLASSES, HIDDEN, 2))
    first, second, third = (Block(forward, backward, layer.parameters) for layer in plain)
    return train([first, TANH, second, TANH, third], CROSS_ENTROPY, images())


@run
def middle(
    forward: Function, backward: Function, seeds: list[int], times: float = 1.0, rate: float = 0.15
) -> Losses:
    """Train on the digits with this layer in the middle, its weights drawn from seeds."""
    return _between(Block(forward, backward, _squares(seeds, times)), rate=rate)


@run
def scalar(forward: Function, backward: Function) -> Losses:
    """Train on the digits with a layer in the middle that has one number as its parameter."""
    return _between(Block(forward, backward, (np.array(0.5),)))


@run
def autoencoder(forward: Function, backward: Function) -> Losses:
    """Train a layer to give back the digits that it is given."""
    x, _ = images()
    return train([Block(forward, backward, (weights(HIDDEN, 64, seed=3),))], SQUARED, (x, x), 0.05)


@run
def activation(
    forward: Function, backward: Function, rate: float = 0.15, steps: int = 100
) -> Losses:
    """Train 64-16-16-10 on the digits with this activation function."""
    act = Block(forward, backward)
    layers = [dense(HIDDEN, 64, 1), act, dense(HIDDEN, HIDDEN, 2), act, dense(CLASSES, HIDDEN, 3)]
    return train(layers, CROSS_ENTROPY, images(), rate, steps)


@run
def residual(forward: Function, backward: Function) -> Losses:
    """Add an activation to what enters it, so that the upstream gradient is needed twice."""

    def back(g: Any, x: Any, W: Any) -> Any:
        g = g.copy()
        delta = backward(g, x @ W.T)
        return g + delta @ W, delta.T @ x

    return _between(Block(lambda x, W: x + forward(x @ W.T), back, _squares([4])))


@run
def loss(
    forward: Function,
    backward: Function,
    data: Literal["digits", "wave"] = "digits",
    of: Literal["mean", "sum"] = "mean",
    targets: Targets = "plain",
    rate: float = 0.15,
) -> Losses:
    """Train a network of two layers with this loss, on the digits or on the noisy wave."""
    x, t = images() if data == "digits" else curve()
    layers = [dense(HIDDEN, x.shape[1], 1), TANH, dense(t.shape[1], HIDDEN, 2)]
    return train(layers, _mean(forward, backward, of), (x, TARGETS[targets](t)), rate)


@run
def squared_softmax(forward: Function, backward: Function) -> Losses:
    """Train with the squared error of a softmax."""
    return loss(
        lambda z, t: squared(forward(z), t),
        lambda g, z, t: backward(squared_back(g, forward(z), t), z),
        rate=2.0,
    )


@run
def yes_or_no(forward: Function, backward: Function) -> Losses:
    """Train ten yes-or-no outputs."""

    def back(g: Any, z: Any, t: Any) -> Any:
        a = sigmoid(z)
        return backward(g, a, t) * a * (1 - a)

    return loss(lambda z, t: forward(sigmoid(z), t), back)


@run
def raw_pixels(forward: Function, backward: Function) -> Losses:
    """Train on pixels from 0 to 4095, as 12 bits give them."""
    x, t = images()
    return train([dense(CLASSES, 64, 0)], Loss(forward, backward), (x * 4095, t), rate=1e-6)


@run
def normalized(
    forward: Function, backward: Function, scale: float = 1.0, rate: float = 0.1
) -> Losses:
    """Normalize what a tanh gives, made small where a scale says so."""

    def back(g: Any, x: Any, gamma: Any) -> Any:
        dx, dgamma = backward(g, scale * x, gamma)
        return scale * dx, dgamma

    gamma = np.linspace(0.2, 2, HIDDEN)
    return _between(Block(lambda x, gamma: forward(scale * x, gamma), back, (gamma,)), rate=rate)


@run
def dropped(forward: Function, backward: Function) -> Losses:
    """Train with a mask for every step."""

    def mask(step: int) -> Any:
        return (np.random.default_rng(step).random((EXAMPLES, HIDDEN)) < 1 / 2) * 1.0

    return _between(Block(forward, backward, (), (mask,)), rate=0.3)


@run
def attended(forward: Function, backward: Function) -> Losses:
    """Learn to look one place back in a sequence of 12."""
    rng = np.random.default_rng(3)
    x = np.concatenate([np.eye(12), rng.normal(size=(12, 4))], axis=1)
    t = np.roll(x, 1, axis=0)

    def back(g: Any, *own: Any) -> Any:
        QKV = [x @ W.T for W in own]
        found = backward(squared_back(g, forward(*QKV), t), *QKV)
        # The rate stands here: multiplied in later, the rounding would show in the third digit.
        return tuple(0.1 * d.T @ x for d in found)

    def cost(*own: Any) -> Any:
        return squared(forward(*(x @ W.T for W in own)), t)

    return whole(cost, back, _squares([0, 1, 2]), rate=1, steps=100)


@run
def gated(forward: Function, backward: Function) -> Losses:
    """Let one affine layer open and close another."""

    def back(g: Any, x: Any, U: Any, V: Any) -> Any:
        du, dv = backward(g, x @ U.T, x @ V.T)
        return du @ U + dv @ V, du.T @ x, dv.T @ x

    return _between(Block(lambda x, U, V: forward(x @ U.T, x @ V.T), back, _squares([4, 5], 2)))


@run
def words(forward: Function, backward: Function) -> Losses:
    """Learn a vector for each of 6 words, seen 60 times in all."""
    rng = np.random.default_rng(5)
    index = rng.integers(6, size=60)
    t = rng.normal(size=(6, 4))[index] + rng.normal(0, 0.1, size=(60, 4))

    def back(g: Any, W: Any) -> Any:
        return backward(squared_back(g, forward(W, index), t), W, index)

    return whole(lambda W: squared(forward(W, index), t), back, [np.zeros((6, 4))])


@run
def pooled(forward: Function, backward: Function) -> Losses:
    """Pool pairs of pixels in four channels; pixels of the empty background tie."""

    def channels(x: Any, w: Any, b: Any) -> Any:
        return np.tanh(x[:, None] * w[:, None] + b[:, None])  # example, channel, pixel

    def back(g: Any, x: Any, w: Any, b: Any) -> Any:
        a = channels(x, w, b)
        da = backward(g, a.reshape(len(x), -1, 2)).reshape(a.shape)
        delta = da * (1 - a**2)
        return 0 * x, (delta * x[:, None]).sum(axis=(0, 2)), delta.sum(axis=(0, 2))

    own = (np.array([2.0, 1.0, -1.0, -2.0]), np.array([0.5, -0.5, 0.5, 1.0]))
    pool = Block(lambda x, w, b: forward(channels(x, w, b).reshape(len(x), -1, 2)), back, own)
    return train([pool, dense(CLASSES, 32 * len(own[0]), 2)], CROSS_ENTROPY, images())


@run
def filtered(forward: Function, backward: Function) -> Losses:
    """Filter the hidden layer by three weights."""
    first, last = dense(HIDDEN + 2, 64, 1), dense(CLASSES, HIDDEN, 2)
    kernel = Block(forward, backward, (np.array([1.5, 0.2, -1.0]),))
    return train([first, TANH, kernel, last], CROSS_ENTROPY, images())


@run
def remembered(forward: Function, backward: Function) -> Losses:
    """Learn to give back, at the end of a sequence of signs, what came first."""
    rng = np.random.default_rng(4)
    x = rng.choice([-1.0, 1.0], size=(5, 40, 2))
    own = rng.normal(0, 0.7, size=(8, 2)), rng.normal(0, 0.4, size=(8, 8))

    def cost(V: Any, W: Any) -> Any:
        return squared(forward(x @ V.T, W)[-1][:, :2], x[0])

    def back(g: Any, V: Any, W: Any) -> Any:
        h = forward(x @ V.T, W)
        up = np.zeros_like(h)
        up[-1][:, :2] = squared_back(g, h[-1][:, :2], x[0])
        dz, dW = backward(up, x @ V.T, W)
        return np.einsum("tnh,tnd->hd", dz, x), dW

    return whole(cost, back, own, rate=0.2, steps=100)


@run
def stepped(_forward: Function, step: Function, memories: int = 0, scale: int = 1) -> Losses:
    """Train softmax regression on the digits; `step` changes W, given dW and its memories."""
    x, t = images()
    t = t * 0.6 + 0.04  # not to be reached exactly, so that there is a lowest loss
    W = np.zeros((CLASSES, 64))
    memory = [np.zeros_like(W) for _ in range(memories)]
    losses = []
    for _ in range(61):
        losses.append(float(cross_entropy(x @ W.T, t)))
        step(W, scale * cross_entropy_back(1.0, x @ W.T, t).T @ x, *memory)
    return losses


@run
def decayed(forward: Function, backward: Function) -> Losses:
    """Train with weight decay on images that a bias must shift."""
    x, t = images()
    own = [np.zeros((t.shape[1], x.shape[1])), np.zeros(t.shape[1])]
    return whole(
        lambda W, b: forward(W, b, x, t),
        lambda g, W, b: backward(g, W, b, x, t),
        own,
        rate=0.4,
        steps=80,
    )


@run
def one_by_one(_forward: Function, backward: Function) -> Losses:
    """Learn a square matrix from single examples; the loss is that of all."""
    x = np.random.default_rng(1).normal(size=(40, 6))
    true = weights(6, 6, seed=8)

    def cost(step: int, W: Any) -> Any:
        one = x[step % len(x)]
        return squared(x @ W.T, x @ true.T), lambda: backward((W - true) @ one, W, one)[:1]

    return descend(cost, [np.zeros((6, 6))], rate=0.1, steps=80)


@run
def whole_numbers(forward: Function, backward: Function) -> Losses:
    """Train on the pixels as they are stored, whole numbers from 0 to 16."""
    x, t = images()
    pixels = np.rint(x * 16).astype(int)

    def back(g: Any, W: Any) -> Any:
        return backward(cross_entropy_back(g, forward(W, pixels), t), W, pixels)

    return whole(
        lambda W: cross_entropy(forward(W, pixels), t),
        back,
        [np.zeros((CLASSES, 64))],
        rate=0.005,
        steps=80,
    )


@run
def added(forward: Function, backward: Function) -> Losses:
    """Add a tanh to its input; the slope is multiplied in place, as one does to save an array."""

    def back(g: Any, x: Any, W: Any) -> Any:
        h = np.tanh(x @ W.T)
        dx, dh = backward(g, x, h)
        dh *= 1 - h**2
        return dx + dh @ W, dh.T @ x

    return _between(Block(lambda x, W: forward(x, np.tanh(x @ W.T)), back, _squares([4], 2)))


@run
def stored(forward: Function, backward: Function) -> Losses:
    """Train sigmoids whose slope a (1 − a) is taken from the stored activations."""
    x, t = images()

    def back(g: Any, W: Any) -> Any:
        a = sigmoid(x @ W.T)
        da = backward(g, a, t)
        return (da * a * (1 - a)).T @ x

    return whole(lambda W: forward(sigmoid(x @ W.T), t), back, [np.zeros((CLASSES, 64))], rate=2.0)


@run
def heads(forward: Function, backward: Function) -> Losses:
    """Put the two halves of a hidden layer side by side."""

    def back(g: Any, x: Any) -> Any:
        return backward(g.reshape(len(x), -1, 2), x.reshape(len(x), 2, -1)).reshape(x.shape)

    return _between(Block(lambda x: forward(x.reshape(len(x), 2, -1)).reshape(x.shape), back))


@run
def ten_of_ten(forward: Function, backward: Function) -> Losses:
    """Train on ten examples of ten classes, so that the wrong shape fits."""
    x, t = images()

    def back(g: Any, z: Any, t: Any) -> Any:
        return backward(squared_back(g, forward(z), t), z)

    of_softmax = Loss(lambda z, t: squared(forward(z), t), back)
    return train([dense(CLASSES, 64, 0)], of_softmax, (x[:10], t[:10]), rate=0.5)
