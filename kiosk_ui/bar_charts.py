"""Draws the bars of the dashboard as SVG: numbers by the hour, counts and shares by the month.

Pure functions from values to a string. A table beside each says the same; nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kiosk_ui.chart_parts import level_box, line, number, patterns, percent_tick, text, text_width
from kiosk_ui.words import count_text

_TOP_PX, _FOOT_PX, _LEFT_PX = 18.0, 40.0, 40.0
_PLOT_PX = 150.0
_SIZE_PX = 13
_STEPS = (1, 2, 5)
_ROOM = 0.15  # of the axis, below the lowest mark


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts, from the foot upwards. ``under``: a second line below its label."""

    label: str
    parts: tuple[int, ...]
    under: str = ""
    is_open: bool = False
    """It still grows: its month or hour is not over."""


@dataclass(frozen=True, slots=True)
class Point:
    """A share with its interval, all between 0 and 1; None: too few for a share, then nothing is drawn."""

    label: str
    share: float | None
    low: float = 0.0
    high: float = 1.0
    under: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a chart is called, what a reader who cannot see it is told, and how wide it is."""

    title: str
    summary: str
    uid: str
    width_px: float = 640.0
    css: str = ""


def stacked_bars(bars: Sequence[Bar], parts: Sequence[tuple[str, int]], look: Look) -> str:
    """A bar for each hour or month. ``parts``: words and look (1 to 5, see charts.css) of each part."""
    drawn, foot = [patterns(look.uid)], _TOP_PX
    if len(parts) > 1:
        legend, foot = _legend(parts, look)
        drawn += legend
    top = foot + 14
    bottom = top + _PLOT_PX
    ceiling = ceiling_for(max((sum(bar.parts) for bar in bars), default=0))
    drawn += _scale(top, bottom, look, [(value / ceiling, count_text(value)) for value in ticks_for(ceiling)])
    step = (look.width_px - _LEFT_PX) / max(len(bars), 1)
    for place, bar in enumerate(bars):
        middle = _LEFT_PX + step * (place + 0.5)
        y = bottom
        for value, (_, style) in zip(bar.parts, parts, strict=True):
            height = _PLOT_PX * value / ceiling
            if value:
                y -= max(height, 1.5)
                drawn.append(level_box(middle - _bar_px(step) / 2, y, _bar_px(step), max(height, 1.5), style, look.uid))
        total = sum(bar.parts)
        if total and text_width(count_text(total), _SIZE_PX) < step:
            drawn.append(text(middle, y - 5, count_text(total), "chart-value", "middle"))
        drawn += _labels(middle, bottom, bar.label, bar.under or ("chưa hết" if bar.is_open else ""))
    drawn.append(line(_LEFT_PX, bottom, look.width_px, bottom, "chart-axis"))
    return _svg(drawn, bottom + _FOOT_PX, look)


def share_points(points: Sequence[Point], look: Look) -> str:
    """A mark with its interval for each month, on an axis that ends at 100 %."""
    top, bottom = _TOP_PX, _TOP_PX + _PLOT_PX
    start = axis_start([point.low for point in points if point.share is not None])
    ticks = [(at, f"{percent_tick(start + (1 - start) * at)}\N{NO-BREAK SPACE}%") for at in (0.0, 0.5, 1.0)]
    drawn = _scale(top, bottom, look, ticks)
    step = (look.width_px - _LEFT_PX) / max(len(points), 1)

    def place_of(share: float) -> float:
        return bottom - _PLOT_PX * max(0.0, share - start) / (1 - start)

    for place, point in enumerate(points):
        middle = _LEFT_PX + step * (place + 0.5)
        if point.share is not None:
            high, low, at = place_of(point.high), place_of(point.low), place_of(point.share)
            box = f'x="{number(middle - 2.5)}" y="{number(high)}" width="5" height="{number(max(low - high, 1))}"'
            drawn.append(f'<rect {box} rx="2.5" class="interval-bar"/>')
            drawn.append(f'<circle cx="{number(middle)}" cy="{number(at)}" r="4.5" class="interval-mark"/>')
        drawn += _labels(middle, bottom, point.label, point.under)
    return _svg(drawn, bottom + _FOOT_PX, look)


def ceiling_for(most: int) -> int:
    """The end of an axis that starts at 0: the first round number that is not below ``most``, at least 4."""
    ten = 1
    while True:
        for step in _STEPS:
            if step * ten * 4 >= max(most, 4):
                return step * ten * 4
        ten *= 10


def ticks_for(ceiling: int) -> tuple[int, ...]:
    """Labels of such an axis."""
    return tuple(ceiling * part // 4 for part in range(5))


def axis_start(lows: Sequence[float]) -> float:
    """Where the axis of shares starts: as late as every interval allows."""
    lowest = min(lows, default=0.0)
    return max(start for start in (0.0, 0.5, 0.8, 0.9) if start == 0 or start + _ROOM * (1 - start) <= lowest)


def _bar_px(step: float) -> float:
    return min(step * 0.62, 36.0)


def _labels(middle: float, bottom: float, label: str, under: str) -> list[str]:
    drawn = [text(middle, bottom + 17, label, "", "middle")]
    return [*drawn, text(middle, bottom + 33, under, "chart-muted", "middle")] if under else drawn


def _scale(top: float, bottom: float, look: Look, ticks: Sequence[tuple[float, str]]) -> list[str]:
    drawn = []
    for at, words in ticks:
        y = bottom - (bottom - top) * at
        drawn.append(line(_LEFT_PX, y, look.width_px, y, "chart-line"))
        drawn.append(text(_LEFT_PX - 6, y + 4, words, "chart-muted", "end"))
    return drawn


def _legend(parts: Sequence[tuple[str, int]], look: Look) -> tuple[list[str], float]:
    """The legend, broken into lines where it must, and the y of its last line."""
    drawn, x, y = [], 0.0, 14.0
    for words, style in parts:
        needed = 22 + text_width(words, _SIZE_PX) + 16
        if x and x + needed > look.width_px:
            x, y = 0.0, y + 22
        drawn += [level_box(x, y - 10.5, 14, 12, style, look.uid), text(x + 20, y, words)]
        x += needed
    return drawn, y + 6


def _svg(parts: Sequence[str], height_px: float, look: Look) -> str:
    uid = escape(look.uid)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {look.css}" role="img"'
        f' viewBox="0 0 {number(look.width_px)} {number(height_px)}" aria-labelledby="{uid}-title {uid}-desc">'
        f'<title id="{uid}-title">{escape(look.title)}</title>'
        f'<desc id="{uid}-desc">{escape(look.summary)}</desc>{"".join(parts)}</svg>'
    )
