"""What holds for every registered loudspeaker: calls in order, told when said, stopped in the middle."""

import sys
import threading

import pytest

from gateway.commands import DeviceChanged
from gateway.config.voices import AlsaVoiceConfig, DummyVoiceConfig
from gateway.hall_commands import CallSpoken
from gateway.voice.alsa_voice import AlsaVoice
from gateway.voice.base import Surroundings
from gateway.voice.planning import Call
from gateway.voice.registry import VOICE_DRIVERS, make_voice

A1, A2, A3 = Call("A001", "1", 1), Call("A002", "2", 1), Call("A003", "3", 1)
ALL = {"1": "A001", "2": "A002", "3": "A003"}
QUICK_PLAYER = (sys.executable, "-S", "-c", "import sys; sys.stdin.buffer.read()")
STUCK_PLAYER = (sys.executable, "-S", "-c", "import time; time.sleep(60)")


def make(driver, posted, clips, player=QUICK_PLAYER, speed=1000.0):
    """A voice of a kind whose sentences take next to no time."""
    around = Surroundings(posted, speed=speed)
    if driver == "dummy":
        return make_voice(DummyVoiceConfig("loa", ("main",)), around)
    return AlsaVoice(AlsaVoiceConfig("loa", ("main",), clips=str(clips)), around, player)


@pytest.fixture(params=["dummy", pytest.param("alsa", marks=pytest.mark.slow)])
def voice(request, posted, tone_clips):
    """One voice of each kind; ALSA with another player in the place of aplay."""
    made = make(request.param, posted, tone_clips)
    yield made
    made.stop()


def test_every_kind_is_in_the_table(posted):
    """The registry makes every kind, and making it starts nothing."""
    before = threading.active_count()
    for config in (DummyVoiceConfig("a"), AlsaVoiceConfig("b")):
        assert make_voice(config, Surroundings(posted)).name == config.name
    assert {type(config) for config in (DummyVoiceConfig("a"), AlsaVoiceConfig("b"))} == set(VOICE_DRIVERS)
    assert threading.active_count() == before and posted.orders == []


def test_each_call_is_told_once_when_it_was_said(voice, posted):
    """Calls are said in their order, and the hall hears of each, so that the time for coming begins."""
    voice.start()
    voice.tell([A1, A2, A3], ALL)
    assert posted.wait(CallSpoken, 3) == [CallSpoken(c.number, c.counter, c.nth) for c in (A1, A2, A3)]
    assert posted.of(DeviceChanged)[-1] == DeviceChanged("loa", "voice", "ok", None)


def test_a_call_that_is_over_is_not_said(voice, posted):
    """What the counter no longer calls is left out."""
    voice.tell([A1, A2, A3], {"3": "A003"})
    voice.start()
    voice.tell([A1, A2, A3], {"3": "A003"})
    assert posted.wait(CallSpoken) == [CallSpoken("A003", "3", 1)]


def test_it_starts_again_after_a_stop(voice, posted):
    """Stopped and started, a voice speaks; what waited before is forgotten."""
    voice.stop()
    voice.start()
    voice.stop()
    voice.tell([A1], ALL)
    voice.start()
    voice.tell([A2], ALL)
    assert posted.wait(CallSpoken) == [CallSpoken("A002", "2", 1)]


@pytest.mark.parametrize(
    ("driver", "player"), [("dummy", None), pytest.param("alsa", STUCK_PLAYER, marks=pytest.mark.slow)]
)
def test_stop_ends_a_sentence_in_its_middle(posted, tone_clips, driver, player, wait_until):
    """A stop does not wait for the sentence, which then does not count as said."""
    made = make(driver, posted, tone_clips, player, speed=0.001)
    made.start()
    made.tell([A1], ALL)
    busy = (lambda: made.said) if driver == "dummy" else (lambda: made._process)
    wait_until(busy, what="the sentence began")
    made.stop()
    assert posted.of(CallSpoken) == []
    assert not [t for t in threading.enumerate() if t.name == "voice loa"]


def test_a_quiet_call_is_repeated_and_calls_that_pile_up_are_not(posted):
    """The dummy keeps what was said and how: alone twice, together once each with one chime."""
    voice = make("dummy", posted, None)
    voice.tell([], ALL)
    voice.start()
    voice.tell([A1], ALL)
    posted.wait(CallSpoken, 1)
    voice.stop()
    alone = [said.manner.name for said in voice.said]
    assert alone in (["OPENING", "AGAIN"], ["OPENING"])
    voice.said.clear()
    voice.start()
    voice.tell([A1, A2, A3], ALL)
    posted.wait(CallSpoken, 4)
    voice.stop()
    assert [said.manner.name for said in voice.said][:3] == ["OPENING", "FOLLOWING", "FOLLOWING"]
    assert voice.said[0].text == "Xin mời số thứ tự A, không, không, một, đến quầy số một."
    assert 3 < voice.said[0].length_s < 8


def test_a_voice_without_zones_speaks_for_all(posted):
    """Zones limit a voice; none named means everywhere."""
    assert make_voice(DummyVoiceConfig("loa"), Surroundings(posted)).speaks_for("tang-2")
    assert not make_voice(DummyVoiceConfig("loa", ("main",)), Surroundings(posted)).speaks_for("tang-2")


def test_a_driver_that_raises_stays_alive(posted):
    """An exception in a driver is a fault of the device; the next call is said and clears it."""
    voice = make("dummy", posted, None)
    good, broken = voice.say, iter([True])

    def say(phrase, manner):
        if next(broken, False):
            raise RuntimeError("stumbled")
        return good(phrase, manner)

    voice.say = say
    voice.start()
    voice.tell([A1, A2], ALL)
    assert posted.wait(CallSpoken) == [CallSpoken("A002", "2", 1)]
    posted.wait(DeviceChanged, 3)
    assert [(c.state, c.fault) for c in posted.of(DeviceChanged)] == [
        ("ok", None), ("fault", "stumbled"), ("ok", None),
    ]  # fmt: skip
