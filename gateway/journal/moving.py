"""Lines on their way from one stream to another: resets, old streams waiting to be sent, and their end."""

import sqlite3
from collections.abc import Callable, Iterator

from contract.clock import Stamp
from contract.events import StoreHole
from contract.lines import ZERO_HASH, Line, LineUnreadable, compose, continue_in, line_digest, read_line
from contract.messages import StreamRange
from gateway.journal.drafts import Draft, Row
from gateway.journal.lines_table import Head, insert
from gateway.journal.salvage import Salvaged
from gateway.journal.schema import LINES_SQL

_CHUNK = 200


def move_to(connection: sqlite3.Connection, gateway: str, site: str, stream: str, proven: int, reset: Draft) -> Head:
    """Begin ``stream`` with a reset line and every sound line above ``proven``. Inside a transaction."""
    connection.execute("ALTER TABLE lines RENAME TO moved")
    connection.execute("DELETE FROM sqlite_sequence WHERE name IN ('lines', 'moved')")
    connection.execute("DROP INDEX lines_with_notes")
    for statement in LINES_SQL:
        connection.execute(statement)
    raw = compose(gateway, site, stream, 1, ZERO_HASH, reset.data, reset.stamp, reset.test)
    insert(connection, [Row(1, raw)])
    head = Head(1, line_digest(raw).hex())
    for line, note in _sound(connection, proven):
        raw = continue_in(line, gateway, stream, head.seq + 1, head.hash)
        insert(connection, [Row(head.seq + 1, raw, note)])
        head = Head(head.seq + 1, line_digest(raw).hex())
    connection.execute("DROP TABLE moved")
    return head


def _sound(connection: sqlite3.Connection, proven: int) -> Iterator[tuple[Line, bytes | None]]:
    last = proven
    while True:
        rows = connection.execute(
            "SELECT seq, hash, line, note FROM moved WHERE seq > ? ORDER BY seq LIMIT ?", (last, _CHUNK)
        ).fetchall()
        if not rows:
            return
        for seq, digest, raw, note in rows:
            last = seq
            if line_digest(bytes(raw)) == bytes(digest):
                yield read_line(bytes(raw)), note


def old_streams(connection: sqlite3.Connection) -> list[StreamRange]:
    """Streams of journals set aside that central does not hold completely yet."""
    rows = connection.execute("SELECT stream, min(seq), max(seq) FROM old_lines GROUP BY stream ORDER BY stream")
    return [StreamRange(stream, oldest, last) for stream, oldest, last in rows]


def read_old(connection: sqlite3.Connection, stream: str, first: int, limit: int) -> list[Row]:
    """Lines of an old stream from ``first`` on."""
    rows = connection.execute(
        "SELECT seq, line, note FROM old_lines WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT ?",
        (stream, first, limit),
    )
    return [Row(seq, bytes(line), None if note is None else bytes(note)) for seq, line, note in rows]


def last_of_old(connection: sqlite3.Connection, stream: str) -> int:
    """The newest line held of an old stream; 0 when there is none."""
    row = connection.execute("SELECT max(seq) FROM old_lines WHERE stream = ?", (stream,)).fetchone()
    return int(row[0] or 0)


def drop_old(connection: sqlite3.Connection, stream: str) -> None:
    """Forget an old stream that central holds."""
    connection.execute("DELETE FROM old_lines WHERE stream = ?", (stream,))


def keep_old(connection: sqlite3.Connection, gateway: str, saved: Salvaged, now: Callable[[], Stamp]) -> int:
    """Keep the readable lines of a journal set aside under their old stream; returns how many are missing.

    A missing line's place is taken by ``store.hole``, so that central can acknowledge what follows it.
    Lines under another gateway's id cannot be sent on this gateway's topic and count as missing.
    """
    held = [row for row in saved.rows if _is_of(row, gateway, saved.stream)]
    missing, hash_before, expected = 0, ZERO_HASH, saved.first
    for row in held:
        for seq in range(expected, row.seq):
            site = read_line(row.line).site
            raw = compose(gateway, site, saved.stream, seq, hash_before, StoreHole(), now())
            hash_before = _keep(connection, saved.stream, Row(seq, raw))
            missing += 1
        hash_before = _keep(connection, saved.stream, row)
        expected = row.seq + 1
    return missing + saved.last - (held[-1].seq if held else 0)


def _keep(connection: sqlite3.Connection, stream: str, row: Row) -> str:
    digest = line_digest(row.line)
    connection.execute(
        "INSERT OR IGNORE INTO old_lines (stream, seq, hash, line, note) VALUES (?, ?, ?, ?, ?)",
        (stream, row.seq, digest, row.line, row.note),
    )
    return digest.hex()


def _is_of(row: Row, gateway: str, stream: str) -> bool:
    try:
        line = read_line(row.line)
    except LineUnreadable:
        return False
    return line.gateway == gateway and line.stream == stream and line.seq == row.seq
