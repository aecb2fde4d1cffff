"""The open line protocol of serial LED boards, version 1 (docs/board-protocol.md). Pure: text in, meaning out.

    gateway → board   $<address>,<count>,<state>,<number>,<counter>,<blink>,<hold>*<crc>
    board → gateway   !<address>,<count>,OK*<crc>
                      !<address>,<count>,NO,<reason>*<crc>

Every line says all that the board shows, so a line that is lost or said twice harms nothing and a board that was
switched off needs no special case. A board that heard nothing for ``hold`` seconds shows that it knows nothing.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from gateway.boards.content import BoardContent, plain
from gateway.boards.crc import crc16

HOLD_S = 20
"""A board that heard no right line for so long shows the stale sign by itself."""
MOST_LINE_BYTES = 64
MOST_NUMBER, MOST_COUNTER = 6, 4

LedState = Literal["CLOSED", "FREE", "CALLED", "SERVING", "PAUSED", "STALE"]

_ORDER = re.compile(
    r"(\d\d),(\d\d),(CLOSED|FREE|CALLED|SERVING|PAUSED|STALE),(-|[0-9A-Z]{1,6}),(-|[0-9A-Z]{1,4}),([01]),(\d{1,3})"
)
_ANSWER = re.compile(r"(\d\d),(\d\d),(OK|NO,([A-Z]{1,16}))")


@dataclass(frozen=True, slots=True)
class LedOrder:
    """What a board is told. ``number`` and ``counter`` are empty where there is none."""

    address: int
    count: int
    state: LedState
    number: str
    counter: str
    blink: bool
    hold_s: int


@dataclass(frozen=True, slots=True)
class LedAnswer:
    """What a board says: ``refused`` is empty when it shows what it was told."""

    address: int
    count: int
    refused: str = ""


def order_line(content: BoardContent, address: int, count: int) -> bytes:
    """The line that makes a board show this; ``count`` comes back in its answer."""
    state = "STALE" if content.stale else content.state.upper()
    number = "" if content.stale else plain(content.number or "")[-MOST_NUMBER:]
    counter = plain(content.counter or "")[:MOST_COUNTER]
    blink = int(content.blink and not content.stale)
    body = f"{address:02d},{count:02d},{state},{number or '-'},{counter or '-'},{blink},{HOLD_S}"
    return _sealed("$", body)


def answer_line(answer: LedAnswer) -> bytes:
    """The line with which a board answers."""
    said = f"NO,{answer.refused}" if answer.refused else "OK"
    return _sealed("!", f"{answer.address:02d},{answer.count:02d},{said}")


def read_order(line: bytes) -> LedOrder | None:
    """What a line of the gateway means; None for what is none or is damaged."""
    match = _ORDER.fullmatch(_opened("$", line))
    if match is None:
        return None
    address, count, state, number, counter, blink, hold = match.groups()
    word = cast(LedState, state)
    return LedOrder(int(address), int(count), word, number.strip("-"), counter.strip("-"), blink == "1", int(hold))


def read_answer(line: bytes) -> LedAnswer | None:
    """What a line of a board means; None for what is none or is damaged."""
    match = _ANSWER.fullmatch(_opened("!", line))
    return LedAnswer(int(match[1]), int(match[2]), match[4] or "") if match else None


def _sealed(mark: str, body: str) -> bytes:
    return f"{mark}{body}*{crc16(body.encode()):04X}\r\n".encode("ascii")


def _opened(mark: str, line: bytes) -> str:
    """What stands between the mark and the star, if the checksum is right; else nothing."""
    text = line.decode("ascii", "replace").rstrip("\r\n")
    body, star, crc = text.rpartition("*")
    if not star or not body.startswith(mark) or len(line) > MOST_LINE_BYTES:
        return ""
    return body[1:] if crc == f"{crc16(body[1:].encode()):04X}" else ""
