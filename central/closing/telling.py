"""Says readiness and differences in words, for the page and the command alike. Pure."""

from decimal import Decimal

from central.closing.differences import CellChange, RowChange
from central.reports.words import ROW_LABELS
from kiosk_ui.words import count_text

_MARKS = {"block": "[X]", "warn": "[!]", "unknown": "[?]", "ok": "[+]"}
LEVELS = {"block": "Chưa chốt được", "warn": "Cần xem", "unknown": "Không rõ", "ok": "Đạt"}
"""Words for how a line of the list stands: nothing is told by colour alone."""

_PERCENTS = ("percent", "share")
_NOTHING = "trống"


def level_mark(level: str) -> str:
    """A mark for a plain line of text."""
    return _MARKS[level]


def label_of(change: RowChange) -> str:
    """What a row is about."""
    return change.label or ROW_LABELS.get(change.row_kind, change.row_kind)


def value_text(kind: str, value: str) -> str:
    """A value as it stands in a table."""
    if not value:
        return _NOTHING
    if kind == "text":
        return value
    number = Decimal(value)
    if number == number.to_integral_value() and "." not in value:
        return count_text(int(number))
    shown = f"{number:f}".replace(".", ",")
    return f"{shown}\N{NO-BREAK SPACE}%" if kind in _PERCENTS else shown


def cell_text(cell: CellChange) -> str:
    """A change in words: ``Kém: 0 → 2 (tăng 2)``."""
    step = step_text(cell)
    said = f"{cell.title}: {value_text(cell.kind, cell.old)} → {value_text(cell.kind, cell.new)}"
    return f"{said} ({step})" if step else said


def change_text(change: RowChange) -> str:
    """A row's changes in one line."""
    said = "; ".join(cell_text(cell) for cell in change.cells)
    lead = {"added": "dòng mới", "removed": "không còn", "changed": ""}[change.kind]
    return ": ".join(part for part in (label_of(change), " – ".join(filter(None, (lead, said)))) if part)


def step_text(cell: CellChange) -> str:
    """How much more or less a number is; nothing for words and where one is missing."""
    if cell.kind == "text" or not cell.old or not cell.new:
        return ""
    step = Decimal(cell.new) - Decimal(cell.old)
    size = value_text(cell.kind, str(abs(step))).removesuffix("\N{NO-BREAK SPACE}%")
    unit = " điểm phần trăm" if cell.kind in _PERCENTS else ""
    return f"{'tăng' if step > 0 else 'giảm'} {size}{unit}"
