"""A keypad on a serial line that speaks the protocol of button boxes (gateway/box_protocol.py)."""

import logging

from gateway import box_protocol
from gateway.box_asking import BoxAsking
from gateway.config.keypads import SerialKeypadConfig, order_of
from gateway.keypads.base import Keypad, Surroundings
from gateway.serial_line import LineUser, SerialLine

log = logging.getLogger(__name__)


class SerialKeypad(Keypad, LineUser):
    """One keypad. All that it says arrives on the line's thread; confirm() only leaves words for that thread."""

    def __init__(self, config: SerialKeypadConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self._actions: dict[str, str] = {key.key: order_of(key) for key in config.keys}
        self._unknown_keys: set[str] = set()
        self._line = SerialLine(
            config.port, config.baud, self, self._voice, box_protocol.MOST_LINE_BYTES, around.pace_s, around.retry_s
        )
        self._asking = BoxAsking(self._voice, around.pace_s, self._line.send)

    def start(self) -> None:
        """Open the port, now or when the keypad is plugged in."""
        self._line.start()

    def stop(self) -> None:
        """Close the port."""
        self._line.stop()

    def confirm(self) -> None:
        """Lamp and short tone, timed by the keypad."""
        self._send(box_protocol.CONFIRM_LINES)

    def refuse(self) -> None:
        """Red lamp and two tones, timed by the keypad."""
        self._send(box_protocol.REFUSE_LINES)

    def opened(self) -> None:
        """The port is open; a key that was down when the cable was pulled is down no more."""
        self._presses.forget()
        self._asking.opened()

    def line(self, text: str) -> bool:
        """One line of the keypad."""
        said = box_protocol.read_box_line(text)
        if said is None or (said.key and not self._knows(said.key)):
            return False
        self._asking.heard(said)
        if said.word == "down":
            self._press(self._actions[said.key], self._presses.down)
        elif said.word == "press":
            self._press(self._actions[said.key], self._presses.pulse)
        elif said.word == "up":
            self._presses.up(self._actions[said.key], self._around.clock.monotonic_s())
        return True

    def idle_s(self) -> float | None:
        """Ask the keypad now and then whether it is there."""
        return self._asking.ask()

    def _knows(self, key: str) -> bool:
        if key in self._actions:
            return True
        if key not in self._unknown_keys:
            self._unknown_keys.add(key)
            log.warning("keypad %s has a key %s that gateway.toml has not", self.name, key)
        return False

    def _send(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            self._line.send(line)
