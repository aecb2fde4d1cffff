"""Who acts at a screen: pure. At a desk it is the officer whom the hall says sits there; at a guide's screen the one
who signed in by PIN, until they leave, the day ends or nobody has touched it for long."""

import secrets
import threading
from dataclasses import dataclass

from contract.hall import HallState
from gateway.queue.state import QueueState

GUIDE_IDLE_S = 3_600.0
MOST_GUIDES = 64


def officer_at(counter: str, queue: QueueState | None, state: HallState | None) -> str | None:
    """The officer at a counter by the day the hall role keeps here, else by the state that the hall tells."""
    if queue is not None:
        seat = queue.counters.get(counter)
        return seat.officer if seat is not None else None
    now = state.counters.get(counter) if state is not None else None
    return now.officer if now is not None else None


@dataclass(slots=True)
class _Guide:
    officer: str
    day: str
    used_s: float


class GuideSessions:
    """Officers signed in at guides' screens, by a random token in the browser's cookie; from any thread."""

    def __init__(self) -> None:
        self._guides: dict[str, _Guide] = {}
        self._lock = threading.Lock()

    def begin(self, officer: str, day: str, now_s: float) -> str:
        """A new session; its token."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            if len(self._guides) >= MOST_GUIDES:
                del self._guides[min(self._guides, key=lambda known: self._guides[known].used_s)]
            self._guides[token] = _Guide(officer, day, now_s)
        return token

    def officer(self, token: str | None, day: str, now_s: float) -> str | None:
        """Whose session it is, kept alive by asking; None when it has ended."""
        with self._lock:
            guide = self._guides.get(token or "")
            if guide is None:
                return None
            if guide.day != day or now_s - guide.used_s >= GUIDE_IDLE_S:
                del self._guides[token or ""]
                return None
            guide.used_s = now_s
            return guide.officer

    def end(self, token: str | None) -> None:
        """Sign out."""
        with self._lock:
            self._guides.pop(token or "", None)
