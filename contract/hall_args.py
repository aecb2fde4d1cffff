"""What a hall request carries and what its answer brings, for each verb (design §4.5).

A gateway builds and the hall reads these; an unknown field is ignored, a wrong one refuses the request as a whole.
``ticket`` beside a ``counter`` is the ticket the asker believes to be there: when it is not, the request is stale and
does nothing.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from contract.events.tickets import Channel, Need, Outcome, TicketNumber
from contract.fields import Count, LongToken, Seconds, Token, Uuid
from contract.hall import Lease, Verb
from contract.services import AccessNeed

ErrorCode = Literal[
    "unknown_service", "unknown_counter", "unknown_ticket", "unknown_officer", "closed", "limit_reached",
    "numbers_used_up", "nobody_waiting", "not_signed_in", "other_counter", "wrong_state", "stale", "too_soon",
    "paused", "malformed", "expired", "not_the_hall", "wrong_day", "unknown_lease", "not_stored", "hall_away",
    "recovering", "too_many",
]  # fmt: skip
"""Why a request was not done. The sentence beside it is for people and may change; this word may not."""


class _Args(msgspec.Struct, frozen=True, omit_defaults=True):
    pass


class TakeTicket(_Args, frozen=True, omit_defaults=True):
    """``take_ticket`` → `Taken`. Paper mode only: ``number`` that was handed out by hand, and ``at``, when that was."""

    service: Token
    need: Need = "submit"
    priority: bool = False
    needs: Annotated[tuple[AccessNeed, ...], Meta(max_length=8)] = ()
    items: Annotated[int, Meta(ge=1, le=999)] | None = None
    channel: Channel = "kiosk"
    number: TicketNumber | None = None
    at: Annotated[datetime, Meta(tz=True)] | None = None


class AtCounter(_Args, frozen=True, omit_defaults=True):
    """``call_next`` → `Called`; ``recall``, ``start``, ``invite_rating``, ``miss``, ``unpause`` → nothing."""

    counter: Token
    ticket: Uuid | None = None


class CallTicket(_Args, frozen=True, omit_defaults=True):
    """``call`` → `Called`: a chosen ticket that waits, is parked or was missed."""

    counter: Token
    ticket: Uuid


class Finish(_Args, frozen=True, omit_defaults=True):
    """``finish`` → nothing; ``finish_and_next`` → `Called`, or nothing when nobody waits. No outcome: the service's
    usual one. ``note``: a dossier code; it never stands in the chain."""

    counter: Token
    ticket: Uuid | None = None
    outcomes: Annotated[tuple[Outcome, ...], Meta(max_length=20)] = ()
    note: LongToken | None = None


class WithReason(_Args, frozen=True, omit_defaults=True):
    """``park``, ``pause``: with a short code of the reason."""

    counter: Token
    ticket: Uuid | None = None
    reason: Token | None = None


class OneTicket(_Args, frozen=True, omit_defaults=True):
    """``resume``, ``bring_back``, ``void``: of a ticket that is at no counter, or at the officer's own."""

    ticket: Uuid
    reason: Token | None = None


class Transfer(_Args, frozen=True, omit_defaults=True):
    """``transfer``: exactly one of ``to_service`` and ``to_counter``."""

    counter: Token
    ticket: Uuid | None = None
    to_service: Token | None = None
    to_counter: Token | None = None


class SignIn(_Args, frozen=True, omit_defaults=True):
    """``sign_in``: the request's officer, already proved by PIN or badge at the asking gateway."""

    counter: Token


class SignOut(_Args, frozen=True, omit_defaults=True):
    """``sign_out``: of whoever sits there."""

    counter: Token
    reason: Literal["self", "session_end", "pause"] = "self"


class LeaseNumbers(_Args, frozen=True, omit_defaults=True):
    """``lease_numbers`` → `contract.hall.Lease`."""

    service: Token
    count: Annotated[int, Meta(ge=1, le=200)]


