"""A loudspeaker on a sound card, through ALSA's `aplay`: clips of the centre, else espeak-ng, else silence and a fault.

A sentence is one voice or the other, never half and half. A player that hangs is killed soon after it should be done.
"""

import logging
import subprocess
import threading
from pathlib import Path

from gateway.config.voices import AlsaVoiceConfig
from gateway.voice.base import Surroundings, Voice
from gateway.voice.clips import ClipFolder, ClipsMissing
from gateway.voice.espeak import SpeechFailed, speak
from gateway.voice.phrase import Phrase, make_phrase
from gateway.voice.planning import Manner
from gateway.voice.sound import Sound, chime, joined, wav_bytes

log = logging.getLogger(__name__)

PLAYER = ("aplay", "-q", "-t", "wav")
MARGIN_S = 3.0
"""How much longer than the sound itself the player may take: opening a card, emptying its buffer."""

NO_VOICE = "no_voice"
NO_SOUND = "no_sound"
PLAYER_HUNG = "player_hung"
MISSING_CLIPS = "missing_clips"


class AlsaVoice(Voice):
    """``player`` is the command that plays a WAV from its standard input, without the device."""

    def __init__(
        self,
        config: AlsaVoiceConfig,
        around: Surroundings,
        player: tuple[str, ...] = PLAYER,
        margin_s: float = MARGIN_S,
    ) -> None:
        super().__init__(config.name, config.zones, around)
        self._command = (*player, "-D", config.device)
        self._accent = config.accent
        self._clips = None if config.clips is None else ClipFolder(Path(config.clips))
        self._margin_s = margin_s
        self._playing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make one sentence without playing it: what is missing is known before the first call. Whether anything is
        heard nobody knows before something was played."""
        self._sound(make_phrase("A105", "3"), Manner.OPENING)

    def say(self, phrase: Phrase, manner: Manner) -> bool:
        """Make the sound and play it to its end."""
        sound = self._sound(phrase, manner)
        return sound is not None and self._play(sound)

    def hush(self) -> None:
        """Kill the player in the middle of its sentence."""
        with self._playing:
            if self._process is not None:
                self._process.kill()

    def _sound(self, phrase: Phrase, manner: Manner) -> Sound | None:
        if self._clips is not None:
            try:
                sound = self._clips.sound_of(phrase, manner)
            except ClipsMissing as missing:
                if self._voice.fault(MISSING_CLIPS):
                    log.warning("voice %s: clips are missing: %s", self.name, missing)
            else:
                self._voice.cleared(MISSING_CLIPS)
                self._voice.cleared(NO_VOICE)
                return sound
        return self._synthetic(phrase, manner)

    def _synthetic(self, phrase: Phrase, manner: Manner) -> Sound | None:
        try:
            words = speak(phrase.spoken_briefly if manner is Manner.FOLLOWING else phrase.spoken, self._accent)
        except SpeechFailed as failed:
            # Nothing can be said at all: that is the news, and the missing clips are its cause.
            if self._voice.fault(NO_VOICE, instead_of=(MISSING_CLIPS,)):
                log.warning("voice %s: neither clips nor espeak-ng: %s", self.name, failed)
            return None
        self._voice.cleared(NO_VOICE)
        return joined([chime(words.rate_hz), words]) if manner is Manner.OPENING else words

    def _play(self, sound: Sound) -> bool:
        try:
            process = self._begin()
        except OSError as error:
            self._no_sound(str(error))
            return False
        if process is None:
            return False
        try:
            _, errors = process.communicate(wav_bytes(sound), timeout=sound.length_s + self._margin_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            log.warning("voice %s: the player hung and was killed", self.name)
            self._voice.fault(PLAYER_HUNG, instead_of=(NO_SOUND,))
            return False
        finally:
            with self._playing:
                self._process = None
            for pipe in (process.stdin, process.stderr):
                if pipe is not None:
                    pipe.close()
        if process.returncode != 0:
            if not self._stopping.is_set():
                self._no_sound(errors.decode(errors="replace").strip())
            return False
        self._voice.cleared(PLAYER_HUNG)
        self._voice.cleared(NO_SOUND)
        self._voice.works()
        return True

    def _begin(self) -> subprocess.Popen[bytes] | None:
        """Start the player, unless the voice is being stopped: then nobody would be left to kill it."""
        with self._playing:
            if self._stopping.is_set():
                return None
            pipe = subprocess.PIPE
            # Unbuffered: what a killed player did not take is not written to it when the pipe is closed.
            self._process = subprocess.Popen(
                self._command, bufsize=0, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe
            )
            return self._process

    def _no_sound(self, why: str) -> None:
        if self._voice.fault(NO_SOUND, instead_of=(PLAYER_HUNG,)):
            log.warning("voice %s: nothing was played: %s", self.name, why)
