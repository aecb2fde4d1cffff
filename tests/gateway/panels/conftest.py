"""A rig for every panel driver: it presses what a finger would press and reads what an eye would see."""

import fcntl
import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory
from msgspec.structs import replace

from gateway.clock import ManualClock
from gateway.commands import Command, PanelPressed
from gateway.config import (
    DummyButton,
    DummyPanelConfig,
    GpioButton,
    GpioPanelConfig,
    KeyButton,
    SerialPanelConfig,
)
from gateway.panels.base import Panel, Surroundings
from gateway.panels.dummy_panel import DummyPanel
from gateway.panels.gpio_panel import GpioPanel
from gateway.panels.registry import PANEL_DRIVERS
from gateway.panels.serial_panel import SerialPanel

LEVELS = ("good", "fair", "average", "poor")
DEADLINE_S = 10.0
FAST_RETRY_S = (0.01, 0.05)


class Posted:
    """The inbox of a test: keeps every command and lets a test wait for one."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self._refused: str | None = None
        self._changed = threading.Condition()

    def post(self, command: Command) -> None:
        with self._changed:
            if isinstance(command, PanelPressed) and command.button == self._refused:
                self._refused = None
                raise ConnectionAbortedError("the inbox of this test refuses")
            self.commands.append(command)
            self._changed.notify_all()

    def refuse_next(self, button: str) -> None:
        """Raise when the next press of this button comes."""
        self._refused = button

    def of(self, kind: type) -> list:
        with self._changed:
            return [command for command in self.commands if isinstance(command, kind)]

    def of_button(self, button: str) -> list:
        return [command for command in self.of(PanelPressed) if command.button == button]

    def wait_for(self, kind: type, count: int = 1, **fields: object) -> list:
        """The commands of a kind with these fields, once there are ``count``."""

        def found() -> list:
            return [
                command
                for command in self.commands
                if isinstance(command, kind) and all(getattr(command, k) == v for k, v in fields.items())
            ]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, DEADLINE_S), self.commands
            return found()


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again until a condition holds; fail at the deadline."""
    deadline, pause = time.monotonic() + DEADLINE_S, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        pause.wait(0.002)


class Rig:
    """One panel with a clock moved by hand. A subclass says how its hardware is pressed and seen."""

    def __init__(self) -> None:
        self.posted = Posted()
        self.clock = ManualClock(datetime(2026, 11, 21, 9, tzinfo=UTC))
        self.panel: Panel

    def around(self, pin_factory: object = None) -> Surroundings:
        return Surroundings(self.posted.post, self.clock, self.clock.monotonic_s, pin_factory)

    until = staticmethod(wait_until)

    def ready(self) -> None:
        """Wait until the hardware listens."""

    def press(self, level: str) -> None:
        """Press and let go, and let enough time pass for it to be a press."""

    def shown(self) -> list:
        """What was seen and heard since the last call, once it has ended."""
        raise AssertionError

    def dark(self) -> bool:
        """Whether nothing is lit or sounds any more."""
        raise AssertionError

    def given_back(self) -> bool:
        """Whether others may use the hardware now."""
        raise AssertionError

    def close(self) -> None:
        self.panel.stop()


class DummyRig(Rig):
    """Software buttons."""

    def __init__(self, _folder: Path) -> None:
        super().__init__()
        self.config = DummyPanelConfig("bang", "3", tuple(DummyButton(level) for level in LEVELS))
        self.panel: DummyPanel = DummyPanel(self.config, self.around())

    def press(self, level: str) -> None:
        self.panel.press(level)

    def shown(self) -> list:
        shown = list(self.panel.shown)
        self.panel.shown.clear()
        return shown

    def dark(self) -> bool:
        return not self.panel.fault_lamp

    def given_back(self) -> bool:
        return not self.panel.running


class GpioRig(Rig):
    """Mock pins: buttons 5, 6, 13, 19 to ground, lamp 20, tone 21, fault lamp 26."""

    PINS = dict(zip(LEVELS, (5, 6, 13, 19), strict=True))
    LAMP, TONE, FAULT = 20, 21, 26

    def __init__(self, _folder: Path, pull: str = "up", outputs: bool = True) -> None:
        super().__init__()
        self.pins = MockFactory()
        self.pull = pull
        buttons = tuple(GpioButton(level, pin) for level, pin in self.PINS.items())
        self.config = GpioPanelConfig("bang", "3", buttons, pull, 30)
        if outputs:
            self.config = replace(self.config, lamp_pin=self.LAMP, tone_pin=self.TONE, fault_lamp_pin=self.FAULT)
        self.panel: GpioPanel = GpioPanel(self.config, self.around(self.pins))

    def ready(self) -> None:
        for pin in (self.LAMP, self.TONE, self.FAULT):
            self.pins.pin(pin).clear_states()

    def drive(self, level: str, down: bool) -> None:
        pin = self.pins.pin(self.PINS[level])
        pin.drive_low() if down == (self.pull == "up") else pin.drive_high()

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.panel.poll()

    def press(self, level: str) -> None:
        self.drive(level, True)
        self.pass_time(0.1)
        self.drive(level, False)
        self.pass_time(0.1)

    def lit(self, pin: int) -> bool:
        return bool(self.pins.pin(pin).state)

    def shown(self) -> list:
        wait_until(lambda: self.lit(self.LAMP) or self.lit(self.FAULT))
        self.clock.advance(2)
        wait_until(self.dark)
        pins = [self.pins.pin(pin) for pin in (self.LAMP, self.TONE, self.FAULT)]
        seen = [[bool(state.state) for state in pin.states] for pin in pins]
        for pin in pins:
            pin.clear_states()
        return seen

    def dark(self) -> bool:
        return not any(self.lit(pin) for pin in (self.LAMP, self.TONE, self.FAULT))

    def given_back(self) -> bool:
        return all(self.pins.pin(pin).function == "input" for pin in (self.LAMP, self.TONE, self.FAULT)) and all(
            self.pins.pin(pin).when_changed is None for pin in self.PINS.values()
        )


