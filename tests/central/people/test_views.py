"""What reports show to whom: closed blocks to agencies and officers, nothing of today to reporters, all to the head."""

import datetime
import itertools
import uuid

import pytest
from sqlalchemy import insert, select

from central.store.engine import reading, writing
from central.store.tables import audit_log, ratings, ratings_daily, streams
from central.web import report_pages

TODAY = datetime.date(2026, 11, 20)
LISTS = "code,name,agency\ncb-01,Lò Thị Mai,Sở Y tế\ncb-02,Vàng A Páo,Sở Y tế\ncb-03,Hà Văn Tư,Sở Tư pháp\n"


def day(n):
    """A day of the month."""
    return f"2026-11-{n:02d}"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The day that the pages believe in; a test moves it on."""
    now = [TODAY]
    monkeypatch.setattr(report_pages, "_today", lambda services: now[0])
    return now


@pytest.fixture
def rated(engine, load):
    """Puts ratings into the store, singly and as daily sums: ``rated(officer, day, level, n)``."""
    load("agencies", "name,aliases\nSở Y tế,Y tế tỉnh\nSở Tư pháp,\n")
    load("officers", LISTS)
    numbers = itertools.count(1)
    with writing(engine) as connection:
        names = {"gateway": "q-01", "stream": "0" * 32, "site": "bac-kan", "complete_seq": 0, "max_seq": 0}
        made = insert(streams).values(**names, complete_hash=bytes(16), first_seen_ms=0, last_seen_ms=0)
        stream = connection.execute(made).inserted_primary_key[0]

    def put(officer, of_day, level, n):
        common = {"site": "bac-kan", "day": of_day, "officer": officer, "counter": "1", "scale": "4-level"}
        common |= {"level": level, "channel": "panel", "kind": "counted"}
        with writing(engine) as connection:
            connection.execute(insert(ratings_daily).values(**common, n=n))
            for _ in range(n):
                own = {"rating": uuid.uuid4().bytes, "verdict": "accepted", "reasons": ""}
                connection.execute(insert(ratings).values(**common, **own, stream_id=stream, seq=next(numbers)))

    return put


def table(browser, first, last, name="officer-ratings"):
    """The rows of a report as its JSON says them."""
    answer = browser.get(f"/reports/{name}.json?site=bac-kan&from={first}&to={last}")
    assert answer.status_code == 200, answer.text
    return answer.json["rows"]


def total(browser, first, last):
    """The levels of the total row."""
    (row,) = [row for row in table(browser, first, last) if row["row_kind"] == "total"]
    return {level: row[level] for level in ("good", "fair", "average", "poor") if row[level]}


def test_an_agency_sees_its_own_officers_in_blocks(browser_of, rated):
    """Only its officers, only whole blocks of five, in which a poor rating cannot be dated."""
    rated("cb-01", day(2), "good", 3)
    rated("cb-01", day(3), "poor", 1)
    rated("cb-01", day(4), "good", 1)
    rated("cb-02", day(4), "good", 4)
    rated("cb-03", day(4), "good", 9)
    agency = browser_of("agency", site="bac-kan", detail="y tế tỉnh")
    rows = table(agency, day(1), day(19))
    assert [(r["officer_code"], r["ratings"]) for r in rows if r["row_kind"] == "officer"] == [
        ("cb-01", 5),
        ("cb-02", 0),
    ]
    assert total(agency, day(1), day(19)) == {"good": 4, "poor": 1}
    assert total(agency, day(1), day(3)) == {}
    assert total(agency, day(4), day(4)) == {"good": 4, "poor": 1}
    assert {r["row_kind"] for r in rows} == {"officer", "total"}


@pytest.mark.slow
def test_asking_every_day_unmasks_nothing(browser_of, rated, today):
    """Day by day, over every period, after each new rating: the answers only ever grow by whole blocks."""
    officer = browser_of("officer", site="bac-kan", detail="cb-01")
    seen = set()
    for n in range(2, 14):
        rated("cb-01", day(n), "poor" if n % 5 == 0 else "good", 1 + n % 3)
        today[0] = datetime.date(2026, 11, n + 1)
        for first, last in itertools.combinations_with_replacement(range(1, n + 1, 3), 2):
            seen.add(sum(total(officer, day(first), day(last)).values()))
        seen.add(sum(total(officer, day(1), day(n)).values()))
    sizes = sorted(seen)
    assert sizes[0] == 0
    assert all(later - earlier >= 5 for earlier, later in itertools.pairwise(sizes))


def test_an_officer_sees_nobody_else(browser_of, rated):
    """An officer's own row and no other, in every format; of other reports nothing."""
    rated("cb-01", day(2), "good", 6)
    rated("cb-02", day(2), "poor", 6)
    officer = browser_of("officer", site="bac-kan", detail="cb-01")
    page = officer.get(f"/reports/officer-ratings?site=bac-kan&from={day(1)}&to={day(19)}").text
    assert "Lò Thị Mai" in page and "gộp thành khối" in page
    assert "Vàng A Páo" not in page and "Hà Văn Tư" not in page
    csv = officer.get(f"/reports/officer-ratings.csv?site=bac-kan&from={day(1)}&to={day(19)}").text
    assert "cb-02" not in csv
    for name in ("satisfaction", "dissatisfaction", "throughput", "presence", "dossiers", "monthly"):
        assert officer.get(f"/reports/{name}?site=bac-kan").status_code == 403


