"""A journal on a real file, with a clock that moves only when told."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from contract.events import RatingGiven
from contract.ids import new_id
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal
from gateway.journal.schema import migrate


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

    def make(gateway: str = "q-01", max_bytes: int = 1 << 26, path: Path | None = None) -> Journal:
        journal = Journal(path or tmp_path / "data" / "journal.db", gateway, "trung-tam", clock.now, max_bytes, begin)
        opened.append(journal)
        journal.found = journal.open()  # type: ignore[attr-defined]
        return journal

    yield make
    for journal in opened:
        journal.close()
