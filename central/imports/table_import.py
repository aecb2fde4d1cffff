"""Understands one figure table: its layout, its period, its rows, and everything in it that does not add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from central.imports.carried import Before, check_carried
from central.imports.figure_table import TOTAL, FigureRow, FigureTable
from central.imports.identities import check_table
from central.imports.kinds import Checked, Known, TableKind, Values, Wanted
from central.imports.mismatch import Mismatch
from central.imports.period_of_file import period_of
from central.imports.reading.grid import Grid
from central.imports.reading.headings import Heading
from central.imports.reading.opening import open_table
from central.imports.reading.recognising import recognise
from central.imports.reading.rows import read_rows
from central.imports.remarks import OVERLAP, ImportRefused, Remark
from central.imports.unknown_agencies import unknown_agencies
from central.registry.tables import TableInForce, load_table, tables_in_force
from central.reports.period import Period
from central.store.tables.figures import import_cells, import_rows
from kiosk_ui.words import date_text

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was understood, before the store is asked."""

    table: FigureTable
    period: Period
    name: str
    remarks: tuple[Remark, ...]
    grid: Grid
    heading: Heading
    notes: tuple[Remark, ...] = ()


def read_figure_table(kind: TableKind, data: bytes, file: str, wanted: Wanted) -> ReadTable:
    """Read a file. Raises ImportRefused when any of it cannot be understood."""
    grid = open_table(data, file, wanted.sheet)
    heading = recognise(grid, kind.tables, wanted.layout)
    table, notes = read_rows(grid, heading, wanted.cells)
    period, remarks = period_of(file, grid, heading.body, wanted.first, wanted.last)
    return ReadTable(table, period, grid.name, tuple(remarks), grid, heading, notes)


def check_figure_table(connection: Connection, site: str, kind: TableKind, read: ReadTable, known: Known) -> Checked:
    """What will be stored, with every finding. Raises ImportRefused when periods overlap."""
    stored = tables_in_force(connection, site, kind.key)
    _check_overlap(kind, read, stored)
    mismatches = check_table(read.table)
    before = next((held for held in stored if held.last == read.period.first - _DAY), None)
    if before is not None:
        earlier = load_table(connection, before, kind.layout_of(before.layout)).table
        mismatches += check_carried(read.table, Before(earlier, before.first, before.last), known.agencies)
    after = next((held for held in stored if held.first == read.period.last + _DAY), None)
    later = _about_next(connection, kind, read, after, known) if after else []
    findings = [
        *read.remarks,
        *(_finding(mismatch) for mismatch in mismatches),
        *later,
        *unknown_agencies(_named(read.table), known),
    ]
    rows = ((import_rows, _rows(read.table)), (import_cells, _cells(read.table)))
    return Checked(len(read.table.rows), rows, tuple(findings), read.notes)


def _about_next(
    connection: Connection, kind: TableKind, read: ReadTable, after: TableInForce, known: Known
) -> list[Remark]:
    """What the table of the period after, imported before this one, does not carry in as this one leaves it."""
    table = load_table(connection, after, kind.layout_of(after.layout)).table
    before = Before(read.table, read.period.first, read.period.last)
    days = f"{date_text(after.first)}–{date_text(after.last)}"
    return [
        Remark(f"kỳ sau ({days}, {after.file}, dòng {one.row}): {one.text}", one.text_en, kind=one.kind)
        for one in check_carried(table, before, known.agencies)
    ]


def _check_overlap(kind: TableKind, read: ReadTable, stored: Sequence[TableInForce]) -> None:
    if kind.may_overlap:
        return
    period = read.period
    clashing = [
        held
        for held in stored
        if held.first <= period.last
        and period.first <= held.last
        and (held.first, held.last) != (period.first, period.last)
    ]
    if clashing:
        shown = "; ".join(f"{held.first} – {held.last} ({held.file})" for held in stored)
        remark = Remark(
            f"kỳ {date_text(period.first)}–{date_text(period.last)} chồng lên kỳ đã nạp "
            + ", ".join(f"{date_text(held.first)}–{date_text(held.last)}" for held in clashing),
            "the period overlaps one that is stored; a file for just that period takes its place",
            f"các kỳ đã có/stored: {shown}",
            kind=OVERLAP,
        )
        raise ImportRefused(read.name, [remark])


def _finding(mismatch: Mismatch) -> Remark:
    return Remark(mismatch.text, mismatch.text_en, row=mismatch.row, kind=mismatch.kind, key=mismatch.column)


def _named(table: FigureTable) -> list[tuple[int, str]]:
    if table.layout.label_is_agency:
        return [(row.row, row.label) for row in table.items]
    return [(row.row, row.text("agency")) for row in table.items]


def _rows(table: FigureTable) -> list[Values]:
    return [
        {"position": position, "row": row.row, "kind": row.kind, "no": row.no, "label": row.label}
        for position, row in enumerate(table.rows, start=1)
    ]


def _cells(table: FigureTable) -> list[Values]:
    return [
        {
            "position": position,
            "key": key,
            "printed": cell.printed,
            "value": "" if cell.value is None else f"{cell.value:f}",
            "computed": _computed(table, row, key),
        }
        for position, row in enumerate(table.rows, start=1)
        for key, cell in row.cells.items()
    ]


def _computed(table: FigureTable, row: FigureRow, key: str) -> str:
    """The computed total beside the printed one, in the row that adds all others up."""
    is_total = row.kind == TOTAL and row is table.total
    return f"{table.sum_of(key):f}" if is_total and key in table.counted else ""
