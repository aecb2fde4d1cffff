"""What of a day goes on when the clock becomes right and says that it is another day.

A machine without a clock of its own that starts in the morning without the network goes on in the day it remembers.
When the date becomes known, what began in this boot belongs to the new day: nobody who waits is sent home, nobody at a
counter is signed out, and no number is given a second time.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from gateway.queue.lines import lined_up
from gateway.queue.state import CounterSeat, Instant, QueueState


def really_at(moment: Instant, now: Instant) -> datetime | None:
    """When a moment was, as far as ``now`` can tell; None for one of another boot whose date was not known."""
    if moment.is_dated:
        return moment.at
    if moment.boot != now.boot:
        return None
    return now.at - timedelta(milliseconds=now.up_ms - moment.up_ms)


def carried_tickets(state: QueueState, at: Instant) -> frozenset[UUID]:
    """The tickets of a day that is over which were really given on the day of ``at``."""
    return frozenset(ticket.id for ticket in state.tickets.values() if _is_of_today(ticket.issued, at))


def carried_counters(state: QueueState, at: Instant, tickets: frozenset[UUID]) -> frozenset[str]:
    """The counters whose officers really sat down on the day of ``at``, or served one of its tickets."""
    served = {(state.tickets[one].counter, state.tickets[one].officer) for one in tickets}
    return frozenset(
        counter
        for counter, seat in state.counters.items()
        if seat.officer is not None
        and ((seat.since is not None and _is_of_today(seat.since, at)) or (counter, seat.officer) in served)
    )


def carried(state: QueueState, at: Instant) -> QueueState | None:
    """The new day as it has begun already; None when nothing of it has."""
    tickets = carried_tickets(state, at)
    counters = carried_counters(state, at, tickets)
    if not tickets and not counters:
        return None
    kept = {one: ticket for one, ticket in state.tickets.items() if one in tickets}
    issued: dict[str, int] = {}
    for ticket in kept.values():
        issued[ticket.service] = issued.get(ticket.service, 0) + 1
    numbers = {ticket.number for ticket in kept.values()}
    seats = {counter: _seat(seat, tickets) for counter, seat in state.counters.items() if counter in counters}
    return lined_up(
        msgspec.structs.replace(
            state,
            day=at.at.date().isoformat(),
            tickets=kept,
            counters=seats,
            # Numbers go on where they are, and so do blocks that kiosks got in this boot.
            leases={one: x for one, x in state.leases.items() if x.since is not None and _is_of_today(x.since, at)},
            explained={},
            issued=issued,
            calls=tuple(call for call in state.calls if call.number in numbers),
        )
    )


def _seat(seat: CounterSeat, tickets: frozenset[UUID]) -> CounterSeat:
    return msgspec.structs.replace(
        seat,
        ticket=seat.ticket if seat.ticket in tickets else None,
        rated=seat.rated if seat.rated in tickets else None,
    )


def _is_of_today(moment: Instant, at: Instant) -> bool:
    if moment.is_dated:
        return False
    really = really_at(moment, at)
    return really is not None and really.date() == at.at.date()
