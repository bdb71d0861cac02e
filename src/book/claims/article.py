"""The claims of the article (003)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.claim import Claim, Judgement, Words
from book.claims.judging import Finding, compare, sigmoid, slopes

FILE = "003_ee9afc455444bb53.txt"

# A network of 4 inputs, 2 hidden sigmoids and a softmax of 3, all sizes unequal.
x = np.array([0.5, -1.0, 2.0, 0.3])
W1 = np.array([[0.2, -0.4, 0.1, 0.7], [-0.3, 0.6, 0.5, -0.2]])
W2 = np.array([[0.8, -0.5], [0.1, 0.9], [-0.6, 0.4]])
b1, b2 = np.array([0.1, -0.2]), np.array([0.0, 0.3, -0.1])
y = np.array([0.0, 1.0, 0.0])


def softmax(z: Any) -> Any:
    """Make shares of a whole."""
    return np.exp(z) / np.exp(z).sum()


def cross_entropy(z: Any, y: Any = y) -> float:
    """Compute the article's loss from the weighted sums of a softmax."""
    return float(-(y * np.log(softmax(z))).sum())


def loss(W1: Any, W2: Any = W2) -> float:
    """Run the network forward, to its loss."""
    return cross_entropy(W2 @ sigmoid(W1 @ x + b1) + b2)


z1 = W1 @ x + b1
a1 = sigmoid(z1)
z2 = W2 @ a1 + b2
delta2 = slopes(cross_entropy, z2)
delta1 = slopes(lambda z: cross_entropy(W2 @ sigmoid(z) + b2), z1)


# --- what backpropagation is ----------------------------------------------------------------------


def weights_after_backpropagation() -> Finding:
    """Run the backward pass, and look whether the weights have been adjusted by a step of 0.1."""
    W = W2.copy()
    gradient = np.outer(softmax(W @ a1 + b2) - y, a1)
    return compare(W, W2 - 0.1 * gradient, "W")


def weights_after_an_update() -> Finding:
    """Run the backward pass, then let gradient descent use what it returned."""
    W = W2.copy()
    gradient = np.outer(softmax(W @ a1 + b2) - y, a1)
    W -= 0.1 * gradient
    return compare(W, W2 - 0.1 * slopes(lambda W: loss(W1, W), W2), "W")


def loss_of_two_weights(v: Any) -> Any:
    """Fit v₁ tanh(2 v₀) to the target 0.5; the least loss there is, is 0."""
    return (v[1] * np.tanh(2 * v[0]) - 0.5) ** 2 / 2


def descend_from_zero() -> Finding:
    """Descend from weights that are zero."""
    v = np.zeros(2)
    for _ in range(100):
        v = v - 0.1 * slopes(loss_of_two_weights, v)
    return compare(loss_of_two_weights(v), 0.0, "min L")


def descend_where_convex() -> Finding:
    """Fit a line to three examples by descent, and by solving the least squares."""
    points, heights = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0]]), np.array([0.0, 1.0, 1.0])
    w = np.zeros(2)
    for _ in range(2000):
        w = w - 0.1 * points.T @ (points @ w - heights)
    return compare(w, np.linalg.lstsq(points, heights)[0], "argmin L")


def loss_at_the_target(target: Any) -> float:
    """Compute the cross-entropy of a prediction that is exactly the target."""
    some = target[target > 0]  # what has no share adds nothing
    return float((some * np.log(1 / some)).sum())


def no_loss_without_a_difference() -> Finding:
    """Predict the very shares that the target gives."""
    return compare(loss_at_the_target(np.array([0.7, 0.2, 0.1])), 0.0, "L")


def no_loss_at_a_one_hot_target() -> Finding:
    """Predict the one-hot target itself."""
    return compare(loss_at_the_target(y), 0.0, "L")


def error_taken_backwards() -> Finding:
    """Take the error of the output layer to the layer before, and compare with its derivative."""
    return compare((W2.T @ delta2) * a1 * (1 - a1), delta1, "∂L/∂z¹")


def loss_of_one_weight(w: Any) -> Any:
    """Compute the loss of the article's example as a function of its weight."""
    return -np.log(sigmoid(0.5 * w))


def weight_by_loss() -> Finding:
    """Solve the loss for the weight, and differentiate the weight by the loss."""
    stated = slopes(lambda L: -np.log(np.exp(L) - 1) / 0.5, loss_of_one_weight(0.8))
    return compare(stated, slopes(loss_of_one_weight, 0.8), "∂w/∂L, ∂L/∂w")


def loss_by_weight() -> Finding:
    """Differentiate the loss by the weight, by the chain rule."""
    return compare((sigmoid(0.4) - 1) * 0.5, slopes(loss_of_one_weight, 0.8), "∂L/∂w")


# --- the update -----------------------------------------------------------------------------------


