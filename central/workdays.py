"""The working days of a site: by its hours, its days off and its swapped days; Monday to Friday where it has no hours.

The one place that reads them: closing, the page behind a ticket's code, feedback, reports and the dashboard ask here.
Gateways get the same days in their ``site.toml``.
"""

from central.config import CentralConfig, CentralSite, HoursSession
from central.rules.workdays import Workdays
from contract.services import WEEKDAYS, Hours, Session

_OFFICE_DAYS = WEEKDAYS[:5]
_OFFICE_HOURS = (Session(_OFFICE_DAYS, "08:00", "17:00"),)


def hours_of(site: CentralSite) -> Hours:
    """When a site is open, as its gateways are told; no session at all where nobody has written any."""
    return Hours(tuple(_session(session) for session in site.hours or ()), site.holidays, site.swapped)


def workdays_of(config: CentralConfig, site: str) -> Workdays:
    """The working days of a configured site; Monday to Friday for another one."""
    return workdays_at(config.sites.get(site))


def workdays_at(site: CentralSite | None) -> Workdays:
    """The working days of a site whose settings these are."""
    hours = Hours() if site is None else hours_of(site)
    worked = {day for session in hours.sessions or _OFFICE_HOURS for day in session.days}
    swapped = {one.day: one.works_as in worked for one in reversed(hours.swapped)}
    on = frozenset(day for day, is_worked in swapped.items() if is_worked)
    off = frozenset(hours.holidays) | swapped.keys()
    return Workdays(frozenset(WEEKDAYS.index(day) for day in worked), off - on, on)


def _session(session: HoursSession | str) -> Session:
    if isinstance(session, HoursSession):
        return Session(session.days, session.opens, session.closes)
    opens, _, closes = session.partition("-")
    return Session(_OFFICE_DAYS, opens.strip(), closes.strip())
