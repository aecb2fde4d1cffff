"""Draws the chart of a ratings report as SVG: how many ratings at which level, and how sure each share is.

Pure functions from rows to a string. The table stays the truth: a chart repeats it, in the same order and
without ranking, and says so. Nothing is told by colour alone: levels have patterns, words and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kiosk_ui.chart_parts import (
    Axis,
    ChartLevel,
    ChartRow,
    axis_for,
    interval,
    level_box,
    level_styles,
    line,
    number,
    patterns,
    percent_tick,
    text,
    text_width,
    wilson,
    wrap,
)
from kiosk_ui.words import count_text

_SIZE_PX = 13
_SMALL_PX = 12
_LINE_PX = 16
_BAR_PX = 12
_GAP_PX = 1.0
_LEAST_PX = (1.5, 4.0)  # of the best level, of the others: one rating among thousands is still seen
ROWS_A_PIECE = 20

_WIDE_PX = 800
_NAME_PX = 170  # width for names
_BARS_AT, _BARS_PX = 182, 168
_SHARE_AT, _SHARE_PX = 572, 148

_NARROW_PX = 340


@dataclass(frozen=True, slots=True)
class _Scale:
    """What all pieces of one chart share."""

    axis: Axis
    px: float
    """Length of one rating."""


def share_axis(rows: Sequence[ChartRow]) -> Axis:
    """Return the axis that all interval marks of one report share."""
    return axis_for([wilson(row.satisfied, row.total) for row in rows if row.has_share])


def interval_mark(row: ChartRow, axis: Axis) -> str:
    """Return the small mark that stands beside a share in the table; decorative, the figures say the same."""
    drawn = interval(5, 7, 90, row, axis) if row.has_share else ""
    rail = line(5, 7, 95, 7, "interval-rail")
    return f'<svg class="interval" viewBox="0 0 100 14" aria-hidden="true">{rail}{drawn}</svg>'


def wide_charts(
    rows: Sequence[ChartRow], levels: Sequence[ChartLevel], *, title: str, share_title: str, uid: str = "w"
) -> tuple[str, ...]:
    """Return the chart for a desk or a sheet of paper: name, counts and share of a row on one line.

    It comes in pieces of at most :data:`ROWS_A_PIECE` rows on one scale, so that paper breaks between rows;
    nothing for no rows.
    """
    most = max((row.total for row in rows), default=0)
    scale = _Scale(share_axis(rows), _BARS_PX / max(most, 1))
    pieces = [rows[at : at + ROWS_A_PIECE] for at in range(0, len(rows), ROWS_A_PIECE)]
    return tuple(
        _wide_piece(piece, levels, scale, (title, share_title), f"{uid}{at}") for at, piece in enumerate(pieces)
    )


def _wide_piece(
    rows: Sequence[ChartRow],
    levels: Sequence[ChartLevel],
    scale: _Scale,
    titles: tuple[str, str],
    uid: str,
) -> str:
    parts, y = _legend(levels, uid, _WIDE_PX)
    share_title = wrap(titles[1], _WIDE_PX - _SHARE_AT, _SIZE_PX)
    y += 30 + _LINE_PX / 2 * (len(share_title) - 1)
    parts += _lines(_SHARE_AT, y - 4.5, share_title, "chart-title")
    y += _LINE_PX / 2 * (len(share_title) - 1)
    parts.append(text(_BARS_AT, y, "Số lượt theo mức", "chart-title"))
    parts += _ticks(_SHARE_AT, _SHARE_PX, y + 18, scale.axis)
    top = y + 26
    y = top
    body: list[str] = []
    for row in rows:
        names = wrap(row.label, _NAME_PX, _SIZE_PX)
        value = count_text(row.total)
        beside = _BARS_AT + _bar_px(row, levels, scale.px * row.total) + 16 + text_width(value, _SIZE_PX)
        others = wrap(_others(row, levels), _SHARE_AT - 8 - beside, _SMALL_PX)
        height = 26 if max(len(names), len(others)) == 1 else 38
        middle = y + height / 2
        body += _lines(0, middle, names)
        end = _bar(body, row, levels, (_BARS_AT, middle - _BAR_PX / 2, scale.px * row.total), uid)
        body.append(text(end + 8, middle + 4.5, value, "chart-value"))
        body += _lines(beside, middle, others, "chart-muted")
        body += _share(row, scale.axis, (_SHARE_AT, middle, _SHARE_PX))
        y += height
    parts += _grid(_SHARE_AT, _SHARE_PX, top, y)
    parts.append(line(_BARS_AT - 1, top, _BARS_AT - 1, y, "chart-axis"))
    return _svg(parts + body, (_WIDE_PX, y + 4), "chart-wide", titles[0], _summary(rows, levels), uid)


def narrow_chart(
    rows: Sequence[ChartRow], levels: Sequence[ChartLevel], *, title: str, share_title: str, uid: str = "n"
) -> str:
    """Return the same chart for a phone: name, bar and share of a row under each other."""
    if not rows:
        return ""
    axis, most = share_axis(rows), max(max(row.total for row in rows), 1)
    share_px = _NARROW_PX - 108
    parts, y = _legend(levels, uid, _NARROW_PX)
    y += 26
    parts.append(text(0, y, "Số lượt theo mức", "chart-title"))
    for share_line in wrap(share_title, _NARROW_PX, _SIZE_PX):
        y += 18
        parts.append(text(0, y, share_line, "chart-title"))
    parts += _ticks(10, share_px, y + 20, axis)
    y += 30
    for row in rows:
        parts.append(line(0, y, _NARROW_PX, y, "chart-line"))
        y += 6
        names = wrap(row.label, _NARROW_PX - 90, _SIZE_PX)
        parts.append(text(_NARROW_PX, y + 14, count_text(row.total), "chart-value", "end"))
        for name in names:
            y += _LINE_PX
            parts.append(text(0, y - 2, name))
        if row.total:
            _bar(parts, row, levels, (0, y + 5, (_NARROW_PX - 20) * row.total / most), uid)
            y += 5 + _BAR_PX
            for others in wrap(_others(row, levels), _NARROW_PX, _SMALL_PX, lines=3) if row.total else ():
                y += _LINE_PX if others else 2
                parts.append(text(0, y - 1, others, "chart-muted"))
        parts += _grid(10, share_px, y + 4, y + 20) if row.has_share else []
        parts += _share(row, axis, (10, y + 12, share_px))
        y += 26
    return _svg(parts, (_NARROW_PX, y), "chart-narrow", title, _summary(rows, levels), uid)


def _bar_px(row: ChartRow, levels: Sequence[ChartLevel], length: float) -> float:
    """Measure the bar that :func:`_bar` draws."""
    return _bar([], row, levels, (0.0, 0.0, length), "")


def _bar(
    parts: list[str],
    row: ChartRow,
    levels: Sequence[ChartLevel],
    place: tuple[float, float, float],
    uid: str,
) -> float:
    """Append one stacked bar and return where it ends; a level with few ratings keeps a visible width."""
    x, y, length = place
    for count, style in zip(row.counts, level_styles(levels), strict=True):
        if count:
            width = max(length * count / row.total, _LEAST_PX[style > 1])
            parts.append(level_box(x, y, width, _BAR_PX, style, uid))
            x += width + _GAP_PX
    return x


def _others(row: ChartRow, levels: Sequence[ChartLevel]) -> str:
    """Write out every level but the first that occurs, so that one "Kém" among a thousand is read."""
    counted = list(zip(levels, row.counts, strict=True))[1:]
    words = (f"{level.title}: {count_text(count)}" for level, count in counted if count)
    return "\N{NO-BREAK SPACE}· ".join(said.replace(" ", "\N{NO-BREAK SPACE}") for said in words)


def _lines(x: float, middle: float, lines: Sequence[str], css: str = "") -> list[str]:
    """Write lines of text centred on ``middle``."""
    first = middle + 4.5 - (len(lines) - 1) / 2 * _LINE_PX
    return [text(x, first + at * _LINE_PX, words, css) for at, words in enumerate(lines)]


def _share(row: ChartRow, axis: Axis, place: tuple[float, float, float]) -> list[str]:
    x, middle, width = place
    if not row.has_share:
        return [text(x + 6, middle + 4.5, row.share_text, "chart-muted chart-remark")]
    value = text(x + width + 14, middle + 4.5, row.share_text, "chart-value")
    return [line(x, middle, x + width, middle, "chart-line"), interval(x, middle, width, row, axis), value]


def _ticks(x: float, width: float, y: float, axis: Axis) -> list[str]:
    marks = []
    for tick in axis.ticks:
        unit = "\N{NO-BREAK SPACE}%" if tick == 1 else ""
        marks.append(text(x + axis.at(tick) * width, y, percent_tick(tick) + unit, "chart-muted", "middle"))
    return marks


def _grid(x: float, width: float, top: float, bottom: float) -> list[str]:
    return [line(x + part * width, top, x + part * width, bottom, "chart-line") for part in (0, 0.5, 1)]


def _legend(levels: Sequence[ChartLevel], uid: str, width: float) -> tuple[list[str], float]:
    """Return the legend, broken into lines where it must, and the y of its last line."""
    parts, x, y = [patterns(uid)], 0.0, 14.0
    for level, style in zip(levels, level_styles(levels), strict=True):
        needed = 22 + text_width(level.title, _SIZE_PX) + 20
        if x and x + needed > width:
            x, y = 0.0, y + 22
        parts.append(level_box(x, y - 10.5, 14, 12, style, uid))
        parts.append(text(x + 20, y, level.title))
        x += needed
    return parts, y


def _summary(rows: Sequence[ChartRow], levels: Sequence[ChartLevel]) -> str:
    sums = [sum(row.counts[index] for row in rows) for index in range(len(levels))]
    said = ", ".join(f"{level.title} {count_text(count)}" for level, count in zip(levels, sums, strict=True))
    total = count_text(sum(row.total for row in rows))
    return f"{len(rows)} dòng, {total} lượt: {said}. Số liệu đầy đủ ở bảng, theo cùng thứ tự."


def _svg(parts: Sequence[str], size: tuple[float, float], css: str, title: str, summary: str, uid: str) -> str:
    width, height = (number(side) for side in size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {css}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="{uid}-title {uid}-desc"><title id="{uid}-title">{escape(title)}</title>'
        f'<desc id="{uid}-desc">{escape(summary)}</desc>{"".join(parts)}</svg>'
    )
