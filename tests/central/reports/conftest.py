"""Makes reports and reads them by column name."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from central.config import CentralConfig
from central.imports.file_import import SourceFile, import_file
from central.imports.kinds import Wanted
from central.imports.registry import IMPORTS
from central.projections.rollups import KEY_COLUMNS, Rollups
from central.projections.visit_sums import TicketRow, VisitSums
from central.reports.making import make_report
from central.reports.model import Report
from central.reports.period import Period
from central.store.engine import writing
from central.store.tables import ratings, streams, tickets

NOW = datetime(2021, 6, 15, 1, 15, tzinfo=UTC)
BLANK = dict.fromkeys(TicketRow._fields, "") | {
    "ticket": bytes(16), "site": "mau", "day": "2026-11-20", "hour": 8, "state": "served", "service": "ho-tich",
    "need": "submit", "priority": 0, "items": None, "channel": "kiosk", "counter": "1", "officer": "cb-01",
    "wait_s": 600, "work_wait_s": None, "service_s": 300, "outcomes": '[["ho-tich","received",1]]',
}  # fmt: skip
"""A served ticket of the site ``mau``."""
MORNING_MS = 1_795_140_000_000
"""09:00 of 20/11/2026 in Vietnam."""


@pytest.fixture
def report(engine: Engine, config: CentralConfig) -> Callable[..., Report]:
    """``report("2021-01-01", "2021-06-14")``"""

    def report(first: str, last: str, *, site: str = "bac-kan", name: str = "officer-ratings") -> Report:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        return make_report(engine, config, name, site, period, NOW)

    return report


@pytest.fixture
def table(engine: Engine) -> Callable[..., None]:
    """Imports a figure table: ``table("dossiers", "2026-10-01", "2026-10-31", text)``."""

    def put(kind: str, first: str, last: str, text: str, *, site: str = "mau") -> None:
        source = SourceFile(f"{kind}_{first}_{last}.csv", text.encode())
        wanted = Wanted(first=date.fromisoformat(first), last=date.fromisoformat(last))
        import_file(engine, IMPORTS[kind], site, source, wanted=wanted)

    return put


@pytest.fixture
def by_kind() -> Callable[[Report], dict[str, list[dict[str, Any]]]]:
    """The rows of a report as dictionaries, by row kind."""

    def by_kind(made: Report) -> dict[str, list[dict[str, Any]]]:
        keys = [column.key for column in made.columns]
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in made.rows:
            rows.setdefault(row.kind, []).append(dict(zip(keys, row.cells, strict=True)))
        return rows

    return by_kind


@pytest.fixture
def visit(engine: Engine) -> Callable[..., None]:
    """Puts tickets into the daily sums: ``visit(3, day=…, wait_s=…)``."""

    def put(times: int = 1, **columns: Any) -> None:
        sums = VisitSums()
        for _ in range(times):
            sums.add(TicketRow(**(BLANK | columns)))
        with writing(engine) as connection:
            sums.write(connection)

    return put


@pytest.fixture
def given(engine: Engine) -> Callable[..., None]:
    """Rates visits as ingest stores it: ``given("dissatisfied", reasons=["attitude"])``."""
    places = iter(range(1, 1_000_000))

    def give(
        level: str, times: int = 1, *, day: str = "2026-11-20", service: str = "ho-tich", site: str = "mau",
        reasons: Sequence[str] = (), **columns: str,
    ) -> None:  # fmt: skip
        with writing(engine) as connection:
            if connection.execute(streams.select()).first() is None:
                head = {"gateway": "q-01", "stream": "0" * 32, "site": site, "complete_seq": 0, "max_seq": 0}
                more = {"complete_hash": bytes(16), "first_seen_ms": 0, "last_seen_ms": 0}
                connection.execute(insert(streams).values(id=1, **head, **more))
        daily: dict[str, Any] = {
            "site": site,
            "day": day,
            "officer": "cb-01",
            "counter": "1",
            "scale": "3-level",
            "level": level,
        }
        daily |= {"kind": "counted", "channel": "panel"} | columns
        for _ in range(times):
            seq = next(places)
            ticket = seq.to_bytes(16, "big")
            row: dict[str, Any] = {
                "stream_id": 1,
                "seq": seq,
                "rating": ticket,
                "ticket": ticket,
                "time_ms": MORNING_MS,
            }
            row |= {"verdict": "accepted", "reasons": json.dumps(list(reasons)) if reasons else ""}
            with writing(engine) as connection:
                connection.execute(insert(ratings).values(**daily, **row))
                blank: dict[str, Any] = {
                    name: "" for name in ("number", "taken_service", "need", "needs", "channel", "outcomes")
                }
                blank |= {"counter": "1", "officer": "cb-01", "state": "served", "hour": 9, "priority": 0}
                blank |= {"transfers": 0, "recalls": 0, "ticket": ticket, "site": site, "day": day, "service": service}
                connection.execute(insert(tickets).values(**blank))
        with writing(engine) as connection:
            sums = Rollups()
            sums.add(tuple(daily[name] for name in KEY_COLUMNS), times)
            sums.write(connection)

    return give
