"""The serial panel on real ptys: the box's protocol, cables pulled out, noise, and a box that falls silent."""

import os
import termios
import threading

import pytest

from gateway.box_asking import ASK_EVERY_S, MOST_UNANSWERED
from gateway.box_protocol import BoxLine, read_box_line
from gateway.commands import DeviceChanged, PanelFreed, PanelPressed, PanelStuck


def presses(rig):
    """Buttons reported, markers of the rig left out."""
    return [c.button for c in rig.posted.of(PanelPressed) if c.button != rig.MARKER]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("K1", BoxLine("press", "1")),
        ("D12", BoxLine("down", "12")),
        ("Ured", BoxLine("up", "red")),
        ("!box 1.2", BoxLine("here")),
        ("# hello", BoxLine("remark")),
        *((bad, None) for bad in ("", "K", "K 1", "k1", "K123456789", "Kô", "X1", "K1 K2", "K1\x00", "?")),
    ],
)
def test_lines_of_a_box(text, meaning):
    """Each line of the protocol has its meaning; anything else has none."""
    assert read_box_line(text) == meaning


def test_a_whole_press(serial):
    """A box that takes out the bounce itself says K and the key."""
    serial.box.say(b"K1\r\nK4\n")
    serial.posted.wait_for(PanelPressed, 2)
    assert presses(serial) == ["good", "poor"]


def test_raw_contacts_are_debounced_here(serial):
    """Bounce of a box that sends raw contacts is taken out by the gateway."""
    for _ in range(8):
        serial.box.say(b"D2\nU2\n")
    serial.press("fair")
    for _ in range(8):
        serial.box.say(b"D2\nU2\n")
    serial.box.say(b"K9\n")
    serial.posted.wait_for(PanelPressed, button="fair")
    assert presses(serial) == ["fair"]


def test_a_stuck_contact_of_a_box(serial):
    """A contact that stays closed for more than 10 s is a fault and no rating."""
    serial.contact("poor", True)
    serial.clock.advance(11)
    serial.panel.poll()
    serial.posted.wait_for(PanelStuck, panel="bang", button="poor", why="held")
    serial.contact("poor", False)
    serial.clock.advance(1)
    serial.panel.poll()
    serial.posted.wait_for(PanelFreed, panel="bang", button="poor")
    assert presses(serial) == []


def test_lines_may_come_in_pieces(serial):
    """A serial line gives bytes as they come; a line counts when it is whole."""
    for byte in b"K1\nK2\n":
        serial.box.say(bytes([byte]))
    serial.posted.wait_for(PanelPressed, 2)
    assert presses(serial) == ["good", "fair"]


def test_the_box_is_told_to_light_nothing_that_names_a_level(serial):
    """The same bytes go to the box whatever was pressed."""
    heard = []
    for key in b"1234":
        serial.box.say(b"K%c\n" % key)
        serial.posted.wait_for(PanelPressed, len(heard) + 1)
        serial.panel.confirm()
        heard.append(serial.shown())
    assert heard == [["L800", "T120"]] * 4


@pytest.mark.parametrize("baud", [1200, 9600, 115200])
def test_the_speed_of_the_line(tmp_path, make_serial, baud):
    """The port runs at the configured speed, 8 bits, no parity, without echo."""
    rig = make_serial(baud=baud)
    rig.ready()
    _, _, cflag, lflag, ispeed, ospeed, _ = termios.tcgetattr(rig.box.slave)
    assert ispeed == ospeed == getattr(termios, f"B{baud}")
    assert cflag & termios.CSIZE == termios.CS8
    assert not cflag & termios.PARENB
    assert not lflag & termios.ECHO


def test_unplugged_and_plugged_again_20_times(serial):
    """Each time the box comes back it works, and each change is told once."""
    for number in range(20):
        serial.box.say(b"K1\n")
        serial.posted.wait_for(PanelPressed, number + 1)
        serial.box.unplug()
        serial.posted.wait_for(DeviceChanged, number + 1, state="fault", fault="unplugged")
        serial.box.plug()
        serial.ready()
    serial.box.say(b"K2\n")
    serial.posted.wait_for(PanelPressed, 21)
    states = [(c.state, c.fault) for c in serial.posted.of(DeviceChanged)]
    expected = [("unknown", None)] + [("ok", None), ("fault", "unplugged"), ("unknown", None)] * 20 + [("ok", None)]
    assert states == expected


def test_plugged_in_after_the_start(make_serial):
    """A port that is not there yet is a fault until it is."""
    rig = make_serial(plugged=False)
    rig.posted.wait_for(DeviceChanged, state="fault", fault="no_port")
    rig.box.plug()
    rig.ready()
    rig.box.say(b"K1\n")
    rig.posted.wait_for(DeviceChanged, state="ok")
    assert presses(rig) == ["good"]


