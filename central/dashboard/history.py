"""Reads the sums of every day of the last year, and keeps them: a year is read once in a while, not at each look.

What is kept may be some minutes old: events that arrive late and ratings that are set aside show with the next reading.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, case, func, select

from central.config import CentralConfig
from central.dashboard.trend import MONTHS, Days, Sums, months_back
from central.reports.visit_counts import WAIT_LIMIT_S
from central.rules.counting import COUNTED
from central.rules.visits import ABANDONED, ISSUED, MISSED, SERVED, VOID
from central.store.engine import reading
from central.store.tables import durations_daily, ratings_daily, visits_daily
from contract.scales import SCALES

FRESH_S = 600.0
_STATES = (ISSUED, SERVED, MISSED, ABANDONED, VOID)


@dataclass(frozen=True, slots=True)
class Year:
    """The days of about a year, until yesterday, and when they were read."""

    days: Days
    today: date
    read_at: datetime


class History:
    """The last year of every centre. Any thread may ask."""

    def __init__(
        self,
        engine: Engine,
        config: CentralConfig,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._config = engine, config
        self._now, self._monotonic_s = now, monotonic_s
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Year]] = {}

    def year(self, site: str) -> Year:
        """The year of a centre; read anew where it is old or a day has passed. Raises SQLAlchemyError."""
        today = self._today(site)
        held = self._known.get(site)
        if held is not None and held[1].today == today and self._monotonic_s() - held[0] < FRESH_S:
            return held[1]
        # One reads, others wait for what it finds.
        with self._lock:
            held = self._known.get(site)
            if held is not None and held[1].today == today and self._monotonic_s() - held[0] < FRESH_S:
                return held[1]
            year = self._read(site, today)
            self._known[site] = self._monotonic_s(), year
            return year

    def refresh(self) -> None:
        """Read what is about to be old, so that nobody has to wait for it."""
        for site in self._config.sites:
            held = self._known.get(site)
            if held is None or self._monotonic_s() - held[0] >= FRESH_S / 2:
                year = self._read(site, self._today(site))
                with self._lock:
                    self._known[site] = self._monotonic_s(), year

    def _today(self, site: str) -> date:
        return self._now().astimezone(self._config.zone(site)).date()

    def _read(self, site: str, today: date) -> Year:
        first = months_back(today, MONTHS).replace(day=1)
        with reading(self._engine) as connection:
            days = days_of(connection, site, SCALES[self._config.sites[site].scale].code, first, today)
        return Year(days, today, self._now().astimezone(self._config.zone(site)))


def days_of(connection: Connection, site: str, scale: str, first: date, before: date) -> Days:
    """The sums of each day from ``first`` until the day before ``before``."""
    last = before - timedelta(days=1)
    found: dict[date, dict[str, int]] = {}
    for day, values in (
        *_visits(connection, site, first, last),
        *_waits(connection, site, first, last),
        *_ratings(connection, site, scale, first, last),
    ):
        found.setdefault(date.fromisoformat(day), {}).update(values)
    return {day: Sums(**values) for day, values in sorted(found.items())}


def _visits(connection: Connection, site: str, first: date, last: date) -> list[tuple[str, dict[str, int]]]:
    daily = visits_daily.c
    counts = (_where_state(_STATES), _where_state((SERVED,)), _where_state((MISSED,)))
    statement = select(daily.day, *counts).where(*_on(visits_daily, site, first, last)).group_by(daily.day)
    return [
        (day, {"issued": int(issued), "served": int(served), "missed": int(missed)})
        for day, issued, served, missed in connection.execute(statement)
    ]


def _waits(connection: Connection, site: str, first: date, last: date) -> list[tuple[str, dict[str, int]]]:
    took = durations_daily.c
    within = func.sum(case((took.seconds <= WAIT_LIMIT_S, took.n), else_=0))
    statement = select(took.day, func.sum(took.n), func.sum(took.n * took.seconds), within)
    which = (*_on(durations_daily, site, first, last), took.measure == "wait")
    return [
        (day, {"waits": int(n), "wait_s": int(seconds), "within_limit": int(few)})
        for day, n, seconds, few in connection.execute(statement.where(*which).group_by(took.day))
    ]


def _ratings(
    connection: Connection, site: str, scale: str, first: date, last: date
) -> list[tuple[str, dict[str, int]]]:
    daily = ratings_daily.c
    good = [level.code for level in SCALES[scale].levels if level.satisfied]
    satisfied = func.sum(case((daily.level.in_(good), daily.n), else_=0))
    which = (*_on(ratings_daily, site, first, last), daily.kind == COUNTED, daily.scale == scale)
    statement = select(daily.day, func.sum(daily.n), satisfied).where(*which).group_by(daily.day)
    return [(day, {"rated": int(n), "satisfied": int(few)}) for day, n, few in connection.execute(statement)]


def _where_state(states: tuple[str, ...]) -> Any:
    return func.sum(case((visits_daily.c.state.in_(states), visits_daily.c.n), else_=0))


def _on(table: Table, site: str, first: date, last: date) -> tuple[Any, ...]:
    return table.c.site == site, table.c.day.between(first.isoformat(), last.isoformat())
