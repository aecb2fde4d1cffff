"""What a document says of the visits of a period: how many, what became of them, how long they waited."""

from collections.abc import Mapping
from decimal import Decimal

from central.documents.document import Paragraph
from central.documents.periods import before_name
from central.documents.sentences import (
    NBSP,
    Manner,
    counted,
    counts_behind,
    decimal_text,
    listed,
    part,
    sample_words,
    sentence,
    share_text,
)
from central.documents.story import Story, change_after, number_of
from central.reports.model import Figure, Report
from kiosk_ui.words import count_text

UNIT = "lượt"
LONGEST_MONTH = 31
_STATES = (
    ("served", "đã phục vụ"),
    ("missed", "vắng mặt"),
    ("abandoned", "bỏ về hoặc hết ngày"),
    ("void", "hủy số"),
    ("unfinished", "chưa xong"),
)
_READING = (
    "Thời gian chờ tính mọi khoảng chờ của một lượt, kể cả chờ sau khi chuyển quầy, theo giờ đồng hồ; mẫu số là số "
    "lượt đã được gọi. Thời gian phục vụ: từ lúc bắt đầu (nếu không ghi thì từ lần gọi đầu) đến lúc xong. Trung vị: "
    "một nửa số lượt không lâu hơn.",
)


def visits_and_waits(report: Report, manner: Manner) -> Story:
    """Numbers first, then what became of them, then the times, each with how many it is made from."""
    figures, before = report.figures, before_name(report.period)
    issued = figures["issued"]
    if not number_of(issued):
        lead = f"Trong kỳ, không phát sinh lượt lấy số{change_after(issued, UNIT, before)}"
        return _story((Paragraph(sentence(lead)),))
    lines = [
        sentence(f"Kết quả: {_states(figures)}"),
        _duration("Thời gian chờ", "wait", figures, manner, before),
        _within(figures, manner, before),
        _duration("Thời gian chờ", "work_wait", figures, manner, before, " tính trong giờ làm việc"),
        _duration("Thời gian phục vụ", "service", figures, manner, before),
    ]
    monthly = figures.get("monthly_mean_served")
    if monthly and monthly.value is not None and _days(report) > LONGEST_MONTH:
        mean = decimal_text(Decimal(monthly.value), 0)
        lines.append(f"Bình quân mỗi tháng phục vụ khoảng {mean}{NBSP}lượt (tính một tháng bằng 30,44 ngày).")
    lead = f"Trong kỳ, có {counted(number_of(issued), UNIT)} lấy số{change_after(issued, UNIT, before)}"
    items = tuple(Paragraph(words, "item") for words in lines if words)
    return _story((Paragraph(f"{lead}. Cụ thể:"), *items))


def _days(report: Report) -> int:
    return (report.period.last - report.period.first).days + 1


def _story(paragraphs: tuple[Paragraph, ...]) -> Story:
    return Story(
        "Tình hình phục vụ và thời gian chờ của tổ chức, cá nhân",
        paragraphs,
        _READING,
        unit="đơn vị tính: lượt; thời gian: phút",
        heading="Tình hình phục vụ và thời gian chờ",
    )


def _states(figures: Mapping[str, Figure]) -> str:
    known = [(title, number_of(figures[key])) for key, title in _STATES if key in figures]
    return listed([part(title, n, UNIT) for title, n in known])


def _duration(
    title: str, measure: str, figures: Mapping[str, Figure], manner: Manner, before: str, which: str = ""
) -> str:
    """Mean, median and the time that nine in ten did not exceed."""
    mean, median, p90 = (figures.get(f"{name}_{measure}") for name in ("mean", "median", "p90"))
    if mean is None or mean.value is None:
        return ""
    changed = change_after(mean, UNIT, before)
    parts = [f"{title} trung bình{which}: {decimal_text(Decimal(mean.value))}{NBSP}phút/lượt giao dịch{changed}"]
    if median and median.value is not None:
        parts.append(f"trung vị {decimal_text(Decimal(median.value))}{NBSP}phút")
    if p90 and p90.value is not None:
        parts.append(f"90{manner.sign} số lượt không quá {decimal_text(Decimal(p90.value))}{NBSP}phút")
    few = sample_words(mean.denominator or 0)
    parts.append(few or f"tính trên {count_text(mean.denominator or 0)}{NBSP}lượt")
    return sentence(listed(parts))


def _within(figures: Mapping[str, Figure], manner: Manner, before: str) -> str:
    figure = figures.get("wait_within_15_share")
    share = figure.share if figure else None
    if figure is None or share is None or not share.denominator:
        return ""
    if few := sample_words(share.denominator):
        return sentence(f"Số lượt chờ không quá 15 phút: {counts_behind(share, UNIT)}; {few}")
    said = f"{share_text(share, manner)} ({counts_behind(share, UNIT)})"
    return sentence(f"Tỷ lệ lượt chờ không quá 15 phút: {said}{change_after(figure, UNIT, before)}")
