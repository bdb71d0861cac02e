"""Is a gradient right? One step along a random direction of all inputs together tells.

The step is imaginary: f(x + ih u) has the slope along u in its imaginary part, without loss of
digits, at the price of one more forward pass. Nothing of the prover is used.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

STEP = 1e-30
KINDS = {
    "normal": lambda shape, rng: rng.normal(size=shape),
    "positive": lambda shape, rng: rng.uniform(0.2, 2, size=shape),
    "mask": lambda shape, rng: rng.integers(2, size=shape).astype(float),
    "onehot": lambda shape, rng: np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])],
}
DISCRETE = ("mask", "onehot", "labels")


def length(term: Any, sizes: Mapping[str, int]) -> int:
    """Give the number that a length such as "4*D" or "H*E" stands for."""
    factors = (str(term)).split("*")
    return int(np.prod([sizes[f] if f in sizes else int(f) for f in factors]))


def sizes_for(shapes: Mapping[str, Any], rng: Any, most: int = 4) -> dict[str, int]:
    """Draw a number from 1 to `most` for every letter."""
    letters = sorted(set(re.findall(r"[A-Z]", str(tuple(shapes.values())))))
    return {letter: int(rng.integers(1, most + 1)) for letter in letters}


def draw(shapes: Any, sample: Any, sizes: Mapping[str, int], rng: Any) -> dict[str, Any]:
    """Draw all inputs at these sizes."""
    lengths = {n: tuple(length(s, sizes) for s in shape) for n, shape in shapes.items()}
    out = {}
    for name, shape in lengths.items():
        kind = sample.get(name, "normal")
        if found := re.fullmatch(r"labels:(\w+)\[(\d+)\]", kind):
            out[name] = rng.integers(lengths[found[1]][int(found[2])], size=shape)
        else:
            out[name] = np.asarray(KINDS[kind](shape, rng))
    return out


def _named(shapes: Iterable[str], gradients: Any) -> dict[str, Any]:
    """Name what a pullback returns, which need not be a tuple where there is one input."""
    some = gradients if isinstance(gradients, tuple | list) else (gradients,)
    return dict(zip(shapes, some, strict=True))


def gap(layer: Callable[..., Any], shapes: Any, sample: Any, sizes: Any, rng: Any) -> float:
    """Compare the slope that the gradients claim with the true one; relative to what is summed.

    Along the direction of each input's own there could be no cancelling, but one random direction
    of all at once finds any difference, but for a set of directions that has no volume.

    Raises ValueError where the gradients are no function of the inputs in the right shapes.
    """
    inputs = draw(shapes, sample, sizes, rng)
    real = [n for n in shapes if not sample.get(n, "normal").startswith(DISCRETE)]
    along = {n: rng.normal(size=inputs[n].shape) for n in real}
    with np.errstate(all="ignore"):
        y, pullback = layer(*inputs.values())
        g = np.asarray(rng.normal(size=np.shape(y)))[()]
        kept = {n: x.copy() for n, x in inputs.items()}
        before = g.copy()
        claimed, again = (_named(shapes, pullback(g)) for _ in range(2))
        moved = {n: x + 1j * STEP * along[n] if n in along else x for n, x in inputs.items()}
        true = np.sum(g * layer(*moved.values())[0].imag) / STEP
    if any(np.shape(claimed[n]) != inputs[n].shape for n in real):
        raise ValueError("a gradient is not in the shape of its input")
    if (before != g).any() or any((inputs[n] != x).any() for n, x in kept.items()):
        raise ValueError("the pullback writes into what it is given")
    if not all(np.array_equal(claimed[n], again[n], equal_nan=True) for n in real):
        raise ValueError("the pullback gives something else when it is called again")
    parts = np.array([np.sum(claimed[n] * along[n]) for n in real])
    return float(abs(parts.sum() - true) / (1 + np.abs(parts).sum() + abs(true)))
