"""Ratings per officer: the published table, who has a row, and what stands outside the total."""

from decimal import Decimal
from typing import get_args

import pytest
from sqlalchemy import insert

from central.reports.making import UnknownName
from central.reports.officer_ratings import APART
from central.rules.counting import ACCEPTED, NO_TICKET, SET_ASIDE
from central.store.engine import writing
from central.store.tables import conflicts, lost_ranges, quarantine, ratings_daily, streams
from contract.events.ratings import Verdict

PERIOD = ("2021-01-01", "2021-06-14")
FOUR = ("good", "fair", "average", "poor")

OFFICERS = "code,name,agency\ncb-02,Vũ Minh Giang,Sở Nội vụ\ncb-01,Hồ Thị Lan,Sở Tư pháp\n"


def codes(made):
    """The codes of the findings."""
    return [finding.code for finding in made.findings]


def test_columns(report):
    """The columns that other programs rely on, in their order; more follow."""
    keys = [column.key for column in report(*PERIOD).columns]
    assert keys == [
        *("row_kind", "no", "officer_code", "officer", "agency", *FOUR, "ratings"),
        *("satisfied_ratings", "satisfied_share", "interval_low", "interval_high", "note"),
        *("visits_served", "results_returned", "participation"),
    ]


def test_the_published_table(report, by_kind, bac_kan, bac_kan_store):
    """Every officer of the table has the counts of the table, in its order, and the totals are the published ones."""
    rows = by_kind(report(*PERIOD))
    got = [(r["officer"], r["agency"], *(r[level] for level in FOUR)) for r in rows["officer"]]
    assert got == [(r["officer"], r["agency"], *(int(r[level]) for level in FOUR)) for r in bac_kan]
    assert [row["no"] for row in rows["officer"]] == list(range(1, 18))
    (total,) = rows["total"]
    assert [total[level] for level in FOUR] == [1736, 4, 2, 0]
    assert total["ratings"] == 1742
    assert (total["satisfied_ratings"], total["satisfied_share"]) == (1740, Decimal("99.89"))
    assert (total["interval_low"], total["interval_high"]) == (Decimal("99.58"), Decimal("99.97"))


def test_figures(report, bac_kan_store):
    """Figures carry numerator, denominator and unit; without an earlier period nothing is compared."""
    figures = report(*PERIOD).figures
    share = figures["satisfied_share"]
    assert (share.value, share.numerator, share.denominator, share.unit, share.change) == (
        Decimal("99.89"), 1740, 1742, "percent", None,
    )  # fmt: skip
    assert figures["ratings"].value == 1742
    assert figures["count_good"].value == 1736
    assert figures["share_good"].value == Decimal("99.66")


def test_notes(report, by_kind, bac_kan_store):
    """Nothing rated and small samples are said in words, and their counts are still printed."""
    rows = {row["officer"]: row for row in by_kind(report(*PERIOD))["officer"]}
    assert rows["Bùi Đức Huy"]["note"] == "không phát sinh"
    assert rows["Bùi Đức Huy"]["satisfied_share"] is None
    assert "dưới 10" in rows["Đinh Thị Quế"]["note"]
    assert rows["Đinh Thị Quế"]["ratings"] == 1
    assert rows["Hồ Thị Lan"]["note"] == ""


def test_order_of_rows(report, bac_kan_store):
    """Officers, then the total, then every row that stands apart, also with nothing in it; no undated row."""
    kinds = list(dict.fromkeys(row.kind for row in report(*PERIOD).rows))
    assert kinds == ["officer", "total", *APART]


def test_only_days_of_the_period_count(report, by_kind, load, rate):
    """Both ends of the period belong to it; the days beside them do not."""
    load("officers", OFFICERS)
    for n, day in enumerate(("2021-02-28", "2021-03-01", "2021-03-31", "2021-04-01")):
        rate("cb-01", day, {"good": 10**n})
    (total,) = by_kind(report("2021-03-01", "2021-03-31"))["total"]
    assert total["good"] == 110


