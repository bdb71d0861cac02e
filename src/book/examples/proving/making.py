"""What happens on the way of one equation, and inside one call of `prove`: watched, not retold."""

from dataclasses import dataclass
from functools import cache
from queue import SimpleQueue
from typing import Any

import numpy as np

from backproof import Proof, prove
from backproof.derivation import Derivation, StepRefused
from backproof.derivation.notation import D, K, N, j, k, quantity
from backproof.nn import affine

SHAPES = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}


@cache
def refused() -> str:
    """Let a derivation end in a pullback that takes a mean, and return what it says to that."""
    x, W, b = quantity("a^{l-1}", N, D), quantity("W^{l}", K, D), quantity("b^{l}", K)
    z, delta = quantity("z^{l}", N, K), quantity(r"\delta^{l}", N, K)
    value, pullback = affine(x, W, b)
    dW = pullback(delta)[1]
    derivation = Derivation(
        "bp4",
        {"ko": "", "en": ""},
        what=dW.at(k, j),
        of=r"\nabla_{W^{l}} C",
        indices=(k, j),
        define=[(z, value)],
        arrays=[x, W, b, delta],
    )
    derivation.begin(dW.at(k, j), ko="", en="")
    try:
        names = {"pullback": pullback, "delta": delta, "N": N}
        derivation.code("pullback(delta)[1] / N", names, ko="", en="")
    except StepRefused as error:
        return str(error)
    raise AssertionError("a wrong pullback was let in")


@dataclass(frozen=True)
class Watched:
    """What one call of `prove` did with the function that it was given.

    Attributes:
        proof: what it said in the end.
        symbols: calls with arrays of symbols.
        numbers: calls with arrays of numbers, real or complex.
        sizes: the different sizes among those, as (N, D, K), in the order in which they came.
    """

    proof: Proof
    symbols: int
    numbers: int
    sizes: tuple[tuple[int, int, int], ...]


@cache
def watched() -> Watched:
    """Hand `prove` a layer that notes down how it is called."""
    notes: SimpleQueue[tuple[Any, Any, Any]] = (
        SimpleQueue()
    )  # the prover undoes what it sees changed

    def layer(x: Any, W: Any, b: Any) -> Any:
        notes.put((x, W, b))
        return affine(x, W, b)

    proof = prove(layer, SHAPES)
    seen = [notes.get() for _ in range(notes.qsize())]
    drawn = [arrays for arrays in seen if all(type(one) is np.ndarray for one in arrays)]
    sizes = dict.fromkeys((*x.shape, len(b)) for x, _, b in drawn)
    return Watched(proof, len(seen) - len(drawn), len(drawn), tuple(sizes))
