"""The claims of the first note (000): what it says, line by line, and what comes of it."""

from __future__ import annotations

from book.claims import first_note_checks as check
from book.claims.claim import Claim, Judgement, Words

FILE = "000_afc1d64deae040dd.txt"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="first-note-weighted-sum",
        source=FILE,
        place=Words("표기법의 첫째 식", "the first formula under notation"),
        line=13,
        chapter="forward",
        stated=Words(
            "층의 가중합은 가중치 행렬에 앞 층의 활성값을 곱하고 편향을 더한 것입니다.",
            "The weighted sums of a layer are its weight matrix times the activations of the "
            "layer before, plus the bias.",
        ),
        formula=r"z^l = W^l \cdot a^{l-1} + b^l",
        judgement=Judgement.CONDITIONAL,
        literal=check.weighted_sum_of_rows,
        mended=check.weighted_sum_of_one_example,
        condition=Words(
            "활성값이 표본 하나의 열벡터일 때",
            "if the activations are those of one example, as a column",
        ),
        corrected=Words(
            "표본을 행으로 쌓은 배치에서는 가중치를 전치하여 오른쪽에 곱합니다.",
            "For a batch with one example a row, the transposed weights are multiplied from the "
            "right.",
        ),
        corrected_formula=r"z^l = a^{l-1} (W^l)^T + b^l",
        why=Words(
            "라이브러리는 대개 표본을 행으로 쌓으므로 이 식을 그대로 옮기면 모양이 맞지 않습니다.",
            "Libraries mostly keep one example a row, and there the shapes of this formula do not "
            "fit.",
        ),
    ),
    Claim(
        id="first-note-one-activation-function",
        source=FILE,
        place=Words("표기법의 둘째 식", "the second formula under notation"),
        line=19,
        chapter="forward",
        stated=Words(
            "모든 층의 활성값은 같은 함수 $\\sigma$로 구합니다.",
            "The activations of every layer come from the same function $\\sigma$.",
        ),
        formula=r"a^l = \sigma(z^l)",
        judgement=Judgement.CONDITIONAL,
        literal=check.hidden_error_with_two_functions,
        mended=check.hidden_error_with_one_function,
        condition=Words(
            "실제로 모든 층이 같은 활성화 함수를 쓸 때",
            "if all layers do use the same activation function",
        ),
        corrected=Words(
            "함수에도 층 번호를 붙이고, 오차를 구할 때는 그 층의 함수를 미분합니다.",
            "The function has the number of its layer, and the error of a layer takes the slope "
            "of its own function.",
        ),
        corrected_formula=r"a^l = \sigma_l(z^l)",
        why=Words(
            "은닉층이 tanh이고 출력층이 시그모이드라면 "
            "출력층의 도함수를 은닉층에 쓴 오차는 틀립니다.",
            "With tanh in the hidden layer and a sigmoid at the output, an error that takes the "
            "slope of the output's function is wrong.",
        ),
    ),
    Claim(
        id="first-note-example-sum",
        source=FILE,
        place=Words(
            "표기법의 숫자 예, 셋째 묶음", "the worked numbers under notation, third group"
        ),
        line=31,
        chapter="forward",
        stated=Words(
            "예제의 곱은 0.38과 0.32이고, 편향을 더한 가중합은 0.58과 0.42입니다.",
            "In the example the products are 0.38 and 0.32, and with the bias the weighted sums "
            "are 0.58 and 0.42.",
        ),
        formula="z^2 = [0.38, 0.32] + [0.2, 0.1] = [0.58, 0.42]",
        judgement=Judgement.TRUE,
        literal=check.example_sum,
    ),
    Claim(
        id="first-note-example-numbers",
        source=FILE,
        place=Words("표기법의 숫자 예, 마지막 줄", "the worked numbers under notation, last line"),
        line=32,
        chapter="forward",
        stated=Words(
            "입력 둘, 뉴런 둘인 층의 활성값은 반올림하면 0.641과 0.603입니다.",
            "The activations of the layer of two inputs and two neurons are, rounded, "
            "0.641 and 0.603.",
        ),
        formula="a^2 = σ(z^2) ≈ [0.641, 0.603]",
        judgement=Judgement.TRUE,
        literal=check.example_numbers,
    ),
    Claim(
        id="first-note-cost-is-a-mean",
        source=FILE,
        place=Words("비용의 첫째 가정", "the first assumption about the cost"),
        line=42,
        chapter="cost",
        stated=Words(
            "비용은 표본마다 구한 비용의 평균입니다.",
            "The cost is the mean of the costs of single examples.",
        ),
        formula=r"C = \frac{1}{n}\sum_x C_x",
        judgement=Judgement.CONDITIONAL,
        literal=check.root_of_the_mean_square,
        mended=check.half_squared_errors,
        condition=Words(
            "절반 제곱 오차처럼 표본을 따로 매겨 평균하는 비용일 때",
            "if the cost rates each example by itself and averages, as the half squared error does",
        ),
        corrected=Words(
            "역전파는 배치 전체의 출력을 함께 보는 비용에서도 그대로 시작할 수 있습니다.",
            "Backpropagation can start just as well from a cost that looks at the outputs of the "
            "whole batch together.",
        ),
        corrected_formula=r"C = f(a^L_1, \ldots, a^L_n)",
        why=Words(
            "평균 제곱근 오차, 순위 손실, 대조 손실은 표본 비용의 평균이 아닙니다.",
            "The root of the mean square, ranking losses and contrastive losses are no means over "
            "examples.",
        ),
    ),
    Claim(
        id="first-note-whole-cost-is-hard",
        source=FILE,
        place=Words("비용의 첫째 가정에 딸린 첫 항목", "the first item under the first assumption"),
        line=45,
        chapter="cost",
        stated=Words(
            "표본마다 따로 구하는 까닭은 전체 비용을 계산하기가 더 어렵기 때문입니다.",
            "Examples are taken one by one because the whole cost is harder to compute.",
        ),
        formula="",
        judgement=Judgement.FALSE,
        literal=check.work_of_the_whole_cost,
        mended=check.minibatches_stand_for_the_whole,
        corrected=Words(
            "미분이 합을 그대로 통과하므로, 표본 몇 개의 기울기가 평균하여 전체의 기울기가 됩니다.",
            "Differentiation passes through the sum, so the gradients of a few examples average to "
            "that of the whole.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial w} = "
        r"\frac{1}{n} \sum_x \frac{\partial C_x}{\partial w}",
        why=Words(
            "전체 비용은 표본 비용을 구한 다음 더하기만 하면 되고, 계산하는 뉴런의 수도 같습니다.",
            "Given the costs of the examples the whole takes only an addition, and the number of "
            "neurons computed is the same.",
        ),
    ),
    Claim(
        id="first-note-sum-or-mean",
        source=FILE,
        place=Words(
            "비용의 첫째 가정에 딸린 첫 항목의 끝",
            "the end of the first item under the first assumption",
        ),
        line=45,
        chapter="update",
        stated=Words(
            "표본 비용은 더하든 평균하든 마찬가지입니다.",
            "It makes no difference whether the costs of the examples are summed or averaged.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.step_of_the_sum,
        mended=check.step_of_the_sum_with_a_smaller_rate,
        condition=Words(
            "합을 쓸 때 학습률을 표본 수로 나누면",
            "if the learning rate of the sum is divided by the number of examples",
        ),
        why=Words(
            "합의 기울기는 평균의 기울기의 $n$배이므로, 같은 학습률이면 $n$배 멀리 갑니다.",
            "The gradient of the sum is $n$ times that of the mean, so at the same learning rate "
            "the step is $n$ times as long.",
        ),
    ),
    Claim(
        id="first-note-gradient-of-the-mean",
        source=FILE,
        place=Words(
            "비용의 첫째 가정, 평균으로 적은 식의 바로 아래",
            "the first assumption about the cost, right below the formula of the mean",
        ),
        line=48,
        chapter="cost",
        stated=Words(
            "비용이 표본 비용의 평균일 때, 그 기울기는 표본마다 구한 기울기의 합입니다.",
            "Where the cost is the mean of the costs of single examples, its gradient is the sum "
            "of their gradients.",
        ),
        formula=r"\frac{\partial C}{\partial w} = \sum_x \frac{\partial C_x}{\partial w}",
        judgement=Judgement.FALSE,
        literal=check.sum_for_the_gradient_of_a_mean,
        mended=check.mean_for_the_gradient_of_a_mean,
        corrected=Words(
            "평균의 기울기는 기울기의 평균입니다.",
            "The gradient of a mean is the mean of the gradients.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial w} = "
        r"\frac{1}{n} \sum_x \frac{\partial C_x}{\partial w}",
        why=Words(
            "$1/n$이 빠져 기울기가 $n$배로 커집니다.",
            "The $1/n$ is missing, so the gradient comes out $n$ times too large.",
        ),
    ),
    Claim(
        id="first-note-one-example-is-enough",
        source=FILE,
        place=Words("비용의 첫째 가정을 맺는 줄", "the line that closes the first assumption"),
        line=51,
        chapter="cost",
        stated=Words(
            "역전파는 표본 하나만 놓고 이해하면 충분합니다.",
            "It is enough to understand backpropagation for a single example.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.examples_one_by_one_with_batch_norm,
        mended=check.examples_one_by_one_without,
        condition=Words(
            "한 표본의 값이 다른 표본의 계산에 들어가지 않을 때",
            "if no example enters into the computation of another",
        ),
        corrected=Words(
            "표본이 서로 얽히면 배치 전체를 거치는 경로를 모두 더해야 합니다.",
            "Where examples are coupled, all paths through the batch have to be added.",
        ),
        why=Words(
            "배치 정규화에서는 한 표본이 평균과 분산을 거쳐 다른 표본의 값을 모두 움직입니다.",
            "In batch normalisation an example moves all the others by way of the mean and the "
            "variance.",
        ),
    ),
    Claim(
        id="first-note-cost-reads-the-output",
        source=FILE,
        place=Words("비용의 둘째 가정, 제목", "the heading of the second assumption"),
        line=55,
        chapter="cost",
        stated=Words(
            "비용은 마지막 출력만의 함수입니다.",
            "The cost is a function of the last output alone.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.gradient_with_weight_decay,
        mended=check.gradient_without_weight_decay,
        condition=Words(
            "비용에 가중치나 은닉 활성값을 쓰는 항이 없을 때",
            "if no term of the cost reads weights or hidden activations",
        ),
        corrected=Words(
            "그런 항이 있으면 그 항의 편미분을 기울기에 더합니다.",
            "Where there is such a term, its partial derivative is added to the gradient.",
        ),
        why=Words(
            "가중치 감쇠는 널리 쓰이는데도 출력만의 함수가 아닙니다. "
            "네 방정식만 쓰면 그 몫이 빠집니다.",
            "Weight decay is in wide use and no function of the output. The four equations alone "
            "leave its share out.",
        ),
    ),
    Claim(
        id="first-note-half-the-square",
        source=FILE,
        place=Words("비용의 둘째 가정, 가능하다고 한 예", "the example that is called possible"),
        line=62,
        chapter="cost",
        stated=Words(
            "출력과 목푯값의 거리를 제곱하여 반으로 나눈 비용에서는 역전파를 시작할 수 있습니다.",
            "Backpropagation can start from half the squared distance of the output from its "
            "target.",
        ),
        formula=r"C = \tfrac{1}{2}|y - a^L|^2",
        judgement=Judgement.TRUE,
        literal=check.start_from_half_the_square,
        why=Words(
            "출력으로 편미분하면 $a^L - y$라는 시작값이 바로 나옵니다.",
            "Its derivative by the output is $a^L - y$, which is all that is needed to start.",
        ),
    ),
    Claim(
        id="first-note-inner-layers-impossible",
        source=FILE,
        place=Words(
            "비용의 둘째 가정, 불가능하다고 한 예", "the example that is called impossible"
        ),
        line=66,
        chapter="cost",
        stated=Words(
            "안쪽 층의 활성값까지 쓰는 비용에서는 역전파를 할 수 없습니다.",
            "Backpropagation is impossible for a cost that reads inner activations as well.",
        ),
        formula="C = f(a^2, a^3, a^L)",
        judgement=Judgement.FALSE,
        literal=check.no_gradient_if_inner_layers_count,
        mended=check.the_general_form_is_proved,
        corrected=Words(
            "비용이 읽는 층마다 그 활성값에 대한 편미분을 더하면 됩니다. "
            "모든 크기에 대해 증명됩니다.",
            "At each layer that the cost reads, its partial derivative by the activation is added. "
            "This is proved for all sizes.",
        ),
        corrected_formula=r"\delta^l = \left((W^{l+1})^T \delta^{l+1} + "
        r"\frac{\partial f}{\partial a^l}\right) \odot \sigma'(z^l)",
        why=Words(
            "안쪽 활성값에서 비용까지 가는 길이 하나 더 생길 뿐이고, 길이 여럿이면 더합니다.",
            "There is just one more path from the inner activation to the cost, and paths add up.",
        ),
    ),
    Claim(
        id="first-note-output-error",
        source=FILE,
        place=Words("네 방정식 가운데 첫째의 식", "the formula of the first of the four equations"),
        line=76,
        chapter="bp1",
        stated=Words(
            "출력 뉴런의 오차는 비용을 그 뉴런의 활성값으로 미분한 값과 "
            "활성화 함수의 기울기를 곱한 것입니다.",
            "The error of an output neuron is the derivative of the cost by its activation, times "
            "the slope of the activation function.",
        ),
        formula=r"\delta^L_j = \frac{\partial C}{\partial a^L_j}\cdot \sigma'(z^L_j)",
        judgement=Judgement.CONDITIONAL,
        literal=check.output_error_with_softmax,
        mended=check.output_error_with_sigmoid,
        condition=Words(
            "활성화 함수가 뉴런마다 따로 작용할 때",
            "if the activation function acts on each neuron by itself",
        ),
        corrected=Words(
            "그렇지 않으면 모든 활성값을 거치는 경로를 더합니다.",
            "Otherwise the paths through all activations add up.",
        ),
        corrected_formula=r"\delta^L_j = \sum_k \frac{\partial C}{\partial a^L_k} "
        r"\frac{\partial a^L_k}{\partial z^L_j}",
        why=Words(
            "소프트맥스에서는 가중합 하나가 모든 활성값을 움직이는데, "
            "이 식은 그 가운데 하나만 셉니다.",
            "In a softmax one weighted sum moves every activation, and the formula counts only "
            "one of them.",
        ),
    ),
    Claim(
        id="first-note-quadratic-output-error",
        source=FILE,
        place=Words(
            "첫째 방정식의 끝, 이차 비용의 경우", "the quadratic case of the first equation"
        ),
        line=82,
        chapter="bp1",
        stated=Words(
            "이차 비용에서 출력층의 오차는 출력과 목푯값의 차에 "
            "활성화 함수의 기울기를 곱한 것입니다.",
            "With a quadratic cost the error of the output layer is the difference of output and "
            "target, times the slope of the activation function.",
        ),
        formula=r"\delta^L = (a^L - y) \odot \sigma'(z^L)",
        judgement=Judgement.CONDITIONAL,
        literal=check.quadratic_error_of_a_batch,
        mended=check.quadratic_error_of_one_example,
        condition=Words(
            "$C$가 표본 하나의 비용일 때",
            "if $C$ is the cost of a single example",
        ),
        corrected=Words(
            "노트의 정의대로 $C$가 평균이면 $1/n$이 붙습니다.",
            "Where $C$ is the mean, as the note defines it, there is a factor $1/n$.",
        ),
        corrected_formula=r"\delta^L = \frac{1}{n} (a^L - y) \odot \sigma'(z^L)",
        why=Words(
            "같은 글자 $C$가 앞에서는 평균을, 여기서는 표본 하나의 비용을 뜻합니다.",
            "The letter $C$ stood for the mean before and stands for the cost of one example here.",
        ),
    ),
    Claim(
        id="first-note-hidden-error",
        source=FILE,
        place=Words(
            "네 방정식 가운데 둘째의 식", "the formula of the second of the four equations"
        ),
        line=90,
        chapter="bp2",
        stated=Words(
            "은닉층의 오차는 다음 층의 오차를 그 층의 가중치로 되돌려 보내고 "
            "활성화 함수의 기울기를 곱한 것입니다.",
            "The error of a hidden layer is that of the next layer sent back through its weights, "
            "times the slope of the activation function.",
        ),
        formula=r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)",
        judgement=Judgement.CONDITIONAL,
        literal=check.hidden_error_with_a_skip,
        mended=check.hidden_error_in_a_chain,
        condition=Words(
            "각 층이 바로 다음 층에만 이어질 때",
            "if each layer leads to the next layer alone",
        ),
        corrected=Words(
            "건너뛰는 연결이 있으면 그 길로 돌아오는 오차도 더합니다.",
            "Where connections skip a layer, the error that comes back along them is added.",
        ),
        corrected_formula=r"\delta^l = \left((W^{l+1})^T \delta^{l+1} + S^T \delta^{l+2}\right) "
        r"\odot \sigma'(z^l)",
        why=Words(
            "건너뛰는 연결을 거쳐 비용에 미치는 영향이 이 식에는 없습니다.",
            "What reaches the cost through a skip connection is missing from the formula.",
        ),
    ),
    Claim(
        id="first-note-from-the-chain-rule",
        source=FILE,
        place=Words("둘째 방정식에 딸린 첫 항목", "the first item under the second equation"),
        line=93,
        chapter="chain_rule",
        stated=Words(
            "둘째 방정식은 연쇄 법칙에서 나옵니다.",
            "The second equation follows from the chain rule.",
        ),
        formula="",
        judgement=Judgement.TRUE,
        literal=check.hidden_error_by_the_chain_rule,
        why=Words(
            "다음 층의 뉴런마다 경로가 하나씩 있습니다. "
            "경로마다 그 뉴런의 오차에 $\\partial z^{l+1}_j / \\partial z^l_k$를 곱해 더하면 "
            "이 식이 됩니다.",
            "There is a path through each neuron of the next layer. The errors of these neurons, "
            "each times $\\partial z^{l+1}_j / \\partial z^l_k$, add up to the equation.",
        ),
    ),
    Claim(
        id="first-note-bias-gradient",
        source=FILE,
        place=Words("네 방정식 가운데 셋째의 식", "the formula of the third of the four equations"),
        line=101,
        chapter="bp3",
        stated=Words(
            "편향의 기울기는 그 뉴런의 오차와 같습니다.",
            "The gradient of a bias equals the error of its neuron.",
        ),
        formula=r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
        judgement=Judgement.CONDITIONAL,
        literal=check.bias_of_a_batch,
        mended=check.bias_of_one_example,
        condition=Words("표본이 하나일 때", "if there is one example"),
        corrected=Words(
            "배치에서는 표본에 대해 더합니다.",
            "For a batch it is summed over the examples.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial b^l_j} = \sum_n \delta^l_{nj}",
        why=Words(
            "편향 하나가 모든 표본의 가중합에 더해지므로 경로가 표본 수만큼 있습니다.",
            "One bias is added to the weighted sum of every example, so there are as many paths as "
            "examples.",
        ),
    ),
    Claim(
        id="first-note-bias-is-only-added",
        source=FILE,
        place=Words("셋째 방정식에 딸린 설명", "the explanation below the third equation"),
        line=104,
        chapter="bp3",
        stated=Words(
            "편향은 더해지기만 하므로 오차 자체가 편향의 기울기입니다.",
            "Because a bias is only added, the error itself is its gradient.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.one_bias_for_two_neurons,
        mended=check.a_bias_for_each_neuron,
        condition=Words(
            "편향 하나가 가중합 하나에만 더해질 때",
            "if each bias is added to one weighted sum alone",
        ),
        corrected=Words(
            "편향의 기울기는 그 편향이 더해진 모든 가중합의 오차를 더한 것입니다.",
            "The gradient of a bias is the sum of the errors of all weighted sums that it is "
            "added to.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial b} = \sum_j \delta^l_j",
        why=Words(
            "더해진다는 것만으로는 모자랍니다. "
            "합성곱의 채널처럼 편향을 함께 쓰면, 똑같이 더해지기만 하는데도 "
            "오차를 모두 더해야 합니다.",
            "That it is added is not enough. Where neurons share a bias, as in a channel of a "
            "convolution, it is only added, too, and yet their errors have to be summed.",
        ),
    ),
    Claim(
        id="first-note-weight-gradient",
        source=FILE,
        place=Words(
            "네 방정식 가운데 넷째의 식", "the formula of the fourth of the four equations"
        ),
        line=111,
        chapter="bp4",
        stated=Words(
            "가중치의 기울기는 들어오는 활성값과 받는 뉴런의 오차를 곱한 것입니다.",
            "The gradient of a weight is the activation that comes in, times the error of the "
            "neuron that takes it.",
        ),
        formula=r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \cdot \delta^l_j",
        judgement=Judgement.CONDITIONAL,
        literal=check.weights_used_twice,
        mended=check.weights_used_once,
        condition=Words(
            "가중치가 신경망에서 한 번만 쓰일 때",
            "if the weight is used once in the network",
        ),
        corrected=Words(
            "여러 층이 함께 쓰는 가중치라면 쓰인 자리마다 구해 더합니다.",
            "For a weight that layers share, the products are summed over the places of its use.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial w_{jk}} = \sum_l a^{l-1}_k \delta^l_j",
        why=Words(
            "순환 신경망처럼 가중치를 함께 쓰면 비용에 이르는 경로가 쓰인 횟수만큼 있습니다.",
            "Where weights are tied, as in a recurrent network, there are as many paths to the "
            "cost as uses.",
        ),
    ),
    Claim(
        id="first-note-weight-gradient-matrix",
        source=FILE,
        place=Words("넷째 방정식의 행렬 형태", "the matrix form of the fourth equation"),
        line=116,
        chapter="bp4",
        stated=Words(
            "가중치 행렬의 기울기는 오차와 전치한 활성값의 곱입니다.",
            "The gradient of the weight matrix is the error times the transposed activation.",
        ),
        formula=r"\nabla_{W^l} C = \delta^l \cdot (a^{l-1})^T",
        judgement=Judgement.CONDITIONAL,
        literal=check.product_of_plain_arrays,
        mended=check.product_of_columns,
        condition=Words(
            "오차와 활성값이 둘 다 열이 하나인 행렬일 때",
            "if error and activation are both matrices of one column",
        ),
        corrected=Words(
            "표본을 행으로 쌓은 배치에서는 전치가 앞에 오고, 표본에 대한 합도 이 곱이 합니다.",
            "For a batch with one example a row the transpose comes first, and the product sums "
            "over the examples as well.",
        ),
        corrected_formula=r"\nabla_{W^l} C = (\delta^l)^T a^{l-1}",
        why=Words(
            "노트의 예처럼 축이 하나인 배열은 전치해도 그대로이므로, "
            "곱하면 행렬이 아니라 수 하나가 나옵니다. "
            "오류도 나지 않습니다.",
            "An array of one axis, like those of the note's example, is its own transpose, and the "
            "product is a number instead of a matrix. No error is raised.",
        ),
    ),
    Claim(
        id="first-note-dimensions-fit",
        source=FILE,
        place=Words("넷째 방정식을 맺는 줄", "the line that closes the fourth equation"),
        line=119,
        chapter="bp4",
        stated=Words(
            "그 곱은 가중치 행렬과 모양이 같습니다.",
            "That product has the shape of the weight matrix.",
        ),
        formula="",
        judgement=Judgement.TRUE,
        literal=check.shape_of_the_product,
        why=Words(
            "모양이 맞아도 식이 맞는 것은 아닙니다. "
            "정사각 행렬에서는 순서를 바꾼 $a \\delta^T$도 모양이 맞습니다.",
            "A fitting shape does not make a formula right. For a square matrix $a \\delta^T$, in "
            "the wrong order, fits as well.",
        ),
    ),
    Claim(
        id="first-note-input-is-layer-one",
        source=FILE,
        place=Words("알고리즘의 첫째 단계", "the first step of the algorithm"),
        line=127,
        chapter="notation",
        stated=Words(
            "입력은 첫째 층의 활성값이고, 순전파의 식은 모든 층에서 성립합니다.",
            "The input is the activation of layer 1, and the formula of the forward pass holds in "
            "every layer.",
        ),
        formula="a^1 = x",
        judgement=Judgement.CONDITIONAL,
        literal=check.forward_from_layer_one,
        mended=check.forward_from_layer_two,
        condition=Words(
            "순전파의 식을 둘째 층부터 쓸 때",
            "if the formula of the forward pass is used from layer 2 on",
        ),
        corrected=Words(
            "입력을 $a^0$이라 하면 식이 첫째 층부터 마지막 층까지 성립합니다.",
            "With $a^0$ for the input, the formula holds from the first layer to the last.",
        ),
        corrected_formula="a^0 = x",
        why=Words(
            "노트는 층의 범위를 적지 않았습니다. 첫째 층에는 $W^1$도 $a^0$도 없습니다.",
            "The note gives no range of layers. In layer 1 there is neither $W^1$ nor $a^0$.",
        ),
    ),
    Claim(
        id="first-note-output-error-matrix",
        source=FILE,
        place=Words("알고리즘의 셋째 단계", "the third step of the algorithm"),
        line=137,
        chapter="output_layers",
        stated=Words(
            "어떤 비용과 어떤 출력층이든 오차는 비용의 기울기와 활성화 함수의 기울기를 "
            "성분끼리 곱한 것입니다.",
            "For any cost and any output layer the error is the gradient of the cost times the "
            "slope of the activation function, entry by entry.",
        ),
        formula=r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
        judgement=Judgement.CONDITIONAL,
        literal=check.output_error_of_softmax_with_cross_entropy,
        mended=check.output_error_of_sigmoids_with_cross_entropy,
        condition=Words(
            "출력의 활성화 함수가 성분마다 따로 작용할 때",
            "if the activation function of the output acts entry by entry",
        ),
        corrected=Words(
            "소프트맥스에서는 도함수가 행렬이므로, 그 행렬을 전치하여 곱합니다.",
            "The derivative of a softmax is a matrix, and its transpose takes the place of the "
            "slopes.",
        ),
        corrected_formula=r"\delta^L = \left(\frac{\partial a^L}{\partial z^L}\right)^T \nabla_a C",
        why=Words(
            "소프트맥스와 교차 엔트로피에 이 식을 쓰면 정답이 아닌 부류의 오차가 모두 0이 됩니다.",
            "For a softmax with cross-entropy this formula makes the error of every wrong class 0.",
        ),
    ),
    Claim(
        id="first-note-one-pass",
        source=FILE,
        place=Words("알고리즘의 마지막 단계", "the last step of the algorithm"),
        line=147,
        chapter="algorithm",
        stated=Words(
            "다섯 단계를 한 번 거치면 비용 $C$의 기울기가 나옵니다.",
            "One run through the five steps gives the gradient of the cost $C$.",
        ),
        formula=r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T,\quad "
        r"\frac{\partial C}{\partial b^l} = \delta^l",
        judgement=Judgement.CONDITIONAL,
        literal=check.one_pass_for_three_examples,
        mended=check.one_pass_for_one_example,
        condition=Words(
            "$C$가 그 표본 하나의 비용일 때",
            "if $C$ is the cost of that one example",
        ),
        corrected=Words(
            "표본이 여럿이면 표본마다 되풀이하여 평균합니다.",
            "For several examples the steps are repeated for each, and the results averaged.",
        ),
        corrected_formula=r"\frac{\partial C}{\partial W^l} = "
        r"\frac{1}{n} \sum_x \delta^{(x,l)} (a^{(x,l-1)})^T",
        why=Words(
            "노트는 $C$를 평균으로 정의했는데, 다섯 단계에 들어가는 것은 표본 하나입니다.",
            "The note defines $C$ as a mean, while a single example goes into the five steps.",
        ),
    ),
    Claim(
        id="first-note-stars-for-indices",
        source=FILE,
        place=Words("낮은 활성값을 다룬 첫째 줄", "the first line on low activations"),
        line=157,
        chapter="insights",
        stated=Words(
            "활성값에 뉴런의 번호를 곱한 값이 0에 가까우면 가중치의 기울기도 0에 가깝습니다.",
            "Where an activation multiplied by the number of its neuron is close to 0, so is the "
            "gradient of the weight.",
        ),
        formula=r"a^{l-1}*k \approx 0 \implies \frac{\partial C}{\partial w^l*{jk}} \approx 0",
        judgement=Judgement.FALSE,
        literal=check.activation_times_index,
        mended=check.activation_with_index,
        corrected=Words(
            "$k$는 곱하는 수가 아니라 뉴런을 가리키는 아래 첨자입니다.",
            "The letter $k$ is no factor but the index of the neuron.",
        ),
        corrected_formula=r"a^{l-1}_k \approx 0 \implies "
        r"\frac{\partial C}{\partial w^l_{jk}} \approx 0",
        why=Words(
            "밑줄 두 개가 별표로 바뀌어 첨자가 곱셈이 되었습니다. "
            "마크다운이 밑줄 한 쌍을 기울임으로 바꿀 때 흔히 생기는 일입니다.",
            "Two underscores have become stars, and the indices factors. That happens easily where "
            "Markdown takes a pair of underscores for emphasis.",
        ),
    ),
    Claim(
        id="first-note-weak-input",
        source=FILE,
        place=Words(
            "낮은 활성값을 다룬 첫째 줄의 뜻", "what the first line on low activations means"
        ),
        line=157,
        chapter="insights",
        stated=Words(
            "들어오는 활성값이 0에 가까우면 그 가중치의 기울기도 0에 가깝습니다.",
            "Where the activation that comes in is close to 0, so is the gradient of the weight.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.weak_input_with_a_huge_error,
        mended=check.weak_input_with_a_bounded_error,
        condition=Words(
            "뉴런의 오차가 크지 않을 때",
            "if the error of the neuron is not large",
        ),
        corrected_formula=r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
        why=Words(
            "기울기는 곱이므로, 한쪽이 작아도 다른 쪽이 아주 크면 작지 않습니다. "
            "정확히 0일 때만 오차와 상관없이 0입니다.",
            "The gradient is a product, and a small factor does not keep it small where the other "
            "is huge. Only for an exact 0 does the error not matter.",
        ),
    ),
    Claim(
        id="first-note-dead-neuron",
        source=FILE,
        place=Words("낮은 활성값을 다룬 둘째 줄", "the second line on low activations"),
        line=158,
        chapter="insights",
        stated=Words(
            "활성값이 0에 가까운 뉴런의 가중치는 거의 갱신되지 않습니다.",
            "The weights of a neuron whose activation is close to 0 are hardly updated.",
        ),
        formula="",
        judgement=Judgement.FALSE,
        literal=check.all_weights_of_a_neuron_at_rest,
        mended=check.weight_out_of_a_neuron_at_rest,
        corrected=Words(
            "느려지는 것은 그 뉴런에서 나가는 가중치입니다.",
            "It is the weights out of that neuron that slow down.",
        ),
        why=Words(
            "들어오는 가중치는 그 뉴런의 활성값이 아니라 기울기에 달려 있습니다. "
            "tanh는 활성값이 0인 곳에서 가장 가파릅니다.",
            "The weights into it depend on its slope and not on its activation. "
            "A tanh is steepest where its activation is 0.",
        ),
    ),
    Claim(
        id="first-note-flat-at-zero-and-one",
        source=FILE,
        place=Words("포화된 뉴런을 다룬 첫째 줄", "the first line on saturated neurons"),
        line=162,
        chapter="insights",
        stated=Words(
            "활성값이 0이나 1에 가까우면 활성화 함수의 기울기는 0에 가깝습니다.",
            "Where the activation is close to 0 or 1, the slope of the activation function is "
            "close to 0.",
        ),
        formula="σ'(z) ≈ 0",
        judgement=Judgement.CONDITIONAL,
        literal=check.flat_where_the_value_is_zero,
        mended=check.flat_where_the_sigmoid_is_zero_or_one,
        condition=Words("$\\sigma$가 시그모이드일 때", "if $\\sigma$ is the sigmoid"),
        corrected=Words(
            "tanh는 -1과 1에서 평평하고, 항등 함수는 어디서도 평평하지 않습니다.",
            "A tanh is flat at -1 and 1, the identity nowhere.",
        ),
        corrected_formula=r"\sigma'(z) = \sigma(z) (1 - \sigma(z))",
        why=Words(
            "노트는 $\\sigma$가 어떤 함수인지 말하지 않습니다. "
            "평평한 곳이 0과 1인 것은 시그모이드의 성질입니다.",
            "The note never says which function $\\sigma$ is. To be flat at 0 and 1 is a property "
            "of the sigmoid.",
        ),
    ),
    Claim(
        id="first-note-saturated-error",
        source=FILE,
        place=Words(
            "포화된 뉴런을 다룬 둘째 줄의 앞부분", "the first half of the second line on saturation"
        ),
        line=163,
        chapter="output_layers",
        stated=Words(
            "뉴런이 포화되면 오차는 0에 가깝습니다.",
            "The error of a saturated neuron is close to 0.",
        ),
        formula="δ ≈ 0",
        judgement=Judgement.CONDITIONAL,
        literal=check.saturated_with_cross_entropy,
        mended=check.saturated_with_half_the_square,
        condition=Words(
            "비용의 기울기가 활성화 함수의 기울기를 약분하지 않을 때",
            "if the gradient of the cost does not cancel the slope of the activation function",
        ),
        corrected=Words(
            "시그모이드에 교차 엔트로피를 쓰면 포화되어 있어도 오차는 $a - y$입니다.",
            "With a sigmoid and cross-entropy the error is $a - y$, saturated or not.",
        ),
        corrected_formula=r"\delta^L = a^L - y",
        why=Words(
            "교차 엔트로피의 기울기는 출력이 틀릴수록 커져서, 작아진 기울기를 꼭 그만큼 메웁니다.",
            "The gradient of the cross-entropy grows as the output goes wrong and makes up for the "
            "small slope exactly.",
        ),
    ),
    Claim(
        id="first-note-saturation-and-vanishing",
        source=FILE,
        place=Words(
            "포화된 뉴런을 다룬 둘째 줄의 뒷부분",
            "the second half of the second line on saturation",
        ),
        line=163,
        chapter="insights",
        stated=Words(
            "뉴런이 포화되면 기울기 소실이 일어납니다.",
            "A saturated neuron makes gradients vanish.",
        ),
        formula="",
        judgement=Judgement.CONDITIONAL,
        literal=check.one_saturated_neuron,
        mended=check.all_neurons_saturated,
        condition=Words(
            "한 층의 모든 뉴런이 포화되었을 때", "if all neurons of a layer are saturated"
        ),
        why=Words(
            "오차는 다음 층의 모든 뉴런을 거쳐 돌아옵니다. 하나가 막혀도 나머지로 돌아옵니다.",
            "The error comes back through all neurons of the next layer. Where one is blocked, it "
            "comes through the others.",
        ),
    ),
    Claim(
        id="first-note-weight-update",
        source=FILE,
        place=Words("매개변수 갱신의 첫째 식", "the first formula of the update"),
        line=171,
        chapter="update",
        stated=Words(
            "가중치는 표본마다 구한 기울기의 평균에 학습률을 곱한 만큼 빼서 갱신합니다.",
            "The weights are updated by subtracting the learning rate times the mean of the "
            "gradients of the examples.",
        ),
        formula=r"W^l \leftarrow W^l - \frac{\eta}{m}\sum_x \delta^{(x,l)} (a^{(x,l-1)})^T",
        judgement=Judgement.TRUE,
        literal=check.step_of_the_weights,
        why=Words(
            "여기에는 나눗셈이 제대로 들어 있습니다. "
            "앞에서 평균의 기울기를 합으로 적은 식과는 어긋납니다.",
            "The division is there, as it must be. The earlier formula, which takes a sum for the "
            "gradient of the mean, contradicts this one.",
        ),
    ),
    Claim(
        id="first-note-bias-update",
        source=FILE,
        place=Words("매개변수 갱신의 둘째 식", "the second formula of the update"),
        line=174,
        chapter="update",
        stated=Words(
            "편향은 표본마다 구한 오차의 평균에 학습률을 곱한 만큼 빼서 갱신합니다.",
            "The biases are updated by subtracting the learning rate times the mean of the errors "
            "of the examples.",
        ),
        formula=r"b^l \leftarrow b^l - \frac{\eta}{m}\sum_x \delta^{(x,l)}",
        judgement=Judgement.TRUE,
        literal=check.step_of_the_biases,
    ),
    Claim(
        id="first-note-efficient",
        source=FILE,
        place=Words("마지막 정리의 첫째 줄", "the first line of the closing summary"),
        line=184,
        chapter="why",
        stated=Words(
            "역전파는 연쇄 법칙으로 모든 기울기를 효율적으로 구합니다.",
            "By the chain rule, backpropagation finds all gradients efficiently.",
        ),
        formula="",
        judgement=Judgement.TRUE,
        literal=check.runs_for_all_gradients,
        why=Words(
            "신경망을 앞으로 한 번, 뒤로 한 번 지나면 됩니다. "
            "중앙 차분으로 구하려면 매개변수마다 두 번씩 계산해야 합니다.",
            "It goes through the network once forwards and once backwards. Central differences "
            "need two runs for every parameter.",
        ),
    ),
    Claim(
        id="first-note-downhill",
        source=FILE,
        place=Words("마지막 정리의 셋째 줄", "the third line of the closing summary"),
        line=186,
        chapter="update",
        stated=Words(
            "기울기의 반대 방향으로 갱신하면 비용이 줄어듭니다.",
            "An update against the gradient lowers the cost.",
        ),
        formula="–∇C",
        typeset=False,
        judgement=Judgement.CONDITIONAL,
        literal=check.long_step,
        mended=check.short_step,
        condition=Words("학습률이 충분히 작을 때", "if the learning rate is small enough"),
        why=Words(
            "기울기는 그 자리에서의 방향만 알려 줍니다. "
            "걸음이 길면 골짜기를 건너 더 높은 곳에 닿습니다.",
            "The gradient tells the direction at that point alone. A long step crosses the valley "
            "and ends higher up.",
        ),
    ),
    Claim(
        id="first-note-minibatch-direction",
        source=FILE,
        place=Words("마지막 정리의 셋째 줄", "the third line of the closing summary"),
        line=186,
        chapter="update",
        stated=Words(
            "미니배치로 갱신할 때 모든 매개변수는 전체 비용의 기울기와 반대 방향으로 움직입니다.",
            "In an update with a minibatch all parameters move against the gradient of the whole "
            "cost.",
        ),
        formula="–∇C",
        typeset=False,
        judgement=Judgement.FALSE,
        literal=check.direction_of_a_minibatch,
        mended=check.directions_of_minibatches,
        corrected=Words(
            "움직이는 방향은 미니배치의 비용에서 나오며, "
            "미니배치를 두루 평균해야 전체의 방향이 됩니다.",
            "They move against the gradient of the cost of the minibatch, which is that of the "
            "whole only on average over minibatches.",
        ),
        corrected_formula=r"\Delta w = -\frac{\eta}{m} \sum_{x \in B} "
        r"\frac{\partial C_x}{\partial w}",
        why=Words(
            "미니배치 하나의 기울기는 전체의 기울기와 다르고, "
            "이 예처럼 부호가 반대일 수도 있습니다.",
            "The gradient of one minibatch differs from that of the whole and may, as in this "
            "example, even have the opposite sign.",
        ),
    ),
)
