"""Days of rosters: stretches with both ends included; '' is no bound, as the store writes it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from central.registry.names import overlaps
from central.rosters.refusal import EditRefused

FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``first`` to ``last``; None has no bound."""

    first: date | None
    last: date | None

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: "Stretch") -> bool:
        """Whether both have a day in common."""
        return overlaps((self.first, self.last), (other.first, other.last))

    @property
    def stored(self) -> dict[str, str]:
        """As columns of a table."""
        return {"valid_from": text_of(self.first), "valid_to": text_of(self.last)}


def read_day(field: str, text: str, *, is_needed: bool = False) -> date | None:
    """A day that somebody typed. Raises EditRefused."""
    if not text and not is_needed:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST <= day <= LAST:
        raise EditRefused(field, "Xin ghi một ngày có trong lịch.")
    return day


def read_stretch(first: str, last: str, *, needs_first: bool = False, needs_last: bool = False) -> Stretch:
    """Two days that somebody typed. Raises EditRefused."""
    stretch = Stretch(
        read_day("valid_from", first, is_needed=needs_first), read_day("valid_to", last, is_needed=needs_last)
    )
    if stretch.first and stretch.last and stretch.last < stretch.first:
        raise EditRefused("valid_to", "Ngày cuối đứng trước ngày đầu.")
    return stretch


def stored_stretch(first: str, last: str) -> Stretch:
    """Two days as the store has them."""
    return Stretch(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def text_of(day: date | None) -> str:
    """A bound as it is stored."""
    return day.isoformat() if day else ""


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
