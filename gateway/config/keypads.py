"""The ``[[keypads]]`` tables of ``gateway.toml``: an officer's keys, without a screen."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import Token
from contract.links import PathText
from gateway.config.panels import Baud, BoxKey, CounterId, Name, SerialPort

KeyAction = Annotated[
    Literal[
        "call_next", "recall", "start", "finish", "finish_and_next", "miss", "park", "pause", "invite_rating", "help",
        "transfer",
    ],
    Meta(examples=["finish_and_next"]),
]  # fmt: skip
InputDevice = Annotated[PathText, Meta(examples=["/dev/input/by-id/usb-ban-phim-event-kbd"])]
KeyCode = Annotated[int, Meta(ge=1, le=767, description="mã phím Linux / Linux key code", examples=[96])]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class _Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    action: KeyAction


class BoxActionKey(_Key, frozen=True):
    """A key of a serial keypad, by what it sends; ``transfer`` has one service or counter to send citizens to."""

    key: BoxKey
    to_service: Token | None = None
    to_counter: CounterId | None = None


class UsbActionKey(_Key, frozen=True):
    """A key of a USB keypad, by the code Linux gives it (docs/keypads.md); ``transfer`` as for serial ones."""

    code: KeyCode
    to_service: Token | None = None
    to_counter: CounterId | None = None


class SerialKeypadConfig(_Part, frozen=True, tag="serial"):
    """A keypad on a serial line that speaks the protocol of docs/button-box.md."""

    name: Name
    counter: CounterId
    port: SerialPort
    keys: Annotated[tuple[BoxActionKey, ...], Meta(min_length=1, examples=[[{"action": "call_next", "key": "1"}]])]
    baud: Baud = 9600


class UsbKeypadConfig(_Part, frozen=True, tag="usb"):
    """A numeric USB keypad. The gateway takes it for itself: its keys reach no console and no other program."""

    name: Name
    counter: CounterId
    device: InputDevice
    keys: Annotated[tuple[UsbActionKey, ...], Meta(min_length=1, examples=[[{"action": "call_next", "code": 96}]])]


class DummyKeypadConfig(_Part, frozen=True, tag="dummy"):
    """A keypad in software, for demonstrations and tests."""

    name: Name
    counter: CounterId


def order_of(key: BoxActionKey | UsbActionKey) -> str:
    """What a key orders, as its presses are told: the action, of a transfer with its goal ("transfer:to_counter:5")."""
    if key.action != "transfer":
        return key.action
    if key.to_counter is not None:
        return f"transfer:to_counter:{key.to_counter}"
    return f"transfer:to_service:{key.to_service}"


KeypadConfig = SerialKeypadConfig | UsbKeypadConfig | DummyKeypadConfig
