"""A printer that speaks ESC/POS over any wire: its thread, its queue, and what is told about each ticket.

It prints nothing twice and believes nothing that the printer has not said. It draws nothing itself.
"""

import logging
import os
import queue
import threading
from typing import Protocol

from gateway.config.printers import Confirm
from gateway.device_voice import DeviceVoice
from gateway.hall_commands import PrintEnded, PrintOutcome, PrintTicket
from gateway.printers import roll
from gateway.printers.base import Printer, Surroundings
from gateway.printers.bitmap import Bitmap
from gateway.printers.conversation import Conversation
from gateway.printers.escpos import Cut, encode
from gateway.printers.status import FAULTS, QUERIES, Query, Status
from gateway.printers.ticket_run import STOPPED, Ending, TicketRun, Timing
from gateway.printers.wire import NO_PORT, STALLED, WIRE_FAULTS, Wire, WireGone, WireStalled

log = logging.getLogger(__name__)

SILENT, DRAWING, DRIVER, HANDOVER = "silent", "drawing", "driver", "handover"
QUICK: tuple[Query, ...] = (1, 4)
"""Online and paper, asked before a ticket; the causes are asked of a printer that is offline."""


class EscposConfig(Protocol):
    """What every ESC/POS printer is told by its table."""

    @property
    def name(self) -> str: ...
    @property
    def roll_m(self) -> int: ...
    @property
    def cut(self) -> Cut: ...
    @property
    def confirm(self) -> Confirm: ...
    @property
    def margins(self) -> bool: ...


