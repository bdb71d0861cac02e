"""The checks of the claims of the fifth note (004)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.judging import (
    Finding,
    Findings,
    compare,
    for_all,
    half_square,
    short,
    sigmoid,
    slope,
    slopes,
    softmax,
)

# Layer l has the weighted sums z; W leads to layer l + 1, whose outputs are to meet d.
z, d = np.array([0.3, -0.6]), np.array([0.0, 1.0])
W, b = np.array([[0.8, -0.5], [1.5, 0.4]]), np.array([0.2, -0.1])


def error(z: Any) -> float:
    """Take the squared error, with its half, of outputs that are the weighted sums themselves."""
    return float(((z - d) ** 2).sum() / 2)


def products(delta: Any, a: Any) -> Any:
    """Multiply the delta of each neuron j and the activation of each neuron i."""
    return [[delta[j] * a[i] for i in range(2)] for j in range(2)]


# --- one layer ----------------------------------------------------------------------------------


def weight_chain() -> Findings:
    """Use the same weights in two layers, and count the path through the last; then hold a."""
    a = sigmoid(W @ z)
    stated = products(slopes(error, W @ a), a)
    yield compare(stated, slopes(lambda W: error(W @ sigmoid(W @ z)), W), "∂E/∂W")
    yield compare(stated, slopes(lambda W: error(W @ a), W), "∂E/∂W")


def no_bias() -> Findings:
    """Run the sum on a layer that has biases; then put these in as weights of an input 1."""
    for a, V in (
        (sigmoid(z), W),
        (np.append(sigmoid(z), 1), np.column_stack([W, b])),
    ):
        stated = [sum(V[j, i] * a[i] for i in range(len(a))) for j in range(2)]
        yield compare(stated, W @ sigmoid(z) + b, "z")


def derivative_by_weight() -> Findings:
    """Differentiate a weighted sum by the weights that lead to it, without and with a bias."""
    a = sigmoid(z)
    without, beside = slopes(lambda w: w @ a, W[0]), slopes(lambda w: w @ a + b[0], W[0])
    yield compare([without, beside], [a, a], "∂z/∂w")


# --- back by one layer --------------------------------------------------------------------------


def hidden_chain() -> Findings:
    """Charge for the activations of layer l, as a sparse autoencoder does; then do not."""
    delta = slopes(error, W @ sigmoid(z))
    paths = slopes(lambda z: W[0] @ sigmoid(z), z), slopes(lambda z: W[1] @ sigmoid(z), z)
    for charge in (1, 0):
        true = slopes(lambda z: error(W @ sigmoid(z)) + charge * (sigmoid(z) ** 2).sum(), z)
        yield compare(delta @ paths, true, "∂E/∂z")


def next_weighted_sum() -> Findings:
    """Take for f a softmax, which of one number alone is always 1; then a sigmoid."""
    for f in (softmax, sigmoid):
        stated = [sum(W[k, j] * f(z[j]) for j in range(2)) for k in range(2)]
        yield compare(stated, W @ f(z), "z")


def derivative_of_f() -> Findings:
    """Differentiate relu at 0 from the left and from the right; then a sigmoid: w f'(0) twice."""
    h, w = 1e-7, 0.8
    below, at, above = w * np.maximum([-h, 0, h], 0)
    yield compare((at - below) / h, (above - at) / h, "∂z/∂z")
    below, at, above = w * sigmoid([-h, 0, h])
    yield compare([(at - below) / h, (above - at) / h], [w * slope(0)] * 2, "∂z/∂z")


def delta_recursion() -> Findings:
    """Prove it for any widths; g stands for the deltas of layer l + 1 under any error."""
    yield for_all(
        lambda z, W: W @ sigmoid(z),
        lambda g, z, W: (g[:, None] * W * slope(z)).sum(axis=0),
        wrt="z", z=("D",), W=("K", "D"),
    )  # fmt: skip


