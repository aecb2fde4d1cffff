"""SQL of the journal's own stream: plain statements on the hot path, no thread, no transaction of its own."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.lines import ZERO_HASH, LineUnreadable, line_digest, read_line
from gateway.journal.drafts import Row


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line: its place and its hash in hex."""

    seq: int
    hash: str


def insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Add lines behind the newest one."""
    connection.executemany(
        "INSERT INTO lines (seq, hash, line, note) VALUES (?, ?, ?, ?)",
        [(row.seq, line_digest(row.line), row.line, row.note) for row in rows],
    )


def replace(connection: sqlite3.Connection, row: Row) -> None:
    """Put a line in the place of one that cannot be read."""
    connection.execute(
        "INSERT OR REPLACE INTO lines (seq, hash, line, note) VALUES (?, ?, ?, ?)",
        (row.seq, line_digest(row.line), row.line, row.note),
    )


def put_facts(connection: sqlite3.Connection, facts: Mapping[str, bytes]) -> None:
    """Store facts by key; one that did not change is not written."""
    connection.executemany(
        "INSERT INTO facts (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        list(facts.items()),
    )


def fact(connection: sqlite3.Connection, key: str) -> bytes | None:
    """A fact, or None."""
    row = connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
    return None if row is None else bytes(row[0])


def head(connection: sqlite3.Connection) -> tuple[Head, int]:
    """The newest line, and how many rows behind it are missing: SQLite's own counter remembers them."""
    row = connection.execute("SELECT seq, hash FROM lines ORDER BY seq DESC LIMIT 1").fetchone()
    counter = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'lines'").fetchone()
    found = Head(0, ZERO_HASH) if row is None else Head(row[0], bytes(row[1]).hex())
    return found, max((0 if counter is None else counter[0]) - found.seq, 0)


def oldest(connection: sqlite3.Connection) -> int | None:
    """The first line still held."""
    row = connection.execute("SELECT seq FROM lines ORDER BY seq LIMIT 1").fetchone()
    return None if row is None else int(row[0])


def read(connection: sqlite3.Connection, first: int, limit: int, last: int) -> tuple[list[Row], list[int]]:
    """Whole lines from ``first`` on; stops at a row that is missing or not what was written, and names it."""
    rows: list[Row] = []
    expected = first
    found = connection.execute(
        "SELECT seq, hash, line, note FROM lines WHERE seq >= ? ORDER BY seq LIMIT ?", (first, limit)
    )
    for seq, digest, line, note in found:
        if seq != expected or line_digest(bytes(line)) != bytes(digest):
            return rows, [expected]
        rows.append(Row(seq, bytes(line), None if note is None else bytes(note)))
        expected += 1
    if len(rows) < limit and expected <= last:
        return rows, [expected]
    return rows, []


def hash_at(connection: sqlite3.Connection, old_stream: str | None, seq: int) -> str | None:
    """A line's hash in hex; in an old stream when one is named."""
    if old_stream is None:
        row = connection.execute("SELECT hash FROM lines WHERE seq = ?", (seq,)).fetchone()
    else:
        row = connection.execute(
            "SELECT hash FROM old_lines WHERE stream = ? AND seq = ?", (old_stream, seq)
        ).fetchone()
    return None if row is None else bytes(row[0]).hex()


def has_notes(connection: sqlite3.Connection, up_to: int) -> bool:
    """Tell whether a line up to ``up_to`` still carries a note."""
    row = connection.execute("SELECT 1 FROM lines WHERE note IS NOT NULL AND seq <= ? LIMIT 1", (up_to,)).fetchone()
    return row is not None


def drop_notes(connection: sqlite3.Connection, up_to: int) -> None:
    """Forget the words of acknowledged lines; their seals stay in the chain."""
    connection.execute("UPDATE lines SET note = NULL WHERE seq <= ? AND note IS NOT NULL", (up_to,))


def prune(connection: sqlite3.Connection, up_to: int, before: str) -> int:
    """Delete lines up to ``up_to`` that were written before an ISO day; stops at the first younger one."""
    last = 0
    for seq, raw in connection.execute("SELECT seq, line FROM lines WHERE seq <= ? ORDER BY seq", (up_to,)):
        try:
            if read_line(bytes(raw)).at.date().isoformat() >= before:
                break
        except LineUnreadable:
            # A hole's place is kept or forgotten with its neighbours.
            pass
        last = seq
    return forget(connection, last)


def forget(connection: sqlite3.Connection, up_to: int) -> int:
    """Delete lines up to ``up_to``; returns how many."""
    return connection.execute("DELETE FROM lines WHERE seq <= ?", (up_to,)).rowcount
