"""`quayso demo` as a process: a second start, a busy day, parts that die, a clean end."""

import contextlib
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request

import psutil
import pytest

pytestmark = pytest.mark.slow


def test_a_second_start_goes_on_where_it_was(start_demo, open_page):
    """Stopped in the middle of a visit and started again on the same data: the same number is being served, the next
    one still waits, no number is given twice, counts go on; two demos at once on one folder are refused."""
    first = start_demo()
    office = open_page(first)
    number = office.serve("1")
    office.page.click("#counter-1 .press[data-level=good]")
    office.wait_counted(1)
    office.take("ho-tich")
    office.page.goto("about:blank")
    with pytest.raises(AssertionError, match="Another virtual office runs"):
        start_demo()
    assert first.end() == 0
    office = open_page(start_demo())
    office.wait_counted(1)
    assert office.sign("1", "serving") == number == "A001"
    office.key("1", "finish_and_next")
    assert office.sign("1", "called") == "A002"
    office.start("1")
    office.rest("1")
    office.page.click("#counter-1 .press[data-level=good]")
    office.wait_counted(2)
    office.finish("1")
    office.take("chung-thuc")
    office.key("1", "call_next")
    assert office.sign("1", "called") == "A003"


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


@pytest.mark.parametrize(("folder", "walk"), [("broker", "broker"), ("hall-broker", None)])
def test_a_dead_broker_is_told(start_demo, wait_until, folder, walk):
    """A broker killed from outside: the terminal says which one, and the page shows the line to central as cut."""
    demo = start_demo()
    broker = next(child for child in demo.children() if f"/{folder}/" in " ".join(child.cmdline()))
    broker.kill()
    wait_until(lambda: "the broker died" in demo.text, 10.0)
    assert ("nội bộ đã ngừng" in demo.text) == (walk is None)
    wait_until(lambda: _state(demo)["walk"]["broker"] is (walk is None))
    wait_until(lambda: _state(demo)["hall"]["network"] is (walk is not None))


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


def test_a_busy_day_is_the_same_at_central(tmp_path, start_demo, wait_until):
    """With --visitors people take numbers, are served and rate by themselves; after --seconds the demo ends by itself
    with 0, central has every ticket once, each rating that counts belongs to one of them, and the audit finds nothing
    wrong."""
    demo = start_demo("--visitors", "60", "--speed", "120", "--seconds", "55")
    wait_until(lambda: (_state(demo).get("report") or {}).get("total", 0) >= 4, 54.0, "visitors to be counted")
    assert demo.process.wait(60) == 0
    assert "Traceback" not in demo.text
    data = tmp_path / "data"
    with contextlib.closing(sqlite3.connect(data / "central.db")) as store:
        tickets = dict(store.execute("SELECT ticket, number FROM tickets"))
        served = store.execute("SELECT count(*) FROM ticket_events WHERE type = 'service.finished'").fetchone()[0]
        rated = [ticket for (ticket,) in store.execute("SELECT ticket FROM ratings WHERE verdict = 'accepted'")]
    assert len(tickets) >= 15 and len(set(tickets.values())) == len(tickets)
    assert served >= 8 and len(rated) >= 4
    assert len(set(rated)) == len(rated) and set(rated) <= set(tickets)
    audit = subprocess.run(
        [sys.executable, "-P", "-m", "quayso", "audit", "--config", str(data / "central.toml")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert audit.returncode == 0, audit.stdout


def test_the_embedded_broker_will_do(start_demo, open_page):
    """Where no mosquitto is installed the embedded broker carries the same page."""
    office = open_page(start_demo("--broker", "iotcore"))
    office.serve("1")
    office.page.click("#counter-1 .press[data-level=good]")
    office.wait_counted(1)


def _state(demo) -> dict:
    with urllib.request.urlopen(f"{demo.url}/state", timeout=5) as answer:
        return json.load(answer)


def _listening(demo) -> list:
    own = [demo.process.pid, *(child.pid for child in demo.children())]
    found = [c for pid in own for c in psutil.Process(pid).net_connections("inet")]
    assert urllib.parse.urlsplit(demo.url).port in {c.laddr.port for c in found}
    return [connection for connection in found if connection.status == psutil.CONN_LISTEN]
