"""How far the equations reach: the theorems behind 'the same holds' and 'only'.

The checks stand in `canonical_links` and `wider_networks`; here are their statements.
"""

from __future__ import annotations

from book.claims.claim import Words
from book.theorems import canonical_links as link
from book.theorems import wider_networks as wide
from book.theorems.theorem import Theorem

__all__ = ["ALL", "CANONICAL", "COVERED", "UNCOVERED", "WIDER", "Theorem", "theorem"]

MINUS = Words("출력 빼기 목푯값", "output minus target")

CANONICAL = (
    Theorem(
        "canonical-link",
        Words("정준 연결", "canonical link"),
        Words(
            "비용이 음의 로그 가능도이고 가중합이 그 자연 모수이면, 곧 출력이 $A'(z)$이면, "
            "출력층의 오차는 출력에서 목푯값을 뺀 것을 표본 수로 나눈 것입니다. "
            "$A$는 미분할 수 있는 어떤 함수여도 됩니다.",
            "Where the cost is a negative log-likelihood and the weighted sum its natural "
            "parameter, so that the output is $A'(z)$, the error of the output layer is output "
            "minus target, divided by the number of examples. "
            "$A$ may be any differentiable function.",
        ),
        link.canonical_formula,
        link.canonical_link,
    ),
    Theorem(
        "canonical-link-of-a-vector",
        Words("정준 연결, 한 행의 출력이 얽힐 때", "canonical link, outputs of a row coupled"),
        Words(
            "$A$가 가중합 한 행을 통째로 읽는 로그-합-지수 함수여도 오차의 꼴은 같습니다. "
            "그 기울기인 소프트맥스가 출력입니다.",
            "The error has the same form where $A$ is the log-sum-exp of a whole row of weighted "
            "sums. The output is its gradient, the softmax.",
        ),
        link.written(link.output_minus_target),
        link.canonical_link_of_a_vector,
    ),
    Theorem(
        "any-link",
        Words("다른 연결", "any other link"),
        Words(
            r"자연 모수가 가중합 자신이 아니라 가중합의 함수 $\eta(z)$이면, 그 함수의 기울기가 "
            "곱해집니다. 기울기가 언제나 1일 때에만 앞의 정리로 돌아갑니다.",
            r"Where the natural parameter is not the weighted sum but a function $\eta(z)$ of it, "
            "the slope of that function is a further factor. "
            "Only a slope of 1 everywhere leads back to the theorem before.",
        ),
        link.written(link.linked_error, "z"),
        link.any_link,
        link.any_link_taken_for_canonical,
        MINUS,
    ),
)

COVERED = tuple(
    Theorem(id_, name, stated, link.written(link.output_minus_target), proof)
    for id_, name, stated, proof in (
        (
            "identity-squared",
            Words("항등 함수와 절반 제곱 오차", "identity with half squared error"),
            Words(
                "회귀입니다. $A(z)$는 $z$의 제곱의 반이고, 목푯값이 정규 분포를 따른다고 보는 "
                "것과 같습니다.",
                "Regression: $A(z)$ is half the square of $z$, which takes the targets for "
                "normally distributed.",
            ),
            link.identity_with_squared_error,
        ),
        (
            "sigmoid-cross-entropy",
            Words("시그모이드와 이진 교차 엔트로피", "sigmoid with binary cross-entropy"),
            Words(
                "이진 분류입니다. 비용을 가중합이 아니라 출력으로 적어도 오차는 같고, "
                "목푯값은 0과 1 사이의 어떤 수여도 됩니다.",
                "Two classes. The error is the same where the cost is written in the output and "
                "not in the weighted sum, and for any target between 0 and 1.",
            ),
            link.sigmoid_with_cross_entropy,
        ),
        (
            "softmax-cross-entropy",
            Words("소프트맥스와 교차 엔트로피", "softmax with cross-entropy"),
            Words(
                "다중 분류이고, 목푯값은 합이 1인 양수의 행입니다.",
                "Many classes, the targets being rows of positive numbers that sum to 1.",
            ),
            link.softmax_with_cross_entropy,
        ),
        (
            "softmax-one-hot",
            Words("소프트맥스와 교차 엔트로피, 원핫", "softmax with cross-entropy, one-hot"),
            Words(
                "다중 분류이고, 목푯값의 행마다 1이 하나뿐이고 나머지는 0입니다.",
                "Many classes, each row of the targets having a single 1 and being 0 elsewhere.",
            ),
            link.softmax_with_one_hot,
        ),
        (
            "poisson",
            Words("지수 함수와 푸아송 가능도", "exponential with Poisson likelihood"),
            Words(
                "횟수의 예측입니다. 출력은 평균 횟수이고 $A$는 지수 함수입니다.",
                "Counts: the output is the mean count, and $A$ the exponential function.",
            ),
            link.exponential_with_poisson,
        ),
        (
            "tanh-matched",
            Words("tanh와 짝을 이루는 비용", "tanh with the cost that matches it"),
            Words(
                r"어떤 활성화 함수이든 그 적분을 $A$로 삼으면 짝이 되는 비용이 나옵니다. "
                r"tanh에서는 $\log\cosh z$입니다.",
                r"Any activation function has a matching cost, with its integral for $A$. "
                r"For tanh that is $\log\cosh z$.",
            ),
            link.tanh_with_its_own_cost,
        ),
    )
)

