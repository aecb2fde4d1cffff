"""Reads printed numbers: counts with ``.`` between thousands, percents with ``,`` or ``.``. Pure; guesses nothing."""

import re
from decimal import Decimal

from central.imports.reading.grid import RawCell

LARGEST = 10**15
COUNT_ALLOWED = "số nguyên từ 0: 1250, 1.250 / whole numbers from 0"
PERCENT_ALLOWED = "99,3 | 99.3 | 99,3 %"

_NONE = {"-", "–", "—", "\N{MINUS SIGN}", "...", "…", "không", "không có", "không phát sinh", "/"}
_MARK = re.compile(r"\s*(?:<sup>[^<]*</sup>|[\u00b9\u00b2\u00b3\u2070-\u2079]+|\[\d{1,2}\]|\*+)\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+")
_SHORTENED = re.compile(r"(\d{1,3}(?:\.\d{3})*)[.,](\d+)")
_PERCENT = re.compile(r"(\d{1,5})(?:[.,](\d{1,16}))?\s*%?")
_MONEY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)


class NotRead(ValueError):
    """A cell that is no number of the wanted kind, with what is wrong and what is allowed."""

    def __init__(self, what_vi: str, what_en: str, allowed: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(what_vi)
        self.what_vi, self.what_en, self.allowed = what_vi, what_en, allowed
        self.choices = choices
        """The counts that the cell may mean; empty when it is no count in any reading."""


_NAME_MARK = re.compile(r"\s*\((?:\*+|\d{1,2})\)\s*$")


def name_without_marks(text: str) -> str:
    """A name without footnote marks at its end, those in brackets too: ``Sở Y tế (1)``, ``Sở Y tế(*)``."""
    while (shorter := _NAME_MARK.sub("", without_marks(text))) != text and shorter:
        text = shorter
    return text


def without_marks(text: str) -> str:
    """A text without the footnote marks at its end: ``1²``, ``1 <sup>2</sup>``, ``1[2]``, ``1*``."""
    while (shorter := _MARK.sub("", text)) != text:
        text = shorter
    return text


def count_of(cell: RawCell, *, is_money: bool = False) -> Decimal | None:
    """The count in a cell, None where there is none. Raises NotRead."""
    _must_be_saved(cell)
    if cell.value is not None:
        return _whole(cell)
    text = without_marks(cell.text)
    if is_money:
        text = _MONEY.sub("", text)
    if not text or text.casefold() in _NONE:
        return None
    if _DIGITS.fullmatch(text):
        return _in_range(Decimal(text))
    if _GROUPED.fullmatch(text):
        return _in_range(Decimal(text.replace(".", "").replace(" ", "")))
    if text[0] in "-–−(" and _DIGITS.search(text):
        raise NotRead("số đếm không được âm", "a count is never negative", COUNT_ALLOWED)
    if _SHORTENED.fullmatch(text):
        raise _two_readings(text)
    raise NotRead("không phải là số đếm", "not a count", COUNT_ALLOWED)


def percent_of(cell: RawCell) -> Decimal | None:
    """The percent in a cell with the places it is printed with, None where there is none. Raises NotRead."""
    _must_be_saved(cell)
    if cell.value is not None:
        if cell.value < 0:
            raise NotRead("tỷ lệ không được âm", "a percent is never negative", PERCENT_ALLOWED)
        return cell.value
    text = without_marks(cell.text)
    if not text or text.casefold() in _NONE:
        return None
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise NotRead("không phải là tỷ lệ phần trăm", "not a percent", PERCENT_ALLOWED)
    return Decimal(f"{found[1]}.{found[2]}" if found[2] else found[1])


def _must_be_saved(cell: RawCell) -> None:
    if cell.kind == "uncomputed":
        raise NotRead(
            "công thức chưa có giá trị được lưu; hãy mở tệp bằng Excel hoặc LibreOffice rồi lưu lại",
            "a formula without a saved value; open the file in Excel or LibreOffice and save it",
            COUNT_ALLOWED,
        )
    if cell.kind == "error":
        raise NotRead("ô báo lỗi công thức", "the cell shows an error of a formula", COUNT_ALLOWED)
    if cell.kind == "day":
        raise NotRead(
            "phần mềm bảng tính đã đổi số thành ngày tháng; hãy gõ lại số",
            "the spreadsheet turned the number into a date; type the number again",
            COUNT_ALLOWED,
        )


def _whole(cell: RawCell) -> Decimal:
    assert cell.value is not None
    if cell.kind == "percent":
        raise NotRead("không phải là số đếm", "not a count", COUNT_ALLOWED)
    if cell.value < 0:
        raise NotRead("số đếm không được âm", "a count is never negative", COUNT_ALLOWED)
    if cell.value != cell.value.to_integral_value():
        raise _two_readings(cell.text)
    return _in_range(cell.value.to_integral_value())


def _two_readings(text: str) -> NotRead:
    """1.25 may be what a spreadsheet left of "1.250"; only who has the paper knows."""
    whole, places = re.split(r"[.,](?=\d+$)", text)
    decimals = f"{whole},{places}"
    if len(places) <= 3:
        digits = whole.replace(".", "") + places.ljust(3, "0")
        grouped = f"{int(digits):,}".replace(",", ".")
        return NotRead(
            f"có thể là {grouped} (bảng tính đã bỏ số 0 ở cuối) hoặc {decimals}; xem lại bản gốc, "
            f"nếu là {grouped} hãy ghi {int(digits)} vào ô này",
            f"it may be {int(digits)} or {text}; look at the original and write {int(digits)} if it is that",
            COUNT_ALLOWED,
            (str(int(digits)),),
        )
    return NotRead(f"{decimals} không phải là số đếm", f"{text} is not a count", COUNT_ALLOWED)


def _in_range(value: Decimal) -> Decimal:
    if value > LARGEST:
        raise NotRead("số quá lớn", "the number is too large", f"≤ {LARGEST}")
    return value
