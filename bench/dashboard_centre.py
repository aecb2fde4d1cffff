"""A child program of the benches: central's dashboard over ten centres with a year of sums, one of them with forty
counters at work. It says its port and a session's cookie, and runs until its standard input ends.

No broker: halls speak to `Halls`, events go through the real ingest, which is what the broker's thread would do.
"""

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, insert

from central.config import CentralConfig, CentralSite, DatabaseConfig
from central.dashboard.board import Board
from central.dashboard.history import History
from central.dashboard.watcher import Watcher
from central.halls import Halls
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.own_stream.own_stream import OwnStream
from central.people.accounts import add_person, grant
from central.people.moments import now_ms
from central.people.roles import HEAD, Grant
from central.people.sessions import open_session
from central.presence import GatewayPresence
from central.services import Services
from central.store.engine import migrate, open_engine, writing
from central.store.tables import durations_daily, ratings_daily, visits_daily
from central.web.app import create_app
from central.web.server import WebServer
from contract.clock import Stamp
from contract.events import ServiceFinished, ServiceStarted, TicketCalled, TicketIssued
from contract.hall import CallNow, CounterNow, HallState, WaitingService
from contract.ids import new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash
from contract.messages import Birth, DeviceHealth, Health

SITES, COUNTERS, DAYS = 10, 40, 400
LARGE, SMALL = 430, 120
"""Visits a day at the first centre and at each other one."""
SPEAKS_S, VISIT_S = 2.0, 2.0
"""How often each hall speaks, and how often a visit begins and ends: three times as often as on a busy morning."""
TOGETHER = 20_000
LEVELS = ("good", "good", "good", "fair", "average")


def names() -> list[str]:
    """The centres; the first one is large."""
    return ["tinh", *(f"xa-{n}" for n in range(1, SITES))]


def fill(engine: Engine) -> None:
    """A year of sums, each visit a row of its own, as they nearly are."""
    with writing(engine) as connection:
        for table, rows in ((visits_daily, _visits()), (durations_daily, _waits()), (ratings_daily, _ratings())):
            while part := list(itertools.islice(rows, TOGETHER)):
                connection.execute(insert(table), part)


def _days() -> Iterator[tuple[str, str, int]]:
    today = date.today()
    for site in names():
        for ago in range(DAYS, 0, -1):
            day = today - timedelta(days=ago)
            if day.weekday() < 5:
                yield site, day.isoformat(), LARGE if site == "tinh" else SMALL


def _place(n: int) -> dict[str, Any]:
    return {"service": f"dv-{n % 40}", "counter": str(n % 12), "officer": f"cb-{n % 17}", "hour": 7 + n % 9}


def _visits() -> Iterator[dict[str, Any]]:
    for site, day, visits in _days():
        for n in range(visits):
            state = "missed" if n % 23 == 0 else "served"
            rest = {"need": f"{n // 360}", "priority": 0, "channel": f"{n}", "state": state, "n": 1}
            yield {"site": site, "day": day, **_place(n), **rest}


def _waits() -> Iterator[dict[str, Any]]:
    drawn = random.Random(1)
    for site, day, visits in _days():
        for n in range(visits):
            yield {
                "site": site,
                "day": day,
                "measure": "wait",
                **_place(n),
                "seconds": n * 4 + drawn.randrange(4),
                "n": 1,
            }


def _ratings() -> Iterator[dict[str, Any]]:
    for site, day, _ in _days():
        for n in range(17):
            rest = {"scale": "4-level", "level": LEVELS[n % 5], "kind": "counted", "channel": "panel", "n": 5}
            yield {"site": site, "day": day, "officer": f"cb-{n}", "counter": str(n % 12), **rest}


