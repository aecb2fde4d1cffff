"""Walks the lines of one stream in order and holds everything made of them against their bytes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from central.audit.anchors import CLOCK, Anchors
from central.audit.chain import BROKEN, ChainProof
from central.audit.counts import Counts
from central.audit.findings import Finding
from central.audit.lines import BYTES, examine
from central.audit.places import MISSING, PlaceProof, Stated
from central.audit.suspects import Suspects
from central.audit.tables import TableProof
from central.audit.truth import Truth
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
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
"""Every number a row may have: one that no line can have is found too."""

_LINES = (
    select(*(events.c[name] for name in ("seq", "hash", "line", "type", "state", "time_ms", "day")))
    .where(events.c.stream_id == bindparam("stream_id"), events.c.seq >= bindparam("first"))
    .order_by(events.c.seq)
    .limit(bindparam("at_once"))
)
_LOST = select(lost_ranges).where(lost_ranges.c.stream_id == bindparam("stream_id")).order_by(lost_ranges.c.first)
_BREAKS = select(findings.c.seq).where(
    findings.c.kind == BROKEN,
    findings.c.gateway == bindparam("gateway"),
    findings.c.stream == bindparam("stream"),
    findings.c.seq.between(bindparam("first"), bindparam("last")),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What all walks of one audit share."""

    connection: Connection
    days: Days
    anchors: Anchors
    suspects: Suspects
    truth: Truth
    counts: Counts
    progress: Callable[[int], None]
    """Called now and then with the number of lines done."""
    incomplete: set[str] = field(default_factory=set)
    """Gateways of which lines are purged, gone or changed: such a line may have been a boot's anchor."""


@dataclass(slots=True)
class Made:
    """What the lines of one batch come to."""

    rows: Gathered = field(default_factory=Gathered)
    undated: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    """Places that have a line."""
    unproved: set[int] = field(default_factory=set)
    """Those of them whose bytes are purged or false."""


