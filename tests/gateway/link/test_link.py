"""The link against a central that follows the contract, in memory: what it holds in the end is the journal."""

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
from gateway.link.transport import AckHeard, Connected, Lost, TransportEvent


class Central:
    """Holds lines by stream and place; acknowledges what is complete, like the real one, after each payload."""

    def __init__(self) -> None:
        self.streams: dict[str, dict[int, bytes]] = {}
        self.lost: dict[str, int] = {}
        self.conflicts = 0
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
            self.conflicts += held.get(seq, segment) != segment
            held.setdefault(seq, segment)
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


Wait = Callable[..., None]


def test_every_line_reaches_central_and_is_acknowledged(rig: Callable[..., Rig], wait_until: Wait) -> None:
    """The plain case: 250 ratings over several payloads, each once."""
    central = Central()
    r = rig(central)
    given = r.press(250)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 250)
    assert sorted(central.ratings()) == sorted(given)


def test_a_central_restored_from_an_old_copy_gets_the_rest_again(rig: Callable[..., Rig], wait_until: Wait) -> None:
    """Acknowledged lines are still here; a new session that is further back gets them."""
    central = Central()
    r = rig(central)
    given = r.press(120)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 120)
    held = central.streams[r.journal.stream]
    central.streams[r.journal.stream] = {seq: raw for seq, raw in held.items() if seq <= 40}
    central.restart()
    wait_until(lambda: central.complete(r.journal.stream) == 120)
    assert sorted(central.ratings()) == sorted(given)


def test_a_central_reinstalled_empty_learns_what_is_gone_for_ever(rig: Callable[..., Rig], wait_until: Wait) -> None:
    """What was pruned cannot be sent: a fresh birth tells the oldest line, and the rest arrives."""
    central = Central()
    r = rig(central)
    r.press(50)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 50)
    assert r.journal.prune("2026-11-24") == 49
    central.streams.clear()
    central.restart()
    wait_until(lambda: central.complete(r.journal.stream) == 50)
    assert central.lost == {r.journal.stream: 49}
    r.press(3)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 53)


def test_a_journal_rolled_back_to_an_older_copy_opens_a_new_stream(
    rig: Callable[..., Rig], wait_until: Wait, tmp_path: Path
) -> None:
    """Central is beyond our last line: what it may not hold is written again under the same uuids."""
    import shutil

    central = Central()
    r = rig(central)
    given = r.press(30)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 30)
    r.journal.append([])
    r.close()
    shutil.copy(r.journal.path, tmp_path / "copy.db")
    r2 = rig(central)
    given += r2.press(20)
    wait_until(lambda: r2.journal.acked(r2.journal.stream) == 50)
    old = r2.journal.stream
    r2.close()
    shutil.copy(tmp_path / "copy.db", r2.journal.path)
    central.deaf = True
    r3 = rig(central)
    given += r3.press(5)
    central.deaf = False
    central.restart()
    wait_until(lambda: r3.journal.stream != old and r3.journal.acked(r3.journal.stream) == r3.journal.last())
    assert set(central.ratings()) == set(given)
    assert central.conflicts == 0


def test_a_journal_cloned_to_a_second_device_loses_nobodys_rating(
    rig: Callable[..., Rig], wait_until: Wait, tmp_path: Path
) -> None:
    """Both devices go on under one id: one keeps the stream, the other opens its own; every rating arrives."""
    import shutil

    central = Central()
    r = rig(central)
    given = r.press(10)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 10)
    r.close()
    shutil.copy(r.journal.path, r.journal.path.with_name("clone.db"))
    first = rig(central)
    given += first.press(3)
    wait_until(lambda: first.journal.acked(first.journal.stream) == 13)
    second = rig(central, "clone.db")
    central.restart()
    given += second.press(4)
    wait_until(lambda: second.journal.stream != first.journal.stream)
    wait_until(lambda: second.journal.acked(second.journal.stream) == second.journal.last())
    assert set(central.ratings()) == set(given)


def test_bytes_flipped_in_the_journal_cost_their_own_line_only(rig: Callable[..., Rig], wait_until: Wait) -> None:
    """The broken row is sent as store.hole; everything around it arrives and is acknowledged."""
    central = Central()
    central.deaf = True
    r = rig(central)
    given = r.press(20)
    r.journal._open.execute("UPDATE lines SET line = CAST(replace(line, 'good', 'poor') AS BLOB) WHERE seq = 7")
    central.deaf = False
    central.restart()
    wait_until(lambda: r.journal.acked(r.journal.stream) == 20)
    assert sorted(central.ratings()) == sorted(given[:6] + given[7:])
    assert read_line(central.streams[r.journal.stream][7]).type == "store.hole"


def test_lines_of_a_journal_set_aside_are_sent_under_their_old_stream(
    rig: Callable[..., Rig], wait_until: Wait
) -> None:
    """The card broke with lines unsent: they arrive under the old stream, the new ones under the new."""
    central = Central()
    central.deaf = True
    r = rig(central)
    given = r.press(30)
    old = r.journal.stream
    r.close()
    raw = bytearray(r.journal.path.read_bytes())
    raw[4096:4200] = b"\xff" * 104
    r.journal.path.write_bytes(raw)
    central.deaf = False
    again = rig(central)
    given += again.press(2)
    assert again.journal.stream != old
    wait_until(lambda: again.journal.acked(again.journal.stream) == again.journal.last())
    wait_until(lambda: len(again.journal.streams()) == 1)
    assert sorted(central.ratings()) == sorted(given)


def test_a_lost_connection_begins_again_where_central_is(rig: Callable[..., Rig], wait_until: Wait) -> None:
    """Whatever was under way when the line went is sent again after the next birth."""
    central = Central()
    r = rig(central)
    given = r.press(10)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 10)
    central.heard(Lost())
    wait_until(lambda: not r.link.is_connected)
    given += r.press(15)
    central.heard(Connected(2))
    wait_until(lambda: r.journal.acked(r.journal.stream) == 25)
    assert sorted(central.ratings()) == sorted(given)
    assert [birth.bd for birth in central.births] == [1, 2]


def test_a_renamed_gateway_writes_its_unproven_lines_again_under_its_new_name(
    rig: Callable[..., Rig], wait_until: Wait
) -> None:
    """Lines that name another gateway could never be sent: they are written again, with their uuids."""
    central = Central()
    central.deaf = True
    r = rig(central)
    given = r.press(4)
    r.close()
    with_new_name = Journal(r.journal.path, "q-77", "trung-tam", r.clock.now)
    keeper = Keeper(with_new_name, r.clock.now, lambda: None)
    keeper.take_over(with_new_name.open())
    lines = [read_line(row.line) for row in with_new_name.read(with_new_name.stream, 1, 100)[0]]
    with_new_name.close()
    assert {line.gateway for line in lines} == {"q-77"}
    assert [str(read_data(line).rating) for line in lines if line.type == "rating.given"] == given  # type: ignore
