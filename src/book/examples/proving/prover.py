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
OUTPUTS = {"z": ("N", "K")}
SQUARE = {"x": ("N", "D")}
SHIFTED = SQUARE | {"b": ("D",)}


@dataclass(frozen=True)
class Part:
    """The entry of a counterexample at which the two gradients part most."""

    name: str
    index: tuple[int, ...]
    claimed: float
    true: float
    ratio: float
    examples: int


def proof(*task: Any, **how: Any) -> Callable[[], Proof]:
    """Hand the prover a task, when it is first asked for."""
    return cache(lambda: prove(*task, **how))


# --- right --------------------------------------------------------------------------------------

right = proof(affine, AFFINE)
right_layer = proof(by_hand.softplus, OUTPUTS)
right_pair = proof(by_hand.forward, by_hand.backward, AFFINE, wrt=("x", "W", "b"))
labels = proof(
    by_hand.cross_entropy,
    by_hand.backward_of_cross_entropy,
    {"z": ("N", "K"), "t": ("N",)},
    wrt=("z",),
    sample={"t": "labels:z[1]"},
)
gates = proof(by_hand.gated, by_hand.backward_of_gated, {"c": ("N", "H"), "u": ("N", "3*H")})
fixed = proof(by_hand.forward, by_hand.backward, {"x": (4, 3), "W": (2, 3), "b": (2,)})
masked = proof(
    by_hand.dropout,
    by_hand.backward_of_dropout,
    SQUARE | {"mask": ("N", "D")},
    wrt=("x",),
    sample={"mask": "mask"},
)
literals = proof(by_hand.gelu, SQUARE)  # full of decimals
kink = proof(relu, OUTPUTS)
zero_theorem = proof(by_hand.standardized, by_hand.backward_of_standardized, SHIFTED)

# --- wrong --------------------------------------------------------------------------------------

without_epsilon = proof(by_hand.standardized, by_hand.backward_without_epsilon, SHIFTED)
wrong_mean = proof(by_hand.forward, by_hand.backward_with_mean, AFFINE, wrt=("x", "W", "b"))
wrong_sign = proof(by_hand.forward, by_hand.backward_with_sign, AFFINE)
wrong_factor = proof(by_hand.forward, by_hand.backward_doubled, AFFINE)
wrong_slope = proof(lambda z: sigmoid(z)[0], by_hand.backward_without_slope, OUTPUTS)

# --- awkward ------------------------------------------------------------------------------------

looped = proof(by_hand.squares_in_a_loop, SQUARE)  # symbols follow a loop only at given sizes
unlooped = proof(by_hand.squares, SQUARE)
linear = by_hand.Linear()  # remembers its input, and its backward pass has a loop
stateful = proof(linear.forward, lambda g, *_: linear.backward(g), SQUARE | {"W": ("K", "D")})
witnessed = proof(by_hand.sawtooth, SQUARE)  # a rounding, which only numbers can judge
undecided = proof(by_hand.sine_squared, SQUARE)  # equal functions, different normal forms
undefined = proof(by_hand.product, SQUARE)  # divides by what may be 0
empty = proof(by_hand.constant, SQUARE)  # could not have failed


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
    for name, layer in (("state", by_hand.adding_up), ("buffer", by_hand.into_a_buffer)):
        out[name] = _message(layer, {"x": ("N", "D")})
    out["random"] = _message(by_hand.dropout_drawn_inside, by_hand.backward_without_slope, SQUARE)
    return out


def _message(*question: Any) -> str:
    try:
        prove(*question)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"{question} was let in")


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
