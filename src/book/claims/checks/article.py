"""The checks of the claims of the article (003)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.judging import Finding, Findings, attempt, compare, falls, sigmoid, slopes, softmax

# A network of 4 inputs, 2 hidden sigmoids and a softmax of 3, all sizes unequal.
x = np.array([0.5, -1.0, 2.0, 0.3])
W1 = np.array([[0.2, -0.4, 0.1, 0.7], [-0.3, 0.6, 0.5, -0.2]])
W2 = np.array([[0.8, -0.5], [0.1, 0.9], [-0.6, 0.4]])
b1, b2 = np.array([0.1, -0.2]), np.array([0.0, 0.3, -0.1])
y = np.array([0.0, 1.0, 0.0])


def entropy(z: Any, y: Any = y) -> float:
    """Compute the article's loss from the weighted sums of a softmax."""
    return float(-(y * np.log(softmax(z))).sum())


def loss(W1: Any, W2: Any = W2) -> float:
    """Run the network forward, to its loss."""
    return entropy(W2 @ sigmoid(W1 @ x + b1) + b2)


def loss_of_last(W: Any) -> float:
    """Compute the loss as a function of the weights of the last layer."""
    return loss(W1, W)


z1 = W1 @ x + b1
a1 = sigmoid(z1)
z2 = W2 @ a1 + b2
delta2 = slopes(entropy, z2)
delta1 = slopes(lambda z: entropy(W2 @ sigmoid(z) + b2), z1)


def loss_of_one_weight(w: Any) -> Any:
    """Compute the loss of the article's example as a function of its weight."""
    return -np.log(sigmoid(0.5 * w))


# --- what backpropagation is ----------------------------------------------------------------------


def adjusts_the_weights() -> Findings:
    """Run the backward pass and look at the weights; then let gradient descent use what it gave."""
    W = W2.copy()
    gradient = np.outer(softmax(W @ a1 + b2) - y, a1)
    yield compare(W, W2 - 0.1 * gradient, "W")
    W -= 0.1 * gradient
    yield compare(W, W2 - 0.1 * slopes(loss_of_last, W2), "W")


def minimises_the_loss() -> Findings:
    """Descend from zero in v₁ tanh(2 v₀), which can be 0.5; then fit a line, by descent as well."""

    def missed(v: Any) -> Any:
        return (v[1] * np.tanh(2 * v[0]) - 0.5) ** 2 / 2

    v, w = np.zeros(2), np.zeros(2)
    for _ in range(100):
        v = v - 0.1 * slopes(missed, v)
    yield compare(missed(v), 0.0, "min L")
    points, heights = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0]]), np.array([0.0, 1.0, 1.0])
    for _ in range(2000):
        w = w - 0.1 * points.T @ (points @ w - heights)
    yield compare(w, np.linalg.lstsq(points, heights)[0], "argmin L")


def loss_measures_the_difference() -> Findings:
    """Predict the very shares of the target, and then a one-hot target itself."""
    for target in (np.array([0.7, 0.2, 0.1]), y):
        some = target[target > 0]  # what has no share adds nothing
        yield compare((some * np.log(1 / some)).sum(), 0.0, "L")


def error_goes_backwards() -> Findings:
    """Take the error of the output layer to the layer before, and compare with its derivative."""
    yield compare((W2.T @ delta2) * a1 * (1 - a1), delta1, "∂L/∂z¹")


def change_of_the_weight() -> Findings:
    """Solve the loss for the weight and differentiate that; then differentiate the loss."""
    true = slopes(loss_of_one_weight, 0.8)
    turned = slopes(lambda L: -np.log(np.exp(L) - 1) / 0.5, loss_of_one_weight(0.8))
    yield compare(turned, true, "∂w/∂L, ∂L/∂w")
    yield compare((sigmoid(0.4) - 1) * 0.5, true, "∂L/∂w")


# --- the update -----------------------------------------------------------------------------------


def update_of_every_optimiser() -> Findings:
    """Update by the formula and by Adam; then seek where a line, plus a price on distance, ends."""
    g = slopes(loss_of_one_weight, 0.8)
    reached = 0.8 - 0.1 * g
    m, v = 0.1 * g / (1 - 0.9), 0.001 * g**2 / (1 - 0.999)  # the averages after one step
    yield compare(reached, 0.8 - 0.1 * m / (np.sqrt(v) + 1e-8), "w")
    yield compare(slopes(lambda w: g * w + (w - 0.8) ** 2 / (2 * 0.1), reached), 0.0, "slope")


