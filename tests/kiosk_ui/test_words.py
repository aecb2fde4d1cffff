"""How counts, days and moments are written for Vietnamese readers."""

from datetime import UTC, date, datetime

import pytest

from kiosk_ui.words import count_text, date_text, moment_text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1742, "1.742"), (1_878_714, "1.878.714"), (-1250, "−1.250")]
)
def test_counts(value, text):
    """Thousands are parted by points; below zero stands a minus, not a hyphen."""
    assert count_text(value) == text


def test_days_and_moments():
    """Days are written day first, with both digits; a moment in its own time zone."""
    assert date_text(date(2021, 1, 9)) == "09/01/2021"
    assert moment_text(datetime(2026, 3, 2, 8, 5, tzinfo=UTC)) == "08:05 ngày 02/03/2026"
