"""Makes placeholder clips with espeak-ng, offline, until a centre has recorded its own.

    python -m gateway.voice.make_clips FOLDER [--accent vi|vi-vn-x-central|vi-vn-x-south] [--check]

Files that are there stay as they are. ``--check`` makes nothing and says what is missing and how long a call takes.
Exit status: 0 done; 1 clips are missing or too slow; 2 wrong usage; 3 espeak-ng is not there.
"""

import argparse
import sys
from pathlib import Path
from typing import get_args

from gateway.config.voices import Accent
from gateway.voice.clips import ClipFolder, ClipsMissing
from gateway.voice.espeak import SpeechFailed, speak
from gateway.voice.phrase import CHIME_CLIP, clip_names, make_phrase
from gateway.voice.planning import Manner
from gateway.voice.sound import chime, wav_bytes

LONGEST_FOLLOWING_S = 4.0
"""A call without chime and invitation: with longer ones thirty counters are more than one loudspeaker can serve."""

BUSY_CALL = ("A105", "24")


def make_clips(folder: Path, accent: str = "vi") -> list[str]:
    """Make what is missing and return the names. Raises SpeechFailed, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, words in clip_names().items():
        path = folder / f"{name}.wav"
        if not path.exists():
            sound = speak(words, accent)
            path.write_bytes(wav_bytes(sound))
            made.append(name)
    path = folder / f"{CHIME_CLIP}.wav"
    if not path.exists():
        path.write_bytes(wav_bytes(chime(speak("a", accent).rate_hz)))
        made.append(CHIME_CLIP)
    return made


def check_clips(folder: Path) -> tuple[list[str], float | None]:
    """Clips that are missing, and how long a call to a counter of two digits takes when it follows another."""
    missing = [name for name in clip_names() if not (folder / f"{name}.wav").exists()]
    try:
        return missing, ClipFolder(folder).sound_of(make_phrase(*BUSY_CALL), Manner.FOLLOWING).length_s
    except ClipsMissing as error:
        return missing or list(error.names), None


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m gateway.voice.make_clips", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accent", default="vi", choices=get_args(get_args(Accent)[0]))
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    if not chosen.check:
        try:
            made = make_clips(chosen.folder, chosen.accent)
        except SpeechFailed as failed:
            print(f"Chưa có espeak-ng: {failed} · espeak-ng is needed: apt install espeak-ng", file=sys.stderr)
            return 3
        except OSError as error:
            print(f"Không ghi được · cannot write: {error}", file=sys.stderr)
            return 2
        print(f"Đã tạo {len(made)} tệp · {len(made)} files made: {chosen.folder}")
    return _say_check(*check_clips(chosen.folder))


def _say_check(missing: list[str], length_s: float | None) -> int:
    for name in missing:
        print(f"Thiếu tệp · missing: {name}.wav ({clip_names().get(name, '')})")
    if length_s is None:
        return 1
    written = f"{length_s:.1f}".replace(".", ",")
    print(f"Một lời gọi nối tiếp dài {written} giây · a following call takes {length_s:.1f} s")
    if length_s > LONGEST_FOLLOWING_S:
        print("Hơi chậm: nên đọc nhanh hơn, dưới 4 giây · slow: read faster, under 4 s")
        return 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
