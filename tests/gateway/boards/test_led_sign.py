"""The board of the open protocol that the simulator has: what a firmware must do."""

from gateway.boards.content import BoardContent
from gateway.boards.led_protocol import HOLD_S, order_line, read_answer
from simulator.devices.led_sign import LedSign

A105 = BoardContent("A105", "3", "called")


def test_a_board_that_hears_nothing_goes_stale_by_itself():
    """Twenty seconds after the last line a board shows dashes, whoever died; the next line ends that."""
    sign = LedSign()
    assert sign.lit(0) == "----"
    sign.feed(order_line(A105, 1, 0), 0)
    assert sign.lit(HOLD_S) == "A105"
    assert sign.lit(HOLD_S + 0.1) == "----"
    sign.feed(order_line(A105, 1, 1), 60)
    assert sign.lit(60) == "A105"


def test_damaged_lines_and_those_of_others_do_not_keep_it_alive():
    """Only a right line for its own address counts; nothing else is answered."""
    sign = LedSign(7)
    sign.feed(order_line(A105, 7, 0), 0)
    damaged = order_line(A105, 7, 1).replace(b"A105", b"A106")
    assert sign.feed(damaged + order_line(A105, 8, 1) + b"\xff\n", HOLD_S) == b""
    assert sign.lit(HOLD_S + 1) == "----"


def test_a_line_begins_anew_with_its_mark():
    """Half a line and then a whole one: the whole one counts and is answered with its own number."""
    sign = LedSign()
    answer = sign.feed(order_line(A105, 1, 4)[:-5] + order_line(A105, 1, 5), 0)
    said = read_answer(answer)
    assert said is not None and (said.address, said.count, said.refused) == (1, 5, "")
