"""What readers do with the prover: right and wrong backward passes, each really handed to it."""

# ruff: noqa: ARG001
# A backward pass is handed every input of its forward pass, and need not use them all.

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from backproof.nn import affine, relu, sigmoid
from backproof.proof.prove import prove
from backproof.proof.verdict import Proof

AFFINE = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
SQUARE = {"x": ("N", "D")}


def softplus(z: Any) -> tuple[Any, Any]:
    """Give log(1 + exp z) and its pullback: a layer as a reader would write it."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (g / (1 + np.exp(-z)),)

    return np.logaddexp(0, z), pullback


def forward(x: Any, W: Any, b: Any) -> Any:
    """Weigh and shift."""
    return x @ W.T + b


def backward(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give the gradients of `forward`."""
    return g @ W, g.T @ x, g.sum(axis=0)


def backward_with_mean(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with one mistake: a mean where the sum belongs."""
    return g @ W, g.T @ x, g.mean(axis=0)


def backward_with_sign(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with the sign of the weights' gradient turned round."""
    return g @ W, -g.T @ x, g.sum(axis=0)


def backward_doubled(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give them with a factor of 2 that nothing justifies."""
    return 2 * g @ W, g.T @ x, g.sum(axis=0)


def backward_without_slope(g: Any, z: Any) -> tuple[Any, ...]:
    """Hand the upstream gradient through a sigmoid, and forget the sigmoid's slope."""
    return (g,)


def backward_transposed(g: Any, x: Any, W: Any, b: Any) -> tuple[Any, ...]:
    """Give the weights' gradient as (D, K), where W is (K, D)."""
    return g @ W, x.T @ g, g.sum(axis=0)


def squares_in_a_loop(x: Any) -> tuple[Any, Any]:
    """Sum all squares; the pullback fills a buffer row by row, which symbols cannot follow."""

    def pullback(g: Any) -> tuple[Any, ...]:
        dx = np.zeros(x.shape)
        for n in range(len(x)):
            dx[n] = 2 * g * x[n]
        return (dx,)

    return (x**2).sum(), pullback


def squares(x: Any) -> tuple[Any, Any]:
    """Sum all squares, the whole batch at once."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (2 * g * x,)

    return (x**2).sum(), pullback


def constant(x: Any) -> tuple[Any, Any]:
    """Forget the input; any gradient of 0 is right, and says nothing."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (0 * g * x,)

    return (0 * x).sum(), pullback


def sine_squared(x: Any) -> tuple[Any, Any]:
    """Square the sine; the pullback is right, by an identity that the prover does not know."""

    def pullback(g: Any) -> tuple[Any, ...]:
        return (g * np.sin(2 * x),)

    return np.sin(x) ** 2, pullback


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
    return prove(softplus, {"z": ("N", "K")})


@cache
def right_pair() -> Proof:
    """Prove a pair of functions."""
    return prove(forward, backward, AFFINE, wrt=("x", "W", "b"))


@cache
def wrong_mean() -> Proof:
    """Refute the mean that should be a sum."""
    return prove(forward, backward_with_mean, AFFINE, wrt=("x", "W", "b"))


@cache
def wrong_sign() -> Proof:
    """Refute the turned sign."""
    return prove(forward, backward_with_sign, AFFINE)


@cache
def wrong_factor() -> Proof:
    """Refute the doubled gradient."""
    return prove(forward, backward_doubled, AFFINE)


@cache
def wrong_slope() -> Proof:
    """Refute the forgotten slope."""
    return prove(lambda z: sigmoid(z)[0], backward_without_slope, {"z": ("N", "K")})


def mistakes(lang: str) -> list[tuple[str, Proof]]:
    """Give the further mistakes with their names."""
    names = {
        "ko": ("부호를 뒤집음", "2를 곱함", "활성화 함수의 기울기를 잊음"),
        "en": ("sign turned round", "multiplied by 2", "slope of the activation forgotten"),
    }
    return list(zip(names[lang], (wrong_sign(), wrong_factor(), wrong_slope()), strict=True))


def wrong_shape() -> str:
    """Give the message with which a gradient of the wrong shape is sent back."""
    try:
        prove(forward, backward_transposed, AFFINE)
    except ValueError as error:
        return str(error)
    raise AssertionError("a transposed gradient was let in")


@cache
def kink() -> Proof:
    """Prove relu, on either side of its kink."""
    return prove(relu, {"z": ("N", "K")})


@cache
def looped() -> Proof:
    """Hand in the loop, which only numbers can judge."""
    return prove(squares_in_a_loop, SQUARE)


@cache
def unlooped() -> Proof:
    """Hand in the same sum without the loop."""
    return prove(squares, SQUARE)


@cache
def undecided() -> Proof:
    """Hand in the sine, whose two normal forms differ although the functions do not."""
    return prove(sine_squared, SQUARE)


@cache
def empty() -> Proof:
    """Hand in a check that could not have failed."""
    return prove(constant, SQUARE)


def part(proof: Proof) -> Part:
    """Read the counterexample of a refuted proof."""
    c = proof.counterexample
    if c is None:
        raise ValueError("part: this proof has no counterexample")
    claimed, true = float(np.asarray(c.claimed)[c.index]), float(np.asarray(c.true)[c.index])
    return Part(c.name, c.index, claimed, true, true / claimed, len(next(iter(c.inputs.values()))))
