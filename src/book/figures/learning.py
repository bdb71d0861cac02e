"""Figures of the pages on insights, update, automatic differentiation, proof and the examples."""

from itertools import pairwise

import numpy as np

from backproof.nn import binary_cross_entropy, half_squared_error, sigmoid
from book.examples.network import article, descent, first_note, saturation
from book.examples.proving import modes
from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    Axes,
    arrow,
    box,
    circle,
    figure,
    line,
    text,
)
from book.typeset.figure import Figure


def _word(lang: str, ko: str, en: str) -> str:
    return {"ko": ko, "en": en}[lang]


def two_ways(lang: str) -> Figure:
    """Show values going forward and errors coming back."""
    columns = [(60, (70, 140)), (180, (45, 105, 165)), (300, (45, 105, 165)), (400, (105,))]
    parts = []
    for (x1, left), (x2, right) in pairwise(columns):
        parts += [line(x1 + 16, p, x2 - 16, q) for p in left for q in right]
    lines = f'<g opacity="0.3">{"".join(parts)}</g>'
    rings = "".join(circle(x, y, 16) for x, ys in columns for y in ys)
    names = "".join(
        text(x, 205, word, size=13)
        for x, word in [
            (60, _word(lang, "입력층", "input")),
            (240, _word(lang, "은닉층", "hidden layers")),
            (400, _word(lang, "출력층", "output")),
        ]
    )
    ways = (
        arrow(44, 232, 416, 232, color=FORWARD)
        + text(230, 226, _word(lang, "순전파: 값을 계산합니다", "forward: values"), color=FORWARD)
        + arrow(416, 268, 44, 268, color=BACKWARD)
        + text(
            230, 262, _word(lang, "역전파: 오차를 돌려보냅니다", "backward: errors"), color=BACKWARD
        )
    )
    said = {
        "ko": (
            "입력층에서 출력층으로 값이 가고, 출력층에서 입력층으로 오차가 돌아오는 신경망 그림",
            "값은 왼쪽에서 오른쪽으로, 오차는 오른쪽에서 왼쪽으로 같은 연결을 따라 지나갑니다.",
        ),
        "en": (
            "A network: values run from input to output, errors run back from output to input",
            "Values run from left to right, errors from right to left, along the same connections.",
        ),
    }
    return figure(lang, lines + rings + names + ways, 280, said)


def sigmoid_slope(lang: str) -> Figure:
    """Draw the sigmoid with its slope, and shade where it is flat."""
    z = np.linspace(-8, 8, 97)[None]
    a, pullback = sigmoid(z)
    (slope,) = pullback(np.ones_like(z))
    axes = Axes((-8, 8), (0, 1.05))
    axes.band(-8, -4)
    axes.band(4, 8)
    axes.ticks(
        {-8: "−8", -4: "−4", 0: "0", 4: "4", 8: "8"}, {0: "0", 0.25: "¼", 0.5: "½", 1: "1"}, "z"
    )
    axes.curve(z[0], a[0], FORWARD)
    axes.curve(z[0], slope[0], BACKWARD)
    axes.label(0.9, 0.62, "σ(z)", FORWARD)
    axes.label(1.6, 0.19, "σ′(z)", BACKWARD)
    axes.label(-6, 0.7, _word(lang, "포화", "saturated"), INK, "middle")
    axes.label(6, 0.7, _word(lang, "포화", "saturated"), INK, "middle")
    said = {
        "ko": (
            "시그모이드와 그 기울기의 그래프. 기울기는 가운데에서 가장 크고 양 끝에서 0에 가깝다",
            "시그모이드(파랑)와 그 기울기(빨강). 칠한 구간에서는 기울기가 거의 사라집니다.",
        ),
        "en": (
            "The sigmoid and its slope, which is largest in the middle and near 0 at both ends",
            (
                "The sigmoid (blue) and its slope (red). In the shaded ranges hardly any "
                "slope is left."
            ),
        ),
    }
    return figure(lang, axes.draw(), axes.height, said)


