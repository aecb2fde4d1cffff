"""What events in the life of a ticket do to a service day (see `gateway/queue/evolving.py`).

Printed says the printer, never a guess; a ticket is looked for by its uuid and nothing else.
"""

from typing import Any

import msgspec

from contract.clock import utc_ms
from contract.events import (
    EventData,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketPrinted,
    TicketPrintFailed,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from contract.site import SiteConfig
from gateway.queue.day import LAST_CALLS, LAST_SERVED, Day
from gateway.queue.lines import more_items
from gateway.queue.numbers import parsed
from gateway.queue.state import ENDED, CallMade, Instant, Ticket

AT_ONCE = frozenset(("takeover", "session_end"))
"""Reasons of `TicketResumed` for somebody who was already called: next, not next but one."""


def _issued(day: Day, event: TicketIssued, at: Instant, site: SiteConfig) -> None:
    if day.ticket(event.ticket) is not None:
        return
    # Of the wall clock, because a kiosk may report later what it gave; growing, whatever that clock does.
    came, least = utc_ms(at.at), day.get("next_place")
    was_known = _take_number(day, event.number)
    place = came if was_known or event.by_hand else max(came, least)
    day.set("next_place", max(least, place + 1))
    issued = day.table("issued")
    issued[event.service] = issued.get(event.service, 0) + 1
    day.add(
        Ticket(
            id=event.ticket,
            number=event.number,
            service=event.service,
            need=event.need,
            channel=event.channel,
            place=place,
            issued=at,
            priority=event.priority,
            needs=event.needs,
            items=event.items,
        )
    )


def _take_number(day: Day, number: str) -> bool:
    """Note that a number is taken; True when it was set aside before: leased, or handed out by hand."""
    found = parsed(number)
    if found is None:
        return False
    prefix, n = found
    lease = next((x for x in day.get("leases").values() if x.prefix == prefix and x.first <= n <= x.last), None)
    if lease is not None and n >= lease.open_from:
        day.table("leases")[lease.id] = msgspec.structs.replace(lease, used=lease.used + 1)
    if lease is not None or n <= day.get("highest").get(prefix, 0) or n >= day.get("lowest").get(prefix, n + 1):
        return True
    day.table("highest")[prefix] = n
    return False


def _called(day: Day, event: TicketCalled, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is None:
        return
    if ticket.state == "called" and ticket.counter == event.counter:
        is_repeat = event.nth <= ticket.calls
        first = at if is_repeat and ticket.calls == 1 else ticket.first_call
        calls = max(event.nth, ticket.calls)
        spoken = event.nth if event.spoken else ticket.spoken
        day.put(ticket, calls=calls, spoken=spoken, first_call=first, last_call=at, officer=event.officer)
        if is_repeat:
            return  # The voice has said it: the same call, later.
    else:
        _count_turn(day, ticket, event.counter)
        day.move(
            ticket, "called", at, event.counter, officer=event.officer, calls=event.nth, first_call=at, last_call=at,
            to_counter=None, jumps=None, spoken=event.nth if event.spoken else 0,
        )  # fmt: skip
    others = (call for call in day.get("calls") if call.number != ticket.number)
    day.set("calls", (CallMade(ticket.number, event.counter, event.nth, at.at), *others)[:LAST_CALLS])


def _count_turn(day: Day, ticket: Ticket, counter: str) -> None:
    """Whose turn it was: what `gateway/queue/choosing.py` needs to be fair to the next ones."""
    seat, turn = day.seat(counter), day.next_turn()
    if ticket.jumps is not None:
        day.put_seat(counter, turn=turn, after_jump=True)
        return
    if ticket.priority:
        day.put_seat(counter, turn=turn, after_jump=False, others=0, in_a_row=seat.in_a_row + 1)
        day.table("others_since")[ticket.service] = 0
        return
    others = None if seat.others is None else seat.others + 1
    day.put_seat(counter, turn=turn, after_jump=False, others=others, in_a_row=0)
    since = day.get("others_since").get(ticket.service)
    if since is not None:
        day.table("others_since")[ticket.service] = since + 1


def _started(day: Day, event: ServiceStarted, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None and not (ticket.state == "serving" and ticket.counter == event.counter):
        day.move(ticket, "serving", at, event.counter, officer=event.officer)


def _finished(day: Day, event: ServiceFinished, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is None or ticket.state in ENDED:
        return
    day.move(ticket, "finished", at, event.counter, officer=event.officer)
    if event.outcomes:
        # Without outcomes the day's end closed it: nobody knows how long it really took.
        _note_time(day, ticket, at, site)


def _note_time(day: Day, ticket: Ticket, at: Instant, site: SiteConfig) -> None:
    """How long a ticket kept its counter from the call on, for one dossier: no-shows count too, as they cost time."""
    began = ticket.since if ticket.state == "called" else next(
        (p.began for p in reversed(ticket.periods) if p.state == "called"), ticket.since
    )  # fmt: skip
    service = next((known for known in site.services if known.code == ticket.service), None)
    extra_s = more_items(ticket) * service.per_item_s if service and ticket.state != "called" else 0
    took_s = max(10, round(began.seconds_until(at)) - extra_s)
    table = day.table("served_s")
    table[ticket.service] = (*table.get(ticket.service, ()), took_s)[-LAST_SERVED:]


def _parked(day: Day, event: TicketParked, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None and ticket.state != "parked":
        day.move(ticket, "parked", at, reason=event.reason)


def _missed(day: Day, event: TicketMissed, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is None or ticket.state == "missed":
        return
    if ticket.state == "called":
        _note_time(day, ticket, at, site)
    day.move(ticket, "missed", at, reason=event.reason)


def _resumed(day: Day, event: TicketResumed, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None and ticket.state != "waiting":
        _wait_again(day, ticket, at, 0 if event.reason in AT_ONCE else 1, reason=event.reason)


def _transferred(day: Day, event: TicketTransferred, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None:
        service = event.to_service or ticket.service
        _wait_again(day, ticket, at, 1, service=service, to_counter=event.to_counter)


def _wait_again(day: Day, ticket: Ticket, at: Instant, jumps: int, **changes: Any) -> None:
    if ticket.state == "waiting":
        # Out of its old line first, which the new service would hide.
        ticket = day.move(ticket, "parked", at)
    changes |= {"calls": 0, "spoken": 0, "first_call": None, "last_call": None, "officer": None}
    day.move(ticket, "waiting", at, jumps=jumps, turn=day.next_turn(), **changes)


def _ended(day: Day, event: TicketVoided | TicketAbandoned, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None and ticket.state not in ENDED:
        state = "voided" if isinstance(event, TicketVoided) else "abandoned"
        day.move(ticket, state, at, reason=event.reason)  # type: ignore[arg-type]


def _needs_set(day: Day, event: TicketNeedsSet, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None and ticket.state not in ENDED:
        day.alter(ticket, needs=event.needs)


def _printed(day: Day, event: TicketPrinted, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None:
        day.put(ticket, printing="printed", attempts=max(event.attempt, ticket.attempts))


def _print_failed(day: Day, event: TicketPrintFailed, at: Instant, site: SiteConfig) -> None:
    ticket = day.ticket(event.ticket)
    if ticket is not None:
        day.put(ticket, printing=event.outcome, attempts=max(event.attempt, ticket.attempts))


TICKET_RULES: dict[type[EventData], Any] = {
    TicketIssued: _issued,
    TicketCalled: _called,
    ServiceStarted: _started,
    ServiceFinished: _finished,
    TicketParked: _parked,
    TicketMissed: _missed,
    TicketResumed: _resumed,
    TicketTransferred: _transferred,
    TicketVoided: _ended,
    TicketAbandoned: _ended,
    TicketNeedsSet: _needs_set,
    TicketPrinted: _printed,
    TicketPrintFailed: _print_failed,
}
