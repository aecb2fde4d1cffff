"""What certificates and rights made by central allow, judged by what the real mosquitto delivers.

Each refusal stands beside a control by the same hand that is delivered.
"""

import datetime
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from central.provisioning.authority import Authority, key_pem, new_authority, new_key, sign
from central.provisioning.keyring import Keyring
from contract import topics
from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

WAIT_S = 10.0
STREAM = "6f0c" * 8
NOW = datetime.datetime.now(datetime.UTC)
SITES = '\n[sites.noi-khac]\nname = "Nơi khác"\nratings = "free"\n'
BOXES = """site,gateway,counters,roles,wiring
xa-mau,hall-01,1,hall|counter,software
xa-mau,q-01,2,counter,software
xa-mau,q-02,3,counter,software
noi-khac,hall-09,1,hall|counter,software
noi-khac,q-09,2,counter,software
"""
DOORS = ["tcp", "websockets"]


class Client:
    """One MQTT client with a certificate; keeps what it hears and waits with deadlines."""

    def __init__(self, here: Any, files: tuple[Path, Path] | None, name: str, door: str = "tcp", version: int = 5):
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._answers: queue.Queue[bool] = queue.Queue()
        self._granted = threading.Event()
        self._port = here.websocket_port if door == "websockets" else here.mqtt_port
        protocol = mqtt.MQTTv5 if version == 5 else mqtt.MQTTv311
        self.mqtt = mqtt.Client(
            CallbackAPIVersion.VERSION2, name, protocol=protocol, transport=door, reconnect_on_failure=False
        )
        self.mqtt.tls_set(str(here.folder / "data" / "authority" / "quayso-ca.crt"), *map(str, files or ()))
        self.mqtt.on_connect = lambda _c, _d, _f, reason, _p: self._answers.put(not reason.is_failure)
        self.mqtt.on_disconnect = lambda *_: self._answers.put(False)
        self.mqtt.on_subscribe = lambda *_: self._granted.set()
        self.mqtt.on_message = lambda _c, _d, message: self.heard.put((message.topic, bytes(message.payload)))

    def is_let_in(self) -> bool:
        """Whether the broker welcomes it."""
        try:
            self.mqtt.connect("127.0.0.1", self._port, 30)
        except OSError:
            return False
        self.mqtt.loop_start()
        return self._answers.get(timeout=WAIT_S)

    def hear(self, *filters: str) -> "Client":
        """Subscribe."""
        for one in filters:
            self._granted.clear()
            self.mqtt.subscribe(one, 1)
            assert self._granted.wait(WAIT_S)
        return self

    def say(self, topic: str, payload: bytes = b"x") -> None:
        """Publish and wait for the receipt, whatever it says."""
        said = self.mqtt.publish(topic, payload, 1)
        said.wait_for_publish(WAIT_S)

    def until(self, marker: bytes) -> set[str]:
        """The topics of what came before a payload."""
        found = set()
        while (one := self.heard.get(timeout=WAIT_S))[1] != marker:
            found.add(one[0])
        return found

    def close(self) -> None:
        """End it."""
        self.mqtt.disconnect()
        self.mqtt.loop_stop()


