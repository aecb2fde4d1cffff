"""From a file on a card that may have lost power at any moment to a journal that can be written.

Knows nothing of what the lines mean. A file that cannot be trusted is set aside, and a new one begins.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contract.ids import is_stream_id, new_stream_id
from contract.lines import ZERO_HASH, LineUnreadable, read_line
from gateway.journal import lines_table
from gateway.journal.errors import JournalCorrupt, translated
from gateway.journal.file import limit_pages, make_folder, open_file, transaction
from gateway.journal.lines_table import Head
from gateway.journal.lock import FileLock
from gateway.journal.salvage import finish_setting_aside, set_aside

_MOST_MISSING = 10_000


class Place:
    """Where a journal lies, and the lock that keeps a second process out."""

    def __init__(self, path: Path, max_bytes: int, migrate: Callable[[Path], None]) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._migrate = migrate
        self._lock = FileLock(Path(f"{path}.lock"))

    def lock(self) -> None:
        """Make the folder and keep others out. Raises JournalInUse, OSError."""
        make_folder(self.path.parent)
        self._lock.acquire()

    def unlock(self) -> None:
        """Let others in."""
        self._lock.release()

    @contextmanager
    def room_for(self, connection: sqlite3.Connection, source: Path) -> Iterator[None]:
        """Let the file grow over its limit for lines that are written again: a journal more than half full could
        else never leave its stream, and one that broke while it was full never be taken over. What it grew by
        then stays its own: SQLite gives pages back to itself, not to the card."""
        there = [part for suffix in ("", "-wal") if (part := Path(f"{source}{suffix}")).exists()]
        limit_pages(connection, self._max_bytes + 2 * sum(part.stat().st_size for part in there))
        try:
            yield
        finally:
            limit_pages(connection, self._max_bytes)

    def connect(self) -> sqlite3.Connection:
        """Open the file. Raises JournalError."""
        return open_file(self.path, self._max_bytes, self._migrate)


@dataclass(frozen=True, slots=True)
class Found:
    """An open file and what stands in it; ``missing`` rows behind the head are gone."""

    connection: sqlite3.Connection
    stream: str
    head: Head = Head(0, ZERO_HASH)
    missing: int = 0
    facts: dict[str, bytes] = field(default_factory=dict)
    is_new: bool = False

    @property
    def head_is_broken(self) -> bool:
        """Whether the newest line's hash, which the next one must name, is no hash any more.

        A broken line with a sound hash can wait: it becomes a hole when somebody needs it.
        """
        return len(self.head.hash) != len(ZERO_HASH)

    @property
    def acked(self) -> int:
        """Up to where central held the stream when that was last written down."""
        written = self.facts.get("acked", b"")
        return min(int(written), self.head.seq) if written.isdigit() else 0


def open_or_set_aside(place: Place, gateway: str, condemned: bool = False) -> Found:
    """Open the journal, or set it aside (at once when it is ``condemned``) and open a new one.

    Raises JournalFull, JournalBusy; JournalCorrupt when even a new file cannot be trusted; OSError.
    """
    finish_setting_aside(place.path)
    if not condemned:
        try:
            return _load(place, gateway)
        except JournalCorrupt:
            pass
    set_aside(place.path)
    return _load(place, gateway)


def _load(place: Place, gateway: str) -> Found:
    connection = place.connect()
    try:
        facts = lines_table.facts(connection)
        head, missing = lines_table.head(connection)
        if "stream" not in facts and head.seq + missing == 0:
            return _begin(connection, place.path, gateway)
        _refuse_contradictions(connection, place.path, facts, head, missing)
        return Found(connection, facts["stream"].decode(), head, missing, facts)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise translated(error, place.path) from error
        raise


def _begin(connection: sqlite3.Connection, path: Path, gateway: str) -> Found:
    stream = new_stream_id()
    facts = {"stream": stream.encode(), "gateway": gateway.encode()}
    with transaction(connection, path):
        lines_table.put_facts(connection, facts)
    return Found(connection, stream, facts=facts, is_new=True)


def _refuse_contradictions(
    connection: sqlite3.Connection, path: Path, facts: dict[str, bytes], head: Head, missing: int
) -> None:
    """Pages may all be well formed and yet not what was written."""
    stream = facts.get("stream", b"").decode("ascii", "replace")
    if not is_stream_id(stream):
        raise JournalCorrupt(f"{path}: the stream's id cannot be read")
    if missing > _MOST_MISSING:
        raise JournalCorrupt(f"{path}: {missing} rows are missing behind line {head.seq}")
    rows, _ = lines_table.read(connection, head.seq, 1, head.seq) if head.seq else ([], [])
    for row in rows:
        try:
            named = read_line(row.line).stream
        except LineUnreadable:
            continue
        if named != stream:
            raise JournalCorrupt(f"{path}: line {row.seq} belongs to stream {named}, the file to {stream}")
