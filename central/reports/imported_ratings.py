"""What people counted otherwise in just this period: paper forms, and ratings of another system.

Both stand apart, below the total: nothing here is ever added to what devices and screens took.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.forms.storing import counted_in
from central.imports.figure_table import TOTAL, FigureRow, FigureTable
from central.imports.layouts import others
from central.imports.layouts.model import Layout
from central.registry.tables import TableInForce, load_table, tables_in_force
from central.reports.period import Period
from contract.scales import Scale

CHANNEL_WORDS = {"device": "máy đánh giá", "qr": "mã QR", "paper": "phiếu giấy", "online": "trực tuyến"}
"""Words for the codes of channels that plain files use; other words are printed as they are."""


ENTERED = "nhập từng phiếu"
"""Beside the questions of forms that were typed in here, so that an imported sheet of the same period stands apart."""


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """One question of a paper form: how many forms answered well, of how many."""

    question: str
    positive: int
    forms: int


@dataclass(frozen=True, slots=True)
class OtherRatings:
    """Totals of another system. ``levels`` None: they are of another scale."""

    label: str
    total: int
    levels: tuple[int, ...] | None

    def satisfied(self, scale: Scale) -> int | None:
        """Those at the satisfied levels."""
        if self.levels is None:
            return None
        return sum(n for n, level in zip(self.levels, scale.levels, strict=True) if level.satisfied)


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything of a period, with the files it came from."""

    paper: tuple[PaperAnswer, ...]
    ratings: tuple[OtherRatings, ...]
    used: tuple[TableInForce, ...]


def imported_in(connection: Connection, site: str, period: Period, scale: Scale) -> Imported:
    """The imports for exactly these days."""
    paper = _tables(connection, site, period, others.PAPER_FORMS)
    ratings = _tables(connection, site, period, others.RATINGS)
    answers = [PaperAnswer(r.label, int(r.count("positive")), int(r.count("forms_total"))) for r in _items(paper)]
    return Imported(
        (*answers, *(answer for _, answer in entered_in(connection, site, period))),
        tuple(_ratings(row, scale) for row in _items(ratings)),
        tuple(held for held, _ in (*paper, *ratings)),
    )


def entered_in(connection: Connection, site: str, period: Period) -> list[tuple[int | None, PaperAnswer]]:
    """What paper forms say that were typed in one by one, with the number of the indicator that each question helps."""
    return [
        (one.question.indicator, PaperAnswer(f"{one.question.text} ({ENTERED})", one.good, one.forms))
        for _, _, questions in counted_in(connection, site, period)
        for one in questions
        if one.forms
    ]


def _tables(
    connection: Connection, site: str, period: Period, layout: Layout
) -> list[tuple[TableInForce, FigureTable]]:
    stored = tables_in_force(connection, site, layout.key)
    wanted = [held for held in stored if (held.first, held.last) == (period.first, period.last)]
    return [(held, load_table(connection, held, layout).table) for held in wanted]


def _items(tables: Sequence[tuple[TableInForce, FigureTable]]) -> list[FigureRow]:
    return [row for _, table in tables for row in table.rows if row.kind != TOTAL]


def _ratings(row: FigureRow, scale: Scale) -> OtherRatings:
    counts = tuple(int(row.count(_column(level.code))) for level in scale.levels)
    total = int(row.count("ratings_total")) if row.value("ratings_total") is not None else sum(counts)
    label = " · ".join(text for text in (CHANNEL_WORDS.get(row.label, row.label), row.text("agency")) if text)
    return OtherRatings(label, total, counts if sum(counts) == total else None)


def _column(code: str) -> str:
    """A level that is a digit has a column with a name."""
    return f"level_{code}" if code.isdigit() else code
