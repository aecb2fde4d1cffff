"""The end of a service day: what is left is named for what it is, and every number is explained."""

from datetime import date

from contract.events import EventData, RatingClosed, ServiceFinished, TicketAbandoned
from contract.site import SiteConfig
from gateway.queue.evolving import is_another_day
from gateway.queue.lines import by_age
from gateway.queue.numbers import gaps
from gateway.queue.seating import end_of_session
from gateway.queue.state import ENDED, Instant, QueueState

LEFT = frozenset(("waiting", "called", "parked", "missed"))


def is_over(state: QueueState, at: Instant) -> bool:
    """Tell whether a moment is after a day that still has something to close."""
    return bool(state.day) and is_another_day(state.day, at)


def end_session(state: QueueState) -> tuple[EventData, ...]:
    """Sign everybody out: the session is over."""
    return tuple(event for counter in sorted(state.counters) for event in end_of_session(state, counter))


def close_day(state: QueueState, at: Instant, site: SiteConfig) -> tuple[EventData, ...]:
    """What closes the day of ``state``; nothing when it is closed already.

    Who was never served is abandoned. Who sat at a counter when everybody went home was served, but nobody said what
    it brought: a finish without outcomes, whose length means nothing.
    """
    events: list[EventData] = list(end_session(state))
    for counter, seat in sorted(state.counters.items()):
        if seat.rated is not None and not any(_closes(event, counter) for event in events):
            events.append(RatingClosed(seat.rated, counter, "session_end"))
    for ticket in sorted((t for t in state.tickets.values() if t.state not in ENDED), key=by_age):
        if ticket.state in LEFT:
            events.append(TicketAbandoned(ticket.id, "day_closed"))
        else:
            events.append(ServiceFinished(ticket.id, ticket.counter or "-", ticket.officer, ()))
    day = date.fromisoformat(state.day) if state.day else at.at.date()
    events += gaps(state, site, day)
    return tuple(events)


def _closes(event: EventData, counter: str) -> bool:
    return isinstance(event, RatingClosed) and event.counter == counter
