"""Which gateways a page shows: registered ones and those that speak without being registered; filtered and ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from central.fleet.facts import GRADES, GatewayFacts, Grade, facts_of, worst
from central.fleet.returned import returned
from central.presence import GatewayPresence
from central.provisioning.devices import Device, devices_of
from central.store.tables.events import streams

NO_SITE = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One gateway of the list. ``device`` is None for one that nobody registered."""

    gateway: str
    site: str
    roles: tuple[str, ...]
    counters: tuple[str, ...]
    device: Device | None
    facts: GatewayFacts
    presence: GatewayPresence | None
    last_event_ms: int | None
    has_returned: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether its box has not come yet."""
        return self.device is not None and self.device.state == "waiting"

    @property
    def grade(self) -> Grade:
        """As good as its worst fact; a box still awaited is not known, one that must not be there is bad, and in
        training nothing is counted: never fine."""
        if self.has_returned:
            return "alarm"
        if self.is_awaited:
            return "unknown"
        return worst(("attention", self.facts.grade)) if self.facts.is_training else self.facts.grade


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see; empty words mean all."""

    site: str = ""
    role: str = ""
    grade: str = ""
    text: str = ""

    def takes(self, one: Listed) -> bool:
        """Whether a gateway is wanted."""
        text = self.text.strip().casefold()
        return (
            self.site in ("", one.site)
            and (not self.role or self.role in one.roles)
            and (not self.grade or _is_of(one, self.grade))
            and (not text or text in one.gateway or text in one.counters)
        )


def _is_of(one: Listed, grade: str) -> bool:
    return one.grade in ("alarm", "attention") if grade == "trouble" else one.grade == grade


def listed(
    connection: Connection, presence: Iterable[GatewayPresence], sites: Sequence[str], now_ms: int
) -> list[Listed]:
    """Every gateway of these sites: the worst first, then by site and name."""
    named = {one.gateway: one for one in presence}
    devices = {one.gateway: one for one in devices_of(connection)}
    seen = _streams(connection)
    back = {one.gateway for one in returned(devices.values(), named.values(), now_ms)}
    shown = [
        _one(gateway, devices.get(gateway), named.get(gateway), seen, gateway in back)
        for gateway in sorted({*devices, *named})
        if gateway not in devices or devices[gateway].state != "retired" or gateway in back
    ]
    kept = [one for one in shown if one.site in sites]
    return sorted(kept, key=lambda one: (-GRADES.index(one.grade), one.site, one.gateway))


def _one(
    gateway: str,
    device: Device | None,
    presence: GatewayPresence | None,
    seen: Mapping[str, tuple[str, int]],
    has_returned: bool,
) -> Listed:
    birth = presence.birth if presence else None
    stream_site, last_ms = seen.get(gateway, (NO_SITE, None))
    site = device.site if device else (birth.site if birth else stream_site)
    roles = device.roles if device else (birth.roles if birth else ())
    counters = device.counters if device else ()
    facts = facts_of(presence)
    return Listed(gateway, site, tuple(roles), counters, device, facts, presence, last_ms, has_returned)


def _streams(connection: Connection) -> dict[str, tuple[str, int]]:
    """Site and time of the last event of each gateway."""
    rows = connection.execute(
        select(streams.c.gateway, func.max(streams.c.site), func.max(streams.c.last_seen_ms)).group_by(
            streams.c.gateway
        )
    )
    return {gateway: (site, last) for gateway, site, last in rows}
