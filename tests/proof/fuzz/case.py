"""A mistake that shows in one place alone, with its twin that is right."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

ROWS, VECTOR = ("N", "D"), ("N",)


@dataclass(frozen=True)
class Case:
    """One mistake: where it shows, and the arguments of prove()."""

    name: str
    forward: Any
    wrong: Any
    right: Any
    shapes: dict
    there: dict
    wrt: tuple = ("x",)
    sample: dict = field(default_factory=dict)


def numbers(*shape, speed=2.1):
    """Return numbers of no particular kind."""
    size = int(np.prod(shape))
    return (np.sin(1.3 + speed * np.arange(size)) + 0.3).reshape(shape)


def square(x):
    return x**2


def product(x, y):
    return x * y


def affine(x, W, b):
    return x @ W + b
