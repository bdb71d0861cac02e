"""The numbers at which a diagnosis is tried: claimed and true gradients at many sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backproof.numbers.numeric import AGREE, STEP, Difference, gradient
from backproof.numbers.witness import SEED, draw, run_backward, run_forward, size_choices
from backproof.question.task import Task

TRIES = 3
NEAR = 4  # so many inputs are drawn about the counterexample


@dataclass
class Trial:
    """The code at one choice of sizes and numbers.

    Attributes:
        true: the true gradient of the input in question.
        slack: how far a right gradient may be from it.
    """

    task: Task
    sizes: Mapping[str, int]
    inputs: Mapping[str, np.ndarray]
    g: Any
    y: np.ndarray
    name: str
    claimed: Mapping[str, np.ndarray]
    true: np.ndarray
    slack: float
    others: dict[str, tuple[np.ndarray, float] | None] = field(default_factory=dict)

    def right(self, value: Any) -> bool:
        """Say whether an array is the true gradient within what numbers can tell."""
        if np.shape(value) != self.true.shape or not np.isfinite(value).all():
            return False
        return bool(np.abs(value - self.true).max(initial=0) <= self.slack)

    def of(self, other: str) -> tuple[np.ndarray, float] | None:
        """Return the true gradient of another input and its slack, if they can be told."""
        if other not in self.others:
            self.others[other] = truth(self.task, self.inputs, other, self.g)
        return self.others[other]


def truth(
    task: Task, inputs: Mapping[str, np.ndarray], name: str, g: Any, h: float = STEP
) -> tuple[np.ndarray, float] | None:
    """Return the true gradient and its slack; None where the numbers do not tell."""
    if inputs[name].dtype.kind != "f":
        return None
    with np.errstate(all="ignore"):
        true, error = gradient(task.forward, inputs, name, g, h)
    size = 1 + float(np.abs(true).max(initial=0))
    told = np.isfinite(true).all() and error <= AGREE * size
    return (true, AGREE * size + 10 * error) if told else None


def trials(task: Task, name: str, counterexample: Difference | None) -> list[Trial]:
    """Run the code at all sizes that the witness tries and about the counterexample.

    Those where the gradient is wrong come first, larger sizes before smaller ones.
    """
    rng = np.random.default_rng(SEED + 1)
    choices = size_choices(task.letters)
    choices = [choices[2], *choices[:2], *choices[3:]] if task.letters else [{}] * 5
    out = []
    for sizes in choices:
        for _ in range(TRIES):
            drawn = draw(task, sizes, rng)
            made = drawn and trial_at(
                task, sizes, drawn[0], rng.normal(size=drawn[1].shape)[()], name
            )
            if made:
                out.append(made)
                break
    if counterexample is not None:
        out += _about(task, name, counterexample, rng)
    told = [t for t in out if np.isfinite(t.claimed[name]).all()]
    if any(not t.right(t.claimed[name]) for t in told):
        out = told  # 0/0 at one size, as of a root at 0, is an error of its own
    return sorted(out, key=lambda t: t.right(t.claimed[name]))


def trial_at(
    task: Task,
    sizes: Mapping[str, int],
    inputs: Mapping[str, np.ndarray],
    g: Any,
    name: str,
    h: float = STEP,
) -> Trial | None:
    """Run the code at some numbers; None where it refuses them, or they do not tell."""
    try:
        y = run_forward(task, inputs)
        told = truth(task, inputs, name, g, h)
        if told is None or not np.isfinite(y).all():
            return None
        claimed = run_backward(task, inputs, g)
    except Exception:  # noqa: BLE001 - code may refuse numbers in any way
        return None
    return Trial(task, sizes, inputs, g, y, name, claimed, *told)


def _about(task: Task, name: str, found: Difference, rng: np.random.Generator) -> Iterator[Trial]:
    """Run the code at the counterexample and near it: its inputs may be of a rare kind."""
    x = found.inputs[name]
    spread = float(np.std(x)) if x.size > 1 else 1.0
    h = STEP * min(1.0, spread or 1.0)
    for i in range(NEAR):
        inputs = {
            n: _stirred(v, rng) if i and task.kind(n) == "normal" else v
            for n, v in found.inputs.items()
        }
        made = trial_at(task, {}, inputs, found.upstream, name, h)
        if made:
            yield made


def _stirred(v: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    middle = v.mean()
    return middle + (v - middle) * rng.uniform(0.6, 1.4, size=v.shape)
