"""Gateways that should not be there any more: a card of a retired or replaced box that speaks again. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from central.presence import GatewayPresence
from central.provisioning.devices import Device

GRACE_MS = 120_000
"""So long the broker may take to shut a retired gateway out."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A gateway that speaks although its rights were taken."""

    gateway: str
    site: str
    heard_s_ago: float


def returned(devices: Iterable[Device], presence: Iterable[GatewayPresence], now_ms: int) -> list[Returned]:
    """Who was heard live after its retirement. What is only retained at the broker proves nothing."""
    heard = {one.gateway: one.heard_s_ago for one in presence if one.heard_s_ago is not None}
    return [
        Returned(device.gateway, device.site, heard[device.gateway])
        for device in devices
        if device.state == "retired"
        and device.gateway in heard
        and now_ms - heard[device.gateway] * 1000 > (device.retired_ms or 0) + GRACE_MS
    ]
