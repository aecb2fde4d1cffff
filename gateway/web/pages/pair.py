"""``/pair``: the code that a screen shows until the IT staff approves it, and the way back to its page."""

from collections.abc import Collection
from typing import cast

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gateway.web.asking import as_json
from gateway.web.door import needs_tls
from gateway.web.pairing import cookie_name
from gateway.web.parts import PageParts
from gateway.web.render import render
from gateway.web.screens_file import ScreenKind

CLAIM_COOKIE = "quayso-claim"
CLAIM_AGE_S = 900
TOKEN_AGE_S = 400 * 86_400
"""The longest that browsers keep a cookie; `renew` prolongs it each day the screen is used."""
OF_COUNTERS = frozenset(("desk", "rate"))


def title_of(kind: str, counter: str | None) -> str:
    """What a screen is, for the person who pairs it."""
    names = {
        "take": "máy lấy số",
        "rate": f"màn hình đánh giá của quầy {counter}",
        "desk": f"bàn cán bộ của quầy {counter}",
        "guide": "bàn hướng dẫn",
    }
    return names[kind]


def pages(parts: PageParts, known: Collection[str], tls_only: Collection[str], tls_port: int | None) -> Blueprint:
    """``known``: the pages of this gateway; no other screen is paired here."""
    pages = Blueprint("pair", __name__)
    counters = {counter.id for counter in parts.site.counters}

    def wanted() -> tuple[ScreenKind, str | None]:
        kind, counter = request.args.get("kind", ""), request.args.get("counter")
        if kind not in known or kind not in ("take", "rate", "desk", "guide"):
            abort(404)
        if (counter in counters) if kind in OF_COUNTERS else (counter is None):
            if kind in tls_only:
                needs_tls(tls_port)
            return cast(ScreenKind, kind), counter
        abort(404)

    @pages.get("/pair")
    def page() -> ResponseReturnValue:
        return _code_page(parts, *wanted())

    @pages.post("/pair/claim")
    def claim() -> ResponseReturnValue:
        kind, counter = wanted()
        state, token = parts.screens.claim(request.cookies.get(CLAIM_COOKIE))
        response = as_json({"state": state})
        if token is not None:
            _set_cookie(response, cookie_name(kind, counter), token, TOKEN_AGE_S)
            response.delete_cookie(CLAIM_COOKIE)
        return response

    @pages.after_app_request
    def renew(response: Response) -> Response:
        _renew(parts, response)
        return response

    return pages


def _code_page(parts: PageParts, kind: ScreenKind, counter: str | None) -> ResponseReturnValue:
    """The code, or the way on for a screen that is paired already."""
    if parts.screens.may(request, kind, counter):
        return redirect(address_of(kind, counter))
    code, claim = parts.screens.ask(kind, counter, request.remote_addr or "", request.cookies.get(CLAIM_COOKIE))
    words = {"code": code, "what": title_of(kind, counter), "gateway": parts.gateway}
    claim_url = url_for("pair.claim", kind=kind, counter=counter)
    page = render("pair.html", **words, claim_url=claim_url, target=address_of(kind, counter))
    response = make_response(page)
    _set_cookie(response, CLAIM_COOKIE, claim, CLAIM_AGE_S)
    return response


def _renew(parts: PageParts, response: Response) -> None:
    """A page of a paired screen prolongs its cookie; orders and streams do not."""
    if request.method != "GET" or response.mimetype != "text/html" or response.status_code != 200:
        return
    kind, counter = request.blueprint or "", (request.view_args or {}).get("counter")
    name = cookie_name(kind, counter)
    if name in request.cookies and parts.screens.may(request, kind, counter):
        _set_cookie(response, name, request.cookies[name], TOKEN_AGE_S)


def address_of(kind: str, counter: str | None) -> str:
    """Where a screen of this kind belongs."""
    return f"/{kind}" if counter is None else f"/{kind}/{counter}"


def _set_cookie(response: Response, name: str, value: str, age_s: int) -> None:
    response.set_cookie(name, value, max_age=age_s, httponly=True, samesite="Strict", secure=request.is_secure)
