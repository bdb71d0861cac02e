"""Small drawings as SVG: axes with curves, boxes with arrows, in the colours of the page.

Text and lines are `currentColor`, the two colours are those of the style sheet, and the font is
inherited, so a drawing follows the page into the dark.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from book.typeset.figure import Figure
from book.words import table

FORWARD = "var(--forward)"
BACKWARD = "var(--backward)"
INK = "currentColor"
WIDTH = 460
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 48, 16, 14, 42


def word(lang: str, key: str, **values: Any) -> str:
    """Say a label of docs/words/labels.yml in one language, its gaps filled."""
    return table("labels", gaps=None)[key][lang].format(**values)


def said(lang: str, name: str, **values: Any) -> tuple[str, str]:
    """Give what docs/words/figures.yml says of a figure: in its place, and below it."""
    words = table("figures", gaps=None)
    alt, caption = (words[f"{name}/{part}"][lang].format(**values) for part in ("alt", "caption"))
    return alt, caption


def figure(lang: str, drawing: str, height: int, name: str, **values: Any) -> Figure:
    """Set a drawing with what is said of it."""
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {height}" xmlns="http://www.w3.org/2000/svg" font-size="14" '
        f'style="max-width:27rem">{drawing}</svg>'
    )
    return Figure(svg, *said(lang, name, **values))


def text(
    x: float, y: float, words: str, *, color: str = INK, anchor: str = "middle", size: int = 14,
    bold: bool = False,
) -> str:  # fmt: skip
    """Write a label; a line break is written as a newline."""
    weight = ' font-weight="600"' if bold else ""
    lines = "".join(
        f'<tspan x="{x:.1f}" dy="{0 if i == 0 else size * 1.3:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(words.split("\n"))
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{anchor}" '
        f'font-size="{size}"{weight}>{lines}</text>'
    )


def symbol(
    x: float, y: float, base: str, sub: str = "", sup: str = "", *, color: str = INK, halo: int = 0
) -> str:
    """Write a symbol of the house notation around its middle, indices one above the other."""
    back = f' dx="{-5.6 * len(sub):.1f}"' if sub else ""
    low = f'<tspan font-size="11.2" dy="5">{sub}</tspan>' if sub else ""
    high = f'<tspan font-size="11.2" dy="{-12 if sub else -7}"{back}>{sup}</tspan>' if sup else ""
    edge = f' stroke="var(--md-default-bg-color)" stroke-width="{halo}" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y + 5:.1f}" fill="{color}" text-anchor="middle" font-size="16"'
        f'{edge if halo else ""} font-style="italic" font-family="KaTeX_Main, serif">'
        f"{base}{low}{high}</text>"
    )


def number(value: float, form: str = "g") -> str:
    """Write a number in a format of Python's, with a true minus."""
    return f"{value:{form}}".replace("-", "−")


def line(x1: float, y1: float, x2: float, y2: float, *, color: str = INK, dash: str = "") -> str:
    """Draw a thin straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{color}" stroke-width="1.5"{dashed}/>'
    )


def arrow(x1: float, y1: float, x2: float, y2: float, *, color: str = INK) -> str:
    """Draw an arrow."""
    length = math.hypot(x2 - x1, y2 - y1)
    u, v = (x2 - x1) / length, (y2 - y1) / length
    wings = [(x2 - 8 * u - s * 4 * v, y2 - 8 * v + s * 4 * u) for s in (1, -1)]
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in [(x2, y2), *wings])
    stem = line(x1, y1, x2 - 6 * u, y2 - 6 * v, color=color)
    return f'{stem}<polygon points="{head}" fill="{color}"/>'


def box(x: float, y: float, w: float, h: float, words: str, *, color: str = INK) -> str:
    """Draw a box around its middle x, y with words inside."""
    lines = words.count("\n") + 1
    top = y - (lines - 1) * 8.5 + 4.5
    return (
        f'<rect x="{x - w / 2:.1f}" y="{y - h / 2:.1f}" width="{w}" height="{h}" rx="6" '
        f'fill="none" stroke="{color}" stroke-width="1.5"/>' + text(x, top, words, size=13)
    )


def circle(x: float, y: float, r: float, words: str = "", *, color: str = INK) -> str:
    """Draw a neuron."""
    ring = f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{color}" stroke-width="1.5"/>'
    return ring + (text(x, y + 5, words) if words else "")


@dataclass
class Axes:
    """A plot: ranges, ticks, then curves and labels in the units of the data."""

    x: tuple[float, float]
    y: tuple[float, float]
    height: int = 290
    log_x: bool = False
    log_y: bool = False
    parts: list[str] = field(default_factory=list)

    def _share(self, value: float, ends: tuple[float, float], *, log: bool) -> float:
        low, high = (math.log10(e) for e in ends) if log else ends
        return ((math.log10(value) if log else value) - low) / (high - low)

    def px(self, x: float) -> float:
        """Place an x."""
        room = WIDTH - MARGIN_LEFT - MARGIN_RIGHT
        return MARGIN_LEFT + self._share(x, self.x, log=self.log_x) * room

    def py(self, y: float) -> float:
        """Place a y."""
        room = self.height - MARGIN_TOP - MARGIN_BOTTOM
        return self.height - MARGIN_BOTTOM - self._share(y, self.y, log=self.log_y) * room

    def ticks(self, xs: dict[float, str], ys: dict[float, str], name: str) -> None:
        """Draw both axes with their ticks, faint lines across, and the name of the lower one."""
        left, right, top, low = (
            MARGIN_LEFT, WIDTH - MARGIN_RIGHT, MARGIN_TOP, self.height - MARGIN_BOTTOM,
        )  # fmt: skip
        for y, word in ys.items():
            at = self.py(y)
            self.parts.append(f'<g opacity="0.18">{line(left, at, right, at)}</g>')
            self.parts.append(text(left - 6, at + 4, word, anchor="end", size=12))
        for x, word in xs.items():
            self.parts.append(line(self.px(x), low, self.px(x), low + 4))
            self.parts.append(text(self.px(x), low + 18, word, size=12))
        self.parts += [line(left, low, right, low), line(left, top, left, low)]
        self.parts.append(text(right, low + 36, name, anchor="end", size=13))

    def band(self, x1: float, x2: float) -> None:
        """Shade all between two x."""
        left, top, low = self.px(x1), MARGIN_TOP, self.height - MARGIN_BOTTOM
        self.parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{self.px(x2) - left:.1f}" '
            f'height="{low - top}" fill="{INK}" opacity="0.07"/>'
        )

    def curve(
        self, xs: Iterable[float], ys: Iterable[float], color: str, *, dots: bool = False,
        dash: str = "",
    ) -> None:  # fmt: skip
        """Draw a curve, with a dot at each point where asked."""
        points = [(self.px(float(x)), self.py(float(y))) for x, y in zip(xs, ys, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.2" '
            f'stroke-linejoin="round"{dashed}/>'
        )
        if dots:
            self.parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in points
            ]

    def label(
        self, x: float, y: float, words: str, color: str = INK, anchor: str = "start"
    ) -> None:
        """Write a word beside a curve."""
        self.parts.append(text(self.px(x), self.py(y), words, color=color, anchor=anchor, size=13))

    def draw(self) -> str:
        """Give all that was drawn."""
        return "".join(self.parts)
