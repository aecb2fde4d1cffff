"""Reads imported figure tables back from the store, as they were understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from central.imports.figure_table import FigureCell, FigureRow, FigureTable, StoredTable
from central.imports.layouts.model import Layout
from central.store.tables.figures import import_cells, import_rows
from central.store.tables.registry import imports


@dataclass(frozen=True, slots=True)
class TableInForce:
    """An import of a figure table that holds now, without its rows."""

    id: int
    kind: str
    layout: str
    first: date
    last: date
    file: str
    sha256: str


def tables_in_force(connection: Connection, site: str, kind: str) -> list[TableInForce]:
    """The tables of a kind that hold now, by period."""
    rows = connection.execute(
        select(imports)
        .where(imports.c.site == site, imports.c.kind == kind, imports.c.superseded_ms.is_(None))
        .order_by(imports.c.period_from, imports.c.period_to)
    )
    return [
        TableInForce(
            row.id,
            row.kind,
            row.layout,
            date.fromisoformat(row.period_from),
            date.fromisoformat(row.period_to),
            row.file,
            row.sha256,
        )
        for row in rows
    ]


def load_table(connection: Connection, held: TableInForce, layout: Layout) -> StoredTable:
    """A table with its rows, in the order of its file."""
    cells: dict[int, dict[str, FigureCell]] = {}
    columns: set[str] = set()
    for cell in connection.execute(select(import_cells).where(import_cells.c.import_id == held.id)):
        value = Decimal(cell.value) if cell.value else None
        cells.setdefault(cell.position, {})[cell.key] = FigureCell(cell.printed, value)
        columns.add(cell.key)
    found = connection.execute(
        select(import_rows).where(import_rows.c.import_id == held.id).order_by(import_rows.c.position)
    )
    rows = [FigureRow(row.row, row.kind, row.no, row.label, _cells(cells, row.position)) for row in found]
    table = FigureTable(layout, frozenset(columns), rows)
    return StoredTable(held.id, held.kind, held.first, held.last, held.file, held.sha256, table)


def _cells(cells: Mapping[int, Mapping[str, FigureCell]], position: int) -> Mapping[str, FigureCell]:
    return cells.get(position, {})
