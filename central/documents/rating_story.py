"""What a document says of the ratings of a period: how many, at which level, how many of the visits, and why not."""

from central.documents.document import Paragraph
from central.documents.periods import before_name
from central.documents.sentences import (
    Manner,
    counted,
    counts_behind,
    interval_words,
    listed,
    sample_words,
    sentence,
    share_text,
)
from central.documents.story import Story, change_after, number_of
from central.documents.tables import name_of, value_of
from central.reports.figure_names import name_of as figure_name
from central.reports.model import Figure, Report, Row
from central.reports.participation import NAMES
from contract.dissatisfaction import REASONS
from kiosk_ui.words import count_text

UNIT = "lượt"
_WILSON = (
    "Khoảng tin cậy 95 % tính theo phương pháp Wilson. Dưới 10 lượt không ghi tỷ lệ: số lượt ít, chưa đủ cơ sở "
    "nhận xét."
)


def ratings_per_officer(report: Report, manner: Manner) -> Story:
    """Ratings: how many, at which level, how many satisfied, what stands apart."""
    satisfied = _satisfied_levels(report)
    reading = (
        f"Tỷ lệ “{satisfied}” = số lượt ở mức {satisfied} chia cho số lượt đánh giá được tính (cột Lượt) cùng dòng.",
        f"{_WILSON} Bảng theo thứ tự danh sách, không xếp hạng.",
    )
    return Story(
        "Kết quả đánh giá mức độ hài lòng theo cán bộ",
        (*_levels(report, manner), Paragraph(_apart(report)), *_mode(report)),
        reading,
        heading="Kết quả đánh giá theo cán bộ",
    )


def satisfaction_of_the_centre(report: Report, manner: Manner) -> Story:
    """Levels, then how the ratings came, how many took part of whom, and what was said by who was not satisfied."""
    figures = report.figures
    lines = [
        _by_way(figures),
        *(_participation(figures[f"participation_{key}"], name, manner) for key, name in NAMES.items()),
        _reasons(report, manner),
        *_outside(report),
    ]
    items = tuple(Paragraph(words, "item") for words in lines if words)
    satisfied = _satisfied_levels(report)
    reading = (
        f"Tỷ lệ “{satisfied}” = số lượt ở mức {satisfied} chia cho số lượt đánh giá (cột Lượt) cùng dòng. Tỷ lệ tham "
        "gia đánh giá = số lượt đánh giá chia cho mẫu số ghi ở từng dòng. Lý do: chia cho số lượt chưa hài lòng; một "
        "lượt có thể nêu nhiều lý do. Phiếu giấy và số liệu của hệ thống khác để riêng, không cộng vào tổng số.",
        _WILSON,
    )
    return Story(
        "Mức độ hài lòng của tổ chức, cá nhân",
        (*_levels(report, manner), *items, Paragraph(_apart(report)), *_mode(report)),
        reading,
        heading="Mức độ hài lòng của tổ chức, cá nhân",
    )


def dissatisfaction_by_agency(report: Report, manner: Manner) -> Story:
    """How many were not satisfied, of how many, and the reasons; nothing that leads to a visit."""
    figures, before = report.figures, before_name(report.period)
    figure = figures["dissatisfied"]
    if not number_of(figure):
        words = f"Trong kỳ, không phát sinh lượt đánh giá chưa hài lòng{change_after(figure, UNIT, before)}"
        paragraphs: tuple[Paragraph, ...] = (Paragraph(sentence(words)),)
    else:
        of = f"trên tổng số {counted(number_of(figures['ratings']), 'lượt đánh giá')}"
        lead = f"Trong kỳ, có {counted(number_of(figure), UNIT)} chưa hài lòng {of}"
        agencies = [row for row in report.rows if row.kind == "agency" and value_of(report, row, "count")]
        by_agency = [
            f"{value_of(report, row, 'group')}: {counted(int(value_of(report, row, 'count') or 0), UNIT)}"
            for row in agencies
        ]
        items = [_reasons(report, manner), sentence(f"Theo cơ quan: {listed(by_agency)}") if by_agency else ""]
        paragraphs = (
            Paragraph(sentence(f"{lead}{change_after(figure, UNIT, before)}")),
            *(Paragraph(words, "item") for words in items if words),
        )
    reading = (
        "Lượt chưa hài lòng: lượt ở các mức không được tính là hài lòng. Lý do: chia cho số lượt chưa hài lòng của "
        "cùng cơ quan; một lượt có thể nêu nhiều lý do. Không nêu thời gian, quầy, cán bộ của từng lượt.",
        _WILSON,
    )
    return Story("Đánh giá chưa hài lòng theo cơ quan", paragraphs, reading, heading="Đánh giá chưa hài lòng và lý do")


