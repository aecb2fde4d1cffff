"""The ``[[printers]]`` tables of ``gateway.toml``: one type per driver, chosen by ``driver``."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gateway.config.panels import Name

PaperWidth = Annotated[Literal[58, 80], Meta(examples=[80])]
RollTickets = Annotated[int, Meta(ge=10, le=5000, description="số phiếu một cuộn / tickets a roll", examples=[400])]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class DummyPrinterConfig(_Part, frozen=True, tag="dummy"):
    """A printer in software: tickets come out as pictures."""

    name: Name
    width_mm: PaperWidth = 80
    roll_tickets: RollTickets = 400


PrinterConfig = DummyPrinterConfig
