"""The page of 300 gateways through the real application and the real presence; births and health come as payloads.

Aim: a page under 300 ms. Beside it, in the same run, the raw limit: the store's rows read and the same table written
without a template. Then 100 of them fall silent.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from bench.common import Figure
from central.config import CentralConfig, CentralSite, DatabaseConfig
from central.ingest.heard import Heard
from central.own_stream.own_stream import OwnStream
from central.people.accounts import add_person, grant
from central.people.moments import now_ms
from central.people.roles import Grant
from central.people.sessions import open_session
from central.presence import LEASE_S, Presence
from central.provisioning.devices import Device, add_device, change_device, devices_of
from central.services import Services
from central.store.engine import migrate, open_engine, reading, writing
from central.web.app import create_app
from central.web.session import SESSION_COOKIE
from contract import messages
from contract.messages import Birth, DeviceHealth, Health, StreamHealth, StreamRange

GATEWAYS, SITES, ROUNDS, VANISHED = 300, 10, 15, 100


class Fleet:
    """A central that hears 300 gateways on a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 0.0
        self.presence = Presence()
        self.heard = Heard(self.presence, lambda: self.now_s)
        url = f"sqlite:///{folder / 'central.db'}"
        self.engine = open_engine(url, checkpoints=True)
        migrate(self.engine)
        sites = {f"site-{nth}": CentralSite(name=f"Trung tâm {nth}") for nth in range(SITES)}
        config = CentralConfig(database=DatabaseConfig(url), sites=sites)
        with writing(self.engine) as connection:
            person = add_person(connection, "it", "Kỹ thuật", now_ms())
            grant(connection, person.id, Grant("*", "it"))
            self.token = open_session(connection, person.id, now_ms())
            for nth in range(GATEWAYS):
                add_device(
                    connection, Device(self.name(nth), f"site-{nth % SITES}", ("counter",), (str(nth),), "software")
                )
                change_device(connection, self.name(nth), state="active")
        look = lambda: self.presence.view(self.now_s, True)  # noqa: E731
        services = Services(self.engine, config, dict, look, OwnStream(self.engine, config))
        self.client: FlaskClient = create_app(services).test_client()
        self.client.set_cookie(SESSION_COOKIE, self.token)

    @staticmethod
    def name(nth: int) -> str:
        """The id of a gateway."""
        return f"q-{nth:03}"

    def speak(self, first: int) -> None:
        """Birth and health of every gateway from ``first`` on, as their payloads."""
        for nth in range(first, GATEWAYS):
            streams = (StreamRange(f"{nth:032x}", 1, 900),)
            birth = Birth(1, f"site-{nth % SITES}", "0.3", "boot", ("counter",), streams)
            devices = tuple(
                DeviceHealth(f"d{one}", kind, "ok") for one, kind in enumerate(("panel", "board", "printer"))
            )
            health = Health(1, "synced", (StreamHealth(f"{nth:032x}", 900, 900),), devices, 1, 1 << 34, 50.0, False)
            self.heard.beside("status", self.name(nth), messages.encode(birth), retained=False)
            self.heard.beside("health", self.name(nth), messages.encode(health), retained=False)

    def page_ms(self) -> float:
        """One look at the page."""
        began_s = time.perf_counter()
        answer = self.client.get("/thiet-bi")
        took_ms = (time.perf_counter() - began_s) * 1000
        if answer.status_code != 200 or answer.data.count(b"fleet-row") != GATEWAYS:
            raise RuntimeError("the page does not show every gateway")
        return took_ms

    def raw_ms(self) -> float:
        """The rows and the presence, written as bare cells."""
        began_s = time.perf_counter()
        with reading(self.engine) as connection:
            devices = devices_of(connection)
        named = {one.gateway: one for one in self.presence.view(self.now_s, True)}
        text = "".join(f"<tr><td>{one.gateway}<td>{named[one.gateway].health}</tr>" for one in devices)
        if not text:
            raise RuntimeError("nothing was read")
        return (time.perf_counter() - began_s) * 1000

    def states(self) -> dict[str, int]:
        """How many gateways stand how."""
        counted: dict[str, int] = {}
        for one in self.presence.view(self.now_s, True):
            counted[one.state] = counted.get(one.state, 0) + 1
        return counted


def main() -> list[Figure]:
    """Pages beside their raw limit, then 100 gateways vanish."""
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(Path(folder))
        fleet.speak(0)
        fleet.page_ms()
        pages, raws = [], []
        for _ in range(ROUNDS):
            pages.append(fleet.page_ms())
            raws.append(fleet.raw_ms())
        fleet.now_s = LEASE_S - 1
        fleet.speak(VANISHED)
        before = fleet.states().get("silent", 0)
        fleet.now_s = LEASE_S + 0.001
        after = fleet.states()
        if before or after != {"silent": VANISHED, "online": GATEWAYS - VANISHED}:
            raise RuntimeError(f"presence is wrong: {before} before the lease, {after} after it")
        raw, median = "rows and presence as bare cells, ms", statistics.median
        vanished = "seen as silent when 100 of 300 vanish"
        return [
            Figure("page of 300 gateways, median", median(pages), "ms", raw, median(raws), "< 300 ms"),
            Figure("page of 300 gateways, slowest", max(pages), "ms", raw, max(raws), "< 300 ms"),
            Figure(vanished, after["silent"], "gateways", "at the end of the lease", VANISHED, "100"),
        ]


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
