"""The role that takes central's orders: remembered before they are begun, told of once when they end."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from contract.clock import Stamp
from contract.events import CommandDone
from contract.messages import Command
from gateway.commands_from_central import book as books
from gateway.commands_from_central.book import Book
from gateway.commands_from_central.said import OrderCame, OrderEnd, OrderEnded
from gateway.decision import Decision
from gateway.effects import Tell
from gateway.journal.drafts import Draft

MOST_AT_ONCE = 4
BUSY = {"why": "busy"}


class Hands(Protocol):
    """Who does orders: `gateway.commands_from_central.doing.Doing`. Called after the commit, returns at once."""

    def why_not(self, command: Command) -> Any:
        """Why an order cannot be done at all, as its result; None when it may be tried."""
        ...

    def begin(self, command: Command) -> None:
        """Do it; `OrderEnded` comes to the worker."""
        ...


class CommandRole:
    """Decides about each order: known, too late, impossible, or to be done now."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def takes(self, command: object) -> bool:
        """Tell whether an order is for this role."""
        return isinstance(command, OrderCame | OrderEnded)

    def begin(self) -> None:
        """Nothing is remembered besides the state."""

    def undo(self) -> None:
        """Nothing is remembered besides the state."""

    def facts(self, before: Book, after: Book) -> Mapping[str, bytes | None]:
        """Decisions name their rows themselves."""
        return {}

    def catch_up(self, state: Book, stamp: Stamp, mono_s: float) -> Decision[Book]:
        """Orders that an earlier run had begun: nobody knows how far it came, unless it was to start anew."""
        drafts: list[Draft] = []
        rows: books.Rows = {}
        for name in state.interrupted:
            known = state.known[name]
            how, result = books.outcome_of(known)
            state, changed = books.ended(state, name, known.op)
            rows |= changed
            drafts.append(Draft(CommandDone(name, how, result), stamp))
        return Decision(state, tuple(drafts), (), rows)

    def decide(self, state: Book, command: object, stamp: Stamp, mono_s: float) -> Decision[Book]:
        """What an order or its end means."""
        match command:
            case OrderCame(order, until_s):
                return self._came(state, order, stamp, is_late=mono_s >= until_s)
            case OrderEnded(name, how, result) if name in state.known and state.known[name].state == "doing":
                return _told(state, name, state.known[name].op, how, result, stamp)
        return Decision(state)

    def _came(self, state: Book, order: Command, stamp: Stamp, *, is_late: bool) -> Decision[Book]:
        if order.id in state.known:
            return Decision(state)
        if is_late:
            return _told(state, order.id, order.op, "expired", books.LATE, stamp)
        why = self._hands.why_not(order)
        if why is None and sum(one.state == "doing" for one in state.known.values()) >= MOST_AT_ONCE:
            why = BUSY
        if why is not None:
            return _told(state, order.id, order.op, "failed", why, stamp)
        after, rows = books.begun(state, order.id, order.op)
        return Decision(after, (), (Tell(_calling(self._hands.begin, order)),), rows)


def _told(state: Book, name: str, op: str, how: OrderEnd, result: Any, stamp: Stamp) -> Decision[Book]:
    after, rows = books.ended(state, name, op)
    return Decision(after, (Draft(CommandDone(name, how, result), stamp),), (), rows)


def _calling(call: Callable[[Any], None], what: Any) -> Callable[[], None]:
    return lambda: call(what)
