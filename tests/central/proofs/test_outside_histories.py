"""Whatever gateways may write, in whatever order it arrives: the verifier for people outside agrees with the report."""

import runpy
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.ingest.arrivals import Arrival
from central.own_stream.own_stream import OwnStream
from central.proofs import package
from central.proofs.sinks import new_sink
from central.reports import officer_ratings
from central.reports.making import site_of
from central.reports.period import Period
from central.rules.corrections import seat_text
from central.store.engine import reading
from contract.clock import Stamp
from contract.events import (
    CorrectionMade,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    TicketCalled,
    TicketIssued,
)

Make = Callable[..., Any]
IDS = [UUID(int=n) for n in range(1, 5)]
DAYS = [datetime(2026, 11, day, hour, 59, 50, tzinfo=UTC) for day in (20, 21) for hour in (3, 16)]
GATEWAYS = [
    ("q-01", "bac-kan", 1),
    ("q-01", "bac-kan", 2),
    ("q-02", "mau", 3),
    ("q-03", "mau", 4),
    ("central", "mau", 5),
]

ids = st.sampled_from(IDS)
scales = st.sampled_from([("4-level", "good"), ("4-level", "poor"), ("3-level", "satisfied")])
ratings = st.builds(
    lambda rating, ticket, officer, scale, channel, verdict: RatingGiven(
        rating, ticket, "1", officer, *scale, channel, verdict
    ),
    ids,
    st.none() | ids,
    st.none() | st.sampled_from(["cb-01", "cb-02"]),
    scales,
    st.sampled_from(["panel", "qr"]),
    st.sampled_from(["accepted", "accepted", "accepted", "duplicate", "late", "unlinked", "doubtful"]),
)
issued = st.builds(lambda one: TicketIssued(one, "A1", "x", "submit", False, (), None, "kiosk", 0, None), ids)
facts = st.one_of(
    ratings,
    ratings,
    st.builds(RatingChanged, ids, st.sampled_from(["fair", "very_satisfied"])),
    st.builds(RatingReasoned, ids, st.just(("on",))),
    st.builds(TicketCalled, ids, st.sampled_from(["1", "2"]), st.just("cb-01"), st.just(1), st.just(False)),
    issued,
)
spans = st.sampled_from([(3, 4), (3, 17), (16, 17), (9, 10)]).map(
    lambda hours: [datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in hours]
)
decisions = st.one_of(
    st.builds(RatingSetAside, ids.map(str)),
    st.builds(RatingRestored, ids.map(str)),
    st.builds(
        lambda span, old, new: CorrectionMade(seat_text(*span, "1"), old, new),
        spans,
        st.sampled_from([None, "cb-01", "cb-02"]),
        st.sampled_from(["cb-02", "cb-01", "cb-03"]),
    ),
    st.builds(lambda seq: CorrectionMade(f"undo/{5:032x}/{seq}"), st.integers(1, 4)),
    st.builds(CorrectionMade, st.sampled_from(["seat/of yesterday", "later/x"])),
)
stamps = st.fixed_dictionaries(
    {
        "clock": st.sampled_from(["synced", "holdover", "unset", "unset"]),
        "at": st.sampled_from(DAYS),
        "test": st.sampled_from([False, False, False, True]),
    }
)
written = st.lists(
    st.tuples(st.integers(0, 4), facts, decisions, st.sampled_from(["b1", "b2"]), stamps), min_size=1, max_size=24
)


def chains(writer: Make, lines: Any) -> list[Any]:
    """The chains that these facts make; only central decides."""
    made = [writer(*one) for one in GATEWAYS]
    for which, fact, decision, boot, said in lines:
        made[which].boot = boot
        made[which].add(decision if GATEWAYS[which][0] == "central" else fact, **said)
    return [one for one in made if one.lines]


