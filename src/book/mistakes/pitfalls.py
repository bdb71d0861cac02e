"""Mistakes that NumPy lets pass: shapes that broadcast, arrays that are shared or cut off."""

# ruff: noqa: ARG001 - a backward pass takes all that the forward pass took

from __future__ import annotations

from typing import Any

import numpy as np

from book.claims.claim import Words
from book.mistakes.mistake import Mistake, Topic
from book.mistakes.runs import (
    CROSS_ENTROPY,
    HIDDEN,
    Block,
    between,
    dense,
    images,
    regress,
    squared,
    train,
    weights,
    whole,
)

COLUMN = {"p": ("N", 1), "t": ("N",)}
ONE = {"W": ("H", "H"), "x": ("H",)}
COUNTS = {"W": ("K", "D"), "x": ("N", "D")}
SCALE = {"x": ("N", "D"), "s": ()}
TWO = {"x": ("N", "D"), "y": ("N", "D")}
PAIR = {"a": ("N", "K"), "t": ("N", "K")}
HEADS = {"x": ("N", "H", "D")}
Z = {"z": ("N", "K")}


def _column_loss(p: Any, t: Any) -> Any:
    return ((p[:, 0] - t) ** 2).mean()


def _column_right(g: Any, p: Any, t: Any) -> Any:
    e = p - t[:, None]
    return g * 2 * e.mean(axis=1, keepdims=True) / len(t)


def _column_minus_row(g: Any, p: Any, t: Any) -> Any:
    e = p - t
    return g * 2 * e.mean(axis=1, keepdims=True) / len(t)


def _column_run(backward: Any) -> list[float]:
    return regress(_column_loss, backward, lambda t: t[:, 0], rate=0.05, steps=100)


def _one_example(W: Any, x: Any) -> Any:
    return W @ x


def _outer(g: Any, W: Any, x: Any) -> Any:
    dW = np.outer(g, x)
    return dW, W.T @ g


def _dot(g: Any, W: Any, x: Any) -> Any:
    dW = np.dot(g, x)
    return dW, W.T @ g


def _one_by_one(backward: Any) -> list[float]:
    """Learn a square matrix from single examples; the loss is that of all."""
    x = np.random.default_rng(1).normal(size=(40, 6))
    true = weights(6, 6, seed=8)
    W = np.zeros((6, 6))
    losses = []
    for step in range(81):
        losses.append(float(squared(x @ W.T, x @ true.T)))
        one = x[step % len(x)]
        W = W - 0.1 * backward((W - true) @ one, W, one)[0]
    return losses


def _weigh(W: Any, x: Any) -> Any:
    return x @ W.T


def _kept_real(g: Any, W: Any, x: Any) -> Any:
    return g.T @ x


def _cut_off(g: Any, W: Any, x: Any) -> Any:
    return (g.T @ x).astype(x.dtype)


def _integer_run(backward: Any) -> list[float]:
    """Train on the pixels as they are stored, whole numbers from 0 to 16."""
    x, t = images()
    pixels = np.rint(x * 16).astype(int)
    forward, back = CROSS_ENTROPY

    def loss(W: Any) -> Any:
        return forward(pixels @ W.T, t)

    def gradient(g: Any, W: Any) -> Any:
        return backward(back(g, pixels @ W.T, t), W, pixels)

    return whole(loss, gradient, [np.zeros((10, 64))], [], rate=0.005, steps=80)


def _scaled(x: Any, s: Any) -> Any:
    return s * x


def _scaled_right(g: Any, x: Any, s: Any) -> Any:
    return g * s, (g * x).sum()


def _scale_not_summed(g: Any, x: Any, s: Any) -> Any:
    return g * s, g * x


def _scale_run(backward: Any) -> list[float]:
    return between(Block(_scaled, backward, (np.array(0.5),)))


def _add(x: Any, y: Any) -> Any:
    return x + y


def _add_right(g: Any, x: Any, y: Any) -> Any:
    return 1 * g, 1 * g


def _add_shared(g: Any, x: Any, y: Any) -> Any:
    return g, g


def _shared_run(backward: Any) -> list[float]:
    """Add a tanh to its input; the slope is multiplied in place, as one does to save an array."""

    def forward(x: Any, W: Any) -> Any:
        return _add(x, np.tanh(x @ W.T))

    def back(g: Any, x: Any, W: Any) -> Any:
        h = np.tanh(x @ W.T)
        dx, dh = backward(g, x, h)
        dh *= 1 - h**2
        return dx + dh @ W, dh.T @ x

    return between(Block(forward, back, (weights(HIDDEN, HIDDEN, seed=4) * 2,)))


def _half_square(a: Any, t: Any) -> Any:
    return ((a - t) ** 2).sum() / 2 / len(a)


def _half_square_right(g: Any, a: Any, t: Any) -> Any:
    delta = a - t
    return g * delta / len(a)


