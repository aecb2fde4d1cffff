"""How often a PIN may be tried: pure, by a monotonic clock. It never locks anybody out for good.

Three limits hold at once. The pair of officer and screen is slowed down fast and for long: whoever guesses there hurts
that pair alone. The screen and the officer are slowed down later and for a short time, so that neither thirty officers
tried at one screen nor one officer tried at thirty screens get a guesser anywhere.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """``free`` wrong tries cost nothing; each further one doubles the wait, from ``first_s`` up to ``longest_s``."""

    free: int
    first_s: float
    longest_s: float

    def wait_s(self, failures: int) -> float:
        """The wait after so many wrong tries."""
        beyond = failures - self.free
        return 0.0 if beyond < 0 else min(self.longest_s, self.first_s * 2.0 ** min(beyond, 30))


PAIR = Limit(free=4, first_s=4.0, longest_s=900.0)
SCREEN = Limit(free=8, first_s=2.0, longest_s=60.0)
OFFICER = Limit(free=12, first_s=2.0, longest_s=60.0)
FORGOTTEN_AFTER_S = 3_600.0
"""A key without a wrong try for so long starts anew."""
MOST_KEYS = 4_096


@dataclass(slots=True)
class _Count:
    failures: int
    last_s: float


class Tries:
    """Counts wrong tries. Not safe for several threads by itself: its user holds a lock."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, _Count] = {}

    def begin(self, officer: str, screen: str, now_s: float) -> float:
        """Ask before a try. Seconds to wait, and nothing is counted; or 0.0, and the try counts as wrong until
        `succeeded` says otherwise, so that many at the same moment are many."""
        wait_s = max(self._wait_s(key, limit, now_s) for key, limit in _keys(officer, screen))
        if wait_s > 0:
            return wait_s
        for key, _ in _keys(officer, screen):
            self._count(key, now_s)
        return 0.0

    def succeeded(self, officer: str, screen: str) -> None:
        """The try was right: the pair starts anew. Screen and officer only forget this one, else a colleague could
        guess between two sign-ins of their own."""
        for key, limit in _keys(officer, screen):
            count = self._counts.get(key)
            if count is not None:
                count.failures = 0 if limit is PAIR else max(0, count.failures - 1)
                if not count.failures:
                    del self._counts[key]

    def _wait_s(self, key: Hashable, limit: Limit, now_s: float) -> float:
        count = self._counts.get(key)
        if count is None:
            return 0.0
        if now_s - count.last_s >= FORGOTTEN_AFTER_S:
            del self._counts[key]
            return 0.0
        return max(0.0, count.last_s + limit.wait_s(count.failures) - now_s)

    def _count(self, key: Hashable, now_s: float) -> None:
        count = self._counts.pop(key, None)
        if count is None and len(self._counts) >= MOST_KEYS:
            del self._counts[next(iter(self._counts))]
        self._counts[key] = _Count((count.failures if count else 0) + 1, now_s)


def wait_text(wait_s: float) -> str:
    """How long to wait, in words: "8 giây", "2 phút"."""
    seconds = max(1, math.ceil(wait_s))
    return f"{seconds} giây" if seconds < 90 else f"{-(-seconds // 60)} phút"


def _keys(officer: str, screen: str) -> tuple[tuple[Hashable, Limit], ...]:
    return ((officer, screen), PAIR), (("screen", "", screen), SCREEN), (("officer", "", officer), OFFICER)
