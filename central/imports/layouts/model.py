"""What a layout is: its columns with the heads they are known by, and the identities between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal["number", "label", "row_kind", "text", "count", "money", "percent", "value"]
"""``number`` is the running number of a row, ``label`` what the row is about; ``value`` is a count or a percent,
as the column ``unit`` says."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``heads`` are the heads it is known by in people's tables, see `reading.headings`.

    A head is written ``group|leaf``: below a group head, below none (``|leaf``), or wherever (``*|leaf``).
    """

    key: str
    title: str
    kind: FieldKind = "count"
    required: bool = True
    heads: tuple[str, ...] = ()
    plain: bool = True
    """Whether the plain file has it; people's tables may have more."""


@dataclass(frozen=True, slots=True)
class Sum:
    """In every row ``total`` is the sum of ``parts``."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """In every row ``part`` is not more than ``whole``."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Percent:
    """The percents of ``of``: in a percent row below the total, or (``printed``) in a column of their own.

    ``wholes``: the columns they may be a share of; templates differ, and any of them is sound.
    ``closed`` columns make up their whole, so that their percents may be rounded to make 100 together.
    """

    of: str
    wholes: tuple[str, ...]
    closed: tuple[str, ...] = ()
    printed: str = ""


TotalRow = Literal["required", "optional", "none"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. ``scope``: the column whose text says which rows a total row adds up."""

    key: str
    title: str
    fields: tuple[Field, ...]
    item: str = "agency"
    label_is_agency: bool = True
    total_row: TotalRow = "required"
    sums: tuple[Sum, ...] = ()
    parts: tuple[Part, ...] = ()
    percents: tuple[Percent, ...] = ()
    carried: str = ""
    pending: tuple[str, ...] = ()
    scope: str = ""
    one_of_each: bool = True
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def titled(self, key: str) -> str:
        """The Vietnamese title of a column."""
        return next((one.title for one in self.fields if one.key == key), key)

    @property
    def label(self) -> str:
        """The key of the column that says what a row is about."""
        return next(one.key for one in self.fields if one.kind == "label")

    @property
    def counted(self) -> tuple[str, ...]:
        """The keys of the columns that are added up."""
        return tuple(one.key for one in self.fields if one.kind in ("count", "money"))

    @property
    def head(self) -> str:
        """The head of its plain file."""
        return ",".join(one.key for one in self.fields if one.plain)
