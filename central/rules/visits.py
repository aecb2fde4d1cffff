"""What became of a ticket: a pure function of the set of its events, never of their order of arrival (domain §3.1).

A ticket is one visit, whoever told of it: a kiosk that was away and its hall may both say that it was issued. Wait is
all waiting up to a call, transfers and returns included; service is the time at counters, from the start, or from the
call where nobody recorded a start. Ingest, `rebuild` and `audit` all ask here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from central.rules.telling import NOTHING_SAID, Told, in_order
from contract.events import (
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)

ISSUED = "issued"
"""Waits, is called or served just now: nothing ended it yet."""
SERVED = "served"
MISSED = "missed"
"""Called, and nobody came: also when the end of the day closed it afterwards."""
ABANDONED = "abandoned"
VOID = "void"
UNISSUED = "unissued"
"""Its `ticket.issued` has not arrived: in no figure, shown apart."""
STATES = (ISSUED, SERVED, MISSED, ABANDONED, VOID, UNISSUED)

DAY_CLOSED = "day_closed"

Span = tuple[int, int]
"""From and until, milliseconds UTC."""

OutcomeCount = tuple[str, str, int]
"""Service, outcome, how many times."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the events of one ticket come to.

    ``counter`` and ``officer``: of the finish, else of the last call or start. ``waits`` and ``served`` are None when
    a time in them is not known; ``served`` also when nobody was served or nobody said what the visit brought: the end
    of the day closed it, and its length is that of a forgotten key.
    """

    site: str
    state: str
    number: str = ""
    taken_service: str = ""
    service: str = ""
    need: str = ""
    priority: bool = False
    needs: tuple[str, ...] = ()
    items: int | None = None
    channel: str = ""
    counter: str = ""
    officer: str = ""
    issued_ms: int | None = None
    called_ms: int | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    waits: tuple[Span, ...] | None = None
    served: tuple[Span, ...] | None = None
    transfers: int = 0
    recalls: int = 0
    outcomes: tuple[OutcomeCount, ...] = ()

    @property
    def wait_s(self) -> int | None:
        """Seconds of waiting, by the clock on the wall."""
        return None if self.waits is None else seconds(self.waits)

    @property
    def service_s(self) -> int | None:
        """Seconds at counters."""
        return None if self.served is None else seconds(self.served)


def seconds(spans: Iterable[Span]) -> int:
    """How long they are together, rounded half up."""
    return (sum(until - since for since, until in spans) + 500) // 1000


def visit_of(told: Iterable[Told]) -> Visit:
    """The visit that these events, all of one ticket, make; at least one of them."""
    lines = in_order(told)
    issued = next((one for one in lines if one.type == TicketIssued.TYPE), None)
    end = _end(lines)
    walk = _Walk(issued)
    for one in lines:
        # A clock that ran behind may have put the end before what it ended.
        if one.type not in _ENDS:
            walk.take(one)
    if end is not None:
        walk.end(end)
    return walk.visit(lines[0], end)


def _end(lines: list[Told]) -> Told | None:
    """What ended it. Who was served was served, whatever else was said: a hall with an old memory closes days too."""
    for wanted in _ENDINGS:
        found = next((one for one in lines if one.type == wanted.TYPE), None)
        if found is None:
            continue
        if wanted is ServiceFinished:
            return next((one for one in lines if one.type == wanted.TYPE and one.said.outcomes), found)
        return found
    return None


_ENDINGS = (ServiceFinished, TicketVoided, TicketAbandoned)
_ENDS = frozenset(one.TYPE for one in _ENDINGS)


class _Walk:
    """Goes through a ticket's life: where it is, since when, and what is over."""

    def __init__(self, issued: Told | None) -> None:
        self._issued = issued
        self._said = NOTHING_SAID if issued is None else issued.said
        self._service = self._said.service
        self._needs = self._said.needs
        self._at = "waiting" if issued is not None else ""
        self._since = None if issued is None else issued.time_ms
        self._waits: list[Span] | None = []
        self._served: list[Span] | None = []
        self._calls = self._recalls = self._transfers = 0
        self._called_ms: int | None = None
        self._started_ms: int | None = None
        self._counter = self._officer = ""
        self._was_called = False

    def take(self, one: Told) -> None:
        """The next thing that happened to it."""
        match one.type:
            case TicketCalled.TYPE:
                self._call(one)
            case ServiceStarted.TYPE:
                self._start(one)
            case TicketParked.TYPE:
                self._leave("parked", one.time_ms, is_service=True)
            case TicketMissed.TYPE:
                self._leave("missed", one.time_ms, is_service=False)
            case TicketResumed.TYPE:
                # Somebody else took the counter, or the session ended: who was called was not served.
                self._wait_again(one, is_service=self._at == "serving")
            case TicketNeedsSet.TYPE:
                self._needs = one.said.needs
            case TicketTransferred.TYPE:
                self._transfers += 1
                self._service = one.said.service or self._service
                self._wait_again(one, is_service=True)

    def end(self, one: Told) -> None:
        """It is over."""
        if one.type == ServiceFinished.TYPE:
            self._leave("ended", one.time_ms, is_service=True)
            self._counter, self._officer = one.counter, one.officer

    def visit(self, first: Told, end: Told | None) -> Visit:
        """What it came to. ``first``: its first line, which names the site when nobody told of the issue."""
        said, issued = self._said, self._issued
        outcomes: dict[tuple[str, str], int] = {}
        for one in end.said.outcomes if end is not None else ():
            outcomes[one.service, one.outcome] = outcomes.get((one.service, one.outcome), 0) + one.count
        is_finished = end is not None and end.type == ServiceFinished.TYPE
        return Visit(
            site=first.site if issued is None else issued.site,
            state=self._state(end),
            number=said.number,
            taken_service=said.service,
            service=self._service,
            need=said.need,
            priority=said.priority,
            needs=self._needs,
            items=said.items,
            channel=said.channel,
            counter=self._counter,
            officer=self._officer,
            issued_ms=first.time_ms if issued is None else issued.time_ms,
            called_ms=self._called_ms,
            started_ms=self._started_ms,
            finished_ms=end.time_ms if is_finished and end is not None else None,
            waits=tuple(self._waits) if self._waits is not None and self._was_called and issued is not None else None,
            served=tuple(self._served) if self._served and outcomes else None,
            transfers=self._transfers,
            recalls=self._recalls,
            outcomes=tuple((service, outcome, n) for (service, outcome), n in outcomes.items()),
        )

    def _state(self, end: Told | None) -> str:
        if self._issued is None:
            return UNISSUED
        if end is None:
            return MISSED if self._at == "missed" else ISSUED
        if end.type == ServiceFinished.TYPE:
            return SERVED
        if end.type == TicketVoided.TYPE:
            return VOID
        return MISSED if self._at == "missed" and end.said.reason == DAY_CLOSED else ABANDONED

    def _call(self, one: Told) -> None:
        nth = one.said.nth
        if self._at == "called" and one.counter == self._counter:
            # The same number again is the voice, which has said it.
            self._recalls += max(0, nth - self._calls)
            self._calls = max(nth, self._calls)
        elif not (self._at == "serving" and one.counter == self._counter):
            self._recalls += max(0, nth - 1)
            self._calls = nth
            self._leave("called", one.time_ms, is_service=self._at == "serving")
            if not self._was_called:
                self._called_ms = one.time_ms
            self._was_called = True
        if one.officer or one.counter != self._counter:
            self._counter, self._officer = one.counter, one.officer

    def _start(self, one: Told) -> None:
        if self._at != "serving":
            self._leave("serving", one.time_ms, is_service=False)
            self._started_ms = one.time_ms if self._started_ms is None else self._started_ms
            self._was_called = True
        self._counter, self._officer = one.counter, one.officer

    def _wait_again(self, one: Told, *, is_service: bool) -> None:
        if self._at != "waiting":
            self._leave("waiting", one.time_ms, is_service=is_service)
            self._calls = 0

    def _leave(self, to: str, time_ms: int | None, *, is_service: bool) -> None:
        """Go on to another place; the stay in the last one counts as waiting, as service, or as neither."""
        since, at, self._at, self._since = self._since, self._at, to, time_ms
        if at == "waiting":
            self._waits = _with(self._waits, since, time_ms)
        elif is_service and at in ("called", "serving"):
            self._served = _with(self._served, since, time_ms)


def _with(spans: list[Span] | None, since: int | None, until: int | None) -> list[Span] | None:
    """The spans with one more; None once a time is not known."""
    if spans is None or since is None or until is None:
        return None
    return [*spans, (since, max(since, until))]
