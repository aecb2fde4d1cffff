"""What a panel driver must and may write, and what it is given.

To add a kind of panel: a module with a subclass of Panel, a row in registry.py, and its table in
gateway/config/panels.py.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gateway.clock import Clock
from gateway.commands import Command, PanelFreed, PanelPressed, PanelStuck, Post
from gateway.device_voice import DeviceVoice
from gateway.panels.debounce import Happening

HANDOVER = "handover"
"""Fault: what a button did could not be handed over."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a panel may use of the gateway around it.

    ``clock`` stamps presses and measures contacts. ``pace_s`` is a monotonic clock of the real world for
    lamps and lines: a replay that lets a month pass in a minute must not time out a cable.
    ``pin_factory`` is gpiozero's; None takes the one of this machine. ``scratch_dir`` is a writable
    folder for what libraries leave behind.
    """

    post: Post
    clock: Clock
    pace_s: Callable[[], float] = time.monotonic
    pin_factory: Any = None
    scratch_dir: Path | None = None


class Panel(ABC):
    """Buttons of one counter, or with ``counter`` None buttons that give tickets. What a button means is for others.

    A constructor only assigns; hardware trouble is a fault, never an exception.
    """

    def __init__(self, name: str, counter: str | None, around: Surroundings) -> None:
        self.name = name
        self.counter = counter
        self._around = around
        self._voice = DeviceVoice(name, "panel", around.post)

    @abstractmethod
    def start(self) -> None:
        """Must: take the hardware and begin to report. A panel that was stopped may be started again."""

    @abstractmethod
    def stop(self) -> None:
        """Must: put all lights out, end own threads, give the hardware back. Safe when not started."""

    @abstractmethod
    def confirm(self) -> None:
        """Must: show that a press is stored. Called after the commit; returns at once, never raises."""

    @abstractmethod
    def refuse(self) -> None:
        """Must: show that a press could not be stored, unlike confirm(). Returns at once, never raises."""

    @abstractmethod
    def fault(self, on: bool) -> None:
        """Must: light or clear the steady fault lamp. Returns at once, never raises."""

    def poll(self) -> None:
        """May: look at its contacts now instead of a little later. For who moves a clock by hand."""
        return None

    def _tell(self, button: str, happenings: list[Happening]) -> None:
        """Hand over what a contact did; what goes wrong with that stays away from the hardware's thread."""
        for happening in happenings:
            self._voice.guard(HANDOVER, partial(self._post, button, happening))

    def _post(self, button: str, happening: Happening) -> None:
        self._around.post(self._command(button, happening))

    def _command(self, button: str, happening: Happening) -> Command:
        match happening:
            case Happening.PRESSED:
                clock = self._around.clock
                return PanelPressed(self.name, button, clock.now(), clock.monotonic_s())
            case Happening.HELD:
                return PanelStuck(self.name, button, "held")
            case Happening.CHATTERING:
                return PanelStuck(self.name, button, "chattering")
            case Happening.FREED:
                return PanelFreed(self.name, button)
