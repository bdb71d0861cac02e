"""Networks and costs beyond a plain chain of layers: what each adds to the equations.

Each rule that is added is a function of its own. The backward pass that is proved calls it, and
the formula on the page is what it returns for symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from backproof import Arbitrary, Proof, prove
from backproof.derivation import latex
from backproof.derivation.notation import D, H, K, N, h, j, k, n, quantity
from backproof.nn import affine, elementwise

sigma, loss = Arbitrary(r"\sigma"), Arbitrary(r"\ell")
activate = elementwise(sigma, sigma.prime)
TWO_LAYERS = {"x": ("N", "D"), "W1": ("H", "D"), "b1": ("H",), "W2": ("K", "H"), "b2": ("K",)}
PARAMETERS = ("x", "W1", "b1", "W2", "b2")
ONE_LAYER = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
i = sp.Symbol("i", integer=True, nonnegative=True)


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


def any_cost_of_the_outputs() -> Proof:
    """Leave the upstream gradient open: it may come from any cost."""
    return prove(network, TWO_LAYERS)


# --- a cost that reads inner activations --------------------------------------------------------


def read_inside(x: Any, W1: Any, b1: Any, W2: Any, b2: Any, to_inner: Any, to_last: Any) -> Any:
    """Let a cost read both layers; two free arrays are its slopes by what it reads."""
    a1 = activate(affine(x, W1, b1)[0])[0]
    a2 = activate(affine(a1, W2, b2)[0])[0]
    return (to_inner * a1).sum() + (to_last * a2).sum()


def error_with_inner_term(delta: Any, W: Any, inner: Any, z: Any) -> Any:
    """Add what the cost reads here to what comes back from the layer after."""
    return (delta @ W + inner) * sigma.prime(z)


def error_without_inner_term(delta: Any, W: Any, inner: Any, z: Any) -> Any:
    """Take back what comes from the layer after, and nothing else."""
    del inner
    return (delta @ W) * sigma.prime(z)


def backward_inside(error: Callable[..., Any]) -> Callable[..., Any]:
    """Make the backward pass of a rule for the error of the hidden layer."""

    def backward(g: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any, *read: Any) -> Any:
        to_inner, to_last = read
        z1, to_layer1 = affine(x, W1, b1)
        z2, to_layer2 = affine(activate(z1)[0], W2, b2)
        delta = g * to_last * sigma.prime(z2)
        _da1, dW2, db2 = to_layer2(delta)
        dx, dW1, db1 = to_layer1(error(delta, W2, g * to_inner, z1))
        return dx, dW1, db1, dW2, db2

    return backward


READ_INSIDE = TWO_LAYERS | {"to_inner": ("N", "H"), "to_last": ("N", "K")}


def inner_activations() -> Proof:
    """Add the term of the layer that the cost reads."""
    return prove(read_inside, backward_inside(error_with_inner_term), READ_INSIDE, PARAMETERS)


def inner_activations_forgotten() -> Proof:
    """Leave the term out."""
    return prove(read_inside, backward_inside(error_without_inner_term), READ_INSIDE, PARAMETERS)


# --- skip connections ---------------------------------------------------------------------------


def both_paths(delta: Any, W: Any, past: Any) -> Any:
    """Add what comes through the block to what goes past it."""
    return delta @ W + past


def path_through(delta: Any, W: Any, past: Any) -> Any:
    """Take what comes through the block alone."""
    del past
    return delta @ W


def skipped(join: Callable[..., Any]) -> Callable[..., Any]:
    """Make a block whose input is added to its output, and a rule to join the two paths back."""

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

    return layer


SKIPPED = TWO_LAYERS | {"W2": ("D", "H"), "b2": ("D",)}


def skip_connection() -> Proof:
    """Add the two paths."""
    return prove(skipped(both_paths), SKIPPED)


def skip_connection_forgotten() -> Proof:
    """Follow the one path through the block."""
    return prove(skipped(path_through), SKIPPED)


# --- tied weights -------------------------------------------------------------------------------


def both_uses(delta1: Any, x: Any, delta2: Any, a1: Any) -> Any:
    """Add the gradients of the two layers that share a matrix."""
    return delta1.T @ x + delta2.T @ a1


def last_use(delta1: Any, x: Any, delta2: Any, a1: Any) -> Any:
    """Take the gradient of the last layer alone."""
    del delta1, x
    return delta2.T @ a1


def tied(join: Callable[..., Any]) -> Callable[..., Any]:
    """Make two layers with one matrix, and a rule to join the gradients of its uses."""

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

    return layer


TIED = {"x": ("N", "D"), "W": ("D", "D"), "b": ("D",), "c": ("D",)}


def tied_weights() -> Proof:
    """Add the two uses."""
    return prove(tied(both_uses), TIED)


def tied_weights_counted_once() -> Proof:
    """Count the last use alone."""
    return prove(tied(last_use), TIED)


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


def tied_to_the_transpose() -> Proof:
    """Turn the gradient of the second use round before it is added."""
    return prove(autoencoder, {"x": ("N", "D"), "W": ("H", "D"), "b": ("H",), "c": ("D",)})


# --- costs that are no mean ---------------------------------------------------------------------


def losses(x: Any, W: Any, b: Any) -> Any:
    """Give one loss for each example."""
    return loss(activate(affine(x, W, b)[0])[0]).sum(axis=1)


def seeded_error(seed: Any, a: Any, z: Any) -> Any:
    """Start the backward pass of each example with the slope of the cost by its loss."""
    return seed[:, None] * loss.prime(a) * sigma.prime(z)


def backward_from(seed: Callable[..., Any]) -> Callable[..., Any]:
    """Make the backward pass of a rule for the seed; all else stays the same."""

    def backward(g: Any, x: Any, W: Any, b: Any) -> Any:
        z, to_layer = affine(x, W, b)
        a, _ = activate(z)
        return to_layer(seeded_error(g * seed(loss(a).sum(axis=1)), a, z))

    return backward


def seed_of_each_example() -> Proof:
    """Hand in one upstream gradient for each loss: the slopes of any cost whatever."""
    return prove(losses, backward_from(np.ones_like), ONE_LAYER)


def log_mean_exp(x: Any, W: Any, b: Any) -> Any:
    """Take a soft maximum of the losses, which is no mean of anything."""
    return np.log(np.exp(losses(x, W, b)).mean())


def share_of_each(each: Any) -> Any:
    """Give each example the share that its loss has in the sum of exponentials."""
    return np.exp(each) / np.exp(each).sum()


def same_for_each(each: Any) -> Any:
    """Give each example one part in N, as for a mean."""
    return np.ones_like(each) / each.shape[0]


def soft_maximum() -> Proof:
    """Seed with the shares."""
    return prove(log_mean_exp, backward_from(share_of_each), ONE_LAYER)


def soft_maximum_taken_for_a_mean() -> Proof:
    """Seed as for a mean."""
    return prove(log_mean_exp, backward_from(same_for_each), ONE_LAYER)


# --- examples coupled by batch norm -------------------------------------------------------------


def error_through_batch(delta: Any, normal: Any, spread: Any) -> Any:
    """Take back the two paths through mean and spread, by which each example moves all others."""
    straight = delta - delta.mean(axis=0)
    return (straight - normal * (delta * normal).mean(axis=0)) / spread


def error_straight(delta: Any, normal: Any, spread: Any) -> Any:
    """Take mean and spread for constants."""
    del normal
    return delta / spread


def normalised(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Make a layer with batch norm between weighing and activation, and a rule for its error."""

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

    return layer


