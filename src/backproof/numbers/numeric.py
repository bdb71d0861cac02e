"""The independent witness: derivatives by numbers, with an estimate of their own error.

The complex step is used where the forward is analytic; where it is not, central differences on
five points at two step sizes.  A disagreement found by the complex step is never believed before
central differences confirm it: code that takes an absolute value or a real part is right on real
numbers and wrong on complex ones.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    type Arrays = Mapping[str, np.ndarray]
    type Forward = Callable[..., Any]

COMPLEX_STEP = 1e-40
STEP = 2e-3  # of central differences: truncation ~ h^4, rounding ~ 1e-16 / h
AGREE = 1e-7  # relative to the largest entry of the gradient
DIFFER = 1e-4


@dataclass(frozen=True)
class Difference:
    """Where a claimed gradient and the true one part.

    Attributes:
        inputs: the arrays at which they part.
        upstream: the upstream gradient g.
        name: the input whose gradient is wrong.
        index: the entry at which they part most.
        claimed: the gradient that the code returned.
        true: the derivative of ``(g * forward(...)).sum()``.
    """

    inputs: Arrays
    upstream: Any
    name: str
    index: tuple[int, ...]
    claimed: np.ndarray
    true: np.ndarray


def gradient(
    forward: Forward, inputs: Arrays, name: str, g: Any, h: float = STEP
) -> tuple[np.ndarray, float]:
    """Return the derivative of ``(g * forward(*inputs)).sum()`` by one input, and its error."""
    by_complex = complex_step(forward, inputs, name, g)
    if by_complex is not None and _confirmed(by_complex, forward, inputs, name, g, h):
        return by_complex, 1e-14 * (1 + float(np.abs(by_complex).max(initial=0)))
    return central(forward, inputs, name, g, h)


def _confirmed(
    claim: np.ndarray, forward: Forward, inputs: Arrays, name: str, g: Any, h: float
) -> bool:
    """Say whether central differences along one direction agree with a gradient.

    They must: np.vdot(x, x) or x * np.sign(x) runs on complex numbers, and means something else
    there.
    """
    direction = _direction(claim.shape, 1.7)
    true, error = central(_line(forward, inputs, name, direction), ORIGIN, "t", g, h)
    scale = 1 + float(np.abs(claim).sum())
    return bool(abs(float((claim * direction).sum()) - true) <= 1e-6 * scale + 10 * error) and (
        error <= DIFFER * scale
    )


#: The one input of a forward pass along a line.
ORIGIN = {"t": np.zeros(())}


def _direction(shape: tuple[int, ...], speed: float) -> np.ndarray:
    return np.cos(speed * np.arange(1.0, np.prod(shape, dtype=int) + 1)).reshape(shape)


def _line(forward: Forward, inputs: Arrays, name: str, direction: np.ndarray) -> Forward:
    """Return the forward pass as a function of how far one input is moved in a direction."""

    def along(t: Any) -> Any:  # a scalar stays an array, which the code may write into
        return forward(*{**inputs, name: np.asarray(inputs[name] + t * direction)}.values())

    return along


def _along(
    forward: Forward, inputs: Arrays, name: str, g: Any, h: float, claimed: np.ndarray
) -> float | None:
    """Return how far a gradient is off in two directions; None where that is not certainly little.

    A wrong gradient agrees in a direction that does not know of it with probability 0, and a
    direction costs no more than an entry.
    """
    size, worst = 1 + float(np.abs(claimed).max(initial=0)), 0.0
    for speed in (1.7, 2.9):
        direction = _direction(claimed.shape, speed)
        line = _line(forward, inputs, name, direction)
        true, error = gradient(line, ORIGIN, "t", g, h)
        gap = abs(float((claimed * direction).sum()) - float(true))
        if not gap <= AGREE * size + 10 * error or error > DIFFER * size:
            return None
        worst = max(worst, gap / size)
    return worst


def complex_step(forward: Forward, inputs: Arrays, name: str, g: Any) -> np.ndarray | None:
    """Return the derivative by the complex step; None where the code takes no complex numbers."""
    x = inputs[name]
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = np.array(x, dtype=complex)
        moved[index] += 1j * COMPLEX_STEP
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("error", np.exceptions.ComplexWarning)
                y = np.asarray(forward(*{**inputs, name: moved}.values()))
        except Exception:  # noqa: BLE001 - user code may refuse complex numbers in any way it likes
            return None
        if y.dtype != complex or not np.isfinite(y).all():
            return None
        out[index] = (g * y).sum().imag / COMPLEX_STEP
    return out


def central(
    forward: Forward, inputs: Arrays, name: str, g: Any, h: float = STEP
) -> tuple[np.ndarray, float]:
    """Return the derivative by central differences at two steps, and how far these two part.

    At a kink the two agree on a mean of both slopes; so where the slopes to the left and to the
    right part, and do so no less at the smaller step, their gap counts as the error.
    """
    coarse, wide = stencil(forward, inputs, name, g, 2 * h)
    fine, narrow = stencil(forward, inputs, name, g, h)
    error = np.abs(coarse - fine)
    kink = (narrow > wide * 3 / 4) & (narrow > AGREE * (1 + np.abs(fine).max(initial=0)))
    error = np.where(kink, np.maximum(error, narrow), error)
    # Richardson: the error of the stencil falls by 2^4
    return fine + (fine - coarse) / 15, float(error.max(initial=0))


def stencil(
    forward: Forward, inputs: Arrays, name: str, g: Any, h: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the slope by a stencil of five points, and the gap of the slopes on both sides."""
    x = inputs[name]
    out, gap = np.empty(x.shape), np.empty(x.shape)
    for index in np.ndindex(x.shape):
        value = []
        for shift in range(-2, 3):
            moved = np.array(x, dtype=float)
            moved[index] += shift * h
            y = np.asarray(forward(*{**inputs, name: moved}.values()))
            value.append(float((g * y).sum()))
        out[index] = (value[0] - 8 * value[1] + 8 * value[3] - value[4]) / (12 * h)
        gap[index] = abs(value[3] - 2 * value[2] + value[1]) / h
    return out, gap


def compare(
    forward: Forward, inputs: Arrays, name: str, g: Any, claimed: np.ndarray, h: float = STEP
) -> Difference | float | None:
    """Compare one claimed gradient with the true one; ``h`` is the step of central differences.

    Returns:
        A `Difference` if they part beyond doubt, the relative error if they agree, None if the
        numbers do not tell.
    """
    with np.errstate(all="ignore"):
        return _compare(forward, inputs, name, g, claimed, h)


def _compare(
    forward: Forward, inputs: Arrays, name: str, g: Any, claimed: np.ndarray, h: float
) -> Difference | float | None:
    along = _along(forward, inputs, name, g, h, claimed)
    if along is not None:
        return along
    true, error = gradient(forward, inputs, name, g, h)
    size = 1 + float(np.abs(true).max(initial=0))
    gap = float(np.abs(claimed - true).max(initial=0))
    if gap <= AGREE * size + 10 * error and error <= DIFFER * size:
        return gap / size
    true, error = central(forward, inputs, name, g, h)
    size = 1 + float(np.abs(true).max(initial=0))
    apart = np.nan_to_num(np.abs(claimed - true), nan=np.inf)
    gap = float(apart.max(initial=0))
    if gap <= AGREE * size + 10 * error and error <= DIFFER * size:
        return gap / size
    if gap > DIFFER * size + 100 * error:
        where = np.unravel_index(int(apart.argmax()), true.shape) if true.shape else ()
        return Difference(dict(inputs), g, name, tuple(map(int, where)), claimed, true)
    return None
