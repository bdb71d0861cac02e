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
    number,
    text,
    word,
)
from book.typeset.figure import Figure


def two_ways(lang: str) -> Figure:
    """Show values going forward and errors coming back."""
    columns = [(60, (70, 140)), (180, (45, 105, 165)), (300, (45, 105, 165)), (400, (105,))]
    parts = []
    for (x1, left), (x2, right) in pairwise(columns):
        parts += [line(x1 + 16, p, x2 - 16, q) for p in left for q in right]
    lines = f'<g opacity="0.3">{"".join(parts)}</g>'
    rings = "".join(circle(x, y, 16) for x, ys in columns for y in ys)
    names = "".join(
        text(x, 205, word(lang, key), size=13)
        for x, key in ((60, "input-layer"), (240, "hidden-layers"), (400, "output-layer"))
    )
    ways = (
        arrow(44, 232, 416, 232, color=FORWARD)
        + text(230, 226, word(lang, "forward-values"), color=FORWARD)
        + arrow(416, 268, 44, 268, color=BACKWARD)
        + text(230, 262, word(lang, "backward-errors"), color=BACKWARD)
    )

    return figure(lang, lines + rings + names + ways, 280, "two_ways")


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
    axes.label(-6, 0.7, word(lang, "saturated"), INK, "middle")
    axes.label(6, 0.7, word(lang, "saturated"), INK, "middle")

    return figure(lang, axes.draw(), axes.height, "sigmoid_slope")


def vanishing(lang: str) -> Figure:
    """Draw the factor on the gradient against the number of sigmoid layers."""
    v = saturation.vanishing()
    axes = Axes((1, 10), (1e-10, 1), log_y=True)
    powers = {0: "1", -2: "10⁻²", -4: "10⁻⁴", -6: "10⁻⁶", -8: "10⁻⁸", -10: "10⁻¹⁰"}
    axes.ticks(
        {float(n): str(n) for n in range(1, 11)},
        {10.0**p: said for p, said in powers.items()},
        word(lang, "number-of-layers"),
    )
    axes.curve(v.layers, v.best_factor, FORWARD, dots=True)
    axes.curve(v.layers, v.factor, BACKWARD, dots=True)
    axes.label(6.2, 1e-3, "z = 0", FORWARD)
    axes.label(3.4, 2e-6, f"z = {v.factor_at_z:g}", BACKWARD)

    return figure(lang, axes.draw(), axes.height, "vanishing")


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
    axes.label(-0.2, 0.74, word(lang, "cross-entropy"), FORWARD, "end")
    axes.label(2.6, 0.2, word(lang, "half-squared-error"), BACKWARD)
    axes.label(5.8, 0.86, word(lang, "very-wrong"), INK, "end")

    return figure(lang, axes.draw(), axes.height, "two_costs")


def learning_rates(lang: str) -> Figure:
    """Draw the weight step by step for three learning rates."""
    d = descent.run()
    axes = Axes((0, 8), (-0.4, 2.6))
    axes.ticks(
        {float(k): str(k) for k in range(9)}, {0.0: "0", 1.0: "1", 2.0: "2"}, word(lang, "updates")
    )
    steps = range(len(d.small.w))
    axes.curve((0, 8), (d.best, d.best), INK, dash="4 4")
    axes.curve(steps, d.large.w, BACKWARD, dots=True)
    axes.curve(steps, d.small.w, INK, dots=True)
    axes.curve(steps, d.fitting.w, FORWARD, dots=True)
    axes.label(1.6, 1.22, f"η = {d.fitting.learning_rate:g}", FORWARD)
    axes.label(2.45, 0.36, f"η = {d.small.learning_rate:g}", INK)
    axes.label(5.3, 2.3, f"η = {d.large.learning_rate:g}", BACKWARD)

    return figure(lang, axes.draw(), axes.height, "learning_rates")


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

    forward = row(76, word(lang, "forward-mode"), FORWARD, back=False)
    reverse = row(190, word(lang, "reverse-mode"), BACKWARD, back=True)

    return figure(lang, forward + reverse, 225, "directions")


