"""The checks of the claims of the third note (002)."""

from __future__ import annotations

from typing import Any

import numpy as np

from book.claims.judging import (
    Finding,
    Findings,
    attempt,
    compare,
    for_all,
    half_square,
    jacobian,
    short,
    sigmoid,
    slope,
    slopes,
    softmax,
    whichever,
)

# Layer l has the weighted sums z; W and b lead to layer l + 1, whose outputs are to meet y.
z, y = np.array([0.2, -0.4]), np.array([1.0, 0.0])
W, b = np.array([[0.5, -1.0], [2.0, 0.3]]), np.array([0.1, -0.2])
examples = np.array([[1.0, 2.0], [0.0, -1.0], [0.5, 1.0]])
a = sigmoid(z)


def cost(z: Any) -> float:
    """Take half the squared error of one example, from the weighted sums of the last layer."""
    return float(((y - sigmoid(z)) ** 2).sum() / 2)


def after(z: Any) -> Any:
    """Go from the weighted sums of one layer to those of the next."""
    return W @ sigmoid(z) + b


delta = slopes(cost, after(z))  # the error of layer l + 1
delta_before = slopes(lambda z: cost(after(z)), z)  # and of layer l


# --- the cost -----------------------------------------------------------------------------------


def layer_output() -> Findings:
    """Weigh the inputs neuron by neuron."""
    each = [sum(W[j, k] * a[k] for k in range(2)) + b[j] for j in range(2)]
    yield compare(sigmoid(W @ a + b), sigmoid(each), "a")


def total_loss() -> Findings:
    """Let the cost be the mean over three examples; then -log of the probability of all targets."""
    of_each, p = [cost(after(x)) for x in examples], sigmoid(examples[:, 0])
    yield compare(np.sum(of_each), np.mean(of_each), "C")
    yield compare(np.sum(-np.log(p)), -np.log(np.prod(p)), "C")


def back_to_weights(g: Any, W: Any, x: Any) -> Any:
    """Go back from the outputs of a batch to the weights."""
    return (g * slope(x @ W.T)).T @ x


def only_for_sums() -> Findings:
    """Go back from the root of all squared errors together, which is no sum; then from any g."""
    miss = sigmoid(examples @ W.T) - y
    found = back_to_weights(miss / np.sqrt((miss**2).sum()), W, examples)
    true = slopes(lambda W: np.sqrt(((sigmoid(examples @ W.T) - y) ** 2).sum()), W)
    works = compare(found, true, "∂C/∂W")
    yield works._replace(holds=not works.holds)  # 'only' says that it cannot work
    yield for_all(
        lambda W, x: sigmoid(x @ W.T), back_to_weights, wrt="W", W=("K", "D"), x=("N", "D")
    )


def example_by_example() -> Findings:
    """Subtract the mean of the batch, to one example a constant; then leave it out."""
    w0, signal, wanted = np.array([0.8]), np.array([1.0, 2.0, -0.5]), np.array([1.0, 0.0, 0.0])

    def loss(w: Any, mean: Any) -> Any:
        return (np.tanh(w * signal - mean) - wanted) ** 2 / 2

    each = jacobian(lambda w: loss(w, (w0 * signal).mean()), w0)
    true = slopes(lambda w: loss(w, (w * signal).mean()).sum(), w0)
    yield compare(sum(each), true, "∂C/∂w")
    each = jacobian(lambda w: loss(w, 0), w0)
    yield compare(sum(each), slopes(lambda w: loss(w, 0).sum(), w0), "∂C/∂w")


def loss_of_the_output() -> Findings:
    """Get one output twice, the hidden layer doubled; charge for that layer, and then do not."""

    def loss(c: int, penalty: float) -> Any:
        hidden = np.maximum(c * W @ np.array([1.0, 2.0]), 0)
        return ((W / c @ hidden - y) ** 2).sum() / 2 + penalty * (hidden**2).sum()

    for penalty in (0.1, 0):
        yield compare(loss(2, penalty), loss(1, penalty), "C")


# --- the output layer ---------------------------------------------------------------------------


def entropy(a: Any) -> float:
    """Take -log of the share of the right class."""
    return float(-(y * np.log(a)).sum())


