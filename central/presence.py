"""Which gateways are there: a lease on central's monotonic clock, ended early by the Will.

Pure: time is handed in. What is not known is never called online.
"""

import threading
from dataclasses import dataclass, replace
from typing import Literal

from contract.messages import Birth, ConfigApplied, Death, Health

LEASE_S = 150.0
"""Health comes every 60 s: one lost message is no absence, two and a half minutes of silence are."""

PresenceState = Literal["online", "offline", "silent", "unknown"]
"""``online``: heard within the lease; ``offline``: its death was told; ``silent``: the lease ran out;
``unknown``: never heard live since central listens, or central itself hears nothing now."""


@dataclass(frozen=True, slots=True)
class GatewayPresence:
    """What is known of one gateway; None is "not known"."""

    gateway: str
    state: PresenceState
    birth: Birth | None = None
    health: Health | None = None
    config_applied: ConfigApplied | None = None
    heard_s_ago: float | None = None
    health_s_ago: float | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    heard_s: float | None = None
    dead: bool = False
    birth: Birth | None = None
    health: Health | None = None
    config_applied: ConfigApplied | None = None
    health_s: float | None = None


class Presence:
    """What each gateway last said of itself. Called by the ingest writer, read by pages."""

    def __init__(self, lease_s: float = LEASE_S) -> None:
        self._lease_s = lease_s
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def heard(self, gateway: str, now_s: float) -> None:
        """Events or anything else live arrived from a gateway."""
        self._change(gateway, heard_s=now_s, dead=False)

    def born(self, gateway: str, birth: Birth, now_s: float, retained: bool) -> None:
        """A birth arrived. A retained one may be older than a power cut: it proves nothing about now."""
        known = self._known.get(gateway, _Known())
        if not retained:
            self._change(gateway, birth=birth, heard_s=now_s, dead=False)
        elif known.birth is not None and known.birth.bd != birth.bd:
            self._change(gateway, birth=birth, heard_s=None, dead=False)
        else:
            self._change(gateway, birth=birth)

    def died(self, gateway: str, death: Death) -> None:
        """A Will arrived; one of another connection than the last birth is old news."""
        known = self._known.get(gateway, _Known())
        if known.birth is None or known.birth.bd == death.bd:
            self._change(gateway, dead=True)

    def healthy(self, gateway: str, health: Health, now_s: float) -> None:
        """A health message arrived; what it says may still be a fault."""
        self._change(gateway, health=health, health_s=now_s, heard_s=now_s, dead=False)

    def applied(self, gateway: str, config: ConfigApplied) -> None:
        """A gateway said which configuration it runs; retained, so no sign of life."""
        self._change(gateway, config_applied=config)

    def view(self, now_s: float, link_up: bool) -> tuple[GatewayPresence, ...]:
        """Every gateway ever named since the start, by id. Without a link nothing is known about now."""
        with self._lock:
            known = sorted(self._known.items())
        return tuple(
            GatewayPresence(
                gateway,
                self._state(it, now_s) if link_up else "unknown",
                it.birth,
                it.health,
                it.config_applied,
                None if it.heard_s is None else max(0.0, now_s - it.heard_s),
                None if it.health_s is None else max(0.0, now_s - it.health_s),
            )
            for gateway, it in known
        )

    def _state(self, it: _Known, now_s: float) -> PresenceState:
        if it.dead:
            return "offline"
        if it.heard_s is None:
            return "unknown"
        return "online" if now_s - it.heard_s <= self._lease_s else "silent"

    def _change(self, gateway: str, **changes: object) -> None:
        with self._lock:
            self._known[gateway] = replace(self._known.get(gateway, _Known()), **changes)  # type: ignore[arg-type]