UNCOVERED = tuple(
    Theorem(id_, name, stated, formula, proof, narrow, MINUS)
    for id_, name, stated, formula, proof, narrow in (
        (
            "sigmoid-squared",
            Words("시그모이드와 절반 제곱 오차", "sigmoid with half squared error"),
            Words(
                "시그모이드의 기울기가 남습니다. 출력이 0이나 1에 가까우면 오차가 거의 사라집니다.",
                "The slope of the sigmoid remains. Near outputs of 0 and 1 the error all but "
                "vanishes.",
            ),
            link.written(link.sigmoid_squared_error),
            link.sigmoid_with_squared_error,
            link.sigmoid_squared_taken_for_canonical,
        ),
        (
            "tanh-squared",
            Words("tanh와 절반 제곱 오차", "tanh with half squared error"),
            Words("tanh의 기울기가 남습니다.", "The slope of tanh remains."),
            link.written(link.tanh_squared_error),
            link.tanh_with_squared_error,
            link.tanh_squared_taken_for_canonical,
        ),
        (
            "softmax-squared",
            Words("소프트맥스와 절반 제곱 오차", "softmax with half squared error"),
            Words(
                "소프트맥스의 야코비 행렬이 남습니다. 대각 성분만으로도 모자라므로 합이 하나 더 "
                "있습니다.",
                "The Jacobian of the softmax remains. Its diagonal is not enough, so there is a "
                "sum as well.",
            ),
            link.written(link.softmax_squared_error),
            link.softmax_with_squared_error,
            link.softmax_squared_taken_for_canonical,
        ),
        (
            "probit",
            Words("프로빗과 이진 교차 엔트로피", "probit with binary cross-entropy"),
            Words(
                "출력을 어떤 함수 $F$로 만들든 성립하는 식입니다. 출력 빼기 목푯값이 되는 것은 "
                "$F'$이 $F(1-F)$일 때, 곧 시그모이드일 때이며, "
                "정규 분포의 누적 분포 함수에서는 그렇지 않습니다.",
                "The formula holds whatever function $F$ makes the output. It comes down to output "
                "minus target where $F'$ is $F(1-F)$, as for a sigmoid. "
                "The cumulative function of the normal distribution is not so.",
            ),
            link.written(link.bernoulli_error, "z"),
            link.any_output_with_cross_entropy,
            link.probit_taken_for_canonical,
        ),
        (
            "sigmoid-half",
            Words(r"시그모이드와 $-y\log a$만", r"sigmoid with $-y\log a$ alone"),
            Words(
                "이진 교차 엔트로피의 반쪽입니다. 목푯값이 1일 때에만 출력 빼기 목푯값이고, "
                "0이면 오차가 언제나 0입니다.",
                "Half of the binary cross-entropy. It is output minus target at target 1 only; "
                "at target 0 the error is always 0.",
            ),
            link.written(link.half_of_binary_error),
            link.sigmoid_with_half_of_cross_entropy,
            link.half_taken_for_whole,
        ),
        (
            "row-sums",
            Words("소프트맥스와 합이 1이 아닌 목푯값", "softmax, targets that do not sum to one"),
            Words(
                "목푯값의 행의 합이 출력에 곱해집니다. 그 합이 1일 때에만 출력 빼기 목푯값입니다.",
                "The row sum of the targets multiplies the output. Only where it is 1 is the error "
                "output minus target.",
            ),
            link.written(link.error_for_any_row_sum),
            link.softmax_with_any_targets,
            link.row_sums_forgotten,
        ),
    )
)

