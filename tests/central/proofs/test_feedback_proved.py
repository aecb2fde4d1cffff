"""Feedback: its rows are held against their lines, and a rebuild makes them again, staff's work untouched."""

from typing import Any

from sqlalchemy import insert

from central.rebuild import rebuild
from central.store.engine import writing
from central.store.tables import feedback_cases
from contract.events import FeedbackLeft

WHERE = "WHERE stream_id = :stream AND seq = :seq"
COPY = f"INSERT INTO feedback SELECT stream_id, 2, site, note, seal, topic FROM feedback {WHERE}"
CASE = {
    "note": b"1" * 16, "site": "mau", "state": "taken", "topic": "place", "due_day": "2026-12-01", "handed_to": "",
    "handed_day": "", "ended_day": "", "answer": "", "version": 1,
}  # fmt: skip


def test_changed_rows_of_feedback_are_named(office: Any, writer: Any) -> None:
    """Another topic, no row, a row too much: that place alone; sound and made again there is nothing to say."""
    pi = writer("q-07", "mau", 7)
    pi.add(FeedbackLeft("place", pi.id(), "0" * 32))
    pi.press()
    office.take(pi.arrival())
    place = {"stream": office.number(pi), "seq": 1}
    at = ("feedback", "q-07", pi.stream)
    assert office.wrong() == set()
    for change in (f"UPDATE feedback SET topic = 'khac' {WHERE}", f"DELETE FROM feedback {WHERE}"):
        assert office.wrong_after(change, **place) == {(*at, 1)}
    assert office.wrong_after(COPY, **place) == {(*at, 2)}
    with writing(office.engine) as connection:
        connection.execute(insert(feedback_cases).values(**CASE))
    before = office.dump()
    office.change("UPDATE feedback SET topic = 'khac'")
    rebuild(office.engine, office.config)
    after = office.dump()
    assert after["feedback"] == before["feedback"] and after["feedback_cases"] == before["feedback_cases"]
    assert len(after["feedback"]) == len(after["feedback_cases"]) == 1
