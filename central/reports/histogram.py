"""Durations as exact histograms of seconds: means, medians and percentiles of any days added together. Pure.

Minutes come out, rounded half up to two places: that is what people read.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

_PLACES = Decimal("0.01")


class Histogram:
    """How often each number of seconds came."""

    def __init__(self, counts: Iterable[tuple[int, int]] = ()) -> None:
        self._counts: dict[int, int] = {}
        for seconds, n in counts:
            self.add(seconds, n)

    def add(self, seconds: int, n: int = 1) -> None:
        """It took so long ``n`` times."""
        self._counts[seconds] = self._counts.get(seconds, 0) + n

    @property
    def n(self) -> int:
        """How many durations there are."""
        return sum(self._counts.values())

    @property
    def total_s(self) -> int:
        """Their sum in seconds."""
        return sum(seconds * n for seconds, n in self._counts.items())

    @property
    def mean_min(self) -> Decimal | None:
        """The mean in minutes; None when there is nothing."""
        n = self.n
        return minutes(Decimal(self.total_s) / n) if n else None

    @property
    def median_min(self) -> Decimal | None:
        """The middle one in minutes, of an even number the mean of the middle two."""
        n = self.n
        return minutes(Decimal(self._at((n + 1) // 2) + self._at(n // 2 + 1)) / 2) if n else None

    @property
    def p90_min(self) -> Decimal | None:
        """The shortest duration that at least nine tenths do not exceed, in minutes."""
        n = self.n
        return minutes(Decimal(self._at((9 * n + 9) // 10))) if n else None

    def within(self, limit_s: int) -> int:
        """How many took no longer."""
        return sum(n for seconds, n in self._counts.items() if seconds <= limit_s)

    def _at(self, place: int) -> int:
        """The ``place``-th shortest, counted from 1."""
        passed = 0
        for seconds in sorted(self._counts):
            passed += self._counts[seconds]
            if passed >= place:
                return seconds
        raise IndexError(place)


def minutes(seconds: Decimal) -> Decimal:
    """Seconds as minutes with two places."""
    return (seconds / 60).quantize(_PLACES, rounding=ROUND_HALF_UP)
