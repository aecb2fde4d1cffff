"""What an audit went through; rows that it did not come by stand for no line and are found by their number."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from central.audit.findings import Finding
from central.store.tables import (
    corrections,
    events,
    feedback,
    rating_changes,
    rating_decisions,
    ratings,
    seat_events,
    ticket_events,
    tickets_issued,
    undated,
)

_OF_LINES = (
    ratings, rating_changes, rating_decisions, tickets_issued, ticket_events, seat_events, feedback, corrections,
    undated,
)  # fmt: skip


@dataclass(slots=True)
class Counts:
    """How much was gone through."""

    streams: int = 0
    lines: int = 0
    ratings: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    """Rows by the name of their table."""


def never_seen(connection: Connection, counts: Counts) -> Iterator[Finding]:
    """Tables with more rows than the walk of all streams came by: of no stream, or with a place that is no number."""
    seen = {events: counts.lines} | {table: counts.rows[table.name] for table in _OF_LINES}
    for table, n in seen.items():
        held = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if held != n:
            vi = f"{held - n} hàng không thuộc dòng nào của luồng nào"
            yield Finding(table.name, vi, f"{held - n} rows stand at no place of any stream")
