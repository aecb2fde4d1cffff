"""The pieces charts are made of: escaped SVG text, estimated text widths, patterns, the interval mark.

Pure functions from values to SVG strings. Nothing here knows what a report is, and no colour stands here:
classes of charts.css carry them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDE = frozenset("mwMWƯƠ%@—")
_NARROW = frozenset("iìíỉĩịIÌÍỈĨỊlj.,:;'|·()-! \N{NO-BREAK SPACE}tfr")
_Z_95 = 1.959963984540054
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class ChartLevel:
    """One level of a stacked bar: what it is called and whether it counts as satisfied."""

    title: str
    satisfied: bool


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One officer (or agency, or counter) of a chart, in the order of the table."""

    label: str
    counts: tuple[int, ...]
    """One count per level, best level first."""
    satisfied: int
    total: int
    share_text: str
    """Share as printed in the table ("99,66 %"), or the remark that stands in its place."""
    has_share: bool
    """False when the sample is too small or empty: no mark is drawn, only the remark is written."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of 0..1 that interval marks are drawn on; it always ends at 1."""

    start: float

    @property
    def ticks(self) -> tuple[float, float, float]:
        """Start, middle and end, for labels."""
        return (self.start, (self.start + 1) / 2, 1.0)

    def at(self, share: float) -> float:
        """Place ``share`` between 0 and 1 along the axis; what lies before its start is drawn at the start."""
        return max(0.0, (share - self.start) / (1 - self.start))


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """Return the ends of the 95 % Wilson interval of a share, for drawing (domain §3.3)."""
    share = numerator / denominator
    square = _Z_95**2
    middle = share + square / (2 * denominator)
    half = _Z_95 * math.sqrt(share * (1 - share) / denominator + square / (4 * denominator**2))
    scale = 1 + square / denominator
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def axis_for(intervals: list[tuple[float, float]]) -> Axis:
    """Choose where the axis starts: as late as every interval allows, among 0, 50, 80 and 90 %."""
    lowest = min((low for low, _ in intervals), default=0.0)
    return Axis(max(start for start in (0.0, 0.5, 0.8, 0.9) if start <= lowest))


def percent_tick(share: float) -> str:
    """Write an axis label: ``0.75`` -> ``75``; half percents keep their place."""
    return f"{share * 100:g}".replace(".", ",")


def text_width(text: str, size_px: float) -> float:
    """Estimate the width of ``text`` in px, a little too wide rather than too narrow."""
    ems = 0.0
    for letter in text:
        if letter in _WIDE:
            ems += 0.92
        elif letter in _NARROW:
            ems += 0.35
        elif letter.isupper() or letter.isdigit():
            ems += 0.70
        else:
            ems += 0.585
    return ems * size_px


def wrap(text: str, width_px: float, size_px: float, lines: int = 2) -> list[str]:
    """Break ``text`` between words into at most ``lines`` lines; what does not fit ends in an ellipsis."""
    done: list[str] = []
    current = ""
    for word in text.split(" "):
        longer = f"{current} {word}".strip()
        if text_width(longer, size_px) <= width_px or not current:
            current = longer
        else:
            done.append(current)
            current = word
    done.append(current)
    if len(done) > lines:
        done = [*done[: lines - 1], " ".join(done[lines - 1 :])]
    return [_cut(line, width_px, size_px) for line in done]


def _cut(line: str, width_px: float, size_px: float) -> str:
    if text_width(line, size_px) <= width_px:
        return line
    while line and text_width(line + ELLIPSIS, size_px) > width_px:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def number(value: float) -> str:
    """Write a coordinate with at most one place."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, content: str, css: str = "", anchor: str = "start") -> str:
    """Return one ``<text>`` with its content escaped."""
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    styled = f' class="{css}"' if css else ""
    return f'<text x="{number(x)}" y="{number(y)}"{styled}{anchored}>{escape(content)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """Return one straight line."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {ends} class="{css}"/>'


def patterns(uid: str) -> str:
    """Return the pattern definitions of one SVG; ``uid`` keeps their ids apart within a page."""
    return (
        "<defs>"
        f'<pattern id="{uid}-3" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" class="level-3"/><line y2="6" class="level-edge" stroke-width="2.4"/></pattern>'
        f'<pattern id="{uid}-4" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect width="5" height="5" class="level-4"/><circle cx="2.5" cy="2.5" r="1.1" class="level-dot"/></pattern>'
        f'<pattern id="{uid}-5" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<rect width="4" height="4" class="level-5"/><line y1="2" x2="4" y2="2" class="level-edge"/></pattern>'
        "</defs>"
    )


def level_styles(levels: Sequence[ChartLevel]) -> list[int]:
    """Give each level one of the five looks: 1 and 2 plain for satisfied ones, 3 to 5 patterned for the others."""
    styles, plain, patterned = [], iter((1, 2, 2)), iter((3, 4, 5, 5))
    for level in levels:
        styles.append(next(plain if level.satisfied else patterned))
    return styles


def level_box(x: float, y: float, width: float, height: float, style: int, uid: str) -> str:
    """Return one segment or legend box in the look of a level; patterned ones get an edge."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    if style <= 2:
        return f'<rect {place} class="level-{style}"/>'
    inner = (
        f'x="{number(x + 0.5)}" y="{number(y + 0.5)}" width="{number(max(width - 1, 1))}" height="{number(height - 1)}"'
    )
    return f'<rect {place} fill="url(#{uid}-{style})"/><rect {inner} class="level-edge"/>'


def interval(x: float, y: float, width: float, row: ChartRow, axis: Axis) -> str:
    """Return the interval of a share as a rounded bar with the share itself as a mark on it, centred on ``y``."""
    low, high = wilson(row.satisfied, row.total)
    start, end = x + axis.at(low) * width, x + axis.at(high) * width
    mark = x + axis.at(row.satisfied / row.total) * width
    bar = f'<rect x="{number(start)}" y="{number(y - 2.5)}" width="{number(max(end - start, 1))}" height="5"'
    return (
        f'{bar} rx="2.5" class="interval-bar"/>'
        f'<circle cx="{number(mark)}" cy="{number(y)}" r="4.5" class="interval-mark"/>'
    )
