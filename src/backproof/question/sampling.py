"""How numbers for an input are drawn: ``sample={"t": "onehot", "y": "labels:z[1]"}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backproof.question.words import KINDS as WORDS
from backproof.question.words import kind as in_words

type Rng = np.random.Generator
type Draw = Callable[[tuple[int, ...], Rng], Any]
type Sample = str | Draw
"""How numbers for an input are drawn: a kind such as ``"mask"``, labels such as ``"labels:x[1]"``,
or a function that gets a shape and a random generator and returns an array of that shape."""

LABELS = re.compile(r"labels:(\w+)\[(\d+)\]")


def _away0(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    x = rng.normal(size=shape)
    return np.where(x < 0, x - 0.1, x + 0.1)


def _wide(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    return rng.normal(size=shape) * 10.0 ** rng.uniform(-2, 2, size=shape)


def _distinct(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    count = int(np.prod(shape))
    places = rng.permutation(count) - (count - 1) / 2
    jitter = rng.uniform(0.02, 0.15, size=count)
    return (places * 0.4 + jitter + rng.normal()).reshape(shape)  # not about 0 alone


def _onehot(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]


#: Each kind of real input, by its name.
KINDS: dict[str, Draw] = {
    "normal": lambda shape, rng: rng.normal(size=shape),
    "wide": _wide,
    "positive": lambda shape, rng: rng.uniform(0.2, 2.0, size=shape),
    "unit": lambda shape, rng: rng.uniform(0.05, 0.95, size=shape),
    "away0": _away0,
    "distinct": _distinct,
    "onehot": _onehot,
    "mask": lambda shape, rng: rng.integers(2, size=shape).astype(float),
}

#: Kinds whose numbers are greater than 0.
POSITIVE = {"positive", "unit"}

#: Kinds that stand for a few values only: no gradient is asked for unless `wrt` names them.
DISCRETE = {"onehot", "mask"}


def is_discrete(kind: Sample) -> bool:
    """Say whether an input of this kind takes a few values only, so that it has no derivative."""
    return isinstance(kind, str) and (kind in DISCRETE or kind.startswith("labels:"))


def labels_of(kind: Sample) -> tuple[str, int] | None:
    """Return the input and the axis whose size bounds the labels; None for another kind."""
    found = LABELS.fullmatch(kind) if isinstance(kind, str) else None
    return (found[1], int(found[2])) if found else None


def check(sample: Mapping[str, Sample], shapes: Mapping[str, tuple[Any, ...]]) -> None:
    """Check what was given as ``sample=``.

    Raises:
        ValueError: if an input or a kind is unknown, naming those that are known.
    """
    for name, kind in sample.items():
        if name not in shapes:
            raise ValueError(f"sample names {name!r}; the inputs are {list(shapes)}")
        if callable(kind):
            continue
        labels = labels_of(kind)
        if labels is not None:
            other, axis = labels
            if other not in shapes or axis >= len(shapes[other]):
                raise ValueError(
                    f"sample of {name} is {kind!r}, but there is no axis {axis} of an input "
                    f"{other!r}"
                )
        elif kind not in KINDS:
            raise ValueError(
                f"sample of {name} is {kind!r}; known are {', '.join(KINDS)}, 'labels:x[1]' or a "
                "function of shape and generator"
            )
        if kind == "onehot" and not shapes[name]:
            raise ValueError(f"sample of {name} is 'onehot', which a scalar cannot be")


def draw(kind: Sample, shape: tuple[int, ...], rng: Rng, below: int | None = None) -> np.ndarray:
    """Draw one input; ``below`` is the bound of labels."""
    if callable(kind):
        out = np.asarray(kind(shape, rng))
        if out.shape != shape:
            raise ValueError(f"a function in sample gave shape {out.shape}; wanted is {shape}")
        return out
    if below is not None:
        return rng.integers(below, size=shape)
    return np.asarray(KINDS[kind](shape, rng))


def assumption(sample: Sample, lang: str = "en") -> str:
    """Return in words what a proof takes an input for, if its numbers are drawn in this way.

    Args:
        sample: one of the values of ``sample=`` in `prove`: a kind such as ``"away0"``, labels
            such as ``"labels:x[1]"``, or a function of shape and generator.
        lang: ``"en"`` or ``"ko"``.

    Raises:
        ValueError: if there is no such kind or language, naming those that there are.

    >>> assumption("away0"), assumption("labels:x[1]")
    ('real numbers other than 0', 'integers below the size of axis 1 of x, repeats allowed')
    """
    if lang not in WORDS:
        raise ValueError(f"there is no language {lang!r}; ko and en would be right")
    if callable(sample):
        return in_words(getattr(sample, "__name__", repr(sample)), lang)
    if sample not in KINDS and labels_of(sample) is None:
        raise ValueError(
            f"there is no sample {sample!r}; known are {', '.join(KINDS)}, 'labels:x[1]' or a "
            "function of shape and generator"
        )
    return in_words(sample, lang)
