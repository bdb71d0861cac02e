"""What the prover is timed on: layers as people write them, with their shapes in letters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof import nn

if TYPE_CHECKING:
    from backproof.question.task import Task

type Layer = Callable[..., tuple[Any, Callable[[Any], tuple[Any, ...]]]]
type Shapes = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """A layer, the shapes of its inputs, and how those are drawn that are not any real numbers."""

    layer: Layer
    shapes: Shapes
    sample: dict[str, str] = field(default_factory=dict)
    goal: float | None = None  # seconds that the project allows itself, where it has said so

    def task(self) -> "Task":
        from backproof.question.task import Task  # noqa: PLC0415 - older commits have it elsewhere

        return Task.read(self.layer, self.shapes, None, None, self.sample)


def norm(axis: int) -> Layer:
    """Layer norm along axis 1, batch norm along axis 0."""

    def layer(x: Any, gamma: Any, beta: Any) -> Any:
        centred = x - x.mean(axis=axis, keepdims=True)
        r = 1 / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + 1e-5)
        h = centred * r

        def pullback(g: Any) -> Any:
            d = g * gamma
            mean, along = (m.mean(axis=axis, keepdims=True) for m in (d, d * h))
            return (d - mean - h * along) * r, (g * h).sum(axis=0), g.sum(axis=0)

        return h * gamma + beta, pullback

    return layer


def softmax(s: Any) -> Any:
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q: Any, K: Any, V: Any) -> Any:
    """One head; the maximum of every row is taken off first, as everyone does."""
    scale = 1 / np.sqrt(Q.shape[1])
    P = softmax(Q @ K.T * scale)

    def pullback(g: Any) -> Any:
        dP = g @ V.T
        dS = P * (dP - (dP * P).sum(axis=1, keepdims=True)) * scale
        return dS @ K, dS.T @ Q, P.T @ g

    return P @ V, pullback


def heads(Q: Any, K: Any, V: Any) -> Any:
    """Attention of a batch N with H heads."""
    scale = 1 / np.sqrt(Q.shape[-1])
    P = softmax(np.einsum("nthd,nshd->nhts", Q, K) * scale)

    def pullback(g: Any) -> Any:
        dP = np.einsum("nthe,nshe->nhts", g, V)
        dS = P * (dP - (dP * P).sum(axis=-1, keepdims=True)) * scale
        dQ, dK = np.einsum("nhts,nshd->nthd", dS, K), np.einsum("nhts,nthd->nshd", dS, Q)
        return dQ, dK, np.einsum("nhts,nthe->nshe", P, g)

    return np.einsum("nhts,nshe->nthe", P, V), pullback


def cross_entropy(z: Any, t: Any) -> Any:
    """Softmax with cross-entropy, the classes as whole numbers t."""
    N, K = z.shape
    m = z.max(axis=1, keepdims=True)
    total = np.exp(z - m).sum(axis=1, keepdims=True)
    cost = (np.log(total) + m - z)[np.arange(N), t].mean()

    def pullback(g: Any) -> Any:
        return g * (softmax(z) - np.eye(K)[t]) / N, None

    return cost, pullback


def two_layers(sigma: Any, tau: Any) -> Layer:
    """The shipped network with two activation functions that have a `prime`."""
    return nn.network(*(nn.elementwise(f, f.prime) for f in (sigma, tau)))


def widths(N: Any, D: Any, H: Any, K: Any) -> Shapes:
    """The inputs of a network of two layers."""
    return {"x": (N, D), "W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}


def unknown(name: str) -> Any:
    """Return a function of which nothing is known, on commits that do not export it, too."""
    try:
        from backproof import Arbitrary  # noqa: PLC0415 - as above
    except ImportError:
        Arbitrary = import_module("backproof.proof.arrays").Arbitrary
    return Arbitrary(name)


NETWORK = two_layers(unknown("sigma"), unknown("tau"))
NORM: Shapes = {"x": ("N", "D"), "gamma": ("D",), "beta": ("D",)}

QUESTIONS = {
    "network": Question(NETWORK, widths("N", "D", "H", "K"), goal=0.3),
    "layer_norm": Question(norm(1), NORM, goal=1),
    "batch_norm": Question(norm(0), NORM, goal=2),
    "attention": Question(attention, {"Q": ("T", "D"), "K": ("S", "D"), "V": ("S", "E")}, goal=1),
    "heads": Question(
        heads,
        {"Q": ("N", "T", "H", "D"), "K": ("N", "S", "H", "D"), "V": ("N", "S", "H", "E")},
    ),
    "cross_entropy": Question(cross_entropy, {"z": ("N", "K"), "t": ("N",)}, {"t": "labels:z[1]"}),
}


def network_at(width: int) -> Question:
    """The same network where batch and layers all have this one width."""
    return Question(NETWORK, widths(width, width, width, width))
