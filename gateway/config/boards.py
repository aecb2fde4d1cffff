"""The ``[[boards]]`` tables of ``gateway.toml``: display boards on serial lines. HDMI boards are pages."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gateway.config.panels import Baud, CounterId, Name, SerialPort

Framing = Annotated[Literal["8N1", "8E1", "8O1", "7E1"], Meta(examples=["8N1"])]
LedAddress = Annotated[int, Meta(ge=1, le=99, examples=[1])]
ModbusAddress = Annotated[int, Meta(ge=1, le=247, examples=[1])]
AlphaAddress = Annotated[int, Meta(ge=0, le=255, description="0: mọi bảng / every sign", examples=[0])]
Register = Annotated[int, Meta(ge=0, le=65535, examples=[0])]
Places = Annotated[int, Meta(ge=2, le=16, examples=[4])]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class SerialLedConfig(_Part, frozen=True, tag="serial_led"):
    """A board that speaks the open protocol of docs/board-protocol.md. Boards on one RS-485 line have one port and
    an address each. ``counter`` None: the board of the waiting area."""

    name: Name
    port: SerialPort
    counter: CounterId | None = None
    address: LedAddress = 1
    baud: Baud = 9600


class ModbusLedConfig(_Part, frozen=True, tag="modbus_led"):
    """A board with Modbus RTU registers. ``layout`` "text": ``places`` characters, two a register, from ``register``
    on (FC16); "number": the digits alone as one whole number (FC06). ``blink_register`` takes 1 while it blinks."""

    name: Name
    port: SerialPort
    counter: CounterId | None = None
    address: ModbusAddress = 1
    baud: Baud = 9600
    framing: Framing = "8N1"
    layout: Literal["text", "number"] = "text"
    register: Register = 0
    places: Places = 4
    blink_register: Register | None = None


class AlphaConfig(_Part, frozen=True, tag="alpha"):
    """A sign that takes Alpha (BetaBrite) frames. It never answers, so nobody knows whether it works."""

    name: Name
    port: SerialPort
    counter: CounterId | None = None
    address: AlphaAddress = 0
    baud: Baud = 9600
    framing: Framing = "7E1"


class DummyBoardConfig(_Part, frozen=True, tag="dummy"):
    """A board in software. ``counter`` None: the board of the waiting area."""

    name: Name
    counter: CounterId | None = None


BoardConfig = SerialLedConfig | ModbusLedConfig | AlphaConfig | DummyBoardConfig
