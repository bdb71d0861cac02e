"""Mistakes in normalization and dropout."""

# ruff: noqa: ARG001 - a backward pass takes all that the forward pass took

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import HIDDEN, Block, between

NORM = {"x": ("N", "D"), "gamma": ("D",)}
DROP = {"x": ("N", "D"), "mask": ("N", "D")}
EPS = 1e-2
KEPT = 1 / 2


def _batch_norm(x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    return gamma * centred / np.sqrt((centred**2).mean(axis=0) + EPS)


def _batch_norm_right(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0) - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _without_mean_path(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _without_variance_path(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _scale_forgotten(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + EPS)
    y = centred / s
    h = g
    dx = (h - h.mean(axis=0) - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _eps_forgotten(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0))
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0) - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _one_fewer(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).sum(axis=0) / (len(x) - 1) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0) - y * (h * y).mean(axis=0)) / s
    return dx, (g * y).sum(axis=0)


def _layer_norm(x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=1, keepdims=True)
    return gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)


def _layer_norm_right(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=1, keepdims=True) - y * (h * y).mean(axis=1, keepdims=True)) / s
    return dx, (g * y).sum(axis=0)


def _layer_norm_of_batch(g: Any, x: Any, gamma: Any) -> Any:
    centred = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)
    y = centred / s
    h = g * gamma
    dx = (h - h.mean(axis=0, keepdims=True) - y * (h * y).mean(axis=0, keepdims=True)) / s
    return dx, (g * y).sum(axis=0)


def _normalized(forward: Any, backward: Any, scale: float = 1.0, rate: float = 0.1) -> list[float]:
    """Normalize what a tanh gives, made small where a scale says so."""
    block = Block(
        lambda x, gamma: forward(scale * x, gamma),
        lambda g, x, gamma: _scaled(backward(g, scale * x, gamma), scale),
        (np.linspace(0.2, 2, HIDDEN),),
    )
    return between(block, rate=rate)


def _scaled(found: Any, scale: float) -> Any:
    return scale * found[0], found[1]


def _dropout(x: Any, mask: Any) -> Any:
    return x * mask / KEPT


def _dropout_right(g: Any, x: Any, mask: Any) -> Any:
    return g * mask / KEPT


def _fresh_mask(g: Any, x: Any, mask: Any) -> Any:
    mask = np.random.default_rng(7).random(x.shape) < KEPT
    return g * mask / KEPT


def _unscaled(g: Any, x: Any, mask: Any) -> Any:
    return g * mask


