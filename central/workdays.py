"""The working days of a site: those of its hours without its days off; Monday to Friday where it has no hours."""

from datetime import date

from central.config import CentralConfig, HoursSession
from central.rules.workdays import IsWorkday

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_DAYS = frozenset(_WEEKDAYS[:5])


def workdays_of(config: CentralConfig, site: str) -> IsWorkday:
    """Tells whether a day is a working day of a site."""
    days = weekdays_of(config, site)
    known = config.sites.get(site)
    off = frozenset(known.holidays if known else ())

    def is_workday(day: date) -> bool:
        return day.weekday() in days and day not in off

    return is_workday


def weekdays_of(config: CentralConfig, site: str) -> tuple[int, ...]:
    """The weekdays on which a site is open; Monday is 0."""
    known = config.sites.get(site)
    days = set() if known and known.hours else set(_OFFICE_DAYS)
    for session in (known.hours if known else None) or ():
        days |= set(session.days) if isinstance(session, HoursSession) else _OFFICE_DAYS
    return tuple(number for number, name in enumerate(_WEEKDAYS) if name in days)
