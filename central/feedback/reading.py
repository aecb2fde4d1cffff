"""Reads feedback and its cases from the store. Texts are read only where they are asked for, one at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, literal_column, select

from central.feedback.cases import Case
from central.feedback.due import due_of
from central.rules.workdays import IsWorkday
from central.store.queries import rows_in
from central.store.tables import (
    events,
    feedback,
    feedback_cases,
    feedback_steps,
    feedback_tickets,
    notes,
    streams,
)
from contract.events import FeedbackLeft
from contract.ids import belongs_to_central


@dataclass(frozen=True, slots=True)
class Left:
    """A piece of feedback and how far it is. ``left_on``: None when nobody knows the day; then it is due as if it had
    been left on ``today``. ``by_phone``: from the page behind a ticket's code."""

    note: UUID
    site: str
    topic_left: str
    left_on: date | None
    by_phone: bool
    case: Case


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the history."""

    at_ms: int
    person: str
    act: str
    said: str


_LEFT = (
    select(
        feedback.c.note, feedback.c.site, feedback.c.topic.label("topic_left"), events.c.day, streams.c.gateway,
        *(column for column in feedback_cases.c if column.name not in ("note", "site")),
    )
    .join(streams, streams.c.id == feedback.c.stream_id)
    .join(events, and_(events.c.stream_id == feedback.c.stream_id, events.c.seq == feedback.c.seq))
    .outerjoin(feedback_cases, feedback_cases.c.note == feedback.c.note)
    .order_by(events.c.day, feedback.c.stream_id, feedback.c.seq)
)  # fmt: skip


def left_at(connection: Connection, site: str, is_workday: IsWorkday, today: date) -> list[Left]:
    """All feedback of a site, the oldest first; told twice is one."""
    return _each_once(connection.execute(_LEFT.where(feedback.c.site == site)).all(), is_workday, today)


def left_between(
    connection: Connection, site: str, first: str, last: str, is_workday: IsWorkday, today: date
) -> list[Left]:
    """The feedback that was left on the days from ``first`` to ``last`` (YYYY-MM-DD; '' is not known).

    A piece that was told on several days belongs to the first of them.
    """
    notes_told = sorted(_told_between(connection, site, first, last))
    whole = [row for row in rows_in(connection, _LEFT, feedback.c.note, notes_told) if row.site == site]
    left = _each_once(whole, is_workday, today)
    return [one for one in left if first <= (one.left_on.isoformat() if one.left_on else "") <= last]


def _told_between(connection: Connection, site: str, first: str, last: str) -> set[bytes]:
    """The pieces with a line on these days. In steps and by place: a database would begin with all of a site."""
    # Told with its value and not as a parameter: else no database uses the index of these events.
    is_feedback = events.c.type == literal_column(f"'{FeedbackLeft.TYPE}'")
    places: dict[int, list[int]] = {}
    lines = select(events.c.stream_id, events.c.seq).where(is_feedback, events.c.day.between(first, last))
    for stream_id, seq in connection.execute(lines):
        places.setdefault(stream_id, []).append(seq)
    found: set[bytes] = set()
    for stream_id, seqs in places.items():
        told = select(feedback.c.note, feedback.c.site).where(feedback.c.stream_id == stream_id)
        found.update(row.note for row in rows_in(connection, told, feedback.c.seq, seqs) if row.site == site)
    return found


def left_with(connection: Connection, ticket: UUID, is_workday: IsWorkday, today: date) -> list[Left]:
    """The feedback left on the page of a ticket, the oldest first."""
    notes_of = select(feedback_tickets.c.note).where(feedback_tickets.c.ticket == ticket.bytes)
    return _each_once(connection.execute(_LEFT.where(feedback.c.note.in_(notes_of))).all(), is_workday, today)


def find_left(connection: Connection, note: UUID, is_workday: IsWorkday, today: date) -> Left | None:
    """One piece of feedback; None when there is no such one."""
    found = _each_once(connection.execute(_LEFT.where(feedback.c.note == note.bytes)).all(), is_workday, today)
    return found[0] if found else None


def text_of(connection: Connection, note: UUID) -> str | None:
    """The words, as they were sealed; None when they never arrived or were purged."""
    statement = (
        select(notes.c.text)
        .join(feedback, and_(feedback.c.note == notes.c.note, feedback.c.seal == notes.c.seal))
        .join(streams, and_(streams.c.id == feedback.c.stream_id, streams.c.gateway == notes.c.gateway))
        .where(feedback.c.note == note.bytes)
        .limit(1)
    )
    return connection.execute(statement).scalar_one_or_none()


def steps_of(connection: Connection, note: UUID) -> list[Step]:
    """What was done with it, the first act first."""
    rows = connection.execute(
        select(feedback_steps).where(feedback_steps.c.note == note.bytes).order_by(feedback_steps.c.id)
    )
    return [Step(row.at_ms, row.person, row.act, row.said) for row in rows]


def _each_once(rows: Any, is_workday: IsWorkday, today: date) -> list[Left]:
    first: dict[bytes, Left] = {}
    for row in rows:
        if row.note not in first:
            first[row.note] = _left(row, is_workday, today)
    return list(first.values())


def _left(row: Row[Any], is_workday: IsWorkday, today: date) -> Left:
    left_on = date.fromisoformat(row.day) if row.day else None
    if row.state is None:
        case = Case("new", row.topic_left, due_of(left_on or today, is_workday))
    else:
        case = Case(
            row.state,
            row.topic,
            date.fromisoformat(row.due_day),
            row.handed_to,
            _day(row.handed_day),
            _day(row.ended_day),
            row.answer,
            row.version,
        )
    return Left(UUID(bytes=row.note), row.site, row.topic_left, left_on, belongs_to_central(row.gateway), case)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
