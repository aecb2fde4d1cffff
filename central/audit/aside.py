"""What is kept beside the lines: contradictions, alarms, what could not be read, rows of streams that are gone."""

import functools
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, func, select

from central.audit.findings import Finding
from central.store.tables import (
    conflicts,
    corrections,
    events,
    feedback,
    findings,
    lost_ranges,
    notes,
    quarantine,
    rating_changes,
    rating_decisions,
    ratings,
    seat_events,
    streams,
    ticket_events,
    tickets_issued,
    undated,
)
from contract.lines import LineUnreadable, read_line
from contract.notes import Note

CONFLICT = "conflict"
_AT_ONCE = 1_000
_GATEWAY_ALARMS = {
    "foreign_stream": ("mã luồng này cũng có ở gateway khác", "another gateway has a stream of this id"),
    "quarantine_overflow": ("quá nhiều dữ liệu không đọc được", "too much that could not be read"),
    "conflict_overflow": ("quá nhiều dòng mâu thuẫn", "too many contradicting lines"),
}
_OF_STREAMS = (
    events, conflicts, lost_ranges, ratings, rating_changes, rating_decisions, tickets_issued, ticket_events,
    seat_events, feedback, corrections, undated,
)  # fmt: skip


def contradictions(connection: Connection) -> Iterator[Finding]:
    """Lines that came for a place which others had taken, also those whose bytes are gone."""
    vi, en = "có dòng khác cũng nhận chỗ này, không tính", "other bytes claim this place, not counted"
    kept = (
        select(streams.c.gateway, streams.c.stream, conflicts.c.seq)
        .join(streams, streams.c.id == conflicts.c.stream_id)
        .group_by(streams.c.gateway, streams.c.stream, conflicts.c.seq)
    )
    for row in connection.execute(kept.order_by(streams.c.gateway, streams.c.stream, conflicts.c.seq)):
        yield Finding(CONFLICT, vi, en, row.gateway, row.stream, row.seq)
    same = and_(streams.c.gateway == findings.c.gateway, streams.c.stream == findings.c.stream)
    gone = (
        select(findings.c.gateway, findings.c.stream, findings.c.seq)
        .outerjoin(streams, same)
        .outerjoin(conflicts, and_(conflicts.c.stream_id == streams.c.id, conflicts.c.seq == findings.c.seq))
        .where(findings.c.kind == CONFLICT, conflicts.c.id.is_(None))
    )
    for row in connection.execute(gone.order_by(findings.c.id)):
        vi, en = "đã ghi có dòng mâu thuẫn, nay nó không còn", "a contradicting line was recorded and is gone"
        yield Finding(CONFLICT, vi, en, row.gateway, row.stream, row.seq)


def alarms(connection: Connection) -> Iterator[Finding]:
    """Recorded alarms that are about no line."""
    statement = select(findings).where(findings.c.kind.in_(_GATEWAY_ALARMS)).order_by(findings.c.id)
    for row in connection.execute(statement):
        vi, en = _GATEWAY_ALARMS[row.kind]
        yield Finding(row.kind, f"{vi} ({row.detail})", f"{en}: {row.detail}", row.gateway, row.stream or "-")


def put_aside(connection: Connection) -> Iterator[Finding]:
    """What could not be read: a place without its line is wrong, garbage without a place is only told."""
    same = and_(streams.c.gateway == quarantine.c.gateway, streams.c.stream == quarantine.c.stream)
    there = and_(events.c.stream_id == streams.c.id, events.c.seq == quarantine.c.seq)
    placed = select(quarantine).outerjoin(streams, same).outerjoin(events, there)
    placed = placed.where(quarantine.c.seq.is_not(None), events.c.id.is_(None))
    for row in connection.execute(placed.order_by(quarantine.c.id)):
        vi, en = "dòng không đọc được ở chỗ này không còn", "what could not be read at this place is gone"
        yield Finding("unreadable", vi, en, row.gateway, row.stream or "-", row.seq)
    garbage = (
        select(quarantine.c.gateway, func.count().label("n"), func.sum(quarantine.c.times).label("times"))
        .where(quarantine.c.seq.is_(None))
        .group_by(quarantine.c.gateway)
    )
    for row in connection.execute(garbage.order_by(quarantine.c.gateway)):
        vi = f"{row.n} thứ không đọc được, không có chỗ trong luồng nào, đến {row.times} lần"
        en = f"{row.n} things without a place could not be read, arrived {row.times} times"
        yield Finding("garbage", vi, en, row.gateway)


def notes_changed(connection: Connection) -> Iterator[Finding]:
    """Notes whose text does not give their seal; the seal in the event line tells what was written."""
    columns = notes.c
    statement = select(columns.gateway, columns.note, columns.seal, columns.salt, columns.text)
    for row in connection.execute(statement.execution_options(yield_per=_AT_ONCE)):
        note = uuid.UUID(bytes=row.note)
        if Note(note, row.salt, row.text).seal != row.seal.hex():
            vi, en = f"ghi chú {note} đã bị sửa", f"note {note} was changed: its text does not give its seal"
            yield Finding("note", vi, en, row.gateway)


def of_no_stream(connection: Connection) -> Iterator[Finding]:
    """Rows whose stream has no row of its own."""
    for first, last in _numbers_without_stream(connection):
        for table in _OF_STREAMS:
            for stream_id in _numbers_in(connection, table, first, last):
                yield _orphan(connection, table, stream_id)


def _numbers_without_stream(connection: Connection) -> Iterator[tuple[int, int]]:
    """The ranges of numbers that no stream has; streams are numbered one after the other, so there are few."""
    last = -(2**62)
    for row in connection.execute(select(streams.c.id).order_by(streams.c.id)).all():
        if row.id > last + 1:
            yield last + 1, row.id - 1
        last = row.id
    yield last + 1, 2**62


def _numbers_in(connection: Connection, table: Table, first: int, last: int) -> Iterator[int]:
    """The streams in a range of which the table has rows: one question for each, not for each row."""
    while True:
        stream_id = connection.execute(_lowest(table), {"first": first, "last": last}).scalar_one()
        if stream_id is None:
            return
        yield stream_id
        first = stream_id + 1


@functools.cache
def _lowest(table: Table) -> Select[Any]:
    between = table.c.stream_id.between(bindparam("first"), bindparam("last"))
    return select(func.min(table.c.stream_id)).where(between)


def _orphan(connection: Connection, table: Table, stream_id: int) -> Finding:
    vi = f"bảng {table.name} có hàng của luồng số {stream_id} mà luồng ấy không có"
    en = f"{table.name} holds rows of stream number {stream_id}, which does not exist"
    kept = select(events.c.line).where(events.c.stream_id == stream_id, events.c.line.is_not(None)).limit(10)
    for row in connection.execute(kept):
        try:
            line = read_line(row.line)
        except LineUnreadable:
            continue
        return Finding("stream", vi, en, line.gateway, line.stream)
    return Finding("stream", vi, en)
