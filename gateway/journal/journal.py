"""The journal: one SQLite file, one stream of hash-chained lines, and what must survive a power cut.

Here is what happens to lines once they are written: read, acknowledged, forgotten, replaced, moved.
"""

import logging
import sqlite3

from contract.events import StoreReset
from contract.ids import new_stream_id
from contract.lines import line_digest
from contract.messages import StreamRange
from gateway.journal import lines_table, moving, old_lines
from gateway.journal.drafts import Draft, Row
from gateway.journal.file import transaction
from gateway.journal.lines_table import Head
from gateway.journal.writing import MEBIBYTE, JournalFile

__all__ = ["MEBIBYTE", "Journal"]

log = logging.getLogger(__name__)

_MOST_LEFT_NAMED = 20


class Journal(JournalFile):
    """One gateway's journal; every method may be called from any thread, only the worker's may write."""

    def held(self) -> list[StreamRange]:
        """Every line that is here, acknowledged or not: old streams first, this journal's own last."""
        with self._guarded() as connection:
            oldest = lines_table.oldest(connection) or self._head.seq + 1
            return [*old_lines.ranges(connection), StreamRange(self.stream, oldest, self._head.seq)]

    def streams(self) -> list[StreamRange]:
        """The own stream, behind old ones that central does not hold completely yet."""
        return [held for held in self.held() if held.stream == self.stream or held.last > self.acked(held.stream)]

    def read(self, stream: str, first: int, limit: int) -> tuple[list[Row], list[int]]:
        """Lines from ``first`` on, in order and without gaps, at most ``limit``; and the unreadable ones met.

        Reading stops at the first row that is missing or not what was written; its number is returned.
        Nothing at all comes back for a place that was forgotten, for one behind the newest line and for an
        unknown stream. Raises JournalCorrupt when the file itself cannot be read.
        """
        with self._guarded() as connection:
            if stream != self.stream:
                held = old_lines.range_of(connection, stream)
                if held is None or not held.oldest <= first <= held.last:
                    return [], []
                return old_lines.read(connection, held, first, limit)
            oldest = lines_table.oldest(connection)
            if oldest is None or not oldest <= first <= self._head.seq:
                return [], []
            return lines_table.read(connection, first, limit, self._head.seq)

    def hash_at(self, stream: str, seq: int) -> str | None:
        """The hash of a line this journal holds, or None when it does not hold it (any more)."""
        with self._guarded() as connection:
            if stream != self.stream:
                return old_lines.hash_at(connection, stream, seq)
            if seq == self._head.seq:
                return self._head.hash
            return lines_table.hash_at(connection, seq)

    def note_acked(self, stream: str, seq: int) -> None:
        """Remember what central proved to hold; notes of those lines are dropped.

        The number itself goes to disk with the next append: losing it costs sending again, not a write here.
        """
        with self._guarded() as connection:
            if stream == self.stream:
                self._acked[stream] = min(seq, self._head.seq)
                if lines_table.has_notes(connection, seq):
                    with transaction(connection, self.path):
                        lines_table.drop_notes(connection, seq)
            elif held := old_lines.range_of(connection, stream):
                self._acked[stream] = min(seq, held.last)
                if old_lines.has_notes(connection, stream, seq):
                    with transaction(connection, self.path):
                        old_lines.drop_notes(connection, stream, seq)

    def prune(self, before: str) -> int:
        """Forget acknowledged lines written before the day ``before`` (ISO date).

        The newest acknowledged line stays, so that a hole behind it can name it. Returns how many went.
        Call it only while the clock is right.
        """
        with self._guarded() as connection:
            with transaction(connection, self.path):
                gone = lines_table.prune(connection, self.acked(self.stream) - 1, before)
                if (lines_table.oldest(connection) or 1) > 1:
                    # The own stream began when the old ones ended; its first line is as old as they are.
                    gone += self._drop_acked_old(connection)
            self._read_unread()
            return gone

    def make_room(self) -> int:
        """When the file is full: forget old streams that central holds, and the older half of the acknowledged
        lines, young ones too.

        They were only kept for a central restored from a backup; today's work comes first.
        """
        with self._guarded() as connection, transaction(connection, self.path):
            oldest, most = lines_table.oldest(connection) or 1, self.acked(self.stream) - 1
            gone = lines_table.forget(connection, (oldest + most) // 2) if most >= oldest else 0
            return gone + self._drop_acked_old(connection)

    def mark_hole(self, stream: str, seq: int) -> bool:
        """Put a ``store.hole`` line in the place of a row that cannot be read any more.

        Does nothing (False) for a row that can be read, and for one that was forgotten.
        """
        with self._guarded() as connection:
            if self.read(stream, seq, 1)[1] != [seq]:
                return False
            before = self.hash_at(stream, seq - 1)
            row = old_lines.hole(self.gateway, self.site, stream, seq, before, self._now())
            with transaction(connection, self.path):
                if stream == self.stream:
                    lines_table.replace(connection, row)
                else:
                    old_lines.put(connection, stream, row)
            if stream == self.stream and seq == self._head.seq:
                self._head = Head(seq, line_digest(row.line).hex())
            return True

    def begin_new_stream(self, above: int | None = None) -> str:
        """Leave a stream that proved to be an old copy or a clone (design §4.3).

        Every line above ``above`` (None: above what central proved to hold) is written again in the new
        stream, with its time and uuids, behind a ``store.reset``. Returns the new stream's id.
        """
        with self._guarded() as connection:
            old, acked = self.stream, self.acked(self.stream)
            into = moving.Stream(self.gateway, self.site, new_stream_id(), self._head)
            left = [*self._facts.get("left", b"").decode().split(), old][-_MOST_LEFT_NAMED:]
            facts = {
                "stream": into.stream.encode(), "gateway": self.gateway.encode(),
                "acked": b"0", "left": " ".join(left).encode(),
            }  # fmt: skip
            reset = Draft(StoreReset(old, acked or None), self._now())
            with self._place.room_for(connection, self.path), transaction(connection, self.path):
                lost = moving.move_to(connection, into, acked if above is None else above, reset)
                lines_table.put_facts(connection, facts)
            if lost:
                log.error("%d lines of stream %s could not be read any more", lost, old)
            self.stream, self._head = into.stream, into.head
            self._facts.update(facts)
            self._acked.pop(old, None)
            self._acked_on_disk = 0
            return self.stream

    def adopt(self, stream: str) -> None:
        """Write the lines of an old stream again in the own one, with their time and uuids, and forget it."""
        with self._guarded() as connection:
            into = moving.Stream(self.gateway, self.site, self.stream, self._head)
            with self._place.room_for(connection, self.path), transaction(connection, self.path):
                moving.adopt(connection, into, stream)
            self._head = into.head
            self._acked.pop(stream, None)

    def foreign(self) -> list[str]:
        """Old streams written under another gateway's id, which cannot be sent under this one's."""
        with self._guarded() as connection:
            ranges = old_lines.ranges(connection)
            return [held.stream for held in ranges if not old_lines.is_of(connection, held, self.gateway)]

    def belongs_to(self) -> str:
        """The gateway id this file was made for; another one than ours needs a new stream."""
        return self._facts.get("gateway", self.gateway.encode()).decode(errors="replace")

    def _drop_acked_old(self, connection: sqlite3.Connection) -> int:
        held_by_central = [h for h in old_lines.ranges(connection) if self.acked(h.stream) >= h.last]
        return sum(old_lines.drop(connection, held.stream) for held in held_by_central)
