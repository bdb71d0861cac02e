"""The claims of the fifth note (004).

Its formulas are images: the address of each holds its TeX, percent-encoded, with `&plus;` for the
plus sign. They stand here decoded.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from backproof import Proof, Verdict, prove
from book.claims.claim import Claim, Judgement, Words
from book.claims.judging import Finding, compare, short, sigmoid, slopes

FILE = "004_2c5339ead492c87e.txt"

# Layer l has the weighted sums z; W leads to layer l + 1, whose outputs are to meet d.
z, d = np.array([0.3, -0.6]), np.array([0.0, 1.0])
W, b = np.array([[0.8, -0.5], [1.5, 0.4]]), np.array([0.2, -0.1])


def slope(z: Any) -> Any:
    """Differentiate the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


def error(z: Any) -> float:
    """Take the squared error, with its half, of outputs that are the weighted sums themselves."""
    return float(((z - d) ** 2).sum() / 2)


def proved(proof: Proof) -> Finding:
    """Take a proof for all sizes, or show both gradients at a counterexample."""
    part = proof.counterexample
    shown = f": {short(part.claimed)} ≠ {short(part.true)}" if part else ""
    return Finding(proof.verdict is Verdict.PROVED, proof.verdict.name + shown)


# --- one layer ----------------------------------------------------------------------------------


def weight_that_two_layers_share() -> Finding:
    """Use the same weights in two layers, and count the path through the last one."""
    delta, a = slopes(error, W @ sigmoid(W @ z)), sigmoid(W @ z)
    stated = [[delta[j] * a[i] for i in range(2)] for j in range(2)]
    return compare(stated, slopes(lambda W: error(W @ sigmoid(W @ z)), W), "∂E/∂W")


def weight_of_one_layer() -> Finding:
    """Give the layer weights of its own; those before it are held."""
    a = sigmoid(W @ z)
    delta = slopes(error, W @ a)
    stated = [[delta[j] * a[i] for i in range(2)] for j in range(2)]
    return compare(stated, slopes(lambda W: error(W @ a), W), "∂E/∂W")


def weighted_sum_beside_a_bias() -> Finding:
    """Run the sum on a layer that has biases."""
    a = sigmoid(z)
    stated = [sum(W[j, i] * a[i] for i in range(2)) for j in range(2)]
    return compare(stated, W @ a + b, "z")


def weighted_sum_with_a_one() -> Finding:
    """Put the biases in as weights of one more input that is always 1."""
    a, V = np.append(sigmoid(z), 1), np.column_stack([W, b])
    stated = [sum(V[j, i] * a[i] for i in range(3)) for j in range(2)]
    return compare(stated, W @ sigmoid(z) + b, "z")


def derivative_by_a_weight() -> Finding:
    """Differentiate a weighted sum by the weights that lead to it, without and with a bias."""
    a = sigmoid(z)
    without, beside = slopes(lambda w: w @ a, W[0]), slopes(lambda w: w @ a + b[0], W[0])
    return compare([without, beside], [a, a], "∂z/∂w")


# --- back by one layer --------------------------------------------------------------------------


def with_a_penalty_inside(z: Any) -> float:
    """Charge for the activations of layer l, as a sparse autoencoder does."""
    return error(W @ sigmoid(z)) + float((sigmoid(z) ** 2).sum())


def paths_beside_a_penalty() -> Finding:
    """Count the paths through layer l + 1."""
    delta = slopes(error, W @ sigmoid(z))
    paths = slopes(lambda z: W[0] @ sigmoid(z), z), slopes(lambda z: W[1] @ sigmoid(z), z)
    return compare(delta @ paths, slopes(with_a_penalty_inside, z), "∂E/∂z")


