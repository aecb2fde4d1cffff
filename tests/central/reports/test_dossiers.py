"""The report of dossiers: columns of its layout, shares, percent row, periods built from shorter ones."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from central.documents.sentences import Manner
from central.documents.stories import story_of
from central.exports.registry import write
from central.imports.file_import import SourceFile, import_file
from central.imports.kinds import Wanted
from central.imports.layouts.dossiers import LC, ST
from central.imports.registry import IMPORTS
from central.reports.period import PRESETS
from central.reports.refusal import ReportRefused
from central.web.render import standalone_page

LAI_CHAU = Path(__file__).parent.parent / "imports" / "data" / "lai_chau_20190903-20200512_dossiers.csv"
PERIOD = ("2019-09-03", "2020-05-12")


@pytest.fixture
def put(engine):
    """``put(text, "2019-10-01", "2019-10-31")``: import a dossier table."""

    def put(text, first, last):
        wanted = Wanted(first=date.fromisoformat(first), last=date.fromisoformat(last))
        return import_file(engine, IMPORTS["dossiers"], "bac-kan", SourceFile("bang.csv", text.encode()), wanted=wanted)

    return put


@pytest.fixture
def dossiers(report):
    """``dossiers(first, last)``: the report."""
    return lambda first, last: report(first, last, name="dossiers")


@pytest.fixture
def lai_chau(engine, dossiers):
    """The report of the published table."""
    source = SourceFile(LAI_CHAU.name, LAI_CHAU.read_bytes())
    import_file(engine, IMPORTS["dossiers"], "bac-kan", source)
    return dossiers(*PERIOD)


def st_rows(*agencies: tuple[str, int, int, int, int]) -> str:
    """A sound ST table: of each agency carried in, new, resolved early and resolved late."""
    lines, sums = [], [0] * 12
    for name, carried, new, early, late in agencies:
        pending = carried + new - early - late
        cells = [carried + new, carried, new, early + late, early, 0, late, pending, pending, 0, 0, new // 2]
        sums = [before + cell for before, cell in zip(sums, cells, strict=True)]
        lines.append(f",{name},agency,{','.join(map(str, cells))}")
    return "\n".join([ST.head, *lines, f",Tổng cộng,total,{','.join(map(str, sums))}", ""])


def test_csv_is_the_plain_file(lai_chau):
    """The CSV has the columns of the layout in its order, and every row and total as printed."""
    written = write(lai_chau, "csv", standalone_page).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    with LAI_CHAU.open(encoding="utf-8", newline="") as file:
        assert rows == list(csv.reader(file))
    assert ",".join(rows[0]) == LC.head


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "value"),
    [
        ("on_time_share", 9903, 9974, "99.29"),
        ("late_share", 71, 9974, "0.71"),
        ("early_share", 6282, 9974, "62.98"),
        ("online_share_of_received", 943, 10529, "8.96"),
        ("online_share_of_new", 943, 10529, "8.96"),
        ("pending_late_share", 0, 526, "0.00"),
        ("returned_share", 250, 10529, "2.37"),
        ("cancelled_share", 29, 10529, "0.28"),
    ],
)
def test_shares_come_out_of_the_counts(lai_chau, name, numerator, denominator, value):
    """99,3 %, 0,7 % and 8,96 % are computed, each with its numerator and denominator."""
    figure = json.loads(write(lai_chau, "json", standalone_page))["figures"][name]
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (numerator, denominator, value)
    assert (figure["unit"], figure["change"]) == ("percent", None)


def test_what_does_not_add_up_is_said(lai_chau):
    """The five rows stand in the findings of the report, and the file with its hash in the proof."""
    said = [finding.text for finding in lai_chau.findings if finding.code == "identity_row"]
    assert len(said) == 5
    assert sum("bằng đúng cột Tạm dừng" in text for text in said) == 3
    (used,) = lai_chau.proof.imports
    assert (used.file, len(used.sha256)) == (LAI_CHAU.name, 64)


def test_no_table_of_the_period(lai_chau, dossiers):
    """A period that equals no import is refused with those that are stored."""
    with pytest.raises(ReportRefused, match="2019-09-03 – 2020-05-12") as refused:
        dossiers("2019-09-03", "2020-05-11")
    assert [(str(p.first), str(p.last)) for p in refused.value.stored] == [PERIOD]


def test_percent_row(put, dossiers):
    """Under the total of layout ST stand its percents, computed half up with two places."""
    put(st_rows(("Sở A", 1, 2, 1, 1), ("Sở B", 0, 3, 1, 0)), "2019-10-01", "2019-10-31")
    made = dossiers("2019-10-01", "2019-10-31")
    percents = dict(zip((column.key for column in made.columns), made.rows[-1].cells, strict=True))
    assert (percents["row_kind"], percents["agency"]) == ("percent", "Tỷ lệ (%)")
    assert percents["total"] == Decimal("100.00")
    assert (percents["received_new"], percents["resolved_total"]) == (Decimal("83.33"), Decimal("50.00"))
    assert (percents["resolved_early"], percents["resolved_late"]) == (Decimal("66.67"), Decimal("33.33"))
    text = write(made, "csv", standalone_page).decode("utf-8-sig")
    assert text.splitlines()[-1].startswith(",Tỷ lệ (%),percent,100.00,16.67,83.33,50.00,66.67")
    assert "66,67" in write(made, "html", standalone_page).decode()


def test_change_against_the_month_before(put, dossiers):
    """Counts change by their difference, shares by percentage points of what is printed."""
    put(st_rows(("Sở A", 0, 10, 4, 2)), "2019-09-01", "2019-09-30")
    put(st_rows(("Sở A", 4, 10, 9, 1)), "2019-10-01", "2019-10-31")
    figures = dossiers("2019-10-01", "2019-10-31").figures
    assert (figures["total"].value, figures["total"].change) == (14, 4)
    assert (figures["on_time_share"].value, figures["on_time_share"].change) == (Decimal("90.00"), Decimal("23.33"))


def test_a_quarter_from_its_months(put, load, dossiers):
    """Carried in is that of the first month, new and resolved are sums, pending is that of the last."""
    load("agencies", "name,aliases\nSở A,Sở A cũ\nSở B,\n")
    put(st_rows(("Sở A cũ", 5, 10, 8, 0)), "2019-10-01", "2019-10-31")
    put(st_rows(("Sở A", 7, 10, 9, 2), ("Sở B", 0, 4, 1, 0)), "2019-11-01", "2019-11-30")
    put(st_rows(("Sở A", 6, 1, 7, 0), ("Sở B", 3, 0, 1, 0)), "2019-12-01", "2019-12-31")
    made = dossiers("2019-10-01", "2019-12-31")
    keys = [column.key for column in made.columns]
    rows = {row.cells[keys.index("agency")]: dict(zip(keys, row.cells, strict=True)) for row in made.rows}
    assert list(rows) == ["Sở A", "Sở B", "Tổng cộng", "Tỷ lệ (%)"]
    wanted = {"total": 26, "carried_over": 5, "received_new": 21, "resolved_total": 26, "pending_total": 0}
    assert {key: rows["Sở A"][key] for key in wanted} == wanted
    wanted = {"total": 30, "carried_over": 5, "received_new": 25, "resolved_total": 28, "pending_total": 2}
    assert {key: rows["Tổng cộng"][key] for key in wanted} == wanted
    assert [finding.code for finding in made.findings] == ["built"]
    assert len([used for used in made.proof.imports if used.kind == "dossiers"]) == 3


def test_months_with_a_gap_are_no_quarter(put, dossiers):
    """Where one month is missing nothing is made up."""
    put(st_rows(("Sở A", 5, 10, 8, 0)), "2019-10-01", "2019-10-31")
    put(st_rows(("Sở A", 6, 1, 7, 0)), "2019-12-01", "2019-12-31")
    with pytest.raises(ReportRefused):
        dossiers("2019-10-01", "2019-12-31")


def test_months_that_do_not_follow(put, dossiers):
    """A month that carries in another count than the one before left is named in the report of both."""
    put(st_rows(("Sở A", 5, 10, 8, 0)), "2019-10-01", "2019-10-31")
    put(st_rows(("Sở A", 6, 1, 7, 0)), "2019-11-01", "2019-11-30")
    for first in ("2019-10-01", "2019-11-01"):
        said = [one.text for one in dossiers(first, "2019-11-30").findings if one.code == "identity_carried"]
        assert len(said) == 2
        assert "ghi 6; kỳ trước (01/10/2019–31/10/2019) còn 7 hồ sơ" in said[0]


def test_broken_totals_have_a_report_all_the_same(put, dossiers):
    """A total row that cannot be is printed with its finding; no format fails."""
    text = st_rows(("Sở A", 0, 10, 4, 2)).replace("total,10,0,10,6,4", "total,10,0,10,6,400")
    put(text, "2019-10-01", "2019-10-31")
    made = dossiers("2019-10-01", "2019-10-31")
    assert made.figures["on_time_share"].value > 100
    for ending in ("csv", "json", "xlsx", "html"):
        assert write(made, ending, standalone_page)


def test_busiest_and_quietest(put, dossiers):
    """Ranked by what was received anew; equals are named together, who received nothing stands apart."""
    agencies = [("A", 5, 9, 0, 0), ("B", 0, 7, 0, 0), ("C", 9, 0, 0, 0), ("D", 0, 1, 0, 0), ("E", 0, 9, 0, 0)]
    put(st_rows(*agencies, ("F", 0, 2, 0, 0)), "2019-10-01", "2019-10-31")
    made = dossiers("2019-10-01", "2019-10-31")
    assert {one.key: one.values for one in made.lists} == {
        "busiest": (("A", 9), ("E", 9)), "quietest": (("F", 2), ("D", 1)), "idle": (("C", 0),),
    }  # fmt: skip
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "Cơ quan tiếp nhận mới nhiều nhất: A (09 hồ sơ); E (09 hồ sơ)." in said
    assert "Cơ quan không phát sinh hồ sơ mới: C." in said


def test_other_tables_of_the_same_days(lai_chau, engine, dossiers):
    """Dossiers by post and online ones by level, by agency with their sums, in text, figures and files."""
    for name in ("online_by_level", "postal_by_agency"):
        path = LAI_CHAU.with_name(f"lai_chau_20190903-20200512_{name}.csv")
        kind = "postal" if "postal" in name else "online-levels"
        import_file(engine, IMPORTS[kind], "bac-kan", SourceFile(path.name, path.read_bytes()))
    made = dossiers(*PERIOD)
    figures = json.loads(write(made, "json", standalone_page))["figures"]
    assert (figures["postal"]["value"], figures["postal"]["source"]) == (1425, "import")
    levels = {one.key: one.total for one in made.lists if one.key.startswith("online_level_")}
    assert levels["online_level_3"] == 257
    assert sum(levels.values()) == 943
    assert not [finding for finding in made.findings if finding.code == "online_levels_differ"]
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "Hồ sơ qua dịch vụ bưu chính: 1.425 lượt." in said
    assert "Hồ sơ trực tuyến theo mức độ: mức độ 3: 257 hồ sơ" in said
    assert {"postal", "online-levels", "dossiers"} == {used.kind for used in made.proof.imports}
    page = write(made, "html", standalone_page).decode()
    assert "Tiếp nhận mới nhiều nhất" in page


def test_levels_that_do_not_make_up_the_table(lai_chau, engine, dossiers):
    """Online dossiers by level beside another number in the table: said with the arithmetic."""
    text = "no,service_level,agency,row_kind,received_online\n1,3,Sở A,agency,40\n,3,,total,40\n"
    wanted = Wanted(first=date.fromisoformat(PERIOD[0]), last=date.fromisoformat(PERIOD[1]))
    import_file(engine, IMPORTS["online-levels"], "bac-kan", SourceFile("a.csv", text.encode()), wanted=wanted)
    (said,) = [finding.text for finding in dossiers(*PERIOD).findings if finding.code == "online_levels_differ"]
    assert said == (
        "Bảng trực tuyến theo mức độ cộng được 40 (40); bảng hồ sơ ghi tiếp nhận trực tuyến 943; chênh lệch −903."
    )


def test_causes_of_lateness(put, dossiers):
    """A table that tells what is late for the software alone: a column more, figures, a sentence; a gap is said."""
    head, *rows = st_rows(("Sở A", 0, 9, 2, 6)).splitlines()
    text = "\n".join([f"{head},late_real,late_system", *(f"{row},1,4" for row in rows), ""])
    put(text, "2019-10-01", "2019-10-31")
    made = dossiers("2019-10-01", "2019-10-31")
    assert [made.figures[key].value for key in ("resolved_late", "late_real", "late_system")] == [6, 1, 4]
    said = " ".join(one.text for one in story_of(made, Manner()).paragraphs).replace("\N{NO-BREAK SPACE}", " ")
    assert "Trong số giải quyết quá hạn: thực tế 01 hồ sơ; do phần mềm 04 hồ sơ." in said
    assert [finding.text for finding in made.findings if finding.code == "late_causes"] == [
        "Cột Giải quyết quá hạn ghi 6; quá hạn thực tế và do phần mềm cộng được 5 (1 + 4); chênh lệch 1."
    ]


def test_a_half_year_of_the_regime_from_its_months(put, dossiers):
    """Six months from the 15th to the 14th make the half-year 15/12–14/6; the one a year before is built as well."""
    months = [
        PRESETS["month-15"].around(date(year, month, 1))
        for year, first in ((2020, 1), (2021, 1))
        for month in range(first, first + 6)
    ]
    assert (months[0].first, months[-1].last) == (date(2019, 12, 15), date(2021, 6, 14))
    for number, month in enumerate(months):
        carried = 0 if number % 6 == 0 else 2
        put(st_rows(("Sở A", carried, 10 + number, 8 + number + carried, 0)), str(month.first), str(month.last))
    made = dossiers("2020-12-15", "2021-06-14")
    figures = made.figures
    assert [figures[key].value for key in ("carried_over", "received_new", "total", "pending_total")] == [
        0,
        111,
        111,
        2,
    ]
    assert figures["resolved_total"].value == sum(8 + number + (2 if number % 6 else 0) for number in range(6, 12))
    assert figures["received_new"].change_year == 36
    assert len([used for used in made.proof.imports if used.kind == "dossiers"]) == 6