def difference_error(lang: str) -> Figure:
    """Draw the error of differences and of the complex step against the step."""
    m = modes.run()
    axes = Axes((1e-16, 1e-1), (1e-17, 10), log_x=True, log_y=True)
    axes.ticks(
        {1e-16: "10⁻¹⁶", 1e-11: "10⁻¹¹", 1e-6: "10⁻⁶", 1e-1: "10⁻¹"},
        {1e-16: "10⁻¹⁶", 1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1"},
        word(lang, "step-h"),
    )
    axes.curve(m.steps, m.error_of_differences, BACKWARD, dots=True)
    axes.curve(m.steps, m.error_of_complex_step, FORWARD, dots=True)
    axes.label(1e-13, 3e-2, word(lang, "finite-difference"), BACKWARD)
    axes.label(1e-14, 1e-14, word(lang, "complex-step"), FORWARD)

    return figure(lang, axes.draw(), axes.height, "difference_error")


def way_of_a_proof(lang: str) -> Figure:
    """Show how code becomes a verdict."""
    drawing = (
        box(230, 30, 250, 40, word(lang, "numpy-code"))
        + arrow(180, 52, 130, 86)
        + arrow(280, 52, 360, 182)
        + box(130, 110, 210, 44, word(lang, "run-on-symbols"), color=FORWARD)
        + arrow(100, 134, 76, 176)
        + arrow(160, 134, 196, 176)
        + box(70, 200, 116, 44, word(lang, "differentiate"), color=FORWARD)
        + box(200, 200, 116, 44, word(lang, "what-pullback-returned"), color=FORWARD)
        + box(372, 210, 150, 50, word(lang, "run-on-numbers"), color=BACKWARD)
        + arrow(76, 224, 110, 264)
        + arrow(196, 224, 160, 264)
        + box(135, 286, 220, 40, word(lang, "same-normal-form"), color=FORWARD)
        + arrow(160, 308, 210, 352)
        + arrow(360, 237, 270, 352)
        + box(236, 376, 240, 44, word(lang, "both-say-yes"))
    )

    return figure(lang, drawing, 406, "way_of_a_proof")


def first_note_network(lang: str) -> Figure:
    """Draw the network of the first note with its numbers."""
    r = first_note.run()
    left, right = [(60, 60), (60, 180)], [(250, 60), (250, 180)]
    out = ""
    for k, (x2, y2) in enumerate(right):
        for j, (x1, y1) in enumerate(left):
            out += arrow(x1 + 26, y1, x2 - 28, y2 + (y1 - y2) * 0.1)
            x, y = ((132, 106)[j], (84, 146)[j]) if j != k else ((x1 + x2) / 2, y1 - 7)
            out += text(x, y, number(r.W[k, j], ".3g"), color=FORWARD, size=13)
        out += circle(x2, y2, 26, number(r.z[k], ".3g"))
        out += arrow(x2 + 28, y2, 356, y2) + text(318, y2 - 8, "σ")
        out += circle(386, y2, 28, f"{r.a[k]:.3f}", color=FORWARD)
        out += text(x2, y2 + 46, f"b = {number(r.b[k], '.3g')}", size=13, color=FORWARD)
    for (x, y), value in zip(left, r.x, strict=True):
        out += circle(x, y, 24, number(value, ".3g"))
    for x, name in ((60, word(lang, "input-x")), (250, "z"), (386, "a")):
        out += text(x, 18, name, size=13)

    return figure(lang, out, 240, "first_note_network")


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
            out += text(x, 136, number(slopes[i], ".4f"), color=BACKWARD)
    for x1, x2 in pairwise(xs):
        out += arrow(x1 + 26, 83, x2 - 26, 83, color=FORWARD)
    for x1, x2 in pairwise(xs):
        out += arrow(x2 - 26, 98, x1 + 26, 98, color=BACKWARD)
    out += text(110, 76, f"× {r.x:g}", size=13) + text(230, 76, "σ", size=13)
    out += text(350, 76, "−log", size=13)
    out += text(170, 154, "(a − y)", size=13, color=BACKWARD)
    out += text(110, 116, f"× {r.x:g}", size=13, color=BACKWARD)
    out += text(16, 26, word(lang, "above-values"), color=FORWARD, anchor="start", size=13)
    out += text(444, 154, word(lang, "below-derivatives"), color=BACKWARD, anchor="end", size=13)

    return figure(lang, out, 166, "article_chain")
