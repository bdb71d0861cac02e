"""Mistakes in activation functions."""

# ruff: noqa: ARG001 - a backward pass takes all that the forward pass took

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import HIDDEN, Block, between, weights, with_activation

Z = {"z": ("N", "K")}
LAYER = {"x": ("N", "D"), "W": ("K", "D")}
DEEP = {"x": ("N", "H"), "V": ("H", "H"), "W": ("H", "H")}
AWAY = {"z": "away0"}


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _sigmoid_right(g: Any, z: Any) -> Any:
    a = _sigmoid(z)
    return g * a * (1 - a)


def _slope_at_a(g: Any, z: Any) -> Any:
    a = _sigmoid(z)
    return g * _sigmoid(a) * (1 - _sigmoid(a))


def _slope(x: Any) -> Any:
    return x * (1 - x)


def _slope_of_a(g: Any, z: Any) -> Any:
    return g * _slope(_sigmoid(z))


def _slope_of_z(g: Any, z: Any) -> Any:
    return g * _slope(z)


def _tanh(z: Any) -> Any:
    return np.tanh(z)


def _tanh_right(g: Any, z: Any) -> Any:
    return g * (1 - np.tanh(z) ** 2)


def _tanh_square_lost(g: Any, z: Any) -> Any:
    return g * (1 - np.tanh(z))


def _relu(z: Any) -> Any:
    return np.maximum(z, 0)


def _relu_right(g: Any, z: Any) -> Any:
    return g * (z > 0)


def _relu_of_gradient(g: Any, z: Any) -> Any:
    return g * (g > 0)


def _relu_in_place(g: Any, z: Any) -> Any:
    g[z <= 0] = 0
    return g


def _layer(x: Any, W: Any) -> Any:
    return _sigmoid(x @ W.T)


def _layer_right(g: Any, x: Any, W: Any) -> Any:
    a = _sigmoid(x @ W.T)
    delta = g * a * (1 - a)
    return delta @ W, delta.T @ x


def _slope_forgotten(g: Any, x: Any, W: Any) -> Any:
    delta = g
    return delta @ W, delta.T @ x


def _layer_run(backward: Any) -> list[float]:
    return between(Block(_layer, backward, (weights(HIDDEN, HIDDEN, seed=4) * 2,)), rate=0.5)


def _deep(x: Any, V: Any, W: Any) -> Any:
    return np.tanh(np.tanh(x @ V.T) @ W.T)


def _deep_right(g: Any, x: Any, V: Any, W: Any) -> Any:
    a1 = np.tanh(x @ V.T)
    a2 = np.tanh(a1 @ W.T)
    delta2 = g * (1 - a2**2)
    delta1 = delta2 @ W * (1 - a1**2)
    return delta1 @ V, delta1.T @ x, delta2.T @ a1


def _slope_of_next_layer(g: Any, x: Any, V: Any, W: Any) -> Any:
    a1 = np.tanh(x @ V.T)
    a2 = np.tanh(a1 @ W.T)
    delta2 = g * (1 - a2**2)
    delta1 = delta2 @ W * (1 - a2**2)
    return delta1 @ V, delta1.T @ x, delta2.T @ a1


def _deep_run(backward: Any) -> list[float]:
    first, second = (weights(HIDDEN, HIDDEN, seed=s) * 2 for s in (8, 9))
    return between(Block(_deep, backward, (first, second)))


