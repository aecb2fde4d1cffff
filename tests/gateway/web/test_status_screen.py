"""The status page in a real browser: its own small screen, a telephone, a desk; nothing cut, axe clean."""

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from contract.messages import DeviceHealth, Health, StreamHealth
from gateway.self_test.report import Seen, parts_of
from gateway.web.app import make_app
from gateway.web.pages import status
from gateway.web.registry import pages_for

pytestmark = pytest.mark.slow

SIZES = {"screen": (800, 480), "phone": (390, 844), "desk": (1366, 768)}
KEEP = os.environ.get("QUAYSO_PICTURES")
BUTTONS = [("Hài lòng", True), ("Bình thường", True), ("Không hài lòng", False)]
DEVICES = (
    DeviceHealth("quay-3", "panel", "ok"),
    DeviceHealth("may-in", "printer", "fault", "paper_out"),
    DeviceHealth("bang-3", "board", "unknown"),
    DeviceHealth("loa", "voice", "ok"),
)


class Side:
    """What the page shows, as told."""

    gateway, site_name, is_training, has_printer, printed = "tinh-mau-q3", "Trung tâm tỉnh Mẫu", False, True, ""

    def __init__(self):
        self.test = SimpleNamespace(is_running=False, pressed=lambda: {})

    def is_retired(self):
        """In service."""
        return False

    def parts(self):
        """Out of paper, a board that nobody knows, central away."""
        health = Health(
            1, "holdover", (StreamHealth("a" * 32, 90, 70),), DEVICES, 1, 7 << 30, 52.0, False, unacked_s=300
        )
        return parts_of(Seen(health, False, True, True, self.test.pressed()))

    def faults(self):
        """A few lines."""
        return ["21/11 09:12:01 WARNING gateway.link: the connection ended: " + "x" * 120] * 3


@pytest.fixture
def side():
    """A machine with troubles."""
    return Side()


@pytest.fixture
def app(parts, side):
    """The pages of that machine."""
    return make_app(replace(parts, status=side), pages_for(("hall",)), tls_port=8443)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("running", [False, True], ids=["rest", "test"])
def test_the_page_fits_and_has_nothing_against_it(screen, side, serious_faults, monkeypatch, size, running):
    """Both states, every size: no sideways scrolling, axe finds nothing."""
    monkeypatch.setattr(status, "REFRESH_TEST_S", 600)
    side.test = SimpleNamespace(is_running=running, pressed=lambda: {"quay-3": BUTTONS} if running else {})
    side.is_training = running
    width, height = SIZES[size]
    page = screen(width, height)
    page.goto("/status")
    page.evaluate("document.fonts.ready")
    if KEEP:
        page.screenshot(path=Path(KEEP) / f"status-{size}-{'test' if running else 'rest'}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 16
    assert serious_faults(page) == []
