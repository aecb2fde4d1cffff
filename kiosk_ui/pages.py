"""Gives a Jinja environment what the page templates use: words, addresses of assets, charts.

Reads the rows of a report by the names of their attributes; it never imports the store or a report and
calculates no figure that is printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from kiosk_ui.assets import asset_url
from kiosk_ui.chart_parts import Axis, ChartLevel, ChartRow, percent_tick
from kiosk_ui.charts import interval_mark, narrow_chart, share_axis, wide_charts
from kiosk_ui.words import count_text, date_text, moment_text

if TYPE_CHECKING:
    from jinja2 import Environment

NO_RATINGS = "không phát sinh"
FEW_RATINGS = "số lượt ít (dưới 10)"
APART_KINDS = frozenset(
    (
        *("unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside", "undated", "unissued"),
        *("paper_form", "imported_ratings"),
    )
)
"""Kinds of rows that stand outside the total, below it."""

TOTAL_KINDS = frozenset(("total", "percent"))
"""The sum of all rows, and its shares below it."""


class _Column(Protocol):
    key: str
    title_vi: str
    kind: str


class _Share(Protocol):
    value_text: str
    numerator: int
    denominator: int
    small_sample: bool
    none: bool


class _Row(Protocol):
    kind: str
    cells: Mapping[str, Any]
    share: _Share | None


class _Report(Protocol):
    columns: Sequence[_Column]
    rows: Sequence[_Row]


class _Level(Protocol):
    code: str
    title: str
    satisfied: bool


@dataclass(frozen=True, slots=True)
class RatingChart:
    """Everything drawn on a report page: the chart in both widths and the axis of the marks in the table."""

    wide: tuple[str, ...]
    """Pieces of at most 20 rows each, so that paper breaks between them."""
    narrow: str
    axis: Axis

    @property
    def axis_start(self) -> str:
        """Label of the start of the axis, in percent."""
        return percent_tick(self.axis.start)


@dataclass(frozen=True, slots=True)
class SplitRows:
    """The rows of a report by where they stand."""

    main: list[_Row]
    total: list[_Row]
    apart: list[_Row]
    none_of: list[str]
    """Names of the apart rows that hold nothing: one sentence instead of a row of zeros each."""


def text_keys(report: _Report) -> list[str]:
    """Return the keys of the columns of words, without the ordinal's."""
    return [column.key for column in report.columns if column.kind == "text" and column.key != "no"]


def label_key(report: _Report) -> str:
    """Return the key of the column that names a row: the first of words."""
    return text_keys(report)[0]


def second_text_key(report: _Report) -> str:
    """Return the key of the second column of words, or nothing; a phone shows it under the name."""
    return "".join(text_keys(report)[1:2])


def split_rows(report: _Report) -> SplitRows:
    """Sort the rows into the body, the total, and what stands apart; order is kept."""
    apart = [row for row in report.rows if row.kind in APART_KINDS]
    counted = [column.key for column in report.columns if column.kind == "count" and column.key != "no"]
    empty = [row for row in apart if not any(row.cells.get(key) for key in counted)]
    return SplitRows(
        main=[row for row in report.rows if row.kind not in TOTAL_KINDS and row.kind not in APART_KINDS],
        total=[row for row in report.rows if row.kind in TOTAL_KINDS],
        apart=[row for row in apart if row not in empty],
        none_of=[_label(report, row) for row in empty],
    )


def row_groups(rows: Sequence[_Row]) -> list[tuple[str, list[_Row]]]:
    """Part rows under the heading that their cell ``group`` names; without such a cell all are one part."""
    parts = groupby(rows, key=lambda row: str(row.cells.get("group") or ""))
    return [(name, list(of_part)) for name, of_part in parts] or [("", [])]


def share_remark(share: _Share) -> str:
    """Return what stands in the place of a share that is not printed, or an empty string."""
    if share.none:
        return NO_RATINGS
    return FEW_RATINGS if share.small_sample else ""


def rating_chart(report: _Report, levels: Sequence[_Level], uid: str = "", whose: str = "cán bộ") -> RatingChart | None:
    """Draw the chart of a report with one count column per level; column keys are level codes.

    Rows of groups are not drawn: each group holds the same ratings again. Returns None when nothing is left to draw.
    ``uid`` keeps the ids of several charts on one page apart; ``whose`` rows they are, in words.
    """
    rows = [_chart_row(report, row, levels) for row in split_rows(report).main if not row.cells.get("group")]
    if not any(row.total for row in rows):
        return None
    drawn = [ChartLevel(level.title, level.satisfied) for level in levels]
    share = next((column.title_vi for column in report.columns if column.kind == "share"), "Tỷ lệ")
    title = f"Số lượt đánh giá theo mức và tỷ lệ của từng {whose}"
    share_title = f"{share}, khoảng tin cậy 95\N{NO-BREAK SPACE}%"
    return RatingChart(
        wide_charts(rows, drawn, title=title, share_title=share_title, uid=f"w{uid}"),
        narrow_chart(rows, drawn, title=title, share_title=share_title, uid=f"n{uid}"),
        share_axis(rows),
    )


def share_mark(row: _Row, axis: Axis) -> str:
    """Draw the interval beside a share of the table, from its own numerator and denominator."""
    share = row.share
    if share is None or share_remark(share):
        return ""
    return interval_mark(ChartRow("", (), share.numerator, share.denominator, "", True), axis)


def install(environment: "Environment") -> None:
    """Add the filters ``vi_count``, ``vi_date``, ``vi_moment`` and the functions that templates call."""
    environment.filters.update(vi_count=count_text, vi_date=date_text, vi_moment=moment_text)
    environment.globals.update(
        APART_KINDS=APART_KINDS,
        asset_url=asset_url,
        label_key=label_key,
        rating_chart=rating_chart,
        row_groups=row_groups,
        second_text_key=second_text_key,
        share_mark=share_mark,
        share_remark=share_remark,
        split_rows=split_rows,
    )


def _chart_row(report: _Report, row: _Row, levels: Sequence[_Level]) -> ChartRow:
    counts = tuple(int(row.cells.get(level.code) or 0) for level in levels)
    satisfied = sum(count for count, level in zip(counts, levels, strict=True) if level.satisfied)
    remark = share_remark(row.share) if row.share else NO_RATINGS
    share_text = remark if remark or row.share is None else row.share.value_text
    return ChartRow(_label(report, row), counts, satisfied, sum(counts), share_text, not remark)


def _label(report: _Report, row: _Row) -> str:
    """Name a row where nothing stands beside it: an unknown officer by the code too."""
    label, code = str(row.cells[label_key(report)]), row.cells.get("officer_code")
    return f"{label}, mã {code}" if row.kind == "unknown_officer" and code else label
