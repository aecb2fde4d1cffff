"""Reads the lists in force of a site from the store, typed and in the order of their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from central.registry.names import Agency
from central.store.tables.registry import agencies, agency_aliases, imports, officers


@dataclass(frozen=True, slots=True)
class ListInForce:
    """The import of a kind that holds now."""

    id: int
    kind: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Post:
    """One row of the officers' list: somebody at an agency for a stretch of days (None: no bound)."""

    code: str
    name: str
    agency: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def lists_in_force(connection: Connection, site: str, kinds: Sequence[str]) -> dict[str, ListInForce]:
    """The imports of a site that hold now, by kind; kinds never imported are not there."""
    rows = connection.execute(
        select(imports.c.id, imports.c.kind, imports.c.file, imports.c.sha256).where(
            imports.c.site == site, imports.c.kind.in_(kinds), imports.c.superseded_ms.is_(None)
        )
    )
    return {row.kind: ListInForce(row.id, row.kind, row.file, row.sha256) for row in rows}


def agencies_of(connection: Connection, import_id: int | None) -> list[Agency]:
    """The agencies of an import, in the order of its file; none for None."""
    if import_id is None:
        return []
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(
        select(agency_aliases.c.position, agency_aliases.c.alias)
        .where(agency_aliases.c.import_id == import_id)
        .order_by(agency_aliases.c.position, agency_aliases.c.place)
    ):
        aliases.setdefault(row.position, []).append(row.alias)
    rows = connection.execute(select(agencies).where(agencies.c.import_id == import_id).order_by(agencies.c.position))
    return [Agency(row.name, tuple(aliases.get(row.position, ())), *_validity(row), row.successor) for row in rows]


def posts_of(connection: Connection, import_id: int | None) -> list[Post]:
    """The rows of an officers' import, in the order of its file; none for None."""
    if import_id is None:
        return []
    rows = connection.execute(select(officers).where(officers.c.import_id == import_id).order_by(officers.c.position))
    return [Post(row.code, row.name, row.agency, *_validity(row)) for row in rows]


def _validity(row: Row[Any]) -> tuple[date | None, date | None]:
    return _day(row.valid_from), _day(row.valid_to)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
