"""Carries out what the link and the worker decide about the journal itself: holes, resets, files set aside."""

import logging
from collections.abc import Callable

from contract.clock import Stamp
from gateway.journal.drafts import Draft, Opened
from gateway.journal.errors import JournalCorrupt, JournalError, JournalFull
from gateway.journal.journal import Journal
from gateway.journal.orders import JournalOrder, LeaveStream, MarkHole, NoteAcked, SetAside

log = logging.getLogger(__name__)


class Keeper:
    """Used by the worker alone. ``changed`` tells the link that streams or rows are others now."""

    def __init__(self, journal: Journal, now: Callable[[], Stamp], changed: Callable[[], None]) -> None:
        self.journal = journal
        self._now = now
        self._changed = changed

    def take_over(self, opened: Opened) -> list[Draft]:
        """After opening: lines written under another gateway's id are written again under this one's.

        Returns more lines to write first. Raises JournalError when the stream cannot be made its own.
        """
        if opened.set_aside is not None:
            log.error("a broken journal was set aside: stream %s, %d rows lost", opened.set_aside, opened.lost)
        if self.journal.belongs_to() != self.journal.gateway:
            log.warning("the journal was written as %s; a new stream begins", self.journal.belongs_to())
            self.journal.begin_new_stream()
        for stream in self.journal.foreign():
            try:
                self.journal.adopt(stream)
            except JournalFull as error:
                log.error("lines of stream %s wait for room: %s", stream, error)
        return []

    def start_over(self, why: str) -> None:
        """Set a corrupt file aside and open a new one. Raises JournalError."""
        log.error("the journal is set aside: %s", why)
        try:
            self.journal.set_aside_and_reopen()
        finally:
            self._changed()

    def prune(self, before: str) -> None:
        """Forget what central holds and is older than a day (ISO date)."""
        try:
            self.journal.prune(before)
        except JournalCorrupt as error:
            self._start_over_or_wait(str(error))
        except JournalError as error:
            log.warning("could not forget old lines: %s", error)

    def carry_out(self, order: JournalOrder) -> None:
        """Do what the link asks; what cannot be done now it asks again after a while."""
        try:
            try:
                self._do(order)
            except JournalFull:
                if not self.journal.make_room():
                    raise
                self._do(order)
        except JournalCorrupt as error:
            self._start_over_or_wait(str(error))
        except JournalError as error:
            log.error("could not carry out %s: %s", type(order).__name__, error)

    def _start_over_or_wait(self, why: str) -> None:
        try:
            self.start_over(why)
        except JournalError as error:
            log.error("no new journal can be begun now: %s", error)

    def _do(self, order: JournalOrder) -> None:
        match order:
            case NoteAcked(stream, seq):
                self.journal.note_acked(stream, seq)
            case LeaveStream(stream, why):
                self._leave(stream, why)
            case MarkHole(stream, seq):
                if self.journal.mark_hole(stream, seq):
                    log.error("row %d of stream %s cannot be read any more", seq, stream)
                self._changed()
            case SetAside(stream, why):
                if stream == self.journal.stream:
                    self.start_over(why)

    def _leave(self, stream: str, why: str) -> None:
        """What central holds under this stream's name is not ours, and nobody knows since when: every line that is
        still here is written again. Central counts each uuid once."""
        if stream != self.journal.stream:
            self.journal.adopt(stream)
        else:
            log.error("stream %s is left: %s", stream, why)
            try:
                self.journal.begin_new_stream(above=0)
            except JournalFull:
                # At least what no session of central's ever proved to hold.
                self.journal.begin_new_stream()
        self._changed()
