"""Stores what staff do with a piece of feedback: its case and one line of history, in one transaction."""

from uuid import UUID

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from central.feedback.cases import Act, Case, CaseRefused
from central.store.tables import feedback_cases, feedback_steps

STALE = "Có người vừa làm việc khác với góp ý này. Xin xem lại trang rồi làm tiếp."


def store_act(
    connection: Connection, note: UUID, site: str, before: Case, after: Case, act: Act, person: str, at_ms: int
) -> None:
    """Store the case after an act. Raises CaseRefused when somebody else was quicker."""
    values = {
        "state": after.state,
        "topic": after.topic,
        "due_day": after.due.isoformat(),
        "handed_to": after.handed_to,
        "handed_day": after.handed_on.isoformat() if after.handed_on else "",
        "ended_day": after.ended_on.isoformat() if after.ended_on else "",
        "answer": after.answer,
        "version": after.version,
    }
    if before.version == 0:
        try:
            connection.execute(insert(feedback_cases).values(note=note.bytes, site=site, **values))
        except IntegrityError:
            raise CaseRefused(STALE) from None
    else:
        same = (feedback_cases.c.note == note.bytes, feedback_cases.c.version == before.version)
        if connection.execute(update(feedback_cases).where(*same).values(**values)).rowcount != 1:
            raise CaseRefused(STALE)
    step = {"note": note.bytes, "at_ms": at_ms, "person": person, "act": act.kind, "said": act.said.strip()}
    connection.execute(insert(feedback_steps).values(**step))