def vanishing(lang: str) -> Figure:
    """Draw the factor on the gradient against the number of sigmoid layers."""
    v = saturation.vanishing()
    axes = Axes((1, 10), (1e-10, 1), log_y=True)
    powers = {0: "1", -2: "10⁻²", -4: "10⁻⁴", -6: "10⁻⁶", -8: "10⁻⁸", -10: "10⁻¹⁰"}
    axes.ticks(
        {float(n): str(n) for n in range(1, 11)},
        {10.0**p: word for p, word in powers.items()},
        _word(lang, "층의 수", "number of layers"),
    )
    axes.curve(v.layers, v.best_factor, FORWARD, dots=True)
    axes.curve(v.layers, v.factor, BACKWARD, dots=True)
    axes.label(6.2, 1e-3, "z = 0", FORWARD)
    axes.label(3.4, 2e-6, f"z = {v.factor_at_z:g}", BACKWARD)
    said = {
        "ko": (
            "층의 수에 따라 기울기에 곱해지는 배수가 로그 눈금에서 직선으로 줄어드는 그래프",
            (
                "시그모이드 층을 지날 때마다 기울기에 곱해지는 배수(세로축은 로그 눈금, "
                "가중치는 모두 1)."
            ),
        ),
        "en": (
            "The factor on the gradient falls along a straight line on a logarithmic scale",
            (
                "What a chain of sigmoid layers multiplies the gradient by (logarithmic "
                "scale, all weights 1)."
            ),
        ),
    }
    return figure(lang, axes.draw(), axes.height, said)


def two_costs(lang: str) -> Figure:
    """Draw the error of one sigmoid neuron with target 0 under either cost."""
    z = np.linspace(-6, 6, 73)
    a, quadratic, entropy = [], [], []
    for at in z:
        here, y = np.array([[at]]), np.zeros((1, 1))
        out, pullback = sigmoid(here)
        a.append(out.item())
        quadratic.append(pullback(half_squared_error(out, y)[1](1)[0])[0].item())
        entropy.append(binary_cross_entropy(here, y)[1](1)[0].item())
    axes = Axes((-6, 6), (0, 1.05))
    axes.ticks({-6: "−6", -3: "−3", 0: "0", 3: "3", 6: "6"}, {0: "0", 0.5: "½", 1: "1"}, "z")
    axes.curve(z, entropy, FORWARD)
    axes.curve(z, quadratic, BACKWARD)
    axes.label(-0.2, 0.74, _word(lang, "교차 엔트로피", "cross-entropy"), FORWARD, "end")
    axes.label(2.6, 0.2, _word(lang, "절반 제곱 오차", "half squared error"), BACKWARD)
    axes.label(5.8, 0.86, _word(lang, "크게 틀림", "very wrong"), INK, "end")
    said = {
        "ko": (
            (
                "목푯값이 0인 시그모이드 뉴런의 오차. 교차 엔트로피의 오차는 계속 커지고 "
                "제곱 오차의 오차는 다시 작아진다"
            ),
            (
                "목푯값이 0일 때의 오차 δ. 오른쪽으로 갈수록 답이 더 틀리는데, 절반 제곱 "
                "오차의 δ는 도리어 줄어듭니다."
            ),
        ),
        "en": (
            (
                "The error of a sigmoid neuron with target 0: it grows under cross-entropy "
                "and shrinks again under the squared error"
            ),
            (
                "The error δ where the target is 0. Further right the answer is more wrong, "
                "yet under the half squared error δ shrinks."
            ),
        ),
    }
    return figure(lang, axes.draw(), axes.height, said)


def learning_rates(lang: str) -> Figure:
    """Draw the weight step by step for three learning rates."""
    d = descent.run()
    axes = Axes((0, 8), (-0.4, 2.6))
    axes.ticks(
        {float(k): str(k) for k in range(9)},
        {0.0: "0", 1.0: "1", 2.0: "2"},
        _word(lang, "갱신 횟수", "updates"),
    )
    steps = range(len(d.small.w))
    axes.curve((0, 8), (d.best, d.best), INK, dash="4 4")
    axes.curve(steps, d.large.w, BACKWARD, dots=True)
    axes.curve(steps, d.small.w, INK, dots=True)
    axes.curve(steps, d.fitting.w, FORWARD, dots=True)
    axes.label(1.6, 1.22, f"η = {d.fitting.learning_rate:g}", FORWARD)
    axes.label(2.45, 0.36, f"η = {d.small.learning_rate:g}", INK)
    axes.label(5.3, 2.3, f"η = {d.large.learning_rate:g}", BACKWARD)
    said = {
        "ko": (
            (
                "학습률 세 가지에 대한 가중치의 움직임. 하나는 느리게 다가가고, 하나는 곧 "
                "도착하고, 하나는 점점 크게 흔들린다"
            ),
            "같은 자리에서 출발한 가중치 하나. 점선은 비용이 가장 작은 자리입니다.",
        ),
        "en": (
            (
                "The weight for three learning rates: one creeps, one arrives soon, one "
                "swings wider and wider"
            ),
            "One weight from the same start. The dashed line is where the cost is least.",
        ),
    }
    return figure(lang, axes.draw(), axes.height, said)


