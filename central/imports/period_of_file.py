"""The period that a table is about: as it was asked for, else as the name of the file says; never guessed. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from central.imports.reading.grid import Grid
from central.imports.remarks import PERIOD, ImportRefused, Remark
from central.registry.names import fold
from central.reports.period import Period, PeriodWrong, asked_period
from kiosk_ui.words import date_text

HOW = "--from YYYY-MM-DD --to YYYY-MM-DD; hoặc tên tệp/or a file name: …_20190903-20200512_…"
_IN_NAME = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?:-|_|–|\.\.|_den_)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_DAY = r"(?:ngày\s*)?(\d{1,2})(?:\s*[/.\-]\s*|\s*tháng\s*)(\d{1,2})(?:\s*[/.\-]\s*|\s*năm\s*)(\d{4})"
_IN_TITLE = re.compile(rf"(?:từ\s*)?{_DAY}\s*(?:đến\s*(?:hết\s*)?|-|–)\s*{_DAY}")
_MONTH = re.compile(r"tháng\s*(\d{1,2})\s*(?:/|-|năm|\s)\s*(?:năm\s*)?(\d{4})")
_QUARTER = re.compile(r"quý\s*(iv|i{1,3}|[1-4])\s*(?:/|-|năm|\s)\s*(?:năm\s*)?(\d{4})")
_HALF = re.compile(r"(?:6|sáu)\s*tháng\s*(đầu|cuối)\s*năm\s*(\d{4})")
_YEAR = re.compile(r"năm\s*(\d{4})")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
BETWEEN = ".."
"""Between the two days of a period that is offered as an answer: ``2019-10-01..2019-10-31``."""


def period_of(file: str, grid: Grid, body: int, first: date | None, last: date | None) -> tuple[Period, list[Remark]]:
    """The period, and remarks about a title that says another one. Raises ImportRefused.

    body: the row below the head; titles stand above it.
    """
    if (first is None) != (last is None):
        raise ImportRefused(file, [Remark("--from và --to phải đi cùng nhau", "give --from and --to together", HOW)])
    named, titled = _in(_IN_NAME, file), _in_title(grid, body)
    if first and last:
        period = _checked(file, first, last)
    elif named:
        period = _checked(file, *named)
    else:
        raise ImportRefused(file, [_unknown(titled, _named_periods(grid, body))])
    stated = [("tên tệp", "the file name", None, named), ("tiêu đề", "the title", titled[1], titled[0])]
    remarks: list[Remark] = []
    for where_vi, where_en, row, days in stated:
        if days is None or days == (period.first, period.last):
            continue
        remark = _differs(where_vi, where_en, row, days, period)
        if days[0] < period.first or days[1] > period.last:
            raise ImportRefused(file, [remark])
        remarks.append(remark)
    return period, remarks


def _checked(file: str, first: date, last: date) -> Period:
    try:
        return asked_period(first, last)
    except PeriodWrong as error:
        raise ImportRefused(file, [Remark(str(error), "no period", HOW)]) from None


def _in(pattern: re.Pattern[str], text: str) -> tuple[date, date] | None:
    found = pattern.search(text)
    return _days([int(group) for group in found.groups()]) if found else None


def _in_title(grid: Grid, body: int) -> tuple[tuple[date, date] | None, int | None]:
    """The days that a row above the head names, with the row."""
    for number in range(1, body):
        words = fold(" ".join(cell.text for cell in grid.rows[number - 1]))
        if found := _IN_TITLE.search(words):
            groups = [int(group) for group in found.groups()]
            days = _days([*reversed(groups[:3]), *reversed(groups[3:])])
            if days:
                return days, number
    return None, None


def _days(parts: Sequence[int]) -> tuple[date, date] | None:
    try:
        return date(parts[0], parts[1], parts[2]), date(parts[3], parts[4], parts[5])
    except ValueError:
        return None


def _named_periods(grid: Grid, body: int) -> tuple[Period, ...]:
    """The periods that a title names by month, quarter or year, as calendar and as the reporting rules have them.

    Which of the two it is nobody can tell from the words; they are offered, never taken.
    """
    for number in range(1, body):
        words = fold(" ".join(cell.text for cell in grid.rows[number - 1]))
        if months := _months_named(words):
            year, first, last = months
            whole = Period(date(year, first, 1), _month_end(year, last))
            before = date(year - 1, 12, 15) if first == 1 else date(year, first - 1, 15)
            return whole, Period(before, date(year, last, 14))
    return ()


def _months_named(words: str) -> tuple[int, int, int] | None:
    """Year, first and last month of "tháng 10/2019", "quý III năm 2021", "6 tháng đầu năm 2021", "năm 2020"."""
    if found := _HALF.search(words):
        return (int(found[2]), 1, 6) if found[1] == "đầu" else (int(found[2]), 7, 12)
    if found := _QUARTER.search(words):
        quarter = _QUARTERS.get(found[1]) or int(found[1])
        return int(found[2]), 3 * quarter - 2, 3 * quarter
    if found := _MONTH.search(words):
        return (int(found[2]), int(found[1]), int(found[1])) if 1 <= int(found[1]) <= 12 else None
    if (found := _YEAR.search(words)) and "ngày" not in words:
        return int(found[1]), 1, 12
    return None


def _month_end(year: int, month: int) -> date:
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - timedelta(days=1)


def _unknown(titled: tuple[tuple[date, date] | None, int | None], named: Sequence[Period]) -> Remark:
    days, row = titled
    offered = (days, *((one.first, one.last) for one in named)) if days else [(one.first, one.last) for one in named]
    choices = tuple(f"{one[0]}{BETWEEN}{one[1]}" for one in offered if one)
    if days:
        how = f"--from {days[0]} --to {days[1]}"
        return Remark(
            f"chưa biết kỳ của bảng; tiêu đề ghi {_text(days)}, nếu đúng hãy thêm {how}",
            "the period is not known; if the title is right, give it", how, row=row, kind=PERIOD, choices=choices,
        )  # fmt: skip
    what = "chưa biết kỳ của bảng; hãy cho biết từ ngày nào đến hết ngày nào"
    return Remark(what, "the period of the table is not known", HOW, kind=PERIOD, choices=choices)


def _differs(where_vi: str, where_en: str, row: int | None, days: tuple[date, date], period: Period) -> Remark:
    return Remark(
        f"{where_vi} ghi kỳ {_text(days)}, khác kỳ được nạp {_text((period.first, period.last))}; "
        "hãy kiểm tra lại --from, --to hoặc tệp",
        f"{where_en} states another period than the one imported",
        f"--from {days[0]} --to {days[1]}",
        row=row,
        kind=PERIOD,
        choices=(f"{days[0]}{BETWEEN}{days[1]}",),
    )


def _text(days: tuple[date, date]) -> str:
    return f"{date_text(days[0])}–{date_text(days[1])}"
