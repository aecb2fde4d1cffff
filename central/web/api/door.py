"""Who asks the interface for programs: its token, how often it may ask, and what is written of it."""

import math
import time

from flask import request

from central.api.problems import Problem
from central.api.report import api_person
from central.api.tokens import Token, find_token, is_to_note, note_use
from central.people import audit_log
from central.people.looks import Looks
from central.people.moments import now_ms
from central.public.limits import Limits, Rate, address_key
from central.services import Services
from central.store.engine import reading, writing
from central.web import session

ASKED = Rate(240, 4.0)
"""A token may ask for every report of a province at once, then four times a second."""
WRONG = Rate(20, 0.05)
_SCHEME = "bearer"
_LONGEST = 128


class Door:
    """Looks at the token of each request. Counts are kept in memory."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._limits = Limits(time.monotonic)
        self._looks = Looks(time.monotonic)

    def enter(self, scope: str) -> Token:
        """The token of this request, which has the scope ('' any). Raises Problem."""
        token = self._token()
        wait_s = self._limits.wait_s("token", str(token.id), ASKED)
        if wait_s:
            raise _too_often(wait_s)
        if scope and scope not in token.scopes:
            raise Problem(403, f"Mã truy cập không có phạm vi {scope}.", f"The token lacks the scope {scope}.")
        return token

    def looked(self, token: Token, what: str, site: str) -> None:
        """Write into the log that a program had figures; the same within ten minutes is one look."""
        if self._looks.is_new((str(token.id), what, site)):
            with writing(self._services.engine) as connection:
                audit_log.note(connection, api_person(token), audit_log.LOOK, what, site, address=session.address())

    def _token(self) -> Token:
        kind, _, word = request.headers.get("Authorization", "").partition(" ")
        address = address_key(session.address())
        moment = now_ms()
        with reading(self._services.engine) as connection:
            is_said = kind.lower() == _SCHEME and len(word) <= _LONGEST
            token = find_token(connection, word.strip(), moment) if is_said else None
        if token is None:
            wait_s = self._limits.wait_s("wrong", address, WRONG)
            if wait_s:
                raise _too_often(wait_s)
            raise Problem(
                401, "Yêu cầu phải mang mã truy cập còn hiệu lực.", "Send Authorization: Bearer with a valid token."
            )
        if is_to_note(token, moment):
            with writing(self._services.engine) as connection:
                note_use(connection, token, moment, session.address())
        return token


def _too_often(wait_s: float) -> Problem:
    return Problem(429, "Xin hỏi lại sau.", "Ask again later.", wait_s=math.ceil(wait_s))
