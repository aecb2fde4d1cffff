"""XLSX with real numbers and formats, ready to print on A4: title, head on every page, table, sources."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from central.exports.formats import PageWriter
from central.exports.xlsx_styles import Styles
from central.reports.model import Cell, Column, Report, Row, ValueList
from central.reports.words import ROW_LABELS
from kiosk_ui.words import count_text, date_text, moment_text

SHEET, SOURCES = "Bảng số liệu", "Nguồn số liệu"

_A4 = 9
_WIDEST = 42
_A_PAGE = 260
"""Width of columns, in characters, that can still be read on one page lying on its side."""
_LINE_PT = 17
_MACHINE_ONLY = ("row_kind",)
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(report: Report, page: PageWriter) -> bytes:
    """The report as a workbook of two sheets: the table, and what it was made from."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **_SAFE})
    book.set_properties(
        {"title": report.title, "company": report.site.name, "created": report.made_at.replace(tzinfo=None)}
    )
    styles = Styles(book)
    _table_sheet(book, report, styles)
    _sources_sheet(book, report, styles)
    book.close()
    return data.getvalue()


def _table_sheet(book: Workbook, report: Report, styles: Styles) -> None:
    sheet = book.add_worksheet(SHEET)
    columns = [(i, c) for i, c in enumerate(report.columns) if c.key not in _MACHINE_ONLY]
    for line, (words, style) in enumerate(_title_lines(report, styles)):
        sheet.write_string(line, 0, words, style)
    head_at = len(_title_lines(report, styles)) + 1
    for place, (_, column) in enumerate(columns):
        sheet.write_string(head_at, place, column.title, styles.head(column.kind))
    for line, row in enumerate(report.rows, start=head_at + 1):
        for place, (index, column) in enumerate(columns):
            cell = row.cells[index]
            # A percent: Excel keeps 0.9989 and shows 99,89 % in the reader's own way.
            if isinstance(cell, Decimal) and column.kind not in ("minutes", "points"):
                cell = cell.scaleb(-2)
            _write_cell(sheet, (line, place), cell, styles.cell(column.kind, row.role))
    widths = [_width(column, index, report.rows) for index, column in columns]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    lines = max(_lines(column.title, width) for (_, column), width in zip(columns, widths, strict=True))
    sheet.set_row(head_at, _LINE_PT * lines)
    sheet.freeze_panes(head_at + 1, 0)
    last = head_at + len(report.rows)
    _set_up_print(sheet, report, -(-int(sum(widths)) // _A_PAGE))
    sheet.repeat_rows(head_at)
    named = [place for place, (_, column) in enumerate(columns) if column.kind == "text" and column.on_page]
    if named:
        sheet.repeat_columns(0, named[0])
    sheet.print_area(0, 0, last, len(columns) - 1)


def _title_lines(report: Report, styles: Styles) -> list[tuple[str, Format]]:
    facts = [
        report.site.scale.title,
        report.mode_note,
        *report.facts,
        f"số liệu lúc {moment_text(report.made_at)}",
        report.standing,
    ]
    first, last = date_text(report.period.first), date_text(report.period.last)
    return [
        (report.site.name, styles.plain),
        (report.title, styles.title),
        (f"Từ ngày {first} đến hết ngày {last}", styles.plain),
        (" · ".join(fact for fact in facts if fact), styles.small),
    ]


def _write_cell(sheet: Worksheet, place: tuple[int, int], cell: Cell, style: Format) -> None:
    line, column = place
    if cell is None or cell == "":
        sheet.write_blank(line, column, None, style)
    elif isinstance(cell, str):
        sheet.write_string(line, column, cell, style)
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell, style)
    else:
        sheet.write_number(line, column, float(cell), style)


def _width(column: Column, index: int, rows: Sequence[Row]) -> float:
    if column.kind != "text":
        return 7 if column.key == "no" else max(10, min(14, len(column.title) + 2))
    texts = [str(row.cells[index] or "") for row in rows if row.role == "item"]
    return min(_WIDEST, 2 + max([len(column.title), *map(len, texts)]))


def _lines(title: str, width: float) -> int:
    """How many lines a head takes when no word of it is broken."""
    lines, room = 1, 0.0
    for word in title.split(" "):
        needs = 1.15 * len(word) + 1
        if room and room + needs > width:
            lines, room = lines + 1, 0.0
        room += needs
    return lines


def _set_up_print(sheet: Worksheet, report: Report, pages_wide: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    # More columns than can be read on one page go onto the next, beside the names again.
    sheet.fit_to_pages(max(1, pages_wide), 0)
    # "&" begins a code in a footer; a name may hold one.
    sheet.set_footer(f"&L{report.site.name.replace('&', '&&')}&RTrang &P/&N")


def _sources_sheet(book: Workbook, report: Report, styles: Styles) -> None:
    sheet = book.add_worksheet(SOURCES)
    _set_up_print(sheet, report)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 14)
    sheet.set_column(3, 3, 68)
    blocks: list[tuple[str, list[str], list[tuple[Any, ...]]]] = [
        *(_list_block(one) for one in report.lists),
        ("Điểm cần xem", [], [(finding.text,) for finding in report.findings] or [("Không có.",)]),
        (
            "Chuỗi sự kiện đã cộng vào bảng",
            ["Thiết bị", "Chuỗi", "Đến dòng", "Mã cuối chuỗi"],
            [(head.gateway, head.stream, count_text(head.seq), head.head) for head in report.proof.heads],
        ),
        (
            "Danh sách đã dùng",
            ["Loại", "Tệp", "", "SHA-256"],
            [(used.kind, used.file, "", used.sha256) for used in report.proof.imports],
        ),
    ]
    line = 0
    for title, head, rows in blocks:
        sheet.write_string(line, 0, title, styles.title)
        for texts, style in [*([(head, styles.head("text"))] if head else []), *((r, styles.plain) for r in rows)]:
            line += 1
            for place, text in enumerate(texts):
                if isinstance(text, int):
                    sheet.write_number(line, place, text, styles.number)
                else:
                    sheet.write_string(line, place, text, style)
        line += 2


def _list_block(one: ValueList) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    """A list beside the table; its counts are numbers."""
    rows: list[tuple[Any, ...]] = [(name, n) for name, n in one.values]
    if one.total is not None:
        rows.append((ROW_LABELS["total"], one.total))
    return one.title, ["Tên", f"Số {one.noun}"], rows
