"""What the hall remembers of a service day: tickets with their periods, counters, leases. Values only.

The state is what the day's events make of it (`evolve`), nothing else; it is replaced, never changed in place, so any
thread may look at the one it got.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events.tickets import Channel, Need

TicketState = Literal["waiting", "called", "serving", "parked", "missed", "finished", "voided", "abandoned"]
ENDED: frozenset[TicketState] = frozenset(("finished", "voided", "abandoned"))
PrintState = Literal["none", "sent", "printed", "failed", "unknown"]
SeatRole = Literal["principal", "substitute"]


class Instant(msgspec.Struct, frozen=True, array_like=True):
    """A moment: wall time, and the time since a boot, which measures durations.

    ``is_dated``: false while the clock was never right in this boot; such a moment moves no service day. ``up_ms`` 0:
    it was before this boot, and only the wall's time is known.
    """

    at: datetime
    boot: str
    up_ms: int
    is_dated: bool = True

    @classmethod
    def of(cls, stamp: Stamp) -> "Instant":
        """The moment of a stamp, to the millisecond, as its line says it."""
        at = stamp.at.replace(microsecond=stamp.at.microsecond // 1000 * 1000)
        return cls(at, stamp.boot, stamp.up_ms, stamp.clock != "unset")

    def seconds_until(self, later: "Instant") -> float:
        """Seconds from here to ``later``, never negative: by the boot's clock, over a restart of the machine by the
        wall's."""
        if self.boot == later.boot and self.up_ms > 0:
            return max(0.0, (later.up_ms - self.up_ms) / 1000)
        return max(0.0, (later.at - self.at).total_seconds())


class Period(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of a ticket's life in one state."""

    state: TicketState
    began: Instant
    ended: Instant | None = None
    counter: str | None = None


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visit. ``service`` is the present one, ``place`` the order in which tickets came (milliseconds of wall time,
    made to grow).

    ``counter`` and ``officer``: where it is called or served, else where it was last. ``to_counter``: transferred to
    this counter alone. ``jumps``: how many others are called before it (next but one = 1), when it does not wait by
    its age; then ``turn`` is the day's turn at which it began to wait. ``calls`` of the present round; ``first_call``
    and ``last_call`` are the ends of that round, later the moments when the voice had said them; ``spoken``: the last
    of its calls that the voice said.
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
    turn: int = 0
    calls: int = 0
    spoken: int = 0
    first_call: Instant | None = None
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
    window is open there, which outlives the service (design §5). ``since``: when its officer sat down.

    For who is next: ``turn`` is the day's turn at which a ticket was last called here; ``others`` without priority
    were called here since the last one with it (None: none with it yet), ``in_a_row`` with priority one after
    another; ``after_jump``: the last one did not wait by its age.
    """

    officer: str | None = None
    role: SeatRole = "principal"
    paused: str | None = None
    ticket: UUID | None = None
    rated: UUID | None = None
    turn: int = 0
    others: int | None = None
    in_a_row: int = 0
    after_jump: bool = False
    since: Instant | None = None


class LeasedNumbers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block of numbers that a kiosk holds for times when the hall is away. ``used``: how many of it are given, as far
    as the hall knows. ``next``: on a new card, the first one that had not been given when its kiosk told of it.
    ``since``: when it was set aside."""

    id: str
    gateway: str
    service: str
    prefix: str
    first: int
    last: int
    used: int = 0
    next: int | None = None
    since: Instant | None = None

    @property
    def open_from(self) -> int:
        """From here on its kiosk alone knows what is given."""
        return self.first if self.next is None else self.next


class Line(msgspec.Struct, frozen=True, array_like=True):
    """Tickets of one service that wait by their age and are alike for whoever chooses, oldest first."""

    priority: bool
    needs: tuple[str, ...]
    tickets: tuple[UUID, ...]


class CallMade(msgspec.Struct, frozen=True, array_like=True):
    """A call, for boards and voice."""

    number: str
    counter: str
    nth: int
    at: datetime


class QueueState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A service day. ``day`` is empty while the date is not known.

    Made of the tickets alone (`gateway/queue/lines.py` makes them again): ``waiting``, all waiting tickets by service,
    oldest first; ``lines``, those of them that wait by their age; ``jumping``, those that do not; ``more_items``, the
    dossiers beyond the first of each that wait.

    ``highest`` number given by prefix, in the order in which people come; ``lowest`` number by prefix of the blocks of
    kiosks, which come from the end of the series; ``explained`` ranges of numbers by prefix that nobody got, and it is
    known why; ``issued`` tickets by service; ``others_since`` how many without priority were called since the last one
    with it, by service; ``turns`` counts calls and returns of the day; ``served_s`` the last times at a counter by
    service, from the call on and for one dossier; ``calls`` the last ones, newest first.
    """

    day: str = ""
    tickets: dict[UUID, Ticket] = {}
    waiting: dict[str, tuple[UUID, ...]] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    jumping: tuple[UUID, ...] = ()
    more_items: dict[str, int] = {}
    counters: dict[str, CounterSeat] = {}
    leases: dict[str, LeasedNumbers] = {}
    highest: dict[str, int] = {}
    lowest: dict[str, int] = {}
    explained: dict[str, tuple[tuple[int, int], ...]] = {}
    issued: dict[str, int] = {}
    others_since: dict[str, int] = {}
    turns: int = 0
    served_s: dict[str, tuple[int, ...]] = {}
    calls: tuple[CallMade, ...] = ()
    next_place: int = 1
