"""Proves tickets and days of counters: each row is what the rules make of all lines that tell of it."""

import heapq
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from central.audit.findings import NOWHERE, Finding
from central.audit.holding import holding_truly
from central.audit.truth import Told as TrueRow
from central.audit.truth import Truth
from central.audit.visit_sums import FalseTickets
from central.projections.calendar import Calendar
from central.projections.seats import SEATS_STORED, SEATS_TOLD, seat_rows
from central.projections.visit_rows import seat_told_in, told_in
from central.projections.visit_sums import TICKET_COLUMNS, TicketRow
from central.projections.visits import TOLD, ticket_row
from central.rules.corrections import corrected_visit
from central.rules.telling import Told
from central.store.queries import rows_in
from central.store.tables import seat_events, seats_daily, ticket_events, tickets

_AT_ONCE = 500
_TICKET = 2
_KEYS = 5
"""Columns of the key of `seats_daily`."""


def prove_tickets(connection: Connection, calendar: Calendar, truth: Truth, false: FalseTickets) -> Iterator[Finding]:
    """Every ticket against all that was said of it; those whose row is wrong are told to ``false``."""
    told_alone = sorted({told[0][_TICKET] for told in truth.all_rows(ticket_events)})
    named = heapq.merge(_ids(connection, ticket_events), _ids(connection, tickets), told_alone)
    every = (ticket for ticket, _ in groupby(named))
    while ids := list(islice(every, _AT_ONCE)):
        yield from _prove(connection, ids, calendar, truth, false)


def _ids(connection: Connection, table: Table) -> Iterator[bytes]:
    """The tickets that a table names, in order, some at a time."""
    last = b""
    while True:
        statement = select(table.c.ticket).where(table.c.ticket > last).distinct().order_by(table.c.ticket)
        rows = connection.execute(statement.limit(_AT_ONCE)).all()
        if not rows:
            return
        yield from (row.ticket for row in rows)
        last = rows[-1].ticket


def _prove(
    connection: Connection, ids: Sequence[bytes], calendar: Calendar, truth: Truth, false: FalseTickets
) -> Iterator[Finding]:
    stored = {row.ticket: TicketRow._make(row) for row in rows_in(connection, select(tickets), tickets.c.ticket, ids)}
    told, unread = _told(connection, ids, truth)
    yield from unread
    holding = holding_truly(connection, truth)
    for ticket in ids:
        lines, there = told.get(ticket), stored.get(ticket)
        visit = corrected_visit(ticket, [line for line, _ in lines], holding) if lines else None
        proved = None if visit is None else ticket_row(ticket, visit, calendar)
        if proved != there and ticket not in false:
            false.tell(ticket, proved)
            place = min(lines, key=lambda one: one[0].key)[1] if lines else (NOWHERE, NOWHERE, None)
            yield _wrong(ticket, there, proved, place)


Place = tuple[str, str, int | None]
"""Gateway, stream and seq."""


def _told(
    connection: Connection, ids: Sequence[bytes], truth: Truth
) -> tuple[dict[bytes, list[tuple[Told, Place]]], list[Finding]]:
    """All that was truly said of the tickets, with the place of each line; rows of purged lines may be unreadable."""
    found: dict[bytes, list[tuple[Told, Place]]] = defaultdict(list)
    unread = []
    rows: list[TrueRow] = [
        (tuple(row)[:-2], row.gateway, row.stream)
        for row in rows_in(connection, TOLD, ticket_events.c.ticket, ids)
        if not truth.is_false(ticket_events, (row.stream_id, row.seq))
    ]
    for row, gateway, stream in (*rows, *truth.rows(ticket_events, _TICKET, ids)):
        try:
            found[row[_TICKET]].append((told_in(row, gateway, stream), (gateway, stream, row[1])))
        except msgspec.MsgspecError:
            vi, en = "hàng này không đọc được", "the row cannot be read"
            unread.append(Finding(ticket_events.name, vi, en, gateway, stream, row[1]))
    return found, unread


def _wrong(ticket: bytes, there: TicketRow | None, proved: TicketRow | None, place: Place) -> Finding:
    name = uuid.UUID(bytes=ticket)
    if proved is None:
        vi, en = f"có hàng của số {name} mà không có dòng nào cho nó", f"there is a row of {name} and no line for it"
    elif there is None:
        vi, en = f"thiếu hàng của số {name}", f"the row of {name} is missing"
    else:
        pairs = zip(TICKET_COLUMNS, there, proved, strict=True)
        differ = [(column, had, due) for column, had, due in pairs if had != due]
        stated = " ".join(f"{column}={had!r}" for column, had, _ in differ)
        right = " ".join(f"{column}={due!r}" for column, _, due in differ)
        vi = f"số {name} ghi {stated}, theo quy tắc là {right}"
        en = f"the ticket stands as {stated}, by the rules it is {right}"
    return Finding(tickets.name, vi, en, *place)


def prove_seats(connection: Connection, calendar: Calendar, truth: Truth) -> Iterator[Finding]:
    """Every day of counters against all that was said on it."""
    days = {(told[0][2], told[0][5]) for told in truth.all_rows(seat_events)}
    for table in (seat_events, seats_daily):
        days.update((row.site, row.day) for row in connection.execute(select(table.c.site, table.c.day).distinct()))
    holding = holding_truly(connection, truth)
    for site, day in sorted(days):
        where = {"b_site": site, "b_day": day}
        rows: list[Any] = [
            (row[:-2], row[-2], row[-1])
            for row in connection.execute(SEATS_TOLD, where)
            if not truth.is_false(seat_events, (row[0], row[1]))
        ]
        rows += [one for one in truth.all_rows(seat_events) if (one[0][2], one[0][5]) == (site, day)]
        due = {
            row[:_KEYS]: row for row in seat_rows(site, day, [seat_told_in(*one) for one in rows], calendar, holding)
        }
        there = {tuple(row[:_KEYS]): tuple(row) for row in connection.execute(SEATS_STORED, where)}
        for key in sorted({*due, *there}):
            if due.get(key) != there.get(key):
                yield _wrong_seat(key, there.get(key), due.get(key))


def _wrong_seat(key: tuple[Any, ...], there: tuple[Any, ...] | None, due: tuple[Any, ...] | None) -> Finding:
    where = " ".join(str(part) or NOWHERE for part in key)
    stated, right = (None if row is None else " ".join(map(str, row[_KEYS:])) for row in (there, due))
    vi = f"quầy trong ngày [{where}] ghi {stated or 0}, các dòng cho {right or 0}"
    return Finding(seats_daily.name, vi, f"the day of a counter states {stated or 0}, its lines give {right or 0}")
