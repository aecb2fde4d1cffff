"""From the hall's state to the loudspeakers: each call once, in its zone, and nothing old."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contract.hall import CallNow, CounterNow, HallState
from contract.site import Counter, RatingRules, SiteConfig
from gateway.config.voices import DummyVoiceConfig
from gateway.hall_commands import CallSpoken
from gateway.hall_feed import STALE_AFTER_S, HallFeed
from gateway.voice.announcer import Announcer
from gateway.voice.base import Surroundings
from gateway.voice.registry import make_voice

SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "free", date(2020, 1, 1)),),
    (Counter("1"), Counter("2"), Counter("11", zone="tang-2")),
)  # fmt: skip
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def state(rev, *calls, after_s=0.0):
    """A state in which so many calls stand: (number, counter, nth, seconds before the state)."""
    at = MORNING + timedelta(seconds=after_s)
    made = tuple(CallNow(n, c, nth, at - timedelta(seconds=ago)) for n, c, nth, ago in calls)
    counters = {call.counter: CounterNow("called", call.number) for call in made}
    return HallState("hall-01", 1, rev, date(2026, 11, 23), at, True, {}, counters, made)


class Hall:
    """A feed with a clock that moves by hand, an announcer, and two loudspeakers."""

    def __init__(self, posted):
        self.now_s = 100.0
        self.feed = HallFeed(lambda: self.now_s)
        around = Surroundings(posted, speed=10_000)
        self.down = make_voice(DummyVoiceConfig("duoi", ("main",)), around)
        self.up = make_voice(DummyVoiceConfig("tren", ("tang-2",)), around)
        self.announcer = Announcer(self.feed, SITE, (self.down, self.up), lambda: self.now_s)

    def start(self):
        """Begin to listen and to speak."""
        for part in (self.down, self.up, self.announcer):
            part.start()

    def stop(self):
        """End all of it."""
        for part in (self.announcer, self.down, self.up):
            part.stop()


@pytest.fixture
def hall(posted):
    """Makes the feed and what listens to it."""
    made = Hall(posted)
    yield made
    made.stop()


def spoken(posted):
    """What was said, in its order."""
    return [(said.number, said.counter, said.nth) for said in posted.of(CallSpoken)]


def test_each_call_is_said_once(hall, posted):
    """However often a state with the same calls comes, each is said once; a recall is said again."""
    hall.start()
    hall.feed.take(state(1, ("A001", "1", 1, 0)))
    posted.wait(CallSpoken, 1)
    hall.feed.take(state(2, ("A001", "1", 1, 1), after_s=1))
    hall.feed.take(state(3, ("A001", "1", 1, 2), ("A002", "2", 1, 0), after_s=2))
    posted.wait(CallSpoken, 2)
    hall.feed.take(state(4, ("A002", "2", 1, 60), ("A001", "1", 2, 0), after_s=62))
    posted.wait(CallSpoken, 3)
    assert spoken(posted) == [("A001", "1", 1), ("A002", "2", 1), ("A001", "1", 2)]


def test_a_call_is_heard_in_its_zone_alone(hall, posted):
    """The counters of the upper floor are called by the upper loudspeaker only."""
    hall.start()
    hall.feed.take(state(1, ("A001", "1", 1, 1), ("B001", "11", 1, 0)))
    posted.wait(CallSpoken, 2)
    hall.stop()
    assert {said.text.split(",")[0][-1] for said in hall.down.said} == {"A"}
    assert {said.text.split(",")[0][-1] for said in hall.up.said} == {"B"}


def test_old_calls_are_not_said(hall, posted):
    """After a restart what was called more than 20 s ago is left out, what is younger is said."""
    hall.feed.take(state(1, ("A001", "1", 1, 21), ("A002", "2", 1, 19)))
    hall.start()
    assert posted.wait(CallSpoken) == [CallSpoken("A002", "2", 1)]


def test_what_the_broker_had_kept_waits_for_the_hall(hall, posted):
    """A retained state is not spoken; when the hall confirms it, its calls have grown old meanwhile."""
    hall.down.start()
    old, young = state(1, ("A001", "1", 1, 5)), state(2, ("A002", "2", 1, 5))
    hall.feed.take(old, retained=True)
    hall.announcer.take(old, False)
    hall.now_s += 16
    hall.announcer.take(old, True)
    hall.announcer.take(young, False)
    hall.now_s += 14
    hall.announcer.take(young, True)
    assert posted.wait(CallSpoken) == [CallSpoken("A002", "2", 1)]


def test_a_cut_does_not_bring_old_calls_back(hall, posted):
    """A state that went stale and comes again says nothing twice, and a call made in the cut only while it is young."""
    hall.start()
    hall.feed.take(state(1, ("A001", "1", 1, 0)))
    posted.wait(CallSpoken, 1)
    hall.now_s += STALE_AFTER_S + 60
    hall.feed.take(state(2, ("A001", "1", 1, 85), ("A002", "2", 1, 40), ("A003", "1", 1, 3), after_s=85))
    posted.wait(CallSpoken, 2)
    assert spoken(posted) == [("A001", "1", 1), ("A003", "1", 1)]


def test_a_control_that_takes_retained_states_for_live_would_speak(hall, posted):
    """Control: the same old retained state, taken as live, is spoken, so the tests above can fail."""
    hall.down.start()
    hall.announcer.take(state(1, ("A001", "1", 1, 5)), True)
    assert posted.wait(CallSpoken) == [CallSpoken("A001", "1", 1)]


def test_counters_without_a_zone_are_in_the_main_one(hall, posted):
    """A counter that site.toml does not know is called all the same."""
    hall.start()
    hall.feed.take(state(1, ("A001", "99", 1, 0)))
    assert posted.wait(CallSpoken) == [CallSpoken("A001", "99", 1)]


def test_a_stop_ends_the_thread(hall):
    """Started and stopped twice, nothing is left running."""
    for _ in range(2):
        hall.start()
        hall.stop()
    assert hall.announcer._thread is None
