"""Programs as text that becomes a forward and a backward pass, each with numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backproof.proof.whole import Whole, prove
from backproof.question.task import Task


@dataclass
class Program:
    """A forward and a backward pass.

    Attributes:
        name: kind and what is wrong.
        shapes: as in ``"x:N,D w:D"``.
        forward: the body of a function of these inputs that returns y.
        backward: the body of one of g and these inputs.
        at: the point at which numbers are taken.
        wrt: the input whose gradient is claimed.
        sample: how inputs are drawn.
        before: code that both bodies see.
        by: how far from the gradient the claim is at least, of the largest entry of both.
        calls: how often the backward pass is called; the last one counts.
    """

    name: str
    shapes: str
    forward: str
    backward: str
    at: Mapping[str, Any] = field(default_factory=dict)
    wrt: str = "x"
    sample: Mapping[str, Any] = field(default_factory=dict)
    before: str = ""
    by: float = 1e-4
    calls: int = 1

    def functions(self) -> tuple[Any, Any]:
        """Return both passes, made afresh."""
        names = [part.split(":")[0] for part in self.shapes.split()]
        space: dict[str, Any] = {"np": np}
        indented = "\n    ".join
        text = (
            f"{self.before}\n"
            f"def forward({', '.join(names)}):\n    {indented(self.forward.splitlines())}\n"
            f"def backward(g_, {', '.join(names)}):\n    {indented(self.backward.splitlines())}\n"
        )
        if "g" not in names:
            text = text.replace("g_,", "g,")
        exec(text, space)  # noqa: S102 - our own text
        return space["forward"], space["backward"]

    def proof(self) -> Whole:
        """Return what the new core says."""
        shapes = {}
        for part in self.shapes.split():
            name, _, sizes = part.partition(":")
            shapes[name] = tuple(int(s) if s.isdigit() else s for s in sizes.split(",") if s)
        forward, backward = self.functions()
        return prove(Task.read(forward, backward, shapes, (self.wrt,), self.sample))

    def gap(self) -> float:
        """Return how far the claim is from differences of the forward pass at the point.

        A claim that is no number is infinitely far; where the forward pass is none, nothing counts.
        """
        forward, backward = self.functions()
        names = [part.split(":")[0] for part in self.shapes.split()]
        with np.errstate(all="ignore"):
            inputs = {n: np.array(self.at[n]) for n in names}
            y = np.asarray(forward(*_copies(inputs)))
            assert np.isfinite(y).all(), "the forward pass is no number here"
            g = np.cos(np.arange(y.size)).reshape(y.shape) + 1.5
            for _ in range(self.calls):
                claim = backward(np.copy(g) if g.ndim else g[()], *_copies(inputs))
            claim = np.asarray(claim[0] if isinstance(claim, tuple) else claim, dtype=float)
            x, true = inputs[self.wrt], np.zeros(inputs[self.wrt].shape)
            assert claim.shape == x.shape, (claim.shape, x.shape)
            step = 1e-5
            for k in np.ndindex(x.shape):
                ends = []
                for sign in (1, -1):
                    moved = {n: v.copy() for n, v in inputs.items()}
                    moved[self.wrt][k] += sign * step
                    ends.append((g * np.asarray(forward(*_copies(moved)))).sum())
                true[k] = (ends[0] - ends[1]) / (2 * step)
        assert np.isfinite(true).all(), "the forward pass is no number around here"
        if not np.isfinite(claim).all():
            return np.inf
        size = max(np.abs(true).max(), np.abs(claim).max())
        return float(np.abs(true - claim).max() / size) if size else 0.0


def _copies(inputs: Mapping[str, np.ndarray]) -> list[Any]:
    return [v.copy() if v.ndim else v[()] for v in inputs.values()]
