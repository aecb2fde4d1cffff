"""Writes gathered rating rows and keeps their standing and sums right, within the transaction of their events.

The common rating - alone with its uuid and ticket - is judged from what the batch shows; every other one
goes through its whole group.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from central.projections.groups import Touched, arrived_tickets
from central.projections.rollups import PENDING, Rollups
from central.projections.rows import Gathered, GivenRow
from central.rules.counting import kind_alone
from central.store.dialect import insert_many
from central.store.queries import rows_in
from central.store.tables import rating_changes, rating_decisions, ratings, tickets_issued

_RATING: Final = 3
_TICKET: Final = 4


def write_rows(
    connection: Connection,
    rows: Gathered,
    touched: Touched,
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
) -> None:
    """Store the rows; ratings that are not alone, and those that these rows change, are added to ``touched``."""
    insert_many(connection, tickets_issued, rows.issued)
    insert_many(connection, rating_changes, rows.changes)
    insert_many(connection, rating_decisions, rows.decisions)
    touched.ratings.update(row[2] for row in rows.changes)
    touched.ratings.update(row[2] for row in rows.decisions)
    touched.tickets.update(_rated(connection, [row[2] for row in rows.issued]))
    if rows.given:
        _write_given(connection, rows.given, touched, rollups, counts_per_ticket)


def _write_given(
    connection: Connection,
    given: list[GivenRow],
    touched: Touched,
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
) -> None:
    special = _shared([row[_RATING] for row in given], _rated_before(connection, given)) | touched.ratings
    tickets = [ticket for row in given if (ticket := row[_TICKET]) is not None]
    shared = _shared(tickets, _rated(connection, tickets)) if tickets else set()
    arrived = arrived_tickets(connection, tickets) if tickets else set()
    per_ticket = {site: counts_per_ticket(site) for site in {row[2] for row in given}}
    sums = rollups.changes
    full = []
    for row in given:
        stream_id, seq, site, rating, ticket, time_ms, day, officer, counter, scale, level, channel, verdict, why = row
        if rating in special or ticket in shared:
            kind = PENDING
            touched.ratings.add(rating)
        else:
            kind = kind_alone(verdict, ticket is not None, ticket in arrived, per_ticket[site])
            key = (site, day, officer, counter, scale, level, kind, channel)
            sums[key] = sums.get(key, 0) + 1
        full.append(
            (
                stream_id, seq, site, rating, ticket, time_ms, day, officer,
                counter, scale, level, channel, verdict, kind, why,
            )
        )  # fmt: skip
    insert_many(connection, ratings, full)


def _rated_before(connection: Connection, given: list[GivenRow]) -> set[bytes]:
    """Ratings of the batch about which the store knows something already."""
    newest = connection.execute(select(func.max(ratings.c.rating))).scalar() or b""
    # Rating ids grow with time: beyond the newest one stored there is nothing to look for.
    ids = [row[_RATING] for row in given]
    found = {row.rating for row in _having(connection, ratings, [one for one in ids if one <= newest])}
    for table in (rating_changes, rating_decisions):
        found |= {row.rating for row in _having(connection, table, ids)}
    return found


def _having(connection: Connection, table: Any, ids: list[bytes]) -> Iterable[Row[Any]]:
    return rows_in(connection, select(table.c.rating), table.c.rating, ids)


def _rated(connection: Connection, tickets: list[bytes]) -> set[bytes]:
    """Those of the tickets that some stored rating names."""
    return {row.ticket for row in rows_in(connection, select(ratings.c.ticket), ratings.c.ticket, tickets)}


def _shared(ids: list[bytes], before: set[bytes]) -> set[bytes]:
    """Those that are known from before or stand more than once in the batch."""
    if len(set(ids)) == len(ids):
        return before
    return before | {one for one, times in Counter(ids).items() if times > 1}
