"""A whole gateway in this process: devices, worker, journal, link and control socket, over a transport in memory."""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract.events import GatewayStarted
from contract.lines import read_data, read_line
from contract.links import BrokerConfig
from contract.messages import Ack
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.commands import ControlAnswer, DeviceChanged, SignIn
from gateway.config import Configuration, DummyButton, DummyPanelConfig, GatewayConfig, JournalConfig
from gateway.config.gateway_toml import ControlConfig
from gateway.control.server import SocketTaken
from gateway.effects import ShowFault
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalFull, JournalInUse
from gateway.link.transport import AckHeard, Connected, TransportEvent
from gateway.wiring import Gateway, Parts

MakeGateway = Callable[..., Gateway]
SITE = SiteConfig(
    "trung-tam",
    "Trung tâm",
    (RatingRules("4-level", "free", date(2020, 1, 1)),),
    (Counter("3"), Counter("4")),
    officers=(Officer("cb-01", "Nguyễn Văn An", badge="AA"),),
)
LEVELS = ("good", "fair", "average", "poor")


class Wire:
    """A broker and a central that only listen."""

    def __init__(self, gateway: str, broker: BrokerConfig, starts: int) -> None:
        self.starts = starts
        self.payloads: list[bytes] = []
        self.heard: Callable[[TransportEvent], None] = lambda event: None

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Connected at once."""
        self.heard = heard
        heard(Connected(1))

    def stop(self) -> None:
        """Nothing to undo."""

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Remember it."""
        self.payloads.append(payload)

    def publish_status(self, payload: bytes) -> None:
        """Of no interest."""

    def publish_health(self, payload: bytes) -> None:
        """Of no interest."""


@pytest.fixture
def make_gateway(tmp_path: Path, clock: ManualClock, empty_journal: Path) -> Iterator[MakeGateway]:
    """Makes gateways on one folder, not started; stops them at the end."""
    made: list[Gateway] = []

    def make(sock: str = "c.sock", data: str = "data", max_mb: int = 8) -> Gateway:
        config = GatewayConfig(
            gateway="q-01",
            site="trung-tam",
            data_dir=str(tmp_path / data),
            control=ControlConfig(socket=str(tmp_path / sock)),
            journal=JournalConfig(max_mb=max_mb),
            panels=tuple(
                DummyPanelConfig(f"p{counter}", counter, tuple(DummyButton(level) for level in LEVELS))
                for counter in ("3", "4")
            ),
        )
        parts = Parts(clock=clock, transport=Wire, migrate=lambda path: Path(shutil.copy(empty_journal, path)) and None)
        made.append(Gateway(Configuration(config, SITE), "0.1", parts))
        return made[-1]

    yield make
    for gateway in made:
        gateway.stop()


def ask(gateway: Gateway, order: Callable[[Any], Any], wait_until: Callable[..., None]) -> ControlAnswer:
    """Give an order and wait for its answer."""
    answers: list[ControlAnswer] = []
    gateway.inbox.post(order(answers.append))
    wait_until(lambda: answers)
    return answers[0]


def lines(gateway: Gateway) -> list[Any]:
    """Data of every line of the own stream."""
    rows = gateway.journal.read(gateway.journal.stream, 1, 10_000)[0]
    return [read_data(read_line(row.line)) for row in rows]


def test_a_press_becomes_a_line_then_a_lamp(make_gateway: MakeGateway, wait_until: Callable[..., None]) -> None:
    """The walk of one press, and what the start itself writes."""
    gateway = make_gateway()
    gateway.start()
    assert ask(gateway, lambda reply: SignIn("3", "cb-01", reply=reply), wait_until).ok
    gateway.panels["p3"].press("good")  # type: ignore[attr-defined]
    wait_until(lambda: list(gateway.panels["p3"].shown) == ["confirm"])  # type: ignore[attr-defined]
    facts = lines(gateway)
    assert facts[0].TYPE == "gateway.started"
    assert [fact.TYPE for fact in facts[-2:]] == ["officer.signed_in", "rating.given"]
    assert {fact.device for fact in facts if fact.TYPE == "device.changed"} == {"p3", "p4"}


