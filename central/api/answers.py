"""What each operation answers, as plain values; one function an operation, found by its id."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from central.api.operations import CLOSED
from central.api.problems import Problem
from central.api.reading import Word
from central.api.report import ONLY_OFFICERS
from central.api.tokens import Token
from central.closing.frozen import closed_periods
from central.presence import GatewayPresence
from central.reports.period import PRESETS, Period, previous
from central.reports.registry import REPORTS
from central.services import Services
from central.store.engine import reading
from central.store.tables import ratings_daily, visits_daily

MOST_PERIODS = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was checked: who asks, and with which words."""

    services: Services
    token: Token
    words: Mapping[str, Word]

    @property
    def site(self) -> str:
        """The site it is about. Raises Problem: a site that the token may not see is as if it were not there."""
        site = str(self.words["site"])
        if site not in self.services.config.sites or not self.token.may_see(site):
            raise Problem(
                404,
                "Không có trung tâm này, hoặc mã truy cập không dành cho trung tâm này.",
                "No such site, or not for this token.",
                "site",
            )
        return site

    def page(self, items: Iterable[Any]) -> tuple[list[Any], int]:
        """The items of the page that is wanted, and how many there are."""
        every = list(items)
        first = int(self.words["offset"])
        return every[first : first + int(self.words["limit"])], len(every)


def sites(asked: Asked) -> list[Any]:
    """The sites of the token."""
    return [
        {"id": code, "name": one.name, "timezone": one.timezone, "scale": one.scale, "ratings": one.ratings}
        for code, one in asked.services.config.sites.items()
        if asked.token.may_see(code)
    ]


def reports(asked: Asked) -> list[Any]:
    """Every report there is."""
    return [
        {"key": one.key, "title": one.title, "summary": one.summary, "needs_officers": one.key in ONLY_OFFICERS}
        for one in REPORTS.values()
    ]


def periods(asked: Asked) -> list[Any]:
    """The periods of a kind from the first day with anything in it until now, the newest first."""
    site, preset = asked.site, str(asked.words["preset"])
    zone = asked.services.config.zone(site)
    with reading(asked.services.engine) as connection:
        closed = closed_periods(connection, site)
        since = _first_day(connection, site)
    if preset == CLOSED:
        found: Iterable[Period] = sorted(closed, reverse=True)
    else:
        found = _back_to(PRESETS[preset].around(datetime.now(zone).date()), since)
    return [_period(one, closed.get(one), zone) for one in islice(found, MOST_PERIODS)]


def gateways(asked: Asked) -> list[Any]:
    """How the gateways of a site are, as far as central knows."""
    site = asked.site
    return [_gateway(one) for one in asked.services.presence() if one.birth is not None and one.birth.site == site]


def _back_to(period: Period, since: date | None) -> Iterable[Period]:
    yield period
    while since is not None and period.first > since:
        period = previous(period)
        yield period


def _period(period: Period, row: Any, zone: Any) -> dict[str, Any]:
    at = None if row is None else datetime.fromtimestamp(row.closed_ms // 1000, UTC).astimezone(zone).isoformat()
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "status": "provisional" if row is None else "closed",
        "version": 0 if row is None else row.version,
        "closed_at": at,
    }


def _gateway(one: GatewayPresence) -> dict[str, Any]:
    birth, health, applied = one.birth, one.health, one.config_applied
    return {
        "gateway": one.gateway,
        "state": one.state,
        "version": birth.version if birth else None,
        "roles": list(birth.roles) if birth else [],
        "config_version": applied.version if applied else None,
        "config_ok": applied.ok if applied else None,
        "clock": health.clock if health else None,
        "waiting_lines": waiting_lines(one),
        "faults": [
            {"device": device.device, "kind": device.kind, "fault": device.fault}
            for device in (health.devices if health else ())
            if device.state == "fault"
        ],
    }


def waiting_lines(one: GatewayPresence) -> int | None:
    """Lines that a gateway has written and central has not; None: not known."""
    if one.health is None:
        return None
    return sum(max(0, stream.last - stream.acked) for stream in one.health.streams)


def _first_day(connection: Connection, site: str) -> date | None:
    days = [
        connection.scalar(select(func.min(table.c.day)).where(table.c.site == site, table.c.day != ""))
        for table in (ratings_daily, visits_daily)
    ]
    found = [day for day in days if day]
    return date.fromisoformat(min(found)) if found else None


LISTS: dict[str, Callable[[Asked], list[Any]]] = {
    "listSites": sites,
    "listReports": reports,
    "listPeriods": periods,
    "listGateways": gateways,
}
"""Operations that answer with pages of items."""