def paths_through_the_next_layer() -> Finding:
    """Count the same paths where nothing else reads the activations."""
    delta = slopes(error, W @ sigmoid(z))
    paths = slopes(lambda z: W[0] @ sigmoid(z), z), slopes(lambda z: W[1] @ sigmoid(z), z)
    return compare(delta @ paths, slopes(lambda z: error(W @ sigmoid(z)), z), "∂E/∂z")


def softmax(z: Any) -> Any:
    """Make shares of a whole: every weighted sum moves every activation."""
    return np.exp(z) / np.exp(z).sum()


def each_alone_into_a_softmax() -> Finding:
    """Take for f a softmax, as in attention; of one number alone it is always 1."""
    stated = [sum(W[k, j] * softmax(z[j]) for j in range(2)) for k in range(2)]
    return compare(stated, W @ softmax(z), "z")


def each_alone_into_a_sigmoid() -> Finding:
    """Take for f a function of one number."""
    stated = [sum(W[k, j] * sigmoid(z[j]) for j in range(2)) for k in range(2)]
    return compare(stated, W @ sigmoid(z), "z")


def both_sides_of_a_kink() -> Finding:
    """Take relu for f at z = 0, and differentiate from the left and from the right."""
    h, w = 1e-7, 0.8
    below, at, above = w * np.maximum([-h, 0, h], 0)
    return compare((at - below) / h, (above - at) / h, "∂z/∂z")


def both_sides_where_it_is_smooth() -> Finding:
    """Take a sigmoid for f at the same place: w f'(0) from either side."""
    h, w = 1e-7, 0.8
    below, at, above = w * sigmoid([-h, 0, h])
    return compare([(at - below) / h, (above - at) / h], [w * slope(0)] * 2, "∂z/∂z")


def delta_from_the_next() -> Finding:
    """Prove it for any widths; g stands for the deltas of layer l + 1 under any error."""

    def backward(g: Any, z: Any, W: Any) -> Any:
        a = 1 / (1 + np.exp(-z))
        return (g[:, None] * W * (a * (1 - a))).sum(axis=0)

    shapes = {"z": ("D",), "W": ("K", "D")}
    return proved(prove(lambda z, W: W @ (1 / (1 + np.exp(-z))), backward, shapes, wrt="z"))


def deltas_without_the_weighted_sums() -> Finding:
    """Let two inputs have the same deltas in layer l + 1; their weighted sums in layer l differ."""
    one, other = z, z + 2
    given = np.array([0.5, -0.2])  # the deltas of layer l + 1, for both
    of = [slopes(lambda z: given @ W @ sigmoid(z), at) for at in (one, other)]
    return compare(of[0], of[1], "δ")


def deltas_with_the_weighted_sums() -> Finding:
    """Let the forward pass keep the weighted sums of layer l."""
    given, kept = np.array([0.5, -0.2]), (z, z + 2)
    stated = [(given @ W) * slope(at) for at in kept]
    return compare(stated, [slopes(lambda z: given @ W @ sigmoid(z), at) for at in kept], "δ")


# --- the way back -------------------------------------------------------------------------------


def onward(z: Any, layers: int) -> float:
    """Run some more layers and take the error; all have the same weights, three times W."""
    for _ in range(layers):
        z = 3 * W @ sigmoid(z)
    return error(z)


def deltas_of_all_layers() -> Finding:
    """Repeat the step from the output down to the first of five layers; hold each against E."""
    sums = [z]
    for _ in range(4):
        sums.append(3 * W @ sigmoid(sums[-1]))
    deltas = [sums[-1] - d]
    for of in reversed(sums[:-1]):
        deltas.insert(0, (deltas[0] @ (3 * W)) * slope(of))
    true = [slopes(partial(onward, layers=4 - i), of) for i, of in enumerate(sums)]
    return compare(deltas, true, "δ")


def order_of_the_deltas() -> Finding:
    """Find in which order deltas can be had, each needing the one of the layer after it."""
    layers, order = 5, [5]
    while len(order) < layers:
        order += [l for l in range(1, layers) if l not in order and l + 1 in order][:1]
    return compare(order, list(reversed(range(1, layers + 1))), "l")


