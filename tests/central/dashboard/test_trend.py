"""Months and rolling stretches: every day once, today never, no share of too few."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from central.dashboard.trend import ROLLING, Sums, add_up, months_back, months_until, rolling_until
from central.reports.period import Period

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
SUMS = st.builds(
    lambda served, missed, wait_s, rated, satisfied: Sums(
        served + missed, served, missed, served, wait_s * served, served // 2, rated + satisfied, satisfied
    ),
    *[st.integers(0, 400)] * 5,
)


@given(st.dictionaries(DAYS, SUMS, max_size=30), DAYS)
def test_months_hold_every_day_of_theirs_once(days, today):
    """Twelve months follow each other without a gap, hold all their days until yesterday, and nothing of today."""
    months = months_until(days, today)
    yesterday = today - timedelta(days=1)
    assert len(months) == 12
    for before, after in zip(months, months[1:], strict=False):
        assert after.period.first == before.period.last + timedelta(days=1)
    assert months[-1].period.first <= yesterday <= months[-1].period.last
    past = {day: sums for day, sums in days.items() if day < today}
    total = Sums()
    for month in months_until(past, today):
        total = total.plus(month.sums)
    assert total == add_up(past, Period(months[0].period.first, yesterday))


@given(st.dictionaries(DAYS, SUMS, max_size=30), DAYS)
def test_rolling_months_hold_each_other(days, today):
    """What three months hold, six hold too, and twelve: counts only grow."""
    three, six, twelve = (rolling_until(days, today, n).sums for n in ROLLING)
    assert three.served <= six.served <= twelve.served
    assert three.rated <= six.rated <= twelve.rated
    for sums in (three, six, twelve):
        assert sums.satisfaction.numerator == sums.satisfied
        assert (sums.mean_wait_s is None) is (sums.waits == 0)


@given(DAYS, st.integers(0, 36))
def test_months_back_is_the_same_day_or_the_end_of_its_month(day, months):
    """The day of the month stays, unless the month is too short for it."""
    back = months_back(day, months)
    assert (day.year - back.year) * 12 + day.month - back.month == months
    assert back.day == day.day or (back.day < day.day and (back + timedelta(days=1)).day == 1)


def test_a_year_back_over_a_leap_day():
    """The last of February stays in February."""
    assert months_back(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_back(date(2026, 3, 6), 3) == date(2025, 12, 6)


def test_what_is_not_whole_says_so():
    """A month that runs, and one in which the store begins, are no whole months."""
    days = {date(2026, 1, 15): Sums(issued=1), date(2026, 3, 5): Sums(issued=1)}
    months = months_until(days, date(2026, 3, 6))
    assert [(one.period.first.month, one.is_whole) for one in months[-3:]] == [(1, False), (2, True), (3, False)]
    assert not rolling_until(days, date(2026, 3, 6), 12).is_whole
