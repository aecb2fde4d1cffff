"""A panel that exists only in software, for demonstrations and tests. No contact, so no bounce."""

from collections import deque

from gateway.config import DummyPanelConfig
from gateway.config.ticket_buttons import DummyTicketPanelConfig
from gateway.panels.base import Panel, Surroundings
from gateway.panels.debounce import Happening

KEPT_SIGNALS = 1000


class DummyPanel(Panel):
    """Pressed by press(); remembers what it showed in ``shown``: "confirm" or "refuse"."""

    def __init__(self, config: DummyPanelConfig | DummyTicketPanelConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self.codes = tuple(button.code for button in config.buttons)
        self.shown: deque[str] = deque(maxlen=KEPT_SIGNALS)
        self.fault_lamp = False
        self.running = False

    def start(self) -> None:
        """From now on presses count."""
        self.running = True
        self._voice.works()

    def stop(self) -> None:
        """From now on nothing happens any more."""
        self.running = False
        self.fault_lamp = False

    def press(self, code: str) -> None:
        """Press and let go a button, by its level or its service. Raises ValueError when there is none."""
        if code not in self.codes:
            raise ValueError(f"{self.name} has no button for {code}, only for {', '.join(self.codes)}")
        if self.running:
            self._tell(code, [Happening.PRESSED])

    def confirm(self) -> None:
        """Remember a confirmation."""
        self.shown.append("confirm")

    def refuse(self) -> None:
        """Remember a refusal."""
        self.shown.append("refuse")

    def fault(self, on: bool) -> None:
        """Remember the steady fault lamp."""
        self.fault_lamp = on
