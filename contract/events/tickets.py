"""Events in the life of a ticket: issued, printed, called, served, moved, ended; and its number blocks."""

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from contract.events.base import EventData
from contract.fields import PRINTABLE, Count, Hash, Seconds, Token, Uuid

Need = Literal["submit", "collect", "ask", "other"]
Channel = Literal["kiosk", "button", "guide", "desk", "phone", "booking"]
OutcomeCode = Literal[
    "received",
    "supplement",
    "returned_result",
    "result_not_ready",
    "refused",
    "advised",
    "assisted_online",
    "on_the_spot",
    "redirected",
    "other",
]
TicketNumber = Annotated[str, Meta(min_length=1, max_length=16, pattern=PRINTABLE, description='As printed: "A105"')]


class TicketIssued(EventData, frozen=True, omit_defaults=True):
    """A citizen got a number. ``needs`` are access needs (``wheelchair``, ``language:km`` …), not people. ``by_hand``:
    on paper, at the time of this line, and entered afterwards."""

    TYPE: ClassVar[str] = "ticket.issued"
    ticket: Uuid
    number: TicketNumber
    service: Token
    need: Need
    priority: bool
    needs: tuple[Token, ...]
    items: Count | None
    channel: Channel
    ahead: Count
    estimate_s: Seconds | None
    by_hand: bool = False


class TicketPrinted(EventData, frozen=True, omit_defaults=True):
    """The printer itself said that the ticket is out."""

    TYPE: ClassVar[str] = "ticket.printed"
    ticket: Uuid
    attempt: Count


class TicketPrintFailed(EventData, frozen=True, omit_defaults=True):
    """The ticket did not come out, or nobody knows."""

    TYPE: ClassVar[str] = "ticket.print_failed"
    ticket: Uuid
    attempt: Count
    fault: Token | None
    outcome: Literal["failed", "unknown"]


class TicketCalled(EventData, frozen=True, omit_defaults=True):
    """A number was called to a counter for the ``nth`` time; ``spoken`` when the voice said it."""

    TYPE: ClassVar[str] = "ticket.called"
    ticket: Uuid
    counter: Token
    officer: Token | None
    nth: Count
    spoken: bool


class ServiceStarted(EventData, frozen=True, omit_defaults=True):
    """The citizen sits at the counter."""

    TYPE: ClassVar[str] = "service.started"
    ticket: Uuid
    counter: Token
    officer: Token | None


class Outcome(msgspec.Struct, frozen=True):
    """What a visit brought for one service, ``count`` times."""

    service: Token
    outcome: OutcomeCode
    count: Count


class ServiceFinished(EventData, frozen=True, omit_defaults=True):
    """The visit ended; a dossier code is a note outside the chain, sealed here."""

    TYPE: ClassVar[str] = "service.finished"
    ticket: Uuid
    counter: Token
    officer: Token | None
    outcomes: tuple[Outcome, ...]
    note: Uuid | None = None
    seal: Hash | None = None


class _TicketMoved(EventData, frozen=True, omit_defaults=True):
    ticket: Uuid
    counter: Token | None = None
    officer: Token | None = None
    reason: Token | None = None


class TicketParked(_TicketMoved, frozen=True, omit_defaults=True):
    """The citizen fetches something and comes back without a new number."""

    TYPE: ClassVar[str] = "ticket.parked"


class TicketResumed(_TicketMoved, frozen=True, omit_defaults=True):
    """A parked or missed ticket waits again."""

    TYPE: ClassVar[str] = "ticket.resumed"


class TicketMissed(_TicketMoved, frozen=True, omit_defaults=True):
    """Nobody came when the number was called."""

    TYPE: ClassVar[str] = "ticket.missed"


class TicketVoided(_TicketMoved, frozen=True, omit_defaults=True):
    """The ticket was no visit."""

    TYPE: ClassVar[str] = "ticket.voided"


class TicketTransferred(EventData, frozen=True, omit_defaults=True):
    """The ticket goes on to another service or counter with its number."""

    TYPE: ClassVar[str] = "ticket.transferred"
    ticket: Uuid
    to_service: Token | None = None
    to_counter: Token | None = None
    officer: Token | None = None


class TicketAbandoned(EventData, frozen=True, omit_defaults=True):
    """The ticket was never served."""

    TYPE: ClassVar[str] = "ticket.abandoned"
    ticket: Uuid
    reason: Literal["day_closed", "left"]


class TicketNeedsSet(EventData, frozen=True, omit_defaults=True):
    """Somebody at the hall's guide said what a citizen needs at the counter; `needs` replaces what the ticket had."""

    TYPE: ClassVar[str] = "ticket.needs_set"
    ticket: Uuid
    needs: tuple[Token, ...]
    officer: Token | None = None


class _Numbers(EventData, frozen=True, omit_defaults=True, rename={"first": "from", "last": "to"}):
    lease: Token
    service: Token
    service_day: date
    first: Count
    last: Count
    reason: Token | None = None


class NumbersLeased(_Numbers, frozen=True, omit_defaults=True, rename={"first": "from", "last": "to"}):
    """A kiosk got a block of numbers for times when the hall is away. `next`: its first number that was not given yet,
    where a hall on a new card learned of the block from its kiosk."""

    TYPE: ClassVar[str] = "numbers.leased"
    next: Count | None = None


class NumbersReturned(_Numbers, frozen=True, omit_defaults=True, rename={"first": "from", "last": "to"}):
    """Unused numbers of a block went back."""

    TYPE: ClassVar[str] = "numbers.returned"


class NumbersSkipped(_Numbers, frozen=True, omit_defaults=True, rename={"first": "from", "last": "to"}):
    """Numbers that nobody will get, so that no gap stays unexplained."""

    TYPE: ClassVar[str] = "numbers.skipped"
