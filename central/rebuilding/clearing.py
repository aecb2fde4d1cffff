"""Empties the projections before they are made again; what stands for purged lines stays."""

from sqlalchemy import Connection, delete, exists, select, update

from central.projections.rollups import PENDING
from central.store.tables import (
    boots,
    corrections,
    durations_daily,
    events,
    feedback,
    outcomes_daily,
    rating_changes,
    rating_decisions,
    ratings,
    ratings_daily,
    seat_events,
    seats_daily,
    streams,
    ticket_events,
    tickets,
    tickets_issued,
    undated,
    visits_daily,
)

_OF_ONE_LINE = (
    ratings,
    rating_changes,
    rating_decisions,
    tickets_issued,
    ticket_events,
    seat_events,
    feedback,
    corrections,
    undated,
)
_OF_MANY = (ratings_daily, tickets, visits_daily, durations_daily, outcomes_daily, seats_daily)


def clear(connection: Connection) -> bool:
    """Empty the projections; tells whether the store holds purged lines."""
    is_purged = events.c.line.is_(None)
    has_purged = connection.execute(select(events.c.id).where(is_purged).limit(1)).first() is not None
    for table in _OF_ONE_LINE:
        statement = delete(table)
        if has_purged:
            of_it = exists().where(events.c.stream_id == table.c.stream_id, events.c.seq == table.c.seq, is_purged)
            statement = statement.where(~of_it)
        connection.execute(statement)
    for table in _OF_MANY:
        connection.execute(delete(table))
    connection.execute(update(ratings).values(kind=PENDING))
    _forget_anchors(connection, has_purged)
    return has_purged


def _forget_anchors(connection: Connection, has_purged: bool) -> None:
    """Boots stay under their numbers, which ingest remembers; a purged line may have been their anchor."""
    statement = update(boots).values(anchor_up_ms=None, anchor_utc_ms=None)
    if has_purged:
        of_purged = (
            select(streams.c.gateway).join(events, events.c.stream_id == streams.c.id).where(events.c.line.is_(None))
        )
        statement = statement.where(boots.c.gateway.not_in(of_purged))
    connection.execute(statement)
