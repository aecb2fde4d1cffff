"""Orders and news that the hall, tickets, calls and screens bring to the worker; `gateway/commands.py` has the rest.

Only data. ``reply`` is called at most once, on the worker's thread, after the commit; it never blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from contract.clock import Stamp
from contract.hall import HallAnswer, HallRequest, HallState, Lease
from contract.hall_args import Taken, TakeTicket
from contract.scales import LevelCode

HallReply = Callable[[HallAnswer], None]
HelpKind = Literal["colleague", "guard", "citizen"]
PrintOutcome = Literal["sent", "printed", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class HallAsked:
    """A request came to the hall from a gateway of the site (its own included). ``came_s``: monotonic."""

    gateway: str
    request: HallRequest
    came_s: float
    reply: HallReply = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MarkNeeds:
    """The guide says what somebody needs at the counter. Only the hall's own pages order it; the browser made
    ``request``, so that a repeated click is done once."""

    request: UUID
    ticket: UUID
    needs: tuple[str, ...]
    officer: str
    heard: HallReply = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HallHeard:
    """The hall's state changed; ``is_live`` is false for what a broker had kept."""

    state: HallState
    is_live: bool


@dataclass(frozen=True, slots=True)
class HallBeside:
    """What the hall's own connection hears of halls on its broker: another one, or its own past."""

    state: HallState
    is_live: bool


@dataclass(frozen=True, slots=True)
class HallReached:
    """The hall's own connection to the broker of the centre stands; gateways can ask now."""


@dataclass(frozen=True, slots=True)
class CallSpoken:
    """The voice has said a call; its time for coming begins now."""

    number: str
    counter: str
    nth: int


@dataclass(frozen=True, slots=True)
class PrintTicket:
    """Print a ticket that is stored; ``attempt`` above 1 says IN LẠI. ``qr``: the address in its code, or None;
    ``training``: the paper says that it is none of a real visit."""

    ticket: UUID
    number: str
    service: str
    priority: bool
    ahead: int
    estimate_s: int | None
    issued: Stamp
    attempt: int = 1
    language: str = "vi"
    qr: str | None = None
    training: bool = False


@dataclass(frozen=True, slots=True)
class TicketGiven:
    """The hall gave a ticket to this kiosk: store its print, then answer and print."""

    taken: Taken
    answer: HallAnswer
    language: str
    reply: HallReply = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TicketAway:
    """Somebody wants a ticket and the hall cannot be reached: give one of the leased numbers, or ``refusal``."""

    take: TakeTicket
    refusal: HallAnswer
    language: str
    reply: HallReply = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LeaseHeard:
    """The hall's answer to the wish for a block of numbers; None: it gave none."""

    service: str
    lease: Lease | None


@dataclass(frozen=True, slots=True)
class ReportHeard:
    """The hall's answer to what this kiosk gave by itself; ``epoch`` is the hall's life it was told to."""

    epoch: int
    tickets: tuple[UUID, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class ReturnHeard:
    """The hall's answer to a block of numbers that came back."""

    lease: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class PrintEnded:
    """How far a print got. ``printed`` only on the printer's own word; ``fault`` is a short code."""

    printer: str
    ticket: UUID
    attempt: int
    outcome: PrintOutcome
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenRated:
    """A level was chosen on a rating screen or by a phone. ``screen`` names the paired screen, or a phone by a random
    cookie; ``officer`` is said by a phone's page, which knows the whole ticket: its window may have closed."""

    counter: str
    ticket: UUID | None
    scale: str
    level: LevelCode
    channel: Literal["screen", "qr"]
    screen: str
    at: Stamp
    mono_s: float
    reply: Callable[[UUID | None], None] = field(compare=False, repr=False)
    """Hears the rating's uuid, or None when nothing was stored."""
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class RatingRevised:
    """Within 10 s another level was chosen."""

    rating: UUID
    level: LevelCode
    at: Stamp
    mono_s: float


@dataclass(frozen=True, slots=True)
class ReasonsChosen:
    """Reasons behind a low level."""

    rating: UUID
    reasons: tuple[str, ...]
    at: Stamp
    mono_s: float


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """An officer pressed a key of a keypad; ``key`` is the action's name (``call_next`` …)."""

    keypad: str
    counter: str
    key: str
    at: Stamp
    mono_s: float


@dataclass(frozen=True, slots=True)
class CallHelp:
    """Somebody at a counter or kiosk calls a colleague or the guard. ``counter``: at a kiosk the gateway's id;
    ``reply`` hears whether those in the hall can see it."""

    counter: str
    kind: HelpKind
    at: Stamp
    reply: HallReply | None = field(default=None, compare=False, repr=False)


HallCommand = (
    HallAsked | MarkNeeds | HallHeard | HallBeside | HallReached | CallSpoken | TicketGiven | TicketAway | LeaseHeard
    | ReportHeard | ReturnHeard | PrintTicket | PrintEnded | ScreenRated | RatingRevised | ReasonsChosen | KeyPressed
    | CallHelp
)  # fmt: skip
