"""Says which rows of a table add others up, once all are read: sub-totals, groups without a number, details. Pure.

Only the order, numbers and words of the rows decide; where they leave two readings, that in which the sums hold.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from central.imports.figure_table import DETAIL, GROUP, TOTAL, ZERO, FigureRow
from central.imports.groups import depth_of, is_below, style_of
from central.imports.layouts.model import Layout
from central.imports.reading.headings import plain

_FIRST = re.compile(r"0?1\.?")
_NUMBERED = re.compile(r"\d{1,3}\.?")

Rows = Sequence[FigureRow]


def outlined(rows: Rows, layout: Layout) -> list[FigureRow]:
    """The rows with the kinds that they have among each other."""
    made = _one_total(rows, layout)
    made = _details(made, layout)
    made = _named_groups(made, layout)
    return _childless(made, layout)


def _one_total(rows: Rows, layout: Layout) -> list[FigureRow]:
    """Of several rows called a total those that are of a block become groups."""
    totals = [place for place, row in enumerate(rows) if row.kind == TOTAL]
    if len(totals) < 2 or layout.scope:
        return list(rows)
    words = [plain(rows[place].label or rows[place].no) for place in totals]
    alone = [place for place, word in zip(totals, words, strict=True) if words.count(word) == 1]
    whole = alone[-1] if alone and len(alone) < len(totals) else totals[-1] if totals[0] else totals[0]
    items = [row for row in rows if row.kind == layout.item]
    of_all = {place: agreeing(rows[place], items, layout) for place in totals}
    of_block = {place: agreeing(rows[place], _block(rows, place, layout), layout) for place in totals}
    kept = {place for place in totals if of_all[place] and of_all[place] >= of_block[place]}
    if not kept and of_block[whole]:
        return list(rows)  # each adds up its own block, none all of them
    if not alone and not all(of_block[place] for place in totals if place != whole and place not in kept):
        return list(rows)  # rows of one name, and nothing says what the others add up
    kept.add(whole)
    return [
        replace(row, kind=GROUP) if place in totals and place not in kept else row for place, row in enumerate(rows)
    ]


def _block(rows: Rows, place: int, layout: Layout) -> Rows:
    """The items between a total and the one before it."""
    start = max((n + 1 for n in range(place) if rows[n].kind == TOTAL), default=0)
    return [row for row in rows[start:place] if row.kind == layout.item]


def agreeing(total: FigureRow, rows: Rows, layout: Layout) -> int:
    """In how many columns with anything in them a row is the sum of others."""
    keys = [key for key in layout.counted if total.count(key)]
    return sum(total.count(key) == sum((row.count(key) for row in rows), ZERO) for key in keys)


def _details(rows: Rows, layout: Layout) -> list[FigureRow]:
    """Rows numbered 1.1, a) or with a dash under a numbered row that has numbers of its own."""
    made: list[FigureRow] = []
    parent = False
    for row in rows:
        if row.kind == layout.item and depth_of(row.no, row.label) and parent:
            made.append(replace(row, kind=DETAIL))
            continue
        if row.kind in (layout.item, GROUP, TOTAL):
            parent = row.kind == layout.item and bool(_NUMBERED.fullmatch(row.no)) and _has_any(row, layout)
        made.append(row)
    if any(row.kind == DETAIL for row in made) and _off(made, layout) and not _off(rows, layout):
        return list(rows)
    return made


def _named_groups(rows: Rows, layout: Layout) -> list[FigureRow]:
    """Rows without a number above rows numbered from 1, where the sums say that they are their totals."""
    places = [
        place
        for place, (row, after) in enumerate(zip(rows, rows[1:], strict=False))
        if row.kind == layout.item and not row.no and row.label and after.kind == layout.item
        and _FIRST.fullmatch(after.no) and _has_any(row, layout)
    ]  # fmt: skip
    if not places:
        return list(rows)
    made = [replace(row, kind=GROUP) if place in places else row for place, row in enumerate(rows)]
    ends = [*places[1:], len(rows)]
    holding = [
        place
        for place, end in zip(places, ends, strict=True)
        if agreeing(rows[place], [row for row in made[place + 1 : end] if row.kind == layout.item], layout)
    ]
    return made if holding and _off(made, layout) <= _off(rows, layout) else list(rows)


def _childless(rows: Rows, layout: Layout) -> list[FigureRow]:
    """A row numbered like a group without any rows below it is counted for itself: "II. Công an tỉnh"."""
    if not any(row.kind == layout.item for row in rows):
        return [replace(row, kind=layout.item) if row.kind == GROUP and not is_below(row) else row for row in rows]
    made: list[FigureRow] = []
    for place, row in enumerate(rows):
        if row.kind == GROUP and not is_below(row):
            below = next((one for one in rows[place + 1 :] if one.kind not in (GROUP, DETAIL) or _ends(one, row)), None)
            if below is None or below.kind != layout.item:
                made.append(replace(row, kind=layout.item))
                continue
        made.append(row)
    return made


def _ends(one: FigureRow, group: FigureRow) -> bool:
    """Whether a row begins the next group of the same style, or adds up what is above."""
    return one.kind == GROUP and (is_below(one) or style_of(one) == style_of(group))


def _has_any(row: FigureRow, layout: Layout) -> bool:
    return any(row.count(key) for key in layout.counted)


def _off(rows: Rows, layout: Layout) -> int:
    """In how many columns the total is not the sum of the items."""
    total = next((row for row in reversed(rows) if row.kind == TOTAL), None)
    items = [row for row in rows if row.kind == layout.item]
    if total is None:
        return 0
    return sum(total.count(key) != sum((row.count(key) for row in items), ZERO) for key in layout.counted)