def _cache_spoilt(g: Any, a: Any, t: Any) -> Any:
    delta = a
    delta -= t
    return g * delta / len(a)


def _cache_run(backward: Any) -> list[float]:
    """Train sigmoids whose slope a (1 − a) is taken from the stored activations."""
    x, t = images()

    def outputs(W: Any) -> Any:
        return 1 / (1 + np.exp(-x @ W.T))

    def back(g: Any, W: Any) -> Any:
        a = outputs(W)
        da = backward(g, a, t)
        return (da * a * (1 - a)).T @ x

    return whole(lambda W: _half_square(outputs(W), t), back, [np.zeros((10, 64))], [], rate=2.0)


def _heads(x: Any) -> Any:
    return np.swapaxes(x, 1, 2)


def _heads_right(g: Any, x: Any) -> Any:
    return np.swapaxes(g, 1, 2)


def _heads_reshaped(g: Any, x: Any) -> Any:
    return g.reshape(x.shape)


def _heads_run(backward: Any) -> list[float]:
    """Put the two halves of a hidden layer side by side."""

    def forward(x: Any) -> Any:
        return _heads(x.reshape(len(x), 2, -1)).reshape(x.shape)

    def back(g: Any, x: Any) -> Any:
        return backward(g.reshape(len(x), -1, 2), x.reshape(len(x), 2, -1)).reshape(x.shape)

    return between(Block(forward, back))


def _softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _kept(g: Any, z: Any) -> Any:
    a = _softmax(z)
    return a * (g - (g * a).sum(axis=1, keepdims=True))


def _not_kept(g: Any, z: Any) -> Any:
    a = _softmax(z)
    return a * (g - (g * a).sum(axis=1))


