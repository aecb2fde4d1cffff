"""The period of a table: said, or in the name of its file; never guessed, never over another one."""

from datetime import date

import pytest
from sqlalchemy import func, select

from central.imports.remarks import ImportRefused
from central.store.engine import reading
from central.store.tables import import_cells, imports

POSTAL = "agency,row_kind,postal_service_count\nSở A,agency,7\n,total,7\n"
ST_HEAD = (
    "agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late,"
    "pending_total,pending_in_time,pending_late,returned,received_online\n"
)


def st_table(carried: int, pending: int) -> str:
    """A sound table of one agency."""
    numbers = (
        f"{carried + 10},{carried},10,{carried + 10 - pending},{carried + 10 - pending},0,0,{pending},{pending},0,0,0"
    )
    return f"{ST_HEAD}Sở A,agency,{numbers}\nTổng cộng,total,{numbers}\n"


def days(first: str, last: str) -> dict[str, date]:
    """What --from and --to say."""
    return {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}


@pytest.fixture(autouse=True)
def agencies(known_agencies):
    """The one agency of these tables."""
    known_agencies("Sở A")


@pytest.mark.parametrize(
    "name", ["a_20191001-20191031.csv", "a_2019-10-01_2019-10-31.csv", "20191001-20191031.xlsx", "x20191001_20191031x"]
)
def test_the_name_of_the_file_says_it(put, name):
    """Two days in the name are the period when nothing else is said."""
    done = put("postal", POSTAL, name)
    assert (str(done.period.first), str(done.period.last), done.findings) == ("2019-10-01", "2019-10-31", ())


@pytest.mark.parametrize(
    ("name", "wanted", "title", "said"),
    [
        ("a.csv", {}, "", "chưa biết kỳ"),
        ("a.csv", {}, "Từ ngày 1/10/2019 đến ngày 31/10/2019\n", "--from 2019-10-01 --to 2019-10-31"),
        ("a.csv", {"first": date(2019, 10, 1)}, "", "phải đi cùng nhau"),
        ("a.csv", days("2019-10-31", "2019-10-01"), "", "đứng trước"),
        ("a_20191001-20191031.csv", days("2019-11-01", "2019-11-30"), "", "tên tệp ghi kỳ 01/10/2019–31/10/2019"),
        ("a.csv", days("2019-11-01", "2019-11-30"), "Từ 01.10.2019 đến 31.10.2019\n", "tiêu đề ghi kỳ 01/10/2019"),
        (
            "a.csv", days("2019-10-01", "2019-10-15"),
            "Từ ngày 16 tháng 9 năm 2019 đến hết ngày 15 tháng 10 năm 2019\n", "dòng/row 1: tiêu đề ghi kỳ 16/09/2019",
        ),
    ],
)  # fmt: skip
def test_periods_that_are_refused(engine, put, name, wanted, title, said):
    """No period, half of one, or one that the file contradicts: refused, and nothing is stored."""
    with pytest.raises(ImportRefused) as refused:
        put("postal", title + POSTAL, name, **wanted)
    assert said in str(refused.value)
    assert stored(engine) == 0


def stored(engine) -> int:
    """How many figure tables the store has."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(imports).where(imports.c.kind != "agencies"))


def test_a_title_with_fewer_days_is_a_finding(put):
    """A table whose title covers part of the period is kept with a finding: two tables of one report may differ."""
    done = put(
        "postal", "Từ ngày 01/10/2019 đến ngày 15/10/2019\n" + POSTAL, "a.csv", **days("2019-09-16", "2019-10-15")
    )
    assert len(done.findings) == 1
    assert "01/10/2019–15/10/2019" in done.findings[0]


def test_overlapping_periods(engine, put):
    """A period that shares a day with another is refused with the list of those stored; the same one is replaced."""
    put("postal", POSTAL, "a_20191001-20191031.csv")
    put("postal", POSTAL, "a_20191101-20191130.csv")
    with pytest.raises(ImportRefused) as refused:
        put("postal", POSTAL, "b_20191031-20191115.csv")
    message = str(refused.value)
    assert "2019-10-01 – 2019-10-31 (a_20191001-20191031.csv)" in message
    assert "2019-11-01 – 2019-11-30" in message
    assert stored(engine) == 2
    put("postal", POSTAL, "c_20191001-20191031.csv")
    put(
        "online-levels",
        "service_level,agency,row_kind,received_online\n3,Sở A,agency,1\n3,,total,1\n",
        "b_20191031-20191115.csv",
    )
    assert stored(engine) == 4


def test_published_figures_may_overlap(put, engine):
    """Figures of a month and of its year stand beside each other."""
    text = "figure,value,unit\ntotal,10.529,count\n"
    put("figures", text, "a_20191001-20191031.csv")
    put("figures", text, "a_20190101-20191231.csv")
    assert stored(engine) == 2


def test_dry_run_stores_nothing(put, engine):
    """A dry run checks as much, says the same, and stores nothing."""
    broken = POSTAL.replace("total,7", "total,8")
    dry = put("postal", broken, dry_run=True)
    assert (dry.import_id, stored(engine)) == (None, 0)
    assert dry.findings == put("postal", broken).findings
    with reading(engine) as connection:
        assert connection.scalar(select(import_cells.c.computed).where(import_cells.c.printed == "8")) == "7"


def test_carried_in_against_the_period_before(put):
    """What a month carries in is held against what the month before left, whichever is imported first."""
    put("dossiers", st_table(0, 4), "a_20191001-20191031.csv")
    assert put("dossiers", st_table(4, 3), "a_20191101-20191130.csv").findings == ()
    wrong = put("dossiers", st_table(5, 3), "a_20191101-20191130.csv").findings
    assert len(wrong) == 2
    assert "ghi 5; kỳ trước (01/10/2019–31/10/2019) còn 4 hồ sơ đang giải quyết; chênh lệch +1" in wrong[0]
    before = put("dossiers", st_table(0, 6), "b_20191001-20191031.csv").findings
    assert len(before) == 2
    assert "kỳ sau (01/11/2019–30/11/2019, a_20191101-20191130.csv, dòng 2)" in before[0]


def test_an_agency_that_has_gone(put, known_agencies):
    """Pending dossiers of an agency without a row in the next period are missed."""
    put("dossiers", st_table(0, 4), "a_20191001-20191031.csv")
    known_agencies("Sở A", "Sở B")
    found = put("dossiers", st_table(4, 3).replace("Sở A", "Sở B"), "a_20191101-20191130.csv").findings
    assert any("Sở A: kỳ trước" in finding and "không có dòng của cơ quan này" in finding for finding in found)