WIDER = (
    Theorem(
        "any-cost",
        Words("출력의 어떤 비용이든", "any cost of the outputs"),
        Words(
            "역전파는 비용을 묻지 않습니다. 비용을 출력으로 편미분한 값이 상류 기울기로 들어올 "
            "뿐이며, 그 값이 무엇이든 모든 층의 기울기가 옳습니다. 평균이어야 할 까닭도, "
            "표본마다 나뉘어야 할 까닭도 없습니다.",
            "Backpropagation does not ask for the cost. Its partial derivatives by the outputs "
            "come in as the upstream gradient, and whatever they are, the gradients of all layers "
            "are right. The cost need not be a mean, nor fall apart into examples.",
        ),
        wide.last_formula,
        wide.any_cost_of_the_outputs,
    ),
    Theorem(
        "inner-activations",
        Words("안쪽 활성값을 읽는 비용", "a cost that reads inner activations"),
        Words(
            "비용이 $l$층의 활성값을 직접 읽는 항 $R$를 가지면, 그 층의 오차에 항 하나가 "
            "더해집니다. 그 아래 층에서는 BP2가 그대로입니다.",
            "Where the cost has a term $R$ that reads the activations of layer $l$ itself, the "
            "error of that layer gets one more term. Below it BP2 stays as it is.",
        ),
        wide.inner_formula,
        wide.inner_activations,
        wide.inner_activations_forgotten,
        Words("그 항이 없는 BP2", "BP2 without that term"),
    ),
    Theorem(
        "skip-connection",
        Words("건너뛰는 연결", "skip connection"),
        Words(
            "블록의 입력을 블록의 출력 $y$에 더하면, 입력에서 비용에 이르는 길이 둘이 됩니다. "
            "기울기는 두 길의 합입니다.",
            "Where the input of a block is added to its output $y$, two paths lead from the input "
            "to the cost. The gradient is their sum.",
        ),
        wide.skip_formula,
        wide.skip_connection,
        wide.skip_connection_forgotten,
        Words("블록을 지나는 길만 따른 것", "the path through the block alone"),
    ),
    Theorem(
        "tied-weights",
        Words("같이 쓰는 가중치", "tied weights"),
        Words(
            "두 층이 행렬 하나를 같이 쓰면, BP4의 기울기를 쓰인 자리마다 구해 더합니다.",
            "Where two layers share a matrix, BP4 gives a gradient for each use, and they add up.",
        ),
        wide.tied_formula,
        wide.tied_weights,
        wide.tied_weights_counted_once,
        Words("마지막 자리만 센 것", "the last use alone"),
    ),
    Theorem(
        "tied-transposed",
        Words("전치해서 같이 쓰는 가중치", "weights tied to their transpose"),
        Words(
            "오토인코더처럼 한 층은 $W$를, 다른 층은 그 전치를 쓰면, "
            "두 번째 기울기는 전치해서 더합니다.",
            "Where one layer uses $W$ and another its transpose, as in an autoencoder, the second "
            "gradient is transposed before it is added.",
        ),
        wide.transposed_formula,
        wide.tied_to_the_transpose,
    ),
    Theorem(
        "seed",
        Words("표본 손실의 어떤 함수이든", "any function of the examples' losses"),
        Words(
            r"비용이 표본 손실 $\ell_1, \dots, \ell_N$의 어떤 함수이든, 달라지는 것은 역방향 "
            "계산이 출발하는 값뿐입니다. 평균에서는 그 값이 $1/N$, 합에서는 1이고, "
            "표본마다 다른 비중을 둔 합에서는 그 비중입니다.",
            r"Whatever function of the examples' losses $\ell_1, \dots, \ell_N$ the cost is, only "
            "the number changes with which the backward pass starts. For a mean it is $1/N$, for "
            "a sum 1, for a sum in which each example counts differently what it counts.",
        ),
        wide.seed_formula,
        wide.seed_of_each_example,
    ),
    Theorem(
        "soft-maximum",
        Words("평균이 아닌 비용의 보기", "a cost that is no mean"),
        Words(
            "표본 손실의 부드러운 최댓값은 평균으로 적을 수 없습니다. "
            "출발하는 값은 표본마다 다르며, 손실이 큰 표본일수록 큽니다.",
            "The soft maximum of the losses cannot be written as a mean. The number to start with "
            "differs from example to example, and is larger the larger the loss.",
        ),
        wide.share_formula,
        wide.soft_maximum,
        wide.soft_maximum_taken_for_a_mean,
        Words("평균처럼 $1/N$에서 출발한 것", "a start with $1/N$ as for a mean"),
    ),
    Theorem(
        "batch-norm",
        Words("배치 정규화로 얽힌 표본", "examples coupled by batch norm"),
        Words(
            r"$\hat z$는 정규화한 가중합이고 $s$는 분산에 $\varepsilon$을 더한 값의 제곱근이며, "
            r"$\hat\delta$는 $\hat z$의 오차입니다. 평균과 $s$를 거쳐 표본 하나가 다른 모든 표본을 "
            "움직이므로 길이 둘 더 있습니다. 이 단계만 바뀌고, 앞뒤 층의 식은 그대로입니다.",
            r"$\hat z$ is the normalised weighted sum, $s$ the square root of the variance plus "
            r"$\varepsilon$, $\hat\delta$ the error of $\hat z$. By way of the mean and of $s$ "
            "each example moves all others, so there are two more paths. Only this step changes; "
            "the equations of the layers before and after stay.",
        ),
        wide.batch_formula,
        wide.batch_norm,
        wide.batch_norm_without_its_paths,
        Words("평균과 $s$를 상수로 본 것", "the mean and $s$ taken for constants"),
    ),
)

ALL = (*CANONICAL, *COVERED, *UNCOVERED, *WIDER)


def theorem(id_: str) -> Theorem:
    """Return the theorem of that id.

    Raises:
        LookupError: if there is none.
    """
    for one in ALL:
        if one.id == id_:
            return one
    raise LookupError(f"there is no theorem {id_!r}")
