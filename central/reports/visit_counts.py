"""Reads visits from the daily sums of the store, and adds them up by everything a table asks for, in one pass."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, and_, cast, func, select

from central.reports.durations import Durations
from central.reports.period import Period
from central.rules.visits import ABANDONED, ISSUED, MISSED, SERVED, UNISSUED, VOID
from central.store.tables import durations_daily, outcomes_daily, seats_daily, visits_daily
from central.store.tables.base import DAY_UNKNOWN

WAIT_LIMIT_S = 15 * 60
"""The wait that a centre should not exceed (domain §3.1)."""

Group = tuple[str, str | int]
"""What visits are added up by: ``("counter", "3")``; ``("total", "")`` is all of them."""

TOTAL: Group = ("total", "")

AgencyOf = Callable[[str, str], str]
"""The agency that owns a service on a day (YYYY-MM-DD)."""


@dataclass(slots=True)
class Visits:
    """The visits of one group."""

    by_state: dict[str, int] = field(default_factory=dict)
    durations: defaultdict[str, Durations] = field(default_factory=lambda: defaultdict(Durations))
    open_s: int = 0
    """Seconds for which a counter was open, of groups that have counters."""

    def add(self, state: str, n: int) -> None:
        """``n`` more tickets that came to this."""
        self.by_state[state] = self.by_state.get(state, 0) + n

    def state(self, state: str) -> int:
        """Tickets that came to this."""
        return self.by_state.get(state, 0)

    def took(self, measure: str) -> Durations:
        """Waits or services of the served ones."""
        return self.durations[measure]

    @property
    def issued(self) -> int:
        """Tickets that were issued, whatever became of them."""
        return sum(self.by_state.values())

    @property
    def visits(self) -> int:
        """Issued, without those that were void or abandoned (domain §3.1)."""
        return self.issued - self.state(VOID) - self.state(ABANDONED)


@dataclass(slots=True)
class VisitNumbers:
    """Everything counted in a period. ``apart``: tickets whose issue never arrived, and tickets without a date."""

    groups: defaultdict[str, defaultdict[str | int, Visits]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Visits))
    )
    """By kind and key."""
    outcomes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Visits with an outcome, and how many times it was counted."""
    unissued: int = 0
    undated: int = 0
    unended: int = 0
    """Sign-ins of which no end is known."""

    def of(self, group: Group) -> Visits:
        """The visits of a group."""
        kind, key = group
        return self.groups[kind][key]

    def keys(self, kind: str) -> list[str | int]:
        """The groups of a kind that have anything."""
        return list(self.groups[kind])


_STATES = (ISSUED, SERVED, MISSED, ABANDONED, VOID)

_HOUR_STEP = 10_000_000
"""More seconds than a visit lasts: hour and seconds fit into one number."""

_SECONDS = func.aggregate_strings(cast(durations_daily.c.seconds, Text), ",")
_HOUR_AND_SECOND = (durations_daily.c.hour + 1) * _HOUR_STEP + durations_daily.c.seconds
_HOURS_AND_SECONDS = func.aggregate_strings(cast(_HOUR_AND_SECOND, Text), ",")
"""The durations of a group in one text, each once; those that came several times are fetched beside it."""


def visits_in(connection: Connection, site: str, period: Period, agency_of: AgencyOf) -> VisitNumbers:
    """Everything that happened to the tickets issued on the days of a period."""
    numbers = VisitNumbers()
    numbers.of(TOTAL)
    _count(connection, site, period, agency_of, numbers)
    _time(connection, site, period, agency_of, numbers)
    _seats(connection, site, period, numbers)
    brought = outcomes_daily.c
    rows = connection.execute(
        select(brought.outcome, func.sum(brought.visits), func.sum(brought.n))
        .where(_on(outcomes_daily, site, period))
        .group_by(brought.outcome)
    )
    numbers.outcomes = {outcome: (int(visits), int(n)) for outcome, visits, n in rows}
    numbers.undated = _undated(connection, site)
    return numbers


def totals_in(connection: Connection, site: str, period: Period) -> Visits | None:
    """All visits of a period; None when the store knows of none so early: there is nothing to compare with."""
    daily, took = visits_daily.c, durations_daily.c
    first = connection.scalar(select(func.min(daily.day)).where(daily.site == site, daily.day > DAY_UNKNOWN))
    if first is None or first > period.last.isoformat():
        return None
    total = Visits()
    states = select(daily.state, func.sum(daily.n)).where(_on(visits_daily, site, period)).group_by(daily.state)
    total.by_state = {state: int(n) for state, n in connection.execute(states) if state in _STATES}
    statement = select(took.measure, _SECONDS).where(_on(durations_daily, site, period))
    for measure, seconds in connection.execute(statement.group_by(took.day, took.measure)):
        total.took(measure).seconds.extend(map(int, seconds.split(",")))
    more = select(took.measure, took.seconds, took.n).where(_on(durations_daily, site, period), took.n > 1)
    for measure, took_s, n in connection.execute(more):
        total.took(measure).seconds.extend([took_s] * (n - 1))
    return total


