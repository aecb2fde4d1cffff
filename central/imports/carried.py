"""Checks what a period carries in against what the period before left pending. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.imports.figure_table import TOTAL, ZERO, FigureRow, FigureTable
from central.imports.identities import name_of
from central.imports.mismatch import Mismatch, gap_text, number_text, terms_text
from central.registry.names import AgencyNames, fold
from kiosk_ui.words import date_text


@dataclass(frozen=True, slots=True)
class Before:
    """The table of the period that ended the day before."""

    table: FigureTable
    first: date
    last: date


def check_carried(table: FigureTable, before: Before, agencies: AgencyNames) -> list[Mismatch]:
    """Every row, and the total, whose carried-in count is not the pending count of the period before."""
    if not (table.layout.carried in table.columns and before.table.layout.pending):
        return []
    earlier = {_key(row, agencies): row for row in before.table.rows if row.kind in (before.table.layout.item, TOTAL)}
    found = []
    for row in table.rows:
        if row.kind in (table.layout.item, TOTAL):
            found += _finding(table, row, before, earlier.pop(_key(row, agencies), None))
    # An agency with pending dossiers that has no row any more: they must be carried in somewhere.
    found += [_gone(table, before, row) for row in earlier.values() if row.kind != TOTAL and any(_pending(before, row))]
    return found


def _key(row: FigureRow, agencies: AgencyNames) -> str:
    if row.kind == TOTAL:
        return TOTAL
    known = agencies.find(row.label)
    return "= " + fold(known.name if known else row.label)


def _pending(before: Before, row: FigureRow) -> list[Decimal]:
    return [row.count(key) for key in before.table.layout.pending]


def _finding(table: FigureTable, row: FigureRow, before: Before, earlier: FigureRow | None) -> list[Mismatch]:
    layout = table.layout
    printed = row.count(layout.carried)
    terms = _pending(before, earlier) if earlier else []
    pending = sum(terms, ZERO)
    if printed == pending:
        return []
    gap = printed - pending
    left = f"còn {number_text(pending)}{terms_text(terms)} hồ sơ đang giải quyết" if earlier else "không có dòng nào"
    text = (
        f"{name_of(table, row)}, cột {layout.titled(layout.carried)} ghi {number_text(printed)}; "
        f"{_period_text(before)} {left}; chênh lệch {gap_text(gap)}"
    )
    same = tuple(
        key
        for key in (before.table.counted if earlier else ())
        if key not in before.table.layout.pending and earlier is not None and earlier.value(key) == abs(gap)
    )
    if same:
        titles = ", ".join(before.table.layout.titled(key) for key in same)
        text += f", bằng đúng cột {titles} của kỳ trước"
    return [Mismatch("carried", row.row, layout.carried, text, "carried in is not what was pending", gap, same)]


def _gone(table: FigureTable, before: Before, row: FigureRow) -> Mismatch:
    pending = sum(_pending(before, row), ZERO)
    text = (
        f"{name_of(before.table, row)}: {_period_text(before)} còn {number_text(pending)} hồ sơ đang giải quyết, "
        "kỳ này không có dòng của cơ quan này"
    )
    last = table.rows[-1].row if table.rows else 1
    return Mismatch("gone", last, table.layout.carried, text, "an agency with pending dossiers has no row", -pending)


def _period_text(before: Before) -> str:
    return f"kỳ trước ({date_text(before.first)}–{date_text(before.last)})"
