"""Working days: which day is one, which comes next, when a number of them is over. Pure."""

from collections.abc import Callable
from datetime import date, timedelta

IsWorkday = Callable[[date], bool]

_LONGEST_BREAK_DAYS = 60
"""A centre that is said to be closed for longer has no known working days: then each day counts as one."""


def next_workday(day: date, is_workday: IsWorkday) -> date:
    """The first working day after ``day``."""
    for offset in range(1, _LONGEST_BREAK_DAYS + 1):
        candidate = day + timedelta(days=offset)
        if is_workday(candidate):
            return candidate
    return day + timedelta(days=1)


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
