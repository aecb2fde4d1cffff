"""Asks a serial box now and then whether it is there. For whoever owns the line; on the line's thread."""

from collections.abc import Callable

from gateway import box_protocol
from gateway.device_voice import DeviceVoice

ASK_EVERY_S = 10.0
MOST_UNANSWERED = 3
SILENT = "silent"


class BoxAsking:
    """A box that answered once and then MOST_UNANSWERED times not is a fault; one that never could stays unknown."""

    def __init__(self, voice: DeviceVoice, pace_s: Callable[[], float], send: Callable[[str], None]) -> None:
        self._voice = voice
        self._pace_s = pace_s
        self._send = send
        self._answers = False
        self._unanswered = 0
        self._ask_at_s = 0.0

    def opened(self) -> None:
        """The port is open; whether a box is at its other end shows when it says something."""
        self._voice.renewed(works=False)
        self._answers, self._unanswered = False, 0
        self._ask_at_s = self._pace_s()

    def heard(self, said: box_protocol.BoxLine) -> None:
        """The box said something that means something, so it is there."""
        self._answers = self._answers or said.word == "here"
        self._unanswered = 0
        self._voice.cleared(SILENT)
        self._voice.works()

    def ask(self) -> float:
        """Ask the box when it is time; seconds until the next time."""
        now_s = self._pace_s()
        if now_s >= self._ask_at_s:
            self._ask_at_s = now_s + ASK_EVERY_S
            if self._answers and self._unanswered >= MOST_UNANSWERED:
                self._voice.fault(SILENT)
            self._unanswered += 1
            self._send(box_protocol.ASK)
        return self._ask_at_s - now_s
