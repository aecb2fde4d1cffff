"""When a ticket may be rated by telephone: once its service began, until the end of the next working day. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from central.public.life import Life
from central.rules.workdays import IsWorkday, after_workdays, rated_until

MayRate = Literal["open", "too_early", "too_late", "voided", "abandoned"]
FEEDBACK_WORKDAYS = 5
"""How many working days after a visit its page takes feedback."""


@dataclass(frozen=True, slots=True)
class Times:
    """Until which day, included, a ticket may be rated, and words left about it."""

    rate_until: date
    feedback_until: date


def times_of(day: date, is_workday: IsWorkday) -> Times:
    """The times of a ticket of a day."""
    return Times(rated_until(day, is_workday), after_workdays(day, FEEDBACK_WORKDAYS, is_workday))


def may_rate(life: Life, today: date, until: date) -> MayRate:
    """Whether a ticket may be rated today, or why not."""
    if life.stage == "voided":
        return "voided"
    if not life.is_started:
        return "abandoned" if life.stage == "abandoned" else "too_late" if today > until else "too_early"
    return "open" if today <= until else "too_late"