def open_seconds_in(connection: Connection, site: str, period: Period) -> int | None:
    """For how long counters were open; None when the store knows of nobody at a counter so early."""
    seats = seats_daily.c
    first = connection.scalar(select(func.min(seats.day)).where(seats.site == site, seats.day > DAY_UNKNOWN))
    if first is None or first > period.last.isoformat():
        return None
    return int(connection.scalar(select(func.sum(seats.open_s)).where(_on(seats_daily, site, period))) or 0)


def _count(connection: Connection, site: str, period: Period, agency_of: AgencyOf, numbers: VisitNumbers) -> None:
    """Where and by whom, then when and what for: both together are as many rows as there are visits."""
    daily = visits_daily.c
    where = (daily.day, daily.service, daily.counter, daily.officer, daily.state)
    for (day, *keys), state, n in _sums(connection, site, period, where):
        if state == UNISSUED:
            numbers.unissued += n
            continue
        numbers.of(TOTAL).add(state, n)
        numbers.of(("agency", agency_of(keys[0], day))).add(state, n)
        for kind, key in zip(("service", "counter", "officer"), keys, strict=True):
            numbers.of((kind, key)).add(state, n)
    what = (daily.hour, daily.need, daily.priority, daily.channel, daily.state)
    for keys, state, n in _sums(connection, site, period, what):
        if state != UNISSUED:
            for kind, key in zip(("hour", "need", "priority", "channel"), keys, strict=True):
                numbers.of((kind, key)).add(state, n)


def _sums(
    connection: Connection, site: str, period: Period, dims: tuple[ColumnElement[Any], ...]
) -> Iterator[tuple[list[Any], str, int]]:
    """How many tickets have the same dimensions, of which the last one is their state."""
    statement = select(*dims, func.sum(visits_daily.c.n)).where(_on(visits_daily, site, period)).group_by(*dims)
    for *keys, state, n in connection.execute(statement).all():
        yield keys, state, int(n)


def _time(connection: Connection, site: str, period: Period, agency_of: AgencyOf, numbers: VisitNumbers) -> None:
    """Few rows with many durations each: a row for each duration costs more to fetch than all the rest takes."""
    took = durations_daily.c
    where = (took.day, took.measure, took.service, took.counter, took.officer)
    groups, total = numbers.groups, numbers.of(TOTAL)
    statement = select(*where, _HOURS_AND_SECONDS).where(_on(durations_daily, site, period)).group_by(*where)
    more = select(*where, _HOUR_AND_SECOND, took.n).where(_on(durations_daily, site, period), took.n > 1)
    told = [(key, list(map(int, both.split(",")))) for *key, both in connection.execute(statement).all()]
    told += [(key, [both] * (n - 1)) for *key, both, n in connection.execute(more).all()]
    by_hour: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (day, measure, service, counter, officer), both in told:
        seconds = [one % _HOUR_STEP for one in both]
        one_of = (("agency", agency_of(service, day)), ("service", service), ("counter", counter), ("officer", officer))
        for got in (total, *(groups[kind][name] for kind, name in one_of)):
            got.durations[measure].seconds += seconds
        hours = by_hour[measure]
        for one, took_s in zip(both, seconds, strict=True):
            hours[one // _HOUR_STEP].append(took_s)
    for measure, hours in by_hour.items():
        for hour, seconds in hours.items():
            groups["hour"][hour - 1].durations[measure].seconds += seconds


def _seats(connection: Connection, site: str, period: Period, numbers: VisitNumbers) -> None:
    seats = seats_daily.c
    sums = (func.sum(seats.open_s), func.sum(seats.unended))
    statement = select(seats.counter, seats.officer, *sums).where(_on(seats_daily, site, period))
    for counter, officer, open_s, unended in connection.execute(statement.group_by(seats.counter, seats.officer)):
        for group in (TOTAL, ("counter", counter), ("officer", officer)):
            numbers.of(group).open_s += int(open_s)
        numbers.unended += int(unended)


def _undated(connection: Connection, site: str) -> int:
    """Tickets of which no day is known: they belong to no period."""
    daily = visits_daily.c
    statement = select(func.sum(daily.n)).where(daily.site == site, daily.day == DAY_UNKNOWN)
    return int(connection.scalar(statement) or 0)


def _on(table: Table, site: str, period: Period) -> ColumnElement[bool]:
    return and_(table.c.site == site, table.c.day.between(period.first.isoformat(), period.last.isoformat()))
