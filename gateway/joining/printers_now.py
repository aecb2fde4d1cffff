"""What people are told of a printer: only values, so that pages need no driver."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """A printer, its fault as a short code (None: none known), and about how many tickets its roll still gives."""

    name: str
    fault: str | None
    left: int
