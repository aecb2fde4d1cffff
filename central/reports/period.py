"""Report periods: two days, both included, and the presets of Vietnamese report regimes (domain §1.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2199
_DAY = timedelta(days=1)
REGIME_END = 14
"""The reporting regime lets a month begin on the 15th of the one before and end on the 14th."""

_REGIME_START = REGIME_END + 1


class PeriodWrong(ValueError):
    """Two days that are no period; the message says why, in Vietnamese and English."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``first`` to ``last``, both included. Raises PeriodWrong when that is empty."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodWrong(
                f"ngày cuối kỳ {self.last} đứng trước ngày đầu kỳ {self.first} / "
                f"the last day {self.last} lies before the first day {self.first}"
            )

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of period that follows itself without gaps: the one around a day is ``around(day)``."""

    key: str
    title: str
    around: Callable[[date], Period]


def _calendar(months: int) -> Callable[[date], Period]:
    """Blocks of whole months from January on."""

    def around(day: date) -> Period:
        start = _index(day) // months * months
        return Period(_on(start, 1), _on(start + months, 1) - _DAY)

    return around


def _regime(months: int) -> Callable[[date], Period]:
    """Blocks of months that begin on the 15th of the month before and end on the 14th of their last."""

    def around(day: date) -> Period:
        named = _index(day) + (1 if day.day >= _REGIME_START else 0)
        start = named // months * months
        return Period(_on(start - 1, _REGIME_START), _on(start + months - 1, _REGIME_START) - _DAY)

    return around


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _on(month_index: int, day: int) -> date:
    return date(month_index // 12, month_index % 12 + 1, day)


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset("month", "Tháng", _calendar(1)),
        Preset("month-15", "Tháng 15–14", _regime(1)),
        Preset("quarter", "Quý", _calendar(3)),
        Preset("quarter-15", "Quý 15–14", _regime(3)),
        Preset("half-year", "6 tháng", _regime(6)),
        Preset("year", "Năm", _calendar(12)),
        Preset("year-15", "Năm 15–14", _regime(12)),
    )
}
"""Every preset by its key. A period that equals none of them is free."""


def preset_of(period: Period) -> Preset | None:
    """The preset whose period this is, or None for a free one."""
    return next((p for p in PRESETS.values() if p.around(period.first) == period), None)


def asked_period(first: date, last: date) -> Period:
    """A period that somebody asked for. Raises PeriodWrong when it is empty or lies far off."""
    period = Period(first, last)
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise PeriodWrong(
            f"kỳ báo cáo phải nằm trong các năm {FIRST_YEAR}–{LAST_YEAR} / "
            f"a period lies within the years {FIRST_YEAR}–{LAST_YEAR}"
        )
    return period


def previous(period: Period) -> Period:
    """The period before: the preset's one, else as many days."""
    preset = preset_of(period)
    before = period.first - _DAY
    return preset.around(before) if preset else Period(period.first - timedelta(period.days), before)


def year_before(period: Period) -> Period:
    """The same period a year earlier: the preset's one, else the same days; the end of a month stays one."""
    preset = preset_of(period)
    if preset:
        return preset.around(_a_year_back(period.first))
    return Period(_a_year_back(period.first), _a_year_back(period.last))


def _a_year_back(day: date) -> date:
    """29 February becomes 28; the last of February stays the last."""
    after = day + _DAY
    if after.day == 1:
        return _on(_index(after) - 12, 1) - _DAY
    return day.replace(year=day.year - 1)


def following(period: Period) -> Period:
    """The period after: the preset's one, else as many days."""
    preset = preset_of(period)
    after = period.last + _DAY
    return preset.around(after) if preset else Period(after, period.last + timedelta(period.days))
