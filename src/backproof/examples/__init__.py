"""Worked examples: every number that a page prints is computed here, through `backproof.nn`.

Each module has a function `run` that gives a frozen record of numbers, named for what they are.
"""

from backproof.examples import (
    article,
    cost_of_gradients,
    first_note,
    minibatch,
    outputs,
    saturation,
    two_two_one,
)

__all__ = [
    "article",
    "cost_of_gradients",
    "first_note",
    "minibatch",
    "outputs",
    "saturation",
    "two_two_one",
]
