"""How often a password may be tried: counted per account and per address, in memory.

In memory, because writing each guess into the store would let a stranger fill it; a restart forgets the counts,
and a restart cannot be caused from outside. Of an account that does not exist the same is counted.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

WINDOW_S = 15 * 60.0
PER_ACCOUNT, PER_ADDRESS = 8, 40
MOST_KEYS = 10_000


class Attempts:
    """Wrong tries of the last quarter of an hour. ``clock_s`` is monotonic."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._tries: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def wait_s(self, account: str, address: str) -> float:
        """Seconds until the next try may be made; 0 when it may be made now."""
        limits = ((("account", account), PER_ACCOUNT), (("address", address), PER_ADDRESS))
        with self._lock:
            return max(self._wait_s(key, limit) for key, limit in limits)

    def failed(self, account: str, address: str) -> None:
        """Count a try; made before the password is looked at, so that tries at the same time count too."""
        now = self._clock_s()
        with self._lock:
            for key in (("account", account), ("address", address)):
                self._tries[key] = [*self._recent(key), now]
                self._tries.move_to_end(key)
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """Forget the tries of an account whose password was given; its address loses one only."""
        with self._lock:
            self._tries.pop(("account", account), None)
            if recent := self._recent(("address", address)):
                self._tries[("address", address)] = recent[:-1]

    def _wait_s(self, key: tuple[str, str], limit: int) -> float:
        recent = self._recent(key)
        return max(0.0, recent[-limit] + WINDOW_S - self._clock_s()) if len(recent) >= limit else 0.0

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._clock_s() - WINDOW_S
        return [moment for moment in self._tries.get(key, ()) if moment > since]
