"""Reads the rows below a head into a figure table: which row is what, and the number in every cell.

Whatever cannot be read is a remark with row, column, what was found and what is allowed; then nothing is read.
"""

import itertools
import re
from collections.abc import Mapping
from decimal import Decimal

from central.imports.figure_table import GROUP, PERCENT, TOTAL, FigureCell, FigureRow, FigureTable
from central.imports.groups import ROMAN
from central.imports.layouts.model import Field
from central.imports.percents import PERCENT_UNITS
from central.imports.reading.grid import EMPTY, Grid, RawCell, letter_of
from central.imports.reading.headings import Heading, plain
from central.imports.reading.numbers import (
    PERCENT_ALLOWED,
    NotRead,
    count_of,
    name_without_marks,
    percent_of,
    without_marks,
)
from central.imports.reading.outline import agreeing, outlined
from central.imports.remarks import ANSWER, CELL, ImportRefused, Remark
from central.registry.names import fold

LONGEST_LABEL = 300
_NUMERIC = ("count", "money", "percent", "value")
_LOOKS_NUMBER = re.compile(r"[-–−(]?\s*\d[\d.,\s]*%?\)?")
_ORDINAL = re.compile(r"\(?[A-Za-zĐđ]?\d{0,2}\)?(?:\s*=.*)?")
_BOTH = re.compile(r"(?:((?:[IVX]{1,5}|[A-HĐ]|\d{1,3})[.)]?)\s+)?(\D.*[^\W\d_].*|[^\W\d_]{3,}.*)")
_SUM_OF = re.compile(r"(?:tổng|cộng)\s+(?!công ty|cục|đội|kho\b|liên đoàn|đài|hội)(.+)")
_PARTS = re.compile(r"(?:[ivxa-hđ]+|\d+)(?:\s+(?:[ivxa-hđ]+|\d+))*")
_TOTALS = {
    *(
        "tổng",
        "cộng",
        "tổng chung",
        "cộng chung",
        "toàn tỉnh",
        "tổng toàn tỉnh",
        "cộng toàn tỉnh",
        "tổng tỉnh",
        "total",
    ),
    *("tổng toàn thành phố", "toàn thành phố", "tổng toàn huyện", "tổng toàn xã", "tổng toàn trung tâm"),
}
_PERCENTS = ("tỷ lệ", "tỉ lệ", "%", "đạt tỷ lệ")


def read_rows(
    grid: Grid, heading: Heading, cells: Mapping[str, str] | None = None
) -> tuple[FigureTable, tuple[Remark, ...]]:
    """The figure table under a head, with what was answered. Raises ImportRefused with everything that cannot be read.

    cells: numbers that somebody confirmed, by their cell (``C4``).
    """
    reader = _Rows(grid, heading, cells or {})
    rows = [row for number in range(heading.body, reader.last + 1) if (row := reader.read(number))]
    if "row_kind" not in heading.columns.values():
        rows = outlined(rows, heading.layout)
    remarks = reader.remarks or _about_totals(heading, rows)
    if not rows and not remarks:
        remarks = [Remark("chỉ có dòng tiêu đề, không có dòng nào để nạp", "only a head, no rows to import")]
    if remarks:
        raise ImportRefused(grid.name, remarks)
    return FigureTable(heading.layout, frozenset(heading.columns.values()), rows), tuple(reader.answered)


