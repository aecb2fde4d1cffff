"""Shares and their 95 % Wilson intervals, exact and in decimals (domain §3.3). Pure functions.

Counts go in, percents rounded half up to two places come out; nothing here is stored.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

SMALL_SAMPLE = 10
"""Below this many ratings a share says nothing about a person; counts are still printed."""

_Z_95 = Decimal("1.959963984540054")
_PLACES = Decimal("0.01")
_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends of an interval in percent, two places, 0 ≤ low ≤ high ≤ 100."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """``numerator`` of ``denominator``; the percent and its interval are computed when asked for.

    Raises ValueError unless 0 ≤ numerator ≤ denominator.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"no share: {self.numerator} of {self.denominator}")

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, or None where there is nothing to divide by."""
        return percent(self.numerator, self.denominator)

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson interval, or None where there is nothing to divide by."""
        return wilson(self.numerator, self.denominator)

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small for a judgement (domain §3.3)."""
        return 0 < self.denominator < SMALL_SAMPLE


def percent(numerator: int, denominator: int) -> Decimal | None:
    """``numerator`` ÷ ``denominator`` in percent, rounded half up to two places; None for 0 of 0."""
    if denominator == 0:
        return None
    hundredths = (numerator * 20_000 + denominator) // (2 * denominator)
    return Decimal(hundredths).scaleb(-2)


def wilson(numerator: int, denominator: int) -> Interval | None:
    """The 95 % Wilson score interval of a share, in percent with two places; None for 0 of 0."""
    if denominator == 0:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        n, successes = Decimal(denominator), Decimal(numerator)
        square = _Z_95 * _Z_95
        middle = successes + square / 2
        half = _Z_95 * (successes * (n - successes) / n + square / 4).sqrt()
        scale = 100 / (n + square)
        low, high = (middle - half) * scale, (middle + half) * scale
    return Interval(_rounded(max(low, Decimal(0))), _rounded(min(high, Decimal(100))))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, rounding=ROUND_HALF_UP)
