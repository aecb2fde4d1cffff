"""Whether a site was open at a moment, with leeway for who was still being served. Made from its hours."""

from datetime import UTC, date, datetime, time

from central.config import CentralConfig, HoursSession
from central.disputes.visit_signs import IsOpen

LEEWAY_MIN = 30
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Session = tuple[frozenset[str], int, int]


def opening_of(config: CentralConfig, site: str) -> IsOpen:
    """Tells whether the site was open at a moment, or was so within the half hour around it."""
    known = config.sites.get(site)
    sessions = None if known is None or known.hours is None else [_session(one) for one in known.hours]
    off: frozenset[date] = frozenset(known.holidays if known else ())
    zone = config.zone(site)

    def is_open(time_ms: int) -> bool | None:
        if sessions is None:
            return None
        local = datetime.fromtimestamp(time_ms / 1000, UTC).astimezone(zone)
        if local.date() in off:
            return False
        minute, weekday = local.hour * 60 + local.minute, _WEEKDAYS[local.weekday()]
        return any(
            weekday in days and opens - LEEWAY_MIN <= minute <= closes + LEEWAY_MIN for days, opens, closes in sessions
        )

    return is_open


def _session(said: HoursSession | str) -> _Session:
    if isinstance(said, HoursSession):
        return frozenset(said.days), _minute(said.opens), _minute(said.closes)
    opens, _, closes = said.partition("-")
    return frozenset(_WEEKDAYS[:5]), _minute(opens), _minute(closes)


def _minute(text: str) -> int:
    clock = time.fromisoformat(text.strip())
    return clock.hour * 60 + clock.minute