class _Rows:
    """Reads one row after the other and keeps the remarks."""

    def __init__(self, grid: Grid, heading: Heading, confirmed: Mapping[str, str]) -> None:
        self.remarks: list[Remark] = []
        self.answered: list[Remark] = []
        self._confirmed = confirmed
        self._grid = grid
        self._heading = heading
        self._layout = heading.layout
        self._fields = {one.key: one for one in heading.layout.fields}
        self._column_of = {key: column for column, key in heading.columns.items()}
        self._numeric = [k for k in self._column_of if self._fields[k].kind in _NUMERIC]
        self._scope = ""
        numbered = [n for n in range(heading.body, len(grid.rows) + 1) if self._has_number(n)]
        # What stands below the last number is signatures, dates and footnotes.
        self.last = numbered[-1] if numbered else (0 if "row_kind" not in self._column_of else len(grid.rows))

    def read(self, number: int) -> FigureRow | None:
        """The row, or None for one that is no row of the table."""
        if all(cell.is_empty for cell in self._grid.rows[number - 1]) or self._is_ordinals(number):
            return None
        self._check_outside(number)
        no, label = self._named(number)
        kind = self._kind(number, no, label)
        if kind is None:
            return None
        if len(label) > LONGEST_LABEL or not (label + no).isprintable():
            self._wrong(number, self._layout.label, "tên quá dài hoặc có ký tự điều khiển", "a name no table has", "")
        return FigureRow(number, kind, no, label, self._cells(number, kind))

    def _named(self, number: int) -> tuple[str, str]:
        """Number and name of a row; a merged cell holds both in the place of the number."""
        no = self._text(number, "item_no" if "item_no" in self._column_of else "no")
        label = name_without_marks(self._text(number, self._layout.label))
        if label or not (found := _BOTH.fullmatch(no)):
            return no, label
        return (found[1] or "").rstrip(".)"), name_without_marks(found[2])

    def _cells(self, number: int, kind: str) -> dict[str, FigureCell]:
        cells: dict[str, FigureCell] = {}
        for key, column in self._column_of.items():
            one, raw = self._fields[key], self._grid.at(number, column)
            if one.kind == "text":
                cells[key] = FigureCell(self._scoped(raw, kind) if key == self._layout.scope else raw.text)
            elif one.kind in _NUMERIC:
                cells[key] = FigureCell(raw.text, self._number(number, one, raw, kind))
        return cells

    def _scoped(self, raw: RawCell, kind: str) -> str:
        """The text that says what a row belongs to; a merged cell says it once for several rows."""
        if kind == self._layout.item:
            self._scope = raw.text or self._scope
            return self._scope
        return raw.text

    def _number(self, number: int, one: Field, raw: RawCell, kind: str) -> Decimal | None:
        try:
            if kind == PERCENT or one.kind == "percent" or (one.kind == "value" and self._is_percent(number)):
                return percent_of(raw)
            return count_of(raw, is_money=one.kind == "money")
        except NotRead as wrong:
            cell = f"{letter_of(self._column_of[one.key])}{number}"
            if (said := self._confirmed.get(cell)) in wrong.choices:
                self.answered.append(_confirmed(cell, raw.text, said, number, one.key))
                return Decimal(said)
            allowed = PERCENT_ALLOWED if kind == PERCENT or one.kind == "percent" else wrong.allowed
            self._wrong(number, one.key, wrong.what_vi, wrong.what_en, allowed, cell, wrong.choices)
            return None

    def _is_percent(self, number: int) -> bool:
        return fold(self._text(number, "unit")) in PERCENT_UNITS

    def _kind(self, number: int, no: str, label: str) -> str | None:
        if "row_kind" in self._column_of and (said := fold(self._text(number, "row_kind"))):
            return self._said_kind(number, said)
        sums_up = self._layout.total_row != "none"
        if sums_up and {plain(text) for text in (no, label) if text} & _TOTALS:
            return TOTAL
        if sums_up and not no.rstrip(".").isdigit() and (found := _SUM_OF.fullmatch(plain(label or no))):
            return TOTAL if len(found[1].split()) > 1 and _PARTS.fullmatch(found[1]) else GROUP
        if sums_up and any(fold(text).startswith(_PERCENTS) for text in (no, label) if text):
            return PERCENT
        has_number = self._has_number(number)
        if not label:
            return self._nameless(number, no, has_number)
        if has_number:
            return GROUP if ROMAN.fullmatch(no) else self._layout.item
        return self._layout.item if no.rstrip(".").isdigit() else None

    def _said_kind(self, number: int, said: str) -> str | None:
        kinds = (self._layout.item, TOTAL, PERCENT, GROUP)
        if said in kinds:
            return said
        self._wrong(number, "row_kind", "không có loại dòng này", "no such kind of row", ", ".join(kinds))
        return None

    def _nameless(self, number: int, no: str, has_number: bool) -> str | None:
        if not has_number:
            return None
        texts = [self._at(number, key).text for key in self._numeric]
        if any(text.endswith("%") for text in texts):
            return PERCENT
        self._wrong(
            number, self._layout.label, "dòng có số nhưng không có tên", "a row with numbers and without a name",
            "tên cơ quan, “Tổng cộng” hoặc “Tỷ lệ %” / a name",
        )  # fmt: skip
        return None

    def _check_outside(self, number: int) -> None:
        """A cell beyond the head would be lost: an unquoted comma moves every cell behind it."""
        for column in range(len(self._grid.rows[number - 1])):
            cell = self._grid.at(number, column)
            if cell.is_empty or column in self._heading.columns or column in self._heading.notes:
                continue
            if self._has_number(number):
                self.remarks.append(
                    Remark(
                        "ô nằm ngoài các cột có tiêu đề; ô CSV có dấu phân cách phải đặt trong ngoặc kép",
                        "a cell outside the columns of the head; a CSV cell with a delimiter in it must be quoted",
                        row=number,
                        column=letter_of(column),
                        found=cell.text,
                    )
                )

    def _is_ordinals(self, number: int) -> bool:
        """The row of "(1) (2) (3)=(4)+(5)" or "A B 1 2 3 4" under a head, which numbers the columns."""
        cells = [cell.text for cell in self._grid.rows[number - 1] if not cell.is_empty]
        if len(cells) < 3 or not all(_ORDINAL.fullmatch(text) for text in cells):
            return False
        if all(text.startswith("(") for text in cells):
            return True
        digits = [int(found[0]) for text in cells if (found := re.search(r"\d+", text))]
        return len(digits) > 3 and all(after == before + 1 for before, after in itertools.pairwise(digits))

    def _has_number(self, number: int) -> bool:
        return any(_is_number(self._at(number, key)) for key in self._numeric)

    def _at(self, number: int, key: str) -> RawCell:
        column = self._column_of.get(key)
        return EMPTY if column is None else self._grid.at(number, column)

    def _text(self, number: int, key: str) -> str:
        return without_marks(self._at(number, key).text)

    def _wrong(
        self, number: int, key: str, what_vi: str, what_en: str, allowed: str,
        cell: str = "", choices: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        column = self._column_of.get(key)
        place = "" if column is None else f"{letter_of(column)} ({self._layout.titled(key)})"
        found, kind = self._at(number, key).text, CELL if choices else ""
        self.remarks.append(Remark(what_vi, what_en, allowed, number, place, found, kind, cell, choices))


def _confirmed(cell: str, printed: str, said: str, row: int, key: str) -> Remark:
    count = f"{int(said):,}".replace(",", ".")
    return Remark(
        f"ô {cell} ghi “{printed}”; người nạp xác nhận là {count}",
        f"cell {cell} says “{printed}”; confirmed as {said}", row=row, kind=ANSWER, key=key,
    )  # fmt: skip


def _is_number(cell: RawCell) -> bool:
    if cell.kind != "text":
        return True
    return bool(_LOOKS_NUMBER.fullmatch(without_marks(cell.text)))


def _about_totals(heading: Heading, rows: list[FigureRow]) -> list[Remark]:
    layout = heading.layout
    totals = [row for row in rows if row.kind == TOTAL]
    if not totals and layout.total_row == "required" and rows:
        return [
            Remark(
                "thiếu dòng tổng; không có dòng này thì không kiểm tra được các cột",
                "the total row is missing; without it no column can be checked",
                "một dòng “Tổng cộng” (row_kind = total) / one total row",
                row=rows[-1].row,
            )
        ]
    items = [row for row in rows if row.kind == layout.item]
    said = "row_kind" in heading.columns.values()
    if len(totals) > 1 and not layout.scope and (said or not all(agreeing(row, items, layout) for row in totals)):
        return [
            Remark(
                f"có {len(totals)} dòng tổng (dòng {', '.join(str(row.row) for row in totals)})",
                f"{len(totals)} total rows",
                "một dòng “Tổng cộng” của cả bảng, ngoài các dòng cộng từng khối / one total row",
                row=totals[1].row,
            )
        ]
    if len(totals) == len(rows) and layout.total_row == "required":
        return [
            Remark("không có dòng nào ngoài dòng tổng", "no rows but the total", row=totals[0].row if totals else 1)
        ]
    return []
