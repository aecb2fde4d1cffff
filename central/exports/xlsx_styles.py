"""Cell formats of exported workbooks, each made once a workbook."""

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from central.reports.model import ColumnKind, RowRole

_FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_LINE: dict[str, Any] = {"border": 1, "border_color": "#B8B3A8"}
_NUMBERS: dict[ColumnKind, str] = {
    "count": "#,##0", "minutes": "#,##0.00", "points": "0.0",
    "percent": "0.00%", "share": "0.00%", "low": "0.00%", "high": "0.00%",
}  # fmt: skip
_ROLES: dict[RowRole, dict[str, Any]] = {
    "item": {},
    "total": {"bold": True, "top": 2},
    "percent": {"italic": True},
    "apart": {"font_size": 11, "font_color": "#55606B"},
}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}
        self.plain = book.add_format(_FONT)
        self.number = book.add_format({**_FONT, "align": "left", "num_format": _NUMBERS["count"]})
        self.small = book.add_format({**_FONT, "font_size": 11, "italic": True})
        self.title = book.add_format({**_FONT, "font_size": 14, "bold": True})

    def head(self, kind: ColumnKind) -> Format:
        """The head of a column."""
        align = "left" if kind == "text" else "right"
        return self._format(
            ("head", kind), {**_FONT, **_LINE, "bold": True, "text_wrap": True, "align": align, "bottom": 2}
        )

    def cell(self, kind: ColumnKind, role: RowRole) -> Format:
        """A cell of a column in a row of that role. Text keeps its quote: edited, it stays text."""
        wanted = {**_FONT, **_LINE, **_ROLES[role]}
        if kind == "text":
            wanted |= {"align": "left", "indent": 1, "text_wrap": True, "quote_prefix": True}
        else:
            wanted |= {"align": "right", "num_format": _NUMBERS["share" if role == "percent" else kind]}
        return self._format((role, kind), wanted)

    def _format(self, key: tuple[str, str], wanted: dict[str, Any]) -> Format:
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]