def rate_decides_the_step() -> Findings:
    """Update two weights at one rate; then one weight at two rates, the second three times more."""

    def step(w: float, rate: float) -> Any:
        return -rate * slopes(loss_of_one_weight, w)

    yield compare(step(0.8, 0.1), step(8.0, 0.1), "Δw")
    yield compare(3 * step(0.8, 0.1), step(0.8, 0.3), "Δw")


def descent_learns() -> Findings:
    """Take one step with learning rate 1, and one with 0.1."""
    for rate in (1.0, 0.1):
        lower, before, after = falls(lambda w: (2 * w - 1) ** 2 / 2, 0.0, rate)
        yield Finding(lower, f"η = {rate}: {before:.4g} → {after:.4g}")


# --- the formulas ---------------------------------------------------------------------------------


def layer() -> Findings:
    """Compute a layer as a product, and neuron by neuron."""
    each = [sigmoid(sum(W1[k, j] * x[j] for j in range(4)) + b1[k]) for k in range(2)]
    yield compare(sigmoid(W1 @ x + b1), each, "a")


def cross_entropy() -> Findings:
    """Set the loss beside -log of the probability of the targets: yes or no; then a choice."""
    a, answers = sigmoid(z2), np.array([1.0, 0.0, 1.0])
    probability = np.prod(np.where(answers == 1, a, 1 - a))
    yield compare(-(answers * np.log(a)).sum(), -np.log(probability), "L")
    yield compare(entropy(z2), -np.log(softmax(z2)[1]), "L")


def output_error() -> Findings:
    """Take softmax outputs, and a target with two ones; then shares for a target."""
    for target in (np.array([1.0, 1.0, 0.0]), np.array([0.5, 0.3, 0.2])):
        true = slopes(partial(entropy, y=target), z2)
        yield compare(softmax(z2) - target, true, "∂L/∂z")


def error_at_layer_l() -> Findings:
    """Set l = 1, the hidden layer; then l = L = 2, the output layer."""
    yield compare(softmax(z2) - y, delta1, "∂L/∂z¹")
    yield compare(softmax(z2) - y, delta2, "∂L/∂z²")


def sums_by_weights() -> Any:
    """Differentiate every weighted sum of the hidden layer by every weight: (2, 2, 4) numbers."""
    return np.array([slopes(lambda W: (W @ x + b1)[k], W1) for k in range(2)])


def chain_rule_of_a_layer() -> Findings:
    """Multiply the two derivatives, and sum over the weighted sums that stand between."""
    yield compare(np.tensordot(delta1, sums_by_weights(), axes=1), slopes(loss, W1), "∂L/∂W")


def derivative_by_the_matrix() -> Findings:
    """Take the activations; then let weighted sum k move with the weights of its own row only."""
    yield compare(x, sums_by_weights(), "∂z/∂W")
    entries = [[x if row == k else np.zeros(4) for row in range(2)] for k in range(2)]
    yield compare(entries, sums_by_weights(), "∂z/∂W")


def gradient_without_a_transpose() -> Findings:
    """Multiply two columns, as the formula has them; then a column by a row."""
    delta, a, true = delta1[:, None], x[:, None], slopes(loss, W1)
    yield attempt(lambda: compare(delta @ a, true, "∂L/∂W"), ValueError)
    yield compare(delta @ a.T, true, "∂L/∂W")


def error_to_the_next_layer() -> Findings:
    """Take the hidden error on to the next layer, the way activations go; then the other way."""
    yield compare((W2 @ delta1) * softmax(z2) * (1 - softmax(z2)), delta2, "∂L/∂z²")
    yield compare((W2.T @ delta2) * a1 * (1 - a1), delta1, "∂L/∂z¹")


inputs = np.array([[0.5, -1.0], [1.5, 0.2], [-0.3, 0.8]])
targets = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
errors = np.array([softmax(one) for one in inputs]) - targets


def losses(b: Any) -> Any:
    """Compute the losses of three examples as functions of the bias."""
    return np.array([entropy(z + b, of) for z, of in zip(inputs, targets, strict=True)])


def bias_accumulates() -> Findings:
    """Add up the errors, where the loss of the batch is the mean, and where it is the sum."""
    b = np.zeros(2)
    yield compare(errors.sum(axis=0), slopes(lambda b: losses(b).mean(), b), "∂L/∂b")
    yield compare(errors.sum(axis=0), slopes(lambda b: losses(b).sum(), b), "∂L/∂b")


def bias_gradient() -> Findings:
    """Set the errors of a batch beside the derivative by the bias; then that of one example."""
    b = np.zeros(2)
    yield compare(errors, slopes(lambda b: losses(b).sum(), b), "∂L/∂b")
    yield compare(errors[0], slopes(lambda b: losses(b)[0], b), "∂L/∂b")


