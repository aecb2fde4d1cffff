"""What the kiosk role remembers, over a power cut too: leased numbers, tickets it gave by itself, prints.

A row for each, so that a ticket writes only its own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from contract.hall import Lease
from contract.hall_args import IssuedAway
from gateway.hall_commands import PrintTicket
from gateway.queue.state import Instant

LEASE, AWAY, PRINT, REST = "kiosk/lease/", "kiosk/away/", "kiosk/print/", "kiosk/rest"

JobState = Literal["stored", "lost", "printed", "failed", "unknown"]
"""``stored``: it goes to the printer or is there; ``lost``: the program ended meanwhile."""


class Held(msgspec.Struct, frozen=True):
    """A block of numbers. ``next`` is the first one not given; ``boot`` when it came, and whether the date was known
    then (``is_dated``)."""

    lease: Lease
    next: int
    boot: str
    is_returning: bool = False
    is_dated: bool = True

    @property
    def left(self) -> int:
        """How many numbers are not given."""
        return max(0, self.lease.last - self.next + 1)


class GivenAway(msgspec.Struct, frozen=True):
    """A ticket that was given while the hall was away. ``request`` asked for it; ``is_reported``: the hall knows;
    ``moment``: when it was given, on this machine's clocks."""

    ticket: IssuedAway
    request: UUID
    day: str
    answer: dict[str, Any]
    is_reported: bool = False
    moment: Instant | None = None


class Job(msgspec.Struct, frozen=True):
    """The newest print of a ticket."""

    order: PrintTicket
    state: JobState = "stored"


class KioskState(msgspec.Struct, frozen=True):
    """``highest`` number by prefix that the hall is known to have given, ``lowest`` of all blocks; ``waiting`` people
    by service and whether the hall is ``open``, as last heard; ``told_epoch``: the life of the hall that knows all this
    kiosk knows; ``heard_at``, ``heard_day``: the hall's own time and service day when it last spoke (``heard_s``)."""

    day: str = ""
    leases: dict[str, Held] = {}
    away: dict[UUID, GivenAway] = {}
    jobs: dict[UUID, Job] = {}
    highest: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: dict[str, int] = {}
    heard_epoch: int = 0
    told_epoch: int = 0
    is_open: bool = True
    heard_s: float | None = None
    heard_at: datetime | None = None
    heard_day: str = ""


class _Rest(msgspec.Struct, frozen=True):
    day: str
    highest: dict[str, int]
    lowest: dict[str, int] = {}


Rows = dict[str, bytes | None]


def lease_row(held: Held) -> Rows:
    """The row of a block."""
    return {f"{LEASE}{held.lease.id}": msgspec.json.encode(held)}


def away_row(given: GivenAway) -> Rows:
    """The row of a ticket given without the hall."""
    return {f"{AWAY}{given.ticket.ticket.hex}": msgspec.json.encode(given)}


def job_row(job: Job) -> Rows:
    """The row of a print."""
    return {f"{PRINT}{job.order.ticket.hex}": msgspec.json.encode(job)}


def rest_row(state: KioskState) -> Rows:
    """The row of the day and the highest numbers."""
    return {REST: msgspec.json.encode(_Rest(state.day, state.highest, state.lowest))}


def all_rows(state: KioskState) -> Rows:
    """The rows of blocks, tickets and the day: as they are on a new one."""
    made = rest_row(state)
    for held in state.leases.values():
        made |= lease_row(held)
    for given in state.away.values():
        made |= away_row(given)
    return made


def rows_gone(state: KioskState) -> Rows:
    """The rows of a day that is over."""
    return {
        **{f"{LEASE}{lease}": None for lease in state.leases},
        **{f"{AWAY}{ticket.hex}": None for ticket in state.away},
        **{f"{PRINT}{ticket.hex}": None for ticket in state.jobs},
    }


def load(facts: Mapping[str, bytes]) -> KioskState:
    """What the journal's facts remember. Raises ValueError when they cannot be read.

    A print that had not ended when the program did is lost: nobody knows whether its paper came out.
    """
    held = [msgspec.json.decode(raw, type=Held) for key, raw in facts.items() if key.startswith(LEASE)]
    away = [msgspec.json.decode(raw, type=GivenAway) for key, raw in facts.items() if key.startswith(AWAY)]
    jobs = [msgspec.json.decode(raw, type=Job) for key, raw in facts.items() if key.startswith(PRINT)]
    rest = msgspec.json.decode(facts[REST], type=_Rest) if REST in facts else _Rest("", {})
    return KioskState(
        day=rest.day,
        highest=rest.highest,
        lowest=rest.lowest,
        leases={one.lease.id: one for one in held},
        away={one.ticket.ticket: one for one in away},
        jobs={one.order.ticket: Job(one.order, _after_restart(one.state)) for one in jobs},
    )


def _after_restart(state: JobState) -> JobState:
    return "lost" if state == "stored" else state
