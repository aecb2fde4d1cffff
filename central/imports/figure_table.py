"""A figure table that was understood: its rows with every number as printed and as read. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.imports.layouts.model import Layout

TOTAL, PERCENT, GROUP, DETAIL = "total", "percent", "group", "detail"
"""Row kinds beside the layout's own. A ``group`` row adds up other rows and is in no sum of columns;
a ``detail`` row is a part of the row above it."""

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell: as it is printed, and the number in it (None: nothing, or it is a text)."""

    printed: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row. ``row`` is its place in the file, ``no`` and ``label`` are as printed."""

    row: int
    kind: str
    no: str
    label: str
    cells: Mapping[str, FigureCell]

    def value(self, key: str) -> Decimal | None:
        """The number in a column, None where nothing is printed."""
        cell = self.cells.get(key)
        return cell.value if cell else None

    def count(self, key: str) -> Decimal:
        """The number in a column; an empty cell counts as 0."""
        value = self.value(key)
        return ZERO if value is None else value

    def text(self, key: str) -> str:
        """The text in a column."""
        cell = self.cells.get(key)
        return cell.printed if cell else ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table in a layout. ``columns``: the keys that the file has."""

    layout: Layout
    columns: frozenset[str]
    rows: Sequence[FigureRow]

    def of_kind(self, kind: str) -> list[FigureRow]:
        """The rows of a kind, in the order of the file."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def items(self) -> list[FigureRow]:
        """The rows that are counted."""
        return self.of_kind(self.layout.item)

    @property
    def total(self) -> FigureRow | None:
        """The row that adds up all others: of several the last."""
        totals = self.of_kind(TOTAL)
        return totals[-1] if totals else None

    @property
    def counted(self) -> tuple[str, ...]:
        """The keys of the columns that are added up and are in the file."""
        return tuple(key for key in self.layout.counted if key in self.columns)

    def sum_of(self, key: str) -> Decimal:
        """The computed total of a column."""
        return sum((row.count(key) for row in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table with the period it is about and where it came from."""

    import_id: int
    kind: str
    first: date
    last: date
    file: str
    sha256: str
    table: FigureTable
