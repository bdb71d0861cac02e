"""What checks of claims share; plain NumPy, so that a reader can copy it with the check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Finding(NamedTuple):
    """What a run of a check found.

    Attributes:
        holds: whether the statement, in this reading, holds.
        shown: the numbers that show it, or the text of an exception: one line in no language.
    """

    holds: bool
    shown: str = ""


def sigmoid(z: Any) -> Any:
    """Squeeze every number into the interval from 0 to 1."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def slopes(C: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Any:
    """Differentiate a number C(x) by every entry of x, by central differences."""
    x = np.asarray(x, dtype=float)
    found = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        found[i] = (C(x + step) - C(x - step)) / (2 * h)
    return found


def short(value: Any) -> str:
    """Write a number or an array on one line, to four digits."""
    value = np.asarray(value, dtype=float)
    if value.ndim == 0:
        return f"{round(float(value), 8) + 0.0:.4g}"
    return f"[{', '.join(short(entry) for entry in value)}]"


def compare(stated: Any, true: Any, name: str = "", tolerance: float = 1e-6) -> Finding:
    """Find whether two values are the same, in shape and in every entry; the right one second."""
    stated, true = np.asarray(stated, dtype=float), np.asarray(true, dtype=float)
    label = f"{name}: " if name else ""
    if stated.shape != true.shape:
        return Finding(holds=False, shown=f"{label}{stated.shape} ≠ {true.shape}")
    holds = bool(np.allclose(stated, true, rtol=tolerance, atol=tolerance))
    return Finding(holds, f"{label}{short(stated)} {'=' if holds else '≠'} {short(true)}")
