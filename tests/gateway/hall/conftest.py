"""A hall on a real journal and worker, with a clock that moves only when told; restarted as often as wanted."""

import queue
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.hall import HallAnswer, HallRequest
from contract.ids import new_id
from contract.lines import read_data, read_line
from contract.services import Hours, Service, Session
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.hall.workshop import Workshop
from gateway.hall_commands import HallAsked
from gateway.queue.evolving import replay, rolled
from gateway.queue.state import Instant, QueueState

WEEK = ("mon", "tue", "wed", "thu", "fri")
SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    counters=(Counter("1"), Counter("2"), Counter("3")),
    officers=(Officer("cb-01", "Nguyễn Thị Một"), Officer("cb-02", "Trần Văn Hai")),
    services=(Service("ho-tich", "Hộ tịch", "A"), Service("dat-dai", "Đất đai", "B")),
    hours=Hours((Session(WEEK, "07:30", "11:30"), Session(WEEK, "13:30", "17:00"))),
)  # fmt: skip
ALWAYS_OPEN = SiteConfig(
    "trung-tam", "Trung tâm", SITE.ratings, SITE.counters, SITE.officers, services=SITE.services
)  # fmt: skip


class Hall(Workshop):
    """One run of a hall."""

    def from_gateway(
        self, gateway: str, do: str, args: dict[str, Any], officer: str | None = None,
        request: Any = None, age_s: float = 0.0, silent: bool = False,
    ) -> HallAnswer | None:  # fmt: skip
        """A request as it comes from another gateway, ``age_s`` old; None when the hall keeps silent."""
        answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
        asked = HallRequest(request or new_id(), do, args, officer)
        self.inbox.post(HallAsked(gateway, asked, self.clock.monotonic_s() - age_s, answers.put))
        if silent:
            # What is asked behind it has been answered: nothing more comes.
            self.ask("unpause", {"counter": "1"})
            return None if answers.empty() else answers.get()
        return answers.get(timeout=10)

    def take(self, service: str = "ho-tich", **args: Any) -> dict[str, Any]:
        """A ticket."""
        answer = self.ask("take_ticket", {"service": service, **args})
        assert answer.ok, answer
        return answer.result

    def seat(self, officer: str = "cb-01", counter: str = "1") -> None:
        """An officer sits down."""
        assert self.ask("sign_in", {"counter": counter}, officer).ok

    def do(self, verb: str, counter: str = "1", officer: str = "cb-01", **args: Any) -> HallAnswer:
        """An officer's order at a counter."""
        return self.ask(verb, {"counter": counter, **args}, officer)

    def raw(self) -> list[bytes]:
        """All lines."""
        return [row.line for row in self.journal.read(self.journal.stream, 1, 100_000)[0]]

    def lines(self) -> list[Any]:
        """The data of all lines."""
        return [read_data(read_line(raw)) for raw in self.raw()]

    def types(self) -> list[str]:
        """Types of all lines but the starts."""
        return [fact.TYPE for fact in self.lines() if fact.TYPE != "gateway.started"]

    def replayed(self) -> QueueState:
        """What the lines alone make of the day."""
        return rolled(replay(self.raw(), self.site), Instant.of(self.clock.now()))

    def turn(self) -> None:
        """Let a second pass: everything that time brings has happened when it returns."""
        self.clock.advance(1)
        self.ask("unpause", {"counter": "1"})
        self.ask("unpause", {"counter": "1"})


@pytest.fixture
def monday() -> ManualClock:
    """Monday at eight in the morning in Vietnam."""
    return ManualClock(datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7))))


@pytest.fixture
def hall(tmp_path: Path, monday: ManualClock, empty_journal: Path) -> Iterator[Callable[..., Hall]]:
    """Starts the hall on this test's journal; again: a restart of it."""
    made: list[Hall] = []

    def begin(path: Path) -> None:
        if not path.exists() or not path.stat().st_size:
            shutil.copy(empty_journal, path)

    def make(site: SiteConfig = SITE, folder: Path = tmp_path, **options: Any) -> Hall:
        if made and "beside" not in options:
            made[-1].stop()
        options.pop("beside", None)
        (folder / "data").mkdir(parents=True, exist_ok=True)
        one = Hall(site, folder / "data", monday, migrate=begin, **options)
        made.append(one)
        one.start()
        one.journal._open.execute("PRAGMA synchronous=OFF")
        return one

    yield make
    for one in made:
        one.stop()
