"""The checks of the claims of the first note, in the order of its lines.

One small network serves most of them. It is numbered as in the note: `a1` is the input, `W2` leads
to layer 2, and one example is an array of one axis.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from backproof import Verdict, prove
from book.claims.judging import Finding, compare, short, sigmoid, slopes

# --- the worked numbers -------------------------------------------------------------------------

a1, W, b = np.array([0.5, 0.3]), np.array([[0.4, 0.6], [0.1, 0.9]]), np.array([0.2, 0.1])


def example_sum() -> Finding:
    """Multiply the weights of the example by its input, and add the bias."""
    product = compare([0.38, 0.32], W @ a1, "Wa")
    weighted = compare([0.58, 0.42], W @ a1 + b, "z²")
    return Finding(product.holds and weighted.holds, f"{product.shown}; {weighted.shown}")


def example_numbers() -> Finding:
    """Compute the layer of the example, and round as it does."""
    return compare([0.641, 0.603], np.round(sigmoid(W @ a1 + b), 3), "a²")


# --- a network, layer by layer ------------------------------------------------------------------

W2, b2 = np.array([[0.4, 0.6], [0.1, 0.9], [-0.5, 0.2]]), np.array([0.2, 0.1, 0.0])
W3, b3 = np.array([[0.3, -0.2, 0.5], [0.7, 0.1, -0.4]]), np.array([0.1, -0.3])
y3 = np.array([1.0, 0.0])
z2 = W2 @ a1 + b2
a2 = sigmoid(z2)
z3 = W3 @ a2 + b3
a3 = sigmoid(z3)


def slope(z: Any) -> Any:
    """Differentiate the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


def cost(a: Any) -> Any:
    """Take half the squared distance from the target."""
    return ((y3 - a) ** 2).sum() / 2


delta3 = (a3 - y3) * slope(z3)


X2 = np.array([[0.5, 0.3], [0.1, -0.8], [-0.6, 0.2]])


def weighted_sum_of_rows() -> Finding:
    """Put three examples into the formula at once, one a row, as libraries keep them."""
    try:
        stated = W2 @ X2 + b2
        return compare(stated, [[W2[k] @ one + b2[k] for k in range(3)] for one in X2], "z")
    except ValueError as error:
        return Finding(holds=False, shown=str(error))


def weighted_sum_of_one_example() -> Finding:
    """Put the examples into the formula one by one."""
    stated = [W2 @ one + b2 for one in X2]
    true = [[sum(W2[k] * one) + b2[k] for k in range(3)] for one in X2]
    return compare(stated, true, "z")


def hidden_error_with_two_functions() -> Finding:
    """Let the hidden layer use tanh, the output sigmoid, and σ′ be that of the output."""
    z = W3 @ np.tanh(z2) + b3
    delta = (sigmoid(z) - y3) * slope(z)
    true = slopes(lambda z2: cost(sigmoid(W3 @ np.tanh(z2) + b3)), z2)
    return compare(W3.T @ delta * slope(z2), true, "δ²")


def hidden_error_with_one_function() -> Finding:
    """Let both layers use the sigmoid."""
    true = slopes(lambda z2: cost(sigmoid(W3 @ sigmoid(z2) + b3)), z2)
    return compare(W3.T @ delta3 * slope(z2), true, "δ²")


# --- the cost of several examples ---------------------------------------------------------------

x, y, w = np.array([1.0, 2.0, -1.0, 0.5]), np.array([0.0, 1.0, 1.0, 0.0]), 0.3


def mean_cost(w: Any) -> Any:
    """Average the half squared errors of four examples."""
    return np.mean((w * x - y) ** 2 / 2)


def root_of_the_mean_square() -> Finding:
    """Set the mean of the roots of single examples beside the root of the mean of them all."""
    square = (w * x - y) ** 2
    return compare(np.mean(np.sqrt(square)), np.sqrt(np.mean(square)), "C")


def half_squared_errors() -> Finding:
    """Set the mean of the half squares beside the distance of all outputs, halved and shared."""
    each = (w * x - y) ** 2 / 2
    return compare(np.mean(each), np.linalg.norm(w * x - y) ** 2 / (2 * len(x)), "C")


