"""The link turned by hand, one event at a time: races that would need luck with threads happen every time here."""

from collections.abc import Callable
from typing import Any

import pytest

from contract import messages, payloads
from contract.lines import ZERO_HASH, line_hash, read_line
from contract.messages import Ack, Birth, Health
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalBusy, JournalCorrupt
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder, LeaveStream, MarkHole, NoteAcked, SetAside
from gateway.link.link import RETRY_S, Identity, Link, Wake
from gateway.link.transport import AckHeard, Connected, Lost

Press = Callable[[], Draft]


class Hand:
    """A link without a thread; remembers what it sent and what it ordered."""

    def __init__(self, journal: Journal, clock: ManualClock) -> None:
        self.journal = journal
        self.clock = clock
        self.births: list[Birth] = []
        self.sent: list[tuple[str, int, int]] = []
        self.orders: list[JournalOrder] = []
        self.said: list[str] = []
        identity = Identity("trung-tam", "0.1", "boot", ("counter",), 1)
        self.link = Link(self, journal, identity, self.orders.append, self.health, clock.monotonic_s)
        self.keeper = Keeper(journal, clock.now, self.link.streams_changed)

    def start(self, heard: Any) -> None:
        """Nothing comes by itself."""

    def stop(self) -> None:
        """The goodbye."""
        self.said.append("goodbye")

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Remember stream, first and last line."""
        self.sent.append((stream, first, first + len(payloads.split(payload)) - 1))

    def publish_status(self, payload: bytes) -> None:
        """Remember a birth."""
        self.births.append(messages.decode(payload, Birth))
        self.said.append("birth")

    def publish_health(self, payload: bytes) -> None:
        """Of no interest."""

    def health(self) -> Health:
        """The least there is."""
        return Health(1, "synced", (), ())

    def hear(self, *events: Any) -> None:
        """Let events happen, and the turn behind them."""
        for event in (*events, Wake()):
            self.link._events.put(event)
            self.link._turn()

    def ack(self, seq: int, stream: str | None = None, session: str = "s1", head: str | None = None) -> AckHeard:
        """Central holds a stream up to ``seq``."""
        stream = stream or self.journal.stream
        own = self.journal.hash_at(stream, seq) if seq else None
        return AckHeard(stream, Ack(seq, head or own or ZERO_HASH, session))

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.clock.advance(seconds)
        self.hear()


@pytest.fixture
def hand(open_journal: Any, clock: ManualClock) -> Hand:
    """A link by hand over an empty journal."""
    return Hand(open_journal(), clock)


def test_a_line_acknowledged_before_the_news_of_it_refutes_nothing(hand: Hand, press: Press) -> None:
    """Sending reads what is there: central may know a line before the worker has told the link that it grew."""
    hand.journal.append([press()])
    hand.hear(Connected(1), hand.ack(0))
    assert hand.sent == [(hand.journal.stream, 1, 1)]
    hand.journal.append([press(), press()])
    hand.hear(hand.ack(3))
    assert hand.orders == [NoteAcked(hand.journal.stream, 0), NoteAcked(hand.journal.stream, 3)]


def test_rows_forgotten_between_birth_and_sending_are_told_and_never_marked(hand: Hand, press: Press) -> None:
    """Pruned while central goes back behind them: a fresh birth says what is gone, no hole is written."""
    hand.journal.append([press() for _ in range(50)])
    hand.journal.note_acked(hand.journal.stream, 50)
    hand.hear(Connected(1))
    assert hand.births[-1].streams[0].oldest == 1
    hand.journal.prune("2026-11-24")
    hand.hear(hand.ack(10, session="restored"))
    assert hand.sent == []
    assert [type(order) for order in hand.orders] == [NoteAcked]
    assert hand.births[-1].streams[0].oldest == 50
    hand.hear(hand.ack(49, session="restored", head=ZERO_HASH))
    assert hand.sent == [(hand.journal.stream, 50, 50)]


def test_a_central_that_does_not_understand_what_is_gone_gets_no_storm_of_births(hand: Hand, press: Press) -> None:
    """Told once in ten seconds, not at the speed of the line."""
    hand.journal.append([press() for _ in range(50)])
    hand.journal.note_acked(hand.journal.stream, 50)
    hand.journal.prune("2026-11-24")
    hand.hear(Connected(1))
    for _ in range(100):
        hand.hear(hand.ack(10, session="stubborn"))
    assert len(hand.births) == 2
    hand.wait(RETRY_S)
    hand.hear()
    assert len(hand.births) == 3
    assert hand.sent == []


@pytest.mark.parametrize("damage", ["DELETE FROM lines WHERE seq = 3", "UPDATE lines SET line = x'00' WHERE seq = 3"])
def test_what_the_worker_could_not_do_is_asked_again(hand: Hand, press: Press, damage: str) -> None:
    """A hole that could not be written for want of room must not hold up the stream for ever."""
    hand.journal.append([press() for _ in range(5)])
    hand.journal._open.execute(damage)
    hand.hear(Connected(1), hand.ack(0), hand.ack(2))
    asked = [order for order in hand.orders if isinstance(order, MarkHole)]
    assert asked == [MarkHole(hand.journal.stream, 3)]
    hand.wait(RETRY_S - 1)
    assert hand.orders.count(asked[0]) == 1
    hand.wait(1)
    assert hand.orders.count(asked[0]) == 2
    hand.keeper.carry_out(asked[0])
    hand.hear()
    hand.hear(hand.ack(2))
    assert hand.sent[-1] == (hand.journal.stream, 3, 5)


def test_a_new_connection_asks_again_at_once(hand: Hand, press: Press) -> None:
    """What was waited for before the line went is not waited for after it."""
    hand.journal.append([press() for _ in range(5)])
    hand.journal._open.execute("DELETE FROM lines WHERE seq = 3")
    hand.hear(Connected(1), hand.ack(2), Lost(), Connected(2), hand.ack(2))
    assert [type(order) for order in hand.orders] == [NoteAcked, MarkHole, NoteAcked, MarkHole]


def test_a_refuted_stream_is_left_and_nothing_more_of_it_is_sent(hand: Hand, press: Press) -> None:
    """Until it is left, however long that takes: its lines would contradict what central holds."""
    hand.journal.append([press() for _ in range(5)])
    stream = hand.journal.stream
    hand.hear(Connected(1), hand.ack(3, head="f" * 32))
    assert [type(order) for order in hand.orders] == [LeaveStream]
    for _ in range(40):
        hand.wait(30)
        hand.hear(hand.ack(3, head="f" * 32))
    assert hand.sent == []
    assert hand.orders.count(hand.orders[0]) > 2
    hand.keeper.carry_out(hand.orders[-1])
    hand.hear()
    assert hand.journal.stream != stream
    hand.hear(hand.ack(0))
    assert hand.sent == [(hand.journal.stream, 1, 6)]


def test_a_central_that_refutes_everything_does_not_fill_the_card(hand: Hand, press: Press) -> None:
    """A fault at central: streams are left once in five minutes, not at the speed of the line."""
    hand.journal.append([press() for _ in range(5)])
    hand.hear(Connected(1))
    for _ in range(50):
        hand.hear(hand.ack(1, head="f" * 32))
        while hand.orders:
            hand.keeper.carry_out(hand.orders.pop(0))
        hand.hear()
    assert hand.journal.last() == 6
    hand.wait(300)
    hand.hear(hand.ack(1, head="f" * 32))
    assert [type(order) for order in hand.orders] == [LeaveStream]


def test_an_old_stream_that_central_knows_otherwise_is_written_again_in_the_own_one(hand: Hand, press: Press) -> None:
    """A journal that was a copy and then broke: what stands in its old stream only here still reaches central."""
    hand.journal.append([press() for _ in range(5)])
    old = hand.journal.stream
    hand.journal.set_aside_and_reopen()
    hand.hear(Connected(1), hand.ack(9, old, head="f" * 32))
    assert hand.orders == [LeaveStream(old, f"central holds line 9 with head {'f' * 32}")]
    hand.keeper.carry_out(hand.orders[0])
    assert [held.stream for held in hand.journal.held()] == [hand.journal.stream]
    types = [read_line(row.line).type for row in hand.journal.read(hand.journal.stream, 1, 10)[0]]
    assert types == ["store.reset"] + ["rating.given"] * 5


def test_words_about_a_stream_that_was_left_change_nothing(hand: Hand, press: Press) -> None:
    """Acknowledgements and orders for a stream that is no more find nothing to act on."""
    hand.journal.append([press() for _ in range(5)])
    old = hand.journal.stream
    hand.hear(Connected(1), hand.ack(5))
    hand.journal.begin_new_stream(above=0)
    hand.journal.append([press()])
    before = hand.journal.read(hand.journal.stream, 1, 10), hand.journal.held()
    late = (NoteAcked(old, 5), LeaveStream(old, "late"), MarkHole(old, 2), SetAside(old, "late"))
    for order in late:
        hand.keeper.carry_out(order)
    hand.hear(hand.ack(5, old, head="f" * 32))
    assert (hand.journal.read(hand.journal.stream, 1, 10), hand.journal.held()) == before
    assert list(hand.journal.path.parent.glob("*broken*")) == []
    assert hand.journal.acked(hand.journal.stream) == 0


def test_a_file_that_cannot_be_read_is_told_once_and_read_again_when_it_can(
    hand: Hand, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken file is an order to the worker; a busy one only costs time."""
    hand.journal.append([press() for _ in range(5)])
    hand.hear(Connected(1))

    def fails(error: Exception) -> Callable[..., Any]:
        def read(*_: Any) -> Any:
            raise error

        return read

    with monkeypatch.context() as broken:
        broken.setattr(hand.journal, "read", fails(JournalBusy("locked")))
        hand.hear(hand.ack(0), Wake(), Wake())
        assert [type(order) for order in hand.orders] == [NoteAcked]
        hand.wait(RETRY_S)
        broken.setattr(hand.journal, "read", fails(JournalCorrupt("malformed")))
        hand.wait(RETRY_S)
        hand.hear(Wake(), Wake())
        assert hand.orders[1:] == [SetAside(hand.journal.stream, "malformed")]
    hand.wait(RETRY_S)
    assert hand.sent == [(hand.journal.stream, 1, 5)]


