"""Whether the lines of ratings were purged: then nobody can look at them again, only their sums stand."""

from collections.abc import Collection

from sqlalchemy import Connection, and_, select

from central.store.queries import rows_in
from central.store.tables import events, ratings

_PURGED = (
    select(ratings.c.rating)
    .join(events, and_(events.c.stream_id == ratings.c.stream_id, events.c.seq == ratings.c.seq))
    .where(events.c.line.is_(None))
)


def has_purged(connection: Connection, ids: Collection[bytes]) -> bool:
    """Whether the line of one of these ratings is purged."""
    return next(rows_in(connection, _PURGED.limit(1), ratings.c.rating, ids), None) is not None


def is_purged_in(connection: Connection, site: str, first_day: str, last_day: str) -> bool:
    """Whether ratings of a site on these days are purged, whoever they are about: so that it tells of nobody."""
    of_days = _PURGED.where(ratings.c.site == site, ratings.c.day.between(first_day, last_day))
    return connection.execute(of_days.limit(1)).first() is not None
