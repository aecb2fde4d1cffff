"""A numeric USB keypad, read from /dev/input by the gateway alone, unplugged and plugged again at any time."""

import fcntl
import logging
import os
import select
import threading
from collections.abc import Callable
from functools import partial

from gateway.config.keypads import UsbKeypadConfig, order_of
from gateway.keypads.base import Keypad, Surroundings
from gateway.keypads.input_events import EVIOCGRAB, EventReader, KeyEvent
from gateway.serial_line import PORT_FAULTS, UNPLUGGED, port_fault

log = logging.getLogger(__name__)

READ_ERROR = "read_error"
READ_BYTES = 4096


def open_grabbed(path: str) -> int:
    """Open an input device for this program alone: its keys reach no console. Raises OSError."""
    device = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(device, EVIOCGRAB, 1)
    except OSError:
        os.close(device)
        raise
    return device


class UsbKeypad(Keypad):
    """One keypad with a thread of its own. It has no lamp, so it shows nothing."""

    def __init__(
        self, config: UsbKeypadConfig, around: Surroundings, opener: Callable[[str], int] = open_grabbed
    ) -> None:
        super().__init__(config.name, config.counter, around)
        self._path = config.device
        self._actions: dict[int, str] = {key.code: order_of(key) for key in config.keys}
        self._unknown_codes: set[int] = set()
        self._open = opener
        self._was_open = False
        self._reader = EventReader()
        self._wake = -1
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the device, now or when it is plugged in."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name=f"keypad-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give the device back."""
        if self._thread is None:
            return
        self._stopping.set()
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        self._thread = None
        os.close(self._wake)

    def _run(self) -> None:
        retry_s, longest_s = self._around.retry_s
        while not self._stopping.is_set():
            device = self._opened()
            if device is None:
                select.select([self._wake], [], [], retry_s)
                retry_s = min(retry_s * 2, longest_s)
                continue
            retry_s = self._around.retry_s[0]
            try:
                while not self._stopping.is_set() and self._turn(device):
                    pass
            finally:
                os.close(device)
            select.select([self._wake], [], [], retry_s)

    def _opened(self) -> int | None:
        try:
            device = self._open(self._path)
        except OSError as error:
            code = port_fault(error, self._was_open)
            if self._voice.fault(code, instead_of=PORT_FAULTS):
                log.warning("keypad %s: %s cannot be opened (%s): %s", self.name, self._path, code, error)
            return None
        self._was_open = True
        self._reader.reset()
        self._presses.forget()
        self._voice.renewed(works=True)
        return device

    def _turn(self, device: int) -> bool:
        """Wait for keys and hand them over; False when the device went away."""
        if self._wake in select.select([device, self._wake], [], [])[0]:
            return True
        try:
            data = os.read(device, READ_BYTES)
        except BlockingIOError:
            return True
        except OSError as error:
            log.warning("keypad %s went away: %s", self.name, error)
            data = b""
        if not data:
            self._voice.fault(UNPLUGGED, instead_of=PORT_FAULTS)
            return False
        for event in self._reader.feed(data):
            self._voice.guard(READ_ERROR, partial(self._take, event))
        return True

    def _take(self, event: KeyEvent) -> None:
        if event.word == "lost":
            self._presses.forget()
            return
        action = self._actions.get(event.code)
        if action is None:
            if event.code not in self._unknown_codes:
                self._unknown_codes.add(event.code)
                log.warning("keypad %s has a key with the code %d that gateway.toml has not", self.name, event.code)
        elif event.word == "up":
            self._presses.up(action, self._around.clock.monotonic_s())
        elif event.word == "repeat":
            self._presses.held(action, self._around.clock.monotonic_s())
        else:
            self._press(action, self._presses.down)
