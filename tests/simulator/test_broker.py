"""The brokers of the demo and the tests, started for real."""

import os
import queue
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from simulator.broker import (
    Broker,
    BrokerFailed,
    BrokerMissing,
    IotcoreBroker,
    MosquittoBroker,
    find_mosquitto,
    has_iotcore,
    start_broker,
)

WAIT_S = 10.0
TOPIC = "quayso/v1/events/q-01"

pytestmark = pytest.mark.slow

needs_mosquitto = pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")
needs_iotcore = pytest.mark.skipif(not has_iotcore(), reason="the package iotcore is not installed")


class Peer:
    """An MQTT 5 client that keeps what it receives and waits with a deadline."""

    def __init__(self, broker: Broker, client_id: str, will: str | None = None) -> None:
        self.received: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
        self._connected = threading.Event()
        self._subscribed = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5)
        self.client.on_connect = lambda *_args: self._connected.set()
        self.client.on_subscribe = lambda *_args: self._subscribed.set()
        self.client.on_message = lambda _client, _data, message: self.received.put(message)
        if will is not None:
            self.client.will_set(will, b"gone", qos=1, retain=True)
        self.client.connect(broker.host, broker.port, clean_start=True)
        self.client.loop_start()
        assert self._connected.wait(WAIT_S)

    def subscribe(self, topic_filter: str) -> None:
        """Subscribe and wait for the broker's answer."""
        self._subscribed.clear()
        self.client.subscribe(topic_filter, qos=1)
        assert self._subscribed.wait(WAIT_S)

    def publish(self, topic: str, payload: bytes, retain: bool = False, **user: str) -> None:
        """Publish with QoS 1 and wait for the PUBACK."""
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = list(user.items())
        self.client.publish(topic, payload, 1, retain, properties).wait_for_publish(WAIT_S)

    def close(self) -> None:
        """Say goodbye and end the thread."""
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(params=[pytest.param("mosquitto", marks=needs_mosquitto), pytest.param("iotcore", marks=needs_iotcore)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MosquittoBroker | IotcoreBroker]:
    """Each kind of broker in turn, running."""
    broker = start_broker(tmp_path / "broker", prefer=request.param)
    yield broker
    broker.stop()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """A mosquitto that is not started yet."""
    broker = MosquittoBroker(tmp_path)
    yield broker
    broker.stop()


def test_events_with_their_user_properties_pass_through_each_broker(broker: Broker) -> None:
    """A payload of the largest size arrives whole, with the user properties of the wire contract."""
    central, gateway = Peer(broker, "central"), Peer(broker, "q-01")
    central.subscribe("quayso/v1/events/+")
    payload = b"x" * 64 * 1024
    gateway.publish(TOPIC, payload, stream="6f0c", first="41")
    message = central.received.get(timeout=WAIT_S)
    assert (message.topic, message.payload) == (TOPIC, payload)
    assert message.properties is not None
    assert message.properties.UserProperty == [("stream", "6f0c"), ("first", "41")]
    gateway.close()
    central.close()


def test_a_retained_birth_reaches_a_late_subscriber_of_each_broker(broker: Broker) -> None:
    """Whoever subscribes later gets the retained message at once."""
    gateway = Peer(broker, "q-01")
    gateway.publish("quayso/v1/status/q-01", b"birth", retain=True)
    central = Peer(broker, "central")
    central.subscribe("quayso/v1/status/+")
    message = central.received.get(timeout=WAIT_S)
    assert (message.payload, message.retain) == (b"birth", True)
    gateway.close()
    central.close()


def test_the_will_of_a_gateway_that_vanishes_is_sent_by_each_broker(broker: Broker) -> None:
    """A connection cut without goodbye makes the broker publish the Will."""
    central = Peer(broker, "central")
    central.subscribe("quayso/v1/status/+")
    gateway = Peer(broker, "q-01", will="quayso/v1/status/q-01")
    connection = gateway.client.socket()
    assert connection is not None
    connection.shutdown(socket.SHUT_RDWR)
    message = central.received.get(timeout=WAIT_S)
    assert (message.topic, message.payload) == ("quayso/v1/status/q-01", b"gone")
    gateway.close()
    central.close()


def test_each_broker_keeps_its_port_over_a_restart(broker: MosquittoBroker | IotcoreBroker) -> None:
    """Clients that come back find it where it was, after a stop and after a kill."""
    port = broker.port
    broker.restart()
    broker.kill()
    assert broker.pid is None
    broker.start()
    assert broker.port == port
    Peer(broker, "q-01").close()


def test_each_broker_listens_on_loopback_alone(broker: MosquittoBroker | IotcoreBroker) -> None:
    """The kernel's table of sockets shows the port on 127.0.0.1 and nowhere else."""
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        rows = [row.split() for row in Path(table).read_text("ascii").splitlines()[1:]]
        listening += [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{broker.port:04X}")]
    assert listening == [f"0100007F:{broker.port:04X}"]


def test_stop_may_be_called_twice_and_ends_the_process(broker: MosquittoBroker | IotcoreBroker) -> None:
    """After stop() no process is left, and another stop() changes nothing."""
    pid = broker.pid
    broker.stop()
    broker.stop()
    assert pid is not None and not Path(f"/proc/{pid}").exists()


@needs_mosquitto
def test_a_paused_broker_answers_nothing_until_it_is_resumed(mosquitto: MosquittoBroker) -> None:
    """SIGSTOP holds a publication back; SIGCONT lets it through."""
    mosquitto.start()
    gateway = Peer(mosquitto, "q-01")
    mosquitto.pause()
    published = gateway.client.publish(TOPIC, b"line", qos=1)
    published.wait_for_publish(0.3)
    assert not published.is_published()
    mosquitto.resume()
    published.wait_for_publish(WAIT_S)
    assert published.is_published()
    gateway.close()


@needs_mosquitto
@pytest.mark.parametrize("persistence", [False, True])
def test_retained_messages_survive_a_restart_only_with_persistence(tmp_path: Path, persistence: bool) -> None:
    """Without persistence a restarted broker has forgotten all; with it the birth is still there."""
    with MosquittoBroker(tmp_path, persistence=persistence) as broker:
        gateway = Peer(broker, "q-01")
        gateway.publish("quayso/v1/status/q-01", b"birth", retain=True)
        gateway.close()
        broker.restart()
        central = Peer(broker, "central")
        central.subscribe("quayso/v1/status/+")
        central.subscribe("probe")
        central.publish("probe", b"end")
        first = central.received.get(timeout=WAIT_S)
        assert first.payload == (b"birth" if persistence else b"end")
        central.close()


@needs_mosquitto
def test_a_short_queue_drops_what_a_stopped_subscriber_cannot_take(tmp_path: Path) -> None:
    """With max_queued_messages 20 most of 400 messages that were acknowledged never arrive."""
    with MosquittoBroker(tmp_path, max_queued_messages=20) as broker:
        central = Peer(broker, "central")
        central.subscribe("quayso/v1/events/+")
        resume = threading.Event()
        central.client.on_message = lambda *_args: resume.wait(WAIT_S)
        gateway = Peer(broker, "q-01")
        sent = [gateway.client.publish(TOPIC, b"x" * 1_000, qos=1) for _ in range(400)]
        for message in sent:
            message.wait_for_publish(WAIT_S)
        resume.set()
        assert all(message.is_published() for message in sent)
        assert "dropped" in broker.log()
        gateway.close()
        central.close()


@needs_mosquitto
def test_a_configuration_that_is_refused_is_told_with_the_brokers_own_words(tmp_path: Path) -> None:
    """A broker that does not start raises with the end of its log."""
    broker = MosquittoBroker(tmp_path, conf="listener {port} 127.0.0.1\nno_such_option true\n")
    with pytest.raises(BrokerFailed, match="no_such_option"):
        broker.start()
    assert broker.pid is None


@needs_mosquitto
def test_a_taken_port_that_was_asked_for_is_an_error(mosquitto: MosquittoBroker, tmp_path: Path) -> None:
    """Nobody is moved to another port silently."""
    mosquitto.start()
    with pytest.raises(BrokerFailed, match="in use"):
        MosquittoBroker(tmp_path / "second", port=mosquitto.port).start()


def test_a_broker_left_by_a_killed_run_is_ended_by_the_next_start(
    broker: MosquittoBroker | IotcoreBroker,
) -> None:
    """Whoever starts with the same folder first ends the process that an earlier run could not stop."""
    left = broker.pid
    assert left is not None
    again = type(broker)(broker.data_dir)
    again.start()
    assert broker.pid is None
    assert again.pid != left
    again.stop()


@needs_iotcore
def test_the_embedded_broker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The child watches the pipe: a parent that gets SIGKILL leaves nothing behind."""
    code = (
        "import pathlib, sys\n"
        "from simulator.broker import IotcoreBroker\n"
        "print(IotcoreBroker(pathlib.Path(sys.argv[1])).start().pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        try:
            assert select.select([child], [], [], WAIT_S)[0]
        finally:
            os.close(child)


def test_what_is_missing_is_named_with_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any broker the error says in two languages what to install."""
    monkeypatch.setattr("simulator.broker.find_mosquitto", lambda: None)
    monkeypatch.setattr("simulator.broker.has_iotcore", lambda: False)
    with pytest.raises(BrokerMissing, match=r"(?s)apt install mosquitto.*quayso\[demo\]"):
        start_broker(tmp_path)
    with pytest.raises(BrokerMissing, match="apt install mosquitto"):
        start_broker(tmp_path, prefer="mosquitto")
