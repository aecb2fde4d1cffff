"""Who asks for a page, and whether they may: looked at before any page runs, refused where no rule allows it.

Page code asks `person()`, `sites()` and `has()`; templates write `csrf()` into every form.
"""

import time
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from central.people import audit_log, sessions
from central.people.looks import Looks
from central.people.moments import now_ms
from central.people.rights import LARGE_BODIES, NOBODY, PUBLIC, SIGNED_IN, TOKEN, Roles, allowed_roles
from central.people.roles import Person
from central.people.tokens import form_token, is_form_token, new_token
from central.services import Services
from central.store.engine import reading, writing

SESSION_COOKIE, DOOR_COOKIE = "quayso_session", "quayso_door"
"""The second one is for forms of people who are not signed in; it stands for nobody."""

SIGN_IN_URL = "/dang-nhap"
FIELD, HEADER = "csrf", "X-CSRF"
_HARMLESS = ("GET", "HEAD", "OPTIONS")
_SERVICES, _LOOKS = "quayso_services", "quayso_looks"


class NotSignedIn(HTTPException):
    """Nobody is signed in, and this page is not for everybody."""

    code = 401


class FormRefused(HTTPException):
    """A form that was not made for this browser, or is too old."""

    code = 403


def install(app: Flask, services: Services) -> None:
    """Guard every route of the application."""
    app.extensions[_SERVICES], app.extensions[_LOOKS] = services, Looks(time.monotonic)

    @app.before_request
    def _guard() -> None:
        # An unknown address or method is answered as such.
        if request.endpoint is None or request.routing_exception is not None:
            return
        request.max_content_length = LARGE_BODIES.get(request.endpoint, current_app.config["MAX_CONTENT_LENGTH"])
        roles = allowed_roles(request.endpoint, request.view_args)
        _check_person(roles)
        if request.method not in _HARMLESS and roles != TOKEN:
            _check_form()

    @app.after_request
    def _give_cookies(response: Response) -> Response:
        for name, value in g.get("cookies", {}).items():
            if value:
                response.set_cookie(name, value, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
            else:
                response.delete_cookie(name, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
        return response


def person() -> Person:
    """Who is signed in. Answers 401 itself when nobody is."""
    found = visitor()
    if found is None:
        raise NotSignedIn
    return found


def visitor() -> Person | None:
    """Who is signed in, or None; for pages that everybody may see."""
    if "visitor" not in g:
        g.visitor, g.session = _look_up(request.cookies.get(SESSION_COOKIE, ""))
    found: Person | None = g.visitor
    return found


def this_session() -> str:
    """The public name of the session that asks; '' without one."""
    visitor()
    found: sessions.Session | None = g.session
    return found.public if found else ""


def sites(endpoint: str | None = None, name: str | None = None) -> tuple[str, ...]:
    """The sites whose data this person may see on this page (or on another one), in the order of central.toml."""
    asked = endpoint or request.endpoint or ""
    roles = allowed_roles(asked, request.view_args if name is None else {"name": name})
    who, configured = visitor(), _services().config.sites
    if roles == PUBLIC:
        return tuple(configured)
    if who is None:
        return ()
    return who.sites(configured, None if roles == SIGNED_IN else roles)


def has(site: str, *roles: str) -> bool:
    """Whether who asks holds one of the roles at a site."""
    who = visitor()
    return who is not None and bool(who.roles_at(site) & set(roles))


def may(endpoint: str, arguments: dict[str, object] | None = None) -> bool:
    """Whether who asks may ask for another page; menus show no others."""
    return _is_allowed(visitor(), allowed_roles(endpoint, arguments))


def csrf_token() -> str:
    """The word that a form of this page must bring back; scripts send it as the header `X-CSRF`."""
    return form_token(_form_secret(make=True))


def csrf() -> Markup:
    """The hidden field that every form which changes something must have."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def sign_in(who: Person) -> None:
    """Begin a session under a new id; whatever session or id the browser came with is ended."""
    with writing(_services().engine) as connection:
        sessions.end_token(connection, request.cookies.get(SESSION_COOKIE, ""))
        agent = request.user_agent.string
        token = sessions.open_session(connection, who.id, now_ms(), address(), agent)
        audit_log.note(connection, who, "sign-in", "", address=address())
    _set_cookie(SESSION_COOKIE, token)
    _set_cookie(DOOR_COOKIE, "")


def sign_out() -> None:
    """End this session."""
    who = visitor()
    with writing(_services().engine) as connection:
        sessions.end_token(connection, request.cookies.get(SESSION_COOKIE, ""))
        audit_log.note(connection, who, "sign-out", "", address=address())
    _set_cookie(SESSION_COOKIE, "")


def looked(what: str, site: str) -> None:
    """Write into the log that data about officers was looked at; who reloads a page looks at it once."""
    if _looks().is_new((this_session(), what, site)):
        with writing(_services().engine) as connection:
            audit_log.note(connection, person(), audit_log.LOOK, what, site, address=address())


def address() -> str:
    """The network address of who asks, as the server or the trusted proxy in front of it tells."""
    return request.remote_addr or ""


def own_path(text: str) -> str:
    """A path of this server out of an address that somebody may have made up; '/' for everything else."""
    plain = text.replace("\\", "/")
    parts = urlsplit(plain)
    is_own = plain.startswith("/") and not plain.startswith("//") and not parts.scheme and not parts.netloc
    return text if is_own and text.isprintable() else "/"


def to_sign_in() -> ResponseReturnValue:
    """Send a browser to the sign-in page and, after it, back."""
    wanted = request.full_path.rstrip("?")
    return redirect(f"{SIGN_IN_URL}?to={quote(own_path(wanted), safe='')}", 303)


def _services() -> Services:
    found: Services = current_app.extensions[_SERVICES]
    return found


def _looks() -> Looks:
    found: Looks = current_app.extensions[_LOOKS]
    return found


def _check_person(roles: Roles) -> None:
    if roles in (PUBLIC, TOKEN):
        return
    if not _is_allowed(person(), roles):
        abort(403)


def _is_allowed(who: Person | None, roles: Roles) -> bool:
    if roles in (PUBLIC, TOKEN):
        return True
    if who is None or roles == NOBODY:
        return False
    return roles == SIGNED_IN or bool(who.roles & roles)


def _check_form() -> None:
    """A request that changes something must carry the word of its own browser, and come from our own pages."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise FormRefused
    said = request.headers.get(HEADER) or request.form.get(FIELD, "")
    secret = _form_secret(make=False)
    if not secret or not is_form_token(said, secret):
        raise FormRefused


def _form_secret(*, make: bool) -> str:
    """What the forms of this browser are bound to: its session, else its door cookie."""
    if visitor() is not None:
        return request.cookies[SESSION_COOKIE]
    secret: str = g.get("cookies", {}).get(DOOR_COOKIE) or request.cookies.get(DOOR_COOKIE, "")
    if not secret and make:
        secret = new_token()
        _set_cookie(DOOR_COOKIE, secret)
    return secret


def _set_cookie(name: str, value: str) -> None:
    g.setdefault("cookies", {})[name] = value


def _look_up(token: str) -> tuple[Person | None, sessions.Session | None]:
    if not token:
        return None, None
    engine, now = _services().engine, now_ms()
    with reading(engine) as connection:
        found = sessions.find_session(connection, token, now)
    if found is None:
        return None, None
    if now - found[1].seen_ms >= sessions.MINUTE_MS:
        with writing(engine) as connection:
            sessions.touch(connection, found[1].public, now)
    return found
