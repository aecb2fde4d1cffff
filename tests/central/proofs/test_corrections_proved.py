"""Corrections in the store: figures as if the right officer had signed in, in every order, proved, and taken back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.ingest.arrivals import Arrival
from central.rebuild import rebuild
from central.rules.corrections import seat_text
from contract.events import (
    CorrectionMade,
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
)

Make = Callable[..., Any]
FIGURES = ("ratings_daily", "visits_daily", "durations_daily", "outcomes_daily", "seats_daily")
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
"""Eight in the morning of the last day of November in Vietnam."""
SPAN = seat_text(START + timedelta(hours=1), START + timedelta(hours=3), "1")
WHERE = "WHERE stream_id = (SELECT id FROM streams WHERE gateway = 'central')"


def at(minutes: int) -> datetime:
    """A moment of the morning."""
    return START + timedelta(minutes=minutes)


def day(writer: Make, officer: Callable[[int], str]) -> list[Any]:
    """A morning at counter 1: ``officer(minute)`` is who the lines name; ratings at once and on the day after."""
    hall, phone = writer("hall-01", "mau", 31), writer("q-01", "mau", 32)
    hall.add(OfficerSignedIn(officer(0), "1"), at=at(0))
    for minute in (60, 180):
        if officer(minute) != officer(minute - 1):
            hall.add(OfficerSignedIn(officer(minute), "1"), at=at(minute))
    for number, minute in enumerate((5, 70, 100, 200)):
        who, ticket = officer(minute), hall.issue(at=at(minute - 4))
        hall.add(TicketCalled(ticket, "1", who, 1, False), at=at(minute))
        hall.add(ServiceStarted(ticket, "1", who), at=at(minute))
        hall.add(ServiceFinished(ticket, "1", who, (Outcome("tu-phap", "received", 1),)), at=at(minute + 6))
        later = at(minute + 7) if number % 2 else at(24 * 60 + 30)
        level = "dissatisfied" if number == 1 else "satisfied"
        given = RatingGiven(phone.id(), ticket, "1", who, "3-level", level, "qr", "accepted")
        phone.add(given, at=later)
    hall.add(OfficerSignedOut(officer(239), "1", "self"), at=at(239))
    return [hall, phone]


def always(minute: int) -> str:
    """The officer who signed in in the morning and forgot to sign out."""
    return "cb-01"


def in_truth(minute: int) -> str:
    """Between nine and eleven somebody else sat there."""
    return "cb-02" if 60 <= minute < 180 else "cb-01"


def correction(writer: Make, *said: CorrectionMade) -> Any:
    """What was decided, in central's own stream."""
    central = writer("central", "mau", 33)
    for one in said:
        central.add(one, at=at(3 * 24 * 60))
    return central


def figures(office: Any) -> dict[str, Any]:
    """The sums; who signed in how often stays as it was told."""
    tables = office.dump()
    sums = {name: tables[name] for name in FIGURES}
    sums["seats_daily"] = [(*row[:6], *row[-2:]) for row in sums["seats_daily"]]
    return sums


