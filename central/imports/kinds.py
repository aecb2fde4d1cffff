"""What a kind of import is, and what it makes of a file before anything is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Table

from central.imports.layouts.model import Layout
from central.imports.remarks import Remark
from central.imports.table import Column, Record
from central.registry.names import AgencyNames

Values = Mapping[str, str | int]
"""One row for the store, by column name."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already knows of the site, for checks across lists."""

    agencies: AgencyNames
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was understood: what will be stored, and what somebody should look at."""

    row_count: int
    rows: tuple[tuple[Table, Sequence[Values]], ...]
    findings: tuple[Remark, ...]
    notes: tuple[Remark, ...] = ()
    """What somebody answered when the file could be read in two ways."""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A list. ``check`` raises ImportRefused when the file cannot be understood."""

    key: str
    title: str
    columns: tuple[Column, ...]
    check: Callable[[Sequence[Record], str, Known], Checked]

    @property
    def has_period(self) -> bool:
        """A list holds until the next one."""
        return False

    @property
    def layouts(self) -> tuple[str, ...]:
        """A list has one layout, without a name."""
        return ()

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """The head of its plain file, under the name of its layout ("" for a list)."""
        return (("", ",".join(column.name for column in self.columns)),)

    @property
    def head(self) -> str:
        """The head of its plain file."""
        return self.heads[0][1]


@dataclass(frozen=True, slots=True)
class TableKind:
    """A figure table of a period. ``may_overlap``: tables of a month and of its year may stand beside each other."""

    key: str
    title: str
    tables: tuple[Layout, ...]
    may_overlap: bool = False

    @property
    def has_period(self) -> bool:
        """A table is about a period."""
        return True

    @property
    def layouts(self) -> tuple[str, ...]:
        """The names of its layouts, for --layout."""
        return tuple(layout.key for layout in self.tables)

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """The head of the plain file of each layout."""
        return tuple((layout.key, layout.head) for layout in self.tables)

    @property
    def head(self) -> str:
        """The head of the plain file of its first layout."""
        return self.heads[0][1]

    def layout_of(self, key: str) -> Layout:
        """The layout of that name."""
        return next(layout for layout in self.tables if layout.key == key)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody said about a table beside its file; None: the file says it, or there is only one."""

    layout: str | None = None
    first: date | None = None
    last: date | None = None
    sheet: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    """Numbers that somebody confirmed, by their cell: ``{"C4": "1250"}``; only what the cell may mean is taken."""


NOTHING_SAID = Wanted()
