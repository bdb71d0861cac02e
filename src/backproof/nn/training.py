"""Minibatch gradient descent."""

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

import numpy as np

from backproof.nn.doors import Array, positive_integer, positive_number
from backproof.nn.init import Seed
from backproof.nn.losses import binary_cross_entropy
from backproof.nn.network import Network
from backproof.nn.shapes import Layer

BAR = 24


@dataclass(frozen=True)
class History:
    """What was seen after every epoch; held-out numbers only where held-out data were given.

    Accuracy is empty where the targets name no classes.
    """

    cost: tuple[float, ...] = ()
    """The cost of the data that are learned from, epoch by epoch."""
    accuracy: tuple[float, ...] = ()
    """The share of right answers on them."""
    held_out_cost: tuple[float, ...] = ()
    """The cost of the data held out."""
    held_out_accuracy: tuple[float, ...] = ()
    """The share of right answers on those."""


def minibatches(examples: int, batch_size: int, rng: np.random.Generator) -> Iterator[Array]:
    """Shuffle the indices of all examples and cut them up; the last piece may be smaller.

    >>> [len(i) for i in minibatches(7, 3, np.random.default_rng(0))]
    [3, 3, 1]
    """
    order = rng.permutation(examples)
    yield from (order[i : i + batch_size] for i in range(0, examples, batch_size))


def update(
    parameters: Sequence[Array], gradients: Sequence[Array], learning_rate: float
) -> tuple[Array, ...]:
    """Take one step against the gradient, into new arrays.

    Math     W ← W - η dC/dW,  b ← b - η dC/db;  C is a mean, so η is not divided again
    Source   Nielsen 2015, ch. 1, eqs. (20) and (21)
    """
    return tuple(p - learning_rate * g for p, g in zip(parameters, gradients, strict=True))


def names_classes(loss: Layer, y: Array) -> bool:
    """Say whether targets name classes: yes-or-no, or one-hot rows."""
    zero_or_one = bool(((y == 0) | (y == 1)).all())
    one_hot = y.shape[1] > 1 and bool((y.sum(axis=1) == 1).all())
    return zero_or_one and (loss is binary_cross_entropy or one_hot)


def accuracy(net: Network, x: object, y: object) -> float:
    """Give the share of right answers.

    With one-hot targets the largest output answers; otherwise, under the binary
    cross-entropy, every output answers yes where its weighted sum is positive.
    """
    x, y = net.accepts_pair(x, y)
    if not names_classes(net.loss, y):
        message = "accuracy: wanted one-hot rows of y, or zeros and ones under binary_cross_entropy"
        raise ValueError(message)
    a = net.predict(x)
    if y.shape[1] > 1 and (y.sum(axis=1) == 1).all():
        return float((a.argmax(axis=1) == y.argmax(axis=1)).mean())
    return float(((a > 0) == (y == 1)).mean())


def train(  # noqa: PLR0913  every setting is named at the call
    net: Network,
    x: object,
    y: object,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: Seed,
    held_out: tuple[object, object] | None = None,
    progress: TextIO | None = None,
) -> tuple[Network, History]:
    """Train, and give the trained network with its history; the one given stays as it was.

    Args:
        net: where to start.
        x: inputs, one example a row.
        y: targets, one example a row.
        epochs: how often to go through all examples.
        batch_size: examples in a step; the last step of an epoch may have fewer.
        learning_rate: η.
        seed: decides the order of the examples.
        held_out: inputs and targets to look at after every epoch but never to learn from.
        progress: where the progress bar goes, else standard error; only a terminal gets one.

    Raises:
        ValueError: for input that does not fit.
        FloatingPointError: as soon as the cost or a parameter is no longer finite.
    """
    x, y = net.accepts_pair(x, y)
    epochs = positive_integer("train", "epochs", epochs)
    batch_size = positive_integer("train", "batch_size", batch_size)
    learning_rate = positive_number("train", "learning_rate", learning_rate)
    watched = [(x, y)] if held_out is None else [(x, y), net.accepts_pair(*held_out)]
    rng = np.random.default_rng(seed)
    rows = []
    for epoch in range(1, epochs + 1):
        try:
            net = one_epoch(net, (x, y), list(minibatches(len(x), batch_size, rng)), learning_rate)
            rows.append([_look(net, *pair) for pair in watched])
        except FloatingPointError as error:
            message = f"train: epoch {epoch}: {error}; try a learning rate below {learning_rate}"
            raise FloatingPointError(message) from None
        _bar(progress or sys.stderr, epoch, epochs, rows[-1][-1])
    return net, _history(rows)


def one_epoch(
    net: Network, data: tuple[Array, Array], batches: Sequence[Array], learning_rate: float
) -> Network:
    """Take one step for each batch of indices."""
    (x, y), layer, parameters = data, net.cost_layer, net.parameters
    with np.errstate(over="ignore", invalid="ignore"):
        for step, batch in enumerate(batches, start=1):
            C, pullback = layer(x[batch], y[batch], *parameters)
            _, _, *gradients = pullback(1)
            parameters = update(parameters, gradients, learning_rate)
            if not (np.isfinite(C) and all(np.isfinite(p).all() for p in parameters)):
                message = f"at step {step} the cost was {C}, or a parameter ceased to be finite"
                raise FloatingPointError(message)
    return net.with_parameters(parameters)


def _look(net: Network, x: Array, y: Array) -> tuple[float, float | None]:
    with np.errstate(over="ignore", invalid="ignore"):
        cost = net.cost(x, y)
        right = accuracy(net, x, y) if names_classes(net.loss, y) else None
    if not math.isfinite(cost):
        message = f"after it the cost is {cost}"
        raise FloatingPointError(message)
    return cost, right


def _history(rows: list[list[tuple[float, float | None]]]) -> History:
    columns: list[tuple[float, ...]] = []
    for looks in zip(*rows, strict=True):
        columns.append(tuple(cost for cost, _ in looks))
        columns.append(tuple(right for _, right in looks if right is not None))
    return History(*columns)


def _bar(stream: TextIO, epoch: int, epochs: int, look: tuple[float, float | None]) -> None:
    if not stream.isatty():
        return
    done = BAR * epoch // epochs
    right = "" if look[1] is None else f"  accuracy {look[1]:6.2%}"
    line = f"\r{'█' * done}{'·' * (BAR - done)} {epoch}/{epochs}  cost {look[0]:.4g}{right}"
    stream.write(line + ("\n" if epoch == epochs else ""))
    stream.flush()
