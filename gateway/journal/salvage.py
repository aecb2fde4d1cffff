"""Takes what can still be read out of a journal file that is set aside.

The names say how far that is: ``journal.db.unread-1`` still waits to be read, ``journal.db.broken-1`` has
been, and is kept for people to look at. A power cut in between costs nothing: reading begins again.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from contract.clock import Stamp
from contract.ids import is_stream_id
from contract.lines import LineUnreadable, line_digest, read_line
from gateway.journal import old_lines
from gateway.journal.carving import carve
from gateway.journal.drafts import Row
from gateway.journal.file import sync_folder
from gateway.journal.lines_table import SELECTED, facts

log = logging.getLogger(__name__)

OWN_FACTS = ("stream", "gateway", "acked", "left")
"""Facts of one file alone; all others are taken over into the new one."""
MOST_KEPT = 4
"""Broken files kept for people; on a dying card they would fill it."""


@dataclass(slots=True)
class Salvaged:
    """What a broken journal gave: its own stream where that is known, rows that are lost, its facts."""

    stream: str
    acked: int = 0
    lost: int = 0
    facts: dict[str, bytes] = field(default_factory=dict)


def set_aside(path: Path) -> None:
    """Rename a journal with its log, so that a new one can begin. Raises OSError."""
    _rename(path, _free_place(path, "unread"))


def finish_setting_aside(path: Path) -> None:
    """After a power cut between the two names: a file whose log went ahead must not be opened without it."""
    for log_file in path.parent.glob(f"{path.name}.unread-*-wal"):
        aside = Path(str(log_file).removesuffix("-wal"))
        if not aside.exists() and path.exists():
            _rename(path, aside)


def unread(path: Path) -> list[Path]:
    """Files set aside and not yet read, oldest first."""
    found = (file for file in path.parent.glob(f"{path.name}.unread-*") if file.name[-1].isdigit())
    return sorted(found, key=lambda file: int(file.name.rpartition("-")[2]))


def mark_read(path: Path, aside: Path) -> None:
    """What a file had is stored; it is kept for people. Raises OSError."""
    _rename(aside, _free_place(path, "broken"))
    kept = sorted(path.parent.glob(f"{path.name}.broken-*[0-9]"), key=lambda file: file.stat().st_mtime)
    for file in kept[:-MOST_KEPT]:
        log.warning("%s is deleted: there are %d younger ones", file, MOST_KEPT)
        for suffix in ("-wal", "-shm", ""):
            Path(f"{file}{suffix}").unlink(missing_ok=True)


def salvage(connection: sqlite3.Connection, aside: Path, gateway: str, site: str, now: Callable[[], Stamp]) -> Salvaged:
    """Store every sound line of a broken journal as a line of an old stream: through SQLite where its tree
    still stands, and from the bare bytes where it does not. A line is sound when its hash stands beside it.

    A missing line's place is taken by ``store.hole``. Inside a transaction. Raises OSError, sqlite3.Error.
    """
    held_before = {held.stream for held in old_lines.ranges(connection)}
    known = _facts(aside)
    named = known.get("stream", b"").decode("ascii", "replace")
    left = set(known.get("left", b"").decode("ascii", "replace").split()) - _old_streams(aside)
    acked = int(known.get("acked", b"")) if known.get("acked", b"").isdigit() else 0
    newest = ""
    for stream, row in chain(carve(aside), _rows_by_sql(aside, named)):
        if stream not in left:
            old_lines.put(connection, stream, row)
            newest = stream
    own = named if is_stream_id(named) else newest
    lost = 0
    for held in old_lines.ranges(connection):
        if held.stream not in held_before:
            lost += old_lines.fill_holes(connection, held, gateway, site, now)
    lost += _lost_tail(connection, aside, own, acked)
    rest = {key: value for key, value in known.items() if key not in OWN_FACTS}
    return Salvaged(own, acked, lost, rest)


def _lost_tail(connection: sqlite3.Connection, aside: Path, own: str, acked: int) -> int:
    """Rows behind the last one found, as far as SQLite's own counter still tells."""
    said = _ask(aside, "SELECT CAST(seq AS INTEGER) FROM sqlite_sequence WHERE name = 'lines'")
    counter = said[0][0] if said else None
    held = old_lines.range_of(connection, own)
    last = max(held.last if held else 0, acked)
    return max((counter if isinstance(counter, int) else 0) - last, 0)


def _rows_by_sql(aside: Path, named: str) -> Iterator[tuple[str, Row]]:
    """Rows through the tree: long lines lie over several pages and cannot be carved."""
    for table, stream, key in (
        ("old_lines", "CAST(stream AS TEXT)", "stream {0}, seq {0}"),
        ("lines", "''", "seq {0}"),
    ):
        for order in ("ASC", "DESC"):
            query = f"SELECT {stream}, {SELECTED} FROM {table} ORDER BY {key.format(order)}"
            try:
                with closing(_read_only(aside)) as connection:
                    for found in connection.execute(query):
                        yield from _sound(found, found[0] or named)
                break
            except sqlite3.Error:
                # The first broken page ends this way; from the other end there is another one.
                continue


def _sound(found: tuple[str, int, bytes | None, bytes | None, bytes | None], named: str) -> Iterator[tuple[str, Row]]:
    _, seq, digest, raw, note = found
    if raw is None or line_digest(raw) != digest:
        return
    try:
        line = read_line(raw)
    except LineUnreadable:
        # A line of another version: it goes as it is, and central keeps it until it can be read.
        if is_stream_id(named):
            yield named, Row(seq, raw, note)
    else:
        yield line.stream, Row(line.seq, raw, note)


def _facts(aside: Path) -> dict[str, bytes]:
    try:
        with closing(_read_only(aside)) as connection:
            return facts(connection)
    except sqlite3.Error:
        return {}


def _old_streams(aside: Path) -> set[str]:
    return {str(stream) for (stream,) in _ask(aside, "SELECT DISTINCT CAST(stream AS TEXT) FROM old_lines")}


def _ask(aside: Path, query: str) -> list[tuple[object, ...]]:
    """The answer, or nothing when its page is one of the broken ones."""
    try:
        with closing(_read_only(aside)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.Error:
        return []


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _free_place(path: Path, word: str) -> Path:
    number = 1
    while any(Path(f"{path}.{word}-{number}{suffix}").exists() for suffix in ("", "-wal")):
        number += 1
    return Path(f"{path}.{word}-{number}")


def _rename(path: Path, to: Path) -> None:
    for suffix in ("-wal", ""):
        part = Path(f"{path}{suffix}")
        if part.exists():
            os.replace(part, f"{to}{suffix}")
    Path(f"{path}-shm").unlink(missing_ok=True)
    sync_folder(path.parent)