class Stage:
    """A province whose store holds two sites, a broker over its files, and certificates by its own authority."""

    def __init__(self, here: Any) -> None:
        self.here, self.clients = here, []
        with here.config.open("a", encoding="utf-8") as file:
            file.write(SITES)
        (here.folder / "boxes.csv").write_text(BOXES, "utf-8")
        here.provision("batch", "boxes.csv", "--output", "cards")
        # The control's eye: it sees everything that is delivered.
        acl = here.folder / "broker" / "quayso.acl"
        acl.write_text(acl.read_text("utf-8") + "\nuser observer\ntopic readwrite #\n", "utf-8")
        here.start_broker()
        self.authority = Keyring(here.folder / "data" / "authority").signing()

    def files(self, name: str, authority: Authority | None = None, days: int = 30) -> tuple[Path, Path]:
        """Certificate and key of a name."""
        key = new_key()
        made = sign(authority or self.authority, name, key.public_key(), NOW, days)
        stem = self.here.folder / f"made-{len(list(self.here.folder.glob('made-*.crt')))}"
        stem.with_suffix(".crt").write_text(made.pem, "ascii")
        stem.with_suffix(".key").write_bytes(key_pem(key))
        return stem.with_suffix(".crt"), stem.with_suffix(".key")

    def client(self, name: str, **more: Any) -> Client:
        """A client with the certificate of a name, not connected."""
        files = more.pop("files", None) or self.files(name)
        self.clients.append(Client(self.here, None if files == "none" else files, name, **more))
        return self.clients[-1]

    def join(self, name: str, **more: Any) -> Client:
        """A connected one."""
        client = self.client(name, **more)
        assert client.is_let_in(), self.here.broker.log()[-2000:]
        return client

    def delivered(self, client: Client, wanted: list[str]) -> set[str]:
        """What the observer gets of a client's publications."""
        observer = self.join("observer").hear("#")
        for topic in wanted:
            client.say(topic)
        observer.say("marker", b"marker")
        return observer.until(b"marker")

    def overheard(self, client: Client, wanted: list[str]) -> set[str]:
        """What a client gets of the observer's publications to the wanted topics."""
        client.hear(topics.CENTRAL, "#", "quayso/v1/hall/+/do/+", "quayso/v1/hall/+/done/+", "quayso/v1/hall/+/now",
                    "$share/g/quayso/v1/#", *wanted)  # fmt: skip
        observer = self.join("observer")
        for topic in wanted:
            observer.say(topic)
        observer.say(topics.CENTRAL, b"marker")
        return client.until(b"marker")


def played(here: Any) -> Iterator[Stage]:
    """A stage on a province, cleared away afterwards."""
    try:
        made = Stage(here.begin())
        yield made
        for client in made.clients:
            client.close()
    finally:
        here.stop()


@pytest.fixture(scope="module")
def stage(new_province: Callable[[], Any]) -> Iterator[Stage]:
    """Two sites at one broker, for every test that leaves them as they are."""
    yield from played(new_province())


@pytest.fixture
def own_stage(new_province: Callable[[], Any]) -> Iterator[Stage]:
    """The same for one test alone."""
    yield from played(new_province())


def own(name: str, site: str) -> list[str]:
    """What a gateway may write."""
    return [topics.events(name), topics.status(name), topics.health(name), topics.hall_do(site, name)]


