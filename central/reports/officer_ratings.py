"""The report of ratings per officer: one row for everybody whose post holds in the period (design §7).

Who counts was decided when the events were projected; here sums are read and put into a table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from central.registry.lists import Post, agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames
from central.reports import officer_findings, officer_visits
from central.reports.comparing import compared
from central.reports.model import Cell, Column, Figure, Report, Row, Site
from central.reports.officer_figures import figures_of, tiles_of
from central.reports.officer_visits import NOTHING, OfficerVisits
from central.reports.participation import fact_of
from central.reports.period import Period
from central.reports.rating_counts import (
    Count,
    Tally,
    counted_by_day,
    counts_in,
    counts_undated,
    has_days_until,
    tally,
)
from central.reports.roster import RosterOfficer, roster_in
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import Share
from central.reports.words import NO_RATINGS, NOBODY_SIGNED_IN, ROW_LABELS, SMALL_SAMPLE, UNKNOWN_OFFICER
from central.rules.counting import COUNTED
from central.store.tables.base import NO_OFFICER
from contract.scales import Scale
from kiosk_ui.words import count_text

KEY = "officer-ratings"
TITLE = "Đánh giá theo cán bộ"
SUMMARY = "Số lượt theo từng mức, tỷ lệ hài lòng và khoảng tin cậy của mỗi cán bộ."

APART = ("unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside")
"""Rows outside the total, always printed."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of a period, sorted for the table."""

    roster: Sequence[RosterOfficer]
    per_officer: dict[str, Tally]
    apart: dict[str, Tally]
    undated: Tally

    @property
    def unknown_codes(self) -> list[str]:
        """Codes with ratings that the roster does not hold; the empty one, nobody signed in, is the last."""
        return self.strangers(self.per_officer)

    def strangers(self, codes: Iterable[str]) -> list[str]:
        """Those of the codes that the roster does not hold, in the order of their rows."""
        known = {officer.code for officer in self.roster}
        return sorted({code for code in codes if code not in known}, key=lambda c: (not c, c))


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    lists = lists_in_force(connection, site.id, ("officers", "agencies"))
    in_force = {kind: used.id for kind, used in lists.items()}
    posts = posts_of(connection, in_force.get("officers"))
    agencies = AgencyNames(agencies_of(connection, in_force.get("agencies")))
    ratings = _sorted(
        roster_in(posts, agencies, period),
        counts_in(connection, site.id, period),
        counts_undated(connection, site.id),
        site.scale,
    )
    outside = _outside_posts(connection, site, period, ratings.roster)
    visits = officer_visits.officer_visits(connection, site, period)
    rows, total = _rows(ratings, visits, outside, posts)
    figures = figures_of(total) | officer_visits.figures_of(visits, total.of_scale)
    beside = compared(connection, site, period, figures, lambda before: _figures_in(connection, site, before))
    findings = [
        *officer_findings.about_lists(ratings.roster, "officers" in lists, "agencies" in lists),
        *officer_findings.about_officers(ratings.per_officer, ratings.unknown_codes, posts, outside),
        *officer_findings.about_apart(ratings.apart, ratings.undated, site.scale),
        *beside.findings,
        *findings_about_lines(connection, site, period),
    ]
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=(*columns_of(site.scale), *officer_visits.columns_of(visits)),
        rows=tuple(rows),
        figures=beside.figures,
        tiles=tiles_of(beside.figures, total, ratings.roster, ratings.apart),
        findings=tuple(findings),
        facts=(fact_of(total.of_scale, visits.all_served if visits.is_known else None),),
        proof=proof_of(connection, site.id, [*(lists[kind] for kind in sorted(lists)), *beside.used]),
    )


