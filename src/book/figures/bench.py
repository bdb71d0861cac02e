"""The figure of the page on how fast the prover is."""

from collections.abc import Mapping

from book.examples.proving import bench
from book.examples.proving.bench import Time
from book.figures.drawing import BACKWARD, FORWARD, INK, Axes, figure, line, word
from book.typeset.figure import Figure

LOWEST, WIDEST = 1e-3, 4096.0


def _draw(axes: Axes, series: Mapping[int, Time], color: str, dash: str = "") -> None:
    """Draw the middles as a curve with dots, and a bar from the least to the largest."""
    axes.curve(series, [t.median for t in series.values()], color, dots=True, dash=dash)
    for width, t in series.items():
        ends = axes.py(max(t.low, LOWEST)), axes.py(t.high)
        axes.parts.append(line(axes.px(width), ends[0], axes.px(width), ends[1], color=color))


def _label(axes: Axes, series: Mapping[int, Time], words: str, color: str, *, left: bool) -> None:
    """Write the name of a curve beside its last point."""
    width = max(series)
    shift, anchor = (0.8, "end") if left else (1.3, "start")
    axes.label(width * shift, series[width].median, words, color, anchor)


def time_over_width(lang: str) -> Figure:
    """Draw the time of each way against the width of the network."""
    found = bench.run()
    measured = (found.entrywise, found.gradcheck, found.gradcheck_fast, found.symbols_at)
    slowest = max(time.high for series in measured for time in series.values())
    top = next(10.0**p for p in range(4) if slowest <= 10.0**p)
    axes = Axes((1, WIDEST), (LOWEST, top), height=330, log_x=True, log_y=True)
    axes.ticks(
        {float(w): str(w) for w in (1, 4, 16, 64, 256, 1024, 4096)},
        {s: _seconds(lang, s) for s in (1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0) if s <= top},
        word(lang, "width"),
    )
    _draw(axes, found.gradcheck_fast, INK, "4 4")
    _draw(axes, found.gradcheck, INK)
    _draw(axes, found.entrywise, BACKWARD)
    axes.curve((1, WIDEST), (found.all_sizes.median,) * 2, FORWARD)
    _draw(axes, found.symbols_at, FORWARD, "1 5")
    _label(axes, found.entrywise, "SymPy", BACKWARD, left=True)
    _label(axes, found.gradcheck, "gradcheck", INK, left=False)
    _label(axes, found.gradcheck_fast, "fast_mode", INK, left=False)
    words = word(lang, "proof-for-all-sizes")
    axes.label(WIDEST, found.all_sizes.median * 1.5, words, FORWARD, "end")
    return figure(lang, axes.draw(), axes.height, "time_over_width")


def _seconds(lang: str, value: float) -> str:
    """Write a time at an axis."""
    seconds = word(lang, "seconds", value=f"{value:g}")
    return seconds if value >= LOWEST * 100 else f"{1000 * value:g} ms"
