"""What holds for every registered keypad driver, on its own kind of hardware."""

import re
import threading

import pytest

from contract.hall import Verb
from gateway.config.keypads import BoxActionKey, KeyAction, UsbActionKey, order_of
from gateway.keypads import presses
from gateway.keypads.presses import MOST_PRESSES, PRESSES_WINDOW_S, QUIET_S
from gateway.keypads.registry import make_keypad

ACTIONS = (
    "call_next",
    "recall",
    "start",
    "finish",
    "finish_and_next",
    "miss",
    "park",
    "pause",
    "invite_rating",
    "help",
)


def press(rig, wait_until, action):
    """Press a key after a pause; wait for its report, and until it is known that the finger left."""
    before = len(rig.pressed())
    rig.clock.advance(1.0)
    rig.press(action)
    wait_until(lambda: len(rig.pressed()) > before)
    wait_until(rig.at_rest)


def test_every_action_is_one_the_hall_knows():
    """A key gives an order of the hall, or calls for help; a transfer has its goal with it."""
    assert KeyAction.__origin__.__args__ == (*ACTIONS, "transfer")
    assert set(ACTIONS) - set(Verb.__args__) == {"help"} and "transfer" in Verb.__args__


def test_a_transfer_key_says_where_to():
    """Two transfer keys are two orders."""
    assert order_of(BoxActionKey("transfer", "1", to_counter="5")) == "transfer:to_counter:5"
    assert order_of(UsbActionKey("transfer", 98, to_service="huong-dan")) == "transfer:to_service:huong-dan"
    assert order_of(BoxActionKey("park", "2")) == "park"


def test_the_registry_makes_it(rig):
    """The registry finds the driver of a table of gateway.toml, and making it starts nothing."""
    threads = threading.active_count()
    made = make_keypad(rig.config, rig.around)
    assert (type(made), made.name, made.counter) == (type(rig.keypad), "phim-3", "3")
    assert threading.active_count() == threads and rig.commands == []


def test_each_key_is_one_order(rig, wait_until):
    """Each key, pressed once, is one order with keypad, counter, action and the clock of that moment."""
    rig.keypad.start()
    rig.ready()
    for action in ACTIONS:
        press(rig, wait_until, action)
    assert rig.pressed() == list(ACTIONS)
    last = next(command for command in reversed(rig.commands) if hasattr(command, "keypad"))
    assert (last.keypad, last.counter, last.mono_s) == ("phim-3", "3", rig.clock.monotonic_s())


def test_two_presses_in_a_moment_are_one(rig, wait_until):
    """A key that is pressed again at once calls one citizen; another key is another order."""
    rig.keypad.start()
    rig.ready()
    press(rig, wait_until, "call_next")
    rig.clock.advance(0.29)
    rig.press("call_next")
    rig.press("recall")
    wait_until(lambda: len(rig.pressed()) == 2)
    press(rig, wait_until, "call_next")
    assert rig.pressed() == ["call_next", "recall", "call_next"]


def test_stop_undoes_all_and_start_works_again(rig, wait_until):
    """A stopped keypad leaves no thread; started again it is heard."""
    threads = threading.active_count()
    rig.keypad.stop()
    for _ in range(3):
        rig.keypad.start()
        rig.ready()
        press(rig, wait_until, "recall")
        rig.keypad.stop()
        rig.keypad.stop()
        assert threading.active_count() == threads
    assert rig.pressed() == ["recall"] * 3


def test_what_is_known_of_it_is_told_once(rig, wait_until):
    """A keypad that works says so once; showing something on it never raises, started or not."""
    rig.keypad.confirm()
    rig.keypad.start()
    rig.ready()
    for action in ACTIONS:
        press(rig, wait_until, action)
    rig.keypad.refuse()
    assert rig.states()[-1] == ("ok", None) and rig.states().count(("ok", None)) == 1
    assert all(command.kind == "keypad" for command in rig.commands if hasattr(command, "kind"))


