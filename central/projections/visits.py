"""Keeps tickets and their daily sums right, within the transaction of their events.

A ticket that something was said about is made again from all that was ever said about it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from central.projections.calendar import Calendar
from central.projections.corrections import holding_in
from central.projections.rows import Gathered
from central.projections.seats import judge_seats
from central.projections.touched import Touched
from central.projections.visit_rows import told_in
from central.projections.visit_sums import TICKET_COLUMNS, TicketRow, VisitSums
from central.rules.corrections import corrected_visit
from central.rules.telling import Told
from central.rules.visits import Visit
from central.store.dialect import insert_many, upsert
from central.store.queries import in_chunks, rows_in
from central.store.tables import feedback, seat_events, streams, ticket_events, tickets

TOLD = select(ticket_events, streams.c.gateway, streams.c.stream).join(
    streams, streams.c.id == ticket_events.c.stream_id
)
_AT_ONCE = 500


def write_told(connection: Connection, rows: Gathered, touched: Touched) -> None:
    """Store what was said of tickets and counters, and that words were left; what it touches is left to be judged."""
    insert_many(connection, feedback, rows.feedback)
    if rows.told:
        insert_many(connection, ticket_events, rows.told)
        tickets = {row[2] for row in rows.told}
        touched.visits.update(tickets)
        if holding_in(connection).seats:
            # Whose their ratings are goes by when they were at which counter.
            touched.tickets.update(tickets)
    if rows.seats:
        insert_many(connection, seat_events, rows.seats)
        touched.seats.update((row[2], row[5]) for row in rows.seats)


def judge_visits(connection: Connection, touched: Touched, calendar: Calendar) -> None:
    """Bring touched tickets and days of counters, and all sums of them, up to date; their rows must be stored."""
    if touched.visits:
        sums = VisitSums()
        for part in in_chunks(sorted(touched.visits), _AT_ONCE):
            _judge(connection, part, calendar, sums)
        sums.write(connection)
    for site, day in sorted(touched.seats):
        judge_seats(connection, site, day, calendar)


def told_of(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, list[Told]]:
    """All that was ever said of some tickets."""
    found: dict[bytes, list[Told]] = defaultdict(list)
    for row in rows_in(connection, TOLD, ticket_events.c.ticket, ids):
        found[row.ticket].append(told_in(row[:-2], row.gateway, row.stream))
    return found


def ticket_row(ticket: bytes, visit: Visit, calendar: Calendar) -> TicketRow:
    """A visit as the store holds it."""
    site, issued_ms = visit.site, visit.issued_ms
    return TicketRow(
        ticket,
        site,
        calendar.day(site, issued_ms),
        calendar.hour(site, issued_ms),
        visit.number,
        visit.state,
        visit.taken_service,
        visit.service,
        visit.need,
        int(visit.priority),
        _text(visit.needs),
        visit.items,
        visit.channel,
        visit.counter,
        visit.officer,
        issued_ms,
        visit.called_ms,
        visit.started_ms,
        visit.finished_ms,
        visit.wait_s,
        None if visit.waits is None else calendar.working_s(site, visit.waits),
        visit.service_s,
        visit.transfers,
        visit.recalls,
        _text(visit.outcomes),
    )


def _judge(connection: Connection, ids: Sequence[bytes], calendar: Calendar, sums: VisitSums) -> None:
    stored = {row[0]: TicketRow._make(row) for row in rows_in(connection, select(tickets), tickets.c.ticket, ids)}
    changed, holding = [], holding_in(connection)
    for ticket, told in told_of(connection, ids).items():
        visit = corrected_visit(ticket, told, holding)
        now, before = ticket_row(ticket, visit, calendar), stored.get(ticket)
        if now == before:
            continue
        if before is not None:
            sums.add(before, -1)
        sums.add(now)
        changed.append(now)
    if changed:
        # Rows that are new go in without a look at the others: most of a backlog are.
        insert_many(connection, tickets, [row for row in changed if row.ticket not in stored])
        again = [row._asdict() for row in changed if row.ticket in stored]
        if again:
            connection.execute(upsert(connection, tickets, ("ticket",), **_NEWEST), again)


_NEWEST = {name: (lambda old, new, name=name: new[name]) for name in TICKET_COLUMNS if name != "ticket"}


def _text(values: Sequence[object]) -> str:
    """A list as it stands in a row: JSON, '' for none."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
