"""The period that a table is about: as it was asked for, else as the name of the file says; never guessed. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from central.imports.reading.grid import Grid
from central.imports.remarks import ImportRefused, Remark
from central.registry.names import fold
from central.reports.period import Period, PeriodWrong, asked_period
from kiosk_ui.words import date_text

HOW = "--from YYYY-MM-DD --to YYYY-MM-DD; hoặc tên tệp/or a file name: …_20190903-20200512_…"
_IN_NAME = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?:-|_|–|\.\.|_den_)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_DAY = r"(?:ngày\s*)?(\d{1,2})(?:\s*[/.\-]\s*|\s*tháng\s*)(\d{1,2})(?:\s*[/.\-]\s*|\s*năm\s*)(\d{4})"
_IN_TITLE = re.compile(rf"(?:từ\s*)?{_DAY}\s*(?:đến\s*(?:hết\s*)?|-|–)\s*{_DAY}")


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
        raise ImportRefused(file, [_unknown(titled)])
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


def _unknown(titled: tuple[tuple[date, date] | None, int | None]) -> Remark:
    days, row = titled
    if days:
        how = f"--from {days[0]} --to {days[1]}"
        return Remark(
            f"chưa biết kỳ của bảng; tiêu đề ghi {_text(days)}, nếu đúng hãy thêm {how}",
            "the period is not known; if the title is right, give it", how, row=row,
        )  # fmt: skip
    return Remark("chưa biết kỳ của bảng", "the period of the table is not known", HOW)


def _differs(where_vi: str, where_en: str, row: int | None, days: tuple[date, date], period: Period) -> Remark:
    return Remark(
        f"{where_vi} ghi kỳ {_text(days)}, khác kỳ được nạp {_text((period.first, period.last))}; "
        "hãy kiểm tra lại --from, --to hoặc tệp",
        f"{where_en} states another period than the one imported",
        f"--from {days[0]} --to {days[1]}",
        row=row,
    )


def _text(days: tuple[date, date]) -> str:
    return f"{date_text(days[0])}–{date_text(days[1])}"