def _dropped(backward: Any) -> list[float]:
    """Train with a mask for every step."""

    def mask(step: int) -> Any:
        return (np.random.default_rng(step).random((120, HIDDEN)) < KEPT) * 1.0

    return between(Block(_dropout, backward, (), (mask,)), rate=0.3)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="batch-norm-without-the-mean-path",
        topic=Topic.NORMALIZATION,
        title=Words(
            "배치 정규화에서 평균의 경로를 빠뜨림", "Batch norm without the path of the mean"
        ),
        written=Words(
            "배치 평균을 상수로 보고 미분합니다. 표본 하나를 바꾸면 평균도 움직여 "
            "다른 모든 표본이 바뀐다는 것을 잊습니다.",
            "The mean of the batch is differentiated as a constant, "
            "although changing one example moves the mean and with it all the others.",
        ),
        shows=Words(
            "빠진 항은 기울기의 배치 평균이라 배치가 크면 작아 보입니다. "
            "앞 층의 편향이 효과 없는 방향으로 계속 밀려갑니다.",
            "The missing term is the mean of the gradient over the batch and looks small. "
            "It keeps pushing the biases of the layer before, to no effect.",
        ),
        forward=_batch_norm,
        wrong=_without_mean_path,
        right=_batch_norm_right,
        shapes=NORM,
        train=partial(_normalized, _batch_norm),
        errors={"x": "missing term"},
    ),
    Mistake(
        id="batch-norm-without-the-variance-path",
        topic=Topic.NORMALIZATION,
        title=Words(
            "배치 정규화에서 분산의 경로를 빠뜨림", "Batch norm without the path of the variance"
        ),
        written=Words(
            "평균의 항은 적고 분산을 거쳐 오는 둘째 항을 빠뜨립니다. "
            "분산을 상수로 두면 식이 훨씬 짧아지기 때문입니다.",
            "The term of the mean is there, the second one, through the variance, is not. "
            "With the variance held constant the formula is so much shorter.",
        ),
        shows=Words(
            "정규화가 스스로 없애는 방향, 곧 크기를 키우는 방향으로도 가중치를 밉니다.",
            "It also pushes the weights in the direction that normalization undoes: their length.",
        ),
        forward=_batch_norm,
        wrong=_without_variance_path,
        right=_batch_norm_right,
        shapes=NORM,
        train=partial(_normalized, _batch_norm),
        errors={"x": "missing term"},
    ),
    Mistake(
        id="batch-norm-scale-forgotten",
        topic=Topic.NORMALIZATION,
        title=Words("γ를 곱하지 않고 뒤로 보냄", "γ not multiplied in on the way back"),
        written=Words(
            "정규화의 긴 식을 옮기면서 맨 처음의 `g * gamma`를 `g`로 둡니다. "
            "$\\gamma$의 초깃값이 1이라 시험해 보면 맞습니다.",
            "In copying the long formula of the normalization, its first `g * gamma` becomes `g`. "
            "As $\\gamma$ starts at 1, a first test agrees.",
        ),
        shows=Words(
            "학습이 진행되어 $\\gamma$가 1에서 멀어질수록 틀려집니다. "
            "아래 학습은 $\\gamma$를 0.2부터 2까지 두고 시작합니다.",
            "The further $\\gamma$ moves from 1, the more it is wrong. "
            "The run below starts with $\\gamma$ from 0.2 to 2.",
        ),
        forward=_batch_norm,
        wrong=_scale_forgotten,
        right=_batch_norm_right,
        shapes=NORM,
        train=partial(_normalized, _batch_norm),
        errors={"x": "missing factor"},
    ),
    Mistake(
        id="epsilon-forgotten",
        topic=Topic.NORMALIZATION,
        title=Words("역전파에서 ε을 빠뜨림", "ε forgotten in the backward pass"),
        written=Words(
            "순전파는 분산에 $\\varepsilon$을 더하고 역전파는 더하지 않습니다. "
            "너무 작은 수라 적을 필요가 없어 보입니다.",
            "The forward pass adds $\\varepsilon$ to the variance, the backward pass does not. "
            "It seems too small to matter.",
        ),
        shows=Words(
            "분산이 $\\varepsilon$보다 훨씬 크면 아무 일도 없습니다. "
            "거의 변하지 않는 입력에서는 기울기가 몇 배로 커집니다. "
            "아래 학습은 입력이 그렇게 작습니다.",
            "Where the variance is much larger than $\\varepsilon$ nothing happens. "
            "For inputs that hardly vary the gradient is many times too large, "
            "as in the run below.",
        ),
        forward=_batch_norm,
        wrong=_eps_forgotten,
        right=_batch_norm_right,
        shapes=NORM,
        train=partial(_normalized, _batch_norm, scale=0.1),
        errors={"x": "epsilon forgotten", "gamma": "epsilon forgotten"},
    ),
    Mistake(
        id="n-minus-one",
        topic=Topic.NORMALIZATION,
        title=Words("분산을 N − 1로 나눔", "The variance divided by N − 1"),
        written=Words(
            "순전파는 $N$으로 나눈 분산을, 역전파는 통계에서 배운 $N - 1$로 나눈 분산을 씁니다.",
            "The forward pass divides the variance by $N$, the backward pass by $N - 1$, "
            "as one learns in statistics.",
        ),
        shows=Words(
            "배치가 크면 차이가 없다시피 합니다. "
            "배치가 2면 $\\sqrt{2}$배이고, 1이면 0으로 나눕니다.",
            "In large batches there is next to no difference. "
            "In a batch of 2 it is a factor of $\\sqrt{2}$, in a batch of 1 a division by zero.",
        ),
        forward=_batch_norm,
        wrong=_one_fewer,
        right=_batch_norm_right,
        shapes=NORM,
        train=partial(_normalized, _batch_norm),
        errors={"x": "extra term", "gamma": "extra term"},
    ),
    Mistake(
        id="layer-norm-over-the-batch",
        topic=Topic.NORMALIZATION,
        title=Words("층 정규화의 평균을 배치로 구함", "Layer norm's means over the batch"),
        written=Words(
            "배치 정규화의 역전파를 베끼고 축 번호 둘을 고치지 않습니다.",
            "The backward pass of batch norm is copied, and two axis numbers stay as they were.",
        ),
        shows=Words(
            "모양은 언제나 맞습니다. 표본마다 따로여야 할 기울기가 배치 안에서 섞입니다.",
            "The shapes always fit. Gradients that should be each example's own are mixed "
            "within the batch.",
        ),
        forward=_layer_norm,
        wrong=_layer_norm_of_batch,
        right=_layer_norm_right,
        shapes=NORM,
        train=partial(_normalized, _layer_norm, rate=0.05),
        errors={"x": "wrong axis"},
    ),
    Mistake(
        id="dropout-with-a-fresh-mask",
        topic=Topic.NORMALIZATION,
        title=Words("드롭아웃의 마스크를 다시 뽑음", "Dropout with a fresh mask"),
        written=Words(
            "순전파에서 쓴 마스크를 저장하지 않고 역전파에서 새로 뽑습니다.",
            "The mask of the forward pass is not kept; the backward pass draws another.",
        ),
        shows=Words(
            "꺼 둔 뉴런으로 기울기가 흐르고 켜 둔 뉴런에서는 끊깁니다. "
            "무작위한 것이 원래 있어서 곡선이 들쭉날쭉해도 이상해 보이지 않습니다.",
            "Gradients flow to neurons that were off and stop at some that were on. "
            "With dropout curves are rough anyway, so that looks normal.",
        ),
        forward=_dropout,
        wrong=_fresh_mask,
        right=_dropout_right,
        shapes=DROP,
        sample={"mask": "mask"},
        train=_dropped,
        errors={"x": ""},
    ),
    Mistake(
        id="dropout-without-its-scale",
        topic=Topic.NORMALIZATION,
        title=Words("드롭아웃에서 1/p를 빠뜨림", "Dropout without 1/p on the way back"),
        written=Words(
            "남은 활성값을 $1/p$배로 키우는 일을 순전파에서만 합니다.",
            "What is kept is scaled up by $1/p$ in the forward pass alone.",
        ),
        shows=Words(
            "드롭아웃 앞의 층만 $p$배로 줄어든 기울기로 배웁니다. "
            "드롭아웃이 여럿이면 거듭 줄어듭니다.",
            "The layers before it learn from a gradient $p$ times as large; "
            "with several dropouts the factors multiply.",
        ),
        forward=_dropout,
        wrong=_unscaled,
        right=_dropout_right,
        shapes=DROP,
        sample={"mask": "mask"},
        train=_dropped,
        errors={"x": "factor 1/2"},
    ),
)
