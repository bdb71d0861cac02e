"""The training runs that records name; each puts one layer, wrong or right, into a training.

A run takes the layer that the page shows, on the tape, and the options that its record gives; where
the loop is wrong and not the gradient, the step in place of the layer.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction
from itertools import count
from typing import Any, Literal

import numpy as np

from backproof import nn
from book.mistakes.training import (
    CLASSES,
    EXAMPLES,
    HIDDEN,
    Function,
    Losses,
    add,
    affine,
    cross_entropy,
    curve,
    dense,
    descend,
    images,
    linear,
    pair,
    reshaped,
    sigmoid,
    squared,
    tanh,
    times,
    weights,
)

type Run = Callable[..., Losses]
type Targets = Literal["plain", "flat", "weighted", "spoilt"]

TARGETS: dict[Targets, Function] = {
    "plain": lambda t: t,
    "flat": lambda t: t[:, 0],
    # the digits 0 to 4 count twelve times as much as the others
    "weighted": lambda t: t * np.where(np.arange(t.shape[1]) < t.shape[1] // 2, 3.0, 0.25),
    # every sixth is an outlier
    "spoilt": lambda t: t + 12 * (np.arange(len(t)) % 6 == 0)[:, None],
}


def _between(middle: Function, *own: Any, wide: int = HIDDEN, **how: Any) -> Losses:
    """Train on the digits with this layer of 16 to 16 in the middle, and its parameters."""
    x, t = images()

    def cost(V: Any, b: Any, W: Any, c: Any, *own: Any) -> Any:
        return cross_entropy(affine(middle(tanh(affine(x, V, b)), *own), W, c), t)

    return descend(cost, [*dense(wide, 64, 1), *dense(CLASSES, HIDDEN, 2), *own], **how)


def _deep(weigh: Function, act: Function, seed: int, **how: Any) -> Losses:
    """Train 64-16-16-10 on the digits with these layers."""
    x, t = images()

    def cost(U: Any, b: Any, V: Any, c: Any, W: Any, d: Any) -> Any:
        return cross_entropy(weigh(act(weigh(act(weigh(x, U, b)), V, c)), W, d), t)

    first, second = dense(HIDDEN, 64, seed), dense(HIDDEN, HIDDEN, seed + 1)
    return descend(cost, [*first, *second, *dense(CLASSES, HIDDEN, seed + 2)], **how)


def _squares(*seeds: int, scale: float = 1.0) -> tuple[Any, ...]:
    return tuple(weights(HIDDEN, HIDDEN, seed=seed) * scale for seed in seeds)


def affine_layers(given: Function) -> Losses:
    """Train with this for every affine layer."""
    return _deep(given, tanh, seed=0)


def middle(
    given: Function,
    seeds: list[int],
    numbers: float | list[float] | None = None,
    times: float = 1.0,
    wide: int = HIDDEN,
    rate: float = 0.15,
) -> Losses:
    """Train with this layer in the middle; its weights are drawn from seeds, or are the numbers."""
    own = [*_squares(*seeds, scale=times)]
    own += [] if numbers is None else [np.array(numbers)]
    return _between(given, *own, wide=wide, rate=rate)


def autoencoder(given: Function) -> Losses:
    """Train a layer to give back the digits that it is given."""
    x, _ = images()
    return descend(lambda W: squared(given(x, W), x), [weights(HIDDEN, 64, seed=3)], rate=0.05)


def activation(given: Function, rate: float = 0.15, steps: int = 100) -> Losses:
    """Train with this activation function."""
    return _deep(affine, given, seed=1, rate=rate, steps=steps)


def residual(given: Function) -> Losses:
    """Add an activation to what enters it, so that both get one array of upstream gradients."""
    return _between(lambda x, W: add(x, given(linear(x, W))), *_squares(4))


def loss(
    given: Function,
    data: Literal["digits", "wave"] = "digits",
    of: Literal["mean", "sum"] = "mean",
    targets: Targets = "plain",
    rate: float = 0.15,
) -> Losses:
    """Train a network of two layers with this loss, on the digits or on the noisy wave."""
    x, t = images() if data == "digits" else curve()
    wanted, share = TARGETS[targets](t), 1 / len(x) if of == "sum" else 1

    def cost(V: Any, b: Any, W: Any, c: Any) -> Any:
        return times(given(affine(tanh(affine(x, V, b)), W, c), wanted), share)

    own = *dense(HIDDEN, x.shape[1], 1), *dense(t.shape[1], HIDDEN, 2)
    return descend(cost, own, rate=rate)


def squared_softmax(given: Function) -> Losses:
    """Train with the squared error of a softmax."""
    return loss(lambda z, t: squared(given(z), t), rate=2.0)


def yes_or_no(given: Function) -> Losses:
    """Train ten yes-or-no outputs."""
    return loss(lambda z, t: given(sigmoid(z), t))


def raw_pixels(given: Function) -> Losses:
    """Train on pixels from 0 to 4095, as 12 bits give them."""
    x, t = images()
    own = dense(CLASSES, 64, 0)
    return descend(lambda W, b: given(affine(x * 4095, W, b), t), own, rate=1e-6)


def normalized(given: Function, scale: float = 1.0, rate: float = 0.1) -> Losses:
    """Normalize what a tanh gives, made small where a scale says so."""
    gamma = np.linspace(0.2, 2, HIDDEN)
    return _between(lambda x, gamma: given(times(x, scale), gamma), gamma, rate=rate)


def dropped(given: Function) -> Losses:
    """Train with a mask for every step."""
    steps = count()

    def mask() -> Any:
        return (np.random.default_rng(next(steps)).random((EXAMPLES, HIDDEN)) < 1 / 2) * 1.0

    return _between(lambda x: given(x, mask()), rate=0.3)


def attended(given: Function) -> Losses:
    """Learn to look one place back in a sequence of 12."""
    rng = np.random.default_rng(3)
    x = np.concatenate([np.eye(12), rng.normal(size=(12, 4))], axis=1)
    t = np.roll(x, 1, axis=0)
    own = _squares(0, 1, 2)
    return descend(lambda *own: squared(given(*(linear(x, W) for W in own)), t), own, rate=0.1)


def gated(given: Function) -> Losses:
    """Let one affine layer open and close another."""
    own = _squares(4, 5, scale=2)
    return _between(lambda x, U, V: given(linear(x, U), linear(x, V)), *own)


def words(given: Function) -> Losses:
    """Learn a vector for each of 6 words, seen 60 times in all."""
    rng = np.random.default_rng(5)
    index = rng.integers(6, size=60)
    t = rng.normal(size=(6, 4))[index] + rng.normal(0, 0.1, size=(60, 4))
    return descend(lambda W: squared(given(W, index), t), [np.zeros((6, 4))], rate=0.5, steps=60)


def pooled(given: Function) -> Losses:
    """Pool pairs of pixels in four channels; pixels of the empty background tie."""
    x, t = images()
    pixels = x[:, None]  # example, channel, pixel

    channels = pair(
        lambda w, b: pixels * w[:, None] + b[:, None],
        lambda g, _w, _b: ((g * pixels).sum(axis=(0, 2)), g.sum(axis=(0, 2))),
    )

    def cost(w: Any, b: Any, W: Any, c: Any) -> Any:
        pairs = reshaped(tanh(channels(w, b)), len(x), -1, 2)
        return cross_entropy(affine(given(pairs), W, c), t)

    own = np.array([2.0, 1.0, -1.0, -2.0]), np.array([0.5, -0.5, 0.5, 1.0])
    return descend(cost, [*own, *dense(CLASSES, 32 * len(own[0]), 2)])


def remembered(given: Function) -> Losses:
    """Learn to give back, at the end of a sequence of signs, what came first."""
    rng = np.random.default_rng(4)
    x = rng.choice([-1.0, 1.0], size=(5, 40, 2))

    def to_last(g: Any, h: Any) -> Any:
        up = np.zeros_like(h)
        up[-1][:, :2] = g
        return up

    last = pair(lambda h: h[-1][:, :2], to_last)
    own = rng.normal(0, 0.7, size=(8, 2)), rng.normal(0, 0.4, size=(8, 8))
    return descend(lambda V, W: squared(last(given(linear(x, V), W)), x[0]), own, rate=0.2)


def stepped(step: Function, memories: int = 0, scale: int = 1) -> Losses:
    """Train softmax regression on the digits; `step` changes W, given dW and its memories."""
    x, t = images()
    t = t * 0.6 + 0.04  # not to be reached exactly, so that there is a lowest loss
    W = np.zeros((CLASSES, 64))
    memory = [np.zeros_like(W) for _ in range(memories)]
    losses = []
    for _ in range(61):
        cost, pullback = nn.softmax_cross_entropy(x @ W.T, t)
        losses.append(float(cost))
        step(W, scale * pullback(1.0)[0].T @ x, *memory)
    return losses


def decayed(given: Function) -> Losses:
    """Train with weight decay on images that a bias must shift."""
    x, t = images()
    own = np.zeros((t.shape[1], x.shape[1])), np.zeros(t.shape[1])
    return descend(lambda W, b: given(W, b, x, t), own, rate=0.4, steps=80)


def one_by_one(given: Function) -> Losses:
    """Learn a square matrix from single examples; the loss is that of all."""
    x = np.random.default_rng(1).normal(size=(40, 6))
    true = weights(6, 6, seed=8)
    examples = (x[step % len(x)] for step in count())
    miss = pair(lambda z, t: ((z - t) ** 2).sum() / 2, lambda g, z, t: g * (z - t))

    def cost(W: Any) -> Any:
        one = next(examples)
        return miss(given(W, one), true @ one)

    def of_all(W: Any) -> Any:
        return squared(linear(x, W), x @ true.T)

    return descend(cost, [np.zeros((6, 6))], rate=0.1, steps=80, shown=of_all)


def whole_numbers(given: Function) -> Losses:
    """Train on the pixels as they are stored, whole numbers from 0 to 16."""
    x, t = images()
    pixels, own = np.rint(x * 16).astype(int), np.zeros((CLASSES, 64))
    return descend(lambda W: cross_entropy(given(W, pixels), t), [own], rate=0.005, steps=80)


def added(given: Function) -> Losses:
    """Add a tanh to its input; the slope is multiplied in place, as one does to save an array."""

    def slope_in_place(g: Any, z: Any) -> Any:
        g *= 1 - np.tanh(z) ** 2
        return g

    squashed = pair(np.tanh, slope_in_place)
    return _between(lambda x, W: given(x, squashed(linear(x, W))), *_squares(4, scale=2))


def stored(given: Function) -> Losses:
    """Train sigmoids whose slope a (1 − a) is taken from the stored activations."""
    x, t = images()
    own = np.zeros((CLASSES, 64))
    return descend(lambda W: given(sigmoid(linear(x, W)), t), [own], rate=2.0, steps=60)


def heads(given: Function) -> Losses:
    """Put the two halves of a hidden layer side by side."""

    def whole(x: Any) -> Any:
        return reshaped(given(reshaped(x, EXAMPLES, 2, -1)), EXAMPLES, HIDDEN)

    return _between(whole)


def ten_of_ten(given: Function) -> Losses:
    """Train on ten examples of ten classes, so that the wrong shape fits."""
    x, t = (some[:10] for some in images())
    own = dense(CLASSES, 64, 0)
    return descend(lambda W, b: squared(given(affine(x, W, b)), t), own, rate=0.5)


RUNS: dict[str, Run] = {
    name: one
    for name, one in list(globals().items())
    if isfunction(one) and one.__module__ == __name__ and not name.startswith("_")
}
