"""Figures of the chapters why, notation, forward, cost, chain_rule and hadamard."""

import numpy as np

from book.examples.chapters import chain_rule, hadamard
from book.examples.proving import cost_of_gradients
from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    Axes,
    arrow,
    circle,
    figure,
    line,
    number,
    symbol,
    text,
    word,
)
from book.typeset.figure import Figure


def passes_compared(lang: str) -> Figure:
    """Show one forward pass for every weight, and one pass there and back for all of them."""
    out = text(16, 24, word(lang, "one-weight-at-a-time"), anchor="start", bold=True)
    for y, name in ((56, "1"), (84, "2"), (112, "3"), (164, "P")):
        out += symbol(40, y, "w", name)
        out += arrow(70, y, 370, y, color=FORWARD)
        out += text(384, y + 5, "C", anchor="start")
        out += f'<circle cx="{90 + 40 * (y // 28 - 2)}" cy="{y}" r="5" fill="{BACKWARD}"/>'
    out += text(220, 143, "⋮") + text(40, 143, "⋮")
    out += text(16, 212, word(lang, "backpropagation"), anchor="start", bold=True)
    out += arrow(70, 240, 370, 240, color=FORWARD) + text(384, 245, "C", anchor="start")
    out += arrow(370, 262, 70, 262, color=BACKWARD)
    for at, name in ((100, "1"), (145, "2"), (190, "3"), (340, "P")):
        out += line(at, 262, at, 276, color=BACKWARD)
        out += symbol(at, 288, "w", name, color=BACKWARD)
    out += text(265, 292, "…", color=BACKWARD)
    return figure(lang, out, 308, "passes_compared")


def growth_of_cost(lang: str) -> Figure:
    """Draw the multiplications that all gradients cost, both ways, against the parameters."""
    counts = [
        cost_of_gradients.run((width, width, width)) for width in (2, 5, 10, 30, 100, 300, 700)
    ]
    parameters = [c.parameters for c in counts]
    axes = Axes((10, 1e6), (10, 1e12), log_x=True, log_y=True)
    axes.ticks(
        {1e1: "10", 1e2: "10²", 1e3: "10³", 1e4: "10⁴", 1e5: "10⁵", 1e6: "10⁶"},
        {1e3: "10³", 1e6: "10⁶", 1e9: "10⁹", 1e12: "10¹²"},
        word(lang, "number-of-parameters"),
    )
    axes.curve(parameters, [c.multiplications_by_differences for c in counts], BACKWARD, dots=True)
    axes.curve(parameters, [c.backpropagation_multiplications for c in counts], FORWARD, dots=True)
    axes.label(1.5e3, 3e8, word(lang, "one-at-a-time"), BACKWARD, "end")
    axes.label(1.5e4, 2e3, word(lang, "backpropagation"), FORWARD)
    return figure(lang, axes.draw(), axes.height, "growth_of_cost")


def one_neuron(lang: str) -> Figure:
    """Name every number around neuron k of layer l."""
    out = ""
    for y, letter in ((50, "1"), (120, "j"), (190, "D")):
        color = FORWARD if letter == "j" else INK
        out += circle(56, y, 25, color=color) + symbol(56, y, "a", letter, "l−1", color=color)
        out += arrow(83, y, 203, 120 + (y - 120) * 0.15, color=color)
    out += text(56, 90, "⋮") + text(56, 160, "⋮")
    out += symbol(140, 104, "w", "kj", "l", color=FORWARD)
    out += (
        '<rect x="206" y="84" width="144" height="72" rx="36" fill="none" '
        f'stroke="{INK}" stroke-width="1.5"/>'
    )
    out += line(278, 84, 278, 156, dash="3 3")
    out += symbol(242, 120, "z", "k", "l") + symbol(314, 120, "a", "k", "l")
    out += arrow(262, 120, 296, 120) + text(279, 78, "σ")
    out += symbol(232, 208, "b", "k", "l", color=FORWARD) + arrow(232, 190, 236, 158, color=FORWARD)
    out += arrow(350, 120, 398, 120)
    for x, key in ((56, "layer-l-minus-1"), (278, "neuron-k")):
        out += text(x, 18, word(lang, key), size=13)
    out += text(404, 116, word(lang, "next-to"), anchor="start", size=13)
    out += text(404, 132, word(lang, "to-layer"), anchor="start", size=13)
    return figure(lang, out, 226, "one_neuron")


def _block(x: float, y: float, w: float, h: float, name: str, size: str, color: str = INK) -> str:
    rows = "".join(
        f'<g opacity="0.3">{line(x, y + i, x + w, y + i, color=color)}</g>'
        for i in range(22, int(h), 22)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{color}" fill-opacity="0.1" '
        f'stroke="{color}" stroke-width="1.5"/>{rows}'
        + symbol(x + w / 2, y - 18, *name.split("|"), color=color)
        + text(x + w / 2, y + h + 18, size, size=12, color=color)
    )


