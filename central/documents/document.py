"""What a document is before any file format: finished words, in the parts of Decree 30/2020/NĐ-CP.

Everything is text by now; a writer places it and changes none of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from central.reports.model import RowRole

Align = Literal["left", "center", "right"]
ParagraphKind = Literal["text", "item"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; ``item``: one of a list, with its dash."""

    text: str
    kind: ParagraphKind = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the body."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of an annex table."""

    title: str
    align: Align
    width_mm: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of finished cells; a ``group`` row has one, as wide as the table, over the rows that it names."""

    cells: tuple[str, ...]
    role: RowRole | Literal["group"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its head stands again on every page."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    size_pt: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, and what it says for who cannot see it."""

    svg: str
    words: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex in a section of its own; ``notes`` stand below the table in small type, the chart after them."""

    name: str
    title: str
    attached: str
    lead: tuple[str, ...]
    is_wide: bool
    table: Table | None
    pictures: tuple[Picture, ...]
    picture_note: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The parts above the text: superior body, issuer, number, place and date."""

    superior: str
    issuer: str
    number: str
    place_and_date: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The parts below the text: who receives it, who signs."""

    recipients: tuple[str, ...]
    sign_for: str
    post: str
    signer: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    kind: str
    abstract: tuple[str, ...]
    head: Head
    basis: tuple[str, ...]
    intro: str
    sections: tuple[Section, ...]
    closing: str
    signature: Signature
    annexes: tuple[Annex, ...]
    proof: tuple[str, ...]
    """The chain heads it was made from, a line each, in small type at the very end."""
    made_at: datetime

    @property
    def title(self) -> str:
        """The document in one line, for the properties of a file."""
        return " ".join((self.kind.capitalize(), *self.abstract))
