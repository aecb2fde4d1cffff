"""What a guide's order becomes: verbs of the hall and their arguments. Pure; the hall decides."""

import re
import uuid
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contract.clock import Stamp
from contract.events.tickets import Need
from contract.fields import Token
from contract.services import AccessNeed, Service, as_time
from gateway.hall_commands import PrintTicket
from gateway.queue.numbers import written
from gateway.queue.state import QueueState, Ticket

MOST_BY_HAND = 60
"""Numbers of one order in paper mode: a page of a pad."""


TypedTime = Annotated[str, Meta(max_length=5)]
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class IssueOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A number for somebody. ``request`` was made by the browser."""

    request: UUID
    service: Token
    need: Need = "submit"
    priority: bool = False
    needs: Annotated[tuple[AccessNeed, ...], Meta(max_length=8)] = ()
    items: Annotated[int, Meta(ge=1, le=999)] | None = None


class PaperOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that were handed out by hand, from ``first`` to ``last``; ``at`` is when the first was, ``until`` when
    the last was, those between evenly. Without a time they came just now."""

    request: UUID
    service: Token
    first: Annotated[int, Meta(ge=1, le=9999)]
    last: Annotated[int, Meta(ge=1, le=9999)]
    at: TypedTime | None = None
    until: TypedTime | None = None


class TicketOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do with one ticket."""

    request: UUID
    do: Literal["resume", "bring_back", "void"]
    ticket: UUID
    reason: Token | None = None


class NeedsOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who has a number needs at the counter, all of it."""

    request: UUID
    ticket: UUID
    needs: Annotated[tuple[AccessNeed, ...], Meta(max_length=8)]


def issue_args(order: IssueOrder) -> dict[str, Any]:
    """The arguments of ``take_ticket``."""
    return {
        "service": order.service,
        "need": order.need,
        "priority": order.priority,
        "needs": sorted(set(order.needs)),
        "items": order.items,
        "channel": "guide",
    }


def paper_args(
    order: PaperOrder, service: Service, today: date, zone: tzinfo | None
) -> list[tuple[UUID, str, dict[str, Any]]]:
    """For each number its request id, the number and the arguments of ``take_ticket``.

    The ids follow from the order's own, so that an order that comes twice enters each number once.
    """
    made = []
    times = _times(order, today, zone)
    for number in range(order.first, order.last + 1):
        text = written(service, number)
        args: dict[str, Any] = {"service": service.code, "need": service.needs[0], "channel": "guide", "number": text}
        if times is not None:
            args["at"] = times[number - order.first].isoformat()
        made.append((uuid.uuid5(order.request, text), text, args))
    return made


def is_time(typed: str | None) -> bool:
    """Tell whether somebody typed a time of day, or none at all."""
    return typed is None or _CLOCK.fullmatch(typed) is not None


def _times(order: PaperOrder, today: date, zone: tzinfo | None) -> list[datetime] | None:
    """When each number was handed out; never two at the same moment, so that they keep their order."""
    if order.at is None:
        return None
    begin = datetime.combine(today, as_time(order.at), zone)
    end = datetime.combine(today, as_time(order.until), zone) if order.until is not None else begin
    steps = max(1, order.last - order.first)
    apart = timedelta(milliseconds=1)
    return [begin + (end - begin) * n / steps + apart * n for n in range(order.last - order.first + 1)]


def paper_of(queue: QueueState, ticket: Ticket, has_paper: bool) -> PrintTicket:
    """The order to print a ticket; it says IN LẠI, unless it is known that there is no paper of it yet."""
    ahead = sum(1 for one in queue.waiting.get(ticket.service, ()) if queue.tickets[one].place < ticket.place)
    issued = ticket.issued
    return PrintTicket(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        priority=ticket.priority,
        ahead=ahead,
        estimate_s=None,
        issued=Stamp(issued.at, "synced" if issued.is_dated else "unset", issued.boot, issued.up_ms),
        attempt=max(2, ticket.attempts + 1) if has_paper else 1,
    )
