"""Puts together what is known of a centre this moment: the hall's word, its gateways, its events, its hours. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from central.dashboard.facts import DeviceNow, GatewayNow, SiteNow, Standing, Today
from central.halls import HallNow
from central.presence import GatewayPresence
from contract.clock import utc_ms


def site_now(
    site: str,
    at: datetime,
    today: Today,
    hall: HallNow | None,
    gateways: Iterable[GatewayNow],
    is_working_time: bool | None,
) -> SiteNow:
    """One centre."""
    standing: Standing = "unknown" if hall is None else "live" if hall.is_live else "stale"
    known = tuple(sorted(gateways, key=lambda box: box.gateway))
    return SiteNow(site, utc_ms(at), today, hall.state if hall else None, standing, is_working_time, known)


def gateways_of(
    presence: Iterable[GatewayPresence], expected: Mapping[str, tuple[str, tuple[str, ...]]]
) -> dict[str, list[GatewayNow]]:
    """The gateways of every site. ``expected``: site and roles of those in use; one of them that was never heard is
    unknown, and one that is in use no more stands only where it was born."""
    found: dict[str, list[GatewayNow]] = {}
    heard = set()
    for one in presence:
        listed = expected.get(one.gateway)
        site = one.birth.site if one.birth is not None else listed[0] if listed else None
        if site is not None:
            heard.add(one.gateway)
            found.setdefault(site, []).append(_gateway(one, listed[1] if listed else ()))
    for gateway, (site, roles) in expected.items():
        if gateway not in heard:
            found.setdefault(site, []).append(GatewayNow(gateway, "unknown", roles))
    return found


def _gateway(one: GatewayPresence, listed: tuple[str, ...]) -> GatewayNow:
    roles = one.birth.roles if one.birth is not None else listed
    devices = one.health.devices if one.health is not None else ()
    said = tuple(DeviceNow(it.device, it.kind, it.state, it.fault or "", it.left) for it in devices)
    return GatewayNow(one.gateway, one.state, roles, said)
