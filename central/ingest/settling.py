"""Lines for places before the end of their stream, and how far the stream is complete after them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, insert, select

from central.ingest import evidence as found
from central.ingest.batch import Batch, Late
from central.ingest.streams import UNCHECKED, Stream
from central.rules.placing import HOLE, NO_HASH, Range, chain_holds, complete_up_to, missing, outside, without
from central.store.queries import rows_in
from central.store.tables import events, lost_ranges
from contract.lines import LineUnreadable, line_digest, read_line

_AT_ONCE = 1_000


def settle(batch: Batch) -> None:
    """Store the late lines of a batch: told again, contradicting, or filling a gap. Stores all other lines too."""
    batch.write_lines()
    by_stream: dict[int, list[Late]] = defaultdict(list)
    for late in batch.late:
        by_stream[late[0].id].append(late)
    for lates in by_stream.values():
        stream = lates[0][0]
        filled = _place(batch, stream, lates)
        if filled:
            batch.write_lines()
            stream.max_seq = max(stream.max_seq, filled[-1])
            _check_chain_around(batch, stream, filled)
            shrink_lost(batch.connection, stream, filled)
            advance(batch.connection, stream)


def _place(batch: Batch, stream: Stream, lates: list[Late]) -> list[int]:
    """Give each late line its place; the places that were empty, ascending."""
    statement = select(events.c.seq, events.c.hash).where(events.c.stream_id == stream.id)
    seqs = sorted({seq for _, seq, _, _ in lates})
    stored = {row.seq: row.hash for row in rows_in(batch.connection, statement, events.c.seq, seqs)}
    filled = []
    for _, seq, raw, read in lates:
        digest = line_digest(raw)
        there = stored.get(seq)
        if there is None:
            stored[seq] = digest
            filled.append(seq)
            batch.add_row(stream, seq, raw, digest, read)
        elif there != digest:
            batch.evidence.contradict(stream.gateway, stream.id, stream.name, seq, raw, digest)
    return sorted(filled)


def _check_chain_around(batch: Batch, stream: Stream, filled: list[int]) -> None:
    """The chain verdict of the lines that filled a gap and of those behind them."""
    around = sorted({near for one in filled for near in (one - 1, one, one + 1)})
    statement = select(events.c.seq, events.c.hash, events.c.type, events.c.line).where(events.c.stream_id == stream.id)
    rows = {row.seq: row for row in rows_in(batch.connection, statement, events.c.seq, around)}
    for seq in sorted({*filled, *(one + 1 for one in filled)}):
        row, before = rows.get(seq), rows.get(seq - 1)
        if row is None or (before is None and seq > 1):
            continue
        hash_before, type_before = (NO_HASH, "") if before is None else (before.hash, before.type)
        if chain_holds(hash_before, type_before, _prev(row.line, stream), row.type) is False:
            detail = f"prev does not name line {seq - 1}"
            batch.evidence.find(found.CHAIN_BROKEN, stream.gateway, stream.name, seq, detail)


def _prev(raw: bytes | None, stream: Stream) -> bytes | None:
    """What a stored line names as the one before it; None when that cannot be read."""
    if raw is None:
        return None
    try:
        line = read_line(raw)
    except LineUnreadable:
        return None
    return bytes.fromhex(line.prev) if line.gateway == stream.gateway else None


def lost_of(connection: Connection, stream: Stream) -> list[Range]:
    """The ranges of a stream that are known as lost, ascending."""
    statement = select(lost_ranges).where(lost_ranges.c.stream_id == stream.id).order_by(lost_ranges.c.first)
    return [Range(row.first, row.last) for row in connection.execute(statement)]


def shrink_lost(connection: Connection, stream: Stream, filled: Iterable[int]) -> None:
    """Lines that turned up after all are not lost any more."""
    before = now = lost_of(connection, stream)
    for seq in filled:
        now = without(now, seq)
    if now != before:
        connection.execute(delete(lost_ranges).where(lost_ranges.c.stream_id == stream.id))
        add_lost(connection, stream, now)


def add_lost(connection: Connection, stream: Stream, ranges: list[Range]) -> None:
    """Record ranges as lost."""
    rows = [{"stream_id": stream.id, "first": one.first, "last": one.last} for one in ranges]
    if rows:
        connection.execute(insert(lost_ranges), rows)


def advance(connection: Connection, stream: Stream) -> None:
    """Move a stream on over lines and lost ranges behind its complete part."""
    lost = lost_of(connection, stream)
    complete = complete_up_to(stream.complete_seq, _stored_behind(connection, stream), lost)
    stream.complete_seq = complete
    stream.lose_up_to(complete)
    # Asked even where the place is the same: its line may have been thought lost until now.
    there = select(events.c.hash, events.c.type).where(events.c.stream_id == stream.id, events.c.seq == complete)
    row = connection.execute(there).one_or_none()
    stream.complete_hash = NO_HASH if row is None else row.hash
    if row is not None and stream.next_seq == complete + 1:
        stream.tail_hex = UNCHECKED if row.type == HOLE else row.hash.hex()


def _stored_behind(connection: Connection, stream: Stream) -> Iterator[int]:
    """Places stored beyond the complete part, ascending."""
    last = stream.complete_seq
    while True:
        rows = connection.execute(
            select(events.c.seq)
            .where(events.c.stream_id == stream.id, events.c.seq > last)
            .order_by(events.c.seq)
            .limit(_AT_ONCE)
        ).all()
        if not rows:
            return
        yield from (row.seq for row in rows)
        last = rows[-1].seq


def lose(connection: Connection, stream: Stream, first: int, last: int) -> list[Range]:
    """Record what is missing of ``first`` to ``last`` as lost and move on; the ranges that were not known as lost."""
    gaps = [
        gap
        for part in outside(Range(first, last), lost_of(connection, stream))
        for gap in missing(part.first, part.last, _stored_in(connection, stream, part))
    ]
    add_lost(connection, stream, gaps)
    advance(connection, stream)
    return gaps


def _stored_in(connection: Connection, stream: Stream, part: Range) -> Iterator[int]:
    """Places of the range that are stored, ascending."""
    statement = (
        select(events.c.seq)
        .where(events.c.stream_id == stream.id, events.c.seq >= part.first, events.c.seq <= part.last)
        .order_by(events.c.seq)
    )
    yield from (row.seq for row in connection.execute(statement))
