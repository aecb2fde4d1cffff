"""The open streams of the dashboard: changed parts as Server-Sent Events, a bounded number of them, each for a while.

A stream ends by itself after LIFE_S, so that its reader is asked for his rights again; a browser comes back at once.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping

import msgspec

from central.dashboard.board import EVERY_S

MOST_STREAMS = 40
LIFE_S = 120.0
BEAT_S = 8.0

Parts = Mapping[str, str]


class Streams:
    """Counts the streams that are open. ``stopping`` ends them all."""

    def __init__(
        self,
        most: int = MOST_STREAMS,
        every_s: float = EVERY_S,
        life_s: float = LIFE_S,
        stopping: threading.Event | None = None,
    ) -> None:
        self._most, self._every_s, self._life_s = most, every_s, life_s
        self._stopping = stopping or threading.Event()
        self._lock = threading.Lock()
        self._open = 0

    @property
    def count(self) -> int:
        """How many are open."""
        with self._lock:
            return self._open

    def begin(self, look: Callable[[], Parts], is_gone: Callable[[], bool]) -> "Stream | None":
        """A stream of what ``look`` gives, or None when so many are open that a page has to ask again and again.

        ``is_gone`` tells whether its browser went away.
        """
        with self._lock:
            if self._open >= self._most:
                return None
            self._open += 1
        return Stream(self._run(look, is_gone), self._ended)

    def _run(self, look: Callable[[], Parts], is_gone: Callable[[], bool]) -> Iterator[bytes]:
        began_s = beat_s = time.monotonic()
        sent: dict[str, str] = {}
        yield b"retry: 1000\n\n"
        while time.monotonic() - began_s < self._life_s and not is_gone():
            changed = {name: part for name, part in look().items() if sent.get(name) != part}
            if changed:
                sent.update(changed)
                beat_s = time.monotonic()
                yield b"event: parts\ndata: " + msgspec.json.encode(changed) + b"\n\n"
            elif time.monotonic() - beat_s >= BEAT_S:
                beat_s = time.monotonic()
                yield b"event: beat\ndata: \n\n"
            if self._stopping.wait(self._every_s):
                return

    def _ended(self) -> None:
        with self._lock:
            self._open -= 1


class Stream:
    """An iterator whose end is told exactly once, whoever ends it: itself, the server, or nobody who began."""

    def __init__(self, inner: Iterator[bytes], ended: Callable[[], None]) -> None:
        self._inner, self._ended_with, self._is_open = inner, ended, True

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._inner)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Called by the server when the browser is gone."""
        if self._is_open:
            self._is_open = False
            self._ended_with()
