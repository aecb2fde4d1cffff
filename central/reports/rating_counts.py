"""Reads ratings from the daily sums of the store: a month costs the same with ten years stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from central.reports.period import Period
from central.rules.counting import COUNTED
from central.store.tables.base import DAY_UNKNOWN
from central.store.tables.ratings import ratings_daily
from contract.scales import Scale


@dataclass(frozen=True, slots=True)
class Count:
    """How many ratings of one officer, scale, level and kind."""

    officer: str
    scale: str
    level: str
    kind: str
    n: int


@dataclass(slots=True)
class Tally:
    """Ratings added up. ``total`` holds those of other scales too; ``by_level`` those of one scale."""

    scale: Scale
    by_level: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def add(self, count: Count) -> None:
        """Add one count."""
        self.total += count.n
        if count.scale == self.scale.code:
            self.by_level[count.level] = self.by_level.get(count.level, 0) + count.n

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        levels = {code: self.level(code) + other.level(code) for code in {*self.by_level, *other.by_level}}
        return Tally(self.scale, levels, self.total + other.total)

    def level(self, code: str) -> int:
        """Ratings at one level."""
        return self.by_level.get(code, 0)

    @property
    def of_scale(self) -> int:
        """Ratings of the scale, which are those the levels add up to."""
        return sum(self.by_level.values())

    @property
    def satisfied(self) -> int:
        """Ratings at the levels that count as satisfied."""
        return sum(self.level(level.code) for level in self.scale.levels if level.satisfied)


def tally(scale: Scale, counts: Iterable[Count]) -> Tally:
    """Add counts up."""
    result = Tally(scale)
    for count in counts:
        result.add(count)
    return result


def counts_in(connection: Connection, site: str, period: Period) -> list[Count]:
    """Everything rated on the days of a period."""
    return _counts(connection, site, _on_days(period))


def counts_undated(connection: Connection, site: str) -> list[Count]:
    """Everything whose day is not known; it belongs to no period."""
    return _counts(connection, site, ratings_daily.c.day == DAY_UNKNOWN)


def counted_by_day(
    connection: Connection, site: str, period: Period, scale: str, officers: Collection[str]
) -> list[tuple[str, date, int]]:
    """Counted ratings per officer and day, for officers whose post holds for a part of the period only."""
    if not officers:
        return []
    rows = connection.execute(
        select(ratings_daily.c.officer, ratings_daily.c.day, func.sum(ratings_daily.c.n))
        .where(
            ratings_daily.c.site == site,
            _on_days(period),
            ratings_daily.c.kind == COUNTED,
            ratings_daily.c.scale == scale,
            ratings_daily.c.officer.in_(sorted(officers)),
        )
        .group_by(ratings_daily.c.officer, ratings_daily.c.day)
    )
    return [(officer, date.fromisoformat(day), int(n)) for officer, day, n in rows]


def has_days_until(connection: Connection, site: str, last: date) -> bool:
    """Whether anything at all was rated by a day: before that a comparison has nothing to compare with."""
    first = connection.scalar(
        select(func.min(ratings_daily.c.day)).where(ratings_daily.c.site == site, ratings_daily.c.day > DAY_UNKNOWN)
    )
    return first is not None and first <= last.isoformat()


def last_day(connection: Connection, site: str) -> date | None:
    """The last day with ratings."""
    day = connection.scalar(
        select(func.max(ratings_daily.c.day)).where(ratings_daily.c.site == site, ratings_daily.c.day > DAY_UNKNOWN)
    )
    return date.fromisoformat(day) if day else None


def _on_days(period: Period) -> ColumnElement[bool]:
    return ratings_daily.c.day.between(period.first.isoformat(), period.last.isoformat())


def _counts(connection: Connection, site: str, days: ColumnElement[bool]) -> list[Count]:
    daily = ratings_daily.c
    rows = connection.execute(
        select(daily.officer, daily.scale, daily.level, daily.kind, func.sum(daily.n))
        .where(daily.site == site, days)
        .group_by(daily.officer, daily.scale, daily.level, daily.kind)
    )
    return [Count(officer, scale, level, kind, int(n)) for officer, scale, level, kind, n in rows]
