"""What a report period is called in a document: "tháng 10 năm 2019", "6 tháng đầu năm 2021", or its two days."""

from central.reports.period import Period, preset_of
from kiosk_ui.words import date_text

_ROMAN = ("I", "II", "III", "IV")
_BEFORE = {"month": "tháng trước", "quarter": "quý trước", "year": "năm trước"}
_HALF_ENDS = 6


def days_text(period: Period) -> str:
    """The two days of a period, both included."""
    if period.first == period.last:
        return f"ngày {date_text(period.first)}"
    return f"từ ngày {date_text(period.first)} đến hết ngày {date_text(period.last)}"


def period_name(period: Period) -> str:
    """The period as the abstract of a document names it; the regime's periods carry their days."""
    preset = preset_of(period)
    if preset is None:
        return days_text(period)
    kind = preset.key.removesuffix("-15")
    named = period.last
    if kind == "month":
        name = f"tháng {named.month} năm {named.year}"
    elif kind == "quarter":
        name = f"quý {_ROMAN[(named.month - 1) // 3]} năm {named.year}"
    elif kind == "half-year":
        name = f"6 tháng {'đầu' if named.month == _HALF_ENDS else 'cuối'} năm {named.year}"
    else:
        name = f"năm {named.year}"
    is_regime = preset.key.endswith("-15") or kind == "half-year"
    return f"{name} ({days_text(period)})" if is_regime else name


def before_name(period: Period) -> str:
    """What the period before is called: ``tháng trước``, else ``kỳ trước``."""
    preset = preset_of(period)
    return _BEFORE.get(preset.key.removesuffix("-15"), "kỳ trước") if preset else "kỳ trước"
