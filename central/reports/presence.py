"""Who was at which counter in a period: days, first and last time seen there, pauses, and how long it was open.

It tells of counters that citizens could go to. It is no time sheet: nobody is late here, and who was planned to be away
is named as that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, case, func, select

from central.registry.lists import agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames
from central.reports.absences import Absence, absences_in
from central.reports.comparing import compared
from central.reports.durations import minutes
from central.reports.model import Cell, Column, Figure, Finding, Report, Row, Site, Tile
from central.reports.period import Period
from central.reports.roster import RosterOfficer, roster_in
from central.reports.sources import findings_about_lines, proof_of
from central.reports.throughput import natural
from central.reports.throughput_figures import open_figure
from central.reports.visit_counts import open_seconds_in
from central.reports.words import NOBODY_SIGNED_IN, ROW_LABELS, UNKNOWN_OFFICER
from central.rules.seats import AM, PM
from central.store.tables import seats_daily
from kiosk_ui.words import count_text

KEY = "presence"
TITLE = "Tình hình có mặt tại quầy"
SUMMARY = "Số ngày, lần vào quầy đầu và cuối, lần tạm nghỉ, thời gian quầy mở của từng cán bộ tại từng quầy."


@dataclass(frozen=True, slots=True)
class Sitting:
    """An officer at a counter over a period. Times are milliseconds UTC, None where no clock was right."""

    officer: str
    counter: str
    days: int
    mornings: int
    afternoons: int
    first_ms: int | None
    last_ms: int | None
    sign_ins: int
    pauses: int
    open_s: int
    paused_s: int
    unended: int


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    lists = lists_in_force(connection, site.id, ("agencies", "officers"))
    held = {kind: used.id for kind, used in lists.items()}
    agencies = AgencyNames(agencies_of(connection, held.get("agencies")))
    posts = posts_of(connection, held.get("officers"))
    sittings = _sittings(connection, site.id, period)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        is_known = open_seconds_in(connection, site.id, before) is not None
        return _figures(_sittings(connection, site.id, before)) if is_known else None

    absences = absences_in(connection, site.id, period)
    beside = compared(connection, site, period, _figures(sittings), figures_in)
    roster = {officer.code: officer for officer in roster_in(posts, agencies, period)}
    names = {post.code: post.name for post in posts}
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(absences is not None),
        rows=tuple(_rows(sittings, Known(roster, names, _days_away(absences, period, site)), site)),
        figures=beside.figures,
        tiles=_tiles(beside.figures, sittings),
        findings=(
            *_findings(sittings, roster),
            *_about_absences(absences),
            *beside.findings,
            *findings_about_lines(connection, site, period),
        ),
        proof=proof_of(connection, site.id, [*(lists[kind] for kind in sorted(lists)), *beside.used]),
    )


def _columns(has_roster: bool) -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("officer_code", "Mã", "text", on_page=False),
        Column("officer", "Họ và tên", "text"),
        Column("agency", "Cơ quan", "text"),
        Column("counter", "Quầy", "text"),
        Column("days", "Số ngày", "count"),
        Column("days_away", "Nghỉ có kế hoạch (ngày)", "count", on_page=has_roster),
        Column("mornings", "Buổi sáng", "count", on_page=False),
        Column("afternoons", "Buổi chiều", "count", on_page=False),
        Column("first_seen", "Vào quầy lần đầu", "text"),
        Column("last_seen", "Có mặt đến", "text"),
        Column("sign_ins", "Lần đăng nhập", "count", on_page=False),
        Column("pauses", "Lần tạm nghỉ", "count"),
        Column("paused_min", "Tạm nghỉ (phút)", "minutes"),
        Column("open_min", "Quầy mở (phút)", "minutes"),
    )


def _sittings(connection: Connection, site: str, period: Period) -> list[Sitting]:
    """Everybody who sat anywhere, by officer and counter."""
    seats = seats_daily.c
    days = seats.day.between(period.first.isoformat(), period.last.isoformat())
    in_session = (func.count(func.distinct(case((seats.session == part, seats.day)))) for part in (AM, PM))
    times = (func.min(seats.first_ms), func.max(seats.last_ms))
    added = (seats.sign_ins, seats.pauses, seats.open_s, seats.paused_s, seats.unended)
    statement = (
        select(
            seats.officer, seats.counter, func.count(func.distinct(seats.day)), *in_session,
            *times, *(func.sum(column) for column in added),
        )
        .where(seats.site == site, days)
        .group_by(seats.officer, seats.counter)
    )  # fmt: skip
    return [Sitting(*row) for row in connection.execute(statement)]


@dataclass(frozen=True, slots=True)
class Known:
    """Who the officers are. ``away``: working days of planned absence by code, None where no roster is kept."""

    roster: dict[str, RosterOfficer]
    names: dict[str, str]
    away: dict[str, int] | None

    def place(self, code: str) -> tuple[object, ...]:
        """Officers in the order of their list, then those whom it does not hold, nobody at the end."""
        order = list(self.roster)
        return (code == "", order.index(code) if code in self.roster else len(order), code)

    def who(self, code: str) -> tuple[str, str, str]:
        """Row kind, name and agencies."""
        known = self.roster.get(code)
        if known:
            return "officer", known.name, "; ".join(known.agencies)
        return "unknown_officer", NOBODY_SIGNED_IN if not code else self.names.get(code, UNKNOWN_OFFICER), ""


def _rows(sittings: list[Sitting], known: Known, site: Site) -> Iterator[Row]:
    """Each officer at each counter; who was planned to be away and sat nowhere has a row without a counter."""
    seen = {one.officer for one in sittings}
    rows: list[Sitting | str] = [*sittings, *(code for code in known.away or () if code not in seen)]
    told: set[str] = set()

    def place(one: Sitting | str) -> tuple[object, ...]:
        return (*known.place(one), ()) if isinstance(one, str) else (*known.place(one.officer), natural(one.counter))

    for number, one in enumerate(sorted(rows, key=place), start=1):
        code = one if isinstance(one, str) else one.officer
        kind, *who = known.who(code)
        # Planned days belong to the officer, not to each of his counters.
        days_away = None if known.away is None or code in told else known.away.get(code, 0)
        told.add(code)
        if isinstance(one, str):
            yield Row(kind, "item", (kind, number, code, *who, "", 0, days_away, 0, 0, "", "", *_sums([])))
            continue
        seen_at = (_moment(one.first_ms, site), _moment(one.last_ms, site))
        stay: tuple[Cell, ...] = (one.days, days_away, one.mornings, one.afternoons, *seen_at)
        yield Row(kind, "item", (kind, number, code, *who, one.counter, *stay, *_sums([one])))
    total_away = None if known.away is None else sum(known.away.values())
    lead: tuple[Cell, ...] = ("total", None, "", ROW_LABELS["total"], "", "", None, total_away, None, None, "", "")
    yield Row("total", "total", (*lead, *_sums(sittings)))


def _days_away(absences: tuple[Absence, ...] | None, period: Period, site: Site) -> dict[str, int] | None:
    """Working days of the period on which each officer was planned to be away; a day counts once."""
    if absences is None:
        return None
    days: dict[str, set[date]] = {}
    for one in absences:
        first, last = max(one.first, period.first), min(one.last, period.last)
        span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        days.setdefault(one.officer, set()).update(day for day in span if site.is_workday(day))
    return {code: len(of) for code, of in days.items()}


def _about_absences(absences: tuple[Absence, ...] | None) -> list[Finding]:
    if absences is not None:
        return []
    text = "Chưa có lịch phân công: chưa biết ai nghỉ có kế hoạch (nghỉ phép, ốm, đi công tác)."
    return [Finding("no_roster", text)]


def _sums(sittings: list[Sitting]) -> tuple[Cell, ...]:
    """From `sign_ins` to `open_min`."""
    counts = (sum(one.sign_ins for one in sittings), sum(one.pauses for one in sittings))
    spent = (sum(one.paused_s for one in sittings), sum(one.open_s for one in sittings))
    return (*counts, *(minutes(Decimal(seconds)) for seconds in spent))


def _moment(at_ms: int | None, site: Site) -> str:
    """A local day and minute; nothing where no clock was right."""
    return "" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, site.zone):%d/%m/%Y %H:%M}"


def _figures(sittings: list[Sitting]) -> dict[str, Figure]:
    open_s, paused_s = sum(one.open_s for one in sittings), sum(one.paused_s for one in sittings)
    return {
        "officers": Figure(len({one.officer for one in sittings}), "count"),
        "counters": Figure(len({one.counter for one in sittings}), "count"),
        "sign_ins": Figure(sum(one.sign_ins for one in sittings), "count"),
        "pauses": Figure(sum(one.pauses for one in sittings), "count"),
        **open_figure(open_s),
        "paused_minutes": Figure(minutes(Decimal(paused_s)), "minutes", paused_s, 60),
    }


def _tiles(figures: dict[str, Figure], sittings: list[Sitting]) -> tuple[Tile, ...]:
    return (
        Tile("Cán bộ có mặt tại quầy", figures["officers"], (("{} quầy", len({one.counter for one in sittings})),)),
        Tile("Quầy mở, phút", figures["open_counter_minutes"]),
        Tile("Lần tạm nghỉ", figures["pauses"]),
        Tile("Tạm nghỉ, phút", figures["paused_minutes"]),
    )


def _findings(sittings: list[Sitting], roster: dict[str, RosterOfficer]) -> list[Finding]:
    """What a reader must know of the times."""
    findings = []
    if unended := sum(one.unended for one in sittings):
        text = (
            f"{count_text(unended)} lần đăng nhập quầy không có giờ rời quầy: "
            "thời gian sau lần ghi cuối cùng không được tính là quầy mở."
        )
        findings.append(Finding("unended", text, unended))
    strangers = sorted({one.officer for one in sittings if one.officer and one.officer not in roster})
    if strangers:
        text = f"Mã cán bộ chưa có trong danh sách của kỳ này: {', '.join(strangers)}."
        findings.append(Finding("unknown_officer", text, len(strangers)))
    return findings
