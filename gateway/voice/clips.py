"""A folder of clips that a centre recorded (`docs/voice.md`): looks up those of a phrase and joins them.

Files are read when they are needed, so a clip recorded anew is heard at the next call.
"""

from collections.abc import Sequence
from pathlib import Path

from gateway.voice.phrase import CHIME_CLIP, INVITATION_CLIP, Phrase
from gateway.voice.planning import Manner
from gateway.voice.sound import Sound, SoundUnusable, chime, joined, read_wav, trimmed

WITHIN_NUMBER_S = 0.02
BEFORE_COUNTER_S = 0.12


class ClipsMissing(LookupError):
    """Clips that are not there or cannot be used; all of them are named."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class ClipFolder:
    """The clips of one voice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sound_of(self, phrase: Phrase, manner: Manner) -> Sound:
        """The whole phrase out of clips.

        Raises ClipsMissing when a single clip is missing: half a sentence in another voice is worse than none.
        """
        missing: list[str] = []
        words = () if manner is Manner.FOLLOWING else (INVITATION_CLIP,)
        number = self._clips((*words, *phrase.number_clips), missing)
        whole = self._clips((phrase.whole_counter,), [])
        counter = whole or self._clips(phrase.counter_clips or (phrase.whole_counter,), missing)
        if missing:
            raise ClipsMissing(missing)
        try:
            parts = [joined(number), joined(counter, WITHIN_NUMBER_S)]
            if manner is Manner.OPENING:
                parts = [*(self._clips((CHIME_CLIP,), []) or [chime(parts[0].rate_hz)]), *parts]
            return joined(parts, BEFORE_COUNTER_S)
        except SoundUnusable as error:
            raise ClipsMissing([str(error)]) from error

    def _clips(self, names: Sequence[str], missing: list[str]) -> list[Sound]:
        found = [self._clip(name, missing) for name in names]
        return [sound for sound in found if sound is not None]

    def _clip(self, name: str, missing: list[str]) -> Sound | None:
        try:
            return trimmed(read_wav((self._folder / f"{name}.wav").read_bytes()))
        except (OSError, SoundUnusable):
            missing.append(name)
            return None
