"""When the error is output minus target: the canonical link, the pairs it covers and those not.

Each error is a function of its own. The backward pass that is proved calls it, and the formula
on the page is what it returns for symbols.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backproof import Arbitrary, Proof, prove
from backproof.derivation import latex
from backproof.derivation.notation import K, N, k, n, quantity
from backproof.nn import half_squared_error, sigmoid, softmax, tanh

SHAPES = {"z": ("N", "K"), "y": ("N", "K")}
A, eta, F = Arbitrary("A"), Arbitrary(r"\eta"), Arbitrary("F")


def output_minus_target(a: Any, y: Any) -> Any:
    """Give the error that is said to hold always."""
    return (a - y) / a.shape[0]


def judged(
    cost: Callable[..., Any],
    error: Callable[..., Any],
    output: Callable[..., Any],
    targets: str = "normal",
) -> Proof:
    """Prove that an error, made of output and target, is the derivative of a cost by z."""
    return prove(
        cost, lambda g, z, y: (g * error(output(z), y),), SHAPES, wrt="z", sample={"y": targets}
    )


def identity_output(z: Any) -> Any:
    """Leave the weighted sums as they are."""
    return z


def sigmoid_output(z: Any) -> Any:
    """Make of each weighted sum a probability of its own."""
    return sigmoid(z)[0]


def softmax_output(z: Any) -> Any:
    """Make of a row of weighted sums the probabilities of a choice."""
    return softmax(z)[0]


def tanh_output(z: Any) -> Any:
    """Squeeze each weighted sum into the interval from -1 to 1."""
    return tanh(z)[0]


# --- the theorem --------------------------------------------------------------------------------


def canonical_cost(z: Any, y: Any) -> Any:
    """Give the mean negative log-likelihood, less what does not depend on z."""
    return (A(z) - y * z).sum() / z.shape[0]


def canonical_link() -> Proof:
    """Leave A open: whatever it is, the output is A'(z)."""
    return judged(canonical_cost, output_minus_target, A.prime)


def log_sum_exp_cost(z: Any, y: Any) -> Any:
    """Take for A the logarithm of a sum of exponentials, which couples a row."""
    A = np.log(np.exp(z).sum(axis=1))
    return (A - (y * z).sum(axis=1)).sum() / z.shape[0]


def canonical_link_of_a_vector() -> Proof:
    """Differentiate the log-sum-exp: the output is a softmax."""
    return judged(log_sum_exp_cost, output_minus_target, softmax_output)


def linked_cost(z: Any, y: Any) -> Any:
    """Make the natural parameter of the weighted sum by any function."""
    return (A(eta(z)) - y * eta(z)).sum() / z.shape[0]


def linked_error(a: Any, y: Any, z: Any) -> Any:
    """Give the error behind any link."""
    return (a - y) * eta.prime(z) / a.shape[0]


def any_link() -> Proof:
    """Leave open both A and the function that leads to the natural parameter."""

    def backward(g: Any, z: Any, y: Any) -> Any:
        return g * linked_error(A.prime(eta(z)), y, z)

    return prove(linked_cost, backward, SHAPES, wrt="z")


def any_link_taken_for_canonical() -> Proof:
    """Take output minus target behind any link."""
    return judged(linked_cost, output_minus_target, lambda z: A.prime(eta(z)))


# --- pairs that it covers -----------------------------------------------------------------------


def squared_cost(z: Any, y: Any) -> Any:
    """Measure the weighted sums themselves by the half squared error: A(z) is half of z²."""
    return half_squared_error(z, y)[0]


def identity_with_squared_error() -> Proof:
    """Regression."""
    return judged(squared_cost, output_minus_target, identity_output)


def binary_cost(z: Any, y: Any) -> Any:
    """Give the whole binary cross-entropy, written in the output."""
    a = sigmoid(z)[0]
    return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum() / z.shape[0]


def sigmoid_with_cross_entropy() -> Proof:
    """Two classes."""
    return judged(binary_cost, output_minus_target, sigmoid_output)


def choice_cost(z: Any, y: Any) -> Any:
    """Give the cross-entropy of a choice, written in the output."""
    return -(y * np.log(softmax(z)[0])).sum() / z.shape[0]


def shares(u: Any) -> Any:
    """Make rows of positive numbers sum to 1."""
    return u / u.sum(axis=1, keepdims=True)


def softmax_with_cross_entropy() -> Proof:
    """Many classes; every row of positive targets that sums to 1 is some row of shares."""
    return judged(
        lambda z, u: choice_cost(z, shares(u)),
        lambda a, u: output_minus_target(a, shares(u)),
        softmax_output,
        targets="positive",
    )


def softmax_with_one_hot() -> Proof:
    """Many classes, of which one is the target."""
    return judged(choice_cost, output_minus_target, softmax_output, targets="onehot")


def poisson_cost(z: Any, y: Any) -> Any:
    """Give the negative log-likelihood of counts, less log y!, whose mean is exp z."""
    return (np.exp(z) - y * z).sum() / z.shape[0]


def exponential_with_poisson() -> Proof:
    """Counts."""
    return judged(poisson_cost, output_minus_target, np.exp)


def log_cosh_cost(z: Any, y: Any) -> Any:
    """Integrate tanh to get the cost that matches it."""
    return (np.log(np.cosh(z)) - y * z).sum() / z.shape[0]


def tanh_with_its_own_cost() -> Proof:
    """Take for A the logarithm of cosh, whose derivative is tanh."""
    return judged(log_cosh_cost, output_minus_target, tanh_output)