@pytest.mark.parametrize("kind", [kind for kind in APART if kind != "other_scale"])
def test_what_stands_apart(report, by_kind, load, rate, kind):
    """A verdict or decision against a rating puts it into its own row with its level, outside the total."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-01", {"good": 20})
    rate("cb-01", "2021-03-02", {"good": 2, "poor": 3}, kind=kind)
    rows = by_kind(report(*PERIOD))
    (apart,) = rows[kind]
    assert [apart[level] for level in FOUR] == [2, 0, 0, 3]
    assert apart["ratings"] == 5
    assert rows["total"][0]["ratings"] == 20
    assert all(rows[other][0]["ratings"] == 0 for other in APART if other != kind)


def test_other_scale(report, by_kind, load, rate):
    """Ratings on another scale are never pooled: one row with their number alone, and a sentence."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-01", {"good": 20})
    rate("cb-01", "2021-03-01", {"satisfied": 7}, scale="3-level")
    rate("cb-01", "2021-03-01", {"satisfied": 2}, scale="3-level", kind="duplicate")
    made = report(*PERIOD)
    rows = by_kind(made)
    assert rows["total"][0]["ratings"] == 20
    assert rows["other_scale"][0]["ratings"] == 7
    assert rows["other_scale"][0]["good"] is None
    assert rows["duplicate"][0]["ratings"] == 2
    assert "thang khác" in rows["duplicate"][0]["note"]
    assert "other_scale" in codes(made)


def test_undated_ratings(report, by_kind, load, rate):
    """Ratings without a day belong to no period: a row of their own in every report, and a sentence."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-01", {"good": 20})
    rate("cb-01", "", {"good": 3})
    rate("cb-02", "", {"poor": 1}, kind="late")
    for period in (PERIOD, ("2022-01-01", "2022-01-31")):
        made = report(*period)
        (undated,) = by_kind(made)["undated"]
        assert (undated["good"], undated["poor"], undated["ratings"]) == (3, 1, 4)
        assert "undated" in codes(made)
    assert by_kind(report(*PERIOD))["total"][0]["ratings"] == 20


def test_officers_without_ratings_have_a_row(report, by_kind, load):
    """Everybody valid in the period has a row, in the order of the list."""
    load("officers", OFFICERS)
    rows = by_kind(report(*PERIOD))["officer"]
    assert [(row["no"], row["officer_code"], row["ratings"]) for row in rows] == [(1, "cb-02", 0), (2, "cb-01", 0)]


def test_only_officers_of_the_period_have_a_row(report, by_kind, load):
    """Who left before the period or came after it has none; one day in it is enough."""
    load(
        "officers",
        "code,name,valid_from,valid_to\n"
        "1,Trước,,2020-12-31\n2,Đầu,,2021-01-01\n3,Cuối,2021-06-14,\n4,Sau,2021-06-15,\n5,Giữa,2021-02-01,2021-02-01\n",
    )
    assert [row["officer"] for row in by_kind(report(*PERIOD))["officer"]] == ["Đầu", "Cuối", "Giữa"]


def test_unknown_officers(report, by_kind, load, rate):
    """A code that the list does not hold, and no code at all, have rows of their own within the total."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-01", {"good": 20})
    rate("cb-77", "2021-03-01", {"poor": 2})
    rate("", "2021-03-01", {"fair": 1})
    made = report(*PERIOD)
    rows = by_kind(made)
    assert [(r["officer_code"], r["ratings"], r["no"]) for r in rows["unknown_officer"]] == [
        ("cb-77", 2, None),
        ("", 1, None),
    ]
    assert rows["total"][0]["ratings"] == 23
    assert [made.rows.index(row) for row in made.rows if row.kind == "unknown_officer"] == [2, 3]
    assert {"unknown_officer", "nobody_signed_in"} <= set(codes(made))


