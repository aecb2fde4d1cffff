"""Questions to a printer and its answers, told apart from each other and from noise. One thread's own."""

import time

from gateway.printers.status import QUERIES, Query, Status, ask, is_answer, is_mark, taken
from gateway.printers.wire import Wire

MARKS = 2
"""Answers that prove a mark: a lone zero byte is what a line says when a printer is switched on."""


class Conversation:
    """Asks over one wire. Every question waits for at most ``answer_s``; what came late answers nothing."""

    def __init__(self, wire: Wire, answer_s: float) -> None:
        self._wire = wire
        self._answer_s = answer_s
        self._marks = 0
        self._is_late = False

    @property
    def marked(self) -> bool:
        """Whether the printer has come to the mark behind the ticket."""
        return self._marks >= MARKS

    def begin(self) -> None:
        """Forget what was heard before a ticket."""
        self._drain()
        self._marks = 0

    def status(self, queries: tuple[Query, ...] = QUERIES) -> Status:
        """What the printer says now; with the first question that stays unanswered it stops. Raises WireGone."""
        status = Status()
        self._drain()
        for query in queries:
            self._wire.send(ask(query), self._answer_s)
            answer = self._answer()
            if answer is None:
                self._is_late = True
                break
            status = taken(status, query, answer)
        return status

    def listen(self, timeout_s: float) -> None:
        """Take what comes within this time, or until the mark is there."""
        deadline = time.monotonic() + timeout_s
        while not self.marked and (left_s := deadline - time.monotonic()) > 0:
            self._take(self._wire.receive(left_s))

    def _drain(self) -> None:
        """Take what lies there; after a late answer, wait until the printer has finished talking."""
        while data := self._wire.receive(self._answer_s if self._is_late else 0):
            self._take(data)
        self._is_late = False

    def _answer(self) -> int | None:
        deadline = time.monotonic() + self._answer_s
        while (left_s := deadline - time.monotonic()) > 0:
            answers = self._take(self._wire.receive(left_s))
            if answers:
                return answers[-1]
        return None

    def _take(self, data: bytes) -> bytes:
        """Count marks and give back what answers DLE EOT."""
        self._marks += sum(is_mark(byte) for byte in data)
        return bytes(byte for byte in data if is_answer(byte))
