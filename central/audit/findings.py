"""What an audit says: one line for each thing, naming gateway, stream and place."""

from dataclasses import dataclass

NOWHERE = "-"

WRONG = frozenset(
    """
    bytes chain_broken missing added lost hole conflict unreadable not_allowed stream foreign_stream
    quarantine_overflow conflict_overflow note clock columns sum settings type store frozen
    events ratings rating_changes rating_decisions tickets_issued undated ticket_events tickets seat_events seats_daily
    feedback corrections
    """.split()
)
NO_FAULT = frozenset(("awaited", "redacted", "garbage"))
"""Kinds of findings; `docs/audit.md` explains each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold, or (of a kind in `NO_FAULT`) something to know.

    ``seq`` to ``last`` is the place; None when it is about no line.
    """

    kind: str
    vi: str
    en: str
    gateway: str = NOWHERE
    stream: str = NOWHERE
    seq: int | None = None
    last: int | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether a proof failed."""
        return self.kind not in NO_FAULT

    def __str__(self) -> str:
        place = NOWHERE if self.seq is None else str(self.seq)
        if self.last is not None and self.last != self.seq:
            place = f"{place}-{self.last}"
        mark = "" if self.is_wrong else "# "
        return f"{mark}{self.gateway} {self.stream} {place} {self.kind}: {self.vi} / {self.en}"