@pytest.mark.parametrize("correction_first", [True, False])
def test_figures_are_those_of_the_officer_who_sat_there(
    empty_office: Make, writer: Make, correction_first: bool
) -> None:
    """Visits, ratings at once and by telephone, open minutes: as though the sign-ins had been right."""
    truth = empty_office()
    truth.take(*(one.arrival() for one in day(writer, in_truth)))
    wanted = figures(truth)
    office = empty_office()
    lines, made = day(writer, always), correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02"))
    batches = [[one.arrival() for one in lines], [made.arrival()]]
    for batch in reversed(batches) if correction_first else batches:
        office.take(*batch)
    assert figures(office) == wanted
    assert office.wrong() == set()
    before = office.dump()
    rebuild(office.engine, office.config)
    assert office.dump() == before


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_in_every_order_of_arrival(empty_office: Make, writer: Make, data: Any) -> None:
    """Single lines in any order and batches: the same figures, proved."""
    truth = empty_office()
    truth.take(*(one.arrival() for one in day(writer, in_truth)))
    wanted, office = figures(truth), empty_office()
    made = [*day(writer, always), correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02"))]
    order = data.draw(st.permutations([Arrival(one.gateway, raw) for one in made for raw in one.lines]))
    size = data.draw(st.integers(1, 9))
    for start in range(0, len(order), size):
        office.take(*order[start : start + size])
    assert figures(office) == wanted
    assert office.wrong() == set()


def test_what_is_undone_leaves_nothing_behind(empty_office: Make, writer: Make) -> None:
    """Every table of figures is as it was before; the lines of both decisions stay."""
    office = empty_office()
    office.take(*(one.arrival() for one in day(writer, always)))
    before = figures(office), office.dump()["ratings"]
    made = correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02"), CorrectionMade(f"undo/{33:032x}/1", None, None))
    office.take(made.arrival(1, 1))
    assert figures(office) != before[0]
    office.take(made.arrival(2))
    assert (figures(office), office.dump()["ratings"]) == before
    assert office.wrong() == set()


def test_a_number_that_was_none_is_void(empty_office: Make, writer: Make) -> None:
    """It leaves visits, durations and outcomes; taken back it stands there again."""
    office = empty_office()
    hall, phone = day(writer, always)
    office.take(hall.arrival(), phone.arrival())
    before = figures(office)
    ticket = hall.lines[1].split(b'"ticket":"')[1][:36].decode()
    made = correction(
        writer,
        CorrectionMade(f"ticket/{ticket}", "served", "void"),
        CorrectionMade(f"ticket/{ticket}", "void", "as_told"),
    )
    office.take(made.arrival(1, 1))
    states = [row[9] for row in office.dump()["visits_daily"] for _ in range(row[10])]
    assert sorted(states) == ["served", "served", "served", "void"]
    assert sum(row[-1] for row in office.dump()["outcomes_daily"]) == 3
    assert office.wrong() == set()
    office.take(made.arrival(2))
    assert figures(office) == before


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE corrections SET new = 'cb-03' {WHERE}",
        f"DELETE FROM corrections {WHERE}",
        f"UPDATE corrections SET time_ms = 1 {WHERE}",
    ],
)
def test_a_changed_correction_is_named(empty_office: Make, writer: Make, change: str) -> None:
    """The line of central whose row it is, and no rating is blamed for it."""
    office = empty_office()
    made = correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02"))
    office.take(*(one.arrival() for one in day(writer, always)), made.arrival())
    assert office.wrong_after(change) == {("corrections", "central", f"{33:032x}", 1)}


def test_a_rating_given_to_somebody_else_behind_everybodys_back_is_named(empty_office: Make, writer: Make) -> None:
    """Whether a correction is pretended or one is hidden: the rating's line, and its sums."""
    office = empty_office()
    office.take(*(one.arrival() for one in day(writer, always)))
    pretended = "UPDATE ratings SET officer = 'cb-02', told_officer = 'cb-01' WHERE seq = 2"
    assert ("ratings", "q-01", f"{32:032x}", 2) in office.wrong_after(pretended)
    office.take(correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02")).arrival())
    hidden = "UPDATE ratings SET officer = 'cb-01', told_officer = NULL WHERE seq = 2"
    assert ("ratings", "q-01", f"{32:032x}", 2) in office.wrong_after(hidden)


def test_after_a_purge_a_rebuild_changes_nothing(empty_office: Make, writer: Make) -> None:
    """Rows of purged lines know whom their line named."""
    office = empty_office()
    made = correction(writer, CorrectionMade(SPAN, "cb-01", "cb-02"))
    office.take(*(one.arrival() for one in day(writer, always)), made.arrival())
    before = office.dump(but=["events"])
    office.change("UPDATE events SET line = NULL")
    rebuild(office.engine, office.config)
    assert office.dump(but=["events"]) == before
    assert office.wrong() == set()
