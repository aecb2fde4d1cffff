"""SQL of old streams: lines of journals set aside, still sent under the stream that they were written in."""

import sqlite3
from collections.abc import Callable

from contract.clock import Stamp
from contract.events import StoreHole
from contract.lines import ZERO_HASH, LineUnreadable, compose, line_digest, read_line
from contract.messages import StreamRange
from gateway.journal.drafts import Row
from gateway.journal.lines_table import SELECTED, whole

_CHUNK = 500


def ranges(connection: sqlite3.Connection) -> list[StreamRange]:
    """Every old stream with the lines held of it."""
    rows = connection.execute("SELECT stream, min(seq), max(seq) FROM old_lines GROUP BY stream ORDER BY stream")
    return [StreamRange(stream, oldest, last) for stream, oldest, last in rows]


def range_of(connection: sqlite3.Connection, stream: str) -> StreamRange | None:
    """What is held of one old stream."""
    query = "SELECT min(seq), max(seq) FROM old_lines WHERE stream = ?"
    oldest, last = connection.execute(query, (stream,)).fetchone()
    return None if oldest is None else StreamRange(stream, oldest, last)


def read(connection: sqlite3.Connection, held: StreamRange, first: int, limit: int) -> tuple[list[Row], list[int]]:
    """Whole lines from ``first`` on; stops at a row that is missing or not what was written, and names it."""
    query = f"SELECT {SELECTED} FROM old_lines WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT ?"
    return whole(connection.execute(query, (held.stream, first, limit)), first, limit, held.last)


def put(connection: sqlite3.Connection, stream: str, row: Row) -> None:
    """Keep a line in its place; what stood there goes."""
    connection.execute(
        "INSERT OR REPLACE INTO old_lines (stream, seq, hash, line, note) VALUES (?, ?, ?, ?, ?)",
        (stream, row.seq, line_digest(row.line), row.line, row.note),
    )


def hash_at(connection: sqlite3.Connection, stream: str, seq: int) -> str | None:
    """A line's hash in hex."""
    query = "SELECT CAST(hash AS BLOB) FROM old_lines WHERE stream = ? AND seq = ?"
    row = connection.execute(query, (stream, seq)).fetchone()
    return None if row is None or row[0] is None else row[0].hex()


def has_notes(connection: sqlite3.Connection, stream: str, up_to: int) -> bool:
    """Tell whether a line up to ``up_to`` still carries a note."""
    query = "SELECT 1 FROM old_lines WHERE stream = ? AND seq <= ? AND note IS NOT NULL LIMIT 1"
    return connection.execute(query, (stream, up_to)).fetchone() is not None


def drop_notes(connection: sqlite3.Connection, stream: str, up_to: int) -> None:
    """Forget the words of acknowledged lines."""
    connection.execute("UPDATE old_lines SET note = NULL WHERE stream = ? AND seq <= ?", (stream, up_to))


def drop(connection: sqlite3.Connection, stream: str) -> int:
    """Forget an old stream; returns how many lines went."""
    return connection.execute("DELETE FROM old_lines WHERE stream = ?", (stream,)).rowcount


def is_of(connection: sqlite3.Connection, held: StreamRange, gateway: str) -> bool:
    """Tell whether an old stream was written under this gateway's id: no other may be sent on its topic."""
    query = "SELECT CAST(line AS BLOB) FROM old_lines WHERE stream = ? AND seq = ?"
    raw = connection.execute(query, (held.stream, held.oldest)).fetchone()[0]
    try:
        return read_line(raw or b"").gateway == gateway
    except LineUnreadable:
        return True


def hole(gateway: str, site: str, stream: str, seq: int, before: str | None, now: Stamp) -> Row:
    """The line that takes the place of one that cannot be read; ``before`` is the hash of the line before it."""
    return Row(seq, compose(gateway, site, stream, seq, before or ZERO_HASH, StoreHole(), now))


def fill_holes(
    connection: sqlite3.Connection, held: StreamRange, gateway: str, site: str, now: Callable[[], Stamp]
) -> int:
    """Put a hole where a line of an old stream is missing, so that central can acknowledge what follows it."""
    filled, seq = 0, held.oldest
    while seq <= held.last:
        rows, missing = read(connection, held, seq, _CHUNK)
        seq += len(rows)
        if missing:
            before = hash_at(connection, held.stream, seq - 1)
            put(connection, held.stream, hole(gateway, site, held.stream, seq, before, now()))
            filled, seq = filled + 1, seq + 1
    return filled
