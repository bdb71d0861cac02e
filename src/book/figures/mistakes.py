"""The loss curves of a mistake: the run with the wrong code beside the right one."""

import math
from collections.abc import Sequence
from itertools import takewhile

from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    Axes,
    figure,
    text,
    word,
)
from book.mistakes import mistake
from book.mistakes.fate import Runs
from book.typeset.figure import Figure

HEIGHT = 220
ROOM = 1.3  # times the loss at the start: what rises beyond it leaves the figure
MOST = 60  # points on a curve
LINES = 5  # at most, across


def mistake_curve(lang: str, id_: str) -> Figure:
    """Draw the losses of both runs, and say what became of the wrong one."""
    one = mistake(id_)
    runs = one.runs
    top = _top(runs)
    axes = Axes((0, runs.steps), (0, top), height=HEIGHT)
    every = runs.steps // 4
    axes.ticks({float(s): str(s) for s in range(0, runs.steps + 1, every)}, _ticks(top), "")
    axes.curve(*_points(runs.right, top), FORWARD)
    if len(runs.wrong) > 1:
        axes.curve(*_points(runs.wrong, top), BACKWARD, dash="6 4")
    found = one.fate.said(lang)
    return figure(lang, axes.draw() + _legend(lang), HEIGHT, "mistake_curve", found=found)


def _top(runs: Runs) -> float:
    """Return the loss at the top: the highest there is, within reason."""
    highest = max(c for c in (*runs.right, *runs.wrong) if math.isfinite(c))
    return min(highest * 1.05, max(runs.right) * ROOM)


def _points(losses: Sequence[float], top: float) -> tuple[list[int], list[float]]:
    """Return steps and losses of a curve, up to where it leaves the figure."""
    within = list(takewhile(lambda c: c <= top, losses))
    steps = list(range(0, len(within), max(1, len(losses) // MOST)))
    if steps[-1] != len(within) - 1:
        steps.append(len(within) - 1)
    points = [within[s] for s in steps]
    if len(within) < len(losses):
        steps.append(len(within))
        points.append(top)
    return steps, points


def _ticks(top: float) -> dict[float, str]:
    """Return round losses for the lines across."""
    unit = 10.0 ** math.floor(math.log10(top))
    step = next(s * unit for s in (0.2, 0.5, 1, 2, 5) if top / (s * unit) <= LINES)
    return {i * step: f"{i * step:g}" for i in range(int(top / step) + 1)}


def _legend(lang: str) -> str:
    """Name both curves below the figure."""
    low = HEIGHT - MARGIN_BOTTOM + 36
    parts = [text(444, low, word(lang, "updates"), color=INK, anchor="end", size=13)]
    for x, key, color, dash in (
        (MARGIN_LEFT, "right-code", FORWARD, ""),
        (MARGIN_LEFT + 130, "wrong-code", BACKWARD, ' stroke-dasharray="6 4"'),
    ):
        parts.append(
            f'<line x1="{x}" y1="{low - 5}" x2="{x + 30}" y2="{low - 5}" stroke="{color}" '
            f'stroke-width="2.2"{dash}/>'
        )
        parts.append(text(x + 38, low, word(lang, key), color=color, anchor="start", size=13))
    return "".join(parts)
