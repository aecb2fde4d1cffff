"""Whatever gateways may write, in whatever order it arrives: the audit proves it and a rebuild changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.ingest.arrivals import Arrival, BirthSeen
from central.rebuild import rebuild
from central.rules.corrections import seat_text
from contract.events import (
    ClockSynced,
    CorrectionMade,
    GatewayStarted,
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    ServiceFinished,
    TicketCalled,
    TicketIssued,
)
from contract.messages import Birth, StreamRange

Make = Callable[..., Any]
IDS = [UUID(int=n) for n in range(1, 5)]
"""So few that ratings and tickets meet, in one stream and across them."""
DAYS = [datetime(2026, 11, day, hour, 59, 50, tzinfo=UTC) for day in (20, 21) for hour in (3, 16)]

ids = st.sampled_from(IDS)
officers = st.sampled_from(["cb-01", "cb-02"])
ratings = st.builds(
    RatingGiven,
    ids,
    st.none() | ids,
    st.sampled_from(["1", "2"]),
    st.none() | officers,
    st.just("4-level"),
    st.sampled_from(["good", "poor"]),
    st.just("panel"),
    st.sampled_from(["accepted", "accepted", "duplicate", "late"]),
    reasons=st.sampled_from([(), ("cham",)]),
)
facts = st.one_of(
    ratings,
    ratings,
    st.builds(RatingChanged, ids, st.sampled_from(["fair", "very_satisfied"])),
    st.builds(RatingReasoned, ids, st.sampled_from([(), ("on",)])),
    st.builds(
        TicketIssued,
        ids,
        st.just("A1"),
        st.just("x"),
        st.just("submit"),
        st.just(False),
        st.just(()),
        st.none(),
        st.just("kiosk"),
        st.just(0),
        st.none(),
    ),
    st.builds(TicketCalled, ids, st.sampled_from(["1", "2"]), officers, st.just(1), st.just(False)),
    st.builds(ServiceFinished, ids, st.sampled_from(["1", "2"]), officers, st.just((Outcome("x", "received", 1),))),
    st.builds(OfficerSignedIn, officers, st.sampled_from(["1", "2"])),
    st.builds(OfficerSignedOut, officers, st.sampled_from(["1", "2"]), st.just("self")),
    st.builds(ClockSynced, st.just(0)),
    st.builds(GatewayStarted, st.just("1"), st.just("x")),
)
spans = st.sampled_from([(3, 4), (3, 17), (16, 17), (9, 10)]).map(
    lambda hours: [datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in hours]
)
corrected = st.one_of(
    st.builds(
        lambda span, counter, old, new: CorrectionMade(seat_text(*span, counter), old, new),
        spans,
        st.sampled_from(["1", "2"]),
        st.sampled_from([None, "cb-01", "cb-02"]),
        st.sampled_from(["cb-02", "cb-01", "cb-03"]),
    ),
    st.builds(lambda one, new: CorrectionMade(f"ticket/{one}", None, new), ids, st.sampled_from(["void", "as_told"])),
    st.builds(lambda seq: CorrectionMade(f"undo/{4:032x}/{seq}"), st.integers(1, 4)),
    st.builds(CorrectionMade, st.sampled_from(["seat/of yesterday", "later/x"])),
)
decisions = st.one_of(
    st.builds(RatingSetAside, ids.map(str)), st.builds(RatingRestored, ids.map(str)), corrected, corrected
)
words = st.fixed_dictionaries(
    {
        "clock": st.sampled_from(["synced", "holdover", "unset", "unset"]),
        "at": st.sampled_from(DAYS),
        "test": st.sampled_from([False, False, False, True]),
    }
)
GATEWAYS = [("q-01", "bac-kan", 1), ("q-01", "bac-kan", 2), ("q-02", "mau", 3), ("central", "mau", 4)]
written = st.lists(
    st.tuples(st.integers(0, 3), facts, decisions, st.sampled_from(["b1", "b2"]), words), min_size=1, max_size=24
)


def histories(writer: Make, lines: Any) -> list[Any]:
    """The chains that these facts make; only central decides."""
    made = [writer(*one) for one in GATEWAYS]
    for which, fact, decision, boot, said in lines:
        made[which].boot = boot
        made[which].add(decision if GATEWAYS[which][0] == "central" else fact, **said)
    return made


def birth(writer: Any, oldest: int) -> BirthSeen:
    """A gateway that says it holds nothing before this line; what was on its way arrives all the same."""
    held = StreamRange(writer.stream, oldest, len(writer.lines))
    return BirthSeen(writer.gateway, Birth(1, writer.site, "1", "b", ("counter",), (held,)))


@pytest.mark.slow
@settings(
    max_examples=settings.default.max_examples * 2 // 5, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=written, data=st.data())
def test_every_history_is_proved_and_made_again_the_same(
    empty_office: Make, writer: Make, lines: Any, data: Any
) -> None:
    """In order and shuffled, in batches of any size, told twice, thought lost and found: the same rows, all proved."""
    made = [one for one in histories(writer, lines) if one.lines]
    in_order = empty_office()
    in_order.take(*(one.arrival() for one in made))
    assert in_order.findings() == []
    figures = projections(in_order)
    rebuild(in_order.engine, in_order.config)
    assert projections(in_order) == figures
    assert in_order.findings() == []

    shuffled = empty_office()
    singles = [Arrival(one.gateway, raw) for one in made for raw in one.lines]
    births = [birth(one, data.draw(st.integers(1, len(one.lines) + 1))) for one in made]
    order = data.draw(st.permutations([*singles, *singles[:3], *births]))
    size = data.draw(st.integers(1, 6))
    for start in range(0, len(order), size):
        shuffled.take(*order[start : start + size])
    assert shuffled.findings() == []
    assert projections(shuffled) == figures
    before = shuffled.dump()
    rebuild(shuffled.engine, shuffled.config)
    assert shuffled.dump() == before


def projections(office: Any) -> dict[str, list[tuple[object, ...]]]:
    """Every figure, with gateway and stream in the place of numbers that hang on the order of arrival."""
    tables = office.dump()
    streams = {row[0]: row[1:3] for row in tables["streams"]}
    boots = {row[0]: row[1:] for row in tables["boots"]}
    of_lines = ("ratings", "rating_changes", "rating_decisions", "tickets_issued", "corrections")
    found = {name: [(streams[row[0]], *row[1:]) for row in tables[name]] for name in of_lines}
    found["undated"] = [(streams[row[0]], row[1], boots[row[2]], *row[3:]) for row in tables["undated"]]
    found["events"] = [(streams[row[1]], *row[2:]) for row in tables["events"]]
    found["boots"] = [row[1:] for row in tables["boots"]]
    found["streams"] = [row[1:7] for row in tables["streams"]]
    whole = ("ratings_daily", "tickets", "visits_daily", "durations_daily", "outcomes_daily", "seats_daily")
    return {name: sorted(rows, key=repr) for name, rows in found.items()} | {name: tables[name] for name in whole}
