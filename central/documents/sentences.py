"""The phrases of official reports, in the words of their readers: counts, shares, changes, small samples.

Pure functions from figures to Vietnamese. Nothing is computed here but the rounding of a share for print.
"""

from dataclasses import dataclass
from decimal import Decimal

from central.reports.statistics import SMALL_SAMPLE, Interval, Share
from central.reports.words import NO_RATINGS
from central.reports.words import SMALL_SAMPLE as FEW_WORDS
from kiosk_ui.words import count_text

NBSP = "\N{NO-BREAK SPACE}"
NO_CHANGE = "không tăng, không giảm"
NOTHING = NO_RATINGS
NO_SHARE = "—"
_PADDED_BELOW = 10
_VIETNAMESE = str.maketrans({",": ".", ".": ",", "-": "\N{MINUS SIGN}"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How one document writes its shares: places after the comma, and whether a space stands before ``%``."""

    places: int = 2
    is_spaced: bool = True

    @property
    def sign(self) -> str:
        """The percent sign with what stands before it."""
        return f"{NBSP}%" if self.is_spaced else "%"


def padded(n: int) -> str:
    """A count inside a sentence: ``04`` for small ones, ``1.250`` for large ones, ``0`` for none."""
    return f"0{n}" if 0 < n < _PADDED_BELOW else count_text(n)


def counted(n: int, unit: str) -> str:
    """A count with its unit, ``04 hồ sơ``; ``không phát sinh`` for none."""
    return _with_unit(n, unit) if n else NOTHING


def part(title: str, n: int, unit: str) -> str:
    """One part of a whole: ``trước hạn 04 hồ sơ``; of none ``không phát sinh hồ sơ quá hạn``."""
    return f"{title} {_with_unit(n, unit)}" if n else f"{NOTHING} {unit} {title}"


def decimal_text(value: Decimal, places: int = 2) -> str:
    """A number with a comma and ``places`` after it, points between thousands: ``1.299,66``."""
    return f"{value:,.{places}f}".translate(_VIETNAMESE)


def share_text(share: Share, manner: Manner) -> str:
    """A share as ``99,66 %``, rounded half up once from its counts; all is ``100 %``, none ``0 %``; 0 of 0 a dash."""
    if not share.denominator:
        return NO_SHARE
    if share.numerator in (0, share.denominator):
        return f"{100 if share.numerator else 0}{manner.sign}"
    steps = 10**manner.places
    units = (2 * share.numerator * 100 * steps + share.denominator) // (2 * share.denominator)
    return f"{decimal_text(Decimal(units).scaleb(-manner.places), manner.places)}{manner.sign}"


def percent_text(value: Decimal, manner: Manner) -> str:
    """A percent whose counts are not at hand, with the places it has: rounding twice would change it."""
    return f"{decimal_text(value)}{manner.sign}"


def interval_text(interval: Interval, manner: Manner) -> str:
    """An interval as ``99,58–99,97 %``."""
    return f"{_end(interval.low)}–{_end(interval.high)}{manner.sign}"


def interval_words(interval: Interval, manner: Manner) -> str:
    """An interval inside a sentence: ``từ 99,58 % đến 99,97 %``."""
    return f"từ {_end(interval.low)}{manner.sign} đến {_end(interval.high)}{manner.sign}"


def counts_behind(share: Share, unit: str) -> str:
    """The two counts of a share, ``1.740/1.742 lượt``."""
    return f"{count_text(share.numerator)}/{count_text(share.denominator)}{NBSP}{unit}"


def count_change(change: int, unit: str, now: int | None = None) -> str:
    """``tăng 96 hồ sơ``, ``giảm 04 hồ sơ``; unchanged at none is ``không phát sinh`` when ``now`` says so."""
    if change == 0:
        return NOTHING if now == 0 else NO_CHANGE
    return f"{'tăng' if change > 0 else 'giảm'} {_with_unit(abs(change), unit)}"


def share_change(change: Decimal) -> str:
    """``tăng 0,06 điểm phần trăm``: the difference of two shares, in percentage points."""
    if change == 0:
        return NO_CHANGE
    return f"{'tăng' if change > 0 else 'giảm'} {decimal_text(abs(change))} điểm phần trăm"


def amount_change(change: Decimal, unit: str) -> str:
    """``tăng 0,50 phút``: the difference of two amounts that are no counts."""
    if change == 0:
        return NO_CHANGE
    return f"{'tăng' if change > 0 else 'giảm'} {decimal_text(abs(change))}{NBSP}{unit}"


def compared(change: str, against: str) -> str:
    """A change and what it is a change from: ``tăng 96 hồ sơ so với tháng trước``."""
    return f"{change} so với {against}"


def received_and_resolved(received: int, resolved: int) -> str:
    """Two counts that must never be read as one: ``tiếp nhận 1.250 hồ sơ; đã giải quyết 1.178 hồ sơ``."""
    return f"tiếp nhận {_with_unit(received, 'hồ sơ')}; đã giải quyết {_with_unit(resolved, 'hồ sơ')}"


def sample_words(n: int) -> str:
    """What must stand beside a share of ``n`` ratings: nothing when there are enough."""
    if n == 0:
        return NOTHING
    return FEW_WORDS if n < SMALL_SAMPLE else ""


def listed(parts: list[str]) -> str:
    """Parts of one sentence, with semicolons between them."""
    return "; ".join(parts)


def sentence(text: str) -> str:
    """A sentence: a capital in front, one full stop behind."""
    text = text.strip().rstrip(".;,")
    return f"{text[:1].upper()}{text[1:]}."


def _with_unit(n: int, unit: str) -> str:
    # Only the number and the first word of its unit stay together: lines that cannot break leave wide gaps.
    return f"{padded(n)}{NBSP}{unit}" if unit else padded(n)


def _end(value: Decimal) -> str:
    return f"{value:.0f}" if value in (0, 100) else decimal_text(value)
