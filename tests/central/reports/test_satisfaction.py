"""The report of satisfaction: levels, participations, ways of rating kept apart, agencies by day, reasons."""

from decimal import Decimal
from pathlib import Path

import pytest

from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.web.render import standalone_page

NOVEMBER = ("2026-11-01", "2026-11-30")
LAI_CHAU = Path(__file__).parents[1] / "imports" / "data"
OF_LAI_CHAU = ("2019-09-03", "2020-05-12")
OWNERS = """code,name,agency,valid_from,valid_to
ho-tich,Hộ tịch,Sở Tư pháp,,2026-11-14
ho-tich,Hộ tịch,Công an tỉnh,2026-11-15,
"""


@pytest.fixture
def november(report):
    """The report of November of the site ``mau``."""
    return lambda: report(*NOVEMBER, site="mau", name="satisfaction")


def test_levels_and_their_shares(november, given, by_kind):
    """The total of the centre, and under it the share of each level of all ratings."""
    given("very_satisfied", 15)
    given("satisfied", 3, day="2026-11-21")
    given("dissatisfied", 2, counter="2")
    made = november()
    kinds = by_kind(made)
    (total,), (percents,) = kinds["total"], kinds["percent"]
    levels = ("very_satisfied", "satisfied", "dissatisfied", "ratings")
    assert [total[key] for key in levels] == [15, 3, 2, 20]
    assert [percents[key] for key in levels] == [Decimal(n) for n in ("75.00", "15.00", "10.00", "100.00")]
    assert (total["satisfied_share"], total["interval_low"]) == (Decimal("90.00"), Decimal("69.90"))
    assert [(row["name"], row["ratings"]) for row in kinds["counter"]] == [("Quầy 1", 18), ("Quầy 2", 2)]
    assert [(row["code"], row["ratings"]) for row in kinds["day"]] == [("2026-11-20", 17), ("2026-11-21", 3)]
    assert [(row["name"], row["ratings"]) for row in kinds["hour"]] == [("09 giờ – 10 giờ", 20)]
    share = made.figures["satisfied_share"]
    assert (share.value, share.numerator, share.denominator) == (Decimal("90.00"), 18, 20)


def test_every_group_adds_up_to_the_total(november, given, by_kind, load):
    """Channels, agencies, counters, days and hours hold the same ratings, each once."""
    load("services", OWNERS, site="mau")
    given("satisfied", 4, day="2026-11-14")
    given("dissatisfied", 3, channel="qr", counter="7")
    given("very_satisfied", 2, channel="screen", service="khac")
    kinds = by_kind(november())
    for kind in ("channel", "agency", "counter", "day", "hour"):
        assert sum(row["ratings"] for row in kinds[kind]) == kinds["total"][0]["ratings"] == 9, kind


def test_device_and_code_are_figures_of_their_own(november, given, by_kind):
    """Buttons and screens at the counter on one side, the citizen's own phone on the other."""
    given("satisfied", 12)
    given("satisfied", 3, channel="screen")
    given("dissatisfied", 5, channel="qr")
    made = november()
    assert [row["code"] for row in by_kind(made)["channel"]] == ["panel", "screen", "qr"]
    assert (made.figures["ratings_device"].value, made.figures["ratings_qr"].value) == (15, 5)
    assert made.figures["satisfied_share_device"].value == Decimal("100.00")
    assert made.figures["satisfied_share_qr"].numerator == 0


def test_ratings_follow_the_owner_of_the_service_on_that_day(november, given, by_kind, load):
    """The service changed hands in the month; what no list knows is named and said."""
    load("agencies", "name\nSở Tư pháp\nCông an tỉnh\n", site="mau")
    load("services", OWNERS, site="mau")
    given("satisfied", 2, day="2026-11-14")
    given("dissatisfied", 3, day="2026-11-15")
    given("satisfied", 1, service="khac")
    made = november()
    rows = [(row["name"], row["satisfied_ratings"], row["ratings"]) for row in by_kind(made)["agency"]]
    assert rows == [("Sở Tư pháp", 2, 2), ("Công an tỉnh", 0, 3), ("Chưa rõ cơ quan", 1, 1)]
    assert "unknown_agency" in [finding.code for finding in made.findings]


def test_reasons_are_shares_of_the_dissatisfied(november, given, by_kind):
    """One rating may name several; who named none is counted too; reasons of the satisfied are nobody's."""
    given("dissatisfied", 3, reasons=["attitude", "long_wait"])
    given("dissatisfied", 1, reasons=["long_wait"], channel="qr")
    given("dissatisfied", 8, day="2026-11-21")
    given("satisfied", 5, reasons=["attitude"])
    made = november()
    rows = [(row["code"], row["part"], row["whole"], row["part_share"]) for row in by_kind(made)["reason"]]
    assert rows == [
        ("attitude", 3, 12, Decimal("25.00")), ("long_wait", 4, 12, Decimal("33.33")), ("", 8, 12, Decimal("66.67")),
    ]  # fmt: skip
    figure = made.figures["reason_long_wait_share"]
    assert (figure.numerator, figure.denominator, figure.value) == (4, 12, Decimal("33.33"))