def test_an_inbox_that_refuses_costs_one_press(rig, wait_until):
    """An exception while a press is handed over does not end the driver; the next press is heard."""
    rig.keypad.start()
    rig.ready()
    press(rig, wait_until, "recall")
    rig.refuse_next = True
    rig.clock.advance(1.0)
    rig.press("start")
    wait_until(lambda: rig.states()[-1] == ("fault", "handover"))
    press(rig, wait_until, "finish")
    assert rig.pressed() == ["recall", "finish"]
    wait_until(lambda: rig.states()[-1] == ("ok", None))


def replugged(rig, wait_until, times):
    """Pull the cable and put it back many times, half of the times with a key held down; a press is heard each time."""
    for number in range(times):
        if number % 2:
            rig.down("park")
        rig.unplug()
        wait_until(lambda: rig.states()[-1] == ("fault", "unplugged"))
        rig.plug()
        wait_until(lambda: rig.states()[-1][0] in ("ok", "unknown"))
        rig.ready()
        rig.clock.advance(1.0)
        before = rig.pressed().count("call_next")
        rig.press("call_next")
        wait_until(lambda before=before: rig.pressed().count("call_next") == before + 1)
    assert rig.pressed().count("call_next") == times
    wait_until(lambda: rig.states()[-1] == ("ok", None))


@pytest.mark.slow
def test_unplugged_and_plugged_again(wired, wait_until):
    """After each of 20 replugs one press is one order."""
    replugged(wired, wait_until, 20)


@pytest.mark.slow
def test_unplugged_and_plugged_again_fifty_times(wired, wait_until):
    """After each of 50 replugs one press is one order."""
    replugged(wired, wait_until, 50)


def test_a_held_key_is_one_press(wired, wait_until):
    """However long a finger stays, one citizen is called; after it left, the key works again."""
    wired.down("call_next")
    wait_until(lambda: wired.pressed() == ["call_next"])
    for _ in range(20):
        wired.clock.advance(1.0)
        wired.down("call_next")
    wired.up("call_next")
    wired.press("recall")
    wait_until(lambda: wired.pressed()[-1] == "recall")
    press(wired, wait_until, "call_next")
    assert wired.pressed() == ["call_next", "recall", "call_next"]


def test_a_bouncing_key_is_one_press(wired, wait_until):
    """A train of closures within a press and within its end calls one citizen."""
    for _ in range(12):
        wired.press("call_next")
    wired.press("recall")
    wait_until(lambda: wired.pressed()[-1:] == ["recall"])
    assert wired.pressed() == ["call_next", "recall"]


def test_a_bounce_that_is_believed_is_noticed(wired, wait_until, monkeypatch):
    """Control: where a key need not rest before it counts again, the test above fails."""
    monkeypatch.setattr(presses, "QUIET_S", 0.0)
    for _ in range(3):
        wired.press("call_next")
    wired.press("recall")
    wait_until(lambda: wired.pressed()[-1:] == ["recall"])
    assert wired.pressed().count("call_next") == 3


@pytest.mark.slow
def test_a_chattering_key_is_a_fault(wired, wait_until):
    """A key that closes more often than a hand can press it stops calling citizens, and is reported."""
    for number in range(30):
        wired.clock.advance(0.4)
        wired.press("call_next")
        wired.press(ACTIONS[1 + number % 9])
        wait_until(lambda number=number: sum(key != "call_next" for key in wired.pressed()) == number + 1)
    assert ("fault", "chattering") in wired.states()
    assert wired.pressed().count("call_next") < 30
    wired.clock.advance(10)
    wired.press("call_next")
    wait_until(lambda: wired.states()[-1] == ("ok", None))


def test_the_page_for_who_installs_says_what_the_code_does(repository):
    """Every action stands in docs/keypads.md, and its numbers are those of the code."""
    text = (repository / "docs" / "keypads.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", text, re.M))[: len(ACTIONS) + 1] == (*ACTIONS, "transfer")
    assert f"still for {QUIET_S} seconds" in text
    assert f"more than {MOST_PRESSES} times in {PRESSES_WINDOW_S:.0f} seconds" in text
