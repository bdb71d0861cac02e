"""The independent witness: derivatives by numbers, with an estimate of their own error.

The complex step is used where the forward is analytic; where it is not, central differences of
fourth order at two step sizes.  A disagreement found by the complex step is never believed before
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
STEP = 2e-3  # central differences of fourth order: truncation ~ h^4, rounding ~ 1e-16 / h
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


def gradient(forward: Forward, inputs: Arrays, name: str, g: Any) -> tuple[np.ndarray, float]:
    """Return the derivative of ``(g * forward(*inputs)).sum()`` by one input, and its error."""
    by_complex = _complex_step(forward, inputs, name, g)
    if by_complex is not None and _confirmed(by_complex, forward, inputs, name, g):
        return by_complex, 1e-14 * (1 + float(np.abs(by_complex).max(initial=0)))
    return central(forward, inputs, name, g)


def _confirmed(claim: np.ndarray, forward: Forward, inputs: Arrays, name: str, g: Any) -> bool:
    """Say whether central differences along one direction agree with a gradient.

    They must: np.vdot(x, x) or x * np.sign(x) runs on complex numbers, and means something else
    there.
    """
    direction = np.cos(1.7 * np.arange(1.0, claim.size + 1)).reshape(claim.shape)

    def along(t: np.ndarray) -> Any:
        return forward(*{**inputs, name: inputs[name] + t * direction}.values())

    true, error = central(along, {"t": np.zeros(())}, "t", g)
    scale = 1 + float(np.abs(claim).sum())
    return bool(abs(float((claim * direction).sum()) - true) <= 1e-6 * scale + 10 * error) and (
        error <= DIFFER * scale
    )


def _complex_step(forward: Forward, inputs: Arrays, name: str, g: Any) -> np.ndarray | None:
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


def central(forward: Forward, inputs: Arrays, name: str, g: Any) -> tuple[np.ndarray, float]:
    """Return the derivative by central differences at two steps, and how far these two part."""
    coarse = _central(forward, inputs, name, g, 2 * STEP)
    fine = _central(forward, inputs, name, g, STEP)
    error = float(np.abs(coarse - fine).max(initial=0))
    return fine + (fine - coarse) / 15, error  # Richardson: the error falls by 2^4


def _central(forward: Forward, inputs: Arrays, name: str, g: Any, h: float) -> np.ndarray:
    x = inputs[name]
    out = np.empty(x.shape)
    weights = ((1, 8 / 12), (-1, -8 / 12), (2, -1 / 12), (-2, 1 / 12))
    for index in np.ndindex(x.shape):
        total = 0.0
        for shift, weight in weights:
            moved = np.array(x, dtype=float)
            moved[index] += shift * h
            total += weight * float(
                (g * np.asarray(forward(*{**inputs, name: moved}.values()))).sum()
            )
        out[index] = total / h
    return out


def compare(
    forward: Forward, inputs: Arrays, name: str, g: Any, claimed: np.ndarray
) -> Difference | float | None:
    """Compare one claimed gradient with the true one.

    Returns:
        A `Difference` if they part beyond doubt, the relative error if they agree, None if the
        numbers do not tell.
    """
    with np.errstate(all="ignore"):
        return _compare(forward, inputs, name, g, claimed)


def _compare(
    forward: Forward, inputs: Arrays, name: str, g: Any, claimed: np.ndarray
) -> Difference | float | None:
    true, error = gradient(forward, inputs, name, g)
    size = 1 + float(np.abs(true).max(initial=0))
    gap = float(np.abs(claimed - true).max(initial=0))
    if gap <= AGREE * size + 10 * error and error <= DIFFER * size:
        return gap / size
    true, error = central(forward, inputs, name, g)
    size = 1 + float(np.abs(true).max(initial=0))
    apart = np.nan_to_num(np.abs(claimed - true), nan=np.inf)
    gap = float(apart.max(initial=0))
    if gap <= AGREE * size + 10 * error and error <= DIFFER * size:
        return gap / size
    if gap > DIFFER * size + 100 * error:
        where = np.unravel_index(int(apart.argmax()), true.shape) if true.shape else ()
        return Difference(dict(inputs), g, name, tuple(map(int, where)), claimed, true)
    return None
