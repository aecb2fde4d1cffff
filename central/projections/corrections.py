"""Which corrections hold, and what a new one touches: ratings, visits and days of counters that are judged again."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from central.projections.days import Days
from central.projections.rows import CorrectionRow
from central.projections.touched import Touched
from central.rules.corrections import SEAT, TICKET, UNDO, About, Correction, InForce, in_force, read_about
from central.rules.counting import order_key
from central.store.dialect import insert_many
from central.store.queries import rows_in
from central.store.tables import corrections, ratings, seat_events, streams, ticket_events

CORRECTIONS = select(corrections, streams.c.gateway, streams.c.stream).join(
    streams, streams.c.id == corrections.c.stream_id
)
_LINES = select(ticket_events.c.ticket, ticket_events.c.type, ticket_events.c.counter, ticket_events.c.time_ms)

Lines = dict[bytes, list[tuple[str, str, int | None]]]
"""Type, counter and time of the lines of tickets."""


def correction_in(row: CorrectionRow | Any, gateway: str, stream: str) -> Correction | None:
    """What a row of `corrections` says to the rules; None for one that cannot be read."""
    _, seq, site, time_ms, what, old, new = row
    about = read_about(what)
    return None if about is None else Correction(order_key(time_ms, gateway, stream, seq), site, about, old, new)


def holding_in(connection: Connection) -> InForce:
    """The corrections that hold just now."""
    rows = connection.execute(CORRECTIONS)
    made = (correction_in(tuple(row)[:-2], row.gateway, row.stream) for row in rows)
    return in_force(one for one in made if one is not None)


def lines_of(connection: Connection, tickets: Iterable[bytes]) -> Lines:
    """When tickets were at which counter."""
    found: Lines = {}
    for row in rows_in(connection, _LINES, ticket_events.c.ticket, tickets):
        found.setdefault(row.ticket, []).append((row.type, row.counter, row.time_ms))
    return found


def write_corrections(connection: Connection, rows: Sequence[CorrectionRow]) -> None:
    """Store new corrections, before all that they may be about; then `touch` each, when all of that is stored."""
    insert_many(connection, corrections, rows)


def touch(connection: Connection, row: Sequence[Any], touched: Touched, days: Days) -> None:
    """Leave to be judged what a stored correction, or the one that it undoes, is about."""
    _, _, site, _, what, _, _ = row
    about = read_about(what)
    if about is None:
        return
    if about.kind == UNDO:
        for of in _at(connection, about):
            touch(connection, of, touched, days)
    elif about.kind == TICKET:
        touched.visits.add(about.ticket)
    elif about.kind == SEAT:
        _touch_seat(connection, site, about, touched, days)


def _at(connection: Connection, about: About) -> Sequence[Row[Any]]:
    """The correction at a place of one of central's streams, unless it undoes something itself."""
    own = and_(streams.c.stream == about.stream, corrections.c.seq == about.seq)
    statement = select(corrections).join(streams, streams.c.id == corrections.c.stream_id).where(own)
    return connection.execute(statement.where(~corrections.c.what.startswith(f"{UNDO}/"))).all()


def _touch_seat(connection: Connection, site: str, about: About, touched: Touched, days: Days) -> None:
    def within(table: Any) -> Any:
        in_span = table.c.time_ms.between(about.from_ms, about.until_ms - 1)
        return and_(table.c.site == site, table.c.counter == about.counter, in_span)

    tickets = connection.execute(select(ticket_events.c.ticket).where(within(ticket_events)).distinct()).scalars().all()
    touched.visits.update(tickets)
    touched.tickets.update(tickets)
    touched.ratings.update(connection.execute(select(ratings.c.rating).where(within(ratings))).scalars())
    first, last = days.day(site, about.from_ms), days.day(site, about.until_ms - 1)
    of_days = and_(seat_events.c.site == site, seat_events.c.day.between(first, last))
    touched.seats.update((site, day) for day in connection.execute(select(seat_events.c.day).where(of_days)).scalars())
