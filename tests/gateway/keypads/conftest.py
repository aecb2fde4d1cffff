"""Fingers for every kind of keypad: software, a serial keypad on a pty, a USB keypad's bytes through a socket."""

import os
import select
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from gateway.clock import ManualClock
from gateway.commands import DeviceChanged
from gateway.config.keypads import (
    BoxActionKey,
    DummyKeypadConfig,
    SerialKeypadConfig,
    UsbActionKey,
    UsbKeypadConfig,
)
from gateway.hall_commands import KeyPressed
from gateway.keypads.base import Keypad, Surroundings
from gateway.keypads.registry import KEYPAD_DRIVERS, make_keypad
from gateway.keypads.usb_keypad import UsbKeypad

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
FAST_RETRY_S = (0.005, 0.02)


class Rig:
    """A keypad of counter 3 with a clock moved by hand. A subclass says how its keys are pressed."""

    def __init__(self) -> None:
        self.commands: list = []
        self.refuse_next = False
        self.clock = ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.around = Surroundings(self.post, self.clock, retry_s=FAST_RETRY_S)
        self.keypad: Keypad

    def post(self, command) -> None:
        """The inbox of a test."""
        if self.refuse_next and isinstance(command, KeyPressed):
            self.refuse_next = False
            raise ConnectionAbortedError("the inbox of this test refuses")
        self.commands.append(command)

    def pressed(self) -> list[str]:
        """The actions that came."""
        return [command.key for command in self.commands if isinstance(command, KeyPressed)]

    def states(self) -> list[tuple[str, str | None]]:
        """What was said of the keypad."""
        return [(c.state, c.fault) for c in self.commands if isinstance(c, DeviceChanged)]

    def ready(self) -> None:
        """Wait until the keypad is heard."""

    def at_rest(self) -> bool:
        """Whether the driver knows of no key that is down: a press after that one stands for itself."""
        return not self.keypad._presses._down

    def press(self, action: str) -> None:
        """Press and let go."""
        raise AssertionError

    def close(self) -> None:
        """Stop it."""
        self.keypad.stop()


class DummyRig(Rig):
    """Software keys."""

    def __init__(self, _folder) -> None:
        super().__init__()
        self.config = DummyKeypadConfig("phim-3", "3")
        self.keypad = make_keypad(self.config, self.around)

    def press(self, action: str) -> None:
        """Press and let go."""
        self.keypad.press(action)


class WiredRig(Rig):
    """A keypad with a cable."""

    def plug(self) -> None:
        """Put the cable in."""
        raise AssertionError

    def unplug(self) -> None:
        """Pull it out."""
        raise AssertionError

    def down(self, action: str) -> None:
        """A finger goes down."""
        raise AssertionError

    def up(self, action: str) -> None:
        """And up."""
        raise AssertionError

    def press(self, action: str) -> None:
        """Press and let go."""
        self.down(action)
        self.up(action)


class SerialRig(WiredRig):
    """A keypad on a pty that sends raw contacts."""

    def __init__(self, folder) -> None:
        super().__init__()
        self.port = folder / "phim"
        self.master = self.slave = -1
        self.heard = b""
        keys = tuple(BoxActionKey(action, str(place)) for place, action in enumerate(ACTIONS))
        self.config = SerialKeypadConfig("phim-3", "3", str(self.port), keys)
        self.keypad = make_keypad(self.config, self.around)
        self.plug()

    def plug(self) -> None:
        """Put the cable in."""
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.port.symlink_to(os.ttyname(self.slave))
        self.heard = b""

    def unplug(self) -> None:
        """Pull it out."""
        self.port.unlink()
        os.close(self.slave)
        os.close(self.master)
        self.master = -1

    def ready(self) -> None:
        """Wait until the gateway asks whether it is there."""
        self.hear(b"?\n")

    def hear(self, line: bytes) -> None:
        """Read until this line has come."""
        deadline = time.monotonic() + 10
        while line not in self.heard:
            assert select.select([self.master], [], [], deadline - time.monotonic())[0], self.heard
            self.heard += os.read(self.master, 4096)
        self.heard = self.heard.partition(line)[2]

    def say(self, line: str) -> None:
        """One line of the keypad."""
        os.write(self.master, line.encode() + b"\n")

    def down(self, action: str) -> None:
        """A finger goes down."""
        self.say(f"D{ACTIONS.index(action)}")

    def up(self, action: str) -> None:
        """And up."""
        self.say(f"U{ACTIONS.index(action)}")

    def close(self) -> None:
        """Stop it and put the cable away."""
        super().close()
        if self.master >= 0:
            self.unplug()


