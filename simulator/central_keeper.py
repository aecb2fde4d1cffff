"""Keeps central running: says when it died, starts it again with growing pauses, and lets a person stop it."""

import logging
import threading
from collections.abc import Callable
from typing import Literal

from simulator.central_process import CentralProcess
from simulator.devices.base import Eye

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 30.0

CentralState = Literal["healthy", "starting", "unwell", "stopped"]


class CentralKeeper:
    """One thread that looks after central. ``say`` hears of every death."""

    def __init__(self, process: CentralProcess, eye: Eye, say: Callable[[str], None]) -> None:
        self.process = process
        self._eye = eye
        self._say = say
        self._lock = threading.Lock()
        self._wanted = False
        self._was_well = False
        self._state: CentralState = "stopped"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="central-keeper", daemon=True)
        self._pause_s = FIRST_PAUSE_S

    @property
    def state(self) -> CentralState:
        """How central is; ``unwell``: it runs and says itself that something does not work."""
        return self._state

    def start(self) -> None:
        """Start central and look after it."""
        self.wish(True)
        self._thread.start()

    def stop(self) -> None:
        """Stop central for good."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self.wish(False)

    def wish(self, running: bool) -> None:
        """Start or stop central, as a person at its switch does."""
        with self._lock:
            self._wanted = running
            self._was_well = False
            if running:
                self.process.start()
            else:
                self.process.stop()
        self._set("starting" if running else "stopped")

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            if not self._wanted:
                continue
            if self.process.pid is None:
                self._start_again()
            else:
                self._look()

    def _look(self) -> None:
        healthy = self.process.is_healthy()
        with self._lock:
            if not self._wanted:
                return
            if healthy:
                self._was_well, self._pause_s = True, FIRST_PAUSE_S
        self._set("healthy" if healthy else "unwell" if self._was_well else "starting")

    def _start_again(self) -> None:
        self._set("unwell")
        status = self.process.exit_status
        self._say(
            f"trung tâm đã ngừng (mã {status}), chạy lại sau {self._pause_s:.0f} giây · "
            f"central ended ({status}), starts again in {self._pause_s:.0f} s\n{self.process.log_tail()}"
        )
        if self._stopping.wait(self._pause_s):
            return
        self._pause_s = min(self._pause_s * 2, LAST_PAUSE_S)
        with self._lock:
            if self._wanted and self.process.pid is None:
                self._was_well = False
                self.process.start()
        self._set("starting")

    def _set(self, state: CentralState) -> None:
        if state != self._state:
            self._state = state
            self._eye.changed()
