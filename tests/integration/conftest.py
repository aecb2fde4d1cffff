"""A gateway's journal and link, and central's ingest: both real, joined without a broker."""

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text

from central.audit.counts import Counts
from central.audit.proof import prove
from central.config import read_config
from central.ingest.arrivals import AckDue, Arrival, BirthSeen
from central.ingest.ingest import Ingest
from central.store.engine import migrate, open_engine, reading
from central.store.tables import ratings
from contract import messages
from contract.events import RatingGiven
from contract.ids import new_id
from contract.messages import Birth, Health
from gateway.clock import ManualClock
from gateway.inbox import Inbox
from gateway.journal import schema
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder
from gateway.link.link import Identity, Link
from gateway.link.transport import AckHeard, Connected, TransportEvent

CONFIG = """[database]
url = "sqlite:///central.db"
[sites.trung-tam]
name = "Trung tâm"
scale = "4-level"
ratings = "free"
"""


class Central:
    """The real ingest over a real store; restarted, restored and reinstalled like a server."""

    def __init__(self, folder: Path, store: Path, config: str = CONFIG) -> None:
        self.folder = folder
        folder.mkdir()
        shutil.copy(store, folder / "central.db")
        (folder / "central.toml").write_text(config, "utf-8")
        self.settings = read_config(config, "central.toml", folder)
        # One for all sessions: the statements that it compiled stay with it.
        self.engine = open_engine(self.settings.database.url, checkpoints=True)
        self.lines: list[DirectLine] = []
        self._lock = threading.RLock()
        self.start()

    def start(self) -> None:
        """A new session over the store as it is on disk; answers the retained births."""
        with self._lock:
            migrate(self.engine)
            self.ingest = Ingest(self.engine, self.settings)
        for line in self.lines:
            if line.birth is not None:
                self.take([BirthSeen(line.gateway, line.birth)])

    def stop(self) -> None:
        """As a power cut would: nothing is said to anybody. A connection in use could not be closed."""
        with self._lock:
            self.engine.dispose()

    def copy(self) -> Path:
        """A backup of the store as it is now."""
        with self._lock:
            with self.engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return Path(shutil.copy(self.folder / "central.db", self.folder / "backup.db"))

    def restore(self, backup: Path | None) -> None:
        """Go back to a backup, or to nothing at all."""
        with self._lock:
            self.stop()
            for suffix in ("", "-wal", "-shm"):
                (self.folder / f"central.db{suffix}").unlink(missing_ok=True)
            if backup is not None:
                shutil.copy(backup, self.folder / "central.db")
        self.start()

    def take(self, items: Sequence[Arrival | BirthSeen]) -> list[AckDue]:
        """Let ingest store, then hand its acknowledgements to the gateways."""
        with self._lock:
            arrivals = [item for item in items if isinstance(item, Arrival)]
            births = [item for item in items if isinstance(item, BirthSeen)]
            due = self.ingest.receive(arrivals, births)
        for one in due:
            for line in self.lines:
                if line.gateway == one.gateway:
                    line.heard(AckHeard(one.stream, one.ack))
        return due

    def ratings(self) -> Counter[str]:
        """How often each rating uuid stands as counted or duplicate; repeats of a line are in no figure."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(ratings.c.rating, ratings.c.kind)).all()
        return Counter(row.rating.hex() for row in rows if row.kind != "repeat")

    def audit(self) -> int:
        """The exit status of ``quayso audit``; the command itself is tried with its proofs."""
        with reading(self.engine) as connection:
            return int(any([one.is_wrong for one in prove(connection, self.settings, Counts())]))


class DirectLine:
    """A transport that ends in central's ingest; ``cut`` loses everything both ways."""

    def __init__(self, central: Central, gateway: str) -> None:
        self.central = central
        self.gateway = gateway
        self.cut = False
        self.birth: Birth | None = None
        self.heard: Callable[[TransportEvent], None] = lambda event: None
        central.lines.append(self)

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Connected at once."""
        self.heard = lambda event: None if self.cut else heard(event)
        heard(Connected(1))

    def stop(self) -> None:
        """Gone."""
        self.central.lines.remove(self)

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """To ingest, with the place that the message's properties give."""
        if not self.cut:
            self.central.take([Arrival(self.gateway, payload, stream, first)])

    def publish_status(self, payload: bytes) -> None:
        """The broker keeps the birth for the next session."""
        self.birth = messages.decode(payload, Birth)
        if not self.cut:
            self.central.take([BirthSeen(self.gateway, self.birth)])

    def publish_health(self, payload: bytes) -> None:
        """Must be readable."""
        messages.decode(payload, Health)


