"""Who waits in which line: made of the tickets alone, so that nobody has to look through a whole day to choose."""

from bisect import insort
from collections.abc import Iterable
from uuid import UUID

import msgspec

from gateway.queue.state import Line, QueueState, Ticket


def lined_up(state: QueueState) -> QueueState:
    """The state with its lines made anew from its tickets: for whoever reads a day back from a store."""
    waiting = sorted((t for t in state.tickets.values() if t.state == "waiting"), key=by_age)
    by_service: dict[str, list[Ticket]] = {}
    for ticket in waiting:
        by_service.setdefault(ticket.service, []).append(ticket)
    return msgspec.structs.replace(
        state,
        waiting={service: tuple(t.id for t in tickets) for service, tickets in by_service.items()},
        lines={s: lines for s, tickets in by_service.items() if (lines := _lines(tickets))},
        jumping=tuple(t.id for t in sorted((t for t in waiting if t.jumps is not None), key=by_turn)),
        more_items={s: more for s, tickets in by_service.items() if (more := sum(map(more_items, tickets)))},
    )


def stripped(state: QueueState) -> QueueState:
    """The state without what `lined_up` makes again."""
    return msgspec.structs.replace(state, waiting={}, lines={}, jumping=(), more_items={})


def by_age(ticket: Ticket) -> tuple[int, int]:
    """The order of tickets that wait by their age."""
    return ticket.place, ticket.id.int


def by_turn(ticket: Ticket) -> tuple[int, int, int]:
    """The order of tickets that are called after a number of others."""
    return ticket.jumps or 0, ticket.turn, ticket.id.int


def more_items(ticket: Ticket) -> int:
    """Dossiers of a ticket beyond the first."""
    return max(0, (ticket.items or 1) - 1)


def _lines(tickets: Iterable[Ticket]) -> tuple[Line, ...]:
    alike: dict[tuple[bool, tuple[str, ...]], list[UUID]] = {}
    for ticket in tickets:
        if ticket.jumps is None:
            alike.setdefault(kind(ticket), []).append(ticket.id)
    return tuple(Line(*key, tuple(ids)) for key, ids in sorted(alike.items()))


def kind(ticket: Ticket) -> tuple[bool, tuple[str, ...]]:
    """What makes two tickets of a service alike for whoever chooses."""
    return ticket.priority, tuple(sorted(ticket.needs))


def joined(ids: tuple[UUID, ...], ticket: Ticket, tickets: dict[UUID, Ticket]) -> tuple[UUID, ...]:
    """A line by age with one more ticket in its place; the newest, as nearly always, goes to the end."""
    if not ids or by_age(tickets[ids[-1]]) < by_age(ticket):
        return (*ids, ticket.id)
    placed = list(ids)
    insort(placed, ticket.id, key=lambda one: by_age(ticket if one == ticket.id else tickets[one]))
    return tuple(placed)


def without(ids: tuple[UUID, ...], ticket: UUID) -> tuple[UUID, ...]:
    """A line without a ticket; the first one, as nearly always, is cut off."""
    if ids and ids[0] == ticket:
        return ids[1:]
    return tuple(one for one in ids if one != ticket)
