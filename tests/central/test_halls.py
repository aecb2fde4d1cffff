"""What central knows of halls: the newest word counts, and what is old is never called live."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from central.halls import STALE_AFTER_S, Halls
from central.ingest.heard import Heard
from central.presence import Presence
from contract import messages
from contract.hall import HallState

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def state(rev: int = 1, epoch: int = 1) -> HallState:
    """A state of a hall in which nothing happens."""
    return HallState("hall-01", epoch, rev, AT.date(), AT, True, {}, {}, ())


@dataclass
class Clock:
    """Monotonic seconds that move when told."""

    now_s: float = 100.0

    def __call__(self) -> float:
        """Now."""
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def halls(clock: Clock) -> Halls:
    """Nothing is known yet."""
    return Halls(clock)


def test_nothing_is_known_of_a_hall_that_never_spoke(halls):
    """None, which is not an empty hall."""
    assert halls.look("mau") is None


def test_a_retained_state_is_stale_until_a_live_one_comes(halls):
    """It may be as old as the broker."""
    halls.take("mau", state(), retained=True)
    look = halls.look("mau")
    assert look is not None and (look.is_live, look.heard_s_ago) == (False, None)
    halls.take("mau", state(), retained=False)
    assert halls.look("mau").is_live


def test_silence_makes_it_stale(halls, clock):
    """After two and a half missed words; the last state is still told, with its age."""
    halls.take("mau", state(), retained=False)
    clock.now_s += STALE_AFTER_S
    look = halls.look("mau")
    assert (look.is_live, look.heard_s_ago, look.state.rev) == (False, STALE_AFTER_S, 1)


def test_an_older_state_changes_nothing_while_the_newer_one_lives(halls, clock):
    """And is believed once the newer one has fallen silent: the hall has a new card."""
    halls.take("mau", state(rev=9), retained=False)
    halls.take("mau", state(rev=3), retained=False)
    assert halls.look("mau").state.rev == 9
    clock.now_s += STALE_AFTER_S
    halls.take("mau", state(rev=4), retained=True)
    assert halls.look("mau").state.rev == 9
    halls.take("mau", state(rev=4), retained=False)
    assert halls.look("mau").state.rev == 4


@pytest.mark.parametrize("payload", [b"", b"{}", b"\xff", b"[1]"])
def test_garbage_leaves_what_was_known(halls, clock, payload):
    """It is logged, and the state grows stale by itself."""
    heard = Heard(Presence(), clock, halls)
    heard.hall("mau", messages.encode(state(rev=2)), retained=False)
    heard.hall("mau", payload, retained=False)
    assert halls.look("mau").state.rev == 2
