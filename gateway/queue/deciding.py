"""What every decision of the queue is made from and brings: values, refusals and checks that verbs share.

A decision looks and never changes anything: the events it names are stored by the hall, and `evolve` makes the next
state of them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

import msgspec

from contract.events import EventData
from contract.hall_args import ErrorCode
from contract.services import Service
from contract.site import Counter, SiteConfig
from gateway.queue.state import CounterSeat, Instant, QueueState, Ticket


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a gateway of the site in the name of an officer, or of nobody (kiosk, guide). ``counter``: the only
    counter that may be acted for, where the asker is bound to one."""

    gateway: str
    officer: str | None = None
    counter: str | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a request. ``fresh`` is a uuid never used before: the ticket's, or part of a lease's id.
    ``unheard``: by the ticket that a kiosk gave because it heard no answer, the one the hall had given all the same."""

    who: Asker
    site: SiteConfig
    at: Instant
    fresh: UUID
    unheard: Mapping[UUID, UUID] = {}


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be stored, in this order, and the answer's result. No events: all is as it should be.

    ``moments``: when an event happened, by its index, where that is not now (tickets given while the hall was away).
    ``note``: a dossier code that belongs to the `ServiceFinished` among the events, to be sealed outside the chain.
    """

    events: tuple[EventData, ...] = ()
    result: dict[str, Any] | None = None
    moments: dict[int, Instant] = {}
    note: str | None = None

    def facts(self, at: Instant) -> tuple[tuple[EventData, Instant], ...]:
        """Each event with the moment at which it happened; ``at`` is now."""
        return tuple((event, self.moments.get(i, at)) for i, event in enumerate(self.events))


class Refused(Exception):
    """A request that does nothing: a code for programs and one Vietnamese sentence for people."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code: ErrorCode = code
        self.message = message


DecideFn = Callable[[QueueState, Any, Case], Decided]
"""``decide_<verb>(state, args, case)``: raises Refused."""


def refuse(code: ErrorCode, message: str) -> NoReturn:
    """End a decision. Raises Refused."""
    raise Refused(code, message)


def service_day(state: QueueState, at: Instant) -> date:
    """The day whose numbers are given: while nobody knows the date, the one that is remembered."""
    return date.fromisoformat(state.day) if state.day else at.at.date()


def service_of(site: SiteConfig, code: str) -> Service:
    """The service of this code. Raises Refused (``unknown_service``)."""
    found = next((service for service in site.services if service.code == code), None)
    return found or refuse("unknown_service", "Trung tâm không có dịch vụ này. Xin chọn lại.")


def counter_of(site: SiteConfig, counter: str) -> Counter:
    """The counter of this id. Raises Refused (``unknown_counter``)."""
    found = next((known for known in site.counters if known.id == counter), None)
    return found or refuse("unknown_counter", f"Trung tâm không có quầy {counter}.")


def ticket_of(state: QueueState, ticket: UUID) -> Ticket:
    """A ticket of today. Raises Refused (``unknown_ticket``)."""
    found = state.tickets.get(ticket)
    return found or refuse("unknown_ticket", "Hôm nay không có số này. Xin tải lại trang.")


def seat_of(state: QueueState, counter: str, case: Case) -> CounterSeat:
    """The counter's seat, with the asking officer on it.

    Raises Refused: ``unknown_counter``, ``other_counter``, ``not_signed_in``.
    """
    counter_of(case.site, counter)
    who = case.who
    if who.counter is not None and who.counter != counter:
        refuse("other_counter", f"Nơi này chỉ làm việc cho quầy {who.counter}, không làm thay quầy {counter}.")
    seat = state.counters.get(counter, CounterSeat())
    if who.officer is not None and seat.officer == who.officer:
        return seat
    elsewhere = next((c for c, s in state.counters.items() if who.officer and s.officer == who.officer), None)
    if elsewhere is not None:
        refuse("other_counter", f"Ông/bà đang trực quầy {elsewhere}, không làm thay quầy {counter} được.")
    if seat.officer is not None:
        refuse("not_signed_in", f"Quầy {counter} đang do người khác trực. Xin đăng nhập lại.")
    refuse("not_signed_in", f"Chưa có ai đăng nhập ở quầy {counter}. Xin đăng nhập trước.")


def ticket_at(state: QueueState, seat: CounterSeat, believed: UUID | None) -> Ticket:
    """The ticket at a counter, when it is the one that the asker believes to be there (None: whichever).

    Raises Refused: ``stale``, ``wrong_state``.
    """
    same_ticket(seat, believed)
    if seat.ticket is None:
        refuse("wrong_state", "Quầy chưa gọi số nào.")
    return ticket_of(state, seat.ticket)


def same_ticket(seat: CounterSeat, believed: UUID | None) -> None:
    """Refuse (``stale``) an order for a ticket that is not at the counter any more."""
    if believed is not None and seat.ticket != believed:
        refuse("stale", "Màn hình này đã cũ: số đang ở quầy đã khác. Xin xem lại rồi bấm lại.")


def free_seat(state: QueueState, seat: CounterSeat) -> None:
    """Refuse (``paused``, ``wrong_state``) a call at a counter that pauses or still has a ticket."""
    if seat.paused is not None:
        refuse("paused", "Quầy đang tạm nghỉ. Xin bấm Tạm nghỉ một lần nữa để tiếp tục, rồi gọi.")
    if seat.ticket is not None:
        number = ticket_of(state, seat.ticket).number
        refuse("wrong_state", f"Số {number} còn ở quầy. Xin bấm Xong, Vắng mặt hoặc Chuyển trước khi gọi tiếp.")
