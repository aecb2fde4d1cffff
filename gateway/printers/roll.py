"""How much paper is left on a roll, told from what was printed since it was put in. Pure; no sensor is asked.

A roll that ran out while it was watched from its beginning teaches how long rolls really are here.
"""

from dataclasses import dataclass, replace

DOTS_A_MM = 203 / 25.4
KNIFE_MM = 15.0
"""Paper between the printing head and the knife, which every ticket takes with it."""

_FIRST_TICKET_MM = 110.0
_RECENT = 20
_BELIEVED = (0.5, 1.5)


@dataclass(frozen=True, slots=True)
class RollState:
    """What is kept over a restart. ``whole``: the roll was watched from its beginning."""

    used_mm: float = 0.0
    tickets: int = 0
    ticket_mm: float = _FIRST_TICKET_MM
    learned_mm: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """ "còn khoảng N phiếu": ``tickets`` left, as far as can be told; ``printed`` since the roll was put in."""

    tickets: int
    printed: int
    used_mm: int
    roll_mm: int


def ticket_mm(height_px: int) -> float:
    """Paper that a ticket takes."""
    return height_px / DOTS_A_MM + KNIFE_MM


def printed(state: RollState, length_mm: float) -> RollState:
    """The roll after one more ticket; recent tickets say how long the next ones will be."""
    weight = 1 / min(state.tickets + 1, _RECENT)
    mean = state.ticket_mm + (length_mm - state.ticket_mm) * weight
    return replace(state, used_mm=state.used_mm + length_mm, tickets=state.tickets + 1, ticket_mm=mean)


def changed(state: RollState, roll_mm: float) -> RollState:
    """A new roll after the old one ran out."""
    learned = state.learned_mm
    if state.whole and _BELIEVED[0] * roll_mm <= state.used_mm <= _BELIEVED[1] * roll_mm:
        learned = state.used_mm
    return RollState(ticket_mm=state.ticket_mm, learned_mm=learned, whole=True)


def forecast(state: RollState, roll_mm: float) -> Forecast:
    """How many tickets are left; ``roll_mm`` is the length that the configuration names."""
    length = state.learned_mm or roll_mm
    left = max(0.0, length - state.used_mm)
    return Forecast(int(left / state.ticket_mm), state.tickets, round(state.used_mm), round(length))
