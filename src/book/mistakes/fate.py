"""What became of a training run with a mistake, told from the two loss curves alone.

What is said of each kind stands in docs/words/fates.yml.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from book import words

type Function = Callable[..., Any]

LOST = 10  # times the loss at the start: no more training
VISIBLE = 0.02  # of the way that the right run went down
UNLEARNT = 0.05  # of that way
SLOWER = 1.15  # times
STILL = 0.01  # of that way, in the last quarter of the steps


class Runs(NamedTuple):
    """The losses of both runs, before each step and after the last.

    Attributes:
        right: with the right code.
        wrong: with the mistake; it ends early where an exception ended it.
        error: that exception's text, or "".
    """

    right: tuple[float, ...]
    wrong: tuple[float, ...]
    error: str = ""

    @classmethod
    def of(cls, train: Callable[[Function], list[float]], right: Function, wrong: Function) -> Runs:
        """Train with each function."""
        with_right = tuple(train(right))
        try:
            return cls(with_right, tuple(train(wrong)))
        except (ValueError, TypeError) as error:
            return cls(with_right, with_right[:1], f"{type(error).__name__}: {error}")

    @property
    def steps(self) -> int:
        """Return the number of steps."""
        return len(self.right) - 1


class Kind(StrEnum):
    """What may become of a run."""

    STOPS = "stops"
    DIVERGES = "diverges"
    SAME = "same"
    RISES = "rises"
    STUCK = "stuck"
    CLOSE = "close"
    LUCKY = "lucky"
    LATE = "late"
    LEVELS = "levels"
    SLOWER = "slower"


class Fate(NamedTuple):
    """What became of the run with the mistake.

    Attributes:
        kind: in a word.
        runs: the losses that tell it.
        step: at which it diverged, or at which the right run was as far already.
    """

    kind: Kind
    runs: Runs
    step: int = 0

    @property
    def times(self) -> float:
        """Return how many times more steps it took."""
        return self.runs.steps / self.step if self.step else 1.0

    def said(self, lang: str) -> str:
        """Say in a sentence what became of the run."""
        right, wrong, error = self.runs
        losses = {"start": right[0], "right": right[-1], "wrong": wrong[-1]}
        filled = {key: number(value) for key, value in losses.items()}
        filled |= {"steps": str(self.runs.steps), "step": str(self.step), "error": error}
        filled |= {"times": f"{self.times:.1f}"}
        return words.table("fates", tuple(Kind), tuple(filled))[self.kind][lang].format(**filled)


def number(value: float) -> str:
    """Write a loss to three digits.

    >>> number(0.012345), number(2.302585), number(151.234)
    ('0.0123', '2.30', '151')
    """
    if not math.isfinite(value):
        return "∞"
    if abs(value) >= 100:  # noqa: PLR2004 - three digits
        return f"{value:.0f}"
    return f"{value:#.3g}"


def fate(runs: Runs) -> Fate:
    """Tell what became of the run with the mistake."""
    right, wrong, error = runs
    if error:
        return Fate(Kind.STOPS, runs)
    lost = (i for i, c in enumerate(wrong) if not math.isfinite(c) or c > LOST * right[0])
    if (step := next(lost, None)) is not None:
        return Fate(Kind.DIVERGES, runs, step)
    way = right[0] - right[-1]
    gap = max(abs(a - b) for a, b in zip(right, wrong, strict=True))
    if gap <= VISIBLE * way:
        return Fate(Kind.SAME if gap <= 1e-9 * way else Kind.CLOSE, runs)
    if wrong[0] - wrong[-1] < UNLEARNT * way:
        return Fate(Kind.RISES if wrong[-1] > wrong[0] + VISIBLE * way else Kind.STUCK, runs)
    return _learnt(runs, way)


def _learnt(runs: Runs, way: float) -> Fate:
    """Tell what became of a run that learns, but otherwise than the right one."""
    right, wrong, _ = runs
    if wrong[-1] <= right[-1] + VISIBLE * way:
        return Fate(Kind.LUCKY if wrong[-1] < right[-1] - VISIBLE * way else Kind.LATE, runs)
    if wrong[-(len(wrong) // 4) - 1] - wrong[-1] < STILL * way:
        return Fate(Kind.LEVELS, runs)
    step = next(i for i, c in enumerate(right) if c <= wrong[-1])
    return Fate(Kind.SLOWER, runs, step) if runs.steps >= SLOWER * step else Fate(Kind.LATE, runs)
