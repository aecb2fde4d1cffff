"""Feedback in figures: received, handed over, answered in time or late, open and overdue, by topic.

A piece of feedback belongs to the day on which it was left; what is said of its answer is as it stands today. The words
themselves are never read here.
"""

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection

from central.feedback.due import standing_of
from central.feedback.reading import Left, left_between
from central.feedback.topics import TOPICS
from central.rules.workdays import IsWorkday


@dataclass(frozen=True, slots=True)
class Counts:
    """``received`` = ``on_time`` + ``late`` + ``open`` + ``overdue``; ``due`` = all but ``open``, the base of the
    share answered in time (QĐ 766: handled in time of all that was due). ``handed`` and ``redirected`` are among
    them."""

    received: int = 0
    handed: int = 0
    redirected: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """What had to be answered by now, or was."""
        return self.on_time + self.late + self.overdue

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def counts_by_topic(
    connection: Connection, site: str, first: date, last: date, is_workday: IsWorkday, today: date
) -> dict[str, Counts]:
    """Counts of a site and period by topic as staff sorted it: every known topic, then those of a later version."""
    found = left_between(connection, site, first.isoformat(), last.isoformat(), is_workday, today)
    return count(found, today)


def count(found: list[Left], today: date) -> dict[str, Counts]:
    """The same of feedback at hand."""
    counts = dict.fromkeys(TOPICS, Counts())
    for left in found:
        case = left.case
        standing = {str(standing_of(case.due, case.ended_on, today)): 1}
        one = Counts(1, int(case.handed_on is not None), int(case.state == "redirected"), **standing)
        counts[case.topic] = counts.get(case.topic, Counts()) + one
    return counts


def total(counts: dict[str, Counts]) -> Counts:
    """All topics together."""
    return sum(counts.values(), Counts())