class EscposPrinter(Printer):
    """The same for every wire. All but the queue and the roll belongs to its own thread."""

    def __init__(self, config: EscposConfig, wire: Wire, around: Surroundings, timing: Timing | None = None) -> None:
        super().__init__(config.name, around)
        self._config, self._wire = config, wire
        self._timing = timing or Timing()
        self._voice = DeviceVoice(config.name, "printer", around.post)
        self._talk = Conversation(wire, self._timing.answer_s)
        self._stopping = threading.Event()
        self._run_of = TicketRun(wire, self._talk, self._timing, self._heard, self._stopping.is_set)
        self._orders: queue.SimpleQueue[PrintTicket] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._wake_r, self._wake_w = -1, -1
        self._lock = threading.Lock()
        self._roll = roll.RollState()
        self._answers = self._was_out = self._is_fresh = False
        self._facts: dict[str, bool] = {}
        self._owed = 0
        self._wire_fault = NO_PORT
        self._retry_s = self._timing.retry_s[0]
        self._retry_at_s = self._look_at_s = 0.0

    def start(self) -> None:
        """Look for the printer; what it says is told as the state of the device."""
        self._stopping.clear()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._retry_at_s = self._look_at_s = 0.0
        self._thread = threading.Thread(target=self._run, name=f"printer-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the line; tickets that wait have failed."""
        if self._thread is None:
            return
        self._stopping.set()
        self._wake()
        self._thread.join()
        self._thread = None
        with self._lock:
            os.close(self._wake_r)
            os.close(self._wake_w)
            self._wake_r, self._wake_w = -1, -1
        while (order := self._next()) is not None:
            self._ended(order, "failed", STOPPED)

    def print(self, order: PrintTicket) -> None:
        """Queue a ticket."""
        self._orders.put(order)
        self._wake()

    def forecast(self) -> roll.Forecast:
        """How much paper is left."""
        return roll.forecast(self._roll, self._config.roll_m * 1000)

    def roll_state(self) -> roll.RollState:
        """What is known of the roll."""
        return self._roll

    def set_roll_state(self, state: roll.RollState) -> None:
        """Go on from what was kept, or from a new roll."""
        with self._lock:
            self._roll = state

    def _wake(self) -> None:
        with self._lock:
            if self._wake_w >= 0:
                try:
                    os.write(self._wake_w, b"\0")
                except BlockingIOError:
                    return  # A full pipe: it is awake already.

    def _run(self) -> None:
        self._voice.guard(DRAWING, self._around.prepare)
        while not self._stopping.is_set():
            if not self._voice.guard(DRIVER, self._turn):
                self._stopping.wait(self._timing.retry_s[0])
        self._wire.close()

    def _turn(self) -> None:
        """One ticket, or one look at the printer, or a rest."""
        order = self._next()
        if order is not None:
            self._serve(order)
        elif not self._wire.is_open:
            if not self._open():
                self._rest()
        elif self._around.pace_s() >= self._look_at_s:
            self._watch()
        else:
            self._rest()

    def _next(self) -> PrintTicket | None:
        try:
            return self._orders.get_nowait()
        except queue.Empty:
            return None

    def _rest(self) -> None:
        """Until there is something to do: a ticket, an hour that comes, a printer that speaks or goes."""
        due_s = self._look_at_s if self._wire.is_open else self._retry_at_s
        left_s = max(0.0, due_s - self._around.pace_s())
        try:
            if self._wire.rest(self._wake_r, left_s):
                self._talk.begin()
        except (WireGone, WireStalled) as error:
            self._lost(error)
        try:
            os.read(self._wake_r, 1024)
        except BlockingIOError:
            return

    def _serve(self, order: PrintTicket) -> None:
        endings: list[Ending] = []
        self._voice.guard(DRIVER, lambda: endings.append(self._deliver(order)))
        ending = endings[0] if endings else Ending("unknown", DRIVER)
        self._owed = ending.owed
        if ending.fault is not None and not self._wire.is_open and ending.fault in (*WIRE_FAULTS, STALLED):
            self._away(ending.fault)
        self._ended(order, ending.outcome, ending.fault)

    def _deliver(self, order: PrintTicket) -> Ending:
        drawn: list[Bitmap] = []
        if not self._voice.guard(DRAWING, lambda: drawn.append(self._around.draw(order))):
            return Ending("failed", DRAWING)
        commands = encode(drawn[0], cut=self._config.cut, margins=self._config.margins)
        obstacle = self._obstacle()
        if obstacle is not None:
            return Ending("failed", obstacle)
        stopped = self._run_of.send(commands, mark=self._config.confirm == "mark")
        if stopped is not None and stopped.outcome == "failed":
            return stopped
        length_mm = roll.ticket_mm(drawn[0].height_px)
        with self._lock:
            self._roll = roll.printed(self._roll, length_mm)
        if stopped is not None:
            return stopped
        self._ended(order, "sent", None)
        return self._run_of.word(self._config.confirm, length_mm, self._answers)

    def _ended(self, order: PrintTicket, outcome: PrintOutcome, fault: str | None) -> None:
        told = PrintEnded(self.name, order.ticket, order.attempt, outcome, fault)
        log.info("printer %s: ticket %s, %s%s", self.name, order.number, outcome, f" ({fault})" if fault else "")
        self._voice.guard(HANDOVER, lambda: self._around.post(told))

    def _obstacle(self) -> str | None:
        """Why a ticket would not come out now; None when nothing is known against it."""
        for _ in range(2):
            if not self._wire.is_open and not self._open():
                return self._wire_fault
            try:
                status = self._ask(QUICK)
            except (WireGone, WireStalled) as error:
                self._lost(error)
                self._retry_at_s = 0.0  # The printer may be there, and only the connection old.
                continue
            if status.known or not self._answers:
                return status.stop
            self._wire.close()  # It used to answer; perhaps only the connection is dead.
        self._voice.fault(SILENT)
        return SILENT

    def _open(self) -> bool:
        """Open the line, unless that failed a moment ago."""
        now_s = self._around.pace_s()
        if now_s < self._retry_at_s:
            return False
        try:
            self._wire.open()
        except WireGone as gone:
            self._away(gone.code)
            return False
        log.info("printer %s: the line is open", self.name)
        self._look_at_s, self._is_fresh = now_s, True
        return True

    def _lost(self, error: WireGone | WireStalled) -> None:
        code = STALLED if isinstance(error, WireStalled) else error.code
        self._wire.close()
        self._away(code)

    def _away(self, code: str) -> None:
        """The line is gone; it is tried again, less and less often until the printer answers."""
        self._wire_fault = code
        if self._voice.fault(code, instead_of=(*WIRE_FAULTS, STALLED)):
            log.warning("printer %s cannot be reached: %s", self.name, code)
        self._retry_at_s = self._around.pace_s() + self._retry_s
        self._retry_s = min(self._retry_s * 2, self._timing.retry_s[1])

    def _watch(self) -> None:
        """Look at a printer that has nothing to do."""
        self._look_at_s = self._around.pace_s() + self._timing.watch_s
        try:
            status = self._ask(QUERIES)
        except (WireGone, WireStalled) as error:
            self._lost(error)
            return
        if not status.known and self._answers:
            self._voice.fault(SILENT)
            self._wire.close()

    def _ask(self, queries: tuple[Query, ...]) -> Status:
        if self._owed:
            self._wire.send(bytes(self._owed), self._timing.answer_s)
            self._owed = 0
        status = self._talk.status(queries)
        if status.offline and queries != QUERIES:
            status = self._talk.status(QUERIES)
        if self._is_fresh and (status.known or not self._answers):
            # A line that opens is no printer yet: only now do its old faults mean nothing.
            self._is_fresh = False
            self._retry_s = self._timing.retry_s[0]
            self._facts.clear()
            self._voice.renewed(works=False)
        self._heard(status)
        return status

    def _heard(self, status: Status) -> None:
        """Tell what changed; a roll that ran out and is there again is a new roll."""
        if not status.known:
            return
        self._answers = True
        self._voice.cleared(SILENT)
        self._facts.update({fault: fault in status.faults for fault in FAULTS if status.tells(fault)})
        worst = next((fault for fault in FAULTS if self._facts.get(fault)), None)
        if worst is not None:
            self._voice.fault(worst, instead_of=FAULTS)
        for fault in FAULTS:
            if fault != worst:
                self._voice.cleared(fault)
        self._voice.works()
        if status.paper_out:
            self._was_out = True
        elif self._was_out and status.paper_out is False:
            self._was_out = False
            with self._lock:
                self._roll = roll.changed(self._roll, self._config.roll_m * 1000)
