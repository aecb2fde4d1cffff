"""The phrases of official reports."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.documents import sentences
from central.documents.periods import before_name, period_name
from central.documents.sentences import Manner
from central.reports.period import Period
from central.reports.statistics import Share, percent, wilson


def plain(text: str) -> str:
    """The text with ordinary spaces, as the examples are written."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (96, "tăng 96 hồ sơ"), (-4, "giảm 04 hồ sơ"), (0, "không tăng, không giảm"),
        (1250, "tăng 1.250 hồ sơ"), (-12, "giảm 12 hồ sơ"), (9, "tăng 09 hồ sơ"),
    ],
)  # fmt: skip
def test_changes_of_counts(change, said):
    """More, less and the same, with small counts padded."""
    assert plain(sentences.count_change(change, "hồ sơ")) == said


def test_nothing_then_and_now():
    """None after none did not stay the same: it did not happen."""
    assert sentences.count_change(0, "hồ sơ", now=0) == "không phát sinh"
    assert sentences.count_change(0, "hồ sơ", now=7) == "không tăng, không giảm"
    assert sentences.counted(0, "hồ sơ") == "không phát sinh"


@pytest.mark.parametrize(
    ("change", "said"),
    [("0.06", "tăng 0,06 điểm phần trăm"), ("-1.50", "giảm 1,50 điểm phần trăm"), ("0.00", "không tăng, không giảm")],
)
def test_changes_of_shares(change, said):
    """Shares change by percentage points."""
    assert sentences.share_change(Decimal(change)) == said


def test_comparison():
    """A change says what it is compared with."""
    said = sentences.compared(sentences.count_change(-4, "hồ sơ"), "cùng kỳ năm trước")
    assert plain(said) == "giảm 04 hồ sơ so với cùng kỳ năm trước"


def test_counts():
    """Two digits at least, points between thousands."""
    said = [plain(sentences.counted(n, "hồ sơ")) for n in (4, 10, 1250)]
    assert said == ["04 hồ sơ", "10 hồ sơ", "1.250 hồ sơ"]


def test_received_and_resolved():
    """What came in and what was settled are two counts."""
    assert plain(sentences.received_and_resolved(1250, 1178)) == "tiếp nhận 1.250 hồ sơ; đã giải quyết 1.178 hồ sơ"


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        (Manner(), "99,29 %"), (Manner(is_spaced=False), "99,29%"),
        (Manner(places=1), "99,3 %"), (Manner(1, False), "99,3%"),
    ],
)  # fmt: skip
def test_shares_in_each_manner(manner, said):
    """Places and the space before the sign are the document's own."""
    assert plain(sentences.share_text(Share(9903, 9974), manner)) == said


def test_shares_at_the_ends():
    """All and none are whole; almost all keeps its places; nothing to divide by is a dash."""
    said = [plain(sentences.share_text(Share(*s), Manner())) for s in ((7, 7), (0, 7), (99_999, 100_000), (0, 0))]
    assert said == ["100 %", "0 %", "100,00 %", "—"]


def test_a_share_is_rounded_once():
    """94,449… is 94,4 with one place; over its two places, 94,45, it would become 94,5."""
    share = Share(94_449, 100_000)
    assert percent(share.numerator, share.denominator) == Decimal("94.45")
    assert plain(sentences.share_text(share, Manner(places=1))) == "94,4 %"


@given(st.integers(1, 10**6), st.data())
def test_two_places_equal_the_reports(denominator, data):
    """With two places a share is the one that the report carries."""
    numerator = data.draw(st.integers(1, denominator))
    printed = sentences.share_text(Share(numerator, denominator), Manner())
    value = percent(numerator, denominator)
    if numerator < denominator:
        assert plain(printed) == f"{value}".replace(".", ",") + " %"


def test_intervals():
    """An interval in a table and in a sentence, with whole ends."""
    assert plain(sentences.interval_text(wilson(1740, 1742), Manner())) == "99,58–99,97 %"
    assert plain(sentences.interval_words(wilson(92, 92), Manner(is_spaced=False))) == "từ 95,99% đến 100%"


def test_small_samples():
    """Too few ratings are said to be too few, ten are enough."""
    assert sentences.sample_words(0) == "không phát sinh"
    assert sentences.sample_words(9) == "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"
    assert sentences.sample_words(10) == ""


def test_sentences_end_once():
    """One capital in front, one full stop behind."""
    assert sentences.sentence("trong kỳ không phát sinh;") == "Trong kỳ không phát sinh."


@pytest.mark.parametrize(
    ("first", "last", "name", "before"),
    [
        (date(2019, 10, 1), date(2019, 10, 31), "tháng 10 năm 2019", "tháng trước"),
        (
            date(2019, 9, 15), date(2019, 10, 14),
            "tháng 10 năm 2019 (từ ngày 15/09/2019 đến hết ngày 14/10/2019)", "tháng trước",
        ),
        (date(2021, 7, 1), date(2021, 9, 30), "quý III năm 2021", "quý trước"),
        (
            date(2020, 12, 15), date(2021, 6, 14),
            "6 tháng đầu năm 2021 (từ ngày 15/12/2020 đến hết ngày 14/06/2021)", "kỳ trước",
        ),
        (date(2021, 1, 1), date(2021, 12, 31), "năm 2021", "năm trước"),
        (date(2021, 1, 1), date(2021, 6, 14), "từ ngày 01/01/2021 đến hết ngày 14/06/2021", "kỳ trước"),
        (date(2021, 1, 5), date(2021, 1, 5), "ngày 05/01/2021", "kỳ trước"),
    ],
)  # fmt: skip
def test_names_of_periods(first, last, name, before):
    """A period is called what the regime calls it; a free one by its days."""
    assert (period_name(Period(first, last)), before_name(Period(first, last))) == (name, before)
