"""What an import says about a file: where, what was found, what is allowed; in Vietnamese, then English."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SHOWN = 50
"""Remarks printed for one file; a file that is wrong in every row need not fill a screen a thousand times."""

_LONGEST_FOUND = 80

CELL, SHEET, LAYOUT, PERIOD, AGENCY, OVERLAP = "cell", "sheet", "layout", "period", "agency", "overlap"
"""Kinds of remarks that somebody can answer instead of changing the file (all but the last)."""

ANSWER = "answer"
"""A remark about what somebody answered: kept with the import, and no finding."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. ``row`` counts as a spreadsheet does, the head is row 1; None: about the whole file."""

    what_vi: str
    what_en: str
    allowed: str = ""
    row: int | None = None
    column: str = ""
    found: str | None = None
    kind: str = ""
    """What sort of remark it is, for pages: a word of `KINDS`, or the kind of a mismatch."""
    key: str = ""
    """The column in its layout, or the cell that is asked about (``C4``)."""
    choices: tuple[str, ...] = ()
    """What a person may answer."""

    def text(self, file: str) -> str:
        """The remark as one line."""
        place = f"{file}"
        if self.row is not None:
            place += f", dòng/row {self.row}"
        if self.column:
            place += f", cột/column {self.column}"
        found = "" if self.found is None else f" ghi/says “{shorten(self.found)}”"
        allowed = f". Cho phép/allowed: {self.allowed}" if self.allowed else ""
        return f"{place}{found}: {self.what_vi} / {self.what_en}{allowed}"


def said(remark: Remark) -> str:
    """The remark in Vietnamese alone, without the name of the file: for a page that shows the file.

    A remark of a kind says itself what it is about, and stands beside its row.
    """
    if remark.kind == AGENCY:
        return f"“{remark.found}” chưa có trong danh sách cơ quan; dòng vẫn được giữ"
    if remark.kind:
        return remark.what_vi[:1].upper() + remark.what_vi[1:]
    place = f"dòng {remark.row}" if remark.row is not None else ""
    if remark.column:
        place += f"{', ' if place else ''}cột {remark.column}"
    found = "" if remark.found is None else f" ghi “{shorten(remark.found)}”"
    text = f"{place}{found}: {remark.what_vi}" if place or found else remark.what_vi
    return text[:1].upper() + text[1:]


class ImportRefused(ValueError):
    """The file cannot be understood; nothing was stored."""

    def __init__(self, file: str, remarks: Sequence[Remark]) -> None:
        super().__init__("\n".join(lines_of(file, remarks)))
        self.file = file
        self.remarks = tuple(remarks)


def lines_of(file: str, remarks: Sequence[Remark]) -> list[str]:
    """The remarks as lines, the first of them when there are very many."""
    lines = [remark.text(file) for remark in remarks[:MOST_SHOWN]]
    if (more := len(remarks) - MOST_SHOWN) > 0:
        lines.append(f"{file}: còn {more} điểm nữa / {more} more")
    return lines


def shorten(text: str) -> str:
    """A found text on one line, cut when it is long, without characters that would act on a terminal."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= _LONGEST_FOUND else shown[: _LONGEST_FOUND - 1] + "…"
