"""`prove`: hand it a backward pass, get a proof for all sizes or the place where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.question.task import Task

if TYPE_CHECKING:
    from backproof.proof.verdict import Proof
    from backproof.question.sampling import Sample
    from backproof.question.task import Function, Shapes


def prove(
    forward: Function,
    backward: Function | Shapes | None = None,
    shapes: Shapes | None = None,
    wrt: tuple[str, ...] | str | None = None,
    sample: Mapping[str, Sample] | None = None,
) -> Proof:
    """Prove that a hand-written backward pass is the derivative of its forward pass.

    Call it as ``prove(layer, shapes)`` with a layer that returns ``(y, pullback)``, or as
    ``prove(forward, backward, shapes, wrt=("x", "W"))`` with ``backward(g, *inputs)``.

    Args:
        forward: a NumPy function of the inputs, or a layer.
        backward: the function that returns one gradient for each name in ``wrt``, given the
            upstream gradient ``g`` in the shape of the output; left out for a layer.
        shapes: input names in argument order, each with a shape of letters (any size from 1),
            simple terms such as ``"4*H"``, and numbers; ``()`` is a scalar.
        wrt: the inputs whose gradients are returned; if left out, all that are not labels, masks
            or one-hot rows.
        sample: how numbers for an input are drawn: ``"normal"`` (any real), ``"wide"``,
            ``"positive"``, ``"unit"`` (between 0 and 1), ``"away0"``, ``"distinct"`` (no ties),
            ``"onehot"``, ``"mask"`` (0 or 1), ``"labels:x[1]"`` (integers below the size of axis 1
            of input x), or a function of shape and generator.  It is part of the scope.

    Returns:
        A `Proof`. PROVED, for all sizes, is said only if the normal forms of both sides agree and
        numeric derivatives agree at unequal, equal and degenerate sizes; PROVED_AT likewise, at
        the sizes it lists; REFUTED only with a counterexample.

    Raises:
        ValueError: if shapes, names or kinds do not fit, or the backward pass returns something
            else than one array of the input's shape for each name, or writes into what it is given.

    >>> import numpy as np
    >>> square = lambda x: (x * x).sum()
    >>> proof = prove(square, lambda g, x: (2 * g * x,), {"x": ("N",)})
    >>> proof.verdict.name
    'PROVED'
    >>> prove(square, lambda g, x: (g * x,), {"x": ("N",)})["x"].verdict.name
    'REFUTED'
    """
    task = Task.read(forward, backward, shapes, wrt, sample)
    from backproof.proof.judge import judge  # noqa: PLC0415 - the rooms are loaded when first needed

    return judge(task)


@dataclass(frozen=True)
class Check:
    """The arguments of `prove`, to be declared in a file that ``backproof check`` reads.

    >>> square = Check(lambda x: x * x, lambda g, x: 2 * g * x, {"x": ("N",)})
    >>> square.prove().verdict.name
    'PROVED'
    """

    forward: Function
    backward: Function | Shapes | None = None
    shapes: Shapes | None = None
    wrt: tuple[str, ...] | str | None = None
    sample: Mapping[str, Sample] | None = None

    def __post_init__(self) -> None:
        """Raise ValueError at once where the arguments do not fit."""
        Task.read(self.forward, self.backward, self.shapes, self.wrt, self.sample)

    def prove(self) -> Proof:
        """Return the proof."""
        return prove(self.forward, self.backward, self.shapes, self.wrt, self.sample)