def _levels(report: Report, manner: Manner) -> tuple[Paragraph, ...]:
    figures, before = report.figures, before_name(report.period)
    total, scale = figures["ratings"], report.site.scale
    lead = f"Trong kỳ, ghi nhận {counted(number_of(total), 'lượt đánh giá')} của tổ chức, cá nhân ({scale.title})"
    if not number_of(total):
        lead = f"Trong kỳ, không phát sinh lượt đánh giá nào của tổ chức, cá nhân ({scale.title})"
    lead = f"{lead}{change_after(total, UNIT, before)}"
    if not number_of(total):
        return (Paragraph(sentence(lead)),)
    levels = [_level(report, level.code, level.title, manner) for level in scale.levels]
    items = [f"{words}{'.' if i == len(levels) else ';'}" for i, words in enumerate(levels, 1)]
    return (
        Paragraph(f"{lead}, trong đó:"),
        *(Paragraph(words, "item") for words in items),
        Paragraph(_satisfied(report, manner, before)),
    )


def _level(report: Report, code: str, title: str, manner: Manner) -> str:
    count, share = report.figures[f"count_{code}"], report.figures[f"share_{code}"].share
    if not number_of(count) or share is None:
        return f"Mức {title}: không phát sinh"
    return f"Mức {title}: {counted(number_of(count), UNIT)}, chiếm {share_text(share, manner)}"


def _satisfied(report: Report, manner: Manner, before: str) -> str:
    figure = report.figures["satisfied_share"]
    share, levels = figure.share, _satisfied_levels(report)
    if share is None or share.interval is None:
        return ""
    counts = counts_behind(share, UNIT)
    if few := sample_words(share.denominator):
        return sentence(f"Số lượt ở mức {levels}: {counts}; {few}")
    return sentence(
        f"Tỷ lệ đánh giá ở mức {levels} là {share_text(share, manner)} ({counts})"
        f"{change_after(figure, UNIT, before)}; khoảng tin cậy 95{manner.sign}: "
        f"{interval_words(share.interval, manner)}"
    )


def _satisfied_levels(report: Report) -> str:
    return " và ".join(level.title for level in report.site.scale.levels if level.satisfied)


def _apart(report: Report) -> str:
    """What is printed and not counted, row by row."""
    rows = [row for row in report.rows if row.role == "apart" and row.kind not in ("paper_form", "imported_ratings")]
    counts = [(name_of(report, row), int(value_of(report, row, "ratings") or 0)) for row in rows]
    said = [f"{name} {counted(n, UNIT)}" for name, n in counts if n]
    if not said:
        return "Không có lượt nào phải để riêng ngoài tổng số."
    return sentence(f"Để riêng, không cộng vào tổng số: {listed(said)}")


def _mode(report: Report) -> tuple[Paragraph, ...]:
    if not report.mode_note:
        return ()
    said = f"Lượt đánh giá {report.mode_note}; mỗi lượt được tính cho người đăng nhập tại quầy vào thời điểm đánh giá"
    return (Paragraph(sentence(said)),)


def _by_way(figures: dict[str, Figure]) -> str:
    ways = [("thiết bị tại quầy", "ratings_device"), ("mã QR", "ratings_qr")]
    said = [f"{words} {counted(number_of(figures[key]), UNIT)}" for words, key in ways if number_of(figures[key])]
    return sentence(f"Theo hình thức: {listed(said)}") if said else ""


def _participation(figure: Figure, name: str, manner: Manner) -> str:
    """A base that is not known is left to the findings; more ratings than visits are no share."""
    if figure.numerator is None or not figure.denominator:
        return ""
    counts = f"{count_text(figure.numerator)}/{count_text(figure.denominator)}"
    share = figure.share if figure.numerator <= figure.denominator else None
    value = f"{share_text(share, manner)} ({counts})" if share else counts
    return sentence(f"Tỷ lệ tham gia đánh giá {name[:1].lower()}{name[1:]}: {value}")


def _reasons(report: Report, manner: Manner) -> str:
    """The reasons that were given, in the order of the screen; a share where there are enough to divide by."""
    figures = report.figures
    said = []
    for key in (*(f"reason_{code}" for code in REASONS), "reason_none"):
        figure = figures[key]
        if not number_of(figure):
            continue
        name = figure_name(key).split(": ")[-1]
        words = "không nêu lý do" if key == "reason_none" else f"{name[:1].lower()}{name[1:]}"
        share = figures[f"{key}_share"].share if f"{key}_share" in figures else None
        beside = f" ({share_text(share, manner)})" if share and not share.is_small else ""
        said.append(f"{words} {counted(number_of(figure), UNIT)}{beside}")
    return sentence(f"Lý do chưa hài lòng: {listed(said)}") if said else ""


def _outside(report: Report) -> list[str]:
    """Paper forms and ratings of another system, each by itself."""
    return [words for row in report.rows if (words := _one_outside(report, row))]


def _one_outside(report: Report, row: Row) -> str:
    if row.kind == "paper_form":
        part, whole = value_of(report, row, "part"), value_of(report, row, "whole")
        counts = f"{count_text(int(part or 0))}/{count_text(int(whole or 0))}"
        return sentence(f"{name_of(report, row)}: {counts} phiếu trả lời tốt (để riêng)")
    if row.kind == "imported_ratings":
        return sentence(
            f"{name_of(report, row)}: {counted(int(value_of(report, row, 'ratings') or 0), UNIT)} (để riêng)"
        )
    return ""
