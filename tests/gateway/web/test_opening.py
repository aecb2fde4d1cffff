"""Opening hours in as few lines as possible, and the half-day that ends too early."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.services import WEEKDAYS, Hours, Session, SwappedDay
from gateway.web.opening import OpeningLine, half_missed, opening_lines

MORNING = Session(days=("mon", "tue", "wed", "thu", "fri"), start="07:30", end="11:30")
AFTERNOON = Session(days=("mon", "tue", "wed", "thu"), start="13:30", end="17:00")
SATURDAY = Session(days=("sat",), start="07:30", end="11:30")
HOURS = Hours(
    sessions=(MORNING, AFTERNOON, SATURDAY), holidays=(date(2026, 3, 4),),
    swapped=(SwappedDay(date(2026, 3, 8), "mon"),),
)  # fmt: skip


def test_lines():
    """Days in a row with the same times share a line; a shorter Friday has one of its own."""
    assert opening_lines((AFTERNOON, MORNING, SATURDAY)) == (
        OpeningLine("mon", "thu", (("07:30", "11:30"), ("13:30", "17:00"))),
        OpeningLine("fri", "sat", (("07:30", "11:30"),)),
    )
    assert opening_lines(()) == ()


@given(st.lists(st.sets(st.sampled_from(WEEKDAYS), min_size=1), max_size=4))
def test_lines_say_it_all(days):
    """Whatever the sessions: every day with one stands in exactly one line, and no other day."""
    sessions = [
        Session(days=tuple(chosen), start=f"{8 + 2 * at:02}:00", end=f"{9 + 2 * at:02}:00")
        for at, chosen in enumerate(days)
    ]
    told = [
        (day, line.times)
        for line in opening_lines(sessions)
        for day in WEEKDAYS[WEEKDAYS.index(line.first) : WEEKDAYS.index(line.last) + 1]
    ]
    wanted = [(day, times) for day in WEEKDAYS if (times := tuple((s.start, s.end) for s in sessions if day in s.days))]
    assert told == wanted


@pytest.mark.parametrize(
    ("moment", "minutes", "half"),
    [
        ("2026-03-02T08:00", 210, None),
        ("2026-03-02T08:00", 211, "morning"),
        ("2026-03-02T07:00", 270, None),
        ("2026-03-02T07:00", 271, "morning"),
        ("2026-03-02T12:00", 300, None),
        ("2026-03-02T16:50", 11, "afternoon"),
        ("2026-03-02T18:00", 600, None),
        ("2026-03-04T09:00", 600, None),
        ("2026-03-08T16:50", 11, "afternoon"),
    ],
)
def test_half_missed(moment, minutes, half):
    """The time left is that until the session's end, begun or not; holidays have none, swapped days do."""
    now = datetime.fromisoformat(f"{moment}:00+07:00")
    assert half_missed(HOURS, now, timedelta(minutes=minutes).total_seconds()) == half


def test_always_open():
    """A centre without sessions is always open: nobody is ever too late."""
    assert half_missed(Hours(), datetime.fromisoformat("2026-03-02T23:59:00+07:00"), 1e6) is None
