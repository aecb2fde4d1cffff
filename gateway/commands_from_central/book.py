"""Which orders a gateway knows, and how each may go on. Pure; the journal keeps it, so that nothing is done twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

from gateway.commands_from_central.said import OrderEnd

PREFIX = "order/"
MOST_KNOWN = 300
"""Ids that are remembered: far more than can arrive before the first of them has expired at the broker."""
RESTART = "restart"
LATE, INTERRUPTED = {"why": "late"}, {"why": "restarted"}


class Known(msgspec.Struct, frozen=True):
    """An order as it is remembered. ``nth`` grows: the oldest are forgotten first."""

    op: str
    state: Literal["doing", "ended"]
    nth: int


@dataclass(frozen=True, slots=True)
class Book:
    """Every order that is remembered, by its id. ``interrupted``: begun by an earlier run of the program."""

    known: Mapping[str, Known]
    interrupted: tuple[str, ...] = ()

    @property
    def test(self) -> bool:
        """Orders are no training."""
        return False


Rows = dict[str, bytes | None]


def load(rows: Mapping[str, bytes]) -> Book:
    """The book as the journal kept it. A row that cannot be read is an order that was ended: never done again."""
    known = {key.removeprefix(PREFIX): _read(value) for key, value in rows.items()}
    return Book(known, tuple(name for name, one in known.items() if one.state == "doing"))


def begun(book: Book, name: str, op: str) -> tuple[Book, Rows]:
    """The book with a new order that is being done; the oldest that ended are forgotten."""
    return _with(book, name, Known(op, "doing", _next(book)))


def ended(book: Book, name: str, op: str) -> tuple[Book, Rows]:
    """The book with an order that came to its end."""
    nth = book.known[name].nth if name in book.known else _next(book)
    after, rows = _with(book, name, Known(op, "ended", nth))
    return replace(after, interrupted=tuple(one for one in book.interrupted if one != name)), rows


def outcome_of(interrupted: Known) -> tuple[OrderEnd, Any]:
    """How an order ended that an earlier run had begun: a restart was done by starting; of others nobody knows."""
    return ("done", None) if interrupted.op == RESTART else ("unknown", INTERRUPTED)


def _with(book: Book, name: str, one: Known) -> tuple[Book, Rows]:
    known = {**book.known, name: one}
    rows: Rows = {PREFIX + name: msgspec.json.encode(one)}
    over = sorted((held.nth, key) for key, held in known.items() if held.state == "ended" and key != name)
    for _, key in over[: max(0, len(known) - MOST_KNOWN)]:
        del known[key]
        rows[PREFIX + key] = None
    return replace(book, known=known), rows


def _next(book: Book) -> int:
    return max((one.nth for one in book.known.values()), default=0) + 1


def _read(value: bytes) -> Known:
    try:
        return msgspec.json.decode(value, type=Known)
    except msgspec.DecodeError:
        return Known("?", "ended", 0)
