"""Mistakes in attention."""

from __future__ import annotations

from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import squared, squared_back, weights

QKV = {"Q": ("N", "D"), "K": ("N", "D"), "V": ("N", "D")}


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _attention(Q: Any, K: Any, V: Any) -> Any:
    return _softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


def _attention_right(g: Any, Q: Any, K: Any, V: Any) -> Any:
    scale = np.sqrt(Q.shape[1])
    A = _softmax(Q @ K.T / scale)
    dA = g @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return dS @ K / scale, dS.T @ Q / scale, A.T @ g


def _scale_forgotten(g: Any, Q: Any, K: Any, V: Any) -> Any:
    scale = np.sqrt(Q.shape[1])
    A = _softmax(Q @ K.T / scale)
    dA = g @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return dS @ K, dS.T @ Q, A.T @ g


def _keys_untransposed(g: Any, Q: Any, K: Any, V: Any) -> Any:
    scale = np.sqrt(Q.shape[1])
    A = _softmax(Q @ K.T / scale)
    dA = g @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return dS @ K / scale, dS @ Q / scale, A.T @ g


def _exchanged(g: Any, Q: Any, K: Any, V: Any) -> Any:
    scale = np.sqrt(Q.shape[1])
    A = _softmax(Q @ K.T / scale)
    dA = g @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return dS.T @ Q / scale, dS @ K / scale, A.T @ g


def _softmax_skipped(g: Any, Q: Any, K: Any, V: Any) -> Any:
    scale = np.sqrt(Q.shape[1])
    A = _softmax(Q @ K.T / scale)
    dA = g @ V.T
    dS = dA
    return dS @ K / scale, dS.T @ Q / scale, A.T @ g


def _attended(backward: Any, rate: float = 0.1) -> list[float]:
    """Learn to look one place back in a sequence of 12."""
    rng = np.random.default_rng(3)
    x = np.concatenate([np.eye(12), rng.normal(size=(12, 4))], axis=1)
    t = np.roll(x, 1, axis=0)
    own = [weights(16, 16, seed=s) for s in range(3)]
    losses = []
    for _ in range(101):
        Q, K, V = (x @ W.T for W in own)
        y = _attention(Q, K, V)
        losses.append(float(squared(y, t)))
        found = backward(squared_back(1.0, y, t), Q, K, V)
        own = [W - rate * d.T @ x for W, d in zip(own, found, strict=True)]
    return losses


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="attention-scale-forgotten",
        topic=Topic.ATTENTION,
        title=Words("어텐션의 1/√d를 빠뜨림", "Attention's 1/√d forgotten"),
        written=Words(
            "순전파에서 점수를 $\\sqrt{d}$로 나누고, 질의와 키의 기울기에서는 나누지 않습니다.",
            "The scores are divided by $\\sqrt{d}$ in the forward pass, "
            "the gradients of queries and keys are not.",
        ),
        shows=Words(
            "질의와 키만 $\\sqrt{d}$배 빠르게 움직입니다. 차원이 클수록 심해집니다.",
            "Queries and keys alone move $\\sqrt{d}$ times too fast, the more so in high "
            "dimensions.",
        ),
        forward=_attention,
        wrong=_scale_forgotten,
        right=_attention_right,
        shapes=QKV,
        train=_attended,
        errors={"Q": "missing factor", "K": "missing factor"},
    ),
    Mistake(
        id="keys-without-transpose",
        topic=Topic.ATTENTION,
        title=Words(
            "키의 기울기에서 점수를 전치하지 않음", "The keys' gradient without its transpose"
        ),
        written=Words(
            "질의의 기울기 `dS @ K`를 베껴 키의 기울기를 `dS @ Q`로 적습니다. "
            "자기 어텐션에서는 점수 행렬이 정사각이라 모양이 맞습니다.",
            "The queries' `dS @ K` is copied, and the keys get `dS @ Q`. "
            "In self-attention the scores are square, so the shapes fit.",
        ),
        shows=Words(
            "키가 자신을 본 질의가 아니라 자신이 본 질의의 신호를 받습니다. "
            "값의 기울기는 맞으므로 그래도 어느 정도 배웁니다.",
            "A key hears not from the queries that look at it but from those it looks at itself. "
            "The values' gradient is right, so something is learnt all the same.",
        ),
        forward=_attention,
        wrong=_keys_untransposed,
        right=_attention_right,
        shapes=QKV,
        train=_attended,
        errors={"K": "transpose"},
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        topic=Topic.ATTENTION,
        title=Words("질의와 키의 기울기를 맞바꿈", "The gradients of queries and keys exchanged"),
        written=Words(
            "두 기울기를 순서를 바꾸어 돌려줍니다. "
            "모양이 같은 인자가 이어지면 바뀌어도 예외가 나지 않습니다.",
            "The two gradients are returned in the wrong order. "
            "As both have the same shape, nothing complains.",
        ),
        shows=Words(
            "질의의 가중치가 키의 기울기로, 키의 가중치가 질의의 기울기로 배웁니다. "
            "값의 기울기는 맞아서 손실이 어느 정도는 내려갑니다.",
            "The weights of the queries learn from the keys' gradient, and the other way round. "
            "The values' gradient is right, so the loss comes down somewhat.",
        ),
        forward=_attention,
        wrong=_exchanged,
        right=_attention_right,
        shapes=QKV,
        train=_attended,
        errors={"Q": "other argument", "K": "other argument"},
    ),
    Mistake(
        id="attention-softmax-skipped",
        topic=Topic.ATTENTION,
        title=Words("어텐션의 소프트맥스를 건너뜀", "Attention's softmax skipped on the way back"),
        written=Words(
            "가중치 $A$의 기울기를 점수의 기울기로 그대로 씁니다. "
            "교차 엔트로피와 붙어 있을 때처럼 소프트맥스가 사라질 것이라고 여긴 탓입니다.",
            "The gradient of the weights $A$ is used as that of the scores, as though the softmax "
            "went away as it does beside a cross-entropy.",
        ),
        shows=Words(
            "어텐션이 이미 한 곳으로 정해져도 기울기가 줄지 않아 점수를 계속 키웁니다.",
            "Where attention has settled on one place the gradient does not fade, "
            "and scores keep growing.",
        ),
        forward=_attention,
        wrong=_softmax_skipped,
        right=_attention_right,
        shapes=QKV,
        train=_attended,
        errors={"Q": "", "K": ""},
    ),
)