def test_a_birth_that_could_not_be_made_is_made_later(
    hand: Hand, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the gateway would be connected and silent until the next press."""
    with monkeypatch.context() as broken:
        broken.setattr(hand.journal, "held", lambda: (_ for _ in ()).throw(JournalBusy("locked")))
        hand.hear(Connected(1))
    assert hand.births == []
    hand.wait(RETRY_S)
    assert len(hand.births) == 1


def test_a_goodbye_is_the_last_word(hand: Hand, press: Press, wait_until: Callable[..., None]) -> None:
    """A birth behind it would stand at the broker as "online" for ever."""
    hand.link.start()
    hand.link._events.put(Connected(1))
    wait_until(lambda: hand.births)
    for _ in range(200):
        hand.link.streams_changed()
    hand.link.stop()
    said = list(hand.said)
    hand.link.streams_changed()
    assert said[-1] == "goodbye"
    assert said.count("goodbye") == 1
    assert not hand.link._thread.is_alive()


def test_the_own_stream_stands_first_in_a_birth(hand: Hand, press: Press) -> None:
    """Central answers no more than a number of streams; the one that grows must be among them."""
    for _ in range(3):
        hand.journal.append([press()])
        hand.journal.set_aside_and_reopen()
    hand.hear(Connected(1))
    assert len(hand.births[0].streams) == 4
    assert hand.births[0].streams[0].stream == hand.journal.stream


def test_two_copies_and_a_restored_central_lose_nothing(hand: Hand, press: Press) -> None:
    """Central went back to line 4, a clone filled 5 to 9 with others: ours were proven once, and are not any more."""
    drafts = [press() for _ in range(8)]
    rows = hand.journal.append(drafts)
    hand.journal.note_acked(hand.journal.stream, 8)
    hand.hear(Connected(1), hand.ack(9, head=line_hash(b"the clone's")))
    hand.keeper.carry_out(hand.orders[0])
    lines = [read_line(row.line) for row in hand.journal.read(hand.journal.stream, 1, 20)[0]]
    assert [bytes(line.data) for line in lines[1:]] == [bytes(read_line(row.line).data) for row in rows]
