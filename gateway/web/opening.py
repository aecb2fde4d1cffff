"""Opening hours as a kiosk tells them, and whether a session ends before somebody's turn. Pure: no clock, no I/O."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Literal

import msgspec

from contract.services import WEEKDAYS, Hours, Service, Session, Weekday, as_time
from contract.site import SiteConfig

Half = Literal["morning", "afternoon"]
NOON = time(12)


class OpeningLine(msgspec.Struct, frozen=True):
    """Days in a row with the same times: from the first to the last, each time as two clock times."""

    first: Weekday
    last: Weekday
    times: tuple[tuple[str, str], ...]


def hours_of(site: SiteConfig, service: Service | None) -> Hours:
    """The hours of a service: its own sessions, else the centre's; holidays hold for all."""
    if service is None or not service.hours:
        return site.hours
    return msgspec.structs.replace(site.hours, sessions=service.hours)


def working_times(session: Session) -> tuple[str, str]:
    """When it is worked."""
    return session.start, session.end


def ticket_times(session: Session) -> tuple[str, str]:
    """When numbers are given."""
    return session.tickets_from or session.start, session.tickets_until or session.end


def opening_lines(sessions: Iterable[Session], of_tickets: bool = False) -> tuple[OpeningLine, ...]:
    """The week as few lines as possible; days without a session are left out."""
    times = ticket_times if of_tickets else working_times
    listed = list(sessions)
    lines: list[OpeningLine] = []
    before: Weekday | None = None
    for day in WEEKDAYS:
        of_day = tuple(sorted(times(session) for session in listed if day in session.days))
        if of_day and lines and lines[-1].last == before and lines[-1].times == of_day:
            lines[-1] = OpeningLine(lines[-1].first, day, of_day)
        elif of_day:
            lines.append(OpeningLine(day, day, of_day))
        before = day
    return tuple(lines)


def half_missed(hours: Hours, now: datetime, needed_s: float) -> Half | None:
    """The half-day that ends before ``needed_s`` have passed: wait and visit, the wait for the doors too.

    None: there is time enough, or no session is on or to come.
    """
    for session in hours.sessions_on(now.date()):
        start = datetime.combine(now.date(), as_time(session.start), now.tzinfo)
        end = datetime.combine(now.date(), as_time(session.end), now.tzinfo)
        if now < end:
            if needed_s <= (end - now).total_seconds():
                return None
            return "morning" if start.time() < NOON else "afternoon"
    return None
