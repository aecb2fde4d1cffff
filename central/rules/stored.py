"""Reads a stored line again, as `rebuild` and `audit` do: from its bytes and its place alone. Pure."""

from central.rules.reading import UNREADABLE, Read, read_event

MISPLACED = "misplaced"
"""Reason of a line that names another place than the one it is stored at."""


def read_stored(raw: bytes, gateway: str, stream: str, seq: int) -> Read:
    """What the bytes at this place are; a line that names another place is unreadable here."""
    read = read_event(raw, gateway)
    line = read.line
    if line is not None and (line.seq != seq or line.stream != stream):
        return Read(UNREADABLE, reason=MISPLACED, detail=f"names line {line.seq} of {line.stream}")
    return read
