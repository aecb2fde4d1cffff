"""Imports one file: reads, checks, and puts its list in the place of the one before, in one transaction."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import Connection, Engine, insert, select, update

from central.imports.kinds import NOTHING_SAID, Checked, ImportKind, Known, TableKind, Wanted
from central.imports.table import read_table
from central.imports.table_import import check_figure_table, read_figure_table
from central.registry.lists import agencies_of, lists_in_force
from central.registry.names import AgencyNames
from central.reports.period import Period
from central.store.engine import reading, writing
from central.store.tables.registry import imports, services


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. ``import_id`` is None after a dry run."""

    import_id: int | None
    row_count: int
    findings: tuple[str, ...]
    layout: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes

    @property
    def shown(self) -> str:
        """Its name without folders, which say nothing to others and may name a person."""
        return PurePath(self.name).name[:255]

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def import_file(
    engine: Engine,
    kind: ImportKind | TableKind,
    site: str,
    source: SourceFile,
    *,
    wanted: Wanted = NOTHING_SAID,
    dry_run: bool = False,
) -> Imported:
    """Check a file and store it as the site's list in force, or table of its period; a dry run only checks.

    Raises ImportRefused when the file cannot be understood; then nothing is stored.
    """
    if isinstance(kind, TableKind):
        return _import_table(engine, kind, site, source, wanted, dry_run)
    records = read_table(source.data, source.shown, kind.columns)
    with (reading if dry_run else writing)(engine) as connection:
        checked = kind.check(records, source.shown, _known(connection, site))
        import_id = None if dry_run else _replace(connection, _Head(kind.key, site), source, checked)
    findings = tuple(remark.text(source.shown) for remark in checked.findings)
    return Imported(import_id, checked.row_count, findings)


def _import_table(
    engine: Engine, kind: TableKind, site: str, source: SourceFile, wanted: Wanted, dry_run: bool
) -> Imported:
    read = read_figure_table(kind, source.data, source.shown, wanted)
    with (reading if dry_run else writing)(engine) as connection:
        checked = check_figure_table(connection, site, kind, read, _known(connection, site))
        head = _Head(kind.key, site, read.table.layout.key, read.period)
        import_id = None if dry_run else _replace(connection, head, source, checked)
    findings = tuple(remark.text(read.name) for remark in checked.findings)
    return Imported(import_id, checked.row_count, findings, read.table.layout.key, read.period)


def _known(connection: Connection, site: str) -> Known:
    held = lists_in_force(connection, site, ("agencies", "services"))
    in_force = {kind: used.id for kind, used in held.items()}
    codes = connection.scalars(select(services.c.code).where(services.c.import_id == in_force.get("services", -1)))
    return Known(AgencyNames(agencies_of(connection, in_force.get("agencies"))), frozenset(codes))


@dataclass(frozen=True, slots=True)
class _Head:
    """What an import is an import of: the next one with the same head takes its place."""

    kind: str
    site: str
    layout: str = ""
    period: Period | None = None

    @property
    def days(self) -> tuple[str, str]:
        """The bounds as they are stored; "" for a list."""
        return (self.period.first.isoformat(), self.period.last.isoformat()) if self.period else ("", "")


def _replace(connection: Connection, head: _Head, source: SourceFile, checked: Checked) -> int:
    now_ms = time.time_ns() // 1_000_000
    first, last = head.days
    same = (
        imports.c.site == head.site,
        imports.c.kind == head.kind,
        imports.c.period_from == first,
        imports.c.period_to == last,
    )
    before = connection.scalar(select(imports.c.id).where(*same, imports.c.superseded_ms.is_(None)))
    if before is not None:
        connection.execute(update(imports).where(imports.c.id == before).values(superseded_ms=now_ms))
    done = connection.execute(
        insert(imports).values(
            site=head.site,
            kind=head.kind,
            period_from=first,
            period_to=last,
            layout=head.layout,
            file=source.shown,
            sha256=source.sha256,
            row_count=checked.row_count,
            finding_count=len(checked.findings),
            imported_ms=now_ms,
        )
    )
    key = done.inserted_primary_key
    assert key is not None
    import_id = int(key[0])
    if before is not None:
        connection.execute(update(imports).where(imports.c.id == before).values(replaced_by=import_id))
    for table, rows in checked.rows:
        if rows:
            connection.execute(insert(table), [{**row, "import_id": import_id} for row in rows])
    return import_id