def work_of_the_whole_cost() -> Finding:
    """Count the neurons computed for all examples at once, and for one after the other."""
    counts: list[int] = []

    def counted(z: Any) -> Any:
        counts.append(z.size)
        return sigmoid(z)

    whole = np.mean((counted(w * x) - y) ** 2)
    done = sum(counts)
    single = np.mean([(counted(w * x[i : i + 1]) - y[i]) ** 2 for i in range(4)])
    same = "=" if np.isclose(whole, single) else "≠"
    return Finding(done > sum(counts) - done, f"C {same}, σ(z): {done} ≯ {sum(counts) - done}")


def minibatches_stand_for_the_whole() -> Finding:
    """Average the gradients of all minibatches of two examples."""
    of_each = (w * x - y) * x
    batches = [of_each[list(pair)].mean() for pair in combinations(range(4), 2)]
    return compare(np.mean(batches), slopes(mean_cost, w), "∂C/∂w")


def step_of_the_sum() -> Finding:
    """Take one step with the sum of the costs, one with the mean, at one learning rate."""
    of_sum = slopes(lambda w: 4 * mean_cost(w), w)
    return compare(w - 0.1 * of_sum, w - 0.1 * slopes(mean_cost, w), "w")


def step_of_the_sum_with_a_smaller_rate() -> Finding:
    """Divide the learning rate of the sum by the number of examples."""
    of_sum = slopes(lambda w: 4 * mean_cost(w), w)
    return compare(w - 0.1 / 4 * of_sum, w - 0.1 * slopes(mean_cost, w), "w")


def sum_for_the_gradient_of_a_mean() -> Finding:
    """Set the sum of the gradients of four examples beside the gradient of their mean cost."""
    of_each = (w * x - y) * x
    return compare(of_each.sum(), slopes(mean_cost, w), "∂C/∂w")


def mean_for_the_gradient_of_a_mean() -> Finding:
    """Set the mean of the gradients of four examples beside the gradient of their mean cost."""
    of_each = (w * x - y) * x
    return compare(of_each.mean(), slopes(mean_cost, w), "∂C/∂w")


def examples_one_by_one_with_batch_norm() -> Finding:
    """Normalise over the batch, and follow each example as if it were the only one to move."""
    u = w * x
    normal = (u - u.mean()) / u.std()
    true = slopes(lambda u: np.mean(((u - u.mean()) / u.std() - y) ** 2 / 2), u)
    return compare((normal - y) / u.std() / 4, true, "∂C/∂z")


def examples_one_by_one_without() -> Finding:
    """Do the same where no example enters into the value of another."""
    u = w * x
    return compare((u - y) / 4, slopes(lambda u: np.mean((u - y) ** 2 / 2), u), "∂C/∂z")


# --- what the cost reads ------------------------------------------------------------------------


def gradient_with_weight_decay() -> Finding:
    """Add the squared weights to the cost, which it then reads beside the output."""
    true = slopes(lambda W3: cost(sigmoid(W3 @ a2 + b3)) + (W3**2).sum() / 20, W3)
    return compare(np.outer(delta3, a2), true, "∂C/∂W³")


def gradient_without_weight_decay() -> Finding:
    """Let the cost read the output alone."""
    true = slopes(lambda W3: cost(sigmoid(W3 @ a2 + b3)), W3)
    return compare(np.outer(delta3, a2), true, "∂C/∂W³")


def start_from_half_the_square() -> Finding:
    """Differentiate half the squared distance by the output."""
    return compare(a3 - y3, slopes(cost, a3), "∂C/∂a")


def no_gradient_if_inner_layers_count() -> Finding:
    """Let the cost read a² beside the output; is there no pass backwards that gets δ² right?"""
    true = slopes(lambda z2: cost(sigmoid(W3 @ sigmoid(z2) + b3)) + (sigmoid(z2) ** 3).sum(), z2)
    found = compare((W3.T @ delta3 + 3 * a2**2) * slope(z2), true, "δ²")
    return Finding(not found.holds, found.shown)


