"""What a board driver must write, and what it is given.

To add a kind of board: a module with a subclass of Display (or a Station, where it hangs on a serial line), a row in
registry.py, and its table in gateway/config/boards.py.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from gateway.boards.content import BoardContent
from gateway.commands import Post
from gateway.device_voice import DeviceVoice
from gateway.serial_line import RETRY_FIRST_S, RETRY_LAST_S


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a board may use of the gateway around it. ``pace_s`` is a monotonic clock of the real world, ``retry_s``
    the first and the longest rest before a port that went away is opened again."""

    post: Post
    pace_s: Callable[[], float] = time.monotonic
    retry_s: tuple[float, float] = (RETRY_FIRST_S, RETRY_LAST_S)


class Display(ABC):
    """One board: that of a counter, or with ``counter`` None that of the waiting area.

    A constructor only assigns; hardware trouble is a fault, never an exception.
    """

    def __init__(self, name: str, counter: str | None, around: Surroundings) -> None:
        self.name = name
        self.counter = counter
        self._around = around
        self._voice = DeviceVoice(name, "board", around.post)

    @abstractmethod
    def start(self) -> None:
        """Must: take the hardware. A board that was stopped may be started again."""

    @abstractmethod
    def stop(self) -> None:
        """Must: let the board show that it is not told anything any more, give the hardware back. Safe when not
        started."""

    @abstractmethod
    def show(self, content: BoardContent) -> None:
        """Must: show this from now on, after a cable was pulled and put back too. Returns at once, never raises."""
