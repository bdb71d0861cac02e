"""What is to be proved, in one form for every way of calling `prove`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from backproof.question import sampling
from backproof.question.sampling import Sample

type Shape = tuple[str | int, ...]
"""The sizes of an array, axis by axis: letters such as ``"N"``, which stand for every whole number
from 1, terms such as ``"4*H"``, and numbers.  ``()`` is a scalar."""

type Shapes = Mapping[str, Shape]
type Function = Callable[..., Any]


@cache
def term(text: str) -> ast.expr | None:
    """Return a size such as ``"4*H"`` as a tree of letters, numbers, + and *; None if it is none.

    >>> term("4*H") is None, term("H-1") is None
    (False, True)
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    allowed = (ast.Name, ast.Load, ast.BinOp, ast.Add, ast.Mult, ast.Constant)
    for node in ast.walk(tree):
        if not isinstance(node, allowed):
            return None
        whole = isinstance(node, ast.Constant) and type(node.value) is int and node.value > 0
        if isinstance(node, ast.Constant) and not whole:
            return None
    return tree


def letters_of(text: str) -> set[str]:
    """Return the letters in a size."""
    return set(re.findall(r"[^\W\d]\w*", text))


def evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """Return a size with its letters replaced by numbers or symbols.

    >>> evaluate("4*H + 1", {"H": 3})
    13
    """

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.BinOp):
            left, right = value(node.left), value(node.right)
            return left + right if isinstance(node.op, ast.Add) else left * right
        return values[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)

    tree = term(text)
    if tree is None:
        raise ValueError(f"the size {text!r} is no term of letters, + and *")
    return value(tree)


def _check_shapes(shapes: Shapes) -> None:
    for name, shape in shapes.items():
        if not isinstance(name, str):
            raise ValueError(f"the input name {name!r} is no string")
        if not isinstance(shape, tuple):
            raise ValueError(
                f"the shape of {name} is {shape!r}; it must be a tuple such as "
                "('N', 'D'), ('N',) or ()"
            )
        for s in shape:
            fits = (isinstance(s, str) and term(s) is not None) or (isinstance(s, int) and s > 0)
            if not fits or isinstance(s, bool):
                raise ValueError(
                    f"the shape of {name} has {s!r}; a letter such as 'N', a term such as '4*H' "
                    "or a number from 1 would be right"
                )


class Task:
    """What is to be proved."""

    def __init__(
        self,
        forward: Function,
        backward: Function,
        shapes: Shapes,
        wrt: tuple[str, ...],
        sample: Mapping[str, Sample],
        *,
        layer: Function | None = None,
    ) -> None:
        self.forward, self.backward, self.shapes, self.wrt = forward, backward, shapes, wrt
        self.sample, self.layer = sample, layer
        #: Whose gradients the backward pass returns; a layer's pullback returns those of all.
        self.returned = wrt if layer is None else tuple(shapes)
        sizes = [s for shape in shapes.values() for s in shape]
        terms = [s for s in sizes if isinstance(s, str)]
        self.letters = tuple(sorted(set().union(*map(letters_of, terms))))
        #: Sizes that are given as numbers, which a proof holds for alone.
        self.numbers = tuple(sorted({s for s in sizes if isinstance(s, int)}))

    @classmethod
    def read(
        cls,
        forward: Function,
        backward: Function | Shapes | None,
        shapes: Shapes | None,
        wrt: tuple[str, ...] | str | None,
        sample: Mapping[str, Sample] | None = None,
    ) -> Task:
        """Check the arguments of `prove`."""
        layer = None
        if shapes is None and isinstance(backward, Mapping):
            layer, shapes = forward, backward
            forward = lambda *inputs: _layer(layer, inputs)[0]  # noqa: E731
            backward = lambda g, *inputs: _layer(layer, inputs)[1](g)  # noqa: E731
        if not callable(forward) or not callable(backward) or not isinstance(shapes, Mapping):
            raise ValueError(
                "prove wants prove(layer, shapes) or prove(forward, backward, shapes, wrt=...), "
                "shapes being a dict such as {'x': ('N', 'D')}"
            )
        _check_shapes(shapes)
        sample = sample or {}
        sampling.check(sample, shapes)
        real = [n for n in shapes if not sampling.is_discrete(sample.get(n, "normal"))]
        wanted = tuple(real) if wrt is None else (wrt,) if isinstance(wrt, str) else tuple(wrt)
        unknown = [n for n in wanted if n not in shapes]
        if unknown or not wanted:
            raise ValueError(f"wrt names {unknown or 'nothing'}; the inputs are {list(shapes)}")
        if len(set(wanted)) < len(wanted):
            raise ValueError(f"wrt names an input twice: {', '.join(wanted)}")
        for n in wanted:
            if sampling.labels_of(sample.get(n, "normal")):
                raise ValueError(f"wrt names {n}, whose values are labels: they have no gradient")
        return cls(forward, backward, shapes, wanted, sample, layer=layer)

    @property
    def functions(self) -> tuple[Function, ...]:
        """Return the user's functions."""
        return (self.forward, self.backward) if self.layer is None else (self.layer,)

    def kind(self, name: str) -> Sample:
        """Return how numbers for an input are drawn."""
        return self.sample.get(name, "normal")

    def lengths(self, name: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Return the shape of an input where the letters stand for these numbers."""
        return tuple(s if isinstance(s, int) else evaluate(s, sizes) for s in self.shapes[name])

    def labels_below(self, name: str, sizes: Mapping[str, int]) -> int | None:
        """Return the number that an input's labels stay below; None if it holds no labels."""
        labels = sampling.labels_of(self.kind(name))
        return None if labels is None else self.lengths(labels[0], sizes)[labels[1]]

    def gradients(self, g: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run the backward pass and name what it returns.

        Raises:
            ValueError: if a gradient is missing, None, or not of its input's shape.
        """
        return self.named(self.backward(g, *inputs.values()), inputs)

    def pullback(self, inputs: Mapping[str, Any]) -> tuple[Any, Function]:
        """Return what takes an upstream gradient, and the output that a layer gave with it."""
        if self.layer is not None:
            return _layer(self.layer, tuple(inputs.values()))
        return None, lambda g: self.backward(g, *inputs.values())

    def named(self, out: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Name what a backward pass has returned.

        Raises:
            ValueError: if a gradient is missing, None, or not of its input's shape.
        """
        if not isinstance(out, tuple | list):
            out = (out,)
        if len(out) != len(self.returned):
            raise ValueError(
                f"backward returned {len(out)} gradients; wanted are "
                f"{len(self.returned)}: {', '.join(self.returned)}"
            )
        named = dict(zip(self.returned, out, strict=True))
        named = {name: named[name] for name in self.wrt}
        for name, value in named.items():
            if value is None:
                raise ValueError(
                    f"the gradient of {name} is None; an array of the shape of {name} is wanted"
                )
            got, want = _shape(value), _shape(inputs[name])
            if got != want:
                raise ValueError(f"the gradient of {name} has shape {got}; {name} has {want}")
        return named


def _shape(value: Any) -> tuple[Any, ...]:
    return getattr(value, "dims", None) or tuple(np.shape(value))


def _layer(layer: Function, inputs: tuple[Any, ...]) -> tuple[Any, Function]:
    out = layer(*inputs)
    if not (isinstance(out, tuple) and len(out) == 2 and callable(out[1])):  # noqa: PLR2004
        raise ValueError(
            "a layer must return (y, pullback); to prove a forward and a backward "
            "function use prove(forward, backward, shapes, wrt=...)"
        )
    return out
