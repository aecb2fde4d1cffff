"""One thread on which everything of a simulated day happens, in order of time; other threads hand things over."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

Act = Callable[[], object]


class Timeline:
    """Acts at their times. `after` and `soon` may be called from any thread."""

    def __init__(self, name: str) -> None:
        self._due: list[tuple[float, int, Act]] = []
        self._number = itertools.count()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is not due yet never happens."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def after(self, delay_s: float, act: Act) -> None:
        """Let something happen after some seconds of the real clock."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + max(0.0, delay_s), next(self._number), act))
            self._changed.notify_all()

    def soon(self, act: Act) -> None:
        """Let something happen next."""
        self.after(0.0, act)

    def _run(self) -> None:
        while (act := self._next()) is not None:
            try:
                act()
            except Exception:
                # One person who stumbles must not end the day of the others.
                log.exception("something of the simulated day failed")

    def _next(self) -> Act | None:
        with self._changed:
            while not self._stopping:
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is not None and wait_s <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait_s)
            return None