def directions(lang: str) -> Figure:
    """Show in which direction derivatives travel in either mode."""

    def row(y: float, title: str, color: str, *, back: bool) -> str:
        xs = (50, 170, 290, 410)
        out = text(16, y - 46, title, anchor="start", color=color, bold=True)
        for x, name in zip(xs, ("w", "z", "a", "C"), strict=True):
            out += circle(x, y, 18, name)
        for x1, x2 in pairwise(xs):
            out += arrow(x1 + 22, y - 7, x2 - 22, y - 7)
            ends = (x2 - 22, x1 + 22) if back else (x1 + 22, x2 - 22)
            out += arrow(ends[0], y + 7, ends[1], y + 7, color=color)
        return out

    forward = row(
        76,
        _word(lang, "전진 모드: 입력 하나에 한 번", "forward mode: one run an input"),
        FORWARD,
        back=False,
    )
    reverse = row(
        190,
        _word(lang, "후진 모드: 출력 하나에 한 번", "reverse mode: one run an output"),
        BACKWARD,
        back=True,
    )
    said = {
        "ko": (
            "전진 모드에서는 도함수가 값과 같은 방향으로, 후진 모드에서는 반대 방향으로 간다",
            "색이 없는 화살표는 값, 색이 있는 화살표는 도함수가 지나가는 방향입니다.",
        ),
        "en": (
            "In forward mode derivatives run with the values, in reverse mode against them",
            "Plain arrows carry values, coloured arrows carry derivatives.",
        ),
    }
    return figure(lang, forward + reverse, 225, said)


