"""The hall over a real mosquitto: requests, answers and the state; halls that die, freeze or are two. Central and
its broker are not there at all."""

import contextlib
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from contract import messages, topics
from contract.events import NumbersSkipped
from contract.hall import HallAnswer, HallRequest
from contract.ids import new_id
from contract.lines import read_data, read_line
from contract.links import BrokerConfig
from contract.services import Service
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import SystemClock, read_boot_id
from gateway.hall.workshop import Workshop
from gateway.hall_feed import HallFeed
from gateway.link.hall_link import HallLink
from gateway.link.hall_serving import HallServer
from gateway.link.mqtt_connection import MqttConnection
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    counters=(Counter("1"),), officers=(Officer("cb-01", "Nguyễn Thị Một"),),
    services=(Service("ho-tich", "Hộ tịch", "A", digits=4),),
)  # fmt: skip
SITE_TOML = """site = "trung-tam"
name = "Trung tâm"
ratings = [{ scale = "4-level", mode = "per-ticket", valid_from = 2020-01-01 }]
counters = [{ id = "1" }]
officers = [{ code = "cb-01", name = "Nguyễn Thị Một" }]
services = [{ code = "ho-tich", name = "Hộ tịch", prefix = "A", digits = 4 }]
"""
Wait = Callable[..., None]


def system_clock() -> SystemClock:
    """This machine's clock, believed."""
    return SystemClock(timezone(timedelta(hours=7)), read_boot_id(), "trusted")


class ServedHall(Workshop):
    """A hall of this process on the broker."""

    def __init__(self, folder: Path, port: int, hall: str = "hall-01") -> None:
        super().__init__(SITE, folder, system_clock(), hall, alone=False)
        folder.mkdir(parents=True, exist_ok=True)
        self.connection = MqttConnection(f"{hall}-hall", BrokerConfig(port=port))
        server = HallServer("trung-tam", self.connection.publish, self.inbox.post, self.clock.monotonic_s, self.feed)
        self.connection.host(server)
        self.publish = server.show

    def serve(self) -> "ServedHall":
        """Begin."""
        self.start()
        self.connection.begin()
        return self

    def stop(self) -> None:
        """End."""
        self.connection.stop()
        super().stop()

    def works(self) -> bool:
        """Whether it shows itself at work."""
        return self._role is not None and self._role._works


class Asker:
    """Another gateway."""

    def __init__(self, port: int, gateway: str) -> None:
        clock = system_clock()
        self.feed = HallFeed(clock.monotonic_s)
        self.connection = MqttConnection(f"{gateway}-hall", BrokerConfig(port=port))
        self.link = HallLink("trung-tam", gateway, self.connection.publish, self.feed, clock.monotonic_s)
        self.connection.host(self.link)
        self.link.start()
        self.connection.begin()
        self.answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()

    def ask(self, do: str = "take_ticket", timeout_s: float = 10, request: Any = None, **args: Any) -> HallAnswer:
        """Ask and wait."""
        args = args or {"service": "ho-tich"}
        self.link.ask(do, args, self.answers.put, request=request)
        return self.answers.get(timeout=timeout_s)

    def stop(self) -> None:
        """End."""
        self.link.stop()
        self.connection.stop()


class HallProcess:
    """A hall that can be killed and frozen."""

    def __init__(self, folder: Path, port: int, repository: Path, hall: str = "hall-01") -> None:
        self.folder, self.hall = folder, hall
        (folder / "site.toml").write_text(SITE_TOML, "utf-8")
        (folder / hall).mkdir()
        # It has been the hall today already: it need not wait for the kiosks.
        once = Workshop(SITE, folder / hall, system_clock(), hall)
        once.start()
        assert once.ask("sign_in", {"counter": "1"}, "cb-01").ok
        once.stop()
        script = repository / "tests" / "rigs" / "hall_kills" / "hall_process.py"
        self._command = [sys.executable, str(script), str(folder), str(port), "--hall", hall]
        self._repository = repository
        self.start()

    def start(self) -> None:
        """Start, and wait until it serves."""
        with contextlib.ExitStack() as undo:
            log = undo.enter_context((self.folder / f"{self.hall}.log").open("ab"))
            self.process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log, cwd=self._repository,
                env={"PYTHONPATH": str(self._repository), "PATH": ""},
            )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == b"serving"

    def end(self, how: int = signal.SIGKILL) -> None:
        """Kill it."""
        self.process.send_signal(how)
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """The broker of the centre."""
    with MosquittoBroker(tmp_path / "mosquitto", persistence=False) as own:
        yield own


