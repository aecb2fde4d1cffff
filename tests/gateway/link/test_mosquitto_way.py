"""Journal, link and transport over a real mosquitto to a central in memory: broken lines, and every kind of door."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract import messages, topics
from contract.links import BrokerConfig
from gateway.link.mqtt_transport import MqttTransport
from gateway.link.transport import Connected
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Wait = Callable[..., None]


class CentralOverMqtt:
    """The central in memory behind a client of the broker; it connects again by itself."""

    def __init__(self, central: Any, port: int) -> None:
        self.central = central
        central.heard = self.publish_ack
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="central", protocol=mqtt.MQTTv5)
        self.client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]
        self.client.on_connect = self.on_connect
        self.client.on_message = self.on_message
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def on_connect(self, client: mqtt.Client, *_: Any) -> None:
        """Hear everything, retained births included."""
        client.subscribe([(topics.ALL_EVENTS, mqtt.SubscribeOptions(1)), (topics.ALL_STATUS, mqtt.SubscribeOptions(1))])

    def on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        """Hand over to the central in memory."""
        if message.topic.startswith(f"{topics.ROOT}/events"):
            place = dict(message.properties.UserProperty)  # type: ignore[union-attr]
            self.central.publish_events(place["stream"], int(place["first"]), message.payload)
        elif b'"online":true' in message.payload:
            self.central.publish_status(message.payload)

    def publish_ack(self, event: Any) -> None:
        """Central's word to the gateway."""
        self.client.publish(topics.ack("q-01", event.stream), messages.encode(event.ack), qos=1)

    def close(self) -> None:
        """Go."""
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """A broker that keeps nothing."""
    with MosquittoBroker(tmp_path / "mosquitto") as own:
        yield own


@pytest.fixture
def over_mqtt(central: Any, broker: MosquittoBroker) -> Iterator[CentralOverMqtt]:
    """Central at that broker."""
    made = CentralOverMqtt(central, broker.port)
    yield made
    made.close()


def test_every_line_arrives_over_brokers_that_die_and_hang(
    rig: Any, central: Any, broker: MosquittoBroker, over_mqtt: CentralOverMqtt, wait_until: Wait
) -> None:
    """Killed twice and once frozen while presses go on: connected again, born again, each rating once."""
    r = rig(MqttTransport("q-01", BrokerConfig(port=broker.port), 1))
    given = r.press(20)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 20)
    for _ in range(2):
        broker.kill()
        wait_until(lambda: not r.link.is_connected)
        given += r.press(120)
        broker.start()
        wait_until(lambda: r.journal.acked(r.journal.stream) == r.journal.last(), timeout_s=20)
    broker.pause()
    given += r.press(120)
    broker.resume()
    wait_until(lambda: r.journal.acked(r.journal.stream) == r.journal.last(), timeout_s=20)
    assert sorted(central.ratings()) == sorted(given)
    assert central.conflicts == []
    numbers = [birth.bd for birth in central.births]
    assert len(set(numbers)) >= 3
    assert numbers == sorted(numbers)


def test_lines_wait_for_a_central_that_comes_later(
    rig: Any, central: Any, broker: MosquittoBroker, wait_until: Wait
) -> None:
    """The broker is there, central is not: its first session answers the retained birth, and everything comes."""
    r = rig(MqttTransport("q-01", BrokerConfig(port=broker.port), 1))
    given = r.press(150)
    wait_until(lambda: r.link.is_connected)
    late = CentralOverMqtt(central, broker.port)
    try:
        wait_until(lambda: r.journal.acked(r.journal.stream) == 150)
        assert sorted(central.ratings()) == sorted(given)
    finally:
        late.close()


def openssl(*words: object) -> None:
    """Run openssl; its words only when it fails."""
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, and certificates of a broker and of q-01 signed by it; another authority that nobody knows."""
    folder = tmp_path_factory.mktemp("certificates")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for name in ("ca", "other"):
        openssl("req", "-x509", *key, "-days", 2, "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key",
                "-out", folder / f"{name}.crt")  # fmt: skip
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1", "ascii")
    for name in ("broker", "q-01"):
        openssl("req", *key, "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
        openssl("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / "ca.crt", "-CAkey", folder / "ca.key",
                "-CAcreateserial", "-days", 2, "-extfile", folder / "names",
                "-out", folder / f"{name}.crt")  # fmt: skip
    return folder


def door(tmp_path: Path, text: str) -> MosquittoBroker:
    """A broker with a listener of its own."""
    conf = f"user root\nlog_dest stderr\nlog_type all\nlistener {{port}} 127.0.0.1\n{text}\n"
    return MosquittoBroker(tmp_path / "door", conf=conf)


def outcome(broker: BrokerConfig, wait_until: Wait, condition: Callable[[list[Any]], object]) -> list[Any]:
    """Connect until something is so."""
    heard: list[Any] = []
    transport = MqttTransport("q-01", broker, 1)
    transport.start(heard.append)
    try:
        wait_until(lambda: condition(heard))
    finally:
        transport.stop()
    return heard


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_certificate_opens_a_tls_door(
    tmp_path: Path, certificates: Path, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """With the right authority, certificate and key the broker knows who asks; without, nothing is said but why."""
    c = certificates
    text = (
        f"cafile {c}/ca.crt\ncertfile {c}/broker.crt\nkeyfile {c}/broker.key\n"
        "require_certificate true\nuse_identity_as_username true"
    )
    with door(tmp_path, text) as broker:
        right = BrokerConfig(port=broker.port, ca=f"{c}/ca.crt", cert=f"{c}/q-01.crt", key=f"{c}/q-01.key")
        outcome(right, wait_until, lambda heard: any(isinstance(event, Connected) for event in heard))
        assert "as q-01 (p5, c1, k30, u'q-01')" in broker.log()
        for wrong in (
            BrokerConfig(port=broker.port, ca=f"{c}/other.crt", cert=f"{c}/q-01.crt", key=f"{c}/q-01.key"),
            BrokerConfig(port=broker.port, ca=f"{c}/missing.crt"),
        ):
            caplog.clear()
            assert outcome(wrong, wait_until, lambda heard: "no connection" in caplog.text) == []


def test_a_name_and_a_password_open_a_door(tmp_path: Path, wait_until: Wait, caplog: pytest.LogCaptureFixture) -> None:
    """The wrong password is refused and tried again; neither is ever written into a log."""
    tmp_path.joinpath("door").mkdir()
    passwords = tmp_path / "door" / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "q-01", "right-secret"], check=True, capture_output=True)
    with door(tmp_path, f"allow_anonymous false\npassword_file {passwords}") as broker:
        right = BrokerConfig(port=broker.port, username="q-01", password="right-secret")
        outcome(right, wait_until, lambda heard: any(isinstance(event, Connected) for event in heard))
        wrong = BrokerConfig(port=broker.port, username="q-01", password="wrong-secret")
        assert outcome(wrong, wait_until, lambda heard: "refuses q-01" in caplog.text) == []
    assert "secret" not in caplog.text
