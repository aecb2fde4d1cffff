"""``/events``: the state of the hall as Server-Sent Events, and ``/state`` for pages that have to ask.

``state`` events carry {"live", "state", "at", "clock", "build"}, in training {"training": true} too; every
HEARTBEAT_S a ``beat`` carries the same without the state, so that a page knows within seconds that its line is dead.
"""

import threading
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gateway.hall_feed import Heard
from gateway.web.parts import PageParts

HEARTBEAT_S = 8.0
LOOK_EVERY_S = 0.5
"""How soon a stream sees that the hall fell silent, or that it has to end."""
MOST_STREAMS = 60
"""Per listener. A stream holds a thread, one whose page went away until the next heartbeat."""


class Streams:
    """The open streams of one application, and their common end."""

    def __init__(self, parts: PageParts, build: str, most: int = MOST_STREAMS) -> None:
        self._parts = parts
        self._build = build
        self._most = most
        self._open: dict[bool, int] = {True: 0, False: 0}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._encoded: tuple[int, bytes] = (-1, b"null")

    def stop(self) -> None:
        """End every stream within LOOK_EVERY_S; a page asks again by itself."""
        self._stopping.set()

    def stream(self, is_secure: bool) -> Iterator[bytes] | None:
        """A stream that began, or None when so many are open that a page has to ask ``/state`` instead."""
        with self._lock:
            if self._open[is_secure] >= self._most or self._stopping.is_set():
                return None
            self._open[is_secure] += 1
        return _Counted(self._run(), lambda: self._ended(is_secure))

    def now(self) -> bytes:
        """The whole of it, as JSON."""
        return self._message(self._parts.feed.look())

    def _run(self) -> Iterator[bytes]:
        clock = self._parts.clock
        seen, beat_s = self._parts.feed.look(), clock.monotonic_s()
        yield b"retry: 2000\nevent: state\ndata: " + self._message(seen) + b"\n\n"
        while not self._stopping.is_set():
            heard = self._parts.feed.wait(seen.version, LOOK_EVERY_S)
            if heard.version != seen.version:
                seen, beat_s = heard, clock.monotonic_s()
                yield b"event: state\ndata: " + self._message(heard) + b"\n\n"
            elif clock.monotonic_s() - beat_s >= HEARTBEAT_S:
                beat_s = clock.monotonic_s()
                yield b"event: beat\ndata: " + msgspec.json.encode(self._facts(heard)) + b"\n\n"

    def _ended(self, is_secure: bool) -> None:
        with self._lock:
            self._open[is_secure] -= 1

    def _facts(self, heard: Heard) -> dict[str, Any]:
        stamp = self._parts.clock.now()
        facts = {"live": heard.is_live, "at": stamp.at, "clock": stamp.clock, "build": self._build}
        return {**facts, "training": True} if self._parts.is_training() else facts

    def _message(self, heard: Heard) -> bytes:
        """With the state encoded once for all streams: it is by far the largest part."""
        version, state = self._encoded
        if version != heard.version:
            state = msgspec.json.encode(heard.state)
            self._encoded = (heard.version, state)
        return msgspec.json.encode({**self._facts(heard), "state": msgspec.Raw(state)})


class _Counted:
    """An iterator whose end is told exactly once, whoever ends it: itself, the server, or nobody who began."""

    def __init__(self, inner: Iterator[bytes], ended: Any) -> None:
        self._inner = inner
        self._ended = ended
        self._is_open = True

    def __iter__(self) -> "_Counted":
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
            self._ended()


def blueprint(streams: Streams) -> Blueprint:
    """The two addresses."""
    pages = Blueprint("events", __name__)

    @pages.get("/events")
    def events() -> ResponseReturnValue:
        stream = streams.stream(request.is_secure)
        if stream is None:
            return Response("Quá nhiều màn hình đang mở.", 503, headers={"Retry-After": "5"}, mimetype="text/plain")
        return Response(stream, mimetype="text/event-stream")

    @pages.get("/state")
    def state() -> ResponseReturnValue:
        return Response(streams.now(), mimetype="application/json")

    return pages
