"""Tickets, counters and their sums: what was changed behind everybody's back is named, and made right by a rebuild."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from central.rebuild import ensure_projections, rebuild
from contract.events import (
    CounterPaused,
    CounterResumed,
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketTransferred,
)

Make = Callable[..., Any]
SUM = ("sum", "-", "-", None)
SEAT = ("seats_daily", "-", "-", None)
HALL = ("hall-01", f"{21:032x}")
TABLES = (
    "ticket_events", "tickets", "visits_daily", "durations_daily", "outcomes_daily", "seat_events", "seats_daily",
)  # fmt: skip


def also(*cases: str) -> list[Any]:
    """Further cases like those before them: for `make test`, which has the time."""
    return [pytest.param(case, marks=pytest.mark.slow) for case in cases]


WHERE = "WHERE stream_id = (SELECT id FROM streams WHERE gateway = 'hall-01') AND seq = :seq"


@pytest.fixture
def hall(empty_office: Make, writer: Make) -> Iterator[Any]:
    """An office of which a hall told a morning: one visit with a transfer, one that waits, one dark ticket."""
    office, hall, dark = empty_office(), writer("hall-01", "mau", 21), writer("kiosk-09", "mau", 22, boot="dark")
    hall.add(OfficerSignedIn("cb-01", "1"))
    ticket = hall.issue()
    hall.issue()
    hall.add(TicketCalled(ticket, "1", "cb-01", 1, False))
    hall.add(ServiceStarted(ticket, "1", "cb-01"))
    hall.add(TicketTransferred(ticket, "dat-dai", None, "cb-01"))
    hall.add(TicketCalled(ticket, "1", "cb-01", 1, False))
    hall.add(ServiceFinished(ticket, "1", "cb-01", (Outcome("dat-dai", "received", 2),)))
    hall.add(CounterPaused("1"))
    hall.add(CounterResumed("1"))
    hall.add(OfficerSignedOut("cb-01", "1", "session_end"))
    dark.issue(clock="unset", at=datetime(1970, 1, 1, tzinfo=UTC))
    office.take(hall.arrival(4), dark.arrival())
    office.take(hall.arrival(1, 3))
    return office


def test_a_sound_hall_has_nothing_wrong(hall: Any) -> None:
    """The control: all of it is there, and all of it holds; a rebuild changes nothing."""
    before = hall.dump()
    assert {name: len(before[name]) for name in TABLES} == {
        "ticket_events": 8, "tickets": 3, "visits_daily": 3, "durations_daily": 2, "outcomes_daily": 1,
        "seat_events": 4, "seats_daily": 1,
    }  # fmt: skip
    assert hall.wrong() == set()
    rebuild(hall.engine, hall.config)
    assert hall.dump() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ticket_events SET ticket = X'00112233445566778899AABBCCDDEEFF' {}",
        *also(
            "UPDATE ticket_events SET time_ms = time_ms + 5000 {}",
            "UPDATE ticket_events SET said = 'x' {}",
            "DELETE FROM ticket_events {}",
        ),
    ],
)
def test_a_false_row_of_a_line_is_named_alone(hall: Any, change: str) -> None:
    """Its ticket and the sums are judged by what the row should be."""
    assert hall.wrong_after(change.format(WHERE), seq=7) == {("ticket_events", *HALL, 7)}


def test_a_false_row_of_a_counter_is_named_alone(hall: Any) -> None:
    """A pause that is told longer than it was, or gone: the day is judged by the lines."""
    for change in ("UPDATE seat_events SET time_ms = time_ms + 1 {}", "DELETE FROM seat_events {}"):
        assert hall.wrong_after(change.format(WHERE), seq=10) == {("seat_events", *HALL, 10)}


@pytest.mark.parametrize(
    "change",
    [
        "outcomes = '{'",
        *also(
            "state = 'void'", "wait_s = wait_s - 1", "service_s = NULL", "officer = 'cb-99'", "outcomes = ''",
            "day = '2020-01-01'", "hour = 3", "recalls = 5",
        ),
    ],
)  # fmt: skip
def test_a_changed_ticket_is_named_by_the_line_that_issued_it(hall: Any, change: str) -> None:
    """Whatever column: that ticket alone, not the sums in which it stands."""
    assert hall.wrong_after(f"UPDATE tickets SET {change} WHERE state = 'served'") == {("tickets", *HALL, 2)}


def test_a_ticket_deleted_or_made_up_is_named(hall: Any) -> None:
    """The one by its line; the other has none."""
    assert hall.wrong_after("DELETE FROM tickets WHERE state = 'served'") == {("tickets", *HALL, 2)}
    columns = "site, day, hour, number, state, taken_service, service, need, priority, needs, items, channel"
    more = "counter, officer, issued_ms, called_ms, started_ms, finished_ms, wait_s, work_wait_s, service_s"
    copy = (
        f"INSERT INTO tickets (ticket, {columns}, {more}, transfers, recalls, outcomes) SELECT X'00112233445566778899"
        f"AABBCCDDEEFF', {columns}, {more}, transfers, recalls, outcomes FROM tickets WHERE state = 'served'"
    )
    assert hall.wrong_after(copy) == {("tickets", "-", "-", None)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE visits_daily SET n = n + 1 WHERE state = 'served'",
        *also(
            "UPDATE durations_daily SET seconds = seconds + 1 WHERE measure = 'wait'",
            "UPDATE outcomes_daily SET visits = 0",
            "UPDATE visits_daily SET officer = 'cb-09' WHERE state = 'served'",
            "DELETE FROM visits_daily WHERE day = ''",
            "DELETE FROM durations_daily WHERE measure = 'service'",
            "UPDATE outcomes_daily SET n = 3",
            "UPDATE outcomes_daily SET day = '2020-01-01'",
            "INSERT INTO visits_daily VALUES ('khac', '2026-01-01', '', '', '', 1, '', 0, '', 'served', 0)",
        ),
    ],
)
def test_a_changed_sum_is_named(hall: Any, change: str) -> None:
    """No ticket is blamed for it."""
    assert hall.wrong_after(change) == {SUM}


@pytest.mark.slow
def test_a_ticket_changed_together_with_its_sums_is_named(hall: Any) -> None:
    """Both agree with each other, not with the lines."""
    changes = ("UPDATE tickets SET state = 'void' {}", "UPDATE visits_daily SET state = 'void' {}")
    wrong = hall.wrong_after(*(change.format("WHERE state = 'served'") for change in changes))
    assert wrong == {("tickets", *HALL, 2), SUM}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE seats_daily SET open_s = open_s + 60",
        *also("DELETE FROM seats_daily", "UPDATE seats_daily SET day = ''"),
    ],
)
def test_a_changed_day_of_a_counter_is_named(hall: Any, change: str) -> None:
    """Longer, gone, or on another day."""
    assert hall.wrong_after(change) == {SEAT}


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_what_was_lost_is_made_again(hall: Any, table: str) -> None:
    """Whichever table is emptied: the same rows afterwards."""
    before = hall.dump()
    hall.change(f"DELETE FROM {table}")
    assert hall.wrong() != set()
    rebuild(hall.engine, hall.config)
    assert hall.dump() == before


def test_what_stands_for_purged_lines_stays_and_follows_the_zone(hall: Any) -> None:
    """Nothing tells of them any more but their rows: the same figures, on other days elsewhere."""
    hall.change("UPDATE events SET line = NULL")
    before = hall.dump()
    rebuild(hall.engine, hall.config)
    assert hall.dump() == before
    assert hall.wrong() == set()
    mau = replace(hall.config.sites["mau"], timezone="Pacific/Honolulu")
    rebuild(hall.engine, replace(hall.config, sites=hall.config.sites | {"mau": mau}))
    made = hall.dump()
    assert {row[1] for row in made["seats_daily"]} == {row[5] for row in made["seat_events"]} == {"2026-11-19"}
    assert {row[2] for row in made["tickets"]} == {"2026-11-19", ""}


def test_figures_follow_the_hours_of_a_site(hall: Any) -> None:
    """Waits in working time are there once the hours are, and central's start makes them."""
    assert ensure_projections(hall.engine, hall.config) is True
    assert {row[2] for row in hall.dump()["durations_daily"]} == {"wait", "service"}
    mau = replace(hall.config.sites["mau"], hours=("07:30-11:30",))
    open_ = replace(hall.config, sites=hall.config.sites | {"mau": mau})
    assert ensure_projections(hall.engine, open_) is True
    assert {row[2] for row in hall.dump()["durations_daily"]} == {"wait", "work_wait", "service"}
    assert {one.kind for one in hall.findings(open_) if one.is_wrong} == set()
    assert ensure_projections(hall.engine, open_) is False
