"""What the hall role remembers, and the rows in which it stands in the journal.

One row for each ticket and counter and one for the rest: a request writes only what it changed, never the day.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from gateway.queue.lines import lined_up, stripped
from gateway.queue.state import CounterSeat, QueueState, Ticket

TICKET, COUNTER, REST, EPOCH = "hall/ticket/", "hall/counter/", "hall/rest", "hall/epoch"
TRAINING = "hall/training"


class HallMemory(msgspec.Struct, frozen=True):
    """The state of the hall role: the queue of the day, and how the published state is numbered.

    ``is_counted``: this start has its own epoch. ``broken``: keys of rows that could not be read; the queue was made
    of the journal's lines then, and its rows are written anew. ``training``: while one is on, the first place of its
    tickets.
    """

    queue: QueueState = QueueState()
    epoch: int = 0
    rev: int = 0
    is_counted: bool = False
    broken: tuple[str, ...] = ()
    training: int | None = None


def rows(before: QueueState, after: QueueState, touched: Iterable[UUID]) -> dict[str, bytes | None]:
    """The rows in which ``after`` differs from ``before``; ``touched`` are the tickets that may have changed."""
    changed: dict[str, bytes | None] = {}
    for ticket in touched:
        held = after.tickets.get(ticket)
        if held is not before.tickets.get(ticket):
            changed[f"{TICKET}{ticket.hex}"] = None if held is None else msgspec.json.encode(held)
    for counter, seat in after.counters.items():
        if seat != before.counters.get(counter):
            changed[COUNTER + counter] = msgspec.json.encode(seat)
    changed.update({COUNTER + gone: None for gone in before.counters.keys() - after.counters.keys()})
    rest = _rest(after)
    if rest != _rest(before):
        changed[REST] = msgspec.json.encode(rest)
    return changed


def rows_of_new_day(before: QueueState, after: QueueState) -> dict[str, bytes | None]:
    """The rows of a day that replaces another: what was goes, what is comes."""
    gone: dict[str, bytes | None] = {
        f"{TICKET}{ticket.hex}": None for ticket in before.tickets if ticket not in after.tickets
    }
    return {**gone, **rows(before, after, after.tickets)}


def all_rows(memory: HallMemory) -> dict[str, bytes | None]:
    """Every row anew, and the broken ones gone."""
    gone: dict[str, bytes | None] = dict.fromkeys(memory.broken)
    return {**gone, **rows(QueueState(), memory.queue, memory.queue.tickets)}


def epoch_row(epoch: int) -> dict[str, bytes | None]:
    """The row of the epoch."""
    return {EPOCH: str(epoch).encode()}


def training_row(place: int | None) -> dict[str, bytes | None]:
    """The row of a training that is on; None: it is over."""
    return {TRAINING: None if place is None else str(place).encode()}


def load(facts: Mapping[str, bytes]) -> HallMemory:
    """What the journal's facts remember. Raises ValueError when they cannot be read."""
    tickets = (msgspec.json.decode(raw, type=Ticket) for key, raw in facts.items() if key.startswith(TICKET))
    counters = {
        key.removeprefix(COUNTER): msgspec.json.decode(raw, type=CounterSeat)
        for key, raw in facts.items()
        if key.startswith(COUNTER)
    }
    rest = msgspec.json.decode(facts[REST], type=QueueState) if REST in facts else QueueState()
    epoch = facts.get(EPOCH, b"0")
    queue = msgspec.structs.replace(rest, tickets={ticket.id: ticket for ticket in tickets}, counters=counters)
    training = facts.get(TRAINING)
    return HallMemory(
        lined_up(queue),
        int(epoch) if epoch.isdigit() else 0,
        training=None if training is None else int(training),
    )


def _rest(queue: QueueState) -> QueueState:
    return msgspec.structs.replace(stripped(queue), tickets={}, counters={})
