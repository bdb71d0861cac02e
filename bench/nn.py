"""Time a step of `backproof.nn` beside its bare matrix products, `train()` and torch, in one run.

    python bench/nn.py [--quick] [--torch-python PATH] [--json FILE]

Everything is measured in rounds, one after the other, and compared within its round, so that a
busy minute of the machine touches all alike. All compute in float32 with one thread, and what
counts is the time that the process had a processor for itself. A way whose costs are not those of
the others ends the run: no time without an answer.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from measuring import ONE_THREAD, Torch, command, machine, summary

os.environ.update(ONE_THREAD)

import numpy as np

from backproof.nn import Array, Network, half_squared_error, sigmoid, train, update, with_loss

NETWORKS = {  # widths, and how many steps are timed at once
    "784-30-10": 200,
    "784-128-10": 60,
    "784-512-512-10": 4,
    "1024-1024-1024-1024-10": 1,
}
BATCH, LEARNING_RATE = 128, 0.1
BATCHES, EPOCHS = 20, 2  # what train() gets; it is timed as a whole, its checks included
ROUNDS = 15
TOLERANCE = 1e-3  # float32, and sums in another order


def entries(*shape: int) -> Array:
    """Give numbers that other libraries can make, too, and that look drawn at random."""
    numbers = np.arange(math.prod(shape), dtype=np.float64)
    return np.sin(numbers * numbers).reshape(shape).astype(np.float32)


def products(net: Network) -> Callable[[], None]:
    """Prepare the matrix products that no step can do without, into arrays made beforehand.

    These are, for each layer, the one that goes forward, the one for the gradient by W and, but
    for the first layer, the one that takes the error to the layer before.
    """
    weights = net.parameters[::2]
    a = [entries(BATCH, size) for size in net.sizes]
    z = [np.empty((BATCH, len(W)), np.float32) for W in weights]
    g = [np.empty_like(array) for array in a]
    dW = [np.empty_like(W) for W in weights]

    def multiply() -> None:
        for l, W in enumerate(weights):
            np.matmul(a[l], W.T, out=z[l])
        for l, W in reversed(list(enumerate(weights))):
            np.matmul(a[l + 1].T, a[l], out=dW[l])
            if l:
                np.matmul(a[l + 1], W, out=g[l])

    return multiply


def steps(net: Network, x: Array, y: Array) -> Iterator[float]:
    """Go on forever: forward, pullback, update; give the cost before each update."""
    cost, parameters = with_loss(net.training_layer, net.loss), net.parameters
    while True:
        C, pullback = cost(x, y, *parameters)
        _, _, *gradients = pullback(1)
        parameters = update(parameters, gradients, LEARNING_RATE)
        yield C


class Measured:
    """One network, and what was measured of it so far."""

    def __init__(self, name: str, torch: Torch | None) -> None:
        self.name, self.steps, self.torch = name, NETWORKS[name], torch
        sizes = tuple(int(size) for size in name.split("-"))
        self.x, self.y = entries(BATCH, sizes[0]), np.eye(sizes[-1], dtype=np.float32)
        self.y = self.y[np.arange(BATCH) % sizes[-1]]
        weights = [entries(k, d) / np.float32(math.sqrt(d)) for d, k in pairwise(sizes)]
        zeros = [np.zeros(len(W), np.float32) for W in weights]
        parameters = tuple(p for pair in zip(weights, zeros, strict=True) for p in pair)
        self.net = Network((sigmoid,) * len(weights), half_squared_error, parameters)
        self.multiply, self.walk = products(self.net), steps(self.net, self.x, self.y)
        self.data = np.tile(self.x, (BATCHES, 1)), np.tile(self.y, (BATCHES, 1))
        self.seconds: list[float] = []
        self.ratios: dict[str, list[float]] = {"step": [], "train": []}
        if torch:
            self.ratios["torch"] = []
        self.agree()

    def agree(self) -> None:
        """Let all ways take the same first steps; their costs have to be the same."""
        costs = [float(next(self.walk)) for _ in range(3)]
        one = self.net
        others = {"train": []}
        for _ in costs:
            how = {"epochs": 1, "batch_size": BATCH, "learning_rate": LEARNING_RATE, "seed": 0}
            one, history = train(one, self.x, self.y, **how)
            others["train"] += history.cost
        if self.torch:
            _, *others["torch"] = self.torch.ask(*self.question(len(costs)))
        for name, found in others.items():
            if not np.allclose(costs, found, rtol=TOLERANCE, atol=0):
                raise SystemExit(f"bench: {self.name}: costs {costs}, by {name} {found}")

    def question(self, count: int) -> tuple[object, ...]:
        """Put in words what torch is asked for."""
        return self.name.replace("-", ","), BATCH, count

    def turn(self) -> None:
        """Measure every way once more; the products twice, before and after the others."""
        before = self.products()
        found = {"step": timed(lambda: next(self.walk), self.steps), "train": self.training()}
        if self.torch:
            found["torch"] = self.torch.ask(*self.question(self.steps))[0]
        bare = (before + self.products()) / 2
        self.seconds.append(bare)
        for name, seconds in found.items():
            self.ratios[name].append(seconds / bare)

    def products(self) -> float:
        """Time the bare products of a step."""
        return timed(self.multiply, self.steps)

    def training(self) -> float:
        """Time `train()`, and give the seconds for one of its steps."""
        how = {"epochs": EPOCHS, "batch_size": BATCH, "learning_rate": LEARNING_RATE, "seed": 0}
        return timed(lambda: train(self.net, *self.data, **how), 1) / (EPOCHS * BATCHES)


def timed(call: Callable[[], Any], count: int) -> float:
    """Give the seconds of one call, from so many in a row; other work on the machine is left out."""
    start = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - start) / count


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure all, and return it as it is written to the file."""
    torch = Torch(arguments.torch_python, "torch_steps.py") if arguments.torch_python else None
    names = list(NETWORKS)[:1] if arguments.quick else list(NETWORKS)
    networks = [Measured(name, torch) for name in names]
    rounds = 2 if arguments.quick else ROUNDS
    for turn in range(rounds):
        for one in networks:
            print(
                f"\rround {turn + 1} of {rounds}: {one.name:<24}",
                end="",
                file=sys.stderr,
                flush=True,
            )
            one.turn()
    print(file=sys.stderr)
    if torch:
        torch.close()
    return {
        "machine": machine(torch, numpy=np.__version__),
        "batch": BATCH,
        "batches": BATCHES,
        "epochs": EPOCHS,
        "products": {one.name: summary(one.seconds) for one in networks},
        **{
            way: {one.name: summary(one.ratios[way]) for one in networks}
            for way in networks[0].ratios
        },
    }


def show(found: dict[str, Any]) -> None:
    """Print the figures as a table."""
    print(f"{'':<32}{'median':>10}{'least':>10}{'most':>10}{'runs':>6}")
    for part in ("products", "step", "train", "torch"):
        for name, s in found.get(part, {}).items():
            scale, unit = (1000, "ms") if part == "products" else (1, "x ")
            figures = "".join(f"{scale * s[key]:>8.2f}{unit}" for key in ("median", "low", "high"))
            print(f"{part + ' ' + name:<32}{figures}{s['runs']:>6}")
    print(", ".join(f"{k} {v}" for k, v in found["machine"].items() if v is not None))
    if "torch" not in found:
        print("left out: torch, since no Python that has it was named by --torch-python")


if __name__ == "__main__":
    command("Time backproof.nn beside bare products and torch.", run, show)
