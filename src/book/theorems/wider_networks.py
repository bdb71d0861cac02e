"""Networks and costs beyond a plain chain of layers: what each adds to the equations.

Each rule that is added is a function of its own. The backward pass that is proved calls it, and
the formula on the page is what it returns for symbols; which one it is, its record says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backproof import Arbitrary, Proof, prove
from backproof.nn import affine, elementwise
from book.claims.judging import Proofs

type Rule = Callable[..., Any]

sigma, loss = Arbitrary(r"\sigma"), Arbitrary(r"\ell")
activate = elementwise(sigma, sigma.prime)
TWO_LAYERS = {"x": ("N", "D"), "W1": ("H", "D"), "b1": ("H",), "W2": ("K", "H"), "b2": ("K",)}
ONE_LAYER = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}


# --- any cost of the outputs --------------------------------------------------------------------


def network(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    """Make two layers, and the pullback that runs them in reverse."""
    z1, to_layer1 = affine(x, W1, b1)
    a1, to_z1 = activate(z1)
    z2, to_layer2 = affine(a1, W2, b2)
    a2, to_z2 = activate(z2)

    def pullback(g: Any) -> Any:
        to_a1, dW2, db2 = to_layer2(to_z2(g)[0])
        dx, dW1, db1 = to_layer1(to_z1(to_a1)[0])
        return dx, dW1, db1, dW2, db2

    return a2, pullback


def error_of_outputs(z: Any, slopes: Any) -> Any:
    """Take the slopes of a cost by the outputs back through the activation."""
    return activate(z)[1](slopes)[0]


def any_cost() -> Proofs:
    """Leave the upstream gradient open: it may come from any cost."""
    yield prove(network, TWO_LAYERS)


# --- a cost that reads inner activations --------------------------------------------------------


def read_inside(x: Any, W1: Any, b1: Any, W2: Any, b2: Any, to_inner: Any, to_last: Any) -> Any:
    """Let a cost read both layers; two free arrays are its slopes by what it reads."""
    a1 = activate(affine(x, W1, b1)[0])[0]
    a2 = activate(affine(a1, W2, b2)[0])[0]
    return (to_inner * a1).sum() + (to_last * a2).sum()


def error_with_inner_term(delta: Any, W: Any, inner: Any, z: Any) -> Any:
    """Add what the cost reads here to what comes back from the layer after."""
    return (delta @ W + inner) * sigma.prime(z)


def proved_inside(error: Rule) -> Proof:
    """Prove the backward pass of a rule for the error of the hidden layer."""

    def backward(g: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any, *read: Any) -> Any:
        to_inner, to_last = read
        z1, to_layer1 = affine(x, W1, b1)
        z2, to_layer2 = affine(activate(z1)[0], W2, b2)
        delta = g * to_last * sigma.prime(z2)
        _da1, dW2, db2 = to_layer2(delta)
        dx, dW1, db1 = to_layer1(error(delta, W2, g * to_inner, z1))
        return dx, dW1, db1, dW2, db2

    shapes = TWO_LAYERS | {"to_inner": ("N", "H"), "to_last": ("N", "K")}
    return prove(read_inside, backward, shapes, tuple(TWO_LAYERS))


def inner_activations() -> Proofs:
    """Leave out the term of the layer that the cost reads, then add it."""
    yield proved_inside(lambda delta, W, _inner, z: (delta @ W) * sigma.prime(z))
    yield proved_inside(error_with_inner_term)


# --- skip connections ---------------------------------------------------------------------------


def both_paths(delta: Any, W: Any, past: Any) -> Any:
    """Add what comes through the block to what goes past it."""
    return delta @ W + past


def proved_past(join: Rule) -> Proof:
    """Prove a block whose input is added to its output, and a rule to join the two paths back."""

    def layer(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        z1, to_layer1 = affine(x, W1, b1)
        a1, to_z1 = activate(z1)
        z2, to_layer2 = affine(a1, W2, b2)

        def pullback(g: Any) -> Any:
            to_a1, dW2, db2 = to_layer2(g)
            (delta,) = to_z1(to_a1)
            _dx, dW1, db1 = to_layer1(delta)
            return join(delta, W1, g), dW1, db1, dW2, db2

        return x + z2, pullback

    return prove(layer, TWO_LAYERS | {"W2": ("D", "H"), "b2": ("D",)})


def skip_connection() -> Proofs:
    """Follow the path through the block alone, then add the two paths."""
    yield proved_past(lambda delta, W, _past: delta @ W)
    yield proved_past(both_paths)


# --- tied weights -------------------------------------------------------------------------------


def both_uses(delta1: Any, x: Any, delta2: Any, a1: Any) -> Any:
    """Add the gradients of the two layers that share a matrix."""
    return delta1.T @ x + delta2.T @ a1


def proved_tied(join: Rule) -> Proof:
    """Prove two layers with one matrix, and a rule to join the gradients of its uses."""

    def layer(x: Any, W: Any, b: Any, c: Any) -> Any:
        z1, to_layer1 = affine(x, W, b)
        a1, to_z1 = activate(z1)
        z2, to_layer2 = affine(a1, W, c)
        a2, to_z2 = activate(z2)

        def pullback(g: Any) -> Any:
            (delta2,) = to_z2(g)
            to_a1, _dW2, dc = to_layer2(delta2)
            (delta1,) = to_z1(to_a1)
            dx, _dW1, db = to_layer1(delta1)
            return dx, join(delta1, x, delta2, a1), db, dc

        return a2, pullback

    return prove(layer, {"x": ("N", "D"), "W": ("D", "D"), "b": ("D",), "c": ("D",)})


def tied_weights() -> Proofs:
    """Count the last use alone, then add the two uses."""
    yield proved_tied(lambda _delta1, _x, delta2, a1: delta2.T @ a1)
    yield proved_tied(both_uses)


def both_uses_transposed(delta1: Any, x: Any, delta2: Any, a1: Any) -> Any:
    """Add the gradients of an encoder and of a decoder that uses the same matrix transposed."""
    return delta1.T @ x + a1.T @ delta2


def autoencoder(x: Any, W: Any, b: Any, c: Any) -> Any:
    """Encode with W, decode with its transpose."""
    z1, to_layer1 = affine(x, W, b)
    a1, to_z1 = activate(z1)
    z2, to_layer2 = affine(a1, W.T, c)

    def pullback(g: Any) -> Any:
        to_a1, _dW2, dc = to_layer2(g)
        (delta1,) = to_z1(to_a1)
        dx, _dW1, db = to_layer1(delta1)
        return dx, both_uses_transposed(delta1, x, g, a1), db, dc

    return z2, pullback


def tied_transposed() -> Proofs:
    """Turn the gradient of the second use round before it is added."""
    yield prove(autoencoder, {"x": ("N", "D"), "W": ("H", "D"), "b": ("H",), "c": ("D",)})


# --- costs that are no mean ---------------------------------------------------------------------


def losses(x: Any, W: Any, b: Any) -> Any:
    """Give one loss for each example."""
    return loss(activate(affine(x, W, b)[0])[0]).sum(axis=1)


def seeded_error(seed: Any, a: Any, z: Any) -> Any:
    """Start the backward pass of each example with the slope of the cost by its loss."""
    return seed[:, None] * loss.prime(a) * sigma.prime(z)


def backward_from(seed: Rule) -> Rule:
    """Make the backward pass of a rule for the seed; all else stays the same."""

    def backward(g: Any, x: Any, W: Any, b: Any) -> Any:
        z, to_layer = affine(x, W, b)
        a, _ = activate(z)
        return to_layer(seeded_error(g * seed(loss(a).sum(axis=1)), a, z))

    return backward


def seed() -> Proofs:
    """Hand in one upstream gradient for each loss: the slopes of any cost whatever."""
    yield prove(losses, backward_from(np.ones_like), ONE_LAYER)


def log_mean_exp(x: Any, W: Any, b: Any) -> Any:
    """Take a soft maximum of the losses, which is no mean of anything."""
    return np.log(np.exp(losses(x, W, b)).mean())


def share_of_each(each: Any) -> Any:
    """Give each example the share that its loss has in the sum of exponentials."""
    return np.exp(each) / np.exp(each).sum()


def same_for_each(each: Any) -> Any:
    """Give each example one part in N, as for a mean."""
    return np.ones_like(each) / each.shape[0]


def soft_maximum() -> Proofs:
    """Seed as for a mean, then with the shares."""
    yield prove(log_mean_exp, backward_from(same_for_each), ONE_LAYER)
    yield prove(log_mean_exp, backward_from(share_of_each), ONE_LAYER)


# --- examples coupled by batch norm -------------------------------------------------------------


def error_through_batch(delta: Any, normal: Any, spread: Any) -> Any:
    """Take back the two paths through mean and spread, by which each example moves all others."""
    straight = delta - delta.mean(axis=0)
    return (straight - normal * (delta * normal).mean(axis=0)) / spread


def proved_through_batch(rule: Rule) -> Proof:
    """Prove a layer with batch norm between weighing and activation, and a rule for its error."""

    def layer(x: Any, W: Any, b: Any, gamma: Any, beta: Any, eps: Any) -> Any:
        u, to_layer = affine(x, W, b)
        apart = u - u.mean(axis=0)
        spread = np.sqrt((apart**2).mean(axis=0) + eps)
        normal = apart / spread
        a, to_z = activate(gamma * normal + beta)

        def pullback(g: Any) -> Any:
            (delta,) = to_z(g)
            back = to_layer(rule(delta * gamma, normal, spread))
            return *back, (delta * normal).sum(axis=0), delta.sum(axis=0)

        return a, pullback

    return prove(
        lambda *inputs: layer(*inputs)[0],
        lambda g, *inputs: layer(*inputs)[1](g),
        ONE_LAYER | {"gamma": ("K",), "beta": ("K",), "eps": ()},
        wrt=("x", "W", "b", "gamma", "beta"),
        sample={"eps": "positive"},
    )


def batch_norm() -> Proofs:
    """Take mean and spread for constants, then follow all paths."""
    yield proved_through_batch(lambda delta, _normal, spread: delta / spread)
    yield proved_through_batch(error_through_batch)
