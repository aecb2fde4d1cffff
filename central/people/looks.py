"""Tells a new look at something from the same page asked for again: a live page asks several times a minute."""

import threading
from collections import OrderedDict
from collections.abc import Callable

SAME_S = 600.0
MOST = 10_000

Look = tuple[str, str, str]
"""Session, what was looked at, site."""


class Looks:
    """The looks of the last ten minutes. ``clock_s`` is monotonic. Thread-safe."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._since_s: OrderedDict[Look, float] = OrderedDict()

    def is_new(self, look: Look) -> bool:
        """Whether this look is not the same as one of the last ten minutes; it counts as such from now on."""
        now = self._clock_s()
        with self._lock:
            since = self._since_s.get(look)
            if since is not None and now - since < SAME_S:
                return False
            self._since_s[look] = now
            self._since_s.move_to_end(look)
            while len(self._since_s) > MOST:
                self._since_s.popitem(last=False)
            return True
