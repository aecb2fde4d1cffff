"""What only one kind of keypad has: lines and lamps of serial ones, events and the grab of USB ones."""

import errno
import fcntl
import os
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.keypads.input_events import EVENT, EVIOCGRAB, EventReader, KeyEvent
from gateway.keypads.presses import QUIET_S, Presses
from gateway.keypads.usb_keypad import open_grabbed


def test_a_serial_keypad_shows_what_became_of_the_order(serial):
    """Lamp and tone for done, red lamp for not done, timed by the keypad itself."""
    serial.keypad.confirm()
    serial.hear(b"L800\nT120\n")
    serial.keypad.refuse()
    serial.hear(b"B1500\n")


def test_whole_presses_of_a_serial_keypad(serial, wait_until):
    """A keypad that takes out the bounce itself sends whole presses; a repetition within a moment is no second one."""
    serial.say("K0")
    serial.say("K0")
    serial.say("K1")
    wait_until(lambda: serial.pressed() == ["call_next", "recall"])
    serial.clock.advance(2 * QUIET_S)
    serial.say("K0")
    wait_until(lambda: serial.pressed() == ["call_next", "recall", "call_next"])


def test_garbage_on_a_serial_line_calls_nobody(serial, wait_until):
    """Noise, keys that no table names and endless lines give no order; a line full of them is reported."""
    for bad in ("K99", "D", "K", "call_next", "K0K0", "\x00K0", "K" * 500, "Đ0", "UU0"):
        serial.say(bad)
    for _ in range(20):
        serial.say("K77")
    wait_until(lambda: serial.states()[-1] == ("fault", "garbage"))
    serial.say("K1")
    wait_until(lambda: serial.pressed() == ["recall"])


def test_a_key_that_repeats_by_itself_is_one_press(usb, wait_until):
    """Autorepeat of a held key is not a press, nor is a key that was held before the device was opened."""
    usb.key("call_next", 2)
    usb.key("recall", 1)
    for _ in range(50):
        usb.clock.advance(0.033)
        usb.key("recall", 2)
    usb.up("recall")
    usb.up("call_next")
    usb.press("help")
    wait_until(lambda: usb.pressed() == ["recall", "help"])
    usb.clock.advance(1.0)
    usb.press("call_next")
    wait_until(lambda: usb.pressed() == ["recall", "help", "call_next"])


def test_events_that_come_in_pieces(usb, wait_until):
    """A read that ends in the middle of an event loses nothing."""
    for byte in usb.event(1, 71, 1) + usb.event(0, 0, 0) + usb.event(1, 71, 0):
        usb.ours.sendall(bytes([byte]))
    usb.press("recall")
    wait_until(lambda: usb.pressed() == ["call_next", "recall"])


def test_a_buffer_that_ran_over_leaves_no_key_stuck(usb, wait_until):
    """When the kernel dropped events, a key whose release was among them works again."""
    usb.down("call_next")
    usb.ours.sendall(usb.event(0, 3, 0))
    usb.press("recall")
    wait_until(lambda: usb.pressed() == ["call_next", "recall"])
    usb.clock.advance(1.0)
    usb.press("call_next")
    wait_until(lambda: usb.pressed() == ["call_next", "recall", "call_next"])


def test_a_key_nobody_named_is_told_to_who_installs(usb, wait_until, caplog):
    """The code of an unknown key stands once in the log, so that it can be written into gateway.toml."""
    for _ in range(3):
        usb.ours.sendall(usb.event(1, 96, 1) + usb.event(1, 96, 0))
    usb.press("recall")
    wait_until(lambda: usb.pressed() == ["recall"])
    assert caplog.text.count("code 96") == 1


@pytest.mark.parametrize(
    ("number", "fault"), [(errno.EACCES, "no_permission"), (errno.EBUSY, "port_busy"), (errno.ENODEV, "unplugged")]
)
def test_why_a_device_cannot_be_had(usb, wait_until, number, fault):
    """No right to it, another program that holds it, and no device any more are three things; then it is had again."""
    usb.error = OSError(number, os.strerror(number))
    usb.unplug()
    wait_until(lambda: usb.states()[-1] == ("fault", fault))
    usb.plug()
    usb.error = None
    wait_until(lambda: usb.states()[-1] == ("ok", None))


def test_what_is_no_input_device_is_not_grabbed(tmp_path):
    """A file that cannot be taken for this program alone is not read, and no descriptor stays open."""
    (tmp_path / "file").write_bytes(b"")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="ioctl"):
        open_grabbed(str(tmp_path / "file"))
    assert len(os.listdir("/proc/self/fd")) == before


def test_events_are_as_long_as_linux_makes_them():
    """Two longs, two shorts and an int: 24 bytes on 64-bit machines; the grab is _IOW('E', 0x90, int)."""
    assert EVENT.size == 2 * struct.calcsize("l") + 8
    assert (1 << 30 | struct.calcsize("i") << 16 | ord("E") << 8 | 0x90) == EVIOCGRAB


@given(st.binary(max_size=200), st.integers(1, 50))
def test_no_bytes_make_the_reader_stumble(data, size):
    """Whatever comes is cut into whole events, in however small pieces, and the rest is kept."""
    whole, pieces = EventReader(), EventReader()
    keys = whole.feed(data)
    assert keys == [key for i in range(0, len(data), size) for key in pieces.feed(data[i : i + size])]
    assert all(isinstance(key, KeyEvent) for key in keys)


@given(st.lists(st.tuples(st.sampled_from(["down", "up", "pulse", "held"]), st.floats(0, 0.29)), max_size=60))
def test_a_key_that_never_rests_is_one_press(moves):
    """However a key jumps about, without a rest of QUIET_S it is at most one press."""
    presses, now_s, count = Presses(), 100.0, 0
    for word, gap_s in moves:
        now_s += gap_s
        count += bool(getattr(presses, word)("call_next", now_s))
    assert count <= 1


UINPUT = Path("/dev/uinput")


@pytest.mark.skipif(
    not UINPUT.exists(), reason="this machine has no /dev/uinput: the kernel's own input devices untried"
)
def test_a_real_input_device(tmp_path, wait_until):
    """A keyboard made by the kernel itself is grabbed, read and given back."""
    device = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
    fcntl.ioctl(device, 0x40045564, 1)
    fcntl.ioctl(device, 0x40045565, 71)
    setup = struct.pack("HHHH80sI", 3, 1, 1, 1, b"quayso-test", 0)
    fcntl.ioctl(device, 0x405C5503, setup)
    fcntl.ioctl(device, 0x5501)
    name = bytearray(64)
    fcntl.ioctl(device, 0x8040552C, name)
    folder = Path("/sys/devices/virtual/input") / name.split(b"\0")[0].decode()
    node = Path("/dev/input") / next(path.name for path in folder.iterdir() if path.name.startswith("event"))
    wait_until(node.exists)
    ours = open_grabbed(str(node))
    with pytest.raises(OSError, match="busy"):
        open_grabbed(str(node))
    os.write(device, EVENT.pack(0, 0, 1, 71, 1) + EVENT.pack(0, 0, 0, 0, 0))
    deadline, keys, reader = time.monotonic() + 10, [], EventReader()
    while not keys and time.monotonic() < deadline:
        try:
            keys += reader.feed(os.read(ours, 4096))
        except BlockingIOError:
            continue
    os.close(ours)
    os.close(device)
    assert keys == [KeyEvent("down", 71)]
