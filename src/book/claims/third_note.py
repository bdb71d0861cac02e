"""The claims of the third note (002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backproof import Proof, Verdict, prove
from book.claims.claim import Claim, Judgement, Words
from book.claims.judging import Finding, compare, short, sigmoid, slopes

FILE = "002_3762440482867717.txt"

# Layer l has the weighted sums z; W and b lead to layer l + 1, whose outputs are to meet y.
z, y = np.array([0.2, -0.4]), np.array([1.0, 0.0])
W, b = np.array([[0.5, -1.0], [2.0, 0.3]]), np.array([0.1, -0.2])
examples = np.array([[1.0, 2.0], [0.0, -1.0], [0.5, 1.0]])


def slope(z: Any) -> Any:
    """Differentiate the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


def softmax(z: Any) -> Any:
    """Make shares of a whole: every weighted sum moves every activation."""
    return np.exp(z) / np.exp(z).sum()


def cost(z: Any) -> float:
    """Take half the squared error of one example, from the weighted sums of the last layer."""
    return float(((y - sigmoid(z)) ** 2).sum() / 2)


def after(z: Any) -> Any:
    """Go from the weighted sums of one layer to those of the next."""
    return W @ sigmoid(z) + b


def jacobian(F: Callable[[Any], Any], x: Any) -> Any:
    """Differentiate every entry of F(x), a row each, by every entry of x."""
    steps = 1e-5 * np.eye(len(x))
    return np.transpose([(F(x + step) - F(x - step)) / 2e-5 for step in steps])


def whichever(readings: Sequence[Any], true: Any, name: str) -> Finding:
    """Try every value that an unbound index can take, and find whether one of them is right."""
    holds = any(compare(one, true).holds for one in readings)
    tried = " | ".join(short(one) for one in readings)
    return Finding(holds, f"{name}: {tried} {'=' if holds else '≠'} {short(true)}")


def proved(proof: Proof) -> Finding:
    """Take a proof for all sizes, or show both gradients at a counterexample."""
    part = proof.counterexample
    shown = f": {short(part.claimed)} ≠ {short(part.true)}" if part else ""
    return Finding(proof.verdict is Verdict.PROVED, proof.verdict.name + shown)


# --- the cost -----------------------------------------------------------------------------------


def layer_as_a_matrix_product() -> Finding:
    """Weigh the inputs neuron by neuron."""
    a = sigmoid(z)
    each = [sum(W[j, k] * a[k] for k in range(2)) + b[j] for j in range(2)]
    return compare(sigmoid(W @ a + b), sigmoid(each), "a")


def sum_of_losses_under_a_mean() -> Finding:
    """Let the cost be the mean over three examples, as in many books."""
    of_each = [cost(after(x)) for x in examples]
    return compare(np.sum(of_each), np.mean(of_each), "C")


def sum_of_losses_under_likelihood() -> Finding:
    """Let the cost be -log of the probability of all targets, the examples being independent."""
    p = sigmoid(examples[:, 0])
    return compare(np.sum(-np.log(p)), -np.log(np.prod(p)), "C")


def without_a_sum_over_examples() -> Finding:
    """Run backpropagation on a cost that is no sum: the root of all squared errors together."""
    a = sigmoid(examples @ W.T)
    miss = a - y
    g = miss / np.sqrt((miss**2).sum())  # all that changes: where the way back begins
    found = (g * a * (1 - a)).T @ examples
    true = slopes(lambda W: np.sqrt(((sigmoid(examples @ W.T) - y) ** 2).sum()), W)
    works = compare(found, true, "∂C/∂W")
    return works._replace(holds=not works.holds)  # 'only' says that it cannot work


def for_any_cost_of_the_outputs() -> Finding:
    """Prove the way back for every g, so for every cost of the outputs of the whole batch."""

    def backward(g: Any, W: Any, x: Any) -> Any:
        a = 1 / (1 + np.exp(-x @ W.T))
        return (g * a * (1 - a)).T @ x

    shapes = {"W": ("K", "D"), "x": ("N", "D")}
    return proved(prove(lambda W, x: 1 / (1 + np.exp(-x @ W.T)), backward, shapes, wrt="W"))


w0, signal, wanted = np.array([0.8]), np.array([1.0, 2.0, -0.5]), np.array([1.0, 0.0, 0.0])


def each_alone_where_examples_meet() -> Finding:
    """Subtract the mean of the batch, as batch norm does; to one example it is a constant."""

    def loss(w: Any, mean: Any) -> Any:
        return (np.tanh(w * signal - mean) - wanted) ** 2 / 2

    mean = (w0 * signal).mean()
    each = jacobian(lambda w: loss(w, mean), w0)
    return compare(sum(each), slopes(lambda w: loss(w, (w * signal).mean()).sum(), w0), "∂C/∂w")


def each_alone_where_examples_stay_apart() -> Finding:
    """Leave the mean of the batch out of it."""

    def loss(w: Any) -> Any:
        return (np.tanh(w * signal) - wanted) ** 2 / 2

    each = jacobian(loss, w0)
    return compare(sum(each), slopes(lambda w: loss(w).sum(), w0), "∂C/∂w")


def hidden(V: Any) -> Any:
    """Run the hidden layer, with relu."""
    return np.maximum(V @ np.array([1.0, 2.0]), 0)


def loss_with_a_penalty_inside() -> Finding:
    """Get the same output twice, and charge for the hidden activations."""
    twice, once = (
        ((W / c @ hidden(c * W) - y) ** 2).sum() / 2 + (hidden(c * W) ** 2).sum() / 10
        for c in (2, 1)
    )
    return compare(twice, once, "C")


def loss_of_the_output_alone() -> Finding:
    """Get the same output twice: the hidden layer doubled, the weights after it halved."""
    twice, once = (((W / c @ hidden(c * W) - y) ** 2).sum() / 2 for c in (2, 1))
    return compare(twice, once, "C")


# --- the output layer ---------------------------------------------------------------------------


def cross_entropy(a: Any) -> float:
    """Take -log of the share of the right class."""
    return float(-(y * np.log(a)).sum())


def one_path_through_softmax() -> Finding:
    """Multiply along the path over the neuron's own activation; ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ)."""
    a = softmax(z)
    one_path = slopes(cross_entropy, a) * a * (1 - a)
    return compare(one_path, slopes(lambda z: cross_entropy(softmax(z)), z), "δ")


def one_path_through_sigmoid() -> Finding:
    """Do the same with a sigmoid, whose ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ) as well."""
    a = sigmoid(z)
    one_path = slopes(cross_entropy, a) * a * (1 - a)
    return compare(one_path, slopes(lambda z: cross_entropy(sigmoid(z)), z), "δ")


def cost_with_a_capital_index() -> Finding:
    """Sum over K, so that k is free; or let K be the number of nodes, so that a is the last."""
    a = sigmoid(z)
    free = [sum((y[k] - a[K]) ** 2 for K in range(2)) / 2 for k in range(2)]
    last = sum((y[k] - a[-1]) ** 2 for k in range(2)) / 2
    return whichever([*free, last], cost(z), "C")


def cost_with_one_index() -> Finding:
    """Sum over k, target and output of the same neuron."""
    a = sigmoid(z)
    return compare(sum((y[k] - a[k]) ** 2 for k in range(2)) / 2, cost(z), "C")


def derivative_with_a_capital_index() -> Finding:
    """Differentiate the sum over K for each k; or with K the number of nodes."""
    free = jacobian(lambda z: np.array([((t - sigmoid(z)) ** 2).sum() / 2 for t in y]), z)
    last = slopes(lambda z: ((y - sigmoid(z[-1])) ** 2).sum() / 2, z)
    return whichever([*free, last], slopes(cost, z), "∂C/∂z")


def derivative_with_one_index() -> Finding:
    """Differentiate the sum over k."""
    total = slopes(lambda z: sum((y[k] - sigmoid(z[k])) ** 2 for k in range(2)) / 2, z)
    return compare(total, (sigmoid(z) - y) * slope(z), "∂C/∂z")


def own_term_of_a_softmax() -> Finding:
    """Keep of the sum the term of neuron j, where no weight joins the neurons of the layer."""
    own = np.diag(jacobian(lambda z: (y - softmax(z)) ** 2 / 2, z))
    return compare(own, slopes(lambda z: ((y - softmax(z)) ** 2).sum() / 2, z), "∂C/∂z")


def own_term_of_a_sigmoid() -> Finding:
    """Keep of the sum the term of neuron j, where each activation comes from its own z."""
    own = np.diag(jacobian(lambda z: (y - sigmoid(z)) ** 2 / 2, z))
    return compare(own, slopes(lambda z: ((y - sigmoid(z)) ** 2).sum() / 2, z), "∂C/∂z")


