"""What readers do with the prover: right and wrong backward passes, each really handed to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from backproof import Proof, assumption, prove
from backproof.nn import affine, relu, sigmoid
from book.examples.proving import hand_written as by_hand

AFFINE = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
SQUARE = {"x": ("N", "D")}


@dataclass(frozen=True)
class Part:
    """The entry of a counterexample at which the two gradients part most."""

    name: str
    index: tuple[int, ...]
    claimed: float
    true: float
    ratio: float
    examples: int


@cache
def right() -> Proof:
    """Prove the shipped affine layer."""
    return prove(affine, AFFINE)


@cache
def right_layer() -> Proof:
    """Prove the layer that a reader wrote."""
    return prove(by_hand.softplus, {"z": ("N", "K")})


@cache
def right_pair() -> Proof:
    """Prove a pair of functions."""
    return prove(by_hand.forward, by_hand.backward, AFFINE, wrt=("x", "W", "b"))


@cache
def labels() -> Proof:
    """Prove a cost whose second input holds labels."""
    return prove(
        by_hand.cross_entropy,
        by_hand.backward_of_cross_entropy,
        {"z": ("N", "K"), "t": ("N",)},
        wrt=("z",),
        sample={"t": "labels:z[1]"},
    )


@cache
def gates() -> Proof:
    """Prove gates that lie side by side on one axis."""
    shapes = {"c": ("N", "H"), "u": ("N", "3*H")}
    return prove(by_hand.gated, by_hand.backward_of_gated, shapes)


@cache
def fixed() -> Proof:
    """Prove the pair at sizes given as numbers."""
    shapes = {"x": (4, 3), "W": (2, 3), "b": (2,)}
    return prove(by_hand.forward, by_hand.backward, shapes)


@cache
def masked() -> Proof:
    """Prove dropout for every mask."""
    return prove(
        by_hand.dropout,
        by_hand.backward_of_dropout,
        {"x": ("N", "D"), "mask": ("N", "D")},
        wrt=("x",),
        sample={"mask": "mask"},
    )


@cache
def literals() -> Proof:
    """Prove a layer full of decimals."""
    return prove(by_hand.gelu, SQUARE)


@cache
def zero_theorem() -> Proof:
    """Prove that a bias before a standardization has no gradient but 0."""
    shapes = {"x": ("N", "D"), "b": ("D",)}
    return prove(by_hand.standardized, by_hand.backward_of_standardized, shapes)


@cache
def without_epsilon() -> Proof:
    """Refute the gradient that forgets the epsilon."""
    shapes = {"x": ("N", "D"), "b": ("D",)}
    return prove(by_hand.standardized, by_hand.backward_without_epsilon, shapes)


@cache
def wrong_mean() -> Proof:
    """Refute the mean that should be a sum."""
    return prove(by_hand.forward, by_hand.backward_with_mean, AFFINE, wrt=("x", "W", "b"))


@cache
def wrong_sign() -> Proof:
    """Refute the turned sign."""
    return prove(by_hand.forward, by_hand.backward_with_sign, AFFINE)


@cache
def wrong_factor() -> Proof:
    """Refute the doubled gradient."""
    return prove(by_hand.forward, by_hand.backward_doubled, AFFINE)


@cache
def wrong_slope() -> Proof:
    """Refute the forgotten slope."""
    return prove(lambda z: sigmoid(z)[0], by_hand.backward_without_slope, {"z": ("N", "K")})


def mistakes(lang: str) -> list[tuple[str, Proof]]:
    """Give the further mistakes with their names."""
    names = {
        "ko": ("부호를 뒤집음", "2를 곱함", "활성화 함수의 기울기를 잊음"),
        "en": ("sign turned round", "multiplied by 2", "slope of the activation forgotten"),
    }
    return list(zip(names[lang], (wrong_sign(), wrong_factor(), wrong_slope()), strict=True))


def diagnosis(proof: Proof, lang: str) -> str:
    """Say which mistake it is, without the line that would mend it."""
    found = proof[part(proof).name].diagnosis
    if found is None:
        raise ValueError("diagnosis: this proof has none")
    return replace(found, line=None).explain(lang)


@cache
def sent_back() -> dict[str, str]:
    """Give what the prover says to code that gets no verdict."""
    affine_pass: dict[str, Callable[..., Any]] = {
        "shape": by_hand.backward_transposed,
        "none": by_hand.backward_without_bias,
        "count": by_hand.backward_of_two,
        "input": by_hand.backward_in_place,
    }
    out = {k: _message(by_hand.forward, b, AFFINE) for k, b in affine_pass.items()}
    out["memory"] = _message(
        by_hand.add, by_hand.backward_of_add, {"a": ("N", "D"), "b": ("N", "D")}
    )
    out["random"] = _message(by_hand.dropout_drawn_inside, by_hand.backward_without_slope, SQUARE)
    return out


def _message(forward: Any, backward: Any, shapes: Any) -> str:
    try:
        prove(forward, backward, shapes)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"{backward.__name__} was let in")


@cache
def kink() -> Proof:
    """Prove relu, on either side of its kink."""
    return prove(relu, {"z": ("N", "K")})


@cache
def looped() -> Proof:
    """Hand in the loop, which symbols can only follow where the sizes are numbers."""
    return prove(by_hand.squares_in_a_loop, SQUARE)


@cache
def unlooped() -> Proof:
    """Hand in the same sum without the loop."""
    return prove(by_hand.squares, SQUARE)


@cache
def stateful() -> Proof:
    """Hand in a class that remembers its input, and whose backward pass has a loop."""
    layer = by_hand.Linear()
    shapes = {"x": ("N", "D"), "W": ("K", "D")}
    return prove(layer.forward, lambda g, *_inputs: layer.backward(g), shapes)


@cache
def witnessed() -> Proof:
    """Hand in a rounding, which only numbers can judge."""
    return prove(by_hand.sawtooth, SQUARE)


@cache
def undecided() -> Proof:
    """Hand in the sine, whose two normal forms differ although the functions do not."""
    return prove(by_hand.sine_squared, SQUARE)


@cache
def undefined() -> Proof:
    """Hand in a gradient that divides by what may be 0."""
    return prove(by_hand.product, SQUARE)


@cache
def empty() -> Proof:
    """Hand in a check that could not have failed."""
    return prove(by_hand.constant, SQUARE)


def assumed(written: str, lang: str) -> str:
    """Say what a kind of `sample=` takes an input for."""
    return assumption(draw if written == "draw" else written, lang)


def draw(shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Draw numbers as a reader's own function may."""
    return rng.normal(size=shape)


def part(proof: Proof) -> Part:
    """Read the counterexample of a refuted proof."""
    c = proof.counterexample
    if c is None:
        raise ValueError("part: this proof has no counterexample")
    claimed, true = float(np.asarray(c.claimed)[c.index]), float(np.asarray(c.true)[c.index])
    return Part(c.name, c.index, claimed, true, true / claimed, len(next(iter(c.inputs.values()))))
