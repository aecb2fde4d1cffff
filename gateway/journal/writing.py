"""The journal's file as it is opened, written at its end and closed; `journal.py` has everything else.

What `append` has returned is on disk. Only the worker writes; every method may be called from any thread.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from contract.clock import Stamp
from contract.events import StoreHole, StoreLost, StoreReset
from contract.lines import ZERO_HASH, compose, line_digest
from contract.notes import write_note
from gateway.journal import lines_table
from gateway.journal.drafts import Draft, Opened, Row
from gateway.journal.errors import JournalClosed, JournalError, translated
from gateway.journal.file import transaction
from gateway.journal.lines_table import Head
from gateway.journal.old_lines import hole
from gateway.journal.opening import Found, Place, open_or_set_aside
from gateway.journal.salvage import OWN_FACTS, mark_read, salvage, unread
from gateway.journal.schema import migrate as migrate_here

log = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024


class JournalFile:
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
        self._place = Place(path, max_bytes, migrate)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._head = Head(0, ZERO_HASH)
        self._facts: dict[str, bytes] = {}
        self._unwritten: dict[str, bytes] = {}
        self._done: set[Path] = set()
        self._acked: dict[str, int] = {}
        self._acked_on_disk = 0
        self._must_reopen = False
        self.stream = ""

    def open(self) -> Opened:
        """Open the file; a corrupt one is set aside, its readable lines are kept for sending.

        Raises JournalInUse when another process has it, JournalFull when not even an empty journal can be
        written, JournalBusy when the program is at fault and not the file.
        """
        with self._lock:
            try:
                self._place.lock()
                return self._take_up(open_or_set_aside(self._place, self.gateway))
            except BaseException as error:
                self.close()
                if isinstance(error, OSError):
                    raise translated(error, self.path) from error
                raise

    def close(self) -> None:
        """Close the file; what was appended is already on disk."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._must_reopen = False
            self._place.unlock()

    def set_aside_and_reopen(self) -> Opened:
        """Give up a file that proved corrupt while in use; facts go on in the new one. Raises JournalFull."""
        with self._lock:
            self._open.close()
            self._connection, self._must_reopen = None, True
            return self._reopen(condemned=True)

    def append(self, drafts: Sequence[Draft], facts: Mapping[str, bytes | None] | None = None) -> list[Row]:
        """Write the events of one burst, and the facts that go with them (None: goes), in one durable transaction.

        Raises JournalError, LineRefused or NoteTooLong: then nothing was stored.
        """
        if self._must_reopen:
            self._reopen()
        with self._guarded() as connection:
            head, rows = self._composed(drafts)
            changed: dict[str, bytes | None] = {**self._unwritten, **(facts or {}), **self._acked_fact()}
            with transaction(connection, self.path):
                lines_table.insert(connection, rows)
                lines_table.put_facts(connection, changed)
            self._head = head
            self._facts.update((key, value) for key, value in changed.items() if value is not None)
            for key in [key for key, value in changed.items() if value is None]:
                self._facts.pop(key, None)
            self._unwritten.clear()
            self._acked_on_disk = self._acked.get(self.stream, 0)
            return rows

    def fact(self, key: str) -> bytes | None:
        """What `append` stored under a key, or None."""
        return self._unwritten.get(key, self._facts.get(key))

    def facts(self, prefix: str) -> dict[str, bytes]:
        """Everything that `append` stored under keys that begin with ``prefix``."""
        known = {**self._facts, **self._unwritten}
        return {key: value for key, value in known.items() if key.startswith(prefix)}

    def last(self) -> int:
        """Sequence number of the newest line of the journal's own stream; 0 when there is none."""
        return self._head.seq

    def acked(self, stream: str) -> int:
        """Up to where central proved to hold a stream."""
        return self._acked.get(stream, 0)

    def size_bytes(self) -> int:
        """Bytes of the file and its log on disk."""
        return sum(place.stat().st_size for suffix in ("", "-wal") if (place := Path(f"{self.path}{suffix}")).exists())

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise JournalClosed(f"{self.path}: not open")
        return self._connection

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._open
            except sqlite3.Error as error:
                raise translated(error, self.path) from error

    def _reopen(self, condemned: bool = False) -> Opened:
        with self._lock:
            try:
                return self._take_up(open_or_set_aside(self._place, self.gateway, condemned))
            except OSError as error:
                raise translated(error, self.path) from error

    def _take_up(self, found: Found) -> Opened:
        """Go on with a file; facts that only this process still knows go with it."""
        known = {**self._facts, **self._unwritten}
        self._unwritten = {key: value for key, value in known.items() if key not in OWN_FACTS}
        self._connection, self._must_reopen = found.connection, False
        self.stream, self._head, self._facts = found.stream, found.head, found.facts
        self._acked, self._acked_on_disk = {found.stream: found.acked}, found.acked
        if found.head_is_broken:
            self._replace_head(found.head.seq)
        if found.missing:
            # No number may be used twice: the places of rows that are gone are taken.
            self.append([Draft(StoreHole(), self._now())] * found.missing)
        return self._read_unread() or Opened(found.is_new)

    def _replace_head(self, seq: int) -> None:
        """The next line must name the one before; without its hash that one can only be given up."""
        row = hole(self.gateway, self.site, self.stream, seq, lines_table.hash_at(self._open, seq - 1), self._now())
        with transaction(self._open, self.path) as connection:
            lines_table.replace(connection, row)
        self._head = Head(seq, line_digest(row.line).hex())

    def _read_unread(self) -> Opened | None:
        """Take over what files set aside still have; one for which there is no room now waits for its turn."""
        opened = None
        for aside in unread(self.path):
            try:
                if aside not in self._done:
                    opened = self._salvage(aside)
                    self._done.add(aside)
                mark_read(self.path, aside)
                self._done.discard(aside)
            except (JournalError, OSError) as error:
                log.error("%s waits to be read: %s", aside, error)
                break
        return opened

    def _salvage(self, aside: Path) -> Opened:
        with self._place.room_for(self._open, aside), transaction(self._open, self.path) as connection:
            saved = salvage(connection, aside, self.gateway, self.site, self._now)
            drafts = [Draft(StoreReset(saved.stream or None, saved.acked or None), self._now())]
            if saved.lost:
                drafts.append(Draft(StoreLost(saved.lost), self._now()))
            head, rows = self._composed(drafts)
            facts = {**saved.facts, **self._facts, **self._unwritten}
            lines_table.insert(connection, rows)
            lines_table.put_facts(connection, facts)
        self._head, self._facts = head, facts
        self._unwritten.clear()
        return Opened(True, saved.stream or aside.name, saved.lost)

    def _composed(self, drafts: Sequence[Draft]) -> tuple[Head, list[Row]]:
        head, rows = self._head, []
        for draft in drafts:
            raw = compose(
                self.gateway, self.site, self.stream, head.seq + 1, head.hash,
                draft.data, draft.stamp, draft.test,
            )  # fmt: skip
            rows.append(Row(head.seq + 1, raw, write_note(draft.note) if draft.note else None))
            head = Head(head.seq + 1, line_digest(raw).hex())
        return head, rows

    def _acked_fact(self) -> dict[str, bytes]:
        """The acknowledged place, when it is another one than on disk."""
        acked = self._acked.get(self.stream, 0)
        return {} if acked == self._acked_on_disk else {"acked": str(acked).encode()}
