"""Checks printed percents against their counts, in a percent row below the total or in columns of their own. Pure.

A percent is sound when it is the share rounded half up to its own places, or, of columns that make up their
whole, when it is rounded either way and all of them make 100 (largest remainder, domain §3.3).
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from central.imports.figure_table import PERCENT, ZERO, FigureRow, FigureTable
from central.imports.layouts.model import Percent
from central.imports.mismatch import Mismatch, number_text
from central.registry.names import fold

HUNDRED = Decimal(100)
MOST_PLACES = 8
PERCENT_UNITS = {"percent", "%", "phần trăm"}
"""What the column `unit` says of a percent, folded."""


def percent_row_findings(table: FigureTable) -> list[Mismatch]:
    """The percent rows of a table: below its total, or below each row."""
    total = table.total
    if total is None:
        return []
    found = []
    above: FigureRow | None = None
    for row in table.rows:
        if row.kind != PERCENT:
            above = row
            continue
        readings = [_row_percents(table, row, total)]
        if above is not None and above is not total:
            readings.append(_row_percents(table, row, above))
        # Of the row above rather than of the total when it has more of its percents.
        best: list[Mismatch] = min(readings, key=len)
        found += best
    return found


def _row_percents(table: FigureTable, row: FigureRow, counts: FigureRow) -> list[Mismatch]:
    name = row.label or "Dòng tỷ lệ"
    return [
        mismatch
        for one in table.layout.percents
        if not one.printed and one.of in table.columns
        for mismatch in _finding(table, one, row, counts, one.of, lambda key: key, name)
    ]


def percent_column_findings(table: FigureTable) -> list[Mismatch]:
    """The columns of printed percents against the counts of the same row."""
    found = []
    printed = {one.of: one.printed for one in table.layout.percents if one.printed in table.columns}
    for row in table.rows:
        if row.kind == PERCENT or ("unit" in table.columns and fold(row.text("unit")) not in PERCENT_UNITS):
            continue
        for one in table.layout.percents:
            if one.of in printed and row.value(one.of) is not None:
                found += _finding(table, one, row, row, one.printed, lambda key: printed.get(key, ""), row.label)
    return found


def _finding(
    table: FigureTable,
    one: Percent,
    row: FigureRow,
    counts: FigureRow,
    at: str,
    printed_at: Callable[[str], str],
    name: str,
) -> list[Mismatch]:
    value = row.value(at)
    if value is None:
        return []
    wholes = [key for key in one.wholes if key in table.columns]
    part = counts.count(one.of)
    for whole in wholes:
        if _is_share(value, part, counts.count(whole)):
            return []
        others = [(row.value(printed_at(key)), counts.count(key)) for key in one.closed if key in table.columns]
        if _is_shared_out(value, part, counts.count(whole), others):
            return []
    layout = table.layout
    readings = "; ".join(
        f"{layout.titled(one.of)} chia cho {layout.titled(whole)} được {_share_text(value, part, counts.count(whole))}"
        for whole in wholes
    )
    text = f"{name}, cột {layout.titled(at)} ghi {number_text(value)} %; {readings}"
    exact = _exact(part, counts.count(wholes[0])) if wholes else None
    gap = value - exact.quantize(_places(value), ROUND_HALF_UP) if exact is not None else value
    if exact is not None:
        points = number_text(abs(gap))
        text += f"; chênh lệch {'+' if gap > 0 else chr(0x2212)}{points} điểm phần trăm"
    return [Mismatch("percent", row.row, at, text, "the printed percent is not that of the counts", gap)]


def _exact(part: Decimal, whole: Decimal) -> Decimal | None:
    if not whole:
        return None
    with localcontext() as context:
        context.prec = 40
        return part * HUNDRED / whole


def _places(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    # A spreadsheet's own share has fifteen digits, of which the last are no one's.
    return Decimal(1).scaleb(max(min(exponent, 0), -MOST_PLACES) if isinstance(exponent, int) else 0)


def _is_share(value: Decimal, part: Decimal, whole: Decimal) -> bool:
    exact = _exact(part, whole)
    if exact is None:
        return value == ZERO
    return exact.quantize(_places(value), ROUND_HALF_UP) == value.quantize(_places(value), ROUND_HALF_UP)


def _is_shared_out(
    value: Decimal, part: Decimal, whole: Decimal, others: Sequence[tuple[Decimal | None, Decimal]]
) -> bool:
    """Whether a value rounded the other way belongs to columns that make up the whole and print 100 together."""
    exact = _exact(part, whole)
    if exact is None or not others or sum((count for _, count in others), ZERO) != whole:
        return False
    printed = [(percent, count) for percent, count in others if percent is not None]
    place = min((_places(percent) for percent, _ in printed), default=_places(value))
    for percent, count in [*printed, (value, part)]:
        share = _exact(count, whole)
        assert share is not None
        if percent not in (share.quantize(place, ROUND_FLOOR), share.quantize(place, ROUND_CEILING)):
            return False
    return sum((percent for percent, _ in printed), ZERO) == HUNDRED


def _share_text(value: Decimal, part: Decimal, whole: Decimal) -> str:
    exact = _exact(part, whole)
    counts = f"({number_text(part)}/{number_text(whole)})"
    if exact is None:
        return f"– {counts}"
    return f"{number_text(exact.quantize(_places(value), ROUND_HALF_UP))} % {counts}"