def adam(w: Any, eta: float, steps: int) -> Any:
    """Run Adam on the loss of one weight, with its usual constants."""
    m = v = 0.0
    for t in range(1, steps + 1):
        g = slopes(loss_of_one_weight, w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w = w - eta * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


def update_of_adam() -> Finding:
    """Update once by Adam, and by the formula."""
    return compare(0.8 - 0.1 * slopes(loss_of_one_weight, 0.8), adam(0.8, 0.1, 1), "w")


def update_of_descent() -> Finding:
    """Let a line stand for the loss, pay for distance, and look for the lowest point."""
    g = slopes(loss_of_one_weight, 0.8)
    reached = 0.8 - 0.1 * g
    return compare(slopes(lambda w: g * w + (w - 0.8) ** 2 / (2 * 0.1), reached), 0.0, "slope")


def step_from(w: float, eta: float) -> Any:
    """Compute by how much one update changes the weight of the example."""
    return -eta * slopes(loss_of_one_weight, w)


def same_rate_same_step() -> Finding:
    """Update two weights with one learning rate."""
    return compare(step_from(0.8, 0.1), step_from(8.0, 0.1), "Δw")


def same_gradient_step_by_rate() -> Finding:
    """Update one weight with two learning rates, the second three times the first."""
    return compare(3 * step_from(0.8, 0.1), step_from(0.8, 0.3), "Δw")


def steep_loss(w: Any) -> Any:
    """Compute the half squared error of 2 w against 1."""
    return (2 * w - 1) ** 2 / 2


def loss_after_one_step(eta: float) -> Finding:
    """Take one step, and find whether the loss is lower."""
    before, after = steep_loss(0.0), float(steep_loss(-eta * slopes(steep_loss, 0.0)))
    return Finding(after < before, f"η = {eta}: {before:.4g} → {after:.4g}")


def learning_at_a_large_rate() -> Finding:
    """Take the step with learning rate 1."""
    return loss_after_one_step(1.0)


def learning_at_a_small_rate() -> Finding:
    """Take the step with learning rate 0.1."""
    return loss_after_one_step(0.1)


# --- the formulas ---------------------------------------------------------------------------------


def layer_neuron_by_neuron() -> Finding:
    """Compute a layer as a product, and neuron by neuron."""
    each = [sigmoid(sum(W1[k, j] * x[j] for j in range(4)) + b1[k]) for k in range(2)]
    return compare(sigmoid(W1 @ x + b1), each, "a")


def loss_of_sigmoid_outputs() -> Finding:
    """Compute the loss of yes-or-no outputs, and -log of the probability of all their targets."""
    a, answers = sigmoid(z2), np.array([1.0, 0.0, 1.0])
    probability = np.prod(np.where(answers == 1, a, 1 - a))
    return compare(-(answers * np.log(a)).sum(), -np.log(probability), "L")


def loss_of_softmax_outputs() -> Finding:
    """Compute the loss of a choice, and -log of the probability of the class chosen."""
    return compare(cross_entropy(z2), -np.log(softmax(z2)[1]), "L")


def output_error_for_any_targets() -> Finding:
    """Take softmax outputs, and a target with two ones."""
    two = np.array([1.0, 1.0, 0.0])
    return compare(softmax(z2) - two, slopes(lambda z: cross_entropy(z, two), z2), "∂L/∂z")


def output_error_for_targets_that_sum_to_one() -> Finding:
    """Take softmax outputs, and shares for a target."""
    of_one = np.array([0.5, 0.3, 0.2])
    return compare(softmax(z2) - of_one, slopes(lambda z: cross_entropy(z, of_one), z2), "∂L/∂z")


def error_at_every_layer() -> Finding:
    """Set l = 1, the hidden layer."""
    return compare(softmax(z2) - y, delta1, "∂L/∂z¹")


def error_at_the_last_layer() -> Finding:
    """Set l = L = 2, the output layer."""
    return compare(softmax(z2) - y, delta2, "∂L/∂z²")


def picked_sum(one: Any, W: Any) -> Any:
    """Compute the weighted sum of the hidden layer that a one-hot row picks."""
    return one @ (W @ x + b1)


def weighted_sums_by_weights() -> Any:
    """Differentiate every weighted sum of the hidden layer by every weight: (2, 2, 4) numbers."""
    return np.array([slopes(partial(picked_sum, one), W1) for one in np.eye(2)])


def chain_of_arrays() -> Finding:
    """Multiply the two derivatives, and sum over the weighted sums that stand between."""
    product = np.tensordot(delta1, weighted_sums_by_weights(), axes=1)
    return compare(product, slopes(loss, W1), "∂L/∂W")


def activations_for_the_derivative() -> Finding:
    """Set the activations of the layer before beside the derivative by the weights."""
    return compare(x, weighted_sums_by_weights(), "∂z/∂W")


def activations_entry_by_entry() -> Finding:
    """Let weighted sum k move with the weights of its own row only, by the activations."""
    entries = [[x if row == k else np.zeros(4) for row in range(2)] for k in range(2)]
    return compare(entries, weighted_sums_by_weights(), "∂z/∂W")


def product_of_two_columns() -> Finding:
    """Multiply two columns, as the formula has them."""
    try:
        return compare(delta1[:, None] @ x[:, None], slopes(loss, W1), "∂L/∂W")
    except ValueError as error:
        return Finding(holds=False, shown=str(error))


def product_with_a_transpose() -> Finding:
    """Multiply a column by a row."""
    return compare(delta1[:, None] @ x[:, None].T, slopes(loss, W1), "∂L/∂W")


def error_to_the_next_layer() -> Finding:
    """Take the error of the hidden layer on to the next one, the way activations go."""
    return compare((W2 @ delta1) * softmax(z2) * (1 - softmax(z2)), delta2, "∂L/∂z²")


inputs = np.array([[0.5, -1.0], [1.5, 0.2], [-0.3, 0.8]])
targets = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])


def errors_of(inputs: Any, b: Any) -> Any:
    """Compute softmax outputs less targets, one row for each example."""
    return np.array([softmax(one + b) for one in inputs]) - targets[: len(inputs)]


def sum_of_losses(b: Any, examples: int = 3) -> float:
    """Sum the losses of some examples as a function of the bias."""
    pairs = zip(inputs[:examples], targets, strict=False)
    return sum(cross_entropy(one + b, target) for one, target in pairs)


def mean_of_losses(b: Any) -> float:
    """Average them."""
    return sum_of_losses(b) / 3


def bias_of_a_batch() -> Finding:
    """Set the errors of a batch beside the derivative of its loss by the bias."""
    b = np.zeros(2)
    return compare(errors_of(inputs, b), slopes(sum_of_losses, b), "∂L/∂b")


def bias_of_one_example() -> Finding:
    """Set the error of one example beside the derivative of its loss by the bias."""
    b = np.zeros(2)
    true = slopes(lambda b: sum_of_losses(b, 1), b)
    return compare(errors_of(inputs[:1], b)[0], true, "∂L/∂b")


def bias_accumulated_under_a_mean() -> Finding:
    """Accumulate the errors where the loss of the batch is the mean."""
    b = np.zeros(2)
    return compare(errors_of(inputs, b).sum(axis=0), slopes(mean_of_losses, b), "∂L/∂b")


def bias_accumulated_under_a_sum() -> Finding:
    """Accumulate the errors where the loss of the batch is the sum."""
    b = np.zeros(2)
    return compare(errors_of(inputs, b).sum(axis=0), slopes(sum_of_losses, b), "∂L/∂b")


def chain_of_a_weight_used_twice() -> Finding:
    """Use one weight in both layers, and follow the path through the last weighted sum alone."""
    a = sigmoid(0.8 * 0.5)
    true = slopes(lambda w: -np.log(sigmoid(w * sigmoid(w * 0.5))), 0.8)
    return compare((sigmoid(0.8 * a) - 1) * a, true, "∂L/∂w")


# --- the example ----------------------------------------------------------------------------------


def layers_that_compute() -> Finding:
    """Count the layers that hold weights: there is one number to learn."""
    weights = [np.array([[0.8]])]
    return compare(2, len(weights))


