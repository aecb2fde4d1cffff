"""Working days: which day is one, which comes next, when a number of them is over. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

IsWorkday = Callable[[date], bool]

_LONGEST_BREAK_DAYS = 60
"""A centre that is said to be closed for longer has no known working days: then each day counts as one."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of a centre: these weekdays (Monday is 0) without the days off, and the days worked instead."""

    weekdays: frozenset[int] = frozenset(range(5))
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def __call__(self, day: date) -> bool:
        """Whether the centre works on a day."""
        return day in self.on or (day.weekday() in self.weekdays and day not in self.off)


def next_workday(day: date, is_workday: IsWorkday) -> date:
    """The first working day after ``day``."""
    for offset in range(1, _LONGEST_BREAK_DAYS + 1):
        candidate = day + timedelta(days=offset)
        if is_workday(candidate):
            return candidate
    return day + timedelta(days=1)


def rated_until(day: date, is_workday: IsWorkday) -> date:
    """The last day on which a ticket of ``day`` may be rated by its code: the next working day."""
    return next_workday(day, is_workday)


def closable_from(last: date, is_workday: IsWorkday) -> date:
    """The first day on which a period that ends with ``last`` may be closed: nothing of it can be rated any more."""
    return rated_until(last, is_workday) + timedelta(days=1)


def after_workdays(day: date, workdays: int, is_workday: IsWorkday) -> date:
    """The working day on which ``workdays`` of them after ``day`` are over."""
    found = day
    for _ in range(workdays):
        found = next_workday(found, is_workday)
    return found


def workdays_between(first: date, last: date, is_workday: IsWorkday) -> int:
    """How many working days come after ``first`` up to and with ``last``; 0 when that is not later."""
    days = (last - first).days
    return sum(is_workday(first + timedelta(days=offset)) for offset in range(1, days + 1))
