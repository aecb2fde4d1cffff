"""Real gateways of one site, and one of another, over the shipped mosquitto files with the example lines."""

import queue
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract import messages, topics
from contract.hall import HallAnswer, HallRequest
from contract.ids import new_id
from gateway.clock import ManualClock
from gateway.config import load_configuration
from gateway.journal.schema import migrate
from gateway.wiring import Gateway, Parts
from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Wait = Callable[..., None]
PASSWORDS = {name: f"của-{name}" for name in ("hall-01", "q-01", "q-03", "q-09", "observer")}
SITE = """site = "{site}"
name = "Trung tâm"
ratings = [{{ scale = "4-level", mode = "per-ticket", valid_from = 2020-01-01 }}]
counters = [{{ id = "3" }}]
services = [{{ code = "ho-tich", name = "Hộ tịch", prefix = "A" }}]
"""
GATEWAY = """gateway = "{name}"
site = "{site}"
site_file = "{site}.toml"
data_dir = "{name}"
roles = ["{role}"]
[control]
socket = "{name}.sock"
[central]
{link}
[hall]
{link}
"""


class Site:
    """Gateways around one broker that serves as central's and as the hall's, on a clock that moves while one waits."""

    def __init__(self, folder: Path, running: Any, access: str, wait_until: Wait) -> None:
        self.folder, self.running, self.access, self._wait = folder, running, access, wait_until
        self.clock = ManualClock(datetime(2026, 11, 23, 8, 15, tzinfo=timezone(timedelta(hours=7))))
        self.started: list[Gateway] = []

    def start(self, name: str, role: str, site: str = "trung-tam") -> Gateway:
        """Start a gateway from its files, with its certificate or its password."""
        lines = {"host": "127.0.0.1", "ca": self.running.authority.cert}
        if "passwords" in self.access:
            lines |= {"username": name, "password": PASSWORDS[name]}
        else:
            identity = self.running.authority.issue(name)
            lines |= {"cert": identity.cert, "key": identity.key}
        link = f"port = {self.running.broker.port}\n" + "\n".join(f'{key} = "{value}"' for key, value in lines.items())
        (self.folder / f"{site}.toml").write_text(SITE.format(site=site), "utf-8")
        path = self.folder / f"{name}.toml"
        path.write_text(GATEWAY.format(name=name, site=site, role=role, link=link), "utf-8")
        gateway = Gateway(load_configuration(path), "0.1", Parts(clock=self.clock, migrate=migrate))
        gateway.start()
        self.started.append(gateway)
        return gateway

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait while the clock moves."""

        def holds() -> object:
            self.clock.advance(0.1)
            for gateway in self.started:
                gateway.inbox.wake()
            return condition()

        self._wait(holds, 20)

    def take(self, gateway: Gateway, site: str | None = None) -> HallAnswer:
        """Ask the hall for a number; ``site``: of another site than the gateway's own."""
        answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
        assert gateway.hall is not None
        link: Any = gateway.hall.client
        if site is not None:
            link._site = site
        link.ask("take_ticket", {"service": "ho-tich"}, answers.put)
        self.wait(lambda: not answers.empty())
        return answers.get()


@pytest.fixture
def site(shipped: Callable[..., Any], tmp_path: Path, wait_until: Wait) -> Iterator[Callable[[str], Site]]:
    """Makes a site over the shipped files; ends its gateways."""
    made: list[Site] = []

    def make(access: str) -> Site:
        running = shipped(access=access, passwords=PASSWORDS if "passwords" in access else None, site=True)
        made.append(Site(tmp_path, running, access, wait_until))
        return made[-1]

    yield make
    for one in made:
        for gateway in reversed(one.started):
            gateway.stop()


@pytest.mark.parametrize("access", ["quayso-certificates.conf", "quayso-passwords.conf"])
def test_hall_and_counters_need_no_right_but_those_of_the_example(site: Callable[[str], Site], access: str) -> None:
    """Requests, answers and the state go their ways; a gateway of another site that knows the topic is not heard."""
    ours = site(access)
    hall, counter = ours.start("hall-01", "hall"), ours.start("q-03", "counter")
    assert hall.hall is not None and counter.hall is not None
    feed = counter.hall.feed
    ours.wait(lambda: (heard := feed.look()).is_live and heard.state is not None and heard.state.rev > 0)
    answer = ours.take(counter)
    assert answer.ok and answer.result is not None and answer.result["number"] == "A001"
    assert "Denied" not in ours.running.broker.log()

    stranger = ours.start("q-09", "counter", site="noi-khac")
    assert stranger.hall is not None
    ours.wait(lambda: stranger.hall is not None and stranger.hall.client._is_connected)  # type: ignore[attr-defined]
    refused = ours.take(stranger, site="trung-tam")
    assert refused.error is not None and refused.error.code == "hall_away"
    assert len(hall.hall.queue().tickets) == 1  # type: ignore[union-attr, arg-type]


def test_a_request_in_the_name_of_another_gateway_is_not_delivered(site: Callable[[str], Site]) -> None:
    """q-01 may ask for itself and not as q-03; its forged state of the hall reaches nobody."""
    ours = site("quayso-certificates.conf")
    hall, counter = ours.start("hall-01", "hall"), ours.start("q-03", "counter")
    assert hall.hall is not None and counter.hall is not None
    feed = counter.hall.feed
    ours.wait(lambda: (heard := feed.look()).is_live and heard.state is not None and heard.state.rev > 0)
    liar = ours.running.join("q-01")
    request = messages.encode(HallRequest(new_id(), "take_ticket", {"service": "ho-tich"}))
    liar.publish(topics.hall_do("trung-tam", "q-03"), request)
    state = feed.look().state
    liar.publish(topics.hall_now("trung-tam"), messages.encode(state).replace(b"hall-01", b"hall-99"), retain=True)
    assert ours.take(counter).ok
    assert len(hall.hall.queue().tickets) == 1  # type: ignore[arg-type]
    assert feed.look().state.hall == "hall-01"  # type: ignore[union-attr]
    assert ours.running.broker.log().count("Denied PUBLISH from q-01") == 2