def target_of_no_neuron() -> Finding:
    """Keep the target y of each k that nothing binds."""
    free = [-(y[k] - sigmoid(z)) * slope(z) for k in range(2)]
    return whichever(free, slopes(cost, z), "∂C/∂z")


def target_of_its_own_neuron() -> Finding:
    """Take the target of neuron j."""
    own = [-(y[j] - sigmoid(z[j])) * slope(z[j]) for j in range(2)]
    return compare(own, slopes(cost, z), "∂C/∂z")


def error_with_squared_error() -> Finding:
    """Prove it for any number of outputs, through the cost."""

    def backward(g: Any, z: Any, y: Any) -> Any:
        a = 1 / (1 + np.exp(-z))
        return g * (a - y) * a * (1 - a)

    def half(z: Any, y: Any) -> Any:
        return ((y - 1 / (1 + np.exp(-z))) ** 2).sum() / 2

    return proved(prove(half, backward, {"z": ("K",), "y": ("K",)}, wrt="z"))


def hadamard_with_softmax() -> Finding:
    """Try to prove it for a softmax; g stands for the gradient of any cost by the activations."""

    def backward(g: Any, z: Any) -> Any:
        a = np.exp(z) / np.exp(z).sum()
        return g * a * (1 - a)

    return proved(prove(lambda z: np.exp(z) / np.exp(z).sum(), backward, {"z": ("K",)}))


def hadamard_with_sigmoid() -> Finding:
    """Prove it for a sigmoid; g stands for the gradient of any cost by the activations."""

    def backward(g: Any, z: Any) -> Any:
        a = 1 / (1 + np.exp(-z))
        return g * a * (1 - a)

    return proved(prove(lambda z: 1 / (1 + np.exp(-z)), backward, {"z": ("K",)}))


def product_place_by_place() -> Finding:
    """Multiply two vectors with NumPy, and entry by entry."""
    return compare(z * b, [z[j] * b[j] for j in range(2)], "z ⊙ b")


# --- back by one layer --------------------------------------------------------------------------


def products(z: Any) -> Any:
    """Make a next layer that multiplies and divides: nothing is weighted, nothing added."""
    return np.array([z[0] * z[1], z[0] / z[1]])


def no_sum_where_nothing_is_added() -> Finding:
    """Where going forward adds nothing, add nothing going back: one term for each neuron."""
    delta = slopes(cost, products(z))
    one = delta * np.diag(jacobian(products, z))
    return compare(one, slopes(lambda z: cost(products(z)), z), "δ")


def sum_over_the_paths() -> Finding:
    """Add over every neuron k that the neuron reaches, although going forward adds nothing."""
    delta = slopes(cost, products(z))
    over_k = sum(delta[k] * jacobian(products, z)[k] for k in range(2))
    return compare(over_k, slopes(lambda z: cost(products(z)), z), "δ")


def paths_beside_a_skip() -> Finding:
    """Add the activations of layer l to the output, past layer l + 1."""

    def skipping(u: Any, z: Any) -> float:
        return float(((y - sigmoid(u) - sigmoid(z)) ** 2).sum() / 2)

    delta = slopes(lambda u: skipping(u, z), after(z))
    over_k = sum(delta[k] * jacobian(after, z)[k] for k in range(2))
    return compare(over_k, slopes(lambda z: skipping(after(z), z), z), "δ")


def paths_through_the_next_layer() -> Finding:
    """Let layer l reach the output through layer l + 1 alone."""
    delta = slopes(cost, after(z))
    over_k = sum(delta[k] * jacobian(after, z)[k] for k in range(2))
    return compare(over_k, slopes(lambda z: cost(after(z)), z), "δ")


def derivative_by_the_summed_index() -> Finding:
    """Differentiate by z of the summed index k, so that no j is left."""
    delta = slopes(cost, after(z))
    one = sum(delta[k] * jacobian(after, z)[k, k] for k in range(2))
    return compare([one, one], slopes(lambda z: cost(after(z)), z), "δ")


def derivative_by_its_own_index() -> Finding:
    """Differentiate by z of neuron j."""
    delta = slopes(cost, after(z))
    of = [sum(delta[k] * jacobian(after, z)[k, j] for k in range(2)) for j in range(2)]
    return compare(of, slopes(lambda z: cost(after(z)), z), "δ")


def error_by_weights() -> Finding:
    """Set the sum over k beside the derivative of the cost."""
    delta = slopes(cost, after(z))
    of = [sum(delta[k] * W[k, j] * slope(z[j]) for k in range(2)) for j in range(2)]
    return compare(of, slopes(lambda z: cost(after(z)), z), "δ")


def weighted_sum_with_the_wrong_neuron() -> Finding:
    """Weigh σ of the neuron k in place of the neurons j that are summed over."""
    stated = [sum(W[k, j] * sigmoid(z[k]) for j in range(2)) + b[k] for k in range(2)]
    return compare(stated, after(z), "z")


def weighted_sum_with_the_right_neuron() -> Finding:
    """Weigh σ of the neurons j."""
    stated = [sum(W[k, j] * sigmoid(z[j]) for j in range(2)) + b[k] for k in range(2)]
    return compare(stated, after(z), "z")


def derivative_by_the_wrong_neuron() -> Finding:
    """Differentiate by z of neuron k, for each j that nothing binds."""
    true = np.diag(jacobian(after, z))
    return whichever([W[:, j] * slope(z) for j in range(2)], true, "∂z/∂z")


def derivative_by_the_right_neuron() -> Finding:
    """Differentiate by z of neuron j."""
    stated = [[W[k, j] * slope(z[j]) for j in range(2)] for k in range(2)]
    return compare(stated, jacobian(after, z), "∂z/∂z")


def error_of_a_summed_neuron() -> Finding:
    """Give every neuron k the right side, for each j that nothing binds."""
    delta = slopes(cost, after(z))
    free = [np.full(2, slope(z[j]) * (delta * W[:, j]).sum()) for j in range(2)]
    return whichever(free, slopes(lambda z: cost(after(z)), z), "δ")


def error_of_the_right_neuron() -> Finding:
    """Give neuron j the right side with its own j."""
    delta = slopes(cost, after(z))
    of = [slope(z[j]) * (delta * W[:, j]).sum() for j in range(2)]
    return compare(of, slopes(lambda z: cost(after(z)), z), "δ")


def error_as_a_matrix_product() -> Finding:
    """Prove it for any widths; g stands for the error of layer l + 1 under any cost."""

    def backward(g: Any, z: Any, W: Any, b: Any) -> Any:  # noqa: ARG001 - b does not matter
        a = 1 / (1 + np.exp(-z))
        return a * (1 - a) * (W.T @ g)

    shapes = {"z": ("D",), "W": ("K", "D"), "b": ("K",)}
    return proved(prove(lambda z, W, b: W @ (1 / (1 + np.exp(-z))) + b, backward, shapes, wrt="z"))


# --- the gradients ------------------------------------------------------------------------------


def gradient_of_a_bias() -> Finding:
    """Differentiate by the bias, and by the weighted sum."""
    a = sigmoid(z)
    return compare(slopes(cost, W @ a + b), slopes(lambda b: cost(W @ a + b), b), "∂C/∂b")


def bias_of_a_batch() -> Finding:
    """Take three examples as columns, and the errors of all three."""
    u = W @ examples.T + b[:, None]
    delta = (sigmoid(u) - y[:, None]) * slope(u)
    true = slopes(lambda b: sum(cost(W @ x + b[:, 0]) for x in examples), b[:, None])
    return compare(delta, true, "∂C/∂b")


def bias_of_one_example() -> Finding:
    """Take one example as a column."""
    u = W @ examples[:1].T + b[:, None]
    delta = (sigmoid(u) - y[:, None]) * slope(u)
    return compare(delta, slopes(lambda b: cost(W @ examples[0] + b[:, 0]), b[:, None]), "∂C/∂b")


def weight_with_one_index_twice() -> Finding:
    """Multiply the error and the activation of the same index k."""
    a = sigmoid(z)
    delta = slopes(cost, W @ a + b)
    stated = [[delta[k] * a[k] for k in range(2)] for _ in range(2)]
    return compare(stated, slopes(lambda W: cost(W @ a + b), W), "∂C/∂W")


def weight_with_both_indices() -> Finding:
    """Multiply the error of neuron j, to which the weight leads, and the activation of k."""
    a = sigmoid(z)
    delta = slopes(cost, W @ a + b)
    stated = [[delta[j] * a[k] for k in range(2)] for j in range(2)]
    return compare(stated, slopes(lambda W: cost(W @ a + b), W), "∂C/∂W")


