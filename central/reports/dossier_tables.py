"""Finds the dossier table of a period among the imports: the one for just these days, or one built from shorter ones.

Built from shorter periods, carried in is that of the first, new and resolved are sums, pending is that of the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Connection

from central.imports.figure_table import TOTAL, ZERO, FigureCell, FigureRow, FigureTable
from central.imports.layouts.dossiers import LAYOUTS
from central.imports.layouts.model import Layout
from central.registry.names import AgencyNames, fold
from central.registry.tables import TableInForce, load_table, tables_in_force
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from kiosk_ui.words import date_text

KIND = "dossiers"
_DAY = timedelta(days=1)
_STANDING = ("pending_total", "pending_in_time", "pending_late", "suspended")
"""Columns that count what is there on the last day; all others but the carried-in one count what happened."""


@dataclass(frozen=True, slots=True)
class PeriodTable:
    """The table of a period, with the imports it was made from and the tables behind it, oldest first."""

    table: FigureTable
    used: tuple[TableInForce, ...]
    parts: tuple[FigureTable, ...]


def layout_of(key: str) -> Layout:
    """The layout of that name."""
    return next(layout for layout in LAYOUTS if layout.key == key)


def table_of(connection: Connection, site: str, period: Period, agencies: AgencyNames) -> PeriodTable:
    """The table of a period. Raises ReportRefused with the periods that are stored."""
    stored = tables_in_force(connection, site, KIND)
    found = _find(connection, stored, period, agencies)
    if found is None:
        raise ReportRefused(*_nothing(period, stored), (Period(held.first, held.last) for held in stored))
    return found


def table_if_any(connection: Connection, site: str, period: Period, agencies: AgencyNames) -> PeriodTable | None:
    """The table of a period, None where there is none."""
    return _find(connection, tables_in_force(connection, site, KIND), period, agencies)


def table_before(connection: Connection, site: str, period: Period) -> tuple[TableInForce, FigureTable] | None:
    """The table of the period that ended the day before."""
    stored = tables_in_force(connection, site, KIND)
    held = next((held for held in stored if held.last == period.first - _DAY), None)
    return (held, load_table(connection, held, layout_of(held.layout)).table) if held else None


def _find(
    connection: Connection, stored: Sequence[TableInForce], period: Period, agencies: AgencyNames
) -> PeriodTable | None:
    used = tiling(stored, period)
    if not used:
        return None
    layout = layout_of(used[0].layout)
    parts = tuple(load_table(connection, held, layout).table for held in used)
    table = parts[0] if len(parts) == 1 else _built(layout, parts, agencies)
    return PeriodTable(table, tuple(used), parts)


def tiling(stored: Sequence[TableInForce], period: Period) -> list[TableInForce]:
    """The imports that make up a period without a gap, all in one layout; none when they do not."""
    inside = [held for held in stored if period.first <= held.first and held.last <= period.last]
    wanted = period.first
    for held in inside:
        if held.first != wanted or held.layout != inside[0].layout:
            return []
        wanted = held.last + _DAY
    return inside if inside and wanted == period.last + _DAY else []


def _built(layout: Layout, parts: Sequence[FigureTable], agencies: AgencyNames) -> FigureTable:
    """One table of several that follow each other."""
    columns = frozenset.union(*(part.columns for part in parts))
    keys: dict[str, str] = {}
    for part in parts:
        for row in part.items:
            keys[_key(row, agencies)] = row.label
    rows = [
        _row(layout, columns, number, label, [_row_in(part, key, agencies) for part in parts])
        for number, (key, label) in enumerate(keys.items(), start=1)
    ]
    totals = _cells(layout, columns, [part.total for part in parts])
    rows.append(FigureRow(len(rows) + 1, TOTAL, "", parts[-1].total.label if parts[-1].total else "", totals))
    return FigureTable(layout, columns, rows)


def _key(row: FigureRow, agencies: AgencyNames) -> str:
    known = agencies.find(row.label)
    return fold(known.name if known else row.label)


def _row_in(part: FigureTable, key: str, agencies: AgencyNames) -> FigureRow | None:
    return next((row for row in part.items if _key(row, agencies) == key), None)


def _row(
    layout: Layout, columns: frozenset[str], number: int, label: str, rows: Sequence[FigureRow | None]
) -> FigureRow:
    return FigureRow(number, layout.item, str(number), label, _cells(layout, columns, rows))


def _cells(layout: Layout, columns: frozenset[str], rows: Sequence[FigureRow | None]) -> dict[str, FigureCell]:
    cells: dict[str, FigureCell] = {}
    for key in layout.counted:
        if key not in columns:
            continue
        values = [row.count(key) if row else ZERO for row in rows]
        if key == layout.carried:
            value = values[0]
        elif key in _STANDING:
            value = values[-1]
        else:
            value = sum(values, ZERO)
        cells[key] = FigureCell(f"{value:f}", value)
    return cells | {"total": _received(layout, cells)}


def _received(layout: Layout, cells: dict[str, FigureCell]) -> FigureCell:
    """Received anew and carried in: a sum of totals would count pending dossiers once a month."""
    value = sum((cells[key].value or ZERO for key in layout.sums[0].parts if key in cells), Decimal(0))
    return FigureCell(f"{value:f}", value)


def _nothing(period: Period, stored: Sequence[TableInForce]) -> tuple[str, str]:
    asked = f"{date_text(period.first)}–{date_text(period.last)}"
    shown = "; ".join(f"{held.first} – {held.last} ({held.layout}, {held.file})" for held in stored) or "chưa có"
    return (
        f"chưa nạp bảng hồ sơ của kỳ {asked}. Các kỳ đã có: {shown}",
        f"no dossier table of {period.first} – {period.last} was imported; those stored are listed",
    )
