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
        with self._lock:
            self._works = True
            self._say()

    def renewed(self, works: bool) -> None:
        """The device was opened anew: its old faults mean nothing now; without ``works`` nobody knows yet."""
        with self._lock:
            self._works = works
            self._faults.clear()
            self._say()

    def fault(self, code: str, instead_of: tuple[str, ...] = ()) -> bool:
        """A fault began; ``code`` is short and for programs. False when it was known already."""
        with self._lock:
            is_new = code not in self._faults
            for other in instead_of:
                if other != code:
                    self._faults.pop(other, None)
            self._faults.setdefault(code, None)
            self._say()
            return is_new

    def cleared(self, code: str) -> None:
        """A fault is over. Clearing what was not there changes nothing."""
        with self._lock:
            if code in self._faults:
                del self._faults[code]
                self._say()

    def guard(self, code: str, action: Callable[[], None]) -> bool:
        """Run what a driver's own thread calls: an exception must not end it, and is the fault ``code``.

        The fault is over when the same kind of action works again. False when it failed.
        """
        try:
            action()
        except Exception:
            log.exception("%s %s: the driver stumbled", self._kind, self._device)
            self.fault(code)
            return False
        self.cleared(code)
        return True

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
