"""SQL of the journal's own stream: plain statements on the hot path, no thread, no transaction of its own."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contract.lines import ZERO_HASH, LineUnreadable, line_digest, read_line
from gateway.journal.drafts import Row

SELECTED = "seq, CAST(hash AS BLOB), CAST(line AS BLOB), CAST(note AS BLOB)"
"""A single flipped bit can make SQLite take bytes for a text or a number: read as bytes, judged by hash."""

StoredRow = tuple[int, bytes | None, bytes | None, bytes | None]


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


def put_facts(connection: sqlite3.Connection, facts: Mapping[str, bytes | None]) -> None:
    """Store facts by key; one that did not change is not written, one that is None goes."""
    gone = [(key,) for key, value in facts.items() if value is None]
    if gone:
        connection.executemany("DELETE FROM facts WHERE key = ?", gone)
    connection.executemany(
        "INSERT INTO facts (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        [(key, value) for key, value in facts.items() if value is not None],
    )


def facts(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Every fact by its key."""
    rows = connection.execute("SELECT CAST(key AS TEXT), CAST(value AS BLOB) FROM facts ORDER BY key")
    return {key: value or b"" for key, value in rows}


def head(connection: sqlite3.Connection) -> tuple[Head, int]:
    """The newest line, and how many rows behind it are missing: SQLite's own counter remembers them."""
    row = connection.execute("SELECT seq, CAST(hash AS BLOB) FROM lines ORDER BY seq DESC LIMIT 1").fetchone()
    counter = connection.execute("SELECT CAST(seq AS INTEGER) FROM sqlite_sequence WHERE name = 'lines'").fetchone()
    found = Head(0, ZERO_HASH) if row is None else Head(row[0], (row[1] or b"").hex())
    return found, max((counter[0] or 0 if counter else 0) - found.seq, 0)


def oldest(connection: sqlite3.Connection) -> int | None:
    """The first line still held."""
    row = connection.execute("SELECT seq FROM lines ORDER BY seq LIMIT 1").fetchone()
    return None if row is None else int(row[0])


def read(connection: sqlite3.Connection, first: int, limit: int, last: int) -> tuple[list[Row], list[int]]:
    """Whole lines from ``first`` on; stops at a row that is missing or not what was written, and names it."""
    found = connection.execute(f"SELECT {SELECTED} FROM lines WHERE seq >= ? ORDER BY seq LIMIT ?", (first, limit))
    return whole(found, first, limit, last)


def whole(found: Iterable[StoredRow], first: int, limit: int, last: int) -> tuple[list[Row], list[int]]:
    """The rows from ``first`` on without a gap, each what its hash says, and the first place that is not."""
    rows: list[Row] = []
    expected = first
    for seq, digest, line, note in found:
        if seq != expected or line is None or line_digest(line) != digest:
            return rows, [expected]
        rows.append(Row(seq, line, note))
        expected += 1
    if len(rows) < limit and expected <= last:
        return rows, [expected]
    return rows, []


def hash_at(connection: sqlite3.Connection, seq: int) -> str | None:
    """A line's hash in hex."""
    row = connection.execute("SELECT CAST(hash AS BLOB) FROM lines WHERE seq = ?", (seq,)).fetchone()
    return None if row is None or row[0] is None else row[0].hex()


def has_notes(connection: sqlite3.Connection, up_to: int) -> bool:
    """Tell whether a line up to ``up_to`` still carries a note."""
    row = connection.execute("SELECT 1 FROM lines WHERE note IS NOT NULL AND seq <= ? LIMIT 1", (up_to,)).fetchone()
    return row is not None


def drop_notes(connection: sqlite3.Connection, up_to: int) -> None:
    """Forget the words of acknowledged lines; their seals stay in the chain."""
    connection.execute("UPDATE lines SET note = NULL WHERE seq <= ? AND note IS NOT NULL", (up_to,))


def prune(connection: sqlite3.Connection, up_to: int, before: str) -> int:
    """Delete lines up to ``up_to`` that were written before an ISO day; stops at the first younger one.

    A line without a known date (a clock at 1970, a row that cannot be read) goes with the next one that has one.
    """
    last = 0
    rows = connection.execute("SELECT seq, CAST(line AS BLOB) FROM lines WHERE seq <= ? ORDER BY seq", (up_to,))
    for seq, raw in rows:
        day = _day_written(raw or b"")
        if day is None:
            continue
        if day >= before:
            break
        last = seq
    return forget(connection, last)


def _day_written(raw: bytes) -> str | None:
    try:
        line = read_line(raw)
    except LineUnreadable:
        return None
    return None if line.clock == "unset" else line.at.date().isoformat()


def forget(connection: sqlite3.Connection, up_to: int) -> int:
    """Delete lines up to ``up_to``; returns how many."""
    return connection.execute("DELETE FROM lines WHERE seq <= ?", (up_to,)).rowcount
