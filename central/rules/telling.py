"""What one event says of a ticket, apart from who wrote it down. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from central.rules.counting import OrderKey
from contract.events import (
    Outcome,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)

TicketEvent = (
    TicketIssued
    | TicketCalled
    | ServiceStarted
    | ServiceFinished
    | TicketParked
    | TicketResumed
    | TicketMissed
    | TicketVoided
    | TicketTransferred
    | TicketAbandoned
    | TicketNeedsSet
)


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says beside its ticket, counter and officer; no note, and nothing that could name a person."""

    number: str = ""
    service: str = ""
    need: str = ""
    priority: bool = False
    needs: tuple[str, ...] = ()
    items: int | None = None
    channel: str = ""
    nth: int = 0
    outcomes: tuple[Outcome, ...] = ()
    reason: str = ""


NOTHING_SAID = Said()
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Said).decode


@dataclass(frozen=True, slots=True)
class Told:
    """One line about a ticket. ``counter`` and ``officer`` are '' where it names none."""

    key: OrderKey
    time_ms: int | None
    site: str
    type: str
    counter: str
    officer: str
    said: Said

    @property
    def stream(self) -> tuple[str, str]:
        """Gateway and stream that wrote it."""
        return self.key[1], self.key[2]


def said_of(data: TicketEvent) -> Said:
    """What the data of a line says; an empty one for what counter, officer and time say already."""
    match data:
        case TicketIssued():
            return Said(data.number, data.service, data.need, data.priority, data.needs, data.items, data.channel)
        case TicketCalled():
            return Said(nth=data.nth)
        case ServiceFinished():
            return Said(outcomes=data.outcomes) if data.outcomes else NOTHING_SAID
        case TicketTransferred():
            return Said(service=data.to_service or "")
        case TicketNeedsSet():
            return Said(needs=data.needs)
        case ServiceStarted():
            return NOTHING_SAID
    return Said(reason=data.reason or "")


def said_text(said: Said) -> str:
    """As it stands in a row: JSON, '' for nothing."""
    return "" if said == NOTHING_SAID else _encode(said).decode()


def said_in(text: str) -> Said:
    """What a row says."""
    return _decode(text) if text else NOTHING_SAID


def in_order(told: Iterable[Told]) -> list[Told]:
    """The lines as they happened, each fact once: a new stream tells again what an old one had told."""
    first: dict[tuple[int | None, str, str, str, Said], tuple[str, str]] = {}
    found = []
    for one in sorted(told, key=lambda line: line.key):
        fact = (one.time_ms, one.type, one.counter, one.officer, one.said)
        if first.setdefault(fact, one.stream) == one.stream:
            found.append(one)
    return found
