"""Whether a site was open at a moment, with leeway for who was still being served. Made from its hours."""

from datetime import UTC, datetime, time

from central.config import CentralConfig
from central.disputes.visit_signs import IsOpen
from central.workdays import hours_of

LEEWAY_MIN = 30


def opening_of(config: CentralConfig, site: str) -> IsOpen:
    """Tells whether the site was open at a moment, or was so within the half hour around it."""
    known = config.sites.get(site)
    hours = None if known is None or known.hours is None else hours_of(known)
    zone = config.zone(site)

    def is_open(time_ms: int) -> bool | None:
        if hours is None:
            return None
        local = datetime.fromtimestamp(time_ms / 1000, UTC).astimezone(zone)
        minute = local.hour * 60 + local.minute
        return any(
            _minute(one.start) - LEEWAY_MIN <= minute <= _minute(one.end) + LEEWAY_MIN
            for one in hours.sessions_on(local.date())
        )

    return is_open


def _minute(text: str) -> int:
    clock = time.fromisoformat(text)
    return clock.hour * 60 + clock.minute