def output_chain() -> Findings:
    """Go one path through a softmax, then a sigmoid; for both ∂aⱼ/∂zⱼ is aⱼ(1 - aⱼ)."""
    for f in (softmax, sigmoid):
        a = f(z)
        one_path = slopes(entropy, a) * a * (1 - a)
        yield compare(one_path, slopes(lambda z: entropy(f(z)), z), "δ")


def cost_index() -> Findings:
    """Sum over K, so that k is free, or let K be the last node; then sum over k, both of one."""
    free = [sum((y[k] - a[K]) ** 2 for K in range(2)) / 2 for k in range(2)]
    last = sum((y[k] - a[-1]) ** 2 for k in range(2)) / 2
    yield whichever([*free, last], cost(z), "C")
    yield compare(sum((y[k] - a[k]) ** 2 for k in range(2)) / 2, cost(z), "C")


def cost_substituted() -> Findings:
    """Differentiate the sum over K for each k, or with K the last node; then the sum over k."""
    free = jacobian(lambda z: np.array([((t - sigmoid(z)) ** 2).sum() / 2 for t in y]), z)
    last = slopes(lambda z: ((y - sigmoid(z[-1])) ** 2).sum() / 2, z)
    yield whichever([*free, last], slopes(cost, z), "∂C/∂z")
    total = slopes(lambda z: sum((y[k] - sigmoid(z[k])) ** 2 for k in range(2)) / 2, z)
    yield compare(total, (sigmoid(z) - y) * slope(z), "∂C/∂z")


def unconnected_neurons() -> Findings:
    """Keep of the sum the term of neuron j, under a softmax; then under a sigmoid."""
    for f in (softmax, sigmoid):
        own = np.diag(jacobian(lambda z: (y - f(z)) ** 2 / 2, z))
        yield compare(own, slopes(lambda z: ((y - f(z)) ** 2).sum() / 2, z), "∂C/∂z")


def foreign_target() -> Findings:
    """Keep the target y of each k that nothing binds; then take that of neuron j."""
    free = [-(y[k] - sigmoid(z)) * slope(z) for k in range(2)]
    yield whichever(free, slopes(cost, z), "∂C/∂z")
    own = [-(y[j] - sigmoid(z[j])) * slope(z[j]) for j in range(2)]
    yield compare(own, slopes(cost, z), "∂C/∂z")


def squared_error_delta() -> Findings:
    """Prove it for any number of outputs, through the cost."""
    yield for_all(
        lambda z, y: half_square(y, sigmoid(z)),
        lambda g, z, y: g * (sigmoid(z) - y) * slope(z),
        wrt="z", z=("K",), y=("K",),
    )  # fmt: skip


def output_hadamard() -> Findings:
    """Try to prove it for a softmax, then for a sigmoid, under any cost: g is its gradient by a."""
    yield for_all(softmax, lambda g, z: g * softmax(z) * (1 - softmax(z)), "z", z=("K",))
    yield for_all(sigmoid, lambda g, z: g * sigmoid(z) * (1 - sigmoid(z)), "z", z=("K",))


def hadamard() -> Findings:
    """Multiply two vectors with NumPy, and entry by entry."""
    yield compare(z * b, [z[j] * b[j] for j in range(2)], "z ⊙ b")


# --- back by one layer --------------------------------------------------------------------------


def why_a_sum() -> Findings:
    """Let the next layer multiply and divide, so that nothing is added; go back without a sum."""

    def products(z: Any) -> Any:
        return np.array([z[0] * z[1], z[0] / z[1]])

    delta, by = slopes(cost, products(z)), jacobian(products, z)
    true = slopes(lambda z: cost(products(z)), z)
    yield compare(delta * np.diag(by), true, "δ")
    yield compare(sum(delta[k] * by[k] for k in range(2)), true, "δ")


def hidden_chain() -> Findings:
    """Add the activations of layer l to the output, past layer l + 1; then go through it alone."""

    def skipping(u: Any, z: Any) -> float:
        return float(((y - sigmoid(u) - sigmoid(z)) ** 2).sum() / 2)

    by = jacobian(after, z)
    skipped = slopes(lambda u: skipping(u, z), after(z))
    over_k = sum(skipped[k] * by[k] for k in range(2))
    yield compare(over_k, slopes(lambda z: skipping(after(z), z), z), "δ")
    yield compare(sum(delta[k] * by[k] for k in range(2)), delta_before, "δ")


