"""Whose ratings they were, and what was said against them, from the rows of a period.

A rating belongs to the agency that owned the service of its visit on the day of that visit; in a centre without a
queue, to the agency of the officer on that day. No daily sum knows agencies or reasons: these are read from the ratings
themselves, found by site and day.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, FromClause, Table, and_, func, select

from central.projections.rows import reasons_in
from central.registry.lists import Post
from central.registry.names import AgencyNames
from central.registry.services import NO_AGENCY, ServiceOwners
from central.reports.model import Figure, Site
from central.reports.period import Period
from central.reports.statistics import percent
from central.rules.counting import COUNTED
from central.store.tables import ratings, ratings_daily, tickets
from contract.dissatisfaction import REASONS
from contract.scales import Scale

_QUARTER_MS = 900_000
"""Time zones differ by quarters of an hour: ratings of one quarter have one local hour."""


@dataclass(slots=True)
class Said:
    """The ratings of one agency: how many at each level, and why people were not satisfied."""

    scale: Scale
    by_level: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """By code: ratings below the satisfied levels that name it; one may name several."""
    without_reason: int = 0

    @property
    def ratings(self) -> int:
        """All of them."""
        return sum(self.by_level.values())

    @property
    def dissatisfied(self) -> int:
        """Those at levels that do not count as satisfied."""
        return sum(self.by_level[level.code] for level in self.scale.levels if not level.satisfied)

    def add(self, level: str, n: int) -> None:
        """``n`` ratings at a level."""
        self.by_level[level] += n

    def explain(self, reasons: str, n: int) -> None:
        """``n`` ratings that were not satisfied, with their reasons as they are stored."""
        codes = set(reasons_in(reasons))
        self.without_reason += 0 if codes else n
        for code in codes:
            self.reasons[code if code in REASONS else "other"] += n


class Whose:
    """The agency of a rating."""

    def __init__(self, site: Site, owners: ServiceOwners, posts: Sequence[Post], agencies: AgencyNames) -> None:
        self.by_ticket = site.mode != "free"
        self._owners, self._agencies = owners, agencies
        self._posts: dict[str, list[Post]] = {}
        for post in posts:
            self._posts.setdefault(post.code, []).append(post)

    def agency(self, key: str | None, day: str) -> str:
        """``key``: the service of its visit, or in a centre without a queue its officer; None: there is no visit."""
        if not key:
            return NO_AGENCY
        return self._owners.agency(key, day) if self.by_ticket else self._of_officer(key, date.fromisoformat(day))

    def _of_officer(self, code: str, day: date) -> str:
        post = next((post for post in self._posts.get(code, ()) if post.holds_on(day)), None)
        if post is None or not post.agency:
            return NO_AGENCY
        found = self._agencies.find(post.agency, day, day)
        return found.name if found else post.agency


def reason_figures(said: Said) -> dict[str, Figure]:
    """How many of those who were not satisfied gave each reason; one may have given several."""
    figures = {}
    for code in REASONS:
        n = said.reasons[code]
        figures[f"reason_{code}"] = Figure(n, "count")
        figures[f"reason_{code}_share"] = Figure(percent(n, said.dissatisfied), "percent", n, said.dissatisfied)
    return figures


def said_in(connection: Connection, site: Site, period: Period, whose: Whose) -> dict[str, Said]:
    """What was said in a period, by agency."""
    found: dict[str, Said] = {}
    low = {level.code for level in site.scale.levels if not level.satisfied}
    for day, key, level, reasons, n in _rows(connection, site, period, whose):
        of_agency = found.setdefault(whose.agency(key, day), Said(site.scale))
        if whose.by_ticket:
            of_agency.add(level, n)
        if level in low:
            of_agency.explain(reasons, n)
    if not whose.by_ticket:
        daily = ratings_daily.c
        counted = and_(*_where(ratings_daily, site, period))
        statement = select(daily.day, daily.officer, daily.level, func.sum(daily.n)).where(counted)
        for day, officer, level, n in connection.execute(statement.group_by(daily.day, daily.officer, daily.level)):
            found.setdefault(whose.agency(officer, day), Said(site.scale)).add(level, int(n))
    return found


def said_by_all(connection: Connection, site: Site, period: Period) -> Said:
    """What was said in a period, whosever ratings they were: `said_in` of all agencies together, at less cost."""
    said, daily = Said(site.scale), ratings_daily.c
    levels = select(daily.level, func.sum(daily.n)).where(*_where(ratings_daily, site, period)).group_by(daily.level)
    for level, n in connection.execute(levels):
        said.add(level, int(n))
    low = [level.code for level in site.scale.levels if not level.satisfied]
    why = select(ratings.c.reasons, func.count()).where(*_where(ratings, site, period), ratings.c.level.in_(low))
    for reasons, n in connection.execute(why.group_by(ratings.c.reasons)):
        said.explain(reasons, int(n))
    return said


def by_hour(connection: Connection, site: Site, period: Period) -> dict[int, Counter[str]]:
    """Ratings by the local hour in which their visit began, as visits are, by level; -1: not known.

    In a centre without a queue, and where nobody knows when the number was taken, by the hour in which they were given.
    """
    found: dict[int, Counter[str]] = {}
    at_ms: ColumnElement[int] = ratings.c.time_ms
    source: FromClause = ratings
    if site.mode != "free":
        at_ms = func.coalesce(tickets.c.issued_ms, ratings.c.time_ms)
        source = ratings.outerjoin(tickets, tickets.c.ticket == ratings.c.ticket)
    quarter = at_ms // _QUARTER_MS
    statement = select(quarter, ratings.c.level, func.count()).select_from(source)
    statement = statement.where(*_where(ratings, site, period))
    for at, level, n in connection.execute(statement.group_by(quarter, ratings.c.level)):
        hour = -1 if at is None else datetime.fromtimestamp(at * _QUARTER_MS / 1000, site.zone).hour
        found.setdefault(hour, Counter())[level] += int(n)
    return found


def _rows(
    connection: Connection, site: Site, period: Period, whose: Whose
) -> Sequence[tuple[str, str | None, str, str, int]]:
    """Day, service or officer, level, reasons, and how many ratings have all four."""
    key: ColumnElement[str] = tickets.c.service if whose.by_ticket else ratings.c.officer
    parts = (ratings.c.day, key, ratings.c.level, ratings.c.reasons)
    source = ratings.outerjoin(tickets, tickets.c.ticket == ratings.c.ticket) if whose.by_ticket else ratings
    statement = select(*parts, func.count()).select_from(source).where(*_where(ratings, site, period))
    return [
        (day, key, level, why, int(n)) for day, key, level, why, n in connection.execute(statement.group_by(*parts))
    ]


def _where(table: Table, site: Site, period: Period) -> list[ColumnElement[bool]]:
    """Counted ratings of the site's scale; both tables name their columns alike."""
    of = table.c
    days = of.day.between(period.first.isoformat(), period.last.isoformat())
    return [of.site == site.id, days, of.kind == COUNTED, of.scale == site.scale.code]
