"""A printer that exists only in software: the real driver in front of a PaperMachine. Its tickets are pictures."""

import select
import threading
import time
from collections import deque

from gateway.config.printers import DummyPrinterConfig
from gateway.printers.base import Surroundings
from gateway.printers.escpos_printer import EscposPrinter
from gateway.printers.paper_machine import PaperMachine
from gateway.printers.ticket_run import Timing
from gateway.printers.wire import NO_PORT, UNPLUGGED, Wire, WireGone

_PAUSE_S = 0.005


class DummyWire(Wire):
    """A cable that unplug() and plug() move; ``slow_s`` is how long the machine takes for a ticket."""

    def __init__(self, machine: PaperMachine) -> None:
        super().__init__()
        self.machine = machine
        self.slow_s = 0.0
        self._plugged, self._open = True, False
        self._answers: deque[tuple[float, bytes]] = deque()
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether open() was called and the cable is still in."""
        return self._open

    def unplug(self) -> None:
        """Pull the cable."""
        self._plugged = False

    def plug(self) -> None:
        """Put it back; a machine whose power had gone is on again."""
        self.machine.power_on()
        self._plugged = True

    def repair(self) -> None:
        """Clear the machine's faults; what it had kept is printed now."""
        with self._lock:
            self._answers.append((time.monotonic(), self.machine.repair()))

    def open(self) -> None:
        """Open, when the cable is in."""
        if not self._plugged:
            raise WireGone(UNPLUGGED if self.was_open else NO_PORT, "no cable")
        self._open = self.was_open = True
        self._answers.clear()

    def close(self) -> None:
        """Close."""
        self._open = False

    def send(self, data: bytes, stall_s: float) -> None:
        """Let the machine take the bytes; what is no question takes as long as a ticket."""
        self._look()
        answers = self.machine.feed(data)
        with self._lock:
            late_s = 0.0 if data[:2] == b"\x10\x04" else self.slow_s
            self._answers.append((time.monotonic() + late_s, answers))
        try:
            self._look()
        except WireGone as gone:
            gone.sent = len(data)
            raise

    def receive(self, timeout_s: float) -> bytes:
        """What the machine has answered by now, or soon does."""
        deadline = time.monotonic() + timeout_s
        while True:
            self._look()
            with self._lock:
                now_s = time.monotonic()
                due = [pair for pair in self._answers if pair[0] <= now_s]
                self._answers = deque(pair for pair in self._answers if pair[0] > now_s)
            data = b"".join(answer for _, answer in due)
            if data or time.monotonic() >= deadline:
                return data
            time.sleep(min(_PAUSE_S, max(0.0, deadline - time.monotonic())))

    def rest(self, wake_fd: int, timeout_s: float) -> bool:
        """Wait for a wake-up; nobody calls at a pulled cable, so it is noticed at the next look."""
        if self._open:
            self._look()
        select.select([wake_fd], [], [], timeout_s)
        return False

    def _look(self) -> None:
        if self.machine.is_dead:
            self._plugged = False
        if not self._plugged or not self._open:
            self.close()
            raise WireGone(UNPLUGGED, "the cable was pulled")


class DummyPrinter(EscposPrinter):
    """``machine`` has the tickets and takes faults, ``cable`` comes and goes."""

    def __init__(self, config: DummyPrinterConfig, around: Surroundings, timing: Timing | None = None) -> None:
        self.machine = PaperMachine(config.width_px)
        self.cable = DummyWire(self.machine)
        super().__init__(config, self.cable, around, timing)
