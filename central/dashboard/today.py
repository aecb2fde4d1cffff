"""Reads what the store knows of a service day, as it happens; a handful of small queries for each centre."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, case, func, select

from central.dashboard.facts import HourCounts, Today
from central.reports.visit_counts import WAIT_LIMIT_S
from central.rules.visits import ABANDONED, ISSUED, MISSED, SERVED, VOID
from central.store.tables import durations_daily, events, ratings_daily, tickets, visits_daily

_PLACE: Mapping[str, str] = {
    SERVED: "served", MISSED: "missed", ABANDONED: "left", VOID: "left", ISSUED: "unfinished"
}  # fmt: skip
"""States of tickets by the word of their sum; what was never issued is in no sum."""
_DOUBTFUL = "doubtful"


def newest_line(connection: Connection) -> int:
    """A number that grows with every line that arrives: while it stays, nothing new is known."""
    return int(connection.scalar(select(func.max(events.c.id))) or 0)


def today_of(connection: Connection, site: str, day: date) -> Today:
    """Everything the dashboard says of a day of a site."""
    waits, wait_s, within = _waits(connection, site, day.isoformat())
    return Today(
        day,
        _hours(connection, site, day.isoformat()),
        _oldest(connection, site, day.isoformat()),
        waits,
        wait_s,
        within,
        _doubtful(connection, site, day.isoformat()),
    )


def _hours(connection: Connection, site: str, day: str) -> dict[int, HourCounts]:
    daily = visits_daily.c
    statement = select(daily.hour, daily.state, func.sum(daily.n)).where(daily.site == site, daily.day == day)
    hours: dict[int, HourCounts] = {}
    for hour, state, n in connection.execute(statement.group_by(daily.hour, daily.state)):
        if state in _PLACE:
            hours[hour] = hours.get(hour, HourCounts()).plus(HourCounts(**{_PLACE[state]: int(n)}))
    return dict(sorted(hours.items()))


def _oldest(connection: Connection, site: str, day: str) -> int | None:
    one = tickets.c
    which = (one.site == site, one.day == day, one.state == ISSUED, one.called_ms.is_(None), one.counter == "")
    found = connection.scalar(select(func.min(one.issued_ms)).where(*which))
    return None if found is None else int(found)


def _waits(connection: Connection, site: str, day: str) -> tuple[int, int, int]:
    took = durations_daily.c
    within = func.sum(case((took.seconds <= WAIT_LIMIT_S, took.n), else_=0))
    statement = select(func.sum(took.n), func.sum(took.n * took.seconds), within)
    row = connection.execute(statement.where(took.site == site, took.day == day, took.measure == "wait")).one()
    return int(row[0] or 0), int(row[1] or 0), int(row[2] or 0)


def _doubtful(connection: Connection, site: str, day: str) -> int:
    daily = ratings_daily.c
    which = (daily.site == site, daily.day == day, daily.kind == _DOUBTFUL)
    return int(connection.scalar(select(func.sum(daily.n)).where(*which)) or 0)
