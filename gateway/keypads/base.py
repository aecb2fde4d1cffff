"""What a keypad driver must and may write, and what it is given.

To add a kind of keypad: a module with a subclass of Keypad, a row in registry.py, and its table in
gateway/config/keypads.py.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from gateway.clock import Clock
from gateway.commands import Post
from gateway.device_voice import DeviceVoice
from gateway.hall_commands import KeyPressed
from gateway.keypads.presses import Presses
from gateway.serial_line import RETRY_FIRST_S, RETRY_LAST_S

HANDOVER, CHATTERING = "handover", "chattering"
"""Faults: a press could not be handed over; a key closes more often than a hand can press it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a keypad may use of the gateway around it. ``clock`` stamps presses and tells one from a bounce,
    ``pace_s`` is a monotonic clock of the real world, ``retry_s`` the first and the longest rest before a device that
    went away is opened again."""

    post: Post
    clock: Clock
    pace_s: Callable[[], float] = time.monotonic
    retry_s: tuple[float, float] = (RETRY_FIRST_S, RETRY_LAST_S)


class Keypad(ABC):
    """The keys of one counter. A constructor only assigns; hardware trouble is a fault, never an exception."""

    def __init__(self, name: str, counter: str, around: Surroundings) -> None:
        self.name = name
        self.counter = counter
        self._around = around
        self._voice = DeviceVoice(name, "keypad", around.post)
        self._presses = Presses()

    @abstractmethod
    def start(self) -> None:
        """Must: take the hardware and begin to report. A keypad that was stopped may be started again."""

    @abstractmethod
    def stop(self) -> None:
        """Must: end own threads, give the hardware back. Safe when not started."""

    def confirm(self) -> None:
        """May: show that the order was done. Returns at once, never raises."""
        return None

    def refuse(self) -> None:
        """May: show that the order was not done, unlike confirm(). Returns at once, never raises."""
        return None

    def _press(self, action: str, is_press: Callable[[str, float], bool]) -> None:
        """Hand over a press, if ``is_press`` of the key's history says that it is one."""
        now_s = self._around.clock.monotonic_s()
        if is_press(action, now_s):
            pressed = KeyPressed(self.name, self.counter, action, self._around.clock.now(), now_s)
            self._voice.guard(HANDOVER, lambda: self._around.post(pressed))
        if self._presses.chattering:
            self._voice.fault(CHATTERING)
        else:
            self._voice.cleared(CHATTERING)