def chain_rule() -> Findings:
    """Use one weight in two layers, and follow the path through the last alone; then in one."""
    a = sigmoid(0.8 * 0.5)
    twice = slopes(lambda w: -np.log(sigmoid(w * sigmoid(w * 0.5))), 0.8)
    yield compare((sigmoid(0.8 * a) - 1) * a, twice, "∂L/∂w")
    yield compare((sigmoid(0.4) - 1) * 0.5, slopes(loss_of_one_weight, 0.8), "∂L/∂w")


# --- the example ----------------------------------------------------------------------------------


def two_layers() -> Findings:
    """Count the layers that hold weights, one number to learn; then the input as a layer, too."""
    weights = [np.array([[0.8]])]
    yield compare(2, len(weights))
    activations = [np.array([0.5])]
    activations += [sigmoid(W @ activations[-1]) for W in weights]
    yield compare(2, len(activations))


def example_weighted_sum() -> Findings:
    """Weigh the input."""
    yield compare(0.4, 0.8 * 0.5, "z")


def example_activation() -> Findings:
    """Round as the article does."""
    yield compare(0.5987, np.round(sigmoid(0.4), 4), "f(0.4)")


def one_hot_target() -> Findings:
    """Set 1 beside the one-hot code of the second class; then use it, with sums 0 and 0.4."""
    code = np.eye(2)[1]
    yield compare(1.0, code, "y")
    yield compare(entropy(np.array([0, 0.4]), code), loss_of_one_weight(0.8), "L")


def example_loss() -> Findings:
    """Round as the article does, to three decimals."""
    yield compare(0.513, np.round(loss_of_one_weight(0.8), 3), "L")


def sigmoid_error() -> Findings:
    """Take the other of the two targets, and then that of the example."""
    for target in (0.0, 1.0):
        true = slopes(lambda z: -target * np.log(sigmoid(z)), 0.4)
        yield compare(sigmoid(0.4) - target, true, f"y = {target:g}, ∂L/∂z")


def example_error() -> Findings:
    """Differentiate the loss by the weighted sum, and round as the article does."""
    yield compare(-0.4013, np.round(slopes(lambda z: -np.log(sigmoid(z)), 0.4), 4), "∂L/∂z")


def example_gradient() -> Findings:
    """Differentiate the loss by the weight, and round as the article does."""
    yield compare(-0.2007, np.round(slopes(loss_of_one_weight, 0.8), 4), "∂L/∂w")


def hidden_weight() -> Findings:
    """Put a hidden neuron before: multiply the error of the output, then its own, by the input."""
    true = slopes(lambda w: -np.log(sigmoid(0.8 * sigmoid(w * 0.5))), 0.3)
    a = sigmoid(0.3 * 0.5)
    error = sigmoid(0.8 * a) - 1
    yield compare(error * 0.5, true, "∂L/∂w")
    yield compare(error * 0.8 * a * (1 - a) * 0.5, true, "∂L/∂w")


# --- why backpropagation --------------------------------------------------------------------------


def cheaper_by_the_chain_rule() -> Findings:
    """Count multiplications: the chain rule forwards, weight by weight; then from the loss back."""
    layers = [(100, 50), (50, 50), (50, 1)]
    size = [n * m for n, m in layers]
    behind = [sum(size[l + 1 :]) for l in range(3)]
    slopes_behind = [sum(m for _, m in layers[l:-1]) for l in range(3)]
    nudging = sum(size) + sum(n * rest for n, rest in zip(size, behind, strict=True))
    forwards = nudging + sum(n * more for n, more in zip(size, slopes_behind, strict=True))
    yield Finding(forwards < nudging, f"{forwards} ≥ {nudging}")
    backwards = sum(size) + sum(n * m + n * m + m for n, m in layers)
    yield Finding(backwards < nudging, f"{backwards} < {nudging}")


def all_weights_move() -> Findings:
    """Count the weights whose gradient is 0, with the last layer at zero, and with none at zero."""
    for last in (np.zeros((3, 2)), W2):
        pair = slopes(partial(loss, W2=last), W1), slopes(loss_of_last, last)
        still = [int(np.isclose(one, 0).sum()) for one in pair]
        shown = ", ".join(f"{n}/{one.size}" for n, one in zip(still, pair, strict=True))
        yield Finding(still == [0, 0], f"∂L/∂W = 0: {shown}")


def autodiff() -> Findings:
    """Carry one derivative along with each value, forward mode; then go back from the loss."""
    rate, true = np.ones_like(W2) @ a1, slopes(loss_of_last, W2)
    yield compare(((softmax(z2) - y) * rate).sum(), true, "∂L/∂W²")
    yield compare(np.outer(softmax(z2) - y, a1), true, "∂L/∂W²")
