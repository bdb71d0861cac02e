"""Plain arrays with their axes at the places that labels name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def arranged(x: np.ndarray, labels: Sequence[int], total: int) -> np.ndarray:
    """Return an array with its axes at their labels, and length 1 elsewhere; or its diagonal."""
    if len(set(labels)) < len(labels):
        unique = list(dict.fromkeys(labels))
        x, labels = np.einsum(x, list(labels), unique), unique
    order = sorted(range(len(labels)), key=lambda k: labels[k])
    shape = [1] * total
    for k in order:
        shape[labels[k]] = x.shape[k]
    return x.transpose(order).reshape(shape)
