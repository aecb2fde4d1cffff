"""The report of visits: counts, waits, agencies by day, and what must be said beside them."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.durations import Durations
from central.store.engine import writing
from central.store.tables import seats_daily
from central.web.render import standalone_page

NOVEMBER = ("2026-11-01", "2026-11-30")
OWNERS = """code,name,agency,valid_from,valid_to
ho-tich,Hộ tịch,Sở Tư pháp,,2026-11-14
ho-tich,Hộ tịch,Công an tỉnh,2026-11-15,
"""


@pytest.fixture
def november(report):
    """The report of November of the site ``mau``."""
    return lambda: report(*NOVEMBER, site="mau", name="throughput")


def test_what_became_of_the_tickets(visit, november, by_kind):
    """Every state in a column of its own; visits are without void and abandoned; what is open is said."""
    for state, times in (("served", 12), ("missed", 3), ("abandoned", 2), ("void", 1), ("issued", 4)):
        visit(times, state=state)
    made = november()
    (total,) = by_kind(made)["total"]
    assert {key: total[key] for key in ("issued", "served", "missed", "abandoned", "void", "unfinished")} == {
        "issued": 22, "served": 12, "missed": 3, "abandoned": 2, "void": 1, "unfinished": 4,
    }  # fmt: skip
    assert made.figures["visits"].value == 22 - 2 - 1
    monthly = made.figures["monthly_mean_issued"]
    assert (monthly.value, monthly.numerator, monthly.denominator) == (Decimal("22.32"), 22, 30)
    assert "4 lượt chưa xong khi lập bảng." in [finding.text for finding in made.findings]


def test_waits_are_exact_over_days(visit, november, by_kind):
    """Mean, median and nine tenths of all, not means of days; 15 minutes are still 15 minutes."""
    for day, wait_s in (("2026-11-02", 60), ("2026-11-03", 900), ("2026-11-03", 901), ("2026-11-04", 3000)):
        visit(day=day, wait_s=wait_s)
    visit(state="missed", wait_s=9999)
    made = november()
    (total,) = by_kind(made)["total"]
    assert (total["wait_mean_min"], total["wait_median_min"], total["wait_p90_min"]) == (
        Decimal("20.25"), Decimal("15.01"), Decimal("50.00"),
    )  # fmt: skip
    assert (total["waits"], total["wait_within_15"], total["wait_within_15_share"]) == (4, 2, Decimal("50.00"))
    figure = made.figures["mean_wait"]
    assert (figure.value, figure.numerator, figure.denominator, figure.unit) == (
        Decimal("20.25"), 4861, 4, "minutes",
    )  # fmt: skip
    assert total["note"] == "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"


def test_a_visit_belongs_to_the_agency_that_owned_its_service_on_that_day(visit, november, by_kind, load):
    """The service changed hands in the middle of the month; what no list knows is said."""
    load("agencies", "name\nSở Tư pháp\nCông an tỉnh\n", site="mau")
    load("services", OWNERS, site="mau")
    visit(2, day="2026-11-14")
    visit(3, day="2026-11-15", wait_s=60)
    visit(service="khac")
    made = november()
    rows = [(row["name"], row["issued"], row["wait_mean_min"]) for row in by_kind(made)["agency"]]
    assert rows == [
        ("Sở Tư pháp", 2, Decimal("10.00")), ("Công an tỉnh", 3, Decimal("1.00")),
        ("Chưa rõ cơ quan", 1, Decimal("10.00")),
    ]  # fmt: skip
    assert [row["name"] for row in by_kind(made)["service"]] == ["Hộ tịch", "khac"]
    assert [finding.code for finding in made.findings] == ["unknown_agency"]


def test_groups_stand_in_the_order_people_count(visit, november, by_kind):
    """Counter 2 before 10, hours by the clock, who was never called last."""
    for counter, hour in (("10", 14), ("2", 9), ("", -1)):
        visit(counter=counter, hour=hour, officer="")
    kinds = by_kind(november())
    assert [row["name"] for row in kinds["counter"]] == ["Quầy 2", "Quầy 10", "Chưa gọi vào quầy"]
    assert [row["name"] for row in kinds["hour"]] == ["09 giờ – 10 giờ", "14 giờ – 15 giờ", "Không rõ giờ"]
    assert [row["code"] for row in kinds["hour"]] == ["9", "14", ""]


def test_the_page_has_a_heading_for_each_group(visit, november):
    """Each once, above its rows; an empty period says so and shows no table."""
    assert "Chưa có số liệu trong kỳ này" in standalone_page(november())
    visit(12)
    page = standalone_page(november())
    for heading in ("Theo cơ quan", "Theo quầy", "Theo giờ lấy số", "Theo kết quả"):
        assert page.count(f">{heading}</th>") == 1
    assert "Chờ trung bình, phút/lượt" in page


def test_outcomes_count_visits_and_times(visit, november, by_kind):
    """Two dossiers in one visit are one visit; a visit that nobody finished is named and has no length."""
    visit(outcomes='[["a","received",2],["b","advised",1]]')
    visit(outcomes="", service_s=None)
    made = november()
    rows = [(row["code"], row["served"], row["times"]) for row in by_kind(made)["outcome"]]
    assert rows == [("received", 1, 2), ("advised", 1, 1), ("", 1, None)]
    assert made.figures["outcome_received_times"].value == 2
    assert made.figures["mean_service"].denominator == 1
    assert "nobody_finished" in [finding.code for finding in made.findings]


def test_what_belongs_to_no_period_stands_apart(visit, november, by_kind):
    """Without a date, or without the line of its issue: below the total, and said."""
    visit(2, day="", hour=-1)
    visit(state="unissued")
    made = november()
    kinds = by_kind(made)
    assert (kinds["total"][0]["issued"], kinds["undated"][0]["issued"], kinds["unissued"][0]["issued"]) == (0, 2, 1)
    assert {finding.code for finding in made.findings} == {"undated", "unissued"}


def test_open_counters_are_added_up(engine, november, by_kind):
    """By counter and by officer, in minutes; a seat without an end is said."""
    row = ("mau", "2026-11-20", "1", "cb-01", "am", "principal", 0, 0, 1, 1, 0, 5400, 0)
    with writing(engine) as connection:
        connection.execute(seats_daily.insert().values(row))
    made = november()
    kinds = by_kind(made)
    assert [kinds[kind][0]["open_min"] for kind in ("counter", "officer", "total")] == [Decimal("90.00")] * 3
    assert made.figures["open_counter_minutes"].value == Decimal("90.00")
    assert [finding.code for finding in made.findings] == ["unended"]


def test_changes_are_against_the_period_before(visit, november):
    """Counts and minutes; before the first day there is nothing to compare with."""
    visit(3)
    assert november().figures["issued"].change is None
    visit(1, day="2026-10-05", wait_s=300)
    figures = november().figures
    assert (figures["issued"].change, figures["mean_wait"].change) == (2, Decimal("5.00"))


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=60))
def test_durations_are_those_of_the_textbook(seconds):
    """Mean and median as the standard library has them; nine tenths are within the tenth of it that is last."""
    durations = Durations()
    durations.seconds.extend(seconds)
    assert abs(durations.mean_min - Decimal(statistics.fmean(seconds)) / 60) <= Decimal("0.0051")
    assert abs(durations.median_min - Decimal(statistics.median(seconds)) / 60) <= Decimal("0.0051")
    limit_s = next(s for s in sorted(seconds) if sum(one <= s for one in seconds) * 10 >= 9 * len(seconds))
    assert abs(durations.p90_min - Decimal(limit_s) / 60) <= Decimal("0.0051")
    assert durations.within(900) == sum(one <= 900 for one in seconds)