def any_cost(z: Any, V: Any, W: Any, p: Any, q: Any, r: Any) -> Any:
    """Read a², a³ and aᴸ; of a cost f, nothing but its slopes p, q, r by these matters here."""
    a2 = np.tanh(z)
    a3 = np.tanh(a2 @ V.T)
    aL = np.tanh(a3 @ W.T)
    return (p * a2).sum() + (q * a3).sum() + (r * aL).sum()


def its_gradients(g: Any, z: Any, V: Any, W: Any, p: Any, q: Any, r: Any) -> Any:
    """Go back as ever, and add the slope by the activation at each layer that the cost reads."""
    a2 = np.tanh(z)
    a3 = np.tanh(a2 @ V.T)
    aL = np.tanh(a3 @ W.T)
    deltaL = g * r * (1 - aL**2)
    delta3 = (deltaL @ W + g * q) * (1 - a3**2)
    delta2 = (delta3 @ V + g * p) * (1 - a2**2)
    return delta2, delta3.T @ a2, deltaL.T @ a3


def the_general_form_is_proved() -> Finding:
    """Prove δ² and the gradients of the weights, for every width and number of examples."""
    shapes = {"z": "N D", "V": "K D", "W": "M K", "p": "N D", "q": "N K", "r": "N M"}
    wanted = {name: tuple(letters.split()) for name, letters in shapes.items()}
    proof = prove(any_cost, its_gradients, wanted, wrt=("z", "V", "W"))
    return Finding(proof.verdict is Verdict.PROVED, f"{proof.verdict.name}: δ², ∂C/∂V, ∂C/∂W")


# --- the four equations -------------------------------------------------------------------------

z, target = np.array([1.0, 0.0, -1.0]), np.array([0.0, 1.0, 0.0])


def softmax(z: Any) -> Any:
    """Make shares of a whole: every weighted sum moves every activation."""
    return np.exp(z) / np.exp(z).sum()


def output_error_with_softmax() -> Finding:
    """Take a softmax for σ; ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ)."""
    a = softmax(z)
    true = slopes(lambda z: ((softmax(z) - target) ** 2).sum() / 2, z)
    return compare((a - target) * a * (1 - a), true, "δ")


def output_error_with_sigmoid() -> Finding:
    """Take a sigmoid for σ; ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ) as well."""
    a = sigmoid(z)
    true = slopes(lambda z: ((sigmoid(z) - target) ** 2).sum() / 2, z)
    return compare((a - target) * a * (1 - a), true, "δ")


Z, Y = np.array([[1.0, 0.0], [-1.0, 0.5], [2.0, 1.0]]), np.array([[1.0, 0], [0, 1], [0, 0]])


def quadratic_error_of_a_batch() -> Finding:
    """Take for C the mean over three examples, as the note does."""
    true = slopes(lambda Z: ((sigmoid(Z) - Y) ** 2).sum() / 2 / len(Z), Z)
    return compare((sigmoid(Z) - Y) * slope(Z), true, "δ")


def quadratic_error_of_one_example() -> Finding:
    """Take for C the cost of a single example."""
    true = slopes(lambda z: ((sigmoid(z) - Y[0]) ** 2).sum() / 2, Z[0])
    return compare((sigmoid(Z[0]) - Y[0]) * slope(Z[0]), true, "δ")


W4, S = np.array([[0.6, -0.8]]), np.array([[0.9, -0.4, 0.5]])


def hidden_error(skip: Any) -> tuple[Any, Any]:
    """Return δ² by the equation from δ³, and by differences; `skip` leads from a² to layer 4."""
    a4 = sigmoid(W4 @ a3 + skip @ a2)
    delta4 = (a4 - 1) * a4 * (1 - a4)

    def the_cost(z2: Any) -> Any:
        a2 = sigmoid(z2)
        return ((sigmoid(W4 @ sigmoid(W3 @ a2 + b3) + skip @ a2) - 1) ** 2).sum() / 2

    return W3.T @ (W4.T @ delta4 * slope(z3)) * slope(z2), slopes(the_cost, z2)


def hidden_error_with_a_skip() -> Finding:
    """Let layer 2 lead to layer 4 as well as to layer 3."""
    return compare(*hidden_error(S), "δ²")


def hidden_error_in_a_chain() -> Finding:
    """Let each layer lead to the next alone."""
    return compare(*hidden_error(0 * S), "δ²")


