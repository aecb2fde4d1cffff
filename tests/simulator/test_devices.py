"""Simulated devices under the real drivers: what a finger does arrives, what the lamp shows is seen."""

import os
import select
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.clock import ManualClock
from gateway.commands import PanelPressed
from gateway.config import (
    DummyButton,
    DummyPanelConfig,
    GpioButton,
    GpioPanelConfig,
    KeyButton,
    SerialBadgeConfig,
    SerialPanelConfig,
)
from gateway.panels.base import Surroundings
from gateway.panels.gpio_panel import GpioPanel
from gateway.panels.serial_panel import SerialPanel
from simulator.devices.base import Eye, Unplugged
from simulator.devices.pins import PinPanel, WatchedPins
from simulator.devices.readers import CableReader
from simulator.devices.serial_box import SerialBox
from simulator.devices.soft_panel import LitDummyPanel, SoftPanel
from simulator.people import Fingers

LEVELS = ("good", "fair", "average", "poor")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Inbox(list):
    """Collects what drivers report; presses() are the levels pressed."""

    def presses(self):
        """Levels in the order in which they were pressed."""
        return [command.button for command in self if isinstance(command, PanelPressed)]


@pytest.fixture
def inbox():
    """Where a driver's commands end."""
    return Inbox()


@pytest.fixture
def eye():
    """The one eye of an office."""
    return Eye()


@pytest.fixture
def pin_panel(inbox, eye):
    """A panel on mock pins under the real GPIO driver, on a clock moved by hand."""
    config = GpioPanelConfig(
        "bang-1", "1", tuple(GpioButton(level, pin) for level, pin in zip(LEVELS, (4, 5, 6, 7), strict=True)),
        lamp_pin=8, tone_pin=9, fault_lamp_pin=10,
    )  # fmt: skip
    pins, clock = WatchedPins(eye), ManualClock(NOON)
    driver = GpioPanel(config, Surroundings(inbox.append, clock, clock.monotonic_s, pins))
    driver.start()
    yield PinPanel(config, pins, eye), driver, clock
    driver.stop()


def test_a_finger_moves_a_pin(pin_panel, inbox, wait_until):
    """A press drives the pin; the driver's debounce makes one press of it; the lamp's pin is what is seen."""
    panel, driver, clock = pin_panel
    panel.push("fair")
    assert panel.down == ("fair",)
    clock.advance(0.15)
    panel.let_go("fair")
    clock.advance(0.05)
    driver.poll()
    assert inbox.presses() == ["fair"]
    assert not panel.shown().lamp
    driver.confirm()
    wait_until(lambda: panel.shown().lamp)
    assert (panel.shown().confirmed, panel.shown().tones) == (1, 1)
    clock.advance(1.0)
    panel.push("good")
    wait_until(lambda: not panel.shown().lamp, what="a lamp timed by the clock moved by hand")


def test_a_level_without_a_button(pin_panel):
    """A finger finds no button for a level of another scale."""
    with pytest.raises(ValueError, match="no button"):
        pin_panel[0].push("5")


@pytest.fixture
def box(tmp_path, inbox, eye, wait_until):
    """A button box on a pty under the real serial driver."""
    config = SerialPanelConfig(
        "bang-3", "3", str(tmp_path / "ports" / "box"),
        tuple(KeyButton(level, str(n)) for n, level in enumerate(LEVELS, 1)),
    )  # fmt: skip
    clock = ManualClock(NOON)
    box = SerialBox(config, eye, clock.monotonic_s)
    box.start()
    driver = SerialPanel(config, Surroundings(inbox.append, ManualClock(NOON)), retry_s=(0.02, 0.02))
    driver.start()
    wait_until(lambda: any(getattr(c, "state", "") == "ok" for c in inbox), what="the box to be heard")
    yield box, driver, clock
    driver.stop()
    box.stop()


def test_a_box_speaks_its_protocol(box, wait_until):
    """Lamp, tone and fault lamp of the box follow the gateway's words, and go out by themselves."""
    panel, driver, clock = box
    driver.confirm()
    wait_until(lambda: panel.shown().lamp and panel.shown().tones == 1)
    driver.fault(True)
    wait_until(lambda: panel.shown().fault_lamp)
    driver.fault(False)
    wait_until(lambda: not panel.shown().fault_lamp)
    assert panel.shown().lamp
    clock.advance(0.81)
    assert not panel.shown().lamp
    assert panel.shown().confirmed == 1


def test_a_pulled_cable(box, inbox, wait_until):
    """A pulled cable is a fault to the driver and stops the finger; put back, the same name works again."""
    panel, _driver, _clock = box
    panel.unplug()
    wait_until(lambda: any(getattr(c, "fault", None) == "unplugged" for c in inbox), what="the fault")
    assert not panel.shown().lamp and not panel.plugged
    with pytest.raises(Unplugged):
        panel.push("good")
    inbox.clear()
    panel.plug()
    wait_until(lambda: any(getattr(c, "state", "") == "ok" for c in inbox), what="the box to be heard again")


def test_a_soft_panel_shows_the_real_signals(inbox, eye):
    """The dummy driver lights up like a real panel; its press is told when the finger lifts."""
    config = DummyPanelConfig("bang-4", "4", tuple(DummyButton(level) for level in LEVELS))
    driver = LitDummyPanel(config, Surroundings(inbox.append, ManualClock(NOON)), eye)
    driver.start()
    panel = SoftPanel(driver, eye)
    panel.push("poor")
    assert inbox.presses() == []
    panel.let_go("poor")
    assert inbox.presses() == ["poor"]
    driver.confirm()
    assert panel.shown().lamp and panel.shown().tones == 1
    driver.fault(True)
    assert panel.shown().fault_lamp
    with pytest.raises(Unplugged):
        panel.unplug()


def test_a_reader_on_a_cable_sends_a_line(tmp_path):
    """A badge held to it is one line on the port."""
    reader = CableReader(SerialBadgeConfig("the-3", "3", str(tmp_path / "ports" / "reader")))
    reader.start()
    port = os.open(reader_port := tmp_path / "ports" / "reader", os.O_RDONLY | os.O_NOCTTY)
    reader.hold("0412A703")
    assert select.select([port], [], [], 5.0)[0]
    assert os.read(port, 64) == b"0412A703\n"
    os.close(port)
    reader.stop()
    assert not Path(reader_port).is_symlink()


def test_fingers_press_once_at_a_time(pin_panel, inbox, wait_until):
    """A second finger on the same button finds it taken; stop() waits until every finger is lifted."""
    panel, _driver, _clock = pin_panel
    fingers = Fingers(press_s=0.02)
    assert fingers.press(panel, "good")
    assert not fingers.press(panel, "good")
    assert fingers.press(panel, "poor")
    fingers.stop()
    assert panel.down == ()


def test_the_eye_counts_changes(eye):
    """Who waits is woken by a change, and told when there was none."""
    seen = eye.seen()
    assert eye.wait_beyond(seen, 0.01) == seen
    eye.changed()
    assert eye.wait_beyond(seen, 5.0) > seen
