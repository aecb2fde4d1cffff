"""What a document says of the dossiers of a period: received, resolved, pending, each with its parts and shares."""

from collections.abc import Mapping

from central.documents.document import Paragraph
from central.documents.periods import before_name
from central.documents.sentences import (
    NBSP,
    Manner,
    counted,
    counts_behind,
    listed,
    part,
    percent_text,
    sentence,
    share_text,
)
from central.documents.story import Story, change_after, number_of
from central.reports.dossier_lists import BUSIEST, IDLE, ONLINE_LEVEL, POSTAL_LIST, QUIETEST
from central.reports.model import Figure, Report
from kiosk_ui.words import count_text

UNIT = "hồ sơ"
_RECEIVED = (
    ("carried_over", "kỳ trước chuyển sang"),
    ("received_new", "tiếp nhận mới"),
)
_CHANNELS = (
    ("received_direct", "trực tiếp"),
    ("received_direct_postal", "trực tiếp và bưu chính"),
    ("received_online", "trực tuyến"),
)
_RESOLVED = (
    ("resolved_early", "trước hạn"),
    ("resolved_on_time", "đúng hạn"),
    ("resolved_late", "quá hạn"),
)
_PENDING = (("pending_in_time", "trong hạn"), ("pending_late", "quá hạn"))
_OTHER = (("suspended", "tạm dừng"), ("cancelled", "hủy"), ("returned", "trả lại"))
_SHARES = (
    ("online_share_of_new", "Tỷ lệ trực tuyến trên số tiếp nhận mới trong kỳ"),
    ("on_time_share", "Tỷ lệ trước hạn và đúng hạn trên số đã giải quyết"),
    ("late_share", "Tỷ lệ quá hạn trên số đã giải quyết"),
    ("returned_share", "Tỷ lệ trả lại trên tổng số tiếp nhận"),
)
_READING = (
    "Tỷ lệ trước hạn và đúng hạn, tỷ lệ quá hạn: chia cho tổng số đã giải quyết. Tỷ lệ trực tuyến: chia cho số tiếp "
    "nhận mới trong kỳ, không kể kỳ trước chuyển sang. Số trong bảng giữ đúng như bảng đã nạp."
)


def dossiers_by_agency(report: Report, manner: Manner) -> Story:
    """Received and resolved are told apart, never as one number."""
    figures, before = report.figures, before_name(report.period)
    lines = [
        _line("Tiếp nhận", "total", figures, before, _RECEIVED),
        sentence(f"Số tiếp nhận mới theo hình thức nộp: {_parts(figures, _CHANNELS)}"),
        _line("Đã giải quyết", "resolved_total", figures, before, _RESOLVED),
        _line("Đang giải quyết", "pending_total", figures, before, _PENDING),
    ]
    if others := _parts(figures, _OTHER):
        lines.append(sentence(f"Ngoài ra: {others}"))
    if fees := figures.get("fees_vnd"):
        lines.append(f"Phí, lệ phí đã thu: {count_text(number_of(fees))}{NBSP}đồng.")
    if "late_system" in figures:
        causes = (("thực tế", "late_real"), ("do phần mềm", "late_system"))
        said = listed([part(title, number_of(figures[key]), UNIT) for title, key in causes])
        lines.append(sentence(f"Trong số giải quyết quá hạn: {said}"))
    shares = [_share(title, figures[key], manner, before) for key, title in _SHARES if key in figures]
    items = tuple(Paragraph(words, "item") for words in (*lines, *shares, *_lists(report)) if words)
    return Story(
        "Tình hình, kết quả tiếp nhận, giải quyết thủ tục hành chính",
        (Paragraph("Trong kỳ, số hồ sơ tiếp nhận, giải quyết cụ thể như sau:"), *items),
        (_READING,),
        "bảng số liệu hồ sơ đã nạp vào chương trình",
        "đơn vị tính: hồ sơ; phí, lệ phí: đồng" if "fees_vnd" in figures else "đơn vị tính: hồ sơ",
        "Kết quả tiếp nhận, giải quyết hồ sơ",
        counts_events=False,
    )


def _lists(report: Report) -> list[str]:
    """Busiest and quietest agencies by name; of other tables their sums."""
    said = []
    levels = [one for one in report.lists if one.key.startswith(ONLINE_LEVEL)]
    for one in report.lists:
        names = [f"{name} ({counted(n, one.noun)})" for name, n in one.values]
        if one.key in (BUSIEST, QUIETEST):
            said.append(sentence(f"Cơ quan {one.title[:1].lower()}{one.title[1:]}: {listed(names)}"))
        elif one.key == IDLE:
            said.append(sentence(f"Cơ quan không phát sinh hồ sơ mới: {listed([name for name, _ in one.values])}"))
        elif one.key == POSTAL_LIST:
            said.append(sentence(f"{one.title}: {counted(one.total or 0, one.noun)}"))
    if levels:
        parts = [f"{one.title.removeprefix('Trực tuyến ')}: {counted(one.total or 0, one.noun)}" for one in levels]
        said.append(sentence(f"Hồ sơ trực tuyến theo mức độ: {listed(parts)}"))
    return said


def _line(title: str, key: str, figures: Mapping[str, Figure], before: str, parts: tuple[tuple[str, str], ...]) -> str:
    figure = figures.get(key)
    if figure is None:
        return ""
    said = _parts(figures, parts)
    beside = f"; trong đó: {said}" if said and number_of(figure) else ""
    return sentence(f"{title}: {counted(number_of(figure), UNIT)}{change_after(figure, UNIT, before)}{beside}")


def _parts(figures: Mapping[str, Figure], parts: tuple[tuple[str, str], ...]) -> str:
    known = [(title, number_of(figures[key])) for key, title in parts if key in figures]
    if not any(n for _, n in known):
        return ""
    return listed([part(title, n, UNIT) for title, n in known])


def _share(title: str, figure: Figure, manner: Manner, before: str) -> str:
    """A share with its two counts; counts that do not fit each other are printed as they are."""
    numerator, denominator = figure.numerator, figure.denominator
    if figure.value is None or numerator is None or not denominator:
        return ""
    if numerator > denominator:
        value = f"{percent_text(figure.value, manner)}" if not isinstance(figure.value, int) else ""
        return sentence(f"{title}: {value} ({count_text(numerator)}/{count_text(denominator)} {UNIT})")
    share = figure.share
    assert share is not None
    said = f"{share_text(share, manner)} ({counts_behind(share, UNIT)})"
    return sentence(f"{title}: {said}{change_after(figure, UNIT, before)}")