def hidden_error_by_the_chain_rule() -> Finding:
    """Differentiate all z³ by z², each weighed with what the cost makes of it, its error."""
    true = slopes(lambda z2: delta3 @ (W3 @ sigmoid(z2) + b3), z2)
    return compare(W3.T @ delta3 * slope(z2), true, "δ²")


def bias_of_a_batch() -> Finding:
    """Take the errors of three examples, one a row, for the gradient of the bias."""
    true = slopes(lambda b: ((sigmoid(Z + b) - Y) ** 2).sum() / 2, np.zeros(2))
    return compare((sigmoid(Z) - Y) * slope(Z), true, "∂C/∂b")


def bias_of_one_example() -> Finding:
    """Take the error of one example for the gradient of the bias."""
    true = slopes(lambda b: ((sigmoid(Z[0] + b) - Y[0]) ** 2).sum() / 2, np.zeros(2))
    return compare((sigmoid(Z[0]) - Y[0]) * slope(Z[0]), true, "∂C/∂b")


def one_bias_for_two_neurons() -> Finding:
    """Add one and the same number to both neurons of the layer."""
    true = slopes(lambda shared: cost(sigmoid(W3 @ a2 + b3 + shared)), 0.0)
    return compare(delta3, np.full(2, true), "∂C/∂b")


def a_bias_for_each_neuron() -> Finding:
    """Add to each neuron a number of its own."""
    return compare(delta3, slopes(lambda b3: cost(sigmoid(W3 @ a2 + b3)), b3), "∂C/∂b")


def weights_used_twice() -> Finding:
    """Use the weights of the example in two layers, and count the second alone."""
    first = sigmoid(W @ a1)
    second = sigmoid(W @ first)
    true = slopes(lambda W: cost(sigmoid(W @ sigmoid(W @ a1))), W)
    return compare(np.outer((second - y3) * second * (1 - second), first), true, "∂C/∂w")


def weights_used_once() -> Finding:
    """Let the layer before have weights that do not change along."""
    first = sigmoid(W @ a1)
    second = sigmoid(W @ first)
    true = slopes(lambda V: cost(sigmoid(V @ first)), W)
    return compare(np.outer((second - y3) * second * (1 - second), first), true, "∂C/∂w")


def product_of_plain_arrays() -> Finding:
    """Write the product as it stands, with arrays of one axis as in the example of the note."""
    delta = (sigmoid(W @ a1) - y3) * slope(W @ a1)
    true = slopes(lambda W: cost(sigmoid(W @ a1)), W)
    return compare(delta @ a1.T, true, "∇C")


def product_of_columns() -> Finding:
    """Make columns of both first."""
    delta, a = ((sigmoid(W @ a1) - y3) * slope(W @ a1))[:, None], a1[:, None]
    return compare(delta @ a.T, slopes(lambda W: cost(sigmoid(W @ a1)), W), "∇C")


def shape_of_the_product() -> Finding:
    """Set the shape of column times row beside that of the weights, which is not square."""
    column, row = delta3[:, None], a2[:, None].T
    shape = (column @ row).shape
    return Finding(shape == W3.shape, f"{column.shape}·{row.shape} → {shape}, W: {W3.shape}")


# --- the algorithm ------------------------------------------------------------------------------

weights, biases = {2: W2, 3: W3}, {2: b2, 3: b3}


def forward_from(first: int) -> Any:
    """Run the second step of the algorithm from a layer up to the last."""
    a = {1: a1}
    for layer in range(first, 4):
        a[layer] = sigmoid(weights[layer] @ a[layer - 1] + biases[layer])
    return a[3]


def forward_from_layer_one() -> Finding:
    """Begin with layer 1, as the formula for every layer says."""
    try:
        return compare(forward_from(1), a3, "a³")
    except KeyError as error:
        return Finding(holds=False, shown=f"W^{error} ∉ {{W^2, W^3}}")


def forward_from_layer_two() -> Finding:
    """Begin with layer 2, the first that has weights."""
    return compare(forward_from(2), sigmoid(W3 @ sigmoid(W2 @ a1 + b2) + b3), "a³")


