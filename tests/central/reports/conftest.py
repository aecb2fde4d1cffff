"""Makes reports and reads them by column name."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from central.config import CentralConfig
from central.projections.visit_sums import TicketRow, VisitSums
from central.reports.making import make_report
from central.reports.model import Report
from central.reports.period import Period
from central.store.engine import writing

NOW = datetime(2021, 6, 15, 1, 15, tzinfo=UTC)
BLANK = dict.fromkeys(TicketRow._fields, "") | {
    "ticket": bytes(16), "site": "mau", "day": "2026-11-20", "hour": 8, "state": "served", "service": "ho-tich",
    "need": "submit", "priority": 0, "items": None, "channel": "kiosk", "counter": "1", "officer": "cb-01",
    "wait_s": 600, "work_wait_s": None, "service_s": 300, "outcomes": '[["ho-tich","received",1]]',
}  # fmt: skip
"""A served ticket of the site ``mau``."""


@pytest.fixture
def report(engine: Engine, config: CentralConfig) -> Callable[..., Report]:
    """``report("2021-01-01", "2021-06-14")``"""

    def report(first: str, last: str, *, site: str = "bac-kan", name: str = "officer-ratings") -> Report:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        return make_report(engine, config, name, site, period, NOW)

    return report


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
