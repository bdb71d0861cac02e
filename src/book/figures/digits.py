"""What the digits page shows: images, a learning curve, a confusion matrix, in both languages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backproof.nn import Array, Digits, History
from book import words
from book.figures.drawing import (
    BACKWARD,
    FORWARD,
    INK,
    MARGIN_LEFT,
    WIDTH,
    Axes,
    figure,
    text,
    word,
)
from book.typeset.figure import Figure

SIDE = 8
COLUMNS = 8
LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Both:
    """An output that says the same in Korean and in English; a page keeps one of them."""

    say: Callable[[str], str]

    def _repr_html_(self) -> str:
        return "".join(f'<div class="lang-{x}" lang="{x}">{self.say(x)}</div>' for x in LANGUAGES)

    def __repr__(self) -> str:
        """Say nothing where only plain text is shown."""
        return ""


def _image(x: float, y: float, pixels: Array, cell: float) -> str:
    frame = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{SIDE * cell:.1f}" height="{SIDE * cell:.1f}" '
        f'fill="none" stroke="{INK}" stroke-opacity="0.25"/>'
    )
    squares = [
        f'<rect x="{x + cell * (i % SIDE):.1f}" y="{y + cell * (i // SIDE):.1f}" '
        f'width="{cell}" height="{cell}" fill="{INK}" fill-opacity="{value:.2f}"/>'
        for i, value in enumerate(pixels)
        if value > 0
    ]
    return frame + "".join(squares)


def _images(pixels: Array, labels: Sequence[str], name: str) -> Both:
    cell, step, row = 5.0, WIDTH / COLUMNS, 72
    parts = []
    for i, (image, label) in enumerate(zip(pixels, labels, strict=True)):
        x, y = step * (i % COLUMNS) + (step - SIDE * cell) / 2, 6 + row * (i // COLUMNS)
        parts.append(_image(x, y, image, cell))
        parts.append(text(x + SIDE * cell / 2, y + SIDE * cell + 18, label))
    height = 6 + row * -(-len(labels) // COLUMNS)
    return Both(lambda lang: figure(lang, "".join(parts), height, name).html())


def images(data: Digits, count: int = 16) -> Both:
    """Show the first training images with their labels."""
    return _images(data.x[:count], [str(label) for label in data.labels[:count]], "images")


def mistakes(data: Digits, answers: Array, count: int = 8) -> Both:
    """Show held-out images that went wrong, as truth → answer."""
    wrong = (answers != data.held_out_labels).nonzero()[0][:count]

    labels = [f"{data.held_out_labels[i]} → {answers[i]}" for i in wrong]
    return _images(data.held_out_x[wrong], labels, "mistakes")


def learning_curve(history: History) -> Both:
    """Draw the cost of the training images and of the held-out ones, epoch by epoch."""
    epochs = len(history.cost)

    def draw(lang: str) -> Figure:
        axes = Axes((1, epochs), (1e-3, 3), log_y=True)
        axes.ticks(
            {float(e): str(e) for e in sorted({1, *range(10, epochs + 1, 10)})},
            {1e-3: "0.001", 1e-2: "0.01", 1e-1: "0.1", 1.0: "1"},
            word(lang, "epoch"),
        )
        steps = range(1, epochs + 1)
        axes.curve(steps, history.cost, FORWARD)
        axes.curve(steps, history.held_out_cost, BACKWARD)
        axes.label(epochs * 0.5, 4e-3, word(lang, "training-images"), FORWARD, "end")
        axes.label(
            epochs, history.held_out_cost[-1] * 1.5, word(lang, "held-out-images"), BACKWARD, "end"
        )

        return figure(lang, axes.draw(), axes.height, "learning_curve")

    return Both(lambda lang: draw(lang).html())


def confusion(true: Array, answered: Array, classes: int = 10) -> Array:
    """Count: row for the true digit, column for the answer."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (true, answered), 1)
    return counts


def confusion_matrix(data: Digits, answers: Array) -> Both:
    """Show how often each held-out digit got each answer; wrong answers stand out."""
    counts = confusion(data.held_out_labels, answers)
    classes, left, top = len(counts), MARGIN_LEFT + 10, 44
    cell = (WIDTH - left - 20) / classes

    def draw(lang: str) -> Figure:
        parts = [
            text(left + classes * cell / 2, 16, word(lang, "answer"), size=13),
            text(20, top + classes * cell / 2 + 4, word(lang, "truth"), size=13),
        ]
        for k in range(classes):
            parts.append(text(left + cell * (k + 0.5), top - 8, str(k), size=12))
            parts.append(text(left - 10, top + cell * (k + 0.5) + 4, str(k), size=12))
            for j in range(classes):
                x, y, count = left + cell * j, top + cell * k, counts[k, j]
                right = k == j
                color = FORWARD if right else BACKWARD
                opacity = 0.0 if not count else 0.15 if right else 0.3
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{cell:.1f}" height="{cell:.1f}" '
                    f'fill="{color}" fill-opacity="{opacity}" stroke="{INK}" '
                    'stroke-opacity="0.15"/>'
                )
                if count:
                    parts.append(
                        text(x + cell / 2, y + cell / 2 + 5, str(count), size=13, bold=not right)
                    )

        return figure(lang, "".join(parts), int(top + classes * cell + 8), "confusion_matrix")

    return Both(lambda lang: draw(lang).html())


def table(rows: Mapping[str, object]) -> Both:
    """Show rows of a name, which is translated, and a value."""
    names = words.table("digits")

    def draw(lang: str) -> str:
        lines = "".join(
            f'<tr><td>{names[name][lang]}</td><td style="text-align:right">{value}</td></tr>'
            for name, value in rows.items()
        )
        return f"<table><tbody>{lines}</tbody></table>"

    return Both(draw)


def report(explain: Callable[[str], str]) -> Both:
    """Show the report of a proof."""
    return Both(lambda lang: f"<pre><code>{explain(lang)}</code></pre>")
