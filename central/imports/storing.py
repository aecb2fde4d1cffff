"""Puts a checked import into the store, in the place of the one before with the same head. One transaction holds it."""

import time
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from central.imports.kinds import Checked
from central.imports.remarks import Remark, said
from central.reports.period import Period
from central.store.tables.import_history import import_findings
from central.store.tables.registry import imports

LONGEST_WHO = 200


@dataclass(frozen=True, slots=True)
class Head:
    """What an import is an import of: the next one with the same head takes its place."""

    kind: str
    site: str
    layout: str = ""
    period: Period | None = None

    @property
    def days(self) -> tuple[str, str]:
        """The bounds as they are stored; "" for a list."""
        return (self.period.first.isoformat(), self.period.last.isoformat()) if self.period else ("", "")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an import came from: the file, its hash, and who brought it."""

    file: str
    sha256: str
    who: str = ""


def in_force(connection: Connection, head: Head) -> int | None:
    """The import that one with this head would replace."""
    first, last = head.days
    found: int | None = connection.scalar(
        select(imports.c.id).where(
            imports.c.site == head.site,
            imports.c.kind == head.kind,
            imports.c.period_from == first,
            imports.c.period_to == last,
            imports.c.superseded_ms.is_(None),
        )
    )
    return found


def replace(connection: Connection, head: Head, origin: Origin, checked: Checked) -> int:
    """Store what was checked and take what held before out of force; the id of the import."""
    now_ms = time.time_ns() // 1_000_000
    first, last = head.days
    before = in_force(connection, head)
    if before is not None:
        connection.execute(update(imports).where(imports.c.id == before).values(superseded_ms=now_ms))
    done = connection.execute(
        insert(imports).values(
            site=head.site,
            kind=head.kind,
            period_from=first,
            period_to=last,
            layout=head.layout,
            file=origin.file,
            sha256=origin.sha256,
            row_count=checked.row_count,
            finding_count=len(checked.findings),
            imported_ms=now_ms,
            imported_by=origin.who[:LONGEST_WHO],
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
    _keep_remarks(connection, import_id, [*checked.findings, *checked.notes])
    return import_id


def _keep_remarks(connection: Connection, import_id: int, remarks: list[Remark]) -> None:
    rows = [
        {"import_id": import_id, "place": place, "row": one.row, "key": one.key, "kind": one.kind, "text": said(one)}
        for place, one in enumerate(remarks, start=1)
    ]
    if rows:
        connection.execute(insert(import_findings), rows)