class Box:
    """The far end of a serial line on a pty, with a name that stays the same when it is plugged again."""

    def __init__(self, folder: Path) -> None:
        self.port = folder / "hop-nut"
        self.master = self.slave = -1
        self._heard = b""

    def plug(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self.slave))
        self._heard = b""

    def unplug(self) -> None:
        self.port.unlink(missing_ok=True)
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def say(self, data: bytes) -> None:
        os.write(self.master, data)

    def hear(self, line: str) -> str:
        """Read until a line has come; everything that came before it."""
        deadline = time.monotonic() + DEADLINE_S
        wanted = line.encode() + b"\n"
        while wanted not in self._heard:
            left = deadline - time.monotonic()
            assert left > 0 and select.select([self.master], [], [], left)[0], f"heard {self._heard!r}"
            self._heard += os.read(self.master, 4096)
        before, _, self._heard = self._heard.partition(wanted)
        return before.decode()

    def close(self) -> None:
        if self.master >= 0:
            self.unplug()


class SerialRig(Rig):
    """A button box on a pty that sends raw contacts."""

    KEYS = dict(zip(LEVELS, ("1", "2", "3", "4"), strict=True))
    MARKER = "5"

    def __init__(self, folder: Path, plugged: bool = True, box: Box | None = None, baud: int = 9600) -> None:
        super().__init__()
        self.box = box or Box(folder)
        if plugged and self.box.master < 0:
            self.box.plug()
        keys = {**self.KEYS, self.MARKER: "9"}
        buttons = tuple(KeyButton(level, key) for level, key in keys.items())
        self.config = SerialPanelConfig("bang", "3", str(self.box.port), buttons, baud)
        self.panel: SerialPanel = SerialPanel(self.config, self.around(), FAST_RETRY_S)

    def ready(self) -> None:
        self.box.hear("?")

    def press(self, level: str) -> None:
        self.contact(level, True)
        self.clock.advance(0.1)
        self.contact(level, False)
        self.clock.advance(0.1)

    def contact(self, level: str, down: bool) -> None:
        """Move a contact; a marker after it tells when the panel has read it."""
        read = len(self.posted.of_button(self.MARKER))
        self.box.say(f"{'D' if down else 'U'}{self.KEYS[level]}\nK9\n".encode())
        self.posted.wait_for(PanelPressed, read + 1, button=self.MARKER)

    def shown(self) -> list:
        self.panel.fault(True)
        seen = self.box.hear("F1").split()
        self.panel.fault(False)
        self.box.hear("F0")
        return seen

    def dark(self) -> bool:
        return True  # The box times its lamps itself.

    def given_back(self) -> bool:
        self.box.hear("F0")
        with open(self.box.port) as port:
            fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True

    def close(self) -> None:
        super().close()
        self.box.close()


RIGS = {DummyPanelConfig: DummyRig, GpioPanelConfig: GpioRig, SerialPanelConfig: SerialRig}
"""Table of ``gateway.toml`` -> rig. A driver without one fails every test of test_every_panel.py."""


@pytest.fixture(params=PANEL_DRIVERS, ids=lambda config: config.__struct_config__.tag)
def rig(request, tmp_path) -> Iterator[Rig]:
    """A rig for each driver of the registry, not yet started. A driver without a rig fails here."""
    rig = RIGS[request.param](tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def gpio(tmp_path) -> Iterator[GpioRig]:
    """A started panel on mock pins."""
    rig = GpioRig(tmp_path)
    rig.panel.start()
    rig.ready()
    yield rig
    rig.close()


@pytest.fixture
def make_gpio(tmp_path) -> Iterator[Callable[..., GpioRig]]:
    """Makes panels on mock pins of their own, started unless told otherwise."""
    rigs = []

    def make(start: bool = True, **options: object) -> GpioRig:
        rigs.append(GpioRig(tmp_path, **options))
        if start:
            rigs[-1].panel.start()
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


@pytest.fixture
def make_serial(tmp_path) -> Iterator[Callable[..., SerialRig]]:
    """Makes started panels on ptys."""
    rigs = []

    def make(**options: object) -> SerialRig:
        rigs.append(SerialRig(tmp_path, **options))
        rigs[-1].panel.start()
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


@pytest.fixture
def serial(tmp_path) -> Iterator[SerialRig]:
    """A started panel on a pty."""
    rig = SerialRig(tmp_path)
    rig.panel.start()
    rig.ready()
    yield rig
    rig.close()
