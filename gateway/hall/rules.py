"""The rules of the queue as the hall role uses them: what they decide becomes lines, notes and the next state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec

from contract.clock import ClockState, Stamp
from contract.events import EventData, ServiceFinished, TicketPrinted, TicketPrintFailed
from contract.hall import HallError, HallRequest, HallState, WaitingService
from contract.notes import new_note
from contract.site import SiteConfig
from gateway.hall.memory import HallMemory
from gateway.hall_commands import CallSpoken, MarkNeeds, PrintEnded
from gateway.journal.drafts import Draft
from gateway.queue.calling import said
from gateway.queue.closing import close_day, end_training, left_over
from gateway.queue.deciding import Asker, Case, Decided, Refused, service_day
from gateway.queue.evolving import evolve_all, is_another_day, rolled
from gateway.queue.hours import is_open
from gateway.queue.learning import remembered
from gateway.queue.marking import decide_needs
from gateway.queue.now import calls_now, counters_now, services_now
from gateway.queue.state import Instant, QueueState
from gateway.queue.verbs import decide


@dataclass(frozen=True, slots=True)
class Acted:
    """The queue after some events, their lines, and the tickets that may have changed."""

    queue: QueueState
    drafts: tuple[Draft, ...] = ()
    touched: frozenset[UUID] = frozenset()
    result: dict[str, Any] | None = None


class Rules:
    """The rules for one site."""

    def __init__(self, site: SiteConfig, fresh_id: Callable[[], UUID]) -> None:
        self._site = site
        self._fresh_id = fresh_id

    def act(
        self,
        queue: QueueState,
        request: HallRequest,
        args: Any,
        gateway: str,
        stamp: Stamp,
        unheard: Mapping[UUID, UUID],
    ) -> Acted | HallError:
        """Do a request; or why not."""
        case = Case(
            who=Asker(gateway=gateway, officer=request.officer),
            site=self._site,
            at=Instant.of(stamp),
            fresh=self._fresh_id(),
            unheard=unheard,
        )
        try:
            decided = decide(request.do, queue, args, case)
        except Refused as refused:
            return HallError(refused.code, refused.message)
        return self._acted(queue, decided, stamp)

    def mark(self, queue: QueueState, mark: MarkNeeds, stamp: Stamp) -> Acted | HallError:
        """Set the needs of a ticket; or why not."""
        try:
            decided = decide_needs(queue, mark.ticket, mark.needs, mark.officer)
        except Refused as refused:
            return HallError(refused.code, refused.message)
        return self._acted(queue, decided, stamp)

    def fold(self, queue: QueueState, events: Sequence[EventData], stamp: Stamp) -> Acted:
        """The queue after events that time brought."""
        return self._acted(queue, Decided(events=tuple(events)), stamp)

    def closing(self, queue: QueueState, stamp: Stamp) -> Acted:
        """The day as a moment finds it: one that is over is closed, and the new one begins empty. While nobody knows
        the date, what is surely over is closed, and the rest goes on."""
        at = Instant.of(stamp)
        if not is_another_day(queue.day, at):
            return self.fold(queue, left_over(queue, at, self._site), stamp)
        closed = self.fold(queue, close_day(queue, at, self._site) if queue.day else (), stamp)
        return replace(closed, queue=rolled(closed.queue, at))

    def now(self, memory: HallMemory, hall: str, works: bool, stamp: Stamp) -> HallState:
        """The state as everybody sees it. A hall that does not work yet is not open."""
        at = Instant.of(stamp)
        return HallState(
            hall=hall,
            epoch=memory.epoch,
            rev=memory.rev,
            service_day=service_day(memory.queue, at),
            at=at.at,
            open=works and (not at.is_dated or is_open(self._site, at.at)),
            services=services_now(memory.queue, self._site, at),
            counters=counters_now(memory.queue, self._site),
            calls=calls_now(memory.queue),
            notice=self._site.notice,
        )

    def skip(self, queue: QueueState, services: Mapping[str, WaitingService], stamp: Stamp) -> Acted:
        """Never give numbers again that somebody else gave or set aside, as a state says that was heard."""
        highest: dict[str, int] = {}
        lowest: dict[str, int] = {}
        for service in self._site.services:
            said, prefix = services.get(service.code), service.prefix
            if said is not None and said.last is not None:
                highest[prefix] = max(said.last, highest.get(prefix, 0))
            if said is not None and said.leased is not None:
                lowest[prefix] = min(said.leased, lowest.get(prefix, said.leased))
        day = service_day(queue, Instant.of(stamp))
        return self.fold(queue, remembered(queue, self._site, day, highest, lowest), stamp)

    def end_training(self, queue: QueueState, since: int, stamp: Stamp) -> Acted:
        """The queue without what a training left in it; its lines count as little as the training's own."""
        ended = self.fold(queue, end_training(queue, since), stamp)
        return replace(ended, drafts=tuple(replace(draft, test=True) for draft in ended.drafts))

    def spoken(self, queue: QueueState, spoken: CallSpoken, stamp: Stamp) -> Acted:
        """What a voice of this gateway said: the same call once more, as spoken; the time to come begins now."""
        event = said(queue, spoken.counter, spoken.number, spoken.nth)
        return Acted(queue) if event is None else self.fold(queue, (event,), stamp)

    def printed(self, queue: QueueState, ended: PrintEnded, stamp: Stamp) -> Acted:
        """What the printer of this gateway said of a ticket; the kiosk role writes the line."""
        event: EventData = TicketPrinted(ended.ticket, ended.attempt)
        if ended.outcome in ("failed", "unknown"):
            event = TicketPrintFailed(ended.ticket, ended.attempt, ended.fault, ended.outcome)
        elif ended.outcome == "sent":
            return Acted(queue)
        after = evolve_all(queue, ((event, Instant.of(stamp)),), self._site)
        return Acted(after, (), frozenset((ended.ticket,)))

    def _acted(self, queue: QueueState, decided: Decided, stamp: Stamp) -> Acted:
        drafts, facts, touched = [], [], set()
        for event, moment in decided.facts(Instant.of(stamp)):
            note = None
            if decided.note is not None and isinstance(event, ServiceFinished):
                note = new_note(self._fresh_id(), decided.note)
                event = msgspec.structs.replace(event, note=note.note, seal=note.seal)
            clock = _clock_of(moment, stamp.clock)
            drafts.append(Draft(event, Stamp(moment.at, clock, moment.boot, moment.up_ms), note=note))
            facts.append((event, moment))
            if (ticket := getattr(event, "ticket", None)) is not None:
                touched.add(ticket)
        after = evolve_all(queue, facts, self._site)
        return Acted(after, tuple(drafts), frozenset(touched), decided.result)


def _clock_of(moment: Instant, now: ClockState) -> ClockState:
    """What a line says of the clock, so that it reads back as the same moment."""
    if not moment.is_dated:
        return "unset"
    return "holdover" if now == "unset" else now
