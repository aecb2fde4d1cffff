"""Badge readers: one order for one hold, framed in every way readers frame, and never a badge in a log."""

import logging
import os
import threading
import time
import tty
from datetime import UTC, datetime

import pytest

from gateway.badges.base import MOST_READINGS, Surroundings
from gateway.badges.codes import is_badge, normal_badge
from gateway.badges.dummy_badge import DummyBadge
from gateway.badges.registry import BADGE_DRIVERS, make_badge_reader
from gateway.badges.serial_badge import SerialBadge
from gateway.clock import ManualClock
from gateway.commands import BadgeRead, DeviceChanged
from gateway.config import DummyBadgeConfig, SerialBadgeConfig

DEADLINE_S = 10.0
FAST_RETRY_S = (0.01, 0.05)


class Reader:
    """A started reader with its far end; ``hold`` is what a hand does."""

    def __init__(self, kind, folder):
        self.clock = ManualClock(datetime(2026, 11, 21, 9, tzinfo=UTC))
        self.commands = []
        self._changed = threading.Condition()
        around = Surroundings(self.post, self.clock, self.clock.monotonic_s)
        self.port, self.master = folder / "dau-doc", -1
        if kind is DummyBadgeConfig:
            self.reader = DummyBadge(DummyBadgeConfig("the", "3"), around)
        else:
            self.plug()
            self.reader = SerialBadge(SerialBadgeConfig("the", "3", str(self.port)), around, FAST_RETRY_S)
        self.reader.start()
        self.wait_for(DeviceChanged)

    def post(self, command):
        with self._changed:
            self.commands.append(command)
            self._changed.notify_all()

    def wait_for(self, kind, count=1):
        """The commands of a kind, once there are ``count``."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(kind)) >= count, DEADLINE_S), self.commands
            return self.of(kind)

    def of(self, kind):
        return [command for command in self.commands if isinstance(command, kind)]

    def plug(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self.slave))

    def unplug(self):
        self.port.unlink()
        os.close(self.master)
        os.close(self.slave)
        self.master = -1

    def hold(self, badge):
        if isinstance(self.reader, DummyBadge):
            self.reader.hold(badge)
        else:
            self.say(badge.encode() + b"\r\n")

    def say(self, data):
        os.write(self.master, data)

    def badges(self):
        return [command.badge for command in self.of(BadgeRead)]

    def close(self):
        self.reader.stop()
        if self.master >= 0:
            self.unplug()


@pytest.fixture(params=BADGE_DRIVERS, ids=lambda config: config.__struct_config__.tag)
def any_reader(request, tmp_path):
    """A started reader of every registered kind."""
    reader = Reader(request.param, tmp_path)
    yield reader
    reader.close()


@pytest.fixture
def serial(tmp_path):
    """A started serial reader."""
    reader = Reader(SerialBadgeConfig, tmp_path)
    yield reader
    reader.close()


def test_one_hold_is_one_reading(any_reader):
    """A reader that repeats a badge while it is held says one thing; the same badge later is another."""
    any_reader.hold("0412A7F3")
    any_reader.wait_for(BadgeRead)
    any_reader.clock.advance(1.0)
    any_reader.hold("0412A7F3")
    any_reader.hold("0412a7f4")
    any_reader.wait_for(BadgeRead, 2)
    any_reader.clock.advance(2.0)
    any_reader.hold("0412A7F4")
    any_reader.wait_for(BadgeRead, 3)
    assert any_reader.badges() == ["0412A7F3", "0412A7F4", "0412A7F4"]
    first = any_reader.of(BadgeRead)[0]
    assert (first.reader, first.counter, first.mono_s) == ("the", "3", 60.0)


def test_the_registry_makes_it(any_reader, tmp_path):
    """The registry finds the driver of a table of gateway.toml, and making it starts nothing."""
    threads = threading.active_count()
    kind = DummyBadgeConfig if isinstance(any_reader.reader, DummyBadge) else SerialBadgeConfig
    config = kind("the", "3") if kind is DummyBadgeConfig else kind("the", "3", str(tmp_path / "port"))
    made = make_badge_reader(config, Surroundings(any_reader.post, any_reader.clock))
    assert type(made) is type(any_reader.reader)
    assert threading.active_count() == threads


def test_stop_and_start_again(any_reader):
    """A stopped reader reports nothing and leaves no thread; started again it reads."""
    any_reader.reader.stop()
    any_reader.reader.stop()
    if isinstance(any_reader.reader, DummyBadge):
        any_reader.hold("0412A7F3")
    assert any_reader.badges() == []
    any_reader.reader.start()
    any_reader.reader.stop()
    any_reader.reader.start()
    if any_reader.master >= 0:
        any_reader.unplug()
        any_reader.wait_for(DeviceChanged, 2)
        any_reader.plug()
        any_reader.wait_for(DeviceChanged, 3)
    any_reader.hold("0412A7F3")
    any_reader.wait_for(BadgeRead)


@pytest.mark.parametrize(
    "frame",
    [
        b"0412A7F3\n",
        b"0412A7F3\r\n",
        b"0412A7F3\r",
        b"\x020412A7F3\x03",
        b"\x020412A7F3\r\n\x03",
        b"\xfe\x81\x020412A7F3\x03",
        b"  0412a7f3 \n",
    ],
)
def test_every_framing(serial, frame):
    """Line feed, carriage return, both, STX and ETX, noise before STX: always the same badge."""
    serial.say(frame)
    serial.wait_for(BadgeRead)
    assert serial.badges() == ["0412A7F3"]


def test_what_cannot_be_a_badge_is_dropped(serial):
    """Too short, too long, blanks inside, control characters, letters no reader has."""
    for bad in (b"123", b"A" * 65, b"04 12 A7", b"04\x0012A7", "thẻ số 1".encode(), b"'; DROP TABLE", b"A" * 5000):
        serial.say(bad + b"\n")
    serial.say(b"GOOD-1\n")
    serial.wait_for(BadgeRead)
    assert serial.badges() == ["GOOD-1"]


def test_a_line_full_of_badges_cannot_flood(serial):
    """More badges than a hand can hold up are noise: a fault of the reader, and few orders."""
    serial.say(b"".join(b"%08d\n" % number for number in range(200)))
    serial.wait_for(DeviceChanged, 2)
    assert len(serial.badges()) == MOST_READINGS
    assert serial.of(DeviceChanged)[-1] == DeviceChanged("the", "badge", "fault", "garbage")


def test_unplugged_and_plugged_again(serial):
    """A reader that comes back reads again."""
    for number in range(10):
        serial.unplug()
        serial.wait_for(DeviceChanged, 2 * number + 2)
        serial.plug()
        serial.wait_for(DeviceChanged, 2 * number + 3)
    serial.hold("0412A7F3")
    serial.wait_for(BadgeRead)
    assert {(c.state, c.fault) for c in serial.of(DeviceChanged)} == {("ok", None), ("fault", "unplugged")}


def test_no_badge_in_logs(serial, caplog):
    """Neither log nor the order's own text shows a badge, whatever happens to it."""
    caplog.set_level(logging.DEBUG)
    serial.reader._around = Surroundings(_refuse, serial.clock)
    serial.hold("SECRET-77")
    serial.say(b"SECRET 88\n" * 30)
    deadline = time.monotonic() + DEADLINE_S
    while not any("stumbled" in record.message for record in caplog.records):
        assert time.monotonic() < deadline
        threading.Event().wait(0.002)
    assert "SECRET" not in caplog.text
    assert "SECRET" not in repr(BadgeRead("the", "3", "SECRET-77", serial.clock.now(), 1.0))


def _refuse(_command):
    raise ConnectionAbortedError("the inbox of this test refuses")


def test_normal_form():
    """Case and outer blanks do not matter; length and characters do."""
    assert normal_badge(" 0412a7f3\t") == "0412A7F3"
    assert is_badge("0412") and is_badge("A" * 64) and is_badge("A.B_C:D/E+F-G")
    assert not is_badge("041") and not is_badge("A" * 65) and not is_badge("0412A7F3\n") and not is_badge("ĐỨC1")


def test_the_dummy_refuses_what_no_reader_sends(tmp_path):
    """A demonstration that holds up nonsense is told so."""
    reader = Reader(DummyBadgeConfig, tmp_path)
    with pytest.raises(ValueError, match="no reader"):
        reader.hold("x")
