"""One officer far above the others: robust statistics that say with how many it was measured. Pure.

The middle of the others and the middle of their distances from it: neither moves for the one who is looked at. A
difference must be large in itself, larger than chance explains, and far outside of what the others show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from central.disputes.signs import Sign
from central.reports.statistics import Share
from kiosk_ui.words import count_text

FEWEST_OTHERS = 4
FEWEST = 30
"""Of an officer with fewer nothing is said."""
FAR = 3.5
"""How many robust deviations are far."""
LEAST_POINTS = 15.0
"""Percentage points that a difference must have to be worth a look."""
LEAST_SPREAD = 3.0
"""Officers who are all alike within this many points make nobody an outlier."""
_NORMAL = 1.4826
"""What makes the middle distance comparable with a standard deviation."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that is compared. ``kind``: of its signs; ``words``: of what; ``against``: what else explains it."""

    kind: str
    words: str
    against: str


PARTICIPATION = Measure(
    "many_rated",
    "lượt phục vụ có đánh giá",
    "Quầy hay nhắc người dân đánh giá, hoặc có loại việc mà người dân ở lại lâu, cũng cho kết quả này.",
)
TOP_LEVEL = Measure("all_top", "lượt đánh giá ở mức cao nhất", "Cán bộ phục vụ tốt hơn cũng cho kết quả này.")


def far_above(shares: Mapping[str, Share], measure: Measure) -> Iterator[Sign]:
    """Officers whose share lies far above those of all others."""
    known = {officer: share for officer, share in shares.items() if officer and share.denominator >= FEWEST}
    for officer, share in sorted(known.items()):
        others = [_percent(other) for code, other in known.items() if code != officer]
        if len(others) < FEWEST_OTHERS or not _is_far(share, others):
            continue
        interval = share.interval
        between = f"{interval.low}–{interval.high}".replace(".", ",") if interval else ""
        yield Sign(
            measure.kind, share.numerator, share.denominator,
            (f"{count_text(share.numerator)} trên {count_text(share.denominator)} {measure.words} "
             f"({_text(_percent(share))} %, khoảng tin cậy 95 %: {between} %).",
             f"Giữa của {count_text(len(others))} cán bộ khác: {_text(median(others))} %, "
             f"cao nhất {_text(max(others))} %."),
            (measure.against, "Chỉ so với các cán bộ có từ 30 lượt trong cùng kỳ, không xét loại việc của quầy."),
            officer=officer,
        )  # fmt: skip


def _is_far(share: Share, others: Sequence[float]) -> bool:
    middle, value = median(others), _percent(share)
    spread = max(LEAST_SPREAD, _NORMAL * median(abs(other - middle) for other in others))
    interval = share.interval
    is_sure = interval is not None and float(interval.low) > middle
    return value - middle >= LEAST_POINTS and (value - middle) / spread > FAR and is_sure


def shares_of(counts: Iterable[tuple[str, int, int]]) -> dict[str, Share]:
    """Shares by officer; more parts than wholes, as where ratings know of visits that did not arrive, are left out."""
    return {officer: Share(part, whole) for officer, part, whole in counts if 0 <= part <= whole}


def _percent(share: Share) -> float:
    return 100 * share.numerator / share.denominator


def _text(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
