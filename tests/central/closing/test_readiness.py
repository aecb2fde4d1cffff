"""What is looked at before a period is closed: what is missing is named with what to do, and what is well is told."""

from datetime import UTC, date, datetime

import pytest

from central.closing import working_days
from central.closing.readiness import readiness
from central.config import CentralSite
from central.reports.period import Period
from central.store.engine import reading


@pytest.mark.parametrize(
    ("last", "hours", "since"),
    [
        (date(2026, 11, 30), None, date(2026, 12, 2)),  # Monday: rated until Tuesday
        (date(2026, 11, 27), None, date(2026, 12, 1)),  # Friday: rated until Monday
        (date(2026, 11, 28), None, date(2026, 12, 1)),  # Saturday
        (date(2026, 11, 27), ("07:30-11:30",), date(2026, 12, 1)),
    ],
)
def test_from_when_a_period_may_be_closed(last, hours, since):
    """After the next working day, for until then tickets of the last day may be rated."""
    assert working_days.closable_from(last, CentralSite(name="Mẫu", hours=hours)) == since


def test_the_list_names_what_is_missing(engine, config, pressed, own):
    """Unknown officers, lists and tables that were not imported, ratings to be looked at: each with what to do."""
    pressed("good", 2, officer="cb-77")
    pressed("poor", 1, verdict="doubtful")
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    with reading(engine) as connection:
        found = readiness(connection, config, "bac-kan", period, datetime(2026, 12, 2, 1, tzinfo=UTC))
    lines = {line.code: line for line in found.lines}
    assert [lines[code].level for code in ("no_officer_list", "doubtful", "lists", "tables")] == ["warn"] * 4
    assert lines["doubtful"].count == 1
    assert lines["too_early"].level == "ok"
    assert lines["behind"].level == "unknown"
    assert all(line.todo for line in found.lines if line.level in ("warn", "block"))
    assert [line.level for line in found.lines] == sorted(
        (line.level for line in found.lines), key=("block", "warn", "unknown", "ok").index
    )
