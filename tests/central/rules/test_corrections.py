"""What two people corrected: spans at counters, numbers that were none, corrections taken back."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from central.rules.corrections import NONE_IN_FORCE, Correction, in_force, read_about, seat_text, served_ms
from central.rules.counting import order_key
from central.rules.seats import SeatTold, seats_of

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOUR_MS = 3_600_000
NINE = int(MORNING.timestamp() * 1000)
STREAM = "c" * 32


def made(seq, what, old="", new="", time=0):
    """A line of central's stream."""
    return Correction(order_key(time, "central", STREAM, seq), "mau", read_about(what), old, new)


def span(first_h, last_h, counter="3"):
    """A wrong sign-in from so many hours after the morning on."""
    return seat_text(MORNING + timedelta(hours=first_h), MORNING + timedelta(hours=last_h), counter)


def test_who_sat_there_is_told_for_the_span_alone():
    """From its beginning on, until before its end, at that counter, for that officer."""
    holding = in_force([made(1, span(1, 2), "cb-01", "cb-02")])
    at = [NINE + HOUR_MS - 1, NINE + HOUR_MS, NINE + 2 * HOUR_MS - 1, NINE + 2 * HOUR_MS]
    assert [holding.officer("mau", "3", ms, "cb-01") for ms in at] == ["cb-01", "cb-02", "cb-02", "cb-01"]
    assert holding.officer("mau", "3", at[1], "cb-09") == "cb-09"
    assert holding.officer("mau", "4", at[1], "cb-01") == "cb-01"
    assert holding.officer("khac", "3", at[1], "cb-01") == "cb-01"
    assert holding.officer("mau", "3", None, "cb-01") == "cb-01"


def test_where_nobody_was_signed_in_somebody_may_have_sat():
    """The empty officer is corrected like any other."""
    holding = in_force([made(1, span(1, 2), "", "cb-02")])
    assert holding.officer("mau", "3", NINE + HOUR_MS, "") == "cb-02"


def test_corrections_follow_each_other_as_they_were_decided():
    """Whatever order they arrive in; a second one of the same officer finds nothing of hers any more."""
    chain = [
        made(1, span(0, 4), "cb-01", "cb-02", time=1),
        made(2, span(0, 4), "cb-02", "cb-03", time=2),
        made(3, span(0, 4), "cb-01", "cb-04", time=3),
    ]
    for order in itertools.permutations(chain):
        assert in_force(order).officer("mau", "3", NINE, "cb-01") == "cb-03"


def test_a_correction_that_was_undone_never_was():
    """Whether its undoing arrives before it or after it; the undoing of another place undoes nothing."""
    lines = [made(1, span(0, 4), "cb-01", "cb-02"), made(2, f"undo/{STREAM}/1"), made(3, f"undo/{STREAM}/9")]
    for order in itertools.permutations(lines):
        assert in_force(order).officer("mau", "3", NINE, "cb-01") == "cb-01"


@pytest.mark.parametrize(
    "what",
    [
        "seat/x/y/3",
        "seat/2026-11-20T08:00/2026-11-20T09:00/3",
        "seat/2026-11-20T09:00+07:00/2026-11-20T09:00+07:00/3",
        "seat/2026-11-20T09:00+07:00/2026-12-22T09:00+07:00/3",
        "seat/2026-11-20T09:00+07:00/2026-11-20T10:00+07:00/",
        "ticket/12",
        "undo/1",
        "undo/a/b",
        "officer-ratings/mau/2026-11-01/2026-11-30/1",
        "",
    ],
)
def test_what_no_version_wrote_is_no_correction(what):
    """Times without a zone, spans that end before they begin or last longer than a month, other words."""
    assert read_about(what) is None


def test_a_counter_may_be_called_anything():
    """A slash in its name is no end of it."""
    assert read_about(span(0, 1, "3/a b")).counter == "3/a b"


def test_a_rating_is_about_when_its_visit_was_dealt_with():
    """The last call, start or finish at that counter with a known time."""
    lines = [
        ("ticket.issued", "", 1),
        ("ticket.called", "3", 5),
        ("service.started", "3", None),
        ("service.finished", "4", 9),
        ("ticket.parked", "3", 8),
    ]
    assert served_ms(lines, "3") == 5
    assert served_ms(lines, "5") is None


def test_a_sitting_is_divided_where_somebody_else_came():
    """Open time, pauses and who never left go to whoever sat there; what the lines say stays what they say."""

    def told(seq, hours, type_, officer="", reason=""):
        time_ms = NINE + int(hours * HOUR_MS)
        return SeatTold(order_key(time_ms, "q-01", "a" * 32, seq), time_ms, type_, "3", officer, reason)

    lines = [
        told(1, 0, "officer.signed_in", "cb-01", "principal"),
        told(2, 5.5, "counter.paused"),
        told(3, 6, "counter.resumed"),
        told(4, 8, "officer.signed_out", "cb-01", "session_end"),
    ]
    noon = NINE + 4 * HOUR_MS
    holding = in_force([made(1, span(5, 7), "cb-01", "cb-02")])
    seats = seats_of(lines, noon, "mau", holding)
    minutes = {key: (seat.open_ms // 60_000, seat.paused_ms // 60_000, seat.pauses) for key, seat in seats.items()}
    assert minutes == {
        ("3", "cb-01", "am"): (240, 0, 0),
        ("3", "cb-01", "pm"): (120, 0, 0),
        ("3", "cb-02", "pm"): (90, 30, 1),
    }
    assert sum(seat.open_ms for seat in seats_of(lines, noon, "mau", NONE_IN_FORCE).values()) == 450 * 60_000