@pytest.fixture
def stack() -> Iterator[contextlib.ExitStack]:
    """Ends what a test began."""
    with contextlib.ExitStack() as undo:
        yield undo


@pytest.fixture
def served(tmp_path: Path, broker: MosquittoBroker, stack: contextlib.ExitStack) -> Callable[..., ServedHall]:
    """Starts halls of this process; one that gave a ticket before works at once."""

    def make(hall: str = "hall-01", remembers: bool = True) -> ServedHall:
        folder = tmp_path / hall
        folder.mkdir(exist_ok=True)
        if remembers:
            first = Workshop(SITE, folder, system_clock(), hall)
            first.start()
            assert first.ask("take_ticket", {"service": "ho-tich"}).ok
            first.stop()
        one = ServedHall(folder, broker.port, hall).serve()
        stack.callback(one.stop)
        return one

    return make


@pytest.fixture
def asker(broker: MosquittoBroker, stack: contextlib.ExitStack, wait_until: Wait) -> Callable[..., Asker]:
    """Joins other gateways to the broker."""

    def make(gateway: str = "q-01", hears: bool = True) -> Asker:
        one = Asker(broker.port, gateway)
        stack.callback(one.stop)
        wait_until(lambda: one.feed.look().is_live if hears else one.link._is_connected, 30)
        return one

    return make


def test_a_kiosk_asks_the_hall_and_sees_its_state(served, asker, wait_until):
    """A ticket over the broker: answered to its asker alone, seen by all."""
    served()
    kiosk, board = asker("q-01"), asker("q-02")
    answer = kiosk.ask()
    assert answer.ok and answer.result["number"] == "A0002"
    wait_until(lambda: board.feed.look().state.services["ho-tich"].waiting == 2)
    assert board.answers.empty()


def test_what_the_broker_kept_is_stale(served, asker, wait_until):
    """The state of a hall that is gone is shown as old until a living one speaks."""
    hall, first = served(), asker()
    wait_until(lambda: first.feed.look().state.rev > 0)
    hall.stop()
    late = asker("q-03", hears=False)
    wait_until(lambda: late.feed.look().state is not None)
    assert not late.feed.look().is_live


def test_without_a_hall_the_request_expires_in_five_seconds(broker, asker):
    """Whoever asks hears that the hall is away; nothing waits for ever."""
    answer = asker(hears=False).ask()
    assert answer.error.code == "hall_away"


def test_without_a_broker_the_hall_is_away_at_once(stack):
    """No connection, no waiting."""
    lonely = Asker(1, "q-01")
    stack.callback(lonely.stop)
    assert lonely.ask(timeout_s=1).error.code == "hall_away"


def test_a_killed_hall_answers_the_repeated_request_once(tmp_path, broker, repository, asker, wait_until, stack):
    """SIGKILL and restart between two repetitions of one request: one ticket, the same answer."""
    hall = HallProcess(tmp_path, broker.port, repository)
    stack.callback(lambda: hall.end())
    kiosk = asker()
    wait_until(lambda: kiosk.feed.look().state.rev > 0, 30)
    request = new_id()
    first = kiosk.ask(request=request)
    hall.end()
    hall.start()
    again = kiosk.ask(request=request)
    assert first.ok and again == first
    assert kiosk.ask().result["number"] == "A0002"


