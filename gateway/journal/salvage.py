"""Takes what can still be read out of a journal file that is set aside."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from contract.events import StoreReset
from contract.lines import line_digest, read_data, read_line
from gateway.journal.carving import carve
from gateway.journal.drafts import Row


@dataclass(slots=True)
class Salvaged:
    """Sound lines of a broken journal: their stream, and the range they were found in."""

    stream: str = ""
    first: int = 0
    last: int = 0
    rows: list[Row] = field(default_factory=list)


def set_aside(path: Path) -> Path:
    """Rename a journal with its log, so that a new one can begin; the old bytes stay for people to look at."""
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    for suffix in ("-wal", ""):
        part = Path(f"{path}{suffix}")
        if part.exists():
            os.replace(part, f"{aside}{suffix}")
    Path(f"{path}-shm").unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return aside


def salvage(path: Path) -> Salvaged:
    """Every sound line of a broken journal's own stream: through SQLite where its tree still stands, and
    from the bare bytes of file and log where it does not. A line is sound when its hash stands beside it.
    """
    rows: dict[tuple[str, int], Row] = {}
    for carved in carve(path):
        rows[carved.stream, carved.row.seq] = carved.row
    left = {old for row in rows.values() if (old := _left_stream(row))}
    stream = _named_stream(path) or next((name for name, _ in reversed(rows) if name not in left), "")
    for row in _rows_by_sql(path):
        rows[stream, row.seq] = row
    own = sorted((row for (name, _), row in rows.items() if name == stream), key=lambda row: row.seq)
    if not own:
        return Salvaged(stream)
    return Salvaged(stream, own[0].seq, max(own[-1].seq, _counter(path)), own)


def _left_stream(row: Row) -> str | None:
    """The stream that a reset line says was left: its lines must not be sent again."""
    if b'"store.reset"' not in row.line:
        return None
    data = read_data(read_line(row.line))
    return data.old_stream if isinstance(data, StoreReset) else None


def _named_stream(path: Path) -> str:
    found = _ask(path, "SELECT value FROM facts WHERE key = 'stream'")
    return bytes(found).decode() if isinstance(found, bytes) else ""


def _counter(path: Path) -> int:
    found = _ask(path, "SELECT seq FROM sqlite_sequence WHERE name = 'lines'")
    return found if isinstance(found, int) else 0


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _ask(path: Path, sql: str) -> object:
    try:
        with closing(_read_only(path)) as connection:
            row = connection.execute(sql).fetchone()
    except sqlite3.Error:
        # This page is one of the broken ones; what can be had without it is still worth having.
        return None
    return None if row is None else row[0]


def _rows_by_sql(path: Path) -> Iterator[Row]:
    """Rows from the front until the tree breaks: long lines lie over several pages and cannot be carved."""
    try:
        with closing(_read_only(path)) as connection:
            for seq, digest, line, note in connection.execute("SELECT seq, hash, line, note FROM lines ORDER BY seq"):
                if line_digest(bytes(line)) == bytes(digest):
                    yield Row(seq, bytes(line), None if note is None else bytes(note))
    except (sqlite3.Error, TypeError):
        # The first broken page ends this way of reading; carving goes on behind it.
        return