def difference_error(lang: str) -> Figure:
    """Draw the error of differences and of the complex step against the step."""
    m = modes.run()
    axes = Axes((1e-16, 1e-1), (1e-17, 10), log_x=True, log_y=True)
    axes.ticks(
        {1e-16: "10⁻¹⁶", 1e-11: "10⁻¹¹", 1e-6: "10⁻⁶", 1e-1: "10⁻¹"},
        {1e-16: "10⁻¹⁶", 1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1"},
        _word(lang, "걸음 h", "step h"),
    )
    axes.curve(m.steps, m.error_of_differences, BACKWARD, dots=True)
    axes.curve(m.steps, m.error_of_complex_step, FORWARD, dots=True)
    axes.label(1e-13, 3e-2, _word(lang, "유한 차분", "finite difference"), BACKWARD)
    axes.label(1e-14, 1e-14, _word(lang, "복소 단계법", "complex step"), FORWARD)
    said = {
        "ko": (
            "유한 차분의 오차는 걸음이 작아지면 줄다가 다시 커지고, 복소 단계법의 오차는 계속 작다",
            (
                "2-2-1 신경망의 기울기에서 생기는 상대 오차. 유한 차분은 걸음을 너무 줄이면 "
                "다시 나빠집니다."
            ),
        ),
        "en": (
            (
                "The error of finite differences falls, then rises again as the step "
                "shrinks; that of the complex step stays small"
            ),
            (
                "Relative error of the gradient of the 2-2-1 network. Finite differences get "
                "worse again when the step is too small."
            ),
        ),
    }
    return figure(lang, axes.draw(), axes.height, said)


def way_of_a_proof(lang: str) -> Figure:
    """Show how code becomes a verdict."""

    def w(ko: str, en: str) -> str:
        return _word(lang, ko, en)

    drawing = (
        box(230, 30, 250, 40, w("NumPy 코드 (고치지 않음)", "your NumPy code, unchanged"))
        + arrow(180, 52, 130, 86)
        + arrow(280, 52, 360, 182)
        + box(
            130,
            110,
            210,
            44,
            w("기호 배열로 실행\nN, D, K는 글자", "run on symbols;\nN, D, K stay letters"),
            color=FORWARD,
        )
        + arrow(100, 134, 76, 176)
        + arrow(160, 134, 196, 176)
        + box(70, 200, 116, 44, w("순전파를\n미분", "differentiate\nthe forward"), color=FORWARD)
        + box(
            200, 200, 116, 44, w("pullback이\n돌려준 식", "what pullback\nreturned"), color=FORWARD
        )
        + box(
            372,
            210,
            150,
            50,
            w("난수로 실행\n수치 미분과 비교", "run on numbers,\ncompare slopes"),
            color=BACKWARD,
        )
        + arrow(76, 224, 110, 264)
        + arrow(196, 224, 160, 264)
        + box(135, 286, 220, 40, w("표준형이 서로 같은가?", "same normal form?"), color=FORWARD)
        + arrow(160, 308, 210, 352)
        + arrow(360, 237, 270, 352)
        + box(
            236, 376, 240, 44, w("둘 다 그렇다고 할 때만\nPROVED", "PROVED,\nonly if both say yes")
        )
    )
    said = {
        "ko": (
            (
                "코드를 기호로 실행해 두 표준형을 견주고, 따로 숫자로도 실행해, 둘 다 맞을 "
                "때만 PROVED라고 말한다"
            ),
            "판정이 나오기까지. 파란 길은 증명하고, 빨간 길은 증명을 거둬들일 수만 있습니다.",
        ),
        "en": (
            (
                "The code runs on symbols, two normal forms are compared, and it runs on "
                "numbers too; PROVED is said only if both agree"
            ),
            (
                "How a verdict comes about. The blue way proves; the red way can only take "
                "the word back."
            ),
        ),
    }
    return figure(lang, drawing, 406, said)


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def first_note_network(lang: str) -> Figure:
    """Draw the network of the first note with its numbers."""
    r = first_note.run()
    left, right = [(60, 60), (60, 180)], [(250, 60), (250, 180)]
    out = ""
    for k, (x2, y2) in enumerate(right):
        for j, (x1, y1) in enumerate(left):
            out += arrow(x1 + 26, y1, x2 - 28, y2 + (y1 - y2) * 0.1)
            x, y = ((132, 106)[j], (84, 146)[j]) if j != k else ((x1 + x2) / 2, y1 - 7)
            out += text(x, y, _short(r.W[k, j]), color=FORWARD, size=13)
        out += circle(x2, y2, 26, _short(r.z[k]))
        out += arrow(x2 + 28, y2, 356, y2) + text(318, y2 - 8, "σ")
        out += circle(386, y2, 28, f"{r.a[k]:.3f}", color=FORWARD)
        out += text(x2, y2 + 46, f"b = {_short(r.b[k])}", size=13, color=FORWARD)
    for (x, y), value in zip(left, r.x, strict=True):
        out += circle(x, y, 24, _short(value))
    for x, name in ((60, _word(lang, "입력 x", "input x")), (250, "z"), (386, "a")):
        out += text(x, 18, name, size=13)
    said = {
        "ko": (
            (
                "입력 두 개, 시그모이드 뉴런 두 개인 층. 연결마다 가중치가, 뉴런마다 "
                "가중합과 활성값이 적혀 있다"
            ),
            "첫째 노트의 층. 선 위의 수가 가중치, 가운데 원이 가중합, 오른쪽 원이 활성값입니다.",
        ),
        "en": (
            (
                "A layer with two inputs and two sigmoid neurons: weights on the "
                "connections, weighted sums and activations in the neurons"
            ),
            (
                "The layer of the first note: weights on the lines, weighted sums in the "
                "middle, activations on the right."
            ),
        ),
    }
    return figure(lang, out, 240, said)


def article_chain(lang: str) -> Figure:
    """Draw the article's chain with its values above and its derivatives below."""
    r = article.run()
    xs = (50, 170, 290, 410)
    names, values = ("w", "z", "a", "L"), (r.w, r.z, r.a, r.loss)
    slopes = {0: r.dw, 1: r.dz}
    out = ""
    for i, (x, name) in enumerate(zip(xs, names, strict=True)):
        out += circle(x, 90, 22, name)
        out += text(x, 56, f"{values[i]:.4g}", color=FORWARD)
        if i in slopes:
            out += text(x, 136, f"{slopes[i]:.4f}".replace("-", "−"), color=BACKWARD)
    for x1, x2 in pairwise(xs):
        out += arrow(x1 + 26, 83, x2 - 26, 83, color=FORWARD)
    for x1, x2 in pairwise(xs):
        out += arrow(x2 - 26, 98, x1 + 26, 98, color=BACKWARD)
    out += text(110, 76, f"× {r.x:g}", size=13) + text(230, 76, "σ", size=13)
    out += text(350, 76, "−log", size=13)
    out += text(170, 154, "(a − y)", size=13, color=BACKWARD)
    out += text(110, 116, f"× {r.x:g}", size=13, color=BACKWARD)
    above = _word(lang, "위: 값", "above: values")
    below = _word(lang, "아래: 손실의 도함수", "below: derivatives of the loss")
    out += text(16, 26, above, color=FORWARD, anchor="start", size=13)
    out += text(444, 154, below, color=BACKWARD, anchor="end", size=13)
    said = {
        "ko": (
            "가중치에서 손실까지 이어지는 사슬. 위에는 값, 아래에는 손실의 도함수가 적혀 있다",
            "블로그 글의 예제. 파란 화살표로 값을, 빨간 화살표로 도함수를 계산합니다.",
        ),
        "en": (
            "A chain from weight to loss, values above and derivatives below",
            "The article's example: values along the blue arrows, derivatives along the red ones.",
        ),
    }
    return figure(lang, out, 166, said)