def output_error_of_softmax_with_cross_entropy() -> Finding:
    """Multiply ∇C of a cross-entropy, entry by entry, by the slopes a(1 - a) of a softmax."""
    a = softmax(z)
    true = slopes(lambda z: -(target * np.log(softmax(z))).sum(), z)
    return compare(-target / a * a * (1 - a), true, "δ")


def output_error_of_sigmoids_with_cross_entropy() -> Finding:
    """Do the same with sigmoids and the cross-entropy that belongs to them."""
    a, t = sigmoid(z), target
    true = slopes(lambda z: -(t * np.log(sigmoid(z)) + (1 - t) * np.log(1 - sigmoid(z))).sum(), z)
    return compare((a - t) / (a * (1 - a)) * (a * (1 - a)), true, "δ")


X3 = np.array([[0.5, 0.3, 0.9], [0.1, -0.8, 0.4], [-0.6, 0.2, 1.0]])


def costs(V: Any, c: Any = b3) -> Any:
    """Compute the cost of each of three examples for weights V and biases c."""
    return [((sigmoid(V @ one + c) - y3) ** 2).sum() / 2 for one in X3]


def errors() -> list[Any]:
    """Compute δ of each of the three examples."""
    return [(sigmoid(W3 @ one + b3) - y3) * slope(W3 @ one + b3) for one in X3]


def one_pass_for_three_examples() -> Finding:
    """Take what one run of the five steps gives for the gradient of the cost of three examples."""
    return compare(np.outer(errors()[0], X3[0]), slopes(lambda V: np.mean(costs(V)), W3), "∂C/∂W")


def one_pass_for_one_example() -> Finding:
    """Take it for the gradient of the cost of the example that it ran with."""
    return compare(np.outer(errors()[0], X3[0]), slopes(lambda V: costs(V)[0], W3), "∂C/∂W")


# --- insights -----------------------------------------------------------------------------------

SMALL = 1e-3
strong = np.array([0.9, 0.0])  # the activation of neuron 0 is large, that of neuron 1 is 0


def gradient_of_two_weights() -> Any:
    """Differentiate half the squared error of a linear neuron by its two weights."""
    return slopes(lambda w: (w @ strong - 1) ** 2 / 2, [0.1, 0.2])


def activation_times_index() -> Finding:
    """Multiply the activation by the number of its neuron, as the stars say; numbers begin at 0."""
    premise, gradient = abs(strong[0] * 0), abs(gradient_of_two_weights()[0])
    shown = f"a·0 = {short(premise)}, |∂C/∂w| = {short(gradient)}"
    return Finding(bool(premise > SMALL or gradient < SMALL), shown)


def activation_with_index() -> Finding:
    """Make the number an index: the activation of neuron 1 is 0."""
    return compare(strong[1], gradient_of_two_weights()[1], "a, ∂C/∂w")


def weak_input_with_a_huge_error() -> Finding:
    """Let the input be small, and the target far away."""
    a, far = 1e-4, 1e6
    gradient = slopes(lambda w: (w * a - far) ** 2 / 2, 1.0, h=1.0)
    return Finding(bool(abs(gradient) < SMALL), f"a = {a}, ∂C/∂w = {short(gradient)}")


def weak_input_with_a_bounded_error() -> Finding:
    """Let |δ| stay below 1, as with a sigmoid and half the squared error."""
    a = 1e-4
    low = slopes(lambda w: sigmoid(w * a) ** 2 / 2, 1.0)
    high = slopes(lambda w: (sigmoid(w * a) - 1) ** 2 / 2, 1.0)
    shown = f"a = {a}, ∂C/∂w = {short([low, high])}"
    return Finding(bool(max(abs(low), abs(high)) < a), shown)


def gradient_in_and_out() -> Any:
    """Differentiate by the weight into a tanh neuron at rest, and by the weight out of it."""
    return slopes(lambda w: (w[1] * np.tanh(w[0] * 1.0) - 1) ** 2 / 2, [0.0, 1.0])


def all_weights_of_a_neuron_at_rest() -> Finding:
    """Take both gradients for 0, since the activation is 0."""
    return compare([0, 0], gradient_in_and_out(), "∂C/∂w")


def weight_out_of_a_neuron_at_rest() -> Finding:
    """Take the gradient of the weight out of it for 0."""
    return compare(0, gradient_in_and_out()[1], "∂C/∂w")


