"""Several boards on one line, boards that are dead or refuse, lines full of noise."""

import pytest

from gateway.boards import bus
from gateway.boards.content import BoardContent
from gateway.config.boards import ModbusLedConfig, SerialLedConfig


def called(number):
    """A call of a number."""
    return BoardContent(number, "3", "called")


@pytest.fixture(params=[SerialLedConfig, ModbusLedConfig], ids=lambda config: config.__struct_config__.tag)
def three(request, make_rig, far_ends):
    """Three boards with the addresses 1, 2 and 3 on one line, started."""
    tables = [(request.param, {"address": address, "counter": str(address), "baud": 115200}) for address in (1, 2, 3)]
    rig = make_rig(*tables, boards=far_ends[request.param](1, 2, 3))
    for board in rig.boards:
        board.start()
    return rig


def test_boards_on_one_line_show_each_their_own(three, wait_until):
    """Addresses keep the boards of one RS-485 line apart; one that stops leaves the others alone."""
    for address, board in enumerate(three.boards, 1):
        board.show(called(f"A{address}"))
    for address in (1, 2, 3):
        wait_until(lambda address=address: three.lit(address) == f"A{address}")
    three.boards[0].stop()
    three.boards[1].show(called("B9"))
    wait_until(lambda: three.lit(2) == "B9")
    assert (three.lit(1), three.lit(3)) == ("----", "A3")


@pytest.mark.slow
def test_a_dead_board_is_a_fault_and_holds_up_nobody(three, wait_until, monkeypatch):
    """The board that does not answer is reported silent; the others get their calls while it is being asked."""
    monkeypatch.setattr(bus, "ANSWER_S", 0.05)
    monkeypatch.setattr(bus, "RETRY_S", 0.05)
    three.line.boards.dead.add(2)
    three.boards[1].show(called("A2"))
    wait_until(lambda: three.posted.states("bang-4")[-1:] == [("fault", "silent")])
    for number in range(20):
        three.boards[0].show(called(f"B{number}"))
        wait_until(lambda number=number: three.lit(1) == f"B{number}")
    assert [three.posted.states(name)[-1] for name in ("bang-3", "bang-5")] == [("ok", None)] * 2


@pytest.mark.slow
def test_a_board_that_comes_back_shows_the_present_state(three, wait_until, monkeypatch):
    """A dead board is tried again and then shows what it missed; its fault is over."""
    monkeypatch.setattr(bus, "ANSWER_S", 0.02)
    monkeypatch.setattr(bus, "RETRY_S", 0.05)
    three.line.boards.dead.add(3)
    three.boards[2].show(called("A3"))
    wait_until(lambda: three.posted.states("bang-5")[-1:] == [("fault", "silent")])
    three.line.boards.dead.clear()
    wait_until(lambda: three.lit(3) == "A3" and three.posted.states("bang-5")[-1] == ("ok", None))


def test_noise_between_frames_changes_nothing(three, wait_until):
    """Bytes that nobody asked for, halves of answers and endless lines are passed over."""
    noise = [b"\xff" * 300, b"!01,00,OK*0000\r\n", bytes(range(256)), b"\x01\x06", b"$" * 100, b"\n" * 50]
    for number, bad in enumerate(noise):
        three.line.noise(bad)
        three.boards[0].show(called(f"A{number}"))
        wait_until(lambda number=number: three.lit(1) == f"A{number}")
    wait_until(lambda: three.posted.states()[-1] == ("ok", None))
    assert ("fault", "garbage") not in three.posted.states()


def test_a_board_that_refuses_is_a_fault(make_rig, far_ends, wait_until):
    """A slave that answers with an exception is there, but does not show what it should."""
    rig = make_rig((ModbusLedConfig, {"counter": "3"}), boards=far_ends[ModbusLedConfig]())
    rig.line.boards.refusing = True
    rig.board.start()
    wait_until(lambda: rig.posted.states()[-1:] == [("fault", "refused")])


def test_a_led_board_that_refuses_is_a_fault(make_rig, far_ends, wait_until):
    """A board that says NO is there, but does not show what it should."""
    rig = make_rig((SerialLedConfig, {"counter": "3"}), boards=far_ends[SerialLedConfig]())
    rig.line.boards.signs[1].refuses = "FONT"
    rig.board.start()
    wait_until(lambda: rig.posted.states()[-1:] == [("fault", "refused")])


def test_only_the_newest_content_is_shown_at_last(three, wait_until):
    """A thousand changes in a moment end with the last one, on every board."""
    for number in range(1000):
        for board in three.boards:
            board.show(called(f"A{number}"))
    for address in (1, 2, 3):
        wait_until(lambda address=address: three.lit(address) == "A999")


def test_a_blinking_register_follows_the_text(make_rig, far_ends, wait_until):
    """Where a board has a register for blinking, it is written after the number, and cleared again."""
    table = (ModbusLedConfig, {"counter": "3", "blink_register": 100})
    rig = make_rig(table, boards=far_ends[ModbusLedConfig]())
    rig.board.start()
    for blink in (True, False):
        rig.board.show(BoardContent("A1", "3", "called", blink=blink))
        wait_until(lambda blink=blink: rig.line.boards.registers[1].get(100) == blink and rig.lit() == "A1")
