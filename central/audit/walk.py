"""Walks the lines of one stream in order and holds everything made of them against their bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from central.audit.anchors import CLOCK, Anchors
from central.audit.chain import BROKEN, ChainProof
from central.audit.findings import Finding
from central.audit.lines import examine
from central.audit.places import PlaceProof, Stated
from central.audit.standing import Judge
from central.audit.sums import Corrections
from central.audit.tables import TableProof
from central.projections.days import Days
from central.projections.registry import gather
from central.projections.rows import Gathered, Happened
from central.rules.placing import Range
from central.rules.reading import UNREADABLE, Read
from central.store.tables import events, findings, lost_ranges
from central.store.tables.base import DAY_UNKNOWN
from contract.clock import Anchor, event_time_ms, utc_ms
from contract.lines import Line

AT_ONCE = 2_000
_ENDLESS = 2**62


@dataclass(slots=True)
class Counts:
    """What was gone through."""

    streams: int = 0
    lines: int = 0
    ratings: int = 0
    purged: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What all walks of one audit share."""

    connection: Connection
    days: Days
    anchors: Anchors
    judge: Judge
    corrections: Corrections
    counts: Counts
    purged: set[str] = field(default_factory=set)
    """Gateways of which lines were purged."""


class StreamWalk:
    """Proves one stream."""

    def __init__(self, proof: Proof, stated: Stated) -> None:
        self._proof = proof
        self._stated = stated
        self._connection = proof.connection
        self._chain = ChainProof(stated.gateway, stated.stream)
        self._places = PlaceProof(stated, self._lost())
        self._tables = TableProof(proof.connection, stated, proof.judge, proof.corrections)
        self._purged: Range | None = None

    def run(self) -> Iterator[Finding]:
        """Everything that does not hold, in order."""
        last = 0
        while True:
            rows = self._lines(last)
            end = rows[-1].seq if len(rows) == AT_ONCE else _ENDLESS
            yield from self._take(rows, last + 1, end)
            if end == _ENDLESS:
                break
            last = end
        yield from self._chain.end(self._stated.complete_seq, self._stated.complete_hash)
        yield from self._places.end()
        yield from self._end_of_purged()
        self._proof.counts.streams += 1

    def _take(self, rows: Sequence[Row[Any]], first: int, last: int) -> Iterator[Finding]:
        gathered, undated, trusted = Gathered(), dict[int, tuple[Any, ...]](), set[int]()
        broken = self._recorded_breaks(first, last)
        for row in rows:
            yield from self._places.take(row.seq, row.hash)
            yield from self._redacted(row)
            examined = examine(row, self._stated)
            if examined.finding is not None:
                yield examined.finding
            type_ = row.type if examined.read is None else examined.read.type
            yield from self._chain.take(row.seq, row.hash, type_, examined.prev, row.seq in broken)
            if examined.read is None:
                trusted.add(row.seq)
            else:
                yield from self._columns(row, examined.read, gathered, undated)
        self._proof.counts.lines += len(rows)
        present = {row.seq for row in rows}

        def is_exempt(seq: int) -> bool:
            return seq in trusted or (seq not in present and self._places.is_missing(seq))

        yield from self._tables.prove(gathered, undated, first, last, is_exempt)
        self._proof.counts.ratings += len(gathered.given)

    def _columns(
        self, row: Row[Any], read: Read, gathered: Gathered, undated: dict[int, tuple[Any, ...]]
    ) -> Iterator[Finding]:
        line, time_ms, day = read.line, None, DAY_UNKNOWN
        if line is not None and read.state != UNREADABLE:
            time_ms, problem = self._time(row, line, undated)
            if problem is not None:
                yield problem
            day = self._proof.days.day(line.site, time_ms)
            if read.data is not None and not line.test:
                happened = Happened(self._stated.id, row.seq, line.site, time_ms, day)
                gather(gathered, happened, read.data)
        proved, stored = (read.type, read.state, time_ms, day), (row.type, row.state, row.time_ms, row.day)
        if proved != stored:
            vi = f"kho ghi {_text(stored)}, nội dung dòng cho {_text(proved)} (quayso rebuild tính lại)"
            en = f"stored as {_text(stored)}, its bytes give {_text(proved)}: quayso rebuild makes it again"
            yield self._found("columns", row.seq, vi, en)

    def _time(
        self, row: Row[Any], line: Line, undated: dict[int, tuple[Any, ...]]
    ) -> tuple[int | None, Finding | None]:
        """When the line happened by the stored anchor, and what is wrong with that anchor."""
        at_ms, problem, anchor = utc_ms(line.at), None, None
        if line.clock in ("synced", "unset"):
            boot = self._proof.anchors.of(line.gateway, line.boot)
            boot_id, anchor = (0, None) if boot is None else boot
            if line.clock == "unset":
                undated[row.seq] = (self._stated.id, row.seq, boot_id, line.up_ms, line.site)
            else:
                own = Anchor(line.up_ms, at_ms)
                if anchor == own:
                    self._proof.anchors.mark(boot_id)
                elif anchor is None or own < anchor:
                    vi, en = "mốc giờ của lần khởi động không kể dòng này", "its boot's anchor leaves this line out"
                    problem = self._found(CLOCK, row.seq, vi, en)
        return event_time_ms(line.clock, at_ms, line.up_ms, anchor), problem

    def _lines(self, last: int) -> Sequence[Any]:
        columns = events.c
        statement = (
            select(columns.seq, columns.hash, columns.line, columns.type, columns.state, columns.time_ms, columns.day)
            .where(columns.stream_id == self._stated.id, columns.seq > last)
            .order_by(columns.seq)
            .limit(AT_ONCE)
        )
        return self._connection.execute(statement).all()

    def _lost(self) -> list[Range]:
        statement = select(lost_ranges).where(lost_ranges.c.stream_id == self._stated.id)
        rows = self._connection.execute(statement.order_by(lost_ranges.c.first))
        return [Range(row.first, row.last) for row in rows]

    def _recorded_breaks(self, first: int, last: int) -> set[int]:
        statement = select(findings.c.seq).where(
            findings.c.kind == BROKEN,
            findings.c.gateway == self._stated.gateway,
            findings.c.stream == self._stated.stream,
            findings.c.seq >= first,
            findings.c.seq <= last,
        )
        return {row.seq for row in self._connection.execute(statement)}

    def _redacted(self, row: Row[Any]) -> Iterator[Finding]:
        if row.line is not None:
            yield from self._end_of_purged()
            return
        self._proof.purged.add(self._stated.gateway)
        self._proof.counts.purged += 1
        if self._purged is not None and self._purged.last == row.seq - 1:
            self._purged = Range(self._purged.first, row.seq)
        else:
            yield from self._end_of_purged()
            self._purged = Range(row.seq, row.seq)

    def _end_of_purged(self) -> Iterator[Finding]:
        it, self._purged = self._purged, None
        if it is not None:
            vi, en = "đã xóa nội dung theo quy định, mã băm còn", "redacted, the hash is kept"
            yield self._found("redacted", it.first, vi, en, it.last, is_wrong=False)

    def _found(
        self, kind: str, seq: int, vi: str, en: str, last: int | None = None, *, is_wrong: bool = True
    ) -> Finding:
        return Finding(kind, vi, en, self._stated.gateway, self._stated.stream, seq, last, is_wrong)


def _text(columns: tuple[str, str, int | None, str]) -> str:
    return " ".join(str(one) if one not in ("", None) else "-" for one in columns)
