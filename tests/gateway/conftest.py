"""A journal on a real file, a worker over it, and a clock that moves only when told."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.events import RatingGiven
from contract.ids import new_id
from contract.lines import read_data, read_line
from contract.site import Counter, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.commands import PanelPressed
from gateway.counter.role import CounterRole
from gateway.counter.state import FACT, load
from gateway.effects import Answer, Effect, Tell
from gateway.inbox import Inbox
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.schema import migrate
from gateway.worker import Worker


@pytest.fixture
def clock() -> ManualClock:
    """Monday morning in Vietnam."""
    return ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))


@pytest.fixture
def press(clock: ManualClock) -> Callable[[], Draft]:
    """Makes one more rating, four seconds later."""

    def make() -> Draft:
        clock.advance(4)
        data = RatingGiven(new_id(), None, "3", "cb-01", "4-level", "good", "panel", "accepted")
        return Draft(data, clock.now())

    return make


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every migration and nothing in it, made once."""
    path = tmp_path_factory.mktemp("empty") / "journal.db"
    migrate(path)
    return path


@pytest.fixture
def open_journal(tmp_path: Path, clock: ManualClock, empty_journal: Path) -> Iterator[Callable[..., Journal]]:
    """Opens the journal file of this test, again and again if wanted; closes all at the end."""
    opened: list[Journal] = []

    def begin(path: Path) -> None:
        if path.stat().st_size:
            migrate(path)
        else:
            shutil.copy(empty_journal, path)

    def make(
        gateway: str = "q-01", max_bytes: int = 1 << 26, path: Path | None = None, durable: bool = False
    ) -> Journal:
        journal = Journal(path or tmp_path / "data" / "journal.db", gateway, "trung-tam", clock.now, max_bytes, begin)
        opened.append(journal)
        journal.found = journal.open()  # type: ignore[attr-defined]
        if not durable:
            # Nothing here pulls a plug, and a slow disk would make the suite slow.
            journal._open.execute("PRAGMA synchronous=OFF")
        return journal

    yield make
    for journal in opened:
        journal.close()


SITE = SiteConfig("trung-tam", "Trung tâm", (RatingRules("4-level", "free", date(2020, 1, 1)),), (Counter("3"),))


class Bench:
    """A worker over a real journal; remembers effects with the journal's length when each was shown."""

    def __init__(
        self, clock: ManualClock, journal: Journal, site: SiteConfig = SITE, by_hand: bool = False, **role: Any
    ) -> None:
        self.clock = clock
        self.journal = journal
        self.shown: list[tuple[Effect, int]] = []
        self.arrived = threading.Condition()
        self.grown = 0
        self.alarms: list[bool] = []
        self.inbox: Inbox[Any] = Inbox()
        keeper = Keeper(self.journal, self.clock.now, lambda: None)
        self.role = CounterRole(site, {"p3": "3"}, **role)
        self.worker = Worker(
            self.inbox, keeper, self.role, load(journal.fact(FACT)), self.clock, self.show, self.grow, self.alarm
        )
        if by_hand:
            self.worker._thread = threading.Thread(target=lambda: None)
        self.worker.start("0.1", "boot")

    def show(self, effect: Effect) -> None:
        """Stand in for lamps and sockets."""
        if isinstance(effect, Answer):
            effect.reply(effect.answer)
        if isinstance(effect, Tell):
            effect.told()
        with self.arrived:
            self.shown.append((effect, self.journal.last()))
            self.arrived.notify_all()

    def alarm(self, on: bool) -> None:
        """Stand in for the fault lamps."""
        self.alarms.append(on)

    def grow(self) -> None:
        """Count how often the link was told."""
        self.grown += 1

    def press(self) -> None:
        """One press, four seconds after the last."""
        self.inbox.post(self.pressed())

    def pressed(self, after_s: float = 4, panel: str = "p3", level: str = "good") -> PanelPressed:
        """A press, some seconds after the last."""
        self.clock.advance(after_s)
        return PanelPressed(panel, level, self.clock.now(), self.clock.monotonic_s())

    def burst(self, *orders: Any) -> list[Effect]:
        """Without a thread: one burst, and what it showed."""
        before = len(self.shown)
        self.worker._burst(orders)
        return [effect for effect, _ in self.shown[before:]]

    def facts(self) -> list[Any]:
        """The data of all lines of the own stream."""
        first = self.journal.held()[-1].oldest
        return [read_data(read_line(row.line)) for row in self.journal.read(self.journal.stream, first, 10_000)[0]]

    def wait(self, effects: int) -> None:
        """Wait until so many effects were shown."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.shown) >= effects, timeout=10)

    def types(self) -> list[str]:
        """The types of all lines."""
        return [fact.TYPE for fact in self.facts()]

    def close(self) -> None:
        """End worker and journal."""
        self.worker.stop()
        self.journal.close()


@pytest.fixture
def bench(open_journal: Callable[..., Journal], clock: ManualClock) -> Iterator[Callable[..., Bench]]:
    """Makes benches on the journal file of this test, with a clock that is not right yet, and closes them."""
    made: list[Bench] = []
    clock.set_state("unset")

    def make(max_bytes: int = 1 << 26, **options: Any) -> Bench:
        made.append(Bench(clock, open_journal(max_bytes=max_bytes), **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
