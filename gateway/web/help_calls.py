"""Calls for help that nobody has answered yet, as desks and guides of this gateway show them. In memory only: the fact
that somebody called is a line of the journal."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from gateway.hall_commands import HelpKind

LIFE_S = 600.0
"""Who has not been helped for so long calls again."""
MOST = 20


@dataclass(frozen=True, slots=True)
class HelpCall:
    """One call. ``counter``: where, None at a kiosk; ``since_s`` by the gateway's monotonic clock."""

    id: int
    counter: str | None
    kind: HelpKind
    since_s: float


class HelpCalls:
    """The open calls of one gateway's pages; from any thread. ``changed`` is called after each change."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._calls: tuple[HelpCall, ...] = ()
        self._last = 0
        self._lock = threading.Lock()

    def call(self, counter: str | None, kind: HelpKind, now_s: float) -> None:
        """Somebody wants help; the same wish once more is one call, and a new one."""
        with self._lock:
            self._last += 1
            others = tuple(one for one in self._open(now_s) if (one.counter, one.kind) != (counter, kind))
            self._calls = (*others, HelpCall(self._last, counter, kind, now_s))[-MOST:]
        self._changed()

    def open(self, now_s: float) -> tuple[HelpCall, ...]:
        """The calls that wait, the oldest first."""
        with self._lock:
            return self._open(now_s)

    def done(self, call: int) -> None:
        """Somebody is there. A call that is open no more changes nothing."""
        with self._lock:
            self._calls = tuple(one for one in self._calls if one.id != call)
        self._changed()

    def _open(self, now_s: float) -> tuple[HelpCall, ...]:
        return tuple(one for one in self._calls if now_s - one.since_s < LIFE_S)
