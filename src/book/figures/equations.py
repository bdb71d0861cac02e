"""Figures of the chapters bp1 to bp4, algorithm and output_layers."""

import numpy as np

from backproof.nn import Array
from book.examples.chapters import outputs
from book.examples.network import backward_step
from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    arrow,
    box,
    circle,
    figure,
    line,
    number,
    symbol,
    text,
    word,
)
from book.typeset.figure import Figure


def _faint(drawing: str) -> str:
    return f'<g opacity="0.32">{drawing}</g>'


def _grid(x: float, y: float, numbers: Array, color: str = INK) -> str:
    """Draw a matrix of whole numbers in cells of 40 by 28, its corner at x, y."""
    rows, columns = numbers.shape
    out = "".join(
        text(x + 40 * c + 20, y + 28 * r + 19, number(numbers[r, c], ".0f"), color=color)
        for r in range(rows)
        for c in range(columns)
    )
    for r in range(rows + 1):
        out += _faint(line(x, y + 28 * r, x + 40 * columns, y + 28 * r, color=color))
    for c in range(columns + 1):
        out += _faint(line(x + 40 * c, y, x + 40 * c, y + 28 * rows, color=color))
    return out


def one_path_to_the_cost(lang: str) -> Figure:
    """Show that an output's weighted sum reaches the cost through its own activation alone."""
    out = ""
    for q, y in enumerate((50, 120, 190), start=1):
        mine = q == 2  # noqa: PLR2004  the one in the middle
        row = circle(70, y, 23) + circle(230, y, 23)
        row += symbol(70, y, "z", str(q), "L") + symbol(230, y, "a", str(q), "L")
        row += arrow(96, y - 5 * mine, 203, y - 5 * mine, color=FORWARD if mine else INK)
        row += text(150, y - 13, "σ")
        row += arrow(256, y - 5 * mine, 375, 120 + 14 * (q - 2) - 5 * mine,
                     color=FORWARD if mine else INK)  # fmt: skip
        out += row if mine else _faint(row)
    out += circle(400, 120, 23, "C")
    out += arrow(375, 127, 258, 127, color=BACKWARD) + arrow(203, 127, 98, 127, color=BACKWARD)
    out += text(286, 105, "∂C/∂a", color=BACKWARD) + text(150, 148, "× σ′(z)", color=BACKWARD)
    return figure(lang, out, 232, "one_path_to_the_cost")


def error_comes_back(lang: str) -> Figure:
    """Show how the errors of the next layer gather in one neuron."""
    left, right = (60, 130, 200), (50, 130, 210)
    out = ""
    for j, y in enumerate(left, start=1):
        mine = j == 2  # noqa: PLR2004  the one in the middle
        neuron = circle(70, y, 25) + symbol(
            70, y, "δ", str(j), "l", color=BACKWARD if mine else INK
        )
        if not mine:
            neuron += "".join(line(96, y, 365, to) for to in right)
        out += neuron if mine else _faint(neuron)
    for k, y in enumerate(right, start=1):
        out += circle(392, y, 27) + symbol(392, y, "δ", str(k), "l+1", color=BACKWARD)
        out += arrow(364, y, 98, 130 + 9 * (k - 2), color=BACKWARD)
        at = 0.3
        out += symbol(
            364 - 266 * at, y + (130 + 9 * (k - 2) - y) * at - 14, "w", f"{k}2", "l+1", halo=5
        )
    out += text(70, 250, word(lang, "layer-l"), size=13)
    out += text(392, 260, word(lang, "layer-l-plus-1"), size=13)
    out += text(220, 240, word(lang, "add-all"), size=13, color=BACKWARD)
    out += text(220, 258, word(lang, "times-slope"), size=13, color=BACKWARD)
    return figure(lang, out, 270, "error_comes_back")


def shapes_of_bp2(lang: str) -> Figure:
    """Show which axes meet in BP2, with the sizes of the worked example."""
    s, unit = backward_step.run(), 26
    n, k, d = (unit * size for size in (s.shape_N, s.shape_K, s.shape_D))

    def block(
        x: float, wide: float, high: float, name: tuple[str, str, str], axes: str, color: str = INK
    ) -> str:
        y = 70 - high / 2
        rect = (
            f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="3" fill="{color}" '
            f'fill-opacity="0.12" stroke="{color}" stroke-width="1.5"/>'
        )
        mark = symbol(x + wide / 2, 70, *name)
        return rect + mark + text(x + wide / 2, 132, axes)

    out = block(4, k, n, ("δ", "", "l+1"), "N × K", BACKWARD)
    out += block(4 + k + 8, d, k, ("W", "", "l+1"), "K × D", FORWARD) + text(k + d + 24, 76, "⊙")
    out += block(k + d + 36, d, n, ("σ′(zˡ)", "", ""), "N × D") + text(k + 2 * d + 49, 76, "→")
    out += block(k + 2 * d + 62, d, n, ("δ", "", "l"), "N × D", BACKWARD)
    return figure(lang, out, 142, "shapes_of_bp2")


