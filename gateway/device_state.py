"""What is known about one device; the worker hears of it on change only, however often it is said."""

import logging
import threading
from collections.abc import Callable

from gateway.commands import DeviceChanged, DeviceKind, DeviceState, Post

log = logging.getLogger(__name__)


class DeviceVoice:
    """Collects the faults of one device and posts DeviceChanged when the sum of them changes.

    A device begins as "unknown", which is never shown as fine. Safe from any thread.
    """

    def __init__(self, device: str, kind: DeviceKind, post: Post) -> None:
        self._device = device
        self._kind: DeviceKind = kind
        self._post = post
        self._lock = threading.RLock()
        self._faults: dict[str, None] = {}
        self._works: bool = False
        self._said: tuple[DeviceState, str | None] | None = None

    def works(self) -> None:
        """The device showed that it works; faults that were raised stay until they are cleared."""
        self._change(works=True)

    def not_known(self) -> None:
        """Nobody can say whether the device works; all its faults are forgotten."""
        self._change(works=False, clear=True)

    def fault(self, code: str) -> None:
        """A fault began; ``code`` is short and for programs."""
        self._change(fault=code)

    def cleared(self, code: str) -> None:
        """A fault is over. Clearing what was not there changes nothing."""
        self._change(cleared=code)

    def guard(self, code: str, action: Callable[[], None]) -> None:
        """Run what a driver's own thread calls: an exception must not end that thread, and is the fault ``code``.

        The fault is over when the same kind of action works again.
        """
        try:
            action()
        except Exception:
            log.exception("%s %s: the driver stumbled", self._kind, self._device)
            self.fault(code)
        else:
            self.cleared(code)

    def _change(self, works: bool | None = None, fault: str = "", cleared: str = "", clear: bool = False) -> None:
        with self._lock:
            if works is not None:
                self._works = works
            if clear:
                self._faults.clear()
            if fault:
                self._faults[fault] = None
            self._faults.pop(cleared, None)
            self._say()

    def _say(self) -> None:
        first = next(iter(self._faults), None)
        now: tuple[DeviceState, str | None]
        now = ("fault", first) if first else ("ok" if self._works else "unknown", None)
        if now == self._said:
            return
        try:
            self._post(DeviceChanged(self._device, self._kind, *now))
        except Exception:
            # The inbox itself refuses: nobody is left to tell but the log.
            log.exception("%s %s: nobody took the news %s", self._kind, self._device, now)
        else:
            self._said = now
