"""Real data: the handwritten digits of Alpaydin and Kaynak, which lie beside this module."""

import gzip
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from backproof.nn.doors import Array, numbers, positive_integer
from backproof.nn.init import Seed

EXAMPLES, PIXELS = 1797, 64
BRIGHTEST = 16
CLASSES = 10


@dataclass(frozen=True, eq=False)
class Digits:
    """Images of 8 by 8 pixels as rows of 64 numbers from 0 to 1, one-hot targets, and labels."""

    x: Array
    y: Array
    labels: Array
    held_out_x: Array
    held_out_y: Array
    held_out_labels: Array


def one_hot(labels: object, classes: int) -> Array:
    """Turn labels 0, 1, ... into rows with a single 1.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes = positive_integer("one_hot", "classes", classes)
    array = np.asarray(labels)
    if array.ndim != 1 or not array.size or array.dtype.kind not in "iu":
        message = (
            f"one_hot: labels have shape {array.shape} and dtype {array.dtype}, "
            "wanted (N,) integers, N at least 1"
        )
        raise ValueError(message)
    if array.min() < 0 or array.max() >= classes:
        message = (
            f"one_hot: labels run from {array.min()} to {array.max()}, wanted 0 to {classes - 1}"
        )
        raise ValueError(message)
    rows: Array = np.eye(classes)[array]
    return rows


def split(examples: int, held_out: float, seed: Seed) -> tuple[Array, Array]:
    """Shuffle indices and part them: those to learn from, and those held out.

    >>> learn, held = split(10, 0.2, seed=0)
    >>> len(learn), len(held)
    (8, 2)
    """
    examples = positive_integer("split", "examples", examples)
    count = round(examples * float(numbers("split", "held_out", held_out)))
    if not 0 < count < examples:
        message = f"split: held_out {held_out} of {examples} leaves one side empty"
        raise ValueError(message)
    order = np.random.default_rng(seed).permutation(examples)
    return order[count:], order[:count]


def read_digits(rows: object) -> tuple[Array, Array]:
    """Part rows of 64 pixels and a label into pixels and labels, or refuse them."""
    table = np.asarray(rows)
    if table.shape != (EXAMPLES, PIXELS + 1) or table.dtype.kind not in "iu":
        message = (
            f"digits: the file holds {table.dtype} of shape {table.shape}, "
            f"wanted integers of shape ({EXAMPLES}, {PIXELS + 1})"
        )
        raise ValueError(message)
    pixels, labels = table[:, :-1], table[:, -1]
    for name, part, most in (("pixels", pixels, BRIGHTEST), ("labels", labels, CLASSES - 1)):
        if part.min() < 0 or part.max() > most:
            message = f"digits: {name} run from {part.min()} to {part.max()}, wanted 0 to {most}"
            raise ValueError(message)
    return pixels, labels


def digits(held_out: float = 0.2, seed: Seed = 0) -> Digits:
    """Load the 1,797 handwritten digits, scale them to 0..1 and hold some out.

    Source   Alpaydin, Kaynak 1998, Optical Recognition of Handwritten Digits, the test set;
             UCI Machine Learning Repository, CC BY 4.0, as told in digits.md beside this file
    """
    packed = files("backproof.nn").joinpath("digits.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    pixels, labels = read_digits(np.loadtxt(lines, dtype=np.int64, delimiter=","))
    x, y = pixels / BRIGHTEST, one_hot(labels, CLASSES)
    learn, held = split(len(x), held_out, seed)
    return Digits(x[learn], y[learn], labels[learn], x[held], y[held], labels[held])
