"""What holds for every registered board driver, on its own kind of line."""

import threading
import time

import pytest

from gateway.boards.bus import BoardBus
from gateway.boards.content import BoardContent
from gateway.boards.registry import make_boards

A105 = BoardContent("A105", "3", "called", blink=True)


def test_the_registry_makes_it(rig):
    """The registry finds the driver of a table of gateway.toml, and making it starts nothing."""
    threads = threading.active_count()
    made = make_boards(rig.configs, rig.board._around)
    assert [(type(board), board.name, board.counter) for board in made] == [(type(rig.board), "bang-3", "3")]
    assert threading.active_count() == threads
    assert rig.posted.commands == []


def test_it_shows_what_it_is_told(rig, wait_until):
    """The number of a call, the next one, and nothing at a free counter."""
    rig.board.start()
    for content, seen in ((A105, "A105"), (BoardContent("B7", "3", "serving"), "B7"), (BoardContent(state="free"), "")):
        rig.board.show(content)
        wait_until(lambda seen=seen: rig.lit() == seen)


def test_a_stale_board_shows_no_number(rig, wait_until):
    """What may not be true any more is not shown, whatever number comes with it."""
    rig.board.start()
    rig.board.show(A105)
    wait_until(lambda: rig.lit() == "A105")
    rig.board.show(BoardContent("A105", "3", "called", stale=True))
    wait_until(lambda: rig.lit() == "----")


def test_stop_undoes_all_and_start_works_again(rig, wait_until):
    """A stopped board shows that it knows nothing and leaves no thread; started again it shows what it is told."""
    threads = threading.active_count()
    rig.board.stop()
    for _ in range(3):
        rig.board.start()
        rig.board.show(A105)
        wait_until(lambda: rig.lit() == "A105")
        rig.board.stop()
        rig.board.stop()
        assert threading.active_count() == threads
        wait_until(lambda: rig.lit() == "----")


def test_what_is_known_of_it(rig, wait_until):
    """A board that answers is fine, one that never does stays unknown; said once however much it shows."""
    rig.board.start()
    for number in range(5):
        rig.board.show(BoardContent(f"A{number}", "3", "called"))
        wait_until(lambda number=number: rig.lit() == f"A{number}")
    known = ("unknown", None) if type(rig.configs[0]).__name__ == "AlphaConfig" else ("ok", None)
    wait_until(lambda: rig.posted.states()[-1:] == [known])
    assert rig.posted.states().count(known) == 1
    assert all(said.kind == "board" and said.state != "fault" for said in rig.posted.commands)


def replugged(rig, wait_until, times):
    """Pull the cable and put it back many times; each time another number is told meanwhile and then seen."""
    rig.board.start()
    for number in range(times):
        rig.line.unplug()
        rig.board.show(BoardContent(f"A{number}", "3", "called"))
        if number % 2:
            wait_until(lambda: rig.posted.states()[-1:] == [("fault", "unplugged")])
        rig.line.plug()
        wait_until(lambda number=number: rig.lit() == f"A{number}")
    known = "unknown" if type(rig.configs[0]).__name__ == "AlphaConfig" else "ok"
    wait_until(lambda: rig.posted.states()[-1][0] == known)


@pytest.mark.slow
def test_unplugged_and_plugged_again(wired, wait_until):
    """After each of 20 replugs a board shows the present state, not the one it had."""
    replugged(wired, wait_until, 20)


@pytest.mark.slow
def test_a_board_that_is_not_told_again_is_noticed(wired, wait_until, monkeypatch):
    """Control: without telling boards anew when the port is back, the test above fails."""
    monkeypatch.setattr(BoardBus, "opened", lambda bus: None)
    wired.board.start()
    wired.board.show(A105)
    wait_until(lambda: wired.lit() == "A105")
    wired.line.unplug()
    wired.line.plug()
    with pytest.raises(pytest.fail.Exception):
        wait_until(lambda: wired.lit() == "A105", timeout_s=0.1)


@pytest.mark.slow
def test_unplugged_and_plugged_again_fifty_times(wired, wait_until):
    """After each of 50 replugs a board shows the present state."""
    replugged(wired, wait_until, 50)


def test_a_board_told_nothing_after_a_replug_is_told_again(wired, wait_until):
    """What was on the board before the cable was pulled stands on it afterwards without a new call."""
    wired.board.start()
    wired.board.show(A105)
    wait_until(lambda: wired.lit() == "A105")
    wired.line.unplug()
    wired.line.plug()
    assert wired.lit() == "----"
    wait_until(lambda: wired.lit() == "A105")


def test_a_port_that_is_not_there_delays_nobody(wired, wait_until):
    """show() returns at once while the port is away, and stop() does not wait for a board it cannot reach."""
    wired.line.unplug()
    wired.board.start()
    wait_until(lambda: wired.posted.states()[-1:] == [("fault", "no_port")])
    began = time.monotonic()
    for number in range(1000):
        wired.board.show(BoardContent(f"A{number}", "3", "called"))
    wired.board.stop()
    assert time.monotonic() - began < 0.5


def test_a_power_cut_of_the_board_alone_is_mended(wired, wait_until):
    """A board that forgot everything while its cable stayed in is told again by itself."""
    wired.board._seat.station.repeat_s = 0.01
    wired.board.start()
    wired.board.show(A105)
    wait_until(lambda: wired.lit() == "A105")
    wired.line.boards.forget()
    wait_until(lambda: wired.lit() == "A105")
