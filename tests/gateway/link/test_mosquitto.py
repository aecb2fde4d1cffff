"""The transport on a real mosquitto: births, Wills, goodbyes, acknowledgements, TLS, and what breaks on the way."""

import json
import logging
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract import messages, topics
from contract.links import BrokerConfig
from contract.messages import Ack, Birth
from gateway.link import mqtt_connection
from gateway.link.mqtt_transport import CONNECTIONS_A_START, MqttTransport
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Wait = Callable[..., None]
STREAM = "a" * 32
STATUS = topics.status("q-01")


@dataclass
class Listener:
    """Another client of the broker: hears everything under a filter, and may speak."""

    port: int
    topic: str = f"{topics.ROOT}/#"
    heard: list[mqtt.MQTTMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._subscribed = threading.Event()
        self.client.on_connect = lambda client, *_: client.subscribe(self.topic, qos=1)
        self.client.on_subscribe = lambda *_: self._subscribed.set()
        self.client.on_message = lambda _client, _data, message: self.heard.append(message)
        self.client.connect("127.0.0.1", self.port)
        self.client.loop_start()
        assert self._subscribed.wait(10)

    def on(self, topic: str) -> list[Any]:
        """What was heard on a topic, read as JSON."""
        return [json.loads(message.payload) for message in list(self.heard) if message.topic == topic]

    def say(self, topic: str, payload: bytes) -> None:
        """Publish and wait until the broker has it."""
        self.client.publish(topic, payload, qos=1).wait_for_publish(10)

    def close(self) -> None:
        """Go."""
        self.client.disconnect()
        self.client.loop_stop()


@dataclass
class Heard:
    """A transport's events, in order."""

    events: list[Any] = field(default_factory=list)

    def __call__(self, event: Any) -> None:
        self.events.append(event)

    def of(self, kind: type) -> list[Any]:
        """Those of one kind."""
        return [event for event in list(self.events) if isinstance(event, kind)]


@pytest.fixture(scope="module")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MosquittoBroker]:
    """A broker for the tests that do not harm it."""
    with MosquittoBroker(tmp_path_factory.mktemp("mosquitto")) as broker:
        yield broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """A broker of the test's own, to be killed and paused."""
    with MosquittoBroker(tmp_path / "mosquitto", persistence=True) as own:
        yield own


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    """Makes listeners and closes them."""
    made: list[Listener] = []

    def make(port: int, topic: str = f"{topics.ROOT}/#") -> Listener:
        made.append(Listener(port, topic))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., tuple[MqttTransport, Heard]]]:
    """Makes transports that connect, and stops them."""
    made: list[MqttTransport] = []

    def make(gateway: str = "q-01", starts: int = 1, **broker: Any) -> tuple[MqttTransport, Heard]:
        transport, heard = MqttTransport(gateway, BrokerConfig(**broker), starts), Heard()
        made.append(transport)
        transport.start(heard)
        return transport, heard

    yield make
    for transport in made:
        transport.stop()


def birth(bd: int) -> bytes:
    """A birth of that connection."""
    return messages.encode(Birth(bd, "trung-tam", "0.1", "boot", ("counter",), ()))


def retained(port: int, listen: Callable[..., Listener], wait_until: Wait, topic: str = STATUS) -> Any:
    """What the broker keeps on a topic; something said just now comes without the mark, and is asked for again."""
    while True:
        late = listen(port, topic)
        wait_until(lambda: late.heard)  # noqa: B023
        if late.heard[0].retain:
            return json.loads(late.heard[0].payload)


