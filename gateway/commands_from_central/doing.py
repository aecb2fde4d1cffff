"""Does central's orders on a thread of its own, one after the other, and tells the worker how each ended."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from contract.ids import new_id
from contract.messages import Command
from gateway.commands import ControlAnswer, Order, SetTestMode
from gateway.commands_from_central.logs import LogMemory, newest
from gateway.commands_from_central.said import OrderEnd, OrderEnded
from gateway.commands_from_central.tools import Tools
from gateway.hall_commands import PrintEnded

log = logging.getLogger(__name__)

PRINT_S = 60.0
TEST_MODE_S = 10.0
BLINK_S = 0.5
Result = tuple[OrderEnd, Any]


class Identify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long lamps and boards say which box this is."""

    seconds: int = 30


class TestMode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether lines are marked as training."""

    on: bool


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order that asks for nothing more."""


MOST_SECONDS = 120
ARGS: dict[str, type[msgspec.Struct]] = {
    "identify": Identify,
    "test_print": Nothing,
    "restart": Nothing,
    "fetch_logs": Nothing,
    "test_mode": TestMode,
    "retire": Nothing,
}
UNKNOWN_OP, NOT_VALID = {"why": "unknown_op"}, {"why": "not_valid"}


class Doing:
    """The hands behind `gateway.commands_from_central.role.CommandRole`."""

    def __init__(self, tools: Tools, post: Callable[[Order], None], logs: LogMemory) -> None:
        self._tools, self._post, self._logs = tools, post, logs
        self._waiting: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._papers: dict[UUID, queue.SimpleQueue[PrintEnded]] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._logs.start()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="orders", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; an order in the middle stays begun, and the next start tells that nobody knows."""
        if self._thread is None:
            return
        self._stopping.set()
        self._waiting.put(None)
        self._thread.join(2.0)
        self._thread = None
        self._logs.stop()

    def why_not(self, command: Command) -> Any:
        """Unknown orders and such with wrong arguments are not begun."""
        if command.op not in ARGS:
            return UNKNOWN_OP
        try:
            args = msgspec.convert(command.args, ARGS[command.op])
        except msgspec.ValidationError:
            return NOT_VALID
        is_wrong = isinstance(args, Identify) and not 1 <= args.seconds <= MOST_SECONDS
        return NOT_VALID if is_wrong else None

    def begin(self, command: Command) -> None:
        """Put it into the queue."""
        self._waiting.put(command)

    def printed(self, ended: PrintEnded) -> bool:
        """A print got further; False when it is none of ours."""
        waiting = self._papers.get(ended.ticket)
        if waiting is None:
            return False
        waiting.put(ended)
        return True

    def _run(self) -> None:
        while (command := self._waiting.get()) is not None and not self._stopping.is_set():
            try:
                result = self._do(command)
            except Exception as error:
                # The edge of this thread: whatever a device did, central hears that it did not go well.
                log.exception("the order %s failed", command.op)
                result = "failed", {"why": type(error).__name__}
            if result is not None and not self._stopping.is_set():
                self._post(OrderEnded(command.id, *result))

    def _do(self, command: Command) -> Result | None:
        """How it ended; None for what the next start of the program tells of."""
        args = msgspec.convert(command.args, ARGS[command.op])
        match args:
            case Identify(seconds):
                return self._identify(seconds)
            case TestMode(on):
                return self._test_mode(on)
        match command.op:
            case "test_print":
                return self.print_slip()
            case "fetch_logs":
                return "done", {"lines": newest(self._logs.lines())}
            case "restart":
                return None if self._tools.restart() else ("failed", {"why": "not_supervised"})
        self._tools.retire()
        return "done", None

    def _identify(self, seconds: int) -> Result:
        panels, boards = self._tools.lamps(True), self._tools.name_on_boards()
        if not panels and not boards:
            return "failed", {"why": "nothing_to_show"}
        for turn in range(round(seconds / BLINK_S)):
            if self._stopping.wait(BLINK_S):
                break
            self._tools.lamps(bool(turn % 2))
        self._tools.as_before()
        return "done", {"panels": panels, "boards": boards}

    def print_slip(self) -> Result:
        """Print the test slip and wait for the printer's own word."""
        paper = new_id()
        ends = self._papers[paper] = queue.SimpleQueue()
        try:
            if not self._tools.print_slip(paper):
                return "failed", {"why": "no_printer"}
            while True:
                ended = ends.get(timeout=PRINT_S)
                if ended.outcome != "sent":
                    states: dict[str, OrderEnd] = {"printed": "done", "failed": "failed"}
                    return states.get(ended.outcome, "unknown"), {"fault": ended.fault} if ended.fault else None
        except queue.Empty:
            return "unknown", {"why": "silent"}
        finally:
            del self._papers[paper]

    def _test_mode(self, on: bool) -> Result:
        answered: queue.SimpleQueue[ControlAnswer] = queue.SimpleQueue()
        self._post(SetTestMode(on, answered.put))
        try:
            answer = answered.get(timeout=TEST_MODE_S)
        except queue.Empty:
            return "unknown", None
        return ("done", None) if answer.ok else ("failed", {"why": answer.code})
