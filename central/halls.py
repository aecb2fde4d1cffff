"""What the hall of each centre says just now, as central hears it; kept in memory, nothing is counted from it.

A retained state is stale until a live one came (design §4.6). A centre whose broker is not central's is not heard at
all: what its gateways send as events is then the newest that is known.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from contract.hall import HallState

STALE_AFTER_S = 25.0
"""The hall speaks at least every 10 s: two may be lost."""


@dataclass(frozen=True, slots=True)
class HallNow:
    """The newest state of a hall. ``heard_s_ago``: since the last live word; None when none came yet."""

    state: HallState
    is_live: bool
    heard_s_ago: float | None


class Halls:
    """Takes states as they arrive, from any thread. ``now_s``: a monotonic clock."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._known: dict[str, tuple[HallState, float | None]] = {}

    def take(self, site: str, state: HallState, retained: bool) -> None:
        """A state arrived. An older one counts only where the newer one has fallen silent: a hall on a new card does
        not know how far its predecessor had counted."""
        now_s = self._now_s()
        with self._lock:
            known, heard_s = self._known.get(site, (None, None))
            if known is not None and known.is_newer_than(state) and (retained or self._is_live(heard_s, now_s)):
                return
            self._known[site] = (state, heard_s if retained else now_s)

    def look(self, site: str) -> HallNow | None:
        """What is known of the hall of a site; None when nothing is."""
        now_s = self._now_s()
        with self._lock:
            known = self._known.get(site)
        if known is None:
            return None
        state, heard_s = known
        return HallNow(state, self._is_live(heard_s, now_s), None if heard_s is None else now_s - heard_s)

    @staticmethod
    def _is_live(heard_s: float | None, now_s: float) -> bool:
        return heard_s is not None and now_s - heard_s < STALE_AFTER_S
