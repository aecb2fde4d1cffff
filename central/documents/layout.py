"""How wide the columns of an annex table are, whether its page lies on its side, and how large its type is. Pure."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from central.reports.model import Column

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 30.0, 15.0, 20.0, 20.0
"""Margins of Decree 30: left 30-35, right 15-20, top and bottom 20-25."""

A4_MM = (210.0, 297.0)
UPRIGHT_MM = A4_MM[0] - LEFT_MM - RIGHT_MM
WIDE_MM = A4_MM[1] - LEFT_MM - RIGHT_MM

_SIZES_PT = (12.0, 11.0, 10.0, 9.0, 8.0)
_PADDING_MM = 4.4
_TEXT_AT_MOST_MM = 58.0
_LEAST_MM = 9.0
_COMFORTS = ((12.0, 0.7), (11.0, 0.6), (10.0, 0.45), (9.0, 0.3))
"""Size, and how far from broken at every word towards broken nowhere its columns of words must get."""
_MM_A_POINT = 25.4 / 72
_BOLD = 1.08
_EMS = (
    (frozenset("ijlt.,;:'|/ \N{NO-BREAK SPACE}"), 0.29),
    (frozenset('fr()-I"'), 0.36),
    (frozenset("%—mwMW"), 0.95),
)
"""Widths of Times in parts of its size, a little too wide; letters with marks are as wide as without."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The widths that fill the page, and the size that makes them fit."""

    widths_mm: tuple[float, ...]
    size_pt: float
    is_wide: bool


def fitted(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Fitted:
    """Fit a table: upright at 12 or 11 pt where that is enough, else on its side, smaller only when it must be."""
    if not columns:
        return Fitted((), _SIZES_PT[0], is_wide=False)
    for is_wide, room in ((False, UPRIGHT_MM), (True, WIDE_MM)):
        for size in _SIZES_PT[:2]:
            wants = [want for _, want in _all_needs(columns, cells, size)]
            if sum(wants) <= room:
                return Fitted(_stretched(columns, wants, room), size, is_wide)
    for size, comfort in (*_COMFORTS, *((size, 0.0) for size in _SIZES_PT)):
        needs = _all_needs(columns, cells, size)
        if sum(least + comfort * (want - least) for least, want in needs) <= WIDE_MM:
            return Fitted(_between(columns, needs, WIDE_MM), size, is_wide=True)
    wants = [want for _, want in needs]
    return Fitted(tuple(want * WIDE_MM / sum(wants) for want in wants), _SIZES_PT[-1], True)


def balanced(text: str, room_mm: float, size_pt: float) -> str:
    """A text whose lines break where they become about equal: words of one line are joined by no-break spaces."""
    words = text.split(" ")
    width = _mm(text, size_pt) * _BOLD
    count = max(1, math.ceil(width / room_mm))
    lines: list[str] = []
    while words:
        # What is left is shared among the lines that are left; a line takes the word that brings it nearest.
        aim = _mm(" ".join(words), size_pt) / max(1, count - len(lines))
        taken = min(range(1, len(words) + 1), key=lambda n: abs(_mm(" ".join(words[:n]), size_pt) - aim))
        lines.append("\N{NO-BREAK SPACE}".join(words[:taken]))
        words = words[taken:]
    fits = count > 1 and all(_mm(line, size_pt) * _BOLD <= room_mm for line in lines)
    return " ".join(lines) if fits else text


def _all_needs(columns: Sequence[Column], cells: Sequence[Sequence[str]], size_pt: float) -> list[tuple[float, float]]:
    return [_needs(column, [row[i] for row in cells], size_pt) for i, column in enumerate(columns)]


def _needs(column: Column, cells: Sequence[str], size_pt: float) -> tuple[float, float]:
    """The least width of a column, and the one it wants."""
    words = max((_mm(word, size_pt) * _BOLD for word in column.title.split(" ")), default=0.0)
    full = max((_mm(cell, size_pt) * _BOLD for cell in cells), default=0.0)
    if column.kind != "text":
        width = max(_LEAST_MM, words + _PADDING_MM, full + _PADDING_MM)
        return width, width
    longest = max((_mm(word, size_pt) * _BOLD for cell in cells for word in cell.split(" ")), default=0.0)
    least = max(_LEAST_MM, words + _PADDING_MM, longest + _PADDING_MM)
    return least, max(least, min(full, _TEXT_AT_MOST_MM) + _PADDING_MM)


def _stretched(columns: Sequence[Column], widths: Sequence[float], room: float) -> tuple[float, ...]:
    """Give what is left to the columns of words, or to all when there are none."""
    texts = [column.kind == "text" for column in columns]
    takers = texts if any(texts) else [True] * len(widths)
    taken = sum(width for width, takes in zip(widths, takers, strict=True) if takes)
    more = 1 + (room - sum(widths)) / taken
    return tuple(width * more if takes else width for width, takes in zip(widths, takers, strict=True))


def _between(columns: Sequence[Column], needs: Sequence[tuple[float, float]], room: float) -> tuple[float, ...]:
    """Take from the columns what they want beyond their least, all in the same proportion."""
    least, want = (sum(need[i] for need in needs) for i in (0, 1))
    if want <= room:
        return _stretched(columns, [wanted for _, wanted in needs], room)
    part = (room - least) / (want - least)
    return tuple(low + (high - low) * part for low, high in needs)


def _mm(text: str, size_pt: float) -> float:
    return sum(_em(letter) for letter in text) * size_pt * _MM_A_POINT


def _em(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[:1]
    for letters, width in _EMS:
        if base in letters:
            return width
    return 0.73 if base.isupper() else 0.5
