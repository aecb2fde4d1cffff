"""What a segment of a payload is to central: a known event, one for a later version, or nothing readable. Pure."""

from dataclasses import dataclass

from contract.events import EventData
from contract.ids import belongs_to_central
from contract.lines import Line, LineUnreadable, MeaningUnknown, read_data, read_line

KNOWN = "known"
UNKNOWN = "unknown"
"""A sound line whose type or values a later version knows: stored raw, projected by a `rebuild` after it."""
NOT_ALLOWED = "not_allowed"
"""An event that only central writes, from a gateway: stored, never projected."""
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading. ``line`` is there when the frame could be read, ``data`` when it is `KNOWN`."""

    state: str
    line: Line | None = None
    data: EventData | None = None
    reason: str = ""
    detail: str = ""

    @property
    def type(self) -> str:
        """The type of the line, '' when its frame could not be read."""
        return "" if self.line is None else self.line.type


def read_event(raw: bytes, gateway: str) -> Read:
    """Read a line that arrived under ``gateway``; a line that names another one is unreadable here."""
    try:
        line = read_line(raw)
    except LineUnreadable as error:
        return Read(UNREADABLE, reason=error.reason, detail=error.detail)
    if line.gateway != gateway:
        return Read(UNREADABLE, reason="wrong_gateway", detail=f"names {line.gateway}, came from {gateway}")
    try:
        data = read_data(line)
    except MeaningUnknown as error:
        return Read(UNKNOWN, line, detail=str(error))
    except LineUnreadable as error:
        return Read(UNREADABLE, line, reason=error.reason, detail=error.detail)
    if data.CENTRAL_ONLY and not belongs_to_central(gateway):
        return Read(NOT_ALLOWED, line, detail=f"{line.type} is written by central alone")
    return Read(KNOWN, line, data)
