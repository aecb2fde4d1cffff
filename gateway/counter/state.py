"""What the counter role remembers, over a power cut too."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from gateway.commands import SignInRole
from gateway.decision import Decision

FACT = "counter-role"
"""The key under which the journal keeps this state."""


class Seat(msgspec.Struct, frozen=True):
    """An officer at a counter; ``day`` is the service day of the sign-in, empty while the clock was unknown,
    and ``boot`` the boot in which it was."""

    officer: str
    role: SignInRole
    day: str = ""
    boot: str = ""


class RatedAt(msgspec.Struct, frozen=True):
    """When a rating was given, by the clock of a boot."""

    boot: str
    up_ms: int


class Window(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ticket that may be rated at a counter, who served it, and what was accepted for it so far. ``day``: the date
    on which it was first heard of here, empty while nobody knew the date."""

    ticket: UUID
    officer: str | None = None
    is_open: bool = True
    rating: UUID | None = None
    level: str | None = None
    by: str | None = None
    rated: RatedAt | None = None
    day: str = ""


class CounterState(msgspec.Struct, frozen=True):
    """Seats and pauses by counter, and whether this is training; where a hall gives numbers, its rating windows and
    the officers it says are there, those of paused counters apart."""

    seats: dict[str, Seat] = {}
    paused: dict[str, str] = {}
    test: bool = False
    windows: dict[str, Window] = {}
    officers: dict[str, str] = {}
    resting: dict[str, str] = {}


CounterDecision = Decision[CounterState]


def load(raw: bytes | None) -> CounterState:
    """The stored state, or an empty one. Raises msgspec.DecodeError when it is not readable."""
    return CounterState() if raw is None else msgspec.json.decode(raw, type=CounterState)


def dump(state: CounterState) -> bytes:
    """The state as stored."""
    return msgspec.json.encode(state)


def with_seat(state: CounterState, counter: str, seat: Seat | None) -> CounterState:
    """The state with somebody else, or nobody, at a counter."""
    return msgspec.structs.replace(state, seats=_put(state.seats, counter, seat))


def with_pause(state: CounterState, counter: str, reason: str | None) -> CounterState:
    """The state with a counter paused (``reason``, may be empty) or serving (None)."""
    return msgspec.structs.replace(state, paused=_put(state.paused, counter, reason))


def _put(values: Mapping[str, object], key: str, value: object | None) -> dict[str, object]:
    rest = {known: kept for known, kept in values.items() if known != key}
    return rest if value is None else {**rest, key: value}