def test_a_birth_stands_until_the_goodbye(
    mosquitto: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait
) -> None:
    """Retained with the number of its connection; after a clean stop the broker says that the gateway went."""
    transport, heard = connect(gateway="q-birth", port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    bd = heard.of(Connected)[0].bd
    assert bd == CONNECTIONS_A_START + 1
    transport.publish_status(birth(bd))
    topic = topics.status("q-birth")
    assert retained(mosquitto.port, listen, wait_until, topic)["bd"] == bd
    transport.stop()
    said = retained(mosquitto.port, listen, wait_until, topic)
    assert said == {"bd": bd, "online": False}


def test_lines_carry_their_place(mosquitto: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait) -> None:
    """Stream and first number stand in the message's properties, the lines in its payload byte for byte."""
    central = listen(mosquitto.port, topics.ALL_EVENTS)
    transport, heard = connect(gateway="q-lines", port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    transport.publish_events(STREAM, 41, b'{"a":1}\n{"b":2}')
    wait_until(lambda: central.heard)
    message = central.heard[0]
    assert dict(message.properties.UserProperty) == {"stream": STREAM, "first": "41"}
    assert (message.topic, message.payload, message.qos) == (topics.events("q-lines"), b'{"a":1}\n{"b":2}', 1)
    assert heard.of(NobodyListens) == []


def test_a_broker_without_central_says_so(mosquitto: MosquittoBroker, connect: Any, wait_until: Wait) -> None:
    """PUBACK "no matching subscribers": the link then sends one payload at a time."""
    transport, heard = connect(gateway="q-alone", port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    transport.publish_events(STREAM, 1, b"{}")
    wait_until(lambda: heard.of(NobodyListens))


def test_a_killed_gateway_is_declared_dead_by_its_will(
    mosquitto: MosquittoBroker, listen: Any, wait_until: Wait
) -> None:
    """SIGKILL says no goodbye; the Will carries the number of the connection that died."""
    central = listen(mosquitto.port, topics.status("q-killed"))
    program = (
        "import sys, threading\n"
        "from contract import messages\n"
        "from contract.links import BrokerConfig\n"
        "from contract.messages import Birth\n"
        "from gateway.link.mqtt_transport import MqttTransport\n"
        "from gateway.link.transport import Connected\n"
        "t = MqttTransport('q-killed', BrokerConfig(port=int(sys.argv[1])), 7)\n"
        "def heard(e):\n"
        "    if isinstance(e, Connected):\n"
        "        t.publish_status(messages.encode(Birth(e.bd, 'trung-tam', '0', 'b', ('counter',), ())))\n"
        "t.start(heard)\n"
        "threading.Event().wait(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(mosquitto.port)])
    try:
        wait_until(lambda: central.heard)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    wait_until(lambda: len(central.heard) >= 2)
    born, died = central.on(topics.status("q-killed"))
    assert (born["online"], died) == (True, {"bd": born["bd"], "online": False})
    assert born["bd"] == 7 * CONNECTIONS_A_START + 1
    assert retained(mosquitto.port, listen, wait_until, topics.status("q-killed")) == died


def test_numbers_of_connections_grow_over_reconnects_and_starts(
    broker: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait
) -> None:
    """A Will of an earlier connection can never be taken for one of the present."""
    first, heard = connect(port=broker.port)
    wait_until(lambda: heard.of(Connected))
    broker.kill()
    wait_until(lambda: heard.of(Lost))
    broker.start()
    wait_until(lambda: len(heard.of(Connected)) == 2)
    first.stop()
    _, later = connect(starts=2, port=broker.port)
    wait_until(lambda: later.of(Connected))
    numbers = [event.bd for event in (*heard.of(Connected), *later.of(Connected))]
    assert numbers == sorted(set(numbers))


def test_what_an_earlier_connection_still_had_to_say_never_comes_behind_the_new_birth(
    broker: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait
) -> None:
    """Else the broker would keep a birth whose number no Will has: the gateway would look alive for ever."""
    transport, heard = connect(port=broker.port)
    wait_until(lambda: heard.of(Connected))
    broker.pause()
    transport.publish_status(birth(heard.of(Connected)[0].bd))
    broker.kill()
    wait_until(lambda: heard.of(Lost))
    broker.start()
    central = listen(broker.port, STATUS)
    wait_until(lambda: len(heard.of(Connected)) == 2)
    transport.publish_status(birth(heard.of(Connected)[1].bd))
    wait_until(lambda: central.heard)
    transport.publish_health(b"{}")
    transport.stop()
    births = [said["bd"] for said in central.on(STATUS) if said["online"]]
    assert births == [heard.of(Connected)[1].bd]


def test_a_broker_that_is_away_at_the_start_is_found_when_it_comes(
    broker: MosquittoBroker, connect: Any, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """start() returns at once, the log says it once, stop() waits for nothing."""
    broker.stop()
    began_s = time.monotonic()
    _, heard = connect(port=broker.port)
    assert time.monotonic() - began_s < 0.5
    wait_until(lambda: "no connection" in caplog.text)
    broker.start()
    wait_until(lambda: heard.of(Connected), timeout_s=15)
    broker.stop()
    wait_until(lambda: heard.of(Lost))
    other, _ = connect(gateway="q-02", port=broker.port)
    began_s = time.monotonic()
    other.stop()
    assert time.monotonic() - began_s < 0.5


def test_a_clean_stop_is_no_trouble(
    mosquitto: MosquittoBroker, connect: Any, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether it is connected, at the door of a broker that does not answer, or at once: nothing is warned of."""
    connected, heard = connect(gateway="q-stop-1", port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        waiting, _ = connect(gateway="q-stop-2", port=silent.getsockname()[1])
        silent.settimeout(10)
        with silent.accept()[0]:
            early, _ = connect(gateway="q-stop-3", port=mosquitto.port)
            for one in (early, waiting, connected):
                one.stop()
    wait_until(lambda: not connected._thread.is_alive())
    # Threads of earlier tests may still say that their broker is gone.
    own = [record for record in caplog.records if "q-stop" in str(record.threadName)]
    assert [record.getMessage() for record in own if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[" * 5000,
        b'{"seq":-1,"head":"' + b"0" * 32 + b'","session":"s"}',
        b'{"seq":"9","head":"' + b"0" * 32 + b'","session":"s"}',
        b'{"seq":1e999,"head":"' + b"0" * 32 + b'","session":"s"}',
        b'{"seq":9,"head":"nonsense","session":"s"}',
        b'{"seq":9,"head":"' + b"0" * 32 + b'","session":"' + b"s" * 120_000 + b'"}',
    ],
    ids=lambda payload: f"{payload[:12]!r}-{len(payload)}",
)
def test_an_acknowledgement_that_is_none_changes_nothing(
    mosquitto: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait, payload: bytes
) -> None:
    """Broken, huge or foreign: the next sound one is heard as if nothing had been."""
    gateway = "q-acks"
    _, heard = connect(gateway=gateway, port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    central = listen(mosquitto.port, "nothing")
    sound = Ack(9, "0" * 32, "s")
    wait_until(lambda: central.say(topics.ack(gateway, STREAM), messages.encode(sound)) or heard.of(AckHeard))
    central.say(topics.ack(gateway, STREAM), payload)
    central.say(f"{topics.ROOT}/ack/{gateway}/not-a-stream", messages.encode(sound))
    central.say(topics.ack(gateway, "b" * 32), messages.encode(sound))
    wait_until(lambda: AckHeard("b" * 32, sound) in heard.events)
    assert {event.ack for event in heard.of(AckHeard)} == {sound}
    assert heard.of(Lost) == []


def test_an_exception_in_a_callback_ends_nothing(
    mosquitto: MosquittoBroker, listen: Any, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever takes the events may fail: the next acknowledgement still comes."""
    got: queue.SimpleQueue[Any] = queue.SimpleQueue()
    poison = threading.Event()

    def heard(event: Any) -> None:
        if isinstance(event, AckHeard) and not poison.is_set():
            poison.set()
            raise ZeroDivisionError("in a callback")
        got.put(event)

    transport = MqttTransport("q-poison", BrokerConfig(port=mosquitto.port), 1)
    transport.start(heard)
    try:
        assert isinstance(got.get(timeout=10), Connected)
        central = listen(mosquitto.port, "nothing")
        topic, ack = topics.ack("q-poison", STREAM), messages.encode(Ack(1, "0" * 32, "s"))
        wait_until(lambda: central.say(topic, ack) or poison.is_set())
        central.say(topic, ack)
        assert got.get(timeout=10).ack.seq == 1
        assert "ZeroDivisionError" in caplog.text
    finally:
        transport.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_control_without_the_wrapping_paho_dies_and_does_not_say_so(
    mosquitto: MosquittoBroker, listen: Any, wait_until: Wait
) -> None:
    """The same exception in a bare callback: the thread is gone, the client still calls itself connected."""
    bare = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="q-bare", protocol=mqtt.MQTTv5)
    subscribed = threading.Event()
    bare.on_connect = lambda client, *_: client.subscribe("poison", qos=1)
    bare.on_subscribe = lambda *_: subscribed.set()
    bare.on_message = lambda *_: 1 / 0
    bare.connect("127.0.0.1", mosquitto.port)
    bare.loop_start()
    thread = bare._thread
    assert thread is not None and subscribed.wait(10)
    listen(mosquitto.port, "nothing").say("poison", b"x")
    wait_until(lambda: not thread.is_alive())
    assert bare.is_connected()
    bare.socket().close()  # type: ignore[union-attr]


def test_a_connection_that_paho_itself_fails_on_is_made_again(
    mosquitto: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A packet that breaks the client costs one connection, and the broker speaks the Will for it."""
    status = listen(mosquitto.port, topics.status("q-broken"))
    _, heard = connect(gateway="q-broken", port=mosquitto.port)
    wait_until(lambda: heard.of(Connected))
    with monkeypatch.context() as broken:
        broken.setattr(mqtt_connection.Client, "_handle_publish", lambda self: [][1])
        listen(mosquitto.port, "nothing").client.publish(topics.ack("q-broken", STREAM), b"x", qos=1)
        wait_until(lambda: heard.of(Lost))
    wait_until(lambda: len(heard.of(Connected)) == 2)
    wait_until(lambda: status.heard)
    assert json.loads(status.heard[0].payload) == {"bd": heard.of(Connected)[0].bd, "online": False}


def test_a_goodbye_that_nobody_confirms_leaves_the_will_standing(
    broker: MosquittoBroker, connect: Any, listen: Any, wait_until: Wait
) -> None:
    """A broker that hangs while the gateway stops: when it wakes it says that the gateway went."""
    transport, heard = connect(port=broker.port)
    wait_until(lambda: heard.of(Connected))
    bd = heard.of(Connected)[0].bd
    transport.publish_status(birth(bd))
    wait_until(lambda: retained(broker.port, listen, wait_until)["online"])
    broker.pause()
    began_s = time.monotonic()
    transport.stop()
    assert time.monotonic() - began_s < 3
    broker.resume()
    wait_until(lambda: retained(broker.port, listen, wait_until) == {"bd": bd, "online": False})
