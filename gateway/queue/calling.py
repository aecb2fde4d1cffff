"""Calling: the next one, a chosen one, once more; nobody came; bringing back who was missed or went for a paper."""

from math import ceil
from typing import Any

import msgspec

from contract.events import RatingClosed, TicketCalled, TicketMissed, TicketParked, TicketResumed
from contract.hall_args import AtCounter, Called, CallTicket, OneTicket, WithReason
from gateway.queue.choosing import choose
from gateway.queue.deciding import (
    Case,
    Decided,
    counter_of,
    free_seat,
    refuse,
    same_ticket,
    seat_of,
    ticket_at,
    ticket_of,
)
from gateway.queue.state import CounterSeat, Instant, QueueState, Ticket
from gateway.queue.wording import small

MISSED_AFTER_S = 60.0
"""Between two calls, and after the last one, before somebody counts as missed; twice that with access needs."""

OF_BEFORE = "Số có từ trước khi máy khởi động lại; máy chưa biết ngày, nếu không ai đến thì có thể là của hôm trước."
"""While the date is not known nobody can tell a power cut at noon from a night."""

STATES = {
    "waiting": "đang chờ",
    "called": "đang được gọi",
    "serving": "đang được phục vụ",
    "parked": "đang chờ bổ sung",
    "missed": "đã báo vắng mặt",
    "finished": "đã xong",
    "voided": "đã hủy",
    "abandoned": "đã khép lại khi hết ngày",
}


def decide_call_next(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """Call whoever's turn it is."""
    seat = seat_of(state, args.counter, case)
    same_ticket(seat, args.ticket)
    free_seat(state, seat)
    return next_call(state, args.counter, case) or refuse(
        "nobody_waiting", "Không còn ai chờ ở các dịch vụ của quầy này."
    )


def next_call(state: QueueState, counter: str, case: Case) -> Decided | None:
    """The call of whoever's turn it is at a free counter; None when nobody waits."""
    choice = choose(state, counter_of(case.site, counter), case.site, case.at)
    if choice is None:
        return None
    is_older = choice.ticket.issued.is_dated and not case.at.is_dated
    return _call(choice.ticket, counter, case, 1, f"{choice.why} {OF_BEFORE}" if is_older else choice.why)


def decide_call(state: QueueState, args: CallTicket, case: Case) -> Decided:
    """Call a chosen ticket that waits, is parked or was missed."""
    seat = seat_of(state, args.counter, case)
    free_seat(state, seat)
    ticket = ticket_of(state, args.ticket)
    if ticket.state not in ("waiting", "parked", "missed"):
        where = f" ở quầy {ticket.counter}" if ticket.state in ("called", "serving") else ""
        refuse("wrong_state", f"Số {ticket.number} {STATES[ticket.state]}{where}, không gọi được.")
    return _call(ticket, args.counter, case, 1, "Gọi theo lựa chọn của quầy.")


def decide_recall(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """Call the same number once more."""
    ticket = ticket_at(state, seat_of(state, args.counter, case), args.ticket)
    must_be_called(ticket, "gọi lại")
    return _call(ticket, args.counter, case, ticket.calls + 1, None)


def said(state: QueueState, counter: str, number: str, nth: int) -> TicketCalled | None:
    """The fact that the voice has said a call; None when it says so twice, or of a call that is over."""
    seat = state.counters.get(counter)
    ticket = state.tickets.get(seat.ticket) if seat is not None and seat.ticket is not None else None
    if ticket is None or ticket.state != "called" or (ticket.number, ticket.calls) != (number, nth):
        return None
    return None if ticket.spoken >= nth else TicketCalled(ticket.id, counter, ticket.officer, nth, True)


def decide_miss(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """Nobody came: only after two calls far enough from each other."""
    ticket = ticket_at(state, seat_of(state, args.counter, case), args.ticket)
    must_be_called(ticket, "báo vắng mặt")
    _refuse_soon(ticket, case.at)
    return Decided(events=(TicketMissed(ticket.id, args.counter, case.who.officer),))


def decide_park(state: QueueState, args: WithReason, case: Case) -> Decided:
    """The citizen fetches something and comes back with the same number."""
    seat = seat_of(state, args.counter, case)
    ticket = ticket_at(state, seat, args.ticket)
    parked = TicketParked(ticket.id, args.counter, case.who.officer, args.reason)
    return Decided(events=(*closed_window(args.counter, seat, ticket, "parked"), parked))


def decide_resume(state: QueueState, args: OneTicket, case: Case) -> Decided:
    """Back from fetching something: next but one."""
    return _wait_again(state, args, case, "parked", "Số {} {}, không phải đang chờ bổ sung.")


def decide_bring_back(state: QueueState, args: OneTicket, case: Case) -> Decided:
    """Who was missed is here after all: next but one, not at the end."""
    return _wait_again(state, args, case, "missed", "Số {} {}, không phải đã báo vắng mặt.")


def must_be_called(ticket: Ticket, what: str) -> None:
    """Refuse (``wrong_state``) what makes sense only before the citizen came to the counter."""
    if ticket.state != "called":
        refuse("wrong_state", f"Số {ticket.number} {STATES[ticket.state]}, không {what} được.")


def closed_window(counter: str, seat: CounterSeat, ticket: Ticket, reason: str) -> tuple[RatingClosed, ...]:
    """The end of a ticket's rating window, if it is the one that is open at the counter."""
    return (RatingClosed(ticket.id, counter, reason),) if seat.rated == ticket.id else ()


def _call(ticket: Ticket, counter: str, case: Case, nth: int, why: str | None) -> Decided:
    called = Called(ticket.id, ticket.number, ticket.service, nth, why)
    event = TicketCalled(ticket.id, counter, case.who.officer, nth, False)
    return Decided(events=(event,), result=_builtins(called))


def _builtins(result: Called) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(result)
    return made


def _refuse_soon(ticket: Ticket, at: Instant) -> None:
    apart_s = MISSED_AFTER_S * (2 if ticket.needs else 1)
    first, last = ticket.first_call or ticket.since, ticket.last_call or ticket.since
    again_s = max(0, ceil(apart_s - first.seconds_until(at)))
    again = f"Sau {again_s} giây nữa xin" if again_s else "Xin"
    if ticket.calls < 2:
        refuse("too_soon", f"Mới gọi một lần. {again} gọi lại, rồi mới báo vắng mặt được.")
    if first.seconds_until(last) < apart_s:
        refuse("too_soon", f"{small(ticket.calls).capitalize()} lần gọi quá gần nhau. {again} gọi lại một lần nữa.")


def _wait_again(state: QueueState, args: OneTicket, case: Case, wanted: str, message: str) -> Decided:
    ticket = ticket_of(state, args.ticket)
    if ticket.state != wanted:
        refuse("wrong_state", message.format(ticket.number, STATES[ticket.state]))
    return Decided(events=(TicketResumed(ticket.id, None, case.who.officer, args.reason),))
