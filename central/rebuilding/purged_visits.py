"""What stands for purged lines about tickets and counters: kept, dated by the zones of now, judged with the others."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from central.projections.days import Days
from central.projections.touched import Touched
from central.store.queries import rows_in
from central.store.tables import seat_events, ticket_events

_SET_DAY = (
    update(seat_events)
    .where(seat_events.c.stream_id == bindparam("b_stream_id"), seat_events.c.seq == bindparam("b_seq"))
    .values(day=bindparam("b_day"))
)


def take_purged_visits(
    connection: Connection, stream_id: int, seqs: Sequence[int], days: Days, touched: Touched
) -> None:
    """Let the rows at these places, whose lines are purged, be judged again."""
    told = select(ticket_events.c.ticket).where(ticket_events.c.stream_id == stream_id)
    touched.visits.update(row.ticket for row in rows_in(connection, told, ticket_events.c.seq, seqs))
    seats = select(seat_events).where(seat_events.c.stream_id == stream_id)
    for row in list(rows_in(connection, seats, seat_events.c.seq, seqs)):
        day = days.day(row.site, row.time_ms)
        touched.seats.update(((row.site, row.day), (row.site, day)))
        if day != row.day:
            connection.execute(_SET_DAY, {"b_stream_id": stream_id, "b_seq": row.seq, "b_day": day})
