"""Buttons that give tickets: the drivers of rating panels, with a service behind each button."""

import os
import select
import threading
import tty
from datetime import UTC, datetime

import pytest
from gpiozero.pins.mock import MockFactory

from gateway.clock import ManualClock
from gateway.commands import DeviceChanged, PanelPressed
from gateway.config.ticket_buttons import (
    DummyTicketButton,
    DummyTicketPanelConfig,
    GpioTicketButton,
    GpioTicketPanelConfig,
    KeyTicketButton,
    SerialTicketPanelConfig,
    TicketPanelConfig,
    ticket_buttons,
)
from gateway.panels.base import Surroundings
from gateway.panels.registry import SAME_DRIVERS, make_panel

CHOICES = ((("ho-tich", False)), ("ho-tich", True), ("dat-dai", False))
CODES = ["ho-tich", "ho-tich+priority", "dat-dai"]


class Rig:
    """A ticket panel on one kind of hardware, and a finger."""

    def __init__(self, kind, folder):
        self.posted = []
        self.clock = ManualClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.pins = MockFactory()
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.config = {
            GpioTicketPanelConfig: lambda: GpioTicketPanelConfig(
                "nut",
                tuple(GpioTicketButton(*choice, pin=5 + place) for place, choice in enumerate(CHOICES)),
                lamp_pin=20,
            ),
            SerialTicketPanelConfig: lambda: SerialTicketPanelConfig(
                "nut",
                os.ttyname(self.slave),
                tuple(KeyTicketButton(*choice, key=str(place)) for place, choice in enumerate(CHOICES)),
            ),
            DummyTicketPanelConfig: lambda: DummyTicketPanelConfig(
                "nut", tuple(DummyTicketButton(*choice) for choice in CHOICES)
            ),
        }[kind]()
        around = Surroundings(self.posted.append, self.clock, self.clock.monotonic_s, self.pins, folder)
        self.panel = make_panel(self.config, around)
        self.panel.start()
        if isinstance(self.config, SerialTicketPanelConfig):
            assert select.select([self.master], [], [], 10)[0] and os.read(self.master, 1) == b"?"

    def press(self, place):
        """Press the button at this place and let go."""
        if isinstance(self.config, GpioTicketPanelConfig):
            pin = self.pins.pin(5 + place)
            pin.drive_low()
            self.clock.advance(0.1)
            pin.drive_high()
            self.clock.advance(0.1)
            self.panel.poll()
        elif isinstance(self.config, SerialTicketPanelConfig):
            os.write(self.master, f"K{place}\n".encode())
        else:
            self.panel.press(CODES[place])

    def pressed(self):
        """The codes that came."""
        return [command.button for command in self.posted if isinstance(command, PanelPressed)]

    def has_confirmed(self):
        """Whether lamp or box was told that a ticket is stored."""
        if isinstance(self.config, GpioTicketPanelConfig):
            return bool(self.pins.pin(20).state)
        if isinstance(self.config, SerialTicketPanelConfig):
            return bool(select.select([self.master], [], [], 0)[0]) and b"L800" in os.read(self.master, 4096)
        return list(self.panel.shown) == ["confirm"]

    def close(self):
        """Stop it."""
        self.panel.stop()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture(params=SAME_DRIVERS, ids=lambda config: config.__struct_config__.tag)
def rig(request, tmp_path):
    """A started ticket panel of each kind."""
    rig = Rig(request.param, tmp_path)
    yield rig
    rig.close()


def test_each_button_says_its_service(rig, wait_until):
    """Service and priority of a press are found again by the code that came with it."""
    for place in range(3):
        rig.press(place)
        wait_until(lambda place=place: len(rig.pressed()) == place + 1)
    assert rig.pressed() == CODES
    meant = [ticket_buttons(rig.config)[code] for code in rig.pressed()]
    assert [(button.service, button.priority) for button in meant] == list(CHOICES)
    assert {command.panel for command in rig.posted if isinstance(command, PanelPressed)} == {"nut"}


def test_a_stored_ticket_is_confirmed(rig, wait_until):
    """Nothing lights by the press itself; the lamp is the word that the ticket is stored."""
    rig.press(0)
    wait_until(lambda: len(rig.pressed()) == 1)
    assert not rig.has_confirmed()
    rig.panel.confirm()
    wait_until(rig.has_confirmed)


def test_it_stands_at_no_counter_and_stops(rig, wait_until):
    """A ticket panel belongs to the waiting area, tells what is known of it, and leaves no thread."""
    rig.press(0)
    wait_until(lambda: any(isinstance(c, DeviceChanged) and c.state == "ok" for c in rig.posted))
    assert rig.panel.counter is None
    rig.panel.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("panel-", "serial-"))]


def test_every_kind_of_table_has_a_driver():
    """No [[ticket_panels]] table is left without a driver."""
    assert set(SAME_DRIVERS) == set(TicketPanelConfig.__args__)