def shapes_of_a_layer(lang: str) -> Figure:
    """Show the blocks of a layer: a batch of rows times the transposed weights, plus a bias row."""
    out = _block(16, 50, 66, 110, "a||l−1", "(N, D)")
    out += text(97, 110, "·") + _block(112, 72, 88, 66, "W||l ⊤", "(D, K)", FORWARD)
    out += text(215, 110, "+") + _block(230, 94, 88, 22, "b||l", "(K,)", FORWARD)
    out += arrow(326, 105, 350, 105) + _block(358, 50, 88, 110, "z||l", "(N, K)")
    out += f'<rect x="16" y="72" width="66" height="22" fill="{BACKWARD}" fill-opacity="0.35"/>'
    out += f'<rect x="358" y="72" width="88" height="22" fill="{BACKWARD}" fill-opacity="0.35"/>'
    return figure(lang, out, 190, "shapes_of_a_layer")


def cost_tree(lang: str) -> Figure:
    """Show examples, their outputs and costs, and the mean; dashed, what else may enter a cost."""
    out = ""
    heads = ((40, "inputs"), (140, "hidden"), (240, "outputs"), (336, "its-cost"), (422, "cost"))
    for x, key in heads:
        out += text(x, 22, word(lang, key), size=13)
    for y, name in ((60, "1"), (120, "2"), (210, "N")):
        for x, base, sup in ((40, "x", ""), (140, "a", "l"), (240, "a", "L"), (336, "C", "")):
            out += circle(x, y, 21) + symbol(x, y, base, name, sup)
        for x in (40, 140):
            out += arrow(x + 23, y, x + 77, y)
        out += arrow(263, y, 312, y) + arrow(359, y, 400, 135 + (y - 135) * 0.2, color=FORWARD)
    out += text(140, 170, "⋮") + text(40, 170, "⋮") + text(240, 170, "⋮") + text(336, 170, "⋮")
    out += circle(422, 135, 22, color=FORWARD) + symbol(422, 135, "C", color=FORWARD)
    out += (
        f'<path d="M 156 226 C 220 278, 400 268, 419 160" fill="none" stroke="{BACKWARD}" '
        'stroke-width="1.5" stroke-dasharray="5 4"/>'
        f'<path d="M 258 48 C 300 20, 400 40, 416 110" fill="none" stroke="{BACKWARD}" '
        'stroke-width="1.5" stroke-dasharray="5 4"/>'
    )
    return figure(lang, out, 276, "cost_tree")


def two_paths(lang: str) -> Figure:
    """Show both paths from an input to the cost with their slopes."""
    r = chain_rule.run()
    out = circle(30, 120, 22) + symbol(30, 120, "x")
    for y, name, p, color in ((56, "1", r.first, FORWARD), (184, "2", r.second, BACKWARD)):
        side = -1 if y < 120 else 1  # noqa: PLR2004  labels stand outside the diamond
        for x, base in ((124, "z"), (220, "a")):
            out += circle(x, y, 22, color=color) + symbol(x, y, base, name, color=color)
        out += arrow(49, 120 + 12 * side, 105, y - 10 * side, color=color)
        out += arrow(148, y, 196, y, color=color)
        out += arrow(239, y - 12 * side, 297, 120 + 10 * side, color=color)
        out += text(62, 120 + 46 * side + 4, f"× {number(p.w, '.4g')}", color=color, size=13)
        out += text(172, y + 30 * side + 4, f"× {number(p.slope, '.4g')}", color=color, size=13)
        out += text(288, 120 + 46 * side + 4, f"× {number(p.v, '.4g')}", color=color, size=13)
        out += text(390, 120 + 60 * side + 5, number(p.product, ".4g"), color=color, bold=True)
    out += circle(316, 120, 22) + symbol(316, 120, "a", "", "2") + arrow(340, 120, 406, 120)
    out += text(372, 110, f"× {number(r.first.error, '.3g')}", size=13) + circle(430, 120, 22)
    out += symbol(430, 120, "C")
    return figure(lang, out, 240, "two_paths")


def _grid(
    x: float, y: float, values: np.ndarray, color: str = INK, mark: tuple[int, int] = (-1, -1)
) -> str:
    out = ""
    marked = {
        (i, j)
        for i in range(len(values))
        for j in range(len(values[0]))
        if mark[0] in (i, -2) and mark[1] in (j, -2)
    }
    for i, j in np.ndindex(*values.shape):
        opacity = 0.3 if (i, j) in marked else 0.06
        out += (
            f'<rect x="{x + 38 * j}" y="{y + 34 * i}" width="38" height="34" fill="{color}" '
            f'fill-opacity="{opacity}" stroke="{INK}" stroke-width="1"/>'
        )
        out += text(x + 38 * j + 19, y + 34 * i + 22, number(float(values[i, j]), ".4g"))
    return out


def products_compared(lang: str) -> Figure:
    """Multiply the same two matrices entry by entry and as matrices."""
    p = hadamard.products()
    out = ""
    rows = (
        (44, "⊙", p.A_hadamard_B, FORWARD, (1, 0), (1, 0), word(lang, "hadamard-product")),
        (164, "·", p.A_matrix_B, BACKWARD, (1, -2), (-2, 0), word(lang, "matrix-product")),
    )
    for y, sign, result, color, left, right, title in rows:
        out += text(46, y - 14, title, anchor="start", bold=True, color=color, size=13)
        out += _grid(46, y, p.A, color, left) + text(146, y + 40, sign, size=18)
        out += _grid(170, y, p.B, color, right) + arrow(262, y + 34, 300, y + 34)
        out += _grid(318, y, result, color, (1, 0))
    return figure(lang, out, 248, "products_compared")
