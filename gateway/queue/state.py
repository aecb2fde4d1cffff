"""What the hall remembers of a service day: tickets with their periods, counters, leases. Values only.

The state is what the day's events make of it (`evolve`), nothing else; it is replaced, never changed in place, so any
thread may look at the one it got.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contract.events.tickets import Channel, Need

TicketState = Literal["waiting", "called", "serving", "parked", "missed", "finished", "voided", "abandoned"]
ENDED: frozenset[TicketState] = frozenset(("finished", "voided", "abandoned"))
PrintState = Literal["none", "sent", "printed", "failed", "unknown"]
SeatRole = Literal["principal", "substitute"]


class Instant(msgspec.Struct, frozen=True, array_like=True):
    """A moment: wall time, and the time since a boot, which measures durations."""

    at: datetime
    boot: str
    up_ms: int

    def seconds_until(self, later: "Instant") -> float:
        """Seconds from here to ``later``, never negative: by the boot's clock, over a restart of the machine by the
        wall's."""
        if self.boot == later.boot:
            return max(0.0, (later.up_ms - self.up_ms) / 1000)
        return max(0.0, (later.at - self.at).total_seconds())


class Period(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of a ticket's life in one state."""

    state: TicketState
    began: Instant
    ended: Instant | None = None
    counter: str | None = None


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visit. ``service`` is the present one, ``place`` the order in which tickets came.

    ``to_counter``: transferred to this counter alone. ``jumps``: how many others are called before it, when it does
    not wait by its age (next but one = 1). ``calls`` of the present round, ``last_call`` when the number was last
    called, later when it was last spoken.
    """

    id: UUID
    number: str
    service: str
    need: Need
    channel: Channel
    place: int
    issued: Instant
    priority: bool = False
    needs: tuple[str, ...] = ()
    items: int | None = None
    state: TicketState = "waiting"
    counter: str | None = None
    officer: str | None = None
    to_counter: str | None = None
    jumps: int | None = None
    calls: int = 0
    last_call: Instant | None = None
    reason: str | None = None
    periods: tuple[Period, ...] = ()
    printing: PrintState = "none"
    attempts: int = 0

    @property
    def since(self) -> Instant:
        """Since when it is in its present state."""
        return self.periods[-1].began if self.periods else self.issued


class CounterSeat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A counter as the hall knows it. ``ticket`` is called or served there; ``rated`` is the ticket whose rating
    window is open there, which outlives the service (design §5)."""

    officer: str | None = None
    role: SeatRole = "principal"
    paused: str | None = None
    ticket: UUID | None = None
    rated: UUID | None = None


class LeasedNumbers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block of numbers that a kiosk holds for times when the hall is away."""

    id: str
    gateway: str
    service: str
    first: int
    last: int


class QueueState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A service day.

    ``highest`` number given or leased by prefix; ``waiting`` the ids of waiting tickets by service, oldest first;
    ``others_since`` how many without priority were called since the last one with it, by service; ``served_s`` the
    last service times by service, for the expected wait.
    """

    day: str = ""
    tickets: dict[UUID, Ticket] = {}
    waiting: dict[str, tuple[UUID, ...]] = {}
    counters: dict[str, CounterSeat] = {}
    leases: dict[str, LeasedNumbers] = {}
    highest: dict[str, int] = {}
    others_since: dict[str, int] = {}
    served_s: dict[str, tuple[int, ...]] = {}
    next_place: int = 1
