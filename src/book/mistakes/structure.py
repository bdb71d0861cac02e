"""Mistakes where values are used twice, looked up, pooled, or carried through time."""

# ruff: noqa: ARG001 - a backward pass takes all that the forward pass took

from __future__ import annotations

from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import (
    CLASSES,
    CROSS_ENTROPY,
    HIDDEN,
    Block,
    between,
    dense,
    images,
    squared,
    squared_back,
    tanh,
    train,
    weights,
    whole,
)

LAYER = {"x": ("N", "D"), "W": ("D", "D")}
GATE = {"u": ("N", "K"), "v": ("N", "K")}
TABLE = {"W": ("M", "D"), "index": ("N",)}
POOL = {"x": ("N", "K", 2)}
SIGNAL = {"x": ("N", 5), "w": (3,)}
SEQUENCE = {"x": (3, "N", "H"), "W": ("H", "H")}


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _skip(x: Any, W: Any) -> Any:
    return x + np.tanh(x @ W.T)


def _skip_right(g: Any, x: Any, W: Any) -> Any:
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    dx = g
    dx = dx + delta @ W
    return dx, delta.T @ x


def _skip_overwritten(g: Any, x: Any, W: Any) -> Any:
    delta = g * (1 - np.tanh(x @ W.T) ** 2)
    dx = g
    dx = delta @ W
    return dx, delta.T @ x


def _skip_run(backward: Any) -> list[float]:
    return between(Block(_skip, backward, (weights(HIDDEN, HIDDEN, seed=4) / 4,)))


def _gate(u: Any, v: Any) -> Any:
    return _sigmoid(u) * v


def _gate_right(g: Any, u: Any, v: Any) -> Any:
    s = _sigmoid(u)
    return g * v * s * (1 - s), g * s


def _gate_without_value(g: Any, u: Any, v: Any) -> Any:
    s = _sigmoid(u)
    return g * s * (1 - s), g * s


def _gate_run(backward: Any) -> list[float]:
    """Let one affine layer open and close another."""

    def forward(x: Any, U: Any, V: Any) -> Any:
        return _gate(x @ U.T, x @ V.T)

    def back(g: Any, x: Any, U: Any, V: Any) -> Any:
        du, dv = backward(g, x @ U.T, x @ V.T)
        return du @ U + dv @ V, du.T @ x, dv.T @ x

    own = (weights(HIDDEN, HIDDEN, seed=4) * 2, weights(HIDDEN, HIDDEN, seed=5) * 2)
    return between(Block(forward, back, own))


def _look_up(W: Any, index: Any) -> Any:
    return W[index]


def _look_up_right(g: Any, W: Any, index: Any) -> Any:
    dW = np.zeros_like(W)
    np.add.at(dW, index, g)
    return dW


def _repeats_lost(g: Any, W: Any, index: Any) -> Any:
    dW = np.zeros_like(W)
    dW[index] += g
    return dW


def _look_up_run(backward: Any) -> list[float]:
    """Learn a vector for each of 6 words, seen 60 times in all."""
    rng = np.random.default_rng(5)
    index = rng.integers(6, size=60)
    t = rng.normal(size=(6, 4))[index] + rng.normal(0, 0.1, size=(60, 4))

    def loss(W: Any) -> Any:
        return squared(W[index], t)

    def back(g: Any, W: Any) -> Any:
        return backward(squared_back(g, W[index], t), W, index)

    return whole(loss, back, [np.zeros((6, 4))], [])


def _pool(x: Any) -> Any:
    return x.max(axis=2)


def _pool_right(g: Any, x: Any) -> Any:
    first = x[:, :, 0] >= x[:, :, 1]
    return np.stack([g * first, g * (1 - first)], axis=2)


def _pool_all_ties(g: Any, x: Any) -> Any:
    return g[:, :, None] * (x == x.max(axis=2, keepdims=True))


