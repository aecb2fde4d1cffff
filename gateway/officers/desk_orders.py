"""What a desk's key becomes: a verb of the hall and its arguments. Pure; the hall decides."""

import re
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contract.events.tickets import Outcome
from contract.fields import LongToken, Token

DeskVerb = Literal[
    "call_next", "call", "recall", "start", "invite_rating", "finish", "finish_and_next", "park", "resume", "miss",
    "bring_back", "transfer", "void", "pause", "unpause", "sign_out",
]  # fmt: skip
_AT_COUNTER = frozenset(("call_next", "recall", "start", "invite_rating", "miss", "unpause"))
_IDENTITY = re.compile(r"0\d{11}\Z")
"""Twelve digits and nothing else: the number of an identity card. Its QR code has fields between bars."""


class DeskOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was pressed. ``officer`` and ``ticket`` are those that the page showed at that moment; ``chosen`` is
    a ticket of a list; ``request`` was made by the browser, so that a repeated press is done once."""

    request: UUID
    do: DeskVerb
    officer: Token
    ticket: UUID | None
    chosen: UUID | None = None
    outcomes: Annotated[tuple[Outcome, ...], Meta(max_length=20)] = ()
    note: LongToken | None = None
    reason: Token | None = None
    to_service: Token | None = None
    to_counter: Token | None = None


def args_of(order: DeskOrder, counter: str) -> dict[str, Any]:
    """The arguments of the hall request."""
    if order.do in ("resume", "bring_back", "void"):
        ticket = order.chosen if order.chosen is not None else order.ticket
        return _told({"ticket": ticket, "reason": order.reason})
    if order.do == "call":
        return _told({"counter": counter, "ticket": order.chosen})
    if order.do == "sign_out":
        return {"counter": counter, "reason": "self"}
    if order.do == "pause":
        return _told({"counter": counter, "ticket": order.ticket, "reason": order.reason})
    args: dict[str, Any] = {"counter": counter, "ticket": order.ticket}
    if order.do in _AT_COUNTER:
        return _told(args)
    if order.do == "park":
        return _told({**args, "reason": order.reason})
    if order.do == "transfer":
        return _told({**args, "to_service": order.to_service, "to_counter": order.to_counter})
    note = clean_note(order.note)
    return _told({**args, "outcomes": msgspec.to_builtins(order.outcomes) or None, "note": note})


def clean_note(note: str | None) -> str | None:
    """A dossier code without what a scanner or a hand put around it."""
    return " ".join(note.split()) or None if note is not None else None


def is_identity(note: str | None) -> bool:
    """Tell whether a scanned code is somebody's identity card and no dossier: it must not be kept."""
    return note is not None and ("|" in note or _IDENTITY.match("".join(note.split())) is not None)


def _told(args: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in args.items() if value is not None}
