"""The GPIO panel on mock pins: bounce, stuck buttons, lamps and pins that cannot be had."""

import threading

import pytest
from gpiozero import Device, InputDevice
from gpiozero.pins.mock import MockFactory

from gateway.clock import SystemClock
from gateway.commands import DeviceChanged, PanelFreed, PanelPressed, PanelStuck
from gateway.config import GpioButton, GpioPanelConfig
from gateway.panels import pins
from gateway.panels.base import Surroundings
from gateway.panels.gpio_panel import GpioPanel


def test_bounce_is_one_press(gpio):
    """Twenty edges of chatter at each end of a press are one press; gpiozero's mock would report them all."""
    for _ in range(20):
        gpio.drive("good", True)
        gpio.clock.advance(0.0005)
        gpio.drive("good", False)
        gpio.clock.advance(0.0005)
    gpio.drive("good", True)
    gpio.pass_time(0.2)
    for _ in range(20):
        gpio.drive("good", False)
        gpio.clock.advance(0.0005)
        gpio.drive("good", True)
        gpio.clock.advance(0.0005)
    gpio.drive("good", False)
    gpio.pass_time(0.1)
    assert [c.button for c in gpio.posted.of(PanelPressed)] == ["good"]


def test_pull_down_buttons_close_to_high(tmp_path, make_gpio):
    """With pull = "down" a button is pressed while its pin is high."""
    rig = make_gpio(pull="down")
    rig.press("fair")
    assert [c.button for c in rig.posted.of(PanelPressed)] == ["fair"]


def test_a_stuck_button_lights_the_fault_lamp(gpio):
    """A button held for more than 10 s is reported once, lights the fault lamp, and rates nothing."""
    gpio.drive("poor", True)
    gpio.pass_time(9)
    assert gpio.posted.of(PanelStuck) == []
    gpio.pass_time(2)
    gpio.pass_time(60)
    assert gpio.posted.of(PanelStuck) == [PanelStuck("bang", "poor", "held")]
    gpio.until(lambda: gpio.lit(gpio.FAULT))
    gpio.press("good")
    gpio.drive("poor", False)
    gpio.pass_time(0.1)
    assert gpio.posted.of(PanelFreed) == [PanelFreed("bang", "poor")]
    assert [c.button for c in gpio.posted.of(PanelPressed)] == ["good"]
    gpio.until(gpio.dark)


def test_confirmation_is_lamp_for_0_8_seconds_and_a_short_tone(gpio):
    """The lamp goes out after 0.8 s and the tone before; neither needs the worker again."""
    gpio.panel.confirm()
    gpio.until(lambda: gpio.lit(gpio.LAMP) and gpio.lit(gpio.TONE))
    assert not gpio.lit(gpio.FAULT)
    gpio.clock.advance(0.2)
    gpio.until(lambda: not gpio.lit(gpio.TONE))
    assert gpio.lit(gpio.LAMP)
    gpio.clock.advance(0.7)
    gpio.until(gpio.dark)


def test_confirm_never_waits_for_the_lamp(gpio):
    """A thousand confirmations in a row come back at once; the last one is seen to its end."""
    for _ in range(1000):
        gpio.panel.confirm()
    gpio.until(lambda: gpio.lit(gpio.LAMP))
    gpio.clock.advance(1)
    gpio.until(gpio.dark)


def test_the_steady_fault_lamp_stays_through_signals(gpio):
    """A fault of the journal is shown until it is over, also while something else is shown."""
    gpio.panel.fault(True)
    gpio.until(lambda: gpio.lit(gpio.FAULT))
    gpio.panel.refuse()
    gpio.clock.advance(5)
    gpio.until(lambda: not gpio.lit(gpio.TONE))
    assert gpio.lit(gpio.FAULT)
    gpio.panel.fault(False)
    gpio.until(gpio.dark)


def test_a_panel_without_lamps_works(make_gpio):
    """Lamp, tone and fault lamp are each optional."""
    rig = make_gpio(outputs=False)
    rig.press("good")
    rig.panel.confirm()
    rig.panel.refuse()
    rig.panel.fault(True)
    rig.press("good")
    assert len(rig.posted.of(PanelPressed)) == 2


