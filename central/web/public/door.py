"""The door of the public page: how often somebody may knock, and which ticket a token opens.

A wrong token is answered like one of a ticket that is not known, and costs the same look into the store.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from flask import Response, request

from central.public import limits
from central.public.limits import Limits, Rate, address_key
from central.public.opening import NOBODY, open_token
from central.rules.workdays import IsWorkday
from central.services import Services
from central.store.engine import reading
from central.web import session
from central.web.public.refusals import PublicRefused
from central.web.public.tickets import Found, Waiting, find_ticket
from central.workdays import workdays_of
from kiosk_ui.languages import pack_codes

PHONE_COOKIE = "quayso-phone"
LANGUAGE_COOKIE = "quayso-lang"
PHONE_AGE_S = 7 * 86_400


class Door:
    """Lets telephones in. ``now_s``: a monotonic clock; ``now``: the present moment in a time zone."""

    def __init__(
        self,
        services: Services,
        now_s: Callable[[], float] = time.monotonic,
        now: Callable[..., datetime] = datetime.now,
    ) -> None:
        self.services = services
        self.waiting = Waiting(now_s)
        self.now_s = now_s
        self._now = now
        self._limits = Limits(now_s)
        sites = services.config.sites.items()
        self._secrets = {code: site.secret for code, site in sites if site.secret is not None}

    def today(self, site: str) -> date:
        """The date at a site."""
        return self._now(self.services.config.zone(site)).date()

    def now_ms(self) -> int:
        """Central's clock: milliseconds from 1970-01-01T00:00Z."""
        return int(self._now(UTC).timestamp() * 1000)

    def workdays(self, site: str) -> IsWorkday:
        """The working days of a site."""
        return workdays_of(self.services.config, site)

    def open(self, token: str, *, writes: bool = False) -> Found:
        """The ticket of a token. Raises PublicRefused: 404 for any other, 429 for who asks too often."""
        address = address_key(session.address())
        self._take("address", address, limits.READS_OF_ADDRESS)
        if writes:
            _check_origin()
        opened = open_token(token, self._secrets)
        site, ticket = opened or ("", NOBODY)
        with reading(self.services.engine) as connection:
            found = find_ticket(connection, site, ticket, self.today(site))
        if found is None:
            self._take("wrong", address, limits.WRONG_OF_ADDRESS)
            raise PublicRefused(404, "follow.unknown_then")
        self._take("ticket", str(ticket), limits.WRITES_OF_TICKET if writes else limits.READS_OF_TICKET, writes=writes)
        return found

    def phone(self, site: str) -> bytes:
        """Who this telephone is today: a keyed hash of its random cookie; another one tomorrow."""
        seen = request.cookies.get(PHONE_COOKIE, "") or f"{session.address()} {request.user_agent.string}"
        secret = self._secrets.get(site, "").encode()
        said = f"quayso phone 1\0{self.today(site)}\0{seen[:512]}".encode("utf-8", "replace")
        return hmac.new(secret, said, hashlib.sha256).digest()[:16]

    def _take(self, kind: str, key: str, rate: Rate, *, writes: bool = False) -> None:
        wait_s = self._limits.wait_s(f"{kind}-writes" if writes else kind, key, rate)
        if wait_s > 0:
            raise PublicRefused(429, "follow.too_often", {"seconds": max(1, round(wait_s + 0.5))}, wait_s)


def give_cookies(response: Response) -> Response:
    """A random cookie by which one telephone is told from another, and the language that was chosen on it."""
    wanted = request.args.get("lang", "")
    if wanted in pack_codes():
        response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=PHONE_AGE_S, samesite="Lax", path="/t/")
    if PHONE_COOKIE not in request.cookies:
        response.set_cookie(
            PHONE_COOKIE, secrets.token_hex(16), max_age=PHONE_AGE_S, httponly=True, samesite="Lax",
            secure=request.is_secure, path="/t/",
        )  # fmt: skip
    return response


def _check_origin() -> None:
    """What changes something comes from our own pages."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise PublicRefused(403, "follow.wrong_choice")
