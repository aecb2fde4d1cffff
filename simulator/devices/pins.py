"""gpiozero's mock pins with an eye on them, and a panel of buttons and lamps wired to such pins."""

from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin

from gateway.config import GpioPanelConfig
from simulator.devices.base import Eye, Shown, SimulatedPanel


class WatchedPin(MockPin):  # type: ignore[misc]
    """A mock pin that tells its factory of each change, and keeps no history that would grow for ever."""

    _state: bool

    def _change_state(self, value: bool) -> bool:
        if self._state == value:
            return False
        self._state = value
        self.factory.pin_changed(self, value)
        return True


class WatchedPins(MockFactory):  # type: ignore[misc]
    """The pins of one simulated Pi. ``rises`` counts, by BCM number, how often an output went high."""

    def __init__(self, eye: Eye) -> None:
        super().__init__(pin_class=WatchedPin)
        self._eye = eye
        self.rises: dict[str, int] = {}

    def pin_changed(self, pin: Any, high: bool) -> None:
        """Called by a pin when it changed."""
        if high and pin.function == "output":
            self.rises[pin.info.name] = self.rises.get(pin.info.name, 0) + 1
        self._eye.changed()


class PinPanel(SimulatedPanel):
    """Fingers on the pins of a ``driver = "gpio"`` panel: a press drives the pin, nothing else."""

    def __init__(self, config: GpioPanelConfig, pins: WatchedPins, eye: Eye) -> None:
        super().__init__(config.counter, tuple(button.level for button in config.buttons), eye)
        self._config = config
        self._pins = pins
        self._pin_of: dict[str, int] = {button.level: button.pin for button in config.buttons}

    def shown(self) -> Shown:
        """The levels of its output pins; a lamp that was not wired is dark."""
        lamp, tone = self._config.lamp_pin, self._config.tone_pin
        return Shown(
            lamp=self._is_high(lamp),
            tone=self._is_high(tone),
            fault_lamp=self._is_high(self._config.fault_lamp_pin),
            tones=self._rises(tone),
            confirmed=self._rises(lamp),
        )

    def _contact(self, level: str, closed: bool) -> None:
        pin = self._pins.pin(self._pin_of[level])
        low = closed == (self._config.pull == "up")
        if low:
            pin.drive_low()
        else:
            pin.drive_high()

    def _is_high(self, number: int | None) -> bool:
        if number is None:
            return False
        pin = self._pins.pin(number)
        return bool(pin.function == "output" and pin.state)

    def _rises(self, number: int | None) -> int:
        return 0 if number is None else self._pins.rises.get(self._pins.pin(number).info.name, 0)