def gradient_of_a_weight() -> Finding:
    """Multiply the delta of neuron j and the activation of neuron i, for every weight."""
    a = sigmoid(z)
    delta = slopes(error, W @ a + b)
    stated = [[delta[j] * a[i] for i in range(2)] for j in range(2)]
    return compare(stated, slopes(lambda W: error(W @ a + b), W), "∂E/∂W")


# --- the output layer ---------------------------------------------------------------------------


def deltas_of_two_errors() -> Finding:
    """Change the cost, then the activation function, and keep z and d."""
    squared = slopes(lambda z: ((sigmoid(z) - d) ** 2).sum() / 2, z)
    entropy = slopes(lambda z: (np.logaddexp(0, z) - d * z).sum(), z)
    same = compare(squared, entropy).holds or compare(squared, slopes(error, z)).holds
    return Finding(not same, f"δ: {short(squared)} | {short(entropy)} | {short(slopes(error, z))}")


def difference_for_squared_error() -> Finding:
    """Prove it for any number of outputs, each being its own weighted sum."""

    def half(z: Any, d: Any) -> Any:
        return ((z - d) ** 2).sum() / 2

    shapes = {"z": ("K",), "d": ("K",)}
    return proved(prove(half, lambda g, z, d: g * (z - d), shapes, wrt="z"))


def difference_in_a_hidden_layer() -> Finding:
    """Take for l the layer before the output layer."""
    y = W @ sigmoid(z)
    return compare(y - d, slopes(lambda z: error(W @ sigmoid(z)), z), "δ")


def difference_in_the_output_layer() -> Finding:
    """Take for l the output layer."""
    y = W @ sigmoid(z)
    return compare(y - d, slopes(error, y), "δ")


def difference_for_two_classes_squared() -> Finding:
    """Take a sigmoid, and the squared error."""
    return compare(sigmoid(z) - d, slopes(lambda z: ((sigmoid(z) - d) ** 2).sum() / 2, z), "δ")


def difference_for_two_classes() -> Finding:
    """Prove it for the negative log-likelihood of a sigmoid, which is its cross-entropy."""

    def entropy(z: Any, d: Any) -> Any:
        y = 1 / (1 + np.exp(-z))
        return -(d * np.log(y) + (1 - d) * np.log(1 - y)).sum()

    def backward(g: Any, z: Any, d: Any) -> Any:
        return g * (1 / (1 + np.exp(-z)) - d)

    return proved(prove(entropy, backward, {"z": ("K",), "d": ("K",)}, wrt="z"))


def difference_for_two_labels_at_once() -> Finding:
    """Take a softmax and its cross-entropy, and let both classes be right."""
    both = np.array([1.0, 1.0])
    true = slopes(lambda z: -(both * np.log(softmax(z))).sum(), z)
    return compare(softmax(z) - both, true, "δ")


def difference_for_many_classes() -> Finding:
    """Prove it for any number of classes, one of them right."""

    def entropy(z: Any, d: Any) -> Any:
        return -(d * np.log(np.exp(z) / np.exp(z).sum())).sum()

    def backward(g: Any, z: Any, d: Any) -> Any:
        return g * (np.exp(z) / np.exp(z).sum() - d)

    shapes = {"z": ("K",), "d": ("K",)}
    return proved(prove(entropy, backward, shapes, wrt="z", sample={"d": "onehot"}))


