"""Mistakes in layers that weigh and shift."""

# ruff: noqa: ARG001 - a backward pass takes all that the forward pass took

from __future__ import annotations

from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import (
    HIDDEN,
    SQUARED,
    Block,
    between,
    images,
    train,
    weights,
    with_affine,
)

SHAPES = {"x": ("N", "D"), "W": ("K", "D"), "b": ("K",)}
SQUARE = {"x": ("N", "H"), "W": ("H", "H")}
TWO = {"x": ("N", "D"), "V": ("H", "D"), "W": ("K", "H")}
RATE = 0.1


def _affine(x: Any, W: Any, b: Any) -> Any:
    return x @ W.T + b


def _affine_right(g: Any, x: Any, W: Any, b: Any) -> Any:
    return g @ W, g.T @ x, g.sum(axis=0)


def _mean_bias(g: Any, x: Any, W: Any, b: Any) -> Any:
    return g @ W, g.T @ x, g.mean(axis=0)


def _whole_bias(g: Any, x: Any, W: Any, b: Any) -> Any:
    return g @ W, g.T @ x, g.sum() + 0 * b


def _averaged_twice(g: Any, x: Any, W: Any, b: Any) -> Any:
    return g @ W, g.T @ x / len(x), g.sum(axis=0)


def _linear(x: Any, W: Any) -> Any:
    return x @ W.T


def _linear_right(g: Any, x: Any, W: Any) -> Any:
    return g @ W, g.T @ x


def _transposed(g: Any, x: Any, W: Any) -> Any:
    return g @ W.T, g.T @ x


def _outer_turned(g: Any, x: Any, W: Any) -> Any:
    return g @ W, x.T @ g


def _square_block(backward: Any) -> list[float]:
    return between(Block(_linear, backward, (weights(HIDDEN, HIDDEN, seed=5) * 2,)))


def _two_layers(x: Any, V: Any, W: Any) -> Any:
    return np.tanh(x @ V.T) @ W.T


def _two_layers_right(g: Any, x: Any, V: Any, W: Any) -> Any:
    z = x @ V.T
    a = np.tanh(z)
    dW = g.T @ a
    delta = g @ W * (1 - a**2)
    return delta @ V, delta.T @ x, dW


def _weighted_sum_for_activation(g: Any, x: Any, V: Any, W: Any) -> Any:
    z = x @ V.T
    a = np.tanh(z)
    dW = g.T @ z
    delta = g @ W * (1 - a**2)
    return delta @ V, delta.T @ x, dW


def _updated_first(g: Any, x: Any, V: Any, W: Any) -> Any:
    z = x @ V.T
    a = np.tanh(z)
    dW = g.T @ a
    W = W - RATE * dW
    delta = g @ W * (1 - a**2)
    return delta @ V, delta.T @ x, dW


def _two_layer_run(backward: Any) -> list[float]:
    first = weights(HIDDEN, HIDDEN, seed=6)
    last = weights(HIDDEN, HIDDEN, seed=7)
    return between(Block(_two_layers, backward, (first, last)), rate=RATE)


def _tied(x: Any, W: Any) -> Any:
    return np.tanh(x @ W.T) @ W


def _tied_right(g: Any, x: Any, W: Any) -> Any:
    a = np.tanh(x @ W.T)
    delta = g @ W.T * (1 - a**2)
    return delta @ W, delta.T @ x + a.T @ g


def _tied_once(g: Any, x: Any, W: Any) -> Any:
    a = np.tanh(x @ W.T)
    delta = g @ W.T * (1 - a**2)
    return delta @ W, delta.T @ x


