"""The lines of one stream as they stand in the store, their places, and what is left of redacted ones.

The bytes are handed on as they are; nothing here reads or judges them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from central.projections.groups import told_officer
from central.rules.corrections import AT_COUNTER
from central.rules.placing import Range
from central.store.tables import (
    boots,
    corrections,
    events,
    lost_ranges,
    rating_changes,
    rating_decisions,
    ratings,
    ticket_events,
    tickets_issued,
)

_WHAT = {
    "given": ratings,
    "changed": rating_changes,
    "decided": rating_decisions,
    "issued": tickets_issued,
    "served": ticket_events,
    "corrected": corrections,
}
LINE, REDACTED, LOST, MISSING = "line", "redacted", "lost", "missing"
KNOWN = "known"
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Held:
    """A place, or several of which the last is ``last``. ``raw`` None: there are no bytes."""

    first: int
    last: int
    kind: str
    hash: str
    raw: bytes | None = None


def held_in(connection: Connection, stream_id: int) -> Iterator[Held]:
    """Every place from the first to the last line, in order; neighbours without bytes as one."""
    lost = [
        Range(row.first, row.last)
        for row in connection.execute(
            select(lost_ranges).where(lost_ranges.c.stream_id == stream_id).order_by(lost_ranges.c.first)
        )
    ]
    statement = select(events.c.seq, events.c.hash, events.c.line, events.c.state)
    statement = statement.where(events.c.stream_id == stream_id).order_by(events.c.seq)
    done, redacted = 0, None
    for row in connection.execute(statement.execution_options(yield_per=_AT_ONCE)):
        is_next = redacted is not None and row.seq == done + 1
        if redacted is not None and not (is_next and row.line is None):
            yield redacted
            redacted = None
        yield from _between(done + 1, row.seq - 1, lost)
        done = row.seq
        if row.line is None:
            redacted = Held(row.seq if redacted is None else redacted.first, row.seq, REDACTED, row.hash.hex())
        else:
            kind = LINE if row.state == KNOWN else row.state
            yield Held(row.seq, row.seq, kind, row.hash.hex(), row.line)
    if redacted is not None:
        yield redacted
    yield from _between(done + 1, max((one.last for one in lost), default=0), lost)


def _between(first: int, last: int, lost: list[Range]) -> Iterator[Held]:
    """The places of a gap: what is known as lost, and what may still come."""
    for one in lost:
        if one.last < first or one.first > last:
            continue
        if one.first > first:
            yield Held(first, one.first - 1, MISSING, "")
        yield Held(max(first, one.first), min(one.last, last), LOST, "")
        first = one.last + 1
    if first <= last:
        yield Held(first, last, MISSING, "")


def facts_of_redacted(connection: Connection, stream: Row[Any]) -> Iterator[bytes]:
    """What central still knows of lines without bytes, each as a line of JSON: its word, and no more than that."""
    whose = {"gateway": stream.gateway, "stream": stream.stream}
    for what, table in _WHAT.items():
        there = (events.c.stream_id == table.c.stream_id) & (events.c.seq == table.c.seq)
        statement = select(table).join(events, there).where(table.c.stream_id == stream.id, events.c.line.is_(None))
        for row in connection.execute(statement.order_by(table.c.seq)):
            yield _as_json({"what": what, **whose, **_fact(what, row)})


def anchors_of(connection: Connection, gateway: str) -> Iterator[bytes]:
    """The anchors of a gateway's boots as central holds them, for where their lines are gone."""
    statement = select(boots).where(boots.c.gateway == gateway, boots.c.anchor_up_ms.is_not(None))
    for row in connection.execute(statement.order_by(boots.c.boot)):
        whose = {"gateway": gateway, "stream": "", "seq": 0, "boot": row.boot, "clock": "stated"}
        yield _as_json({"what": "anchor", **whose, "up_ms": row.anchor_up_ms, "time_ms": row.anchor_utc_ms})


def _fact(what: str, row: Row[Any]) -> dict[str, Any]:
    said = {"seq": row.seq, "time_ms": row.time_ms, "clock": "unset" if row.time_ms is None else "stated"}
    match what:
        case "issued":
            return {**said, "id": row.ticket.hex(), "now": None}
        case "served":
            return {**said, "id": row.ticket.hex(), "now": row.counter if row.type in AT_COUNTER else None}
        case "corrected":
            return {**said, "id": row.site, "now": {"what": row.what, "old": row.old, "new": row.new}}
        case "changed":
            return {**said, "id": row.rating.hex(), "now": row.level}
        case "decided":
            return {**said, "id": row.rating.hex(), "now": bool(row.set_aside)}
    ticket = None if row.ticket is None else row.ticket.hex()
    about = {"rating": row.rating.hex(), "ticket": ticket, "officer": told_officer(row)}
    more = {key: getattr(row, key) for key in ("site", "counter", "scale", "level", "verdict")}
    return {**said, **about, **more}


def _as_json(fact: dict[str, Any]) -> bytes:
    return (json.dumps(fact, ensure_ascii=False) + "\n").encode()