class StreamWalk:
    """Proves one stream. What it finds is gathered line by line and handed out batch by batch."""

    def __init__(self, proof: Proof, stated: Stated) -> None:
        self._proof = proof
        self._stated = stated
        self._connection = proof.connection
        self._found: list[Finding] = []
        self._chain = ChainProof(stated.gateway, stated.stream, self._found.append)
        self._places = PlaceProof(stated, self._lost(), self._found.append)
        self._tables = TableProof(proof.connection, stated, proof.suspects, proof.truth, proof.counts)
        self._purged: Range | None = None

    def run(self) -> Iterator[Finding]:
        """Everything that does not hold."""
        first, last, counts = _LOWEST, _LOWEST, self._proof.counts
        while last != _HIGHEST:
            rows = self._lines(first)
            last = rows[-1].seq if len(rows) == AT_ONCE else _HIGHEST
            made = self._take(rows, first, last)
            yield from self._hand_out()
            yield from self._tables.prove(made.rows, made.undated, first, last, self._is_exempt(made))
            counts.lines += len(rows)
            counts.ratings += len(made.rows.given)
            self._proof.progress(counts.lines)
            first = last + 1
        self._chain.end(self._stated.complete_seq, self._stated.complete_hash)
        self._places.end()
        self._end_of_purged()
        yield from self._hand_out()
        counts.streams += 1

    def _hand_out(self) -> Iterator[Finding]:
        if any(one.kind in (MISSING, BYTES) for one in self._found):
            self._proof.incomplete.add(self._stated.gateway)
        yield from self._found
        self._found.clear()

    def _take(self, rows: Sequence[Any], first: int, last: int) -> Made:
        made, stated, recorded = Made(), self._stated, self._recorded_breaks(first, last)
        for row in rows:
            seq = row.seq
            made.present.add(seq)
            self._places.take(seq, row.hash)
            if seq < 1:
                continue
            if row.line is None or self._purged is not None:
                self._redact(row)
            examined = examine(row, stated)
            if examined.finding is not None:
                self._found.append(examined.finding)
            read = examined.read
            type_ = row.type if read is None else read.type
            self._chain.take(seq, row.hash, type_, examined.prev, seq in recorded)
            if read is None:
                made.unproved.add(seq)
            else:
                self._compare(row, read, made)
        return made

    def _is_exempt(self, made: Made) -> Any:
        return lambda seq: seq in made.unproved or (seq not in made.present and self._places.is_missing(seq))

    def _compare(self, row: Row[Any], read: Read, made: Made) -> None:
        line, time_ms, day = read.line, None, DAY_UNKNOWN
        if line is not None and read.state != UNREADABLE:
            time_ms = self._time(row.seq, line, made)
            day = self._proof.days.day(line.site, time_ms)
            if read.data is not None and not line.test:
                gather(made.rows, Happened(self._stated.id, row.seq, line.site, time_ms, day), read.data)
        proved, stored = (read.type, read.state, time_ms, day), (row.type, row.state, row.time_ms, row.day)
        if proved != stored:
            vi = f"kho ghi {_text(stored)}, nội dung dòng cho {_text(proved)} (quayso rebuild tính lại)"
            en = f"stored as {_text(stored)}, its bytes give {_text(proved)}: quayso rebuild makes it again"
            self._find("columns", row.seq, vi, en)

    def _time(self, seq: int, line: Line, made: Made) -> int | None:
        """When the line happened by the stored anchor of its boot, which is held against it."""
        at_ms, anchor = utc_ms(line.at), None
        if line.clock in ("synced", "unset"):
            boot_id, anchor = self._proof.anchors.of(line.gateway, line.boot) or (0, None)
            if line.clock == "unset":
                made.undated[seq] = (self._stated.id, seq, boot_id, line.up_ms, line.site)
            elif anchor is None or anchor.up_ms >= line.up_ms:
                self._witness(seq, boot_id, anchor, Anchor(line.up_ms, at_ms))
        return event_time_ms(line.clock, at_ms, line.up_ms, anchor)

    def _witness(self, seq: int, boot_id: int, anchor: Anchor | None, own: Anchor) -> None:
        if anchor == own:
            self._proof.anchors.mark(boot_id)
        elif anchor is None or own < anchor:
            vi, en = "mốc giờ của lần khởi động không kể dòng này", "its boot's anchor leaves this line out"
            self._find(CLOCK, seq, vi, en)

    def _lines(self, first: int) -> Sequence[Any]:
        values = {"stream_id": self._stated.id, "first": first, "at_once": AT_ONCE}
        return self._connection.execute(_LINES, values).all()

    def _lost(self) -> list[Range]:
        rows = self._connection.execute(_LOST, {"stream_id": self._stated.id})
        return [Range(row.first, row.last) for row in rows]

    def _recorded_breaks(self, first: int, last: int) -> set[int]:
        stated = self._stated
        values = {"gateway": stated.gateway, "stream": stated.stream, "first": first, "last": last}
        return {row.seq for row in self._connection.execute(_BREAKS, values)}

    def _redact(self, row: Row[Any]) -> None:
        """Remember purged lines, neighbours as one range."""
        if row.line is None and self._purged is not None and self._purged.last == row.seq - 1:
            self._purged = Range(self._purged.first, row.seq)
            return
        self._end_of_purged()
        if row.line is None:
            self._proof.incomplete.add(self._stated.gateway)
            self._purged = Range(row.seq, row.seq)

    def _end_of_purged(self) -> None:
        it, self._purged = self._purged, None
        if it is not None:
            vi, en = "đã xóa nội dung theo quy định, mã băm còn", "redacted, the hash is kept"
            self._find("redacted", it.first, vi, en, it.last)

    def _find(self, kind: str, seq: int, vi: str, en: str, last: int | None = None) -> None:
        stated = self._stated
        self._found.append(Finding(kind, vi, en, stated.gateway, stated.stream, seq, last))


def _text(columns: tuple[str, str, int | None, str]) -> str:
    return " ".join(str(one) if one not in ("", None) else "-" for one in columns)
