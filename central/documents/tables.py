"""Turns the rows of a report into the finished cells of an annex table: what is printed, and how. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from central.documents.document import Align, Table, TableColumn, TableRow
from central.documents.layout import Fitted, fitted
from central.documents.sentences import NBSP, NO_SHARE, Manner, decimal_text, interval_text, percent_text, share_text
from central.reports.model import Cell, Column, Report, Row
from central.reports.words import SMALL_SAMPLE as FEW_WORDS
from kiosk_ui.words import count_text

NOTE, GROUP = "note", "group"
LONGEST_GROUP = 40
"""More rows of one kind (the days of a year) are no reading for paper; they stand in the file for spreadsheets."""
FEW_NOTES, ROWS_A_NOTE = 4, 8
DASH_MEANS = f"Dấu “{NO_SHARE}”: {FEW_WORDS}, hoặc không phát sinh."
INTERVAL = Column("interval", f"Khoảng tin cậy 95{NBSP}%", "share")
_ORDINAL = "no"


def table_of(report: Report, manner: Manner) -> tuple[Table, bool]:
    """The table of a report, and whether it needs a page on its side.

    Rows outside the total that hold nothing are left to `nothing_of`: a sentence instead of zeros.
    """
    rows = _printed(report)
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


def remarks_of(report: Report) -> list[str]:
    """What stands below the table because it would fill it: notes of few rows, groups too long for paper."""
    rows, said = _printed(report), []
    notes = _notes(report, rows)
    if {text for _, text in notes} == {FEW_WORDS} and not _has_note_column(report, rows):
        said.append(DASH_MEANS)
    elif notes and not _has_note_column(report, rows):
        said += [f"{name_of(report, row)}: {text}." for row, text in notes]
    for group, n in _long_groups(report).items():
        said.append(f"{_capital(plain(str(group)))}: {count_text(n)} dòng, có trong tệp XLSX và CSV của báo cáo này.")
    return said


def _printed(report: Report) -> list[Row]:
    """The rows that stand on paper."""
    too_long = _long_groups(report)
    rows = [row for row in report.rows if row.role != "apart" or _holds(report, row)]
    return [row for row in rows if value_of(report, row, GROUP) not in too_long]


def _long_groups(report: Report) -> dict[Cell, int]:
    """The groups with too many rows, where there are others."""
    counts = Counter(value_of(report, row, GROUP) for row in report.rows if row.role == "item")
    return {group: n for group, n in counts.items() if group and n > LONGEST_GROUP and len(counts) > 1}


def _notes(report: Report, rows: Sequence[Row]) -> list[tuple[Row, str]]:
    said = [(row, plain(str(value_of(report, row, NOTE) or ""))) for row in rows]
    return [(row, text) for row, text in said if text]


def _has_note_column(report: Report, rows: Sequence[Row]) -> bool:
    """Whether the notes are worth a column: more than a few, and not the same of a small sample in a few rows."""
    texts = [text for _, text in _notes(report, rows)]
    if set(texts) == {FEW_WORDS}:
        return 3 * len(texts) > len(rows)
    return len(texts) > min(FEW_NOTES, len(rows) // ROWS_A_NOTE)


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
    shown, has_notes = [], _has_note_column(report, rows)
    for i, column in enumerate(report.columns):
        if column.key == NOTE and not has_notes:
            continue
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
        return interval_text(interval, manner) if interval else _no_share(row)
    cell = value_of(report, row, column.key)
    if column.kind == "share":
        return _share_cell(row, cell, manner)
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, Decimal):
        places = 1 if column.kind == "points" else 2
        return percent_text(cell, manner) if row.role == "percent" else decimal_text(cell, places)
    return count_text(cell)


def _share_cell(row: Row, cell: Cell, manner: Manner) -> str:
    """A share of its counts where they are known; a dash where a share would say nothing, the note says why."""
    if row.share and row.share.percent == cell:
        return NO_SHARE if row.share.is_small else share_text(row.share, manner)
    if isinstance(cell, Decimal):
        return percent_text(cell, manner)
    return _no_share(row)


def _no_share(row: Row) -> str:
    """A dash where a share would say nothing; nothing where none is asked for."""
    return NO_SHARE if row.share else ""