def test_ratings_after_somebody_left(report, by_kind, load, rate):
    """Who has ratings in a period in which no post of theirs holds is shown by name, as not in the list."""
    load("officers", "code,name,valid_to\ncb-01,Hồ Thị Lan,2020-12-31\n")
    rate("cb-01", "2021-03-01", {"good": 12})
    made = report(*PERIOD)
    (row,) = by_kind(made)["unknown_officer"]
    assert (row["officer_code"], row["officer"], row["ratings"]) == ("cb-01", "Hồ Thị Lan", 12)
    assert codes(made) == ["no_officer_in_period", "officer_not_in_period"]


def test_one_officer_at_two_agencies(report, by_kind, load, rate):
    """Several posts of one code are one row with all agencies; days between them are said."""
    load(
        "officers",
        "code,name,agency,valid_from,valid_to\n"
        "cb-01,Hồ Thị Lan,Sở Tư pháp,,2021-02-28\ncb-02,Vũ Minh Giang,Sở Nội vụ,,\n"
        "cb-01,Hồ Thị Lan,Sở Xây dựng,2021-03-05,2021-12-31\ncb-01,Hồ Thị Lan,Sở Y tế,2022-01-01,\n",
    )
    rate("cb-01", "2021-02-28", {"good": 10})
    rate("cb-01", "2021-03-01", {"good": 2})
    rate("cb-01", "2021-03-05", {"good": 5})
    made = report(*PERIOD)
    rows = by_kind(made)["officer"]
    assert [(r["officer_code"], r["agency"], r["good"]) for r in rows] == [
        ("cb-01", "Sở Tư pháp; Sở Xây dựng", 17),
        ("cb-02", "Sở Nội vụ", 0),
    ]
    assert "2 lượt" in rows[0]["note"]
    (finding,) = [f for f in made.findings if f.code == "outside_validity"]
    assert finding.count == 2
    assert "outside_validity" not in codes(report("2021-03-05", "2021-06-14"))


def test_agencies_by_alias(report, by_kind, load):
    """An officer's agency is printed as the agencies' list writes it; an unknown one as it stands."""
    load("agencies", "name,aliases\nSở Nông nghiệp và Phát triển nông thôn,Sở NN&PTNT\n")
    load("officers", "code,name,agency\n1,A,sở nn&ptnt\n2,B,Sở Lạ\n")
    made = report(*PERIOD)
    agencies = [row["agency"] for row in by_kind(made)["officer"]]
    assert agencies == ["Sở Nông nghiệp và Phát triển nông thôn", "Sở Lạ"]
    assert codes(made) == ["unknown_agency"]


def test_agency_of_the_time(report, by_kind, load):
    """Where a name was two agencies one after the other, the one of the period is printed."""
    load("agencies", "name,aliases,valid_from,valid_to\nSở Cũ,SX,,2020-12-31\nSở Mới,SX,2021-01-01,\n")
    load("officers", "code,name,agency\n1,A,SX\n")
    assert by_kind(report(*PERIOD))["officer"][0]["agency"] == "Sở Mới"
    assert by_kind(report("2020-01-01", "2020-12-31"))["officer"][0]["agency"] == "Sở Cũ"


def test_without_a_list(report, by_kind, rate):
    """Before the officers' list is imported every code is unknown, and the report says why."""
    rate("cb-01", "2021-03-01", {"good": 12})
    made = report(*PERIOD)
    assert [row["officer_code"] for row in by_kind(made)["unknown_officer"]] == ["cb-01"]
    assert codes(made)[0] == "no_officer_list"


def test_change_against_the_previous_month(report, load, rate):
    """A preset period is compared with the one before it, whatever their lengths."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-02-01", {"good": 90, "poor": 10})
    rate("cb-01", "2021-03-31", {"good": 96, "poor": 4, "fair": 0})
    figures = report("2021-03-01", "2021-03-31").figures
    assert figures["ratings"].change == 0
    assert figures["count_good"].change == 6
    assert figures["satisfied_share"].change == Decimal("6.00")
    assert figures["share_poor"].change == Decimal("-6.00")


def test_change_of_a_free_period(report, load, rate):
    """A free period is compared with as many days before it."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-04", {"good": 1})
    rate("cb-01", "2021-03-05", {"good": 10})
    rate("cb-01", "2021-03-10", {"good": 30})
    assert report("2021-03-10", "2021-03-14").figures["ratings"].change == 20