class UsbRig(WiredRig):
    """The bytes of an input device through a socket; the opener stands for open() and the grab."""

    def __init__(self, _folder) -> None:
        super().__init__()
        self.ours: socket.socket | None = None
        self.theirs: socket.socket | None = None
        self.opened = self.met = 0
        self.error: OSError | None = None
        keys = tuple(UsbActionKey(action, 71 + place) for place, action in enumerate(ACTIONS))
        self.config = UsbKeypadConfig("phim-3", "3", "/dev/input/by-id/phim", keys)
        self.keypad = UsbKeypad(self.config, self.around, self.open)
        self.plug()

    def open(self, path: str) -> int:
        """What stands for opening the device."""
        assert path == "/dev/input/by-id/phim"
        if self.error is not None:
            raise self.error
        if self.theirs is None:
            raise FileNotFoundError(2, "No such file or directory")
        device = os.dup(self.theirs.fileno())
        os.set_blocking(device, False)
        self.opened += 1
        return device

    def ready(self) -> None:
        """Wait until the gateway has opened the device once more."""
        deadline, pause = time.monotonic() + 10, threading.Event()
        while self.opened == self.met:
            assert time.monotonic() < deadline, "nobody opened the device"
            pause.wait(0.002)
        self.met = self.opened

    def plug(self) -> None:
        """Put the cable in."""
        self.ours, self.theirs = socket.socketpair()

    def unplug(self) -> None:
        """Pull it out."""
        self.ours.close()
        self.theirs.close()
        self.ours = self.theirs = None

    def event(self, kind: int, code: int, value: int) -> bytes:
        """One struct input_event, as this machine's C compiler lays it out."""
        return struct.pack("llHHi", 1, 2, kind, code, value)

    def key(self, action: str, value: int) -> None:
        """A key event as the kernel sends it: MSC_SCAN, EV_KEY, SYN_REPORT."""
        code = 71 + ACTIONS.index(action)
        self.ours.sendall(self.event(4, 4, 458841) + self.event(1, code, value) + self.event(0, 0, 0))

    def down(self, action: str) -> None:
        """A finger goes down."""
        self.key(action, 1)

    def up(self, action: str) -> None:
        """And up."""
        self.key(action, 0)

    def close(self) -> None:
        """Stop it and put the cable away."""
        super().close()
        if self.ours is not None:
            self.unplug()


RIGS = {DummyKeypadConfig: DummyRig, SerialKeypadConfig: SerialRig, UsbKeypadConfig: UsbRig}
"""Table of ``gateway.toml`` -> rig. A driver without one fails every test of test_every_keypad.py."""


@pytest.fixture(params=KEYPAD_DRIVERS, ids=lambda config: config.__struct_config__.tag)
def rig(request, tmp_path) -> Iterator[Rig]:
    """A keypad of each registered kind, not yet started."""
    rig = RIGS[request.param](tmp_path)
    yield rig
    rig.close()


@pytest.fixture(params=[SerialRig, UsbRig], ids=["serial", "usb"])
def wired(request, tmp_path) -> Iterator[WiredRig]:
    """A started keypad of each kind with a cable."""
    rig = request.param(tmp_path)
    rig.keypad.start()
    rig.ready()
    yield rig
    rig.close()


@pytest.fixture
def make(tmp_path) -> Iterator[Callable[[type[Rig]], Rig]]:
    """Makes one started rig of a kind."""
    made = []

    def make(kind: type[Rig]) -> Rig:
        made.append(kind(tmp_path))
        made[-1].keypad.start()
        made[-1].ready()
        return made[-1]

    yield make
    for rig in made:
        rig.close()


@pytest.fixture
def serial(make) -> SerialRig:
    """A started serial keypad."""
    return make(SerialRig)


@pytest.fixture
def usb(make) -> UsbRig:
    """A started USB keypad."""
    return make(UsbRig)
