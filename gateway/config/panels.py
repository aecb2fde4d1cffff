"""The ``[[panels]]`` tables of ``gateway.toml``: one type per driver, chosen by ``driver``.

Only types: they import no driver, so a gateway loads pyserial or gpiozero only when it uses them.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import Token
from contract.links import PathText
from contract.scales import LevelCode

Name = Annotated[Token, Meta(examples=["bang-3"])]
CounterId = Annotated[Token, Meta(examples=["3"])]
Pin = Annotated[int, Meta(ge=0, le=27, description="số BCM / BCM number", examples=[17])]
Level = Annotated[LevelCode, Meta(examples=["good"])]
DebounceMs = Annotated[int, Meta(ge=5, le=200, description="mili giây / milliseconds", examples=[30])]
Baud = Annotated[
    Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200],
    Meta(examples=[9600]),
]
SerialPort = Annotated[PathText, Meta(examples=["/dev/serial/by-id/usb-hop-nut"])]
BoxKey = Annotated[
    str,
    Meta(pattern=r"^[0-9A-Za-z]{1,8}\Z", description="1-8 chữ số, chữ cái / digits, letters", examples=["1"]),
]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class _Button(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    level: Level

    @property
    def code(self) -> str:
        """What the driver calls this button; what it means is not the driver's business."""
        return self.level


class GpioButton(_Button, frozen=True):
    """A button wired to a pin of the Pi."""

    pin: Pin


class KeyButton(_Button, frozen=True):
    """A button of a serial box, by the key the box names."""

    key: BoxKey


class DummyButton(_Button, frozen=True):
    """A button that exists only in software."""


class GpioPanelConfig(_Part, frozen=True, tag="gpio"):
    """Buttons and lamps on the Pi's own pins, by their BCM numbers.

    ``pull = "up"``: a button closes to ground; ``"down"``: to 3.3 V. Lamps and tone are on when the
    pin is high.
    """

    name: Name
    counter: CounterId
    buttons: Annotated[tuple[GpioButton, ...], Meta(min_length=1, examples=[[{"level": "good", "pin": 17}]])]
    pull: Literal["up", "down"] = "up"
    debounce_ms: DebounceMs = 30
    lamp_pin: Pin | None = None
    tone_pin: Pin | None = None
    fault_lamp_pin: Pin | None = None


class SerialPanelConfig(_Part, frozen=True, tag="serial"):
    """A button box on a serial line that speaks the protocol of gateway/box_protocol.py."""

    name: Name
    counter: CounterId
    port: SerialPort
    buttons: Annotated[tuple[KeyButton, ...], Meta(min_length=1, examples=[[{"level": "good", "key": "1"}]])]
    baud: Baud = 9600
    debounce_ms: DebounceMs = 30


class DummyPanelConfig(_Part, frozen=True, tag="dummy"):
    """A panel in software, for demonstrations and tests."""

    name: Name
    counter: CounterId
    buttons: Annotated[tuple[DummyButton, ...], Meta(min_length=1, examples=[[{"level": "good"}]])]


PanelConfig = GpioPanelConfig | SerialPanelConfig | DummyPanelConfig
