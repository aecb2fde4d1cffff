"""Sounds as 16-bit mono samples: read from WAV, trimmed, joined, written as WAV; and a chime made of two tones.

Pure: bytes in, bytes out. It plays nothing.
"""

import io
import math
import sys
import wave
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

SILENT_BELOW = 300
"""Samples under this are the silence round a recorded word (1 % of full scale)."""

KEPT_SILENCE_S = 0.02
GAP_S = 0.08
"""Between two words said one by one."""

CHIME_TONES_HZ = (659.3, 523.3)
CHIME_TONE_S = 0.34


class SoundUnusable(ValueError):
    """Bytes that are no 16-bit mono WAV, or sounds that cannot be joined."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one channel, 16 bits each, in the byte order of WAV."""

    rate_hz: int
    pcm: bytes

    @property
    def length_s(self) -> float:
        """How long it plays."""
        return len(self.pcm) / 2 / self.rate_hz


def read_wav(data: bytes) -> Sound:
    """The sound in a WAV file, also one whose header does not know its length. Raises SoundUnusable."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                raise SoundUnusable(f"{file.getnchannels()} channels of {8 * file.getsampwidth()} bits, not 1 of 16")
            pcm = file.readframes(file.getnframes())
            return Sound(file.getframerate(), pcm[: len(pcm) // 2 * 2])
    except (wave.Error, EOFError) as error:
        raise SoundUnusable(str(error) or "cut short") from error


def wav_bytes(sound: Sound) -> bytes:
    """The sound as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate_hz)
        file.writeframes(sound.pcm)
    return out.getvalue()


def trimmed(sound: Sound) -> Sound:
    """The sound without the silence before and after it; what is silent throughout becomes nothing."""
    samples = _samples(sound.pcm)
    loud = [place for place, value in enumerate(samples) if abs(value) > SILENT_BELOW]
    if not loud:
        return Sound(sound.rate_hz, b"")
    kept = round(KEPT_SILENCE_S * sound.rate_hz)
    start, end = max(0, loud[0] - kept), loud[-1] + kept + 1
    return Sound(sound.rate_hz, sound.pcm[2 * start : 2 * end])


def joined(sounds: Iterable[Sound], gap_s: float = GAP_S) -> Sound:
    """Sounds one after the other. Raises SoundUnusable when there is none or their rates differ."""
    parts = list(sounds)
    rates = {part.rate_hz for part in parts}
    if len(rates) != 1:
        raise SoundUnusable(f"sounds of different rates: {sorted(rates)}" if rates else "no sound at all")
    rate_hz = rates.pop()
    return Sound(rate_hz, bytes(2 * round(gap_s * rate_hz)).join(part.pcm for part in parts))


def chime(rate_hz: int) -> Sound:
    """Two falling tones, for a centre that has recorded none."""
    samples = array("h")
    count = round(CHIME_TONE_S * rate_hz)
    for tone_hz in CHIME_TONES_HZ:
        for place in range(count):
            fade = min(1.0, place / (0.005 * rate_hz)) * math.exp(-4.0 * place / count)
            samples.append(round(12_000 * fade * math.sin(2 * math.pi * tone_hz * place / rate_hz)))
    return Sound(rate_hz, _bytes(samples))


def _samples(pcm: bytes) -> "array[int]":
    samples = array("h")
    samples.frombytes(pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bytes(samples: "array[int]") -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
