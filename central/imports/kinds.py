"""What a kind of import is, and what it makes of a file before anything is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table

from central.imports.remarks import Remark
from central.imports.table import Column, Record
from central.registry.names import AgencyNames

Values = Mapping[str, str | int]
"""One row for the store, by column name."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already knows of the site, for checks across lists."""

    agencies: AgencyNames


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was understood: what will be stored, and what somebody should look at."""

    row_count: int
    rows: tuple[tuple[Table, Sequence[Values]], ...]
    findings: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind. ``check`` raises ImportRefused when the file cannot be understood."""

    key: str
    title: str
    columns: tuple[Column, ...]
    check: Callable[[Sequence[Record], str, Known], Checked]
    has_period: bool = False
    layouts: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The head of its plain file."""
        return ",".join(column.name for column in self.columns)
