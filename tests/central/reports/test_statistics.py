"""Shares and intervals: published values, exact rounding, and what holds for all counts."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.statistics import Interval, Share, percent, wilson


@st.composite
def counts(draw):
    """A numerator and its denominator."""
    denominator = draw(st.integers(1, 10**9))
    return draw(st.integers(0, denominator)), denominator


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (1740, 1742, "99.58", "99.97"),
        (296, 297, "98.12", "99.94"),
        (1076, 1076, "99.64", "100.00"),
        (92, 92, "95.99", "100.00"),
        (19, 19, "83.18", "100.00"),
        (78, 79, "93.17", "99.78"),
        (0, 10, "0.00", "27.75"),
        (1, 1, "20.65", "100.00"),
        (5, 10, "23.66", "76.34"),
    ],
)
def test_wilson_values(numerator, denominator, low, high):
    """The interval of published and textbook counts, to two places."""
    assert wilson(numerator, denominator) == Interval(Decimal(low), Decimal(high))


@given(counts())
def test_wilson_against_floats(pair):
    """The decimal interval agrees with the formula in floating point, holds the share and stays in 0..100."""
    numerator, denominator = pair
    p, z2 = numerator / denominator, 1.959963984540054**2
    middle = p + z2 / (2 * denominator)
    half = math.sqrt(z2 * (p * (1 - p) / denominator + z2 / (4 * denominator**2)))
    scale = 1 + z2 / denominator
    got = wilson(numerator, denominator)
    assert float(got.low) == pytest.approx(max(0, 100 * (middle - half) / scale), abs=0.0051)
    assert float(got.high) == pytest.approx(min(100, 100 * (middle + half) / scale), abs=0.0051)
    assert 0 <= got.low <= percent(numerator, denominator) <= got.high <= 100


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1740, 1742, "99.89"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 160, "0.63"), (0, 7, "0.00")],
)
def test_percent_rounds_half_up(numerator, denominator, expected):
    """A share is rounded half up to two places: 0.125 becomes 0.13, where banks would say 0.12."""
    assert percent(numerator, denominator) == Decimal(expected)


@given(counts())
def test_percent_is_nearest(pair):
    """The rounded percent is at most half a hundredth away from the exact one."""
    numerator, denominator = pair
    hundredths = int(percent(numerator, denominator).scaleb(2))
    assert -1 * denominator < 2 * (10_000 * numerator - hundredths * denominator) < 1 * denominator or (
        2 * (10_000 * numerator - hundredths * denominator) == -denominator
    )


def test_nothing_to_divide_by():
    """0 of 0 has no share and no interval."""
    assert Share(0, 0).percent is None
    assert Share(0, 0).interval is None
    assert not Share(0, 0).is_small


@pytest.mark.parametrize(("denominator", "small"), [(1, True), (9, True), (10, False), (1742, False)])
def test_small_samples(denominator, small):
    """Under 10 ratings a share says nothing about a person; 10 is enough."""
    assert Share(0, denominator).is_small is small


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (-1, 4)])
def test_no_share(numerator, denominator):
    """More than all, or less than none, is refused."""
    with pytest.raises(ValueError, match="no share"):
        Share(numerator, denominator)
