"""Counts wrong codes by address: who errs too often has to wait, and somebody is told. Pure: time is handed in."""

import threading
from collections import OrderedDict, deque

MOST_WRONG = 20
WINDOW_S = 600.0
MOST_ADDRESSES = 10_000
ALARM_AT = 5


class Guesses:
    """What was wrong in the last ten minutes; holds at most so many addresses, the oldest go first."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, address: str, now_s: float) -> float:
        """How long an address has to wait before it may try again; 0: it may."""
        with self._lock:
            times = self._recent(address, now_s)
            return times[0] + WINDOW_S - now_s if len(times) >= MOST_WRONG else 0.0

    def was_wrong(self, address: str, now_s: float) -> bool:
        """Count one more; True when it is time to raise an alarm."""
        with self._lock:
            times = self._recent(address, now_s)
            times.append(now_s)
            self._wrong[address] = times
            self._wrong.move_to_end(address)
            while len(self._wrong) > MOST_ADDRESSES:
                self._wrong.popitem(last=False)
            return len(times) >= ALARM_AT

    def _recent(self, address: str, now_s: float) -> deque[float]:
        times = self._wrong.get(address, deque())
        while times and times[0] <= now_s - WINDOW_S:
            times.popleft()
        return times
