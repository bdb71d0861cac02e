"""The checks of the claims of the first note (000), in the order of its lines.

One small network serves most of them. It is numbered as in the note: `a1` is the input, `W2` leads
to layer 2, and one example is an array of one axis.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from book.claims.judging import (
    Finding,
    Findings,
    attempt,
    compare,
    falls,
    for_all,
    half_square,
    short,
    sigmoid,
    slope,
    slopes,
    softmax,
)

# --- a network, layer by layer ------------------------------------------------------------------

a1, W, b = np.array([0.5, 0.3]), np.array([[0.4, 0.6], [0.1, 0.9]]), np.array([0.2, 0.1])
W2, b2 = np.array([[0.4, 0.6], [0.1, 0.9], [-0.5, 0.2]]), np.array([0.2, 0.1, 0.0])
W3, b3 = np.array([[0.3, -0.2, 0.5], [0.7, 0.1, -0.4]]), np.array([0.1, -0.3])
y3 = np.array([1.0, 0.0])
z2 = W2 @ a1 + b2
a2 = sigmoid(z2)
z3 = W3 @ a2 + b3
a3 = sigmoid(z3)
delta3 = (a3 - y3) * slope(z3)
X2 = np.array([[0.5, 0.3], [0.1, -0.8], [-0.6, 0.2]])


def cost(a: Any) -> Any:
    """Take half the squared distance from the target."""
    return half_square(a, y3)


def weighted_sum() -> Findings:
    """Put three examples into the formula, one a row, as libraries keep them; then one by one."""
    each = [[sum(W2[k] * one) + b2[k] for k in range(3)] for one in X2]
    yield attempt(lambda: compare(W2 @ X2 + b2, each, "z"), ValueError)
    yield compare([W2 @ one + b2 for one in X2], each, "z")


def one_activation_function() -> Findings:
    """Let the hidden layer use tanh, the output sigmoid, and σ′ be its slope; then both sigmoid."""
    for f in (np.tanh, sigmoid):
        z = W3 @ f(z2) + b3
        delta = (sigmoid(z) - y3) * slope(z)
        true = slopes(lambda z2: cost(sigmoid(W3 @ f(z2) + b3)), z2)
        yield compare(W3.T @ delta * slope(z2), true, "δ²")


def example_sum() -> Findings:
    """Multiply the weights of the example by its input, and add the bias."""
    product = compare([0.38, 0.32], W @ a1, "Wa")
    weighted = compare([0.58, 0.42], W @ a1 + b, "z²")
    yield Finding(product.holds and weighted.holds, f"{product.shown}; {weighted.shown}")


def example_numbers() -> Findings:
    """Compute the layer of the example, and round as it does."""
    yield compare([0.641, 0.603], np.round(sigmoid(W @ a1 + b), 3), "a²")


# --- the cost of several examples ---------------------------------------------------------------

x, y, w = np.array([1.0, 2.0, -1.0, 0.5]), np.array([0.0, 1.0, 1.0, 0.0]), 0.3
of_each = (w * x - y) * x  # the gradients of four examples
pairs = [list(pair) for pair in combinations(range(4), 2)]


def mean_cost(w: Any) -> Any:
    """Average the half squared errors of four examples."""
    return np.mean((w * x - y) ** 2 / 2)


def cost_is_a_mean() -> Findings:
    """Take the mean of roots for the root of the mean; then average half squares."""
    square = (w * x - y) ** 2
    yield compare(np.mean(np.sqrt(square)), np.sqrt(np.mean(square)), "C")
    whole = np.linalg.norm(w * x - y) ** 2 / (2 * len(x))
    yield compare(np.mean(square / 2), whole, "C")


def whole_cost_is_hard() -> Findings:
    """Count the neurons computed for all examples at once and one by one; then use minibatches."""
    counts: list[int] = []

    def counted(z: Any) -> Any:
        counts.append(z.size)
        return sigmoid(z)

    whole = np.mean((counted(w * x) - y) ** 2)
    done = sum(counts)
    single = np.mean([(counted(w * x[i : i + 1]) - y[i]) ** 2 for i in range(4)])
    same = "=" if np.isclose(whole, single) else "≠"
    yield Finding(done > sum(counts) - done, f"C {same}, σ(z): {done} ≯ {sum(counts) - done}")
    batches = [of_each[pair].mean() for pair in pairs]
    yield compare(np.mean(batches), slopes(mean_cost, w), "∂C/∂w")


def sum_or_mean() -> Findings:
    """Step with the sum and with the mean at one learning rate; then with a fourth for the sum."""
    true = w - 0.1 * slopes(mean_cost, w)
    of_sum = slopes(lambda w: 4 * mean_cost(w), w)
    yield compare(w - 0.1 * of_sum, true, "w")
    yield compare(w - 0.1 / 4 * of_sum, true, "w")


def gradient_of_the_mean() -> Findings:
    """Add up the gradients of four examples for that of their mean cost; then average them."""
    yield compare(of_each.sum(), slopes(mean_cost, w), "∂C/∂w")
    yield compare(of_each.mean(), slopes(mean_cost, w), "∂C/∂w")


def one_example_is_enough() -> Findings:
    """Follow each example by itself, where a batch is normalised, and where it is not."""
    u = w * x
    apart = (u - u.mean()) / u.std()
    coupled = slopes(lambda u: np.mean(((u - u.mean()) / u.std() - y) ** 2 / 2), u)
    yield compare((apart - y) / u.std() / 4, coupled, "∂C/∂z")
    yield compare((u - y) / 4, slopes(lambda u: np.mean((u - y) ** 2 / 2), u), "∂C/∂z")


# --- what the cost reads ------------------------------------------------------------------------


def cost_reads_the_output() -> Findings:
    """Add the squared weights to the cost; then let it read the output alone."""
    for decay in (1 / 20, 0):
        true = slopes(lambda W: cost(sigmoid(W @ a2 + b3)) + decay * (W**2).sum(), W3)
        yield compare(np.outer(delta3, a2), true, "∂C/∂W³")


def half_the_square() -> Findings:
    """Differentiate half the squared distance by the output."""
    yield compare(a3 - y3, slopes(cost, a3), "∂C/∂a")


def any_cost(z: Any, V: Any, W: Any, p: Any, q: Any, r: Any) -> Any:
    """Read a², a³ and aᴸ; of a cost f, nothing but its slopes p, q, r by these matters here."""
    a2 = np.tanh(z)
    a3 = np.tanh(a2 @ V.T)
    return (p * a2).sum() + (q * a3).sum() + (r * np.tanh(a3 @ W.T)).sum()


def its_gradients(g: Any, z: Any, V: Any, W: Any, p: Any, q: Any, r: Any) -> Any:
    """Go back as ever, and add the slope by the activation at each layer that the cost reads."""
    a2 = np.tanh(z)
    a3 = np.tanh(a2 @ V.T)
    deltaL = g * r * (1 - np.tanh(a3 @ W.T) ** 2)
    delta3 = (deltaL @ W + g * q) * (1 - a3**2)
    delta2 = (delta3 @ V + g * p) * (1 - a2**2)
    return delta2, delta3.T @ a2, deltaL.T @ a3


def inner_layers_impossible() -> Findings:
    """Get δ² right where the cost reads a², too; then prove it for every width and batch."""
    true = slopes(lambda z2: cost(sigmoid(W3 @ sigmoid(z2) + b3)) + (sigmoid(z2) ** 3).sum(), z2)
    found = compare((W3.T @ delta3 + 3 * a2**2) * slope(z2), true, "δ²")
    yield Finding(not found.holds, found.shown)
    ND, NK, NM = ("N", "D"), ("N", "K"), ("N", "M")
    shapes = {"z": ND, "V": ("K", "D"), "W": ("M", "K"), "p": ND, "q": NK, "r": NM}
    whole = for_all(any_cost, its_gradients, ("z", "V", "W"), **shapes)
    yield Finding(whole.holds, f"{whole.shown}: δ², ∂C/∂V, ∂C/∂W")


# --- the four equations -------------------------------------------------------------------------

z, target = np.array([1.0, 0.0, -1.0]), np.array([0.0, 1.0, 0.0])
Z, Y = np.array([[1.0, 0.0], [-1.0, 0.5], [2.0, 1.0]]), np.array([[1.0, 0], [0, 1], [0, 0]])
W4, S = np.array([[0.6, -0.8]]), np.array([[0.9, -0.4, 0.5]])


def output_error() -> Findings:
    """Take a softmax for σ, and then a sigmoid; in both ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ)."""
    for f in (softmax, sigmoid):
        a, true = f(z), slopes(lambda z: half_square(f(z), target), z)
        yield compare((a - target) * a * (1 - a), true, "δ")


def quadratic_output_error() -> Findings:
    """Take for C the mean over three examples, as the note does; then the cost of one example."""
    true = slopes(lambda Z: half_square(sigmoid(Z), Y) / len(Z), Z)
    yield compare((sigmoid(Z) - Y) * slope(Z), true, "δ")
    true = slopes(lambda z: half_square(sigmoid(z), Y[0]), Z[0])
    yield compare((sigmoid(Z[0]) - Y[0]) * slope(Z[0]), true, "δ")


def hidden_error() -> Findings:
    """Let layer 2 lead to layer 4 as well as to layer 3; then let each layer lead to the next."""
    for skip in (S, 0 * S):
        a4 = sigmoid(W4 @ a3 + skip @ a2)
        back = W4.T @ ((a4 - 1) * a4 * (1 - a4)) * slope(z3)

        def after(z2: Any) -> Any:
            return half_square(sigmoid(W4 @ sigmoid(W3 @ sigmoid(z2) + b3) + skip @ sigmoid(z2)), 1)

        yield compare(W3.T @ back * slope(z2), slopes(after, z2), "δ²")


def from_the_chain_rule() -> Findings:
    """Differentiate all z³ by z², each weighed with what the cost makes of it, its error."""
    true = slopes(lambda z2: delta3 @ (W3 @ sigmoid(z2) + b3), z2)
    yield compare(W3.T @ delta3 * slope(z2), true, "δ²")


def bias_gradient() -> Findings:
    """Take the errors of three examples, one a row, for the gradient of the bias; then of one."""
    for rows, of in ((Z, Y), (Z[0], Y[0])):
        true = slopes(lambda b: half_square(sigmoid(rows + b), of), np.zeros(2))
        yield compare((sigmoid(rows) - of) * slope(rows), true, "∂C/∂b")


def bias_is_only_added() -> Findings:
    """Add one and the same number to both neurons of the layer; then to each a number of its."""
    shared = slopes(lambda c: cost(sigmoid(W3 @ a2 + b3 + c)), 0.0)
    yield compare(delta3, np.full(2, shared), "∂C/∂b")
    yield compare(delta3, slopes(lambda b3: cost(sigmoid(W3 @ a2 + b3)), b3), "∂C/∂b")


def weight_gradient() -> Findings:
    """Use the weights in two layers, and count the second alone; then give it its own weights."""
    first = sigmoid(W @ a1)
    second = sigmoid(W @ first)
    stated = np.outer((second - y3) * second * (1 - second), first)
    yield compare(stated, slopes(lambda W: cost(sigmoid(W @ sigmoid(W @ a1))), W), "∂C/∂w")
    yield compare(stated, slopes(lambda V: cost(sigmoid(V @ first)), W), "∂C/∂w")


def weight_gradient_matrix() -> Findings:
    """Multiply arrays of one axis, as in the example of the note; then make columns of both."""
    delta = (sigmoid(W @ a1) - y3) * slope(W @ a1)
    true = slopes(lambda W: cost(sigmoid(W @ a1)), W)
    yield compare(delta @ a1.T, true, "∇C")
    yield compare(delta[:, None] @ a1[:, None].T, true, "∇C")


def dimensions_fit() -> Findings:
    """Set the shape of column times row beside that of the weights, which is not square."""
    column, row = delta3[:, None], a2[:, None].T
    shape = (column @ row).shape
    yield Finding(shape == W3.shape, f"{column.shape}·{row.shape} → {shape}, W: {W3.shape}")


# --- the algorithm ------------------------------------------------------------------------------

X3 = np.array([[0.5, 0.3, 0.9], [0.1, -0.8, 0.4], [-0.6, 0.2, 1.0]])
Z3 = X3 @ W3.T + b3
errors = (sigmoid(Z3) - y3) * slope(Z3)


def costs(V: Any, c: Any = b3) -> Any:
    """Compute the cost of each of three examples for weights V and biases c."""
    return np.array([cost(sigmoid(V @ one + c)) for one in X3])


def input_is_layer_one() -> Findings:
    """Begin with layer 1, as the formula for every layer says; then with the first with weights."""
    weights, biases = {2: W2, 3: W3}, {2: b2, 3: b3}

    def forward(first: int) -> Finding:
        a = {1: a1}
        for layer in range(first, 4):
            a[layer] = sigmoid(weights[layer] @ a[layer - 1] + biases[layer])
        return compare(a[3], sigmoid(W3 @ sigmoid(W2 @ a1 + b2) + b3), "a³")

    yield attempt(lambda: forward(1), KeyError, "W^{} ∉ {{W^2, W^3}}")
    yield forward(2)


def output_error_matrix() -> Findings:
    """Multiply ∇C of a cross-entropy, entry by entry, by the slopes of a softmax; of sigmoids."""
    a, t = softmax(z), target
    true = slopes(lambda z: -(t * np.log(softmax(z))).sum(), z)
    yield compare(-t / a * a * (1 - a), true, "δ")
    a = sigmoid(z)
    true = slopes(lambda z: -(t * np.log(sigmoid(z)) + (1 - t) * np.log(1 - sigmoid(z))).sum(), z)
    yield compare((a - t) / (a * (1 - a)) * (a * (1 - a)), true, "δ")


def one_pass() -> Findings:
    """Take what one run gives for the gradient of the mean of three costs; then of its own."""
    found = np.outer(errors[0], X3[0])
    yield compare(found, slopes(lambda V: costs(V).mean(), W3), "∂C/∂W")
    yield compare(found, slopes(lambda V: costs(V)[0], W3), "∂C/∂W")


# --- insights -----------------------------------------------------------------------------------

SMALL = 1e-3


def stars_for_indices() -> Findings:
    """Multiply the activation by the number of its neuron, from 0 on; then make it an index."""
    strong = np.array([0.9, 0.0])  # the activation of neuron 0 is large, that of neuron 1 is 0
    gradient = slopes(lambda w: (w @ strong - 1) ** 2 / 2, [0.1, 0.2])
    premise, size = abs(strong[0] * 0), abs(gradient[0])
    shown = f"a·0 = {short(premise)}, |∂C/∂w| = {short(size)}"
    yield Finding(bool(premise > SMALL or size < SMALL), shown)
    yield compare(strong[1], gradient[1], "a, ∂C/∂w")


def weak_input() -> Findings:
    """Let the input be small and the target far away; then keep |δ| below 1, as with a sigmoid."""
    a = 1e-4
    gradient = slopes(lambda w: (w * a - 1e6) ** 2 / 2, 1.0, h=1.0)
    yield Finding(bool(abs(gradient) < SMALL), f"a = {a}, ∂C/∂w = {short(gradient)}")
    both = [slopes(lambda w: (sigmoid(w * a) - y) ** 2 / 2, 1.0) for y in (0, 1)]
    yield Finding(bool(np.max(np.abs(both)) < a), f"a = {a}, ∂C/∂w = {short(both)}")


def dead_neuron() -> Findings:
    """Take the gradients of the weights into and out of a tanh at rest for 0; then of the last."""
    true = slopes(lambda w: (w[1] * np.tanh(w[0] * 1.0) - 1) ** 2 / 2, [0.0, 1.0])
    yield compare([0, 0], true, "∂C/∂w")
    yield compare(0, true[1], "∂C/∂w")


def flat_at_zero_and_one() -> Findings:
    """Take tanh for σ, at z = 0, where it is 0; then the sigmoid, far out on either side."""
    yield compare(0, slopes(np.tanh, 0.0), f"σ(z) = {short(np.tanh(0.0))}, σ′(z)")
    ends = np.array([-20.0, 20.0])
    true = [slopes(sigmoid, end) for end in ends]
    yield compare([0, 0], true, f"σ(z) = {short(sigmoid(ends))}, σ′(z)")


def saturated_error() -> Findings:
    """Want a 1 of an output of almost 0, by the cross-entropy; then by half the squared error."""
    yield compare(0, slopes(lambda z: -np.log(sigmoid(z)), -20.0), "δ")
    yield compare(0, slopes(lambda z: (sigmoid(z) - 1) ** 2 / 2, -20.0), "δ")


def saturation_and_vanishing() -> Findings:
    """Saturate one of the two neurons of layer 3, and then both, by their biases."""
    for c in (np.array([20.0, 0.0]), np.array([20.0, -20.0])):
        true = slopes(lambda z2: half_square(W4 @ sigmoid(W3 @ sigmoid(z2) + c), 0), z2)
        yield compare(np.zeros(3), true, "δ²")


# --- the update ---------------------------------------------------------------------------------


def weight_update() -> Findings:
    """Set the step of the weights beside that against the gradient of the mean cost."""
    step = -0.5 / 3 * sum(np.outer(of, one) for of, one in zip(errors, X3, strict=True))
    yield compare(step, -0.5 * slopes(lambda V: costs(V).mean(), W3), "ΔW")


def bias_update() -> Findings:
    """Set the step of the biases beside that against the gradient of the mean cost."""
    yield compare(-0.5 / 3 * sum(errors), -0.5 * slopes(lambda c: costs(W3, c).mean(), b3), "Δb")


def efficient() -> Findings:
    """Count the runs of the network that differences need; backpropagation goes there and back."""
    runs, there_and_back = [], 2

    def counted(W3: Any) -> Any:
        runs.append(1)
        return cost(sigmoid(W3 @ a2 + b3))

    found = compare(np.outer(delta3, a2), slopes(counted, W3))
    yield Finding(found.holds and there_and_back < len(runs), f"{there_and_back} < {len(runs)}")


def downhill() -> Findings:
    """Step against the gradient at a learning rate of 3, and of 0.1."""
    for rate in (3, 0.1):
        lower, before, after = falls(mean_cost, w, rate)
        yield Finding(lower, f"C: {short(before)} → {short(after)}")


def minibatch_direction() -> Findings:
    """Step against the gradient of the first two of four examples; then average all such steps."""
    yield compare(-of_each[:2].mean(), -slopes(mean_cost, w), "Δw/η")
    yield compare(np.mean([-of_each[pair].mean() for pair in pairs]), -slopes(mean_cost, w), "Δw/η")