def _autoencoder(backward: Any) -> list[float]:
    x, _ = images()
    block = Block(_tied, backward, (weights(HIDDEN, 64, seed=3),))
    return train([block], SQUARED, (x, x), rate=0.05)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="transpose-in-a-square",
        topic=Topic.AFFINE,
        title=Words("정사각 가중치에 숨은 전치", "A transpose hidden by a square matrix"),
        written=Words(
            "입력의 기울기를 `g @ W`가 아니라 `g @ W.T`로 적습니다. "
            "$W$가 정사각행렬이면 모양이 맞아 예외가 나지 않습니다.",
            "The gradient of the input is written `g @ W.T` instead of `g @ W`. "
            "Where $W$ is square the shapes fit, and nothing complains.",
        ),
        shows=Words(
            "이 층의 가중치는 맞게 배우고 그 앞의 층만 엉뚱한 방향으로 갑니다. "
            "앞의 층이 거의 쓸모없어져도 뒤의 층이 웬만큼 메워 줍니다.",
            "This layer still learns; only the layers before it go astray. "
            "What comes after makes up for much of that.",
        ),
        forward=_linear,
        wrong=_transposed,
        right=_linear_right,
        shapes=SQUARE,
        train=_square_block,
        errors={"x": "transpose"},
    ),
    Mistake(
        id="outer-product-turned",
        topic=Topic.AFFINE,
        title=Words("가중치 기울기의 행과 열을 바꿈", "The weight gradient turned on its side"),
        written=Words(
            "$W$의 기울기를 `g.T @ x`가 아니라 `x.T @ g`로 적습니다. "
            "가중치를 (입력, 출력)으로 두는 책의 식을 옮기면 이렇게 됩니다.",
            "The gradient of $W$ is written `x.T @ g` instead of `g.T @ x`, "
            "as it stands in books whose weights are (in, out).",
        ),
        shows=Words(
            "모양이 다른 층에서는 바로 예외가 나지만, "
            "아래 학습처럼 정사각인 층에서는 전치된 기울기로 조용히 학습합니다.",
            "Layers of unequal sizes raise an exception at once. "
            "A square one, as in the run below, quietly learns with the transpose.",
        ),
        forward=_linear,
        wrong=_outer_turned,
        right=_linear_right,
        shapes={"x": ("N", "D"), "W": ("K", "D")},
        train=_square_block,
    ),
    Mistake(
        id="mean-for-sum-in-bias",
        topic=Topic.AFFINE,
        title=Words("편향의 기울기에 합 대신 평균", "A mean for a sum in the bias gradient"),
        written=Words(
            "편향의 기울기를 배치에 대해 더하지 않고 평균 냅니다. "
            "비용이 이미 평균이라 $1/N$은 상류 기울기에 들어 있는데 한 번 더 나누는 셈입니다.",
            "The bias gradient is averaged over the batch instead of summed. "
            "The cost is a mean, so $1/N$ is in the upstream gradient already.",
        ),
        shows=Words(
            "편향만 $N$배 느리게 움직입니다. 가중치가 대신 배우므로 눈에 잘 띄지 않습니다.",
            "The biases alone move $N$ times too slowly. The weights learn in their place, "
            "so it hardly shows.",
        ),
        forward=_affine,
        wrong=_mean_bias,
        right=_affine_right,
        shapes=SHAPES,
        train=with_affine,
        errors={"b": "mean for sum"},
    ),
    Mistake(
        id="bias-summed-over-everything",
        topic=Topic.AFFINE,
        title=Words("편향의 기울기를 모든 축으로 더함", "A bias gradient summed over every axis"),
        written=Words(
            "`g.sum(axis=0)`에서 `axis=0`을 빠뜨립니다. "
            "나온 수 하나는 어떤 편향과도 모양이 맞게 퍼집니다.",
            "The `axis=0` of `g.sum(axis=0)` is left out. "
            "The one number that comes out is broadcast to any bias.",
        ),
        shows=Words(
            "한 층의 편향이 모두 똑같이 움직입니다. "
            "소프트맥스 바로 앞에서는 합이 0이라 편향이 아예 움직이지 않습니다.",
            "All biases of a layer move alike. "
            "Right before a softmax the sum is zero, and they do not move at all.",
        ),
        forward=_affine,
        wrong=_whole_bias,
        right=_affine_right,
        shapes=SHAPES,
        train=with_affine,
        errors={"b": "wrong axis"},
    ),
    Mistake(
        id="averaged-twice",
        topic=Topic.AFFINE,
        title=Words("표본 수로 두 번 나눔", "Divided by the batch size twice"),
        written=Words(
            "손실이 평균이어서 상류 기울기에 $1/N$이 들어 있는데, "
            "가중치의 기울기를 `len(x)`로 또 나눕니다.",
            "The loss is a mean, so the upstream gradient carries $1/N$; "
            "the weight gradient is divided by `len(x)` once more.",
        ),
        shows=Words(
            "방향은 맞고 크기만 $N$배 작습니다. 학습률을 키우면 낫기 때문에 "
            "학습률 탓으로 여기기 쉽습니다.",
            "The direction is right and the length $N$ times too small. "
            "A larger learning rate helps, so the learning rate gets the blame.",
        ),
        forward=_affine,
        wrong=_averaged_twice,
        right=_affine_right,
        shapes=SHAPES,
        train=with_affine,
        errors={"W": "factor 1/N"},
    ),
    Mistake(
        id="weighted-sum-for-activation",
        topic=Topic.AFFINE,
        title=Words("활성값 대신 가중합을 곱함", "The weighted sum instead of the activation"),
        written=Words(
            "둘째 층의 가중치 기울기에 그 층의 입력인 활성값이 아니라 "
            "활성화 함수를 지나기 전의 가중합을 곱합니다. 둘 다 저장해 두면 이름이 헷갈립니다.",
            "The weight gradient of the second layer is multiplied by the weighted sum before the "
            "activation function instead of by the activation, which is that layer's input.",
        ),
        shows=Words(
            "가중합이 작을 때는 tanh가 거의 항등 함수라 차이가 작습니다. "
            "가중치가 자라면서 어긋납니다.",
            "For small weighted sums tanh is nearly the identity and little is wrong. "
            "The error grows with the weights.",
        ),
        forward=_two_layers,
        wrong=_weighted_sum_for_activation,
        right=_two_layers_right,
        shapes=TWO,
        train=_two_layer_run,
        errors={"W": "wrong variable"},
    ),
    Mistake(
        id="updated-before-propagating",
        topic=Topic.AFFINE,
        title=Words(
            "오차를 보내기 전에 가중치를 갱신", "Weights updated before the error is sent on"
        ),
        written=Words(
            "층마다 기울기를 구하자마자 가중치를 갱신하고, "
            "이미 바뀐 가중치로 앞 층의 오차를 계산합니다.",
            "Each layer's weights are updated as soon as their gradient is known, "
            "and the error of the layer before is computed with the new weights.",
        ),
        shows=Words(
            "학습률이 작으면 두 가중치가 거의 같아 들키지 않습니다. 학습률을 키울수록 어긋납니다.",
            "With a small learning rate old and new weights are nearly the same. "
            "The error grows with the rate.",
        ),
        forward=_two_layers,
        wrong=_updated_first,
        right=_two_layers_right,
        shapes=TWO,
        train=_two_layer_run,
        errors={"x": "extra term", "V": "extra term"},
    ),
    Mistake(
        id="tied-weights-counted-once",
        topic=Topic.AFFINE,
        title=Words("함께 쓰는 가중치를 한 번만 셈", "Tied weights counted once"),
        written=Words(
            "부호기와 복호기가 같은 $W$를 쓰는데 한쪽 경로의 기울기만 돌려줍니다. "
            "층별로 따로 유도한 식을 옮기면 둘을 더하는 일을 잊습니다.",
            "Encoder and decoder share one $W$, but the gradient of one path alone is returned. "
            "Formulas derived layer by layer do not say that the two add up.",
        ),
        shows=Words(
            "남은 경로만으로도 손실이 내려가서 모르고 지나가기 쉽습니다.",
            "One path alone still brings the loss down, so it passes unnoticed.",
        ),
        forward=_tied,
        wrong=_tied_once,
        right=_tied_right,
        shapes={"x": ("N", "D"), "W": ("H", "D")},
        train=_autoencoder,
        errors={"W": "missing term"},
    ),
)
