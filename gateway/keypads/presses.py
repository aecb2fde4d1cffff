"""Which raw reports of a key are a press. Pure: no device, no clock of its own.

A press counts when the key goes down, so that the officer need not wait for the finger to leave; a bouncing, repeating
or held key stays one press, because two presses would call two citizens.
"""

from gateway.flood import FloodGuard

QUIET_S = 0.3
"""A key must be still for this long before it can be pressed again."""
MOST_PRESSES, PRESSES_WINDOW_S = 8, 5.0
"""No officer presses one key more often; a key that does is broken."""


class Presses:
    """The keys of one keypad; times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._down: set[str] = set()
        self._moved_s: dict[str, float] = {}
        self._floods: dict[str, FloodGuard] = {}
        self._chattering: set[str] = set()

    @property
    def chattering(self) -> bool:
        """Whether a key is pressed more often than a hand can."""
        return bool(self._chattering)

    def down(self, key: str, at_s: float) -> bool:
        """A key went down, or repeats that it is; True when that is a press."""
        if key in self._down:
            self._moved_s[key] = at_s
            return False
        self._down.add(key)
        return self.pulse(key, at_s)

    def held(self, key: str, at_s: float) -> None:
        """A key is down, whenever it was pressed; that is no press."""
        self._down.add(key)
        self._moved_s[key] = at_s

    def up(self, key: str, at_s: float) -> None:
        """A key was let go."""
        self._down.discard(key)
        self._moved_s[key] = at_s

    def pulse(self, key: str, at_s: float) -> bool:
        """A key was pressed, told by a device that says nothing of letting go; True when that is a press."""
        is_still = at_s - self._moved_s.get(key, float("-inf")) >= QUIET_S
        self._moved_s[key] = at_s
        if not is_still:
            return False
        flood = self._floods.setdefault(key, FloodGuard(MOST_PRESSES, PRESSES_WINDOW_S))
        if flood.allows(at_s):
            self._chattering.discard(key)
            return True
        self._chattering.add(key)
        return False

    def forget(self) -> None:
        """The device went away or lost count: nothing is known to be down."""
        self._down.clear()
        self._chattering.clear()