class IssuedAway(_Args, frozen=True, omit_defaults=True):
    """A ticket that a kiosk gave from its lease while the hall was away. ``request``: the ``take_ticket`` that went
    unanswered; the hall may have done it all the same, and takes that ticket back."""

    ticket: Uuid
    number: TicketNumber
    service: Token
    need: Need
    priority: bool
    needs: Annotated[tuple[AccessNeed, ...], Meta(max_length=8)]
    items: Count | None
    channel: Channel
    at: Annotated[datetime, Meta(tz=True)]
    request: Uuid | None = None


class HeldBlock(_Args, frozen=True, omit_defaults=True):
    """A block that a kiosk holds; ``next`` is the first number of it that it has not given."""

    lease: Lease
    next: Count


class CallSaid(_Args, frozen=True, omit_defaults=True):
    """A call that a voice has said, as ``now`` named it."""

    counter: Token
    number: TicketNumber
    nth: Count


class HelpWanted(_Args, frozen=True, omit_defaults=True):
    """A call for help at a counter, or of a citizen (``counter`` is then the kiosk)."""

    counter: Token
    kind: Literal["colleague", "guard", "citizen"]


class ReportTickets(_Args, frozen=True, omit_defaults=True):
    """``report_tickets`` → nothing: what a kiosk gave by itself, and the highest number it knows of each prefix.

    ``lowest`` number by prefix that it knows to be in a kiosk's block; ``blocks``: its own. With these a hall on a new
    card goes on below the blocks. Any gateway tells so of calls that its voice has ``spoken``, from when on the time to
    come counts, and who wants help (``helps``): guide and desks see it."""

    service_day: date
    tickets: Annotated[tuple[IssuedAway, ...], Meta(max_length=200)] = ()
    highest: dict[str, Count] = {}
    lowest: dict[str, Count] = {}
    blocks: Annotated[tuple[HeldBlock, ...], Meta(max_length=200)] = ()
    spoken: Annotated[tuple[CallSaid, ...], Meta(max_length=20)] = ()
    helps: Annotated[tuple[HelpWanted, ...], Meta(max_length=20)] = ()


class ReturnNumbers(_Args, frozen=True, omit_defaults=True):
    """``return_numbers`` → nothing: the numbers of a lease that were not used."""

    lease: Lease
    reason: Token | None = None


class Taken(_Args, frozen=True):
    """A ticket that is stored. ``at`` is when."""

    ticket: Uuid
    number: TicketNumber
    service: Token
    priority: bool
    ahead: Count
    estimate_s: Seconds | None
    at: Annotated[datetime, Meta(tz=True)]


class Called(_Args, frozen=True, omit_defaults=True):
    """A ticket that was called. ``why``: one Vietnamese sentence for the desk, why it is this one's turn."""

    ticket: Uuid
    number: TicketNumber
    service: Token
    nth: Count
    why: LongToken | None = None


ARGS: dict[Verb, type[_Args]] = {
    "take_ticket": TakeTicket,
    "call_next": AtCounter,
    "call": CallTicket,
    "recall": AtCounter,
    "start": AtCounter,
    "invite_rating": AtCounter,
    "finish": Finish,
    "finish_and_next": Finish,
    "park": WithReason,
    "resume": OneTicket,
    "miss": AtCounter,
    "bring_back": OneTicket,
    "transfer": Transfer,
    "void": OneTicket,
    "sign_in": SignIn,
    "sign_out": SignOut,
    "pause": WithReason,
    "unpause": AtCounter,
    "lease_numbers": LeaseNumbers,
    "report_tickets": ReportTickets,
    "return_numbers": ReturnNumbers,
}
"""The type of ``args`` for each verb."""


def read_args(verb: Verb, args: dict[str, Any]) -> _Args:
    """The arguments of a request, typed. Raises msgspec.ValidationError."""
    return msgspec.convert(args, ARGS[verb])