def columns_of(scale: Scale) -> tuple[Column, ...]:
    """The columns about ratings."""
    satisfied = " và ".join(level.title for level in scale.levels if level.satisfied)
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("officer_code", "Mã", "text", on_page=False),
        Column("officer", "Họ và tên", "text"),
        Column("agency", "Cơ quan", "text"),
        *(Column(level.code, level.title, "count") for level in scale.levels),
        Column("ratings", "Lượt", "count"),
        Column("satisfied_ratings", f"Lượt {satisfied}", "count", on_page=False),
        Column("satisfied_share", satisfied, "share"),
        Column("interval_low", "Cận dưới 95 %", "low"),
        Column("interval_high", "Cận trên 95 %", "high"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


def _sorted(
    roster: Sequence[RosterOfficer], counts: Iterable[Count], undated: Iterable[Count], scale: Scale
) -> Ratings:
    per_officer: dict[str, Tally] = {}
    apart = {kind: Tally(scale) for kind in APART}
    for count in counts:
        if count.kind != COUNTED:
            apart[count.kind].add(count)
        elif count.scale != scale.code:
            apart["other_scale"].add(count)
        else:
            per_officer.setdefault(count.officer, Tally(scale)).add(count)
    return Ratings(roster, per_officer, apart, tally(scale, undated))


def _figures_in(connection: Connection, site: Site, before: Period) -> dict[str, Figure] | None:
    """The figures of an earlier period; None when nothing was rated by its end."""
    if not has_days_until(connection, site.id, before.last):
        return None
    counts = counts_in(connection, site.id, before)
    total = tally(site.scale, (c for c in counts if c.kind == COUNTED and c.scale == site.scale.code))
    visits = officer_visits.officer_visits(connection, site, before)
    return figures_of(total) | officer_visits.figures_of(visits, total.of_scale)


def _outside_posts(
    connection: Connection, site: Site, period: Period, roster: Sequence[RosterOfficer]
) -> dict[str, int]:
    """Counted ratings on days on which no post of their officer holds, by code."""
    partial = {officer.code: officer.posts for officer in roster if not officer.holds_all(period)}
    outside: dict[str, int] = {}
    for code, day, n in counted_by_day(connection, site.id, period, site.scale.code, partial):
        if not any(post.holds_on(day) for post in partial[code]):
            outside[code] = outside.get(code, 0) + n
    return outside


def _rows(
    ratings: Ratings, visits: OfficerVisits, outside: dict[str, int], posts: Sequence[Post]
) -> tuple[list[Row], Tally]:
    """Every row of the table, and the total."""
    scale = ratings.undated.scale
    rows, total = [], Tally(scale)
    for number, officer in enumerate(ratings.roster, start=1):
        got = ratings.per_officer.get(officer.code, Tally(scale))
        total = total.plus(got)
        lead = (number, officer.code, officer.name, "; ".join(officer.agencies))
        beside = visits.cells(officer.code, got.of_scale)
        rows.append(item_row("officer", lead, got, note_of(got, outside.get(officer.code, 0)), beside))
    names = {post.code: post.name for post in posts}
    for code in ratings.strangers([*ratings.per_officer, *visits.served, *visits.returned]):
        got = ratings.per_officer.get(code, Tally(scale))
        total = total.plus(got)
        label = NOBODY_SIGNED_IN if code == NO_OFFICER else names.get(code, UNKNOWN_OFFICER)
        beside = visits.cells(code, got.of_scale)
        rows.append(item_row("unknown_officer", (None, code, label, ""), got, note_of(got, 0), beside))
    rows.append(total_row(total, visits.total_cells(total.of_scale)))
    rows += [_apart(kind, got) for kind, got in ratings.apart.items()]
    if ratings.undated.total:
        rows.append(_apart("undated", ratings.undated))
    return rows, total


def item_row(kind: str, lead: tuple[Cell, ...], got: Tally, note: str, beside: tuple[Cell, ...]) -> Row:
    """An officer's row; ``lead`` are the cells between kind and levels, ``beside`` those about visits."""
    share = Share(got.satisfied, got.of_scale)
    return Row(kind, "item", (kind, *lead, *_counts(got), *_share_cells(share), note, *beside), share)


def total_row(got: Tally, beside: tuple[Cell, ...]) -> Row:
    """The sum of all officers."""
    share = Share(got.satisfied, got.of_scale)
    lead = ("total", None, "", ROW_LABELS["total"], "")
    return Row("total", "total", (*lead, *_counts(got), *_share_cells(share), note_of(got, 0), *beside), share)


def _apart(kind: str, got: Tally) -> Row:
    """A row outside the total: counts alone, a share of it would say nothing."""
    levels: tuple[Cell, ...] = tuple(got.level(level.code) for level in got.scale.levels)
    if kind == "other_scale":
        levels = (None,) * len(levels)
    others = got.total - got.of_scale
    note = f"trong đó {count_text(others)} lượt theo thang khác" if others and kind != "other_scale" else ""
    cells = (kind, None, "", ROW_LABELS[kind], "", *levels, got.total, None, None, None, None, note, *NOTHING)
    return Row(kind, "apart", cells)


def _counts(got: Tally) -> tuple[Cell, ...]:
    return (*(got.level(level.code) for level in got.scale.levels), got.of_scale)


def _share_cells(share: Share) -> tuple[Cell, ...]:
    interval = share.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return (share.numerator, share.percent, low, high)


def note_of(got: Tally, outside: int) -> str:
    """What stands beside an officer's figures: none, few, or some that fell outside the post."""
    if not got.of_scale:
        return NO_RATINGS
    said = [SMALL_SAMPLE] if Share(got.satisfied, got.of_scale).is_small else []
    if outside:
        said.append(f"{count_text(outside)} lượt ngoài thời gian ghi trong danh sách")
    return "; ".join(said)
