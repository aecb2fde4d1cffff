"""The report of feedback: what came in on the days asked for, and what became of it by today."""

from decimal import Decimal

import pytest
from sqlalchemy import insert

from central.documents.sentences import Manner
from central.documents.stories import story_of
from central.store.engine import reading, writing
from central.store.tables import events, feedback, feedback_cases, streams
from central.web.view import view_of

JUNE = ("2021-06-01", "2021-06-30")
"""The reports of these tests are made on 15/06/2021."""


@pytest.fixture
def left(engine):
    """A piece of feedback as ingest stores it, and its case: ``left("waiting", "2021-06-01", ended="2021-06-10")``."""
    with writing(engine) as connection:
        head = {"gateway": "hall-01", "stream": "0" * 32, "site": "mau", "complete_seq": 0, "max_seq": 0}
        more = {"complete_hash": bytes(16), "first_seen_ms": 0, "last_seen_ms": 0}
        connection.execute(insert(streams).values(id=1, **head, **more))
    seqs = iter(range(1, 1000))

    def put(topic, day, *, ended=None, due="2021-06-11", handed="", state="answered", again=None):
        seq = next(seqs)
        note = (again or seq).to_bytes(16, "big")
        at = {"stream_id": 1, "seq": seq}
        with writing(engine) as connection:
            line = {"hash": bytes(16), "line": b"{}", "type": "feedback.left", "state": "known", "time_ms": None}
            connection.execute(insert(events).values(**at, **line, day=day))
            connection.execute(insert(feedback).values(**at, site="mau", note=note, seal=bytes(16), topic=topic))
            if ended is not None:
                case = {"note": note, "site": "mau", "state": state, "topic": topic, "due_day": due, "answer": ""}
                case |= {"handed_to": "", "handed_day": handed, "ended_day": ended, "version": 1}
                connection.execute(insert(feedback_cases).values(**case))
        return seq

    return put


def test_what_became_of_it(left, report, by_kind):
    """By topic: in time, late, still open, overdue; the share in time is of all that was due by today."""
    for _ in range(11):
        left("waiting", "2021-06-01", ended="2021-06-10")
    left("waiting", "2021-06-02", ended="2021-06-14", handed="2021-06-03", state="answered")
    left("conduct", "2021-06-14")
    left("conduct", "2021-06-03", ended="", state="taken")
    left("idea", "2021-05-31", ended="2021-06-01")
    made = report(*JUNE, site="mau", name="feedback")
    (total,) = by_kind(made)["total"]
    counts = ("received", "handed", "redirected", "on_time", "late", "open", "overdue", "due")
    assert [total[key] for key in counts] == [14, 1, 0, 11, 1, 1, 1, 13]
    share = made.figures["feedback_on_time_share"]
    assert (share.value, share.numerator, share.denominator) == (Decimal("84.62"), 11, 13)
    assert made.figures["feedback_received"].change == 13
    topics = {row["code"]: row["received"] for row in by_kind(made)["topic"]}
    assert topics == {"conduct": 2, "guidance": 0, "waiting": 12, "on_time": 0, "place": 0, "idea": 0}
    assert by_kind(made)["topic"][0]["note"] == "số góp ý ít, chưa đủ cơ sở nhận xét (dưới 10)"


def test_told_twice_is_one(left, report):
    """A line that a new stream tells again is the same piece."""
    first = left("waiting", "2021-06-01")
    left("waiting", "2021-06-01", again=first)
    assert report(*JUNE, site="mau", name="feedback").figures["feedback_received"].value == 1


def test_an_unknown_day_is_in_no_period(left, report):
    """It is said beside the table."""
    left("waiting", "")
    made = report(*JUNE, site="mau", name="feedback")
    assert made.figures["feedback_received"].value == 0
    assert [one.code for one in made.findings] == ["undated"]


def test_its_words(left, report):
    """Page and document count in pieces of feedback."""
    left("waiting", "2021-06-01", ended="2021-06-10")
    made = report(*JUNE, site="mau", name="feedback")
    assert view_of(made).tiles[0].value == "1"
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "Góp ý đã nhận: 01 góp ý" in said
    assert "xong đúng hạn 01 góp ý" in said


def test_days_find_their_index(left, report, engine):
    """A month of feedback is looked up, whatever else is stored."""
    left("waiting", "2021-06-01")
    query = (
        "EXPLAIN QUERY PLAN SELECT seq FROM events WHERE type = 'feedback.left' AND day BETWEEN '2021-06-01' AND "
        "'2021-06-30'"
    )
    with reading(engine) as connection:
        assert "ix_events_feedback_day" in str(connection.exec_driver_sql(query).all())
