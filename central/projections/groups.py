"""Judges anew every rating that shares its uuid or its ticket with something that changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from central.projections.rollups import RollupKey, Rollups
from central.rules.counting import Beside, Change, Decision, Given, Place, Standing, order_key, standings
from central.store.dialect import among
from central.store.queries import in_chunks, rows_in
from central.store.tables import rating_changes, rating_decisions, ratings, streams, tickets_issued

_RATING_ROWS = select(ratings, streams.c.gateway, streams.c.stream).join(streams, streams.c.id == ratings.c.stream_id)
_CHANGE_ROWS = select(rating_changes, streams.c.gateway, streams.c.stream).join(
    streams, streams.c.id == rating_changes.c.stream_id
)
_DECISION_ROWS = select(rating_decisions, streams.c.gateway, streams.c.stream).join(
    streams, streams.c.id == rating_decisions.c.stream_id
)
_SET_STANDING = (
    update(ratings)
    .where(ratings.c.stream_id == bindparam("b_stream_id"), ratings.c.seq == bindparam("b_seq"))
    .values(kind=bindparam("b_kind"), level=bindparam("b_level"), reasons=bindparam("b_reasons"))
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Touched:
    """Ratings, rated tickets, visits and days of counters about which something new is known."""

    ratings: set[bytes] = field(default_factory=set)
    tickets: set[bytes] = field(default_factory=set)
    visits: set[bytes] = field(default_factory=set)
    seats: set[tuple[str, str]] = field(default_factory=set)
    """Site and day."""


def judge_touched(
    connection: Connection, touched: Touched, rollups: Rollups, counts_per_ticket: Callable[[str], bool]
) -> None:
    """Bring kind, level, reasons and sums of all touched ratings up to date; their rows must be stored."""
    for part in in_chunks(sorted(touched.ratings), _AT_ONCE):
        _judge(connection, set(part), set(), rollups, counts_per_ticket)
    for part in in_chunks(sorted(touched.tickets), _AT_ONCE):
        _judge(connection, set(), set(part), rollups, counts_per_ticket)


def rollup_key(row: Any, level: str, kind: str, day: str) -> RollupKey:
    """The daily sum in which a rating stands."""
    return (row.site, day, row.officer, row.counter, row.scale, level, kind, row.channel)


def _judge(
    connection: Connection,
    rating_ids: set[bytes],
    ticket_ids: set[bytes],
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
) -> None:
    rows = {_place(row): row for row in rows_in(connection, _RATING_ROWS, ratings.c.rating, rating_ids)}
    ticket_ids = ticket_ids | {row.ticket for row in rows.values() if row.ticket is not None}
    rows |= {_place(row): row for row in rows_in(connection, _RATING_ROWS, ratings.c.ticket, ticket_ids)}
    judged = list(rows.values())
    # A line of these tickets may be the repeat of a line elsewhere.
    helpers = {row.rating for row in judged} - rating_ids
    rows |= {_place(row): row for row in rows_in(connection, _RATING_ROWS, ratings.c.rating, helpers)}
    found = standings(
        [_given(row, counts_per_ticket) for row in rows.values()],
        _beside(connection, {row.rating for row in judged}),
        arrived_tickets(connection, ticket_ids).__contains__,
    )
    _store(connection, [(row, found[_place(row)]) for row in judged], rollups)


def arrived_tickets(connection: Connection, tickets: Iterable[bytes]) -> set[bytes]:
    """Those of the tickets whose `ticket.issued` is stored."""
    return among(connection, tickets_issued.c.ticket, list(tickets))


def _store(connection: Connection, judged: list[tuple[Row[Any], Standing]], rollups: Rollups) -> None:
    changed = []
    for row, now in judged:
        if (row.kind, row.level, row.reasons) == (now.kind, now.level, now.reasons):
            continue
        rollups.add(rollup_key(row, row.level, row.kind, row.day), -1)
        rollups.add(rollup_key(row, now.level, now.kind, row.day), 1)
        changed.append(
            {
                "b_stream_id": row.stream_id,
                "b_seq": row.seq,
                "b_kind": now.kind,
                "b_level": now.level,
                "b_reasons": now.reasons,
            }
        )
    if changed:
        connection.execute(_SET_STANDING, changed)


def _place(row: Row[Any]) -> Place:
    return (row.stream_id, row.seq)


def _given(row: Row[Any], counts_per_ticket: Callable[[str], bool]) -> Given:
    return Given(
        _place(row),
        order_key(row.time_ms, row.gateway, row.stream, row.seq),
        row.gateway,
        row.rating,
        row.ticket,
        row.verdict,
        row.scale,
        row.level,
        row.reasons,
        counts_per_ticket(row.site),
    )


def _beside(connection: Connection, rating_ids: set[bytes]) -> dict[bytes, Beside]:
    found: dict[bytes, Beside] = defaultdict(Beside)
    for row in rows_in(connection, _CHANGE_ROWS, rating_changes.c.rating, rating_ids):
        key = order_key(row.time_ms, row.gateway, row.stream, row.seq)
        found[row.rating].changes.append(Change(key, row.gateway, row.level, row.reasons))
    for row in rows_in(connection, _DECISION_ROWS, rating_decisions.c.rating, rating_ids):
        key = order_key(row.time_ms, row.gateway, row.stream, row.seq)
        found[row.rating].decisions.append(Decision(key, bool(row.set_aside)))
    return found
