"""What a printer says about itself in real time (DLE EOT 1 to 4), bit by bit. Pure.

Every fact is True, False or None: not known. An answer that does not come is never taken for "fine".
"""

from dataclasses import dataclass, replace
from typing import Literal

Query = Literal[1, 2, 3, 4]
QUERIES: tuple[Query, ...] = (1, 2, 3, 4)

PAPER_LOW, PAPER_OUT, COVER_OPEN = "paper_low", "paper_out", "cover_open"
OFFLINE, CUTTER, ERROR = "offline", "cutter", "printer_error"
STOPPING = (PAPER_OUT, COVER_OPEN, CUTTER, ERROR, OFFLINE)
"""Faults with which no ticket comes out, the most telling first: a printer that is offline has a reason."""
FAULTS = (*STOPPING, PAPER_LOW)


@dataclass(frozen=True, slots=True)
class Status:
    """All that is known of a printer at one moment."""

    offline: bool | None = None
    cover_open: bool | None = None
    paper_out: bool | None = None
    paper_low: bool | None = None
    cutter: bool | None = None
    error: bool | None = None

    @property
    def known(self) -> bool:
        """Whether the printer said anything at all."""
        return any(fact is not None for fact in (self.offline, self.cover_open, self.paper_out, self.error))

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults that are known to be there, the most telling first."""
        facts = self._facts()
        return tuple(fault for fault in FAULTS if facts[fault])

    def tells(self, fault: str) -> bool:
        """Whether the printer said that this fault is there, or that it is not."""
        return self._facts()[fault] is not None

    def _facts(self) -> dict[str, bool | None]:
        return {
            PAPER_OUT: self.paper_out, COVER_OPEN: self.cover_open, CUTTER: self.cutter, ERROR: self.error,
            OFFLINE: self.offline, PAPER_LOW: self.paper_low,
        }  # fmt: skip

    @property
    def stop(self) -> str | None:
        """Why no ticket would come out now, if that is known."""
        return next((fault for fault in self.faults if fault in STOPPING), None)

    @property
    def fine(self) -> bool:
        """The printer itself says that it is online, has paper and no fault. Low paper is still paper."""
        return self.offline is False and self.paper_out is False and self.stop is None


def ask(query: Query) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, query))


def is_answer(byte: int) -> bool:
    """Whether a byte can answer DLE EOT: 0xx1xx10. Flow control and what GS r answers cannot."""
    return byte & 0x93 == 0x12


def is_mark(byte: int) -> bool:
    """Whether a byte can answer GS r 1: 0xx0xxxx, of which only the paper's bits may be set."""
    return byte & ~0x0F == 0


def taken(status: Status, query: Query, answer: int) -> Status:
    """The status with one more answer in it."""
    if query == 1:
        return replace(status, offline=bool(answer & 0x08))
    if query == 2:
        paper_out = bool(answer & 0x20)
        return replace(
            status,
            cover_open=bool(answer & 0x04),
            paper_out=paper_out or bool(status.paper_out),
            error=bool(answer & 0x40) or bool(status.error),
        )
    if query == 3:
        cutter = bool(answer & 0x08)
        # Bit 6 of query 2 stands for the cutter as well: the cause is told, not the sum.
        other = bool(answer & 0x64)
        return replace(status, cutter=cutter, error=other or (bool(status.error) and not cutter))
    return replace(status, paper_low=bool(answer & 0x0C), paper_out=bool(answer & 0x60) or bool(status.paper_out))