class Morning:
    """What goes on at the centres."""

    def __init__(self, engine: Engine, config: CentralConfig, halls: Halls) -> None:
        self._ingest = Ingest(engine, config)
        self._halls = halls
        self._stream, self._seq, self._prev = new_stream_id(), 0, ZERO_HASH
        self._turn = 0
        self.stopping = threading.Event()

    def run(self) -> None:
        """Speak and tell until the end."""
        while not self.stopping.wait(min(SPEAKS_S, VISIT_S)):
            self._turn += 1
            for site in names():
                self._speak(site)
            self._visit()

    def presence(self) -> tuple[GatewayPresence, ...]:
        """Five gateways a centre."""
        printer = DeviceHealth("in-1", "printer", "ok", None, 310)
        panels = tuple(DeviceHealth(f"nut-{n}", "panel", "ok") for n in range(8))
        health = Health(1, "synced", (), (printer, *panels))
        return tuple(
            GatewayPresence(f"{site}-{n}", "online", Birth(1, site, "1", "b", ("counter",), ()), health, None, 1.0)
            for site in names()
            for n in range(5)
        )

    def _speak(self, site: str) -> None:
        at, turn = datetime.now(UTC), self._turn
        n = COUNTERS if site == "tinh" else 6
        states = ("serving", "serving", "called", "free")
        counters = {
            str(place): CounterNow(states[(place + turn) % 4], f"A{(place + turn) % 900:03}")  # type: ignore[arg-type]
            for place in range(1, n + 1)
        }
        services = {f"dv-{code}": WaitingService((code + turn) % 9, 600) for code in range(12)}
        calls = tuple(CallNow(f"A{(turn + back) % 900:03}", str(back + 1), 1, at) for back in range(8))
        day = (at + timedelta(hours=7)).date()
        self._halls.take(site, HallState("h", 1, turn, day, at, True, services, counters, calls), False)

    def _visit(self) -> None:
        ticket, counter = uuid4(), str(1 + self._turn % COUNTERS)
        number = f"A{self._turn % 900:03}"
        facts = (
            TicketIssued(ticket, number, "dv-1", "submit", False, (), None, "kiosk", 3, 600),
            TicketCalled(ticket, counter, "cb-1", 1, False),
            ServiceStarted(ticket, counter, "cb-1"),
            ServiceFinished(ticket, counter, "cb-1", ()),
        )
        lines = []
        for fact in facts:
            self._seq += 1
            stamp = Stamp(datetime.now(UTC), "synced", "boot", self._seq * 1000)
            raw = compose("hall-01", "tinh", self._stream, self._seq, self._prev, fact, stamp)
            self._prev = line_hash(raw)
            lines.append(raw)
        self._ingest.receive([Arrival("hall-01", b"\n".join(lines), self._stream, self._seq - len(lines) + 1)])


def main(folder: Path) -> int:
    """Run until nobody writes any more."""
    url = f"sqlite:///{folder / 'central.db'}"
    sites = {site: CentralSite(name=f"Trung tâm Phục vụ hành chính công {site}") for site in names()}
    config = CentralConfig(database=DatabaseConfig(url), sites=sites)
    engine = open_engine(url, checkpoints=True)
    migrate(engine)
    fill(engine)
    with writing(engine) as connection:
        person = add_person(connection, "lanh-dao", "Lãnh Đạo Thử", now_ms())
        grant(connection, person.id, Grant("*", HEAD))
        cookie = open_session(connection, person.id, now_ms())
    halls = Halls(time.monotonic)
    morning = Morning(engine, config, halls)
    board, history = Board(engine, config, morning.presence, halls), History(engine, config)
    watcher = Watcher(engine, config, board, history.refresh)
    own = OwnStream(engine, config)
    services = Services(engine, config, lambda: {}, morning.presence, own, halls, board, history)
    web = WebServer(create_app(services), "127.0.0.1", 0)
    thread = threading.Thread(target=morning.run, daemon=True)
    for part in (web, watcher, thread):
        part.start()
    print(json.dumps({"port": web.port, "cookie": cookie}), flush=True)
    sys.stdin.read()
    morning.stopping.set()
    watcher.stop()
    board.stop()
    web.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
