"""What arrived wrong is named where it stands; what is only on its way, or has no place, is told without an alarm."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from central.ingest.arrivals import Arrival, BirthSeen
from central.rebuild import ensure_projections, rebuild
from contract.events import GatewayStarted, RatingSetAside, StoreHole
from contract.lines import ZERO_HASH
from contract.messages import Birth, StreamRange

Make = Callable[..., Any]
STREAM = f"{7:032x}"
SLOW = pytest.mark.slow
"""Further cases like those before them: for `make test`, which has the time."""


def at(kind: str, seq: int | None) -> tuple[str, str, str, int | None]:
    """A finding in the stream of q-07."""
    return (kind, "q-07", STREAM, seq)


def told(office: Any) -> list[tuple[str, int | None, int | None]]:
    """What the audit says without calling it wrong."""
    return [(one.kind, one.seq, one.last) for one in office.findings() if not one.is_wrong]


@pytest.fixture
def pi(writer: Make) -> Any:
    """Gateway q-07 with ten ratings."""
    made = writer("q-07", "bac-kan", 7)
    for _ in range(10):
        made.press()
    return made


@pytest.fixture
def here(empty_office: Make) -> Any:
    """An office in which nothing has happened."""
    return empty_office()


def birth(pi: Any, oldest: int, last: int) -> BirthSeen:
    """What q-07 says it holds."""
    return BirthSeen("q-07", Birth(1, "bac-kan", "1", "b", ("counter",), (StreamRange(pi.stream, oldest, last),)))


def test_an_empty_store_is_proved(here: Any) -> None:
    """There is nothing to prove."""
    assert here.findings() == []


def test_lines_on_their_way_are_told(here: Any, pi: Any) -> None:
    """A gap beyond what was acknowledged may still be filled: no alarm, but the range is named."""
    here.take(pi.arrival(1, 2), pi.arrival(6, 7), pi.arrival(10))
    assert here.wrong() == set()
    assert told(here) == [("awaited", 3, 5), ("awaited", 8, 9)]
    here.take(pi.arrival())
    assert here.findings() == []


def test_lost_lines_are_named(here: Any, pi: Any) -> None:
    """The gateway holds nothing before line 6; a line that turns up after all shrinks the range."""
    here.take(pi.arrival(1, 2))
    here.take(birth(pi, 6, 10), pi.arrival(6))
    assert here.wrong() == {at("lost", 3)}
    here.take(pi.arrival(4, 4))
    assert [(one.kind, one.seq, one.last) for one in here.findings()] == [("lost", 3, 3), ("lost", 5, 5)]
    here.take(pi.arrival(3, 5))
    assert here.findings() == []


def test_lines_lost_before_the_first_and_after_the_last_are_named(here: Any, pi: Any) -> None:
    """A new central that never saw line 1, and a range behind the last line."""
    here.take(birth(pi, 4, 3), birth(pi, 4, 5))
    here.take(pi.arrival(4, 5))
    here.take(birth(pi, 9, 8), birth(pi, 9, 10))
    assert [(one.kind, one.seq, one.last) for one in here.findings()] == [("lost", 1, 3), ("lost", 6, 8)]


def test_a_hole_is_named(here: Any, pi: Any) -> None:
    """The gateway could not read its own row: its place, and no broken chain behind it."""
    whole = list(pi.lines)
    pi.lines = pi.lines[:4]
    hole = pi.add(StoreHole())
    pi.lines = [*whole[:4], hole, *whole[5:]]
    here.take(pi.arrival())
    assert here.wrong() == {at("hole", 5)}


def test_a_contradicting_line_is_named(here: Any, pi: Any) -> None:
    """Also when somebody deletes the evidence."""
    here.take(pi.arrival())
    other = pi.lines[4].replace(b"good", b"poor")
    here.take(Arrival("q-07", other, pi.stream, 5))
    assert here.wrong() == {at("conflict", 5)}
    here.change("DELETE FROM conflicts")
    assert here.wrong() == {at("conflict", 5)}


@pytest.mark.parametrize("seq", [5, pytest.param(1, marks=SLOW), pytest.param(10, marks=SLOW)])
def test_a_chain_that_arrived_broken_is_named_where_it_broke(here: Any, writer: Make, seq: int) -> None:
    """The line that names another one, as ingest recorded it; the lines behind it are sound."""
    pi = writer("q-07", "bac-kan", 7)
    for _ in range(10):
        pi.press()
        if len(pi.lines) == seq:
            prev = pi.lines[-1].split(b'"prev":"')[1][:32]
            pi.lines[-1] = pi.lines[-1].replace(prev, b"f" * 32)
    here.take(pi.arrival())
    assert here.wrong() == {at("chain_broken", seq)}
    here.change("DELETE FROM findings")
    assert here.wrong() == {at("chain_broken", max(seq - 1, 1))}, "without the record it looks like a changed line"


def test_a_recorded_break_that_is_gone_is_named(here: Any, pi: Any) -> None:
    """The record says more than the lines do."""
    here.take(pi.arrival())
    here.change(
        "INSERT INTO findings (kind, gateway, stream, seq, detail, first_ms, last_ms, times) "
        f"VALUES ('chain_broken', 'q-07', '{STREAM}', 6, '', 1, 1, 1)"
    )
    assert here.wrong() == {at("chain_broken", 6)}


@pytest.mark.parametrize(
    "bad", [b"not json", *(pytest.param(more, marks=SLOW) for more in (b'{"v":1}', b'{"v":2}', b"[" * 100, b"\xff"))]
)
def test_an_unreadable_line_with_a_place_is_named(here: Any, pi: Any, bad: bytes) -> None:
    """It fills its place, its hash is in the chain, and it counts for nothing."""
    pi.lines = [*pi.lines[:4], bad]
    for _ in range(3):
        pi.press()
    here.take(pi.arrival())
    assert here.wrong() == {at("unreadable", 5)}
    here.change("DELETE FROM events WHERE seq = 5")
    assert here.wrong() == {at("missing", 5), at("unreadable", 5)}


def test_garbage_without_a_place_is_told(here: Any, pi: Any) -> None:
    """Anybody may send rubbish; no figure hangs on it."""
    here.take(pi.arrival(), Arrival("q-08", b"rubbish"), Arrival("q-08", b"rubbish"), Arrival("q-08", b"x" * 70_000))
    assert [str(one) for one in here.findings()] == [
        "# q-08 - - garbage: 2 thứ không đọc được, không có chỗ trong luồng nào, đến 3 lần / "
        "2 things without a place could not be read, arrived 3 times"
    ]


def test_what_only_central_writes_is_named_under_a_gateway(here: Any, pi: Any) -> None:
    """A gateway may not set ratings aside: kept, not counted, named."""
    pi.add(RatingSetAside(str(pi.id())))
    here.take(pi.arrival())
    assert here.wrong() == {at("not_allowed", 11)}


def test_a_stream_of_another_gateway_is_named(here: Any, pi: Any, writer: Make) -> None:
    """Two gateways under one stream id: a cloned card, or somebody who pretends."""
    twin = writer("q-08", "bac-kan", 7)
    twin.add(GatewayStarted("1", "boot"))
    here.take(pi.arrival())
    here.take(twin.arrival())
    assert here.wrong() == {("foreign_stream", "q-08", STREAM, None)}


@pytest.mark.parametrize(
    "change,expected",
    [
        ("INSERT INTO lost_ranges VALUES (1, 4, 4)", {at("lost", 4)}),
        ("INSERT INTO lost_ranges VALUES (1, 11, 12)", {at("lost", 11), at("stream", 12)}),
        pytest.param("INSERT INTO lost_ranges VALUES (1, 14, 15)", {at("lost", 14)}, marks=SLOW),
    ],
)
def test_a_forged_lost_range_is_named(here: Any, pi: Any, change: str, expected: Any) -> None:
    """Over a line that is there, behind the last one, far beyond it."""
    here.take(pi.arrival())
    here.change(change)
    assert here.wrong() == expected


def test_a_lost_range_that_is_gone_is_named(here: Any, pi: Any) -> None:
    """Its places are missing then."""
    here.take(birth(pi, 6, 10), pi.arrival(6))
    here.change("DELETE FROM lost_ranges")
    assert [(one.kind, one.seq, one.last) for one in here.findings()] == [("missing", 1, 5)]


def test_a_deleted_line_beyond_a_gap_is_named(here: Any, pi: Any) -> None:
    """The stream's row tells of the last one, its rating of the one before."""
    here.take(pi.arrival(1, 2), pi.arrival(6))
    here.change("DELETE FROM events WHERE seq IN (9, 10)")
    assert here.wrong() == {at("missing", 10), at("ratings", 9), ("sum", "-", "-", None)}


