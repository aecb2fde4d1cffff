"""``/ma-truy-cap``: an administrator makes tokens for other programs, sees their last use, and ends them."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.api import tokens
from central.api.scopes import SCOPES
from central.api.tokens import Token, TokenRefused, Wish
from central.people import audit_log
from central.people.moments import now_ms
from central.people.roles import ADMIN
from central.services import Services
from central.store.engine import reading, writing
from central.store.tables.people import EVERY_SITE
from central.web import session
from central.web.menu import TOKENS_URL, menu
from central.web.people.showing import EVERY_SITE_TITLE
from central.web.render import render
from kiosk_ui.words import moment_text

USUAL_DAYS = 365


def blueprint(services: Services) -> Blueprint:
    """The list, the form, and ending a token."""
    pages = Blueprint("api_tokens", __name__, url_prefix=TOKENS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services)

    @pages.post("")
    def make() -> ResponseReturnValue:
        wish, who = _asked(), session.person()
        if not set(wish.sites) <= {site for site, _ in _site_choices(services)}:
            abort(403)
        try:
            with writing(services.engine) as connection:
                token, word = tokens.make_token(connection, wish, who.code, now_ms())
                _note(connection, "token-made", token)
        except TokenRefused as refused:
            return _list(services, wrong=str(refused)), 400
        response = make_response(_list(services, word=word))
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.post("/<int:number>/thu-hoi")
    def revoke(number: int) -> ResponseReturnValue:
        with writing(services.engine) as connection:
            token = next((one for one in _own(services, connection) if one.id == number), None)
            if token is None:
                abort(404)
            tokens.revoke(connection, number, session.person().code, now_ms())
            _note(connection, "token-ended", token)
        return redirect(TOKENS_URL, 303)

    return pages


def _list(services: Services, wrong: str = "", word: str = "") -> str:
    with reading(services.engine) as connection:
        found = _own(services, connection)
    return render(
        "api_tokens.html",
        tokens=[_shown(services, one) for one in found],
        scopes=list(SCOPES.values()),
        site_choices=_site_choices(services),
        typed=request.form if wrong else {},
        wrong=wrong,
        word=word,
        days=USUAL_DAYS,
        action=TOKENS_URL,
        menu=menu(TOKENS_URL),
    )


def _own(services: Services, connection: Connection) -> list[Token]:
    """The tokens all of whose sites are this administrator's."""
    allowed = {site for site, _ in _site_choices(services)}
    return [one for one in tokens.all_tokens(connection) if EVERY_SITE in allowed or set(one.sites) <= allowed]


def _site_choices(services: Services) -> list[tuple[str, str]]:
    choices = [(site, services.config.sites[site].name) for site in session.sites("api_tokens.page")]
    if any(grant.site == EVERY_SITE and grant.role == ADMIN for grant in session.person().grants):
        choices.insert(0, (EVERY_SITE, EVERY_SITE_TITLE))
    return choices


def _asked() -> Wish:
    said = request.form
    days = said.get("days", "").strip()
    return Wish(
        said.get("name", "").strip(), said.getlist("scopes"), said.getlist("sites"),
        int(days) if days.isascii() and days.isdecimal() and len(days) <= 5 else 0,
    )  # fmt: skip


def _shown(services: Services, one: Token) -> dict[str, Any]:
    def moment(at_ms: int) -> str:
        return moment_text(datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(services.config.zone("")))

    names = [EVERY_SITE_TITLE if site == EVERY_SITE else _name(services, site) for site in one.sites]
    return {
        "id": one.id,
        "name": one.name,
        "scopes": ", ".join(scope.title for key, scope in SCOPES.items() if key in one.scopes),
        "sites": ", ".join(names),
        "made": f"{moment(one.made_ms)}, {one.made_by}",
        "until": moment(one.expires_ms),
        "used": f"{moment(one.used_ms)} từ {one.used_from or '?'}" if one.used_ms else "chưa dùng",
        "is_live": one.holds_at(now_ms()),
        "ended": moment(one.ended_ms) if one.ended_ms else "",
    }


def _name(services: Services, site: str) -> str:
    known = services.config.sites.get(site)
    return known.name if known else site


def _note(connection: Connection, act: str, token: Token) -> None:
    what = f"{token.name}: {', '.join(sorted(token.scopes))}"
    site = token.sites[0] if len(token.sites) == 1 and token.sites[0] != EVERY_SITE else ""
    audit_log.note(connection, session.person(), act, what, site, address=session.address())
