"""From when a period may be closed: its last tickets may be rated until the end of the next working day. Pure."""

from datetime import date, timedelta

from central.config import CentralSite, HoursSession

_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_DAYS = frozenset(_WEEKDAYS[:5])


def working_weekdays(site: CentralSite) -> frozenset[str]:
    """The weekdays on which a site is open; Monday to Friday where its hours are not known."""
    days: set[str] = set()
    for session in site.hours or ():
        days |= set(session.days) if isinstance(session, HoursSession) else _OFFICE_DAYS
    return frozenset(days) or _OFFICE_DAYS


def rated_until(last: date, site: CentralSite) -> date:
    """The last day on which a ticket of ``last`` may be rated by its QR code: the next working day."""
    days, day = working_weekdays(site), last + _DAY
    while _WEEKDAYS[day.weekday()] not in days:
        day += _DAY
    return day


def closable_from(last: date, site: CentralSite) -> date:
    """The first day on which a period that ends with ``last`` may be closed."""
    return rated_until(last, site) + _DAY