def test_a_request_that_a_frozen_hall_finds_later_does_nothing(tmp_path, broker, repository, asker, wait_until, stack):
    """A hall stopped for eight seconds finds the requests of kiosks that gave up: it does none of them."""
    hall = HallProcess(tmp_path, broker.port, repository)
    stack.callback(lambda: hall.end())
    kiosk = asker()
    wait_until(lambda: kiosk.feed.look().state.rev > 0, 30)
    assert kiosk.ask().result["number"] == "A0001"
    hall.process.send_signal(signal.SIGSTOP)
    assert kiosk.ask().error.code == "hall_away"
    wait_until(lambda: kiosk.link._now_s() - kiosk.link._seen[2] > 14, 30)
    hall.process.send_signal(signal.SIGCONT)
    wait_until(lambda: kiosk.link._now_s() - kiosk.link._seen[2] < 2, 30)
    assert kiosk.ask().result["number"] == "A0002"


def test_of_two_halls_on_one_site_one_refuses(served, asker, wait_until):
    """Both have worked today and both are switched on: exactly one of them answers."""
    first = served("hall-01")
    kiosk = asker()
    second = served("hall-02")
    modes = {"working", "yielding"}
    wait_until(lambda: {first._role.mode, second._role.mode} == modes and (first.works() or second.works()), 40)
    numbers = [kiosk.ask().result["number"] for _ in range(5)]
    assert len(set(numbers)) == 5
    issued = [sum(1 for _ in hall.queue().tickets) for hall in (first, second)]
    assert sorted(issued) == [1, 6]


def test_a_second_hall_on_an_empty_card_never_speaks(served, asker, wait_until):
    """A hall switched on by mistake beside a working one hears it and refuses, before it answered anybody."""
    first = served("hall-01")
    kiosk = asker()
    wait_until(first.works, 30)
    second = served("hall-02", remembers=False)
    wait_until(lambda: second._role.mode == "yielding", 30)
    assert kiosk.ask().ok and kiosk.feed.look().state.hall == "hall-01"
    refused = second.ask("take_ticket", {"service": "ho-tich"})
    assert refused.error.code == "not_the_hall" and not second.queue().tickets


def test_a_hall_on_a_new_card_learns_the_numbers_from_the_broker(tmp_path, served, asker, wait_until):
    """The card breaks at noon; the new one goes on above what was given in the morning."""
    old = served()
    kiosk = asker()
    numbers = {kiosk.ask().result["number"] for _ in range(5)}
    wait_until(lambda: kiosk.feed.look().state.services["ho-tich"].last == 6)
    old.stop()
    (tmp_path / "hall-01").rename(tmp_path / "broken")
    new = served(remembers=False)
    wait_until(new.works, 40)
    assert kiosk.ask().result["number"] == "A0007" and "A0006" in numbers
    lines = [read_data(read_line(row.line)) for row in new.journal.read(new.journal.stream, 1, 100)[0]]
    assert any(isinstance(fact, NumbersSkipped) and fact.last == 6 for fact in lines)


def publisher(port: int) -> mqtt.Client:
    """Any client of the broker."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def test_garbage_and_requests_without_a_limit_change_nothing(broker, served, asker, wait_until):
    """Bytes that are no request, a request that never expires, a kept one: the hall works on and did nothing."""
    hall = served()
    kiosk = asker()
    client = publisher(broker.port)
    topic = topics.hall_do("trung-tam", "q-07")
    limit = Properties(PacketTypes.PUBLISH)
    limit.MessageExpiryInterval = 5
    valid = messages.encode(HallRequest(new_id(), "take_ticket", {"service": "ho-tich"}))
    client.publish(topic, b"\xff{", qos=1, properties=limit)
    client.publish(topic, b'{"id":"' + str(new_id()).encode() + b'","do":"fly","args":{}}', qos=1, properties=limit)
    client.publish(topic, b"[" * 100_000, qos=1, properties=limit)
    client.publish(topic, valid, qos=1)
    client.publish(topics.hall_now("trung-tam"), b"{}", qos=1).wait_for_publish(10)
    assert kiosk.ask().result["number"] == "A0002"
    client.publish(topic, valid, qos=1, properties=limit).wait_for_publish(10)
    wait_until(lambda: len(hall.queue().tickets) == 3)
    client.disconnect()
    client.loop_stop()