def derivative_index() -> Findings:
    """Differentiate by z of the summed index k, so that no j is left; then by z of neuron j."""
    by = jacobian(after, z)
    one = sum(delta[k] * by[k, k] for k in range(2))
    yield compare([one, one], delta_before, "δ")
    of = [sum(delta[k] * by[k, j] for k in range(2)) for j in range(2)]
    yield compare(of, delta_before, "δ")


def hidden_delta() -> Findings:
    """Set the sum over k beside the derivative of the cost."""
    of = [sum(delta[k] * W[k, j] * slope(z[j]) for k in range(2)) for j in range(2)]
    yield compare(of, delta_before, "δ")


def weighted_sum() -> Findings:
    """Weigh σ of the neuron k in place of the neurons j that are summed over; then of these."""
    wrong = [sum(W[k, j] * sigmoid(z[k]) for j in range(2)) + b[k] for k in range(2)]
    yield compare(wrong, after(z), "z")
    right = [sum(W[k, j] * sigmoid(z[j]) for j in range(2)) + b[k] for k in range(2)]
    yield compare(right, after(z), "z")


def weighted_sum_derivative() -> Findings:
    """Differentiate by z of neuron k, for each j that nothing binds; then by z of neuron j."""
    by = jacobian(after, z)
    yield whichever([W[:, j] * slope(z) for j in range(2)], np.diag(by), "∂z/∂z")
    yield compare([[W[k, j] * slope(z[j]) for j in range(2)] for k in range(2)], by, "∂z/∂z")


def summed_neuron() -> Findings:
    """Give every neuron k the right side, for each j that nothing binds; then neuron j its own."""
    of = [slope(z[j]) * (delta * W[:, j]).sum() for j in range(2)]
    yield whichever([np.full(2, one) for one in of], delta_before, "δ")
    yield compare(of, delta_before, "δ")


def hidden_matrix() -> Findings:
    """Prove it for any widths; g stands for the error of layer l + 1 under any cost."""
    yield for_all(
        lambda z, W, b: W @ sigmoid(z) + b,
        lambda g, z, W, _b: slope(z) * (W.T @ g),
        wrt="z", z=("D",), W=("K", "D"), b=("K",),
    )  # fmt: skip


# --- the gradients ------------------------------------------------------------------------------


def bias() -> Findings:
    """Differentiate by the bias, and by the weighted sum."""
    yield compare(slopes(cost, W @ a + b), slopes(lambda b: cost(W @ a + b), b), "∂C/∂b")


def bias_matrix() -> Findings:
    """Take three examples as columns, and the errors of all three; then one."""
    for some in (examples, examples[:1]):
        u = W @ some.T + b[:, None]
        errors = (sigmoid(u) - y[:, None]) * slope(u)
        true = slopes(lambda b: sum(cost(W @ x + b[:, 0]) for x in some), b[:, None])
        yield compare(errors, true, "∂C/∂b")


def weight_index() -> Findings:
    """Multiply error and activation of one index k; then the error of j and the activation of k."""
    true = slopes(lambda W: cost(W @ a + b), W)
    yield compare([[delta[k] * a[k] for k in range(2)] for _ in range(2)], true, "∂C/∂W")
    yield compare([[delta[j] * a[k] for k in range(2)] for j in range(2)], true, "∂C/∂W")


def weight_matrix() -> Findings:
    """Prove it for any widths, a and b being columns; g stands for the error."""
    yield for_all(
        lambda W, a, b: W @ a + b,
        lambda g, _W, a, _b: g @ a.T,
        wrt="W", W=("K", "D"), a=("D", 1), b=("K", 1),
    )  # fmt: skip


# --- what the equations say ---------------------------------------------------------------------


def weak_input() -> Findings:
    """Change a weight by 10 where the activation is 0.05; then where it is 0."""
    change = np.array([[10.0, 0.0], [0.0, 0.0]])
    for a in (np.array([0.05, 1.0]), np.array([0.0, 1.0])):
        yield compare(cost((W + change) @ a + b), cost(W @ a + b), "C")


def entropy_of(z: Any, target: Any) -> Any:
    """Take the cross-entropy of a sigmoid neuron."""
    return np.logaddexp(0, z) - target * z


def square_of(z: Any, target: Any) -> Any:
    """Take half the squared error of a sigmoid neuron."""
    return (sigmoid(z) - target) ** 2 / 2