def test_a_gateway_starts_on_a_full_journal_shows_it_and_sends(
    make_gateway: MakeGateway, clock: ManualClock, wait_until: Callable[..., None]
) -> None:
    """Else it could never get room again: only what is sent and acknowledged may be forgotten."""
    before = make_gateway()
    before.journal._place._max_bytes = 24 * 4096
    before.start()
    started = GatewayStarted("0.1", "restart")
    with pytest.raises(JournalFull):
        while True:
            before.journal.append([Draft(started, clock.now())])
    before.stop()
    full = make_gateway()
    full.journal._place._max_bytes = 24 * 4096
    full.start()
    assert full.worker is not None and full.worker.refusing
    assert all(panel.fault_lamp for panel in full.panels.values())  # type: ignore[attr-defined]
    full.panels["p3"].press("good")  # type: ignore[attr-defined]
    wait_until(lambda: list(full.panels["p3"].shown) == ["refuse"])  # type: ignore[attr-defined]
    wire = full.link._transport  # type: ignore[union-attr]
    wire.heard(AckHeard(full.journal.stream, Ack(0, "0" * 32, "s1")))  # type: ignore[attr-defined]
    wait_until(lambda: wire.payloads)  # type: ignore[attr-defined]


def test_after_a_full_journal_only_real_faults_stay_lit(
    make_gateway: MakeGateway, wait_until: Callable[..., None]
) -> None:
    """A panel with a stuck button keeps its lamp when the others go dark; none goes dark before there is room."""
    gateway = make_gateway()
    gateway.start()
    worker = gateway.worker
    assert worker is not None
    lamps = {name: panel for name, panel in gateway.panels.items()}
    worker._refuse(OSError("full"))
    assert all(panel.fault_lamp for panel in lamps.values())  # type: ignore[attr-defined]
    gateway._role._devices.take(DeviceChanged("p4", "panel", "fault", "no_pins"))
    gateway._stage.show(ShowFault("p3", False))
    assert all(panel.fault_lamp for panel in lamps.values())  # type: ignore[attr-defined]
    worker._accept()
    assert {name: panel.fault_lamp for name, panel in lamps.items()} == {"p3": False, "p4": True}  # type: ignore


def test_seats_and_test_mode_outlive_a_restart(make_gateway: MakeGateway, wait_until: Callable[..., None]) -> None:
    """Nobody has to sign in again because a service was restarted."""
    first = make_gateway()
    first.start()
    ask(first, lambda reply: SignIn("3", "cb-01", reply=reply), wait_until)
    first.stop()
    second = make_gateway()
    second.start()
    assert {c: s.officer for c, s in second.worker._state.states[0].seats.items()} == {"3": "cb-01"}  # type: ignore[union-attr]
    assert [fact.reason for fact in lines(second) if fact.TYPE == "gateway.started"] == ["boot", "restart"]


def test_two_gateways_on_one_folder_or_one_socket_are_refused(make_gateway: MakeGateway, tmp_path: Path) -> None:
    """The first one is not disturbed by the attempt."""
    first = make_gateway()
    first.start()
    with pytest.raises(JournalInUse):
        make_gateway(sock="other.sock").start()
    with pytest.raises(SocketTaken):
        make_gateway(data="other").start()
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(tmp_path / "c.sock"))


def test_without_a_control_socket_the_counter_still_works(
    make_gateway: MakeGateway, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    """A folder that cannot be made is a line in the log, not a dark counter."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    gateway = make_gateway(sock="file/c.sock")
    gateway.start()
    gateway.panels["p3"].press("good")  # type: ignore[attr-defined]
    wait_until(lambda: list(gateway.panels["p3"].shown) == ["confirm"])  # type: ignore[attr-defined]


def test_starts_are_counted_over_a_broken_journal(make_gateway: MakeGateway, tmp_path: Path) -> None:
    """The number of a connection grows with each start; a file set aside hands it on."""
    for expected in (1, 2):
        gateway = make_gateway()
        gateway.start()
        assert gateway.link._identity.starts == expected  # type: ignore[union-attr]
        gateway.stop()
    path = tmp_path / "data" / "journal.db"
    raw = bytearray(path.read_bytes())
    place = raw.index(b"gateway.started") // 4096 * 4096
    raw[place : place + 8] = b"\xff" * 8
    path.write_bytes(raw)
    again = make_gateway()
    again.start()
    assert again.link._identity.starts == 3  # type: ignore[union-attr]
    assert len(again.journal.held()) == 2
