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
    about = _about(report)
    writer.writerow([*(column.key for column in report.columns), *about])
    writer.writerows([*map(_plain, row.cells), *about.values()] for row in report.rows)
    return text.getvalue().encode("utf-8-sig")


def _about(report: Report) -> dict[str, str]:
    """Columns that say of every row what it is about: a table cut out of its file still says it.

    A table in the layout of another program has the columns of that layout and no other.
    """
    if report.columns[0].key != "row_kind":
        return {}
    return {
        "period_from": report.period.first.isoformat(),
        "period_to": report.period.last.isoformat(),
        "scale": report.site.scale.code,
        "data_at": report.made_at.isoformat(timespec="seconds"),
    }


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it where needed."""
    return f"'{text}" if text.startswith(_ACTING) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)
