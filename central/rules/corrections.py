"""What two people corrected afterwards: whose work it was, and which numbers were none. Pure.

A correction is a line of central's own stream; what it is about is written in its ``what``:

    seat/FROM/UNTIL/COUNTER    ``old`` signed in at this counter from then until then was ``new``
    ticket/UUID                ``new`` "void": the number was none; "as_told": it is what its lines say after all
    undo/STREAM/SEQ            the correction at this place of central's does not hold any more

All that is made of the lines is made of them and of the set of corrections, in whatever order they came; the lines
stay as they are.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from central.rules.counting import OrderKey
from central.rules.telling import Told
from central.rules.visits import UNISSUED, VOID, Visit, visit_of
from contract.clock import utc_ms
from contract.events import ServiceFinished, ServiceStarted, TicketCalled

SEAT, TICKET, UNDO = "seat", "ticket", "undo"
AS_VOID, AS_TOLD = "void", "as_told"
LONGEST = timedelta(days=31)
AT_COUNTER = frozenset((TicketCalled.TYPE, ServiceStarted.TYPE, ServiceFinished.TYPE))


@dataclass(frozen=True, slots=True)
class About:
    """What a correction says it is about."""

    kind: str
    counter: str = ""
    from_ms: int = 0
    until_ms: int = 0
    ticket: bytes = b""
    stream: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A `correction.made` line; ``old`` and ``new`` are '' where it names nobody."""

    key: OrderKey
    site: str
    about: About
    old: str
    new: str

    def holds_at(self, time_ms: int | None) -> bool:
        """Whether a moment lies in its span."""
        return time_ms is not None and self.about.from_ms <= time_ms < self.about.until_ms


def seat_text(since: datetime, until: datetime, counter: str) -> str:
    """The ``what`` of a wrong sign-in; aware times, whole minutes."""
    return f"{SEAT}/{since.isoformat(timespec='minutes')}/{until.isoformat(timespec='minutes')}/{counter}"


def read_about(what: str) -> About | None:
    """What a ``what`` says; None for what is no correction that this version knows."""
    kind, _, rest = what.partition("/")
    try:
        if kind == SEAT:
            since, until, counter = rest.split("/", 2)
            return _seat(datetime.fromisoformat(since), datetime.fromisoformat(until), counter)
        if kind == TICKET:
            return About(TICKET, ticket=uuid.UUID(rest).bytes)
        if kind == UNDO:
            stream, seq = rest.split("/")
            return About(UNDO, stream=stream, seq=int(seq))
    except (ValueError, OverflowError):
        return None
    return None


def _seat(since: datetime, until: datetime, counter: str) -> About | None:
    if not counter or since.tzinfo is None or until.tzinfo is None or not since < until <= since + LONGEST:
        return None
    return About(SEAT, counter, utc_ms(since), utc_ms(until))


@dataclass(slots=True)
class InForce:
    """The corrections that hold, in the order in which they were decided."""

    seats: dict[tuple[str, str], list[Correction]] = field(default_factory=lambda: defaultdict(list))
    """By site and counter."""
    tickets: dict[bytes, Correction] = field(default_factory=dict)
    """The last word about each."""

    def __bool__(self) -> bool:
        return bool(self.seats or self.tickets)

    def of_seat(self, site: str, counter: str) -> Sequence[Correction]:
        """Those about who sat at a counter."""
        return self.seats.get((site, counter), ())

    def concerns(self, site: str, counter: str, officer: str) -> bool:
        """Whether anything of this officer's at this counter may be another one's."""
        return any(one.old == officer for one in self.of_seat(site, counter))

    def officer(self, site: str, counter: str, time_ms: int | None, told: str) -> str:
        """Who it was that the lines of a moment call ``told``."""
        for one in self.of_seat(site, counter):
            if one.old == told and one.holds_at(time_ms):
                told = one.new
        return told

    def edges_ms(self, site: str, counter: str) -> list[int]:
        """The moments at which somebody else may sit there, ascending."""
        return sorted({ms for one in self.of_seat(site, counter) for ms in (one.about.from_ms, one.about.until_ms)})


NONE_IN_FORCE = InForce()


def in_force(made: Iterable[Correction]) -> InForce:
    """Which of all corrections ever made hold."""
    ordered = sorted(made, key=lambda one: one.key)
    undone = {(one.about.stream, one.about.seq) for one in ordered if one.about.kind == UNDO}
    found = InForce()
    for one in ordered:
        if (one.key[2], one.key[3]) in undone:
            continue
        if one.about.kind == SEAT:
            found.seats[one.site, one.about.counter].append(one)
        elif one.about.kind == TICKET:
            found.tickets[one.about.ticket] = one
    return found


def corrected_told(told: Iterable[Told], holding: InForce) -> list[Told]:
    """The lines about a ticket with who it really was."""
    found = []
    for one in told:
        officer = holding.officer(one.site, one.counter, one.time_ms, one.officer)
        found.append(one if officer == one.officer else replace(one, officer=officer))
    return found


def corrected_visit(ticket: bytes, told: Iterable[Told], holding: InForce) -> Visit:
    """The visit that these lines make once they are corrected."""
    if not holding:
        return visit_of(told)
    visit = visit_of(corrected_told(told, holding))
    last = holding.tickets.get(ticket)
    is_void = last is not None and last.new == AS_VOID and visit.state != UNISSUED
    return replace(visit, state=VOID) if is_void else visit


def served_ms(told: Iterable[tuple[str, str, int | None]], counter: str) -> int | None:
    """When a ticket was last dealt with at a counter: type, counter and time of its lines; None when nobody knows.

    Its rating is about that moment, though it may be given a day later.
    """
    times = (time_ms for type_, at, time_ms in told if type_ in AT_COUNTER and at == counter)
    return max((time_ms for time_ms in times if time_ms is not None), default=None)
