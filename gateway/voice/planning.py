"""What a loudspeaker says next. Pure: no clock, no sound; the queue is a tuple, oldest first.

Thirty counters at four minutes a citizen call every eight seconds, and a whole sentence with its chime lasts six: so
a call is said twice only when nothing else waits, and calls that follow one another share one chime and one
invitation ("Xin mời số thứ tự A, một, không, năm, đến quầy số ba. B, không, hai, một, đến quầy số bốn.").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Manner(Enum):
    """How much of a sentence is said."""

    OPENING = "chime, invitation, number and counter"
    AGAIN = "the same once more, without the chime"
    FOLLOWING = "number and counter alone, right after another call"


@dataclass(frozen=True, slots=True)
class Call:
    """A number called to a counter for the ``nth`` time."""

    number: str
    counter: str
    nth: int


Waiting = tuple[Call, ...]
CalledNow = Mapping[str, str]
"""Counter -> the number it is calling now."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to say now (or nothing) and how, what waits after it, and what is not said any more."""

    call: Call | None
    manner: Manner
    rest: Waiting
    dropped: Waiting


def added(waiting: Waiting, call: Call) -> Waiting:
    """The queue with one more call. A newer call of a number that waits takes its place in the queue."""
    if any(other.number == call.number for other in waiting):
        return tuple(call if other.number == call.number else other for other in waiting)
    return (*waiting, call)


def next_step(waiting: Waiting, called: CalledNow, in_series: bool) -> Step:
    """Take the first call that still holds. ``in_series``: another call was said right before it."""
    for place, call in enumerate(waiting):
        if still_holds(call, called):
            return Step(call, Manner.FOLLOWING if in_series else Manner.OPENING, waiting[place + 1 :], waiting[:place])
    return Step(None, Manner.OPENING, (), waiting)


def still_holds(call: Call, called: CalledNow) -> bool:
    """Tell whether the counter is still calling this number: the citizen may have come, or was set aside."""
    return called.get(call.counter) == call.number


def is_repeated(said: Call, manner: Manner, waiting: Waiting, called: CalledNow) -> bool:
    """Tell whether a call that was just said is said once more: only when it opened and nothing else waits."""
    if manner is not Manner.OPENING or not still_holds(said, called):
        return False
    return not any(still_holds(call, called) for call in waiting)
