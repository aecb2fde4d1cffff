"""Where a ticket is just now, as its holder is told: by its events, and by what the hall says this moment. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from central.rules.telling import Told, in_order
from contract.events import (
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from contract.hall import HallState

Stage = Literal["waiting", "called", "serving", "parked", "missed", "finished", "voided", "abandoned"]

ENDED: tuple[Stage, ...] = ("finished", "voided", "abandoned")
_ENDINGS: dict[str, Stage] = {
    ServiceFinished.TYPE: "finished",
    TicketVoided.TYPE: "voided",
    TicketAbandoned.TYPE: "abandoned",
}
"""In the order in which they win: who was served was served, whatever a hall with an old memory says later."""
_STAGES: dict[str, Stage] = {
    TicketIssued.TYPE: "waiting",
    TicketCalled.TYPE: "called",
    ServiceStarted.TYPE: "serving",
    TicketParked.TYPE: "parked",
    TicketMissed.TYPE: "missed",
    TicketResumed.TYPE: "waiting",
    TicketTransferred.TYPE: "waiting",
}


@dataclass(frozen=True, slots=True)
class Life:
    """``counter`` and ``officer``: of the last call, start or finish. ``is_started``: a service began at least once.
    ``place``: when it was issued and under which number, the order of waiting; None when its issue never arrived."""

    stage: Stage
    service: str = ""
    number: str = ""
    counter: str = ""
    officer: str = ""
    is_started: bool = False
    place: tuple[int, str] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.stage in ENDED

    def after_its_day(self) -> "Life":
        """The same on a later day, whose hall knows it no more: who was served was served, others have to come anew."""
        if self.is_over:
            return self
        return replace(self, stage="finished" if self.is_started else "abandoned")


def life_of(told: Iterable[Told]) -> Life:
    """What the events of one ticket come to, in whatever order they arrived; at least one of them."""
    life = Life("waiting")
    lines = in_order(told)
    for one in lines:
        life = _after(life, one)
    for ending, stage in _ENDINGS.items():
        end = next((one for one in lines if one.type == ending), None)
        if end is None:
            continue
        if stage == "finished":
            return replace(life, stage=stage, is_started=True, counter=end.counter, officer=end.officer)
        return replace(life, stage=stage)
    return life


def _after(life: Life, one: Told) -> Life:
    stage = _STAGES.get(one.type)
    if stage is None:
        return life
    if one.type == TicketIssued.TYPE:
        if life.place is not None:
            return life
        said = one.said
        moved = life.service or said.service
        return replace(life, service=moved, number=said.number, place=(one.time_ms or 0, said.number))
    life = replace(life, stage=stage, service=one.said.service or life.service)
    if one.type in (TicketCalled.TYPE, ServiceStarted.TYPE):
        life = replace(life, counter=one.counter or life.counter, officer=one.officer or life.officer)
    return replace(life, is_started=life.is_started or one.type == ServiceStarted.TYPE)


def seen_in_hall(life: Life, ticket: UUID, hall: HallState | None) -> Life:
    """The same with what the hall says now: its word is quicker than the events, until these say it is over."""
    if hall is None or life.stage in ENDED:
        return life
    for name, counter in hall.counters.items():
        if counter.ticket == ticket and counter.state in ("called", "serving"):
            stage: Stage = "called" if counter.state == "called" else "serving"
            officer = counter.officer or life.officer
            is_started = life.is_started or stage == "serving"
            return replace(life, stage=stage, counter=name, officer=officer, is_started=is_started)
    return life