def test_an_edge_that_was_lost_is_found_again(gpio):
    """When the kernel drops the edge of letting go, the panel sees the pin itself and is not stuck."""
    pin = gpio.pins.pin(gpio.PINS["good"])
    gpio.drive("good", True)
    gpio.clock.advance(0.2)
    pin._state = True  # as if the edge had been dropped
    gpio.posted.wait_for(DeviceChanged, state="ok")
    gpio.until(lambda: _poll(gpio) and len(gpio.posted.of(PanelPressed)) == 1)
    gpio.pass_time(20)
    assert gpio.posted.of(PanelStuck) == []
    gpio.press("good")
    assert len(gpio.posted.of(PanelPressed)) == 2


def _poll(rig):
    rig.pass_time(0.05)
    return True


def test_a_pin_that_is_taken_is_a_fault(make_gpio):
    """A pin that another device holds: the panel says so, holds nothing, and stops soundly."""
    rig = make_gpio(start=False)
    taken = InputDevice(19, pin_factory=rig.pins)
    rig.panel.start()
    assert rig.posted.of(DeviceChanged) == [DeviceChanged("bang", "panel", "fault", "no_pins")]
    free = InputDevice(5, pin_factory=rig.pins)
    free.close()
    rig.panel.stop()
    taken.close()
    rig.panel.start()
    assert rig.posted.of(DeviceChanged)[-1] == DeviceChanged("bang", "panel", "ok", None)
    rig.press("poor")
    assert len(rig.posted.of(PanelPressed)) == 1


def test_a_machine_without_pins_is_a_fault(make_gpio, monkeypatch, tmp_path):
    """On a machine that is no Pi, without mock pins asked for, the panel is faulty and nothing else falls."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY")
    rig = make_gpio(start=False)
    panel = GpioPanel(rig.config, Surroundings(rig.posted.post, rig.clock, scratch_dir=tmp_path / "lg"))
    panel.start()
    assert rig.posted.of(DeviceChanged) == [DeviceChanged("bang", "panel", "fault", "no_pins")]
    panel.stop()


def test_mock_pins_only_when_asked_for(monkeypatch):
    """The environment chooses mock pins; a word gpiozero does not know gives none."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    assert isinstance(pins.machine_pins(None), MockFactory)
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing")
    with pytest.raises(pins.NoPins, match="nothing"):
        pins.machine_pins(None)


def test_many_panels_live_in_one_process(make_gpio):
    """Simulated gateways have pins of their own: the same numbers do not meet."""
    first, second = make_gpio(), make_gpio()
    first.press("good")
    assert (len(first.posted.of(PanelPressed)), len(second.posted.of(PanelPressed))) == (1, 0)


def test_on_a_real_clock_nobody_has_to_poll(make_gpio):
    """With the machine's own clock the panel's thread tells the press by itself, 30 ms after letting go."""
    rig = make_gpio(start=False)
    clock = SystemClock(rig.clock.now().at.tzinfo, "boot", "trusted")
    config = GpioPanelConfig("that", "3", (GpioButton("good", 5),), debounce_ms=5, lamp_pin=20)
    panel = GpioPanel(config, Surroundings(rig.posted.post, clock, pin_factory=rig.pins))
    panel.start()
    try:
        rig.drive("good", True)
        began_s = clock.monotonic_s()
        rig.until(lambda: clock.monotonic_s() - began_s > 0.01)
        rig.drive("good", False)
        rig.posted.wait_for(PanelPressed)
        panel.confirm()
        rig.until(lambda: rig.lit(20))
    finally:
        panel.stop()


def test_an_idle_panel_rests(gpio):
    """With nothing pressed and nothing lit the panel's thread waits without a time limit: no idle CPU."""
    gpio.until(lambda: gpio.panel._rest_s() is None)
    assert [thread.name for thread in threading.enumerate()].count("panel-bang") == 1
