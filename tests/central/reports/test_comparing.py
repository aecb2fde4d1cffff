"""Figures beside those of the period before and of the year before, computed or published."""

from datetime import date
from decimal import Decimal

import pytest

from central.documents.sentences import Manner
from central.documents.stories import story_of
from central.reports.period import PRESETS, Period, preset_of, year_before
from central.web.view import view_of

OCTOBER = ("2026-10-01", "2026-10-31")
HEAD = "figure,value,numerator,denominator,unit,source\n"
KEYS = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late"
KEYS += ",pending_total,pending_in_time,pending_late,returned,received_online\n"


def dossiers(new: int, late: int = 0) -> str:
    """A sound table of one agency in which everything was resolved."""
    row = f"{new},0,{new},{new},0,{new - late},{late},0,0,0,0,0"
    return f"{KEYS}1,Sở Tư pháp,agency,{row}\n,Tổng cộng,total,{row}\n"


def period(first: str, last: str) -> Period:
    """A period of two days."""
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("asked", "earlier"),
    [
        (("2026-10-01", "2026-10-31"), ("2025-10-01", "2025-10-31")),
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2026-09-15", "2026-10-14"), ("2025-09-15", "2025-10-14")),
        (("2025-12-15", "2026-06-14"), ("2024-12-15", "2025-06-14")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2019-09-03", "2020-05-12"), ("2018-09-03", "2019-05-12")),
        (("2024-01-10", "2024-02-29"), ("2023-01-10", "2023-02-28")),
        (("2025-01-10", "2025-02-28"), ("2024-01-10", "2024-02-29")),
    ],
)
def test_the_same_period_a_year_before(asked, earlier):
    """A preset's period has its own of the year before; the end of a month stays the end of a month."""
    assert year_before(period(*asked)) == period(*earlier)


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_a_year_before_is_a_period_of_the_same_kind(key):
    """Whatever preset a period is of, the year before it is of the same one."""
    asked = PRESETS[key].around(date(2024, 2, 29))
    assert preset_of(year_before(asked)) == preset_of(asked)


def test_both_changes(table, report):
    """Counts and shares against the month before and the same month of the year before, in one report."""
    table("dossiers", "2025-10-01", "2025-10-31", dossiers(100, 10))
    table("dossiers", "2026-09-01", "2026-09-30", dossiers(80))
    table("dossiers", *OCTOBER, dossiers(120, 3))
    made = report(*OCTOBER, site="mau", name="dossiers")
    total, late = made.figures["total"], made.figures["late_share"]
    assert (total.change, total.change_year, total.source) == (40, 20, "import")
    assert (late.change, late.change_year) == (Decimal("2.50"), Decimal("-7.50"))
    tile = view_of(made).tiles[0].note
    assert tile.endswith("tăng 40 hồ sơ so với kỳ trước · tăng 20 hồ sơ so với cùng kỳ năm trước")
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "120 hồ sơ, tăng 40 hồ sơ so với tháng trước, tăng 20 hồ sơ so với cùng kỳ năm trước" in said


def test_published_figures_stand_in_where_nothing_is_stored(table, report):
    """The month before was published by another system: its counts and shares are compared with, and named."""
    table("dossiers", "2026-10-01", "2026-10-31", dossiers(120, 3))
    text = f'{HEAD}total,90,,,count,BC 9\nTỷ lệ giải quyết quá hạn,"5,6",5,90,%,BC 9\nchỉ tiêu khác,1,,,count,\n'
    table("figures", "2026-09-01", "2026-09-30", text)
    made = report(*OCTOBER, site="mau", name="dossiers")
    total, late = made.figures["total"], made.figures["late_share"]
    assert (total.change, total.change_year) == (30, None)
    assert late.change == Decimal("2.50") - Decimal("5.56")
    assert [(one.value, one.file) for one in total.earlier] == [(90, "figures_2026-09-01_2026-09-30.csv")]
    assert "figures" in {used.kind for used in made.proof.imports}
    assert "(số đã công bố)" in view_of(made).tiles[0].note
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "tăng 30 hồ sơ so với tháng trước (theo số đã công bố)" in said


def test_what_was_published_and_is_computed_otherwise_is_said(table, report):
    """The stored table makes the change; the published figure is kept beside it, and a difference is a finding."""
    table("dossiers", "2026-10-01", "2026-10-31", dossiers(120, 3))
    table("dossiers", "2026-09-01", "2026-09-30", dossiers(80, 1))
    text = f'{HEAD}total,90,,,count,BC 9\nlate_share,"1,3",,,percent,BC 9\n'
    table("figures", "2026-09-01", "2026-09-30", text)
    made = report(*OCTOBER, site="mau", name="dossiers")
    assert made.figures["total"].change == 40
    assert [one.value for one in made.figures["total"].earlier] == [80, 90]
    # 1 of 80 is 1.25 %, printed with one place as 1,3: no difference.
    assert [one.text for one in made.findings if one.code == "published_differs"] == [
        "“Tổng số hồ sơ tiếp nhận” kỳ 01/09/2026–30/09/2026 đã công bố là 90; theo số liệu hiện có là 80."
    ]


def test_a_year_has_one_comparison(table, report):
    """The year before a year is the period before it: said once."""
    table("dossiers", "2026-01-01", "2026-12-31", dossiers(120))
    table("dossiers", "2025-01-01", "2025-12-31", dossiers(100))
    made = report("2026-01-01", "2026-12-31", site="mau", name="dossiers")
    assert (made.figures["total"].change, made.figures["total"].change_year) == (20, 20)
    assert "cùng kỳ" not in view_of(made).tiles[0].note


def test_ratings_and_visits_a_year_before(given, visit, report):
    """Ratings and visits of the year before are compared with; where nothing was stored so early nothing is said."""
    for day, times in (("2025-10-05", 2), ("2026-10-05", 5)):
        given("satisfied", times, day=day)
        visit(times, day=day)
    for name, figure in (
        ("satisfaction", "ratings"), ("officer-ratings", "ratings"), ("dissatisfaction", "ratings"),
        ("throughput", "issued"), ("throughput", "served"), ("officer-ratings", "visits_served"),
    ):  # fmt: skip
        got = report(*OCTOBER, site="mau", name=name).figures[figure]
        assert (got.value, got.change, got.change_year) == (5, 5, 3), (name, figure)
    early = report("2025-10-01", "2025-10-31", site="mau", name="satisfaction").figures["ratings"]
    assert (early.change, early.change_year) == (None, None)