def test_a_press_half_done_when_the_cable_is_pulled_is_no_press(serial):
    """After the box comes back, letting go of the button means nothing."""
    serial.contact("good", True)
    serial.clock.advance(0.2)
    serial.box.unplug()
    serial.posted.wait_for(DeviceChanged, fault="unplugged")
    serial.box.plug()
    serial.ready()
    serial.contact("good", False)
    serial.clock.advance(1)
    serial.panel.poll()
    assert presses(serial) == []


def test_a_stuck_contact_is_free_when_the_box_comes_back(serial):
    """A new box cannot be blamed for the contact of the old one."""
    serial.contact("good", True)
    serial.clock.advance(11)
    serial.panel.poll()
    serial.posted.wait_for(PanelStuck)
    serial.box.unplug()
    serial.posted.wait_for(DeviceChanged, fault="unplugged")
    serial.box.plug()
    serial.posted.wait_for(PanelFreed, button="good")


def test_a_confirmation_of_before_is_not_shown_after_replugging(serial):
    """What could not be shown in time is never shown later to somebody else."""
    serial.box.unplug()
    serial.posted.wait_for(DeviceChanged, fault="unplugged")
    serial.panel.confirm()
    serial.box.plug()
    serial.box.hear("?")
    assert serial.shown() == []


def test_the_fault_lamp_is_lit_again_after_replugging(serial):
    """The fault outlives the cable, so its lamp does too."""
    serial.panel.fault(True)
    serial.box.hear("F1")
    serial.box.unplug()
    serial.posted.wait_for(DeviceChanged, fault="unplugged")
    serial.box.plug()
    serial.box.hear("F1")


def test_noise_for_good_is_a_fault_and_good_lines_end_it(serial):
    """A wrong speed makes nothing but garbage: a fault. A stray byte does not."""
    serial.box.say(b"\xff\x00#@\nK1\n")
    serial.posted.wait_for(PanelPressed)
    assert not [c for c in serial.posted.of(DeviceChanged) if c.state == "fault"]
    serial.box.say(os.urandom(3000).replace(b"\n", b"x") + b"\n" + b"garbage\n" * 20)
    serial.posted.wait_for(DeviceChanged, state="fault", fault="garbage")
    serial.box.say(b"K1\n" * 6)
    serial.posted.wait_for(PanelPressed, 7)
    serial.posted.wait_for(DeviceChanged, 2, state="ok")


def test_a_line_without_an_end_costs_no_memory(serial):
    """Half a megabyte without a line end is one spoilt line; the next line is heard."""
    cutter = serial.panel._line._cutter
    for _ in range(128):
        serial.box.say(b"A" * 4000)
        serial.until(lambda: len(cutter._part) <= 64)
    serial.box.say(b"\nK1\n")
    serial.posted.wait_for(PanelPressed)
    assert cutter.spoilt == 1


def test_a_key_the_settings_do_not_know(serial, caplog):
    """It is said once in the log and presses nothing."""
    serial.box.say(b"K7\nK7\nK7\nK1\n")
    serial.posted.wait_for(PanelPressed)
    assert presses(serial) == ["good"]
    assert caplog.text.count("has a key 7") == 1


def test_a_box_that_answered_and_then_falls_silent(serial):
    """After three questions without an answer a box that used to answer is faulty, until it speaks again."""
    serial.box.say(b"!box\n")
    serial.posted.wait_for(DeviceChanged, state="ok")
    for _ in range(MOST_UNANSWERED + 1):
        serial.clock.advance(ASK_EVERY_S)
        serial.panel.confirm()
        serial.box.hear("?")
    serial.posted.wait_for(DeviceChanged, state="fault", fault="silent")
    serial.box.say(b"!box\n")
    serial.posted.wait_for(DeviceChanged, 2, state="ok")


def test_a_box_that_never_answers_is_unknown_not_faulty(serial):
    """Simple boxes do not know the question; nobody can say that they are broken, or that they are fine."""
    for _ in range(MOST_UNANSWERED + 3):
        serial.clock.advance(ASK_EVERY_S)
        serial.panel.confirm()
        serial.box.hear("?")
    assert [(c.state, c.fault) for c in serial.posted.of(DeviceChanged)] == [("unknown", None)]


def test_a_box_that_does_not_read_blocks_nobody(serial):
    """Lights for a jammed line are dropped; confirming returns at once and stop() is prompt."""
    for _ in range(5000):
        serial.panel.confirm()
    serial.box.say(b"K1\n")
    serial.posted.wait_for(PanelPressed)
    stopped = threading.Thread(target=serial.panel.stop, daemon=True)
    stopped.start()
    stopped.join(5)
    assert not stopped.is_alive()


def test_a_port_that_another_program_holds(make_serial):
    """Two readers on one port would each get half of the presses: the second one is refused."""
    first = make_serial()
    first.ready()
    second = make_serial(box=first.box)
    second.posted.wait_for(DeviceChanged, state="fault", fault="port_busy")
    first.panel.stop()
    second.posted.wait_for(DeviceChanged, state="unknown")
