"""The ``[[ticket_panels]]`` tables of ``gateway.toml``: one button per service, for a hall without a touch screen.

They are panels like those for ratings and have the same drivers; only what a button means is another thing.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.services import ServiceCode
from gateway.config.panels import Baud, BoxKey, DebounceMs, Name, Pin, SerialPort


class _Button(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service: ServiceCode
    priority: bool = False

    @property
    def code(self) -> str:
        """What the driver calls this button, other than any other button of its panel."""
        return f"{self.service}+priority" if self.priority else self.service


class GpioTicketButton(_Button, frozen=True, kw_only=True):
    """A button wired to a pin of the Pi."""

    pin: Pin


class KeyTicketButton(_Button, frozen=True, kw_only=True):
    """A button of a serial box, by the key the box names."""

    key: BoxKey


class DummyTicketButton(_Button, frozen=True):
    """A button that exists only in software."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    @property
    def counter(self) -> None:
        """Ticket buttons stand at no counter."""
        return None


class GpioTicketPanelConfig(_Part, frozen=True, tag="gpio"):
    """Ticket buttons, lamps and tone on the Pi's own pins, wired like a rating panel."""

    name: Name
    buttons: Annotated[tuple[GpioTicketButton, ...], Meta(min_length=1, examples=[[{"service": "ho-tich", "pin": 17}]])]
    pull: Literal["up", "down"] = "up"
    debounce_ms: DebounceMs = 30
    lamp_pin: Pin | None = None
    tone_pin: Pin | None = None
    fault_lamp_pin: Pin | None = None


class SerialTicketPanelConfig(_Part, frozen=True, tag="serial"):
    """A button box on a serial line that speaks the protocol of docs/button-box.md."""

    name: Name
    port: SerialPort
    buttons: Annotated[tuple[KeyTicketButton, ...], Meta(min_length=1, examples=[[{"service": "ho-tich", "key": "1"}]])]
    baud: Baud = 9600
    debounce_ms: DebounceMs = 30


class DummyTicketPanelConfig(_Part, frozen=True, tag="dummy"):
    """Ticket buttons in software, for demonstrations and tests."""

    name: Name
    buttons: Annotated[tuple[DummyTicketButton, ...], Meta(min_length=1, examples=[[{"service": "ho-tich"}]])]


TicketPanelConfig = GpioTicketPanelConfig | SerialTicketPanelConfig | DummyTicketPanelConfig
TicketButton = GpioTicketButton | KeyTicketButton | DummyTicketButton


def ticket_buttons(config: TicketPanelConfig) -> dict[str, TicketButton]:
    """The buttons of a panel by the code that comes with a press (``PanelPressed.button``)."""
    return {button.code: button for button in config.buttons}