def flat_where_the_value_is_zero() -> Finding:
    """Take tanh for σ, at z = 0, where it is 0."""
    return compare(0, slopes(np.tanh, 0.0), f"σ(z) = {short(np.tanh(0.0))}, σ′(z)")


def flat_where_the_sigmoid_is_zero_or_one() -> Finding:
    """Take the sigmoid for σ, far out on either side."""
    ends = np.array([-20.0, 20.0])
    true = [slopes(sigmoid, end) for end in ends]
    return compare([0, 0], true, f"σ(z) = {short(sigmoid(ends))}, σ′(z)")


def error_of_a_saturated_output(cost_of: Callable[[Any], Any]) -> Any:
    """Differentiate the cost of an output that is nearly 0 by its weighted sum."""
    return slopes(lambda z: cost_of(sigmoid(z)), -20.0)


def saturated_with_cross_entropy() -> Finding:
    """Want a 1 of it, and judge by the cross-entropy."""
    return compare(0, error_of_a_saturated_output(lambda a: -np.log(a)), "δ")


def saturated_with_half_the_square() -> Finding:
    """Want a 1 of it, and judge by half the squared error."""
    return compare(0, error_of_a_saturated_output(lambda a: (a - 1) ** 2 / 2), "δ")


def error_before_a_layer(shift: Any) -> Any:
    """Differentiate by z² where the biases of layer 3 are shifted far out."""
    return slopes(lambda z2: ((W4 @ sigmoid(W3 @ sigmoid(z2) + shift)) ** 2).sum() / 2, z2)


def one_saturated_neuron() -> Finding:
    """Saturate one of the two neurons of layer 3."""
    return compare(np.zeros(3), error_before_a_layer(np.array([20.0, 0.0])), "δ²")


def all_neurons_saturated() -> Finding:
    """Saturate both neurons of layer 3."""
    return compare(np.zeros(3), error_before_a_layer(np.array([20.0, -20.0])), "δ²")


# --- the update ---------------------------------------------------------------------------------


def step_of_the_weights() -> Finding:
    """Set the step of the weights beside that against the gradient of the mean cost."""
    products = [np.outer(delta, one) for delta, one in zip(errors(), X3, strict=True)]
    true = -0.5 * slopes(lambda V: np.mean(costs(V)), W3)
    return compare(-0.5 / 3 * sum(products), true, "ΔW")


def step_of_the_biases() -> Finding:
    """Set the step of the biases beside that against the gradient of the mean cost."""
    true = -0.5 * slopes(lambda c: np.mean(costs(W3, c)), b3)
    return compare(-0.5 / 3 * sum(errors()), true, "Δb")


def runs_for_all_gradients() -> Finding:
    """Count the runs of the network that differences need; backpropagation goes there and back."""
    runs, there_and_back = [], 2

    def counted(W3: Any) -> Any:
        runs.append(1)
        return cost(sigmoid(W3 @ a2 + b3))

    found = compare(np.outer(delta3, a2), slopes(counted, W3))
    return Finding(found.holds and there_and_back < len(runs), f"{there_and_back} < {len(runs)}")


def long_step() -> Finding:
    """Step against the gradient at a learning rate of 3."""
    before, after = mean_cost(w), mean_cost(w - 3 * slopes(mean_cost, w))
    return Finding(bool(after < before), f"C: {short(before)} → {short(after)}")


def short_step() -> Finding:
    """Step against the gradient at a learning rate of 0.1."""
    before, after = mean_cost(w), mean_cost(w - 0.1 * slopes(mean_cost, w))
    return Finding(bool(after < before), f"C: {short(before)} → {short(after)}")


def direction_of_a_minibatch() -> Finding:
    """Step against the gradient of the first two of four examples."""
    of_two = ((w * x - y) * x)[:2].mean()
    return compare(-of_two, -slopes(mean_cost, w), "Δw/η")


def directions_of_minibatches() -> Finding:
    """Average the steps of all minibatches of two examples."""
    of_each = (w * x - y) * x
    steps = [-of_each[list(pair)].mean() for pair in combinations(range(4), 2)]
    return compare(np.mean(steps), -slopes(mean_cost, w), "Δw/η")
