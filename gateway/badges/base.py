"""What a badge reader must and may write, and what it is given.

To add a kind of reader: a module with a subclass of BadgeReader, a row in registry.py, and its table in
gateway/config/badges.py.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from gateway.badges.codes import is_badge, normal_badge
from gateway.clock import Clock
from gateway.commands import BadgeRead, Post
from gateway.device_voice import DeviceVoice
from gateway.flood import FloodGuard

HANDOVER = "handover"
"""Fault: a badge could not be handed over."""
SAME_HOLD_S = 1.5
"""Readers repeat a badge for as long as it is held to them; that is one reading, not in-out-in."""
MOST_READINGS, READINGS_WINDOW_S = 10, 5.0
"""No hand holds up more badges; a line that does is noise."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a reader may use of the gateway around it; ``pace_s`` is a monotonic clock of the real world."""

    post: Post
    clock: Clock
    pace_s: Callable[[], float] = time.monotonic


class BadgeReader(ABC):
    """A reader at one counter. A constructor only assigns; hardware trouble is a fault, never an exception."""

    def __init__(self, name: str, counter: str, around: Surroundings) -> None:
        self.name = name
        self.counter = counter
        self._around = around
        self._voice = DeviceVoice(name, "badge", around.post)
        self._flood = FloodGuard(MOST_READINGS, READINGS_WINDOW_S)
        self._last_badge = ""
        self._last_s = 0.0

    @abstractmethod
    def start(self) -> None:
        """Must: take the hardware and begin to report. A reader that was stopped may be started again."""

    @abstractmethod
    def stop(self) -> None:
        """Must: end own threads, give the hardware back. Safe when not started."""

    def _read(self, text: str) -> bool:
        """May: hand over what a reader sent. False when it cannot be a badge. The text is never logged."""
        badge = normal_badge(text)
        if not is_badge(badge):
            return False
        now_s = self._around.clock.monotonic_s()
        same_hold = badge == self._last_badge and now_s - self._last_s < SAME_HOLD_S
        self._last_badge, self._last_s = badge, now_s
        if same_hold:
            return True
        if not self._flood.allows(now_s):
            return False
        read = BadgeRead(self.name, self.counter, badge, self._around.clock.now(), now_s)
        self._voice.guard(HANDOVER, lambda: self._around.post(read))
        return True
