"""The last known state of the hall, for everything on this gateway that shows it: pages, boards, voice, rating.

It decides nothing and keeps nothing on disk. A state counts as live while new ones come; a retained one is stale
until a live one came (design §4.6).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from contract.hall import HallState

STALE_AFTER_S = 25.0
"""The hall speaks at least every 10 s: two may be lost."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A state and whether it is true now. ``version`` grows with each change of either."""

    state: HallState | None
    is_live: bool
    version: int


class HallFeed:
    """Takes states from the hall or its broker and hands the newest to whoever looks or waits; from any thread."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._now_s = monotonic_s
        self._changed = threading.Condition()
        self._state: HallState | None = None
        self._live_s: float | None = None
        self._version = 0
        self._was_live = False
        self._listeners: list[Callable[[HallState], None]] = []

    def listen(self, listener: Callable[[HallState], None]) -> Callable[[], None]:
        """Call ``listener`` with each newer state, on the thread it came on; it must not block.

        Returns what ends that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def take(self, state: HallState, retained: bool = False) -> bool:
        """Take a state; False when it is older than the one known. A repeated live one keeps it fresh.

        Only where that hall has fallen silent does a living one count that numbers its states lower: it is on a new
        card and does not know how far its predecessor had counted.
        """
        with self._changed:
            known = self._state
            is_older = known is not None and known.is_newer_than(state)
            if is_older and (retained or self._is_live()):
                return False
            is_new = is_older or known is None or state.is_newer_than(known)
            if not retained:
                self._live_s = self._now_s()
            if is_new:
                self._state = state
            if is_new or not self._was_live:
                self._version += 1
            self._was_live = self._is_live()
            self._changed.notify_all()
        if is_new:
            for listener in list(self._listeners):
                listener(state)
        return True

    def nudge(self) -> None:
        """Let everybody who waits look again: something beside the hall's state is new."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def look(self) -> Heard:
        """The newest state, and whether it is live."""
        with self._changed:
            return self._look()

    def wait(self, seen: int, timeout_s: float) -> Heard:
        """The newest state as soon as its version is not ``seen``, else after ``timeout_s``."""
        with self._changed:
            self._changed.wait_for(lambda: self._look().version != seen, timeout_s)
            return self._look()

    def _look(self) -> Heard:
        is_live = self._is_live()
        if is_live != self._was_live:
            self._was_live = is_live
            self._version += 1
        return Heard(self._state, is_live, self._version)

    def _is_live(self) -> bool:
        return self._live_s is not None and self._now_s() - self._live_s < STALE_AFTER_S