class Pi:
    """A gateway's journal, keeper and link over a direct line."""

    def __init__(self, central: Central, folder: Path, empty: Path, gateway: str = "q-01") -> None:
        self.path = folder / "journal.db"
        self.clock = ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))
        self.journal = Journal(
            self.path, gateway, "trung-tam", self.clock.now, migrate=lambda path: begin_with(empty, path)
        )
        opened = self.journal.open()
        self._inbox: Inbox[JournalOrder] = Inbox()
        self._keeper = Keeper(self.journal, self.clock.now, lambda: self.link.streams_changed())
        self.line = DirectLine(central, gateway)
        identity = Identity("trung-tam", "0.1", "boot", ("counter",), 1)
        self.link = Link(self.line, self.journal, identity, self._inbox.post, self._health, self.clock.monotonic_s)
        self._running = True
        self._thread = threading.Thread(target=self._work, daemon=True)
        if preface := self._keeper.take_over(opened):
            self.journal.append(preface)
        self.link.start()
        self._thread.start()

    def press(self, times: int = 1) -> list[str]:
        """Ratings, four seconds apart; returns their uuids."""
        given = [new_id() for _ in range(times)]
        for one in given:
            self.clock.advance(4)
            data = RatingGiven(one, None, "3", "cb-01", "4-level", "good", "panel", "accepted")
            self.journal.append([Draft(data, self.clock.now())])
        self.link.grown()
        return [one.hex for one in given]

    def is_acked(self) -> bool:
        """Whether central proved to hold everything of the current stream, and no old stream is left."""
        return self.journal.acked(self.journal.stream) == self.journal.last() and len(self.journal.streams()) == 1

    def close(self) -> None:
        """Stop; the file stays."""
        self.link.stop()
        self._running = False
        self._inbox.wake()
        self._thread.join(5)
        self.journal.close()

    def _health(self) -> Health:
        return Health(1, "synced", (), ())

    def _work(self) -> None:
        while self._running:
            for order in self._inbox.take(0.2, 10):
                self._keeper.carry_out(order)


def begin_with(empty: Path, path: Path) -> None:
    """What migrations do to a file: a new one begins as a copy."""
    if path.stat().st_size:
        schema.migrate(path)
    else:
        shutil.copy(empty, path)


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store and a journal with every migration and nothing in them, made once."""
    folder = tmp_path_factory.mktemp("empty")
    engine = open_engine(f"sqlite:///{folder / 'central.db'}", checkpoints=True)
    migrate(engine)
    engine.dispose()
    schema.migrate(folder / "journal.db")
    return folder / "central.db", folder / "journal.db"


@pytest.fixture(scope="session")
def one_central(tmp_path_factory: pytest.TempPathFactory, empty_files: tuple[Path, Path]) -> Central:
    """A central server for one test after the other."""
    return Central(tmp_path_factory.mktemp("one") / "central", empty_files[0])


@pytest.fixture
def central(one_central: Central, empty_files: tuple[Path, Path]) -> Iterator[Central]:
    """A central server; nothing has happened to it."""
    one_central.restore(empty_files[0])
    yield one_central
    one_central.lines.clear()
    one_central.stop()


@pytest.fixture
def queue_central(tmp_path: Path, empty_files: tuple[Path, Path]) -> Iterator[Central]:
    """A central for a centre with a queue: a rating belongs to a ticket."""
    made = Central(tmp_path / "central", empty_files[0], CONFIG.replace('"free"', '"per-ticket"'))
    yield made
    made.stop()


@pytest.fixture
def pi(tmp_path: Path, central: Central, empty_files: tuple[Path, Path]) -> Iterator[Callable[..., Pi]]:
    """Makes Pis by the name of their card, and closes them."""
    made: list[Pi] = []

    def make(card: str = "card", gateway: str = "q-01") -> Pi:
        made.append(Pi(central, tmp_path / card, empty_files[1], gateway))
        return made[-1]

    yield make
    for one in made:
        if one.journal._connection is not None:
            one.close()
