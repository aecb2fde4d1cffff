"""Proves the daily sums of visits: each is what the tickets of its day come to."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, select

from central.audit.findings import Finding
from central.audit.sums import SUM
from central.projections.visit_sums import (
    SUM_TABLES,
    SumKey,
    TicketRow,
    VisitSums,
    key_columns,
    value_columns,
)
from central.store.tables import tickets

MOST_KEPT = 100_000

Day = tuple[str, str]
"""Site and day."""


class FalseTickets:
    """Tickets whose stored row is not what their lines come to, so that a sum is not blamed for them."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, TicketRow | None] = {}

    def tell(self, ticket: bytes, proved: TicketRow | None) -> None:
        """This ticket comes to ``proved``, None: there should be no row."""
        if len(self._by_id) < MOST_KEPT:
            self._by_id[ticket] = proved

    def __contains__(self, ticket: bytes) -> bool:
        return ticket in self._by_id

    def days(self) -> set[Day]:
        """Days on which a proved row stands."""
        return {(row.site, row.day) for row in self._by_id.values() if row is not None}

    def of(self, day: Day) -> Iterator[TicketRow]:
        """The proved rows of one day."""
        yield from (row for row in self._by_id.values() if row is not None and (row.site, row.day) == day)


def prove_visit_sums(connection: Connection, false: FalseTickets) -> Iterator[Finding]:
    """Compare the sums of every day with its tickets."""
    days = false.days()
    for table in (tickets, *SUM_TABLES):
        rows = connection.execute(select(table.c.site, table.c.day).distinct())
        days.update((row.site, row.day) for row in rows)
    for day in sorted(days):
        yield from _prove_day(connection, day, false)


def _prove_day(connection: Connection, day: Day, false: FalseTickets) -> Iterator[Finding]:
    sums = VisitSums()
    for stored in connection.execute(select(tickets).where(_on(tickets, day))):
        if stored.ticket not in false:
            sums.add(TicketRow._make(stored))
    for proved in false.of(day):
        sums.add(proved)
    for table in SUM_TABLES:
        names, due = key_columns(table), sums.changes.get(table, {})
        places = len(names)
        rows = connection.execute(select(table).where(_on(table, day)))
        there: dict[SumKey, tuple[int, ...]] = {tuple(row[:places]): tuple(row[places:]) for row in rows}
        for key in sorted({*there, *due}):
            if there.get(key) != due.get(key):
                yield _wrong(table, key, there.get(key), due.get(key))


def _on(table: Table, day: Day) -> Any:
    return and_(table.c.site == day[0], table.c.day == day[1])


def _wrong(table: Table, key: SumKey, there: tuple[int, ...] | None, due: tuple[int, ...] | None) -> Finding:
    names = key_columns(table)
    where = " ".join(f"{name}={'-' if value == '' else value}" for name, value in zip(names, key, strict=True))
    stated, proved = _text(table, there), _text(table, due)
    return Finding(
        SUM,
        f"tổng ngày {table.name} [{where}] ghi {stated}, các lượt là {proved}",
        f"the daily sum states {stated}, the visits are {proved}",
    )


def _text(table: Table, values: tuple[int, ...] | None) -> str:
    if values is None:
        return "0"
    names = value_columns(table)
    return str(values[0]) if len(names) == 1 else " ".join(f"{n}={v}" for n, v in zip(names, values, strict=True))
