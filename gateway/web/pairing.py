"""Which browsers may take tickets, rate, or work at a desk: paired once with a code that is shown on the screen.

A paired browser holds a random token in a cookie; ``screens.json`` keeps its SHA-256 alone, so a copy of the file
opens nothing. Kind and counter are fixed when the code is made. Codes live in memory and expire.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from flask import Request

from gateway.web.screens_file import PairedScreen, ScreenKind, ScreensFile

CODE_LIFE_S = 600.0
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Nothing that looks like another: no 0 and O, no 1, I and L."""
CODE_LENGTH = 6
MOST_WAITING = 40
MOST_WAITING_OF_ONE = 4
"""Codes one address may have at a time: a browser that asks for ever pushes out its own only."""
MOST_WRONG = 10
WRONG_LIFE_S = 600.0


class PairingRefused(Exception):
    """A code was not accepted; ``why`` is ``wrong_code`` or ``too_many_tries``."""

    def __init__(self, why: Literal["wrong_code", "too_many_tries"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class _Waiting:
    code: str
    kind: ScreenKind
    counter: str | None
    address: str
    expires_s: float
    token: str | None = None


class Pairing:
    """Codes that wait, screens that are paired. Safe from any thread.

    ``everybody``: every screen is paired as soon as it asks, for a demonstration or a training room.
    """

    def __init__(
        self, path: Path, now: Callable[[], datetime], monotonic_s: Callable[[], float], everybody: bool = False
    ) -> None:
        self._file = ScreensFile(path)
        self._now = now
        self._now_s = monotonic_s
        self._everybody = everybody
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._wrong_s: list[float] = []
        self._screens: dict[str, PairedScreen] | None = None

    def ask(self, kind: ScreenKind, counter: str | None, address: str, claim: str | None = None) -> tuple[str, str]:
        """A code for a screen, and the claim with which its browser fetches the token once the code is approved.

        A claim that still waits for the same gets its code again.
        """
        with self._lock:
            self._forget_expired()
            known = self._waiting.get(claim or "")
            if claim and known and (known.kind, known.counter, known.address) == (kind, counter, address):
                return known.code, claim
            mine = [key for key, waiting in self._waiting.items() if waiting.address == address]
            for key in mine[: max(0, len(mine) - MOST_WAITING_OF_ONE + 1)]:
                del self._waiting[key]
            while len(self._waiting) >= MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
            claim = secrets.token_urlsafe(32)
            self._waiting[claim] = waiting = _Waiting(code, kind, counter, address, self._now_s() + CODE_LIFE_S)
            if self._everybody:
                self._pair(waiting)
            return code, claim

    def claim(self, claim: str | None) -> tuple[Literal["waiting", "paired", "gone"], str | None]:
        """How a claim stands; the token is handed out once."""
        with self._lock:
            self._forget_expired()
            waiting = self._waiting.get(claim or "")
            if waiting is None or claim is None:
                return "gone", None
            if waiting.token is None:
                return "waiting", None
            del self._waiting[claim]
            return "paired", waiting.token

    def approve(self, code: str) -> PairedScreen:
        """Pair the screen that shows this code. Raises PairingRefused, and OSError when it cannot be stored."""
        wanted = "".join(code.split()).replace("-", "").upper()
        with self._lock:
            self._forget_expired()
            if len(self._wrong_s) >= MOST_WRONG:
                raise PairingRefused("too_many_tries")
            waiting = next((w for w in self._waiting.values() if w.token is None and w.code == wanted), None)
            if waiting is None:
                self._wrong_s.append(self._now_s())
                raise PairingRefused("wrong_code")
            return self._pair(waiting)

    def revoke(self, screen: str) -> bool:
        """Let a paired screen do nothing more; False when there is none of this id. Raises OSError."""
        with self._lock:
            known = self._known()
            kept = {key: paired for key, paired in known.items() if paired.id != screen}
            if len(kept) == len(known):
                return False
            self._store(kept)
            return True

    def screens(self) -> tuple[PairedScreen, ...]:
        """Every paired screen, the oldest first."""
        with self._lock:
            return tuple(sorted(self._known().values(), key=lambda screen: screen.paired_at))

    def may(self, request: Request, kind: str, counter: str | None = None) -> bool:
        """Tell whether this browser was paired as this kind of screen, of this counter."""
        return self.name(request, kind, counter) is not None

    def name(self, request: Request, kind: str, counter: str | None = None) -> str | None:
        """The id under which this browser was paired, or None."""
        token = request.cookies.get(cookie_name(kind, counter))
        if not token:
            return None
        with self._lock:
            screen = self._known().get(hash_of(token))
        return screen.id if screen is not None and (screen.kind, screen.counter) == (kind, counter) else None

    def _pair(self, waiting: _Waiting) -> PairedScreen:
        token = secrets.token_urlsafe(32)
        known = self._known()
        taken = {screen.id for screen in known.values()}
        screen = PairedScreen(_free_id(waiting.kind, taken), waiting.kind, waiting.counter, hash_of(token), self._now())
        self._store({**known, screen.token_sha256: screen})
        waiting.token = token
        return screen

    def _known(self) -> dict[str, PairedScreen]:
        if self._screens is None:
            self._screens = {screen.token_sha256: screen for screen in self._file.read()}
        return self._screens

    def _store(self, screens: dict[str, PairedScreen]) -> None:
        self._file.write(screens.values())
        self._screens = screens

    def _forget_expired(self) -> None:
        now_s = self._now_s()
        self._waiting = {key: waiting for key, waiting in self._waiting.items() if waiting.expires_s > now_s}
        self._wrong_s = [wrong_s for wrong_s in self._wrong_s if now_s - wrong_s < WRONG_LIFE_S]


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def cookie_name(kind: str, counter: str | None) -> str:
    """The cookie of a pairing; one browser may be paired for several things."""
    if counter is None:
        return f"quayso-{kind}"
    return f"quayso-{kind}-{hashlib.sha256(counter.encode()).hexdigest()[:12]}"


def _free_id(kind: ScreenKind, taken: Iterable[str]) -> str:
    numbers = [int(rest) for name in taken if (rest := name.removeprefix(f"{kind}-")).isdigit()]
    return f"{kind}-{max(numbers, default=0) + 1}"
