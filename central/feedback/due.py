"""When an answer is due, and whether it came in time. Pure; days are dates of the centre's own calendar."""

from datetime import date
from typing import Literal

from central.rules.workdays import IsWorkday, after_workdays

ANSWER_WORKDAYS = 10
"""Working days for an answer, unless staff set another day."""

Standing = Literal["on_time", "late", "open", "overdue"]


def due_of(left_on: date, is_workday: IsWorkday) -> date:
    """The last day on which an answer is in time."""
    return after_workdays(left_on, ANSWER_WORKDAYS, is_workday)


def standing_of(due: date, ended: date | None, today: date) -> Standing:
    """Whether it ended in time, late, or is still open, in time or not."""
    if ended is not None:
        return "on_time" if ended <= due else "late"
    return "open" if today <= due else "overdue"
