"""Speech by espeak-ng, a synthetic voice that needs no network and no recording. One short process a sentence."""

import subprocess

from gateway.voice.sound import Sound, SoundUnusable, read_wav, trimmed

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 150
TIMEOUT_S = 10.0


class SpeechFailed(RuntimeError):
    """espeak-ng is not installed, or did not make a sound."""


def speak(text: str, accent: str = "vi") -> Sound:
    """The sound of a sentence. Raises SpeechFailed."""
    command = [PROGRAM, "-v", accent, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpeechFailed(str(error)) from error
    try:
        sound = trimmed(read_wav(done.stdout))
    except SoundUnusable as error:
        said = done.stderr.decode(errors="replace").strip()
        raise SpeechFailed(f"{PROGRAM} ended with {done.returncode}: {said or error}") from error
    if not sound.pcm:
        raise SpeechFailed(f"{PROGRAM} made no sound of {len(text)} letters")
    return sound
