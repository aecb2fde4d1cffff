"""Rows of the projection tables, made from one event; the same for ingest, `rebuild` and `audit`."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Protocol

from central.rules.corrections import read_about
from central.store.tables.base import NO_OFFICER
from contract.events import (
    CorrectionMade,
    FeedbackLeft,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    TicketIssued,
)

GivenRow = tuple[
    int, int, str, bytes, bytes | None, int | None, str, str, str, str, str, str, str, str
]  # fmt: skip
"""A row of `ratings` without its kind, in the order of `GIVEN_COLUMNS`."""

GIVEN_COLUMNS = (
    "stream_id", "seq", "site", "rating", "ticket", "time_ms", "day",
    "officer", "counter", "scale", "level", "channel", "verdict", "reasons",
)  # fmt: skip

ChangeRow = tuple[int, int, bytes, str | None, str | None, int | None]
"""A row of `rating_changes`: stream_id, seq, rating, level, reasons, time_ms."""

DecisionRow = tuple[int, int, bytes, int, int | None]
"""A row of `rating_decisions`: stream_id, seq, rating, set_aside, time_ms."""

IssuedRow = tuple[int, int, bytes, int | None]
"""A row of `tickets_issued`: stream_id, seq, ticket, time_ms."""

TicketEventRow = tuple[int, int, bytes, str, str, int | None, str, str, str]
"""A row of `ticket_events`: stream_id, seq, ticket, site, type, time_ms, counter, officer, said."""

SeatEventRow = tuple[int, int, str, str, int | None, str, str, str, str]
"""A row of `seat_events`: stream_id, seq, site, type, time_ms, day, counter, officer, reason."""

CorrectionRow = tuple[int, int, str, int | None, str, str, str]
"""A row of `corrections`: stream_id, seq, site, time_ms, what, old, new."""

FeedbackRow = tuple[int, int, str, bytes, bytes, str]
"""A row of `feedback`: stream_id, seq, site, note, seal, topic."""


class GivenData(Protocol):
    """What a rating's row needs of its data, whoever read it."""

    @property
    def rating(self) -> uuid.UUID: ...
    @property
    def ticket(self) -> uuid.UUID | None: ...
    @property
    def counter(self) -> str: ...
    @property
    def officer(self) -> str | None: ...
    @property
    def scale(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Happened:
    """What a projection needs of a line beside its data."""

    stream_id: int
    seq: int
    site: str
    time_ms: int | None
    day: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The projection rows of some events."""

    given: list[GivenRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    issued: list[IssuedRow] = field(default_factory=list)
    told: list[TicketEventRow] = field(default_factory=list)
    seats: list[SeatEventRow] = field(default_factory=list)
    feedback: list[FeedbackRow] = field(default_factory=list)
    corrections: list[CorrectionRow] = field(default_factory=list)


def gather_given(rows: Gathered, at: Happened, data: RatingGiven) -> None:
    """A rating, on its own day; its standing is judged later, with the others of its uuid and ticket."""
    rows.given.append(given_row(at.stream_id, at.seq, at.site, at.time_ms, at.day, data))


def given_row(stream_id: int, seq: int, site: str, time_ms: int | None, day: str, data: GivenData) -> GivenRow:
    """The row of a `rating.given` line."""
    ticket = data.ticket
    return (
        stream_id,
        seq,
        site,
        data.rating.bytes,
        None if ticket is None else ticket.bytes,
        time_ms,
        day,
        data.officer or NO_OFFICER,
        data.counter,
        data.scale,
        data.level,
        data.channel,
        data.verdict,
        reasons_text(data.reasons) if data.reasons else "",
    )


def gather_changed(rows: Gathered, at: Happened, data: RatingChanged) -> None:
    """Another level for a rating."""
    rows.changes.append((at.stream_id, at.seq, data.rating.bytes, data.level, None, at.time_ms))


def gather_reasoned(rows: Gathered, at: Happened, data: RatingReasoned) -> None:
    """Reasons for a rating."""
    rows.changes.append((at.stream_id, at.seq, data.rating.bytes, None, reasons_text(data.reasons), at.time_ms))


def gather_decision(rows: Gathered, at: Happened, data: RatingSetAside | RatingRestored) -> None:
    """A rating set aside or restored; `what` that is no uuid names no rating."""
    try:
        rating = uuid.UUID(data.what).bytes
    except ValueError:
        return
    rows.decisions.append((at.stream_id, at.seq, rating, int(isinstance(data, RatingSetAside)), at.time_ms))


def gather_correction(rows: Gathered, at: Happened, data: CorrectionMade) -> None:
    """A correction; one of a kind that this version does not know changes nothing."""
    if read_about(data.what) is not None:
        rows.corrections.append(
            (at.stream_id, at.seq, at.site, at.time_ms, data.what, data.old or "", data.new or ""),
        )


def gather_issued(rows: Gathered, at: Happened, data: TicketIssued) -> None:
    """A ticket: ratings that name it have their visit now."""
    rows.issued.append((at.stream_id, at.seq, data.ticket.bytes, at.time_ms))


def gather_feedback(rows: Gathered, at: Happened, data: FeedbackLeft) -> None:
    """Somebody left words; they stand in a note."""
    rows.feedback.append((at.stream_id, at.seq, at.site, data.note.bytes, bytes.fromhex(data.seal), data.topic))


def reasons_text(reasons: tuple[str, ...]) -> str:
    """Reason codes as they stand in a row: a JSON list, '' for none."""
    return json.dumps(reasons, ensure_ascii=False) if reasons else ""


def reasons_in(text: str) -> tuple[str, ...]:
    """The reasons in such a text."""
    return tuple(json.loads(text)) if text else ()
