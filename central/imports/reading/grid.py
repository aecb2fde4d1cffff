"""A table before anybody knows what it means: rows of cells, each with what a reader of the file sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

CellKind = Literal["text", "number", "percent", "day", "error", "uncomputed"]
"""``number``, ``percent`` and ``day`` are cells that a spreadsheet holds as numbers; ``uncomputed`` is a formula
whose value was never saved."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell: its text, tidied, and for a spreadsheet's own number the number."""

    text: str = ""
    kind: CellKind = "text"
    value: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.text and self.kind == "text"


EMPTY = RawCell()


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``name`` is the file with its sheet, as messages name it; row 1 is the first."""

    name: str
    rows: Sequence[Sequence[RawCell]]

    @property
    def width(self) -> int:
        """How many columns its widest row has."""
        return max((len(row) for row in self.rows), default=0)

    def at(self, row: int, column: int) -> RawCell:
        """The cell in row ``row`` (from 1) and column ``column`` (from 0); empty beyond the end of the row."""
        cells = self.rows[row - 1]
        return cells[column] if column < len(cells) else EMPTY


def letter_of(column: int) -> str:
    """The spreadsheet's letter of a column, counted from 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