def verdict_on(office: Any, site: str, period: Period, spoil: Callable[[Path], None] = lambda made: None) -> list[str]:
    """What the verifier finds wrong with a package of this site and period."""
    facts_, now = site_of(office.config, site), datetime(2026, 12, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "package"
        with new_sink(made) as sink, reading(office.engine) as connection:
            package.write_package(connection, facts_, "Asia/Ho_Chi_Minh", period, "1", now, sink)
        spoil(made)
        verify = runpy.run_path(str(made / "verify.py"))
        pack = verify["Package"](made)
        for about in pack.about["streams"]:
            verify["prove_stream"](pack, about)
        verify["take_redacted"](pack)
        verify["prove_table"](pack)
        wrong: list[str] = pack.wrong
        return wrong


def take(office: Any, data: Any, made: list[Any]) -> None:
    """Let the lines arrive in any order, in batches of any size."""
    order = data.draw(st.permutations([Arrival(one.gateway, raw) for one in made for raw in one.lines]))
    size = data.draw(st.integers(1, 6))
    for start in range(0, len(order), size):
        office.take(*order[start : start + size])


NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
periods = st.sampled_from([Period(date(2026, 11, first), date(2026, 11, last)) for first, last in ((20, 21), (21, 21))])
FEWER = settings(
    max_examples=settings.default.max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.slow
@FEWER
@given(lines=written, period=periods, data=st.data())
def test_the_verifier_agrees_with_the_report(
    empty_office: Make, writer: Make, lines: Any, period: Period, data: Any
) -> None:
    """Ratings and tickets that meet across streams and sites, midnight, unset clocks, training, purged lines."""
    office, made = empty_office(), chains(writer, lines)
    take(office, data, made)
    assert verdict_on(office, "bac-kan", period) == []
    assert verdict_on(office, "mau", period) == []
    purged = data.draw(st.integers(1, 4))
    office.change(f"UPDATE events SET line = NULL WHERE seq % {purged} = 0")
    assert verdict_on(office, "mau", period) == []


@pytest.mark.slow
@FEWER
@given(lines=written, data=st.data())
def test_the_verifier_names_the_line_that_was_touched(empty_office: Make, writer: Make, lines: Any, data: Any) -> None:
    """Any line changed, removed or told twice in any package: gateway, stream and place of it are named."""
    office, made = empty_office(), chains(writer, lines)
    take(office, data, made)
    said: list[str] = []

    def spoil(folder: Path) -> None:
        files = [path for path in sorted(folder.glob("lines/*/*.jsonl")) if path.read_bytes()]
        if not files:
            return
        path = data.draw(st.sampled_from(files))
        kept = path.read_bytes().splitlines()
        n = data.draw(st.integers(0, len(kept) - 1))
        crime = data.draw(st.sampled_from(["changed", "removed", "told twice"]))
        now = {"changed": [kept[n][:-1] + b" }"], "removed": [], "told twice": [kept[n], kept[n]]}[crime]
        path.write_bytes(b"".join(raw + b"\n" for raw in [*kept[:n], *now, *kept[n + 1 :]]))
        said.append(f"{path.parent.name} {path.stem} {n + 1}:")

    wrong = verdict_on(office, "mau", Period(date(2026, 11, 20), date(2026, 11, 22)), spoil)
    assert all(any(place in one for one in wrong) for place in said)


@pytest.mark.slow
def test_what_central_itself_decided_is_proved(office: Any, writer: Make) -> None:
    """A decision and a rating by phone, told through central's own stream, stand in the table and in the package."""
    hall = writer("q-08", "mau", 8)
    rated, phoned = hall.issue(), hall.issue()
    pressed = hall.press("good", rated)
    office.take(hall.arrival())
    level = RatingGiven(hall.id(), phoned, "3", "cb-01", "4-level", "fair", "qr", "accepted")
    own = OwnStream(
        office.engine, office.config, now=lambda zone: Stamp(datetime(2026, 11, 20, 2, tzinfo=UTC), "synced", "boot", 1)
    )
    own.tell("mau", [(RatingSetAside(str(pressed), reason="thu"), None), (level, None)])
    assert verdict_on(office, "mau", NOVEMBER) == []

    def forget(made: Path) -> None:
        """Central's own lines are taken out of the package."""
        for path in (made / "lines" / "central").glob("*.jsonl"):
            path.write_bytes(b"")

    assert any(line.startswith("SAI · WRONG  central ") for line in verdict_on(office, "mau", NOVEMBER, forget))


@pytest.mark.slow
@pytest.mark.parametrize("month", [11, 12])
def test_a_rating_of_the_day_after_is_proved_where_its_visit_is(office: Any, writer: Make, month: int) -> None:
    """Pressed on 1 December for a visit of 30 November: in the package of November, and missed in none of December."""
    hall, phone = writer("q-08", "mau", 8), writer("q-09", "mau", 9)
    ticket = hall.issue(at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    phone.press("good", ticket, at=datetime(2026, 12, 1, 2, tzinfo=UTC))
    office.take(phone.arrival(), hall.arrival())
    period = Period(date(2026, month, 1), date(2026, month, 30))
    assert verdict_on(office, "mau", period) == []
    with reading(office.engine) as connection:
        report = officer_ratings.make(connection, site_of(office.config, "mau"), period, datetime.now(UTC))
    counted = [row for row in report.rows if row.kind.endswith("officer")]
    assert bool(counted) == (month == 11)
