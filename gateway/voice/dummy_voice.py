"""A loudspeaker that exists only in software, for demonstrations and tests: it keeps what it said, and how long it
took."""

from collections import deque
from dataclasses import dataclass

from gateway.config.voices import DummyVoiceConfig
from gateway.voice.base import Surroundings, Voice
from gateway.voice.phrase import Phrase
from gateway.voice.planning import Manner

KEPT_SENTENCES = 1000

CHIME_S = 0.8
INVITATION_S = 1.3
NUMBER_CLIP_S = 0.36
COUNTER_S = 0.85
COUNTER_CLIP_S = 0.4


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was said, and how much of it."""

    text: str
    manner: Manner
    length_s: float


class DummyVoice(Voice):
    """Says nothing aloud; each sentence takes as long as a person's would, at the speed of the simulated centre."""

    def __init__(self, config: DummyVoiceConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.zones, around)
        self.said: deque[Said] = deque(maxlen=KEPT_SENTENCES)

    def prepare(self) -> None:
        """It always works."""
        self._voice.works()

    def say(self, phrase: Phrase, manner: Manner) -> bool:
        """Keep the sentence and let its time pass."""
        length_s = sentence_s(phrase, manner)
        self.said.append(Said(phrase.text, manner, length_s))
        return not self._stopping.wait(length_s / self._around.speed)


def sentence_s(phrase: Phrase, manner: Manner) -> float:
    """About how long a recorded voice takes for a phrase."""
    number_s = NUMBER_CLIP_S * len(phrase.number_clips)
    counter_s = COUNTER_S + COUNTER_CLIP_S * max(1, len(phrase.counter_clips) - 1)
    before_s = {Manner.OPENING: CHIME_S + INVITATION_S, Manner.AGAIN: INVITATION_S, Manner.FOLLOWING: 0.0}
    return before_s[manner] + number_s + counter_s
