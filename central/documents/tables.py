"""Turns the rows of a report into the finished cells of an annex table: what is printed, and how. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from central.documents.document import Align, Table, TableColumn, TableRow
from central.documents.layout import Fitted, fitted
from central.documents.sentences import NBSP, NO_SHARE, Manner, decimal_text, interval_text, percent_text, share_text
from central.reports.model import Cell, Column, Report, Row
from kiosk_ui.words import count_text

NOTE, GROUP = "note", "group"
INTERVAL = Column("interval", f"Khoảng tin cậy 95{NBSP}%", "share")
_ORDINAL = "no"


def table_of(report: Report, manner: Manner) -> tuple[Table, bool]:
    """The table of a report, and whether it needs a page on its side.

    Rows outside the total that hold nothing are left to `nothing_of`: a sentence instead of zeros.
    """
    rows = [row for row in report.rows if row.role != "apart" or _holds(report, row)]
    columns = _shown(report, rows)
    cells = [tuple(_cell(report, row, column, manner) for column in columns) for row in rows]
    fit = fitted(columns, cells)
    return Table(
        tuple(_column(column, fit, i) for i, column in enumerate(columns)),
        tuple(_with_groups(report, rows, cells)),
        fit.size_pt,
    ), fit.is_wide


def _with_groups(report: Report, rows: Sequence[Row], cells: Sequence[tuple[str, ...]]) -> Iterator[TableRow]:
    """The rows, and before each group of things counted a row that names it."""
    last = ""
    for row, texts in zip(rows, cells, strict=True):
        group = plain(str(value_of(report, row, GROUP) or ""))
        if group and group != last:
            yield TableRow((_capital(group),), "group")
        last = group
        yield TableRow(texts, row.role)


def nothing_of(report: Report) -> list[str]:
    """The names of the rows outside the total that hold nothing."""
    return [name_of(report, row) for row in report.rows if row.role == "apart" and not _holds(report, row)]


def name_of(report: Report, row: Row) -> str:
    """What a row is called: its first words."""
    texts = [i for i, column in enumerate(report.columns) if column.kind == "text" and column.on_page]
    return plain(str(row.cells[texts[0]] or "")) if texts else ""


def value_of(report: Report, row: Row, key: str) -> Cell:
    """The cell of a row under a column's key; None when the report has no such column."""
    return next((cell for column, cell in zip(report.columns, row.cells, strict=True) if column.key == key), None)


def plain(text: str) -> str:
    """A text that every file format can hold: composed letters, no control characters."""
    return "".join(c if c.isprintable() or c == NBSP else " " for c in unicodedata.normalize("NFC", text)).strip()


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _shown(report: Report, rows: Sequence[Row]) -> list[Column]:
    """The columns for people that hold something; the two ends of an interval share one, the note comes last."""
    shown = []
    for i, column in enumerate(report.columns):
        if not any(row.cells[i] not in (None, "") for row in rows):
            continue
        if column.kind == "low":
            shown.append(INTERVAL)
        elif column.kind != "high" and (column.on_page or column.key == NOTE):
            shown.append(column)
    return sorted(shown, key=lambda column: column.key == NOTE)


def _holds(report: Report, row: Row) -> bool:
    counts = (cell for column, cell in zip(report.columns, row.cells, strict=True) if _is_count(column))
    return any(counts)


def _is_count(column: Column) -> bool:
    return column.kind not in ("text", "share", "low", "high") and column.key != _ORDINAL


def _column(column: Column, fit: Fitted, index: int) -> TableColumn:
    align: Align = "left" if column.kind == "text" else "right"
    if column.key == _ORDINAL:
        align = "center"
    return TableColumn(plain(column.title), align, fit.widths_mm[index])


def _cell(report: Report, row: Row, column: Column, manner: Manner) -> str:
    if column is INTERVAL:
        interval = row.share.interval if row.share and not row.share.is_small else None
        return interval_text(interval, manner) if interval else ("" if row.role == "apart" else NO_SHARE)
    cell = value_of(report, row, column.key)
    if column.kind == "share":
        return _share_cell(row, cell, manner)
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, Decimal):
        return percent_text(cell, manner) if row.role == "percent" else decimal_text(cell)
    return count_text(cell)


def _share_cell(row: Row, cell: Cell, manner: Manner) -> str:
    """A share of its counts where they are known; a dash where a share would say nothing, the note says why."""
    if row.share and row.share.percent == cell:
        return NO_SHARE if row.share.is_small else share_text(row.share, manner)
    if isinstance(cell, Decimal):
        return percent_text(cell, manner)
    return "" if row.role == "apart" else NO_SHARE
