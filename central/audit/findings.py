"""What an audit says: one line for each thing, naming gateway, stream and place."""

from dataclasses import dataclass

NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold, or (``is_wrong`` False) something to know that is no fault.

    ``seq`` to ``last`` is the place; None when it is about no line.
    """

    kind: str
    vi: str
    en: str
    gateway: str = NOWHERE
    stream: str = NOWHERE
    seq: int | None = None
    last: int | None = None
    is_wrong: bool = True

    def __str__(self) -> str:
        place = NOWHERE if self.seq is None else str(self.seq)
        if self.last is not None and self.last != self.seq:
            place = f"{place}-{self.last}"
        mark = "" if self.is_wrong else "# "
        return f"{mark}{self.gateway} {self.stream} {place} {self.kind}: {self.vi} / {self.en}"
