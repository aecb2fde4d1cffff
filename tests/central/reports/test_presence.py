"""The report of presence: who was at which counter, from when to when, and how long it was open."""

from datetime import date
from decimal import Decimal

import pytest

from central.reports import presence
from central.reports.absences import Absence
from central.store.engine import writing
from central.store.tables import seats_daily
from central.web.render import standalone_page

NOVEMBER = ("2026-11-01", "2026-11-30")
HALF_PAST_SEVEN_MS = 1_795_134_600_000
"""07:30 of 20/11/2026 in Vietnam."""
HOUR_MS = 3_600_000


@pytest.fixture
def sit(engine):
    """Puts a session at a counter: ``sit("cb-01", "1", session="pm", pauses=2)``."""

    def put(officer, counter, *, day="2026-11-20", session="am", **columns):
        start = HALF_PAST_SEVEN_MS + (6 * HOUR_MS if session == "pm" else 0)
        row = {"site": "mau", "day": day, "counter": counter, "officer": officer, "session": session}
        row |= {"role": "principal", "first_ms": start, "last_ms": start + 4 * HOUR_MS, "sign_ins": 1, "unended": 0}
        row |= {"pauses": 1, "open_s": 13_500, "paused_s": 900} | columns
        with writing(engine) as connection:
            connection.execute(seats_daily.insert().values(row))

    return put


@pytest.fixture
def november(report, load):
    """The report of November of the site ``mau`` with two officers."""
    load("officers", "code,name,agency\ncb-02,Vũ Minh Giang,Công an tỉnh\ncb-01,Hồ Thị Lan,Sở Tư pháp\n", site="mau")
    return lambda: report(*NOVEMBER, site="mau", name="presence")


def test_each_officer_at_each_counter(november, sit, by_kind):
    """Days, mornings, afternoons, first and last, pauses and open minutes, in the order of the list."""
    sit("cb-01", "10")
    sit("cb-01", "2")
    sit("cb-01", "2", session="pm", pauses=2)
    sit("cb-01", "2", day="2026-11-23", first_ms=HALF_PAST_SEVEN_MS + 72 * HOUR_MS, last_ms=None, sign_ins=2)
    sit("cb-02", "1")
    made = november()
    kinds = by_kind(made)
    rows = [(row["officer"], row["counter"], row["days"], row["pauses"], row["open_min"]) for row in kinds["officer"]]
    assert rows == [
        ("Vũ Minh Giang", "1", 1, 1, Decimal("225.00")),
        ("Hồ Thị Lan", "2", 2, 4, Decimal("675.00")),
        ("Hồ Thị Lan", "10", 1, 1, Decimal("225.00")),
    ]
    lan = kinds["officer"][1]
    assert (lan["mornings"], lan["afternoons"], lan["sign_ins"]) == (2, 1, 4)
    assert (lan["first_seen"], lan["last_seen"]) == ("20/11/2026 07:30", "20/11/2026 17:30")
    (total,) = kinds["total"]
    assert (total["open_min"], total["paused_min"], total["pauses"]) == (Decimal("1125.00"), Decimal("75.00"), 6)
    figure = made.figures["open_counter_minutes"]
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("1125.00"), 67_500, 60)


def test_a_clock_that_was_not_right(november, sit, by_kind):
    """No time is made up; the day and the sign-in stand all the same."""
    sit("cb-01", "1", session="", first_ms=None, last_ms=None, open_s=0, paused_s=0)
    (row,) = by_kind(november())["officer"]
    assert (row["days"], row["first_seen"], row["last_seen"], row["mornings"]) == (1, "", "", 0)


def test_what_a_reader_must_know(november, sit, by_kind):
    """Sign-ins without an end, and codes that the list does not hold."""
    sit("cb-01", "1", unended=1)
    sit("cb-77", "2")
    made = november()
    codes = [(finding.code, finding.count) for finding in made.findings]
    assert codes == [("unended", 1), ("unknown_officer", 1), ("no_roster", None)]
    (stranger,) = by_kind(made)["unknown_officer"]
    assert (stranger["officer_code"], stranger["officer"]) == ("cb-77", "Chưa có trong danh sách cán bộ")


def test_other_days_and_sites_do_not_show(november, sit, by_kind):
    """Both ends of the period belong to it; what lies before is what changes are counted from."""
    sit("cb-01", "1", day="2026-11-30")
    sit("cb-01", "1", day="2026-12-01")
    sit("cb-01", "1", day="2026-11-01", site="bac-kan")
    assert november().figures["pauses"].change is None
    sit("cb-01", "1", day="2026-10-31", pauses=4)
    made = november()
    assert [row["days"] for row in by_kind(made)["officer"]] == [1]
    assert (made.figures["pauses"].value, made.figures["pauses"].change) == (1, -3)


def test_it_is_no_time_sheet(november, sit):
    """The title is that of the wording, and nothing on the page keeps time of people."""
    sit("cb-01", "1")
    page = standalone_page(november())
    assert "Tình hình có mặt tại quầy" in page
    assert not [words for words in ("chấm công", "đi muộn", "vắng") if words in page.lower()]


def test_planned_absences(november, sit, by_kind, monkeypatch):
    """Working days of planned absence stand once for an officer; who was away all the time has a row of his own."""
    away = (
        Absence("cb-01", date(2026, 11, 19), date(2026, 11, 23), "leave"),
        Absence("cb-01", date(2026, 11, 23), date(2026, 11, 24), "training"),
        Absence("cb-02", date(2026, 10, 1), date(2026, 12, 31), "sickness"),
    )
    monkeypatch.setattr(presence, "absences_in", lambda *_: away)
    sit("cb-01", "1")
    sit("cb-01", "2")
    made = november()
    rows = [(row["officer"], row["counter"], row["days"], row["days_away"]) for row in by_kind(made)["officer"]]
    assert rows == [("Vũ Minh Giang", "", 0, 21), ("Hồ Thị Lan", "1", 1, 4), ("Hồ Thị Lan", "2", 1, None)]
    assert "no_roster" not in [finding.code for finding in made.findings]
    assert "Nghỉ có kế hoạch" in standalone_page(made)


def test_without_a_roster_nothing_is_said_of_absence(november, sit, by_kind):
    """Not known is not none: the column is empty for programs and not on the page."""
    sit("cb-01", "1")
    made = november()
    assert [row["days_away"] for row in by_kind(made)["officer"]] == [None]
    assert "Nghỉ có kế hoạch (ngày)" not in standalone_page(made)
