"""The bytes that boards are sent, held against the standards, and what is read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.boards import bus, led_protocol
from gateway.boards.alpha_board import AlphaBoard
from gateway.boards.alpha_frames import text_frame
from gateway.boards.content import BoardContent
from gateway.boards.crc import crc16
from gateway.boards.led_protocol import LedAnswer, LedOrder, answer_line, order_line, read_answer, read_order
from gateway.boards.modbus_board import ModbusBoard
from gateway.boards.modbus_frames import is_answered, text_registers, write_many, write_one
from gateway.config.boards import AlphaConfig, ModbusLedConfig

A105 = BoardContent("A105", "3", "called", blink=True)


def unsealed(frame):
    """A Modbus frame without its checksum, in hex."""
    return frame[:-2].hex(" ")


def test_the_checksum_is_that_of_the_standard():
    """Modbus over Serial Line V1.02, §6.2.2: the frame 02 07 ends with 41 12; the catalogue's check value is 4B37."""
    assert crc16(b"\x02\x07").to_bytes(2, "little").hex() == "4112"
    assert crc16(b"123456789") == 0x4B37


def test_one_register_as_in_the_standard():
    """Modbus Application Protocol V1.1b3, §6.6: register 2 of the example takes 3 with 06 00 01 00 03."""
    assert write_one(0x11, 1, 3).hex(" ") == "11 06 00 01 00 03 9a 9b"


def test_many_registers_as_in_the_standard():
    """Modbus Application Protocol V1.1b3, §6.12: two registers from 2 on take 000A and 0102."""
    assert write_many(0x11, 1, [0x000A, 0x0102]).hex(" ") == "11 10 00 01 00 02 04 00 0a 01 02 c6 f0"


def test_answers_of_a_slave():
    """The echo is a yes, an exception a no, anything else and half of either is nothing yet."""
    request = write_many(0x11, 1, [0x000A, 0x0102])
    done = bytes.fromhex("11 10 00 01 00 02 12 98")
    refusal = bytes.fromhex("11 90 02 cc 04")
    assert is_answered(request, done) is True
    assert is_answered(request, b"\xff\x11\x90" + done) is True
    assert is_answered(request, refusal) is False
    assert is_answered(request, done[:-1]) is None
    assert is_answered(request, refusal[:-1] + b"\x00") is None
    assert is_answered(request, bytes.fromhex("12 10 00 01 00 02 12 ab")) is None


@pytest.mark.parametrize(
    ("options", "content", "frames"),
    [
        ({"counter": "3"}, A105, ["01 10 00 00 00 02 04 41 31 30 35"]),
        ({"counter": "3", "places": 6}, A105, ["01 10 00 00 00 03 06 20 20 41 31 30 35"]),
        ({"places": 6}, A105, ["01 10 00 00 00 03 06 41 31 30 35 20 33"]),
        ({"places": 5, "counter": "3"}, A105, ["01 10 00 00 00 03 06 20 41 31 30 35 20"]),
        ({"counter": "3"}, BoardContent(state="free"), ["01 10 00 00 00 02 04 20 20 20 20"]),
        ({"counter": "3"}, BoardContent(stale=True), ["01 10 00 00 00 02 04 2d 2d 2d 2d"]),
        ({"counter": "3", "layout": "number", "register": 64}, A105, ["01 06 00 40 00 69"]),
        ({"layout": "number", "address": 7}, BoardContent(stale=True), ["07 06 00 00 00 00"]),
        ({"layout": "number", "blink_register": 9}, A105, ["01 06 00 00 00 69", "01 06 00 09 00 01"]),
    ],
)
def test_registers_of_a_board(options, content, frames):
    """Text two characters a register, right-aligned, the counter behind the number in the waiting area; or digits."""
    board = ModbusBoard(ModbusLedConfig("bang", "/dev/x", **options))
    assert [unsealed(frame) for frame in board.requests(content)] == frames


def test_text_registers():
    """The first character is the high byte; an odd end is filled with a blank."""
    assert text_registers("A105") == [0x4131, 0x3035]
    assert text_registers("B12") == [0x4231, 0x3220]


