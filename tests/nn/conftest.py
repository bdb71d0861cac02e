"""The independent witness of these tests: central differences, which know no pullback."""

from collections.abc import Callable

import numpy as np
import pytest


def slope(f: Callable[[float], float], step: float = 1e-3) -> float:
    """Differentiate at 0 by the four-point central difference; its error is about step ** 4."""
    near, far = f(step) - f(-step), f(2 * step) - f(-2 * step)
    return (8 * near - far) / (12 * step)


def numeric_gradients(layer, arrays, g):
    """Differentiate sum(g * layer(*arrays)) by every entry of every array."""
    gradients = []
    for position, array in enumerate(arrays):
        gradient = np.empty_like(array)
        for at in np.ndindex(array.shape):

            def moved(t, position=position, at=at):
                copies = [a.copy() for a in arrays]
                copies[position][at] += t
                return float(np.sum(g * layer(*copies)[0]))

            gradient[at] = slope(moved)
        gradients.append(gradient)
    return gradients


def gradient_faults(layer, arrays, seed=0):
    """Name every argument whose pullback is not the derivative, entry by entry."""
    value, pullback = layer(*arrays)
    g = np.random.default_rng(seed).normal(size=np.shape(value))
    got, want = pullback(g), numeric_gradients(layer, arrays, g)
    if len(got) != len(want):
        return [f"{len(got)} cotangents for {len(want)} arguments"]
    return [
        f"argument {i}"
        for i, (ours, theirs) in enumerate(zip(got, want, strict=True))
        if np.shape(ours) != theirs.shape or not np.allclose(ours, theirs, rtol=1e-8, atol=1e-9)
    ]


@pytest.fixture(name="gradient_faults")
def _gradient_faults():
    return gradient_faults
