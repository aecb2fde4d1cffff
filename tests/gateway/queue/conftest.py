"""A hall in memory: requests go through the rules, their events make the next state, and all of it is remembered."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contract.events import EventData
from contract.hall_args import ARGS
from contract.services import Hours, Service, Session
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.queue.evolving import evolve_all
from gateway.queue.state import Instant, QueueState, Ticket
from gateway.queue.verbs import Asker, Case, Refused, decide

VIETNAM = timezone(timedelta(hours=7))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
ALL_DAYS = ("mon", "tue", "wed", "thu", "fri")


def make_site(**changes: Any) -> SiteConfig:
    """Two services with counters of their own, one counter for both, one that can do everything."""
    parts: dict[str, Any] = {
        "site": "trung-tam",
        "name": "Trung tâm Mẫu",
        "ratings": (RatingRules("4-level", "per-ticket", MONDAY.date()),),
        "services": (
            Service(code="ho-tich", name="Hộ tịch", prefix="A"),
            Service(code="dat-dai", name="Đất đai", prefix="B"),
        ),
        "counters": (
            Counter(id="1", services=("ho-tich",), principal="cb-01"),
            Counter(id="2", services=("dat-dai",)),
            Counter(id="3", services=("ho-tich", "dat-dai")),
            Counter(id="4", fits=("language:km", "wheelchair")),
        ),
        "officers": tuple(Officer(code=f"cb-0{n}", name=f"Người Mẫu {n}") for n in range(1, 6)),
        "hours": Hours(sessions=(Session(ALL_DAYS, "07:30", "11:30"), Session(ALL_DAYS, "13:30", "17:00"))),
    }
    return SiteConfig(**(parts | changes))


class Play:
    """A day played through the rules. Every request is checked to change nothing when it is refused."""

    def __init__(self, site: SiteConfig, at: datetime = MONDAY) -> None:
        self.site = site
        self.state = QueueState()
        self.now = Instant(at, "boot", 3_600_000)
        self.log: list[tuple[EventData, Instant]] = []
        self.last: tuple[EventData, ...] = ()
        self._ids = 0

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        now = self.now
        passed = now.at + timedelta(seconds=seconds)
        self.now = Instant(passed, now.boot, now.up_ms + round(seconds * 1000), now.is_dated)

    def fresh(self) -> UUID:
        """A uuid never used before."""
        self._ids += 1
        return UUID(int=self._ids)

    def ask(self, do: str, officer: str | None = None, gateway: str = "hall-01", **args: Any) -> Any:
        """Send a request; its events happen. Raises Refused."""
        who = Asker(gateway=gateway, officer=officer, counter=args.pop("bound", None))
        case = Case(who=who, site=self.site, at=self.now, fresh=args.pop("fresh", None) or self.fresh())
        decided = decide(do, self.state, msgspec.convert(args, ARGS[do]), case)  # type: ignore[call-overload]
        facts = decided.facts(self.now)
        self.happen(*facts)
        self.last = decided.events
        return decided.result

    def happen(self, *facts: tuple[EventData, Instant]) -> None:
        """Let events happen that nobody asked for."""
        self.log += facts
        self.state = evolve_all(self.state, facts, self.site)

    def take(self, service: str = "ho-tich", **args: Any) -> Ticket:
        """Take a number, ten seconds after the one before."""
        self.wait(10)
        taken = self.ask("take_ticket", service=service, **args)
        return self.state.tickets[UUID(taken["ticket"])]

    def sit(self, counter: str, officer: str) -> None:
        """Sign an officer in."""
        self.ask("sign_in", officer, counter=counter)

    def call(self, counter: str, officer: str) -> Any:
        """Call the next one and say whose number it is."""
        return self.ask("call_next", officer, counter=counter)["number"]

    def call_and_go(self, counter: str, officer: str) -> str:
        """Call the next one, who is done at once."""
        number = self.call(counter, officer)
        self.ask("finish", officer, counter=counter)
        return str(number)

    def serve(self, counter: str, officer: str, seconds: float = 300) -> str:
        """Call, serve and finish the next one."""
        number: str = self.call(counter, officer)
        self.ask("start", officer, counter=counter)
        self.wait(seconds)
        self.ask("finish", officer, counter=counter)
        return number

    def refused(self, do: str, officer: str | None = None, **args: Any) -> tuple[str, str]:
        """Code and sentence of a request that is refused and changes nothing."""
        before, heard = self.state, len(self.log)
        with pytest.raises(Refused) as refused:
            self.ask(do, officer, **args)
        assert self.state is before and len(self.log) == heard
        return refused.value.code, refused.value.message

    def ticket(self, number: str) -> Ticket:
        """The ticket of a number."""
        return next(t for t in self.state.tickets.values() if t.number == number)


@pytest.fixture
def hall() -> Play:
    """A centre with usual hours at eight on a Monday, nobody signed in."""
    return Play(make_site())


@pytest.fixture(scope="session")
def make_hall() -> Callable[..., Play]:
    """Makes a centre that differs in some parts."""

    def make(at: datetime = MONDAY, **changes: Any) -> Play:
        return Play(make_site(**changes), at)

    return make
