"""Shapes, written once in a signature: `Arr["N D"]`.

A type checker sees an array of any kind, because layers also run on symbols.
At run time the letters can be read back, and the tests and the doors read them.
"""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args

import numpy as np

LETTERS = {
    "N": "examples in the batch",
    "D": "inputs of a layer",
    "K": "outputs of a layer",
    "H": "neurons of a hidden layer",
}

type Cotangents = tuple[Any, ...]
type Pullback = Callable[[Any], Cotangents]
type Layer = Callable[..., tuple[Any, Pullback]]
"""A function of arrays that returns its value and its pullback: `y, pullback = layer(x, ...)`.

The pullback takes the upstream gradient, in the shape of `y`, and returns a tuple with one gradient
for each argument, in argument order and in the argument's shape."""


class Dims(NamedTuple):
    """The letters of one annotated array, one for each axis."""

    letters: tuple[str, ...]


@cache  # a layer defines its pullback, annotations and all, whenever it is called
def _annotated(letters: str) -> object:
    dims = Dims(tuple(letters.split()))
    unknown = set(dims.letters) - set(LETTERS)
    if unknown:
        message = f"Arr[{letters!r}] uses unknown letters {sorted(unknown)}"
        raise ValueError(message)
    return Annotated[np.ndarray, dims]


class _Arr:
    def __getitem__(self, letters: str) -> object:
        """Annotate an array with one letter for each axis; `""` is a scalar."""
        return _annotated(letters)


Arr: Any = _Arr()
"""Annotates an array with a letter for each axis: `Arr["N D"]`, and `Arr[""]` for a scalar.

Raises:
    ValueError: for a letter that is none of N, D, K, H.
"""

# To a type checker the string in `Arr["K"]` is a name, so a letter that stands alone must be one.
N: Any = "N"
D: Any = "D"
K: Any = "K"
H: Any = "H"


def letters_of(annotation: object) -> tuple[str, ...] | None:
    """Read the letters of one annotation, or None where it has none.

    >>> letters_of(Arr["N D"])
    ('N', 'D')
    """
    return next((a.letters for a in get_args(annotation) if isinstance(a, Dims)), None)


def shapes_of(function: Callable[..., object]) -> dict[str, tuple[str, ...]]:
    """Read the letters of every annotated argument, in argument order.

    >>> def scale(x: Arr["N D"], s: Arr["D"]): ...
    >>> shapes_of(scale)
    {'x': ('N', 'D'), 's': ('D',)}
    """
    hints = inspect.get_annotations(function)
    found = {name: letters_of(hint) for name, hint in hints.items() if name != "return"}
    return {name: letters for name, letters in found.items() if letters is not None}


def output_shape_of(layer: Callable[..., object]) -> tuple[str, ...] | None:
    """Read the letters of a layer's value, the first of the pair that it returns."""
    returned = get_args(inspect.get_annotations(layer).get("return"))
    return letters_of(returned[0]) if returned else None
