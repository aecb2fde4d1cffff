"""The journal: one SQLite file, one stream of hash-chained lines, and what must survive a power cut.

Every method may be called from any thread; only the worker writes. What `append` has returned is on disk.
"""

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from contract.clock import Stamp
from contract.events import StoreHole, StoreReset
from contract.ids import new_stream_id
from contract.lines import ZERO_HASH, compose, line_digest
from contract.messages import StreamRange
from contract.notes import write_note
from gateway.journal import lines_table, moving
from gateway.journal.drafts import Draft, Opened, Row
from gateway.journal.errors import JournalCorrupt
from gateway.journal.file import open_file, transaction, translated
from gateway.journal.salvage import salvage, set_aside
from gateway.journal.schema import migrate as migrate_here

MEBIBYTE = 1024 * 1024
_MOST_MISSING = 10_000


class Journal:
    """One gateway's journal. ``path`` is the SQLite file, ``max_bytes`` bounds it, ``now`` stamps its own events."""

    def __init__(
        self,
        path: Path,
        gateway: str,
        site: str,
        now: Callable[[], Stamp],
        max_bytes: int = 512 * MEBIBYTE,
        migrate: Callable[[Path], None] = migrate_here,
    ) -> None:
        self.path = path
        self.gateway = gateway
        self.site = site
        self._now = now
        self._max_bytes = max_bytes
        self._migrate = migrate
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._head = lines_table.Head(0, ZERO_HASH)
        self._acked: dict[str, int] = {}
        self._acked_on_disk = -1
        self.stream = ""

    def open(self) -> Opened:
        """Open the file; a corrupt one is set aside, its readable lines are kept for sending.

        Raises JournalFull when not even an empty journal can be written.
        """
        with self._lock:
            try:
                self._connection = open_file(self.path, self._max_bytes, self._migrate)
                return Opened(is_new=self._load())
            except JournalCorrupt:
                return self._start_over()

    def close(self) -> None:
        """Close the file; what was appended is already on disk."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def set_aside_and_reopen(self) -> Opened:
        """Give up a file that proved corrupt while in use. Raises JournalFull."""
        with self._lock:
            return self._start_over()

    def append(self, drafts: Sequence[Draft], facts: Mapping[str, bytes] | None = None) -> list[Row]:
        """Write the events of one burst, and the facts that go with them, in one durable transaction.

        Raises JournalFull, JournalCorrupt, LineTooLong or NoteTooLong: then nothing was stored.
        """
        with self._lock:
            head, rows = self._head, []
            for draft in drafts:
                raw = compose(
                    self.gateway,
                    self.site,
                    self.stream,
                    head.seq + 1,
                    head.hash,
                    draft.data,
                    draft.stamp,
                    draft.test,
                )
                rows.append(Row(head.seq + 1, raw, write_note(draft.note) if draft.note else None))
                head = lines_table.Head(head.seq + 1, line_digest(raw).hex())
            with transaction(self._open, self.path) as connection:
                lines_table.insert(connection, rows)
                lines_table.put_facts(connection, {**(facts or {}), **self._acked_fact()})
            self._head = head
            self._acked_on_disk = self._acked.get(self.stream, 0)
            return rows

    def fact(self, key: str) -> bytes | None:
        """What `append` stored under a key, or None."""
        with self._lock:
            return lines_table.fact(self._open, key)

    def streams(self) -> list[StreamRange]:
        """What can still be sent: old streams first, this journal's own last."""
        with self._lock:
            try:
                old = moving.old_streams(self._open)
                oldest = lines_table.oldest(self._open)
            except sqlite3.Error as error:
                raise translated(error, self.path) from error
            return [*old, StreamRange(self.stream, oldest or self._head.seq + 1, self._head.seq)]

    def read(self, stream: str, first: int, limit: int) -> tuple[list[Row], list[int]]:
        """Lines from ``first`` on, in order and without gaps, at most ``limit``; and the unreadable ones met.

        Reading stops at the first row that is missing or not what was written; its number is returned.
        Raises JournalCorrupt when the file itself cannot be read.
        """
        with self._lock:
            try:
                if stream == self.stream:
                    return lines_table.read(self._open, first, limit, self._head.seq)
                return moving.read_old(self._open, stream, first, limit), []
            except sqlite3.Error as error:
                raise translated(error, self.path) from error

    def hash_at(self, stream: str, seq: int) -> str | None:
        """The hash of a line this journal holds, or None when it does not hold it (any more)."""
        with self._lock:
            if stream == self.stream and seq == self._head.seq:
                return self._head.hash
            return lines_table.hash_at(self._open, None if stream == self.stream else stream, seq)

    def last(self) -> int:
        """Sequence number of the newest line of the journal's own stream; 0 when there is none."""
        return self._head.seq

    def acked(self, stream: str) -> int:
        """Up to where central proved to hold a stream."""
        return self._acked.get(stream, 0)

    def note_acked(self, stream: str, seq: int) -> None:
        """Remember what central proved to hold; notes of those lines are dropped, finished old streams too.

        The number itself goes to disk with the next append: losing it costs sending again, not a write here.
        """
        with self._lock:
            self._acked[stream] = seq
            if stream == self.stream:
                if lines_table.has_notes(self._open, seq):
                    with transaction(self._open, self.path) as connection:
                        lines_table.drop_notes(connection, seq)
            elif seq >= moving.last_of_old(self._open, stream):
                with transaction(self._open, self.path) as connection:
                    moving.drop_old(connection, stream)

    def prune(self, before: str) -> int:
        """Forget acknowledged lines written before the day ``before`` (ISO date); the last line always stays.

        Returns how many went. Call it only while the clock is right.
        """
        with self._lock, transaction(self._open, self.path) as connection:
            return lines_table.prune(connection, min(self.acked(self.stream), self._head.seq - 1), before)

    def make_room(self) -> int:
        """When the file is full: forget the older half of the acknowledged lines, young ones too.

        They were only kept for a central restored from a backup; today's work comes first.
        """
        with self._lock, transaction(self._open, self.path) as connection:
            oldest = lines_table.oldest(connection) or 1
            acked = min(self.acked(self.stream), self._head.seq - 1)
            return lines_table.forget(connection, (oldest + acked) // 2)

    def mark_hole(self, seq: int) -> None:
        """Put a ``store.hole`` line in the place of a row that cannot be read any more."""
        with self._lock:
            before = lines_table.hash_at(self._open, None, seq - 1) if seq > 1 else None
            raw = compose(self.gateway, self.site, self.stream, seq, before or ZERO_HASH, StoreHole(), self._now())
            with transaction(self._open, self.path) as connection:
                lines_table.replace(connection, Row(seq, raw))
            if seq >= self._head.seq:
                self._head = lines_table.Head(seq, line_digest(raw).hex())

    def begin_new_stream(self) -> str:
        """Leave a stream that proved to be an old copy or a clone (design §4.3).

        Every line that central has not proven to hold is written again in the new stream, with its
        time and uuids, behind a ``store.reset``. Returns the new stream's id.
        """
        with self._lock:
            old, stream = self.stream, new_stream_id()
            proven = min(self._acked.get(old, 0), self._head.seq)
            reset = Draft(StoreReset(old, proven or None), self._now())
            with transaction(self._open, self.path) as connection:
                head = moving.move_to(connection, self.gateway, self.site, stream, proven, reset)
                lines_table.put_facts(
                    connection, {"stream": stream.encode(), "gateway": self.gateway.encode(), "acked": b"0"}
                )
            self.stream, self._head = stream, head
            self._acked.pop(old, None)
            self._acked_on_disk = 0
            return stream

    def size_bytes(self) -> int:
        """Bytes of the file and its log on disk."""
        return sum(place.stat().st_size for suffix in ("", "-wal") if (place := Path(f"{self.path}{suffix}")).exists())

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise JournalCorrupt(f"{self.path}: not open")
        return self._connection

    def _acked_fact(self) -> dict[str, bytes]:
        """The acknowledged place, when it is another one than on disk."""
        acked = self._acked.get(self.stream, 0)
        return {} if acked == self._acked_on_disk else {"acked": str(acked).encode()}

    def _load(self) -> bool:
        """Take up stream and head from the file; True when it was empty and got its stream now."""
        connection = self._open
        try:
            named = lines_table.fact(connection, "stream")
            if named is None:
                self.stream = new_stream_id()
                with transaction(connection, self.path):
                    lines_table.put_facts(
                        connection, {"stream": self.stream.encode(), "gateway": self.gateway.encode()}
                    )
                self._head = lines_table.Head(0, ZERO_HASH)
                return True
            self.stream = named.decode()
            self._head, missing = lines_table.head(connection)
            self._acked = {self.stream: int(lines_table.fact(connection, "acked") or b"0")}
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        self._mend_tail(missing)
        return False

    def _mend_tail(self, missing: int) -> None:
        """The newest line carries the chain on: it must be whole, and no number may be used twice."""
        if missing > _MOST_MISSING:
            raise JournalCorrupt(f"{self.path}: {missing} rows are missing behind line {self._head.seq}")
        if self._head.seq and self.read(self.stream, self._head.seq, 1)[1]:
            self.mark_hole(self._head.seq)
        for seq in range(self._head.seq + 1, self._head.seq + 1 + missing):
            self.mark_hole(seq)

    def belongs_to(self) -> str:
        """The gateway id this file was made for; another one than ours needs a new stream."""
        return (self.fact("gateway") or self.gateway.encode()).decode()

    def _start_over(self) -> Opened:
        self.close()
        aside = set_aside(self.path)
        self._connection = open_file(self.path, self._max_bytes, self._migrate)
        self._acked, self._acked_on_disk = {}, -1
        self._load()
        saved = salvage(aside)
        with transaction(self._open, self.path) as connection:
            lost = moving.keep_old(connection, self.gateway, saved, self._now)
        return Opened(is_new=True, set_aside=saved.stream or aside.name, lost=lost)
