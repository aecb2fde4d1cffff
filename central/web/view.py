"""Turns a report of numbers into what its page shows: Vietnamese texts, in the shape the templates read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from central.reports import model
from central.reports.changes import changes_of
from central.reports.statistics import Interval, Share
from kiosk_ui.words import count_text

_NBSP = "\N{NO-BREAK SPACE}"
_WHOLE = (Decimal(0), Decimal(100))
_UNITS = {"per_month": f"{_NBSP}lượt/tháng"}


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the page's table; ``kind`` is text, count, share or interval."""

    key: str
    title_vi: str
    kind: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class ShareView:
    """A share as printed, and as counted for the drawing. ``none``: nothing to divide by."""

    value_text: str
    low_text: str
    high_text: str
    fraction: float
    numerator: int
    denominator: int
    small_sample: bool
    none: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its cells by column key."""

    kind: str
    cells: Mapping[str, str | int | None]
    share: ShareView | None


@dataclass(frozen=True, slots=True)
class TileView:
    """A headline figure and the small line under it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the template of a report reads."""

    key: str
    title: str
    site_id: str
    site_name: str
    from_date: date
    to_date: date
    scale_name: str
    mode_note: str
    made_at: datetime
    columns: Sequence[ColumnView]
    rows: Sequence[RowView]
    tiles: Sequence[TileView]
    findings: Sequence[str]
    proof_heads: Sequence[tuple[str, str, int, str]]
    exports: Sequence[tuple[str, str]]
    standing: str = ""
    lists: Sequence[model.ValueList] = ()
    facts: Sequence[str] = ()


def view_of(report: model.Report, exports: Sequence[tuple[str, str]] = ()) -> ReportView:
    """The page of a report; ``exports`` are labels and addresses of its downloads."""
    is_empty = not any(row.role == "item" for row in report.rows) and not _has_counts(report)
    return ReportView(
        key=report.key,
        title=report.title,
        site_id=report.site.id,
        site_name=report.site.name,
        from_date=report.period.first,
        to_date=report.period.last,
        scale_name=report.site.scale.title,
        mode_note=report.mode_note,
        made_at=report.made_at,
        columns=_columns(report.columns),
        rows=() if is_empty else [_row(row, report.columns) for row in report.rows],
        tiles=[_tile(tile) for tile in report.tiles],
        findings=[finding.text for finding in report.findings],
        lists=report.lists,
        facts=report.facts,
        proof_heads=[(head.gateway, head.stream, head.seq, head.head) for head in report.proof.heads],
        exports=exports,
        standing=report.standing,
    )


def percent_text(value: Decimal, *, is_exact: bool = False) -> str:
    """A percent without its sign: ``99,66``. ``is_exact``: all or none of them, written ``100`` or ``0``.

    A share that only rounds to a hundred keeps its places, ``100,00``: not everybody was satisfied.
    """
    if is_exact and value in _WHOLE:
        return f"{value:.0f}"
    return f"{value:.2f}".replace(".", ",")


def share_text(share: Share) -> str:
    """A share as ``99,66 %``; nothing for 0 of 0."""
    if share.percent is None:
        return ""
    return f"{percent_text(share.percent, is_exact=_is_exact(share))}{_NBSP}%"


def interval_text(interval: Interval) -> str:
    """An interval as ``99,58–99,97 %``."""
    return f"{percent_text(interval.low)}–{percent_text(interval.high)}{_NBSP}%"


def _value_text(figure: model.Figure) -> str:
    """A figure that is no share, with its unit."""
    if figure.value is None:
        return "—"
    if isinstance(figure.value, Decimal):
        return percent_text(figure.value) + _UNITS.get(figure.unit, "")
    return count_text(figure.value)


def _is_exact(share: Share) -> bool:
    return share.numerator in (0, share.denominator)


def _has_counts(report: model.Report) -> bool:
    counts = [i for i, c in enumerate(report.columns) if c.kind == "count" and c.key != "no"]
    return any(row.cells[index] for row in report.rows for index in counts)


def _columns(columns: Sequence[model.Column]) -> list[ColumnView]:
    """The columns on the page; the two ends of an interval share one."""
    shown = []
    for column in columns:
        if column.kind == "low":
            shown.append(ColumnView("interval", "Khoảng tin cậy", "interval"))
        elif column.kind != "high" and column.on_page:
            strong = column.key == "ratings"
            # Minutes and percents stand under each other like counts, and come as text.
            kind = "count" if column.kind in ("minutes", "points", "percent") else column.kind
            shown.append(ColumnView(column.key, column.title, kind, strong))
    return shown


def _row(row: model.Row, columns: Sequence[model.Column]) -> RowView:
    cells: dict[str, str | int | None] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        if isinstance(cell, Decimal):
            cells[column.key] = f"{cell:.1f}".replace(".", ",") if column.kind == "points" else percent_text(cell)
        else:
            cells[column.key] = cell
    return RowView(row.kind, cells, _share(row.share) if row.share else None)


def _share(share: Share) -> ShareView:
    interval = share.interval
    if interval is None:
        return ShareView("", "", "", 0.0, 0, 0, small_sample=False, none=True)
    return ShareView(
        value_text=share_text(share),
        low_text=percent_text(interval.low, is_exact=share.numerator == 0),
        high_text=percent_text(interval.high, is_exact=share.numerator == share.denominator),
        fraction=share.numerator / share.denominator,
        numerator=share.numerator,
        denominator=share.denominator,
        small_sample=share.is_small,
        none=False,
    )


def _tile(tile: model.Tile) -> TileView:
    figure, share = tile.figure, tile.figure.share
    said = [words.format(count_text(n)) for words, n in tile.details]
    if share is None:
        value = _value_text(figure)
    else:
        value = share_text(share) or "—"
        if share.interval is not None:
            counts = f"{count_text(share.numerator)}/{count_text(share.denominator)}"
            said += [counts, interval_text(share.interval)]
        else:
            said.append("không phát sinh")
    return TileView(tile.title, value, " · ".join([*said, *changes_of(figure, tile.noun)]))
