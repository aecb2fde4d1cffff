"""The monthly report: every report of a period together, with their headlines as its own table.

It counts nothing: each figure is the one that the report it comes from has made.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Connection

from central.reports import (
    dissatisfaction,
    dossiers,
    feedback,
    indicators,
    officer_ratings,
    presence,
    satisfaction,
    throughput,
)
from central.reports.changes import changes_of
from central.reports.model import Cell, Column, Figure, Finding, ImportedFile, Proof, Report, Row, Site, Tile
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from central.reports.sources import proof_of
from central.reports.words import SMALL_SAMPLE

KEY = "monthly"
TITLE = "Báo cáo tổng hợp"
SUMMARY = "Mọi báo cáo của một kỳ trong một văn bản: hồ sơ, lượt phục vụ, đánh giá của người dân."


class _Part(Protocol):
    @property
    def KEY(self) -> str: ...
    @property
    def TITLE(self) -> str: ...
    def make(self, connection: Connection, site: Site, period: Period, made_at: datetime) -> Report: ...


@dataclass(frozen=True, slots=True)
class _Made:
    parts: tuple[Report, ...]
    findings: tuple[Finding, ...]


PARTS: tuple[_Part, ...] = (
    dossiers,
    throughput,
    satisfaction,
    officer_ratings,
    dissatisfaction,
    feedback,
    presence,
    indicators,
)
"""The reports in it, in the order of the document: to add one, add its module here."""

BY_QUARTER: tuple[_Part, ...] = (indicators,)
"""Parts of a quarter and of longer periods; a month has no such sheet."""

_MONTH_DAYS = 31


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store; a part without data is left out and named."""
    made = _made(connection, site, period, made_at)
    figures: dict[str, Figure] = {}
    for part in made.parts:
        figures = part.figures | figures
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(),
        rows=tuple(_rows(made.parts)),
        figures=figures,
        tiles=_tiles(made.parts),
        findings=made.findings,
        proof=_proof(connection, site, made.parts),
        parts=made.parts,
        facts=tuple(dict.fromkeys(fact for part in made.parts for fact in part.facts)),
    )


def _made(connection: Connection, site: Site, period: Period, made_at: datetime) -> _Made:
    parts, findings = [], []
    for one in PARTS:
        if one in BY_QUARTER and period.days <= _MONTH_DAYS:
            continue
        try:
            part = one.make(connection, site, period, made_at)
        except ReportRefused:
            text = f"Không có phần “{one.TITLE}”: chưa nạp số liệu của kỳ này."
            findings.append(Finding("part_missing", text))
        else:
            parts.append(part)
            findings += part.findings
    return _Made(tuple(parts), tuple(dict.fromkeys(findings)))


def _columns() -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("group", "Báo cáo", "text", on_page=False),
        Column("figure", "Chỉ tiêu", "text"),
        Column("count", "Số lượng", "count"),
        Column("minutes", "Phút", "minutes"),
        Column("percent", "Tỷ lệ", "share"),
        Column("numerator", "Tử số", "count"),
        Column("denominator", "Mẫu số", "count"),
        Column("change", "Thay đổi so với kỳ trước", "minutes", on_page=False),
        Column("change_year", "Thay đổi so với cùng kỳ năm trước", "minutes", on_page=False),
        Column("compared", "So sánh", "text"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


def _tiles(parts: tuple[Report, ...]) -> tuple[Tile, ...]:
    """The first headline of each part, each once; what they changed by stands in the table."""
    firsts = {part.tiles[0].title: part.tiles[0] for part in reversed(parts) if part.tiles}
    return tuple(
        dataclasses.replace(tile, figure=dataclasses.replace(tile.figure, change=None, change_year=None))
        for tile in reversed(firsts.values())
    )


def _rows(parts: tuple[Report, ...]) -> Iterator[Row]:
    """The headlines of each part, in the order of its own page."""
    for part in parts:
        for number, tile in enumerate(part.tiles, start=1):
            kind, share = part.key.replace("-", "_"), tile.figure.share
            yield Row(kind, "item", (kind, number, part.title, *_cells(tile)), share)


def _cells(tile: Tile) -> tuple[Cell, ...]:
    figure = tile.figure
    value, share = figure.value, figure.share
    is_share = figure.unit == "percent"
    return (
        tile.title,
        value if figure.unit == "count" else None,
        value if figure.unit == "minutes" else None,
        Decimal(value) if is_share and value is not None else None,
        figure.numerator if is_share else None,
        figure.denominator if is_share else None,
        *(None if change is None else Decimal(change) for change in (figure.change, figure.change_year)),
        "; ".join(changes_of(figure, tile.noun)),
        SMALL_SAMPLE if share and share.is_small else "",
    )


def _proof(connection: Connection, site: Site, parts: tuple[Report, ...]) -> Proof:
    used: dict[ImportedFile, None] = dict.fromkeys(one for part in parts for one in part.proof.imports)
    return Proof(proof_of(connection, site.id, ()).heads, tuple(used))
