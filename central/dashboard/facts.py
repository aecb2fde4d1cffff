"""What is known of a centre this moment, as plain values: nothing is read, nothing is written, nobody is named.

What is not known is None or says so; it never looks like a figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from central.presence import PresenceState
from contract.hall import CounterNow, HallState

Standing = Literal["live", "stale", "unknown"]
"""Of the hall's word: just heard, heard once, never heard."""

AT_WORK = frozenset({"free", "called", "serving"})
"""States in which a counter is open: somebody sits there and is not away."""


@dataclass(frozen=True, slots=True)
class HourCounts:
    """Numbers taken in one hour of the day, and what has become of them until now."""

    served: int = 0
    missed: int = 0
    left: int = 0
    """Abandoned or void."""
    unfinished: int = 0
    """Neither served nor away: waits, is called or served just now."""

    @property
    def issued(self) -> int:
        """All of them."""
        return self.served + self.missed + self.left + self.unfinished

    def plus(self, other: "HourCounts") -> "HourCounts":
        """Both together."""
        return HourCounts(
            self.served + other.served,
            self.missed + other.missed,
            self.left + other.left,
            self.unfinished + other.unfinished,
        )


@dataclass(frozen=True, slots=True)
class Today:
    """What the events of a service day have told until now. ``hours``: -1 for what has no known hour."""

    day: date
    hours: Mapping[int, HourCounts] = field(default_factory=dict)
    oldest_ms: int | None = None
    """When the oldest number was taken that was never called; None when there is none, or its time is not known."""
    waits: int = 0
    """Served tickets whose wait is known."""
    wait_s: int = 0
    within_limit: int = 0
    """Of these, who waited no longer than a centre should let anybody wait."""
    doubtful: int = 0
    """Presses to be looked at; says nothing about their levels."""

    @property
    def total(self) -> HourCounts:
        """The whole day."""
        total = HourCounts()
        for counts in self.hours.values():
            total = total.plus(counts)
        return total


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """What a gateway last said of a device of its own."""

    device: str
    kind: str
    state: str
    fault: str = ""
    left: int | None = None


@dataclass(frozen=True, slots=True)
class GatewayNow:
    """A gateway of the centre. Its devices are as it last said: of one that is not online they may have changed."""

    gateway: str
    state: PresenceState
    roles: tuple[str, ...] = ()
    devices: tuple[DeviceNow, ...] = ()

    @property
    def is_online(self) -> bool:
        """Whether what it says of its devices is of now."""
        return self.state == "online"


@dataclass(frozen=True, slots=True)
class SiteNow:
    """A centre this moment. ``now_ms``: central's clock. ``is_working_time``: None when its hours are not known."""

    site: str
    now_ms: int
    today: Today
    hall: HallState | None = None
    standing: Standing = "unknown"
    is_working_time: bool | None = None
    gateways: tuple[GatewayNow, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether the hall was heard just now."""
        return self.hall is not None and self.standing == "live"

    @property
    def waiting(self) -> int | None:
        """How many wait, as the hall last said; None when it never spoke on this day."""
        if self.hall is None or not self.is_of_today:
            return None
        return sum(service.waiting for service in self.hall.services.values())

    @property
    def is_of_today(self) -> bool:
        """Whether the hall's last word is about this day."""
        return self.hall is not None and self.hall.service_day == self.today.day

    @property
    def counters(self) -> Mapping[str, CounterNow]:
        """The counters as the hall last said."""
        return self.hall.counters if self.hall is not None else {}

    @property
    def open_counters(self) -> int | None:
        """Counters at which somebody works; None when that is not known."""
        if self.hall is None:
            return None
        return sum(counter.state in AT_WORK for counter in self.counters.values())

    @property
    def longest_wait_s(self) -> int | None:
        """Since when the oldest number waits that was never called; None when nobody waits or nobody knows."""
        if not self.is_live or not self.waiting or self.today.oldest_ms is None:
            return None
        return max(0, self.now_ms - self.today.oldest_ms) // 1000

    @property
    def faulty_devices(self) -> tuple[tuple[GatewayNow, DeviceNow], ...]:
        """Devices of which their gateway says now that they are faulty."""
        return tuple(
            (box, one) for box in self.gateways if box.is_online for one in box.devices if one.state == "fault"
        )

    @property
    def is_hall_expected(self) -> bool:
        """Whether a gateway of this centre keeps a queue."""
        return self.hall is not None or any("hall" in box.roles for box in self.gateways)

    @property
    def is_open(self) -> bool | None:
        """Whether people may come now: by the centre's hours, else by the hall's own word; None: nobody knows."""
        if self.is_working_time is not None:
            return self.is_working_time
        return self.hall.open if self.is_live and self.hall is not None else None
