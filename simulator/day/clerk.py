"""An officer at a counter who works through the queue as people do: calls, waits, serves, moves, finishes.

Everything goes the way a keypad's keys go: as requests of the counter's own gateway.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from contract.hall import HallAnswer, Verb
from simulator.day.schedule import Visit
from simulator.day.timeline import Timeline
from simulator.devices.base import SimulatedPanel, Unplugged
from simulator.people import Fingers
from simulator.station import RunningStation

LOOK_AGAIN_S = 4.0
"""How long a clerk without anybody to call does something else."""
LEAST_S = 0.6
"""Nothing that people do takes less, however fast the day goes."""
SECOND_CALL_S = 61.0
"""A number is missed after two calls a minute apart, in the gateway's own time."""
COPY_S = 240.0
SETTLED_S = 1.8
"""A press sooner after its window opened is doubted, in the gateway's own time."""
LOOK_FOR_WINDOW_S = 0.4
GIVES_UP_S = 45.0
"""On a fast day the last visitor's window is still open when a visit begins; who rates waits for the own one."""


class Clerk:
    """One counter with its officer. ``visit_of`` knows the people behind the tickets; ``returns`` brings somebody back
    who fetched a copy."""

    def __init__(
        self,
        counter: str,
        officer: str,
        station: RunningStation,
        timeline: Timeline,
        fingers: Fingers,
        visits: dict[UUID, Visit],
        speed: float,
        dice: random.Random,
    ) -> None:
        self.counter = counter
        self.officer = officer
        self._station = station
        self._timeline = timeline
        self._fingers = fingers
        self._visits = visits
        self._speed = speed
        self._dice = dice
        self._ticket: UUID | None = None
        self.served = 0

    def look(self) -> None:
        """Call whoever is next, or look again later."""
        self._ask("call_next", {}, self._called)

    def _called(self, answer: HallAnswer) -> None:
        called = answer.result or {}
        if not answer.ok or "ticket" not in called:
            self._rest()
            return
        self._ticket = UUID(str(called["ticket"]))
        visit = self._visit
        if visit.comes:
            self._after(visit.walk_s, lambda: self._ask("start", self._here, self._started))
        else:
            self._timeline.after(SECOND_CALL_S, lambda: self._ask("recall", self._here, self._recalled))

    def _recalled(self, answer: HallAnswer) -> None:
        self._timeline.after(LEAST_S, lambda: self._ask("miss", self._here, lambda _: self._rest()))

    def _started(self, answer: HallAnswer) -> None:
        if not answer.ok:
            self._rest()
            return
        visit = self._visit
        if visit.level is not None:
            ticket, place = self._known, visit.level
            self._after(visit.service_s * self._dice.uniform(0.6, 0.95), lambda: self._rate(ticket, place, GIVES_UP_S))
        self._after(visit.service_s, self._end)

    def _end(self) -> None:
        visit = self._visit
        if visit.transfer_to is not None:
            self._visits[self._known] = replace(visit, transfer_to=None)
            self._ask("transfer", {**self._here, "to_service": visit.transfer_to}, lambda _: self._rest())
        elif visit.fetches_copy:
            ticket = self._known
            self._visits[ticket] = replace(visit, fetches_copy=False)
            self._ask("park", {**self._here, "reason": "copy"}, lambda _: self._rest())
            self._after(COPY_S, lambda: self._ask("resume", {"ticket": str(ticket)}, lambda _: None, at_counter=False))
        else:
            self.served += 1
            self._ask("finish_and_next", self._here, self._called)

    def _rate(self, ticket: UUID, place: int, patience_s: float) -> None:
        """The citizen stands before the panel; once the window has been theirs for a moment, they press."""
        if self._may_rate(ticket):
            self._timeline.after(SETTLED_S, lambda: self._may_rate(ticket) and self._press(place))
        elif patience_s > 0:
            rest_s = patience_s - LOOK_FOR_WINDOW_S
            self._timeline.after(LOOK_FOR_WINDOW_S, lambda: self._rate(ticket, place, rest_s))

    def _may_rate(self, ticket: UUID) -> bool:
        hall = self._station.gateway.hall
        state = None if hall is None else hall.feed.look().state
        now = None if state is None else state.counters.get(self.counter)
        rating = None if now is None else now.rating
        return rating is not None and rating.open and rating.ticket == ticket

    def _press(self, place: int) -> None:
        """As a finger does."""
        panel: SimulatedPanel = self._station.panels[self.counter]
        try:
            self._fingers.press(panel, panel.levels[place])
        except (Unplugged, OSError):
            # The cable is out: this one goes without rating.
            return

    def _rest(self) -> None:
        self._ticket = None
        self._after(LOOK_AGAIN_S * self._dice.uniform(0.7, 1.3), self.look)

    @property
    def _known(self) -> UUID:
        if self._ticket is None:
            raise RuntimeError(f"nobody is at counter {self.counter}")
        return self._ticket

    @property
    def _here(self) -> dict[str, Any]:
        return {"ticket": str(self._known)}

    @property
    def _visit(self) -> Visit:
        """Who stands behind the ticket; one that somebody else took is served like most."""
        return self._visits.get(self._known, Visit(0.0, "", 300.0, 15.0))

    def _after(self, delay_s: float, act: Callable[[], None]) -> None:
        self._timeline.after(max(LEAST_S, delay_s / self._speed), act)

    def _ask(self, do: Verb, args: dict[str, Any], then: Callable[[HallAnswer], None], at_counter: bool = True) -> None:
        hall = self._station.gateway.hall
        if hall is None:
            raise RuntimeError("this office has no queue")
        where = {"counter": self.counter} if at_counter else {}
        hall.client.ask(
            do, {**where, **args}, lambda answer: self._timeline.soon(lambda: then(answer)), officer=self.officer
        )