def layers_with_the_input() -> Finding:
    """Count the input as a layer, too."""
    activations = [np.array([0.5])]
    for W in [np.array([[0.8]])]:
        activations.append(sigmoid(W @ activations[-1]))
    return compare(2, len(activations))


def example_weighted_sum() -> Finding:
    """Weigh the input."""
    return compare(0.4, 0.8 * 0.5, "z")


def example_activation() -> Finding:
    """Round as the article does."""
    return compare(0.5987, np.round(sigmoid(0.4), 4), "f(0.4)")


def one_hot_code_of_a_class() -> Finding:
    """Set the target beside the one-hot code of the second of two classes."""
    return compare(1.0, np.eye(2)[1], "y")


def one_hot_code_with_two_outputs() -> Finding:
    """Give softmax the sums 0 and 0.4 with a one-hot target: it is the example with its sigmoid."""
    return compare(cross_entropy(np.array([0, 0.4]), np.eye(2)[1]), loss_of_one_weight(0.8), "L")


def example_loss() -> Finding:
    """Round as the article does, to three decimals."""
    return compare(0.513, np.round(loss_of_one_weight(0.8), 3), "L")


def half_cross_entropy_error(target: float) -> Finding:
    """Set output minus target beside the derivative of -y log ŷ for a sigmoid."""
    true = slopes(lambda z: -target * np.log(sigmoid(z)), 0.4)
    return compare(sigmoid(0.4) - target, true, f"y = {target:g}, ∂L/∂z")


def sigmoid_error_at_target_0() -> Finding:
    """Take the other of the two targets."""
    return half_cross_entropy_error(0.0)


def sigmoid_error_at_target_1() -> Finding:
    """Take the target of the example."""
    return half_cross_entropy_error(1.0)


def example_error() -> Finding:
    """Differentiate the loss by the weighted sum, and round as the article does."""
    true = slopes(lambda z: -np.log(sigmoid(z)), 0.4)
    return compare(-0.4013, np.round(true, 4), "∂L/∂z")


def example_gradient() -> Finding:
    """Differentiate the loss by the weight, and round as the article does."""
    return compare(-0.2007, np.round(slopes(loss_of_one_weight, 0.8), 4), "∂L/∂w")


def loss_behind_a_hidden_layer(w: Any) -> Any:
    """Put a hidden sigmoid before the example's neuron: input 0.5, weights w and then 0.8."""
    return -np.log(sigmoid(0.8 * sigmoid(w * 0.5)))


def hidden_weight_by_the_output_error() -> Finding:
    """Multiply the error of the output by the input of the hidden layer."""
    out = sigmoid(0.8 * sigmoid(0.3 * 0.5))
    return compare((out - 1) * 0.5, slopes(loss_behind_a_hidden_layer, 0.3), "∂L/∂w")


def hidden_weight_by_its_own_error() -> Finding:
    """Take the error back to the hidden layer first."""
    a = sigmoid(0.3 * 0.5)
    delta = (sigmoid(0.8 * a) - 1) * 0.8 * a * (1 - a)
    return compare(delta * 0.5, slopes(loss_behind_a_hidden_layer, 0.3), "∂L/∂w")


# --- why backpropagation --------------------------------------------------------------------------

layers = [(100, 50), (50, 50), (50, 1)]
forward_pass = sum(n * m for n, m in layers)


def after(layer: int) -> int:
    """Count the multiplications of running the layers behind one."""
    return sum(n * m for n, m in layers[layer + 1 :])


def by_nudging() -> int:
    """Count those of nudging one weight after the other and running what comes behind."""
    return forward_pass + sum(n * m * after(l) for l, (n, m) in enumerate(layers))


def chain_rule_weight_by_weight() -> Finding:
    """Push the change of each weight forward by the chain rule, which needs the slopes as well."""
    hidden = [sum(m for _, m in layers[l:-1]) for l in range(len(layers))]
    count = by_nudging() + sum(n * m * hidden[l] for l, (n, m) in enumerate(layers))
    return Finding(count < by_nudging(), f"{count} ≥ {by_nudging()}")


def chain_rule_backwards() -> Finding:
    """Take one error back through all layers, and multiply it by the activations there."""
    count = forward_pass + sum(n * m + n * m + m for n, m in layers)
    return Finding(count < by_nudging(), f"{count} < {by_nudging()}")


def moved(W2: Any) -> Finding:
    """Find whether every weight of both layers has a gradient, so that an update moves it."""
    first, last = slopes(lambda W: loss(W, W2), W1), slopes(lambda W: loss(W1, W), W2)
    still = [int(np.isclose(one, 0).sum()) for one in (first, last)]
    return Finding(still == [0, 0], f"∂L/∂W = 0: {still[0]}/{first.size}, {still[1]}/{last.size}")


def update_from_zero_weights() -> Finding:
    """Begin with the weights of the last layer at zero."""
    return moved(np.zeros((3, 2)))


def update_from_other_weights() -> Finding:
    """Begin with no weight at zero."""
    return moved(W2)


def automatic_forward() -> Finding:
    """Carry one derivative along with each value: automatic differentiation, forward mode."""
    direction = np.ones_like(W2)
    rate = direction @ a1
    return compare(((softmax(z2) - y) * rate).sum(), slopes(lambda W: loss(W1, W), W2), "∂L/∂W²")


def automatic_in_reverse() -> Finding:
    """Go back from the loss: automatic differentiation, reverse mode."""
    return compare(np.outer(softmax(z2) - y, a1), slopes(lambda W: loss(W1, W), W2), "∂L/∂W²")


# --- the claims -----------------------------------------------------------------------------------

