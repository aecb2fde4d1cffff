"""The clock rule: a pure function of what was said, never a guess."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Anchor, event_time_ms, service_day, utc_ms, wire_time

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = utc_ms(datetime(2026, 11, 21, 5, tzinfo=UTC))  # 12:00 in Vietnam
DAY = 86_400_000


@pytest.mark.parametrize("clock", ["synced", "holdover"])
def test_believed_clocks(clock):
    """A synced clock, and one that was synced in this boot, are believed, anchor or not."""
    assert event_time_ms(clock, NOON, 5, None) == NOON
    assert event_time_ms(clock, NOON, 5, Anchor(0, 0)) == NOON


def test_unset_without_anchor_is_not_known():
    """A boot that never saw a right clock has no dates, whatever its clock showed."""
    assert event_time_ms("unset", NOON, 5, None) is None


def test_unset_before_and_after_the_anchor():
    """With an anchor, earlier and later lines of the boot find their time by the time since boot."""
    anchor = Anchor(up_ms=60_000, utc_ms=NOON)
    assert event_time_ms("unset", 0, 59_000, anchor) == NOON - 1000
    assert event_time_ms("unset", 0, 60_000, anchor) == NOON
    assert event_time_ms("unset", 0, 61_500, anchor) == NOON + 1500


def test_unknown_state_is_not_known():
    """A clock state of a later version is not guessed to be right."""
    assert event_time_ms("gps", NOON, 5, Anchor(0, NOON)) is None


@pytest.mark.parametrize(("up_ms", "anchor"), [(2**53, Anchor(0, NOON)), (0, Anchor(2**53, NOON))])
def test_places_outside_every_calendar(up_ms, anchor):
    """A time since boot of thousands of years places nothing, instead of breaking whoever shows it."""
    assert event_time_ms("unset", NOON, up_ms, anchor) is None


@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["synced", "holdover", "unset"]), st.integers(0, 10**10), st.integers(0, 10**9)),
        min_size=1,
        max_size=8,
    ),
    order=st.randoms(use_true_random=False),
)
def test_function_of_the_set(lines, order):
    """However the lines of a boot arrive, the first synced one by time since boot anchors, and times are equal."""

    def times(arrived):
        anchors = [Anchor(up, at) for clock, at, up in arrived if clock == "synced"]
        return {line: event_time_ms(line[0], line[1], line[2], min(anchors, default=None)) for line in arrived}

    shuffled = list(lines)
    order.shuffle(shuffled)
    assert times(lines) == times(shuffled)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_time_between_two_lines_is_kept(one, two, anchor_up):
    """Two lines of an unset boot are as far apart in time as they were in time since boot."""
    anchor = Anchor(anchor_up, NOON)
    first = event_time_ms("unset", 0, one, anchor)
    second = event_time_ms("unset", 0, two, anchor)
    assert first is not None and second is not None
    assert second - first == two - one


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 20, 16, 59, 59, 999_000, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 17, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 16, 59, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1)),
    ],
)
def test_service_day_in_vietnam(utc, day):
    """The day of an event is the local date of its site: in Vietnam it begins at 17:00 UTC."""
    assert service_day(utc_ms(utc), VIETNAM) == day


def test_service_day_elsewhere():
    """The same moment is another day in another zone, summer time included."""
    moment = utc_ms(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert service_day(moment, ZoneInfo("Europe/Berlin")) == date(2026, 7, 2)
    assert service_day(moment, ZoneInfo("America/Lima")) == date(2026, 7, 1)


def test_service_day_of_no_time():
    """What has no time has no day."""
    assert service_day(None, VIETNAM) is None


@pytest.mark.parametrize("ms", [2**53, -(2**53), 2**63, -(2**63), 10**30, 253_402_300_800_000, -62_135_596_800_001])
@pytest.mark.parametrize("zone", [UTC, VIETNAM, timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))])
def test_service_day_never_overflows(ms, zone):
    """A number that is no date of any calendar has no day and raises nothing."""
    assert service_day(ms, zone) is None


@given(st.integers(), st.sampled_from([UTC, VIETNAM, ZoneInfo("America/Lima"), timezone(timedelta(hours=14))]))
def test_service_day_of_any_number(ms, zone):
    """Any number has a day of the years that lines may name, or none."""
    day = service_day(ms, zone)
    assert day is None or 1969 <= day.year <= 2199


@given(st.integers(0, 7_000_000_000_000))
def test_days_follow_each_other(ms):
    """24 hours later in Vietnam it is the next day."""
    today = service_day(ms, timezone(timedelta(hours=7)))
    assert today is not None
    assert service_day(ms + DAY, timezone(timedelta(hours=7))) == today + timedelta(days=1)


def test_utc_ms():
    """Milliseconds since 1970, rounded down, whatever zone the time is written in; negative before."""
    at = datetime(2026, 11, 21, 9, 15, 2, 118_999, tzinfo=timezone(timedelta(hours=7)))
    assert utc_ms(at) == utc_ms(at.astimezone(UTC)) == 1_795_227_302_118
    assert utc_ms(datetime(1969, 12, 31, 23, 59, 59, 999_500, tzinfo=UTC)) == -1


def test_wire_time():
    """A time is written local, with its offset, to the millisecond."""
    at = datetime(2026, 11, 21, 9, 15, 2, 118_999, tzinfo=timezone(timedelta(hours=7)))
    assert wire_time(at) == "2026-11-21T09:15:02.118+07:00"
    assert wire_time(at.astimezone(UTC)) == "2026-11-21T02:15:02.118+00:00"
    assert wire_time(datetime(1906, 1, 1, tzinfo=VIETNAM)) == "1905-12-31T16:53:30.000+00:00"


def test_anchor_order():
    """The first line of a boot is the smallest anchor; equal times since boot are told apart by the wall time."""
    assert min(Anchor(5, 10), Anchor(4, 99), Anchor(5, 9)) == Anchor(4, 99)
    assert min(Anchor(5, 10), Anchor(5, 9)) == Anchor(5, 9)
