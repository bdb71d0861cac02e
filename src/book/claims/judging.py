"""What checks of claims share: little more than NumPy, so that a reader can copy it with the check.

A check is a generator named as its claim is. It yields the finding of the statement read literally
and then, unless the claim is true, that of the mended one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from backproof import Proof, Verdict, prove


class Finding(NamedTuple):
    """What a run of a check found.

    Attributes:
        holds: whether the statement, in this reading, holds.
        shown: the numbers that show it, or the text of an exception: one line in no language.
    """

    holds: bool
    shown: str = ""


Findings = Iterator[Finding]
Proofs = Iterator[Proof]


def sigmoid(z: Any) -> Any:
    """Squeeze every number into the interval from 0 to 1."""
    return 1 / (1 + np.exp(np.negative(z)))


def slope(z: Any) -> Any:
    """Differentiate the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


def softmax(z: Any) -> Any:
    """Make shares of a whole: every weighted sum moves every activation."""
    return np.exp(z) / np.exp(z).sum()


def half_square(a: Any, y: Any) -> Any:
    """Take half the squared distance of two vectors."""
    return ((a - y) ** 2).sum() / 2


def slopes(C: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Any:
    """Differentiate a number C(x) by every entry of x, by central differences."""
    x = np.asarray(x, dtype=float)
    found = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        found[i] = (C(x + step) - C(x - step)) / (2 * h)
    return found


def jacobian(F: Callable[[Any], Any], x: Any) -> Any:
    """Differentiate every entry of F(x), a row each, by every entry of x."""
    steps = 1e-5 * np.eye(len(x))
    return np.transpose([(F(x + step) - F(x - step)) / 2e-5 for step in steps])


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


def whichever(readings: Sequence[Any], true: Any, name: str) -> Finding:
    """Try every value that an unbound index can take, and find whether one of them is right."""
    holds = any(compare(one, true).holds for one in readings)
    tried = " | ".join(short(one) for one in readings)
    return Finding(holds, f"{name}: {tried} {'=' if holds else '≠'} {short(true)}")


def attempt(run: Callable[[], Finding], error: type[Exception], said: str = "{}") -> Finding:
    """Compute what is stated; where Python cannot, and says so by this error, it does not hold."""
    try:
        return run()
    except error as refusal:
        return Finding(holds=False, shown=said.format(refusal))


def falls(C: Callable[[Any], Any], w: float, rate: float) -> tuple[bool, Any, Any]:
    """Step once against the gradient: whether the cost falls, and both costs."""
    before, after = C(w), C(w - rate * slopes(C, w))
    return bool(after < before), before, after


def for_all(forward: Any, backward: Any, wrt: Any, sample: Any = None, **shapes: Any) -> Finding:
    """Prove a gradient for all sizes, or show both gradients at a counterexample."""
    proof = prove(forward, backward, shapes, wrt, sample)
    part = proof.counterexample
    shown = f": {short(part.claimed)} ≠ {short(part.true)}" if part else ""
    return Finding(proof.verdict is Verdict.PROVED, proof.verdict.name + shown)