ALL_OF_HALLS = [
    make(site, name)
    for site, names in (("xa-mau", ("hall-01", "q-01", "q-02")), ("noi-khac", ("hall-09", "q-09")))
    for name in names
    for make in (topics.hall_do, topics.hall_done)
] + [topics.hall_now("xa-mau"), topics.hall_now("noi-khac")]
FOREIGN = [
    *own("q-02", "xa-mau"), *own("q-09", "noi-khac"), topics.command("q-01"), topics.config("q-01"),
    topics.ack("q-01", STREAM), topics.ack("q-02", STREAM), topics.command("q-02"), topics.CENTRAL,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("version", [5, 4])
def test_a_gateway_writes_its_own_topics_and_nobody_elses(stage: Stage, door: str, version: int) -> None:
    """Through both doors and with MQTT 3.1.1 too: its own are delivered, of others' and of the hall's nothing is."""
    gateway = stage.join("q-01", door=door, version=version)
    mine = own("q-01", "xa-mau")
    assert stage.delivered(gateway, [*mine, *FOREIGN, *ALL_OF_HALLS]) == {*mine}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("version", [5, 4])
def test_a_gateway_hears_what_is_for_it_and_the_state_of_its_own_hall(stage: Stage, door: str, version: int) -> None:
    """Nobody else's orders, answers or acknowledgements, nor the state of another site's hall."""
    mine = {topics.command("q-01"), topics.config("q-01"), topics.ack("q-01", STREAM)}
    of_hall = {topics.hall_done("xa-mau", "q-01"), topics.hall_now("xa-mau")}
    gateway = stage.join("q-01", door=door, version=version)
    assert stage.overheard(gateway, [*FOREIGN, *ALL_OF_HALLS]) - {topics.CENTRAL} == mine | of_hall


def test_a_hall_hears_its_own_gateways_and_answers_no_others(stage: Stage) -> None:
    """The hall of one site neither hears nor answers the other's; each of its own it does."""
    here = [topics.hall_do("xa-mau", name) for name in ("hall-01", "q-01", "q-02")]
    hall = stage.join("hall-01")
    answers = {topics.hall_done("xa-mau", name) for name in ("hall-01", "q-01", "q-02")}
    written = stage.delivered(hall, ALL_OF_HALLS)
    assert written == answers | {topics.hall_now("xa-mau"), topics.hall_do("xa-mau", "hall-01")}
    assert stage.overheard(hall, ALL_OF_HALLS) >= {*here, topics.hall_now("xa-mau")}
    other = stage.overheard(stage.join("hall-01"), [t for t in ALL_OF_HALLS if "noi-khac" in t and "hall-01" not in t])
    assert other == set()


def test_a_gateway_of_another_site_gets_no_number_at_this_hall(stage: Stage) -> None:
    """Its request reaches nobody, in its own name or in another's; one of the site does."""
    hall = stage.join("hall-01").hear("quayso/v1/hall/xa-mau/do/+", topics.hall_now("xa-mau"))
    stranger = stage.join("q-09")
    stranger.say(topics.hall_do("xa-mau", "q-09"))
    stranger.say(topics.hall_do("xa-mau", "q-01"))
    stage.join("q-01").say(topics.hall_do("xa-mau", "q-01"), b"control")
    assert hall.until(b"control") == set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho leaves refused sockets open
@pytest.mark.parametrize("door", DOORS)
def test_foreign_expired_and_missing_certificates_are_refused(stage: Stage, door: str) -> None:
    """Another province's authority, one of the same name, a day too late, none at all; the right one is let in."""
    namesake = new_authority(1, NOW)
    assert stage.client("q-01", door=door).is_let_in()
    assert not stage.client("q-01", door=door, files=stage.files("q-01", namesake)).is_let_in()
    assert not stage.client("q-01", door=door, files=stage.files("q-01", new_authority(7, NOW))).is_let_in()
    assert not stage.client("q-01", door=door, files=stage.files("q-01", days=-1)).is_let_in()
    assert not stage.client("q-01", door=door, files="none").is_let_in()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["+", "#", "q-02/+", "q-01 ", "central-x"])
def test_odd_names_open_nothing(stage: Stage, door: str, name: str) -> None:
    """Even a certificate of our own authority with a wildcard as its name neither writes nor hears others' topics."""
    odd = stage.client(name, door=door)
    if not odd.is_let_in():
        return
    assert not stage.delivered(odd, FOREIGN) & set(FOREIGN)
    odd.hear("#", "quayso/v1/#", *FOREIGN)
    observer = stage.join("observer").hear("#")
    for topic in FOREIGN:
        observer.say(topic)
    observer.say("marker", b"marker")
    observer.until(b"marker")
    odd.hear("barrier")
    assert {topic for topic, _ in odd.heard.queue} <= {topics.CENTRAL}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("restarted", [False, True])
def test_a_revoked_gateway_is_out_at_once_and_after_a_restart(own_stage: Stage, door: str, restarted: bool) -> None:
    """Its open connection delivers nothing from that moment on; a new one neither, at any door; others go on."""
    stage = own_stage
    files = stage.files("q-01")
    before = stage.join("q-01", door=door, files=files)
    mine = own("q-01", "xa-mau")
    assert stage.delivered(before, mine) == {*mine}
    stage.here.provision("revoke", "q-01")
    acl = stage.here.folder / "broker" / "quayso.acl"
    acl.write_text(acl.read_text("utf-8") + "\nuser observer\ntopic readwrite #\n", "utf-8")
    if restarted:
        stage.here.broker.restart()
    else:
        stage.here.broker.reload()
        stage.here.wait_until(lambda: stage.here.broker.log().count("Reloading config") >= 2, what="the reload")
        assert stage.delivered(before, mine) == set()
    after = stage.client("q-01", door=door, files=files)
    if after.is_let_in():
        assert stage.delivered(after, mine) == set()
        after.hear("#", topics.command("q-01"), topics.CENTRAL)
        stage.join("observer").say(topics.command("q-01"))
        after.hear("barrier")
        assert after.heard.empty()
    other = own("q-02", "xa-mau")
    assert stage.delivered(stage.join("q-02", door=door), other) == {*other}
