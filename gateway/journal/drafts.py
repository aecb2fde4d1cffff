"""What goes into the journal and what comes out of it."""

from dataclasses import dataclass

from contract.clock import Stamp
from contract.events import EventData
from contract.notes import Note


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact on its way into the journal; ``note`` holds what may describe a person."""

    data: EventData
    stamp: Stamp
    test: bool = False
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the journal, with the note that follows it on the wire."""

    seq: int
    line: bytes
    note: bytes | None = None

    @property
    def segments(self) -> tuple[bytes, ...]:
        """The line and its note as they are sent."""
        return (self.line,) if self.note is None else (self.line, self.note)


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a journal found. ``lost`` rows of a file set aside could not be read any more."""

    is_new: bool
    set_aside: str | None = None
    lost: int = 0
