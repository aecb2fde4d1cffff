"""A self-test of a whole gateway: presses in it are marked and never counted, the test mode ends with it."""

import shutil
from pathlib import Path

import pytest

from contract.events import RatingGiven
from contract.lines import read_data, read_line
from contract.site import Counter, RatingRules, SiteConfig
from gateway.config import Configuration, DummyButton, DummyPanelConfig, GatewayConfig
from gateway.config.gateway_toml import ControlConfig
from gateway.config.pages import WebConfig
from gateway.joining.status_side import MARKER
from gateway.self_test.session import SelfTest
from gateway.web.pages.status import make_status_app
from gateway.wiring import Gateway, Parts

LEVELS = ("good", "fair", "average", "poor")
ORIGIN = {"Origin": "http://localhost"}


class Wire:
    """A connection on which nothing is heard."""

    def __init__(self, gateway, broker, starts):
        """Nothing to connect."""

    def start(self, heard):
        """Never connected."""

    def stop(self):
        """Nothing to undo."""


@pytest.fixture
def make(tmp_path, clock, empty_journal):
    """Makes gateways on one folder, started, without a queue."""
    made = []
    site = SiteConfig(
        "trung-tam", "Trung tâm", (RatingRules("4-level", "free", clock.now().at.date()),), (Counter("3"),)
    )

    def make():
        config = GatewayConfig(
            gateway="q-01",
            site="trung-tam",
            data_dir=str(tmp_path / "data"),
            control=ControlConfig(socket=str(tmp_path / f"c{len(made)}.sock")),
            panels=(DummyPanelConfig("p3", "3", tuple(DummyButton(level) for level in LEVELS)),),
        )
        parts = Parts(
            clock=clock,
            transport=Wire,
            migrate=lambda path: path.stat().st_size or Path(shutil.copy(empty_journal, path)),
        )
        made.append(Gateway(Configuration(config, site), "0.1", parts))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()


def ratings(gateway):
    """Whether each press is marked as test, in order."""
    rows = gateway.journal.read(gateway.journal.stream, 1, 1000)[0]
    lines = [read_line(row.line) for row in rows]
    return [line.test for line in lines if isinstance(read_data(line), RatingGiven)]


def press(gateway, clock, level, wait_until):
    """One press, and its line."""
    before = len(ratings(gateway))
    clock.advance(4)
    gateway.panels["p3"].press(level)
    wait_until(lambda: len(ratings(gateway)) == before + 1)


def test_the_walk_of_a_self_test(make, clock, wait_until):
    """Begin, press each button, finish: test lines in between and none before and after; the page shows it."""
    gateway = make()
    side = gateway.central_side.status
    browser = make_status_app(side).test_client()
    press(gateway, clock, "good", wait_until)
    assert browser.post("/status", data={"act": "begin"}, headers=ORIGIN).status_code == 303
    wait_until(lambda: side.is_training)
    assert "chưa bấm" in browser.get("/status").get_data(as_text=True)
    for level in LEVELS:
        press(gateway, clock, level, wait_until)
    text = browser.get("/status").get_data(as_text=True)
    assert "chưa bấm" not in text and "Đang ở chế độ thử" in text
    assert browser.post("/status", data={"act": "finish"}, headers=ORIGIN).status_code == 303
    wait_until(lambda: not side.is_training)
    press(gateway, clock, "poor", wait_until)
    assert ratings(gateway) == [False, True, True, True, True, False]
    assert ("Bấm thử p3", "4/4 nút") in side.rows()


def test_a_press_outside_of_the_test_is_counted(make, clock, wait_until):
    """The control: without a self-test the very same presses are no test lines."""
    gateway = make()
    for level in LEVELS:
        press(gateway, clock, level, wait_until)
    assert ratings(gateway) == [False] * 4


def test_a_power_cut_in_a_self_test_does_not_leave_the_counter_uncounted(make, tmp_path, clock, wait_until):
    """The marker tells the next start to end the test mode; one that somebody else had turned on stays."""
    gateway = make()
    gateway.central_side.status.test.start()
    wait_until(lambda: gateway.central_side.status.is_training)
    gateway.stop()
    assert (tmp_path / "data" / MARKER).exists()
    again = make()
    wait_until(lambda: not again.central_side.status.is_training)
    assert not (tmp_path / "data" / MARKER).exists()


def test_only_who_may_begins(make):
    """From another machine nobody turns the test mode on; looking is free; a foreign page orders nothing."""
    side = make().central_side.status
    browser = make_status_app(side).test_client()
    far = {"REMOTE_ADDR": "192.168.1.7"}
    assert browser.get("/status", environ_overrides=far).status_code == 200
    assert browser.post("/status", data={"act": "begin"}, headers=ORIGIN, environ_overrides=far).status_code == 403
    assert browser.post("/status", data={"act": "begin"}, headers={"Origin": "http://evil"}).status_code == 403
    assert not side.test.is_running and not side.is_training


def test_a_test_mode_of_somebody_else_stays(tmp_path):
    """Who was in training before is in training after, and a test that is never finished ends by itself."""
    said = []
    test = SelfTest({}, said.append, lambda: True, tmp_path / "marker")
    test.start()
    test.finish()
    assert said == [True]


def test_a_test_that_nobody_finishes_ends_by_itself(tmp_path, wait_until):
    """After its longest time."""
    said = []
    test = SelfTest({"p3": [("good", "Tốt")]}, said.append, lambda: False, tmp_path / "marker", longest_s=0.01)
    test.start()
    wait_until(lambda: said == [True, False])
    assert not test.is_running and not test.press("p3", "good")


def test_a_ticket_button_gives_no_number_in_a_self_test(make):
    """Its press is seen, and that is all."""
    gateway = make()
    asked = []
    gateway.central_side.status.test._buttons = {"t1": [("ho-tich", "Hộ tịch")]}
    assert not gateway.central_side.is_tested("t1", "ho-tich", False)
    gateway.central_side.status.test.start()
    assert gateway.central_side.is_tested("t1", "ho-tich", False)
    assert gateway.central_side.status.test.pressed() == {"t1": [("Hộ tịch", True)]} and asked == []
    gateway.central_side.status.test.finish()


def test_a_gateway_without_a_queue_has_its_page_too(make):
    """No queue, no kiosk pages: the status page is there all the same once [web] names a port."""
    assert WebConfig().port == 8080
    side = make().central_side.status
    app = make_status_app(side)
    assert {rule.rule for rule in app.url_map.iter_rules()} == {"/status", "/assets/<path:name>"}
