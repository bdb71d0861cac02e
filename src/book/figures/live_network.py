"""The 2-2-1 network of the worked example: drawn once, and live where there is JavaScript."""

import json
from dataclasses import dataclass
from html import escape

from book.examples.network import two_two_one
from book.figures.drawing import FORWARD, arrow, box, circle, figure, number, text
from book.typeset.figure import Figure

INPUTS, HIDDEN, OUTPUT = [(50, 60), (50, 190)], [(225, 60), (225, 190)], (400, 125)


@dataclass(frozen=True)
class Live:
    """A custom element with the drawing inside, which it replaces where scripts run."""

    lang: str
    start: str
    still: Figure

    def html(self) -> str:
        """Return the element on one line, as raw HTML that Markdown leaves alone."""
        return (
            f'<div><live-network lang="{self.lang}" data-start="{escape(self.start)}">'
            f"{self.still.html()}</live-network></div>"
        )


def start() -> str:
    """Write where the worked example starts, as the element reads it."""
    r = two_two_one.run()
    W1, b1, W2, b2 = (p.tolist() for p in r.before)
    layers = [{"W": W1, "b": b1}, {"W": W2, "b": b2}]
    values = {"x": r.x[0].tolist(), "y": r.y[0].tolist(), "eta": r.learning_rate, "layers": layers}
    return json.dumps(values)


def two_two_one_network(lang: str) -> Figure:
    """Draw the network with the numbers that it starts from."""
    r = two_two_one.run()
    out = ""
    for k, (x2, y2) in enumerate(HIDDEN):
        for j, (x1, y1) in enumerate(INPUTS):
            out += arrow(x1 + 27, y1, x2 - 32, y2 + (y1 - y2) * 0.12)
            at = (137, (52, 208)[k]) if j == k else (130, (87, 171)[j])
            out += text(*at, number(r.before.W1[k, j]), color=FORWARD, size=13)
        out += box(x2, y2, 58, 40, f"z¹{'₁₂'[k]}, a¹{'₁₂'[k]}")
        out += text(x2, y2 + 38, f"b = {number(r.before.b1[k])}", color=FORWARD, size=13)
        out += arrow(x2 + 31, y2, OUTPUT[0] - 32, OUTPUT[1] + (y2 - OUTPUT[1]) * 0.2)
        at = (320, (76, 182)[k])
        out += text(*at, number(r.before.W2[0, k]), color=FORWARD, size=13)
    out += box(*OUTPUT, 58, 40, "z²₁, a²₁")
    out += text(OUTPUT[0], OUTPUT[1] + 38, f"b = {number(r.before.b2[0])}", color=FORWARD, size=13)
    for (x, y), value in zip(INPUTS, r.x[0], strict=True):
        out += circle(x, y, 24, number(value))
    return figure(lang, out, 240, "two_two_one_network")


def live_network(lang: str) -> Live:
    """Make the live element, with the drawing for readers without JavaScript."""
    return Live(lang, start(), two_two_one_network(lang))
