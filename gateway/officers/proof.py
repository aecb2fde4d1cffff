"""The one door for PINs and day codes: checks them within the limits of `tries` and says in words what is wrong."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from contract.site import Officer, SiteConfig
from gateway.officers.day_codes import DIGITS, day_code, is_day_code
from gateway.officers.pins import fits, is_pin
from gateway.officers.tries import Tries, wait_text

log = logging.getLogger(__name__)

NOT_DIGITS = "Mã PIN gồm 4 đến 8 chữ số."
WRONG = "Mã không đúng. Xin nhập lại."
NO_LEADER = "Chỉ trưởng ca mới cấp được mã trong ngày."
NO_SECRET = "Trung tâm chưa cài mã bí mật (secret trong site.toml) nên chưa cấp được mã trong ngày."


NOBODY = "Trung tâm không có cán bộ này."


@dataclass(frozen=True, slots=True)
class Proved:
    """``officer`` when it is who they say, else ``error`` (a word for programs) and ``message`` (for people).
    ``code``: a day code that was asked for."""

    officer: Officer | None
    error: str = ""
    message: str = ""
    code: str = field(default="", repr=False)


class Proof:
    """Checks who wants to sign in; from any thread."""

    def __init__(self, site: SiteConfig, now_s: Callable[[], float]) -> None:
        self._site = site
        self._officers: Mapping[str, Officer] = {officer.code: officer for officer in site.officers}
        self._now_s = now_s
        self._tries = Tries()
        self._lock = threading.Lock()
        # One at a time: a hash takes 16 MiB, and a crowd of guesses must not take them all at once.
        self._hashing = threading.Lock()

    def prove(self, officer: str, code: str, screen: str, day: date) -> Proved:
        """Check a PIN or day code that was typed at a screen."""
        if not is_pin(code):
            return Proved(None, "not_a_pin", NOT_DIGITS)
        known = self._officers.get(officer)
        name = officer if known is not None else "?"
        with self._lock:
            wait_s = self._tries.begin(name, screen, self._now_s())
        if wait_s > 0:
            return Proved(None, "wait", f"Nhập sai nhiều lần. Xin chờ {wait_text(wait_s)} rồi nhập lại.")
        if not self._is_right(known, code, day):
            log.warning("a wrong PIN for officer %s at %s", name, screen)
            return Proved(None, "wrong", WRONG)
        with self._lock:
            self._tries.succeeded(name, screen)
        return Proved(known)

    def day_code(self, leader: str | None, pin: str, officer: str, screen: str, day: date) -> Proved:
        """The day code of ``officer``, for the shift leader who is signed in and types their own PIN again."""
        known = self._officers.get(leader or "")
        if known is None or not known.leader:
            return Proved(None, "not_leader", NO_LEADER)
        if self._site.secret is None:
            return Proved(None, "no_secret", NO_SECRET)
        if officer not in self._officers:
            return Proved(None, "unknown_officer", NOBODY)
        proved = self.prove(known.code, pin, screen, day)
        if proved.officer is None:
            return proved
        log.info("officer %s got a day code from %s at %s", officer, known.code, screen)
        return Proved(known, code=day_code(self._site.secret, self._site.site, officer, day))

    def _is_right(self, officer: Officer | None, code: str, day: date) -> bool:
        by_code = (
            officer is not None
            and len(code) == DIGITS
            and is_day_code(code, self._site.secret, self._site.site, officer.code, day)
        )
        with self._hashing:
            return fits(code, officer.pin if officer is not None else None) or by_code
