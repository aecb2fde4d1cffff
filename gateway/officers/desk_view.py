"""What a desk shows: pure, from the day as the hall role keeps it. It holds nothing about ratings, not even whether
one was given: what is not in here cannot be on the page."""

import math
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from contract.site import Counter, SiteConfig
from gateway.officers import words
from gateway.queue.calling import MISSED_AFTER_S
from gateway.queue.looking import tickets_of, waiting_at
from gateway.queue.opening import serves
from gateway.queue.periods import waited_s
from gateway.queue.serving import USUAL
from gateway.queue.state import CounterSeat, Instant, QueueState, Ticket

DeskState = Literal["closed", "free", "called", "serving", "paused"]
MOST_ROWS = 300
"""A list longer than this is cut; its count is not."""


class OutcomeShown(msgspec.Struct, frozen=True):
    """One outcome of a visit, ``count`` times, and its words."""

    service: str
    outcome: str
    count: int
    text: str


class TicketShown(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket at the counter. ``waited_s``: from the issue to its call; ``since_s``: in its present state;
    ``recall_in_s``: until another call counts; ``may_miss``: it was called often enough."""

    id: UUID
    number: str
    state: str
    service: str
    service_name: str
    need: str
    priority: bool
    needs: list[str]
    items: int | None
    waited_s: int
    since_s: int
    calls: int
    recall_in_s: int
    may_miss: bool
    why: str
    usual: list[OutcomeShown]


class RowShown(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in a list. ``waited_s``: in its present state. ``note``: a reason, or the counter it goes to."""

    id: UUID
    number: str
    state: str
    service_name: str
    priority: bool
    needs: list[str]
    items: int | None
    waited_s: int
    note: str


class OfficerShown(msgspec.Struct, frozen=True):
    """Who sits there."""

    code: str
    name: str
    leader: bool


class DeskNow(msgspec.Struct, frozen=True, kw_only=True):
    """A desk at one moment. ``live``: false when the hall is away; ``at``: the centre's time, "08:15"; ``helps``: calls
    for help of other counters."""

    live: bool
    at: str
    state: DeskState
    state_text: str
    officer: OfficerShown | None
    ticket: TicketShown | None
    waiting: list[RowShown]
    waiting_count: int
    elsewhere_count: int
    aside: list[RowShown]
    open_counters: list[str]
    notice: str | None
    helps: list[str]


def desk_now(
    site: SiteConfig,
    counter: Counter,
    queue: QueueState,
    now: Instant,
    *,
    live: bool,
    why: str = "",
    helps: Sequence[str] = (),
) -> DeskNow:
    """The view of a counter."""
    seat = queue.counters.get(counter.id, CounterSeat())
    ticket = queue.tickets.get(seat.ticket) if seat.ticket is not None else None
    state = desk_state(seat, ticket)
    waiting = waiting_at(queue, counter, site)
    everybody = sum(map(len, queue.waiting.values()))
    text = words.DESK_STATES[state]
    if state == "paused" and seat.paused:
        text = f"{text}: {words.reason_text(seat.paused)}"
    return DeskNow(
        live=live,
        at=f"{now.at:%H:%M}",
        state=state,
        state_text=text,
        officer=officer_shown(site, seat.officer),
        ticket=_ticket(site, ticket, now, why) if ticket is not None else None,
        waiting=rows(site, waiting, now),
        waiting_count=len(waiting),
        elsewhere_count=everybody - len(waiting),
        aside=rows(site, set_aside(counter, queue), now),
        open_counters=[other for other, there in queue.counters.items() if there.officer and other != counter.id],
        notice=site.notice,
        helps=list(helps),
    )


def desk_state(seat: CounterSeat, ticket: Ticket | None) -> DeskState:
    """What the counter is doing. Somebody may still be served there when its officer was signed out at the end of the
    session: whoever signs in next goes on."""
    if seat.officer is None:
        return "closed"
    if ticket is not None and ticket.state in ("called", "serving"):
        return "called" if ticket.state == "called" else "serving"
    return "paused" if seat.paused is not None else "free"


def set_aside(counter: Counter, queue: QueueState) -> list[Ticket]:
    """Parked and missed tickets that this counter may take up again; its own first, then the longest away."""
    found = [
        ticket
        for ticket in tickets_of(queue, "parked", "missed")
        if ticket.counter == counter.id or serves(counter, ticket.service)
    ]
    return sorted(found, key=lambda ticket: (ticket.counter != counter.id, ticket.since.at))


def rows(site: SiteConfig, tickets: Sequence[Ticket], now: Instant) -> list[RowShown]:
    """Tickets as lines of a list."""
    names = {service.code: service.name for service in site.services}
    return [
        RowShown(
            id=ticket.id,
            number=ticket.number,
            state=ticket.state,
            service_name=names.get(ticket.service, ticket.service),
            priority=ticket.priority,
            needs=[words.need_text(need) for need in ticket.needs],
            items=ticket.items,
            waited_s=int(ticket.since.seconds_until(now)),
            note=f"sang quầy {ticket.to_counter}" if ticket.to_counter else words.reason_text(ticket.reason),
        )
        for ticket in tickets[:MOST_ROWS]
    ]


def usual_outcomes(ticket: Ticket) -> list[OutcomeShown]:
    """What a visit for this need brings when nobody says otherwise, once for each dossier."""
    outcome = USUAL[ticket.need]
    return [OutcomeShown(ticket.service, outcome, ticket.items or 1, words.OUTCOMES[outcome])]


def recall_in_s(ticket: Ticket, now: Instant) -> int:
    """Seconds until another call counts as a second one; the hall decides by the same times."""
    first = ticket.first_call or ticket.since
    return max(0, math.ceil(_apart_s(ticket) - first.seconds_until(now)))


def may_miss(ticket: Ticket) -> bool:
    """Tell whether it was called twice, far enough apart, so that it may be said to be missed."""
    first, last = ticket.first_call or ticket.since, ticket.last_call or ticket.since
    return ticket.calls >= 2 and first.seconds_until(last) >= _apart_s(ticket)


def _apart_s(ticket: Ticket) -> float:
    return MISSED_AFTER_S * (2 if ticket.needs else 1)


def _ticket(site: SiteConfig, ticket: Ticket, now: Instant, why: str) -> TicketShown:
    names = {service.code: service.name for service in site.services}
    return TicketShown(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=ticket.service,
        service_name=names.get(ticket.service, ticket.service),
        need=words.NEEDS.get(ticket.need, ticket.need),
        priority=ticket.priority,
        needs=[words.need_text(need) for need in ticket.needs],
        items=ticket.items,
        waited_s=int(waited_s(ticket, now)),
        since_s=int(ticket.since.seconds_until(now)),
        calls=ticket.calls,
        recall_in_s=recall_in_s(ticket, now),
        may_miss=may_miss(ticket),
        why=why,
        usual=usual_outcomes(ticket),
    )


def officer_shown(site: SiteConfig, code: str | None) -> OfficerShown | None:
    """An officer by code; one that the centre does not know is shown by the code."""
    if code is None:
        return None
    known = next((officer for officer in site.officers if officer.code == code), None)
    return OfficerShown(code, known.name if known else code, bool(known and known.leader))
