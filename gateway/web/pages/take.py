"""``/take``: the ticket kiosk. It asks the hall for a number and shows what it gets; it keeps nothing about anybody."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue
from msgspec import Meta

from contract.events.tickets import Need
from contract.fields import Token
from contract.services import AccessNeed, Service
from contract.site import SiteConfig
from gateway.queue.state import PrintState
from gateway.web import opening
from gateway.web.asking import as_json, ask_hall, call_for_help, order, pair_first, say
from gateway.web.errors import Refused
from gateway.web.parts import PageParts
from gateway.web.render import render
from gateway.web.speech import can_say
from kiosk_ui.languages import FIRST, UnknownLanguage, load_pack

HELP_AGAIN_S = 20.0
"""A second press of the help button within this time calls nobody twice."""


class TakeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page asks for. ``id`` is made by the browser: the same press sent twice gives one number.

    ``sure``: the citizen has read that it may not be in time.
    """

    id: UUID
    service: Token
    need: Need
    priority: bool = False
    needs: Annotated[tuple[AccessNeed, ...], Meta(max_length=8)] = ()
    items: Annotated[int, Meta(ge=2, le=99)] | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}\Z")] = FIRST
    sure: bool = False


class HelpOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The help button."""


def pages(parts: PageParts) -> Blueprint:
    """The page, what it needs to draw itself, and its two orders."""
    pages = Blueprint("take", __name__)
    help_called: list[float] = []

    @pages.get("/take")
    def page() -> ResponseReturnValue:
        return pair_first(parts, "take") or render("take.html", name=parts.site.name)

    @pages.get("/take/setup")
    def setup() -> ResponseReturnValue:
        return pair_first(parts, "take") or as_json(setup_of(parts))

    @pages.post("/take/order")
    def take() -> ResponseReturnValue:
        wanted = order(parts, TakeOrder, "take")
        service = _service(parts.site, wanted)
        if not wanted.sure and (half := half_missed(parts, service, wanted.items)):
            return as_json({"ok": True, "result": {"late": half}})
        return say(ask_hall(parts, "take_ticket", args_of(wanted), request_id=wanted.id))

    @pages.get("/take/printing/<uuid:ticket>")
    def printing(ticket: UUID) -> ResponseReturnValue:
        return pair_first(parts, "take") or as_json({"state": print_state(parts, ticket)})

    @pages.post("/take/help")
    def call_help() -> ResponseReturnValue:
        order(parts, HelpOrder, "take")
        now_s = parts.clock.monotonic_s()
        if not help_called or now_s - help_called[-1] >= HELP_AGAIN_S:
            if not call_for_help(parts, parts.gateway, "citizen").ok:
                # The hall is away: its guides do not see this call.
                raise Refused(503, "nobody_hears", "Chưa gọi được", "", "Xin ông/bà đến quầy hướng dẫn.")
            help_called[:] = [now_s]
        return as_json({"ok": True, "result": {}})

    return pages


def setup_of(parts: PageParts) -> dict[str, Any]:
    """Everything the page has to know, once: services, words, hours."""
    site, today = parts.site, parts.clock.now().at.date()
    return {
        "name": site.name,
        "services": [_as_shown(service) for service in site.services],
        "groups": site.priority.groups,
        "packs": packs_of(parts),
        "hours": opening.opening_lines(site.hours.sessions),
        "tickets": _ticket_lines(site.hours.sessions),
        "is_off": bool(site.hours.sessions) and not site.hours.sessions_on(today),
    }


def packs_of(parts: PageParts) -> list[dict[str, Any]]:
    """The languages of the centre, each with its texts and whether it can be read aloud."""
    packs = []
    for code in dict.fromkeys((FIRST, *parts.site.languages)):
        try:
            pack = load_pack(code)
        except UnknownLanguage:
            continue
        packs.append({"code": code, "name": pack.name, "speaks": can_say(parts, code), "texts": pack.texts})
    return packs


def half_missed(parts: PageParts, service: Service, items: int | None) -> opening.Half | None:
    """The half-day in which there may be no time left for this visit, by the wait that the hall expects."""
    heard = parts.feed.look()
    waiting = heard.state.services.get(service.code) if heard.state is not None and heard.is_live else None
    if waiting is None or waiting.estimate_s is None:
        return None
    visit_s = service.expected_s + service.per_item_s * ((items or 1) - 1)
    hours = opening.hours_of(parts.site, service)
    return opening.half_missed(hours, parts.clock.now().at, waiting.estimate_s + visit_s)


def args_of(wanted: TakeOrder) -> dict[str, Any]:
    """The order as the hall's argument; ``language`` is for the paper of this kiosk, the hall passes it over."""
    args: dict[str, Any] = {
        "service": wanted.service,
        "need": wanted.need,
        "priority": wanted.priority,
        "needs": sorted(set(wanted.needs)),
        "channel": "kiosk",
    }
    if wanted.items is not None:
        args["items"] = wanted.items
    if wanted.language != FIRST:
        args["language"] = wanted.language
    return args


def print_state(parts: PageParts, ticket: UUID) -> PrintState | None:
    """How far the paper of a ticket is, as far as this gateway knows."""
    known = parts.printing(ticket)
    if known is None and (queue := parts.queue()) is not None and ticket in queue.tickets:
        return queue.tickets[ticket].printing
    return known


def _service(site: SiteConfig, wanted: TakeOrder) -> Service:
    """The service that is asked for. Raises Refused for one that this centre has not, or not under this need."""
    found = next((service for service in site.services if service.code == wanted.service), None)
    if found is None:
        raise Refused(409, "unknown_service", "Trung tâm không có việc này", "", "Xin chọn lại.")
    if wanted.need not in found.needs and wanted.need != "other":
        raise Refused(409, "unknown_service", "Việc này không có ở mục đã chọn", "", "Xin chọn lại.")
    for need in wanted.needs:
        language = need.partition(":")[2]
        if language and language not in site.languages:
            raise Refused(409, "malformed", "Trung tâm không có ngôn ngữ này", "", "Xin chọn lại.")
    return found


def _as_shown(service: Service) -> dict[str, Any]:
    return {
        "code": service.code,
        "name": service.name,
        "picture": service.picture,
        "needs": service.needs,
        "hours": opening.opening_lines(service.hours) or None,
        "tickets": _ticket_lines(service.hours),
    }


def _ticket_lines(sessions: tuple[Any, ...]) -> tuple[opening.OpeningLine, ...] | None:
    """When numbers are given, where that is not simply the opening hours."""
    lines = opening.opening_lines(sessions, of_tickets=True)
    return lines if lines != opening.opening_lines(sessions) else None
