"""A central that follows the contract, in memory, and gateways joined to it without a broker."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from contract import messages, payloads
from contract.events import RatingGiven
from contract.ids import new_id
from contract.lines import ZERO_HASH, line_hash, read_data, read_line
from contract.messages import Ack, Birth, Health
from gateway.clock import ManualClock
from gateway.inbox import Inbox
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder
from gateway.link.link import Identity, Link
from gateway.link.transport import AckHeard, Connected, TransportEvent


class Central:
    """Holds lines by stream and place; acknowledges what is complete, like the real one, after each payload."""

    def __init__(self) -> None:
        self.streams: dict[str, dict[int, bytes]] = {}
        self.lost: dict[str, int] = {}
        self.conflicts: list[bytes] = []
        self.session = "s1"
        self.deaf = False
        self.births: list[Birth] = []
        self.heard: Callable[[TransportEvent], None] = lambda event: None

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Connect at once."""
        self.heard = heard
        heard(Connected(1))

    def stop(self) -> None:
        """Nothing to undo."""

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Store lines, once each."""
        if self.deaf:
            return
        held = self.streams.setdefault(stream, {})
        for segment in payloads.split(payload):
            seq = read_line(segment).seq
            if held.setdefault(seq, segment) != segment:
                self.conflicts.append(segment)
        self.acknowledge(stream)

    def publish_status(self, payload: bytes) -> None:
        """Answer a birth with one acknowledgement per stream."""
        birth = messages.decode(payload, Birth)
        self.births.append(birth)
        if self.deaf:
            return
        for held in birth.streams:
            if held.oldest > self.complete(held.stream) + 1:
                self.lost[held.stream] = held.oldest - 1
            self.acknowledge(held.stream)

    def publish_health(self, payload: bytes) -> None:
        """Must be readable."""
        messages.decode(payload, Health)

    def complete(self, stream: str) -> int:
        """Up to where a stream is held without a gap."""
        seq = self.lost.get(stream, 0)
        while seq + 1 in self.streams.get(stream, {}):
            seq += 1
        return seq

    def acknowledge(self, stream: str) -> None:
        """Say how far a stream is held."""
        seq = self.complete(stream)
        raw = self.streams.get(stream, {}).get(seq)
        self.heard(AckHeard(stream, Ack(seq, line_hash(raw) if raw else ZERO_HASH, self.session)))

    def restart(self) -> None:
        """A new session answers the retained births."""
        self.session += "x"
        for held in self.births[-1].streams if self.births else ():
            self.acknowledge(held.stream)

    def ratings(self) -> list[str]:
        """Every rating uuid held, in any stream."""
        found = []
        for held in self.streams.values():
            for raw in held.values():
                data = read_data(read_line(raw))
                if isinstance(data, RatingGiven):
                    found.append(str(data.rating))
        return found


class Rig:
    """A journal and its link; journal orders are carried out on a thread of their own, as the worker does."""

    def __init__(self, path: Path, central: Central) -> None:
        self.clock = ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))
        self.journal = Journal(path, "q-01", "trung-tam", self.clock.now)
        opened = self.journal.open()
        self.journal._open.execute("PRAGMA synchronous=OFF")
        self.inbox: Inbox[JournalOrder] = Inbox()
        self.keeper = Keeper(self.journal, self.clock.now, lambda: self.link.streams_changed())
        identity = Identity("trung-tam", "0.1", "boot", ("counter",), 1)
        self.link = Link(central, self.journal, identity, self.inbox.post, self.health, self.clock.monotonic_s)
        self.running = True
        self.thread = threading.Thread(target=self.work, daemon=True)
        preface = self.keeper.take_over(opened)
        if preface:
            self.journal.append(preface)
        self.link.start()
        self.thread.start()

    def health(self) -> Health:
        """The least there is."""
        return Health(1, "synced", (), ())

    def work(self) -> None:
        """Carry out journal orders."""
        while self.running:
            for order in self.inbox.take(0.2, 10):
                self.keeper.carry_out(order)

    def press(self, times: int = 1) -> list[str]:
        """Append ratings; returns their uuids."""
        given = [new_id() for _ in range(times)]
        for one in given:
            data = RatingGiven(one, None, "3", "cb-01", "4-level", "good", "panel", "accepted")
            self.journal.append([Draft(data, self.clock.now())])
        self.link.grown()
        return [str(one) for one in given]

    def close(self) -> None:
        """Stop as a power cut would not."""
        self.link.stop()
        self.running = False
        self.inbox.wake()
        self.thread.join(5)
        self.journal.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Makes rigs, by default on one journal file, and closes them."""
    made: list[Rig] = []

    def make(central: Central, name: str = "journal.db") -> Rig:
        made.append(Rig(tmp_path / "data" / name, central))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def central() -> Central:
    """A central that holds nothing yet."""
    return Central()


@pytest.fixture
def make_central() -> Callable[[], Central]:
    """Makes centrals that hold nothing yet."""
    return Central
