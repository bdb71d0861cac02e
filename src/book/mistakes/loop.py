"""Mistakes in the training loop, and in what is added to the loss there."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import EXAMPLES, images, stepped, whole

COST = {"W": ("K", "D"), "x": ("N", "D"), "t": ("N", "K")}
DECAYED = {"W": ("K", "D"), "b": ("K",), "x": ("N", "D"), "t": ("N", "K")}
ONEHOT = {"t": "onehot"}
RATE = 0.5
KEEP = 0.9
DECAY = 1 / 16
LIMIT = 0.999
TINY = 1e-8


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _mean_cost(W: Any, x: Any, t: Any) -> Any:
    return -(t * np.log(_softmax(x @ W.T))).sum() / len(x)


def _mean_cost_back(g: Any, W: Any, x: Any, t: Any) -> Any:
    return g * (_softmax(x @ W.T) - t).T @ x / len(x)


def _summed_cost(W: Any, x: Any, t: Any) -> Any:
    return -(t * np.log(_softmax(x @ W.T))).sum()


def _summed_cost_back(g: Any, W: Any, x: Any, t: Any) -> Any:
    return g * (_softmax(x @ W.T) - t).T @ x


def _climb(W: Any, dW: Any) -> None:
    W += RATE * dW


def _descend(W: Any, dW: Any) -> None:
    W -= RATE * dW


def _step_of_sum(W: Any, dW: Any) -> None:
    W -= RATE * dW


def _step_of_mean(W: Any, dW: Any) -> None:
    W -= RATE / EXAMPLES * dW


def _piled_up(W: Any, dW: Any, total: Any) -> None:
    total += dW
    W -= RATE * total


def _emptied(W: Any, dW: Any, total: Any) -> None:
    total[...] = 0
    total += dW
    W -= RATE * total


def _momentum_mixed(W: Any, dW: Any, v: Any) -> None:
    v[...] = KEEP * v - RATE / 10 * dW
    W -= v


def _momentum(W: Any, dW: Any, v: Any) -> None:
    v[...] = KEEP * v - RATE / 10 * dW
    W += v


def _adam_uncorrected(W: Any, dW: Any, m: Any, v: Any, steps: Any) -> None:
    steps += 1
    m[...] = KEEP * m + (1 - KEEP) * dW
    v[...] = LIMIT * v + (1 - LIMIT) * dW**2
    W -= RATE / 5 * m / (np.sqrt(v) + TINY)


def _adam(W: Any, dW: Any, m: Any, v: Any, steps: Any) -> None:
    steps += 1
    m[...] = KEEP * m + (1 - KEEP) * dW
    v[...] = LIMIT * v + (1 - LIMIT) * dW**2
    mean, square = m / (1 - KEEP**steps), v / (1 - LIMIT**steps)
    W -= RATE / 5 * mean / (np.sqrt(square) + TINY)


def _decayed(W: Any, b: Any, x: Any, t: Any) -> Any:
    a = _softmax(x @ W.T + b)
    return -(t * np.log(a)).sum() / len(x) + DECAY * (W**2).sum() / 2


def _decayed_right(g: Any, W: Any, b: Any, x: Any, t: Any) -> Any:
    delta = g * (_softmax(x @ W.T + b) - t) / len(x)
    return delta.T @ x + g * DECAY * W, delta.sum(axis=0)


def _decay_forgotten(g: Any, W: Any, b: Any, x: Any, t: Any) -> Any:
    delta = g * (_softmax(x @ W.T + b) - t) / len(x)
    return delta.T @ x, delta.sum(axis=0)


def _bias_decayed(g: Any, W: Any, b: Any, x: Any, t: Any) -> Any:
    delta = g * (_softmax(x @ W.T + b) - t) / len(x)
    return delta.T @ x + g * DECAY * W, delta.sum(axis=0) + g * DECAY * b


def _decayed_run(backward: Any) -> list[float]:
    """Train with weight decay on images that a bias must shift."""
    x, t = images()
    own = [np.zeros((t.shape[1], x.shape[1])), np.zeros(t.shape[1])]
    return whole(_decayed, backward, own, [x, t], rate=0.4, steps=80)


IN_THE_LOOP = Words(
    "기울기는 맞습니다. 실수는 그 기울기를 쓰는 학습 반복에 있고, "
    "증명기는 도함수만 보므로 아무것도 알려 주지 않습니다. "
    "손실을 찍어 보는 수밖에 없습니다.",
    "The gradient is right. The mistake is in the loop that uses it, and the prover, "
    "which looks at derivatives alone, has nothing to say. Look at the loss.",
)

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="sign-of-the-update",
        topic=Topic.LOOP,
        title=Words("갱신의 부호를 뒤집음", "The sign of the update turned"),
        written=Words(
            "기울기를 빼지 않고 더합니다. 목푯값에서 출력을 빼는 식과 함께 쓰던 "
            "더하기 갱신만 남은 경우가 많습니다.",
            "The gradient is added instead of subtracted, often the remains of a text whose "
            "error is target minus output.",
        ),
        shows=Words(
            "손실이 첫 갱신부터 올라가므로 금방 드러납니다.",
            "The loss goes up from the first update, so it shows at once.",
        ),
        forward=_mean_cost,
        wrong=_climb,
        right=_descend,
        backward=_mean_cost_back,
        shapes=COST,
        sample=ONEHOT,
        wrt=("W",),
        train=stepped,
        unseen=IN_THE_LOOP,
    ),
    Mistake(
        id="learning-rate-on-a-sum",
        topic=Topic.LOOP,
        title=Words("합인 손실에 평균의 학습률", "A mean's learning rate on a sum"),
        written=Words(
            "손실이 배치의 합인데 학습률은 평균에 맞춘 것을 그대로 씁니다. "
            "배치를 키우면 갱신도 같이 커집니다.",
            "The loss is summed over the batch, and the learning rate is one for a mean. "
            "Every update grows with the batch.",
        ),
        shows=Words(
            "배치가 작을 때 잘되던 학습이 배치를 키우자 무너집니다.",
            "What went well with small batches breaks down with large ones.",
        ),
        forward=_summed_cost,
        wrong=_step_of_sum,
        right=_step_of_mean,
        backward=_summed_cost_back,
        shapes=COST,
        sample=ONEHOT,
        wrt=("W",),
        train=partial(stepped, scale=EXAMPLES),
        unseen=IN_THE_LOOP,
    ),
    Mistake(
        id="gradients-not-zeroed",
        topic=Topic.LOOP,
        title=Words("쌓인 기울기를 비우지 않음", "Accumulated gradients not zeroed"),
        written=Words(
            "기울기를 버퍼에 더해 나가면서 다음 갱신 전에 0으로 비우지 않습니다.",
            "Gradients are added into a buffer that is not set to zero before the next update.",
        ),
        shows=Words(
            "지난 기울기가 모두 더해져, 감쇠가 없는 모멘텀처럼 점점 세게 흔들립니다. "
            "처음 몇 번은 오히려 빨리 배웁니다.",
            "All past gradients add up, as in a momentum without friction, and it swings. "
            "For the first few updates it even learns faster.",
        ),
        forward=_mean_cost,
        wrong=_piled_up,
        right=_emptied,
        backward=_mean_cost_back,
        shapes=COST,
        sample=ONEHOT,
        wrt=("W",),
        train=partial(stepped, count=1),
        unseen=IN_THE_LOOP,
    ),
    Mistake(
        id="momentum-of-two-conventions",
        topic=Topic.LOOP,
        title=Words("모멘텀의 두 부호 규약을 섞음", "Two signs of momentum mixed"),
        written=Words(
            "속도에 이미 음수 부호를 넣고, 갱신에서 그 속도를 또 뺍니다. "
            "책마다 부호를 두는 곳이 달라서 두 책을 보면 생깁니다.",
            "The velocity carries the minus already, and the update subtracts it again. "
            "Books place the sign differently, and two books make this one mistake.",
        ),
        shows=Words(
            "모멘텀이 붙은 채로 손실을 키웁니다.",
            "It climbs, and with momentum.",
        ),
        forward=_mean_cost,
        wrong=_momentum_mixed,
        right=_momentum,
        backward=_mean_cost_back,
        shapes=COST,
        sample=ONEHOT,
        wrt=("W",),
        train=partial(stepped, count=1),
        unseen=IN_THE_LOOP,
    ),
    Mistake(
        id="adam-without-correction",
        topic=Topic.LOOP,
        title=Words("아담의 편향 보정을 빠뜨림", "Adam without its bias correction"),
        written=Words(
            "0에서 시작한 두 이동 평균을 $1 - \\beta^t$로 나누지 않습니다. "
            "갱신 식만 옮기면 빠지는 두 나눗셈입니다.",
            "The two moving averages start at zero and are not divided by $1 - \\beta^t$. "
            "These two divisions are lost when only the update is copied.",
        ),
        shows=Words(
            "제곱의 평균이 더 느리게 차오르므로 처음 수백 번의 갱신이 몇 배로 커집니다. "
            "나중에는 차이가 사라집니다.",
            "The mean of the squares fills more slowly, so the first hundreds of updates are "
            "several times too large. Later the difference is gone.",
        ),
        forward=_mean_cost,
        wrong=_adam_uncorrected,
        right=_adam,
        backward=_mean_cost_back,
        shapes=COST,
        sample=ONEHOT,
        wrt=("W",),
        train=partial(stepped, count=3),
        unseen=IN_THE_LOOP,
    ),
    Mistake(
        id="weight-decay-forgotten",
        topic=Topic.LOOP,
        title=Words("가중치 감쇠를 기울기에서 빠뜨림", "Weight decay missing from the gradient"),
        written=Words(
            "비용에는 $\\lambda \\lVert W \\rVert^2 / 2$ 항을 더하고, 기울기에는 "
            "$\\lambda W$ 항을 더하지 않습니다.",
            "The cost gains $\\lambda \\lVert W \\rVert^2 / 2$, "
            "the gradient does not gain $\\lambda W$.",
        ),
        shows=Words(
            "찍히는 비용에는 벌점이 들어 있어 규제가 도는 것처럼 보입니다. "
            "가중치는 그대로 자랍니다.",
            "The cost on the screen has its penalty, so regularization seems to be on. "
            "The weights grow as before.",
        ),
        forward=_decayed,
        wrong=_decay_forgotten,
        right=_decayed_right,
        shapes=DECAYED,
        sample=ONEHOT,
        wrt=("W", "b"),
        train=_decayed_run,
        errors={"W": "missing term"},
    ),
    Mistake(
        id="bias-decayed-too",
        topic=Topic.LOOP,
        title=Words("비용에 없는 감쇠를 편향에 줌", "Decay on the bias that the cost has not"),
        written=Words(
            "모든 매개변수에 같은 줄을 돌려, "
            "벌점이 없는 편향의 기울기에도 $\\lambda b$ 항을 더합니다.",
            "One line runs over all parameters and adds $\\lambda b$ to the gradient of the "
            "biases, which the cost does not penalize.",
        ),
        shows=Words(
            "편향은 작고 감쇠도 약해서 곡선에 나타나는 일이 드뭅니다.",
            "Biases are small and the decay is weak, so the curve rarely shows it.",
        ),
        forward=_decayed,
        wrong=_bias_decayed,
        right=_decayed_right,
        shapes=DECAYED,
        sample=ONEHOT,
        wrt=("W", "b"),
        train=_decayed_run,
        errors={"b": "extra term"},
    ),
)
