"""Orders of central in the worker's journal: done once, whatever is repeated, late, impossible or interrupted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Stamp
from contract.events import CommandDone
from contract.messages import Command
from gateway.commands_from_central import book as books
from gateway.commands_from_central.book import Book, Known
from gateway.commands_from_central.role import MOST_AT_ONCE, CommandRole
from gateway.commands_from_central.said import OrderCame, OrderEnded
from gateway.effects import Tell


class Hands:
    """Remembers what was begun."""

    def __init__(self):
        self.begun = []

    def why_not(self, command):
        """Everything may be tried but what is called nonsense."""
        return {"why": "unknown_op"} if command.op == "nonsense" else None

    def begin(self, command):
        """Begin."""
        self.begun.append(command.id)


class Gateway:
    """The role with its rows, through crashes: what was not stored never was."""

    def __init__(self):
        self.hands, self.rows, self.told = Hands(), {}, []
        self.start()

    def start(self):
        """A new run of the program."""
        self.role, self.book = CommandRole(self.hands), books.load(self.rows)
        self.take(self.role.catch_up(self.book, STAMP, 0.0))

    def take(self, decision):
        """Store, then act."""
        for key, value in decision.facts.items():
            if value is None:
                del self.rows[key]
            else:
                self.rows[key] = value
        self.book = decision.state
        self.told += [(one.data.id, one.data.state) for one in decision.drafts if isinstance(one.data, CommandDone)]
        for effect in decision.effects:
            assert isinstance(effect, Tell)
            effect.told()

    def hear(self, name, op="identify", until_s=10.0, mono_s=0.0):
        """An order comes."""
        came = OrderCame(Command(name, op, {}, 60), until_s)
        self.take(self.role.decide(self.book, came, STAMP, mono_s))

    def end(self, name, state="done"):
        """An order ends."""
        self.take(self.role.decide(self.book, OrderEnded(name, state), STAMP, 0.0))


@pytest.fixture
def gateway():
    """A gateway that knows no orders."""
    return Gateway()


def make_stamp():
    """Some moment."""
    from datetime import UTC, datetime

    return Stamp(datetime(2026, 11, 23, tzinfo=UTC), "synced", "boot", 1)


STAMP = make_stamp()


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("hear"), st.sampled_from("abc"), st.sampled_from(["identify", "restart", "nonsense"])),
            st.tuples(st.just("end"), st.sampled_from("abc"), st.sampled_from(["done", "failed", "unknown"])),
            st.tuples(st.just("late"), st.sampled_from("abc"), st.just("")),
            st.tuples(st.just("crash"), st.just(""), st.just("")),
        ),
        max_size=30,
    )
)
def test_nothing_is_done_or_told_twice(life):
    """Repeats, crashes and ends in any order: an id is begun once at most and told of once at most."""
    gateway = Gateway()
    for what, name, word in life:
        if what == "hear":
            gateway.hear(name, word)
        elif what == "late":
            gateway.hear(name, until_s=1.0, mono_s=1.0)
        elif what == "end":
            gateway.end(name, word)
        else:
            gateway.start()
    assert len(set(gateway.hands.begun)) == len(gateway.hands.begun)
    names = [name for name, _ in gateway.told]
    assert len(set(names)) == len(names)
    assert set(gateway.hands.begun) <= set(names) | {n for n, k in gateway.book.known.items() if k.state == "doing"}


def test_forgetting_ids_would_be_seen(gateway):
    """The control: a gateway that loses its rows does an order again."""
    gateway.hear("a")
    gateway.rows.clear()
    gateway.start()
    gateway.hear("a")
    assert gateway.hands.begun == ["a", "a"]


def test_a_crash_in_the_middle_is_unknown(gateway):
    """Nobody knows how far it came, and it is not tried again."""
    gateway.hear("a")
    gateway.start()
    gateway.hear("a")
    assert gateway.told == [("a", "unknown")] and gateway.hands.begun == ["a"]


def test_a_restart_is_done_once_the_program_runs_again(gateway):
    """Its end is the new start."""
    gateway.hear("a", "restart")
    assert gateway.told == []
    gateway.start()
    gateway.start()
    assert gateway.told == [("a", "done")]


def test_late_and_impossible_orders_are_told_of(gateway):
    """Neither is begun."""
    gateway.hear("a", until_s=5.0, mono_s=5.0)
    gateway.hear("b", "nonsense")
    assert gateway.told == [("a", "expired"), ("b", "failed")] and gateway.hands.begun == []


def test_only_a_few_at_once(gateway):
    """Who clicks in impatience is told so."""
    for nth in range(MOST_AT_ONCE + 1):
        gateway.hear(f"o{nth}")
    assert len(gateway.hands.begun) == MOST_AT_ONCE and gateway.told == [(f"o{MOST_AT_ONCE}", "failed")]


def test_old_ids_are_forgotten_but_never_open_ones():
    """The oldest that ended go; what is being done stays however old."""
    book, rows = Book({"open": Known("identify", "doing", 1)}), {}
    for nth in range(books.MOST_KNOWN + 50):
        book, changed = books.ended(book, f"o{nth}", "identify")
        rows |= changed
    assert len(book.known) == books.MOST_KNOWN and "open" in book.known
    assert "o0" not in book.known and f"o{books.MOST_KNOWN + 49}" in book.known
    assert {key for key, value in rows.items() if value is not None} <= {books.PREFIX + name for name in book.known}


def test_a_row_that_cannot_be_read_is_never_done_again():
    """Half a row of a broken card: rather not at all than twice."""
    assert books.load({"order/a": b"{"}).known["a"].state == "ended"
