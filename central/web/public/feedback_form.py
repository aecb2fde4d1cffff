"""Feedback from a ticket's page: topic and words checked, then a `feedback.left` of central's stream with its note."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from central.feedback.texts import MOST_TEXT, clean_text
from central.feedback.topics import ELSEWHERE, TOPICS
from central.public.rating_time import times_of
from central.store.tables import feedback, feedback_tickets
from central.web.public.door import Door
from central.web.public.refusals import PublicRefused
from central.web.public.tickets import Found
from contract.events import EventData, FeedbackLeft
from contract.notes import Note, new_note

MOST_OF_TICKET = 3
Told = list[tuple[EventData, Note | None]]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say. ``note`` was offered by our page; the same one again is the same feedback."""

    note: UUID
    topic: str
    text: str


def leave(door: Door, found: Found, words: Words, now_ms: int) -> None:
    """Store it once. Raises PublicRefused, and SQLAlchemyError when the store does not take it."""
    if words.topic in ELSEWHERE:
        raise PublicRefused(422, f"elsewhere.{words.topic}")
    if words.topic not in TOPICS:
        raise PublicRefused(422, "feedback.no_topic")
    text = clean_text(words.text)
    if not text:
        raise PublicRefused(422, "feedback.no_text")
    if len(text) > MOST_TEXT:
        raise PublicRefused(422, "feedback.too_long", {"most": MOST_TEXT})
    if not may_leave(door, found):
        raise PublicRefused(409, "feedback.closed")

    def decide(connection: Connection) -> Told:
        if connection.execute(select(feedback.c.seq).where(feedback.c.note == words.note.bytes).limit(1)).first():
            return []
        mine = select(func.count()).where(feedback_tickets.c.ticket == found.ticket.bytes)
        if int(connection.execute(mine).scalar_one()) >= MOST_OF_TICKET:
            raise PublicRefused(409, "feedback.enough", {"most": MOST_OF_TICKET})
        tie = {"note": words.note.bytes, "ticket": found.ticket.bytes, "at_ms": now_ms}
        connection.execute(insert(feedback_tickets).values(**tie))
        note = new_note(words.note, text)
        return [(FeedbackLeft(words.topic, note.note, note.seal), note)]

    door.services.own_stream.decide(found.site, decide)


def may_leave(door: Door, found: Found) -> bool:
    """Whether words may still be left about this visit."""
    return door.today(found.site) <= times_of(found.day, door.workdays(found.site)).feedback_until
