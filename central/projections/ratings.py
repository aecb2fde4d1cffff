"""Writes gathered rating rows and keeps their standing and sums right, within the transaction of their events.

The common rating - alone with its uuid and ticket - is judged from what the batch shows; every other one
goes through its whole group.
"""

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from central.projections.corrections import holding_in
from central.projections.days import Days
from central.projections.groups import issued_tickets
from central.projections.rollups import KEY_COLUMNS, PENDING, Rollups
from central.projections.rows import GIVEN_COLUMNS, Gathered, GivenRow
from central.projections.touched import Touched
from central.rules.counting import kind_alone, visit_ms_of
from central.store.dialect import among, insert_many
from central.store.tables import rating_changes, rating_decisions, ratings, tickets_issued

_SITE: Final = 2
_RATING: Final = 3
_TICKET: Final = 4
_DAY: Final = 6
_OFFICER: Final = 7
_COUNTER: Final = 8
_VERDICT: Final = 12
_FULL_COLUMNS = (*GIVEN_COLUMNS, "kind")
_ROLLUP_KEY = itemgetter(*(_FULL_COLUMNS.index(name) for name in KEY_COLUMNS))


def write_rows(
    connection: Connection,
    rows: Gathered,
    touched: Touched,
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
    days: Days,
) -> None:
    """Store the rows; ratings that are not alone, and those that these rows change, are added to ``touched``."""
    insert_many(connection, tickets_issued, rows.issued)
    insert_many(connection, rating_changes, rows.changes)
    insert_many(connection, rating_decisions, rows.decisions)
    touched.ratings.update(row[2] for row in rows.changes)
    touched.ratings.update(row[2] for row in rows.decisions)
    touched.tickets.update(_rated(connection, [row[2] for row in rows.issued]))
    if rows.given:
        _write_given(connection, rows.given, touched, rollups, counts_per_ticket, days)


def _write_given(
    connection: Connection,
    given: list[GivenRow],
    touched: Touched,
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
    days: Days,
) -> None:
    special = _shared([row[_RATING] for row in given], _rated_before(connection, given)) | touched.ratings
    tickets = [ticket for row in given if (ticket := row[_TICKET]) is not None]
    alone = {
        (site, verdict): kind_alone(verdict, False, False, counts_per_ticket(site))
        for site, verdict in {(row[_SITE], row[_VERDICT]) for row in given}
    }
    holding = holding_in(connection)
    if special or tickets or holding:
        shared, issued = _shared(tickets, _rated(connection, tickets)), issued_tickets(connection, tickets)
        full: list[tuple[Any, ...]] = []
        for row in given:
            kind, ticket, day = alone[row[_SITE], row[_VERDICT]], row[_TICKET], row[_DAY]
            is_concerned = holding.concerns(row[_SITE], row[_COUNTER], row[_OFFICER])
            if is_concerned or row[_RATING] in special or ticket in shared:
                kind = PENDING
                touched.ratings.add(row[_RATING])
            elif ticket is not None and ticket in issued:
                kind = kind_alone(row[_VERDICT], True, True, True)
                visit_ms = visit_ms_of(kind, counts_per_ticket(row[_SITE]), issued[ticket])
                if visit_ms is not None:
                    day = days.day(row[_SITE], visit_ms)
            full.append((*row[:_DAY], day, *row[_DAY + 1 :], kind))
    else:
        full = [(*row, alone[row[_SITE], row[_VERDICT]]) for row in given]
    insert_many(connection, ratings, full, _FULL_COLUMNS)
    for key, n in Counter(map(_ROLLUP_KEY, full)).items():
        rollups.add(key, n)


def _rated_before(connection: Connection, given: list[GivenRow]) -> set[bytes]:
    """Ratings of the batch about which the store knows something already."""
    ids = [row[_RATING] for row in given]
    return set().union(*(_found(connection, table, ids) for table in (ratings, rating_changes, rating_decisions)))


def _found(connection: Connection, table: Table, ids: list[bytes]) -> set[bytes]:
    """Those of the ratings that the table names. They grow with time: most are beyond all that it names."""
    newest = connection.execute(select(func.max(table.c.rating))).scalar() or b""
    return among(connection, table.c.rating, [id_ for id_ in ids if id_ <= newest]) if min(ids) <= newest else set()


def _rated(connection: Connection, tickets: list[bytes]) -> set[bytes]:
    """Those of the tickets that some stored rating names."""
    return among(connection, ratings.c.ticket, tickets)


def _shared(ids: list[bytes], before: set[bytes]) -> set[bytes]:
    """Those that are known from before or stand more than once in the batch."""
    if len(set(ids)) == len(ids):
        return before
    return before | {one for one, times in Counter(ids).items() if times > 1}
