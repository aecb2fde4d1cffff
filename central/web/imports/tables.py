"""The rows of an import as they will be (or were) stored, with the findings about each beside it. Words only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from central.imports.figure_table import PERCENT, TOTAL, FigureCell, FigureRow, FigureTable
from central.imports.history import KeptRow
from central.imports.layouts.model import Field
from central.imports.mismatch import number_text
from central.imports.table import Column, Record
from central.reports.words import ROW_LABELS
from kiosk_ui.words import count_text

MOST_ROWS = 300
_COUNTS = ("count", "money", "percent", "value")


@dataclass(frozen=True, slots=True)
class Said:
    """One finding: where it stands and its sentence."""

    row: int | None
    key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: what is stored, and what was printed where that reads otherwise."""

    text: str
    printed: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; ``said`` are the findings that stand below it."""

    row: int | None
    kind: str
    cells: tuple[CellView, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column: its title, and whether it holds numbers, the name of the row, or other words."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table to look at. ``left_out``: rows that are not shown because there are very many without findings."""

    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    left_out: int = 0


def figure_view(table: FigureTable, said: Sequence[Said]) -> TableView:
    """A figure table; under its total the computed sums."""
    fields = [one for one in table.layout.fields if _is_shown(one, table)]
    columns = tuple(ColumnView(one.key, one.title, _kind(one)) for one in fields)
    rows: list[RowView] = []
    for row in table.rows:
        rows.append(_figure_row(row, fields, _about(said, row.row)))
        if row is table.total and len(table.items) > 1:
            rows.append(_computed(table, fields))
    return _limited(columns, rows)


def list_view(columns: Sequence[Column], records: Sequence[Record], said: Sequence[Said]) -> TableView:
    """A list, with the columns that it has."""
    used = [column for column in columns if any(record.cells[column.name] for record in records)]
    shown = tuple(ColumnView(one.name, _head(one), "label" if one.name == "name" else "text") for one in used)
    return _limited(
        shown,
        [
            RowView(
                record.row,
                "item",
                tuple(
                    CellView(record.cells[one.name], is_wrong=one.name in {about.key for about in about_row})
                    for one in used
                ),
                tuple(about.text for about in about_row),
            )
            for record in records
            for about_row in [_about(said, record.row)]
        ],
    )


def kept_list_view(columns: Sequence[Column], rows: Sequence[KeptRow]) -> TableView:
    """A list as it is stored; findings about it stand above, for its rows do not tell their place in the file."""
    used = [column for column in columns if any(row.cells.get(column.name) for row in rows)]
    shown = tuple(ColumnView(one.name, _head(one), "label" if one.name == "name" else "text") for one in used)
    cells = [tuple(CellView(row.cells.get(one.name, "")) for one in used) for row in rows]
    return _limited(shown, [RowView(None, "item", one) for one in cells])


def general(said: Iterable[Said], view: TableView) -> list[str]:
    """The findings that stand beside no row of a view."""
    rows = {row.row for row in view.rows}
    return [one.text for one in said if one.row is None or one.row not in rows]


def _limited(columns: tuple[ColumnView, ...], rows: list[RowView]) -> TableView:
    if len(rows) <= MOST_ROWS:
        return TableView(columns, tuple(rows))
    kept = [row for place, row in enumerate(rows) if place < MOST_ROWS or row.said or row.kind != "item"]
    return TableView(columns, tuple(kept), len(rows) - len(kept))


def _is_shown(one: Field, table: FigureTable) -> bool:
    return one.kind == "label" or (one.kind != "row_kind" and (one.key in table.columns or one.kind == "number"))


def _kind(one: Field) -> str:
    if one.kind in _COUNTS:
        return "count"
    return {"label": "label", "number": "number"}.get(one.kind, "text")


def _head(column: Column) -> str:
    return column.heads[0] if column.heads else column.name


def _about(said: Sequence[Said], row: int) -> list[Said]:
    return [one for one in said if one.row == row]


def _figure_row(row: FigureRow, fields: Sequence[Field], said: Sequence[Said]) -> RowView:
    wrong = {one.key for one in said}
    cells = tuple(_figure_cell(row, one, one.key in wrong) for one in fields)
    return RowView(row.row, _row_kind(row), cells, tuple(one.text for one in said))


def _row_kind(row: FigureRow) -> str:
    return row.kind if row.kind in (TOTAL, PERCENT, "group", "detail") else "item"


def _figure_cell(row: FigureRow, one: Field, is_wrong: bool) -> CellView:
    if one.kind == "label":
        return CellView(row.label or (ROW_LABELS[TOTAL] if row.kind == TOTAL else ""), is_wrong=is_wrong)
    if one.kind == "number":
        return CellView(row.no)
    cell = row.cells.get(one.key, FigureCell(""))
    if cell.value is None:
        return CellView(cell.printed, is_wrong=is_wrong)
    text = number_text(cell.value)
    return CellView(text, "" if _reads_the_same(cell.printed, cell.value) else cell.printed, is_wrong)


def _reads_the_same(printed: str, value: Decimal) -> bool:
    """Whether a printed number needs no word about how it was read."""
    plain = printed.replace(" ", "").removesuffix("%")
    forms = {number_text(value), f"{value:f}", f"{value:f}".replace(".", ",")}
    if value == value.to_integral_value():
        forms.add(count_text(int(value)))
    return plain in forms


def _computed(table: FigureTable, fields: Sequence[Field]) -> RowView:
    total = table.total
    cells = []
    for one in fields:
        if one.kind == "label":
            cells.append(CellView("Cộng lại từ các dòng"))
        elif one.key in table.counted:
            computed = table.sum_of(one.key)
            cells.append(CellView(number_text(computed), is_wrong=total is None or total.count(one.key) != computed))
        else:
            cells.append(CellView(""))
    return RowView(None, "computed", tuple(cells))
