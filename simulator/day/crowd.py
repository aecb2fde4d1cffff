"""A day of visitors through the kiosk of the virtual office, and clerks at the counters whose officers are there.

The gateways keep real time; people do everything ``speed`` times as fast.
"""

import logging
import random
from typing import Any
from uuid import UUID

from contract.hall import HallAnswer
from simulator.day.clerk import Clerk
from simulator.day.schedule import CLOSES_S, Visit, day_of
from simulator.day.timeline import Timeline
from simulator.office import Office
from simulator.people import Fingers

log = logging.getLogger(__name__)

LOOK_FOR_CLERKS_S = 3.0
NO_SHOWS_UP_TO_SPEED = 10.0
"""Waiting for somebody who does not come takes two calls and a real minute; a fast day would only wait."""


class Crowd:
    """``count`` visitors a day; after a day comes the next. ``hands_off``: counters that a person plays."""

    def __init__(
        self,
        office: Office,
        fingers: Fingers,
        count: int,
        speed: float = 1.0,
        seed: int | None = None,
        hands_off: frozenset[str] = frozenset(),
    ) -> None:
        self._office = office
        self._fingers = fingers
        self._count = count
        self._speed = speed
        self._dice = random.Random(seed)
        self._hands_off = hands_off
        self._timeline = Timeline("visitors")
        self._visits: dict[UUID, Visit] = {}
        self._clerks: dict[str, Clerk] = {}
        self.refused = 0

    def start(self) -> None:
        """Let the first day begin, with the people who queue before the doors open."""
        if self._count > 0 and self._office.plan.hall is not None:
            self._timeline.start()
            self._timeline.soon(self._day)
            self._timeline.soon(self._find_clerks)

    def stop(self) -> None:
        """Let everybody go."""
        self._timeline.stop()

    @property
    def taken(self) -> int:
        """How many numbers were taken."""
        return len(self._visits)

    @property
    def served(self) -> int:
        """How many visits were finished."""
        return sum(clerk.served for clerk in self._clerks.values())

    def _day(self) -> None:
        hall, station = self._office.plan.hall, self._office.hall
        side = None if station is None else station.gateway.hall
        if hall is None or side is None:
            return
        heard = side.feed.look().state
        if heard is None or heard.rev == 0:
            # The doors are closed until the hall gives numbers.
            self._timeline.after(1.0, self._day)
            return
        visits = day_of(self._dice, self._count, hall.services, len(self._office.plan.levels))
        first_s = visits[0].at_s
        for visit in visits:
            self._timeline.after((visit.at_s - first_s) / self._speed, lambda visit=visit: self._come(visit))  # type: ignore[misc]
        self._timeline.after((CLOSES_S - first_s) / self._speed, self._day)

    def _come(self, visit: Visit) -> None:
        """Somebody stands before the kiosk."""
        side = self._office.hall.gateway.hall if self._office.hall is not None else None
        hall = self._office.plan.hall
        if side is None or hall is None:
            return
        need = next(one.needs[0] for one in hall.services if one.code == visit.service)
        args: dict[str, Any] = {
            "service": visit.service, "need": need, "priority": visit.priority, "needs": list(visit.needs),
            "channel": "kiosk",
        }  # fmt: skip
        if visit.items is not None:
            args["items"] = visit.items
        side.window.ask("take_ticket", args, lambda answer: self._timeline.soon(lambda: self._took(visit, answer)))

    def _took(self, visit: Visit, answer: HallAnswer) -> None:
        if not answer.ok or answer.result is None:
            self.refused += 1
            log.info("a visitor got no number: %s", answer.error)
            return
        if not visit.comes and self._speed > NO_SHOWS_UP_TO_SPEED:
            visit = Visit(visit.at_s, visit.service, visit.service_s, visit.walk_s)
        self._visits[UUID(str(answer.result["ticket"]))] = visit

    def _find_clerks(self) -> None:
        """Who sits at a counter works; who leaves it and comes back works on."""
        for counter, officer in self._office.seats().items():
            known = self._clerks.get(counter)
            if counter in self._hands_off or (known is not None and known.officer == officer):
                continue
            clerk = Clerk(
                counter, officer, self._office.station_of(counter), self._timeline, self._fingers, self._visits,
                self._speed, self._dice,
            )  # fmt: skip
            self._clerks[counter] = clerk
            self._timeline.soon(clerk.look)
        self._timeline.after(LOOK_FOR_CLERKS_S, self._find_clerks)