def test_few_reasons_are_counted_and_not_divided(november, given, by_kind):
    """Below ten the counts stand, and in place of the share the sentence."""
    given("dissatisfied", 3, reasons=["attitude"])
    row = by_kind(november())["reason"][0]
    assert (row["part"], row["whole"], row["part_share"]) == (3, 3, None)
    assert row["note"] == "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"


def test_three_participations_each_over_its_own_base(report, given, visit, by_kind, load, engine):
    """Served visits, resolved dossiers, dossiers handed in at the centre: three figures with three names."""
    visit(40, day="2019-10-10")
    given("satisfied", 30, day="2019-10-10")
    data = (LAI_CHAU / "lai_chau_20190903-20200512_dossiers.csv").read_bytes()
    import_file(engine, IMPORTS["dossiers"], "mau", SourceFile("lai_chau_20190903-20200512_dossiers.csv", data))
    made = report(*OF_LAI_CHAU, site="mau", name="satisfaction")
    got = {row["code"]: (row["part"], row["whole"], row["part_share"]) for row in by_kind(made)["participation"]}
    assert got == {
        "of_served": (30, 40, Decimal("75.00")),
        "of_resolved": (30, 9974, Decimal("0.30")),
        "of_received_at_centre": (30, 9586, Decimal("0.31")),
    }
    figure = made.figures["participation_of_resolved"]
    assert (figure.numerator, figure.denominator, figure.value) == (30, 9974, Decimal("0.30"))
    assert "dossiers" in {used.kind for used in made.proof.imports}
    assert not [finding for finding in made.findings if finding.code.startswith("no_base")]


def test_a_base_that_is_not_there_is_said(november, given, by_kind):
    """Without an imported table nothing is divided; a sentence says why."""
    given("satisfied", 2)
    made = november()
    rows = {row["code"]: row for row in by_kind(made)["participation"]}
    assert (rows["of_resolved"]["part"], rows["of_resolved"]["part_share"]) == (None, None)
    assert made.figures["participation_of_resolved"].value is None
    said = [finding.text for finding in made.findings if finding.code == "no_base_of_resolved"]
    assert said == [
        "Chưa tính được tỷ lệ tham gia đánh giá “Trên số hồ sơ đã giải quyết”: chưa nạp bảng hồ sơ của kỳ này."
    ]


def test_paper_and_other_systems_stand_apart(report, by_kind, engine):
    """3.483 ratings of the old system with 96,3 % and 3,7 %, and 82 of 82 paper forms: never in the total."""
    for kind, name in (("paper-forms", "paper_form"), ("ratings", "ratings_device")):
        file = LAI_CHAU / f"lai_chau_20190903-20200512_{name}.csv"
        import_file(engine, IMPORTS[kind], "mau", SourceFile(file.name, file.read_bytes()))
    made = report(*OF_LAI_CHAU, site="mau", name="satisfaction")
    kinds = by_kind(made)
    assert kinds["total"][0]["ratings"] == 0
    assert {(row["part"], row["whole"], row["part_share"]) for row in kinds["paper_form"]} == {
        (82, 82, Decimal("100.00"))
    }
    (old,) = kinds["imported_ratings"]
    assert (old["ratings"], old["very_satisfied"], old["satisfied_share"]) == (3483, 3355, Decimal("100.00"))
    assert made.figures["imported_share_very_satisfied"].value == Decimal("96.33")
    assert made.figures["imported_share_satisfied"].value == Decimal("3.67")
    assert {"paper-forms", "ratings"} <= {used.kind for used in made.proof.imports}
    assert "phiếu giấy" in standalone_page(made)


def test_a_centre_without_a_queue(report, by_kind, bac_kan_store):
    """Agencies are those of the officers on the day; nothing is divided by visits that nobody counted."""
    made = report("2021-01-01", "2021-06-14", name="satisfaction")
    kinds = by_kind(made)
    assert kinds["total"][0]["ratings"] == sum(row["ratings"] for row in kinds["agency"]) == 1742
    assert kinds["agency"][0]["name"] == "Sở Công Thương"
    assert made.figures["participation_of_served"].value is None
    assert "Theo cơ quan" in standalone_page(made)


def test_what_stands_apart(november, given, by_kind):
    """Doubtful ratings are below the total, with a sentence."""
    given("satisfied", 1)
    given("dissatisfied", 2, kind="doubtful")
    made = november()
    kinds = by_kind(made)
    assert (kinds["total"][0]["ratings"], kinds["doubtful"][0]["ratings"]) == (1, 2)
    assert "doubtful" in [finding.code for finding in made.findings]
