"""One ticket over one wire: its bytes, then the wait for the printer's word. Raises nothing, tries nothing twice."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.config.printers import Confirm
from gateway.hall_commands import PrintOutcome
from gateway.printers.conversation import Conversation
from gateway.printers.escpos import MARK, owed
from gateway.printers.status import Status
from gateway.printers.wire import STALLED, Wire, WireGone, WireStalled

NO_WORD = "no_word"
"""Fault: the bytes are out, and the printer never said what became of them."""
STOPPED = "stopped"
"""Fault: the gateway was stopped meanwhile."""

PAPER_MM_S = 60.0
"""Slow paper: what `confirm = "status"` waits for before it believes that a ticket is out."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a printer may take: to answer, to take bytes, to say that a ticket is out; ``watch_s`` between looks."""

    answer_s: float = 0.4
    stall_s: float = 10.0
    word_s: float = 20.0
    watch_s: float = 5.0
    retry_s: tuple[float, float] = (0.5, 5.0)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a ticket ended. ``owed``: zeros the printer needs before it listens again."""

    outcome: PrintOutcome
    fault: str | None = None
    owed: int = 0


class TicketRun:
    """Sends tickets one after the other; ``heard`` is told every status, ``stopping`` ends a wait."""

    def __init__(
        self,
        wire: Wire,
        talk: Conversation,
        timing: Timing,
        heard: Callable[[Status], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._wire, self._talk, self._timing = wire, talk, timing
        self._heard, self._stopping = heard, stopping

    def send(self, commands: Sequence[bytes], mark: bool) -> Ending | None:
        """Hand a ticket over; None when all bytes are out."""
        try:
            self._talk.begin()
            self._wire.send(b"".join(commands) + (MARK if mark else b""), self._timing.stall_s)
        except (WireStalled, WireGone) as error:
            code = STALLED if isinstance(error, WireStalled) else error.code
            self._wire.close()
            if not error.sent:
                return Ending("failed", code)
            return Ending("unknown", code, owed(commands, error.sent))
        return None

    def word(self, confirm: Confirm, length_mm: float, answers: bool) -> Ending:
        """Wait for what the printer says; one that never ``answers`` is given little time to begin."""
        patience_s = self._timing.word_s if answers else 2 * self._timing.answer_s
        try:
            if confirm == "mark":
                return self._mark(patience_s)
            return self._paper(patience_s + length_mm / PAPER_MM_S, length_mm / PAPER_MM_S)
        except WireStalled:
            self._wire.close()
            return Ending("unknown", STALLED)
        except WireGone as gone:
            return Ending("unknown", gone.code)

    def _mark(self, patience_s: float) -> Ending:
        deadline = time.monotonic() + patience_s
        while not self._stopping():
            self._talk.listen(min(self._timing.answer_s, max(0.0, deadline - time.monotonic())))
            is_marked = self._talk.marked
            status = self._talk.status()
            self._heard(status)
            if status.stop:
                return Ending("unknown", status.stop)
            if status.fine and is_marked:
                return Ending("printed")
            if time.monotonic() >= deadline:
                return Ending("unknown", NO_WORD)
        return Ending("unknown", STOPPED)

    def _paper(self, patience_s: float, least_s: float) -> Ending:
        began = time.monotonic()
        while not self._stopping():
            self._talk.listen(self._timing.answer_s)
            status = self._talk.status()
            self._heard(status)
            if status.stop:
                return Ending("unknown", status.stop)
            if status.fine and time.monotonic() - began >= least_s:
                return Ending("printed")
            if time.monotonic() - began >= patience_s:
                return Ending("unknown", NO_WORD)
        return Ending("unknown", STOPPED)
