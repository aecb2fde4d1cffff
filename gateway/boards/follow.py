"""Lets boards follow the hall: each change, the end of a blink and a hall that fell silent reach them by themselves."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from contract.hall import HallState
from gateway.boards.base import Display
from gateway.boards.content import BoardContent, CallKey, board_content, call_key
from gateway.hall_feed import HallFeed

log = logging.getLogger(__name__)

BLINK_S = 8.0
LOOK_S = 0.5
"""How often the feed is looked at when it says nothing: by that time a stale state is noticed."""


class BoardsFollow:
    """One thread for all boards of a gateway; boards take what they are told at once, so none delays another."""

    def __init__(
        self,
        feed: HallFeed,
        boards: Sequence[Display],
        pace_s: Callable[[], float] = time.monotonic,
        look_s: float = LOOK_S,
    ) -> None:
        self._feed = feed
        self._boards = boards
        self._pace_s = pace_s
        self._look_s = look_s
        self._shown: dict[str, BoardContent] = {}
        self._known: frozenset[CallKey] | None = None
        self._fresh_until_s: dict[CallKey, float] = {}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._unlisten: Callable[[], None] | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Show what is known now, and from now on every change. The boards themselves are started by their owner."""
        self._stopping.clear()
        self._shown.clear()
        self._unlisten = self._feed.listen(self._changed)
        self._thread = threading.Thread(target=self._run, name="boards", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell the boards nothing any more. Safe when not started."""
        if self._thread is None or self._unlisten is None:
            return
        self._unlisten()
        self._stopping.set()
        self._wake.set()
        self._thread.join()
        self._thread = self._unlisten = None

    def _changed(self, _state: HallState) -> None:
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                rest_s = self._turn()
            except Exception:
                # One state that cannot be shown must not end the boards.
                log.exception("the boards could not follow the hall")
                rest_s = self._look_s
            self._wake.wait(rest_s)
            self._wake.clear()

    def _turn(self) -> float:
        """Bring every board up to date; seconds until the next look."""
        heard = self._feed.look()
        now_s = self._pace_s()
        if heard.state is not None and heard.is_live:
            self._notice(heard.state, now_s)
        fresh = frozenset(key for key, until_s in self._fresh_until_s.items() if now_s < until_s)
        for board in self._boards:
            content = board_content(heard.state, heard.is_live, board.counter, fresh)
            if self._shown.get(board.name) != content:
                self._shown[board.name] = content
                board.show(content)
        waits = [self._fresh_until_s[key] - now_s for key in fresh]
        return max(0.0, min([self._look_s, *waits]))

    def _notice(self, state: HallState, now_s: float) -> None:
        """Calls that were not there a moment ago blink; those of the first state were there before us."""
        calls = frozenset(map(call_key, state.calls))
        new = calls - self._known if self._known is not None else frozenset[CallKey]()
        self._known = calls
        self._fresh_until_s = {key: until_s for key, until_s in self._fresh_until_s.items() if key in calls}
        self._fresh_until_s |= {key: now_s + BLINK_S for key in new}
