"""Days, hours and working time of the sites, by the zones and hours of a configuration."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from central.config import CentralConfig, HoursSession
from central.projections.days import Days
from central.rules.visits import Span, seconds
from central.store.tables.base import DAY_UNKNOWN
from contract.clock import utc_ms

HOUR_UNKNOWN = -1
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE_DAYS = frozenset(_WEEKDAYS[:5])
_LARGEST = 4_096
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=7)
"""A stretch that ran on for longer comes from a wrong clock."""

_Hours = tuple[tuple[frozenset[str], time, time], ...]


class Calendar:
    """What a moment is at a site."""

    def __init__(self, config: CentralConfig, days: Days | None = None) -> None:
        self.days = days or Days(config)
        self._config = config
        self._zones: dict[str, ZoneInfo] = {}
        self._hours: dict[str, _Hours | None] = {}
        self._sessions: dict[tuple[str, date], tuple[Span, ...]] = {}

    def day(self, site: str, time_ms: int | None) -> str:
        """The service day; '' when it is not known."""
        return self.days.day(site, time_ms)

    def hour(self, site: str, time_ms: int | None) -> int:
        """The local hour, -1 when it is not known."""
        if time_ms is None or self.days.day(site, time_ms) == DAY_UNKNOWN:
            return HOUR_UNKNOWN
        return self._local(site, time_ms).hour

    def noon_ms(self, site: str, day: str) -> int | None:
        """The noon of a service day; None when the day is not known."""
        if day == DAY_UNKNOWN:
            return None
        return self._at(site, date.fromisoformat(day), time(12))

    def working_s(self, site: str, spans: Iterable[Span]) -> int | None:
        """Seconds of the spans in which the site was open.

        None when its hours are not known, or hold no session on one of the days: somebody worked there all the same.
        None also for a stretch of weeks.
        """
        inside: list[Span] = []
        for since, until in spans:
            if self.days.day(site, since) == DAY_UNKNOWN or self.days.day(site, until) == DAY_UNKNOWN:
                return None
            day, last = self._local(site, since).date(), self._local(site, until).date()
            if last - day > _LONGEST:
                return None
            while day <= last:
                sessions = self._sessions_on(site, day)
                if not sessions:
                    return None
                both = ((max(since, opens), min(until, closes)) for opens, closes in sessions)
                inside += [(first, end) for first, end in both if first < end]
                day += _DAY
        return seconds(inside)

    def _sessions_on(self, site: str, day: date) -> tuple[Span, ...]:
        known = self._sessions.get((site, day))
        if known is None:
            if len(self._sessions) >= _LARGEST:
                self._sessions.clear()
            weekday = _WEEKDAYS[day.weekday()]
            known = self._sessions[site, day] = tuple(
                (self._at(site, day, opens), self._at(site, day, closes))
                for days, opens, closes in self._hours_of(site) or ()
                if weekday in days
            )
        return known

    def _hours_of(self, site: str) -> _Hours | None:
        if site not in self._hours:
            known = self._config.sites.get(site)
            self._hours[site] = None if known is None or known.hours is None else tuple(map(_session, known.hours))
        return self._hours[site]

    def _local(self, site: str, time_ms: int) -> datetime:
        return datetime.fromtimestamp(time_ms // 1000, UTC).astimezone(self._zone(site))

    def _at(self, site: str, day: date, clock: time) -> int:
        return utc_ms(datetime.combine(day, clock, self._zone(site)))

    def _zone(self, site: str) -> ZoneInfo:
        zone = self._zones.get(site)
        if zone is None:
            if len(self._zones) >= _LARGEST:
                self._zones.clear()
                self._hours.clear()
            zone = self._zones[site] = self._config.zone(site)
        return zone


def _session(session: HoursSession | str) -> tuple[frozenset[str], time, time]:
    if isinstance(session, HoursSession):
        return frozenset(session.days), time.fromisoformat(session.opens), time.fromisoformat(session.closes)
    opens, _, closes = session.partition("-")
    return _OFFICE_DAYS, time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