def _residual_run(backward: Any) -> list[float]:
    """Add a relu to what enters it, so that the upstream gradient is needed twice."""

    def back(g: Any, x: Any, W: Any) -> Any:
        g = g.copy()
        z = x @ W.T
        delta = backward(g, z)
        return g + delta @ W, delta.T @ x

    def forward(x: Any, W: Any) -> Any:
        return x + _relu(x @ W.T)

    return between(Block(forward, back, (weights(HIDDEN, HIDDEN, seed=4),)), steps=100)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="slope-at-the-activation",
        topic=Topic.ACTIVATIONS,
        title=Words("도함수를 활성값에서 계산", "The slope taken at the activation"),
        written=Words(
            "$\\sigma'(z)$ 자리에 $\\sigma'(a)$ 값을 씁니다. "
            "순전파에서 저장한 것이 $a$뿐이라 손에 있는 것을 넣는 실수입니다.",
            "$\\sigma'(a)$ stands where $\\sigma'(z)$ belongs. "
            "Only $a$ was kept from the forward pass, so it is put in.",
        ),
        shows=Words(
            "부호가 늘 맞아서 학습은 됩니다. 다만 포화된 뉴런에서도 도함수가 0으로 줄지 않습니다.",
            "The sign is always right, so it learns. "
            "But the slope no longer vanishes where a neuron is saturated.",
        ),
        forward=_sigmoid,
        wrong=_slope_at_a,
        right=_sigmoid_right,
        shapes=Z,
        train=partial(with_activation, _sigmoid, rate=1.0, steps=200),
        errors={"z": "slope at a"},
    ),
    Mistake(
        id="slope-formula-fed-with-z",
        topic=Topic.ACTIVATIONS,
        title=Words("활성값을 넣을 식에 가중합을 넣음", "A formula for a fed with z"),
        written=Words(
            "시그모이드의 도함수 $a(1 - a)$는 활성값을 받는 식인데 가중합 $z$를 넣습니다. "
            "인자를 그저 `x`라고 적어 둔 함수는 무엇을 넣어야 하는지 알려 주지 않습니다.",
            "The sigmoid's slope $a(1 - a)$ wants the activation and is given the weighted sum "
            "$z$. A function whose argument is just `x` does not say which it wants.",
        ),
        shows=Words(
            "$z$가 0과 1 사이를 벗어나면 부호까지 뒤집힙니다.",
            "Where $z$ is not between 0 and 1 even the sign is turned.",
        ),
        forward=_sigmoid,
        wrong=_slope_of_z,
        right=_slope_of_a,
        shapes=Z,
        train=partial(with_activation, _sigmoid, rate=1.0, steps=200),
        errors={"z": ""},
    ),
    Mistake(
        id="slope-forgotten",
        topic=Topic.ACTIVATIONS,
        title=Words("도함수를 곱하지 않음", "The slope forgotten"),
        written=Words(
            "은닉층의 오차에 $\\sigma'(z)$ 인수를 곱하지 않고 상류 기울기를 그대로 씁니다.",
            "The factor $\\sigma'(z)$ is missing from the error of a hidden layer: "
            "the upstream gradient is taken as it is.",
        ),
        shows=Words(
            "시그모이드의 도함수는 1/4보다 클 수 없고 늘 양수입니다. "
            "그래서 방향은 대체로 맞고, "
            "포화된 뉴런을 쉬게 하던 인수가 없어 갱신이 지나치게 커집니다.",
            "The slope of a sigmoid is positive and at most 1/4. "
            "So the gradient roughly keeps its direction and gets too long: "
            "the factor that let saturated neurons rest is gone.",
        ),
        forward=_layer,
        wrong=_slope_forgotten,
        right=_layer_right,
        shapes=LAYER,
        train=_layer_run,
        errors={"x": "missing slope", "W": "missing slope"},
    ),
    Mistake(
        id="slope-of-the-wrong-layer",
        topic=Topic.ACTIVATIONS,
        title=Words("다른 층의 도함수를 곱함", "The slope of the wrong layer"),
        written=Words(
            "첫째 은닉층의 오차에 그다음 층의 도함수를 곱합니다. "
            "층의 너비가 모두 같으면 첨자 하나를 잘못 적어도 계산이 됩니다.",
            "The error of the first hidden layer is multiplied by the slope of the next. "
            "Where all layers are equally wide, a wrong index still computes.",
        ),
        shows=Words(
            "도함수는 어느 층에서나 0과 1 사이라 오차의 부호는 그대로입니다.",
            "Slopes are between 0 and 1 in every layer, so the signs of the error stay.",
        ),
        forward=_deep,
        wrong=_slope_of_next_layer,
        right=_deep_right,
        shapes=DEEP,
        train=_deep_run,
        errors={"x": "wrong variable", "V": "wrong variable"},
    ),
    Mistake(
        id="tanh-square-lost",
        topic=Topic.ACTIVATIONS,
        title=Words("tanh의 도함수에서 제곱을 빠뜨림", "The square lost from the slope of tanh"),
        written=Words(
            "$1 - a^2$ 대신 $1 - a$를 씁니다. 시그모이드의 $a(1 - a)$와 섞인 기억입니다.",
            "$1 - a$ is written for $1 - a^2$, a memory mixed up with the sigmoid's $a(1 - a)$.",
        ),
        shows=Words(
            "부호는 늘 맞지만, $a$가 음수인 곳에서는 도함수가 2까지 커져 "
            "오차가 층을 지날 때마다 불어납니다.",
            "The signs are right everywhere, but where $a$ is negative the slope goes up to 2, "
            "and the error swells from layer to layer.",
        ),
        forward=_tanh,
        wrong=_tanh_square_lost,
        right=_tanh_right,
        shapes=Z,
        train=partial(with_activation, _tanh),
        errors={"z": "missing slope"},
    ),
    Mistake(
        id="relu-mask-of-the-gradient",
        topic=Topic.ACTIVATIONS,
        title=Words("렐루가 기울기의 부호를 봄", "ReLU looks at the sign of the gradient"),
        written=Words(
            "$z$가 양수인 곳이 아니라 상류 기울기가 양수인 곳만 남깁니다. "
            "순전파의 `np.maximum`을 역전파에서도 되풀이하는 실수입니다.",
            "What is kept is not where $z$ is positive but where the upstream gradient is: "
            "the `np.maximum` of the forward pass, applied once more on the way back.",
        ),
        shows=Words(
            "앞의 층은 활성값을 낮추라는 신호만 받고 높이라는 신호는 받지 못합니다.",
            "The layers before only ever hear that activations should fall, never that they "
            "should rise.",
        ),
        forward=_relu,
        wrong=_relu_of_gradient,
        right=_relu_right,
        shapes=Z,
        sample=AWAY,
        train=partial(with_activation, _relu),
        errors={"z": ""},
    ),
    Mistake(
        id="relu-zeroes-the-callers-gradient",
        topic=Topic.ACTIVATIONS,
        title=Words("호출한 쪽의 기울기를 0으로 만듦", "The caller's gradient zeroed"),
        written=Words(
            "새 배열을 만들지 않으려고 받은 `g`의 일부를 0으로 덮어써서 돌려줍니다.",
            "To save an array, part of the `g` that was handed in is set to zero and returned.",
        ),
        shows=Words(
            "`g`를 다른 곳에서 또 쓰지 않으면 결과가 맞습니다. "
            "아래 학습은 잔차 연결이 있어 같은 `g`가 두 경로로 갑니다.",
            "As long as nobody else needs `g` the result is right. "
            "The run below has a skip connection, so the same `g` goes two ways.",
        ),
        forward=_relu,
        wrong=_relu_in_place,
        right=_relu_right,
        shapes=Z,
        sample=AWAY,
        train=_residual_run,
    ),
)
