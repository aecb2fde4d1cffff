"""When numbers are given and called: sessions, holidays, swapped days, and how the next opening is said.

Plain arithmetic on the centre's calendar; moments are wall time in the zone of the site.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from contract.services import Hours, Service, Session, as_time
from contract.site import SiteConfig
from gateway.queue.wording import DAYS

LOOK_AHEAD_DAYS = 60
"""Longer than any Tết."""


def sessions(site: SiteConfig, service: Service | None, day: date) -> tuple[Session, ...]:
    """The sessions of a day, of a service or (None) of the centre."""
    own = service.hours if service is not None and service.hours else site.hours.sessions
    return Hours(own, site.hours.holidays, site.hours.swapped).sessions_on(day)


def is_always_open(site: SiteConfig, service: Service | None = None) -> bool:
    """Tell whether no session bounds the day."""
    return not (service is not None and service.hours) and not site.hours.sessions


def gives_tickets(site: SiteConfig, service: Service, at: datetime) -> bool:
    """Tell whether a citizen may take a number for the service now."""
    if is_always_open(site, service):
        return True
    clock = f"{at:%H:%M}"
    return any(_from(s) <= clock < _until(s) for s in sessions(site, service, at.date()))


def gives_tickets_today(site: SiteConfig, service: Service, at: datetime) -> bool:
    """Tell whether staff may still give a number for today: before opening too, not after the last session."""
    if is_always_open(site, service):
        return True
    clock = f"{at:%H:%M}"
    return any(clock < max(s.end, _until(s)) for s in sessions(site, service, at.date()))


def works_today(site: SiteConfig, service: Service, day: date) -> bool:
    """Tell whether the service has any session on a day."""
    return is_always_open(site, service) or bool(sessions(site, service, day))


def is_open(site: SiteConfig, at: datetime) -> bool:
    """Tell whether the centre is open: numbers are called, or given for some service."""
    if is_always_open(site):
        return True
    clock = f"{at:%H:%M}"
    return any(s.start <= clock < s.end for s in sessions(site, None, at.date())) or any(
        gives_tickets(site, service, at) for service in site.services
    )


def rest_of_session_s(site: SiteConfig, service: Service | None, at: datetime) -> int | None:
    """Seconds until the end of the session in which somebody with a number of now would be called; None when nothing
    ends: always open, or no session left today."""
    session = _present(site, service, at)
    return None if session is None else int((_moment(at, session.end) - at).total_seconds())


def opens_in_s(site: SiteConfig, service: Service | None, at: datetime) -> float:
    """Seconds until the session begins in which somebody with a number of now would be called; 0 within it."""
    session = _present(site, service, at)
    return 0.0 if session is None else max(0.0, (_moment(at, session.start) - at).total_seconds())


def too_late(site: SiteConfig, service: Service, at: datetime, estimate_s: int | None) -> str | None:
    """The warning for who may not be served in this session ("Có thể không kịp trong buổi sáng."), else None.

    ``estimate_s`` is the whole wait, before the session's beginning too."""
    session, rest_s = _present(site, service, at), rest_of_session_s(site, service, at)
    if session is None or rest_s is None or estimate_s is None:
        return None
    if estimate_s + service.expected_s <= rest_s:
        return None
    return f"Có thể không kịp trong {'buổi sáng' if session.end <= '13:00' else 'buổi chiều'}."


def next_opening(site: SiteConfig, service: Service | None, at: datetime) -> datetime | None:
    """When numbers are given next, if not now; None when that is not within two months."""
    for day in (at.date() + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)):
        for session in sessions(site, service, day):
            opens = _moment(datetime.combine(day, at.time(), at.tzinfo), _from(session))
            if opens > at:
                return opens
    return None


def opening_words(site: SiteConfig, service: Service | None, at: datetime) -> str | None:
    """The next opening as part of a sentence: "13:30 chiều nay", "07:30 sáng mai", "07:30 thứ Hai, 23/11"."""
    opens = next_opening(site, service, at)
    if opens is None:
        return None
    half, days = ("sáng" if opens.hour < 12 else "chiều"), (opens.date() - at.date()).days
    if days == 0:
        return f"{opens:%H:%M} {half} nay"
    if days == 1:
        return f"{opens:%H:%M} {half} mai"
    return f"{opens:%H:%M} {DAYS[opens.weekday()]}, {opens:%d/%m}"


def hours_words(site: SiteConfig, service: Service | None, day: date) -> str | None:
    """The hours of a day: "07:30–11:30, 13:30–17:00"; None on a day without any."""
    return ", ".join(f"{s.start}–{s.end}" for s in sessions(site, service, day)) or None


def session_ends(site: SiteConfig, day: date) -> Iterator[str]:
    """The clock times at which sessions of a day end, of the centre and of services with hours of their own."""
    ends = {s.end for service in (None, *site.services) for s in sessions(site, service, day)}
    yield from sorted(ends)


def _present(site: SiteConfig, service: Service | None, at: datetime) -> Session | None:
    clock = f"{at:%H:%M}"
    return next((s for s in sessions(site, service, at.date()) if clock < s.end), None)


def _moment(day: datetime, clock: str) -> datetime:
    return datetime.combine(day.date(), as_time(clock), day.tzinfo)


def _from(session: Session) -> str:
    return session.tickets_from or session.start


def _until(session: Session) -> str:
    return session.tickets_until or session.end
