"""Keeps the daily rows of counters right: a day on which something was said is made again from all that was said."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from central.projections.calendar import Calendar
from central.projections.corrections import holding_in
from central.projections.visit_rows import seat_told_in
from central.rules.corrections import InForce
from central.rules.seats import Seat, SeatKey, SeatTold, seats_of
from central.store.dialect import insert_many
from central.store.tables import seat_events, seats_daily, streams

SEATS_TOLD = (
    select(seat_events, streams.c.gateway, streams.c.stream)
    .join(streams, streams.c.id == seat_events.c.stream_id)
    .where(seat_events.c.site == bindparam("b_site"), seat_events.c.day == bindparam("b_day"))
)
SEATS_STORED = select(seats_daily).where(
    seats_daily.c.site == bindparam("b_site"), seats_daily.c.day == bindparam("b_day")
)
_DELETE = delete(seats_daily).where(seats_daily.c.site == bindparam("b_site"), seats_daily.c.day == bindparam("b_day"))


def judge_seats(connection: Connection, site: str, day: str, calendar: Calendar) -> None:
    """Bring the rows of one day up to date."""
    where = {"b_site": site, "b_day": day}
    told = [seat_told_in(row[:-2], row[-2], row[-1]) for row in connection.execute(SEATS_TOLD, where)]
    now = seat_rows(site, day, told, calendar, holding_in(connection))
    if sorted(tuple(row) for row in connection.execute(SEATS_STORED, where)) != now:
        connection.execute(_DELETE, where)
        insert_many(connection, seats_daily, now)


def seat_rows(site: str, day: str, told: list[SeatTold], calendar: Calendar, holding: InForce) -> list[tuple[Any, ...]]:
    """The rows of `seats_daily` that one day comes to, in the order of their keys."""
    seats = seats_of(told, calendar.noon_ms(site, day), site, holding)
    return [_row(site, day, key, seats[key]) for key in sorted(seats)]


def _row(site: str, day: str, key: SeatKey, seat: Seat) -> tuple[Any, ...]:
    times = (seat.first_ms, seat.last_ms)
    counts = (seat.sign_ins, seat.unended, seat.pauses)
    return (site, day, *key, seat.role, *times, *counts, (seat.open_ms + 500) // 1000, (seat.paused_ms + 500) // 1000)
