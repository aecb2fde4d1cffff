"""The loudspeaker on ALSA: players that hang, fail or are missing, clips that are missing, espeak-ng in their place."""

import shutil
import subprocess
import sys

import pytest

from gateway.commands import DeviceChanged
from gateway.config.voices import AlsaVoiceConfig
from gateway.hall_commands import CallSpoken
from gateway.voice import espeak
from gateway.voice.alsa_voice import AlsaVoice
from gateway.voice.base import Surroundings
from gateway.voice.planning import Call
from gateway.voice.sound import read_wav

pytestmark = pytest.mark.slow

A1, A2 = Call("A001", "1", 1), Call("A002", "2", 1)
ALL = {"1": "A001", "2": "A002"}
PYTHON = (sys.executable, "-S", "-c")


def player(code):
    """A player that runs a line of Python."""
    return (*PYTHON, f"import sys, time, pathlib; {code}")


@pytest.fixture
def speak(posted, tone_clips):
    """Makes voices with players of one's own; stops them."""
    made = []

    def make(command, clips=tone_clips, margin_s=3.0, **config):
        config = AlsaVoiceConfig("loa", clips=None if clips is None else str(clips), **config)
        made.append(AlsaVoice(config, Surroundings(posted), command, margin_s))
        made[-1].start()
        return made[-1]

    yield make
    for voice in made:
        voice.stop()


def faults(posted):
    """What the device said of itself."""
    return [(change.state, change.fault) for change in posted.of(DeviceChanged)]


def test_the_player_gets_a_whole_wav_and_the_device(speak, posted, tmp_path):
    """What arrives at the player is one WAV of the sentence, and the device it plays on."""
    heard = tmp_path / "heard.wav"
    speak(player(f"open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read()); print(sys.argv[1:])"), device="hw:1,0")
    voice = speak(player(f"open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())"), device="hw:1,0")
    assert voice._command[-2:] == ("-D", "hw:1,0")
    voice.tell([A1], ALL)
    posted.wait(CallSpoken)
    assert read_wav(heard.read_bytes()).length_s > 3


def test_a_player_that_hangs_is_killed(speak, posted):
    """Soon after the sound should be over the player is killed, the fault is told, and the next call is tried."""
    voice = speak(player("time.sleep(600)"), margin_s=-4.5)
    voice.tell([A1], ALL)
    posted.wait(DeviceChanged)
    assert faults(posted) == [("fault", "player_hung")]
    voice._command = player("sys.stdin.buffer.read()")
    voice.tell([A2], ALL)
    assert posted.wait(CallSpoken) == [CallSpoken("A002", "2", 1)]
    posted.wait(DeviceChanged, 2)
    assert faults(posted)[-1] == ("ok", None)


@pytest.mark.parametrize("command", [player("sys.exit('no such card')"), ("a-player-that-is-not-there",)])
def test_a_player_that_fails_is_a_fault(speak, posted, command):
    """Without a sound card nothing counts as said."""
    speak(command).tell([A1], ALL)
    posted.wait(DeviceChanged)
    assert faults(posted) == [("fault", "no_sound")]
    assert posted.of(CallSpoken) == []


def test_without_clips_espeak_says_the_whole_sentence(speak, posted, tone_clips, tmp_path, needs_espeak):
    """A missing clip is told as a fault, and the sentence is heard in the other voice, chime first."""
    (tone_clips / "so-0.wav").unlink()
    heard = tmp_path / "heard.wav"
    speak(player(f"open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())")).tell([A1], ALL)
    posted.wait(CallSpoken)
    assert faults(posted)[0] == ("fault", "missing_clips")
    sound = read_wav(heard.read_bytes())
    assert sound.rate_hz == 22050 and 4 < sound.length_s < 9


def test_espeak_alone_is_a_voice(speak, posted, needs_espeak):
    """A centre that wants no clips has no fault for it."""
    speak(player("sys.stdin.buffer.read()"), clips=None).tell([A1], ALL)
    posted.wait(CallSpoken)
    assert faults(posted) == [("ok", None)]


def test_neither_clips_nor_espeak_is_silence_with_a_fault(speak, posted, tmp_path, monkeypatch):
    """Nothing to speak with: known before the first call, and no call counts as said."""
    monkeypatch.setattr(espeak, "PROGRAM", "espeak-that-is-not-there")
    voice = speak(player("sys.stdin.buffer.read()"), clips=tmp_path / "empty")
    posted.wait(DeviceChanged, 2)
    assert faults(posted)[-1] == ("fault", "no_voice")
    voice.tell([A1], ALL)
    assert posted.of(CallSpoken) == []


def test_aplay_itself_takes_what_it_is_given(tone_clips, posted):
    """The real aplay, on ALSA's null device, plays a sentence to its end."""
    if shutil.which("aplay") is None:
        pytest.skip("aplay is not installed (Debian package alsa-utils)")
    if subprocess.run(["aplay", "-q", "-D", "null", "-t", "wav", "-"], input=b"", check=False).returncode > 1:
        pytest.skip("this aplay has no null device")
    voice = AlsaVoice(AlsaVoiceConfig("loa", device="null", clips=str(tone_clips)), Surroundings(posted))
    voice.start()
    voice.tell([A1], ALL)
    posted.wait(CallSpoken)
    voice.stop()
    assert faults(posted) == [("ok", None)]
