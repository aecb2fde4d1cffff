"""Moving on: to another service or counter with the same number, or out of the queue as no visit at all."""

from contract.events import TicketTransferred, TicketVoided
from contract.hall_args import OneTicket, Transfer
from gateway.queue.calling import STATES, closed_window
from gateway.queue.deciding import Case, Decided, counter_of, refuse, seat_of, service_of, ticket_at, ticket_of
from gateway.queue.opening import serves
from gateway.queue.state import ENDED, CounterSeat, QueueState


def decide_transfer(state: QueueState, args: Transfer, case: Case) -> Decided:
    """Send the citizen at the counter on: the number stays, and it is next but one there."""
    seat = seat_of(state, args.counter, case)
    ticket = ticket_at(state, seat, args.ticket)
    if (args.to_service is None) == (args.to_counter is None):
        refuse("malformed", "Xin chọn chuyển đến một dịch vụ hoặc một quầy.")
    if args.to_counter is not None:
        _refuse_counter(state, args.counter, args.to_counter, case)
    if args.to_service is not None:
        service = service_of(case.site, args.to_service)
        if service.code == ticket.service:
            refuse("wrong_state", f"Số {ticket.number} đang ở dịch vụ này rồi. Xin chọn dịch vụ khác.")
        if not any(serves(counter, service.code) for counter in case.site.counters):
            refuse("wrong_state", f"Không quầy nào làm {service.name}. Xin chọn dịch vụ khác.")
    moved = TicketTransferred(ticket.id, args.to_service, args.to_counter, case.who.officer)
    return Decided(events=(*closed_window(args.counter, seat, ticket, "transferred"), moved))


def decide_void(state: QueueState, args: OneTicket, case: Case) -> Decided:
    """The ticket is no visit: a number nobody holds, or one too many."""
    ticket = ticket_of(state, args.ticket)
    if ticket.state in ENDED:
        refuse("wrong_state", f"Số {ticket.number} {STATES[ticket.state]}, không hủy được.")
    at, seat = None, CounterSeat()
    if ticket.state in ("called", "serving") and ticket.counter is not None:
        at, seat = ticket.counter, seat_of(state, ticket.counter, case)
    voided = TicketVoided(ticket.id, at, case.who.officer, args.reason or "other")
    return Decided(events=(*(closed_window(at, seat, ticket, "voided") if at else ()), voided))


def _refuse_counter(state: QueueState, here: str, to_counter: str, case: Case) -> None:
    """Refuse a counter at which nobody would call the citizen."""
    counter_of(case.site, to_counter)
    if to_counter == here:
        refuse("wrong_state", f"Số này đang ở quầy {here} rồi. Xin chọn quầy khác.")
    if state.counters.get(to_counter, CounterSeat()).officer is None:
        refuse("wrong_state", f"Quầy {to_counter} chưa có người trực. Xin chọn quầy khác.")