def test_settings_that_figures_were_not_made_with_are_named(here: Any, pi: Any) -> None:
    """One finding; everything else is proved with the settings that were used."""
    ensure_projections(here.engine, here.config)
    here.take(pi.arrival())
    other = replace(here.config.sites["bac-kan"], timezone="America/Lima", ratings="per-ticket")
    config = replace(here.config, sites=here.config.sites | {"bac-kan": other})
    assert [one.kind for one in here.findings(config)] == ["settings"]
    assert here.findings() == []


def test_a_first_line_that_names_another_one_is_named(here: Any, writer: Make) -> None:
    """A chain begins with zeros."""
    pi = writer("q-07", "bac-kan", 7)
    pi.press()
    pi.lines[0] = pi.lines[0].replace(ZERO_HASH.encode(), b"1" * 32)
    pi.press()
    here.take(pi.arrival())
    assert here.wrong() == {at("chain_broken", 1)}


def test_a_line_outside_every_calendar_has_no_day(here: Any, writer: Make) -> None:
    """Milliseconds since boot that would lie in the year 287396: "không rõ ngày", also when the anchor comes late."""
    pi = writer("q-07", "bac-kan", 7)
    pi.up_ms = 2**53 - 20_000
    pi.press(clock="unset", at=datetime(1970, 1, 1, tzinfo=UTC))
    pi.up_ms = 0
    pi.press()
    here.take(pi.arrival(1, 1))
    here.take(pi.arrival(2))
    assert here.findings() == []
    assert [row[1] for row in here.dump()["ratings_daily"]] == ["", "2026-11-20"]
    before = here.dump()
    rebuild(here.engine, here.config)
    assert here.dump() == before


def test_the_last_line_of_a_lost_range_that_arrives_after_all_is_the_head(here: Any, pi: Any) -> None:
    """What was thought lost up to line 5 ends in a line now: the stream's head is that line's hash."""
    here.take(pi.arrival(1, 2), birth(pi, 6, 5))
    here.take(pi.arrival(5, 5))
    assert here.wrong() == {at("lost", 3)}
