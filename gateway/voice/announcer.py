"""Listens to the hall and tells each loudspeaker the calls of its zones, each call once.

It decides nothing about the queue and speaks nothing itself. What the broker had kept is not said before the hall
itself spoke, and a call that is old when it is first heard, after a restart or a cut, is not said at all.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from contract.hall import CallNow, HallState
from contract.site import SiteConfig
from gateway.hall_feed import HallFeed
from gateway.voice.base import Voice
from gateway.voice.planning import Call

log = logging.getLogger(__name__)

OLD_AFTER_S = 20.0
LOOK_S = 0.5
DEFAULT_ZONE = "main"

CallKey = tuple[str, str, int, datetime]


class Announcer:
    """Between the hall's feed and the voices of this gateway. The voices are started and stopped by whoever made
    them."""

    def __init__(
        self, feed: HallFeed, site: SiteConfig, voices: Sequence[Voice], monotonic_s: Callable[[], float]
    ) -> None:
        self._feed = feed
        self._voices = tuple(voices)
        self._zones = {counter.id: counter.zone for counter in site.counters}
        self._now_s = monotonic_s
        self._known: frozenset[CallKey] = frozenset()
        self._kept: tuple[HallState, float] | None = None
        self._news = threading.Event()
        self._stopping = False
        self._deaf: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen."""
        if self._thread is None:
            self._stopping = False
            self._news.set()
            self._deaf = self._feed.listen(lambda state: self._news.set())
            self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End listening. Safe when not started."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._deaf()
            self._stopping = True
            self._news.set()
            thread.join()

    def _run(self) -> None:
        seen = -1
        while not self._stopping:
            # News wake it at once; that a known state came alive again is looked for.
            self._news.wait(LOOK_S)
            self._news.clear()
            heard = self._feed.look()
            if heard.version == seen:
                continue
            seen = heard.version
            try:
                self.take(heard.state, heard.is_live)
            except Exception:
                log.exception("announcer: a state of the hall was not understood")

    def take(self, state: HallState | None, is_live: bool) -> None:
        """Tell the voices what is new in a state; one that is not live only begins to grow old."""
        if state is None:
            return
        if self._kept is None or self._kept[0] is not state:
            self._kept = (state, self._now_s())
        if not is_live:
            return
        waited_s = self._now_s() - self._kept[1]
        fresh = [call for call in in_order(state.calls) if _key(call) not in self._known]
        self._known = frozenset(_key(call) for call in state.calls)
        called = {
            counter: now.number for counter, now in state.counters.items() if now.state == "called" and now.number
        }
        young = [call for call in fresh if _age_s(call, state) + waited_s <= OLD_AFTER_S]
        for voice in self._voices:
            mine = [call for call in young if voice.speaks_for(self._zones.get(call.counter, DEFAULT_ZONE))]
            voice.tell([Call(call.number, call.counter, call.nth) for call in mine], called)


def in_order(calls: Sequence[CallNow]) -> list[CallNow]:
    """Calls as they were made, oldest first; a state names the newest first."""
    return sorted(reversed(calls), key=lambda call: call.at)


def _key(call: CallNow) -> CallKey:
    return call.number, call.counter, call.nth, call.at


def _age_s(call: CallNow, state: HallState) -> float:
    """How old a call was when the hall spoke: both moments are of the hall's own clock."""
    return (state.at - call.at).total_seconds()
