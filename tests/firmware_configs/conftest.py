"""Certificates of a day and the shipped mosquitto files as a running broker."""

import queue
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from simulator.broker import MosquittoBroker

WAIT_S = 10.0
SUBJECT_EXTENSIONS = "subjectAltName=IP:127.0.0.1,DNS:localhost"

# What Debian's package has in /etc/mosquitto/mosquitto.conf, but for the log: ours is loaded after it.
DEBIAN_CONF = """pid_file {folder}/debian.pid
persistence true
persistence_location {folder}/
log_dest stderr
log_type all
user root
"""


@dataclass(frozen=True)
class Identity:
    """Files of one key and its certificate."""

    cert: Path
    key: Path


@dataclass
class Authority:
    """A certificate authority made with the openssl program."""

    folder: Path
    name: str
    _issued: dict[tuple[str, int], Identity] = field(default_factory=dict)

    @property
    def cert(self) -> Path:
        """The authority's own certificate."""
        return self.folder / "ca.crt"

    def create(self) -> "Authority":
        """Make the key and the self-signed certificate."""
        self.folder.mkdir(parents=True)
        _openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", f"/CN={self.name}", "-keyout", self.folder / "ca.key", "-out", self.cert,
        )  # fmt: skip
        (self.folder / "index.txt").write_text("", "ascii")
        (self.folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/index.txt\ndefault_md=sha256\ndefault_crl_days=2\n",
            "utf-8",
        )
        return self

    def issue(self, name: str, days: int = 2) -> Identity:
        """A key and a certificate whose CN is `name`; days below 0 make one that has expired."""
        if (name, days) in self._issued:
            return self._issued[name, days]
        stem = self.folder / f"issued-{len(self._issued)}"
        identity = Identity(stem.with_suffix(".crt"), stem.with_suffix(".key"))
        # In a subject "/" and "+" separate parts unless they are escaped.
        subject = "/CN=" + re.sub(r"([/+])", r"\\\1", name)
        request, extensions = stem.with_suffix(".csr"), stem.with_suffix(".ext")
        extensions.write_text(SUBJECT_EXTENSIONS, "ascii")
        _openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
            "-keyout", identity.key, "-out", request,
        )  # fmt: skip
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.cert, "-CAkey", self.folder / "ca.key",
            "-CAcreateserial", "-days", str(days), "-extfile", extensions, "-out", identity.cert,
        )  # fmt: skip
        self._issued[name, days] = identity
        return identity

    def revoke(self, identity: Identity) -> Path:
        """Revoke one certificate and return the new revocation list."""
        files = ("-config", self.folder / "ca.cnf", "-cert", self.cert, "-keyfile", self.folder / "ca.key")
        _openssl("ca", *files, "-revoke", identity.cert)
        _openssl("ca", *files, "-gencrl", "-out", self.folder / "revoked.crl")
        return self.folder / "revoked.crl"


class Client:
    """An MQTT 5 client that keeps what it receives and waits with a deadline."""

    def __init__(
        self,
        broker: MosquittoBroker,
        ca: Path,
        client_id: str,
        identity: Identity | None = None,
        login: tuple[str, str] | None = None,
        will: str | None = None,
    ) -> None:
        self.received: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
        self.disconnected = threading.Event()
        self._broker = broker
        self._answer: queue.Queue[bool] = queue.Queue()
        self._subscribed = threading.Event()
        self.mqtt = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        self.mqtt.tls_set(str(ca), *([str(identity.cert), str(identity.key)] if identity else []))
        if login is not None:
            self.mqtt.username_pw_set(*login)
        if will is not None:
            self.mqtt.will_set(will, b"will", qos=1)
        self.mqtt.on_connect = lambda _client, _data, _flags, reason, _properties: self._answer.put(
            not reason.is_failure
        )
        self.mqtt.on_disconnect = lambda *_args: (self.disconnected.set(), self._answer.put(False))
        self.mqtt.on_subscribe = lambda *_args: self._subscribed.set()
        self.mqtt.on_message = lambda _client, _data, message: self.received.put(message)

    def connect(self) -> "Client":
        """Connect or fail the test."""
        assert self.is_let_in(), self._broker.log()
        return self

    def is_let_in(self) -> bool:
        """True when the broker welcomes this client, False when it refuses it."""
        try:
            self.mqtt.connect(self._broker.host, self._broker.port, clean_start=True)
        except OSError:
            return False
        self.mqtt.loop_start()
        return self._answer.get(timeout=WAIT_S)

    def subscribe(self, *topic_filters: str) -> None:
        """Subscribe to each and wait for the broker's answers."""
        for topic_filter in topic_filters:
            self._subscribed.clear()
            self.mqtt.subscribe(topic_filter, qos=1)
            assert self._subscribed.wait(WAIT_S)

    def publish(self, topic: str, payload: bytes = b"x", retain: bool = False) -> None:
        """Publish with QoS 1 and wait for the PUBACK, whatever it says."""
        published = self.mqtt.publish(topic, payload, 1, retain)
        published.wait_for_publish(WAIT_S)
        assert published.is_published()

    def topics_until(self, marker: bytes) -> list[str]:
        """The topics of what arrived before the message with this payload, in order."""
        topics = []
        while (message := self.received.get(timeout=WAIT_S)).payload != marker:
            topics.append(message.topic)
        return topics

    def cut(self) -> None:
        """Lose the connection without a goodbye."""
        connection = self.mqtt.socket()
        assert connection is not None
        connection.shutdown(socket.SHUT_RDWR)
        assert self.disconnected.wait(WAIT_S)

    def close(self) -> None:
        """Say goodbye and end the thread."""
        self.mqtt.disconnect()
        self.mqtt.loop_stop()


