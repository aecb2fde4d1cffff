"""Giving numbers: at a kiosk or by staff, and taking over what was given by hand or while the hall was away."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contract.clock import utc_ms
from contract.events import TicketIssued, TicketVoided
from contract.hall_args import IssuedAway, ReportTickets, Taken, TakeTicket
from contract.services import Service
from contract.site import SiteConfig
from gateway.queue.calling import said
from gateway.queue.closing import left_over_by
from gateway.queue.deciding import Case, Decided, refuse, service_day, service_of
from gateway.queue.estimate import estimate
from gateway.queue.hours import gives_tickets, gives_tickets_today, hours_words, opening_words, works_today
from gateway.queue.learning import learned
from gateway.queue.numbers import given, last_free, lease_with, next_number, parsed, refuse_full, written
from gateway.queue.state import Instant, QueueState, Ticket

UNHEARD = "unheard"
"""Why a ticket is void: its answer never reached the kiosk, which gave a number of its own."""
BY_CITIZENS = frozenset(("kiosk", "button", "phone"))


def decide_take_ticket(state: QueueState, args: TakeTicket, case: Case) -> Decided:
    """Give the next number of a service. Under the uuid of a ticket that exists, nothing but its answer."""
    service = service_of(case.site, args.service)
    known = state.tickets.get(case.fresh)
    if known is not None:
        return Decided(result=_taken(known, state, case))
    _refuse_closed(service, args, case)
    if args.number is not None:
        number = _by_hand(state, args, service)
        if args.at is not None:
            return _handed_out(state, args, service, number, _then(state, args.at, case), case)
    elif args.at is not None:
        refuse("malformed", "Chỉ ghi giờ phát cho số đã phát bằng tay.")
    else:
        refuse_full(state, service)
        number = written(service, next_number(state, service))
    expected = estimate(state, case.site, service, case.at, args.priority)
    event = _issued_now(args, case.fresh, number, expected.ahead, expected.wait_s)
    taken = Taken(case.fresh, number, service.code, args.priority, expected.ahead, expected.wait_s, case.at.at)
    return Decided(events=(event,), result=_builtins(taken))


def _issued_now(
    args: TakeTicket, ticket: UUID, number: str, ahead: int, estimate_s: int | None, by_hand: bool = False
) -> TicketIssued:
    return TicketIssued(
        ticket=ticket,
        number=number,
        service=args.service,
        need=args.need,
        priority=args.priority,
        needs=args.needs,
        items=args.items,
        channel=args.channel,
        ahead=ahead,
        estimate_s=estimate_s,
        by_hand=by_hand,
    )


def _handed_out(
    state: QueueState, args: TakeTicket, service: Service, number: str, moment: Instant, case: Case
) -> Decided:
    """A number on paper that is entered later: it waits from the time on at which somebody got it."""
    ahead = _ahead_at(state, service.code, moment.at)
    event = _issued_now(args, case.fresh, number, ahead, None, by_hand=True)
    taken = Taken(case.fresh, number, service.code, args.priority, ahead, None, moment.at)
    return Decided(events=(event,), moments={0: moment}, result=_builtins(taken))


def _then(state: QueueState, at: datetime, case: Case) -> Instant:
    """The moment at which paper was handed out: today, and not to come. Raises Refused."""
    now = case.at
    if not now.is_dated:
        refuse("malformed", "Đồng hồ của máy chưa đúng nên chưa ghi được giờ phát. Xin bỏ trống giờ.")
    local = at.astimezone(now.at.tzinfo)
    if local.date() != service_day(state, now):
        refuse("wrong_day", "Giờ phát phải trong ngày hôm nay.")
    if local > now.at:
        refuse("malformed", f"Giờ phát {local:%H:%M} chưa đến. Xin xem lại.")
    return _moment(local, now)


def decide_report_tickets(state: QueueState, args: ReportTickets, case: Case) -> Decided:
    """Take over what a kiosk gave by itself; the numbers it knows are never given again.

    A ticket that is already known is passed over; one that the hall gave for the same request, unheard, is void. One
    whose number belongs to somebody else, or lies in another kiosk's block, is not taken over: the result names them
    under ``refused``.
    """
    # A hall that does not know the date itself believes the kiosk, and goes on with the day it remembers.
    if case.at.is_dated and state.day and args.service_day.isoformat() != state.day:
        refuse("wrong_day", f"Danh sách số của ngày {args.service_day:%d/%m/%Y}, không phải hôm nay.")
    numbers = given(state)
    taken_over: list[IssuedAway] = []
    refused: list[str] = []
    for away in sorted(args.tickets, key=lambda one: one.at):
        place = _place(state, away, case)
        if away.ticket in state.tickets:
            continue
        if place is None or place in numbers:
            refused.append(away.number)
            continue
        numbers[place] = away.ticket
        taken_over.append(away)
    day = service_day(state, case.at) if state.day else args.service_day
    known = learned(state, case.site, day, args, case.who.gateway, set(numbers))
    before = left_over_by(state, case.at, args.service_day)
    events = (
        *before,
        *known,
        *(_issued(state, away) for away in taken_over),
        *_taken_back(state, case, {*state.tickets, *(away.ticket for away in taken_over)}),
        *(call for one in args.spoken if (call := said(state, one.counter, one.number, one.nth)) is not None),
    )
    moments = {len(before) + len(known) + i: _moment(away.at, case.at) for i, away in enumerate(taken_over)}
    return Decided(events=events, moments=moments, result={"refused": refused} if refused else None)


def _refuse_closed(service: Service, args: TakeTicket, case: Case) -> None:
    at, site = case.at.at, case.site
    if not case.at.is_dated:
        return  # A clock that was never right closes no door.
    if args.channel in BY_CITIZENS:
        may = gives_tickets(site, service, at)
    elif args.number is not None:
        may = works_today(site, service, at.date())
    else:
        may = gives_tickets_today(site, service, at)
    if not may:
        refuse("closed", closed_words(site, service, case.at))


def closed_words(site: SiteConfig, service: Service, at: Instant) -> str:
    """What somebody reads who comes when no numbers are given."""
    hours, opens = hours_words(site, service, at.at.date()), opening_words(site, service, at.at)
    today = f"Giờ làm việc hôm nay: {hours}." if hours else "Hôm nay trung tâm không làm việc."
    following = f" Lấy số tiếp từ {opens}." if opens else ""
    return f"{today}{following} Xin ông/bà quay lại sau hoặc hỏi quầy hướng dẫn."


def _by_hand(state: QueueState, args: TakeTicket, service: Service) -> str:
    """A number that was handed out on paper. Raises Refused."""
    if args.channel != "guide":
        refuse("malformed", "Chỉ quầy hướng dẫn được nhập số đã phát bằng tay.")
    place = parsed(args.number or "")
    if place is None or place[0] != service.prefix or not service.first <= place[1] <= service.last:
        example = written(service, service.first)
        refuse("malformed", f"{args.number} không phải số của {service.name}. Số đúng có dạng {example}.")
    number = written(service, place[1])
    if place in given(state):
        refuse("wrong_state", f"Số {number} đã có người giữ. Xin xem lại tờ số.")
    lease = lease_with(state, *place)
    if lease is not None and place[1] >= lease.open_from:
        refuse("wrong_state", f"Số {number} đã dành cho một máy lấy số. Xin dùng số khác.")
    highest, end = max(state.highest.get(service.prefix, 0), service.first - 1), last_free(state, service)
    if place[1] <= end and (place[1] - highest) * 2 > end - highest + 1:
        last = written(service, highest)
        refuse("malformed", f"Số {number} quá xa số cuối là {last}: dãy số hôm nay sẽ sớm hết. Xin xem lại tờ số.")
    return number  # Beyond `end` it is of a block: a kiosk gave it before this card.


def _taken(ticket: Ticket, state: QueueState, case: Case) -> dict[str, Any]:
    waiting = state.waiting.get(ticket.service, ())
    ahead = waiting.index(ticket.id) if ticket.id in waiting else 0
    return _builtins(Taken(ticket.id, ticket.number, ticket.service, ticket.priority, ahead, None, ticket.issued.at))


def _builtins(taken: Taken) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(taken)
    return made


def _place(state: QueueState, away: IssuedAway, case: Case) -> tuple[str, int] | None:
    """Prefix and number of a ticket that its kiosk may have given; None for any other."""
    service = next((known for known in case.site.services if known.code == away.service), None)
    place = parsed(away.number)
    if service is None or place is None or place[0] != service.prefix or not 1 <= place[1] <= service.last:
        return None
    lease = lease_with(state, *place)
    return place if lease is None or lease.gateway == case.who.gateway else None


def _moment(then: datetime, now: Instant) -> Instant:
    """When something was, on this machine's clocks; never after now, and never before its day."""
    ago_ms = max(0, utc_ms(now.at) - utc_ms(then))
    at = now.at - timedelta(milliseconds=ago_ms)
    if at.date() != now.at.date():
        return now
    return Instant(at, now.boot, max(0, now.up_ms - ago_ms), now.is_dated)


def _issued(state: QueueState, away: IssuedAway) -> TicketIssued:
    """The hall's own line of a ticket that a kiosk gave. Nobody estimated anything then: ``ahead`` are those of its
    service who wait already."""
    return TicketIssued(
        ticket=away.ticket,
        number=away.number,
        service=away.service,
        need=away.need,
        priority=away.priority,
        needs=away.needs,
        items=away.items,
        channel=away.channel,
        ahead=_ahead_at(state, away.service, away.at),
        estimate_s=None,
    )


def _ahead_at(state: QueueState, service: str, at: datetime) -> int:
    """Those of a service who wait already and came by then."""
    return sum(1 for one in state.waiting.get(service, ()) if state.tickets[one].issued.at <= at)


def _taken_back(state: QueueState, case: Case, known: set[UUID]) -> tuple[TicketVoided, ...]:
    """Who holds another number, one that is ``known``, never comes for this one."""
    held = (state.tickets.get(given) for away, given in case.unheard.items() if away in known)
    return tuple(TicketVoided(t.id, None, None, UNHEARD) for t in held if t is not None and t.state == "waiting")