def _pooled(backward: Any) -> list[float]:
    """Pool pairs of pixels in four channels; pixels of the empty background tie."""

    def channels(x: Any, w: Any, b: Any) -> Any:
        return np.tanh(x[:, None] * w[:, None] + b[:, None])  # example, channel, pixel

    def forward(x: Any, w: Any, b: Any) -> Any:
        return _pool(channels(x, w, b).reshape(len(x), -1, 2))

    def back(g: Any, x: Any, w: Any, b: Any) -> Any:
        a = channels(x, w, b)
        da = backward(g, a.reshape(len(x), -1, 2)).reshape(a.shape)
        delta = da * (1 - a**2)
        return 0 * x, (delta * x[:, None]).sum(axis=(0, 2)), delta.sum(axis=(0, 2))

    own = (np.array([2.0, 1.0, -1.0, -2.0]), np.array([0.5, -0.5, 0.5, 1.0]))
    blocks = [Block(forward, back, own), dense(CLASSES, 32 * len(own[0]), 2)]
    return train(blocks, CROSS_ENTROPY, images(), rate=0.15)


def _filter(x: Any, w: Any) -> Any:
    return x[:, :-2] * w[0] + x[:, 1:-1] * w[1] + x[:, 2:] * w[2]


def _filter_right(g: Any, x: Any, w: Any) -> Any:
    n = g.shape[1]
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    for i in range(3):
        dx[:, i : i + n] += g * w[i]
        dw[i] = (g * x[:, i : i + n]).sum()
    return dx, dw


def _filter_turned(g: Any, x: Any, w: Any) -> Any:
    n = g.shape[1]
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    for i in range(3):
        dx[:, i : i + n] += g * w[2 - i]
        dw[i] = (g * x[:, i : i + n]).sum()
    return dx, dw


def _filtered(backward: Any) -> list[float]:
    """Filter the hidden layer by three weights."""
    first, last = dense(HIDDEN + 2, 64, 1), dense(CLASSES, HIDDEN, 2)
    middle = Block(_filter, backward, (np.array([1.5, 0.2, -1.0]),))
    return train([first, tanh(), middle, last], CROSS_ENTROPY, images())


def _recurrent(x: Any, W: Any) -> Any:
    h = [np.tanh(x[0])]
    for t in range(1, len(x)):
        h.append(np.tanh(x[t] + h[-1] @ W.T))
    return np.stack(h)


def _recurrent_right(g: Any, x: Any, W: Any) -> Any:
    h = _recurrent(x, W)
    dW, dh = np.zeros_like(W), 0
    dx: Any = []
    for t in reversed(range(len(x))):
        delta = (g[t] + dh) * (1 - h[t] ** 2)
        dx.insert(0, delta)
        if t > 0:
            dW = dW + delta.T @ h[t - 1]
        dh = delta @ W
    return np.stack(dx), dW


def _sum_over_time_lost(g: Any, x: Any, W: Any) -> Any:
    h = _recurrent(x, W)
    dW, dh = np.zeros_like(W), 0
    dx: Any = []
    for t in reversed(range(len(x))):
        delta = (g[t] + dh) * (1 - h[t] ** 2)
        dx.insert(0, delta)
        if t > 0:
            dW = delta.T @ h[t - 1]
        dh = delta @ W
    return np.stack(dx), dW


def _not_carried(g: Any, x: Any, W: Any) -> Any:
    h = _recurrent(x, W)
    dW, dh = np.zeros_like(W), 0
    dx: Any = []
    for t in reversed(range(len(x))):
        delta = (g[t] + dh) * (1 - h[t] ** 2)
        dx.insert(0, delta)
        if t > 0:
            dW = dW + delta.T @ h[t - 1]
    return np.stack(dx), dW


