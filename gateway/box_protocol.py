"""The open line protocol of serial button boxes, version 1. Pure: text in, meaning out.

ASCII, 8N1, any speed of the configuration; a line ends with LF or CR LF and has at most 64 bytes.
<key> is 1-8 letters or digits, as written in ``gateway.toml``.

Box to gateway:

    D<key>    the contact of a button closed      D and U are raw: bounce may be in them,
    U<key>    the contact of a button opened      the gateway takes it out and sees a stuck button
    K<key>    a whole press; the box took out the bounce itself (a stuck button is then not seen)
    !<text>   answer to ?
    #<text>   anything else a box says, such as its greeting; ignored

Gateway to box. The box times lamps itself, so nothing stays on when the cable is pulled:

    ?         are you there? (every 10 s; a box that answered once and then not 3 times is faulty)
    L<ms>     confirmation lamp on for so many milliseconds
    T<ms>     tone for so many milliseconds
    B<ms>     fault lamp blinks, two short tones (the press was refused)
    F1  F0    fault lamp steady on, off

No line of the gateway names a button: a box cannot show which level was pressed.
"""

import re
from dataclasses import dataclass
from typing import Literal

MOST_LINE_BYTES = 64

ASK = "?"
CONFIRM_LINES = ("L800", "T120")
REFUSE_LINES = ("B1500",)
FAULT_ON, FAULT_OFF = "F1", "F0"

BoxWord = Literal["down", "up", "press", "here", "remark"]

_KEY_LINE = re.compile(r"([DUK])([0-9A-Za-z]{1,8})")
_KEY_WORDS: dict[str, BoxWord] = {"D": "down", "U": "up", "K": "press"}


@dataclass(frozen=True, slots=True)
class BoxLine:
    """What a box said; ``key`` is empty unless it speaks of a button."""

    word: BoxWord
    key: str = ""


def read_box_line(text: str) -> BoxLine | None:
    """The meaning of a line, or None when it has none."""
    if text.startswith("!"):
        return BoxLine("here")
    if text.startswith("#"):
        return BoxLine("remark")
    match = _KEY_LINE.fullmatch(text)
    return BoxLine(_KEY_WORDS[match.group(1)], match.group(2)) if match else None
