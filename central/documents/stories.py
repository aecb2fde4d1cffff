"""What the text of a document says of each report, sentence by sentence, from its figures and rows.

A report without a story of its own is told by its headlines. To add one: a function, and its row in STORIES.
"""

from collections.abc import Callable
from decimal import Decimal

from central.documents.centre_stories import feedback_left, indicator_sheet, presence_at_counters
from central.documents.document import Paragraph
from central.documents.dossier_story import dossiers_by_agency
from central.documents.periods import before_name
from central.documents.rating_story import dissatisfaction_by_agency, ratings_per_officer, satisfaction_of_the_centre
from central.documents.sentences import (
    NO_SHARE,
    Manner,
    decimal_text,
    listed,
    sample_words,
    sentence,
    share_text,
)
from central.documents.story import UNITS, Story, change_after
from central.documents.visit_story import visits_and_waits
from central.reports.model import Figure, Report, Tile
from kiosk_ui.words import count_text


def story_of(report: Report, manner: Manner) -> Story:
    """The story of a report."""
    return STORIES.get(report.key, headlines)(report, manner)


def headlines(report: Report, manner: Manner) -> Story:
    """Any report by its headlines, one item each."""
    items = [Paragraph(_headline(tile, report, manner), "item") for tile in report.tiles]
    lead = [Paragraph("Kết quả chung trong kỳ:")] if items else []
    return Story(report.title, (*lead, *items))


STORIES: dict[str, Callable[[Report, Manner], Story]] = {
    "officer-ratings": ratings_per_officer,
    "satisfaction": satisfaction_of_the_centre,
    "dissatisfaction": dissatisfaction_by_agency,
    "dossiers": dossiers_by_agency,
    "throughput": visits_and_waits,
    "feedback": feedback_left,
    "presence": presence_at_counters,
    "indicators": indicator_sheet,
}
"""The stories by the key of their report."""


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
