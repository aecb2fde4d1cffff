"""Proves the projection rows of one stream: each is what its line gives, and there are no others."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from central.audit.counts import Counts
from central.audit.findings import Finding
from central.audit.places import Stated
from central.audit.standing import Judged, as_given
from central.audit.suspects import Suspects
from central.audit.truth import Truth
from central.projections.groups import told_officer
from central.projections.rows import Gathered, GivenRow
from central.store.tables import (
    corrections,
    feedback,
    rating_changes,
    rating_decisions,
    ratings,
    seat_events,
    ticket_events,
    tickets_issued,
    undated,
)

_MISSING = ("thiếu hàng của dòng này", "the row of this line is missing")
_OTHER = ("hàng này không đúng với nội dung dòng", "the row is not what its line says")
_EXTRA = ("có hàng mà không có dòng nào cho nó", "there is a row and no line for it")

_AS_TOLD = (slice(6), slice(8, 10), slice(11, 13))
"""Columns of `ratings` that its line alone gives, beside the officer whom it names."""
_OFFICER = 7

_ROWS = {
    table.name: select(table).where(
        table.c.stream_id == bindparam("stream_id"), table.c.seq.between(bindparam("first"), bindparam("last"))
    )
    for table in (
        *(ratings, rating_changes, rating_decisions, tickets_issued, ticket_events, seat_events),
        *(feedback, corrections, undated),
    )
}

IsExempt = Callable[[int], bool]
"""Places whose rows nothing can be held against: their line is purged, changed or gone, which is said elsewhere."""


class TableProof:
    """Holds the rows of a stream against what its lines gave."""

    def __init__(
        self, connection: Connection, stated: Stated, suspects: Suspects, truth: Truth, counts: Counts
    ) -> None:
        self._counts = counts
        self._connection = connection
        self._stated = stated
        self._suspects = suspects
        self._truth = truth

    def prove(
        self, gathered: Gathered, undated_rows: dict[int, tuple[Any, ...]], first: int, last: int, is_exempt: IsExempt
    ) -> Iterator[Finding]:
        """Everything wrong with the rows for lines ``first`` to ``last``."""
        for table, rows in (
            (undated, undated_rows),
            (tickets_issued, {row[1]: row for row in gathered.issued}),
            (ticket_events, {row[1]: row for row in gathered.told}),
            (seat_events, {row[1]: row for row in gathered.seats}),
            (feedback, {row[1]: row for row in gathered.feedback}),
            (rating_changes, {row[1]: row for row in gathered.changes}),
            (rating_decisions, {row[1]: row for row in gathered.decisions}),
            (corrections, {row[1]: row for row in gathered.corrections}),
        ):
            stored = self._stored(table, first, last)
            for seq, row in rows.items():
                there = stored.get(seq)
                if there is None or tuple(there) != row:
                    yield self._wrong(table, seq, row, _MISSING if there is None else _OTHER)
            for seq in stored:
                if seq not in rows and not is_exempt(seq):
                    yield self._wrong(table, seq, None, _EXTRA)
        yield from self._ratings(gathered.given, first, last, is_exempt)

    def _ratings(self, given: list[GivenRow], first: int, last: int, is_exempt: IsExempt) -> Iterator[Finding]:
        stored = self._stored(ratings, first, last)
        gateway, stream, judged = self._stated.gateway, self._stated.stream, []
        for row in given:
            there = stored.pop(row[1], None)
            # Neither day nor officer nor level nor kind nor reasons: those are judged.
            is_as_told = there is not None and _is_as_told(there, row)
            if not is_as_told:
                yield self._wrong(ratings, row[1], row, _MISSING if there is None else _OTHER)
            judged.append(Judged(gateway, stream, row, there, is_as_told))
        for seq, there in stored.items():
            if is_exempt(seq):
                judged.append(Judged(gateway, stream, as_given(there), there, True))
            else:
                yield self._wrong(ratings, seq, None, _EXTRA)
                self._suspects.remove(there)
        yield from self._suspects.look(judged)

    def _stored(self, table: Table, first: int, last: int) -> dict[int, Any]:
        values = {"stream_id": self._stated.id, "first": first, "last": last}
        rows = self._connection.execute(_ROWS[table.name], values).all()
        self._counts.rows[table.name] += len(rows)
        return {row[1]: row for row in rows}

    def _wrong(self, table: Table, seq: int, true: tuple[Any, ...] | None, words: tuple[str, str]) -> Finding:
        stated = self._stated
        told = None if true is None else (true, stated.gateway, stated.stream)
        self._truth.tell(table, (stated.id, seq), told)
        return Finding(table.name, *words, stated.gateway, stated.stream, seq)


def _is_as_told(there: Any, row: GivenRow) -> bool:
    return told_officer(there) == row[_OFFICER] and all(there[part] == row[part] for part in _AS_TOLD)
