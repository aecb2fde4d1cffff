"""What a story of a report is, and the phrases that every story needs."""

from dataclasses import dataclass
from decimal import Decimal

from central.documents.document import Paragraph
from central.documents.sentences import amount_change, compared, count_change, share_change
from central.reports.model import Figure, Relation

UNITS = {"minutes": "phút", "per_month": "lượt/tháng"}
"""What stands behind figures that are neither counts nor percents."""

YEAR_BEFORE = "cùng kỳ năm trước"
"""What the same period of the year before is called."""


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
    """The changes of a figure with a comma before each; nothing when there is nothing to compare with."""
    if figure.value == 0 and not figure.change and not figure.change_year:
        return ""  # what was none and is none did not stay the same: it did not happen
    said = [_change(figure, "previous", unit, before)] if figure.change is not None else []
    if figure.change_year is not None and figure.against("year_before"):
        said.append(_change(figure, "year_before", unit, YEAR_BEFORE))
    return "".join(f", {words}" for words in said)


def _change(figure: Figure, relation: Relation, unit: str, against: str) -> str:
    change = figure.change if relation == "previous" else figure.change_year
    assert change is not None
    if figure.unit == "percent":
        said = share_change(Decimal(change))
    elif isinstance(change, Decimal):
        said = amount_change(change, UNITS.get(figure.unit, unit))
    else:
        said = count_change(change, unit, number_of(figure))
    earlier = figure.against(relation)
    return compared(said, f"{against} (theo số đã công bố)" if earlier and earlier.file else against)
