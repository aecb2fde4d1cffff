"""Report periods and their presets: published examples, and no day left out or counted twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.period import PRESETS, Period, PeriodWrong, asked_period, following, preset_of, previous

days = st.dates(date(1995, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("preset", "day", "first", "last"),
    [
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("month-15", "2019-10-14", "2019-09-15", "2019-10-14"),
        ("month-15", "2019-10-15", "2019-10-15", "2019-11-14"),
        ("month-15", "2026-12-31", "2026-12-15", "2027-01-14"),
        ("quarter", "2026-08-31", "2026-07-01", "2026-09-30"),
        ("quarter-15", "2026-03-14", "2025-12-15", "2026-03-14"),
        ("quarter-15", "2026-03-15", "2026-03-15", "2026-06-14"),
        ("half-year", "2021-01-01", "2020-12-15", "2021-06-14"),
        ("half-year", "2021-06-15", "2021-06-15", "2021-12-14"),
        ("year", "2026-05-05", "2026-01-01", "2026-12-31"),
        ("year-15", "2026-12-15", "2026-12-15", "2027-12-14"),
        ("year-15", "2026-12-14", "2025-12-15", "2026-12-14"),
    ],
)
def test_presets(preset, day, first, last):
    """Each preset gives the period that the reporting regime means by it."""
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert PRESETS[preset].around(date.fromisoformat(day)) == expected


@given(st.sampled_from(sorted(PRESETS)), days)
def test_presets_cover_every_day_once(key, day):
    """Periods of one preset hold their day, follow each other without gap, and are recognised."""
    preset = PRESETS[key]
    period = preset.around(day)
    assert period.first <= day <= period.last
    assert preset.around(period.first) == preset.around(period.last) == period
    assert preset_of(period) == preset
    before = previous(period)
    assert before.last + timedelta(days=1) == period.first
    assert preset_of(before) == preset
    assert following(before) == period


@given(days, st.integers(0, 3000))
def test_free_periods(first, length):
    """Before a free period lie as many days; before a preset's one, its predecessor."""
    period = Period(first, first + timedelta(days=length))
    before = previous(period)
    assert before.last + timedelta(days=1) == period.first
    if preset_of(period) is None:
        assert before.days == period.days == length + 1


@pytest.mark.parametrize(("first", "last"), [("2026-02-01", "2026-01-31"), ("1989-12-31", "2026-01-01")])
def test_no_period(first, last):
    """A period that ends before it begins, or lies far off, is refused with a reason."""
    with pytest.raises(PeriodWrong, match="kỳ"):
        asked_period(date.fromisoformat(first), date.fromisoformat(last))
