"""Hands and eyes in the waiting area: keys that answer, paper that is numbered, a printer that is vexed, words."""

import threading
from collections import deque
from uuid import UUID

import pytest
from PIL import Image

from contract.events import RatingGiven, TicketCalled, TicketIssued, TicketPrinted
from contract.hall import CounterNow
from gateway.config.printers import DummyPrinterConfig
from gateway.config.voices import DummyVoiceConfig
from gateway.printers import base as printers
from gateway.printers.bitmap import Bitmap
from gateway.printers.dummy_printer import DummyPrinter
from gateway.voice import base as voices
from gateway.voice.dummy_voice import DummyVoice, Said
from gateway.voice.planning import Manner
from simulator.devices.soft_keys import SoftKeys
from simulator.devices.waiting_area import KEPT_PAPERS, Listener, TicketPrinter
from simulator.web.hall_actions import KEYS, refusal
from simulator.web.words import APART, event_words

TICKET = UUID("01930000-0000-7000-8000-000000000001")


def post(_order):
    """Nobody listens."""


@pytest.fixture
def driver():
    """The dummy printer, not started: its machine and its cable are what hands meet."""
    return DummyPrinter(DummyPrinterConfig("may-in"), printers.Surroundings(post=post, draw=lambda *_: None))


def bitmap(dots=b"\xff\x00"):
    """A paper of one byte's width."""
    return Bitmap(8, len(dots), dots)


@pytest.mark.parametrize("said", ["confirm", "refuse"])
def test_a_key_hears_how_its_device_answers(said):
    """Also when the answer comes later, on another thread; what was shown before is not taken for it."""
    shown = deque(["refuse" if said == "confirm" else "confirm"])
    keys = SoftKeys(lambda _key: threading.Timer(0.02, shown.append, [said]).start(), shown)
    assert keys.press("call_next", 10.0) == said


def test_a_device_that_does_not_answer_is_told_apart():
    """Silence is neither a yes nor a no; a key that is not there is an error."""
    assert SoftKeys(lambda _key: None, deque()).press("start", 0.02) is None

    def no_key(key):
        raise ValueError(key)

    with pytest.raises(ValueError, match="start"):
        SoftKeys(no_key, deque()).press("start", 0.02)


def test_papers_are_numbered_as_they_come(driver):
    """Each paper keeps its number; the newest stands first, old ones are thrown away."""
    printer = TicketPrinter(driver)
    assert printer.papers() == ()
    driver.machine.tickets.extend([bitmap(), bitmap()])
    assert [paper.nth for paper in printer.papers()] == [2, 1]
    driver.machine.tickets.append(bitmap())
    assert [paper.nth for paper in printer.papers()] == [3, 2, 1]
    driver.machine.tickets.extend(bitmap() for _ in range(KEPT_PAPERS - 1))
    assert len(printer.papers()) == KEPT_PAPERS
    assert printer.paper(1) is None and printer.paper(4).nth == 4


def test_a_paper_is_a_picture_black_on_white(driver, tmp_path):
    """What the printer burned is black."""
    driver.machine.tickets.append(bitmap(b"\xf0"))
    file = tmp_path / "paper.png"
    file.write_bytes(TicketPrinter(driver).papers()[0].png())
    with Image.open(file) as picture:
        assert picture.size == (8, 1)
        assert [picture.convert("L").getpixel((x, 0)) for x in (0, 7)] == [0, 255]


def test_a_printer_goes_on_only_when_nothing_is_wrong_any_more(driver):
    """Two faults made, one undone: it still stands."""
    printer, machine = TicketPrinter(driver), driver.machine
    printer.set_fault("paper_out", True)
    printer.set_fault("cover_open", True)
    printer.set_fault("paper_out", False)
    assert not printer.has("paper_out") and printer.has("cover_open") and machine.faults.stops
    printer.set_fault("cover_open", False)
    assert not machine.faults.stops
    printer.set_cable(False)
    assert not printer.plugged
    printer.set_cable(True)
    assert printer.plugged


def test_a_listener_knows_what_is_being_said():
    """A sentence is being said for as long as it takes; afterwards it stays known as the last one."""
    driver = DummyVoice(DummyVoiceConfig("loa"), voices.Surroundings(post=post))
    listener = Listener(driver)
    assert listener.hear() == ("", False)
    driver.said.append(Said("Xin mời số thứ tự A, một.", Manner.OPENING, 60.0))
    assert listener.hear() == ("Xin mời số thứ tự A, một.", True)
    driver.said.append(Said("Xin mời số thứ tự A, hai.", Manner.OPENING, 0.0))
    assert listener.hear() == ("Xin mời số thứ tự A, hai.", False)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("state", ["closed", "free", "called", "serving", "paused"])
def test_every_refused_key_has_a_sentence(key, state):
    """Whatever the counter was doing, the reason is a whole sentence, and without an officer it says so."""
    officer = None if state == "closed" else "cb-01"
    number = "A001" if state in ("called", "serving") else None
    words = refusal(key, CounterNow(state, number, officer=officer))
    assert words.endswith(".") and "None" not in words
    assert (state == "closed") == words.startswith("Chưa có cán bộ")


def test_events_of_tickets_name_their_number():
    """A number once read stands in every later event of its ticket; an unknown one is not invented."""
    numbers = {TICKET: "A001"}
    issued = TicketIssued(TICKET, "A001", "ho-tich", "submit", True, (), None, "button", 0, None)
    assert event_words(issued, numbers) == "Cấp số A001 · ƯU TIÊN"
    assert event_words(TicketPrinted(TICKET, 2), numbers) == "In lại phiếu số A001"
    assert event_words(TicketCalled(TICKET, "3", "cb-01", 2, False), numbers) == "Gọi lại số A001 đến quầy 3"
    assert event_words(TicketCalled(TICKET, "3", "cb-01", 1, True), {}) == "Loa đã đọc một số"


@pytest.mark.parametrize("verdict", ["accepted", *APART])
def test_a_press_never_names_its_level(verdict):
    """Whether it counts or stands apart, and why, but not what was pressed."""
    levels = ("good", "fair", "average", "poor")
    said = {
        event_words(RatingGiven(TICKET, None, "2", "cb-01", "4-level", level, "panel", verdict), {}) for level in levels
    }
    (words,) = said
    assert (verdict == "accepted") != any(why in words for why in APART.values())
