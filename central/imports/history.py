"""Reads what was imported: every import of a site, its findings, its rows, and how it differs from the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from central.registry.names import fold
from central.store.tables import registry as tables
from central.store.tables.figures import counters, import_cells, import_rows
from central.store.tables.import_history import import_findings
from central.store.tables.registry import imports

LISTS: dict[str, tuple[Table, tuple[str, ...]]] = {
    "agencies": (tables.agencies, ("name", "valid_from")),
    "officers": (tables.officers, ("code", "valid_from")),
    "services": (tables.services, ("code", "valid_from")),
    "counters": (counters, ("code", "valid_from")),
}
"""The table of each kind of list, and the columns that say which row is which."""

_ALIASES = "aliases"


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import of the history. Empty days: a list. ``replaced_ms`` None: in force."""

    id: int
    site: str
    kind: str
    layout: str
    first: str
    last: str
    file: str
    sha256: str
    row_count: int
    finding_count: int
    imported_ms: int
    imported_by: str
    replaced_ms: int | None
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """One finding, or answer, as it was shown at the import."""

    row: int | None
    key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One stored row: what it is about, what it is called, and its cells as texts."""

    key: str
    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one import changed of another. ``changed``: name of the row, column, text before, text now."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]

    @property
    def is_none(self) -> bool:
        """Whether both hold the same."""
        return not (self.added or self.gone or self.changed)


_COLUMNS: tuple[Column[Any], ...] = (
    imports.c.id, imports.c.site, imports.c.kind, imports.c.layout, imports.c.period_from, imports.c.period_to,
    imports.c.file, imports.c.sha256, imports.c.row_count, imports.c.finding_count, imports.c.imported_ms,
    imports.c.imported_by, imports.c.superseded_ms, imports.c.replaced_by,
)  # fmt: skip


def past_imports(connection: Connection, site: str, *, kind: str = "", limit: int = 200) -> list[PastImport]:
    """The imports of a site, the newest first."""
    statement = select(*_COLUMNS).where(imports.c.site == site).order_by(imports.c.id.desc()).limit(limit)
    if kind:
        statement = statement.where(imports.c.kind == kind)
    return [PastImport(*row) for row in connection.execute(statement)]


def past_import(connection: Connection, import_id: int) -> PastImport | None:
    """One import."""
    row = connection.execute(select(*_COLUMNS).where(imports.c.id == import_id)).first()
    return PastImport(*row) if row else None


def replaced_by_it(connection: Connection, import_id: int) -> PastImport | None:
    """The import whose place this one took."""
    row = connection.execute(select(*_COLUMNS).where(imports.c.replaced_by == import_id)).first()
    return PastImport(*row) if row else None


def findings_of(connection: Connection, import_id: int) -> list[KeptFinding]:
    """The findings and answers of an import, in their order."""
    rows = connection.execute(
        select(import_findings.c.row, import_findings.c.key, import_findings.c.kind, import_findings.c.text)
        .where(import_findings.c.import_id == import_id)
        .order_by(import_findings.c.place)
    )
    return [KeptFinding(*row) for row in rows]


def rows_of(connection: Connection, kind: str, import_id: int) -> list[KeptRow]:
    """The stored rows of an import."""
    return _list_rows(connection, kind, import_id) if kind in LISTS else _table_rows(connection, import_id)


def difference(before: Sequence[KeptRow], now: Sequence[KeptRow]) -> Difference:
    """What was added, left out and changed."""
    old, new = {row.key: row for row in before}, {row.key: row for row in now}
    changed = [
        (row.name, key, old[row.key].cells.get(key, ""), row.cells.get(key, ""))
        for row in now
        if row.key in old
        for key in dict.fromkeys((*old[row.key].cells, *row.cells))
        if old[row.key].cells.get(key, "") != row.cells.get(key, "")
    ]
    return Difference(
        tuple(row.name for row in now if row.key not in old),
        tuple(row.name for row in before if row.key not in new),
        tuple(changed),
    )


def _list_rows(connection: Connection, kind: str, import_id: int) -> list[KeptRow]:
    table, keys = LISTS[kind]
    statement = select(table).where(table.c.import_id == import_id).order_by(table.c.position)
    aliases = _aliases(connection, import_id) if kind == "agencies" else {}
    found = []
    for row in connection.execute(statement).mappings():
        cells = {name: str(value) for name, value in row.items() if name not in ("import_id", "position")}
        if kind == "agencies":
            cells[_ALIASES] = " | ".join(aliases.get(row["position"], []))
        name = cells.get("name") or cells[keys[0]]
        found.append(KeptRow("\t".join(fold(cells[key]) for key in keys), name, cells))
    return found


def _aliases(connection: Connection, import_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    table = tables.agency_aliases
    order = select(table).where(table.c.import_id == import_id).order_by(table.c.position, table.c.place)
    for row in connection.execute(order):
        found.setdefault(row.position, []).append(row.alias)
    return found


def _table_rows(connection: Connection, import_id: int) -> list[KeptRow]:
    cells: dict[int, dict[str, str]] = {}
    for cell in connection.execute(select(import_cells).where(import_cells.c.import_id == import_id)):
        cells.setdefault(cell.position, {})[cell.key] = cell.value or cell.printed
    found: list[KeptRow] = []
    seen: dict[str, int] = {}
    order = select(import_rows).where(import_rows.c.import_id == import_id).order_by(import_rows.c.position)
    for row in connection.execute(order):
        held = cells.get(row.position, {})
        key = f"{row.kind}\t{fold(row.label)}\t{held.get('service_level', '')}{held.get('indicator', '')}"
        seen[key] = seen.get(key, 0) + 1
        found.append(KeptRow(f"{key}\t{seen[key]}", row.label or f"Dòng {row.row}", held))
    return found
