"""Months and rolling stretches, added up from the sums of days. Pure; today never counts, it is not over.

Satisfaction is that of whole days, so that a page which hangs on a wall never shows what was just pressed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from central.reports.period import Period
from central.reports.statistics import SMALL_SAMPLE, Share

MONTHS = 12
ROLLING = (3, 6, 12)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of one day or of many. ``waits`` with their seconds and those within the limit are of served tickets;
    ``satisfied`` of ``rated`` are counted ratings on the centre's own scale."""

    issued: int = 0
    served: int = 0
    missed: int = 0
    waits: int = 0
    wait_s: int = 0
    within_limit: int = 0
    rated: int = 0
    satisfied: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def mean_wait_s(self) -> float | None:
        """None when nobody's wait is known."""
        return self.wait_s / self.waits if self.waits else None

    @property
    def within(self) -> Share:
        """Who waited no longer than the limit."""
        return Share(self.within_limit, self.waits)

    @property
    def satisfaction(self) -> Share:
        """The satisfied ones of all ratings."""
        return Share(self.satisfied, self.rated)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened at all."""
        return self == Sums()


Days = Mapping[date, Sums]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days and their sums. ``is_whole`` False: the store begins later, or the stretch is not over."""

    period: Period
    sums: Sums
    is_whole: bool = True


def add_up(days: Days, period: Period) -> Sums:
    """The sums of a period."""
    total = Sums()
    for day, sums in days.items():
        if period.first <= day <= period.last:
            total = total.plus(sums)
    return total


def months_until(days: Days, today: date, n: int = MONTHS) -> tuple[Stretch, ...]:
    """The last ``n`` calendar months until yesterday, the oldest first; the last one may still run."""
    yesterday = today - _DAY
    return tuple(_stretch(days, period, yesterday) for period in _months(yesterday, n))


def rolling_until(days: Days, today: date, months: int) -> Stretch:
    """As many months back from yesterday, whatever the calendar says: 3 months until 14 March begin on 15 December."""
    yesterday = today - _DAY
    period = Period(months_back(today, months), yesterday)
    return _stretch(days, period, yesterday)


def months_back(day: date, months: int) -> date:
    """The same day so many months earlier; the end of a shorter month stands for what it lacks."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), _last_of(first))


def is_comparable(n: int) -> bool:
    """Whether so many say anything."""
    return n >= SMALL_SAMPLE


def _stretch(days: Days, period: Period, yesterday: date) -> Stretch:
    begins = min((day for day, sums in days.items() if not sums.is_empty), default=None)
    is_whole = begins is not None and begins <= period.first and period.last <= yesterday
    return Stretch(period, add_up(days, period), is_whole)


def _months(last: date, n: int) -> Iterable[Period]:
    """The calendar months that end with the one of ``last``, oldest first."""
    return reversed(list(_backwards(last, n)))


def _backwards(last: date, n: int) -> Iterator[Period]:
    first = last.replace(day=1)
    for _ in range(n):
        yield Period(first, _last_of(first))
        first = (first - _DAY).replace(day=1)


def _last_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - _DAY