def _remembered(backward: Any) -> list[float]:
    """Learn to give back, at the end of a sequence of signs, what came first."""
    rng = np.random.default_rng(4)
    x = rng.choice([-1.0, 1.0], size=(5, 40, 2))
    V, W = rng.normal(0, 0.7, size=(8, 2)), rng.normal(0, 0.4, size=(8, 8))

    def loss(V: Any, W: Any) -> Any:
        return squared(_recurrent(x @ V.T, W)[-1][:, :2], x[0])

    def back(g: Any, V: Any, W: Any) -> Any:
        h = _recurrent(x @ V.T, W)
        up = np.zeros_like(h)
        up[-1][:, :2] = squared_back(g, h[-1][:, :2], x[0])
        dz, dW = backward(up, x @ V.T, W)
        return np.einsum("tnh,tnd->hd", dz, x), dW

    return whole(loss, back, [V, W], [], rate=0.2, steps=100)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="skip-connection-overwritten",
        topic=Topic.STRUCTURE,
        title=Words("잔차 연결에서 += 대신 =", "= for += at a skip connection"),
        written=Words(
            "입력이 두 경로로 갈라지는데, 둘째 경로의 기울기를 더하지 않고 덮어씁니다.",
            "The input goes two ways, and the gradient of the second way overwrites that of the "
            "first instead of being added.",
        ),
        shows=Words(
            "잔차 연결을 둔 까닭인, 막히지 않고 지나가는 기울기가 사라집니다. "
            "앞 층은 옆길로 온 기울기만으로 배웁니다.",
            "The gradient that passes unhindered, the whole point of the skip, is gone. "
            "The layers before learn from the side way alone.",
        ),
        forward=_skip,
        wrong=_skip_overwritten,
        right=_skip_right,
        shapes=LAYER,
        train=_skip_run,
        errors={"x": "missing term"},
    ),
    Mistake(
        id="other-factor-of-a-gate",
        topic=Topic.STRUCTURE,
        title=Words("게이트의 다른 인수를 빠뜨림", "The other factor of a gate forgotten"),
        written=Words(
            "$\\sigma(u) \\odot v$를 $u$로 미분하면서 $v$를 곱하지 않습니다. "
            "활성화 함수의 역전파를 베끼고 그 뒤의 곱을 잊습니다.",
            "In the derivative of $\\sigma(u) \\odot v$ by $u$ the factor $v$ is missing: "
            "the backward pass of the activation is copied and the product after it forgotten.",
        ),
        shows=Words(
            "$v$가 음수인 곳에서는 게이트가 반대로 움직입니다.",
            "Where $v$ is negative the gate moves the wrong way.",
        ),
        forward=_gate,
        wrong=_gate_without_value,
        right=_gate_right,
        shapes=GATE,
        train=_gate_run,
        errors={"u": "missing factor"},
    ),
    Mistake(
        id="repeated-indices-lost",
        topic=Topic.STRUCTURE,
        title=Words("되풀이된 번호를 한 번만 셈", "Repeated indices counted once"),
        written=Words(
            "임베딩의 기울기를 `dW[index] += g`로 모읍니다. 더하는 것처럼 보이지만 "
            "NumPy는 같은 번호가 여러 번 나오면 마지막 하나만 남깁니다.",
            "The gradient of an embedding is gathered by `dW[index] += g`. It looks like adding, "
            "but where an index repeats NumPy keeps only its last row.",
        ),
        shows=Words(
            "자주 나오는 단어일수록 느리게 배웁니다. 배치에 같은 단어가 없는 시험은 통과합니다.",
            "The more frequent a word, the more slowly it learns. "
            "A test without repeats in the batch passes.",
        ),
        forward=_look_up,
        wrong=_repeats_lost,
        right=_look_up_right,
        shapes=TABLE,
        sample={"index": "labels:W[0]"},
        train=_look_up_run,
        errors={"W": "overwritten"},
    ),
    Mistake(
        id="pooling-gives-to-all-ties",
        topic=Topic.STRUCTURE,
        title=Words("최대 풀링이 동점 모두에 기울기를 줌", "Max pooling gives to every tie"),
        written=Words(
            "최댓값과 같은 자리를 `x == x.max()`로 찾아 모두에 기울기를 보냅니다.",
            "The places equal to the maximum are found by `x == x.max()`, "
            "and each gets the whole gradient.",
        ),
        shows=Words(
            "동점이 없으면 똑같습니다. 그림의 빈 배경에서는 이웃한 값이 모두 같아서 "
            "기울기가 여러 번 세어집니다.",
            "Without ties it is the same. On the empty background of an image all neighbours are "
            "equal, and gradients count several times.",
        ),
        forward=_pool,
        wrong=_pool_all_ties,
        right=_pool_right,
        shapes=POOL,
        sample={"x": "distinct"},
        train=_pooled,
        unseen=Words(
            "동점에서는 최댓값에 도함수가 없고, 동점이 아닌 모든 곳에서는 이 코드가 맞습니다. "
            "판정은 동점을 뺀 양쪽에서만 말합니다.",
            "At a tie the maximum has no derivative, and everywhere else this code is right. "
            "The verdict speaks of both sides of a tie and not of the tie itself.",
        ),
    ),
    Mistake(
        id="kernel-not-turned",
        topic=Topic.STRUCTURE,
        title=Words("합성곱의 가중치를 뒤집지 않음", "The kernel not turned round"),
        written=Words(
            "입력의 기울기는 가중치를 거꾸로 미끄러뜨려 구합니다. "
            "순전파가 이미 뒤집지 않은 합성곱이라 어느 쪽을 뒤집는지 헷갈립니다.",
            "On the way back the kernel slides the other way round. "
            "As the forward pass of a network does not turn its kernel, it is easy to turn the "
            "wrong one.",
        ),
        shows=Words(
            "좌우가 같은 가중치로 시험하면 통과합니다. 이 층의 가중치는 맞게 배웁니다.",
            "A test with a symmetric kernel passes. The kernel itself learns as it should.",
        ),
        forward=_filter,
        wrong=_filter_turned,
        right=_filter_right,
        shapes=SIGNAL,
        train=_filtered,
        errors={"x": ""},
    ),
    Mistake(
        id="sum-over-time-lost",
        topic=Topic.STRUCTURE,
        title=Words("시간에 대한 합을 빠뜨림", "The sum over time lost"),
        written=Words(
            "순환 신경망의 반복문 안에서 `dW = …`라고 적어, 시각마다 앞의 값을 덮어씁니다.",
            "Inside the loop of a recurrent network stands `dW = …`, and each time step "
            "overwrites the one before.",
        ),
        shows=Words(
            "마지막에 남는 것은 가장 이른 시각의 항 하나입니다.",
            "What is left in the end is the single term of the earliest step.",
        ),
        forward=_recurrent,
        wrong=_sum_over_time_lost,
        right=_recurrent_right,
        shapes=SEQUENCE,
        train=_remembered,
        errors={"W": "missing term"},
    ),
    Mistake(
        id="error-not-carried-through-time",
        topic=Topic.STRUCTURE,
        title=Words("오차를 앞 시각으로 보내지 않음", "The error not carried back in time"),
        written=Words(
            "시각마다 그 시각의 상류 기울기만 쓰고, "
            "다음 시각에서 $W$를 거쳐 오는 오차를 빠뜨립니다. "
            "반복문 끝의 한 줄을 잊은 것입니다.",
            "Each step uses its own upstream gradient and not the error that comes back through "
            "$W$ from the next: one line forgotten at the end of the loop.",
        ),
        shows=Words(
            "앞 시각에 들어온 것은 기울기를 받지 못합니다. "
            "신경망은 우연히 남은 기억을 마지막 시각에 읽어 내는 것만 배웁니다.",
            "What came in at earlier steps gets no gradient. The network only learns to read, "
            "at the last step, what happens to be left of the past.",
        ),
        forward=_recurrent,
        wrong=_not_carried,
        right=_recurrent_right,
        shapes=SEQUENCE,
        train=_remembered,
        errors={"x": "", "W": ""},
    ),
)
