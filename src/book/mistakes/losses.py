"""Mistakes in losses and in what stands right before them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import dense, images, regress, train, with_loss

Z = {"z": ("N", "K")}
PAIR = {"z": ("N", "K"), "t": ("N", "K")}
TARGETS = {"t": "onehot"}
LIMIT = 1


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _softmax_right(g: Any, z: Any) -> Any:
    a = _softmax(z)
    return a * (g - (g * a).sum(axis=1, keepdims=True))


def _softmax_diagonal(g: Any, z: Any) -> Any:
    a = _softmax(z)
    return g * a * (1 - a)


def _softmax_over_examples(g: Any, z: Any) -> Any:
    a = _softmax(z)
    return a * (g - (g * a).sum(axis=0, keepdims=True))


def _squared(a: Any, t: Any) -> Any:
    return ((a - t) ** 2).sum() / 2 / len(a)


def _squared_back(g: Any, a: Any, t: Any) -> Any:
    return g * (a - t) / len(a)


def _with_softmax(backward: Any) -> list[float]:
    """Train with the squared error of a softmax."""

    def forward(z: Any, t: Any) -> Any:
        return _squared(_softmax(z), t)

    def back(g: Any, z: Any, t: Any) -> Any:
        return backward(_squared_back(g, _softmax(z), t), z)

    return with_loss(forward, back, rate=2.0)


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _sigmoid_squared(z: Any, t: Any) -> Any:
    return ((_sigmoid(z) - t) ** 2).sum() / 2


def _sigmoid_squared_right(g: Any, z: Any, t: Any) -> Any:
    a = _sigmoid(z)
    return g * (a - t) * a * (1 - a)


def _canonical_for_squared(g: Any, z: Any, t: Any) -> Any:
    a = _sigmoid(z)
    return g * (a - t)


def _cross_entropy(z: Any, t: Any) -> Any:
    return -(t * np.log(_softmax(z))).sum() / len(z)


def _cross_entropy_right(g: Any, z: Any, t: Any) -> Any:
    return g * (_softmax(z) - t) / len(z)


def _without_mean(g: Any, z: Any, t: Any) -> Any:
    return g * (_softmax(z) - t)


def _sign_turned(g: Any, z: Any, t: Any) -> Any:
    return g * (t - _softmax(z)) / len(z)


def _soft_targets(z: Any, t: Any) -> Any:
    return -(t * np.log(_softmax(z))).sum() / len(z)


def _soft_targets_right(g: Any, z: Any, t: Any) -> Any:
    return g * (_softmax(z) * t.sum(axis=1, keepdims=True) - t) / len(z)


def _soft_targets_as_shares(g: Any, z: Any, t: Any) -> Any:
    return g * (_softmax(z) - t) / len(z)


def _class_weights(t: Any) -> Any:
    """Let the digits 0 to 4 count twelve times as much as the others."""
    return t * np.where(np.arange(t.shape[1]) < t.shape[1] // 2, 3.0, 0.25)


def _mean_square(p: Any, t: Any) -> Any:
    return ((p - t) ** 2).mean()


def _mean_square_right(g: Any, p: Any, t: Any) -> Any:
    return g * 2 * (p - t) / p.size


def _two_forgotten(g: Any, p: Any, t: Any) -> Any:
    return g * (p - t) / p.size


def _binary(a: Any, t: Any) -> Any:
    return -(t * np.log(a) + (1 - t) * np.log(1 - a)).sum() / len(a)


def _binary_right(g: Any, a: Any, t: Any) -> Any:
    return -g * (t / a - (1 - t) / (1 - a)) / len(a)


def _binary_half(g: Any, a: Any, t: Any) -> Any:
    return -g * (t / a) / len(a)


def _with_sigmoid(backward: Any) -> list[float]:
    """Train ten yes-or-no outputs."""

    def forward(z: Any, t: Any) -> Any:
        return _binary(_sigmoid(z), t)

    def back(g: Any, z: Any, t: Any) -> Any:
        a = _sigmoid(z)
        return backward(g, a, t) * a * (1 - a)

    return with_loss(forward, back)


def _limited(p: Any, t: Any) -> Any:
    e = p - t
    return np.minimum(e * e, LIMIT).sum()


def _limited_right(g: Any, p: Any, t: Any) -> Any:
    e = p - t
    return g * 2 * e * (e * e < LIMIT)


def _limit_forgotten(g: Any, p: Any, t: Any) -> Any:
    e = p - t
    return g * 2 * e


def _outliers(t: Any) -> Any:
    """Spoil every sixth target."""
    return t + 12 * (np.arange(len(t)) % 6 == 0)[:, None]


def _stable(z: Any, t: Any) -> Any:
    top = z.max(axis=1, keepdims=True)
    return (t * (top - z + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))).sum() / len(z)


def _stable_right(g: Any, z: Any, t: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a * t.sum(axis=1, keepdims=True) - t) / len(z)


def _overflowing(g: Any, z: Any, t: Any) -> Any:
    e = np.exp(z)
    a = e / e.sum(axis=1, keepdims=True)
    return g * (a * t.sum(axis=1, keepdims=True) - t) / len(z)


def _raw_pixels(backward: Any) -> list[float]:
    """Train on pixels from 0 to 4095, as 12 bits give them."""
    x, t = images()
    return train([dense(10, 64)], (_stable, backward), (x * 4095, t), rate=1e-6)


def _per_example(run: Any, forward: Any) -> Any:
    """Return a training run on the mean of a loss that is a sum."""

    def trained(backward: Any) -> list[float]:
        def mean(p: Any, t: Any) -> Any:
            return forward(p, t) / len(p)

        losses: list[float] = run(mean, lambda g, p, t: backward(g / len(p), p, t))
        return losses

    return trained


def _squared_outputs(forward: Any, backward: Any) -> list[float]:
    return with_loss(forward, backward, rate=0.3)


def _spoilt(forward: Any, backward: Any) -> list[float]:
    return regress(forward, backward, _outliers, rate=0.1, steps=100)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="softmax-jacobian-as-a-diagonal",
        topic=Topic.LOSSES,
        title=Words("소프트맥스를 성분별 함수로 봄", "Softmax taken for an elementwise function"),
        written=Words(
            "소프트맥스의 야코비 행렬에서 대각선만 남겨 $a(1 - a)$를 곱합니다. "
            "시그모이드의 도함수와 모양이 같아 의심하지 않습니다.",
            "Of the softmax's Jacobian only the diagonal is kept, and $a(1 - a)$ is multiplied in. "
            "It looks like the slope of a sigmoid.",
        ),
        shows=Words(
            "가중합 하나가 다른 확률을 끌어내리는 경로를 모두 잃습니다. "
            "대각선의 부호는 맞아서 그래도 배웁니다.",
            "All paths on which one weighted sum pulls down the other probabilities are lost. "
            "The diagonal has the right sign, so it learns all the same.",
        ),
        forward=_softmax,
        wrong=_softmax_diagonal,
        right=_softmax_right,
        shapes=Z,
        train=_with_softmax,
        errors={"z": "missing term"},
    ),
    Mistake(
        id="softmax-over-the-wrong-axis",
        topic=Topic.LOSSES,
        title=Words("소프트맥스의 합을 표본 축으로 구함", "The softmax's sum over the examples"),
        written=Words(
            "역전파 식의 $\\sum_k g_k a_k$를 부류 축이 아니라 배치 축으로 더합니다. "
            "표본을 열로 두는 책의 식을 행으로 옮길 때 축 번호가 남습니다.",
            "The sum $\\sum_k g_k a_k$ of the backward pass runs over the batch and not over the "
            "classes: an axis number left over from a text whose examples are columns.",
        ),
        shows=Words(
            "`keepdims=True`가 있으면 어느 축이든 모양이 맞게 퍼집니다. "
            "표본들이 서로의 기울기에 섞입니다.",
            "With `keepdims=True` either axis broadcasts. "
            "The examples leak into each other's gradients.",
        ),
        forward=_softmax,
        wrong=_softmax_over_examples,
        right=_softmax_right,
        shapes=Z,
        train=_with_softmax,
        errors={"z": "wrong axis"},
    ),
    Mistake(
        id="a-minus-t-with-squared-error",
        topic=Topic.LOSSES,
        title=Words("제곱 오차에 a − t", "a − t with the squared error"),
        written=Words(
            "시그모이드 출력과 제곱 오차를 쓰면서 출력층의 오차를 $a - t$라고 적습니다. "
            "이 식은 교차 엔트로피일 때의 것입니다.",
            "With a sigmoid output and the squared error, the output error is written $a - t$. "
            "That is the formula of the cross-entropy.",
        ),
        shows=Words(
            "빠진 인수 $a(1 - a)$는 양수라서 학습이 되고, 포화된 곳에서는 더 잘 되기까지 합니다. "
            "다만 적어 둔 비용이 아니라 교차 엔트로피를 줄이고 있습니다.",
            "The missing factor $a(1 - a)$ is positive, so it learns, and where neurons saturate "
            "even better. But what it lowers is the cross-entropy and not the cost written down.",
        ),
        forward=_sigmoid_squared,
        wrong=_canonical_for_squared,
        right=_sigmoid_squared_right,
        shapes=PAIR,
        wrt=("z",),
        train=_per_example(_squared_outputs, _sigmoid_squared),
        errors={"z": "missing slope"},
    ),
    Mistake(
        id="mean-forgotten",
        topic=Topic.LOSSES,
        title=Words("손실의 1/N을 빠뜨림", "The 1/N of the loss forgotten"),
        written=Words(
            "손실은 배치 평균으로 적고, 기울기는 표본 하나의 식 $a - t$를 그대로 씁니다.",
            "The loss is the mean over the batch, the gradient the formula $a - t$ of one example.",
        ),
        shows=Words(
            "학습률이 배치 크기만큼 곱해진 것과 같습니다. 배치가 작으면 지나가고, "
            "배치를 키우면 무너집니다.",
            "It is a learning rate multiplied by the batch size: harmless in small batches, "
            "ruinous in large ones.",
        ),
        forward=_cross_entropy,
        wrong=_without_mean,
        right=_cross_entropy_right,
        shapes=PAIR,
        sample=TARGETS,
        wrt=("z",),
        train=partial(with_loss, _cross_entropy),
        errors={"z": "factor N"},
    ),
    Mistake(
        id="sign-of-the-output-error",
        topic=Topic.LOSSES,
        title=Words("출력층 오차의 부호를 뒤집음", "The output error turned round"),
        written=Words(
            "`a - t` 대신 `t - a`를 씁니다. 로그 앞의 음수 부호를 한 번 놓치거나, "
            "가중치를 더해 갱신하는 옛 글의 식을 옮긴 것입니다.",
            "`t - a` stands for `a - t`: the minus before the logarithm is lost, or the formula "
            "comes from an old text that adds to the weights.",
        ),
        shows=Words(
            "모든 층이 손실을 키우는 쪽으로 갑니다.",
            "Every layer climbs.",
        ),
        forward=_cross_entropy,
        wrong=_sign_turned,
        right=_cross_entropy_right,
        shapes=PAIR,
        sample=TARGETS,
        wrt=("z",),
        train=partial(with_loss, _cross_entropy),
        errors={"z": "sign"},
    ),
    Mistake(
        id="targets-that-do-not-add-up-to-one",
        topic=Topic.LOSSES,
        title=Words("합이 1이 아닌 목푯값에 a − t", "a − t for targets that do not add up to one"),
        written=Words(
            "부류마다 가중치를 곱한 목푯값을 쓰면서 기울기는 $a - t$로 둡니다. "
            "이 식을 유도할 때 목푯값의 합이 1이라는 사실을 썼다는 것을 잊은 탓입니다.",
            "Targets are multiplied by class weights, and the gradient stays $a - t$. "
            "Its derivation used that the targets add up to one.",
        ),
        shows=Words(
            "가중치가 가벼운 부류의 표본에서는 다른 부류를 누르는 힘이 지나치고, "
            "무거운 부류의 표본에서는 모자랍니다.",
            "For examples of light classes the other classes are pushed down too hard, "
            "for those of heavy ones too little.",
        ),
        forward=_soft_targets,
        wrong=_soft_targets_as_shares,
        right=_soft_targets_right,
        shapes=PAIR,
        sample={"t": "positive"},
        wrt=("z",),
        train=partial(with_loss, _soft_targets, targets=_class_weights),
        errors={"z": ""},
    ),
    Mistake(
        id="two-of-the-square-forgotten",
        topic=Topic.LOSSES,
        title=Words("제곱에서 나오는 2를 빠뜨림", "The 2 of the square forgotten"),
        written=Words(
            "½이 붙은 제곱 오차의 기울기를 ½이 없는 평균 제곱 오차에 그대로 씁니다.",
            "The gradient of the squared error with ½ is used for the mean squared error "
            "without it.",
        ),
        shows=Words(
            "학습률이 절반이 된 것과 똑같습니다. 그래서 대개 아무도 알아차리지 못하지만, "
            "가중치 감쇠처럼 다른 항이 더해지면 균형이 달라집니다.",
            "It is exactly half the learning rate, so mostly nobody notices; but beside another "
            "term, such as weight decay, the balance is wrong.",
        ),
        forward=_mean_square,
        wrong=_two_forgotten,
        right=_mean_square_right,
        shapes={"p": ("N", "K"), "t": ("N", "K")},
        wrt=("p",),
        train=partial(regress, _mean_square, rate=0.05, steps=100),
        errors={"p": "factor 1/2"},
    ),
    Mistake(
        id="half-of-the-binary-cross-entropy",
        topic=Topic.LOSSES,
        title=Words("이진 교차 엔트로피의 절반만 미분", "Half of the binary cross-entropy"),
        written=Words(
            "부류가 여럿일 때의 $-t / a$를 예-아니요 출력에 그대로 씁니다. "
            "목푯값이 0인 출력의 항 $(1 - t) / (1 - a)$가 사라집니다.",
            "The $-t / a$ of many classes is used for yes-or-no outputs. "
            "The term $(1 - t) / (1 - a)$ of outputs whose target is 0 is gone.",
        ),
        shows=Words(
            "아무것도 출력을 낮추지 않으므로 모든 출력이 1로 갑니다.",
            "Nothing ever lowers an output, so all of them go to 1.",
        ),
        forward=_binary,
        wrong=_binary_half,
        right=_binary_right,
        shapes={"a": ("N", "K"), "t": ("N", "K")},
        sample={"a": "unit", "t": "mask"},
        wrt=("a",),
        train=_with_sigmoid,
        errors={"a": ""},
    ),
    Mistake(
        id="limit-of-the-loss-forgotten",
        topic=Topic.LOSSES,
        title=Words("손실만 자르고 기울기는 자르지 않음", "The loss capped, its gradient not"),
        written=Words(
            "이상값이 학습을 휘두르지 못하게 손실에 상한을 두고, 기울기에서는 상한을 잊습니다.",
            "The loss is capped so that outliers cannot rule the training, and the gradient "
            "forgets the cap.",
        ),
        shows=Words(
            "화면에 찍히는 손실은 작지만 이상값이 여전히 모든 것을 끌고 갑니다.",
            "The loss on the screen is small, while outliers still pull everything along.",
        ),
        forward=_limited,
        wrong=_limit_forgotten,
        right=_limited_right,
        shapes={"p": ("N", "K"), "t": ("N", "K")},
        sample={"p": "wide"},
        wrt=("p",),
        train=_per_example(_spoilt, _limited),
        errors={"p": ""},
    ),
    Mistake(
        id="softmax-overflows",
        topic=Topic.LOSSES,
        title=Words("큰 가중합에서 넘치는 소프트맥스", "A softmax that overflows"),
        written=Words(
            "최댓값을 빼지 않고 `np.exp(z)`를 그대로 구합니다. 종이 위에서는 같은 식입니다.",
            "`np.exp(z)` is taken without subtracting the maximum first. On paper it is the same.",
        ),
        shows=Words(
            "가중합이 710을 넘으면 $\\infty / \\infty$ 곧 nan이 되고, 한 번 나온 nan은 "
            "모든 가중치로 번집니다. 아래 학습은 0부터 4095까지인 12비트 화소를 그대로 씁니다.",
            "Beyond 710 it becomes $\\infty / \\infty$, which is nan, and one nan spreads to all "
            "weights. The run below takes 12-bit pixels, from 0 to 4095, as they are.",
        ),
        forward=_stable,
        wrong=_overflowing,
        right=_stable_right,
        shapes=PAIR,
        wrt=("z",),
        sample={"t": "positive"},
        train=_raw_pixels,
        unseen=Words(
            "증명은 실수의 정확한 산술에 대한 것이고, 거기서는 두 코드가 같습니다. "
            "넘침은 부동소수점의 일입니다.",
            "A proof is about exact arithmetic on real numbers, where both are the same. "
            "Overflow is a matter of floating point.",
        ),
    ),
)