def _ten_of_ten(backward: Any) -> list[float]:
    """Train on ten examples of ten classes, so that the wrong shape fits."""
    x, t = images()
    x, t = x[:10], t[:10]

    def forward(z: Any, t: Any) -> Any:
        return _half_square(_softmax(z), t)

    def back(g: Any, z: Any, t: Any) -> Any:
        return backward(_half_square_right(g, _softmax(z), t), z)

    return train([dense(10, 64)], (forward, back), (x, t), rate=0.5)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="column-minus-row",
        topic=Topic.NUMPY,
        title=Words("(N, 1)에서 (N,)을 뺌", "(N, 1) minus (N,)"),
        written=Words(
            "출력은 (N, 1)이고 목푯값은 (N,)인데 그대로 뺍니다. "
            "NumPy는 둘을 (N, N) 표로 퍼뜨립니다.",
            "The outputs are (N, 1), the targets (N,), and they are subtracted as they are. "
            "NumPy makes an (N, N) table of them.",
        ),
        shows=Words(
            "표본마다 자기 목푯값이 아니라 모든 목푯값의 평균을 향해 갑니다. "
            "배치가 1이면 맞고, 예외는 어디서도 나지 않습니다.",
            "Every example moves towards the mean of all targets instead of its own. "
            "With a batch of 1 it is right, and nothing ever raises an exception.",
        ),
        forward=_column_loss,
        wrong=_column_minus_row,
        right=_column_right,
        shapes=COLUMN,
        wrt=("p",),
        train=_column_run,
        errors={"p": ""},
    ),
    Mistake(
        id="outer-product-that-is-a-scalar",
        topic=Topic.NUMPY,
        title=Words("수 하나가 되어 버린 외적", "An outer product that is a scalar"),
        written=Words(
            "표본 하나의 $\\delta x^\\top$를 `np.dot(g, x)`로 적습니다. "
            "1차원 배열에는 전치가 없어 외적이 아니라 내적이 됩니다.",
            "The $\\delta x^\\top$ of one example is written `np.dot(g, x)`. "
            "A 1-D array has no transpose, so this is the inner product.",
        ),
        shows=Words(
            "갱신할 때 수 하나가 행렬 전체로 퍼져, 모든 가중치가 똑같이 움직입니다.",
            "In the update one number spreads over the matrix, and all weights move alike.",
        ),
        forward=_one_example,
        wrong=_dot,
        right=_outer,
        shapes=ONE,
        train=_one_by_one,
    ),
    Mistake(
        id="integers-cut-off",
        topic=Topic.NUMPY,
        title=Words("정수 배열에 담겨 잘린 기울기", "Gradients cut off by an integer array"),
        written=Words(
            "기울기의 자료형을 입력에 맞춥니다. `np.zeros_like(x)`에 기울기를 대입해도 같습니다. "
            "입력이 정수 화소면 소수점 아래가 조용히 버려집니다.",
            "The gradient takes its dtype from the input, as it also does when it is assigned into "
            "`np.zeros_like(x)`. If the input is integer pixels, the fractions are silently "
            "dropped.",
        ),
        shows=Words(
            "1보다 작은 기울기는 모두 0이 됩니다. 입력을 실수로 바꾸어 시험하면 맞습니다.",
            "Every gradient below 1 becomes 0. A test with floating-point inputs passes.",
        ),
        forward=_weigh,
        wrong=_cut_off,
        right=_kept_real,
        shapes=COUNTS,
        sample={"x": "labels:W[1]"},
        wrt=("W",),
        train=_integer_run,
        errors={"W": ""},
    ),
    Mistake(
        id="broadcast-not-summed",
        topic=Topic.NUMPY,
        title=Words("퍼뜨린 값의 기울기를 더하지 않음", "A broadcast value's gradient not summed"),
        written=Words(
            "배열 전체에 곱한 수 하나의 기울기를 `g * x`로 두고 더하지 않습니다.",
            "One number multiplies the whole array, and its gradient is left as `g * x` "
            "instead of being summed.",
        ),
        shows=Words(
            "첫 갱신에서 수 하나가 표본마다 성분이 따로인 행렬로 자라납니다. "
            "배치 크기가 바뀌어야 비로소 예외가 납니다.",
            "At the first update the number grows into a matrix with entries for each example. "
            "Only a batch of another size raises an exception.",
        ),
        forward=_scaled,
        wrong=_scale_not_summed,
        right=_scaled_right,
        shapes=SCALE,
        train=_scale_run,
    ),
    Mistake(
        id="one-array-for-two-gradients",
        topic=Topic.NUMPY,
        title=Words("배열 하나를 두 기울기로 돌려줌", "One array returned as two gradients"),
        written=Words(
            "덧셈의 역전파로 `return g, g`를 씁니다. 수로는 맞지만 둘은 같은 배열입니다.",
            "The backward pass of an addition is written `return g, g`. "
            "The numbers are right, but both are the same array.",
        ),
        shows=Words(
            "한쪽을 제자리에서 고치는 순간 다른 쪽도 바뀝니다. 수만 견주는 검사는 모두 통과합니다.",
            "As soon as one is changed in place, so is the other. "
            "Any check that compares numbers passes.",
        ),
        forward=_add,
        wrong=_add_shared,
        right=_add_right,
        shapes=TWO,
        train=_shared_run,
    ),
    Mistake(
        id="stored-activation-spoilt",
        topic=Topic.NUMPY,
        title=Words("저장해 둔 활성값을 고쳐 버림", "The stored activation spoilt"),
        written=Words(
            "`delta = a`로 이름만 붙이고 `delta -= t`로 제자리에서 뺍니다. "
            "이름이 둘일 뿐 배열은 하나라 $a$가 바뀝니다.",
            "`delta = a` only adds a name, and `delta -= t` subtracts in place. "
            "There are two names and one array, so $a$ is changed.",
        ),
        shows=Words(
            "이 기울기 자체는 맞습니다. 나중에 저장된 $a$로 $a(1 - a)$를 구하는 층이 틀려집니다.",
            "This gradient itself is right. What goes wrong is the layer that takes $a(1 - a)$ "
            "from the stored $a$ afterwards.",
        ),
        forward=_half_square,
        wrong=_cache_spoilt,
        right=_half_square_right,
        shapes=PAIR,
        wrt=("a",),
        train=_cache_run,
    ),
    Mistake(
        id="reshape-for-transpose",
        topic=Topic.NUMPY,
        title=Words("전치할 곳에 reshape", "reshape where a transpose is due"),
        written=Words(
            "헤드의 축을 되돌릴 때 `swapaxes` 대신 `reshape`를 씁니다. 결과의 모양은 같습니다.",
            "To bring the axes of the heads back, `reshape` is used for `swapaxes`. "
            "The shape that comes out is the same.",
        ),
        shows=Words(
            "기울기의 값은 모두 있지만 자리가 뒤섞입니다. 크기를 재는 검사로는 알 수 없습니다.",
            "All numbers of the gradient are there, at other places. "
            "Its length and its mean are right.",
        ),
        forward=_heads,
        wrong=_heads_reshaped,
        right=_heads_right,
        shapes=HEADS,
        train=_heads_run,
        errors={"x": "transpose"},
    ),
    Mistake(
        id="keepdims-forgotten",
        topic=Topic.NUMPY,
        title=Words("keepdims를 빠뜨림", "keepdims forgotten"),
        written=Words(
            "행마다의 합을 `keepdims=True` 없이 구해 다시 뺍니다. "
            "합의 모양 (N,)은 행이 아니라 열에 맞춰 퍼집니다.",
            "The sum of each row is taken without `keepdims=True` and subtracted again. "
            "Its shape (N,) is broadcast along rows instead of columns.",
        ),
        shows=Words(
            "배치 크기가 부류의 수와 다르면 예외가 나고, 같으면 조용히 틀립니다. "
            "아래 학습은 둘 다 10입니다.",
            "If batch size and number of classes differ there is an exception; if they are equal "
            "it is silently wrong. In the run below both are 10.",
        ),
        forward=_softmax,
        wrong=_not_kept,
        right=_kept,
        shapes=Z,
        train=_ten_of_ten,
    ),
)
