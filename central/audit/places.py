"""Which places of one stream are filled, and whether the stream's own row says so. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from central.audit.findings import Finding
from central.rules.placing import NO_HASH, Range, outside

MISSING = "missing"
ADDED = "added"
LOST = "lost"
STREAM = "stream"
AWAITED = "awaited"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the row of a stream says."""

    id: int
    gateway: str
    stream: str
    site: str
    complete_seq: int
    complete_hash: bytes
    max_seq: int


class PlaceProof:
    """Takes the places of a stream in order and finds what is missing, too much, or said wrong of it."""

    def __init__(self, stated: Stated, lost: Sequence[Range], find: Callable[[Finding], None]) -> None:
        self._find = find
        self._stated = stated
        self._lost = lost
        self._last = 0
        self._last_stated = 0
        self._stated_end = max(stated.max_seq, stated.complete_seq)
        self._first_gap: int | None = None
        self._is_short = False
        self._hash_there = NO_HASH

    def take(self, seq: int, digest: bytes) -> None:
        """The next stored line."""
        if seq < 1:
            self._found(ADDED, seq, "không có chỗ này: được thêm vào", "there is no such place: it was added")
            return
        if seq != self._last + 1:
            self._gap(seq - 1)
        self._last = seq
        if seq <= self._stated_end:
            self._last_stated = seq
        else:
            self._found(
                ADDED,
                seq,
                f"đứng sau dòng cuối của luồng ({self._stated_end}): được thêm vào",
                f"stands behind the last line of the stream ({self._stated_end}): it was added",
            )
        if seq == self._stated.complete_seq:
            self._hash_there = digest
        if self._lost and any(one.first <= seq <= one.last for one in self._lost):
            self._found(LOST, seq, "có dòng này mà vẫn ghi là đã mất", "is recorded as lost, yet there is such a line")

    def end(self) -> None:
        """There are no more lines."""
        stated = self._stated
        self._gap(self._stated_end)
        for one in self._lost:
            self._found(LOST, one.first, "đã mất trước khi đến", "lost before it arrived", one.last)
        if self._last_stated > stated.max_seq:
            vi = f"luồng ghi dòng cuối là {stated.max_seq}"
            self._found(STREAM, self._last_stated, vi, f"the stream states {stated.max_seq} as its last line")
        if self._is_short:
            return
        complete = self._complete()
        if stated.complete_seq != complete:
            self._found(
                STREAM,
                complete,
                f"luồng ghi là đủ đến {stated.complete_seq}, các dòng cho thấy {complete}",
                f"the stream is stated complete up to {stated.complete_seq}, its lines say {complete}",
            )
        elif stated.complete_hash != self._hash_there:
            self._found(
                STREAM,
                complete,
                f"luồng ghi mã băm {stated.complete_hash.hex()}, dòng này có {self._hash_there.hex()}",
                f"the stream states the hash {stated.complete_hash.hex()}, this line has {self._hash_there.hex()}",
            )

    def is_missing(self, seq: int) -> bool:
        """Whether a place without a line should have one."""
        is_stated = 1 <= seq <= self._stated.complete_seq or seq == self._stated.max_seq
        return is_stated and not any(one.first <= seq <= one.last for one in self._lost)

    def _complete(self) -> int:
        if self._first_gap is not None:
            return self._first_gap - 1
        complete = self._last_stated
        for one in self._lost:
            if one.first == complete + 1:
                complete = one.last
        return complete

    def _gap(self, last: int) -> None:
        """Places behind the last line up to ``last`` have none."""
        for gap in outside(Range(self._last + 1, last), self._lost) if last > self._last else ():
            self._missing(gap)

    def _missing(self, gap: Range) -> None:
        stated = self._stated
        if self._first_gap is None and gap.first <= stated.max_seq:
            self._first_gap = gap.first
        behind = max(gap.first, stated.complete_seq + 1)
        if gap.first <= stated.complete_seq:
            last = min(gap.last, stated.complete_seq)
            self._is_short = True
            self._found(MISSING, gap.first, "dòng đã nhận đủ nay không còn", "was held, is gone now", last)
        if behind <= gap.last and gap.last == stated.max_seq:
            self._found(MISSING, gap.last, "dòng cuối của luồng không còn", "the last line is gone")
        elif behind <= gap.last:
            vi, en = "chưa nhận được, còn chờ", "has not arrived yet"
            self._found(AWAITED, behind, vi, en, gap.last)

    def _found(self, kind: str, seq: int, vi: str, en: str, last: int | None = None) -> None:
        self._find(Finding(kind, vi, en, self._stated.gateway, self._stated.stream, seq, last))
