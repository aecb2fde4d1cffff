"""What gateways and the hall of their centre say to each other (design §4.5, §4.6)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from contract.fields import Count, LongToken, Seconds, Token, Uuid

Verb = Literal[
    "take_ticket", "call_next", "call", "recall", "start", "invite_rating", "finish", "finish_and_next",
    "park", "resume", "miss", "bring_back", "transfer", "void", "sign_in", "sign_out", "pause", "unpause",
    "lease_numbers", "report_tickets", "return_numbers",
]  # fmt: skip
REQUEST_EXPIRY_S = 5


class HallRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order to the hall; the same ``id`` is repeated until it expires and done once."""

    id: Uuid
    do: Verb
    args: dict[str, Any]
    officer: Token | None = None


class HallError(msgspec.Struct, frozen=True):
    """Why an order was not done: a code for programs, a Vietnamese sentence for people."""

    code: Token
    message: LongToken


class HallAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The hall's answer, the same for every repetition of the request."""

    id: Uuid
    ok: bool
    result: dict[str, Any] | None = None
    error: HallError | None = None


class Lease(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """A block of numbers a kiosk may issue while the hall is away; void on any other day."""

    id: Token
    service: Token
    service_day: date
    first: Count
    last: Count


class WaitingService(msgspec.Struct, frozen=True, omit_defaults=True):
    """People waiting for a service and the expected wait. ``last``: the highest number given of its prefix today;
    ``leased``: the lowest number of the blocks set aside for kiosks, which come from the end of its series. So that a
    hall on a new card can learn both from those who listened."""

    waiting: Count
    estimate_s: Seconds | None
    last: Count | None = None
    leased: Count | None = None


class RatingWindow(msgspec.Struct, frozen=True):
    """The rating window of a counter."""

    ticket: Uuid
    open: bool


class CounterNow(msgspec.Struct, frozen=True):
    """What a counter is doing."""

    state: Literal["closed", "free", "called", "serving", "paused"]
    number: Token | None = None
    ticket: Uuid | None = None
    officer: Token | None = None
    rating: RatingWindow | None = None


class CallNow(msgspec.Struct, frozen=True):
    """A call that boards and voice present."""

    number: Token
    counter: Token
    nth: Count
    at: Annotated[datetime, Meta(tz=True)]


class HallState(msgspec.Struct, frozen=True):
    """The hall's retained state. A higher ``epoch`` always wins, within one a higher ``rev``."""

    hall: Token
    epoch: Count
    rev: Count
    service_day: date
    at: Annotated[datetime, Meta(tz=True)]
    open: bool
    services: dict[str, WaitingService]
    counters: dict[str, CounterNow]
    calls: tuple[CallNow, ...]
    notice: LongToken | None = None

    def is_newer_than(self, other: "HallState") -> bool:
        """Tell whether this state replaces ``other``."""
        return (self.epoch, self.rev) > (other.epoch, other.rev)
