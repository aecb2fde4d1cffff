"""The report of dossiers by agency: an imported table as printed, with computed shares and what does not add up.

The dossiers themselves are kept elsewhere; this system only has the totals that were imported.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from central.imports.carried import Before, check_carried
from central.imports.figure_table import PERCENT, TOTAL, FigureRow, FigureTable
from central.imports.identities import check_table
from central.imports.layouts.model import Field
from central.registry.lists import ListInForce, agencies_of, lists_in_force
from central.registry.names import AgencyNames
from central.reports.comparing import compared
from central.reports.dossier_figures import figures_of, percent_of_row, tiles_of
from central.reports.dossier_lists import beside_in, ranked
from central.reports.dossier_tables import PeriodTable, table_before, table_if_any, table_of
from central.reports.model import Cell, Column, ColumnKind, Figure, Finding, Report, Row, RowRole, Site
from central.reports.period import Period
from central.reports.sources import proof_of
from central.reports.words import ROW_LABELS
from kiosk_ui.words import count_text, date_text

KEY = "dossiers"
TITLE = "Hồ sơ theo cơ quan"
SUMMARY = "Tiếp nhận, giải quyết, còn lại của từng cơ quan theo bảng đã nạp, tỷ lệ và các chỗ cộng không khớp."

WITH_PERCENT_ROW = ("ST",)
"""Layouts whose table ends with a row of percents."""


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store. Raises ReportRefused when nothing was imported for the period."""
    held = lists_in_force(connection, site.id, ("agencies",)).get("agencies")
    agencies = AgencyNames(agencies_of(connection, held.id if held else None))
    found = table_of(connection, site.id, period, agencies)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        earlier = table_if_any(connection, site.id, before, agencies)
        return (
            None
            if earlier is None
            else figures_of(earlier.table) | beside_in(connection, site.id, before, None).figures
        )

    now = figures_of(found.table)
    online = now.get("received_online")
    others = beside_in(connection, site.id, period, int(online.value or 0) if online else None)
    beside = compared(connection, site, period, now | others.figures, figures_in)
    used = [ListInForce(one.id, one.kind, one.file, one.sha256) for one in found.used]
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(found.table),
        rows=tuple(_rows(found.table)),
        figures=beside.figures,
        tiles=tiles_of(beside.figures),
        findings=(
            *_findings(connection, site, period, found, agencies),
            *_about_causes(found.table, now),
            *others.findings,
            *beside.findings,
        ),
        lists=(*ranked(found.table), *others.lists),
        proof=proof_of(connection, site.id, [*used, *([held] if held else []), *others.used, *beside.used]),
    )


def _columns(table: FigureTable) -> tuple[Column, ...]:
    return tuple(Column(one.key, one.title, _kind(one, table), on_page=one.kind != "row_kind") for one in _shown(table))


def _shown(table: FigureTable) -> list[Field]:
    """The columns of the plain file in its order, then others that this table has."""
    return [one for one in table.layout.fields if one.plain or one.key in table.columns]


def _kind(one: Field, table: FigureTable) -> ColumnKind:
    if one.kind == "number":
        return "count" if all(_number(row) is not None or not row.no for row in table.rows) else "text"
    return "count" if one.kind in ("count", "money") else "text"


def _number(row: FigureRow) -> int | None:
    return int(row.no) if row.no.isascii() and row.no.isdigit() else None


def _rows(table: FigureTable) -> list[Row]:
    """The printed rows in their order; the percents under the total are always computed."""
    numbered = all(_number(row) is not None or not row.no for row in table.rows)
    rows = []
    for row in table.rows:
        if row.kind == PERCENT:
            continue
        role: RowRole = "total" if row.kind == TOTAL else "item"
        rows.append(Row(row.kind, role, _cells(table, row, numbered)))
    total = table.total
    if total is not None and table.layout.key in WITH_PERCENT_ROW:
        rows.append(Row(PERCENT, "percent", _percent_cells(table, percent_of_row(table, total))))
    return rows


def _cells(table: FigureTable, row: FigureRow, numbered: bool) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for one in _shown(table):
        if one.kind == "number":
            cells.append(_number(row) if numbered else row.no)
        elif one.kind == "label":
            cells.append(row.label or (ROW_LABELS["total"] if row.kind == TOTAL else ""))
        elif one.kind == "row_kind":
            cells.append(row.kind)
        else:
            value = row.value(one.key)
            cells.append(None if value is None else int(value))
    return tuple(cells)


def _percent_cells(table: FigureTable, shares: dict[str, Decimal | None]) -> tuple[Cell, ...]:
    plain: dict[str, Cell] = {table.layout.label: ROW_LABELS["percent"], "row_kind": PERCENT}
    return tuple(plain.get(one.key, shares.get(one.key)) for one in _shown(table))


def _about_causes(table: FigureTable, figures: Mapping[str, Figure]) -> list[Finding]:
    """The causes of lateness, where the table counts both and they do not make up what is late."""
    if not {"late_real", "late_system"} <= table.columns or table.total is None:
        return []
    late, real, system = (int(figures[key].value or 0) for key in ("resolved_late", "late_real", "late_system"))
    if real + system == late:
        return []
    text = (
        f"Cột Giải quyết quá hạn ghi {count_text(late)}; quá hạn thực tế và do phần mềm cộng được "
        f"{count_text(real + system)} ({count_text(real)} + {count_text(system)}); "
        f"chênh lệch {count_text(late - real - system)}."
    )
    return [Finding("late_causes", text)]


def _findings(
    connection: Connection, site: Site, period: Period, found: PeriodTable, agencies: AgencyNames
) -> list[Finding]:
    findings = _about_parts(found)
    for part in found.parts:
        findings += [Finding(f"identity_{one.kind}", f"{one.text}.") for one in check_table(part)]
    chain: list[tuple[FigureTable, Before]] = []
    if (before := table_before(connection, site.id, period)) is not None:
        held, table = before
        chain.append((found.parts[0], Before(table, held.first, held.last)))
    for place in range(1, len(found.parts)):
        held = found.used[place - 1]
        chain.append((found.parts[place], Before(found.parts[place - 1], held.first, held.last)))
    for table, earlier in chain:
        findings += [Finding(f"identity_{one.kind}", f"{one.text}.") for one in check_carried(table, earlier, agencies)]
    return findings + _unknown(found.table.items, agencies)


def _about_parts(found: PeriodTable) -> list[Finding]:
    if len(found.used) == 1:
        return []
    parts = "; ".join(f"{date_text(held.first)}–{date_text(held.last)}" for held in found.used)
    text = f"Bảng được cộng từ {count_text(len(found.used))} bảng đã nạp: {parts}."
    return [Finding("built", text, len(found.used))]


def _unknown(rows: Sequence[FigureRow], agencies: AgencyNames) -> list[Finding]:
    names = [row.label for row in rows if row.label and not agencies.knows(row.label)]
    if not names:
        return []
    text = f"{count_text(len(names))} cơ quan trong bảng chưa có trong danh sách cơ quan: {'; '.join(names)}."
    return [Finding("unknown_agency", text, len(names))]
