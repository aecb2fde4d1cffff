"""Threads that come when there is work and go when it stays away: a page stream holds one for hours, and most screens
that may come never do."""

import logging
import threading
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

IDLE_S = 30.0

Work = Callable[[], None]


class Threads:
    """At most ``most`` at a time; what comes beyond waits for the first that is free. From any thread."""

    def __init__(self, name: str, most: int, idle_s: float = IDLE_S) -> None:
        self._name = name
        self._most = most
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._waiting: deque[Work] = deque()
        self._idle = 0
        self._made = 0
        self._running: set[threading.Thread] = set()
        self._stopping = False

    @property
    def count(self) -> int:
        """How many there are."""
        with self._changed:
            return len(self._running)

    def add(self, work: Work) -> None:
        """Do this on a thread. After `stop` it is never done."""
        with self._changed:
            self._waiting.append(work)
            if self._stopping:
                return
            if self._idle >= len(self._waiting):
                self._changed.notify()
            elif len(self._running) < self._most:
                self._begin()

    def stop(self, timeout_s: float) -> list[Work]:
        """End them all; returns what was never begun. A thread that does not end in time is left to itself."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: not self._running, timeout_s):
                log.warning("%d threads of %s are still at work", len(self._running), self._name)
            left = list(self._waiting)
            self._waiting.clear()
            return left

    def _begin(self) -> None:
        self._made += 1
        thread = threading.Thread(target=self._run, name=f"{self._name}-{self._made}", daemon=True)
        self._running.add(thread)
        try:
            thread.start()
        except RuntimeError as error:
            # The machine has no room for one more: those that run do it, or the next that begins.
            self._running.discard(thread)
            log.error("no thread for %s: %s", self._name, error)

    def _run(self) -> None:
        try:
            while (work := self._next()) is not None:
                try:
                    work()
                except Exception:
                    # The edge of this thread: one page's fault must not cost the others theirs.
                    log.exception("%s: work failed", self._name)
        finally:
            with self._changed:
                self._running.discard(threading.current_thread())
                self._changed.notify_all()

    def _next(self) -> Work | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._waiting or self._stopping, self._idle_s)
            self._idle -= 1
            if self._stopping or not self._waiting:
                # Out of the count before the lock is free: work that comes now begins a thread of its own.
                self._running.discard(threading.current_thread())
                return None
            return self._waiting.popleft()
