"""Reads the bytes of a CSV file into records by column name; knows no kind of import.

UTF-8 with or without a byte order mark, `,` or `;` (as a Vietnamese Excel writes it) or a tab between cells.
"""

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central.imports.remarks import ImportRefused, Remark
from central.registry.names import fold, tidy

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a kind of import knows."""

    name: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the head: its number in the spreadsheet, and a tidied cell for every known column."""

    row: int
    cells: Mapping[str, str]


def read_table(data: bytes, file: str, columns: Sequence[Column]) -> list[Record]:
    """The records of a file. Raises ImportRefused with everything that is wrong with its shape."""
    lines = _lines(_text(data, file), file, columns)
    if not lines:
        raise ImportRefused(file, [Remark("tệp không có dòng nào", "the file is empty", _head_of(columns))])
    head = _named([fold(cell) for cell in lines[0]])
    _check_head(head, lines[0], file, columns)
    remarks: list[Remark] = []
    records: list[Record] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(head) :]):
            remarks.append(_too_many(number, cells, len(head)))
        named = dict(zip(head, (tidy(cell) for cell in cells), strict=False))
        records.append(Record(number, {column.name: named.get(column.name, "") for column in columns}))
    if not records and not remarks:
        remarks.append(Remark("chỉ có dòng tiêu đề, không có dòng nào để nạp", "only a head, no rows to import"))
    if remarks:
        raise ImportRefused(file, remarks)
    return records


def _text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise ImportRefused(file, [Remark("tệp lớn hơn 10 MB", "the file is larger than 10 MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused(file, [_not_utf8(row)]) from None
    if "\0" in text:
        raise ImportRefused(file, [_not_utf8(text.count("\n", 0, text.index("\0")) + 1)])
    return text


def _not_utf8(row: int) -> Remark:
    return Remark(
        "không phải văn bản UTF-8; trong Excel hãy lưu lại dạng “CSV UTF-8”",
        "not UTF-8 text; in Excel save it as “CSV UTF-8”",
        row=row,
    )


def _lines(text: str, file: str, columns: Sequence[Column]) -> list[list[str]]:
    """The cells of every line, split at the delimiter under which the head has the most known names."""
    known = {column.name for column in columns}
    head = text.partition("\n")[0]

    def names_under(delimiter: str) -> int:
        return sum(fold(cell.strip('"')) in known for cell in head.split(delimiter))

    delimiter = max(DELIMITERS, key=names_under)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for cells in reader:
            if len(lines) > MAX_ROWS:
                raise ImportRefused(file, [Remark("có hơn 100.000 dòng", "more than 100,000 rows")])
            lines.append(cells)
    except csv.Error as error:
        remark = Remark("dấu ngoặc kép không khép hoặc đặt sai chỗ", f"broken quoting ({error})", row=len(lines) + 1)
        raise ImportRefused(file, [remark]) from None
    return lines


def _check_head(head: list[str], written: list[str], file: str, columns: Sequence[Column]) -> None:
    known = [column.name for column in columns]
    remarks = [
        Remark(
            "không có cột nào tên như vậy" if name else "cột không có tên",
            "there is no such column" if name else "a column without a name",
            _near(name, known),
            row=1,
            found=shown,
        )
        for name, shown in zip(head, written, strict=False)
        if name not in known
    ]
    for column in columns:
        if head.count(column.name) > 1:
            remarks.append(Remark("cột xuất hiện hai lần", "the column stands there twice", row=1, column=column.name))
        if column.required and column.name not in head:
            remarks.append(
                Remark("thiếu cột này", "this column is missing", _head_of(columns), row=1, column=column.name)
            )
    if remarks:
        raise ImportRefused(file, remarks)


def _named(head: list[str]) -> list[str]:
    """The head without the nameless columns that a spreadsheet leaves at its end."""
    while head and not head[-1]:
        head.pop()
    return head


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return near[0] if near else ", ".join(known)


def _head_of(columns: Sequence[Column]) -> str:
    return ",".join(column.name for column in columns)


def _too_many(row: int, cells: list[str], width: int) -> Remark:
    return Remark(
        "có nhiều ô hơn dòng tiêu đề; ô có dấu phân cách phải đặt trong ngoặc kép",
        "more cells than the head; a cell with a delimiter in it must be quoted",
        f"{width} ô/cells",
        row=row,
        found=cells[width],
    )
