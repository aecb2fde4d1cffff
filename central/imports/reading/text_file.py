"""Reads the bytes of a CSV file into a grid: UTF-8 with or without a mark, UTF-16 with one; ``,`` ``;`` or a tab.

A Vietnamese Windows code page (1258) has no mark by which it could be told from others, so it is refused.
"""

import codecs
import csv
import io
from collections import Counter

from central.imports.reading.grid import Grid, RawCell
from central.imports.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from central.imports.remarks import ImportRefused, Remark
from central.registry.names import tidy

DELIMITERS = ",;\t"
ALLOWED = "CSV UTF-8, CSV UTF-16 (BOM), XLSX"
_LOOKED_AT = 60


def read_text(data: bytes, file: str) -> Grid:
    """The grid of a CSV file. Raises ImportRefused."""
    text = decoded(data, file)
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(text, sign))
    rows: list[tuple[RawCell, ...]] = []
    cells = 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(tuple(RawCell(tidy(cell)) for cell in line))
            cells += len(line)
            if len(rows) > MAX_ROWS or len(line) > MAX_COLUMNS or cells > MAX_CELLS:
                raise ImportRefused(file, [too_large(len(rows))])
    except csv.Error as error:
        remark = Remark("dấu ngoặc kép không khép hoặc đặt sai chỗ", f"broken quoting ({error})", row=len(rows) + 1)
        raise ImportRefused(file, [remark]) from None
    return Grid(file, rows)


def too_large(row: int) -> Remark:
    """What is said about a table with more cells than any table has."""
    return Remark(
        "bảng quá lớn",
        "the table is too large",
        f"{MAX_ROWS} dòng/rows, {MAX_COLUMNS} cột/columns, {MAX_CELLS} ô/cells",
        row=row,
    )


def decoded(data: bytes, file: str) -> str:
    """The text of a file: UTF-8, or UTF-16 with a mark. Raises ImportRefused."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(file, [_unreadable(data.count(b"\n", 0, error.start) + 1)]) from None
    if "\0" in text:
        raise ImportRefused(file, [_unreadable(text.count("\n", 0, text.index("\0")) + 1)])
    return text


def _unreadable(row: int) -> Remark:
    return Remark(
        "không đọc được bảng mã của văn bản; trong Excel hãy lưu lại dạng “CSV UTF-8” hoặc XLSX",
        "the encoding of the text cannot be read; in Excel save it as “CSV UTF-8” or XLSX",
        ALLOWED,
        row=row,
    )


def _evenness(text: str, delimiter: str) -> int:
    """How much of the beginning falls into rows of one width: a comma inside a name makes uneven rows."""
    widths: Counter[int] = Counter()
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= _LOOKED_AT:
                break
            widths[len(line)] += 1
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)
