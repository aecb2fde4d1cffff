"""Which streams a package needs: those that touch the period, and those that say something about its ratings.

Reads only. A stream is taken whole, for its chain begins with its first line and ends with its head.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, or_, select

from central.reports.period import Period
from central.store.tables import (
    corrections,
    events,
    rating_changes,
    rating_decisions,
    ratings,
    streams,
    ticket_events,
    tickets_issued,
    undated,
)
from central.store.tables.base import DAY_UNKNOWN
from contract.clock import utc_ms

_SPARE_MS = 86_400_000
"""Zones differ by less than a day; a stream too many in a package does no harm."""


def streams_of(connection: Connection, site: str, period: Period) -> list[Row[Any]]:
    """The rows of `streams` that a package of this site and period holds, by gateway and age."""
    numbers: set[int] = set()
    for statement in _naming(site, period):
        numbers.update(connection.execute(statement).scalars())
    clockless = select(undated.c.stream_id).distinct()
    rows = connection.execute(
        select(streams).order_by(streams.c.gateway, streams.c.first_seen_ms, streams.c.stream)
    ).all()
    # A boot without a clock is dated by a line that may stand in another stream of its gateway.
    dark = numbers & set(connection.execute(clockless).scalars())
    gateways = {row.gateway for row in rows if row.id in dark}
    return [row for row in rows if row.id in numbers or row.gateway in gateways]


def _naming(site: str, period: Period) -> Iterator[Select[Any]]:
    """Statements for the numbers of streams, each for one reason to be in the package."""
    first, last = period.first.isoformat(), period.last.isoformat()
    # Undated ratings belong to no period and stand in every table. What was given in the period for a visit of
    # another one would count here for a verifier that does not see its ticket.
    given_ms = ratings.c.time_ms
    in_table = or_(
        ratings.c.day.between(first, last),
        ratings.c.day == DAY_UNKNOWN,
        given_ms.is_(None),
        given_ms.between(_midnight_ms(period.first) - _SPARE_MS, _midnight_ms(period.last) + 2 * _SPARE_MS),
    )
    own = select(ratings.c.rating).where(ratings.c.site == site, in_table)
    twins = ratings.alias()
    tickets = select(twins.c.ticket).where(twins.c.rating.in_(own), twins.c.ticket.is_not(None))
    rivals = ratings.alias()
    rated = select(rivals.c.rating).where(rivals.c.ticket.in_(tickets))
    yield (
        select(events.c.stream_id)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(streams.c.site == site, events.c.day.between(first, last))
        .distinct()
    )
    yield select(ratings.c.stream_id).where(ratings.c.rating.in_(own)).distinct()
    yield select(ratings.c.stream_id).where(ratings.c.ticket.in_(tickets)).distinct()
    # What rates one of these tickets may be the repeat of a line elsewhere.
    yield select(ratings.c.stream_id).where(ratings.c.rating.in_(rated)).distinct()
    for table in (rating_changes, rating_decisions):
        yield select(table.c.stream_id).where(table.c.rating.in_(own)).distinct()
    yield select(tickets_issued.c.stream_id).where(tickets_issued.c.ticket.in_(tickets)).distinct()
    # Whose a rating is was perhaps corrected: by when its visit was at which counter.
    of_site = corrections.c.site == site
    yield select(corrections.c.stream_id).where(of_site).distinct()
    told = select(ticket_events.c.stream_id).where(ticket_events.c.ticket.in_(tickets))
    yield told.where(exists(select(corrections.c.seq).where(of_site))).distinct()


def _midnight_ms(day: date) -> int:
    return utc_ms(datetime(day.year, day.month, day.day, tzinfo=UTC))
