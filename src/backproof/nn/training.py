"""Minibatch gradient descent."""

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TextIO

import numpy as np

from backproof.nn.doors import Array, positive_integer, positive_number
from backproof.nn.init import Seed
from backproof.nn.losses import binary_cross_entropy
from backproof.nn.network import Network
from backproof.nn.shapes import Layer

BAR = 24

# Says of each output whether its target agrees.
type Judge = Callable[[Array, Array], Array]


class Look(NamedTuple):
    """What one look at some data saw; no accuracy where the targets name no classes."""

    cost: float
    accuracy: float | None


@dataclass(frozen=True)
class History:
    """What was seen in every epoch.

    Of the data that are learned from, the mean over the epoch: each example counts as its
    minibatch met it, just before the step. Of held-out data, where they were given, what the
    network after the epoch makes of them. Accuracy is empty where the targets name no classes.
    """

    cost: tuple[float, ...] = ()
    accuracy: tuple[float, ...] = ()
    held_out_cost: tuple[float, ...] = ()
    held_out_accuracy: tuple[float, ...] = ()


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


def judge(loss: Layer, y: Array) -> Judge | None:
    """Choose how answers are judged right or wrong, or None where the targets name no classes.

    With one-hot targets the largest output answers; otherwise, under the binary
    cross-entropy, every output answers yes where its weighted sum is positive.
    """
    if not ((y == 0) | (y == 1)).all():
        return None
    if y.shape[1] > 1 and (y.sum(axis=1) == 1).all():
        return lambda a, y: a.argmax(axis=1) == y.argmax(axis=1)
    return (lambda a, y: (a > 0) == (y == 1)) if loss is binary_cross_entropy else None


def accuracy(net: Network, x: object, y: object) -> float:
    """Give the share of right answers, as `judge` has them.

    Raises:
        ValueError: for input that does not fit, and for targets that name no classes.
    """
    x, y = net.accepts_pair(x, y)
    right = judge(net.loss, y)
    if right is None:
        message = "accuracy: wanted one-hot rows of y, or zeros and ones under binary_cross_entropy"
        raise ValueError(message)
    return float(right(net.predict(x), y).mean())


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
        FloatingPointError: as soon as the cost of a minibatch is no longer finite, or after an
            epoch a parameter or the held-out cost.
    """
    learned_from = net.accepts_pair(x, y)
    watched = None if held_out is None else net.accepts_pair(*held_out)
    epochs = positive_integer("train", "epochs", epochs)
    batch_size = positive_integer("train", "batch_size", batch_size)
    learning_rate = positive_number("train", "learning_rate", learning_rate)
    rng = np.random.default_rng(seed)
    rows = []
    for epoch in range(1, epochs + 1):
        batches = minibatches(len(learned_from[0]), batch_size, rng)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                net, met = one_epoch(net, learned_from, batches, learning_rate)
                rows.append([met] if watched is None else [met, _look_at(net, *watched)])
        except FloatingPointError as error:
            message = f"train: epoch {epoch}: {error}; try a learning rate below {learning_rate}"
            raise FloatingPointError(message) from None
        _bar(progress or sys.stderr, epoch, epochs, rows[-1][-1])
    return net, _history(rows)


def one_epoch(
    net: Network, data: tuple[Array, Array], batches: Iterable[Array], learning_rate: float
) -> tuple[Network, Look]:
    """Take one step for each batch of indices, and give what was seen before each, on average."""
    (x, y), layer, parameters = data, net.training_layer, net.parameters
    right, looks, sizes = judge(net.loss, y), [], []
    for step, batch in enumerate(batches, start=1):
        targets = y[batch]
        a, net_pullback = layer(x[batch], *parameters)
        C, loss_pullback = net.loss(a, targets)
        da, _ = loss_pullback(1)
        _, *gradients = net_pullback(da)
        parameters = update(parameters, gradients, learning_rate)
        looks.append(_look(C, a, targets, right, f"at step {step} the cost was"))
        sizes.append(len(batch))
    if not all(np.isfinite(p).all() for p in parameters):
        raise FloatingPointError("after it a parameter is no longer finite")
    return net.with_parameters(parameters), _mean(looks, sizes)


def _look(C: Any, a: Array, y: Array, right: Judge | None, where: str) -> Look:
    if not math.isfinite(C):
        raise FloatingPointError(f"{where} {C}")
    return Look(float(C), None if right is None else float(right(a, y).mean()))


def _look_at(net: Network, x: Array, y: Array) -> Look:
    a, _ = net.training_layer(x, *net.parameters)
    return _look(net.loss(a, y)[0], a, y, judge(net.loss, y), "after it the held-out cost is")


def _mean(looks: Sequence[Look], sizes: Sequence[int]) -> Look:
    costs, shares = zip(*looks, strict=True)
    share = None if None in shares else float(np.average(shares, weights=sizes))
    return Look(float(np.average(costs, weights=sizes)), share)


def _history(rows: Sequence[Sequence[Look]]) -> History:
    columns: list[tuple[float, ...]] = []
    for looks in zip(*rows, strict=True):
        columns.append(tuple(look.cost for look in looks))
        columns.append(tuple(look.accuracy for look in looks if look.accuracy is not None))
    return History(*columns)


def _bar(stream: TextIO, epoch: int, epochs: int, look: Look) -> None:
    if not stream.isatty():
        return
    done = BAR * epoch // epochs
    right = "" if look.accuracy is None else f"  accuracy {look.accuracy:6.2%}"
    line = f"\r{'█' * done}{'·' * (BAR - done)} {epoch}/{epochs}  cost {look.cost:.4g}{right}"
    stream.write(line + ("\n" if epoch == epochs else ""))
    stream.flush()