def test_an_officer_who_is_in_no_list(browser_of, rated):
    """A code of no list sees its blocks under that code."""
    rated("cb-09", day(2), "good", 5)
    rows = table(browser_of("officer", site="bac-kan", detail="cb-09"), day(1), day(19))
    assert [(r["row_kind"], r["officer_code"], r["ratings"]) for r in rows][0] == ("unknown_officer", "cb-09", 5)


def test_a_block_is_not_cut_where_a_post_ends(browser_of, rated, load):
    """Ratings given partly at another agency are shown to neither of the two."""
    head = "code,name,agency,valid_from,valid_to\n"
    load("officers", f"{head}cb-01,Lò Thị Mai,Sở Y tế,,{day(3)}\ncb-01,Lò Thị Mai,Sở Tư pháp,{day(4)},\n")
    rated("cb-01", day(3), "good", 3)
    rated("cb-01", day(4), "good", 3)
    rated("cb-01", day(9), "fair", 5)
    for agency, expected in (("Sở Y tế", {}), ("Sở Tư pháp", {"fair": 5})):
        browser = browser_of("agency", site="bac-kan", detail=agency, code=f"of-{len(agency)}")
        assert total(browser, day(1), day(19)) == expected


def test_a_reporter_sees_nothing_of_today(browser_of, rated):
    """Below the head of a centre ratings begin to show on the next day; the head sees them at once."""
    rated("cb-01", day(19), "good", 2)
    rated("cb-01", day(20), "poor", 1)
    reporter, head = browser_of("reporter"), browser_of("head")
    assert total(reporter, day(1), day(30)) == {"good": 2}
    assert total(head, day(1), day(30)) == {"good": 2, "poor": 1}
    page = reporter.get(f"/reports/officer-ratings?site=bac-kan&from={day(1)}&to={day(30)}").text
    assert "Số đánh giá của hôm nay có từ ngày mai" in page
    answer = reporter.get(f"/reports/satisfaction?site=bac-kan&from={day(20)}&to={day(20)}")
    assert "ngày mai" in answer.text
    assert reporter.get(f"/reports/satisfaction.json?site=bac-kan&from={day(20)}&to={day(20)}").status_code == 404


def test_hours_need_a_whole_month(browser_of, rated):
    """Ratings by the hour of a single day are for the head alone; of a whole month a reporter sees them too."""
    rated("cb-01", day(3), "good", 1)
    head, reporter = browser_of("head"), browser_of("reporter")

    def hours(browser, first, last):
        return [row for row in table(browser, first, last, "satisfaction") if row["row_kind"] == "hour"]

    assert hours(head, day(3), day(3))
    assert hours(reporter, day(3), day(3)) == []
    assert hours(reporter, "2026-10-15", "2026-11-14")


def test_looks_are_logged(browser_of, rated, engine):
    """Each look at figures of officers stands in the log with who, what and when; the same page again does not."""
    head = browser_of("head", code="lanh-dao")
    for _ in range(3):
        table(head, day(1), day(19))
    table(head, day(1), day(19), "satisfaction")
    table(head, day(1), day(18))
    with reading(engine) as connection:
        seen = connection.execute(select(audit_log.c.person, audit_log.c.act, audit_log.c.what, audit_log.c.site))
        assert [tuple(row) for row in seen] == [
            ("lanh-dao", "look", "Đánh giá theo cán bộ 01/11/2026–19/11/2026 (json)", "bac-kan"),
            ("lanh-dao", "look", "Đánh giá theo cán bộ 01/11/2026–18/11/2026 (json)", "bac-kan"),
        ]
