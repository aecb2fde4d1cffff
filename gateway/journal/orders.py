"""What the link asks the worker to do with the journal: only the worker writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteAcked:
    """Central proved to hold a stream up to ``seq``."""

    stream: str
    seq: int


@dataclass(frozen=True, slots=True)
class LeaveStream:
    """Central's word about a stream contradicts the journal: it is an old copy or a clone."""

    stream: str
    why: str


@dataclass(frozen=True, slots=True)
class MarkHole:
    """A row cannot be read any more."""

    stream: str
    seq: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """The file itself cannot be read any more. ``stream`` was its own: a younger file is not meant."""

    stream: str
    why: str


JournalOrder = NoteAcked | LeaveStream | MarkHole | SetAside
