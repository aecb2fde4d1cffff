"""One Pi with every role and no broker: from the button to the paper, the call and the rating."""

import socket
import threading
from pathlib import Path

import pytest

from contract.lines import read_data, read_line
from gateway.clock import SystemClock
from gateway.config import load_configuration
from gateway.control import words
from gateway.journal.schema import migrate
from gateway.wiring import Gateway, Parts
from simulator.people import ask_gateway

SITE = """
site = "trung-tam"
name = "Trung tâm Phục vụ hành chính công tỉnh Mẫu"
[[ratings]]
scale = "4-level"
mode = "per-ticket"
valid_from = 2020-01-01
[[services]]
code = "ho-tich"
name = "Khai sinh, kết hôn"
prefix = "A"
[[counters]]
id = "3"
[[officers]]
code = "cb-01"
name = "Nguyễn Thị Mẫu"
badge = "0412A7F3"
"""
GATEWAY = """
gateway = "hall-01"
site = "trung-tam"
data_dir = "data"
roles = ["hall", "kiosk", "counter", "display"]
[clock]
source = "trusted"
[control]
socket = "ctl.sock"
[web]
port = {port}
[[panels]]
name = "p3"
counter = "3"
driver = "dummy"
buttons = [{{ level = "good" }}, {{ level = "fair" }}, {{ level = "average" }}, {{ level = "poor" }}]
[[badges]]
name = "b3"
counter = "3"
driver = "dummy"
[[keypads]]
name = "k3"
counter = "3"
driver = "dummy"
[[printers]]
name = "in"
driver = "dummy"
[[boards]]
name = "bang-3"
counter = "3"
driver = "dummy"
[[voices]]
name = "loa"
driver = "dummy"
[[ticket_panels]]
name = "nut"
driver = "dummy"
buttons = [{{ service = "ho-tich" }}]
"""


@pytest.fixture
def pi(tmp_path: Path):
    """Starts the Pi on its files, again and again if wanted; the last one is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "site.toml").write_text(SITE, "utf-8")
    (tmp_path / "gateway.toml").write_text(GATEWAY.format(port=port), "utf-8")
    running: list[Gateway] = []

    def start() -> Gateway:
        for gateway in running:
            gateway.stop()
        running[:] = [Gateway(load_configuration(tmp_path / "gateway.toml"), "0.1", Parts(migrate=migrate))]
        running[0].start()
        return running[0]

    yield start
    for gateway in running:
        gateway.stop()


def ask(gateway, do, officer=None, **args):
    """Ask the hall and wait for its answer."""
    answers, came = [], threading.Event()
    gateway.hall.window.ask(do, args, lambda answer: (answers.append(answer), came.set()), officer=officer)
    assert came.wait(10)
    return answers[0]


def types(gateway):
    """The types of the journal's lines, without those of devices."""
    rows = gateway.journal.read(gateway.journal.stream, 1, 1000)[0]
    facts = [read_data(read_line(row.line)) for row in rows]
    return [fact.TYPE for fact in facts if fact.TYPE not in ("device.changed", "gateway.started")]


@pytest.mark.slow
def test_a_citizens_way_from_the_button_to_the_rating(pi, wait_until):
    """A ticket button, paper, a badge, the keypad's keys, board and voice, a panel: each through its own driver."""
    gateway = pi()
    devices = gateway.devices
    assert isinstance(gateway.clock, SystemClock)
    devices.panels["nut"].press("ho-tich")
    wait_until(lambda: "ticket.printed" in types(gateway))
    devices.badges["b3"].hold("0412A7F3")
    wait_until(lambda: gateway.worker.state.states[0].officers == {"3": "cb-01"})
    # A call stands twice: made, then said by the loudspeaker.
    for key, kind, times in (("call_next", "ticket.called", 2), ("start", "service.started", 1)):
        devices.keypads["k3"].press(key)
        wait_until(lambda kind=kind, times=times: types(gateway).count(kind) == times)
    wait_until(lambda: devices.boards["bang-3"].now.number == "A001")
    wait_until(lambda: [said.text for said in devices.voices["loa"].said][:1])
    assert devices.voices["loa"].said[0].text == "Xin mời số thứ tự A, không, không, một, đến quầy số ba."
    wait_until(lambda: "3" in gateway.worker.state.states[0].windows)
    devices.panels["p3"].press("fair")
    wait_until(lambda: "rating.given" in types(gateway))
    devices.keypads["k3"].press("finish")
    wait_until(lambda: "service.finished" in types(gateway))
    assert [kind for kind in types(gateway) if kind != "ticket.printed"] == [
        "ticket.issued", "officer.signed_in", "ticket.called", "ticket.called", "rating.opened", "service.started",
        "rating.given", "service.finished",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_restart_continues_the_morning(pi, wait_until):
    """Numbers go on, the officer sits where he sat, and who waited waits."""
    first = pi()
    assert [ask(first, "take_ticket", service="ho-tich").result["number"] for _ in range(2)] == ["A001", "A002"]
    assert ask(first, "sign_in", "cb-01", counter="3").ok and ask(first, "call_next", "cb-01", counter="3").ok
    wait_until(lambda: types(first).count("ticket.printed") == 2)
    before = first.hall.queue()
    second = pi()
    assert second.hall.queue() == before
    assert ask(second, "take_ticket", service="ho-tich").result["number"] == "A003"
    wait_until(lambda: second.hall.feed.look().state.counters["3"].number == "A001")


@pytest.mark.slow
def test_a_screen_is_paired_by_the_local_order(pi):
    """`quayso gateway ctl pair CODE` opens the kiosk's page for the browser that showed the code."""
    gateway = pi()
    code, claim = gateway._pairing.ask("take", None, "127.0.0.1")
    answer = ask_gateway(gateway.config.control, words.PairRequest(code))
    assert answer.ok and gateway._pairing.claim(claim)[0] == "paired"
    assert not ask_gateway(gateway.config.control, words.PairRequest("XXXXXX")).ok


@pytest.mark.slow
def test_a_hall_without_kiosk_and_printer_gives_numbers_to_its_guide(pi, tmp_path):
    """The guide's page asks for a number where nothing prints: it gets the hall's answer. Health names the hall."""
    text = (tmp_path / "gateway.toml").read_text("utf-8")
    plain = text.split("[[panels]]")[0].replace('["hall", "kiosk", "counter", "display"]', '["hall"]')
    (tmp_path / "gateway.toml").write_text(plain, "utf-8")
    hall = pi()
    answer = ask(hall, "take_ticket", service="ho-tich", channel="guide")
    assert [(d.device, d.state) for d in hall._health().devices] == [("hall", "ok")]
    assert answer.ok and answer.result["number"] == "A001"
