"""What a board shows, made from the state of the hall. Pure; letters and frames are the drivers' own business."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from contract.hall import CallNow, CounterNow, HallState

BoardState = Literal["closed", "free", "called", "serving", "paused"]
CallKey = tuple[str, str, int]

STALE_SIGN = "----"
"""Shown instead of anything that may not be true any more."""


@dataclass(frozen=True, slots=True)
class BoardContent:
    """What one board shows. ``number`` is None where there is none to show; ``blink``: the call is fresh.

    A ``stale`` board must show no number: nobody knows whether it is still the right one.
    """

    number: str | None = None
    counter: str | None = None
    state: BoardState = "closed"
    blink: bool = False
    stale: bool = False

    @property
    def sign(self) -> str:
        """The number in letters a board has, the sign of a stale board, or nothing."""
        return STALE_SIGN if self.stale else plain(self.number or "")


STALE = BoardContent(stale=True)


def board_content(
    state: HallState | None, is_live: bool, counter: str | None, fresh: frozenset[CallKey]
) -> BoardContent:
    """What the board of a counter shows, or with ``counter`` None that of the waiting area.

    ``fresh`` are the calls that came just now.
    """
    if state is None or not is_live:
        return BoardContent(counter=counter, stale=True)
    if counter is None:
        return _newest(state, fresh)
    now = state.counters.get(counter, CounterNow("closed"))
    number = now.number if now.state in ("called", "serving") else None
    blink = now.state == "called" and any(called == number and at == counter for called, at, _ in fresh)
    return BoardContent(number, counter, now.state, blink)


def call_key(call: CallNow) -> CallKey:
    """What makes a call another one than those before it."""
    return (call.number, call.counter, call.nth)


def _newest(state: HallState, fresh: frozenset[CallKey]) -> BoardContent:
    call = next(iter(state.calls), None)
    if call is None:
        return BoardContent(state="free" if state.open else "closed")
    return BoardContent(call.number, call.counter, "called", call_key(call) in fresh)


def plain(text: str) -> str:
    """A text in the capital letters and digits that every board has; Đ becomes D, what is left out says nothing."""
    bare = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum())