def weights_as_an_outer_product() -> Finding:
    """Prove it for any widths, a and b being columns; g stands for the error."""

    def backward(g: Any, W: Any, a: Any, b: Any) -> Any:  # noqa: ARG001 - W and b do not matter
        return g @ a.T

    shapes: dict[str, tuple[str | int, ...]] = {"W": ("K", "D"), "a": ("D", 1), "b": ("K", 1)}
    return proved(prove(lambda W, a, b: W @ a + b, backward, shapes, wrt="W"))


# --- what the equations say ---------------------------------------------------------------------


def weight_of_a_weak_neuron() -> Finding:
    """Change a weight by 10 where the activation is 0.05."""
    a, change = np.array([0.05, 1.0]), np.array([[10.0, 0.0], [0.0, 0.0]])
    return compare(cost((W + change) @ a + b), cost(W @ a + b), "C")


def weight_of_a_silent_neuron() -> Finding:
    """Change a weight by 10 where the activation is 0."""
    a, change = np.array([0.0, 1.0]), np.array([[10.0, 0.0], [0.0, 0.0]])
    return compare(cost((W + change) @ a + b), cost(W @ a + b), "C")


def entropy(z: Any, target: Any) -> Any:
    """Take the cross-entropy of a sigmoid neuron."""
    return np.logaddexp(0, z) - target * z


def squared(z: Any, target: Any) -> Any:
    """Take half the squared error of a sigmoid neuron."""
    return (sigmoid(z) - target) ** 2 / 2


def slow_with_cross_entropy() -> Finding:
    """Saturate a neuron whose target is 0; its bias is slow if it learns 10 times slower."""
    fast, saturated = (abs(slopes(lambda z: entropy(z, 0), at)) for at in (0, 6))
    shown = f"a = {short(sigmoid(6))}: |∂C/∂b| = {short(saturated)}; a = 0.5: {short(fast)}"
    return Finding(bool(saturated < fast / 10), shown)


def slow_with_squared_error() -> Finding:
    """Do the same with the squared error."""
    fast, saturated = (abs(slopes(lambda z: squared(z, 0), at)) for at in (0, 6))
    shown = f"a = {short(sigmoid(6))}: |∂C/∂b| = {short(saturated)}; a = 0.5: {short(fast)}"
    return Finding(bool(saturated < fast / 10), shown)


def slow_means_right() -> Finding:
    """Look for a slow neuron that is right; this one has the target 0."""
    speed, miss = abs(slopes(lambda z: squared(z, 0), 6)), sigmoid(6)
    slow, right = speed < 0.01, miss < 0.01  # noqa: PLR2004 - what is small
    return Finding(bool(slow and right), f"|δ| = {short(speed)}, |a - y| = {short(miss)}")


def slow_means_right_with_cross_entropy() -> Finding:
    """With cross-entropy the speed is the miss itself, at any z and for either target."""
    at, target = np.array([-6.0, -6.0, 0.0, 0.0, 6.0, 6.0]), np.array([0, 1, 0, 1, 0, 1])
    speed = abs(slopes(lambda z: entropy(z, target).sum(), at))
    return compare(speed, abs(sigmoid(at) - target), "|δ|")


# --- the algorithm ------------------------------------------------------------------------------

# Five layers of one neuron each, of which the input is the first.
weight_of = {2: 0.9, 3: -1.2, 4: 0.7, 5: 1.1}


def forward_from_the_first_layer() -> Finding:
    """Count the input as layer 1, as going back to layer 2 does, and run all layers from 1 to L."""
    a = {1: 0.5}
    try:
        for l in range(1, 6):
            a[l] = float(sigmoid(weight_of[l] * a[l - 1]))
        return Finding(len(a) == 1 + len(weight_of), short(a[5]))
    except KeyError as error:
        return Finding(holds=False, shown=f"w: KeyError: {error}")


def forward_from_the_input() -> Finding:
    """Count the input as layer 0: then every one of the L layers has its weights."""
    w, a = dict(enumerate(weight_of.values(), start=1)), {0: 0.5}
    for l in range(1, 5):
        a[l] = float(sigmoid(w[l] * a[l - 1]))
    by_hand = sigmoid(1.1 * sigmoid(0.7 * sigmoid(-1.2 * sigmoid(0.9 * 0.5))))
    return compare(a[4], by_hand, "a")


def rest(z: Any, l: int) -> float:
    """Run the chain of neurons from the weighted sum of layer l on to the cost; the target is 1."""
    for m in range(l + 1, 6):
        z = weight_of[m] * sigmoid(z)
    return float((sigmoid(z) - 1) ** 2 / 2)


def sums_of_layers() -> dict[int, float]:
    """Run the chain from the input 0.5, and keep the weighted sum of every layer."""
    z = {2: weight_of[2] * 0.5}
    for l in (3, 4, 5):
        z[l] = float(weight_of[l] * sigmoid(z[l - 1]))
    return z


def layers_up_to_themselves() -> Finding:
    """Go from 2 to l - 1, for each hidden l; hidden is what has weights before and behind it."""
    inner = [l for l in weight_of if l + 1 in weight_of]
    return whichever([list(range(2, l)) for l in inner], inner, "l")


def layers_up_to_the_last_but_one() -> Finding:
    """Go from 2 to L - 1, L being the last layer."""
    L = max(weight_of)
    return compare(list(range(2, L)), [l for l in weight_of if l + 1 in weight_of], "l")


def errors_upwards() -> Finding:
    """Compute the errors in the order 2, 3, 4, from that of the last of five layers."""
    z = sums_of_layers()
    delta = {5: float(slopes(lambda z: rest(z, 5), z[5]))}
    try:
        for l in (2, 3, 4):
            delta[l] = float(slope(z[l])) * weight_of[l + 1] * delta[l + 1]
        return compare(delta[2], slopes(lambda z: rest(z, 2), z[2]), "δ")
    except KeyError as error:
        return Finding(holds=False, shown=f"δ: KeyError: {error}")


def errors_downwards() -> Finding:
    """Compute the errors in the order 4, 3, 2; that of layer 2 has come all the way."""
    z = sums_of_layers()
    delta = {5: float(slopes(lambda z: rest(z, 5), z[5]))}
    for l in (4, 3, 2):
        delta[l] = float(slope(z[l])) * weight_of[l + 1] * delta[l + 1]
    return compare(delta[2], slopes(lambda z: rest(z, 2), z[2]), "δ")


def step_where_the_cost_is_a_sum() -> Finding:
    """Set η/m times the sum beside η times the gradient of a cost that is a sum; η = 1."""
    u = examples @ W.T + b
    step = ((sigmoid(u) - y) * slope(u)).T @ examples / len(examples)
    return compare(step, slopes(lambda W: sum(cost(W @ x + b) for x in examples), W), "η∂C/∂W")


def step_where_the_cost_is_a_mean() -> Finding:
    """Set it beside η times the gradient of a cost that is a mean."""
    u = examples @ W.T + b
    step = ((sigmoid(u) - y) * slope(u)).T @ examples / len(examples)
    true = slopes(lambda W: np.mean([cost(W @ x + b) for x in examples]), W)
    return compare(step, true, "η∂C/∂W")


def bias_step_where_the_cost_is_a_sum() -> Finding:
    """Do with the biases as with the weights; η = 1."""
    u = examples @ W.T + b
    step = ((sigmoid(u) - y) * slope(u)).sum(axis=0) / len(examples)
    return compare(step, slopes(lambda b: sum(cost(W @ x + b) for x in examples), b), "η∂C/∂b")


def bias_step_where_the_cost_is_a_mean() -> Finding:
    """Do with the biases as with the weights; η = 1."""
    u = examples @ W.T + b
    step = ((sigmoid(u) - y) * slope(u)).sum(axis=0) / len(examples)
    true = slopes(lambda b: np.mean([cost(W @ x + b) for x in examples]), b)
    return compare(step, true, "η∂C/∂b")


OUTPUT = Words("기본 방정식 1", "the first equation")
HIDDEN = Words("기본 방정식 2", "the second equation")
ALGORITHM = Words("역전파 알고리즘", "the algorithm")
TRUE, CONDITIONAL, FALSE = Judgement.TRUE, Judgement.CONDITIONAL, Judgement.FALSE


def within(section: Words, ko: str, en: str) -> Words:
    """Name a place in a section."""
    return Words(f"{section.ko}, {ko}", f"{section.en}, {en}")


CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="third-note-layer-output",
        source=FILE,
        place=Words("첫머리의 약속", "the conventions at the start"),
        line=20,
        chapter="forward",
        stated=Words(
            "한 층의 활성값을 모두 모은 벡터는 앞 층의 활성값에 가중치 행렬을 곱하고 "
            "편향을 더한 다음 활성화 함수를 적용한 것입니다.",
            "All activations of a layer together are the activation function of the weight matrix "
            "times the activations before, plus the biases.",
        ),
        formula=r"a^l = \sigma (w^l a^{l-1} + b^l)",
        judgement=TRUE,
        literal=layer_as_a_matrix_product,
    ),
    Claim(
        id="third-note-total-loss",
        source=FILE,
        place=Words("손실 함수의 첫째 가정", "the first assumption about the loss"),
        line=25,
        chapter="cost",
        stated=Words(
            "학습 자료 전체의 손실은 표본마다 구한 손실의 합입니다.",
            "The loss of all the training data is the sum of the losses of the examples.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=sum_of_losses_under_a_mean,
        mended=sum_of_losses_under_likelihood,
        condition=Words(
            "비용을 합으로 정했거나, 독립인 표본들의 확률에 로그를 취하고 부호를 바꾸어 "
            "비용으로 삼았을 때",
            "if the cost is defined as a sum, or is minus the logarithm of the probability of "
            "independent examples",
        ),
        corrected=Words(
            "합으로 할지 평균으로 할지는 약속이며, 한번 정하면 기울기도 갱신도 그것을 따릅니다.",
            "Sum or mean is a convention; once chosen, the gradient and the update follow it.",
        ),
        why=Words(
            "평균으로 정하면 손실은 합을 표본 수로 나눈 것입니다. "
            "이 노트도 끝의 갱신 식에서는 $1/m$을 곱합니다.",
            "A mean is the sum divided by the number of examples. The note itself multiplies by "
            "$1/m$ in its update at the end.",
        ),
    ),
    Claim(
        id="third-note-only-for-sums",
        source=FILE,
        place=Words("손실 함수의 첫째 가정 바로 아래", "right below the first assumption"),
        line=27,
        chapter="cost",
        stated=Words(
            "비용을 표본별 손실의 합으로 적었을 때에만 역전파를 쓸 수 있습니다.",
            "Backpropagation can be used only if the cost is written as a sum over the examples.",
        ),
        formula="",
        judgement=FALSE,
        literal=without_a_sum_over_examples,
        mended=for_any_cost_of_the_outputs,
        corrected=Words(
            "출력 전체의 함수로서 미분할 수 있으면 어떤 비용이든 됩니다. "
            "비용을 출력으로 미분한 값, 곧 거꾸로 가는 길의 시작값만 달라집니다.",
            "Any cost will do that is a differentiable function of all outputs together. "
            "Only its derivative by the outputs changes, which is where the way back begins.",
        ),
        corrected_formula=r"\nabla_W C = \left( g \odot \sigma'(z) \right)^T x, \qquad "
        r"g = \frac{\partial C}{\partial a}",
        why=Words(
            "제곱 오차를 모두 더해 제곱근을 취한 비용은 표본별 손실의 합이 아닌데도, "
            "역전파로 구한 기울기(왼쪽)가 유한 차분(오른쪽)과 같습니다.",
            "The root of all squared errors added up is no sum over the examples, and yet the "
            "gradient by backpropagation (left) is that by finite differences (right).",
        ),
    ),
    Claim(
        id="third-note-example-by-example",
        source=FILE,
        place=Words("손실 함수의 첫째 가정, 끝 문장", "the first assumption, last sentence"),
        line=29,
        chapter="cost",
        stated=Words(
            "손실이 표본별 손실의 합이므로, 전체 손실의 편미분은 표본마다 따로 구한 편미분으로 "
            "계산할 수 있습니다.",
            "Since the loss is a sum over the examples, its partial derivatives can be computed "
            "from those of each example by itself.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=each_alone_where_examples_meet,
        mended=each_alone_where_examples_stay_apart,
        condition=Words(
            "표본의 손실이 그 표본에만 달려 있을 때",
            "if the loss of an example depends on that example alone",
        ),
        corrected=Words(
            "표본의 손실이 서로의 값을 읽으면, 다른 표본을 거치는 경로도 더해야 합니다.",
            "Where the losses read each other's values, the paths through other examples add up, "
            "too.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial z_n} = "
        r"\sum_m \frac{\partial C_m}{\partial z_n}",
        why=Words(
            "배치 정규화에서는 손실이 여전히 합이지만, 한 표본이 배치의 평균을 거쳐 모든 표본의 "
            "손실을 움직입니다.",
            "Under batch norm the loss is still a sum, but one example moves the losses of all, "
            "through the mean of the batch.",
        ),
    ),
    Claim(
        id="third-note-loss-of-the-output",
        source=FILE,
        place=Words("손실 함수의 둘째 가정", "the second assumption about the loss"),
        line=34,
        chapter="cost",
        stated=Words(
            "한 표본의 손실은 출력층 활성값 $a^L$의 함수입니다.",
            "The loss of an example is a function of the activations $a^L$ of the output layer.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=loss_with_a_penalty_inside,
        mended=loss_of_the_output_alone,
        condition=Words(
            "손실이 은닉층의 활성값이나 가중치를 따로 읽지 않을 때",
            "if the loss reads no hidden activations and no weights of its own",
        ),
        corrected=Words(
            "은닉층의 활성값을 읽는 손실이면 그 층의 오차에 항 하나를 더합니다.",
            "If the loss reads the activations of a hidden layer, the error of that layer gets one "
            "more term.",
        ),
        corrected_formula=r"\delta^l = \sigma'(z^l) \odot \left( (w^{l+1})^T \delta^{l+1} + "
        r"\left. \frac{\partial C}{\partial a^l} \right|_{a^L} \right)",
        why=Words(
            "은닉층을 두 배로 키우고 다음 가중치를 반으로 줄이면 출력은 그대로인데, "
            "은닉층에 매긴 벌점 때문에 손실은 달라집니다.",
            "Double the hidden layer and halve the weights after it: the output stays, and the "
            "loss changes by the penalty on the hidden layer.",
        ),
    ),
    Claim(
        id="third-note-output-chain",
        source=FILE,
        place=within(OUTPUT, "처음 두 식", "its first two formulas"),
        line=47,
        chapter="chain_rule",
        stated=Words(
            "출력층의 오차는 비용을 그 뉴런의 활성값으로 미분한 값에, "
            "그 활성값을 가중합으로 미분한 값을 곱한 것입니다.",
            "The error of an output neuron is the derivative of the cost by its activation, times "
            "the derivative of that activation by its weighted sum.",
        ),
        formula=r"\displaystyle \frac{\partial C}{\partial z^L_j} = \displaystyle "
        r"\frac{\partial C}{\partial a^L_j} \times \displaystyle "
        r"\frac{\partial a^L_j}{\partial z^L_j}",
        judgement=CONDITIONAL,
        literal=one_path_through_softmax,
        mended=one_path_through_sigmoid,
        condition=Words(
            "가중합 하나가 활성값 하나만 움직일 때",
            "if a weighted sum moves one activation only",
        ),
        corrected=Words(
            "움직이는 활성값이 여럿이면 경로마다 곱한 것을 더합니다.",
            "If it moves several, the products along all the paths add up.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial z^L_j} = \sum_k "
        r"\frac{\partial C}{\partial a^L_k} \frac{\partial a^L_k}{\partial z^L_j}",
        why=Words(
            "교차 엔트로피는 정답 부류의 활성값만 읽으므로, 소프트맥스에서 이 식대로 하면 "
            "정답이 아닌 부류의 오차가 모두 0이 됩니다.",
            "Cross-entropy reads the activation of the right class alone, so under a softmax the "
            "formula gives every other class the error 0.",
        ),
    ),
    Claim(
        id="third-note-cost-index",
        source=FILE,
        place=within(OUTPUT, "비용의 정의", "the definition of the cost"),
        line=57,
        chapter="bp1",
        stated=Words(
            "한 표본의 비용은 목푯값 $y_k$와 활성값 $a_K$의 차이를 제곱하여 "
            "$K$에 걸쳐 더하고 반으로 나눈 것입니다.",
            "The cost of an example is half the sum, over $K$, of the squared differences of the "
            "target $y_k$ and the activation $a_K$.",
        ),
        formula=r"C = \displaystyle \frac{1}{2} \displaystyle \sum_K (y^L_k - a^L_K)^2",
        judgement=FALSE,
        literal=cost_with_a_capital_index,
        mended=cost_with_one_index,
        corrected=Words(
            "목푯값도 활성값도 합의 번호 $k$를 씁니다. 목푯값은 층에 딸린 값이 아니므로 "
            "$L$도 붙지 않습니다.",
            "Target and activation both carry the index $k$ of the sum. The target belongs to no "
            "layer, so it carries no $L$.",
        ),
        corrected_formula=r"C = \frac{1}{2} \sum_{k=1}^{K} (y_k - a^L_k)^2",
        why=Words(
            "$K$가 합의 번호라면 $k$가 정해지지 않고, 바로 앞에 적힌 대로 출력 뉴런의 수라면 "
            "모든 목푯값을 마지막 뉴런과 견줍니다. 어느 쪽도 제곱 오차가 아닙니다.",
            "If $K$ is the index of the sum, nothing fixes $k$; if it is the number of output "
            "neurons, as said just before, every target is held against the last neuron. Neither "
            "is the squared error.",
        ),
    ),
    Claim(
        id="third-note-cost-substituted",
        source=FILE,
        place=within(
            OUTPUT, "활성값을 시그마로 바꾼 줄", "the line that puts in σ for the activation"
        ),
        line=63,
        chapter="bp1",
        stated=Words(
            "비용의 편미분은 목푯값 $y_k$와 $\\sigma(z_K)$의 차이를 제곱해 더한 것을 "
            "$z_j$로 편미분한 값입니다.",
            "The derivative of the cost is that, by $z_j$, of the sum of the squared differences "
            "of $y_k$ and $\\sigma(z_K)$.",
        ),
        formula=r"\displaystyle \frac{\partial C}{\partial z^L_j} = \displaystyle "
        r"\frac{\partial}{\partial z^L_j} \left(\displaystyle \frac{1}{2} \displaystyle \sum_K "
        r"\left(y^L_k - \sigma (z^L_K) \right)^2 \right)",
        judgement=FALSE,
        literal=derivative_with_a_capital_index,
        mended=derivative_with_one_index,
        corrected=Words(
            "합의 번호를 $k$ 하나로 맞추면 맞습니다.",
            "With the one index $k$ throughout it is right.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial z^L_j} = \frac{\partial}{\partial z^L_j} "
        r"\left( \frac{1}{2} \sum_k \left( y_k - \sigma(z^L_k) \right)^2 \right)",
        why=Words(
            "$k$를 하나로 정하면 다른 뉴런이 남의 목푯값을 따르고, $K$를 뉴런의 수로 읽으면 "
            "마지막 뉴런 말고는 오차가 모두 0이 됩니다.",
            "With any one $k$ the other neurons follow a target that is not theirs; with $K$ the "
            "number of neurons, all but the last get the error 0.",
        ),
    ),
    Claim(
        id="third-note-unconnected-neurons",
        source=FILE,
        place=within(
            OUTPUT, "합이 사라지는 줄에 단 까닭", "the reason given where the sum disappears"
        ),
        line=63,
        chapter="bp1",
        stated=Words(
            "한 층의 뉴런끼리는 이어져 있지 않으므로, $z_j$로 편미분하면 합에서 "
            "$j$번째 항만 남습니다.",
            "The neurons of one layer are not connected, so of the sum only term $j$ is left in "
            "the derivative by $z_j$.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=own_term_of_a_softmax,
        mended=own_term_of_a_sigmoid,
        condition=Words(
            "활성화 함수가 뉴런마다 따로 작용할 때",
            "if the activation function acts on each neuron by itself",
        ),
        corrected=Words(
            "그렇지 않으면 항마다 $z_j$로 편미분하여 모두 더합니다.",
            "Otherwise every term is differentiated by $z_j$, and all of them add up.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial z^L_j} = \sum_k (a^L_k - y_k) "
        r"\frac{\partial a^L_k}{\partial z^L_j}",
        why=Words(
            "소프트맥스 층의 뉴런 사이에도 가중치는 없습니다. 그래도 분모가 같아서 "
            "가중합 하나가 모든 활성값을 움직입니다.",
            "No weights join the neurons of a softmax layer either. Yet they share a denominator, "
            "and one weighted sum moves every activation.",
        ),
    ),
    Claim(
        id="third-note-foreign-target",
        source=FILE,
        place=within(OUTPUT, "합이 사라진 줄", "the line without the sum"),
        line=65,
        chapter="bp1",
        stated=Words(
            "합이 사라지면 목푯값 $y_k$와 $\\sigma(z_j)$의 차이를 제곱한 항이 남습니다.",
            "Once the sum is gone, the squared difference of the target $y_k$ and $\\sigma(z_j)$ "
            "is left.",
        ),
        formula=r"\displaystyle \frac{\partial C}{\partial z^L_j} = \displaystyle "
        r"\frac{\partial}{\partial z^L_j} \left(\displaystyle \frac{1}{2} "
        r"\left(y^L_k - \sigma (z^L_j) \right)^2 \right)",
        judgement=FALSE,
        literal=target_of_no_neuron,
        mended=target_of_its_own_neuron,
        corrected=Words(
            "남는 항의 목푯값은 같은 뉴런의 $y_j$입니다.",
            "The target in the term that is left is that of the same neuron, $y_j$.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial z^L_j} = \frac{\partial}{\partial z^L_j} "
        r"\left( \frac{1}{2} \left( y_j - \sigma(z^L_j) \right)^2 \right)",
        why=Words(
            "앞줄에서 합에 묶이지 않은 $k$가 그대로 내려왔습니다. $k$를 무엇으로 정하든 "
            "모든 뉴런에서 맞지는 않습니다.",
            "The $k$ that no sum bound in the lines before has come down with it. No choice of "
            "$k$ is right for all neurons.",
        ),
    ),
    Claim(
        id="third-note-squared-error-delta",
        source=FILE,
        place=within(OUTPUT, "유도의 마지막 줄", "the last line of the derivation"),
        line=67,
        chapter="bp1",
        stated=Words(
            "절반 제곱 오차를 비용으로 하면, 출력층의 오차는 활성값에서 목푯값을 뺀 것에 "
            "활성화 함수의 기울기를 곱한 것입니다.",
            "With half the squared error for the cost, the error of an output neuron is its "
            "activation minus its target, times the slope of the activation function.",
        ),
        formula=r"- \left(y_j - \sigma(z^L_j) \right)\sigma^{\prime} \left( z^L_j \right) = "
        r"\left( a^L_j - y_j \right) \sigma^{\prime} \left( z^L_j \right)",
        judgement=TRUE,
        literal=error_with_squared_error,
    ),
    Claim(
        id="third-note-output-hadamard",
        source=FILE,
        place=within(OUTPUT, "행렬로 적은 식", "the form in matrices"),
        line=71,
        chapter="bp1",
        stated=Words(
            "출력층의 오차는 비용을 활성값으로 미분한 기울기와 활성화 함수의 기울기를 "
            "같은 자리끼리 곱한 것입니다.",
            "The error of the output layer is the gradient of the cost by the activations times "
            "the slopes of the activation function, entry by entry.",
        ),
        formula=r"\delta^L = \nabla_a C \bigodot \sigma^{\prime} (z^L)",
        judgement=CONDITIONAL,
        literal=hadamard_with_softmax,
        mended=hadamard_with_sigmoid,
        condition=Words(
            "활성화 함수의 야코비 행렬이 대각행렬일 때",
            "if the Jacobian of the activation function is diagonal",
        ),
        corrected=Words(
            "일반적으로는 활성화 함수의 야코비 행렬을 전치하여 곱합니다.",
            "In general the gradient is multiplied by the transposed Jacobian of the activation "
            "function.",
        ),
        corrected_formula=r"\delta^L = \left( \frac{\partial a^L}{\partial z^L} \right)^T "
        r"\nabla_a C",
        why=Words(
            "같은 자리끼리의 곱은 야코비 행렬의 대각선만 씁니다. "
            "소프트맥스에서는 대각선 밖도 0이 아닙니다.",
            "A product entry by entry uses the diagonal of the Jacobian alone. "
            "A softmax has more than the diagonal.",
        ),
    ),
    Claim(
        id="third-note-hadamard",
        source=FILE,
        place=within(OUTPUT, "곱셈 기호의 설명", "where the sign of the product is explained"),
        line=75,
        chapter="hadamard",
        stated=Words(
            "아다마르 곱은 두 벡터에서 같은 자리에 있는 성분끼리 곱한 것입니다.",
            "The Hadamard product of two vectors multiplies the entries in the same place.",
        ),
        formula="",
        judgement=TRUE,
        literal=product_place_by_place,
    ),
    Claim(
        id="third-note-why-a-sum",
        source=FILE,
        place=within(HIDDEN, "유도에 들어가기 전의 한마디", "the remark before the derivation"),
        line=84,
        chapter="bp2",
        stated=Words(
            "층 사이의 관계가 합으로 적히는 것은 순전파가 가중치를 곱하고 더하기 때문입니다.",
            "The relation between layers is written as a sum because going forward multiplies by "
            "weights and adds up.",
        ),
        formula=r"\left( \sum \right)",
        judgement=FALSE,
        literal=no_sum_where_nothing_is_added,
        mended=sum_over_the_paths,
        corrected=Words(
            "오차를 되돌리는 식의 합은 $z_j$가 다음 층의 여러 뉴런에 닿기 때문에 생깁니다. "
            "경로가 여럿이면 더합니다.",
            "The sum on the way back is there because $z_j$ reaches several neurons of the next "
            "layer, and paths add up.",
        ),
        corrected_formula=r"\delta^l_j = \sum_k \delta^{l+1}_k "
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j}",
        why=Words(
            "곱하고 나누기만 하는 층에는 순전파의 합이 없지만, 거꾸로 갈 때에는 똑같이 더해야 "
            "합니다. 순전파의 합은 들어오는 쪽에, 이 합은 나가는 쪽에 걸립니다.",
            "A layer that only multiplies and divides has no sum going forward, and still needs "
            "one going back. The sum going forward runs over what comes in, this one over what "
            "goes out.",
        ),
    ),
    Claim(
        id="third-note-hidden-chain",
        source=FILE,
        place=within(HIDDEN, "유도의 첫 줄", "the first line of the derivation"),
        line=88,
        chapter="bp2",
        stated=Words(
            "은닉 뉴런의 오차는 다음 층의 뉴런을 거치는 경로마다 두 편미분을 곱해 "
            "모두 더한 것입니다.",
            "The error of a hidden neuron is the sum, over the neurons of the next layer, of the "
            "products of the two derivatives on the path through it.",
        ),
        formula=r"\delta^l_j = \displaystyle \sum_k \displaystyle "
        r"\frac{\partial C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j}",
        judgement=CONDITIONAL,
        literal=paths_beside_a_skip,
        mended=paths_through_the_next_layer,
        condition=Words(
            "그 층이 다음 층을 거쳐서만 비용에 닿을 때",
            "if the layer reaches the cost through the next layer alone",
        ),
        corrected=Words(
            "층을 건너뛰는 연결이 있으면 그 경로의 항을 더합니다.",
            "If a connection skips a layer, the term of that path is added.",
        ),
        corrected_formula=r"\delta^l_j = \sum_k \frac{\partial C}{\partial z^{l+1}_k} "
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j} + \left. "
        r"\frac{\partial C}{\partial z^l_j} \right|_{z^{l+1}}",
        why=Words(
            "잔차 연결이 있는 신경망에서는 활성값이 다음 층을 지나지 않고도 뒤로 갑니다. "
            "그 경로가 빠집니다.",
            "In a network with residual connections an activation also goes on past the next "
            "layer. That path is missing.",
        ),
    ),
    Claim(
        id="third-note-derivative-index",
        source=FILE,
        place=within(HIDDEN, "유도의 둘째 줄", "the second line of the derivation"),
        line=90,
        chapter="bp2",
        stated=Words(
            "은닉 뉴런 $j$의 오차를 구할 때 다음 층의 가중합을 $z_k$로 편미분합니다.",
            "For the error of hidden neuron $j$, the weighted sums of the next layer are "
            "differentiated by $z_k$.",
        ),
        formula=r"\delta^l_j = \displaystyle \sum_k \delta^{l+1}_k "
        r"\frac{\partial z^{l+1}_k}{\partial z^l_k}",
        judgement=FALSE,
        literal=derivative_by_the_summed_index,
        mended=derivative_by_its_own_index,
        corrected=Words("$z_j$로 편미분합니다.", "They are differentiated by $z_j$."),
        corrected_formula=r"\delta^l_j = \sum_k \delta^{l+1}_k "
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j}",
        why=Words(
            "$k$는 합이 묶은 번호이므로 오른쪽에 $j$가 남지 않고, 모든 은닉 뉴런의 오차가 "
            "같아집니다.",
            "The sum binds $k$, so no $j$ is left on the right, and all hidden neurons get the "
            "same error.",
        ),
    ),
    Claim(
        id="third-note-hidden-delta",
        source=FILE,
        place=within(HIDDEN, "유도의 셋째 줄", "the third line of the derivation"),
        line=92,
        chapter="bp2",
        stated=Words(
            "은닉 뉴런의 오차는 다음 층의 오차에 그리로 가는 가중치와 자기 기울기를 곱해 "
            "모두 더한 것입니다.",
            "The error of a hidden neuron is the sum of the errors of the next layer, each times "
            "the weight that leads to it and the neuron's own slope.",
        ),
        formula=r"\delta^l_j = \displaystyle \sum_k \delta^{l+1}_k w^{l+1}_{kj} "
        r"\sigma^{\prime}(z^l_j)",
        judgement=TRUE,
        literal=error_by_weights,
        why=Words(
            "바로 앞줄의 번호가 틀렸는데도 이 줄은 맞습니다. $z_j$로 편미분해야 나오는 값입니다.",
            "The index in the line before is wrong, and this line is right: it is what the "
            "derivative by $z_j$ gives.",
        ),
    ),
    Claim(
        id="third-note-weighted-sum",
        source=FILE,
        place=within(HIDDEN, "근거로 든 가중합의 식", "the weighted sum given as the reason"),
        line=94,
        chapter="forward",
        stated=Words(
            "다음 층의 가중합은 가중치에 $\\sigma(z_k)$를 곱해 $j$에 걸쳐 더하고 편향을 더한 "
            "것입니다.",
            "A weighted sum of the next layer is the sum over $j$ of the weights times "
            "$\\sigma(z_k)$, plus the bias.",
        ),
        formula=r"z^{l+1}_k = \displaystyle \sum w^{l+1}_{kj} a^l_j + b^{l+1}_k = "
        r"\displaystyle \sum_j w^{l+1}_{kj} \sigma(z^l_k) + b^{l+1}_k",
        judgement=FALSE,
        literal=weighted_sum_with_the_wrong_neuron,
        mended=weighted_sum_with_the_right_neuron,
        corrected=Words(
            "곱하는 활성값은 보내는 뉴런의 $\\sigma(z_j)$입니다.",
            "The activation is that of the neuron that sends, $\\sigma(z_j)$.",
        ),
        corrected_formula=r"z^{l+1}_k = \sum_j w^{l+1}_{kj} a^l_j + b^{l+1}_k = "
        r"\sum_j w^{l+1}_{kj} \sigma(z^l_j) + b^{l+1}_k",
        why=Words(
            "$k$는 받는 층의 번호인데 보내는 층의 가중합에 붙었습니다. "
            "두 층의 뉴런 수가 다르면 그런 뉴런이 없을 수도 있습니다.",
            "$k$ counts the neurons that receive and stands at a weighted sum of the layer that "
            "sends. Where the widths differ, there may be no such neuron.",
        ),
    ),
    Claim(
        id="third-note-weighted-sum-derivative",
        source=FILE,
        place=within(HIDDEN, "근거로 든 편미분", "the derivative given as the reason"),
        line=96,
        chapter="bp2",
        stated=Words(
            "다음 층의 가중합을 $z_k$로 편미분하면 가중치 $w_{kj}$와 $\\sigma'(z_k)$의 곱입니다.",
            "The derivative of a weighted sum of the next layer by $z_k$ is the weight $w_{kj}$ "
            "times $\\sigma'(z_k)$.",
        ),
        formula=r"\displaystyle \frac{\partial z^{l+1}_k}{\partial z^l_k} = w^{l+1}_{kj} "
        r"\sigma^{\prime}(z^l_k)",
        judgement=FALSE,
        literal=derivative_by_the_wrong_neuron,
        mended=derivative_by_the_right_neuron,
        corrected=Words(
            "$z_j$로 편미분하면 $w_{kj}$와 $\\sigma'(z_j)$의 곱입니다.",
            "The derivative by $z_j$ is $w_{kj}$ times $\\sigma'(z_j)$.",
        ),
        corrected_formula=r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} "
        r"\sigma'(z^l_j)",
        why=Words(
            "왼쪽에는 $j$가 없는데 오른쪽은 $j$에 따라 달라집니다. $j = k$일 때에만 맞습니다.",
            "There is no $j$ on the left, and the right side changes with $j$. "
            "It is right where $j = k$ only.",
        ),
    ),
    Claim(
        id="third-note-summed-neuron",
        source=FILE,
        place=within(HIDDEN, "유도를 맺는 줄", "the line that ends the derivation"),
        line=98,
        chapter="bp2",
        stated=Words(
            "은닉 뉴런 $k$의 오차는 $k$에 걸친 합에 $\\sigma'(z_j)$를 곱한 것입니다.",
            "The error of hidden neuron $k$ is a sum over $k$, times $\\sigma'(z_j)$.",
        ),
        formula=r"\delta^l_k = \displaystyle \sum_k \delta^{l+1}_k w^{l+1}_{kj} "
        r"\sigma^{\prime} (z^l_j) = \sigma^{\prime}(z^l_j) \displaystyle \sum_k "
        r"\delta^{l+1}_k w^{l+1}_{kj}",
        judgement=FALSE,
        literal=error_of_a_summed_neuron,
        mended=error_of_the_right_neuron,
        corrected=Words(
            "왼쪽은 $j$번째 뉴런의 오차 $\\delta_j$입니다.",
            "The left side is the error $\\delta_j$ of neuron $j$.",
        ),
        corrected_formula=r"\delta^l_j = \sigma'(z^l_j) \sum_k \delta^{l+1}_k w^{l+1}_{kj}",
        why=Words(
            "오른쪽은 $k$에 걸쳐 더했으므로 $k$와 상관이 없습니다. "
            "적힌 대로면 모든 뉴런의 오차가 같아야 합니다.",
            "The right side has been summed over $k$ and does not depend on $k$. "
            "As it stands, all neurons would have the same error.",
        ),
    ),
    Claim(
        id="third-note-hidden-matrix",
        source=FILE,
        place=within(HIDDEN, "행렬로 적은 식", "the form in matrices"),
        line=102,
        chapter="bp2",
        stated=Words(
            "은닉층의 오차는 다음 층의 오차에 전치한 가중치 행렬을 곱하고, "
            "활성화 함수의 기울기를 같은 자리끼리 곱한 것입니다.",
            "The error of a hidden layer is the transposed weight matrix times the error of the "
            "next layer, times the slopes of the activation function, entry by entry.",
        ),
        formula=r"\delta^l = \sigma^{\prime} (z^l) \bigodot \left( (w^{l+1})^T "
        r"\delta^{l+1} \right)",
        judgement=TRUE,
        literal=error_as_a_matrix_product,
        why=Words(
            "활성화 함수가 뉴런마다 따로 작용하고 층이 다음 층으로만 이어진다는 것은 앞의 주장에서 "
            "따졌습니다. 그 위에서 이 식은 너비와 비용이 무엇이든 성립합니다.",
            "That the activation function acts on each neuron by itself, and that a layer leads to "
            "the next one alone, was on trial before. Given both, the formula holds for any widths "
            "and any cost.",
        ),
    ),
    Claim(
        id="third-note-bias",
        source=FILE,
        place=Words("기본 방정식 3, 성분으로 적은 식", "the third equation, in components"),
        line=109,
        chapter="bp3",
        stated=Words(
            "가중합을 자기 편향으로 편미분하면 1이므로, 한 표본의 비용을 편향으로 편미분하면 "
            "그 뉴런의 오차입니다.",
            "A weighted sum has the derivative 1 by its bias, so the derivative of the cost of an "
            "example by a bias is the error of its neuron.",
        ),
        formula=r"\displaystyle \frac{\partial C}{\partial b^l_j} = "
        r"\frac{\partial C}{\partial z^l_j} \frac{\partial z^l_j}{\partial b^l_j} = "
        r"\frac{\partial C}{\partial z^l_j} = \delta^l_j",
        judgement=TRUE,
        literal=gradient_of_a_bias,
    ),
    Claim(
        id="third-note-bias-matrix",
        source=FILE,
        place=Words("기본 방정식 3, 행렬로 적은 식", "the third equation, in matrices"),
        line=115,
        chapter="bp3",
        stated=Words(
            "행렬로 적으면, 비용을 편향으로 미분한 기울기는 그 층의 오차와 같습니다.",
            "In matrices, the gradient of the cost by the biases is the error of the layer.",
        ),
        formula=r"\nabla_{b^l} C = \delta^l",
        judgement=CONDITIONAL,
        literal=bias_of_a_batch,
        mended=bias_of_one_example,
        condition=Words("표본이 하나일 때", "if there is one example"),
        corrected=Words(
            "표본이 여럿이면 오차를 표본에 걸쳐 더합니다.",
            "With several examples the errors are added up over them.",
        ),
        corrected_formula=r"\nabla_{b^l} C = \sum_x \delta^{x,l}",
        why=Words(
            "열마다 표본을 둔 오차는 편향과 모양이 다릅니다. 편향 하나를 모든 표본이 함께 쓰므로 "
            "경로가 표본의 수만큼 있습니다.",
            "With an example in each column, the error does not have the shape of the biases. "
            "All examples share one bias, so there are as many paths as examples.",
        ),
    ),
    Claim(
        id="third-note-weight-index",
        source=FILE,
        place=Words("기본 방정식 4, 성분으로 적은 식", "the fourth equation, in components"),
        line=122,
        chapter="bp4",
        stated=Words(
            "비용을 가중치 $w_{jk}$로 편미분하면 오차 $\\delta_k$와 활성값 $a_k$의 곱입니다.",
            "The derivative of the cost by the weight $w_{jk}$ is the error $\\delta_k$ times the "
            "activation $a_k$.",
        ),
        formula=r"\displaystyle \frac{\partial C}{\partial w^l_{jk}} = "
        r"\frac{\partial C}{\partial z^l_j}  \frac{\partial z^l_j}{\partial w^l_{jk}} = "
        r"\frac{\partial C}{\partial z^l_j} a^{l-1}_k = \delta^l_k a^{l-1}_k",
        judgement=FALSE,
        literal=weight_with_one_index_twice,
        mended=weight_with_both_indices,
        corrected=Words(
            "오차는 가중치가 들어가는 뉴런의 $\\delta_j$입니다.",
            "The error is that of the neuron to which the weight leads, $\\delta_j$.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k",
        why=Words(
            "식의 가운데까지는 맞고 마지막 등호에서 번호가 바뀌었습니다. "
            "적힌 대로면 기울기의 모든 행이 같습니다.",
            "It is right up to the last equals sign, where the index changes. "
            "As it stands, all rows of the gradient are the same.",
        ),
    ),
    Claim(
        id="third-note-weight-matrix",
        source=FILE,
        place=Words("기본 방정식 4, 행렬로 적은 식", "the fourth equation, in matrices"),
        line=126,
        chapter="bp4",
        stated=Words(
            "비용을 가중치로 미분한 기울기는 오차의 열벡터에 앞 층 활성값의 행벡터를 곱한 "
            "행렬입니다.",
            "The gradient of the cost by the weights is the column of errors times the row of the "
            "activations before.",
        ),
        formula=r"\nabla_{W^l} C = \delta^l \left( a^{l-1} \right)^T",
        judgement=TRUE,
        literal=weights_as_an_outer_product,
    ),
    Claim(
        id="third-note-weak-input",
        source=FILE,
        place=Words(
            "기본 방정식 4 아래의 첫째 통찰", "the first insight below the fourth equation"
        ),
        line=128,
        chapter="insights",
        stated=Words(
            "앞 층의 활성값이 작으면 거기서 나가는 가중치의 변화는 비용에 영향을 주지 않습니다.",
            "If an activation is small, changes of the weights that lead from it do not affect the "
            "cost.",
        ),
        formula=r"a^{l-1}_k",
        judgement=CONDITIONAL,
        literal=weight_of_a_weak_neuron,
        mended=weight_of_a_silent_neuron,
        condition=Words("활성값이 정확히 0일 때", "if the activation is exactly 0"),
        corrected=Words(
            "작으면 영향이 그만큼 작을 뿐이며, 오차가 크거나 가중치가 많이 바뀌면 드러납니다.",
            "A small activation makes the effect small in proportion; a large error or a large "
            "change of the weight brings it out.",
        ),
        corrected_formula=r"\Delta C \approx \delta^l_j \, a^{l-1}_k \, \Delta w^l_{jk}",
        why=Words(
            "활성값이 0.05인 뉴런에서 나가는 가중치를 10만큼 바꾸면 비용이 눈에 띄게 달라집니다.",
            "Change a weight that leads from an activation of 0.05 by 10, and the cost changes "
            "visibly.",
        ),
    ),
    Claim(
        id="third-note-saturated-output",
        source=FILE,
        place=Words(
            "기본 방정식 4 아래의 둘째 통찰", "the second insight below the fourth equation"
        ),
        line=129,
        chapter="insights",
        stated=Words(
            "출력이 0이나 1에 가까운 출력 뉴런의 가중치와 편향은 느리게 학습됩니다.",
            "The weights and the bias of an output neuron near 0 or 1 learn slowly.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=slow_with_cross_entropy,
        mended=slow_with_squared_error,
        condition=Words(
            "출력층이 시그모이드이고 비용이 제곱 오차일 때",
            "if the outputs are sigmoids and the cost is the squared error",
        ),
        corrected=Words(
            "교차 엔트로피에서는 오차가 $a - y$이므로, 틀린 출력은 0이나 1에 가까울수록 "
            "빠르게 학습됩니다.",
            "Under cross-entropy the error is $a - y$, so a wrong output learns the faster, the "
            "closer it is to 0 or 1.",
        ),
        corrected_formula=r"\delta^L = \frac{\partial C}{\partial a^L} \, a^L (1 - a^L)",
        why=Words(
            "느려지는 것은 $a(1 - a)$라는 인수 때문인데, 교차 엔트로피의 도함수가 그 인수를 "
            "지웁니다.",
            "It is the factor $a(1 - a)$ that slows learning down, and the derivative of the "
            "cross-entropy cancels it.",
        ),
    ),
    Claim(
        id="third-note-slow-is-right",
        source=FILE,
        place=Words("둘째 통찰의 괄호", "the second insight, in brackets"),
        line=129,
        chapter="insights",
        stated=Words(
            "느리게 학습되는 까닭은 이미 잘 맞히는 문제라서 더 배울 것이 없기 때문입니다.",
            "It learns slowly because it already answers well and has no more to learn.",
        ),
        formula="",
        judgement=FALSE,
        literal=slow_means_right,
        mended=slow_means_right_with_cross_entropy,
        corrected=Words(
            "제곱 오차에서 느린 까닭은 시그모이드가 평평하기 때문이며, 답이 맞는지와는 상관이 "
            "없습니다. 느림이 곧 맞음을 뜻하는 것은 교차 엔트로피일 때입니다.",
            "Under the squared error it is slow because the sigmoid is flat, right or wrong. "
            "Slow means right under cross-entropy.",
        ),
        corrected_formula=r"|\delta^L| = |a^L - y|",
        why=Words(
            "목푯값이 0인데 1에 가까운 값을 내는 뉴런은 가장 크게 틀렸는데도 거의 학습되지 "
            "않습니다.",
            "A neuron that answers almost 1 where the target is 0 is as wrong as can be, and "
            "hardly learns.",
        ),
    ),
    Claim(
        id="third-note-forward-layers",
        source=FILE,
        place=within(ALGORITHM, "순전파", "the forward pass"),
        line=140,
        chapter="algorithm",
        stated=Words(
            "순전파는 $L$개의 층 모두에서 가중합과 활성값을 계산합니다.",
            "The forward pass computes weighted sums and activations in all $L$ layers.",
        ),
        formula=r"z^l = w^la^{l-1} + b^l",
        judgement=CONDITIONAL,
        literal=forward_from_the_first_layer,
        mended=forward_from_the_input,
        condition=Words("입력을 0번째 층으로 셀 때", "if the input is counted as layer 0"),
        corrected=Words(
            "입력을 1번째 층으로 세면 계산은 2번째 층에서 시작합니다.",
            "If the input is counted as layer 1, the computation starts at layer 2.",
        ),
        corrected_formula=r"a^1 = x, \qquad z^l = w^l a^{l-1} + b^l \quad (l = 2, \ldots, L)",
        why=Words(
            "아래의 역전파는 2번째 층에서 끝나므로 입력이 1번째 층입니다. "
            "그렇게 세면 $w^1$과 $a^0$이 없습니다.",
            "Going back ends at layer 2 further down, so the input is layer 1. "
            "Counted like that, there are no $w^1$ and no $a^0$.",
        ),
    ),
    Claim(
        id="third-note-layer-range",
        source=FILE,
        place=within(ALGORITHM, "역전파할 층의 목록", "the list of layers to go back through"),
        line=144,
        chapter="algorithm",
        stated=Words(
            "오차를 계산하는 층 $l$은 2부터 $l-1$까지입니다.",
            "The layers $l$ whose errors are computed are those from 2 to $l-1$.",
        ),
        formula=r"2,3,...,l-1",
        judgement=FALSE,
        literal=layers_up_to_themselves,
        mended=layers_up_to_the_last_but_one,
        corrected=Words(
            "출력층 바로 앞의 층 $L-1$까지입니다.",
            "They go up to the layer before the output layer, $L-1$.",
        ),
        corrected_formula=r"2, 3, \ldots, L-1",
        why=Words(
            "목록의 끝을 그 목록이 세는 번호로 적었습니다. 은닉층 $l$을 무엇으로 정하든 "
            "그 층 자신이 빠집니다.",
            "The end of the list is given by the very index that it counts. Whichever hidden layer "
            "$l$ is, that layer itself is left out.",
        ),
    ),
    Claim(
        id="third-note-layer-order",
        source=FILE,
        place=within(ALGORITHM, "역전파할 층의 순서", "the order of the layers to go back through"),
        line=144,
        chapter="algorithm",
        stated=Words(
            "오차는 2번째 층부터 번호가 커지는 차례로 계산합니다.",
            "The errors are computed from layer 2 on, in ascending order.",
        ),
        formula=r"\delta^l = \sigma^{\prime} (z^l) \bigodot \left( (w^{l+1})^T "
        r"\delta^{l+1} \right)",
        judgement=FALSE,
        literal=errors_upwards,
        mended=errors_downwards,
        corrected=Words(
            "출력층 바로 앞에서 시작해 번호가 작아지는 차례로 계산합니다.",
            "They are computed in descending order, from the layer before the output layer.",
        ),
        corrected_formula=r"\delta^l = \sigma'(z^l) \odot \left( (w^{l+1})^T \delta^{l+1} "
        r"\right) \quad (l = L-1, \ldots, 3, 2)",
        why=Words(
            "2번째 층의 오차를 구하려면 3번째 층의 오차가 있어야 하는데, 아직 계산하지 않았습니다.",
            "The error of layer 2 needs that of layer 3, which is not there yet.",
        ),
    ),
    Claim(
        id="third-note-weight-update",
        source=FILE,
        place=within(ALGORITHM, "가중치의 갱신", "the update of the weights"),
        line=150,
        chapter="update",
        stated=Words(
            "경사 하강법은 표본마다 구한 기울기의 합에 $\\eta/m$을 곱해 가중치에서 뺍니다.",
            "Gradient descent subtracts from the weights $\\eta/m$ times the sum of the gradients "
            "of the examples.",
        ),
        formula=r"w^l \rightarrow w^l - \displaystyle \frac{\eta}{m} \sum_x "
        r"\delta^{x,l}(a^{x,l-1})^T",
        judgement=CONDITIONAL,
        literal=step_where_the_cost_is_a_sum,
        mended=step_where_the_cost_is_a_mean,
        condition=Words(
            "비용이 표본 비용의 평균일 때", "if the cost is the mean of the costs of the examples"
        ),
        corrected=Words(
            "비용이 합이면 $1/m$이 없습니다.",
            "If the cost is a sum, there is no $1/m$.",
        ),
        corrected_formula=r"w^l \rightarrow w^l - \eta \, \nabla_{w^l} C",
        why=Words(
            "이 노트는 손실을 합으로 가정하고 시작합니다. 그 가정에서 이 식의 걸음은 학습률이 "
            "정한 것의 $1/m$입니다.",
            "The note starts from a loss that is a sum. Under that assumption this step is $1/m$ "
            "of what the learning rate asks for.",
        ),
    ),
    Claim(
        id="third-note-bias-update",
        source=FILE,
        place=within(ALGORITHM, "편향의 갱신", "the update of the biases"),
        line=152,
        chapter="update",
        stated=Words(
            "경사 하강법은 표본마다 구한 오차의 합에 $\\eta/m$을 곱해 편향에서 뺍니다.",
            "Gradient descent subtracts from the biases $\\eta/m$ times the sum of the errors of "
            "the examples.",
        ),
        formula=r"b^l \rightarrow b^l - \displaystyle \frac{\eta}{m} \sum_x \delta^{x,l}",
        judgement=CONDITIONAL,
        literal=bias_step_where_the_cost_is_a_sum,
        mended=bias_step_where_the_cost_is_a_mean,
        condition=Words(
            "비용이 표본 비용의 평균일 때", "if the cost is the mean of the costs of the examples"
        ),
        corrected=Words(
            "비용이 합이면 $1/m$이 없습니다.",
            "If the cost is a sum, there is no $1/m$.",
        ),
        corrected_formula=r"b^l \rightarrow b^l - \eta \, \nabla_{b^l} C",
        why=Words(
            "가중치와 마찬가지로, 합과 평균 가운데 무엇을 비용으로 했는지가 걸음의 크기를 "
            "정합니다.",
            "As with the weights, the size of the step hangs on whether the cost is the sum or the "
            "mean.",
        ),
    ),
)
