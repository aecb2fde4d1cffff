"""A keypad that exists only in software, for demonstrations and tests."""

from collections import deque

from gateway.config.keypads import DummyKeypadConfig
from gateway.keypads.base import Keypad, Surroundings

KEPT_SIGNALS = 1000


class DummyKeypad(Keypad):
    """Pressed by press(); remembers what it showed in ``shown``: "confirm" or "refuse"."""

    def __init__(self, config: DummyKeypadConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self.shown: deque[str] = deque(maxlen=KEPT_SIGNALS)
        self._running = False

    def start(self) -> None:
        """From now on keys count."""
        self._running = True
        self._voice.works()

    def stop(self) -> None:
        """From now on nothing happens any more."""
        self._running = False

    def press(self, action: str) -> None:
        """Press and let go the key of an action."""
        if self._running:
            self._press(action, self._presses.pulse)

    def confirm(self) -> None:
        """Remember a confirmation."""
        self.shown.append("confirm")

    def refuse(self) -> None:
        """Remember a refusal."""
        self.shown.append("refuse")
