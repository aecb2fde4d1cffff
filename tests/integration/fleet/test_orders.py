"""Orders of a real central over a real mosquitto to a real gateway process: done once, whatever happens between."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from central.config import CentralConfig, CentralSite, DatabaseConfig, WebConfig
from central.fleet.order_store import add_order, change_order, order_of, words_since
from central.fleet.orders import Order
from central.people.moments import now_ms
from central.store.engine import open_engine, reading, writing
from central.wiring import Central
from contract import messages, topics
from contract.ids import new_id
from contract.links import BrokerConfig
from contract.messages import Command
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

SITE_TOML = """site = "trung-tam"
name = "Trung tâm mẫu"
[[ratings]]
valid_from = 2020-01-01
scale = "4-level"
mode = "free"
[[counters]]
id = "3"
"""
GATEWAY_TOML = """gateway = "q-01"
site = "trung-tam"
data_dir = "data"
[central]
port = {port}
username = "q-01"
password = "broker-secret"
[clock]
source = "trusted"
[control]
socket = "c.sock"
[[panels]]
driver = "dummy"
name = "p3"
counter = "3"
buttons = [{{level = "good"}}, {{level = "fair"}}, {{level = "average"}}, {{level = "poor"}}]
"""
PATIENCE_S = 30.0
Wait = Callable[..., None]


class Office:
    """A broker, a central and a gateway that somebody restarts as systemd would."""

    def __init__(self, folder: Path, wait: Wait) -> None:
        self.folder, self.wait = folder, wait
        self.broker = MosquittoBroker(folder / "broker")
        self.broker.start()
        url = f"sqlite:///{folder / 'central.db'}"
        sites = {"trung-tam": CentralSite(name="Trung tâm", ratings="free")}
        broker = BrokerConfig(port=self.broker.port)
        self.central = Central(CentralConfig(WebConfig(port=0), broker, DatabaseConfig(url), sites=sites))
        self.central.start()
        self.engine = open_engine(url)
        (folder / "site.toml").write_text(SITE_TOML, "utf-8")
        (folder / "gateway.toml").write_text(GATEWAY_TOML.format(port=self.broker.port), "utf-8")
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the gateway, and wait until central hears it."""
        command = [sys.executable, "-P", "-m", "quayso", "gateway", "--config", str(self.folder / "gateway.toml")]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
        with (self.folder / "log").open("ab") as log:
            self.child = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=environment)
        before = {one.gateway: one.birth for one in self.central._view()}
        self.wait(lambda: self._is_born_anew(before.get("q-01")), PATIENCE_S, "the gateway's birth")

    def _is_born_anew(self, before: Any) -> bool:
        return any(one.state == "online" and one.birth != before for one in self.central._view())

    def end(self, number: int) -> int:
        """Signal the gateway; its exit status."""
        assert self.child is not None
        self.child.send_signal(number)
        return self.child.wait(20)

    def order(self, key: str) -> str:
        """Order what a page orders."""
        with writing(self.engine) as connection:
            return add_order(connection, "q-01", "trung-tam", key, "it", now_ms()).id

    def known(self, order: str) -> Order:
        """An order as it stands."""
        with reading(self.engine) as connection:
            found = order_of(connection, order)
        assert found is not None
        return found

    def becomes(self, order: str, state: str, timeout_s: float = PATIENCE_S) -> Order:
        """Wait for a state."""
        self.wait(lambda: self.known(order).state == state, timeout_s, f"the state {state}")
        return self.known(order)

    def told(self) -> list[tuple[str, str]]:
        """What the gateway told of orders, every line of it."""
        with reading(self.engine) as connection:
            return [(word.id, word.state) for _, _, word in words_since(connection, 0)]

    def say(self, command: Command, expiry_s: int | None = 60, retain: bool = False) -> None:
        """Publish an order behind central's back."""
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.connect("127.0.0.1", self.broker.port)
        client.loop_start()
        properties = Properties(PacketTypes.PUBLISH)
        if expiry_s is not None:
            properties.MessageExpiryInterval = expiry_s
        sent = client.publish(topics.command("q-01"), messages.encode(command), 1, retain, properties)
        sent.wait_for_publish(10)
        client.disconnect()
        client.loop_stop()

    def close(self) -> None:
        """Stop everything."""
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.engine.dispose()
        self.central.stop()
        self.broker.stop()


