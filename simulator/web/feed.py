"""Watches the office on one thread and hands what changed to every open page, as Server-Sent Events."""

import json
import logging
import threading
from collections.abc import Iterator

from simulator.devices.base import Eye
from simulator.web.report_watch import ReportWatch
from simulator.web.snapshot import Observer, Snapshot

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1
"""Also without a change that anybody told: lamps go out and acknowledgements come by themselves."""
LEAST_PAUSE_S = 0.03
HEARTBEAT_S = 5.0
MOST_PAGES = 12


class Feed:
    """The newest snapshot, and who waits for the next one."""

    def __init__(self, observer: Observer, report: ReportWatch, eye: Eye) -> None:
        self._observer = observer
        self._report = report
        self._eye = eye
        self._condition = threading.Condition()
        self._snapshot: Snapshot = {}
        self._pages = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        """Look once, then go on looking."""
        self._snapshot = self._observer.look(self._report)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; every open page is told that this is the end."""
        self._stopping.set()
        self._eye.changed()
        with self._condition:
            self._condition.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def now(self) -> Snapshot:
        """The newest snapshot."""
        with self._condition:
            return self._snapshot

    @property
    def is_full(self) -> bool:
        """Whether so many pages are open that another one has to ask by itself."""
        return self._pages >= MOST_PAGES

    def stream(self) -> Iterator[bytes]:
        """Server-Sent Events: all of it first, then each time the parts that changed."""
        with self._condition:
            self._pages += 1
        known: Snapshot = {}
        try:
            while not self._stopping.is_set():
                now = self.now()
                changed = {key: value for key, value in now.items() if known.get(key) != value}
                if changed:
                    known = now
                    yield f"data: {json.dumps(changed, ensure_ascii=False)}\n\n".encode()
                elif not self._wait(now):
                    # Nothing new for a while: the line proves that the connection lives.
                    yield b": still here\n\n"
            yield b"event: end\ndata: {}\n\n"
        finally:
            with self._condition:
                self._pages -= 1

    def _wait(self, known: Snapshot) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self._snapshot is not known or self._stopping.is_set(), HEARTBEAT_S)

    def _run(self) -> None:
        seen = self._eye.seen()
        while not self._stopping.is_set():
            seen = self._eye.wait_beyond(seen, LOOK_EVERY_S)
            try:
                snapshot = self._observer.look(self._report)
            except Exception:
                # The edge of this thread: one look that fails must not blind the page.
                log.exception("the office could not be looked at")
                self._stopping.wait(LOOK_EVERY_S)
                continue
            with self._condition:
                if snapshot != self._snapshot:
                    self._snapshot = snapshot
                    self._condition.notify_all()
            self._stopping.wait(LEAST_PAUSE_S)
