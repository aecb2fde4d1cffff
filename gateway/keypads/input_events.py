"""Events as Linux hands them out under /dev/input (include/uapi/linux/input.h). Pure: bytes in, keys out."""

import struct
from dataclasses import dataclass
from typing import Literal

EVENT = struct.Struct("@llHHi")
"""``struct input_event``: seconds, microseconds, type, code, value; as wide as a C ``long`` here makes it."""

EV_SYN, EV_KEY = 0x00, 0x01
SYN_DROPPED = 3
"""The kernel's buffer ran over: events are missing."""

EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int): take the device for this program alone."""

KeyWord = Literal["up", "down", "repeat", "lost"]
_WORDS: dict[int, KeyWord] = {0: "up", 1: "down", 2: "repeat"}


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """What a key did. ``lost``: events are missing, so nobody knows which keys are down."""

    word: KeyWord
    code: int = 0


class EventReader:
    """Cuts what was read into events and leaves out what is no key."""

    def __init__(self) -> None:
        self._part = b""

    def feed(self, data: bytes) -> list[KeyEvent]:
        """Add bytes; the keys in them."""
        data = self._part + data
        whole = len(data) - len(data) % EVENT.size
        self._part = data[whole:]
        keys = (_key(*event[2:]) for event in EVENT.iter_unpack(data[:whole]))
        return [key for key in keys if key is not None]

    def reset(self) -> None:
        """The device was opened anew."""
        self._part = b""


def _key(kind: int, code: int, value: int) -> KeyEvent | None:
    if kind == EV_SYN and code == SYN_DROPPED:
        return KeyEvent("lost")
    if kind == EV_KEY and value in _WORDS:
        return KeyEvent(_WORDS[value], code)
    return None
