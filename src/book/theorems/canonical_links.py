"""When the error is output minus target: the canonical link, the pairs it covers and those not.

Each error is a function of its own. The backward pass that is proved calls it, and the formula
on the page is what it returns for symbols; which one it is, its record in docs/theorems says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backproof import Arbitrary, Proof, prove
from backproof.nn import half_squared_error, identity, sigmoid, softmax, tanh
from book.claims.judging import Proofs

type Rule = Callable[..., Any]

SHAPES = {"z": ("N", "K"), "y": ("N", "K")}
A, eta, F = Arbitrary("A"), Arbitrary(r"\eta"), Arbitrary("F")


def output_minus_target(a: Any, y: Any) -> Any:
    """Give the error that is said to hold always."""
    return (a - y) / a.shape[0]


def judged(cost: Rule, error: Rule, output: Rule, targets: str = "normal") -> Proof:
    """Prove that an error, made of output and target, is the derivative of a cost by z."""
    return prove(
        cost, lambda g, z, y: (g * error(output(z), y),), SHAPES, wrt="z", sample={"y": targets}
    )


def pair(
    cost: Rule, output: Rule, error: Rule = output_minus_target, targets: str = "normal"
) -> Callable[[], Proofs]:
    """Return the check of a cost and an output: output minus target, then their own error."""

    def check() -> Proofs:
        for one in dict.fromkeys((output_minus_target, error)):
            yield judged(cost, one, output, targets)

    return check


def output(layer: Rule) -> Rule:
    """Take of a layer what goes forward."""
    return lambda z: layer(z)[0]


def squared_cost(layer: Rule) -> Rule:
    """Measure the output of a layer by the half squared error."""
    return lambda z, y: half_squared_error(layer(z)[0], y)[0]


# --- the theorem --------------------------------------------------------------------------------


def canonical_cost(z: Any, y: Any) -> Any:
    """Give the mean negative log-likelihood, less what does not depend on z."""
    return (A(z) - y * z).sum() / z.shape[0]


canonical_link = pair(canonical_cost, A.prime)  # A is open: whatever it is, the output is A'(z)


def log_sum_exp_cost(z: Any, y: Any) -> Any:
    """Take for A the logarithm of a sum of exponentials, which couples a row."""
    A = np.log(np.exp(z).sum(axis=1))
    return (A - (y * z).sum(axis=1)).sum() / z.shape[0]


canonical_link_of_a_vector = pair(log_sum_exp_cost, output(softmax))


def linked_cost(z: Any, y: Any) -> Any:
    """Make the natural parameter of the weighted sum by any function."""
    return (A(eta(z)) - y * eta(z)).sum() / z.shape[0]


def linked_error(a: Any, y: Any, z: Any) -> Any:
    """Give the error behind any link."""
    return (a - y) * eta.prime(z) / a.shape[0]


def any_link() -> Proofs:
    """Leave open both A and the function that leads to the natural parameter."""

    def backward(g: Any, z: Any, y: Any) -> Any:
        return g * linked_error(A.prime(eta(z)), y, z)

    yield judged(linked_cost, output_minus_target, lambda z: A.prime(eta(z)))
    yield prove(linked_cost, backward, SHAPES, wrt="z")


# --- pairs that it covers -----------------------------------------------------------------------


identity_squared = pair(squared_cost(identity), output(identity))  # A(z) is half of z²


def bernoulli_cost(output: Rule) -> Rule:
    """Make the binary cross-entropy of any output function."""

    def cost(z: Any, y: Any) -> Any:
        a = output(z)
        return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum() / z.shape[0]

    return cost


binary_cost = bernoulli_cost(output(sigmoid))
sigmoid_cross_entropy = pair(binary_cost, output(sigmoid))


def choice_cost(z: Any, y: Any) -> Any:
    """Give the cross-entropy of a choice, written in the output."""
    return -(y * np.log(softmax(z)[0])).sum() / z.shape[0]


def shares(u: Any) -> Any:
    """Make rows of positive numbers sum to 1."""
    return u / u.sum(axis=1, keepdims=True)


def softmax_cross_entropy() -> Proofs:
    """Take many classes; every row of positive targets that sums to 1 is some row of shares."""

    def cost(z: Any, u: Any) -> Any:
        return choice_cost(z, shares(u))

    def error(a: Any, u: Any) -> Any:
        return output_minus_target(a, shares(u))

    yield judged(cost, error, output(softmax), "positive")


softmax_one_hot = pair(choice_cost, output(softmax), targets="onehot")


def poisson_cost(z: Any, y: Any) -> Any:
    """Give the negative log-likelihood of counts, less log y!, whose mean is exp z."""
    return (np.exp(z) - y * z).sum() / z.shape[0]


poisson = pair(poisson_cost, np.exp)


def log_cosh_cost(z: Any, y: Any) -> Any:
    """Integrate tanh to get the cost that matches it."""
    return (np.log(np.cosh(z)) - y * z).sum() / z.shape[0]


tanh_matched = pair(log_cosh_cost, output(tanh))


# --- pairs that it does not cover ---------------------------------------------------------------


def sigmoid_squared_error(a: Any, y: Any) -> Any:
    """Multiply by the slope of a sigmoid."""
    return (a - y) * a * (1 - a) / a.shape[0]


sigmoid_squared = pair(squared_cost(sigmoid), output(sigmoid), sigmoid_squared_error)


def tanh_squared_error(a: Any, y: Any) -> Any:
    """Multiply by the slope of tanh."""
    return (a - y) * (1 - a**2) / a.shape[0]


tanh_squared = pair(squared_cost(tanh), output(tanh), tanh_squared_error)


def softmax_squared_error(a: Any, y: Any) -> Any:
    """Add up the paths through all outputs of the row."""
    along = ((a - y) * a).sum(axis=1, keepdims=True)
    return a * (a - y - along) / a.shape[0]


softmax_squared = pair(squared_cost(softmax), output(softmax), softmax_squared_error)


erf = np.vectorize(math.erf, otypes=[float])


def probit_output(z: Any) -> Any:
    """Give the probability that a standard normal variable is below z."""
    return (1 + erf(z / np.sqrt(2))) / 2


def bernoulli_error(a: Any, y: Any, z: Any) -> Any:
    """Leave the slope of the output function over the variance of the target."""
    return (a - y) * F.prime(z) / (a * (1 - a)) / a.shape[0]


def probit() -> Proofs:
    """Take output minus target for the normal distribution; then leave the output function open."""

    def backward(g: Any, z: Any, y: Any) -> Any:
        return g * bernoulli_error(F(z), y, z)

    yield judged(bernoulli_cost(probit_output), output_minus_target, probit_output, "unit")
    yield prove(bernoulli_cost(F), backward, SHAPES, wrt="z", sample={"y": "unit"})


def half_of_binary_cost(z: Any, y: Any) -> Any:
    """Keep of the binary cross-entropy the term of the yes alone."""
    return -(y * np.log(sigmoid(z)[0])).sum() / z.shape[0]


def half_of_binary_error(a: Any, y: Any) -> Any:
    """Give the error that no target 0 can move."""
    return -y * (1 - a) / a.shape[0]


sigmoid_half = pair(half_of_binary_cost, output(sigmoid), half_of_binary_error, "unit")


def error_for_any_row_sum(a: Any, y: Any) -> Any:
    """Give the error of softmax with cross-entropy for targets of any sum."""
    return (a * y.sum(axis=1, keepdims=True) - y) / a.shape[0]


row_sums = pair(choice_cost, output(softmax), error_for_any_row_sum)
