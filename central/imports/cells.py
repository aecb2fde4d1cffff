"""Reads the cells of one record into types, and keeps a remark for each that is not what it must be."""

import re
from collections.abc import Mapping
from datetime import date

from central.imports.remarks import Remark
from central.imports.table import Record
from central.registry.names import fold

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class RecordReader:
    """Reads one record. What is wrong goes to ``remarks``, and a harmless value comes back in its place."""

    def __init__(self, record: Record, remarks: list[Remark]) -> None:
        self.row = record.row
        self._cells = record.cells
        self._remarks = remarks

    def wrong(self, column: str, what_vi: str, what_en: str, allowed: str = "") -> None:
        """Keep a remark about a cell of this row."""
        self._remarks.append(Remark(what_vi, what_en, allowed, self.row, column, self._cells[column]))

    def text(self, column: str, longest: int, *, required: bool = False) -> str:
        """The text of a cell, at most ``longest`` characters; "" when it is empty and may be."""
        text = self._cells[column]
        if required and not text:
            self.wrong(column, "ô này không được trống", "this cell must not be empty")
        if len(text) > longest:
            self.wrong(column, "quá dài", "too long", f"{longest} ký tự/characters")
        if not text.isprintable():
            self.wrong(column, "có ký tự điều khiển", "holds control characters")
        return text

    def day(self, column: str) -> date | None:
        """The day of a cell, None when it is empty. Only YYYY-MM-DD: 03/04/2026 would have to be guessed."""
        text = self._cells[column]
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            self.wrong(column, "không phải là ngày", "not a day", "YYYY-MM-DD (2026-08-31)")
        elif not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.wrong(column, "năm không hợp lý", "a year out of range", f"{_FIRST_YEAR}–{_LAST_YEAR}")
        return day

    def validity(self) -> tuple[date | None, date | None]:
        """``valid_from`` and ``valid_to``; both days are included."""
        start, end = self.day("valid_from"), self.day("valid_to")
        if start and end and end < start:
            self.wrong("valid_to", "đứng trước valid_from", "lies before valid_from", f"≥ {start}")
        return start, end

    def choice(self, column: str, words: Mapping[str, str]) -> str:
        """The code of a word (folded, any language it is listed in); "" when the cell is empty."""
        text = self._cells[column]
        code = words.get(fold(text), "")
        if text and not code:
            self.wrong(column, "không có giá trị này", "no such value", ", ".join(dict.fromkeys(words.values())))
        return code
