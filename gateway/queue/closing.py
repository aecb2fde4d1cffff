"""The end of a service day: what is left is named for what it is, and every number is explained."""

from datetime import date, datetime, timedelta
from uuid import UUID

from contract.events import EventData, RatingClosed, ServiceFinished, TicketAbandoned, TicketVoided
from contract.services import as_time
from contract.site import SiteConfig
from gateway.queue.carrying import carried_counters, carried_tickets
from gateway.queue.evolving import is_another_day
from gateway.queue.lines import by_age
from gateway.queue.numbers import gaps
from gateway.queue.seating import end_of_session
from gateway.queue.state import ENDED, Instant, QueueState

TRAINING = "training"
OVERTIME = timedelta(minutes=60)
"""So long after the end of a session officers may still serve those who wait."""
LEFT = frozenset(("waiting", "called", "parked", "missed"))


def is_over(state: QueueState, at: Instant) -> bool:
    """Tell whether a moment is after a day that still has something to close."""
    return bool(state.day) and is_another_day(state.day, at)


def end_session(state: QueueState, stay: frozenset[str] = frozenset()) -> tuple[EventData, ...]:
    """Sign everybody out but those who ``stay``: the session is over."""
    counters = sorted(state.counters.keys() - stay)
    return tuple(event for counter in counters for event in end_of_session(state, counter))


def close_day(state: QueueState, at: Instant, site: SiteConfig) -> tuple[EventData, ...]:
    """What closes the day of ``state``; nothing when it is closed already, and nothing of what goes on
    (`gateway/queue/carrying.py`).

    Who was never served is abandoned. Who sat at a counter when everybody went home was served, but nobody said what
    it brought: a finish without outcomes, whose length means nothing.
    """
    going_on = carried_tickets(state, at)
    day = date.fromisoformat(state.day) if state.day else at.at.date()
    return (*_closed(state, carried_counters(state, at, going_on), going_on), *gaps(state, site, day))


def left_over(state: QueueState, at: Instant, site: SiteConfig) -> tuple[EventData, ...]:
    """What of a day is over although nobody knows today's date: see `is_surely_over`. Numbers go on."""
    return _left_over(state) if is_surely_over(state, at, site) else ()


def left_over_by(state: QueueState, at: Instant, day: date) -> tuple[EventData, ...]:
    """The same because a kiosk that knows the date says that it is another ``day``."""
    return _left_over(state) if not at.is_dated and state.day and day.isoformat() > state.day else ()


def is_surely_over(state: QueueState, at: Instant, site: SiteConfig) -> bool:
    """Tell whether a machine without the right time can know all the same that its day is over.

    A clock that was never right in this boot is behind the time or right, never ahead of it: it shows another day, or
    the machine was started after the last session, or has run until long after it.
    """
    if at.is_dated or not state.day:
        return False
    today = at.at.date().isoformat()
    if today != state.day:
        return today > state.day
    sessions = site.hours.sessions_on(at.at.date())
    if not sessions:
        return False
    ended = datetime.combine(at.at.date(), as_time(max(session.end for session in sessions)), at.at.tzinfo)
    started = at.at - timedelta(milliseconds=at.up_ms)
    return started >= ended or at.at >= ended + OVERTIME


def _left_over(state: QueueState) -> tuple[EventData, ...]:
    here = frozenset(
        counter
        for counter, seat in state.counters.items()
        if seat.officer is not None and seat.since is not None and not seat.since.is_dated
    )
    kept = frozenset(
        t.id
        for t in state.tickets.values()
        if not t.issued.is_dated or (t.state in ("called", "serving") and t.counter in here)
    )
    return _closed(state, here, kept)


def _closed(state: QueueState, stay: frozenset[str], going_on: frozenset[UUID]) -> tuple[EventData, ...]:
    """What ends counters and tickets but those that go on."""
    events: list[EventData] = list(end_session(state, stay))
    for counter, seat in sorted(state.counters.items()):
        is_closed = seat.rated in going_on or any(_closes(event, counter) for event in events)
        if seat.rated is not None and not is_closed:
            events.append(RatingClosed(seat.rated, counter, "session_end"))
    over = (t for t in state.tickets.values() if t.state not in ENDED and t.id not in going_on)
    for ticket in sorted(over, key=by_age):
        if ticket.state in LEFT:
            events.append(TicketAbandoned(ticket.id, "day_closed"))
        else:
            events.append(ServiceFinished(ticket.id, ticket.counter or "-", ticket.officer, ()))
    return tuple(events)


def end_training(state: QueueState, since: int) -> tuple[EventData, ...]:
    """What a training leaves behind: its tickets, from the place ``since`` on, are no visits."""
    left = [t for t in state.tickets.values() if t.place >= since]
    ids = {ticket.id for ticket in left}
    closed = [
        RatingClosed(seat.rated, counter, TRAINING)
        for counter, seat in sorted(state.counters.items())
        if seat.rated is not None and seat.rated in ids
    ]
    voided = (TicketVoided(t.id, t.counter, None, TRAINING) for t in sorted(left, key=by_age) if t.state not in ENDED)
    return (*closed, *voided)


def _closes(event: EventData, counter: str) -> bool:
    return isinstance(event, RatingClosed) and event.counter == counter