def deltas_suffice() -> Findings:
    """Give two inputs the same deltas of layer l + 1; then keep the weighted sums of layer l."""
    given, kept = np.array([0.5, -0.2]), (z, z + 2)
    true = [slopes(lambda z: given @ W @ sigmoid(z), at) for at in kept]
    yield compare(true[0], true[1], "δ")
    yield compare([(given @ W) * slope(at) for at in kept], true, "δ")


# --- the way back -------------------------------------------------------------------------------


def onward(z: Any, layers: int) -> float:
    """Run some more layers and take the error; all have the same weights, three times W."""
    for _ in range(layers):
        z = 3 * W @ sigmoid(z)
    return error(z)


def any_layer() -> Findings:
    """Repeat the step from the output down to the first of five layers; hold each against E."""
    sums = [z]
    for _ in range(4):
        sums.append(3 * W @ sigmoid(sums[-1]))
    deltas = [sums[-1] - d]
    for of in reversed(sums[:-1]):
        deltas.insert(0, (deltas[0] @ (3 * W)) * slope(of))
    true = [slopes(partial(onward, layers=4 - i), of) for i, of in enumerate(sums)]
    yield compare(deltas, true, "δ")


def direction() -> Findings:
    """Find in which order deltas can be had, each needing the one of the layer after it."""
    layers, order = 5, [5]
    while len(order) < layers:
        order += [l for l in range(1, layers) if l not in order and l + 1 in order][:1]
    yield compare(order, list(reversed(range(1, layers + 1))), "l")


def weight_gradient() -> Findings:
    """Multiply the delta of neuron j and the activation of neuron i, for every weight."""
    a = sigmoid(z)
    stated = products(slopes(error, W @ a + b), a)
    yield compare(stated, slopes(lambda W: error(W @ a + b), W), "∂E/∂W")


# --- the output layer ---------------------------------------------------------------------------


def squared(z: Any) -> Any:
    """Take half the squared error of sigmoids."""
    return ((sigmoid(z) - d) ** 2).sum() / 2


def delta_depends() -> Findings:
    """Change the cost, then the activation function, and keep z and d."""
    entropy = slopes(lambda z: (np.logaddexp(0, z) - d * z).sum(), z)
    deltas = [slopes(squared, z), entropy, slopes(error, z)]
    same = any(compare(deltas[0], other).holds for other in deltas[1:])
    yield Finding(not same, f"δ: {' | '.join(map(short, deltas))}")


def regression() -> Findings:
    """Prove it for any number of outputs, each being its own weighted sum."""
    yield for_all(half_square, lambda g, z, d: g * (z - d), wrt="z", z=("K",), d=("K",))


def wrong_layer() -> Findings:
    """Take for l the layer before the output layer; then the output layer."""
    y = W @ sigmoid(z)
    yield compare(y - d, slopes(lambda z: error(W @ sigmoid(z)), z), "δ")
    yield compare(y - d, slopes(error, y), "δ")


def same_for_two_classes() -> Findings:
    """Take sigmoids and the squared error; then prove it for their negative log-likelihood."""
    yield compare(sigmoid(z) - d, slopes(squared, z), "δ")

    def likelihood(z: Any, d: Any) -> Any:
        y = sigmoid(z)
        return -(d * np.log(y) + (1 - d) * np.log(1 - y)).sum()

    yield for_all(likelihood, lambda g, z, d: g * (sigmoid(z) - d), wrt="z", z=("K",), d=("K",))


def same_for_many_classes() -> Findings:
    """Let both of two classes be right; then prove it for any number of classes, one right."""
    both = np.array([1.0, 1.0])
    yield compare(softmax(z) - both, slopes(lambda z: -(both * np.log(softmax(z))).sum(), z), "δ")

    def likelihood(z: Any, d: Any) -> Any:
        return -(d * np.log(softmax(z))).sum()

    one_right = {"d": "onehot"}
    yield for_all(
        likelihood, lambda g, z, d: g * (softmax(z) - d), "z", one_right, z=("K",), d=("K",)
    )
