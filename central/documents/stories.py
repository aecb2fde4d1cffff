"""What the text of a document says of each report, sentence by sentence, from its figures and rows.

A report without a story of its own is told by its headlines. To add one: a function, and its row in STORIES.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from central.documents.document import Paragraph
from central.documents.periods import before_name
from central.documents.sentences import (
    Manner,
    compared,
    count_change,
    counted,
    counts_behind,
    interval_words,
    listed,
    sample_words,
    sentence,
    share_change,
    share_text,
)
from central.documents.tables import name_of, value_of
from central.reports.model import Figure, Report, Tile
from kiosk_ui.words import count_text

RATINGS_UNIT = "lượt"


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one report: paragraphs of the body, and how to read its table."""

    subject: str
    paragraphs: tuple[Paragraph, ...]
    reading: tuple[str, ...] = ()


def story_of(report: Report, manner: Manner) -> Story:
    """The story of a report."""
    return STORIES.get(report.key, headlines)(report, manner)


def headlines(report: Report, manner: Manner) -> Story:
    """Any report by its headlines, one item each."""
    items = [Paragraph(_headline(tile, report, manner), "item") for tile in report.tiles]
    lead = [Paragraph("Kết quả chung trong kỳ:")] if items else []
    return Story(report.title, (*lead, *items))


def ratings_per_officer(report: Report, manner: Manner) -> Story:
    """Ratings: how many, at which level, how many satisfied, what stands apart."""
    figures, before = report.figures, before_name(report.period)
    total = figures["ratings"]
    scale = report.site.scale
    lead = f"Trong kỳ, ghi nhận {counted(_n(total), 'lượt đánh giá')} của tổ chức, cá nhân ({scale.title})"
    if not _n(total):
        lead = f"Trong kỳ, không phát sinh lượt đánh giá nào của tổ chức, cá nhân ({scale.title})"
    lead = f"{lead}{_change(total, RATINGS_UNIT, before)}"
    paragraphs = [Paragraph(f"{lead}, trong đó:" if _n(total) else sentence(lead))]
    if _n(total):
        levels = [_level(report, level.code, level.title, manner) for level in scale.levels]
        paragraphs += [
            Paragraph(f"{words}{'.' if i == len(levels) else ';'}", "item") for i, words in enumerate(levels, 1)
        ]
        paragraphs.append(Paragraph(_satisfied(report, manner, before)))
    paragraphs.append(Paragraph(_apart(report)))
    if report.mode_note:
        said = (
            f"Lượt đánh giá {report.mode_note}; mỗi lượt được tính cho người đăng nhập tại quầy vào thời điểm đánh giá"
        )
        paragraphs.append(Paragraph(sentence(said)))
    satisfied = " và ".join(level.title for level in scale.levels if level.satisfied)
    reading = (
        f"Tỷ lệ “{satisfied}” = số lượt ở mức {satisfied} chia cho số lượt đánh giá được tính (cột Lượt) cùng dòng.",
        "Khoảng tin cậy 95 % tính theo phương pháp Wilson. Dưới 10 lượt không ghi tỷ lệ: số lượt ít, chưa đủ cơ sở "
        "nhận xét. Bảng theo thứ tự danh sách, không xếp hạng.",
    )  # fmt: skip
    return Story("Kết quả đánh giá mức độ hài lòng theo cán bộ", tuple(paragraphs), reading)


STORIES: dict[str, Callable[[Report, Manner], Story]] = {
    "officer-ratings": ratings_per_officer,
}
"""The stories by the key of their report."""


def _n(figure: Figure) -> int:
    return int(figure.value or 0)


def _change(figure: Figure, unit: str, before: str) -> str:
    """The change of a figure with a comma before it; nothing when there is nothing to compare with."""
    if figure.change is None:
        return ""
    if isinstance(figure.change, Decimal):
        return f", {compared(share_change(figure.change), before)}"
    return f", {compared(count_change(figure.change, unit, _n(figure)), before)}"


def _level(report: Report, code: str, title: str, manner: Manner) -> str:
    count, share = report.figures[f"count_{code}"], report.figures[f"share_{code}"].share
    if not _n(count) or share is None:
        return f"Mức {title}: không phát sinh"
    return f"Mức {title}: {counted(_n(count), RATINGS_UNIT)}, chiếm {share_text(share, manner)}"


def _satisfied(report: Report, manner: Manner, before: str) -> str:
    figure = report.figures["satisfied_share"]
    share = figure.share
    levels = " và ".join(level.title for level in report.site.scale.levels if level.satisfied)
    if share is None or share.interval is None:
        return ""
    counts = counts_behind(share, RATINGS_UNIT)
    if few := sample_words(share.denominator):
        return sentence(f"Số lượt ở mức {levels}: {counts}; {few}")
    return sentence(
        f"Tỷ lệ đánh giá ở mức {levels} là {share_text(share, manner)} ({counts})"
        f"{_change(figure, RATINGS_UNIT, before)}; khoảng tin cậy 95{manner.sign}: "
        f"{interval_words(share.interval, manner)}"
    )


def _apart(report: Report) -> str:
    """What is printed and not counted, row by row."""
    rows = [
        (name_of(report, row), int(value_of(report, row, "ratings") or 0)) for row in report.rows if row.role == "apart"
    ]
    said = [f"{name} {counted(n, RATINGS_UNIT)}" for name, n in rows if n]
    if not said:
        return "Không có lượt nào phải để riêng ngoài tổng số."
    return sentence(f"Để riêng, không cộng vào tổng số: {listed(said)}")


def _headline(tile: Tile, report: Report, manner: Manner) -> str:
    figure, share = tile.figure, tile.figure.share
    details = [words.format(count_text(n)) for words, n in tile.details]
    if share is None:
        value = count_text(int(figure.value)) if figure.value is not None else "—"
    else:
        value = share_text(share, manner)
        if few := sample_words(share.denominator):
            details.append(few)
        if share.denominator:
            details.append(f"{count_text(share.numerator)}/{count_text(share.denominator)}")
    beside = f" ({listed(details)})" if details else ""
    return sentence(f"{tile.title}: {value}{beside}{_change(figure, '', before_name(report.period))}")
