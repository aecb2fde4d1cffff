"""Boards follow the feed of the hall: changes at once, blinks that end, silence that shows."""

import threading
import time
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from contract.hall import CallNow, CounterNow, HallState
from gateway.boards.base import Surroundings
from gateway.boards.content import BoardContent
from gateway.boards.follow import BLINK_S, BoardsFollow
from gateway.boards.registry import make_boards
from gateway.clock import ManualClock
from gateway.config.boards import DummyBoardConfig
from gateway.hall_feed import STALE_AFTER_S, HallFeed

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUIET = HallState("hall-01", 1, 1, date(2026, 11, 23), NINE, True, {}, {"3": CounterNow("free")}, ())


def calling(rev, *numbers, nth=1):
    """A state in which counter 3 calls the last of these numbers."""
    calls = tuple(CallNow(number, "3", nth, NINE) for number in reversed(numbers))
    return replace(QUIET, rev=rev, counters={"3": CounterNow("called", numbers[-1])}, calls=calls)


class Hall:
    """A feed moved by hand, with boards that follow it."""

    def __init__(self, *counters):
        self.clock = ManualClock(NINE)
        self.feed = HallFeed(self.clock.monotonic_s)
        configs = [DummyBoardConfig(f"bang-{counter}", counter) for counter in counters]
        self.boards = make_boards(configs, Surroundings(lambda command: None))
        self.follow = BoardsFollow(self.feed, self.boards, self.clock.monotonic_s, look_s=0.005)

    def start(self):
        """Start boards, then what leads them."""
        for board in self.boards:
            board.start()
        self.follow.start()

    @property
    def now(self):
        """What an eye sees on the first board."""
        return self.boards[0].now


@pytest.fixture
def hall():
    """Counter 3 and the waiting area, not started."""
    hall = Hall("3", None)
    yield hall
    hall.follow.stop()


def test_a_call_blinks_and_then_stands_still(hall, wait_until):
    """A fresh call blinks for some seconds on the counter's board and on that of the waiting area."""
    hall.start()
    hall.feed.take(QUIET)
    wait_until(lambda: hall.now.state == "free")
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: all(board.now == BoardContent("A105", "3", "called", blink=True) for board in hall.boards))
    hall.clock.advance(BLINK_S - 0.1)
    hall.feed.take(calling(3, "A105"))
    hall.clock.advance(0.2)
    wait_until(lambda: all(board.now == BoardContent("A105", "3", "called") for board in hall.boards))


def test_the_same_number_called_again_blinks_again(hall, wait_until):
    """A second call of a number is a fresh call."""
    hall.start()
    hall.feed.take(QUIET)
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: hall.now.number == "A105")
    hall.clock.advance(BLINK_S)
    wait_until(lambda: not hall.now.blink)
    hall.feed.take(calling(3, "A105", nth=2))
    wait_until(lambda: hall.now.blink)


def test_calls_from_before_the_start_do_not_blink(hall, wait_until):
    """A gateway that starts in the middle of a morning shows the numbers, without alarm."""
    hall.feed.take(calling(7, "A104", "A105"))
    hall.start()
    wait_until(lambda: hall.now == BoardContent("A105", "3", "called"))


def test_a_hall_that_falls_silent_shows(hall, wait_until):
    """Boards say by themselves that they know nothing, and come back with the first live state, the same one too."""
    hall.start()
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: hall.now.number == "A105")
    hall.clock.advance(STALE_AFTER_S)
    wait_until(lambda: all(board.now.stale for board in hall.boards))
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: hall.now == BoardContent("A105", "3", "called"))


def test_a_retained_state_is_stale_until_a_live_one_came(hall, wait_until):
    """What a broker had kept is not shown as the present."""
    hall.start()
    hall.feed.take(calling(2, "A105"), retained=True)
    wait_until(lambda: len(hall.boards[0].shown) > 0)
    assert hall.now.stale
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: hall.now.number == "A105")


def test_a_board_is_told_changes_only(hall, wait_until):
    """States that change nothing on a board are not sent to it."""
    hall.start()
    for rev in range(2, 40):
        hall.feed.take(replace(calling(rev, "A105"), services={}))
    hall.feed.take(calling(50, "A106"))
    wait_until(lambda: hall.now.number == "A106")
    assert len(hall.boards[0].shown) <= 4


def test_a_state_that_cannot_be_shown_does_not_end_the_boards(hall, wait_until, caplog):
    """A board that stumbles is logged, and the next state is shown."""
    hall.start()
    hall.feed.take(QUIET)
    wait_until(lambda: hall.now.state == "free")
    show, hall.boards[0].show = hall.boards[0].show, None
    hall.feed.take(calling(2, "A105"))
    wait_until(lambda: "could not follow" in caplog.text)
    hall.boards[0].show = show
    hall.feed.take(calling(3, "A106"))
    wait_until(lambda: hall.now.number == "A106")


def test_stop_ends_the_thread_and_start_begins_anew(hall, wait_until):
    """A stopped follower hears nothing; started again it shows what is known then."""
    threads = threading.active_count()
    hall.follow.stop()
    hall.start()
    hall.follow.stop()
    hall.feed.take(calling(2, "A105"))
    assert threading.active_count() == threads and hall.feed._listeners == []
    hall.follow.start()
    wait_until(lambda: hall.now.number == "A105")


def test_forty_boards_have_a_change_at_once():
    """Forty counters and the waiting area: the slowest board shows a call far under 150 ms after the hall said it."""
    hall = Hall(*map(str, range(1, 41)), None)
    hall.start()
    hall.feed.take(QUIET)
    slowest_s = 0.0
    for rev in range(2, 22):
        number = f"A{rev}"
        counters = {str(counter): CounterNow("called", number) for counter in range(1, 41)}
        calls = (CallNow(number, "3", 1, NINE),)
        began = time.monotonic()
        hall.feed.take(replace(QUIET, rev=rev, counters=counters, calls=calls))
        for board in hall.boards:
            with board.changed:
                assert board.changed.wait_for(lambda board=board, number=number: board.now.number == number, 10)
        slowest_s = max(slowest_s, time.monotonic() - began)
    hall.follow.stop()
    assert slowest_s < 0.15
