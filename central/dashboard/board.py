"""The one picture of every centre this moment: taken at most once a second, whoever and how many look.

Taking it reads the hall's word from memory and the store only where a line has arrived since. Any thread may look.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, select

from central.config import CentralConfig
from central.dashboard.alert_log import Logged, standing_alerts
from central.dashboard.facts import SiteNow, Today
from central.dashboard.seeing import gateways_of, site_now
from central.dashboard.today import newest_line, today_of
from central.halls import Halls
from central.presence import GatewayPresence
from central.projections.calendar import Calendar
from central.store.engine import reading
from central.store.tables import devices
from central.workdays import workdays_of
from contract.clock import utc_ms

EVERY_S = 1.0
READ_S = 60.0
"""How old figures of the store may be where no line arrives: a rebuild or a purge changes them without one."""
ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Picture:
    """All centres at one moment. ``number`` grows with every picture."""

    number: int
    at: datetime
    sites: Mapping[str, SiteNow]
    alerts: Mapping[str, tuple[Logged, ...]] = field(default_factory=dict)


class Board:
    """Takes the picture. ``now`` is an aware moment, ``monotonic_s`` measures durations."""

    def __init__(
        self,
        engine: Engine,
        config: CentralConfig,
        presence: Callable[[], tuple[GatewayPresence, ...]],
        halls: Halls,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._config = engine, config
        self._presence, self._halls = presence, halls
        self._now, self._monotonic_s = now, monotonic_s
        self._calendar = Calendar(config)
        self._lock = threading.Lock()
        self._known: dict[str, Today] = {}
        self._line, self._read_s = -1, 0.0
        self._picture: Picture | None = None
        self._taken_s = 0.0
        self._is_old = False
        self.stopping = threading.Event()
        """Set when central stops: whoever waits for a new picture waits no more."""

    def stop(self) -> None:
        """Let nobody wait any more."""
        self.stopping.set()

    def look(self) -> Picture:
        """The picture, at most EVERY_S old when it is given. Raises sqlalchemy.exc.SQLAlchemyError."""
        picture = self._picture
        if picture is not None and not self._is_due():
            return picture
        with self._lock:
            if self._picture is None or self._is_due():
                self._is_old = False
                self._picture = self._take(self._picture.number + 1 if self._picture else 1)
                self._taken_s = self._monotonic_s()
            return self._picture

    def forget(self) -> None:
        """Something changed that no line tells of, such as an alert that was seen: the next look takes a new one."""
        self._is_old = True

    def _is_due(self) -> bool:
        return self._is_old or self._monotonic_s() - self._taken_s >= EVERY_S

    def _take(self, number: int) -> Picture:
        at = self._now()
        sites = tuple(self._config.sites)
        with reading(self._engine) as connection:
            line = newest_line(connection)
            if line != self._line or self._monotonic_s() - self._read_s >= READ_S:
                self._known.clear()
                self._line, self._read_s = line, self._monotonic_s()
            todays = {site: self._today(connection, site, at) for site in sites}
            alerts = standing_alerts(connection, sites)
            boxes = gateways_of(self._presence(), _expected(connection))
        seen = {
            site: site_now(
                site, at, todays[site], self._halls.look(site), boxes.get(site, ()), self._is_working_time(site, at)
            )
            for site in sites
        }
        return Picture(number, at, seen, alerts)

    def _today(self, connection: Connection, site: str, at: datetime) -> Today:
        day = at.astimezone(self._config.zone(site)).date()
        known = self._known.get(site)
        if known is None or known.day != day:
            known = self._known[site] = today_of(connection, site, day)
        return known

    def _is_working_time(self, site: str, at: datetime) -> bool | None:
        """None when the hours of the centre are not known."""
        known = self._config.sites.get(site)
        if known is None or known.hours is None:
            return None
        local: date = at.astimezone(self._config.zone(site)).date()
        if not workdays_of(self._config, site)(local):
            return False
        now_ms = utc_ms(at)
        return bool(self._calendar.working_s(site, ((now_ms - 1000, now_ms),)))


def _expected(connection: Connection) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Gateways in use, with their site and roles."""
    rows = connection.execute(
        select(devices.c.gateway, devices.c.site, devices.c.roles).where(devices.c.state == ACTIVE)
    )
    return {row.gateway: (row.site, tuple(filter(None, row.roles.split("|")))) for row in rows}
