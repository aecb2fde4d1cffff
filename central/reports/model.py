"""What a report is before anything is written: columns, rows and figures as numbers, never formatted text."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from central.reports.period import Period
from central.reports.statistics import Share
from central.rules.workdays import Workdays
from contract.scales import Scale
from kiosk_ui.words import moment_text

Cell = str | int | Decimal | None
"""Text, a count, a percent with two places, or nothing."""

ColumnKind = Literal["text", "count", "minutes", "points", "percent", "share", "low", "high"]
"""``minutes`` have two places, ``points`` of a scoring sheet one; ``percent`` stands alone; ``share`` is a percent,
``low`` and ``high`` the ends of its interval."""

RowRole = Literal["item", "total", "percent", "apart"]
"""``item``: one of the things counted; ``total``: their sum; ``percent``: shares of the total in the columns of its
counts; ``apart``: outside the total, shown below it."""

Unit = Literal["count", "percent", "minutes", "per_month", "points"]
"""``per_month``: a count divided by months of 30.44 days, with two places; ``points``: of a scoring sheet."""

Source = Literal["queue", "import", "both", "entry"]
"""Where the counts of a figure come from: events of devices, imported tables, both, or what people entered."""

Relation = Literal["previous", "year_before"]
"""``year_before``: the same period of the year before."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``key`` is its name for programs (English snake_case), ``title`` its head for people.

    ``on_page`` False: for machines and spreadsheets only, a page says the same in another way.
    """

    key: str
    title: str
    kind: ColumnKind
    on_page: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column, and the share that a page draws beside them."""

    kind: str
    role: RowRole
    cells: tuple[Cell, ...]
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value that a figure had in an earlier period. ``file``: the import in which it was published, else ''."""

    relation: Relation
    period: Period
    value: int | Decimal
    file: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with where it comes from. ``change``: against the previous period, None when there is none;
    ``change_year``: against the same period of the year before.

    The change of a percent is the difference of the two printed values, in percentage points, so that
    whoever checks it with the two documents in hand finds the same.
    """

    value: int | Decimal | None
    unit: Unit
    numerator: int | None = None
    denominator: int | None = None
    change: int | Decimal | None = None
    change_year: int | Decimal | None = None
    source: Source = "queue"
    earlier: tuple[Earlier, ...] = ()
    """What the changes are changes from; a value that was published stands behind the one computed here."""

    def against(self, relation: Relation) -> Earlier | None:
        """What the change is a change from; None where there is none, and where both relations mean one period."""
        found = next((one for one in self.earlier if one.relation == relation), None)
        before = self.against("previous") if relation == "year_before" else None
        return None if found is None or (before and before.period == found.period) else found

    @property
    def share(self) -> Share | None:
        """The share behind a percent."""
        if self.unit != "percent" or self.numerator is None or self.denominator is None:
            return None
        return Share(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline: one figure, and under it counts with the words round them (``"{} cán bộ"``, 17).

    ``noun``: what is counted, for the words of a change.
    """

    title: str
    figure: Figure
    details: tuple[tuple[str, int], ...] = ()
    noun: str = "lượt"


@dataclass(frozen=True, slots=True)
class ValueList:
    """A short list beside the table, such as the busiest agencies or another imported table: names and counts.

    ``total``: of the whole list where it has one.
    """

    key: str
    title: str
    values: tuple[tuple[str, int], ...]
    noun: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the table must know: a code for programs, a Vietnamese sentence for people."""

    code: str
    text: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Up to where a stream was complete when the report was made, and the hash of that line in hex."""

    gateway: str
    stream: str
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file whose list the report used."""

    kind: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a report was made from (design §1.3)."""

    heads: tuple[Head, ...]
    imports: tuple[ImportedFile, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What a report must know of its centre. ``mode``: ``per-ticket`` or ``free``; ``weekdays``: Monday is 0;
    ``holidays`` and ``worked``: days off, and days worked in their place."""

    id: str
    name: str
    zone: ZoneInfo
    scale: Scale
    mode: str
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    def is_workday(self, day: date) -> bool:
        """Whether the centre is open on a day."""
        return Workdays(frozenset(self.weekdays), frozenset(self.holidays), frozenset(self.worked))(day)


@dataclass(frozen=True, slots=True)
class Closed:
    """When the figures of a report were closed, as which version, and the hash of what was frozen, in hex."""

    at: datetime
    version: int
    sha256: str

    @property
    def code(self) -> str:
        """The beginning of the hash in groups of four, to be read aloud and compared."""
        return " ".join(self.sha256[start : start + 4] for start in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Report:
    """A report, complete: every format is written from this and from nothing else."""

    key: str
    title: str
    site: Site
    period: Period
    made_at: datetime
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    figures: dict[str, Figure]
    tiles: tuple[Tile, ...]
    findings: tuple[Finding, ...]
    proof: Proof
    parts: tuple["Report", ...] = ()
    """The reports that this one puts together, whole, for a document that prints them all."""
    lists: tuple[ValueList, ...] = ()
    facts: tuple[str, ...] = ()
    """What must stand beside the table wherever it is printed, such as how many took part of how many."""
    closed: Closed | None = None
    """None: live figures, which change as events arrive."""

    @property
    def mode_note(self) -> str:
        """What must be printed about a centre without a queue, else nothing (design §7)."""
        return "không gắn với lượt phục vụ" if self.site.mode == "free" else ""

    @property
    def standing(self) -> str:
        """What must be printed of how final the figures are."""
        if self.closed is None:
            return "Số liệu tạm tính"
        at, version = moment_text(self.closed.at), self.closed.version
        return f"Số liệu đã chốt lúc {at}, bản {version}, mã {self.closed.code}"
