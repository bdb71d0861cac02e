"""The checks at the doors: what comes in is looked at before anything changes.

Layers themselves never look at their data: a branch there would hide them from the proof.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from backproof.nn.shapes import shapes_of

type Array = NDArray[Any]

MINIMUM_LAYERS = 2


def numbers(where: str, name: str, value: object, dtype: DTypeLike | None = None) -> Array:
    """Take a value as an array of finite real numbers, or refuse it.

    Without a dtype floats keep theirs, and integers become float64.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        message = f"{where}: {name} is no array of numbers: {error}"
        raise ValueError(message) from None
    if array.dtype.kind not in "iuf":
        message = f"{where}: {name} has dtype {array.dtype}, wanted real numbers"
        raise ValueError(message)
    wanted = np.dtype(dtype or (array.dtype if array.dtype.kind == "f" else np.float64))
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused below
        floats = array.astype(wanted, copy=False)
    if not np.isfinite(floats).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(floats))[0])
        message = (
            f"{where}: {name} of shape {array.shape} holds {array[at]} at {at}, "
            f"wanted finite numbers of {wanted}"
        )
        raise ValueError(message)
    return floats


def fit(where: str, layer: Callable[..., object], arrays: Mapping[str, Array]) -> None:
    """Hold the shapes of arrays against the letters in a layer's signature."""
    wanted = shapes_of(layer)
    sizes: dict[str, int] = {}
    for name, letters in wanted.items():
        shape = arrays[name].shape
        agree = len(shape) == len(letters) and all(
            size > 0 and sizes.setdefault(letter, size) == size
            for letter, size in zip(letters, shape, strict=True)
        )
        if not agree:
            got = ", ".join(f"{n} {arrays[n].shape}" for n in wanted)
            want = ", ".join(f"{n} ({', '.join(ls)})" for n, ls in wanted.items())
            known = ", ".join(f"{letter} = {size}" for letter, size in sizes.items())
            why = f"with {known}, {name}" if known else name
            message = f"{where}: got {got}; wanted {want}, no size 0; {why} does not fit"
            raise ValueError(message)


def positive_sizes(where: str, sizes: Sequence[int]) -> None:
    """Refuse layer sizes that are no positive integers, or fewer than two."""
    whole = all(isinstance(s, int | np.integer) and not isinstance(s, bool) for s in sizes)
    if len(sizes) < MINIMUM_LAYERS or not whole or min(sizes) < 1:
        message = f"{where}: layer sizes {tuple(sizes)}, wanted two or more positive integers"
        raise ValueError(message)


def positive_integer(where: str, name: str, value: object) -> int:
    """Take a positive integer, or refuse it."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
        message = f"{where}: {name} is {value!r}, wanted a positive integer"
        raise ValueError(message)
    return int(value)


def positive_number(where: str, name: str, value: float) -> float:
    """Take a positive finite number, or refuse it."""
    number = numbers(where, name, value)
    if number.shape or number <= 0:
        message = f"{where}: {name} is {value!r}, wanted a positive number"
        raise ValueError(message)
    return float(number)
