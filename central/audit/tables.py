"""Proves the projection rows of one stream: each is what its line gives, and each rating stands as the rules say."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table

from central.audit.findings import Finding
from central.audit.places import Stated
from central.audit.rows import MISSING_ROW, OTHER_ROW, differences, stored_rows
from central.audit.standing import Judge, Judged, as_given
from central.audit.sums import Corrections
from central.projections.rollups import RollupKey
from central.projections.rows import Gathered, GivenRow
from central.rules.counting import Standing
from central.store.tables import rating_changes, rating_decisions, ratings, tickets_issued, undated

_WORDS = {
    MISSING_ROW: ("thiếu hàng của dòng này", "the row of this line is missing"),
    OTHER_ROW: ("hàng này không đúng với nội dung dòng", "the row is not what its line says"),
}
_EXTRA = ("có hàng mà không có dòng nào cho nó", "there is a row and no line for it")

IsExempt = Callable[[int], bool]
"""Places whose rows nothing can be held against: their line is purged, changed or gone, which is said elsewhere."""


class TableProof:
    """Holds the rows of a stream against what its lines gave."""

    def __init__(self, connection: Connection, stated: Stated, judge: Judge, corrections: Corrections) -> None:
        self._connection = connection
        self._stated = stated
        self._judge = judge
        self._corrections = corrections

    def prove(
        self, gathered: Gathered, undated_rows: dict[int, tuple[Any, ...]], first: int, last: int, is_exempt: IsExempt
    ) -> Iterator[Finding]:
        """Everything wrong with the rows for lines ``first`` to ``last``."""
        for table, rows in (
            (undated, undated_rows),
            (tickets_issued, {row[1]: row for row in gathered.issued}),
            (rating_changes, {row[1]: row for row in gathered.changes}),
            (rating_decisions, {row[1]: row for row in gathered.decisions}),
        ):
            stored = stored_rows(self._connection, table, self._stated.id, first, last)
            for seq, what in differences(rows, stored, is_exempt, _whole):
                yield self._wrong(table, seq, what)
        yield from self._ratings(gathered.given, first, last, is_exempt)

    def _ratings(self, given: list[GivenRow], first: int, last: int, is_exempt: IsExempt) -> Iterator[Finding]:
        stored = stored_rows(self._connection, ratings, self._stated.id, first, last)
        expected = {row[1]: row for row in given}
        wrong = dict(differences(expected, stored, is_exempt, _told))
        for seq, what in wrong.items():
            yield self._wrong(ratings, seq, what)
            if seq not in expected:
                self._corrections.add(_key(stored[seq]), -1)
        several = [Judged(row, stored.get(seq), seq not in wrong) for seq, row in expected.items()]
        several += [
            Judged(as_given(row), row, True) for seq, row in stored.items() if seq not in expected and seq not in wrong
        ]
        if not several:
            return
        found = self._judge.judge(self._stated.gateway, self._stated.stream, several)
        for one in several:
            yield from self._standing(one, found[one.place])

    def _standing(self, one: Judged, proved: Standing) -> Iterator[Finding]:
        row = one.stored
        if row is not None and one.is_as_told:
            stands = Standing(row.kind, row.level, row.reasons)
            if stands == proved:
                return
            vi = f"đánh giá ghi là {_text(stands)}, theo quy tắc là {_text(proved)}"
            en = f"the rating stands as {_text(stands)}, by the rules it is {_text(proved)}"
            yield self._found(ratings, row.seq, vi, en)
        if row is not None:
            self._corrections.add(_key(row), -1)
        _, _, site, _, _, _, day, officer, counter, scale, _, channel, _, _ = one.given
        self._corrections.add((site, day, officer, counter, scale, proved.level, proved.kind, channel), 1)

    def _wrong(self, table: Table, seq: int, what: str) -> Finding:
        return self._found(table, seq, *_WORDS.get(what, _EXTRA))

    def _found(self, table: Table, seq: int, vi: str, en: str) -> Finding:
        return Finding(table.name, vi, en, self._stated.gateway, self._stated.stream, seq)


def _whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row


def _told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Of a row of `ratings` what its line alone decides: neither level nor kind nor reasons."""
    return (*row[:10], *row[11:13])


def _key(row: Row[Any]) -> RollupKey:
    return (row.site, row.day, row.officer, row.counter, row.scale, row.level, row.kind, row.channel)


def _text(standing: Standing) -> str:
    return f"{standing.kind} {standing.level}{f' {standing.reasons}' if standing.reasons else ''}"
