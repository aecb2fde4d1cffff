"""The ``[[printers]]`` tables of ``gateway.toml``: one type per driver, chosen by ``driver``."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.links import Host, PathText, Port
from gateway.config.panels import Baud, Name, SerialPort

PaperWidth = Annotated[Literal[58, 80], Meta(examples=[80])]
RollLength = Annotated[int, Meta(ge=5, le=300, description="mét / metres", examples=[75])]
Knife = Annotated[Literal["partial", "full", "none"], Meta(examples=["partial"])]
Confirm = Annotated[Literal["mark", "status"], Meta(examples=["mark"])]
"""How the printer says that a ticket is out. ``mark``: it answers a question that waits behind the ticket (GS r).
``status``: for printers that do not know GS r: no fault, once the paper has had time to run."""

WIDTH_PX: dict[int, int] = {58: 384, 80: 576}
"""Dots across the paper at 203 dpi, by its width in mm."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    """What every printer has. ``margins = false``: for printers that do not know GS L."""

    name: Name
    width_mm: PaperWidth = 80
    roll_m: RollLength = 75
    cut: Knife = "partial"
    confirm: Confirm = "mark"
    margins: bool = True

    @property
    def width_px(self) -> int:
        """Dots across the paper."""
        return WIDTH_PX[self.width_mm]


class NetworkPrinterConfig(_Part, frozen=True, tag="network", kw_only=True):
    """An ESC/POS printer on the network. One printer belongs to one gateway: it holds the connection."""

    host: Host
    port: Annotated[Port, Meta(examples=[9100])] = 9100


class SerialPrinterConfig(_Part, frozen=True, tag="serial", kw_only=True):
    """An ESC/POS printer on a serial line. ``flow`` must be what the printer's switches say."""

    port: SerialPort
    baud: Baud = 115200
    flow: Annotated[Literal["none", "rtscts", "xonxoff"], Meta(examples=["rtscts"])] = "none"


class UsbPrinterConfig(_Part, frozen=True, tag="usb", kw_only=True):
    """An ESC/POS printer on USB, by the device file of the kernel's printer driver."""

    device: Annotated[PathText, Meta(examples=["/dev/usb/lp0"])] = "/dev/usb/lp0"


class DummyPrinterConfig(_Part, frozen=True, tag="dummy"):
    """A printer in software: tickets come out as pictures."""


PrinterConfig = NetworkPrinterConfig | SerialPrinterConfig | UsbPrinterConfig | DummyPrinterConfig
