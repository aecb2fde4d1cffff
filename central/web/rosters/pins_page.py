"""``/ma-pin``: officers choose their own PIN, IT staff set PINs and badges. A PIN is hashed here and never shown."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.people import audit_log
from central.people.roles import IT, OFFICER
from central.rosters import access
from central.rosters.access import Access
from central.rosters.refusal import EditRefused
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import PINS_URL, menu
from central.web.render import render
from central.web.rosters.showing import officer_names
from kiosk_ui.words import date_text

Act = Callable[[Connection, str, str], str]


def blueprint(services: Services) -> Blueprint:
    """The page and its forms."""
    pages = Blueprint("pins", __name__, url_prefix=PINS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _page(services, _site(request.args.get("site", "")))

    @pages.post("/dat")
    def set_pin() -> ResponseReturnValue:
        def act(connection: Connection, site: str, officer: str) -> str:
            said = request.form
            access.set_pin(connection, site, officer, said.get("pin", ""), said.get("again", ""), session.person().code)
            return "pin-set"

        return _do(services, act)

    @pages.post("/bo")
    def end_pin() -> ResponseReturnValue:
        def act(connection: Connection, site: str, officer: str) -> str:
            access.end_pin(connection, site, officer, session.person().code)
            return "pin-ended"

        return _do(services, act)

    @pages.post("/the")
    def set_badge() -> ResponseReturnValue:
        def act(connection: Connection, site: str, officer: str) -> str:
            who = session.person().code
            access.set_badge(connection, site, officer, request.form.get("badge", ""), who)
            access.set_leader(connection, site, officer, "leader" in request.form, who)
            return "badge-set"

        return _do(services, act)

    return pages


def _do(services: Services, act: Act) -> ResponseReturnValue:
    site, officer = _site(request.form.get("site", "")), request.form.get("officer", "")
    try:
        with writing(services.engine) as connection:
            if officer not in _own(connection, site):
                abort(403)
            what = act(connection, site, officer)
            audit_log.note(connection, session.person(), what, officer, site, address=session.address())
    except EditRefused as refused:
        return _page(services, site, refused, officer), 400
    return redirect(f"{PINS_URL}?site={site}", 303)


def _page(services: Services, site: str, refused: EditRefused | None = None, about: str = "") -> Response:
    with reading(services.engine) as connection:
        names, held = _own(connection, site), access.access_of(connection, site)
    zone = services.config.zone(site)

    def words(has: Access) -> str:
        if has.pin_ms is None:
            return "chưa có PIN"
        return f"PIN đặt ngày {date_text(datetime.fromtimestamp(has.pin_ms / 1000, UTC).astimezone(zone).date())}"

    rows = [(code, name, held.get(code, Access())) for code, name in names.items()]
    response = make_response(
        render(
            "pins.html",
            site=site,
            site_name=services.config.sites[site].name,
            sites=[(code, services.config.sites[code].name) for code in session.sites("pins.page")],
            rows=[{"code": code, "name": name, "has": has, "words": words(has)} for code, name, has in rows],
            is_it=session.has(site, IT),
            about=about,
            wrong=refused.vi if refused else "",
            wrong_field=refused.field if refused else "",
            action=PINS_URL,
            menu=menu(PINS_URL, site),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _own(connection: Connection, site: str) -> dict[str, str]:
    """The officers whom who asks may give a PIN: IT all of the list, an officer himself."""
    names = officer_names(connection, site)
    if session.has(site, IT):
        return names
    own = session.person().details(site, OFFICER)
    return {code: name for code, name in names.items() if code in own}


def _site(said: str) -> str:
    allowed = session.sites()
    if not said and allowed:
        return allowed[0]
    if said not in allowed:
        abort(403)
    return said
