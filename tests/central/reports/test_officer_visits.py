"""Visits beside the ratings of officers: served, results handed over, participation; blanks where there is no queue."""

from decimal import Decimal

import pytest

from central.web.render import standalone_page

NOVEMBER = ("2026-11-01", "2026-11-30")
OFFICERS = "code,name\ncb-01,Hồ Thị Lan\ncb-02,Vũ Minh Giang\n"
LEVELS = {"site": "mau", "scale": "3-level"}


@pytest.fixture
def november(report, load):
    """The report of November of the site ``mau`` with two officers."""
    load("officers", OFFICERS, site="mau")
    return lambda: report(*NOVEMBER, site="mau")


def test_served_handed_over_and_rated(november, visit, rate, by_kind):
    """Tickets that were served, results by the officers' own count, and ratings per served ticket."""
    visit(8, officer="cb-01", outcomes='[["ho-tich","returned_result",3],["ho-tich","received",1]]')
    visit(2, officer="cb-01", state="missed", outcomes="")
    rate("cb-01", "2026-11-20", {"satisfied": 6}, **LEVELS)
    rate("cb-01", "2026-11-20", {"satisfied": 50}, kind="doubtful", **LEVELS)
    rows = by_kind(november())
    wanted = ("visits_served", "results_returned", "participation")
    assert [tuple(row[key] for key in wanted) for row in rows["officer"]] == [(8, 24, Decimal("75.00")), (0, 0, None)]
    assert tuple(rows["total"][0][key] for key in wanted) == (8, 24, Decimal("75.00"))
    assert tuple(rows["doubtful"][0][key] for key in wanted) == (None, None, None)


def test_who_served_without_a_rating_has_a_row(november, visit, by_kind):
    """Nobody in the list, and nobody signed in: rows within the total, so that it is the sum of all."""
    visit(3, officer="cb-77")
    visit(2, officer="")
    visit(5, officer="cb-02")
    made = november()
    rows = by_kind(made)
    assert [(r["officer_code"], r["visits_served"], r["ratings"]) for r in rows["unknown_officer"]] == [
        ("cb-77", 3, 0), ("", 2, 0),
    ]  # fmt: skip
    assert rows["total"][0]["visits_served"] == 10
    assert made.findings == ()


def test_figures_have_their_denominator(november, visit, rate):
    """Participation of served names both counts; its change is in percentage points."""
    visit(20, day="2026-10-20")
    rate("cb-01", "2026-10-20", {"satisfied": 10}, **LEVELS)
    visit(10)
    rate("cb-01", "2026-11-20", {"satisfied": 9}, **LEVELS)
    figures = november().figures
    share = figures["participation_of_served"]
    assert (share.value, share.numerator, share.denominator, share.change) == (
        Decimal("90.00"), 9, 10, Decimal("40.00"),
    )  # fmt: skip
    assert (figures["visits_served"].value, figures["visits_served"].change) == (10, -10)


def test_more_ratings_than_visits(november, visit, rate, by_kind):
    """Ratings of tickets that were closed the day before: the percent is printed as it is."""
    visit(1)
    rate("cb-01", "2026-11-20", {"satisfied": 3}, **LEVELS)
    made = november()
    assert by_kind(made)["total"][0]["participation"] == Decimal("300.00")
    assert "300,00" in standalone_page(made)


def test_a_centre_without_a_queue_keeps_blanks(report, by_kind, bac_kan_store):
    """No visits were counted there: nothing is printed, not 0."""
    made = report("2021-01-01", "2021-06-14")
    rows = by_kind(made)
    for row in (*rows["officer"], *rows["total"]):
        assert (row["visits_served"], row["results_returned"], row["participation"]) == (None, None, None)
    assert made.figures["participation_of_served"].value is None