def through_batch_norm(rule: Callable[..., Any]) -> Proof:
    """Prove a rule for the error before batch norm."""
    layer = normalised(rule)
    return prove(
        lambda *inputs: layer(*inputs)[0],
        lambda g, *inputs: layer(*inputs)[1](g),
        ONE_LAYER | {"gamma": ("K",), "beta": ("K",), "eps": ()},
        wrt=("x", "W", "b", "gamma", "beta"),
        sample={"eps": "positive"},
    )


def batch_norm() -> Proof:
    """Follow all paths."""
    return through_batch_norm(error_through_batch)


def batch_norm_without_its_paths() -> Proof:
    """Follow the straight path alone."""
    return through_batch_norm(error_straight)


# --- formulas -----------------------------------------------------------------------------------


def inner_formula() -> str:
    """Print the error of a layer whose activations the cost reads."""
    inner = quantity(r"\nabla_{a^{l}} R", N, H, entry=r"\frac{\partial R}{\partial a^{l}_{%s}}")
    after, W = quantity(r"\delta^{l+1}", N, K), quantity("W^{l+1}", K, H)
    found = error_with_inner_term(after, W, inner, quantity("z^{l}", N, H))
    return rf"\delta^{{l}}_{{nh}} = {latex(found.at(n, h))}"


def skip_formula() -> str:
    """Print the gradient of the input of a block with a skip connection."""
    past = quantity(r"\nabla_{y} C", N, D, entry=r"\frac{\partial C}{\partial y_{%s}}")
    found = both_paths(quantity(r"\delta^{1}", N, H), quantity("W^{1}", H, D), past)
    return rf"\frac{{\partial C}}{{\partial x_{{nj}}}} = {latex(found.at(n, j))}"


def tied_formula() -> str:
    """Print the gradient of a matrix used twice."""
    found = both_uses(
        quantity(r"\delta^{1}", N, D),
        quantity("x", N, D),
        quantity(r"\delta^{2}", N, D),
        quantity("a^{1}", N, D),
    )
    return rf"\frac{{\partial C}}{{\partial w_{{ij}}}} = {latex(found.at(i, j))}"


def transposed_formula() -> str:
    """Print the gradient of a matrix used once more transposed."""
    found = both_uses_transposed(
        quantity(r"\delta^{1}", N, H),
        quantity("x", N, D),
        quantity(r"\delta^{2}", N, D),
        quantity("a^{1}", N, H),
    )
    return rf"\frac{{\partial C}}{{\partial w_{{hj}}}} = {latex(found.at(h, j))}"


def seed_formula() -> str:
    """Print the error behind a seed for each example."""
    seed = quantity(r"\nabla_{\ell} C", N, entry=r"\frac{\partial C}{\partial \ell_{%s}}")
    found = seeded_error(seed, quantity("a^{L}", N, K), quantity("z^{L}", N, K))
    return rf"\delta^{{L}}_{{nk}} = {latex(found.at(n, k))}"


def share_formula() -> str:
    """Print the seed of the soft maximum."""
    found = share_of_each(quantity(r"\ell", N))
    return rf"\frac{{\partial C}}{{\partial \ell_{{n}}}} = {latex(found.at(n))}"


def batch_formula() -> str:
    """Print the error before batch norm, with the error behind it, already times gamma."""
    found = error_through_batch(
        quantity(r"\hat\delta", N, K), quantity(r"\hat z", N, K), quantity("s", K)
    )
    return rf"\delta_{{nk}} = {latex(found.at(n, k))}"


def last_formula() -> str:
    """Print the gradient of the last weights for any cost of the outputs."""
    given = quantity(r"\nabla_{a^{L}} C", N, K, entry=r"\frac{\partial C}{\partial a^{L}_{%s}}")
    (found,) = activate(quantity("z^{L}", N, K))[1](given)
    return rf"\delta^{{L}}_{{nk}} = {latex(found.at(n, k))}"
