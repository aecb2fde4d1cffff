"""Durations to the second, of any days together: exact means, medians and percentiles. Pure.

Minutes come out, rounded half up to two places: that is what people read.
"""

from bisect import bisect_right
from decimal import ROUND_HALF_UP, Decimal

_PLACES = Decimal("0.01")


class Durations:
    """Seconds that things took, each as often as it came."""

    def __init__(self) -> None:
        self.seconds: list[int] = []
        """In any order; whoever adds a few puts them in here."""
        self._sorted: list[int] = []

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.seconds)

    @property
    def total_s(self) -> int:
        """Their sum in seconds."""
        return sum(self.seconds)

    @property
    def mean_min(self) -> Decimal | None:
        """The mean in minutes; None when there is nothing."""
        return minutes(Decimal(self.total_s) / self.n) if self.n else None

    @property
    def median_min(self) -> Decimal | None:
        """The middle one in minutes, of an even number the mean of the middle two."""
        n = self.n
        return minutes(Decimal(self._at((n + 1) // 2) + self._at(n // 2 + 1)) / 2) if n else None

    @property
    def p90_min(self) -> Decimal | None:
        """The shortest that at least nine tenths do not exceed, in minutes."""
        return minutes(Decimal(self._at((9 * self.n + 9) // 10))) if self.n else None

    def within(self, limit_s: int) -> int:
        """How many took no longer."""
        return bisect_right(self._ordered(), limit_s)

    def _at(self, place: int) -> int:
        """The ``place``-th shortest, counted from 1."""
        return self._ordered()[place - 1]

    def _ordered(self) -> list[int]:
        if len(self._sorted) != len(self.seconds):
            self._sorted = sorted(self.seconds)
        return self._sorted


def minutes(seconds: Decimal) -> Decimal:
    """Seconds as minutes with two places."""
    return (seconds / 60).quantize(_PLACES, rounding=ROUND_HALF_UP)
