"""What changed against earlier periods, in the words of official reports (wording.md). Pure."""

from decimal import Decimal

from central.reports.model import Figure, Relation, Unit
from kiosk_ui.words import count_text

AGAINST: dict[Relation, str] = {"previous": "so với kỳ trước", "year_before": "so với cùng kỳ năm trước"}
"""What a change is a change from."""

PUBLISHED = " (số đã công bố)"
NO_CHANGE = "không tăng, không giảm"

_UNITS = {"percent": " điểm phần trăm", "minutes": " phút", "per_month": " lượt/tháng", "points": " điểm"}
_PADDED_BELOW = 10


def change_text(change: int | Decimal | None, unit: Unit, noun: str = "lượt") -> str:
    """One change: ``tăng 96 lượt``, ``giảm 04 lượt``; nothing where there is nothing to compare with."""
    if change is None:
        return ""
    if change == 0:
        return NO_CHANGE
    verb, size = ("tăng", change) if change > 0 else ("giảm", -change)
    if isinstance(size, Decimal):
        return f"{verb} {size:.2f}{_UNITS.get(unit, '')}".replace(".", ",")
    return f"{verb} {f'0{size}' if size < _PADDED_BELOW else count_text(size)} {noun}"


def changes_of(figure: Figure, noun: str = "lượt") -> list[str]:
    """Every change of a figure, each with what it is compared with."""
    if figure.value == 0 and not figure.change and not figure.change_year:
        return []  # what was none and is none did not stay the same: it did not happen
    said = []
    changes: dict[Relation, int | Decimal | None] = {"previous": figure.change, "year_before": figure.change_year}
    for relation, change in changes.items():
        earlier = figure.against(relation)
        if change is None or (earlier is None and relation == "year_before"):
            continue
        published = PUBLISHED if earlier and earlier.file else ""
        said.append(f"{change_text(change, figure.unit, noun)} {AGAINST[relation]}{published}")
    return said
