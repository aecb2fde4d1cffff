"""What changed between two makings of the same report, row by row: what a reader of the closed one must be told. Pure.

Rows belong together by what they are about, not by their place. The proof and the time of making always differ and
are no change of a figure.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from central.reports.model import Cell, Figure, Report, Row

_LABELS = ("officer", "agency", "name", "label", "service", "counter", "figure", "group")
"""Columns that say in words what a row is about, the best first."""

_CODES = ("code", "officer_code", "counter", "group")
"""Columns that say what a row is about whatever it is called."""

_SAID = ("row_kind", "note", "first_seen", "last_seen")
"""Columns of text that say something of a row, not what it is about."""

_DERIVED = ("low", "high")


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: its column, and its two values as they are printed for programs ('' for nothing)."""

    column: str
    title: str
    kind: str
    old: str
    new: str
    on_page: bool = True


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is ``changed``, ``added`` or ``removed``."""

    kind: str
    row_kind: str
    label: str
    cells: tuple[CellChange, ...]


def differences(old: Report, new: Report) -> tuple[RowChange, ...]:
    """Every row of which a printed value differs, in the order of the older report, new rows last.

    Where no row differs the headlines are looked at: a figure that stands in no row is then a row of its own.
    """
    return tuple(_rows(old, new)) or tuple(_figures(old, new))


def to_text(changes: Iterable[RowChange]) -> str:
    """The changes as JSON, as they are kept with the version that made them."""
    return json.dumps([asdict(one) for one in changes], ensure_ascii=False)


def from_text(text: str) -> tuple[RowChange, ...]:
    """What `to_text` wrote; nothing for ''."""
    return tuple(
        RowChange(one["kind"], one["row_kind"], one["label"], tuple(CellChange(**cell) for cell in one["cells"]))
        for one in (json.loads(text) if text else ())
    )


def _rows(old: Report, new: Report) -> Iterator[RowChange]:
    before, after = _by_identity(old), _by_identity(new)
    for key, row in before.items():
        other = after.get(key)
        if other is None:
            yield _alone("removed", old, row)
        elif cells := tuple(_changed(old, row, new, other)):
            yield RowChange("changed", row.kind, _label(old, row), cells)
    for key, row in after.items():
        if key not in before:
            yield _alone("added", new, row)


def _by_identity(report: Report) -> dict[tuple[str, ...], Row]:
    """Rows by what they are about; the second of two alike is told apart by its number."""
    seen: Counter[tuple[str, ...]] = Counter()
    rows = {}
    for row in report.rows:
        about = (row.kind, *_identity(report, row))
        seen[about] += 1
        rows[*about, str(seen[about])] = row
    return rows


def _identity(report: Report, row: Row) -> list[str]:
    """The codes of a row; where it has none, its texts."""
    texts = {
        column.key: str(cell or "")
        for column, cell in zip(report.columns, row.cells, strict=True)
        if column.kind == "text" and column.key not in _SAID
    }
    codes = [texts[key] for key in _CODES if texts.get(key)]
    return codes if any(texts.get(key) for key in ("code", "officer_code")) else list(texts.values())


def _changed(old: Report, row: Row, new: Report, other: Row) -> Iterator[CellChange]:
    then = dict(zip((column.key for column in old.columns), row.cells, strict=True))
    now = dict(zip((column.key for column in new.columns), other.cells, strict=True))
    titles = {column.key: column for column in (*old.columns, *new.columns)}
    for key, column in titles.items():
        if key == "no" or column.kind in _DERIVED:
            continue
        if _plain(then.get(key)) != _plain(now.get(key)):
            values = _plain(then.get(key)), _plain(now.get(key))
            yield CellChange(key, column.title, column.kind, *values, column.on_page)


def _alone(kind: str, report: Report, row: Row) -> RowChange:
    """A row that only one of the two has, with its numbers."""
    cells = []
    for column, cell in zip(report.columns, row.cells, strict=True):
        if column.key != "no" and column.kind not in ("text", *_DERIVED) and cell is not None:
            said = _plain(cell)
            old, new = (said, "") if kind == "removed" else ("", said)
            cells.append(CellChange(column.key, column.title, column.kind, old, new, column.on_page))
    return RowChange(kind, row.kind, _label(report, row), tuple(cells))


def _label(report: Report, row: Row) -> str:
    cells = {column.key: cell for column, cell in zip(report.columns, row.cells, strict=True) if column.kind == "text"}
    found = next((str(cells[key]) for key in _LABELS if cells.get(key)), "")
    return found or next((str(cell) for key, cell in cells.items() if cell and key != "row_kind"), row.kind)


def _figures(old: Report, new: Report) -> Iterator[RowChange]:
    """Headlines that differ. What they come to against the period before is another period's matter."""
    for tile in old.tiles:
        name = next((key for key, figure in old.figures.items() if figure == tile.figure), "")
        other = new.figures.get(name)
        if other is not None and _value(other) != _value(tile.figure):
            values = (_plain(tile.figure.value), _plain(other.value))
            yield RowChange("changed", "figure", tile.title, (CellChange(name, tile.title, other.unit, *values),))


def _value(figure: Figure) -> tuple[str, int | None, int | None]:
    return _plain(figure.value), figure.numerator, figure.denominator


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)
