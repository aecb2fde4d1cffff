"""CSV for programs and spreadsheets: UTF-8 with BOM, English snake_case head, decimal point (design §7)."""

import csv
import io

from central.exports.formats import PageWriter
from central.reports.model import Cell, Report

_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text that begins so is a formula to a spreadsheet."""


def write(report: Report, page: PageWriter) -> bytes:
    """The table of a report as CSV, every row and every column; ``page`` is not needed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.key for column in report.columns])
    writer.writerows([_plain(cell) for cell in row.cells] for row in report.rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it where needed."""
    return f"'{text}" if text.startswith(_ACTING) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)
