"""A button box on a serial line (protocol: gateway/box_protocol.py), unplugged and plugged again at any time."""

import logging
import threading

from gateway import box_protocol
from gateway.box_asking import BoxAsking
from gateway.config import SerialPanelConfig
from gateway.config.ticket_buttons import SerialTicketPanelConfig
from gateway.panels.base import Panel, Surroundings
from gateway.panels.debounce import Contact, Happening
from gateway.serial_line import RETRY_FIRST_S, RETRY_LAST_S, LineUser, SerialLine

log = logging.getLogger(__name__)

FINE_S = 0.02


class SerialPanel(Panel, LineUser):
    """One box. All that it says arrives on the line's thread; confirm() only leaves words for that thread."""

    def __init__(
        self,
        config: SerialPanelConfig | SerialTicketPanelConfig,
        around: Surroundings,
        retry_s: tuple[float, float] = (RETRY_FIRST_S, RETRY_LAST_S),
    ) -> None:
        super().__init__(config.name, config.counter, around)
        self._config = config
        self._codes = {button.key: button.code for button in config.buttons}
        self._contacts: dict[str, Contact] = {}
        self._contacts_lock = threading.RLock()
        self._line = SerialLine(
            config.port,
            config.baud,
            self,
            self._voice,
            box_protocol.MOST_LINE_BYTES,
            around.pace_s,
            retry_s,
        )
        self._asking = BoxAsking(self._voice, around.pace_s, self._line.send)
        self._fault_ordered = False
        self._unknown_keys: set[str] = set()

    def start(self) -> None:
        """Open the port, now or when the box is plugged in."""
        self._line.start()

    def stop(self) -> None:
        """Put the fault lamp out and close the port."""
        self._line.send(box_protocol.FAULT_OFF)
        self._line.stop()

    def confirm(self) -> None:
        """Lamp and short tone, timed by the box."""
        self._send(*box_protocol.CONFIRM_LINES)

    def refuse(self) -> None:
        """Fault lamp and two tones, timed by the box."""
        self._send(*box_protocol.REFUSE_LINES)

    def fault(self, on: bool) -> None:
        """Steady fault lamp; said again when the box comes back."""
        self._fault_ordered = on
        self._send(box_protocol.FAULT_ON if on else box_protocol.FAULT_OFF)

    def poll(self) -> None:
        """Look at every contact now."""
        with self._contacts_lock:
            now_s = self._around.clock.monotonic_s()
            for key, contact in self._contacts.items():
                self._tell(self._codes[key], contact.poll(now_s))

    def opened(self) -> None:
        """The port is open; whether a box is at its other end shows when it says something."""
        self._asking.opened()
        self._free_all()
        if self._fault_ordered:
            self._send(box_protocol.FAULT_ON)

    def line(self, text: str) -> bool:
        """One line of the box."""
        said = box_protocol.read_box_line(text)
        if said is None or not self._take(said):
            return False
        self._asking.heard(said)
        return True

    def idle_s(self) -> float | None:
        """Look at contacts that wait for time to pass, and ask the box whether it is there."""
        self.poll()
        with self._contacts_lock:
            now_s = self._around.clock.monotonic_s()
            waits = [contact.due_s(now_s) for contact in self._contacts.values()]
        due_s = [max(0.001, min(wait, FINE_S)) for wait in waits if wait is not None]
        return min([self._asking.ask(), *due_s])

    def _take(self, said: box_protocol.BoxLine) -> bool:
        if said.word in ("down", "up", "press"):
            return self._key(said)
        return True

    def _key(self, said: box_protocol.BoxLine) -> bool:
        code = self._codes.get(said.key)
        if code is None:
            if said.key not in self._unknown_keys:
                self._unknown_keys.add(said.key)
                log.warning("panel %s: the box has a key %s that gateway.toml has not", self.name, said.key)
            return False
        with self._contacts_lock:
            now_s = self._around.clock.monotonic_s()
            contact = self._contacts.setdefault(said.key, Contact(self._config.debounce_ms / 1000, now_s))
            if said.word == "press":
                self._tell(code, contact.pulse(now_s))
            else:
                self._tell(code, contact.edge(said.word == "down", now_s))
        return True

    def _free_all(self) -> None:
        """What a contact did before the box went away is worth nothing now; a press half done is no press."""
        with self._contacts_lock:
            for key, contact in self._contacts.items():
                if contact.faulty:
                    self._tell(self._codes[key], [Happening.FREED])
            self._contacts.clear()

    def _send(self, *lines: str) -> None:
        for line in lines:
            self._line.send(line)