def test_an_alpha_frame():
    """NULs, SOH, kind, address, STX, write TEXT file A, middle line, mode, text, ETX, sum of STX..ETX, EOT."""
    frame = text_frame(0, "A105", flash=True)
    assert frame == b"\0\0\0\0\0\x01Z00\x02AA\x1b cA105\x0301FC\x04"
    assert sum(frame[frame.index(2) : frame.index(3) + 1]) == 0x01FC


@pytest.mark.parametrize(
    ("counter", "content", "text"),
    [
        ("3", A105, b" cA105\x03"),
        (None, A105, b" cA105 > 3\x03"),
        ("3", BoardContent("Đ7", "3", "serving"), b" bD7\x03"),
        ("3", BoardContent(state="paused"), b" b \x03"),
        (None, BoardContent("A1", "3", "called", stale=True), b" b----\x03"),
    ],
)
def test_the_text_of_a_sign(counter, content, text):
    """A fresh call flashes; the waiting area's sign says the counter too; blank and dashes are texts like others."""
    (frame,) = AlphaBoard(AlphaConfig("bang", "/dev/x", counter)).requests(content)
    assert text in frame


def test_a_line_of_the_open_protocol():
    """Golden lines: builders of boards have them in docs/board-protocol.md."""
    assert order_line(A105, 1, 7) == b"$01,07,CALLED,A105,3,1,20*%04X\r\n" % crc16(b"01,07,CALLED,A105,3,1,20")
    assert order_line(BoardContent(stale=True, number="A1"), 2, 99)[:-7] == b"$02,99,STALE,-,-,0,20"
    assert order_line(BoardContent(counter="quầy số mười"), 2, 0)[:-7] == b"$02,00,CLOSED,-,QUAY,0,20"


contents = st.builds(
    BoardContent,
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=20),
    st.sampled_from(["closed", "free", "called", "serving", "paused"]),
    st.booleans(),
    st.booleans(),
)


@given(contents, st.integers(1, 99), st.integers(0, 99))
def test_every_line_can_be_read_back(content, address, count):
    """Whatever is to be shown makes a line of the protocol, no longer than a line may be."""
    line = order_line(content, address, count)
    order = read_order(line)
    assert order is not None and len(line) <= led_protocol.MOST_LINE_BYTES
    assert (order.address, order.count, order.hold_s) == (address, count, led_protocol.HOLD_S)
    assert order.state == ("STALE" if content.stale else content.state.upper())
    assert not (content.stale and order.number)


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_line_is_no_line(place, byte):
    """One wrong byte anywhere, and the line means nothing."""
    line = order_line(A105, 1, 7)
    place %= len(line) - 2
    damaged = line[:place] + bytes([byte]) + line[place + 1 :]
    assert read_order(damaged) == (LedOrder(1, 7, "CALLED", "A105", "3", True, 20) if damaged == line else None)


@given(st.builds(LedAnswer, st.integers(1, 99), st.integers(0, 99), st.sampled_from(["", "FONT", "FIELD"])))
def test_answers_can_be_read_back(answer):
    """What a board says is what the gateway reads."""
    assert read_answer(answer_line(answer)) == answer
    assert read_answer(answer_line(answer)[:-4] + b"0\r\n") != answer


@given(st.binary(max_size=100))
def test_garbage_is_nothing(data):
    """No bytes make a reader stumble."""
    assert read_order(data) is None and read_answer(data) is None


def test_the_page_for_builders_says_what_the_code_does(repository):
    """Examples, states and seconds in docs/board-protocol.md are those of the code."""
    text = (repository / "docs" / "board-protocol.md").read_text("utf-8")
    examples = re.findall(r"^(?:gateway|board) +(\S+)$", text, re.M)
    assert len(examples) >= 4
    for line in examples:
        read = read_order if line.startswith("$") else read_answer
        assert read(line.encode() + b"\r\n") is not None, line
    assert set(re.findall(r"^\| `([A-Z]+)` \|", text, re.M)) == {
        "CLOSED", "FREE", "CALLED", "SERVING", "PAUSED", "STALE",
    }  # fmt: skip
    assert f"every {bus.Station.repeat_s:.0f} seconds" in text
    assert f"`{led_protocol.HOLD_S}`" in text and f"at most {led_protocol.MOST_LINE_BYTES} bytes" in text
    assert f"{bus.ATTEMPTS} times" in text and f"{bus.ANSWER_S * 1000:.0f} ms" in text
