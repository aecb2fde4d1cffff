"""The daily sums of visits: changes are gathered in memory and written once per transaction."""

import functools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Table, and_, bindparam, delete

from central.rules.visits import SERVED
from central.store.dialect import add_many
from central.store.tables import durations_daily, outcomes_daily, tickets, visits_daily

SUM_TABLES = (visits_daily, durations_daily, outcomes_daily)

NO_OUTCOME = ""

SumKey = tuple[Any, ...]
"""Values of the key columns of a table of sums, in its order."""

Sums = dict[Table, dict[SumKey, tuple[int, ...]]]
"""What stands behind the keys, by table."""


class TicketRow(NamedTuple):
    """A row of `tickets`, in the order of its columns."""

    ticket: bytes
    site: str
    day: str
    hour: int
    number: str
    state: str
    taken_service: str
    service: str
    need: str
    priority: int
    needs: str
    items: int | None
    channel: str
    counter: str
    officer: str
    issued_ms: int | None
    called_ms: int | None
    started_ms: int | None
    finished_ms: int | None
    wait_s: int | None
    work_wait_s: int | None
    service_s: int | None
    transfers: int
    recalls: int
    outcomes: str


TICKET_COLUMNS = tuple(column.name for column in tickets.columns)


def sums_of(row: TicketRow) -> Iterator[tuple[Table, SumKey, tuple[int, ...]]]:
    """Every sum in which a ticket stands, with what it adds there."""
    site, day, service, counter, officer, hour = row.site, row.day, row.service, row.counter, row.officer, row.hour
    key: SumKey = (site, day, service, counter, officer, hour, row.need, row.priority, row.channel, row.state)
    yield visits_daily, key, (1,)
    if row.state != SERVED:
        return
    for measure, took_s in (("wait", row.wait_s), ("work_wait", row.work_wait_s), ("service", row.service_s)):
        if took_s is not None:
            yield durations_daily, (site, day, measure, service, counter, officer, hour, took_s), (1,)
    if not row.outcomes:
        yield outcomes_daily, (site, day, service, counter, officer, NO_OUTCOME), (0, 1)
        return
    seen: set[str] = set()
    for of_service, outcome, count in json.loads(row.outcomes):
        yield outcomes_daily, (site, day, of_service, counter, officer, outcome), (count, int(outcome not in seen))
        seen.add(outcome)


class VisitSums:
    """Changes to the daily sums within one transaction."""

    def __init__(self) -> None:
        self.changes: Sums = {}

    def add(self, row: TicketRow, sign: int = 1) -> None:
        """A ticket comes to stand in its sums, or (-1) does not any more."""
        for table, key, values in sums_of(row):
            of_table = self.changes.setdefault(table, {})
            before = of_table.get(key, (0,) * len(values))
            of_table[key] = tuple(old + sign * new for old, new in zip(before, values, strict=True))

    def write(self, connection: Connection) -> None:
        """Bring the changes into the tables; rows that come to nothing are deleted."""
        for table, changes in self.changes.items():
            names = key_columns(table)
            changed = [(key, by) for key, by in changes.items() if any(by)]
            if not changed:
                continue
            add_many(connection, table, [(*key, *by) for key, by in changed])
            shrunk = [key for key, by in changed if min(by) < 0]
            if shrunk:
                keys = [{f"b_{name}": value for name, value in zip(names, key, strict=True)} for key in shrunk]
                connection.execute(_delete_nothing(table), keys)
        self.changes.clear()


@functools.cache
def key_columns(table: Table) -> tuple[str, ...]:
    """Names of the columns by which a table of sums is ordered."""
    return tuple(column.name for column in table.primary_key.columns)


@functools.cache
def value_columns(table: Table) -> tuple[str, ...]:
    """Names of the columns that are sums."""
    return tuple(column.name for column in table.columns if not column.primary_key)


@functools.cache
def _delete_nothing(table: Table) -> Delete:
    same = [column == bindparam(f"b_{column.name}") for column in table.primary_key.columns]
    return delete(table).where(and_(*same, *(table.c[name] == 0 for name in value_columns(table))))
