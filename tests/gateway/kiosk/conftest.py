"""A kiosk role on a real journal and worker, beside a hall that answers as it is told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from contract.hall import HallAnswer, HallError, HallState, WaitingService
from contract.ids import new_id
from contract.lines import read_data, read_line
from contract.services import Service
from contract.site import Counter, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.effects import AnswerHall, Print, Tell
from gateway.hall_commands import HallHeard
from gateway.inbox import Inbox
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.kiosk.printing import Printing
from gateway.kiosk.role import KioskRole
from gateway.kiosk.state import load
from gateway.kiosk.talking import Talk
from gateway.kiosk.window import TicketWindow
from gateway.roles import RoleSet
from gateway.worker import Worker

SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),), (Counter("3"),),
    services=(Service("ho-tich", "Hộ tịch", "A"), Service("dat-dai", "Đất đai", "B")),
)  # fmt: skip


class ScriptedHall:
    """Keeps what it is asked, and answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], Any, Any]] = []

    def ask(self, do: str, args: dict[str, Any], on_answer: Any, *, officer: Any = None, request: Any = None) -> None:
        """Note the question."""
        self.asked.append((do, args, on_answer, request or new_id()))

    def answer(self, do: str, result: Any = None, error: str | None = None) -> dict[str, Any]:
        """Answer the oldest question of a kind; returns its arguments."""
        at = next(i for i, asked in enumerate(self.asked) if asked[0] == do)
        _, args, on_answer, request = self.asked.pop(at)
        told = None if error is None else HallError(error, "Không được.")
        on_answer(HallAnswer(request, error is None, result=result, error=told))
        return args


class Kiosk:
    """One run of a kiosk's program, turned by hand."""

    def __init__(self, clock: ManualClock, journal: Journal, printer: str | None = "may-in", lease: int = 4) -> None:
        self.clock, self.journal = clock, journal
        self.hall = ScriptedHall()
        self.inbox: Inbox[Any] = Inbox()
        self.printed: list[Print] = []
        self.answers: list[HallAnswer] = []
        role = KioskRole(SITE, Printing(printer, self.inbox.post), Talk(SITE, self.hall, self.inbox.post, lease))
        roles = RoleSet([role], lambda states: False)
        keeper = Keeper(journal, clock.now, lambda: None)
        self.worker = Worker(
            self.inbox, keeper, roles, roles.together([load(journal.facts("kiosk/"))]), clock,
            self.show, lambda: None, lambda on: None,
        )  # fmt: skip
        self.window = TicketWindow(self.hall, self.inbox.post)

    def show(self, effect: Any) -> None:
        """Stand in for printer and pages."""
        match effect:
            case Print():
                self.printed.append(effect)
            case AnswerHall(reply, answer):
                reply(answer)
            case Tell(told):
                told()

    def turn(self) -> None:
        """Let the worker do what is in the inbox, and what comes of it."""
        self.worker._burst([])
        while orders := self.inbox.take(0, 100):
            self.worker._burst(orders)

    def want(self, service: str = "ho-tich", error: str | None = "hall_away", request: Any = None) -> HallAnswer:
        """Somebody wants a ticket while the hall answers with an error."""
        self.window.ask("take_ticket", {"service": service}, self.answers.append, request=request)
        self.hall.answer("take_ticket", error=error)
        self.turn()
        return self.answers[-1]

    def hear(self, epoch: int = 1, last: int | None = None, live: bool = True, is_open: bool = True) -> None:
        """The hall speaks."""
        stamp = self.clock.now()
        services = {"ho-tich": WaitingService(3, 600, last)}
        state = HallState("hall-01", epoch, 1, stamp.at.date(), stamp.at, is_open, services, {}, ())
        self.inbox.post(HallHeard(state, live))
        self.turn()

    def state_of_hall(self, day: int, hour: int, minute: int) -> HallState:
        """What a hall says that is at this moment of November."""
        at = self.clock.now().at.replace(day=day, hour=hour, minute=minute)
        return HallState("hall-01", 2, 1, at.date(), at, True, {}, {}, ())

    def hear_state(self, state: HallState) -> None:
        """The hall speaks."""
        self.inbox.post(HallHeard(state, True))
        self.turn()

    def lease(self, first: int = 1, last: int = 4, service: str = "ho-tich", day: str | None = None) -> None:
        """The hall grants a block: everything that it is asked before is answered."""
        self.hear()
        if any(asked[0] == "report_tickets" for asked in self.hall.asked):
            self.hall.answer("report_tickets")
            self.turn()
        for do, args, on_answer, request in list(self.hall.asked):
            if do == "lease_numbers" and args["service"] == service:
                self.hall.asked.remove((do, args, on_answer, request))
                block = {
                    "id": f"q-01.{first}", "service": service, "from": first, "to": last,
                    "service_day": day or self.clock.now().at.date().isoformat(),
                }  # fmt: skip
                on_answer(HallAnswer(request, True, result=block))
        self.turn()

    def lines(self) -> list[Any]:
        """The data of all lines."""
        return [read_data(read_line(row.line)) for row in self.journal.read(self.journal.stream, 1, 10_000)[0]]


@pytest.fixture
def kiosk(clock: ManualClock, open_journal: Callable[..., Journal]) -> Iterator[Callable[..., Kiosk]]:
    """Starts the kiosk's program on this test's journal; again: a restart of it."""
    made: list[Kiosk] = []

    def make(**options: Any) -> Kiosk:
        if made:
            made[-1].journal.close()
        made.append(Kiosk(clock, open_journal(), **options))
        made[-1].turn()
        return made[-1]

    yield make
