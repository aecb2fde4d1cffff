"""What is looked at before a period is closed: what is missing is named with what to do, and what is well is told."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from central.closing.readiness import readiness
from central.config import CentralSite
from central.reports.period import Period
from central.rules.workdays import closable_from
from central.store.engine import reading
from central.workdays import workdays_at
from contract.services import SwappedDay


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
    assert closable_from(last, workdays_at(CentralSite(name="Mẫu", hours=hours))) == since


def test_days_off_and_swapped_days_move_the_closing(engine, config):
    """Wednesday the 2nd of September and the day before it are off; the 5th, a Saturday, is worked in their place."""
    off = (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3), date(2026, 9, 4))
    swapped = (SwappedDay(date(2026, 9, 5), "fri"),)
    site = CentralSite("Mẫu", hours=("07:30-11:30",), holidays=off, swapped=swapped)
    settings = replace(config, sites={"mau": site})
    august = Period(date(2026, 8, 1), date(2026, 8, 31))
    levels = {}
    for day in (5, 6):
        with reading(engine) as connection:
            found = readiness(connection, settings, "mau", august, datetime(2026, 9, day, 1, tzinfo=UTC))
        levels[day] = next(line for line in found.lines if line.code == "too_early")
    assert (levels[5].level, levels[6].level) == ("block", "ok")
    assert "05/09/2026" in levels[5].text


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
