"""Looks at what would be purged today, and purges it: one transaction a kind, with its record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine, insert, select

from central.config import CentralConfig
from central.people import audit_log
from central.people.moments import now_ms
from central.projections.settings import counted_with, counts_with
from central.retention import lines
from central.retention.lines import PurgeRefused
from central.retention.rules import KINDS, Kind, before_day
from central.store.engine import reading, writing
from central.store.tables import purges


@dataclass(frozen=True, slots=True)
class Due:
    """What of a kind would go. ``before`` None: it stays for good. ``stays``: what is old and needed, by why."""

    kind: Kind
    site: str
    before: date | None
    n: int
    stays: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purged:
    """One line of the record."""

    at_ms: int
    person: str
    kind: str
    site: str
    before_day: str
    n: int


def due(engine: Engine, config: CentralConfig, today: date) -> list[Due]:
    """What would go today, of every kind; looks and changes nothing."""
    with reading(engine) as connection:
        return [_due(connection, config, kind, site, today) for kind in KINDS for site in _sites(kind, config)]


def purge(engine: Engine, config: CentralConfig, today: date, person: str) -> Iterator[Due]:
    """Purge what is due, kind by kind; what went is given with its number.

    Raises PurgeRefused before anything goes when the figures wait to be made again: they would be made from lines
    that had gone.
    """
    with reading(engine) as connection:
        made_with = counted_with(connection)
        if made_with is None or not made_with.same(counts_with(config)):
            raise PurgeRefused(
                "số liệu đang chờ tính lại (cài đặt đã đổi): hãy chạy quayso rebuild trước / "
                "figures wait to be made again: run quayso rebuild first"
            )
    for kind in KINDS:
        for site in _sites(kind, config):
            before = before_day(kind, config.retention, today)
            if before is None:
                continue
            with writing(engine) as connection:
                n = kind.purge(connection, site, before)
                if n:
                    row = {"kind": kind.key, "site": site, "before_day": before.isoformat(), "n": n}
                    connection.execute(insert(purges).values(at_ms=now_ms(), person=person, **row))
                    audit_log.note(connection, None, "purge", f"{kind.title}: {n}, trước {before}", site)
            yield Due(kind, site, before, n)


def record_of(connection: Connection, limit: int = 50) -> list[Purged]:
    """The newest lines of the record."""
    columns = (purges.c.at_ms, purges.c.person, purges.c.kind, purges.c.site, purges.c.before_day, purges.c.n)
    return [Purged(*row) for row in connection.execute(select(*columns).order_by(purges.c.id.desc()).limit(limit))]


def _sites(kind: Kind, config: CentralConfig) -> tuple[str, ...]:
    return tuple(config.sites) if kind.of_sites else ("",)


def _due(connection: Connection, config: CentralConfig, kind: Kind, site: str, today: date) -> Due:
    before = before_day(kind, config.retention, today)
    if before is None:
        return Due(kind, site, None, 0)
    stays = lines.why_needed(connection, site, before.isoformat()) if kind.of_sites else {}
    return Due(kind, site, before, kind.count(connection, site, before), stays)