def saturated_output() -> Findings:
    """Saturate a neuron of target 0, slow if it learns 10 times slower, under the two costs."""
    for loss in (entropy_of, square_of):
        fast, saturated = (abs(slopes(lambda z: loss(z, 0), at)) for at in (0, 6))
        shown = f"a = {short(sigmoid(6))}: |∂C/∂b| = {short(saturated)}; a = 0.5: {short(fast)}"
        yield Finding(bool(saturated < fast / 10), shown)


def slow_is_right() -> Findings:
    """Look for a slow neuron that is right, its target 0; with cross-entropy speed is the miss."""
    speed, miss = abs(slopes(lambda z: square_of(z, 0), 6)), sigmoid(6)
    slow, right = speed < 0.01, miss < 0.01  # noqa: PLR2004 - what is small
    yield Finding(bool(slow and right), f"|δ| = {short(speed)}, |a - y| = {short(miss)}")
    at, target = np.array([-6.0, -6.0, 0.0, 0.0, 6.0, 6.0]), np.array([0, 1, 0, 1, 0, 1])
    speed = abs(slopes(lambda z: entropy_of(z, target).sum(), at))
    yield compare(speed, abs(sigmoid(at) - target), "|δ|")


# --- the algorithm ------------------------------------------------------------------------------

# Five layers of one neuron each, of which the input is the first.
weight_of = {2: 0.9, 3: -1.2, 4: 0.7, 5: 1.1}


def forward_layers() -> Findings:
    """Count the input as layer 1, as going back to layer 2 does; then as layer 0."""

    def run(first: int, w: dict[int, float]) -> float:
        a = {first: 0.5}
        for l in range(1, first + 5):
            a[l] = float(sigmoid(w[l] * a[l - 1]))
        return a[first + 4]

    by_hand = sigmoid(1.1 * sigmoid(0.7 * sigmoid(-1.2 * sigmoid(0.9 * 0.5))))
    yield attempt(lambda: compare(run(1, weight_of), by_hand), KeyError, "w: KeyError: {}")
    yield compare(run(0, dict(enumerate(weight_of.values(), start=1))), by_hand, "a")


def layer_range() -> Findings:
    """Go from 2 to l - 1, for each hidden l, with weights before and behind; then to L - 1."""
    inner = [l for l in weight_of if l + 1 in weight_of]
    yield whichever([list(range(2, l)) for l in inner], inner, "l")
    yield compare(list(range(2, max(weight_of))), inner, "l")


def rest(z: Any, l: int) -> float:
    """Run the chain of neurons from the weighted sum of layer l on to the cost; the target is 1."""
    for m in range(l + 1, 6):
        z = weight_of[m] * sigmoid(z)
    return float((sigmoid(z) - 1) ** 2 / 2)


def layer_order() -> Findings:
    """Compute the errors in the order 2, 3, 4, from that of the last layer; then in 4, 3, 2."""
    sums = {2: weight_of[2] * 0.5}
    for l in (3, 4, 5):
        sums[l] = float(weight_of[l] * sigmoid(sums[l - 1]))

    def run(*layers: int) -> Finding:
        delta = {5: float(slopes(lambda z: rest(z, 5), sums[5]))}
        for l in layers:
            delta[l] = float(slope(sums[l])) * weight_of[l + 1] * delta[l + 1]
        return compare(delta[2], slopes(lambda z: rest(z, 2), sums[2]), "δ")

    yield attempt(lambda: run(2, 3, 4), KeyError, "δ: KeyError: {}")
    yield run(4, 3, 2)


u = examples @ W.T + b
of_each = (sigmoid(u) - y) * slope(u)  # the errors of three examples


def costs(W: Any, b: Any) -> Any:
    """Compute the costs of three examples."""
    return np.array([cost(W @ x + b) for x in examples])


def weight_update() -> Findings:
    """Set η/m times the sum beside η times the gradient of a sum, then of a mean; η = 1."""
    step = of_each.T @ examples / len(examples)
    yield compare(step, slopes(lambda W: costs(W, b).sum(), W), "η∂C/∂W")
    yield compare(step, slopes(lambda W: costs(W, b).mean(), W), "η∂C/∂W")


def bias_update() -> Findings:
    """Do with the biases as with the weights; η = 1."""
    step = of_each.sum(axis=0) / len(examples)
    yield compare(step, slopes(lambda b: costs(W, b).sum(), b), "η∂C/∂b")
    yield compare(step, slopes(lambda b: costs(W, b).mean(), b), "η∂C/∂b")