@dataclass
class RunningBroker:
    """A running broker with the shipped files, and the clients of a test."""

    broker: MosquittoBroker
    authority: Authority
    clients: list[Client] = field(default_factory=list)

    def client(self, name: str, client_id: str | None = None, **options: object) -> Client:
        """A client with the certificate `name`, not connected."""
        options.setdefault("identity", self.authority.issue(name))
        client = Client(self.broker, self.authority.cert, client_id or name, **options)  # type: ignore[arg-type]
        self.clients.append(client)
        return client

    def join(self, name: str, client_id: str | None = None, **options: object) -> Client:
        """A connected client with the certificate `name`."""
        return self.client(name, client_id, **options).connect()

    def wait_for_log(self, pattern: str, times: int = 1) -> None:
        """Wait until the broker's log holds the pattern this often."""
        deadline_s, pause = time.monotonic() + WAIT_S, threading.Event()
        while len(re.findall(pattern, self.broker.log())) < times:
            assert time.monotonic() < deadline_s, self.broker.log()
            pause.wait(0.01)


Shipped = Callable[..., RunningBroker]


@pytest.fixture(scope="session")
def new_authority(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Authority]:
    """Makes one more certificate authority."""
    return lambda name: Authority(tmp_path_factory.mktemp("authority") / "ca", name).create()


@pytest.fixture(scope="session")
def authority(new_authority: Callable[[str], Authority]) -> Authority:
    """The CA of the central under test."""
    return new_authority("quayso-ca")


def shipped_conf(folder: Path, access: str, without: str, crl: Path | None, places: dict[str, Path]) -> str:
    """The shipped files as one configuration, in the order in which Debian's include_dir reads them."""
    text = "".join((folder / name).read_text("utf-8") for name in sorted([access, "quayso-limits.conf"]))
    for shipped_path, path in places.items():
        text = text.replace(shipped_path, str(path))
    if crl is not None:
        text = text.replace("#crlfile /etc/mosquitto/certs/quayso-revoked.crl", f"crlfile {crl}")
    text, listeners = re.subn(r"(?m)^listener 8883$", "listener {port} 127.0.0.1", text)
    assert listeners == 1, "each shipped file opens exactly one door"
    if without:
        text, left_out = re.subn(rf"(?m)^{without} .*$", "", text)
        assert left_out == 1
    assert "/etc/" not in re.sub("(?m)^#.*$", "", text), "a path that this test does not know"
    return text


@pytest.fixture
def shipped(tmp_path: Path, repository: Path, authority: Authority) -> Iterator[Shipped]:
    """Starts the shipped mosquitto files: only paths, address and port differ, and `observer` may see all.

    access: the file about who may come in; without: a line to leave out (a control); crl: a revocation
    list to switch on; passwords: user names with their passwords; site: with the example's lines of one site.
    """
    started: list[RunningBroker] = []
    folder = repository / "firmware_configs" / "mosquitto"
    server = authority.issue("server")
    places = {
        "/etc/mosquitto/certs/quayso-ca.crt": authority.cert,
        "/etc/mosquitto/certs/quayso-server.crt": server.cert,
        "/etc/mosquitto/certs/quayso-server.key": server.key,
        "/etc/mosquitto/quayso.acl": tmp_path / "quayso.acl",
        "/etc/mosquitto/quayso.passwd": tmp_path / "quayso.passwd",
    }

    def start(
        access: str = "quayso-certificates.conf",
        without: str = "",
        crl: Path | None = None,
        passwords: dict[str, str] | None = None,
        site: bool = False,
    ) -> RunningBroker:
        acl = (folder / "quayso.acl").read_text("utf-8") + "\nuser observer\ntopic readwrite #\n"
        if site:
            acl = re.sub(r"(?m)^# (?=user |topic )", "", acl)
        (tmp_path / "quayso.acl").write_text(acl, "utf-8")
        for user, password in (passwords or {}).items():
            program = shutil.which("mosquitto_passwd")
            assert program is not None
            (tmp_path / "quayso.passwd").touch(mode=0o600)
            subprocess.run([program, "-b", tmp_path / "quayso.passwd", user, password], check=True)
        conf = DEBIAN_CONF.format(folder=tmp_path) + shipped_conf(folder, access, without, crl, places)
        started.append(RunningBroker(MosquittoBroker(tmp_path, conf=conf).start(), authority))
        return started[-1]

    yield start
    for running in started:
        for client in running.clients:
            client.close()
        running.broker.stop()


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
