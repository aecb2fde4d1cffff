"""What the text of a document says of each report, sentence by sentence, from its figures and rows.

A report without a story of its own is told by its headlines. To add one: a function, and its row in STORIES.
"""

from collections.abc import Callable
from decimal import Decimal

from central.documents.document import Paragraph
from central.documents.dossier_story import dossiers_by_agency
from central.documents.periods import before_name
from central.documents.sentences import (
    NO_SHARE,
    Manner,
    counted,
    counts_behind,
    decimal_text,
    interval_words,
    listed,
    sample_words,
    sentence,
    share_text,
)
from central.documents.story import UNITS, Story, change_after, number_of
from central.documents.tables import name_of, value_of
from central.documents.visit_story import visits_and_waits
from central.reports.model import Figure, Report, Tile
from kiosk_ui.words import count_text

RATINGS_UNIT = "lượt"


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
    lead = f"Trong kỳ, ghi nhận {counted(number_of(total), 'lượt đánh giá')} của tổ chức, cá nhân ({scale.title})"
    if not number_of(total):
        lead = f"Trong kỳ, không phát sinh lượt đánh giá nào của tổ chức, cá nhân ({scale.title})"
    lead = f"{lead}{change_after(total, RATINGS_UNIT, before)}"
    paragraphs = [Paragraph(f"{lead}, trong đó:" if number_of(total) else sentence(lead))]
    if number_of(total):
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
    return Story(
        "Kết quả đánh giá mức độ hài lòng theo cán bộ",
        tuple(paragraphs),
        reading,
        heading="Kết quả đánh giá theo cán bộ",
    )


STORIES: dict[str, Callable[[Report, Manner], Story]] = {
    "officer-ratings": ratings_per_officer,
    "dossiers": dossiers_by_agency,
    "throughput": visits_and_waits,
}
"""The stories by the key of their report."""


def _level(report: Report, code: str, title: str, manner: Manner) -> str:
    count, share = report.figures[f"count_{code}"], report.figures[f"share_{code}"].share
    if not number_of(count) or share is None:
        return f"Mức {title}: không phát sinh"
    return f"Mức {title}: {counted(number_of(count), RATINGS_UNIT)}, chiếm {share_text(share, manner)}"


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
        f"{change_after(figure, RATINGS_UNIT, before)}; khoảng tin cậy 95{manner.sign}: "
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


def amount_text(figure: Figure) -> str:
    """A count, or an amount with its unit; a dash where there is none."""
    if figure.value is None:
        return NO_SHARE
    if isinstance(figure.value, Decimal):
        return f"{decimal_text(figure.value)} {UNITS.get(figure.unit, '')}".rstrip()
    return count_text(figure.value)


def _headline(tile: Tile, report: Report, manner: Manner) -> str:
    figure, share = tile.figure, tile.figure.share
    details = [words.format(count_text(n)) for words, n in tile.details]
    change = change_after(figure, "", before_name(report.period))
    if share is None:
        value = amount_text(figure)
    elif few := sample_words(share.denominator):
        counts = f"{count_text(share.numerator)}/{count_text(share.denominator)}; " if share.denominator else ""
        return sentence(f"{tile.title}: {counts}{few}")
    else:
        value = share_text(share, manner)
        details.append(f"{count_text(share.numerator)}/{count_text(share.denominator)}")
    beside = f" ({listed(details)})" if details else ""
    return sentence(f"{tile.title}: {value}{beside}{change}")