TRUE, CONDITIONAL, FALSE = Judgement.TRUE, Judgement.CONDITIONAL, Judgement.FALSE

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="fifth-note-weight-chain",
        source=FILE,
        place=Words("첫 수식", "the first formula"),
        line=7,
        chapter="chain_rule",
        stated=Words(
            "비용 $E$를 가중치로 미분한 값은, 그 가중치가 들어가는 뉴런의 가중합을 거치는 "
            "두 편미분의 곱입니다.",
            "The derivative of the cost $E$ by a weight is the product of the two "
            "derivatives through the weighted sum that the weight enters.",
        ),
        formula=r"\frac{\partial E}{\partial w_{ji}^{(l)}}="
        r"\frac{\partial E}{\partial z_{j}^{(l)}}"
        r"\frac{\partial z_{j}^{(l)}}{\partial w_{ji}^{(l)}}",
        judgement=CONDITIONAL,
        literal=weight_that_two_layers_share,
        mended=weight_of_one_layer,
        condition=Words(
            "그 가중치를 다른 곳에서 함께 쓰지 않을 때",
            "if the weight is used nowhere else",
        ),
        corrected=Words(
            "함께 쓰는 가중치이면 쓰이는 곳마다 곱을 구해 모두 더합니다.",
            "Where a weight is shared, the products of all places that use it add up.",
        ),
        corrected_formula=r"\frac{\partial E}{\partial w_{ji}} = \sum_l "
        r"\frac{\partial E}{\partial z_j^{(l)}} a_i^{(l-1)}",
        why=Words(
            "순환 신경망이나 가중치를 묶은 오토인코더에서는 한 가중치가 여러 층의 가중합에 "
            "들어갑니다.",
            "In a recurrent network, or an autoencoder with tied weights, one weight enters the "
            "weighted sums of several layers.",
        ),
    ),
    Claim(
        id="fifth-note-no-bias",
        source=FILE,
        place=Words("첫 수식의 바로 아래", "right below the first formula"),
        line=10,
        chapter="forward",
        stated=Words(
            "가중합은 앞 층의 활성값에 가중치를 곱해 모두 더한 것입니다.",
            "A weighted sum adds up the activations of the layer before, each times its weight.",
        ),
        formula=r"z_{j}^{(l)}=\sum_{i}w_{ji}^{(l)}a_{i}^{(l-1)}",
        judgement=CONDITIONAL,
        literal=weighted_sum_beside_a_bias,
        mended=weighted_sum_with_a_one,
        condition=Words(
            "편향이 없거나, 편향을 늘 1인 입력의 가중치로 셀 때",
            "if there is no bias, or the bias counts as the weight of an input that is always 1",
        ),
        corrected=Words(
            "편향을 따로 쓰는 층에서는 편향을 더합니다.",
            "In a layer with biases of its own, the bias is added.",
        ),
        corrected_formula=r"z_j^{(l)} = \sum_i w_{ji}^{(l)} a_i^{(l-1)} + b_j^{(l)}",
        why=Words(
            "이 노트에는 편향이 끝까지 나오지 않아, 편향의 기울기를 구하는 식도 없습니다.",
            "The note never mentions biases, so it has no equation for their gradient either.",
        ),
    ),
    Claim(
        id="fifth-note-derivative-by-weight",
        source=FILE,
        place=Words("첫 수식의 둘째 인수", "the second factor of the first formula"),
        line=12,
        chapter="bp4",
        stated=Words(
            "가중합을 가중치로 미분하면 그 가중치를 타고 들어오는 활성값입니다.",
            "The derivative of a weighted sum by a weight is the activation that comes in through "
            "that weight.",
        ),
        formula=r"\frac{\partial z_{j}^{(l)}}{\partial w_{ji}^{(l)}}=a_{i}^{(l-1)}",
        judgement=TRUE,
        literal=derivative_by_a_weight,
    ),
    Claim(
        id="fifth-note-hidden-chain",
        source=FILE,
        place=Words("첫 수식의 첫째 인수를 다시 쓴 식", "the first factor, rewritten"),
        line=16,
        chapter="bp2",
        stated=Words(
            "비용을 은닉층의 가중합으로 미분한 값은 다음 층의 뉴런을 거치는 경로를 모두 더한 "
            "것입니다.",
            "The derivative of the cost by a hidden weighted sum adds up the paths "
            "through the neurons of the next layer.",
        ),
        formula=r"\frac{\partial E}{\partial z_{j}^{(l)}}=\sum_{k}"
        r"\frac{\partial E}{\partial z_{k}^{(l+1)}}"
        r"\frac{\partial z_{k}^{(l+1)}}{\partial z_{j}^{(l)}}",
        judgement=CONDITIONAL,
        literal=paths_beside_a_penalty,
        mended=paths_through_the_next_layer,
        condition=Words(
            "비용이 그 층의 활성값을 직접 읽지 않고, 다음 층을 건너뛰는 연결도 없을 때",
            "if the cost does not read the activations of that layer itself and no "
            "connection skips the next layer",
        ),
        corrected=Words(
            "비용이 그 층을 직접 읽으면 그 도함수를 더합니다.",
            "If the cost reads the layer itself, that derivative is added.",
        ),
        corrected_formula=r"\frac{\partial E}{\partial z_j^{(l)}} = \sum_k "
        r"\frac{\partial E}{\partial z_k^{(l+1)}} "
        r"\frac{\partial z_k^{(l+1)}}{\partial z_j^{(l)}} + "
        r"\left. \frac{\partial E}{\partial z_j^{(l)}} \right|_{z^{(l+1)}}",
        why=Words(
            "희소 오토인코더는 은닉층의 활성값에 벌점을 매깁니다. 그 벌점으로 곧장 가는 경로는 "
            "다음 층을 지나지 않습니다.",
            "A sparse autoencoder charges for hidden activations. The path straight to that "
            "penalty does not pass through the next layer.",
        ),
    ),
    Claim(
        id="fifth-note-next-weighted-sum",
        source=FILE,
        place=Words("델타의 정의 다음에 쓰는 식", "the formula used after the definition of delta"),
        line=22,
        chapter="forward",
        stated=Words(
            "다음 층의 가중합은 이 층의 가중합마다 따로 활성화 함수 $f$를 적용한 값에 가중치를 "
            "곱해 더한 것입니다.",
            "A weighted sum of the next layer adds up the weights times $f$ of each weighted sum "
            "of this layer.",
        ),
        formula=r"z_{k}^{(l+1)}=\sum_{j}w_{kj}^{(l+1)}a_{j}^{(l)}="
        r"\sum_{j}w_{kj}^{(l+1)}f(z_{j}^{(l)})",
        judgement=CONDITIONAL,
        literal=each_alone_into_a_softmax,
        mended=each_alone_into_a_sigmoid,
        condition=Words(
            "편향이 없고 활성화 함수가 뉴런마다 따로 작용할 때",
            "if there is no bias and the activation function acts on each neuron by itself",
        ),
        corrected=Words(
            "그렇지 않으면 활성값 하나가 층의 가중합 전체로 정해집니다.",
            "Otherwise each activation is a function of all weighted sums of its layer.",
        ),
        corrected_formula=r"z_k^{(l+1)} = \sum_j w_{kj}^{(l+1)} f_j(z^{(l)}) + b_k^{(l+1)}",
        why=Words(
            "어텐션처럼 신경망 안쪽에 소프트맥스가 있으면 이 식을 쓸 수 없습니다. "
            "수 하나만 소프트맥스에 넣으면 언제나 1입니다.",
            "It cannot be used where a softmax stands inside a network, as in attention. "
            "The softmax of one number alone is always 1.",
        ),
    ),
    Claim(
        id="fifth-note-derivative-of-f",
        source=FILE,
        place=Words("가중합을 가중합으로 미분한 식", "a weighted sum differentiated by another"),
        line=25,
        chapter="bp2",
        stated=Words(
            "다음 층의 가중합을 이 층의 가중합으로 미분하면 가중치와 $f'$의 곱입니다.",
            "The derivative of a weighted sum of the next layer by one of this layer is the weight "
            "times $f'$.",
        ),
        formula=r"\frac{\partial z_{k}^{(l+1)}}{\partial z_{j}^{(l)}}="
        r"w_{kj}^{(l+1)}f'(z_{j}^{(l)})",
        judgement=CONDITIONAL,
        literal=both_sides_of_a_kink,
        mended=both_sides_where_it_is_smooth,
        condition=Words(
            "활성화 함수가 그 자리에서 미분 가능할 때",
            "if the activation function has a derivative there",
        ),
        corrected=Words(
            "꺾인 자리에서는 도함수가 없으므로 값을 약속으로 정합니다. 이 사이트는 ReLU의 0에서 "
            "0을 씁니다.",
            "At a kink there is no derivative, and a value is agreed on. This site takes 0 for "
            "ReLU at 0.",
        ),
        corrected_formula=r"\frac{\partial z_k^{(l+1)}}{\partial z_j^{(l)}} = "
        r"w_{kj}^{(l+1)} f'(z_j^{(l)}), \qquad \mathrm{ReLU}'(0) := 0",
        why=Words(
            "가장 많이 쓰는 ReLU는 0의 왼쪽에서 잰 기울기(왼쪽 수)와 "
            "오른쪽에서 잰 기울기(오른쪽 수)가 다릅니다.",
            "For ReLU, the most used of all, the slopes at 0 from the left (left number) and from "
            "the right (right number) differ.",
        ),
    ),
    Claim(
        id="fifth-note-delta-recursion",
        source=FILE,
        place=Words("델타를 다시 쓴 식", "delta, rewritten"),
        line=27,
        chapter="bp2",
        stated=Words(
            "은닉층의 델타는 다음 층의 델타마다 가중치와 $f'$을 곱해 모두 더한 것입니다.",
            "A hidden delta is the sum of the deltas of the next layer, each times the weight and "
            "$f'$.",
        ),
        formula=r"\delta _{j}^{(l)}=\sum_{k}\delta _{k}^{(l+1)}"
        r"(w_{kj}^{(l+1)}f'(z_{j}^{(l)}))",
        judgement=TRUE,
        literal=delta_from_the_next,
        why=Words(
            "앞의 두 식에서 따진 조건 위에서는, 층의 너비와 비용이 무엇이든 성립합니다.",
            "Given the conditions of the formulas before it, this holds for any widths and any "
            "cost.",
        ),
    ),
    Claim(
        id="fifth-note-deltas-suffice",
        source=FILE,
        place=Words("긴 설명의 첫 두 문장", "the first two sentences of the long paragraph"),
        line=29,
        chapter="algorithm",
        stated=Words(
            "다음 층의 델타가 주어지면 이 층의 델타를 계산할 수 있습니다.",
            "Given the deltas of the next layer, those of this layer can be computed.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=deltas_without_the_weighted_sums,
        mended=deltas_with_the_weighted_sums,
        condition=Words(
            "순전파에서 구한 가중합을 남겨 두었을 때",
            "if the weighted sums of the forward pass have been kept",
        ),
        corrected=Words(
            "다음 층의 델타와 가중치, 그리고 이 층의 가중합이 모두 있어야 합니다.",
            "It takes the deltas of the next layer, the weights, and the weighted sums of this "
            "layer.",
        ),
        corrected_formula=r"\delta^{(l)} = f'(z^{(l)}) \odot (W^{(l+1)})^T \delta^{(l+1)}",
        why=Words(
            "다음 층의 델타와 가중치가 같아도 이 층의 가중합이 다르면 델타가 다릅니다. "
            "학습이 메모리를 많이 쓰는 까닭이 여기에 있습니다.",
            "With the same deltas and weights after it, a layer with other weighted sums has other "
            "deltas. That is why training takes so much memory.",
        ),
    ),
    Claim(
        id="fifth-note-any-layer",
        source=FILE,
        place=Words("긴 설명의 가운데", "the middle of the long paragraph"),
        line=29,
        chapter="algorithm",
        stated=Words(
            "출력층의 델타에서 시작해 되풀이하면 어느 층의 델타든 계산할 수 있습니다.",
            "From the deltas of the output layer on, the step can be repeated until the deltas of "
            "any layer are there.",
        ),
        formula="",
        judgement=TRUE,
        literal=deltas_of_all_layers,
    ),
    Claim(
        id="fifth-note-direction",
        source=FILE,
        place=Words("긴 설명의 끝 문장", "the last sentence of the long paragraph"),
        line=29,
        chapter="why",
        stated=Words(
            "델타는 순전파와 반대로 출력층에서 입력층 쪽으로 전해지며, "
            "역전파라는 이름이 이것을 가리킵니다.",
            "Deltas travel from the output towards the input, against the forward pass, and the "
            "name backpropagation says so.",
        ),
        formula="",
        judgement=TRUE,
        literal=order_of_the_deltas,
        why=Words(
            "검사가 보이는 것은 방향입니다. 층마다 다음 층의 델타가 먼저 있어야 한다는 것만으로 "
            "순서가 정해집니다.",
            "What the check shows is the direction: that each layer needs the deltas of the next "
            "one first is enough to fix the order.",
        ),
    ),
    Claim(
        id="fifth-note-weight-gradient",
        source=FILE,
        place=Words("첫 수식을 델타로 다시 쓴 식", "the first formula, rewritten with delta"),
        line=33,
        chapter="bp4",
        stated=Words(
            "비용을 가중치로 미분한 값은 그 가중치가 들어가는 뉴런의 델타에, 그 가중치를 타고 "
            "들어오는 활성값을 곱한 것입니다.",
            "The derivative of the cost by a weight is the delta of the neuron that it "
            "enters times the activation that comes in through it.",
        ),
        formula=r"\frac{\partial E}{\partial w_{ji}^{(l)}}=\delta _{j}^{(l)}a_{i}^{(l-1)}",
        judgement=TRUE,
        literal=gradient_of_a_weight,
        why=Words(
            "이 노트의 $E$는 표본 하나의 비용입니다. 배치의 비용이면 표본에 걸쳐 더합니다.",
            "The $E$ of this note is the cost of one example. For that of a batch the products are "
            "added up over the examples.",
        ),
    ),
    Claim(
        id="fifth-note-delta-depends",
        source=FILE,
        place=Words(
            "출력층의 델타를 다루는 절의 첫머리", "the start of the section on output deltas"
        ),
        line=43,
        chapter="output_layers",
        stated=Words(
            "출력층의 델타를 계산하는 방법은 비용과 출력층의 활성화 함수에 따라 다릅니다.",
            "How the deltas of the output layer are computed depends on the cost and on "
            "the activation function of that layer.",
        ),
        formula="",
        judgement=TRUE,
        literal=deltas_of_two_errors,
    ),
    Claim(
        id="fifth-note-regression",
        source=FILE,
        place=Words("회귀를 다루는 절", "the section on regression"),
        line=49,
        chapter="output_layers",
        stated=Words(
            "절반 제곱 오차와 항등 함수를 쓰면 출력층의 델타는 출력에서 목푯값을 뺀 것입니다.",
            "With half the squared error and the identity, the deltas of the output layer are the "
            "outputs minus the targets.",
        ),
        formula=r"E=\frac{1}{2}\sum_{j}(y_{j}-d_{j})^{2}",
        judgement=TRUE,
        literal=difference_for_squared_error,
    ),
    Claim(
        id="fifth-note-wrong-layer",
        source=FILE,
        place=Words("회귀를 다루는 절의 마지막 수식", "the last formula on regression"),
        line=53,
        chapter="output_layers",
        stated=Words(
            "$l$번째 층의 델타 $\\delta^{(l)}$은 출력에서 목푯값을 뺀 것입니다.",
            "The deltas $\\delta^{(l)}$ of layer $l$ are the outputs minus the targets.",
        ),
        formula=r"\delta _{j}^{(l)}=\frac{\partial E}{\partial z_{j}^{(L)}}=y_{j}-d_{j}",
        judgement=FALSE,
        literal=difference_in_a_hidden_layer,
        mended=difference_in_the_output_layer,
        corrected=Words(
            "출력층의 델타 $\\delta^{(L)}$에서만 그렇습니다.",
            "That is so for the deltas of the output layer, $\\delta^{(L)}$.",
        ),
        corrected_formula=r"\delta_j^{(L)} = \frac{\partial E}{\partial z_j^{(L)}} = y_j - d_j",
        why=Words(
            "소문자 $l$은 임의의 층을 가리킵니다. 은닉층의 델타는 가중치와 기울기를 거쳐 옵니다.",
            "The small $l$ stands for any layer. The deltas of a hidden layer come through weights "
            "and slopes.",
        ),
    ),
    Claim(
        id="fifth-note-same-for-two-classes",
        source=FILE,
        place=Words("마지막 문장, 이진 분류", "the last sentence, on two classes"),
        line=55,
        chapter="output_layers",
        stated=Words(
            "이진 분류에서도 출력층의 델타는 회귀와 똑같이 출력에서 목푯값을 뺀 것입니다.",
            "In binary classification, too, the deltas of the output layer are the outputs minus "
            "the targets, the same as in regression.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=difference_for_two_classes_squared,
        mended=difference_for_two_classes,
        condition=Words(
            "시그모이드를 그것과 짝이 맞는 비용인 이진 교차 엔트로피와 함께 쓸 때",
            "if the sigmoid comes with the cost that matches it, binary cross-entropy",
        ),
        corrected=Words(
            "짝이 맞지 않으면 활성화 함수의 기울기가 남습니다.",
            "Without the match, the slope of the activation function stays in.",
        ),
        corrected_formula=r"\delta_j^{(L)} = \frac{\partial E}{\partial y_j} \, y_j (1 - y_j)",
        why=Words(
            "교차 엔트로피를 미분할 때 생기는 분모가 시그모이드의 기울기를 지웁니다. "
            "제곱 오차에는 그런 분모가 없습니다.",
            "The denominator in the derivative of the cross-entropy cancels the slope of the "
            "sigmoid. The squared error has no such denominator.",
        ),
    ),
    Claim(
        id="fifth-note-same-for-many-classes",
        source=FILE,
        place=Words("마지막 문장, 다중 분류", "the last sentence, on many classes"),
        line=55,
        chapter="output_layers",
        stated=Words(
            "다중 분류에서도 출력층의 델타는 회귀와 똑같이 출력에서 목푯값을 뺀 것입니다.",
            "With many classes, too, the deltas of the output layer are the outputs minus the "
            "targets, the same as in regression.",
        ),
        formula="",
        judgement=CONDITIONAL,
        literal=difference_for_two_labels_at_once,
        mended=difference_for_many_classes,
        condition=Words(
            "소프트맥스를 교차 엔트로피와 함께 쓰고, 한 표본의 목푯값의 합이 1일 때",
            "if softmax comes with cross-entropy and the targets of an example add up to 1",
        ),
        corrected=Words(
            "목푯값의 합이 1이 아니면 출력에 그 합을 곱한 다음 목푯값을 뺍니다.",
            "If the targets do not add up to 1, the outputs are first multiplied by their sum.",
        ),
        corrected_formula=r"\delta_j^{(L)} = y_j \sum_k d_k - d_j",
        why=Words(
            "정답이 둘인 표본의 목푯값을 그대로 넣으면, 짝이 맞는 비용에서도 출력 빼기 "
            "목푯값이 기울기가 아닙니다.",
            "Feed in an example with two right classes as it is, and even with the cost "
            "that matches, output minus target is not the gradient.",
        ),
    ),
)
