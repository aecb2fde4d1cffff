"""Judges anew every rating that shares its uuid or its ticket with something that changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from central.projections.corrections import holding_in, lines_of
from central.projections.days import Days
from central.projections.rollups import RollupKey, Rollups
from central.projections.touched import Touched
from central.rules.corrections import InForce, served_ms
from central.rules.counting import (
    Beside,
    Change,
    Decision,
    Given,
    Place,
    Standing,
    first_issued,
    is_of_visit,
    order_key,
    standings,
)
from central.store.dialect import pairs_among
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
    .values({name: bindparam(f"b_{name}") for name in ("kind", "level", "reasons", "day", "officer", "told_officer")})
)
_AT_ONCE = 500


def judge_touched(
    connection: Connection, touched: Touched, rollups: Rollups, counts_per_ticket: Callable[[str], bool], days: Days
) -> None:
    """Bring kind, level, reasons, day and sums of all touched ratings up to date; their rows must be stored."""
    for part in in_chunks(sorted(touched.ratings), _AT_ONCE):
        _judge(connection, set(part), set(), rollups, counts_per_ticket, days)
    for part in in_chunks(sorted(touched.tickets), _AT_ONCE):
        _judge(connection, set(), set(part), rollups, counts_per_ticket, days)


def rollup_key(row: Any, level: str, kind: str, day: str, officer: str | None = None) -> RollupKey:
    """The daily sum in which a rating stands; ``officer`` None: it is still this one's."""
    whose = row.officer if officer is None else officer
    return (row.site, day, whose, row.counter, row.scale, level, kind, row.channel)


def told_officer(row: Any) -> str:
    """Whom the line of a stored rating names."""
    told: str | None = row.told_officer
    return str(row.officer) if told is None else told


def _judge(
    connection: Connection,
    rating_ids: set[bytes],
    ticket_ids: set[bytes],
    rollups: Rollups,
    counts_per_ticket: Callable[[str], bool],
    days: Days,
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
        issued_tickets(connection, ticket_ids),
    )
    standing_rows = [(row, found[_place(row)]) for row in judged]
    _store(connection, standing_rows, _officers(connection, standing_rows, counts_per_ticket), rollups, days)


def _officers(
    connection: Connection, judged: list[tuple[Row[Any], Standing]], counts_per_ticket: Callable[[str], bool]
) -> dict[Place, str]:
    """Whose ratings those are of which a correction says something."""
    holding = holding_in(connection)
    concerned = [(row, now) for row, now in judged if holding.concerns(row.site, row.counter, told_officer(row))]
    lines = lines_of(connection, {row.ticket for row, _ in concerned if row.ticket is not None})
    found = {}
    for row, now in concerned:
        of_visit = is_of_visit(now.kind, counts_per_ticket(row.site))
        visit = lines.get(row.ticket, ()) if of_visit else ()
        found[_place(row)] = whose(holding, (row.site, row.counter, told_officer(row)), row.time_ms, visit)
    return found


def whose(
    holding: InForce, said: tuple[str, str, str], given_ms: int | None, visit: Iterable[tuple[str, str, int | None]]
) -> str:
    """Whose a rating is that says site, counter and officer: of a visit, who dealt with it (``visit``: its lines);
    else who sat there when it was given."""
    site, counter, told = said
    at_ms = served_ms(visit, counter)
    return holding.officer(site, counter, given_ms if at_ms is None else at_ms, told)


def issued_tickets(connection: Connection, tickets: Iterable[bytes]) -> dict[bytes, int | None]:
    """Those of the tickets whose `ticket.issued` is stored, and when each was issued."""
    found: dict[bytes, int | None] = {}
    for ticket, time_ms in pairs_among(connection, tickets_issued.c.ticket, tickets_issued.c.time_ms, list(tickets)):
        found[ticket] = first_issued((found.get(ticket), time_ms))
    return found


def day_of(days: Days, site: str, time_ms: int | None, standing: Standing) -> str:
    """The day in whose figures a rating stands that was given at ``time_ms``."""
    return days.day(site, time_ms if standing.visit_ms is None else standing.visit_ms)


def _store(
    connection: Connection, judged: list[tuple[Row[Any], Standing]], whose: dict[Place, str], rollups: Rollups,
    days: Days,
) -> None:  # fmt: skip
    changed = []
    for row, now in judged:
        told = told_officer(row)
        day, officer = day_of(days, row.site, row.time_ms, now), whose.get(_place(row), told)
        due = (now.kind, now.level, now.reasons, day, officer)
        if (row.kind, row.level, row.reasons, row.day, row.officer) == due:
            continue
        rollups.add(rollup_key(row, row.level, row.kind, row.day), -1)
        rollups.add(rollup_key(row, now.level, now.kind, day, officer), 1)
        changed.append(
            {
                "b_stream_id": row.stream_id,
                "b_seq": row.seq,
                "b_kind": now.kind,
                "b_level": now.level,
                "b_reasons": now.reasons,
                "b_day": day,
                "b_officer": officer,
                "b_told_officer": None if officer == told else told,
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
