"""Rules of alerts: each calls when it should, none without knowledge, and nothing that flickers makes a flood."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.dashboard.alerts import KINDS, OF_DEVICES, Alert, Judged, Key, judge
from central.dashboard.facts import DeviceNow, GatewayNow, HourCounts, SiteNow, Today
from central.dashboard.limits import AlertLimits
from central.dashboard.standing import CALM_S, StandingAlerts
from contract.clock import utc_ms
from contract.hall import CounterNow, HallState, WaitingService

AT = datetime(2026, 3, 6, 1, 15, tzinfo=UTC)
DAY = date(2026, 3, 6)
NOW_MS = utc_ms(AT)
LIMITS = AlertLimits()


def hall(waiting=3, counters=("serving",), is_open=True):
    """What the hall says."""
    states = {str(place): CounterNow(state) for place, state in enumerate(counters, start=1)}
    return HallState("hall-01", 1, 1, DAY, AT, is_open, {"ho-tich": WaitingService(waiting, None)}, states, ())


def box(state="online", *devices, gateway="kiosk-01"):
    """A gateway with devices."""
    return GatewayNow(gateway, state, ("kiosk",), devices)


def centre(**what):
    """A centre where all is well: somebody waits two minutes, a counter works, the printer has paper."""
    plain = {
        "site": "mau",
        "now_ms": NOW_MS,
        "today": Today(DAY, oldest_ms=NOW_MS - 120_000),
        "hall": hall(),
        "standing": "live",
        "is_working_time": True,
        "gateways": (box("online", DeviceNow("in-1", "printer", "ok", left=300)),),
    }
    return SiteNow(**{**plain, **what})


def kinds(now):
    """Which alerts hold."""
    return [alert.key.kind for alert in judge(now, LIMITS).holds]


def test_where_all_is_well_nobody_is_called():
    """A centre at work raises nothing, and everything could be judged."""
    judged = judge(centre(), LIMITS)
    assert judged == Judged()


CASES = {
    "wait": {"today": Today(DAY, oldest_ms=NOW_MS - 31 * 60_000)},
    "no_counter": {"hall": hall(counters=("paused", "closed"))},
    "hall_silent": {"standing": "stale"},
    "paper": {"gateways": (box("online", DeviceNow("in-1", "printer", "fault", "paper_out")),)},
    "device_fault": {"gateways": (box("online", DeviceNow("nut-3", "panel", "fault", "stuck")),)},
    "gateway_away": {"gateways": (box("silent"),)},
    "doubtful": {"today": Today(DAY, doubtful=10)},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_calls(kind):
    """One thing that is wrong raises one alert, of its own kind."""
    assert kinds(centre(**CASES[kind])) == [kind]


QUIET = {
    "at the limit": {"today": Today(DAY, oldest_ms=NOW_MS - 30 * 60_000)},
    "nobody waits": {"today": Today(DAY, oldest_ms=NOW_MS - 31 * 60_000), "hall": hall(waiting=0)},
    "closed by its hours": {"hall": hall(counters=("closed",)), "is_working_time": False},
    "closed by its own word": {"hall": hall(counters=("closed",), is_open=False), "is_working_time": None},
    "silent at night": {"standing": "stale", "is_working_time": False},
    "a centre without a queue": {"hall": None, "standing": "unknown"},
    "few doubtful": {"today": Today(DAY, doubtful=9)},
    "enough paper": {"gateways": (box("online", DeviceNow("in-1", "printer", "ok", left=40)),)},
}


@pytest.mark.parametrize("case", QUIET)
def test_what_is_no_reason_to_call(case):
    """Neither a limit that is just met nor what is usual outside of opening hours calls anybody."""
    assert kinds(centre(**QUIET[case])) == []


def test_little_paper():
    """A roll that comes to its end is told before it does, once for a printer."""
    near = centre(gateways=(box("online", DeviceNow("in-1", "printer", "fault", "paper_low", left=12)),))
    assert kinds(near) == ["paper"]
    assert "sắp hết giấy" in judge(near, LIMITS).holds[0].text
    counted = centre(gateways=(box("online", DeviceNow("in-1", "printer", "ok", left=12)),))
    assert "còn khoảng 12 phiếu" in judge(counted, LIMITS).holds[0].text


def test_devices_of_a_gateway_that_is_away_are_not_judged():
    """What it said before it went is no fault of now; that it is away is told instead."""
    now = centre(gateways=(box("offline", DeviceNow("in-1", "printer", "fault", "paper_out")),))
    judged = judge(now, LIMITS)
    assert [alert.key.kind for alert in judged.holds] == ["gateway_away"]
    assert not judged.can_judge(Key("paper", "kiosk-01", "in-1"))
    assert judged.can_judge(Key("paper", "kiosk-02", "in-1"))


def test_when_central_hears_nothing_nothing_is_said_of_gateways():
    """All unknown is a fault of the line of central itself."""
    judged = judge(centre(gateways=(box("unknown"),), standing="stale"), LIMITS)
    assert "gateway_away" in judged.unjudged
    assert [alert.key.kind for alert in judged.holds] == ["hall_silent"]


def test_one_gateway_that_was_never_heard_gets_time():
    """It is told after ten minutes, while others are there."""
    judged = judge(centre(gateways=(box(), box("unknown", gateway="q-02"))), LIMITS)
    assert [(one.key.gateway, one.patience_s) for one in judged.holds] == [("q-02", 600.0)]


def test_figures_of_yesterday_are_no_figures_of_today():
    """A hall whose last word is of another day tells no waiting people, and its oldest number calls nobody."""
    now = centre(today=Today(date(2026, 3, 7), oldest_ms=1))
    assert now.waiting is None
    assert now.longest_wait_s is None


@given(st.lists(st.builds(HourCounts, *[st.integers(0, 50)] * 4), max_size=12))
def test_hours_add_up_to_the_day(counts):
    """The day is the sum of its hours, in every column."""
    today = Today(DAY, dict(enumerate(counts)))
    assert today.total.issued == sum(one.issued for one in counts)


STATES = st.sampled_from(["online", "offline", "silent", "unknown"])
DEVICES = st.builds(
    DeviceNow,
    st.sampled_from(["a", "b"]),
    st.sampled_from(["printer", "panel"]),
    st.sampled_from(["ok", "fault", "unknown"]),
    st.sampled_from(["", "paper_out", "stuck"]),
    st.none() | st.integers(0, 100),
)
BOXES = st.builds(
    GatewayNow,
    st.sampled_from(["g-1", "g-2"]),
    STATES,
    st.just(("kiosk",)),
    st.lists(DEVICES, max_size=2, unique_by=lambda one: one.device).map(tuple),
)
CENTRES = st.builds(
    replace,
    st.just(centre()),
    standing=st.sampled_from(["live", "stale", "unknown"]),
    is_working_time=st.sampled_from([True, False, None]),
    gateways=st.lists(BOXES, max_size=2, unique_by=lambda one: one.gateway).map(tuple),
    today=st.builds(Today, st.just(DAY), oldest_ms=st.none() | st.integers(NOW_MS - 10**7, NOW_MS)),
)


@given(CENTRES)
def test_only_what_is_judged_holds(now):
    """Whatever is known or not: an alert holds only where its absence would mean something, and each once."""
    judged = judge(now, LIMITS)
    keys = [alert.key for alert in judged.holds]
    assert len(set(keys)) == len(keys)
    assert all(judged.can_judge(key) for key in keys)
    heard = {one.gateway for one in now.gateways if one.is_online}
    assert all(key.gateway in heard for key in keys if key.kind in OF_DEVICES)


WAIT = Key("wait")
PAPER = Key("paper", "kiosk-01", "in-1")


def held(*keys, patience_s=0.0, **more):
    """What a look finds."""
    return Judged(tuple(Alert(key, "…", patience_s) for key in keys), **more)


STEPS = st.lists(
    st.tuples(
        st.floats(0.5, 90.0),
        st.sets(st.sampled_from([WAIT, PAPER])),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


@given(STEPS, st.sampled_from([0.0, 30.0, 120.0]))
def test_alerts_begin_and_end_in_turn(steps, patience_s):
    """Of one alert, beginning and end take turns; it ends only when it could be seen to be gone for a while."""
    standing, now_s, open_keys, gone = StandingAlerts(), 0.0, set(), {}
    for wait_s, keys, no_wait, no_box in steps:
        now_s += wait_s
        unjudged = frozenset({"wait"}) if no_wait else frozenset()
        unheard = frozenset({"kiosk-01"}) if no_box else frozenset()
        shown = keys - ({WAIT} if no_wait else set()) - ({PAPER} if no_box else set())
        judged = held(*shown, patience_s=patience_s, unjudged=unjudged, unheard=unheard)
        turn = standing.turn(judged, now_s)
        raised, ended = {alert.key for alert in turn.raised}, set(turn.ended)
        assert raised <= shown - open_keys
        assert ended <= open_keys - shown
        for key in (WAIT, PAPER):
            if key in shown or not judged.can_judge(key):
                gone.pop(key, None)
            else:
                gone.setdefault(key, now_s)
        assert all(now_s - gone[key] >= CALM_S for key in ended)
        open_keys = (open_keys | raised) - ended
        assert standing.standing == open_keys


def test_a_flicker_calls_nobody():
    """What never holds for as long as it must is never raised, however often it comes."""
    standing = StandingAlerts()
    raised = []
    for second in range(200):
        judged = held(*([WAIT] if second % 3 else []), patience_s=5.0)
        raised += standing.turn(judged, float(second)).raised
    assert raised == []
    assert [one.key for one in standing.turn(held(WAIT, patience_s=0.0), 200.0).raised] == [WAIT]


def test_what_stood_before_a_restart_is_not_raised_again():
    """Alerts of the log are known from the start, and end as others do."""
    standing = StandingAlerts([WAIT])
    assert standing.turn(held(WAIT), 0.0).raised == ()
    assert standing.turn(held(), 10.0).ended == ()
    assert standing.turn(held(), 10.0 + CALM_S).ended == (WAIT,)
