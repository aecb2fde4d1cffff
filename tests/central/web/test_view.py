"""Numbers as Vietnamese readers expect them, and the shape that the templates read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.changes import change_text
from central.reports.making import make_report
from central.reports.model import Figure
from central.reports.period import Period
from central.reports.statistics import Share
from central.web.view import interval_text, percent_text, share_text, view_of
from kiosk_ui.words import count_text

NOW = datetime(2021, 6, 15, 1, 15, tzinfo=UTC)


def view(engine, config, first, last, site="bac-kan"):
    """The view of a report."""
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return view_of(make_report(engine, config, "officer-ratings", site, period, NOW))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(1740, 1742), "99,89 %"),
        (Share(296, 297), "99,66 %"),
        (Share(1, 2), "50,00 %"),
        (Share(10, 10), "100 %"),
        (Share(0, 10), "0 %"),
        (Share(99_999, 100_000), "100,00 %"),
        (Share(1, 100_000), "0,00 %"),
        (Share(0, 0), ""),
    ],
)
def test_shares(share, text):
    """Two places with a comma; only all and none are written without them, what is rounded to 100 keeps its places."""
    assert share_text(share).replace("\N{NO-BREAK SPACE}", " ") == text


@given(st.integers(0, 10**12))
def test_counts(n):
    """Groups of three with a dot, and the same number when they are taken away."""
    text = count_text(n)
    assert int(text.replace(".", "")) == n
    assert all(len(group) == 3 for group in text.split(".")[1:])


@given(st.integers(0, 10_000))
def test_percents(hundredths):
    """A percent has two places behind a comma, and reads back to itself."""
    value = Decimal(hundredths).scaleb(-2)
    assert Decimal(percent_text(value).replace(",", ".")) == value
    assert percent_text(value)[-3] == ","


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(5, "count"), ""),
        (Figure(5, "count", change=0), "không tăng, không giảm"),
        (Figure(5, "count", change=1096), "tăng 1.096 lượt"),
        (Figure(5, "count", change=-4), "giảm 04 lượt"),
        (Figure(None, "percent", change=Decimal("0.06")), "tăng 0,06 điểm phần trăm"),
        (Figure(None, "percent", change=Decimal("-1.50")), "giảm 1,50 điểm phần trăm"),
        (Figure(None, "percent", change=Decimal("0.00")), "không tăng, không giảm"),
    ],
)
def test_changes(figure, text):
    """Changes are said in the words of official reports."""
    assert change_text(figure.change, figure.unit) == text


def test_the_published_table(config, bac_kan_store):
    """Tiles, rows and shares of the published table, as its page prints them."""
    got = view(bac_kan_store, config, "2021-01-01", "2021-06-14")
    tiles = [(tile.label, tile.value, tile.note.replace("\N{NO-BREAK SPACE}", " ")) for tile in got.tiles]
    assert tiles == [
        ("Lượt đánh giá", "1.742", "17 cán bộ · 12 cơ quan"),
        ("Tốt và Khá", "99,89\N{NO-BREAK SPACE}%", "1.740/1.742 · 99,58–99,97 %"),
        ("Trung bình, Kém", "2", "Trung bình 2 · Kém 0"),
        ("Ngoài tổng số", "0", "cần kiểm tra 0 · bấm lặp 0"),
    ]
    rows = {row.cells["officer"]: row for row in got.rows}
    assert rows["Vũ Minh Giang"].share.value_text == "99,66\N{NO-BREAK SPACE}%"
    assert (rows["Hồ Thị Lan"].share.low_text, rows["Hồ Thị Lan"].share.high_text) == ("99,64", "100")
    assert rows["Đinh Thị Quế"].share.small_sample
    assert rows["Bùi Đức Huy"].share.none
    assert [column.key for column in got.columns] == [
        *("no", "officer", "agency", "good", "fair", "average", "poor", "ratings", "satisfied_share", "interval"),
    ]


def test_change_stands_in_the_tile(config, engine, load, rate):
    """Where there is an earlier period, the tiles say what changed."""
    load("officers", "code,name\ncb-01,Hồ Thị Lan\n")
    rate("cb-01", "2021-02-01", {"good": 10})
    rate("cb-01", "2021-03-01", {"good": 12})
    tiles = view(engine, config, "2021-03-01", "2021-03-31").tiles
    assert tiles[0].note.endswith("tăng 02 lượt so với kỳ trước")


def test_nothing_at_all(config, engine):
    """A site without officers and ratings has no rows to show, and shares that are dashes."""
    got = view(engine, config, "2021-03-01", "2021-03-31")
    assert got.rows == ()
    assert got.tiles[1].value == "—"


def test_ratings_apart_alone_are_shown(config, engine, rate):
    """A site with nothing but pressed-again ratings still shows them."""
    rate("cb-01", "2021-03-01", {"good": 1}, kind="duplicate")
    assert view(engine, config, "2021-03-01", "2021-03-31").rows


def test_interval():
    """An interval is two shares with a dash between them."""
    text = interval_text(Share(1740, 1742).interval)
    assert text == "99,58–99,97\N{NO-BREAK SPACE}%"
