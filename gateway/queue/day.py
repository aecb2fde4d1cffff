"""A working copy of a service day: what events do to tickets, counters and lines, in the words that events need.

It lives for one change and is never shared; the states before and after it stay as they are.
"""

from typing import Any
from uuid import UUID

import msgspec

from gateway.queue.lines import by_turn, joined, kind, more_items, without
from gateway.queue.state import ENDED, CounterSeat, Instant, Line, Period, QueueState, Ticket, TicketState

LAST_CALLS = 8
LAST_SERVED = 30


class Day:
    """Copies of what changes, made when it first changes; `done` gives the state they make."""

    def __init__(self, state: QueueState) -> None:
        self._state = state
        self._changed: dict[str, Any] = {}

    def done(self) -> QueueState:
        """The state after the changes; the same one when there were none."""
        if self._changed:
            self._state = msgspec.structs.replace(self._state, **self._changed)
            self._changed = {}
        return self._state

    def get(self, name: str) -> Any:
        """A field, to look at."""
        return self._changed[name] if name in self._changed else getattr(self._state, name)

    def set(self, name: str, value: Any) -> None:
        """Replace a field."""
        self._changed[name] = value

    def table(self, name: str) -> dict[Any, Any]:
        """A field that is a dict, to be changed."""
        if name not in self._changed:
            self._changed[name] = dict(getattr(self._state, name))
        copied: dict[Any, Any] = self._changed[name]
        return copied

    def ticket(self, ticket: UUID) -> Ticket | None:
        """A ticket as it is now."""
        found: Ticket | None = self.get("tickets").get(ticket)
        return found

    def seat(self, counter: str) -> CounterSeat:
        """A counter as it is now."""
        found: CounterSeat = self.get("counters").get(counter, CounterSeat())
        return found

    def put_seat(self, counter: str, **changes: Any) -> None:
        """Change a counter."""
        self.table("counters")[counter] = msgspec.structs.replace(self.seat(counter), **changes)

    def next_turn(self) -> int:
        """One more turn of the day."""
        turn: int = self.get("turns") + 1
        self.set("turns", turn)
        return turn

    def add(self, ticket: Ticket) -> None:
        """A new ticket, which waits from its issue on."""
        began = msgspec.structs.replace(ticket, periods=(Period("waiting", ticket.issued),))
        self.table("tickets")[ticket.id] = began
        self._line_up(began)

    def put(self, ticket: Ticket, **changes: Any) -> Ticket:
        """Change a ticket that stays in its state and its line."""
        after = msgspec.structs.replace(ticket, **changes)
        self.table("tickets")[ticket.id] = after
        return after

    def alter(self, ticket: Ticket, **changes: Any) -> Ticket:
        """Change what says in which line a ticket waits; it keeps its place among those of its new line."""
        if ticket.state != "waiting":
            return self.put(ticket, **changes)
        self._leave_line(ticket)
        after = self.put(ticket, **changes)
        self._line_up(after)
        return after

    def move(
        self, ticket: Ticket, state: TicketState, at: Instant, counter: str | None = None, **changes: Any
    ) -> Ticket:
        """Let a ticket go over into another state: its period ends, another begins, lines and counters follow."""
        if ticket.state == "waiting":
            self._leave_line(ticket)
        here = state in ("called", "serving")
        if ticket.state in ("called", "serving") and ticket.counter is not None:
            if self.seat(ticket.counter).ticket == ticket.id and not (here and counter == ticket.counter):
                self.put_seat(ticket.counter, ticket=None)
        if here and counter is not None and self.seat(counter).ticket != ticket.id:
            self.put_seat(counter, ticket=ticket.id)
        where = {} if counter is None else {"counter": counter}
        after = msgspec.structs.replace(
            ticket, state=state, periods=_periods(ticket, state, at, counter), **where, **changes
        )
        self.table("tickets")[ticket.id] = after
        if state == "waiting":
            self._line_up(after)
        return after

    def _line_up(self, ticket: Ticket) -> None:
        tickets, service = self.get("tickets"), ticket.service
        waiting = self.table("waiting")
        waiting[service] = joined(waiting.get(service, ()), ticket, tickets)
        if more := more_items(ticket):
            table = self.table("more_items")
            table[service] = table.get(service, 0) + more
        if ticket.jumps is not None:
            others = (tickets[one] for one in self.get("jumping"))
            self.set("jumping", tuple(one.id for one in sorted((*others, ticket), key=by_turn)))
            return
        lines = {(line.priority, line.needs): line.tickets for line in self.get("lines").get(service, ())}
        lines[kind(ticket)] = joined(lines.get(kind(ticket), ()), ticket, tickets)
        self._put_lines(service, lines)

    def _leave_line(self, ticket: Ticket) -> None:
        service = ticket.service
        waiting = self.table("waiting")
        waiting[service] = without(waiting.get(service, ()), ticket.id)
        if not waiting[service]:
            del waiting[service]
        if more := more_items(ticket):
            table = self.table("more_items")
            table[service] -= more
            if not table[service]:
                del table[service]
        if ticket.jumps is not None:
            self.set("jumping", without(self.get("jumping"), ticket.id))
            return
        lines = {(line.priority, line.needs): line.tickets for line in self.get("lines").get(service, ())}
        lines[kind(ticket)] = without(lines[kind(ticket)], ticket.id)
        self._put_lines(service, lines)

    def _put_lines(self, service: str, lines: dict[tuple[bool, tuple[str, ...]], tuple[UUID, ...]]) -> None:
        kept = tuple(Line(*key, ids) for key, ids in sorted(lines.items()) if ids)
        if kept:
            self.table("lines")[service] = kept
        else:
            self.table("lines").pop(service, None)


def _periods(ticket: Ticket, state: TicketState, at: Instant, counter: str | None) -> tuple[Period, ...]:
    """The periods of a ticket when it goes over into ``state``. An ended one lasts no time."""
    past = ticket.periods
    if past and past[-1].ended is None:
        past = (*past[:-1], msgspec.structs.replace(past[-1], ended=at))
    return (*past, Period(state, at, at if state in ENDED else None, counter))