TRUE, CONDITIONAL, FALSE = Judgement.TRUE, Judgement.CONDITIONAL, Judgement.FALSE

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="article-adjusts-the-weights",
        source=FILE,
        place=Words(
            "첫 문단, 경사 하강법의 일부라는 말과 함께",
            "the first paragraph, with the words that it is a part of gradient descent",
        ),
        line=9,
        chapter="update",
        stated=Words(
            "역전파는 오차를 거꾸로 보내며 가중치를 조정하는 방법입니다.",
            "Backpropagation is a way of adjusting the weights while errors travel backwards.",
        ),
        formula="",
        judgement=FALSE,
        literal=weights_after_backpropagation,
        mended=weights_after_an_update,
        corrected=Words(
            "역전파는 기울기를 구할 뿐이고, 가중치를 조정하는 것은 그 기울기를 쓰는 최적화 "
            "방법입니다.",
            "Backpropagation only finds the gradients; what adjusts the weights is the "
            "optimiser that uses them.",
        ),
        why=Words(
            "역방향 계산이 끝나도 가중치는 그대로입니다. 같은 기울기를 경사 하강법이 아닌 "
            "방법에 쓸 수도 있습니다.",
            "After the backward pass the weights are what they were. The same gradients serve "
            "other methods than gradient descent as well.",
        ),
    ),
    Claim(
        id="article-minimises-the-loss",
        source=FILE,
        place=Words("동작 원리를 여는 문장", "the sentence that opens the section on how it works"),
        line=14,
        chapter="insights",
        stated=Words(
            "가중치와 편향을 조정하여 손실을 가장 작게 만듭니다.",
            "The loss is made least by adjusting weights and biases.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=descend_from_zero,
        mended=descend_where_convex,
        condition=Words(
            "손실이 매개변수에 대해 볼록하고 학습률이 충분히 작을 때",
            "if the loss is convex in the parameters and the learning rate small enough",
        ),
        corrected=Words(
            "일반적으로는 기울기가 0인 곳에 다가갈 뿐이며, 그곳이 최솟값이라는 보장은 없습니다.",
            "In general one only comes near a place where the gradient is 0, and nothing says "
            "that it is a minimum.",
        ),
        why=Words(
            "가중치가 모두 0인 곳에서 출발하면 두 층의 기울기가 모두 0이어서, 손실이 더 작은 "
            "곳이 있어도 움직이지 않습니다.",
            "From weights that are all zero both layers have gradient 0, and nothing moves "
            "although there is a lower loss elsewhere.",
        ),
    ),
    Claim(
        id="article-loss-measures-the-difference",
        source=FILE,
        place=Words(
            "동작 원리의 둘째 단계, 손실 함수의 예",
            "the second step of how it works, with examples of losses",
        ),
        line=22,
        chapter="cost",
        stated=Words(
            "교차 엔트로피는 예측과 목푯값의 차이를 재므로, 둘이 같으면 손실이 없습니다.",
            "Cross-entropy measures the difference of prediction and target, so that there is "
            "no loss where they are the same.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=no_loss_without_a_difference,
        mended=no_loss_at_a_one_hot_target,
        condition=Words("목푯값이 원핫일 때", "if the target is one-hot"),
        corrected=Words(
            "교차 엔트로피에서 목푯값의 엔트로피를 빼면 둘이 같을 때 언제나 0입니다.",
            "Less the entropy of the target, it is 0 wherever they are the same.",
        ),
        corrected_formula=r"\sum_{i} y_i \log \frac{y_i}{\hat{y}_i}",
        why=Words(
            "목푯값이 확률이면 예측이 그와 똑같아도 교차 엔트로피는 목푯값의 엔트로피만큼 "
            "남습니다.",
            "Where the target consists of probabilities, a prediction equal to it leaves the "
            "entropy of the target.",
        ),
    ),
    Claim(
        id="article-error-goes-backwards",
        source=FILE,
        place=Words("동작 원리의 셋째 단계, 첫 줄", "the third step of how it works, first line"),
        line=25,
        chapter="bp2",
        stated=Words(
            "오차는 출력층에서 입력층 쪽으로, 거꾸로 전해집니다.",
            "Errors travel backwards, from the output layer towards the input.",
        ),
        formula="",
        judgement=TRUE,
        literal=error_taken_backwards,
    ),
    Claim(
        id="article-change-of-the-weight",
        source=FILE,
        place=Words(
            "동작 원리의 셋째 단계, 기울기를 말로 풀이한 줄",
            "the third step of how it works, where the gradient is put in words",
        ),
        line=26,
        chapter="why",
        stated=Words(
            r"$\frac{\partial L}{\partial w}$은 손실이 바뀔 때 가중치가 바뀌는 비율입니다.",
            r"$\frac{\partial L}{\partial w}$ is the rate at which the weight changes as the "
            r"loss does.",
        ),
        formula=r"\frac{\partial L}{\partial w}",
        judgement=FALSE,
        literal=weight_by_loss,
        mended=loss_by_weight,
        corrected=Words(
            "가중치가 바뀔 때 손실이 바뀌는 비율입니다.",
            "It is the rate at which the loss changes as the weight does.",
        ),
        why=Words(
            "무엇을 무엇으로 미분하는지가 거꾸로입니다. 이 글의 예제에서 두 값은 역수이고, 서로 "
            "스무 배 넘게 다릅니다.",
            "It says the wrong way round which is differentiated by which. In the article's "
            "example the two are reciprocals, more than twenty times apart.",
        ),
    ),
    Claim(
        id="article-update-of-every-optimiser",
        source=FILE,
        place=Words(
            "동작 원리의 넷째 단계, 경사 하강법과 Adam을 함께 든 문장 아래의 식",
            "the fourth step of how it works, below the sentence that names gradient descent "
            "and Adam",
        ),
        line=31,
        chapter="update",
        stated=Words(
            "경사 하강법이든 Adam이든, 새 가중치는 옛 가중치에서 학습률과 기울기의 곱을 뺀 "
            "것입니다.",
            "With gradient descent or with Adam, the new weight is the old one less learning "
            "rate times gradient.",
        ),
        formula=r"w_{\text{new}} = w_{\text{old}} - \eta \frac{\partial L}{\partial w}",
        judgement=CONDITIONAL,
        literal=update_of_adam,
        mended=update_of_descent,
        condition=Words("경사 하강법일 때", "if it is gradient descent"),
        corrected=Words(
            "Adam은 기울기의 이동 평균 $\\hat m$을 기울기 제곱의 이동 평균 $\\hat v$의 "
            "제곱근으로 나눈 것을 씁니다.",
            "Adam uses a moving average $\\hat m$ of the gradients over the root of a moving "
            "average $\\hat v$ of their squares.",
        ),
        corrected_formula=r"w_{\text{new}} = w_{\text{old}} - \eta \frac{\hat m}{\sqrt{\hat v} "
        r"+ \varepsilon}",
        why=Words(
            "Adam의 첫 걸음은 기울기의 크기와 거의 상관없이 학습률만큼입니다.",
            "The first step of Adam is as long as the learning rate, almost whatever the size "
            "of the gradient.",
        ),
    ),
    Claim(
        id="article-rate-decides-the-step",
        source=FILE,
        place=Words(
            "동작 원리의 넷째 단계, 갱신 식의 바로 아래",
            "the fourth step of how it works, right below the update",
        ),
        line=33,
        chapter="update",
        stated=Words(
            "한 번의 갱신에서 가중치를 얼마나 바꿀지는 학습률이 정합니다.",
            "The learning rate decides by how much an update changes the weight.",
        ),
        formula=r"\eta",
        judgement=CONDITIONAL,
        literal=same_rate_same_step,
        mended=same_gradient_step_by_rate,
        condition=Words("기울기가 같을 때", "if the gradient is the same"),
        corrected=Words(
            "바뀌는 양은 학습률과 기울기의 곱입니다.",
            "The change is learning rate times gradient.",
        ),
        corrected_formula=r"w_{\text{new}} - w_{\text{old}} = -\eta \frac{\partial L}{\partial w}",
        why=Words(
            "학습률이 같아도 기울기가 작은 곳에서는 적게 움직이고, 기울기가 0이면 움직이지 "
            "않습니다.",
            "With the same learning rate a weight moves little where the gradient is small, and "
            "not at all where it is 0.",
        ),
    ),
    Claim(
        id="article-layer",
        source=FILE,
        place=Words(
            "수학적 설명의 첫째 단계, 가중합의 식",
            "the first step of the mathematics, the weighted sum",
        ),
        line=46,
        chapter="forward",
        stated=Words(
            "한 층의 가중합은 가중치 행렬과 앞 층의 활성값을 곱하고 편향을 더한 것이며, "
            "활성값은 거기에 활성화 함수를 적용한 것입니다.",
            "The weighted sums of a layer are the weight matrix times the activations of the "
            "layer before, plus the bias; the activation function of them gives the activations.",
        ),
        formula=r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}",
        judgement=TRUE,
        literal=layer_neuron_by_neuron,
    ),
    Claim(
        id="article-cross-entropy",
        source=FILE,
        place=Words("수학적 설명의 둘째 단계", "the second step of the mathematics"),
        line=52,
        chapter="output_layers",
        stated=Words(
            "예측과 목푯값의 손실은 목푯값과 로그 예측의 곱을 더해 부호를 바꾼 것입니다.",
            "The loss of prediction and target is minus the sum of the targets times the "
            "logarithms of the predictions.",
        ),
        formula=r"L = - \sum_{i} y_i \log(\hat{y}_i)",
        judgement=CONDITIONAL,
        literal=loss_of_sigmoid_outputs,
        mended=loss_of_softmax_outputs,
        condition=Words(
            "여러 부류 가운데 하나를 고르는 확률을 소프트맥스로 낼 때",
            "if the predictions are the softmax probabilities of one choice among classes",
        ),
        corrected=Words(
            "예와 아니요를 따로 답하는 시그모이드 출력에는 목푯값이 0인 항도 있어야 합니다.",
            "Sigmoid outputs, each a yes or no of its own, need the terms of the targets 0, too.",
        ),
        corrected_formula=r"L = - \sum_{i} \left( y_i \log(\hat{y}_i) + (1 - y_i) \log(1 - "
        r"\hat{y}_i) \right)",
        why=Words(
            "이 글의 예제는 시그모이드를 쓰는데, 이 손실은 목푯값이 0인 출력을 아예 보지 않습니다.",
            "The article's example has a sigmoid, and this loss does not look at outputs whose "
            "target is 0 at all.",
        ),
    ),
    Claim(
        id="article-output-error",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 출력층", "the third step of the mathematics, output layer"
        ),
        line=59,
        chapter="output_layers",
        stated=Words(
            "교차 엔트로피를 출력층의 가중합으로 미분하면 예측에서 목푯값을 뺀 값입니다.",
            "The derivative of the cross-entropy by the weighted sums of the output layer is "
            "prediction minus target.",
        ),
        formula=r"\frac{\partial L}{\partial z^{(l)}} = \hat{y} - y",
        judgement=CONDITIONAL,
        literal=output_error_for_any_targets,
        mended=output_error_for_targets_that_sum_to_one,
        condition=Words(
            "출력이 소프트맥스이고 목푯값의 합이 1일 때",
            "if the outputs are a softmax and the targets sum to 1",
        ),
        corrected=Words(
            "소프트맥스에서는 목푯값의 합이 예측에 곱해집니다.",
            "With a softmax the sum of the targets multiplies the prediction.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial z^{(L)}} = \hat{y} \sum_{i} y_i - y",
        why=Words(
            "글에는 어떤 활성화 함수인지도, 목푯값이 어떤 수인지도 적혀 있지 않습니다.",
            "The article says neither which activation function it is nor what numbers the "
            "targets are.",
        ),
    ),
    Claim(
        id="article-error-at-layer-l",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 출력층의 식에 붙은 층 번호",
            "the third step of the mathematics, the number of the layer in the formula of the "
            "output layer",
        ),
        line=59,
        chapter="bp1",
        stated=Words(
            "$l$번째 층의 가중합으로 미분하면 예측에서 목푯값을 뺀 값입니다.",
            "The derivative by the weighted sums of layer $l$ is prediction minus target.",
        ),
        formula=r"\frac{\partial L}{\partial z^{(l)}} = \hat{y} - y",
        judgement=FALSE,
        literal=error_at_every_layer,
        mended=error_at_the_last_layer,
        corrected=Words("마지막 층에서만 그렇습니다.", "It is so at the last layer only."),
        corrected_formula=r"\frac{\partial L}{\partial z^{(L)}} = \hat{y} - y",
        why=Words(
            "$l$은 이 글에서 아무 층이나 가리키는 번호입니다. 은닉층에서는 값은커녕 모양도 맞지 "
            "않습니다.",
            "In the article $l$ is the number of any layer. At a hidden layer not even the "
            "shapes agree.",
        ),
    ),
    Claim(
        id="article-chain-rule-of-a-layer",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 은닉층의 첫 식",
            "the third step of the mathematics, first formula of the hidden layer",
        ),
        line=66,
        chapter="bp4",
        stated=Words(
            "손실을 가중치로 미분한 것은 손실을 가중합으로 미분한 것과 가중합을 가중치로 미분한 "
            "것의 곱입니다.",
            "The derivative of the loss by the weights is that of the loss by the weighted sums "
            "times that of the weighted sums by the weights.",
        ),
        formula=r"\frac{\partial L}{\partial W^{(l)}} = \frac{\partial L}{\partial z^{(l)}} "
        r"\cdot \frac{\partial z^{(l)}}{\partial W^{(l)}}",
        judgement=TRUE,
        literal=chain_of_arrays,
    ),
    Claim(
        id="article-derivative-by-the-matrix",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 은닉층의 첫 식 바로 아래",
            "the third step of the mathematics, right below the first formula of the hidden layer",
        ),
        line=68,
        chapter="bp4",
        stated=Words(
            "가중합을 가중치 행렬로 미분하면 앞 층의 활성값입니다.",
            "The derivative of the weighted sums by the weight matrix is the activations of the "
            "layer before.",
        ),
        formula=r"\frac{\partial z^{(l)}}{\partial W^{(l)}} = a^{(l-1)}",
        judgement=FALSE,
        literal=activations_for_the_derivative,
        mended=activations_entry_by_entry,
        corrected=Words(
            "성분마다 보면, 가중합은 자기 행의 가중치로 미분할 때에만 앞 층의 활성값이고 "
            "나머지는 0입니다.",
            "Entry by entry a weighted sum gives the activation of the layer before for the "
            "weights of its own row, and 0 for the others.",
        ),
        corrected_formula=r"\frac{\partial z^{(l)}_k}{\partial w^{(l)}_{mj}} = [k{=}m]\, "
        r"a^{(l-1)}_j",
        why=Words(
            "벡터를 행렬로 미분한 것은 번호가 셋인 배열이며, 활성값 벡터와 모양부터 다릅니다.",
            "A vector differentiated by a matrix is an array with three indices, and not even "
            "of the shape of the activations.",
        ),
    ),
    Claim(
        id="article-gradient-without-a-transpose",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 은닉층의 둘째 식",
            "the third step of the mathematics, second formula of the hidden layer",
        ),
        line=70,
        chapter="bp4",
        stated=Words(
            "가중치의 기울기는 오차와 앞 층의 활성값을 곱한 것입니다.",
            "The gradient of the weights is the error times the activations of the layer before.",
        ),
        formula=r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} \cdot a^{(l-1)}",
        judgement=FALSE,
        literal=product_of_two_columns,
        mended=product_with_a_transpose,
        corrected=Words("활성값을 전치해야 합니다.", "The activations must be transposed."),
        corrected_formula=r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} "
        r"\left(a^{(l-1)}\right)^{\top}",
        why=Words(
            "글의 $W a$가 계산되려면 $a$는 열벡터입니다. 열벡터 둘의 행렬 곱은 계산할 수 없고, "
            "같은 크기일 때 내적으로 읽으면 행렬이 아니라 수 하나가 됩니다.",
            "For $W a$ to be computed, $a$ is a column. Two columns have no matrix product; "
            "read as an inner product of equal sizes it is one number and no matrix.",
        ),
    ),
    Claim(
        id="article-error-to-the-next-layer",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 은닉층의 마지막 문장",
            "the third step of the mathematics, last sentence on the hidden layer",
        ),
        line=72,
        chapter="bp2",
        stated=Words(
            r"오차 신호 $\delta^{(l)}$은 다음 층으로 전해집니다.",
            r"The error signal $\delta^{(l)}$ travels on to the next layer.",
        ),
        formula=r"\delta^{(l)}",
        judgement=FALSE,
        literal=error_to_the_next_layer,
        mended=error_taken_backwards,
        corrected=Words(
            "오차는 앞 층으로 전해지며, 그때 가중치 행렬은 전치됩니다.",
            "Errors travel to the layer before, by the transposed weight matrix.",
        ),
        corrected_formula=r"\delta^{(l)} = \left(W^{(l+1)}\right)^{\top} \delta^{(l+1)} \odot "
        r"f'(z^{(l)})",
        why=Words(
            "다음 층으로 가는 것은 활성값입니다. 다음 층의 오차는 이 층의 오차보다 먼저 알아야 "
            "합니다.",
            "What goes to the next layer is the activations. The error of the next layer must "
            "be known before the error of this one.",
        ),
    ),
    Claim(
        id="article-bias-accumulates",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 편향의 식 위의 문장",
            "the third step of the mathematics, the sentence above the formula of the bias",
        ),
        line=75,
        chapter="bp3",
        stated=Words(
            "편향은 모든 입력에 똑같이 쓰이므로, 편향의 기울기는 오차를 그대로 더해 모은 것입니다.",
            "As the bias is the same for all inputs, its gradient is found by simply "
            "accumulating the errors.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=bias_accumulated_under_a_mean,
        mended=bias_accumulated_under_a_sum,
        condition=Words(
            "배치의 손실이 표본 손실의 합일 때",
            "if the loss of the batch is the sum over its examples",
        ),
        corrected=Words(
            "손실이 평균이면 표본의 수로 나눕니다.",
            "Where it is the mean, divide by the number of examples.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial b} = \frac{1}{N} \sum_{n} \delta_n",
        why=Words(
            "표본별 오차를 그대로 더하면 평균인 손실의 기울기보다 $N$배 큽니다. 가중치도 모든 "
            "표본에 똑같이 쓰이므로 이 점에서 편향과 다르지 않습니다.",
            "The errors of single examples add up to $N$ times the gradient of a mean. The "
            "weights, too, are the same for all examples, and no different in this.",
        ),
    ),
    Claim(
        id="article-bias-gradient",
        source=FILE,
        place=Words(
            "수학적 설명의 셋째 단계, 편향의 식",
            "the third step of the mathematics, the formula of the bias",
        ),
        line=77,
        chapter="bp3",
        stated=Words(
            "편향의 기울기는 그 층의 오차입니다.",
            "The gradient of the bias is the error of its layer.",
        ),
        formula=r"\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}",
        judgement=CONDITIONAL,
        literal=bias_of_a_batch,
        mended=bias_of_one_example,
        condition=Words("표본이 하나일 때", "if there is one example"),
        corrected=Words(
            "배치에서는 표본마다의 오차를 더합니다.",
            "For a batch the errors of the examples are added.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial b^{(l)}} = \sum_{n} \delta^{(l)}_n",
        why=Words(
            "오차는 표본마다 있고 편향은 하나뿐이어서 모양이 다릅니다.",
            "There is an error for each example and one bias for all, so the shapes differ.",
        ),
    ),
    Claim(
        id="article-chain-rule",
        source=FILE,
        place=Words("연쇄 법칙 절의 식", "the formula of the section on the chain rule"),
        line=86,
        chapter="chain_rule",
        stated=Words(
            "손실을 어떤 가중치로 미분하든, 손실을 가중합으로 미분한 것과 가중합을 그 가중치로 "
            "미분한 것의 곱입니다.",
            "For every weight the derivative of the loss is that of the loss by the weighted "
            "sum times that of the weighted sum by the weight.",
        ),
        formula=r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot "
        r"\frac{\partial z}{\partial w}",
        judgement=CONDITIONAL,
        literal=chain_of_a_weight_used_twice,
        mended=loss_by_weight,
        condition=Words(
            "가중치가 가중합 하나를 거쳐서만 손실에 닿을 때",
            "if the weight reaches the loss through one weighted sum only",
        ),
        corrected=Words(
            "가중합이 여럿이면 그 모두에 대해 더합니다.",
            "Where there are several weighted sums, add over all of them.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial w} = \sum_{k} \frac{\partial L}{\partial "
        r"z_k} \frac{\partial z_k}{\partial w}",
        why=Words(
            "두 층이 같이 쓰는 가중치는 경로가 둘이고, 이 식은 그 가운데 하나만 셉니다.",
            "A weight shared by two layers has two paths, and the formula counts one of them.",
        ),
    ),
    Claim(
        id="article-two-layers",
        source=FILE,
        place=Words("예시의 첫 문장", "the first sentence of the example"),
        line=92,
        chapter="forward",
        stated=Words(
            "가중치 하나와 시그모이드 하나로 된 예시는 층이 둘인 신경망입니다.",
            "The example, one weight and one sigmoid, is a network of two layers.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=layers_that_compute,
        mended=layers_with_the_input,
        condition=Words("입력도 한 층으로 셀 때", "if the input is counted as a layer"),
        corrected=Words(
            "가중치가 있는 층만 세면 출력층 하나뿐이고, 은닉층은 없습니다.",
            "Of layers with weights there is the output layer alone, and no hidden layer.",
        ),
        why=Words(
            "배울 가중치가 하나뿐입니다. 흔히 2층 신경망이라고 하면 은닉층이 하나 있는 것을 "
            "뜻합니다.",
            "There is one weight to learn. A network of two layers usually means one with a "
            "hidden layer.",
        ),
    ),
    Claim(
        id="article-example-weighted-sum",
        source=FILE,
        place=Words("예시의 순전파, 가중합", "the forward pass of the example, weighted sum"),
        line=97,
        chapter="forward",
        stated=Words(
            "입력 0.5에 가중치 0.8을 곱하면 0.4입니다.",
            "Input 0.5 times weight 0.8 is 0.4.",
        ),
        formula=r"z = w \cdot x = 0.8 \cdot 0.5 = 0.4",
        judgement=TRUE,
        literal=example_weighted_sum,
    ),
    Claim(
        id="article-example-activation",
        source=FILE,
        place=Words("예시의 순전파, 시그모이드", "the forward pass of the example, sigmoid"),
        line=100,
        chapter="forward",
        stated=Words(
            "0.4의 시그모이드는 넷째 자리까지 0.5987입니다.",
            "The sigmoid of 0.4 is 0.5987 to four decimals.",
        ),
        formula=r"f(0.4) = \frac{1}{1 + e^{-0.4}} \approx 0.5987",
        judgement=TRUE,
        literal=example_activation,
    ),
    Claim(
        id="article-one-hot-target",
        source=FILE,
        place=Words(
            "예시의 손실 계산, 정답을 적은 줄", "the loss of the example, the line of the target"
        ),
        line=104,
        chapter="output_layers",
        stated=Words(
            "목푯값 1은 원핫으로 적은 것입니다.",
            "The target 1 is in one-hot code.",
        ),
        formula="y = 1",
        judgement=FALSE,
        literal=one_hot_code_of_a_class,
        mended=one_hot_code_with_two_outputs,
        corrected=Words(
            "예 또는 아니요를 나타내는 수 하나입니다. 원핫으로 적으려면 출력이 둘이어야 하며, "
            "그때에는 소프트맥스가 시그모이드를 대신합니다.",
            "It is a single number for yes or no. One-hot code takes two outputs, with a "
            "softmax in place of the sigmoid.",
        ),
        corrected_formula=r"y = (0, 1)",
        why=Words(
            "원핫은 부류마다 자리가 하나씩 있는 벡터입니다. 자리가 하나뿐이면 언제나 1이어서 "
            "아무것도 알려 주지 않습니다.",
            "One-hot code is a vector with a place for each class. With one place it is always "
            "1 and tells nothing.",
        ),
    ),
    Claim(
        id="article-example-loss",
        source=FILE,
        place=Words("예시의 손실 계산, 손실의 값", "the loss of the example, its value"),
        line=105,
        chapter="cost",
        stated=Words(
            "예시의 손실은 셋째 자리까지 0.513입니다.",
            "The loss of the example is 0.513 to three decimals.",
        ),
        formula=r"L = -y \cdot \log(\hat{y}) = -1 \cdot \log(0.5987) \approx 0.513",
        judgement=TRUE,
        literal=example_loss,
    ),
    Claim(
        id="article-sigmoid-error",
        source=FILE,
        place=Words(
            "예시의 역전파, 출력층의 식",
            "the backward pass of the example, formula of the output layer",
        ),
        line=108,
        chapter="output_layers",
        stated=Words(
            r"시그모이드 출력에 손실 $-y \log \hat{y}$를 쓰면 오차는 예측에서 목푯값을 뺀 "
            r"값입니다.",
            r"With a sigmoid output and the loss $-y \log \hat{y}$ the error is prediction "
            r"minus target.",
        ),
        formula=r"\frac{\partial L}{\partial z} = \hat{y} - y",
        judgement=CONDITIONAL,
        literal=sigmoid_error_at_target_0,
        mended=sigmoid_error_at_target_1,
        condition=Words("목푯값이 1일 때", "if the target is 1"),
        corrected=Words(
            "이 손실의 미분에는 목푯값이 곱해집니다.",
            "The derivative of this loss has the target for a factor.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial z} = -y (1 - \hat{y})",
        why=Words(
            "목푯값이 0이면 이 손실은 언제나 0이고 기울기도 0이므로, 그런 표본에서는 아무것도 "
            "배우지 못합니다.",
            "At target 0 this loss is always 0, and so is its gradient: nothing is learned from "
            "such an example.",
        ),
    ),
    Claim(
        id="article-example-error",
        source=FILE,
        place=Words(
            "예시의 역전파, 출력층의 값",
            "the backward pass of the example, value of the output layer",
        ),
        line=108,
        chapter="bp1",
        stated=Words(
            "예시의 오차는 넷째 자리까지 −0.4013입니다.",
            "The error of the example is −0.4013 to four decimals.",
        ),
        formula=r"\frac{\partial L}{\partial z} = \hat{y} - y = 0.5987 - 1 = -0.4013",
        judgement=TRUE,
        literal=example_error,
    ),
    Claim(
        id="article-hidden-weight",
        source=FILE,
        place=Words(
            "예시의 역전파, 은닉층이라고 적은 줄의 식",
            "the backward pass of the example, formula of the line that says hidden layer",
        ),
        line=109,
        chapter="bp2",
        stated=Words(
            "은닉층 가중치의 기울기는 출력층의 오차에 은닉층의 입력을 곱한 것입니다.",
            "The gradient of a hidden layer's weight is the error of the output layer times the "
            "hidden layer's input.",
        ),
        formula=r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot "
        r"\frac{\partial z}{\partial w}",
        judgement=FALSE,
        literal=hidden_weight_by_the_output_error,
        mended=hidden_weight_by_its_own_error,
        corrected=Words(
            "은닉층의 오차를 BP2로 먼저 구해, 그것에 입력을 곱합니다.",
            "First take the error back to the hidden layer by BP2, then multiply by the input.",
        ),
        corrected_formula=r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z^{(2)}} "
        r"\cdot w^{(2)} \cdot f'(z^{(1)}) \cdot x",
        why=Words(
            "예시의 가중치는 출력층의 것이어서 값이 맞았을 뿐입니다. 은닉층의 가중치라면 "
            "출력층의 가중치와 은닉층의 기울기가 더 곱해집니다.",
            "In the example the weight is that of the output layer, so the number is right. For "
            "a hidden weight the weight of the output layer and the slope of the hidden one are "
            "further factors.",
        ),
    ),
    Claim(
        id="article-example-gradient",
        source=FILE,
        place=Words(
            "예시의 역전파, 마지막 줄의 값",
            "the backward pass of the example, value of the last line",
        ),
        line=109,
        chapter="bp4",
        stated=Words(
            "예시에서 손실을 가중치로 미분한 값은 넷째 자리까지 −0.2007입니다.",
            "The derivative of the loss by the weight of the example is −0.2007 to four decimals.",
        ),
        formula=r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot "
        r"\frac{\partial z}{\partial w} = -0.4013 \cdot 0.5 = -0.2007",
        judgement=TRUE,
        literal=example_gradient,
    ),
    Claim(
        id="article-cheaper-by-the-chain-rule",
        source=FILE,
        place=Words("왜 쓰는가, 첫째 항목", "why it is used, first item"),
        line=114,
        chapter="autodiff",
        stated=Words(
            "계산이 적게 드는 까닭은 연쇄 법칙을 쓰기 때문입니다.",
            "The computation is cheap because the chain rule is used.",
        ),
        formula="",
        judgement=FALSE,
        literal=chain_rule_weight_by_weight,
        mended=chain_rule_backwards,
        corrected=Words(
            "연쇄 법칙의 곱을 손실 쪽에서부터 계산하여, 구한 오차를 그 앞의 모든 가중치가 함께 "
            "쓰기 때문입니다.",
            "It is cheap because the products of the chain rule are computed from the loss on, "
            "so that all weights further back share the errors found.",
        ),
        why=Words(
            "가중치마다 연쇄 법칙을 앞으로 적용하면, 가중치를 하나씩 건드려 보는 방법보다 적게 "
            "들지 않습니다.",
            "Applied forwards, weight by weight, the chain rule takes no less than nudging one "
            "weight after the other.",
        ),
    ),
    Claim(
        id="article-all-weights-move",
        source=FILE,
        place=Words("왜 쓰는가, 둘째 항목", "why it is used, second item"),
        line=115,
        chapter="insights",
        stated=Words(
            "여러 층의 가중치가 모두 함께 갱신됩니다.",
            "The weights of all layers are updated together.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=update_from_zero_weights,
        mended=update_from_other_weights,
        condition=Words(
            "가중치에서 손실에 이르는 경로의 인자가 0이 아닐 때",
            "if no factor on the paths from the weights to the loss is 0",
        ),
        corrected=Words(
            "기울기가 0인 가중치는 갱신해도 그대로입니다.",
            "A weight whose gradient is 0 stays as it is.",
        ),
        why=Words(
            "마지막 층의 가중치가 모두 0이면 오차가 거기에서 끊겨, 앞 층은 한 번 갱신해도 "
            "움직이지 않습니다.",
            "Where the weights of the last layer are zero the error ends there, and an update "
            "does not move the layers before.",
        ),
    ),
    Claim(
        id="article-autodiff",
        source=FILE,
        place=Words("왜 쓰는가, 셋째 항목", "why it is used, third item"),
        line=116,
        chapter="autodiff",
        stated=Words(
            "자동 미분은 역전파를 자동으로 하는 것입니다.",
            "Automatic differentiation is backpropagation done automatically.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=automatic_forward,
        mended=automatic_in_reverse,
        condition=Words("역방향 모드일 때", "if it runs in reverse mode"),
        corrected=Words(
            "정방향 모드의 자동 미분은 한 번에 한 방향의 미분만 구합니다.",
            "In forward mode automatic differentiation gives the derivative in one direction at "
            "a time.",
        ),
        why=Words(
            "글이 이름을 든 두 라이브러리의 기본은 역방향 모드이지만, 자동 미분이 모두 그런 "
            "것은 아닙니다.",
            "The two libraries that the article names run in reverse mode by default, but not "
            "all automatic differentiation does.",
        ),
    ),
    Claim(
        id="article-descent-learns",
        source=FILE,
        place=Words("요약의 마지막 항목", "the last item of the summary"),
        line=124,
        chapter="update",
        stated=Words(
            "경사 하강법으로 갱신하면 학습이 이루어져 손실이 줄어듭니다.",
            "Updates by gradient descent are what learning is: the loss falls.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=learning_at_a_large_rate,
        mended=learning_at_a_small_rate,
        condition=Words("학습률이 충분히 작을 때", "if the learning rate is small enough"),
        why=Words(
            "걸음이 너무 크면 골짜기를 넘어 더 높은 곳에 닿습니다.",
            "Too long a step crosses the valley and ends higher up.",
        ),
    ),
)
