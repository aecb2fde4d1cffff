"""A whole day played through the pure rules of the queue in a moment: no threads, no gateway, a clock that jumps.

For questions about the rules themselves, such as how far an expected wait was from the wait that came.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contract.hall_args import ARGS
from contract.site import SiteConfig
from gateway.queue.evolving import evolve_all
from gateway.queue.state import Instant, QueueState
from gateway.queue.verbs import Asker, Case, Refused, decide
from simulator.day.schedule import Visit

UP_AT_OPENING_MS = 36_000_000
LOOKS_UP_S = (1.0, 5.0)
"""Who has nobody to serve sees that somebody has come."""
SECOND_CALL_S = 61.0
COPY_S = 600.0

OnTaken = Callable[[QueueState, Instant, Visit], Any]
"""Asked in the moment before a number is given; what it returns stands in `Stay.expected`."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What became of one visit: what was expected, and the seconds until its first call (None: never called)."""

    visit: Visit
    expected: Any
    waited_s: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """When the officer of a counter sits down, and the pauses from then on: seconds from the opening, and how long."""

    counter: str
    from_s: float = 0.0
    pauses: tuple[tuple[float, float], ...] = ()


class PlayedDay:
    """Visitors with their visits, officers with their shifts; `play` lets them meet."""

    def __init__(
        self, site: SiteConfig, opening: datetime, visits: Sequence[Visit], shifts: Sequence[Shift], seed: int
    ) -> None:
        self._site = site
        self._opening = opening
        self._visits = visits
        self._shifts = shifts
        self._dice = random.Random(seed)
        self._due: list[tuple[float, int, Callable[[], Any]]] = []
        self._count = itertools.count(1)
        self._now_s = 0.0
        self._people: dict[UUID, Visit] = {}
        self._stays: dict[UUID, Stay] = {}
        self._pausing: dict[str, float] = {}
        self._idle: list[str] = []
        self.refused = 0
        self.state = QueueState()

    def play(self, on_taken: OnTaken, until_s: float) -> list[Stay]:
        """Everybody who got a number, in that order."""
        for visit in self._visits:
            self._at(visit.at_s, lambda visit=visit: self._come(visit, on_taken))  # type: ignore[misc]
        for shift in self._shifts:
            self._at(shift.from_s, lambda shift=shift: self._sit_down(shift))  # type: ignore[misc]
            for at_s, long_s in shift.pauses:
                self._at(at_s, lambda c=shift.counter, s=long_s: self._wants_pause(c, s))  # type: ignore[misc]
        while self._due and self._due[0][0] <= until_s:
            self._now_s, _, act = heapq.heappop(self._due)
            act()
        return list(self._stays.values())

    def _come(self, visit: Visit, on_taken: OnTaken) -> None:
        expected = on_taken(self.state, self._now, visit)
        args: dict[str, Any] = {"service": visit.service, "priority": visit.priority, "needs": visit.needs}
        if visit.items is not None:
            args["items"] = visit.items
        taken = self._ask("take_ticket", None, **args)
        if taken is None:
            self.refused += 1
            return
        ticket = UUID(taken["ticket"])
        self._people[ticket] = visit
        self._stays[ticket] = Stay(visit, expected, None)
        self._wake()

    def _sit_down(self, shift: Shift) -> None:
        self._ask("sign_in", shift.counter, counter=shift.counter)
        self._after(max(0.0, -self._now_s), lambda: self._look(shift.counter))

    def _wants_pause(self, counter: str, long_s: float) -> None:
        self._pausing[counter] = long_s
        if counter in self._idle:
            self._idle.remove(counter)
            self._look(counter)

    def _look(self, counter: str) -> None:
        pause_s = self._pausing.pop(counter, None)
        if pause_s is not None:
            self._ask("pause", counter, counter=counter)
            self._after(pause_s, lambda: self._come_back(counter))
            return
        called = self._ask("call_next", counter, counter=counter)
        if called is None:
            self._idle.append(counter)
        else:
            self._called(counter, UUID(called["ticket"]))

    def _come_back(self, counter: str) -> None:
        self._ask("unpause", counter, counter=counter)
        self._look(counter)

    def _called(self, counter: str, ticket: UUID) -> None:
        stay, visit = self._stays[ticket], self._people[ticket]
        if stay.waited_s is None:
            self._stays[ticket] = replace(stay, waited_s=self._now_s - visit.at_s)
        if visit.comes:
            self._after(visit.walk_s, lambda: self._ask("start", counter, counter=counter))
            self._after(visit.walk_s + visit.service_s, lambda: self._end(counter, ticket))
        else:
            self._after(SECOND_CALL_S, lambda: self._ask("recall", counter, counter=counter))
            self._after(SECOND_CALL_S + 10, lambda: self._ask("miss", counter, counter=counter))
            self._after(SECOND_CALL_S + 11, lambda: self._look(counter))

    def _end(self, counter: str, ticket: UUID) -> None:
        visit = self._people[ticket]
        self._people[ticket] = replace(visit, transfer_to=None, fetches_copy=False)
        if visit.transfer_to is not None:
            self._ask("transfer", counter, counter=counter, to_service=visit.transfer_to)
        elif visit.fetches_copy:
            self._ask("park", counter, counter=counter, reason="copy")
            self._after(COPY_S, lambda: self._bring_copy(counter, ticket))
        else:
            self._ask("finish", counter, counter=counter)
        self._wake()
        self._look(counter)

    def _bring_copy(self, counter: str, ticket: UUID) -> None:
        self._ask("resume", counter, ticket=str(ticket))
        self._wake()

    def _wake(self) -> None:
        """Somebody waits anew: idle officers see it one after the other."""
        idle, self._idle = self._idle, []
        for counter in idle:
            self._after(self._dice.uniform(*LOOKS_UP_S), lambda counter=counter: self._look(counter))  # type: ignore[misc]

    def _ask(self, do: Any, officer: str | None, **args: Any) -> dict[str, Any] | None:
        """A request and what comes of it: its result, or None when it was refused or has none."""
        case = Case(
            who=Asker(gateway="hall-01", officer=officer),
            site=self._site,
            at=self._now,
            fresh=UUID(int=next(self._count)),
        )
        try:
            decided = decide(do, self.state, msgspec.convert(args, ARGS[do]), case)
        except Refused:
            return None
        self.state = evolve_all(self.state, decided.facts(case.at), self._site)
        return decided.result

    @property
    def _now(self) -> Instant:
        at = self._opening + timedelta(seconds=self._now_s)
        return Instant(at, "boot", UP_AT_OPENING_MS + round(self._now_s * 1000))

    def _at(self, at_s: float, act: Callable[[], Any]) -> None:
        heapq.heappush(self._due, (at_s, next(self._count), act))

    def _after(self, delay_s: float, act: Callable[[], Any]) -> None:
        self._at(self._now_s + delay_s, act)
