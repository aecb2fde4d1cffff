"""Serving: the citizen sits down, may rate, and goes; then perhaps the next one."""

from contract.events import EventData, Outcome, ServiceFinished, ServiceStarted
from contract.events.tickets import Need, OutcomeCode
from contract.hall_args import AtCounter, Finish
from gateway.queue.calling import STATES, must_be_called, next_call
from gateway.queue.deciding import Case, Decided, refuse, seat_of, service_of, ticket_at
from gateway.queue.evolving import evolve_all
from gateway.queue.state import QueueState
from gateway.queue.windows import opened, opened_at_start

JUST_CALLED_S = 3.0
"""A keypad does not say whom it means: its key pressed twice must not send away who is on the way."""

USUAL: dict[Need, OutcomeCode] = {
    "submit": "received",
    "collect": "returned_result",
    "ask": "advised",
    "other": "advised",
}
"""What a visit brings when the officer says nothing else."""


def decide_start(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """The citizen sits at the counter; from now on, or a moment later, the visit may be rated."""
    seat = seat_of(state, args.counter, case)
    ticket = ticket_at(state, seat, args.ticket)
    must_be_called(ticket, "bắt đầu")
    started = ServiceStarted(ticket.id, args.counter, case.who.officer)
    return Decided(events=(*opened_at_start(state, args.counter, seat, ticket, case.at), started))


def decide_invite_rating(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """Mời đánh giá: the window of the ticket at the counter, or of the last one there, is open afterwards."""
    seat = seat_of(state, args.counter, case)
    if seat.ticket is None:
        if seat.rated is None:
            refuse("wrong_state", "Quầy chưa phục vụ lượt nào để mời đánh giá.")
        if args.ticket is not None and args.ticket != seat.rated:
            refuse("stale", "Màn hình này đã cũ: lượt vừa phục vụ đã khác. Xin xem lại rồi bấm lại.")
        return Decided()
    ticket = ticket_at(state, seat, args.ticket)
    if ticket.state != "serving":
        refuse("wrong_state", f"Số {ticket.number} {STATES[ticket.state]}. Xin bấm Bắt đầu trước khi mời đánh giá.")
    return Decided(events=opened(args.counter, seat, ticket))


def decide_finish(state: QueueState, args: Finish, case: Case) -> Decided:
    """The visit ends, with the outcomes that the officer names or the usual one. Its window stays open."""
    seat = seat_of(state, args.counter, case)
    ticket = ticket_at(state, seat, args.ticket)
    for outcome in args.outcomes:
        service_of(case.site, outcome.service)
    outcomes = args.outcomes or (Outcome(ticket.service, USUAL[ticket.need], ticket.items or 1),)
    # Where nobody pressed Bắt đầu, or the last visitor's window was still young: the visit may be rated all the same.
    events: list[EventData] = [*opened(args.counter, seat, ticket)]
    events.append(ServiceFinished(ticket.id, args.counter, case.who.officer, outcomes))
    return Decided(events=tuple(events), note=args.note)


def decide_finish_and_next(state: QueueState, args: Finish, case: Case) -> Decided:
    """Xong và gọi tiếp: one key for both. Nobody waits: only the first."""
    seat = seat_of(state, args.counter, case)
    here = state.tickets.get(seat.ticket) if seat.ticket is not None else None
    if args.ticket is None and here is not None and here.state == "called":
        if here.since.seconds_until(case.at) < JUST_CALLED_S:
            refuse("too_soon", f"Số {here.number} vừa được gọi. Xin chờ người dân đến quầy rồi bấm Bắt đầu.")
    finished = decide_finish(state, args, case)
    after = evolve_all(state, finished.facts(case.at), case.site)
    called = next_call(after, args.counter, case)
    if called is None:
        return finished
    return Decided(events=(*finished.events, *called.events), result=called.result, note=finished.note)