def test_nothing_to_compare_with(report, load, rate):
    """Before the first data there is no change; after them an empty period is one that fell to nothing."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-05", {"good": 10})
    assert report("2021-03-01", "2021-03-31").figures["ratings"].change is None
    assert report("2021-04-01", "2021-04-30").figures["ratings"].change == -10
    assert report("2021-04-01", "2021-04-30").figures["satisfied_share"].change is None
    assert report("2021-05-01", "2021-05-31").figures["ratings"].change == 0


def test_sites_are_apart(report, by_kind, load, rate):
    """Another site's officers, ratings and chains do not show."""
    load("officers", OFFICERS)
    rate("cb-01", "2021-03-01", {"good": 1})
    rate("cb-01", "2021-03-01", {"satisfied": 9}, site="mau", scale="3-level")
    made = report(*PERIOD, site="mau")
    assert by_kind(made)["total"][0]["ratings"] == 9
    assert "officer" not in by_kind(made)
    assert made.site.scale.code == "3-level"


def test_mode_note(report):
    """A centre without a queue says so in every report; one with a queue says nothing."""
    assert report(*PERIOD).mode_note == "không gắn với lượt phục vụ"
    assert report(*PERIOD, site="mau").mode_note == ""


def test_what_is_wrong_with_the_lines_is_said(report, engine, bac_kan_store):
    """Gaps, lost lines, conflicts and unreadable lines of the period stand beside the table."""
    with writing(engine) as connection:
        connection.execute(streams.update().values(max_seq=1800))
        connection.execute(insert(lost_ranges).values(stream_id=1, first=5, last=9))
        blob = b"\0" * 16
        connection.execute(
            insert(conflicts).values(stream_id=1, seq=3, hash=blob, line=b"", first_ms=0, last_ms=0, times=1)
        )
        for digest, ms in ((b"\1" * 16, 1_612_137_600_000), (b"\2" * 16, 0)):
            connection.execute(
                insert(quarantine).values(
                    gateway="q-03", digest=digest, reason="json", detail="", bytes=b"", size=0,
                    first_ms=ms, last_ms=ms, times=1,
                )
            )  # fmt: skip
    made = report(*PERIOD)
    assert codes(made) == ["gap", "lost", "conflict", "quarantine"]
    assert [finding.count for finding in made.findings] == [None, 5, 1, 1]
    assert "1.743" in made.findings[0].text
    assert codes(report(*PERIOD, site="mau")) == ["no_officer_list"]


def test_every_kind_has_its_row():
    """Whatever the rules of counting make of a rating, the table has a place for it."""
    kinds = {*get_args(Verdict), NO_TICKET, SET_ASIDE} - {ACCEPTED}
    assert kinds | {"other_scale"} == set(APART)


def test_sound_data_give_no_finding(report, bac_kan_store):
    """A sound table has nothing to say beside it."""
    assert report(*PERIOD).findings == ()


def test_unknown_report(report):
    """A report that is not there is refused with the names of those that are."""
    with pytest.raises(UnknownName, match="officer-ratings"):
        report(*PERIOD, name="weather")


def test_a_month_reads_its_own_days_only(engine, bac_kan_store):
    """The sums are found through the key of the rollup: a month costs the same with ten years stored."""
    wanted = ratings_daily.select().where(
        ratings_daily.c.site == "bac-kan", ratings_daily.c.day.between("2021-01-01", "2021-01-31")
    )
    with engine.connect() as connection:
        sql = str(wanted.compile(engine, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert "SEARCH" in plan[0][-1]
    assert "day>" in plan[0][-1]
