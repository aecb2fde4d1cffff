"""What a document says of feedback, of open counters, and of the sheet of indicators."""

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
    sentence,
    share_text,
)
from central.documents.story import Story, change_after, number_of
from central.reports.model import Report

_FEEDBACK = "góp ý"


def feedback_left(report: Report, manner: Manner) -> Story:
    """How many came in, what became of them; never a word of what they say."""
    figures, before = report.figures, before_name(report.period)
    received = figures["feedback_received"]
    changed = change_after(received, _FEEDBACK, before)
    if not number_of(received):
        paragraphs: tuple[Paragraph, ...] = (Paragraph(sentence(f"Trong kỳ, không phát sinh góp ý{changed}")),)
    else:
        states = (
            ("xong đúng hạn", "on_time"), ("xong quá hạn", "late"), ("còn trong hạn", "open"),
            ("còn, đã quá hạn", "overdue"),
        )  # fmt: skip
        counts = [(words, number_of(figures[f"feedback_{key}"])) for words, key in states]
        lines = [sentence(f"Kết quả giải quyết: {listed([f'{w} {counted(n, _FEEDBACK)}' for w, n in counts if n])}")]
        share = figures["feedback_on_time_share"].share
        if share is not None and share.denominator and not share.is_small:
            lines.append(
                sentence(f"Tỷ lệ xong đúng hạn: {share_text(share, manner)} ({counts_behind(share, _FEEDBACK)})")
            )
        if handed := number_of(figures["feedback_handed"]):
            lines.append(sentence(f"Đã chuyển người hoặc cơ quan có trách nhiệm: {counted(handed, _FEEDBACK)}"))
        lead = Paragraph(f"Góp ý đã nhận: {counted(number_of(received), _FEEDBACK)}{changed}. Cụ thể:")
        paragraphs = (lead, *(Paragraph(words, "item") for words in lines))
    reading = (
        "Tỷ lệ xong đúng hạn = số góp ý xong đúng hạn chia cho số đã đến hạn hoặc đã xong. Góp ý thuộc kỳ mà nó được "
        "gửi; việc giải quyết tính đến ngày lập báo cáo. Nội dung góp ý không in trong báo cáo.",
    )
    return Story(
        "Tiếp nhận, giải quyết góp ý của tổ chức, cá nhân",
        paragraphs,
        reading,
        "góp ý gửi tại Trung tâm và qua mã trên phiếu số",
        "đơn vị tính: góp ý",
    )


def presence_at_counters(report: Report, manner: Manner) -> Story:
    """Counters that citizens could go to; no word about who was late."""
    figures, before = report.figures, before_name(report.period)
    opened = figures["open_counter_minutes"]
    if not number_of(figures["officers"]):
        words = "Trong kỳ, không ghi nhận cán bộ nào đăng nhập tại quầy"
        paragraphs: tuple[Paragraph, ...] = (Paragraph(sentence(words)),)
    else:
        people = (
            f"{counted(number_of(figures['officers']), 'cán bộ')} tại {counted(number_of(figures['counters']), 'quầy')}"
        )
        minutes = f"{decimal_text(Decimal(opened.value or 0))}{NBSP}phút{_hours(opened.value)}"
        lines = [
            sentence(f"Quầy mở {minutes}{change_after(opened, 'phút', before)}"),
            sentence(
                f"Tạm nghỉ {counted(number_of(figures['pauses']), 'lần')}, "
                f"{decimal_text(Decimal(figures['paused_minutes'].value or 0))}{NBSP}phút"
            ),
        ]
        paragraphs = (
            Paragraph(f"Trong kỳ, ghi nhận {people}. Cụ thể:"),
            *(Paragraph(words, "item") for words in lines),
        )
    reading = (
        "Quầy mở: có người đăng nhập và không tạm nghỉ. Bảng cho biết người dân đến quầy nào được phục vụ vào lúc nào; "
        "không phải bảng theo dõi giờ làm việc.",
    )
    return Story("Tình hình có mặt tại quầy", paragraphs, reading, unit="đơn vị tính: ngày, lần, phút")


def _hours(minutes: int | Decimal | None) -> str:
    """The same in hours, where nobody can picture so many minutes."""
    hours = Decimal(minutes or 0) / 60
    return f" (khoảng {decimal_text(hours, 0)}{NBSP}giờ)" if hours >= 10 else ""


def indicator_sheet(report: Report, manner: Manner) -> Story:
    """How many indicators can be computed, and that the rest is for people to enter."""
    known, graded = report.tiles[0], report.tiles[1]
    computed = f"{known.figure.value}/{known.details[0][1]} chỉ tiêu"
    agencies = f"{graded.figure.value}/{graded.details[0][1]} cơ quan"
    paragraphs = (
        Paragraph(sentence(f"Số chỉ tiêu đã có điểm của toàn Trung tâm: {computed}")),
        Paragraph(sentence(f"Số cơ quan đã đủ điểm để xếp loại: {agencies}")),
    )
    reading = (
        "Điểm tính được: từ số liệu ghi ở cột Nguồn. Ô trống: do cơ quan tự chấm và người thẩm định ghi. Tổng điểm và "
        "xếp loại chỉ ghi khi mọi chỉ tiêu đều có điểm; đạt đúng ngưỡng thì thuộc loại đó.",
    )
    return Story(
        "Phiếu chấm điểm theo bộ chỉ tiêu",
        paragraphs,
        reading,
        "bảng hồ sơ, góp ý, lượt đánh giá, lượt phục vụ và điểm đã nhập",
        "đơn vị tính: điểm",
        heading="Chấm điểm theo bộ chỉ tiêu",
    )
