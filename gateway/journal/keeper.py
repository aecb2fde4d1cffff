"""Carries out what the link and the worker decide about the journal itself: holes, resets, files set aside."""

import logging
from collections.abc import Callable

from contract.clock import Stamp
from contract.events import StoreLost, StoreReset
from contract.ids import is_stream_id
from gateway.journal.drafts import Draft, Opened
from gateway.journal.errors import JournalError
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
        """After opening: leave a stream that was another gateway's; returns the first lines to write."""
        if self.journal.belongs_to() != self.journal.gateway:
            log.warning("the journal was written as %s; a new stream begins", self.journal.belongs_to())
            self.journal.begin_new_stream()
        return self._preface(opened)

    def start_over(self, why: str) -> list[Draft]:
        """Set a corrupt file aside and open a new one; returns the first lines to write. Raises JournalFull."""
        log.error("the journal is set aside: %s", why)
        opened = self.journal.set_aside_and_reopen()
        self._changed()
        return self._preface(opened)

    def carry_out(self, order: JournalOrder) -> None:
        """Do what the link asks; what cannot be written now is asked again by the next acknowledgement."""
        try:
            match order:
                case NoteAcked(stream, seq):
                    self.journal.note_acked(stream, seq)
                case LeaveStream(stream, why) if stream == self.journal.stream:
                    log.error("stream %s is left: %s", stream, why)
                    self.journal.begin_new_stream()
                    self._changed()
                case MarkHole(stream, seq) if stream == self.journal.stream:
                    log.error("row %d of stream %s cannot be read any more", seq, stream)
                    self.journal.mark_hole(seq)
                    self._changed()
                case SetAside(why):
                    self.journal.append(self.start_over(why))
                case _:
                    # A stream that was left in the meantime: the order has nothing to act on.
                    pass
        except JournalError as error:
            log.error("could not carry out %s: %s", type(order).__name__, error)

    def _preface(self, opened: Opened) -> list[Draft]:
        if opened.set_aside is None:
            return []
        old = opened.set_aside if is_stream_id(opened.set_aside) else None
        drafts = [Draft(StoreReset(old, None), self._now())]
        if opened.lost:
            drafts.append(Draft(StoreLost(opened.lost), self._now()))
        return drafts
