"""When the rating window of a visit opens and gives way to the next one's (design §5)."""

from contract.events import EventData, RatingClosed, RatingOpened
from gateway.queue.state import CounterSeat, Instant, QueueState, Ticket

LEAST_AFTER_FINISH_S = 20.0
"""A window stays open at least so long after its visit, though the next citizen sits there already."""


def opened(counter: str, seat: CounterSeat, ticket: Ticket) -> tuple[EventData, ...]:
    """The window of a ticket, in the place of the one before it."""
    if seat.rated == ticket.id:
        return ()
    closed = () if seat.rated is None else (RatingClosed(seat.rated, counter, "next_citizen"),)
    return (*closed, RatingOpened(ticket.id, counter))


def opened_at_start(
    state: QueueState, counter: str, seat: CounterSeat, ticket: Ticket, at: Instant
) -> tuple[EventData, ...]:
    """At the start of a visit: its window, unless the last visitor must still have a moment; then `due` opens it."""
    return () if _is_young(state, seat, at) else opened(counter, seat, ticket)


def due(state: QueueState, at: Instant) -> tuple[EventData, ...]:
    """The windows of visits under way whose predecessors have had their time by now."""
    events: list[EventData] = []
    for counter, seat in state.counters.items():
        ticket = state.tickets.get(seat.ticket) if seat.ticket is not None else None
        if ticket is not None and ticket.state == "serving" and not _is_young(state, seat, at):
            events += opened(counter, seat, ticket)
    return tuple(events)


def _is_young(state: QueueState, seat: CounterSeat, at: Instant) -> bool:
    """Tell whether the window that is open at a counter belongs to somebody who has just gone."""
    rated = state.tickets.get(seat.rated) if seat.rated is not None else None
    if rated is None or rated.state != "finished" or not rated.periods:
        return False
    ended = rated.periods[-1].ended
    return ended is not None and ended.seconds_until(at) < LEAST_AFTER_FINISH_S
