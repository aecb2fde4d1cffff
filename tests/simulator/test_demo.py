"""`quayso demo` as a newcomer meets it: the page in a real browser, faults, a second start, a clean end."""

import json
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

MEASURE = (Path(__file__).parent.parent / "kiosk_ui" / "preview" / "measure.js").read_text("utf-8")
ALL_PROVEN = ".event:not([data-state=proven])"
PATIENCE_MS = 30_000


@pytest.fixture
def open_page(browser):
    """Call it with a demo to get its page, live; a script error or a refused resource fails the test."""
    contexts, said = [], []

    def open_at(demo, width=1366, height=768):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(demo.url)
        page.wait_for_selector("#page-state[data-state=ok]")
        page.wait_for_selector('.step[data-step="report"][data-state=ok]')
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert said == []


def counted(page) -> int:
    """The total of the live report."""
    return int(page.inner_text("#live-total td:last-child"))


def wait_counted(page, number: int) -> None:
    """Wait until the live report counts so many."""
    page.wait_for_selector(f'#live-total td:last-child:text-is("{number}")')


@pytest.fixture(scope="module")
def demo(tmp_path_factory, open_demo):
    """One demo for the tests that leave it as they found it."""
    return open_demo(tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("counter", ["1", "3"])
def test_a_click_becomes_a_row_of_the_report(demo, open_page, counter):
    """A click presses a pin or a serial box: the lamp lights, the event is proven, the report counts it."""
    page = open_page(demo)
    before = counted(page)
    fair = int(page.inner_text("#live-total td:nth-of-type(2)"))
    page.click(f"#counter-{counter} .press[data-level=fair]")
    page.wait_for_selector(f"#counter-{counter} .lamp[data-on=true]")
    assert page.inner_text(f"#counter-{counter} .device-words") == "Đã ghi. Xin cảm ơn ông/bà."
    page.wait_for_selector(f'.event.is-new:has-text("Đánh giá tại quầy {counter}")[data-state=proven]')
    wait_counted(page, before + 1)
    assert int(page.inner_text("#live-total td:nth-of-type(2)")) == fair + 1
    assert page.locator("#live-rows tr.is-new").count() == 1
    page.wait_for_selector(f"#counter-{counter} .lamp[data-on=false]")


def test_the_keyboard_is_enough(demo, open_page):
    """Every button is reached with the tab key, and space presses it."""
    page = open_page(demo)
    before = counted(page)
    page.focus("#counter-2 .badge-link")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.level") == "good"
    page.keyboard.press("Space")
    page.wait_for_selector("#counter-2 .lamp[data-on=true]")
    wait_counted(page, before + 1)


def test_badges_open_and_close_a_counter(demo, open_page):
    """A press without an officer stands apart; a badge opens the counter, signing out closes it."""
    page = open_page(demo)
    before = counted(page)
    page.click("#counter-4 .press[data-level=good]")
    page.wait_for_selector("#counter-4 .lamp[data-on=true]")
    page.wait_for_selector('#live-apart:has-text("không gắn với lượt phục vụ 1")')
    assert counted(page) == before
    page.click("#counter-4 .badge-link")
    assert page.is_disabled("#badges [data-officer=cb-01]")
    assert page.is_hidden("#badges-out")
    page.click("#badges [data-officer=cb-04]")
    page.wait_for_selector('#counter-4 .officer-name:text-is("Phạm Ngọc Hạ")')
    page.wait_for_selector("#counter-4[data-state=ready]")
    page.click("#counter-4 .badge-link")
    page.click("#badges-out")
    page.wait_for_selector("#counter-4[data-state=closed]")


def test_nothing_is_lost_while_the_line_is_cut(demo, open_page):
    """Broker killed: the lamp still lights and the line waits in the journal; joined again, it is counted."""
    page = open_page(demo)
    before = counted(page)
    page.click("#switch-broker")
    page.wait_for_selector('.step[data-step="line"][data-state=cut]')
    page.click("#counter-1 .press[data-level=good]")
    page.wait_for_selector("#counter-1 .lamp[data-on=true]")
    page.wait_for_selector('.event:has-text("Đánh giá tại quầy 1")[data-state=kept]')
    assert "chờ gửi 1" in page.inner_text("#counter-1 .counter-journal")
    assert counted(page) == before
    page.click("#switch-broker")
    page.wait_for_selector(ALL_PROVEN, state="detached")
    wait_counted(page, before + 1)


def test_nothing_is_lost_while_central_is_stopped(demo, open_page):
    """Central stopped: the lamp still lights; started again, every line arrives and is counted once."""
    page = open_page(demo)
    before = counted(page)
    page.click("#switch-central")
    page.wait_for_selector('.step[data-step="central"][data-state=cut]')
    page.click("#counter-2 .press[data-level=good]")
    page.wait_for_selector("#counter-2 .lamp[data-on=true]")
    page.click("#switch-central")
    page.wait_for_selector(ALL_PROVEN, state="detached")
    wait_counted(page, before + 1)


def test_a_cable_is_pulled_and_put_back(demo, open_page):
    """A pulled cable is a fault that the page and the events tell; put back, the box works again."""
    page = open_page(demo)
    before = counted(page)
    page.click("#counter-3 .cable-link")
    page.wait_for_selector("#counter-3[data-state=fault]")
    page.wait_for_selector('.event:has-text("Hộp nút quầy 3: mất kết nối")')
    assert page.is_disabled("#counter-3 .press[data-level=good]")
    page.click("#counter-3 .cable-link")
    page.wait_for_selector("#counter-3[data-state=ready]")
    page.click("#counter-3 .press[data-level=good]")
    wait_counted(page, before + 1)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_page_fits(demo, open_page, width, height):
    """On a laptop and on a phone nothing overflows or is cut, contrast holds, and the laptop need not scroll."""
    page = open_page(demo, width, height)
    assert page.evaluate(MEASURE) == []
    if width > 1000:
        assert page.evaluate("document.documentElement.scrollHeight") <= height


def test_the_report_page_opens_under_the_same_address(demo, open_page):
    """“Mở báo cáo” shows central's own page through the office's address, styles included."""
    page = open_page(demo)
    page.goto(f"{demo.url}/today")
    assert "Nguyễn Hải An" in page.inner_text("main")


def test_a_second_start_goes_on(start_demo, open_page):
    """Started again on the same data, the counts are there and go on; two at once on one folder are refused."""
    first = start_demo()
    page = open_page(first)
    page.click("#counter-1 .press[data-level=good]")
    wait_counted(page, 1)
    page.goto("about:blank")
    with pytest.raises(AssertionError, match="Another virtual office runs"):
        start_demo()
    assert first.end() == 0
    page = open_page(start_demo())
    wait_counted(page, 1)
    page.click("#counter-1 .press[data-level=good]")
    wait_counted(page, 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_of_it(start_demo, number):
    """A signal ends it within 5 s with status 0: no child is left, every port is free, the terminal says so."""
    demo = start_demo()
    ports = [connection.laddr.port for connection in _listening(demo)]
    children = demo.children()
    assert len(children) >= 2 and len(ports) >= 3
    assert demo.end(number) == 0
    assert [child for child in children if child.is_running()] == []
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    assert "closing" in demo.text
    assert "Traceback" not in demo.text


def test_a_dead_central_is_started_again(start_demo, wait_until):
    """Central killed from outside: the terminal says so, and a new one takes its place."""
    demo = start_demo()
    central = next(child for child in demo.children() if "central" in child.cmdline())
    central.kill()
    wait_until(lambda: "starts again" in demo.text, 15.0)
    wait_until(lambda: _state(demo)["walk"]["central"] == "healthy", 30.0)


def test_a_dead_broker_is_told(start_demo, wait_until):
    """The broker killed from outside: the terminal says so; a press goes on being confirmed."""
    demo = start_demo()
    broker = next(child for child in demo.children() if "mosquitto" in child.name())
    broker.kill()
    wait_until(lambda: "the broker died" in demo.text, 10.0)
    wait_until(lambda: _state(demo)["walk"]["broker"] is False)


def test_a_port_that_is_taken(tmp_path):
    """A port that was asked for and cannot be had ends the demo with a sentence, status 1, nothing left."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "quayso", "demo", "--data", str(tmp_path / "data"),
             "--port", str(taken.getsockname()[1])],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "choose another --port" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "central.pid").exists()


def test_leftovers_of_a_killed_demo_are_ended(start_demo, wait_until):
    """A demo killed outright leaves children; the next one on its folder ends them and goes on."""
    first = start_demo()
    children = first.children()
    first.process.kill()
    first.process.wait()
    second = start_demo()
    wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))
    assert second.end() == 0


def test_visitors_press_and_are_counted(start_demo, wait_until):
    """With --visitors people come and press by themselves; after --seconds the demo ends by itself with 0."""
    demo = start_demo("--visitors", "20", "--speed", "20", "--seconds", "8")
    wait_until(lambda: (_state(demo).get("report") or {}).get("total", 0) >= 2, 8.0, "visitors to be counted")
    assert demo.process.wait(20) == 0


def test_the_embedded_broker_will_do(start_demo, open_page):
    """Where no mosquitto is installed the embedded broker carries the same page."""
    page = open_page(start_demo("--broker", "iotcore"))
    page.click("#counter-1 .press[data-level=good]")
    wait_counted(page, 1)


def _state(demo) -> dict:
    with urllib.request.urlopen(f"{demo.url}/state", timeout=5) as answer:
        return json.load(answer)


def _listening(demo) -> list:
    own = [demo.process.pid, *(child.pid for child in demo.children())]
    found = [c for pid in own for c in psutil.Process(pid).net_connections("inet")]
    assert urllib.parse.urlsplit(demo.url).port in {c.laddr.port for c in found}
    return [connection for connection in found if connection.status == psutil.CONN_LISTEN]
