"""Numbers beside a proof: all gradients at once, along one random direction of all inputs.

A few forward passes say whether every gradient is right there.  Where they do not agree, gradients
are looked at one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.numbers.numeric import ORIGIN, STEP, central, complex_step
from backproof.numbers.witness import (
    ANYWHERE,
    COINCIDENCES,
    SEED,
    draw,
    on_numbers,
    run_backward,
    size_choices,
)
from backproof.question.task import Task

AGREE = 1e-7  # relative to the sizes of what is added up


def agree(task: Task, *, kinked: bool) -> float | None:
    """Return by how much all gradients part from the slope at most; None if by too much.

    It is relative to the sizes of the terms that are added up.

    Args:
        task: what is asked.
        kinked: whether the forward pass has kinks; without any, numbers are tried where values
            meet, too, such as at 0.
    """
    rng = np.random.default_rng(SEED + 3)
    worst, seen = 0.0, 0
    choices = size_choices(task.letters)
    places = [(sizes, ANYWHERE) for sizes in choices]
    if not kinked:
        places += [(choices[0], place) for place in COINCIDENCES]
    with on_numbers(task), np.errstate(all="ignore"):
        for sizes, place in places:
            drawn = draw(task, sizes, rng, place)
            if drawn is None:
                continue
            inputs, y = drawn
            g = place.upstream(y.shape, rng)[()]
            claimed = run_backward(task, inputs, g)
            moves = {n: rng.normal(size=inputs[n].shape) for n in task.wrt}
            terms = [claimed[n] * v for n, v in moves.items()]
            said = float(sum(t.sum() for t in terms))
            size = float(sum(np.abs(t).sum() for t in terms))

            def along(t: Any, inputs: Any = inputs, moves: Any = moves) -> Any:
                moved = {
                    n: np.asarray(x + t * moves[n]) if n in moves else x for n, x in inputs.items()
                }
                return task.forward(*moved.values())

            gap = _gap(along, g, said, size)
            if not gap <= AGREE:
                return None
            worst, seen = max(worst, gap), seen + 1
    return worst if seen > 1 else None


def _gap(along: Any, g: Any, said: float, size: float) -> float:
    """Return how far a claim is from the slope along a direction."""
    scale = size if size > 0 else 1.0
    exact = complex_step(along, ORIGIN, "t", g)
    if exact is not None and (gap := abs(float(exact) - said) / scale) <= AGREE:
        return gap
    true, error = central(along, ORIGIN, "t", g, STEP)
    gap = abs(float(true) - said)
    return gap / scale if gap <= AGREE * scale + 10 * error and error <= scale / 1e4 else np.inf
