"""Reads a list from a file into records by column name; knows no kind of import.

Plain CSV with English column names, or what people keep in a spreadsheet: titles above, Vietnamese heads, signatures.
"""

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central.imports.reading.grid import Grid, RawCell, letter_of
from central.imports.reading.limits import MAX_BYTES
from central.imports.reading.opening import open_packed
from central.imports.reading.text_file import decoded
from central.imports.remarks import ImportRefused, Remark
from central.registry.names import fold, tidy

MAX_ROWS = 100_000
DELIMITERS = ",;\t"
DEEPEST_HEAD = 30
IGNORED = {"stt", "tt", "số tt", "số thứ tự", "ghi chú", "note"}
"""Heads of columns that say nothing about what is listed."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a kind of import knows. ``heads``: what people write over it."""

    name: str
    required: bool = False
    heads: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every head it is known by, folded."""
        return frozenset(fold(name) for name in (self.name, *self.heads))


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the head: its number in the spreadsheet, and a tidied cell for every known column."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was understood: its records, the row of its head, and which column holds what."""

    name: str
    grid: Grid
    head_row: int
    columns: Mapping[int, str]
    records: Sequence[Record]


def read_table(data: bytes, file: str, columns: Sequence[Column]) -> list[Record]:
    """The records of a file. Raises ImportRefused with everything that is wrong with its shape."""
    return list(read_list(data, file, columns).records)


def read_list(data: bytes, file: str, columns: Sequence[Column], sheet: str | None = None) -> ReadList:
    """A list with where it stood in its file. Raises ImportRefused with everything that is wrong with its shape."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(file, [Remark("tệp lớn hơn 10 MB", "the file is larger than 10 MB", "≤ 10 MB")])
    grid = open_packed(data, file, sheet) or _text_grid(decoded(data, file), file, columns)
    if not grid.rows:
        raise ImportRefused(grid.name, [Remark("tệp không có dòng nào", "the file is empty", _head_of(columns))])
    head_row = _head_row(grid, columns)
    head = _named(grid.rows[head_row - 1], columns)
    _check_head(head, grid, head_row, columns)
    remarks: list[Remark] = []
    records: list[Record] = []
    last = _last_row(grid, head, head_row, columns)
    for number in range(head_row + 1, last + 1):
        cells = grid.rows[number - 1]
        if all(cell.is_empty for cell in cells):
            continue
        outside = [(place, cell) for place, cell in enumerate(cells) if place >= len(head) and not cell.is_empty]
        if outside:
            remarks.append(_too_many(number, outside[0][1], len(head)))
        named = {name: _text(cell) for name, cell in zip(head, cells, strict=False) if name}
        records.append(Record(number, {column.name: named.get(column.name, "") for column in columns}))
    if not records and not remarks:
        remarks.append(Remark("chỉ có dòng tiêu đề, không có dòng nào để nạp", "only a head, no rows to import"))
    if remarks:
        raise ImportRefused(grid.name, remarks)
    known = {place: name for place, name in enumerate(head) if name in {column.name for column in columns}}
    return ReadList(grid.name, grid, head_row, known, records)


def _text_grid(text: str, file: str, columns: Sequence[Column]) -> Grid:
    """The cells of every line, split at the delimiter under which some line has the most known names."""
    known = {name for column in columns for name in column.names}
    begin = text.splitlines()[:DEEPEST_HEAD]

    def names_under(delimiter: str) -> int:
        return max((sum(fold(cell.strip('"')) in known for cell in line.split(delimiter)) for line in begin), default=0)

    delimiter = max(DELIMITERS, key=names_under)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[RawCell, ...]] = []
    try:
        for cells in reader:
            if len(rows) > MAX_ROWS:
                raise ImportRefused(file, [Remark("có hơn 100.000 dòng", "more than 100,000 rows")])
            rows.append(tuple(RawCell(tidy(cell)) for cell in cells))
    except csv.Error as error:
        remark = Remark("dấu ngoặc kép không khép hoặc đặt sai chỗ", f"broken quoting ({error})", row=len(rows) + 1)
        raise ImportRefused(file, [remark]) from None
    return Grid(file, rows)


def _head_row(grid: Grid, columns: Sequence[Column]) -> int:
    """The first row that names every needed column; the first row of all where none does."""
    for number, row in enumerate(grid.rows[:DEEPEST_HEAD], start=1):
        texts = {fold(cell.text) for cell in row}
        if all(texts & column.names for column in columns if column.required):
            return number
    return 1


def _named(row: Sequence[RawCell], columns: Sequence[Column]) -> list[str]:
    """The keys of a head, without the nameless columns that a spreadsheet leaves at its end; unknown ones as written.

    A head that two columns know ("Cơ quan": the name of an agency, whose a service is) is the first's that is free.
    """
    head: list[str] = []
    for cell in row:
        text = fold(cell.text)
        fitting = [column.name for column in columns if text in column.names]
        head.append(next((name for name in fitting if name not in head), fitting[0] if fitting else text))
    while head and not head[-1]:
        head.pop()
    return head


def _last_row(grid: Grid, head: Sequence[str], head_row: int, columns: Sequence[Column]) -> int:
    """The last row of the list. Below a list with titles stand dates and signatures: rows without what is needed."""
    if head_row == 1:
        return len(grid.rows)
    needed = [head.index(column.name) for column in columns if column.required]
    full = [
        number
        for number in range(head_row + 1, len(grid.rows) + 1)
        if all(not grid.at(number, place).is_empty for place in needed)
    ]
    return full[-1] if full else head_row


def _text(cell: RawCell) -> str:
    return cell.text.removesuffix(" 00:00:00") if cell.kind == "day" else cell.text


def _check_head(head: list[str], grid: Grid, head_row: int, columns: Sequence[Column]) -> None:
    known = [column.name for column in columns]
    remarks = [
        Remark(
            "không có cột nào tên như vậy" if name else "cột không có tên",
            "there is no such column" if name else "a column without a name",
            _near(name, known),
            row=head_row,
            column=letter_of(place) if head_row > 1 else "",
            found=grid.at(head_row, place).text,
        )
        for place, name in enumerate(head)
        if name not in known and name not in IGNORED
    ]
    for column in columns:
        if head.count(column.name) > 1:
            what = "cột xuất hiện hai lần"
            remarks.append(Remark(what, "the column stands there twice", row=head_row, column=column.name))
        if column.required and column.name not in head:
            how = _head_of(columns) + "".join(f"; “{one}”" for one in column.heads[:1])
            remarks.append(Remark("thiếu cột này", "this column is missing", how, row=head_row, column=column.name))
    if remarks:
        raise ImportRefused(grid.name, remarks)


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return near[0] if near else ", ".join(known)


def _head_of(columns: Sequence[Column]) -> str:
    return ",".join(column.name for column in columns)


def _too_many(row: int, cell: RawCell, width: int) -> Remark:
    return Remark(
        "có nhiều ô hơn dòng tiêu đề; ô có dấu phân cách phải đặt trong ngoặc kép",
        "more cells than the head; a cell with a delimiter in it must be quoted",
        f"{width} ô/cells",
        row=row,
        found=cell.text,
    )
