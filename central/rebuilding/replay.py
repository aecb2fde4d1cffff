"""Takes every stored line once more, in order of arrival, and makes its projections as ingest did."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from central.config import CentralConfig
from central.projections.calendar import Calendar
from central.projections.clocks import Boots
from central.projections.corrections import touch, write_corrections
from central.projections.days import Days
from central.projections.groups import judge_touched
from central.projections.ratings import write_rows
from central.projections.registry import gather
from central.projections.retime import move_boot
from central.projections.rollups import Rollups
from central.projections.rows import Gathered, Happened
from central.projections.touched import Touched
from central.projections.visits import judge_visits, write_told
from central.rebuilding.purged_visits import take_purged_visits
from central.rules.reading import UNREADABLE
from central.rules.stored import read_stored
from central.store.queries import rows_in
from central.store.tables import corrections, events, rating_changes, rating_decisions, ratings, streams, tickets_issued
from central.store.tables.base import DAY_UNKNOWN

log = logging.getLogger(__name__)

AT_ONCE = 2_000

_LINES = (
    select(events, streams.c.gateway, streams.c.stream)
    .join(streams, streams.c.id == events.c.stream_id)
    .order_by(events.c.id)
)
_SET_COLUMNS = (
    update(events)
    .where(events.c.id == bindparam("b_id"))
    .values(
        type=bindparam("b_type"), state=bindparam("b_state"), time_ms=bindparam("b_time_ms"), day=bindparam("b_day")
    )
)
Columns = tuple[str, str, int | None, str]
"""Type, state, time_ms and day of a line."""


class Replay:
    """Makes the projections of all lines of a store whose projections are empty."""

    def __init__(self, connection: Connection, config: CentralConfig, has_purged: bool) -> None:
        self.lines = 0
        self.ratings = 0
        self._connection = connection
        self._has_purged = has_purged
        self._counts_per_ticket = config.counts_per_ticket
        self._boots = Boots()
        self._days = Days(config)
        self._calendar = Calendar(config, self._days)

    def run(self) -> Iterator[int]:
        """Take all lines, some thousand at a time; after each time, the number of the last one."""
        last = 0
        while rows := self._connection.execute(_LINES.where(events.c.id > last).limit(AT_ONCE)).all():
            self._take_carefully(rows)
            last = rows[-1].id
            self.lines += len(rows)
            yield last

    def _take_carefully(self, rows: Sequence[Row[Any]]) -> None:
        """A line that a rule fails on must not keep all others from being counted: it alone is left out."""
        try:
            with self._connection.begin_nested():
                self.ratings += self._take(rows)
        except SQLAlchemyError:
            raise
        except Exception:
            self._boots.forget()
            if len(rows) > 1:
                for row in rows:
                    self._take_carefully([row])
                return
            log.exception("line %d of %s %s is left out", rows[0].seq, rows[0].gateway, rows[0].stream)
            self._set_columns([(rows[0], ("", UNREADABLE, None, DAY_UNKNOWN))])

    def _take(self, rows: Sequence[Row[Any]]) -> int:
        gathered, touched, rollups = Gathered(), Touched(), Rollups()
        made = [(row, self._columns(row, gathered)) for row in rows if row.line is not None]
        self._set_columns(made)
        if self._has_purged:
            self._take_purged([row for row in rows if row.line is None], touched)
        connection = self._connection
        write_corrections(connection, gathered.corrections)
        write_rows(connection, gathered, touched, rollups, self._counts_per_ticket, self._days)
        write_told(connection, gathered, touched)
        for correction in gathered.corrections:
            touch(connection, correction, touched, self._days)
        for boot in self._boots.write(connection):
            move_boot(connection, boot, self._days, rollups, touched)
        judge_touched(connection, touched, rollups, self._counts_per_ticket, self._days)
        rollups.write(connection)
        judge_visits(connection, touched, self._calendar)
        return len(gathered.given)

    def _columns(self, row: Row[Any], gathered: Gathered) -> Columns:
        read = read_stored(row.line, row.gateway, row.stream, row.seq)
        line = read.line
        if line is None or read.state == UNREADABLE:
            return read.type, read.state, None, DAY_UNKNOWN
        time_ms = self._boots.time_of(self._connection, row.stream_id, line)
        day = self._days.day(line.site, time_ms)
        if read.data is not None and not line.test:
            gather(gathered, Happened(row.stream_id, row.seq, line.site, time_ms, day), read.data)
        return read.type, read.state, time_ms, day

    def _set_columns(self, made: list[tuple[Row[Any], Columns]]) -> None:
        changed = [
            {"b_id": row.id, "b_type": now[0], "b_state": now[1], "b_time_ms": now[2], "b_day": now[3]}
            for row, now in made
            if (row.type, row.state, row.time_ms, row.day) != now
        ]
        if changed:
            self._connection.execute(_SET_COLUMNS, changed)

    def _take_purged(self, rows: list[Row[Any]], touched: Touched) -> None:
        """What stands for purged lines: its standing and its day are judged with the others."""
        by_stream: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            by_stream[row.stream_id].append(row.seq)
        for stream_id, seqs in by_stream.items():
            for table in (ratings, rating_changes, rating_decisions, tickets_issued, corrections):
                statement = select(table).where(table.c.stream_id == stream_id)
                kept = list(rows_in(self._connection, statement, table.c.seq, seqs))
                if table is ratings:
                    self.ratings += len(kept)
                if table is tickets_issued:
                    touched.tickets.update(row.ticket for row in kept)
                elif table is corrections:
                    for row in kept:
                        touch(self._connection, row, touched, self._days)
                else:
                    touched.ratings.update(row.rating for row in kept)
            take_purged_visits(self._connection, stream_id, seqs, self._days, touched)
