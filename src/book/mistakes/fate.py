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
        start: the loss before the first step.
        right: the last loss of the right run.
        wrong: the last loss of the wrong one.
        step: the step at which it diverged, or at which the right run was as far already.
        times: how many times more steps it took.
        error: the text of the exception that ended it.
    """

    kind: Kind
    start: float
    right: float
    wrong: float
    steps: int
    step: int = 0
    times: float = 1.0
    error: str = ""

    def said(self, lang: str) -> str:
        """Say in a sentence what became of the run."""
        filled = self._asdict() | {"times": f"{self.times:.1f}"}
        filled |= {key: number(filled[key]) for key in ("start", "right", "wrong")}
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
    right, wrong = runs.right, runs.wrong
    kind, step = _kind(runs)
    times = runs.steps / step if step else 1.0
    return Fate(kind, right[0], right[-1], wrong[-1], runs.steps, step, times, runs.error)


def _kind(runs: Runs) -> tuple[Kind, int]:
    """Return the kind and the step that goes with it."""
    right, wrong = runs.right, runs.wrong
    if runs.error:
        return Kind.STOPS, 0
    lost = (i for i, c in enumerate(wrong) if not math.isfinite(c) or c > LOST * right[0])
    if (step := next(lost, None)) is not None:
        return Kind.DIVERGES, step
    way = right[0] - right[-1]
    gaps = [abs(a - b) for a, b in zip(right, wrong, strict=True)]
    if max(gaps) <= 1e-9 * way:
        return Kind.SAME, 0
    if max(gaps) <= VISIBLE * way:
        return Kind.CLOSE, 0
    if wrong[0] - wrong[-1] < UNLEARNT * way:
        return (Kind.RISES if wrong[-1] > wrong[0] + VISIBLE * way else Kind.STUCK), 0
    return _learnt(right, wrong, way)


def _learnt(right: tuple[float, ...], wrong: tuple[float, ...], way: float) -> tuple[Kind, int]:
    """Tell the kinds apart that learn, but otherwise than the right run."""
    if wrong[-1] < right[-1] - VISIBLE * way:
        return Kind.LUCKY, 0
    if wrong[-1] <= right[-1] + VISIBLE * way:
        return Kind.LATE, 0
    if wrong[-(len(wrong) // 4) - 1] - wrong[-1] < STILL * way:
        return Kind.LEVELS, 0
    step = next(i for i, c in enumerate(right) if c <= wrong[-1])
    return (Kind.SLOWER, step) if len(wrong) - 1 >= SLOWER * step else (Kind.LATE, 0)
