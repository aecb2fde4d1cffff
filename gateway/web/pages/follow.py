"""``/t/<token>``: the phone behind the code on a ticket: how long still, where to go, afterwards the rating.

It knows the tickets of today, because the hall of this gateway does; central answers for earlier days at the public
address. Nothing is asked about a person, and a phone is told apart by a random cookie alone.
"""

import secrets
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue

from contract.dissatisfaction import REASONS
from contract.scales import LevelCode
from contract.tokens import read_token
from gateway.hall_commands import ReasonsChosen
from gateway.queue.looking import people_before
from gateway.queue.state import Ticket
from gateway.web.asking import as_json, read_body
from gateway.web.errors import Refused
from gateway.web.pages.rate import Reasons
from gateway.web.parts import PageParts
from gateway.web.rating_orders import levels_now, store_choice
from gateway.web.render import render

PHONE_COOKIE = "quayso-phone"
PHONE_AGE_S = 2 * 86_400
RATEABLE = frozenset(("serving", "finished"))


class Give(msgspec.Struct, frozen=True):
    """A level for the ticket of the address."""

    level: LevelCode


def pages(parts: PageParts) -> Blueprint:
    """The page, its state, and the rating."""
    pages = Blueprint("follow", __name__)

    @pages.get("/t/<token>")
    def page(token: str) -> ResponseReturnValue:
        ticket = _ticket(parts, token)
        service = next((one.name for one in parts.site.services if one.code == ticket.service), "")
        shown = render(
            "follow.html", site_name=parts.site.name, number=ticket.number, service=service, levels=levels_now(parts),
            reasons=REASONS, token=token, now=_now(parts, ticket),
        )  # fmt: skip
        response = make_response(shown)
        if PHONE_COOKIE not in request.cookies:
            response.set_cookie(
                PHONE_COOKIE, secrets.token_hex(16), max_age=PHONE_AGE_S, httponly=True, samesite="Strict",
                secure=request.is_secure,
            )  # fmt: skip
        return response

    @pages.get("/t/<token>/state")
    def state(token: str) -> ResponseReturnValue:
        return as_json(_now(parts, _ticket(parts, token)))

    @pages.post("/t/<token>/give")
    def give(token: str) -> ResponseReturnValue:
        return _give(parts, _ticket(parts, token), read_body(Give))

    @pages.post("/t/<token>/reasons")
    def reasons(token: str) -> ResponseReturnValue:
        _ticket(parts, token)
        wanted = read_body(Reasons)
        clock = parts.clock
        parts.post(ReasonsChosen(wanted.rating, wanted.reasons, clock.now(), clock.monotonic_s()))
        return as_json({"ok": True})

    return pages


def _ticket(parts: PageParts, token: str) -> Ticket:
    """The ticket of a token; 404 for a foreign one, one of another day, and where nobody keeps the secret."""
    queue = parts.queue()
    found = read_token(token, parts.site.secret) if parts.site.secret is not None else None
    if queue is None or found is None or found not in queue.tickets:
        abort(404)
    return queue.tickets[found]


def _now(parts: PageParts, ticket: Ticket) -> dict[str, Any]:
    """What the phone shows: a state, and for who waits the people ahead and the minutes."""
    shown: dict[str, Any] = {"state": ticket.state, "counter": ticket.counter, "live": parts.feed.look().is_live}
    queue, heard = parts.queue(), parts.feed.look().state
    if ticket.state == "waiting" and queue is not None:
        ahead, waiting = people_before(queue, parts.site, ticket)
        shown["ahead"] = ahead
        service = None if heard is None else heard.services.get(ticket.service)
        if service is not None and service.estimate_s is not None and waiting:
            shown["minutes"] = max(1, round(service.estimate_s * ahead / waiting / 60))
    return shown


def _give(parts: PageParts, ticket: Ticket, wanted: Give) -> Response:
    """Hand the rating over and wait until it is stored. Raises Refused."""
    if ticket.state not in RATEABLE or ticket.counter is None:
        raise Refused(409, "wrong_state", "Chưa đến lúc đánh giá", "Lượt này chưa được phục vụ.", "")
    phone = request.cookies.get(PHONE_COOKIE, request.remote_addr or "")[:64]
    rating = store_choice(parts, ticket.counter, ticket.id, wanted.level, "qr", f"phone-{phone}", ticket.officer)
    return as_json({"ok": True, "result": {"rating": rating}})
