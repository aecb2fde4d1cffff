"""What every simulated panel offers to a finger and to an eye.

To add one: a module with a subclass of SimulatedPanel and a row in registry.py.
"""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass


class Unplugged(OSError):
    """The device is not connected, so nothing can be done with it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be seen and heard at a panel now. ``tones`` counts the tones that began since the start."""

    lamp: bool = False
    tone: bool = False
    fault_lamp: bool = False
    tones: int = 0
    confirmed: int = 0
    """How often the lamp lit as a confirmation."""


class Eye:
    """Something that changed wakes who waits: one for all devices of an office, safe from any thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._changes = 0

    def changed(self) -> None:
        """Something looks different now."""
        with self._condition:
            self._changes += 1
            self._condition.notify_all()

    def seen(self) -> int:
        """A number that grows with each change; for wait_beyond()."""
        with self._condition:
            return self._changes

    def wait_beyond(self, seen: int, timeout_s: float) -> int:
        """Wait for a change after ``seen``; the number now, the same one when nothing changed in time."""
        with self._condition:
            self._condition.wait_for(lambda: self._changes != seen, timeout_s)
            return self._changes


class SimulatedPanel(ABC):
    """The buttons and lights of one counter, outside of the gateway: what is here went through the driver."""

    can_unplug = False

    def __init__(self, counter: str, levels: tuple[str, ...], eye: Eye) -> None:
        self.counter = counter
        self.levels = levels
        self._eye = eye
        self._down: set[str] = set()

    @property
    def down(self) -> tuple[str, ...]:
        """The buttons that somebody holds down now."""
        return tuple(level for level in self.levels if level in self._down)

    @property
    def plugged(self) -> bool:
        """Whether its cable is in."""
        return True

    def push(self, level: str) -> None:
        """Push a button down. Raises ValueError for a level without a button, Unplugged without a cable."""
        self._check(level)
        self._down.add(level)
        self._contact(level, True)
        self._eye.changed()

    def let_go(self, level: str) -> None:
        """Let a button go. Raises like push()."""
        self._check(level)
        self._down.discard(level)
        self._contact(level, False)
        self._eye.changed()

    @abstractmethod
    def shown(self) -> Shown:
        """What it shows now."""

    @abstractmethod
    def _contact(self, level: str, closed: bool) -> None:
        """Close or open the contact of a button."""

    def start(self) -> None:
        """Be there before the gateway looks for it."""
        return None

    def stop(self) -> None:
        """Go away after the gateway."""
        return None

    def unplug(self) -> None:
        """Pull the cable. Raises Unplugged where there is none to pull."""
        raise Unplugged(f"counter {self.counter}: no cable to pull")

    def plug(self) -> None:
        """Put the cable back. Raises Unplugged where there is none."""
        raise Unplugged(f"counter {self.counter}: no cable to put back")

    def _check(self, level: str) -> None:
        if level not in self.levels:
            raise ValueError(f"counter {self.counter} has no button {level}, only {', '.join(self.levels)}")
        if not self.plugged:
            raise Unplugged(f"counter {self.counter}: the cable is out")
