"""The figures of the letter to each agency: count, denominator, reasons; nothing that leads to a visit."""

from decimal import Decimal

import pytest

from central.exports.registry import write
from central.web.render import standalone_page

NOVEMBER = ("2026-11-01", "2026-11-30")
LISTS = {
    "agencies": "name\nSở Tư pháp\nCông an tỉnh\n",
    "services": "code,name,agency,valid_from,valid_to\n"
    "ho-tich,Hộ tịch,Sở Tư pháp,,2026-11-14\nho-tich,Hộ tịch,Công an tỉnh,2026-11-15,\n",
}


@pytest.fixture
def november(report, load):
    """The report of November of the site ``mau``, whose service changes hands on the 15th."""
    for kind, text in LISTS.items():
        load(kind, text, site="mau")
    return lambda: report(*NOVEMBER, site="mau", name="dissatisfaction")


def test_each_agency_has_its_count_and_its_reasons(november, given, by_kind):
    """By the owner on the day; one rating may name several reasons, who named none is counted as such."""
    given("satisfied", 20, day="2026-11-02")
    given("dissatisfied", 10, day="2026-11-02", reasons=["attitude", "long_wait"])
    given("dissatisfied", 2, day="2026-11-02")
    given("satisfied", 5)
    given("dissatisfied", 1, reasons=["extra_papers"])
    made = november()
    kinds = by_kind(made)
    rows = [(row["group"], row["count"], row["of"], row["percent"]) for row in kinds["agency"]]
    assert rows == [("Sở Tư pháp", 12, 32, Decimal("37.50")), ("Công an tỉnh", 1, 6, Decimal("16.67"))]
    reasons = [(row["group"], row["code"], row["count"], row["reason_percent"]) for row in kinds["reason"]]
    assert reasons == [
        ("Sở Tư pháp", "attitude", 10, Decimal("83.33")),
        ("Sở Tư pháp", "long_wait", 10, Decimal("83.33")),
        ("Sở Tư pháp", "", 2, Decimal("16.67")),
        ("Công an tỉnh", "extra_papers", 1, None),
    ]
    (total,) = kinds["total"]
    assert (total["count"], total["of"]) == (13, 38)
    share = made.figures["dissatisfied_share"]
    assert (share.numerator, share.denominator, share.value) == (13, 38, Decimal("34.21"))
    assert made.figures["reason_attitude_share"].denominator == 13


def test_small_numbers_are_counted_and_not_judged(november, given, by_kind):
    """Below ten the counts stand with the sentence, on the page in place of the share."""
    given("dissatisfied", 2, reasons=["attitude"])
    made = november()
    kinds = by_kind(made)
    few = "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"
    assert (kinds["agency"][0]["note"], kinds["reason"][0]["note"]) == (few, few)
    assert kinds["reason"][0]["reason_percent"] is None
    assert "số lượt ít (dưới 10)" in standalone_page(made)


def test_nothing_leads_to_a_visit(november, given):
    """No day within the period, no hour, no counter and no officer, in whatever format."""
    given("dissatisfied", 12, day="2026-11-20", reasons=["attitude"], counter="quay-7", officer="cb-77")
    made = november()
    for ending in ("csv", "json", "html"):
        text = write(made, ending, standalone_page).decode()
        for trace in ("2026-11-20", "20/11/2026", "quay-7", "cb-77", "09:00"):
            assert trace not in text, (ending, trace)


def test_what_belongs_to_no_agency_goes_into_no_letter(november, given, by_kind):
    """It stands last, and a sentence says so."""
    given("dissatisfied", 1, service="khac")
    given("dissatisfied", 1)
    made = november()
    assert [row["group"] for row in by_kind(made)["agency"]] == ["Công an tỉnh", "Chưa rõ cơ quan"]
    assert [(finding.code, finding.count) for finding in made.findings] == [("unknown_agency", 1)]


def test_change_against_the_month_before(november, given):
    """Counts and percentage points."""
    given("satisfied", 5, day="2026-10-02")
    given("dissatisfied", 5, day="2026-10-02", reasons=["attitude"])
    given("dissatisfied", 2)
    figures = november().figures
    assert (figures["dissatisfied"].change, figures["dissatisfied_share"].change) == (-3, Decimal("50.00"))
    assert figures["reason_attitude"].change == -5


def test_a_centre_without_a_queue(report, by_kind, bac_kan_store):
    """Agencies are those of the officers."""
    kinds = by_kind(report("2021-01-01", "2021-06-14", name="dissatisfaction"))
    assert (kinds["total"][0]["count"], kinds["total"][0]["of"]) == (2, 1742)
    assert sum(row["count"] for row in kinds["agency"]) == 2
