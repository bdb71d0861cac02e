"""The figure of the page on how fast the prover is."""

from collections.abc import Mapping

from book.examples.proving import bench
from book.examples.proving.bench import Time
from book.figures.drawing import BACKWARD, FORWARD, INK, Axes, figure, line
from book.typeset.figure import Figure

LOWEST, WIDEST = 1e-3, 4096.0
SAID = {
    "ko": (
        (
            "신경망의 너비에 따른 시간. 모든 크기의 증명은 수평선이고, SymPy로 성분마다 "
            "미분하는 방법과 gradcheck의 시간은 너비와 함께 늘어난다"
        ),
        (
            "너비에 따른 시간(두 축 모두 로그 눈금). 파란 실선은 글자로 적은 크기의 증명 "
            "전체, 파란 점은 너비를 숫자로 적었을 때의 기호 부분, 점선은 `fast_mode`입니다. "
            "세로 막대는 가장 짧은 시간과 가장 긴 시간을 잇습니다."
        ),
    ),
    "en": (
        (
            "Time over the width of the network: the proof for all sizes is a level line, the "
            "times of SymPy by entries and of gradcheck grow with the width"
        ),
        (
            "Time over width (both axes logarithmic). The blue line is the whole proof with "
            "sizes in letters, blue dots are the symbolic part with widths in numbers, the "
            "dashed line is `fast_mode`. Bars run from the least time to the largest."
        ),
    ),
}


def _word(lang: str, ko: str, en: str) -> str:
    return {"ko": ko, "en": en}[lang]


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
        _word(lang, "배치와 모든 층의 너비", "width of the batch and of every layer"),
    )
    _draw(axes, found.gradcheck_fast, INK, "4 4")
    _draw(axes, found.gradcheck, INK)
    _draw(axes, found.entrywise, BACKWARD)
    axes.curve((1, WIDEST), (found.all_sizes.median,) * 2, FORWARD)
    _draw(axes, found.symbols_at, FORWARD, "1 5")
    _label(axes, found.entrywise, "SymPy", BACKWARD, left=True)
    _label(axes, found.gradcheck, "gradcheck", INK, left=False)
    _label(axes, found.gradcheck_fast, "fast_mode", INK, left=False)
    words = _word(lang, "모든 크기의 증명", "proof for all sizes")
    axes.label(WIDEST, found.all_sizes.median * 1.5, words, FORWARD, "end")
    return figure(lang, axes.draw(), axes.height, SAID)


def _seconds(lang: str, value: float) -> str:
    """Write a time at an axis."""
    second = _word(lang, "초", " s")
    return f"{value:g}{second}" if value >= LOWEST * 100 else f"{1000 * value:g} ms"
