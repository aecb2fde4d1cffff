"""Who sits where: sign-in with takeover, sign-out, pause."""

from contract.events import (
    CounterPaused,
    CounterResumed,
    EventData,
    OfficerSignedIn,
    OfficerSignedOut,
    RatingClosed,
    TicketResumed,
)
from contract.hall_args import AtCounter, SignIn, SignOut, WithReason
from gateway.queue.deciding import Case, Decided, counter_of, refuse, same_ticket, seat_of
from gateway.queue.state import CounterSeat, QueueState


def decide_sign_in(state: QueueState, args: SignIn, case: Case) -> Decided:
    """The request's officer takes the counter, by the roster or in somebody's place, and leaves every other one.

    Whoever sat there is signed out; who was called waits again and is next, who is served stays with the counter.
    """
    counter, officer = counter_of(case.site, args.counter), case.who.officer
    if case.who.counter not in (None, counter.id):
        refuse("other_counter", f"Nơi này chỉ đăng nhập cho quầy {case.who.counter}.")
    if officer is None or officer not in {known.code for known in case.site.officers}:
        refuse("unknown_officer", "Trung tâm không có người này. Xin kiểm tra mã hoặc thẻ.")
    seat = state.counters.get(counter.id, CounterSeat())
    if seat.officer == officer:
        return Decided()
    events: list[EventData] = []
    for other, held in sorted(state.counters.items()):
        if held.officer == officer:
            _refuse_leaving(state, held, f"còn ở quầy {other}")
            events.append(OfficerSignedOut(officer, other, "self"))
    if seat.officer is not None:
        events += _sent_back(state, counter.id, seat, "takeover")
        events.append(OfficerSignedOut(seat.officer, counter.id, "takeover"))
    role = "principal" if counter.principal in (None, officer) else "substitute"
    return Decided(events=(*events, OfficerSignedIn(officer, counter.id, role)))  # type: ignore[arg-type]


def decide_sign_out(state: QueueState, args: SignOut, case: Case) -> Decided:
    """The officer leaves the counter. At the end of the session even with a ticket there."""
    seat = seat_of(state, args.counter, case)
    if args.reason == "session_end":
        return Decided(events=end_of_session(state, args.counter))
    _refuse_leaving(state, seat, "còn ở quầy")
    return Decided(events=(OfficerSignedOut(seat.officer or "", args.counter, args.reason),))


def end_of_session(state: QueueState, counter: str) -> tuple[EventData, ...]:
    """What signs a counter's officer out when the session ends; nothing where nobody sits.

    Who was called waits again and is next. Who is served stays, and may be rated, until the counter is taken again;
    the window of somebody who has left is closed.
    """
    seat = state.counters.get(counter, CounterSeat())
    if seat.officer is None:
        return ()
    closed = () if seat.rated in (None, seat.ticket) else (RatingClosed(seat.rated, counter, "session_end"),)
    gone = OfficerSignedOut(seat.officer, counter, "session_end")
    return (*closed, *_sent_back(state, counter, seat, "session_end"), gone)


def decide_pause(state: QueueState, args: WithReason, case: Case) -> Decided:
    """Tạm nghỉ: nobody is called here for a while."""
    seat = seat_of(state, args.counter, case)
    same_ticket(seat, args.ticket)
    if seat.paused is not None:
        refuse("wrong_state", "Quầy đang tạm nghỉ rồi.")
    _refuse_leaving(state, seat, "còn ở quầy")
    return Decided(events=(CounterPaused(args.counter, args.reason),))


def decide_unpause(state: QueueState, args: AtCounter, case: Case) -> Decided:
    """The counter serves again."""
    seat = seat_of(state, args.counter, case)
    if seat.paused is None:
        refuse("wrong_state", "Quầy không tạm nghỉ.")
    return Decided(events=(CounterResumed(args.counter),))


def _refuse_leaving(state: QueueState, seat: CounterSeat, where: str) -> None:
    """Refuse (``wrong_state``) to leave somebody at the counter."""
    if seat.ticket is not None:
        number = state.tickets[seat.ticket].number
        refuse("wrong_state", f"Số {number} {where}. Xin bấm Xong, Vắng mặt hoặc Chuyển trước khi rời quầy.")


def _sent_back(state: QueueState, counter: str, seat: CounterSeat, reason: str) -> tuple[EventData, ...]:
    """Who was called and not served yet waits again, next."""
    ticket = state.tickets.get(seat.ticket) if seat.ticket else None
    if ticket is None or ticket.state != "called":
        return ()
    return (TicketResumed(ticket.id, counter, seat.officer, reason),)
