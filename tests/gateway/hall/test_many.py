"""Ten thousand tickets from sixteen citizens at once, at two kiosks, over a real broker."""

import importlib.util
import queue
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from contract.events import TicketIssued
from contract.ids import new_id
from contract.lines import read_data, read_line
from contract.links import BrokerConfig
from gateway.hall.workshop import Workshop
from gateway.link.hall_serving import HallServer
from gateway.link.mqtt_connection import MqttConnection
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

TICKETS, CLIENTS = 10_000, 16


@pytest.fixture
def morning(repository: Path) -> Any:
    """The kiosks of the kill rig."""
    place = repository / "tests" / "rigs" / "hall_kills" / "morning.py"
    spec = importlib.util.spec_from_file_location("hall_kills_morning", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_ten_thousand_tickets_of_sixteen_clients_at_two_kiosks(tmp_path, morning, wait_until):
    """No number twice, none missing, each on one paper; every answer names a ticket of the hall's journal."""
    clock = morning.system_clock()
    (tmp_path / "hall").mkdir()
    with MosquittoBroker(tmp_path / "mosquitto", persistence=False) as broker:
        hall = Workshop(morning.SITE, tmp_path / "hall", clock, "hall-01", alone=True)
        connection = MqttConnection("hall-01-hall", BrokerConfig(port=broker.port))
        server = HallServer("trung-tam", connection.publish, hall.inbox.post, clock.monotonic_s, hall.feed)
        connection.host(server)
        hall.publish = server.show
        hall.start()
        hall.journal._open.execute("PRAGMA synchronous=OFF")
        connection.begin()
        papers: list[Any] = []
        kiosks = [morning.Kiosk(tmp_path / f"k{n}", broker.port, f"kiosk-{n}", papers, n) for n in (1, 2)]
        for kiosk in kiosks:
            # Leases would take numbers that nobody gets; those are other tests' business.
            kiosk.feed._listeners.clear()
            kiosk._citizens = threading.Thread(target=lambda: None)
            kiosk.begin()
        try:
            wait_until(lambda: all(kiosk.feed.look().is_live for kiosk in kiosks), 30)
            answers = crowd(kiosks)
            wait_until(lambda: len(papers) == TICKETS, 30)
            lines = hall.journal.read(hall.journal.stream, 1, 50_000)[0]
            issued = [fact for row in lines if isinstance(fact := data_of(row.line), TicketIssued)]
        finally:
            for kiosk in kiosks:
                kiosk.end()
            connection.stop()
            hall.stop()
    numbers = sorted(answer.result["number"] for answer in answers)
    assert len(numbers) == TICKETS and len(set(numbers)) == TICKETS
    for prefix in "AB":
        mine = [int(number[1:]) for number in numbers if number[0] == prefix]
        assert mine == list(range(1, len(mine) + 1))
    assert sorted(fact.number for fact in issued) == numbers
    assert sorted(order.number for order in papers) == numbers


def data_of(line: bytes) -> Any:
    """The data of a line."""
    return read_data(read_line(line))


def take(window: Any, service: str) -> Any:
    """A ticket. Where the machine stood still for the five seconds that a request lives, the citizen presses again: the
    same press, done once."""
    request = new_id()
    for _ in range(20):
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        window.ask("take_ticket", {"service": service}, answers.put, request=request)
        answer = answers.get(timeout=30)
        if answer.ok or answer.error.code != "hall_away":
            break
    return answer


def crowd(kiosks: list[Any]) -> list[Any]:
    """Sixteen threads, each waiting for its ticket before it asks for the next."""
    taken: list[Any] = []
    failed: list[Any] = []

    def client(number: int) -> None:
        window = kiosks[number % len(kiosks)].window
        for n in range(TICKETS // CLIENTS):
            answer = take(window, ("ho-tich", "dat-dai")[n % 2])
            (taken if answer.ok else failed).append(answer)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert failed == []
    return taken