# --- pairs that it does not cover ---------------------------------------------------------------


def sigmoid_squared_cost(z: Any, y: Any) -> Any:
    """Measure a sigmoid's output by the half squared error."""
    return half_squared_error(sigmoid(z)[0], y)[0]


def sigmoid_squared_error(a: Any, y: Any) -> Any:
    """Multiply by the slope of a sigmoid."""
    return (a - y) * a * (1 - a) / a.shape[0]


def sigmoid_squared_taken_for_canonical() -> Proof:
    """Leave out the slope of the sigmoid."""
    return judged(sigmoid_squared_cost, output_minus_target, sigmoid_output)


def sigmoid_with_squared_error() -> Proof:
    """Keep the slope of the sigmoid."""
    return judged(sigmoid_squared_cost, sigmoid_squared_error, sigmoid_output)


def tanh_squared_cost(z: Any, y: Any) -> Any:
    """Measure tanh's output by the half squared error."""
    return half_squared_error(tanh(z)[0], y)[0]


def tanh_squared_error(a: Any, y: Any) -> Any:
    """Multiply by the slope of tanh."""
    return (a - y) * (1 - a**2) / a.shape[0]


def tanh_squared_taken_for_canonical() -> Proof:
    """Leave out the slope of tanh."""
    return judged(tanh_squared_cost, output_minus_target, tanh_output)


def tanh_with_squared_error() -> Proof:
    """Keep the slope of tanh."""
    return judged(tanh_squared_cost, tanh_squared_error, tanh_output)


def softmax_squared_cost(z: Any, y: Any) -> Any:
    """Measure a softmax's output by the half squared error."""
    return half_squared_error(softmax(z)[0], y)[0]


def softmax_squared_error(a: Any, y: Any) -> Any:
    """Add up the paths through all outputs of the row."""
    along = ((a - y) * a).sum(axis=1, keepdims=True)
    return a * (a - y - along) / a.shape[0]


def softmax_squared_taken_for_canonical() -> Proof:
    """Leave out the Jacobian of the softmax."""
    return judged(softmax_squared_cost, output_minus_target, softmax_output)


def softmax_with_squared_error() -> Proof:
    """Keep the Jacobian of the softmax."""
    return judged(softmax_squared_cost, softmax_squared_error, softmax_output)


erf = np.vectorize(math.erf, otypes=[float])


def probit_output(z: Any) -> Any:
    """Give the probability that a standard normal variable is below z."""
    return (1 + erf(z / np.sqrt(2))) / 2


def bernoulli_cost(output: Callable[..., Any]) -> Callable[..., Any]:
    """Make the binary cross-entropy of any output function."""

    def cost(z: Any, y: Any) -> Any:
        a = output(z)
        return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum() / z.shape[0]

    return cost


def bernoulli_error(a: Any, y: Any, z: Any) -> Any:
    """Leave the slope of the output function over the variance of the target."""
    return (a - y) * F.prime(z) / (a * (1 - a)) / a.shape[0]


def probit_taken_for_canonical() -> Proof:
    """Take output minus target for the normal distribution."""
    return judged(bernoulli_cost(probit_output), output_minus_target, probit_output, "unit")


def any_output_with_cross_entropy() -> Proof:
    """Leave the output function open."""

    def backward(g: Any, z: Any, y: Any) -> Any:
        return g * bernoulli_error(F(z), y, z)

    return prove(bernoulli_cost(F), backward, SHAPES, wrt="z", sample={"y": "unit"})


def half_of_binary_cost(z: Any, y: Any) -> Any:
    """Keep of the binary cross-entropy the term of the yes alone."""
    return -(y * np.log(sigmoid(z)[0])).sum() / z.shape[0]


def half_of_binary_error(a: Any, y: Any) -> Any:
    """Give the error that no target 0 can move."""
    return -y * (1 - a) / a.shape[0]


def half_taken_for_whole() -> Proof:
    """Take output minus target for the term of the yes alone."""
    return judged(half_of_binary_cost, output_minus_target, sigmoid_output, "unit")


def sigmoid_with_half_of_cross_entropy() -> Proof:
    """Differentiate the term of the yes alone."""
    return judged(half_of_binary_cost, half_of_binary_error, sigmoid_output, "unit")


def error_for_any_row_sum(a: Any, y: Any) -> Any:
    """Give the error of softmax with cross-entropy for targets of any sum."""
    return (a * y.sum(axis=1, keepdims=True) - y) / a.shape[0]


def row_sums_forgotten() -> Proof:
    """Take output minus target whatever the targets sum to."""
    return judged(choice_cost, output_minus_target, softmax_output)


def softmax_with_any_targets() -> Proof:
    """Keep the row sums of the targets."""
    return judged(choice_cost, error_for_any_row_sum, softmax_output)


# --- formulas -----------------------------------------------------------------------------------


def written(error: Callable[..., Any], *more: Any) -> Callable[[], str]:
    """Return what prints an error: what the function gives for symbols."""

    def print_error() -> str:
        a, y = quantity("a^{L}", N, K), quantity("y", N, K)
        inputs = [quantity("z^{L}", N, K) for _ in more]
        return rf"\delta^{{L}}_{{nk}} = {latex(error(a, y, *inputs).at(n, k))}"

    return print_error


def canonical_formula() -> str:
    """Print cost and error of the canonical link."""
    cost = canonical_cost(quantity("z^{L}", N, K), quantity("y", N, K))
    return rf"C = {latex(cost.at())}, \qquad {written(output_minus_target)()}"
