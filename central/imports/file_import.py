"""Imports one file: reads, checks, and puts its list in the place of the one before, in one transaction."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import Connection, Engine, insert, update

from central.imports.kinds import Checked, ImportKind, Known
from central.imports.table import read_table
from central.registry.lists import agencies_of, lists_in_force
from central.registry.names import AgencyNames
from central.store.engine import reading, writing
from central.store.tables.registry import imports


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. ``import_id`` is None after a dry run."""

    import_id: int | None
    row_count: int
    findings: tuple[str, ...]


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


def import_file(engine: Engine, kind: ImportKind, site: str, source: SourceFile, *, dry_run: bool = False) -> Imported:
    """Check a file and store it as the site's list in force; a dry run only checks.

    Raises ImportRefused when the file cannot be understood; then nothing is stored.
    """
    records = read_table(source.data, source.shown, kind.columns)
    with (reading if dry_run else writing)(engine) as connection:
        checked = kind.check(records, source.shown, _known(connection, site))
        import_id = None if dry_run else _replace(connection, kind, site, source, checked)
    findings = tuple(remark.text(source.shown) for remark in checked.findings)
    return Imported(import_id, checked.row_count, findings)


def _known(connection: Connection, site: str) -> Known:
    in_force = lists_in_force(connection, site, ("agencies",)).get("agencies")
    return Known(AgencyNames(agencies_of(connection, in_force.id if in_force else None)))


def _replace(connection: Connection, kind: ImportKind, site: str, source: SourceFile, checked: Checked) -> int:
    now_ms = time.time_ns() // 1_000_000
    connection.execute(
        update(imports)
        .where(imports.c.site == site, imports.c.kind == kind.key, imports.c.superseded_ms.is_(None))
        .values(superseded_ms=now_ms)
    )
    done = connection.execute(
        insert(imports).values(
            site=site,
            kind=kind.key,
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
    for table, rows in checked.rows:
        if rows:
            connection.execute(insert(table), [{**row, "import_id": import_id} for row in rows])
    return import_id
