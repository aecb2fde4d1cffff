"""The self-test slip as an order to a printer: a ticket by its way, and no ticket by what stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contract.clock import Stamp
from gateway.hall_commands import PrintTicket

TITLE = "PHIẾU KIỂM TRA"


@dataclass(frozen=True, slots=True)
class PrintSlip(PrintTicket):
    """``rows``: what was looked at, and how it is."""

    rows: tuple[tuple[str, str], ...] = ()


def make_slip(paper: UUID, gateway: str, rows: Sequence[tuple[str, str]], at: Stamp) -> PrintSlip:
    """The order for a slip of a gateway."""
    return PrintSlip(paper, gateway, TITLE, False, 0, None, at, rows=tuple(rows))
