"""Figures of the page on a whole model: where its two passes meet, and how it learns."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from backproof import Proof
from book.examples import gpt, trained_gpt
from book.examples.proving import whole_model
from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    Axes,
    figure,
    line,
    said,
    text,
    word,
)
from book.typeset.figure import Figure

WIDTH = 360  # that of a phone, where a letter is then as large as it is drawn
LEFT, NUMBER, CODE, MARK = 4, 64, 70, 354  # arcs, numbers of lines, code, what is said beside it
ROW, MORE, GAP = 23, 14, 18  # heights: of a line, of its continuation, between the two passes
LETTERS = 42  # in a row of code


@dataclass
class Row:
    """A line of the code, or the first input, in the drawing.

    Attributes:
        key: the number of the line, or the name of the input.
        code: its text, broken where it is too long.
        color: of the pass.
        y: the middle of its first row.
        mark: what is said beside it.
        gradients: the parameters whose gradients it makes, said below it.
    """

    key: int | str
    code: list[str]
    color: str
    y: float = 0
    mark: str = ""
    gradients: str = ""

    @property
    def height(self) -> float:
        """Return how much room it takes."""
        return ROW + MORE * (len(self.code) - 1 + bool(self.gradients))


@dataclass
class Map:
    """The lines of one function and how they meet: (line of the backward pass, row, kind).

    Attributes:
        forward: the numbers of the lines of its forward pass that are met.
        backward: those of its backward pass, as they run.
        pairs: who meets whom.
        inputs: the inputs whose gradients it makes.
        zero: lines that make an array that is proved zero.
        apart: lines of which nothing meets.
    """

    forward: list[int] = field(default_factory=list)
    backward: list[int] = field(default_factory=list)
    pairs: dict[tuple[int, int | str], str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    zero: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)


def meetings(proof: Proof) -> Map:
    """Gather what a proof found by the lines of the function that was proved."""
    out = Map()
    for one in proof.meetings:
        at = (*one.calls, one.line)[0].number  # in the function itself, whatever it calls there
        if at not in out.backward:
            out.backward.append(at)
        if one.kind == "zero":
            out.zero.add(at)
        elif one.kind == "apart":
            out.apart.add(at)
        else:
            to: int | str = (*one.of_calls, one.of)[0].number if one.of else one.name
            if one.kind == "adjoint" or (at, to) not in out.pairs:
                out.pairs[at, to] = one.kind
    met = {to for _, to in out.pairs}
    out.forward = sorted(to for to in met if isinstance(to, int))
    out.inputs = [name for name in proof.gradients if name in met]
    out.apart -= {at for at, _ in out.pairs}
    return out


def _broken(code: str) -> list[str]:
    """Break a line of code at spaces."""
    rows = [""]
    for part in code.split(" "):
        if rows[-1] and len(rows[-1]) + 1 + len(part) > LETTERS:
            rows.append(part)
        else:
            rows[-1] = f"{rows[-1]} {part}" if rows[-1] else part
    return rows


def _rows(found: Map, forward: list[int], code: list[str]) -> Iterator[Row]:
    """Yield the rows, from the first input down to the last line of the backward pass."""
    x, *parameters = found.inputs
    yield Row(x, [x], FORWARD)
    for at in forward:
        yield Row(at, _broken(code[at - 1]), FORWARD)
    for at in found.backward:
        mark = "×" if at in found.apart else "0" if at in found.zero else ""
        gradients = "  ".join(f"∂{n}" for n in parameters if found.pairs.get((at, n)) == "adjoint")
        yield Row(at, _broken(code[at - 1]), BACKWARD, mark=mark, gradients=gradients)


def _placed(rows: list[Row]) -> float:
    """Place the rows below one another; return the height of all."""
    y, last = 14.0, FORWARD
    for row in rows:
        if row.color != last:
            y, last = y + GAP, row.color
        row.y = y
        y += row.height
    return y


def _code(row: Row) -> str:
    number = row.key if isinstance(row.key, int) else ""
    lines = "".join(
        f'<tspan x="{CODE + (18 if k else 0)}" dy="{MORE if k else 0}">{escape(one)}</tspan>'
        for k, one in enumerate(row.code)
    )
    low = row.y + 3.5 + MORE * len(row.code)
    return (
        text(NUMBER, row.y + 3.5, str(number), color=row.color, anchor="end", size=11)
        + f'<text x="{CODE}" y="{row.y + 3.5:.1f}" fill="{INK}" font-size="11" '
        f'font-family="var(--md-code-font-family, monospace)">{lines}</text>'
        + text(CODE + 18, low, row.gradients, color=row.color, anchor="start", size=11)
        + text(MARK, row.y + 4, row.mark, color=row.color, size=13, bold=True)
    )


def _arc(upper: Row, lower: Row, most: float, *, whole: bool) -> str:
    """Draw an arc from a line of the forward pass to one of the backward pass."""
    start = NUMBER - 24
    bend = (start - LEFT) * 4 / 3 * (lower.y - upper.y) / most
    dash = "" if whole else ' stroke-dasharray="3 3"'
    return (
        f'<path d="M{start},{upper.y:.1f} C{start - bend:.1f},{upper.y:.1f} '
        f'{start - bend:.1f},{lower.y:.1f} {start},{lower.y:.1f}" fill="none" '
        f'stroke="{BACKWARD}" stroke-width="1.4"{dash}/>'
        f'<circle cx="{start}" cy="{upper.y:.1f}" r="2.2" fill="{FORWARD}"/>'
        f'<circle cx="{start}" cy="{lower.y:.1f}" r="2.2" fill="{BACKWARD}"/>'
    )


def meetings_of_attention(lang: str, which: str) -> Figure:
    """Draw which lines of attention meet, in the "right" code or in the "wrong" one.

    Only one line differs, so the lines of the forward pass are those of the right code.
    """
    wrong = which == "wrong"
    proof = whole_model.wrong_attention() if wrong else whole_model.attention()
    module = whole_model.wrong() if wrong else gpt
    code = [one.strip().partition("  #")[0] for one in inspect.getsource(module).splitlines()]
    found = meetings(proof)
    rows = list(_rows(found, meetings(whole_model.attention()).forward, code))
    height, at = _placed(rows), {row.key: row for row in rows}
    arcs = [(at[to], at[low], kind) for (low, to), kind in found.pairs.items() if to in at]
    most = max(low.y - up.y for up, low, _ in arcs)
    parts = [_arc(up, low, most, whole=kind == "adjoint") for up, low, kind in arcs]
    parts += [_code(row) for row in rows]
    every = " ".join(_said(lang, found))
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" xmlns="http://www.w3.org/2000/svg" '
        f'font-size="10" style="max-width:34rem">{"".join(parts)}</svg>'
    )
    if wrong:
        return Figure(svg, *said(lang, "meetings-wrong", every=every))
    return Figure(svg, *said(lang, "meetings-right", every=every))


#: How a pair is said, by its kind and by whether it is a line that is met or an input.
SAYS = {
    ("adjoint", int): "adjoint-of-line",
    ("adjoint", str): "adjoint-of-input",
    ("part", int): "part-of-line",
    ("part", str): "part-of-input",
    ("again", int): "again-of-line",
}


def _said(lang: str, found: Map) -> Iterator[str]:
    """Say in words what the drawing shows."""
    for (at, to), kind in found.pairs.items():
        yield word(lang, SAYS[kind, type(to)], line=at, of=to)
    for at in sorted(found.apart):
        yield word(lang, "meets-nothing", line=at)


def loss_of_gpt(lang: str) -> Figure:
    """Draw the loss of the small model as it learns, and with the wrong gradients beside it."""
    right, wrong = trained_gpt.run(lang), trained_gpt.run(lang, "float32", wrong=True)
    steps = len(right.losses)
    axes = Axes((0, steps), (0, 5))
    every = steps // 4
    axes.ticks(
        {float(s): str(s) for s in range(0, steps + 1, every)},
        {float(y): str(y) for y in range(6)},
        word(lang, "updates"),
    )
    axes.curve((0, steps), (right.by_share, right.by_share), INK, dash="4 4")
    axes.curve(*_smooth(wrong.losses), BACKWARD, dash="6 4")
    axes.curve(*_smooth(right.losses), FORWARD)
    axes.label(steps, right.by_share + 0.15, word(lang, "letters-counted"), INK, "end")
    low = axes.height - MARGIN_BOTTOM + 36
    for x, key, color, dash in (
        (MARGIN_LEFT, "right-code", FORWARD, ""),
        (MARGIN_LEFT + 130, "wrong-code", BACKWARD, "6 4"),
    ):
        axes.parts.append(line(x, low - 5, x + 30, low - 5, color=color, dash=dash))
        axes.parts.append(text(x + 38, low, word(lang, key), anchor="start", color=color, size=13))
    return figure(lang, axes.draw(), axes.height, "loss_of_gpt")


def _smooth(losses: tuple[float, ...], over: int = 10) -> tuple[list[float], list[float]]:
    """Return the mean of every so many steps, at their middle."""
    parts = [losses[k : k + over] for k in range(0, len(losses), over)]
    return [over * (k + 0.5) for k in range(len(parts))], [sum(p) / len(p) for p in parts]
