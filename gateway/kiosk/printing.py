"""The life of a print: stored, then handed to the printer, then whatever the printer itself says of it.

A print that was lost with the program or whose end nobody knows is never repeated by itself: a person orders the
reprint, and its paper says IN LẠI.
"""

import dataclasses
from collections.abc import Callable
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import EventData, TicketPrinted, TicketPrintFailed
from contract.hall_args import IssuedAway, Taken
from gateway.decision import Decision
from gateway.effects import Print, Tell
from gateway.hall_commands import PrintEnded, PrintTicket
from gateway.journal.drafts import Draft
from gateway.kiosk.state import Job, KioskState, job_row

Decided = Decision[KioskState]


class Printing:
    """Prints of one gateway. ``printer``: its name, None where there is none. ``post`` reaches the worker: what was
    lost is said like the word of a printer. ``qr`` makes the address in a ticket's code."""

    def __init__(
        self,
        printer: str | None,
        post: Callable[[PrintEnded], None],
        qr: Callable[[UUID], str | None] = lambda ticket: None,
    ) -> None:
        self._printer = printer
        self._post = post
        self._qr = qr

    def first(
        self, state: KioskState, given: Taken | IssuedAway, language: str, stamp: Stamp, ahead: int = 0
    ) -> Decided:
        """Print a ticket that was just given; once, however often the request for it was repeated."""
        if self._printer is None or given.ticket in state.jobs:
            return Decision(state)
        order = PrintTicket(
            ticket=given.ticket,
            number=given.number,
            service=given.service,
            priority=given.priority,
            ahead=given.ahead if isinstance(given, Taken) else ahead,
            estimate_s=given.estimate_s if isinstance(given, Taken) else None,
            issued=dataclasses.replace(stamp, at=given.at),
            language=language,
            qr=self._qr(given.ticket),
        )
        return self._start(state, order)

    def ordered(self, state: KioskState, order: PrintTicket) -> Decided:
        """Somebody at the guide's desk wants a paper: a reprint, unless the ticket never had one here."""
        job = state.jobs.get(order.ticket)
        if self._printer is None or (job is not None and order.attempt <= 1):
            return Decision(state)
        attempt = order.attempt if job is None else max(order.attempt, job.order.attempt + 1)
        qr = order.qr or self._qr(order.ticket)
        return self._start(state, dataclasses.replace(order, attempt=attempt, qr=qr))

    def ended(self, state: KioskState, ended: PrintEnded, stamp: Stamp) -> Decided:
        """The printer's word. Every one is a fact; of an older attempt than the newest it changes no more."""
        if ended.outcome == "sent":
            return Decision(state)
        fact: EventData = TicketPrinted(ended.ticket, ended.attempt)
        if ended.outcome != "printed":
            fact = TicketPrintFailed(ended.ticket, ended.attempt, ended.fault, ended.outcome)
        draft = Draft(fact, stamp)
        job = state.jobs.get(ended.ticket)
        if job is None or job.order.attempt != ended.attempt:
            return Decision(state, (draft,))
        after = Job(job.order, ended.outcome)
        return Decision(_with(state, after), (draft,), (), job_row(after))

    def found_lost(self, state: KioskState) -> Decided:
        """Prints that the last run of the program did not see ended: nobody knows whether their paper came out."""
        lost = [job for job in state.jobs.values() if job.state == "lost"]
        if not lost:
            return Decision(state)
        words = [
            PrintEnded(self._printer or "", job.order.ticket, job.order.attempt, "unknown", "restart") for job in lost
        ]
        after = msgspec.structs.replace(
            state, jobs={**state.jobs, **{job.order.ticket: Job(job.order, "unknown") for job in lost}}
        )
        return Decision(after, (), tuple(Tell(_posting(self._post, word)) for word in words))

    def _start(self, state: KioskState, order: PrintTicket) -> Decided:
        job = Job(order)
        return Decision(_with(state, job), (), (Print(order, self._printer),), job_row(job))


def _with(state: KioskState, job: Job) -> KioskState:
    return msgspec.structs.replace(state, jobs={**state.jobs, job.order.ticket: job})


def _posting(post: Callable[[PrintEnded], None], word: PrintEnded) -> Callable[[], None]:
    return lambda: post(word)
