"""What a story of a report is, and the phrases that every story needs."""

from dataclasses import dataclass
from decimal import Decimal

from central.documents.document import Paragraph
from central.documents.sentences import amount_change, compared, count_change, share_change
from central.reports.model import Figure

UNITS = {"minutes": "phút", "per_month": "lượt/tháng"}
"""What stands behind figures that are neither counts nor percents."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one report: paragraphs of the body, and how to read its table."""

    subject: str
    paragraphs: tuple[Paragraph, ...]
    reading: tuple[str, ...] = ()
    source: str = "sự kiện do thiết bị của Trung tâm ghi nhận"
    unit: str = ""
    """What the table counts in; a table of ratings names its scale instead."""
    heading: str = ""
    """What its part of a document of several reports is called; the subject where nothing is said."""
    counts_events: bool = True
    """Whether its figures come from lines of devices, whose chain heads then belong onto the paper."""


def number_of(figure: Figure) -> int:
    """The count of a figure; none is 0."""
    return int(figure.value or 0)


def change_after(figure: Figure, unit: str, before: str) -> str:
    """The change of a figure with a comma before it; nothing when there is nothing to compare with."""
    change = figure.change
    if change is None or (change == 0 and figure.value == 0):
        return ""  # what was none and is none did not stay the same: it did not happen
    if figure.unit == "percent":
        said = share_change(Decimal(change))
    elif isinstance(change, Decimal):
        said = amount_change(change, UNITS.get(figure.unit, unit))
    else:
        said = count_change(change, unit, number_of(figure))
    return f", {compared(said, before)}"
