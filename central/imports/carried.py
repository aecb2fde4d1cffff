"""Checks what a period carries in against what the period before left pending. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from central.imports.figure_table import TOTAL, ZERO, FigureRow, FigureTable
from central.imports.identities import name_of
from central.imports.mismatch import Mismatch, gap_text, number_text, terms_text
from central.registry.names import Agency, AgencyNames, fold
from kiosk_ui.words import date_text

_DAY = timedelta(days=1)
_NO_ROW = "không có dòng nào"


@dataclass(frozen=True, slots=True)
class Before:
    """The table of the period that ended the day before."""

    table: FigureTable
    first: date
    last: date


def check_carried(table: FigureTable, before: Before, agencies: AgencyNames) -> list[Mismatch]:
    """Every row, and the total, whose carried-in count is not the pending count of the period before.

    What an agency left that has no row any more is looked for at its successor (``successor`` of the agencies' list).
    """
    if not (table.layout.carried in table.columns and before.table.layout.pending):
        return []
    now = {_key(row, _Names(agencies, before.last + _DAY, None)): row for row in _counted(table)}
    left = _left(now, table, before, agencies)
    found = []
    for row in _counted(table):
        key = _key(row, _Names(agencies, before.last + _DAY, None))
        found += _finding(table, row, before, left.pop(key, []))
    # An agency with pending dossiers that has no row any more: they must be carried in somewhere.
    gone = [row for rows in left.values() for row in rows if row.kind != TOTAL and any(_pending(before, row))]
    return found + [_gone(table, before, row) for row in gone]


@dataclass(frozen=True, slots=True)
class _Names:
    """The agencies' list as it was between two days."""

    agencies: AgencyNames
    first: date | None
    last: date | None

    def find(self, text: str) -> Agency | None:
        return self.agencies.find(text, self.first, self.last)


def _counted(table: FigureTable) -> list[FigureRow]:
    return [row for row in table.rows if row.kind in (table.layout.item, TOTAL)]


def _left(
    now: dict[str, FigureRow], table: FigureTable, before: Before, agencies: AgencyNames
) -> dict[str, list[FigureRow]]:
    """The rows of the period before, under the key of the row that has to carry them in."""
    left: dict[str, list[FigureRow]] = {}
    then = _Names(agencies, before.first, before.last)
    for row in _counted(before.table):
        key = _key(row, then)
        heir = _heir(row, now, then, agencies)
        own = now.get(key)
        # A row that stays for the record, with nothing carried in, has handed over all the same.
        if heir and (own is None or (not own.count(table.layout.carried) and any(_pending(before, row)))):
            key = heir
        left.setdefault(key, []).append(row)
    return left


def _heir(row: FigureRow, now: dict[str, FigureRow], then: _Names, agencies: AgencyNames) -> str:
    """The key of the first successor, or successor's successor, that has a row now; "" for none."""
    agency = then.find(row.label) if row.kind != TOTAL else None
    seen: set[str] = set()
    while agency is not None and agency.successor and fold(agency.successor) not in seen:
        seen.add(fold(agency.successor))
        later = agencies.find(agency.successor, then.last + _DAY if then.last else None, None)
        key = "= " + fold(later.name if later else agency.successor)
        if key in now:
            return key
        agency = later
    return ""


def _key(row: FigureRow, names: _Names) -> str:
    if row.kind == TOTAL:
        return TOTAL
    known = names.find(row.label)
    return "= " + fold(known.name if known else row.label)


def _pending(before: Before, row: FigureRow) -> list[Decimal]:
    return [row.count(key) for key in before.table.layout.pending]


def _finding(table: FigureTable, row: FigureRow, before: Before, earlier: Sequence[FigureRow]) -> list[Mismatch]:
    layout = table.layout
    printed = row.count(layout.carried)
    terms = [count for one in earlier for count in _pending(before, one)]
    pending = sum(terms, ZERO)
    if printed == pending:
        return []
    gap = printed - pending
    left = f"còn {number_text(pending)}{_terms(before, earlier)} hồ sơ đang giải quyết" if earlier else _NO_ROW
    text = (
        f"{name_of(table, row)}, cột {layout.titled(layout.carried)} ghi {number_text(printed)}; "
        f"{_period_text(before)} {left}; chênh lệch {gap_text(gap)}"
    )
    alone = earlier[0] if len(earlier) == 1 else None
    same = tuple(
        key
        for key in (before.table.counted if alone else ())
        if key not in before.table.layout.pending and alone is not None and alone.value(key) == abs(gap)
    )
    if same:
        titles = ", ".join(before.table.layout.titled(key) for key in same)
        text += f", bằng đúng cột {titles} của kỳ trước"
    return [Mismatch("carried", row.row, layout.carried, text, "carried in is not what was pending", gap, same)]


def _terms(before: Before, earlier: Sequence[FigureRow]) -> str:
    """Where the pending count comes from: the columns of one agency, or the agencies that were merged."""
    if len(earlier) == 1:
        return terms_text(_pending(before, earlier[0]))
    named = [f"{name_of(before.table, one)} {number_text(sum(_pending(before, one), ZERO))}" for one in earlier]
    return f" ({' + '.join(named)})"


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