@pytest.fixture
def office(tmp_path: Path, wait_until: Wait) -> Iterator[Office]:
    """An office whose gateway does not run yet."""
    made = Office(tmp_path, wait_until)
    yield made
    made.close()


def test_orders_are_done_and_repeated_ones_are_not(office: Office) -> None:
    """Logs without secrets, test mode, a restart that the new start tells of; the same id again does nothing."""
    office.run()
    logs = office.becomes(office.order("fetch_logs"), "done").result["lines"]
    assert any("ready" in line for line in logs) and "broker-secret" not in json.dumps(logs)
    office.becomes(office.order("test_on"), "done")
    office.becomes(office.order("test_off"), "done")
    assert office.becomes(office.order("test_print"), "failed").result == {"why": "no_printer"}
    restart = office.order("restart")
    assert office.child is not None and office.child.wait(20) == 0
    office.run()
    office.becomes(restart, "done")
    before = office.told()
    office.say(Command(restart, "restart", {}, 60))
    office.becomes(office.order("fetch_logs"), "done")
    assert office.child.poll() is None
    assert [one for one in office.told() if one[0] == restart] == [(restart, "done")]
    assert len(office.told()) == len(before) + 1


def test_a_new_id_would_be_done(office: Office) -> None:
    """The control: what was ignored above was ignored for its id alone."""
    office.run()
    office.say(Command(str(new_id()), "restart", {}, 60))
    assert office.child is not None and office.child.wait(20) == 0


def test_a_gateway_killed_in_the_middle_does_not_know(office: Office) -> None:
    """The order was begun: after the restart it is unknown, and central's repetition does not begin it again."""
    office.run()
    order = office.order("identify")
    office.becomes(order, "sent")
    path = office.folder / "data" / "journal.db"
    office.wait(lambda: _remembers(path, order), PATIENCE_S, "the order in the journal")
    office.end(signal.SIGKILL)
    office.run()
    office.becomes(order, "unknown")
    office.say(Command(order, "identify", {"seconds": 1}, 60))
    office.becomes(office.order("fetch_logs"), "done")
    assert [one for one in office.told() if one[0] == order] == [(order, "unknown")]


def test_orders_that_came_too_late_or_never(office: Office) -> None:
    """Expired on its way, without expiry, or kept by the broker: never done; of a gateway that is away: expired."""
    office.run()
    late, bare, kept = (str(new_id()) for _ in range(3))
    office.say(Command(late, "restart", {}, 0))
    office.wait(lambda: (late, "expired") in office.told(), PATIENCE_S, "the late order")
    office.say(Command(bare, "restart", {}, 60), expiry_s=None)
    office.end(signal.SIGTERM)
    office.say(Command(kept, "restart", {}, 60), retain=True)
    away = office.order("identify")
    with writing(office.engine) as connection:
        change_order(connection, away, expires_ms=now_ms() + 2000)
    office.becomes(away, "expired")
    office.run()
    office.becomes(office.order("fetch_logs"), "done")
    assert office.child is not None and office.child.poll() is None
    assert {name for name, _ in office.told()}.isdisjoint({bare, kept, away})


def _remembers(journal: Path, order: str) -> bool:
    """Whether an order stands in the file, or in the log beside it; the gateway alone may open both."""
    beside = journal.with_name(journal.name + "-wal")
    return any(f"order/{order}".encode() in path.read_bytes() for path in (journal, beside) if path.exists())
