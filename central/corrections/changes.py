"""What a correction changes: sums per officer before and after, read from one store with and without it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, func, select

from central.rules.counting import COUNTED
from central.rules.visits import SERVED, VOID
from central.store.tables import ratings_daily, seats_daily, visits_daily

AROUND = timedelta(days=40)
"""A visit may have been issued, and a rating given, on other days than those of the span."""

Sums = dict[tuple[str, str], tuple[int, int, int, int]]
"""Served visits, void numbers, counted ratings and open seconds, by officer and day."""


@dataclass(frozen=True, slots=True)
class Change:
    """An officer's sums before and after; '' is nobody."""

    officer: str
    served: tuple[int, int]
    void: tuple[int, int]
    ratings: tuple[int, int]
    open_s: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes, by officer, and on which days."""

    officers: tuple[Change, ...] = ()
    days: tuple[str, ...] = ()

    def as_text(self) -> str:
        """As it is kept."""
        return msgspec.json.encode(self).decode()


def changes_in(text: str) -> Changes:
    """What `as_text` wrote; nothing for ''."""
    return msgspec.json.decode(text, type=Changes) if text else Changes()


def sums_at(connection: Connection, site: str, first: date, last: date) -> Sums:
    """The sums of a site around these days."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    days = ((first - AROUND).isoformat(), (last + AROUND).isoformat())
    visits, rated, seats = visits_daily.c, ratings_daily.c, seats_daily.c
    statements = (
        (0, select(visits.officer, visits.day, func.sum(visits.n)).where(visits.state == SERVED), visits),
        (1, select(visits.officer, visits.day, func.sum(visits.n)).where(visits.state == VOID), visits),
        (2, select(rated.officer, rated.day, func.sum(rated.n)).where(rated.kind == COUNTED), rated),
        (3, select(seats.officer, seats.day, func.sum(seats.open_s)), seats),
    )
    for place, statement, columns in statements:
        of_days = statement.where(columns.site == site, columns.day.between(*days))
        for officer, day, n in connection.execute(of_days.group_by(columns.officer, columns.day)):
            found[officer, day][place] += int(n)
    return {key: (one[0], one[1], one[2], one[3]) for key, one in found.items()}


def between(before: Sums, after: Sums) -> Changes:
    """What differs. An officer's sums are those of the days on which anything changed, for everybody alike."""
    nothing = (0, 0, 0, 0)
    keys = {*before, *after}
    days = {day for officer, day in keys if before.get((officer, day)) != after.get((officer, day))}
    touched = {officer for officer, day in keys if before.get((officer, day)) != after.get((officer, day))}
    rows = []
    for officer in sorted(touched):
        sums = [[sum(of.get((officer, day), nothing)[n] for day in days) for of in (before, after)] for n in range(4)]
        rows.append(Change(officer, *((one[0], one[1]) for one in sums)))
    return Changes(tuple(rows), tuple(sorted(days)))
