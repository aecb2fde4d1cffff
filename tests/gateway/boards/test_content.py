"""What boards show of a state of the hall."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from contract.hall import CallNow, CounterNow, HallState
from gateway.boards.content import BoardContent, board_content, plain

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
A105, B7 = CallNow("A105", "3", 1, NINE), CallNow("B7", "4", 2, NINE + timedelta(seconds=5))


def state(*calls, **counters):
    """A state with these calls and counters (c3=CounterNow(...))."""
    seats = {name[1:]: now for name, now in counters.items()}
    return HallState("hall-01", 1, 1, date(2026, 11, 23), NINE, True, {}, seats, calls)


@pytest.mark.parametrize(
    ("now", "content"),
    [
        (CounterNow("called", "A105"), BoardContent("A105", "3", "called")),
        (CounterNow("serving", "A105"), BoardContent("A105", "3", "serving")),
        (CounterNow("free", "A105"), BoardContent(None, "3", "free")),
        (CounterNow("paused"), BoardContent(None, "3", "paused")),
        (CounterNow("closed"), BoardContent(None, "3", "closed")),
    ],
)
def test_the_board_of_a_counter(now, content):
    """The number while it is called or served, else what the counter does."""
    assert board_content(state(A105, c3=now), True, "3", frozenset()) == content


def test_a_counter_the_hall_does_not_name_is_closed():
    """A board over a counter that is not in the state shows nothing."""
    assert board_content(state(), True, "9", frozenset()) == BoardContent(None, "9", "closed")


def test_a_fresh_call_blinks_at_its_own_counter_only():
    """Another counter's call, an old call and a citizen who has come do not blink."""
    fresh = frozenset({("A105", "3", 1)})
    called = state(A105, c3=CounterNow("called", "A105"), c4=CounterNow("called", "B7"))
    assert board_content(called, True, "3", fresh).blink
    assert not board_content(called, True, "4", fresh).blink
    assert not board_content(called, True, "3", frozenset()).blink
    assert not board_content(state(A105, c3=CounterNow("serving", "A105")), True, "3", fresh).blink


def test_the_board_of_the_waiting_area_shows_the_newest_call():
    """Number and counter of the call that stands first; a clock that was set back changes nothing."""
    fresh = frozenset({("B7", "4", 2)})
    for calls in ((B7, A105), (replace(B7, at=NINE - timedelta(hours=1)), A105)):
        assert board_content(state(*calls), True, None, fresh) == BoardContent("B7", "4", "called", blink=True)


def test_the_waiting_area_before_the_first_call():
    """No call yet: nothing to show, and that is not stale."""
    assert board_content(state(), True, None, frozenset()) == BoardContent(state="free")


@pytest.mark.parametrize("counter", ["3", None])
def test_nothing_known_or_nothing_live_is_stale(counter):
    """No state at all, and a state that is not live, show no number."""
    called = state(A105, c3=CounterNow("called", "A105"))
    for content in (
        board_content(None, True, counter, frozenset()),
        board_content(called, False, counter, frozenset()),
    ):
        assert content.stale and content.number is None and content.sign == "----"


def test_letters_a_board_has():
    """Capital letters and digits; Đ becomes D, accents go, anything else is left out."""
    assert plain("Đa105") == "DA105"
    assert plain("Quầy 3/B") == "QUAY3B"
    assert plain("١٢ ₂ 数") == ""
