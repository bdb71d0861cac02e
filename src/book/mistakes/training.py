"""Plain gradient descent from a fixed seed, for small networks and for any cost.

A cost is written forwards only: a tape of its layers takes the gradients back. Two runs that differ
in one function alone start at the same parameters and see the same data. The loss is always that of
the right forward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from backproof import nn

type Function = Callable[..., Any]
type Losses = list[float]
type Data = tuple[Any, Any]

EXAMPLES = 120
HIDDEN = 16
CLASSES = 10


@dataclass(eq=False)
class Node:
    """A value on the tape: what it was made of, and the pullback of the layer that made it."""

    value: Any
    inputs: tuple[Any, ...] = ()
    pullback: Function | None = None


def taped(layer: Function) -> Function:
    """Let a layer, which returns its value and its pullback, take nodes and return one."""

    def apply(*inputs: Any) -> Node:
        plain = (one.value if isinstance(one, Node) else one for one in inputs)
        value, pullback = layer(*plain)
        return Node(value, inputs, pullback)

    return apply


def pair(forward: Function, backward: Function) -> Function:
    """Make a forward and a backward pass one layer on the tape."""
    return taped(lambda *inputs: (forward(*inputs), lambda g: backward(g, *inputs)))


def gradients(cost: Node, by: Sequence[Node]) -> list[Any]:
    """Go back over the tape; where a value was used more than once, add what comes back."""
    order: list[Node] = []

    def visit(node: Any) -> None:
        if isinstance(node, Node) and node not in order:
            for one in node.inputs:
                visit(one)
            order.append(node)

    visit(cost)
    found = {cost: 1.0}
    for node in reversed(order):
        back = node.pullback(found[node]) if node.pullback else ()
        for one, g in zip(node.inputs, back if isinstance(back, tuple) else (back,), strict=False):
            if isinstance(one, Node):
                found[one] = found[one] + g if one in found else g
    return [found[one] for one in by]


linear = pair(
    lambda x, W: x @ W.T,
    lambda g, x, W: (g @ W, g.reshape(-1, len(W)).T @ x.reshape(-1, x.shape[-1])),
)
affine, tanh, sigmoid = taped(nn.affine), taped(nn.tanh), taped(nn.sigmoid)
cross_entropy, squared = taped(nn.softmax_cross_entropy), taped(nn.half_squared_error)
add = pair(lambda a, b: a + b, lambda g, _a, _b: (g, g))
times = pair(lambda a, number: number * a, lambda g, _a, number: number * g)
reshaped = pair(lambda a, *shape: a.reshape(shape), lambda g, a, *_shape: g.reshape(a.shape))


@cache
def images() -> Data:
    """Return the first handwritten digits and their one-hot targets."""
    data = nn.digits()
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


def dense(out: int, into: int, seed: int) -> tuple[Any, Any]:
    """Make the parameters of an affine layer."""
    return weights(out, into, seed=seed), np.zeros(out)


def descend(
    cost: Function,
    own: Sequence[Any],
    rate: float = 0.15,
    steps: int = 100,
    shown: Function | None = None,
) -> Losses:
    """Descend from the parameters `own`; return the loss before each step and after the last.

    `cost(*own)` gives the loss as a node; the curve is that of `shown(*own)` where it is given. A
    loss that is no number ends the run and stands for all that would follow.
    """
    losses: Losses = []
    for step in range(steps + 1):
        nodes = [Node(value) for value in own]
        loss = cost(*nodes)
        losses.append(float((shown(*nodes) if shown else loss).value))
        if step == steps or not np.isfinite(losses[-1]):
            break
        own = [p - rate * d for p, d in zip(own, gradients(loss, nodes), strict=True)]
    return losses + losses[-1:] * (steps + 1 - len(losses))
