"""Lines on their way from one stream to another: written again with the same time, data and uuids."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from contract.events import StoreHole, StoreLost
from contract.lines import ZERO_HASH, LineRefused, LineUnreadable, compose, continue_in, line_digest, read_line
from gateway.journal import lines_table, old_lines
from gateway.journal.drafts import Draft, Row
from gateway.journal.lines_table import SELECTED, Head, StoredRow
from gateway.journal.schema import LINES_SQL

_CHUNK = 200
_HOLE = b'"type":"' + StoreHole.TYPE.encode() + b'"'


@dataclass(slots=True)
class Stream:
    """The stream that lines are written into, and its newest line so far."""

    gateway: str
    site: str
    stream: str
    head: Head

    def write(self, connection: sqlite3.Connection, draft: Draft) -> None:
        """Add a fact."""
        raw = compose(
            self.gateway, self.site, self.stream, self.head.seq + 1, self.head.hash,
            draft.data, draft.stamp, draft.test,
        )  # fmt: skip
        self._add(connection, raw, None)

    def take(self, connection: sqlite3.Connection, found: StoredRow) -> bool:
        """Write a line of another stream again; False for one that is not what was written."""
        _, digest, raw, note = found
        if raw is None or line_digest(raw) != digest:
            return False
        try:
            raw = continue_in(read_line(raw), self.gateway, self.stream, self.head.seq + 1, self.head.hash)
        except (LineUnreadable, LineRefused):
            # Written by another version, which this one cannot continue.
            return False
        self._add(connection, raw, note)
        return True

    def _add(self, connection: sqlite3.Connection, raw: bytes, note: bytes | None) -> None:
        lines_table.insert(connection, [Row(self.head.seq + 1, raw, note)])
        self.head = Head(self.head.seq + 1, line_digest(raw).hex())


def move_to(connection: sqlite3.Connection, into: Stream, above: int, reset: Draft) -> int:
    """Begin a stream with a reset line and every sound line above ``above``. Inside a transaction.

    Returns how many lines could not be taken along; a ``store.lost`` says so in the stream too.
    """
    connection.execute("ALTER TABLE lines RENAME TO moved")
    connection.execute("DELETE FROM sqlite_sequence WHERE name IN ('lines', 'moved')")
    connection.execute("DROP INDEX lines_with_notes")
    for statement in LINES_SQL:
        connection.execute(statement)
    into.head = Head(0, ZERO_HASH)
    into.write(connection, reset)
    lost, before = 0, None
    for found in _chunks(connection, f"SELECT {SELECTED} FROM moved WHERE seq > ?", (), above):
        lost += 0 if before is None else found[0] - before - 1
        lost += not into.take(connection, found)
        before = found[0]
    if lost:
        into.write(connection, Draft(StoreLost(lost), reset.stamp))
    connection.execute("DROP TABLE moved")
    return lost


def adopt(connection: sqlite3.Connection, into: Stream, stream: str) -> None:
    """Write the lines of an old stream again in the own one, and forget the old one. Inside a transaction."""
    query = f"SELECT {SELECTED} FROM old_lines WHERE stream = ? AND seq > ?"
    for found in _chunks(connection, query, (stream,), 0):
        if _HOLE not in (found[2] or b""):
            into.take(connection, found)
    old_lines.drop(connection, stream)


def _chunks(connection: sqlite3.Connection, query: str, names: tuple[str, ...], above: int) -> Iterator[StoredRow]:
    while True:
        rows = connection.execute(f"{query} ORDER BY seq LIMIT ?", (*names, above, _CHUNK)).fetchall()
        if not rows:
            return
        yield from rows
        above = rows[-1][0]