def bias_gathers_errors(lang: str) -> Figure:
    """Show the errors of two examples added up for the bias."""
    s = backward_step.run()
    out = _grid(160, 40, s.delta_next, BACKWARD) + _grid(160, 150, s.db[None], BACKWARD)
    for row in range(s.shape_N):
        words = word(lang, "example", row=row + 1)
        out += text(146, 59 + 28 * row, words, anchor="end", size=13)
    out += text(146, 28, word(lang, "neuron"), anchor="end", size=13)
    for column in range(s.shape_K):
        x = 180 + 40 * column
        out += text(x, 28, str(column + 1), size=13)
        out += arrow(x, 100, x, 145, color=BACKWARD)
    out += text(146, 169, "∂C/∂b", anchor="end", color=BACKWARD)
    out += text(300, 127, word(lang, "add-down"), anchor="start", size=13)
    return figure(lang, out, 192, "bias_gathers_errors")


def weight_gradient_as_table(lang: str) -> Figure:
    """Show one example's weight gradient as a multiplication table of errors and activations."""
    s = backward_step.run()
    out = _grid(190, 40, s.a[:1], FORWARD) + _grid(120, 90, s.delta_next[:1].T, BACKWARD)
    out += _grid(190, 90, s.dW_of_each[0])
    out += text(270, 26, word(lang, "from-activations"), size=13, color=FORWARD)
    out += text(106, 128, word(lang, "to-errors"), size=13, color=BACKWARD, anchor="end")
    out += text(270, 196, word(lang, "weight-gradient"), size=13)
    return figure(lang, out, 208, "weight_gradient_as_table")


def order_of_the_algorithm(lang: str) -> Figure:
    """Show the steps of the algorithm for three layers, numbered in their order."""
    xs = (60, 165, 270)
    out = ""
    for l, x in enumerate(xs, start=1):
        out += box(x, 62, 76, 44, f"{l}\nz{'¹²³'[l - 1]}, a{'¹²³'[l - 1]}", color=FORWARD)
    out += arrow(4, 62, 20, 62, color=FORWARD) + text(10, 48, "x", color=FORWARD)
    for x1, x2 in zip(xs, (*xs[1:], 390), strict=True):
        out += arrow(x1 + 40, 62, x2 - 40, 62, color=FORWARD)
    out += box(400, 62, 96, 44, word(lang, "fourth-cost"))
    out += line(400, 86, 400, 170, color=BACKWARD)
    out += text(394, 128, "∂C/∂a³", anchor="end", color=BACKWARD, size=13)
    out += arrow(400, 170, 312, 170, color=BACKWARD)
    for l, x, step in ((3, 270, 5), (2, 165, 6), (1, 60, 7)):
        mark = "¹²³"[l - 1]
        out += box(x, 170, 76, 44, f"{step}\nδ{mark}", color=BACKWARD)
        out += _faint(arrow(x, 86, x, 145))
        out += arrow(x, 194, x, 222, color=BACKWARD)
        out += text(x, 240, f"∂C/∂W{mark}\n∂C/∂b{mark}", size=13, color=BACKWARD)
    for x1, x2 in ((270, 165), (165, 60)):
        out += arrow(x1 - 40, 170, x2 + 40, 170, color=BACKWARD)
    out += text(4, 22, word(lang, "forward-from-layer-1"), anchor="start", color=FORWARD)
    out += text(456, 212, word(lang, "backward-from-layer-3"), color=BACKWARD, anchor="end")
    return figure(lang, out, 268, "order_of_the_algorithm")


def six_pairs(lang: str) -> Figure:
    """Draw the error of six pairs of activation and cost, and a - y beside it."""
    squared = word(lang, "half-squared-error")
    names = {
        "half_squared_error": squared,
        "binary_cross_entropy": word(lang, "cross-entropy"),
        "softmax_cross_entropy": word(lang, "cross-entropy"),
    }
    out = ""
    for i, pair in enumerate(outputs.run().all):
        x, y = 10 + 152 * (i % 3), 94 + 152 * (i // 3)
        out += _faint(line(x, y, x + 136, y))
        out += text(x + 68, y - 66, pair.activation, size=13, bold=True)
        out += text(x + 68, y - 50, names[pair.cost], size=12)
        for at, (error, plain) in enumerate(zip(pair.delta, pair.a_minus_y, strict=True)):
            left, unit = x + 12 + 42 * at, 22
            out += _bar(left, y, 28, plain * unit, f'fill="none" stroke="{INK}"')
            out += _bar(left + 6, y, 16, error * unit, f'fill="{BACKWARD}"')
    return figure(lang, out, 290, "six_pairs")


def _bar(x: float, zero: float, wide: float, high: float, look: str) -> str:
    top = zero - max(float(np.asarray(high)), 0)
    return (
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide}" height="{abs(high):.1f}" '
        f'stroke-width="1.3" {look}/>'
    )
