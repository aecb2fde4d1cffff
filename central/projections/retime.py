"""Moves the lines of a boot in time when its anchor arrives late; their days and sums move with them."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, tuple_, update

from central.projections.clocks import Boot
from central.projections.corrections import touch
from central.projections.days import Days
from central.projections.groups import rollup_key
from central.projections.rollups import Rollups
from central.projections.touched import Touched
from central.rules.counting import Place
from central.store.queries import rows_in
from central.store.tables import (
    corrections,
    events,
    rating_changes,
    rating_decisions,
    ratings,
    seat_events,
    ticket_events,
    tickets_issued,
    undated,
)
from contract.clock import Anchor, event_time_ms

_AT_ONCE = 1_000

_SET_EVENT_TIME = (
    update(events)
    .where(events.c.stream_id == bindparam("b_stream_id"), events.c.seq == bindparam("b_seq"))
    .values(time_ms=bindparam("b_time_ms"), day=bindparam("b_day"))
)
_SET_RATING_TIME = (
    update(ratings)
    .where(ratings.c.stream_id == bindparam("b_stream_id"), ratings.c.seq == bindparam("b_seq"))
    .values(time_ms=bindparam("b_time_ms"), day=bindparam("b_day"))
)
_SET_SEAT_TIME = (
    update(seat_events)
    .where(seat_events.c.stream_id == bindparam("b_stream_id"), seat_events.c.seq == bindparam("b_seq"))
    .values(time_ms=bindparam("b_time_ms"), day=bindparam("b_day"))
)

Times = dict[Place, tuple[int | None, str]]
"""New time and day by place; None for a line so far from its anchor that no calendar has its time."""


def move_boot(connection: Connection, boot: Boot, days: Days, rollups: Rollups, touched: Touched) -> None:
    """Give every line of the boot that hangs on its anchor its time; what that touches is left to be judged."""
    if boot.anchor is None:
        return
    last = (0, 0)
    while rows := _next_undated(connection, boot.id, last):
        last = (rows[-1].stream_id, rows[-1].seq)
        times = {(row.stream_id, row.seq): _time(row, boot.anchor, days) for row in rows}
        _move(connection, times, rollups, touched, days)


def _next_undated(connection: Connection, boot_id: int, last: tuple[int, int]) -> list[Row[Any]]:
    place = tuple_(undated.c.stream_id, undated.c.seq)
    statement = select(undated).where(undated.c.boot_id == boot_id, place > last)
    return list(connection.execute(statement.order_by(undated.c.stream_id, undated.c.seq).limit(_AT_ONCE)).all())


def _time(row: Row[Any], anchor: Anchor, days: Days) -> tuple[int | None, str]:
    time_ms = event_time_ms("unset", 0, row.up_ms, anchor)
    return time_ms, days.day(row.site, time_ms)


def _move(connection: Connection, times: Times, rollups: Rollups, touched: Touched, days: Days) -> None:
    connection.execute(_SET_EVENT_TIME, _bound(times))
    moved = _rows_at(connection, ratings, times)
    for row in moved:
        touched.ratings.add(row.rating)
        if row.ticket is not None:
            touched.tickets.add(row.ticket)
        day = times[_place(row)][1]
        rollups.add(rollup_key(row, row.level, row.kind, row.day), -1)
        rollups.add(rollup_key(row, row.level, row.kind, day), 1)
    if moved:
        connection.execute(_SET_RATING_TIME, _bound({place: times[place] for place in map(_place, moved)}))
    for table in (rating_changes, rating_decisions):
        touched.ratings.update(row.rating for row in _move_said(connection, table, times))
    # Ratings belong to the day of their visit.
    touched.tickets.update(row.ticket for row in _move_said(connection, tickets_issued, times))
    visits = {row.ticket for row in _move_said(connection, ticket_events, times)}
    touched.visits.update(visits)
    touched.tickets.update(visits)
    for row in _move_said(connection, corrections, times):
        touch(connection, row, touched, days)
    _move_seats(connection, times, touched)


def _move_said(connection: Connection, table: Any, times: Times) -> list[Row[Any]]:
    """Rows without a day of their own; those that were there."""
    said = _rows_at(connection, table, times)
    if said:
        statement = (
            update(table)
            .where(table.c.stream_id == bindparam("b_stream_id"), table.c.seq == bindparam("b_seq"))
            .values(time_ms=bindparam("b_time_ms"))
        )
        places = map(_place, said)
        connection.execute(
            statement,
            [{"b_stream_id": place[0], "b_seq": place[1], "b_time_ms": times[place][0]} for place in places],
        )
    return said


def _move_seats(connection: Connection, times: Times, touched: Touched) -> None:
    """What counters said goes from one day to another: both are made again."""
    moved = _rows_at(connection, seat_events, times)
    for row in moved:
        touched.seats.update(((row.site, row.day), (row.site, times[_place(row)][1])))
    if moved:
        connection.execute(_SET_SEAT_TIME, _bound({place: times[place] for place in map(_place, moved)}))


def _place(row: Row[Any]) -> Place:
    return (row.stream_id, row.seq)


def _bound(times: Times) -> list[dict[str, Any]]:
    return [
        {"b_stream_id": place[0], "b_seq": place[1], "b_time_ms": time_ms, "b_day": day}
        for place, (time_ms, day) in times.items()
    ]


def _rows_at(connection: Connection, table: Any, times: Times) -> list[Row[Any]]:
    by_stream: dict[int, list[int]] = defaultdict(list)
    for stream_id, seq in times:
        by_stream[stream_id].append(seq)
    return [
        row
        for stream_id, seqs in by_stream.items()
        for row in rows_in(connection, select(table).where(table.c.stream_id == stream_id), table.c.seq, seqs)
    ]
