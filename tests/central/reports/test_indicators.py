"""The sheet of indicators: thresholds included, points computed where counts are known, the rest left empty."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from central.documents.sentences import Manner
from central.documents.stories import story_of
from central.reports.indicator_facts import Facts, points_of
from central.reports.indicator_set import FOLDER, IndicatorSet, set_on, sets_in
from central.web.view import view_of

QUARTER = ("2026-07-01", "2026-09-30")
KEYS = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late"
KEYS += ",pending_total,pending_in_time,pending_late,returned,received_online\n"


@pytest.fixture
def quarter(report):
    """The sheet of a quarter of the site ``mau``."""
    return lambda: report(*QUARTER, site="mau", name="indicators")


def nine() -> IndicatorSet:
    """The set that is shipped."""
    found = set_on(date(2026, 9, 30), sets_in())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("points", "title"),
    [
        ("18", "Xuất sắc"), ("15", "Xuất sắc"), ("14.9", "Tốt"), ("12", "Tốt"), ("11.9", "Khá"), ("9", "Khá"),
        ("8.9", "Trung bình"), ("6", "Trung bình"), ("5.9", "Yếu"), ("0", "Yếu"),
    ],
)  # fmt: skip
def test_a_threshold_belongs_to_its_class(points, title):
    """15, 12, 9 and 6 points are enough, a tenth less is not."""
    assert nine().class_of(Decimal(points)) == title


def test_sets_are_dated_data(tmp_path):
    """A second file takes over on its day; before it the old one holds, and no day has two."""
    text = (FOLDER / "nine-indicators.toml").read_text("utf-8")
    (tmp_path / "old.toml").write_text(text.replace('valid_to = ""', 'valid_to = "2026-12-31"'), "utf-8")
    later = text.replace('valid_from = ""', 'valid_from = "2027-01-01"').replace("09 chỉ tiêu", "12 chỉ tiêu")
    (tmp_path / "later.toml").write_text(later, "utf-8")
    sets = sets_in(tmp_path)
    assert set_on(date(2026, 12, 31), sets).title.startswith("09")
    assert set_on(date(2027, 1, 1), sets).title.startswith("12")
    assert set_on(date(2027, 1, 1), ()) is None


def test_a_set_with_an_unknown_word_is_refused(tmp_path):
    """A rule that the program does not know is not taken for none."""
    text = (FOLDER / "nine-indicators.toml").read_text("utf-8")
    (tmp_path / "wrong.toml").write_text(text.replace('points = "handling_time"', 'points = "guessing"'), "utf-8")
    with pytest.raises(msgspec.ValidationError, match="guessing"):
        sets_in(tmp_path)


@pytest.mark.parametrize(
    ("early", "on_time", "late", "points"),
    [(10, 0, 0, "2.0"), (0, 10, 0, "1.0"), (0, 0, 10, "0.0"), (5, 4, 1, "1.4"), (1, 0, 19, "0.1"), (0, 0, 0, None)],
)
def test_points_of_handling_time(early, on_time, late, points):
    """Two for each dossier before its day, one on its day, none after it: the mean, half up, with one place."""
    counts = {"resolved_early": early, "resolved_on_time": on_time, "resolved_total": early + on_time + late}
    assert points_of("handling_time", Facts(counts)) == (None if points is None else Decimal(points))


def test_what_can_be_computed_and_what_is_left(table, given, visit, quarter, load, by_kind):
    """Of the centre and of each agency: points and counts with their source; without all points no sum and no class."""
    load("agencies", "name\nSở Tư pháp\nCông an tỉnh\n", site="mau")
    load("services", "code,name,agency\nho-tich,Hộ tịch,Sở Tư pháp\n", site="mau")
    row = "20,0,20,20,10,8,2,0,0,0,0,5"
    table("dossiers", *QUARTER, f"{KEYS}1,Sở Tư pháp,agency,{row}\n,Tổng cộng,total,{row}\n")
    given("dissatisfied", 2, day="2026-08-03", reasons=["attitude"])
    given("satisfied", 8, day="2026-08-03")
    visit(10, day="2026-08-03", outcomes='[["ho-tich","supplement",1]]')
    made = quarter()
    rows = {row["no"]: row for row in by_kind(made)["agency"] if row["group"] == "Sở Tư pháp"}
    assert (rows[1]["computed"], rows[1]["part"], rows[1]["whole"]) == (Decimal("1.4"), 18, 20)
    assert (rows[3]["part"], rows[3]["whole"], rows[3]["computed"]) == (10, 10, None)
    assert (rows[7]["part"], rows[7]["whole"], rows[7]["part_share"]) == (2, 10, Decimal("20.00"))
    assert (rows[9]["part"], rows[9]["whole"]) == (5, 20)
    assert [rows[no]["source"] for no in (2, 5, 6)] == ["nhập tay"] * 3
    (total,) = [row for row in by_kind(made)["agency_sum"] if row["group"] == "Sở Tư pháp"]
    assert (total["computed"], total["grade"], total["source"]) == (None, "", "còn 8 chỉ tiêu chưa có điểm")
    assert {row["group"] for row in by_kind(made)["agency"]} == {"Sở Tư pháp", "Công an tỉnh"}
    assert made.figures["indicator_1"].value == Decimal("1.4")
    assert {used.kind for used in made.proof.imports} == {"agencies", "services", "dossiers"}


def test_points_that_people_gave(table, quarter, load, by_kind):
    """All nine given: a sum and a class of what was appraised; 15 points are the best class."""
    load("agencies", "name\nSở Tư pháp\n", site="mau")
    points = ["2"] * 3 + ['"1,5"'] * 6
    rows = "".join(f"Sở Tư pháp,{no},2,{appraised}\n" for no, appraised in enumerate(points, 1))
    table("scores", *QUARTER, f"agency,indicator,self_points,appraised_points\n{rows}")
    made = quarter()
    (total,) = by_kind(made)["agency_sum"]
    assert (total["self_points"], total["appraised_points"]) == (Decimal("18"), Decimal("15.0"))
    assert (total["grade"], total["source"]) == ("Xuất sắc", "")
    assert view_of(made).tiles[1].value == "1"
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs)
    assert "Số cơ quan đã đủ điểm để xếp loại: 1/1 cơ quan" in said
    assert "scores" in {used.kind for used in made.proof.imports}
