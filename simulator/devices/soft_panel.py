"""The dummy driver with lamps that can be looked at: it shows the real signals, timed as on a real panel."""

import threading
import time

from gateway.config import DummyPanelConfig
from gateway.panels.base import Surroundings
from gateway.panels.dummy_panel import DummyPanel
from gateway.panels.signals import CONFIRM, REFUSE, SignalPlayer
from simulator.devices.base import Eye, Shown, SimulatedPanel


class LitDummyPanel(DummyPanel):
    """A dummy panel that plays its signals instead of only remembering them."""

    def __init__(self, config: DummyPanelConfig, around: Surroundings, eye: Eye) -> None:
        super().__init__(config, around)
        self._eye = eye
        self._lock = threading.Lock()
        self._player = SignalPlayer()
        self._confirmed = 0

    def confirm(self) -> None:
        """Lamp and tone."""
        super().confirm()
        with self._lock:
            self._player.play(CONFIRM, time.monotonic())
            self._confirmed += 1
        self._eye.changed()

    def refuse(self) -> None:
        """Fault lamp and two tones."""
        super().refuse()
        with self._lock:
            self._player.play(REFUSE, time.monotonic())
        self._eye.changed()

    def fault(self, on: bool) -> None:
        """Steady fault lamp."""
        super().fault(on)
        self._eye.changed()

    def looks(self) -> Shown:
        """What its lights are now."""
        with self._lock:
            lights = self._player.lights(time.monotonic())
            return Shown(
                lights.lamp, lights.tone, lights.fault_lamp or self.fault_lamp, self._confirmed, self._confirmed
            )


class SoftPanel(SimulatedPanel):
    """A finger on a dummy panel: without a contact, the press is told when the button is let go."""

    def __init__(self, driver: LitDummyPanel, eye: Eye) -> None:
        super().__init__(driver.counter, driver.codes, eye)
        self._driver = driver

    def shown(self) -> Shown:
        """What the driver shows."""
        return self._driver.looks()

    def _contact(self, level: str, closed: bool) -> None:
        if not closed:
            self._driver.press(level)
