"""What a printer driver must and may write, and what it is given.

To add a kind of printer: a module with a subclass of Printer (of EscposPrinter, when it speaks ESC/POS), a
row in registry.py, and its table in gateway/config/printers.py.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from gateway.commands import Post
from gateway.hall_commands import PrintTicket
from gateway.printers.bitmap import Bitmap
from gateway.printers.roll import Forecast, RollState

Draw = Callable[[PrintTicket], Bitmap]
"""Draws a ticket (gateway/paper); called on the printer's own thread."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a printer may use of the gateway around it. ``pace_s`` is a monotonic clock of the real world;
    ``prepare`` spares the first ticket what every ticket needs."""

    post: Post
    draw: Draw
    pace_s: Callable[[], float] = time.monotonic
    prepare: Callable[[], None] = lambda: None


class Printer(ABC):
    """One printer with a thread and a queue of its own: however slow it is, nobody waits for it.

    A constructor only assigns; hardware trouble is a fault (DeviceChanged) and the outcome of a ticket
    (PrintEnded), never an exception. Nothing is ever printed again by itself.
    """

    def __init__(self, name: str, around: Surroundings) -> None:
        self.name = name
        self._around = around

    @abstractmethod
    def start(self) -> None:
        """Must: take the hardware and begin to print. A printer that was stopped may be started again."""

    @abstractmethod
    def stop(self) -> None:
        """Must: end own threads, give the hardware back; what still waits is told as failed. Safe twice."""

    @abstractmethod
    def print(self, order: PrintTicket) -> None:
        """Must: queue a ticket and return at once. "sent" is posted when its bytes are out, then how it ended:

        "printed" only on the printer's own word; "failed" only when nothing was sent; else "unknown".
        """

    @abstractmethod
    def forecast(self) -> Forecast:
        """Must: how much paper is left. From any thread."""

    @abstractmethod
    def roll_state(self) -> RollState:
        """Must: what is to be kept over a restart. From any thread."""

    @abstractmethod
    def set_roll_state(self, roll: RollState) -> None:
        """Must: go on from what was kept, or from RollState(whole=True) for a roll just put in."""
