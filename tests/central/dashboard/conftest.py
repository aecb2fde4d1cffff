"""Centres at work on a Friday morning: a hall that speaks, gateways with devices, a year of sums; time stands still."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from central.config import CentralConfig, CentralSite
from central.dashboard.board import Board
from central.dashboard.history import History
from central.dashboard.watcher import Watcher
from central.halls import Halls
from central.own_stream.own_stream import OwnStream
from central.people.tokens import form_token
from central.presence import GatewayPresence
from central.services import Services
from central.store.engine import writing
from central.store.tables import durations_daily, events, ratings, ratings_daily, streams, tickets, visits_daily
from central.web.app import create_app
from central.web.session import SESSION_COOKIE
from contract.clock import utc_ms
from contract.hall import CallNow, CounterNow, HallState, WaitingService
from contract.messages import Birth, DeviceHealth, Health

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRIDAY = datetime(2026, 3, 6, 9, 15, tzinfo=ZONE)
SITE = "mau"


class Clock:
    """The time of everything; it moves when told."""

    def __init__(self) -> None:
        self.at = FRIDAY
        self.mono_s = 1_000.0

    def go(self, **by: float) -> None:
        """Let time pass."""
        step = timedelta(**by)
        self.at += step
        self.mono_s += step.total_seconds()


class Province:
    """Some centres, as central knows them."""

    def __init__(self, engine: Engine, config: CentralConfig) -> None:
        self.engine, self.config, self.clock = engine, config, Clock()
        self.halls = Halls(lambda: self.clock.mono_s)
        self.presence: dict[str, GatewayPresence] = {}
        self.board = Board(
            engine, config, lambda: tuple(self.presence.values()), self.halls,
            lambda: self.clock.at, lambda: self.clock.mono_s,
        )  # fmt: skip
        self.history = History(engine, config, lambda: self.clock.at, lambda: self.clock.mono_s)
        self.watcher = Watcher(engine, config, self.board, monotonic_s=lambda: self.clock.mono_s)
        self.services = Services(
            engine, config, lambda: {}, lambda: tuple(self.presence.values()), OwnStream(engine, config), self.halls,
            self.board, self.history,
        )  # fmt: skip

    def say(
        self, counters: Any = None, waiting: Any = None, *, site: str = SITE, retained: bool = False, **more: Any
    ) -> None:
        """The hall says how it stands: states of counters with their numbers, waiting people by service."""
        states = {key: CounterNow(state, number) for key, (state, number) in (counters or {}).items()}
        services = {code: WaitingService(n, None) for code, n in (waiting or {}).items()}
        rev = round(self.clock.mono_s * 1000)
        plain = HallState("hall-01", 1, rev, self.clock.at.date(), self.clock.at, True, services, states, ())
        self.halls.take(site, msgspec.structs.replace(plain, **more), retained)

    def call(self, number: str, counter: str, minutes_ago: int) -> CallNow:
        """One of the calls of a hall."""
        return CallNow(number, counter, 1, self.clock.at - timedelta(minutes=minutes_ago))

    def box(self, gateway: str, roles: tuple[str, ...], *devices: Any, site: str = SITE, state: Any = "online") -> None:
        """A gateway, with devices as (device, kind, state, fault, left)."""
        birth = Birth(1, site, "1.0", "boot", roles, ())
        health = Health(1, "synced", (), tuple(DeviceHealth(*device) for device in devices))
        self.presence[gateway] = GatewayPresence(gateway, state, birth, health, None, 1.0)

    def lose(self, gateway: str, state: Any = "silent") -> None:
        """A gateway is heard no more."""
        self.presence[gateway] = replace(self.presence[gateway], state=state)

    def visits(self, day: date, hour: int, state: str, n: int, *, site: str = SITE, wait_s: int | None = None) -> None:
        """Sums of visits as ingest would write them; served ones waited so long."""
        self._put(*visit_rows(day, hour, state, n, site, wait_s), ())

    def _put(self, visits: Any, durations: Any, rated: Any) -> None:
        with writing(self.engine) as connection:
            for table, rows in ((visits_daily, visits), (durations_daily, durations), (ratings_daily, rated)):
                if rows:
                    connection.execute(insert(table), rows)

    def rated_agencies(self, counts: dict[str, int], site: str = "bac-kan") -> None:
        """Counted ratings of yesterday one by one, by officer: every tenth of them is poor."""
        day = (self.clock.at - timedelta(days=1)).date().isoformat()
        with writing(self.engine) as connection:
            stream = self._stream(connection)
            rows = [
                {
                    "stream_id": stream, "seq": 1000 * place + n, "site": site, "rating": uuid4().bytes, "day": day,
                    "officer": officer, "counter": "1", "scale": "4-level", "channel": "panel", "verdict": "accepted",
                    "level": "poor" if n % 10 == 0 else "good", "kind": "counted", "reasons": "",
                }
                for place, (officer, of) in enumerate(counts.items(), start=1)
                for n in range(1, of + 1)
            ]  # fmt: skip
            connection.execute(insert(ratings), rows)
        for officer, of in counts.items():
            self.rate(date.fromisoformat(day), officer, {"good": of - of // 10, "poor": of // 10}, site=site)

    @staticmethod
    def _stream(connection: Any) -> int:
        stream = {"gateway": "hall-01", "stream": uuid4().hex, "site": SITE, "complete_seq": 1, "max_seq": 1}
        hashes = {"complete_hash": bytes(16), "first_seen_ms": 0, "last_seen_ms": 0}
        made = connection.execute(insert(streams).values(**stream, **hashes)).inserted_primary_key
        return int(made[0])

    def line(self) -> None:
        """A line arrives, whatever it says."""
        with writing(self.engine) as connection:
            row = {
                "stream_id": self._stream(connection),
                "seq": 1,
                "hash": bytes(16),
                "type": "",
                "state": "known",
                "day": "",
            }
            connection.execute(insert(events).values(**row))

    def wait(self, minutes: int, *, site: str = SITE) -> UUID:
        """Somebody has waited so long and was not called."""
        ticket = uuid4()
        row = {
            "ticket": ticket.bytes, "site": site, "day": self.clock.at.date().isoformat(), "hour": 8, "number": "A1",
            "state": "issued", "taken_service": "ho-tich", "service": "ho-tich", "need": "submit", "priority": 0,
            "needs": "", "channel": "kiosk", "counter": "", "officer": "", "transfers": 0, "recalls": 0,
            "outcomes": "", "issued_ms": utc_ms(self.clock.at - timedelta(minutes=minutes)),
        }  # fmt: skip
        with writing(self.engine) as connection:
            connection.execute(insert(tickets), [row])
        return ticket

    def rate(self, day: date, officer: str, counts: dict[str, int], *, site: str = SITE, kind: str = "counted") -> None:
        """Sums of ratings."""
        self._put((), (), rating_rows(day, officer, counts, site, self.config.sites[site].scale, kind))

    def year(self, site: str = SITE) -> None:
        """Thirteen months of mornings, a little different each."""
        scale = self.config.sites[site].scale
        levels = ("very_satisfied", "satisfied", "dissatisfied") if scale == "3-level" else ("good", "fair", "poor")
        visits: list[Any] = []
        durations: list[Any] = []
        rated: list[Any] = []
        for ago in range(400, 0, -1):
            day = FRIDAY.date() - timedelta(days=ago)
            if day.weekday() > 4:
                continue
            n = 60 + day.month * 4 + day.day % 7
            told = ((9, "served", n, 420 + day.month * 15), (10, "served", n // 4, 1100), (10, "missed", 4, None))
            for hour, state, count, wait_s in told:
                both = visit_rows(day, hour, state, count, site, wait_s)
                visits += both[0]
                durations += both[1]
            counts = dict(zip(levels, (9, 3, 1 + day.day % 3), strict=True))
            rated += rating_rows(day, f"cb-0{1 + day.day % 3}", counts, site, scale, "counted")
        self._put(visits, durations, rated)

    def busy(self, site: str = SITE) -> None:
        """A whole morning: people wait, counters work, a printer has no paper, a gateway is away."""
        for hour, (served, missed, unfinished) in {7: (24, 1, 0), 8: (52, 3, 1), 9: (11, 0, 23)}.items():
            self.visits(FRIDAY.date(), hour, "served", served, site=site, wait_s=hour * 100)
            for state, n in (("missed", missed), ("issued", unfinished)):
                if n:
                    self.visits(FRIDAY.date(), hour, state, n, site=site)
        self.wait(34, site=site)
        self.busy_again(site)
        self.box(f"hall-{site}", ("hall",), ("hang-doi", "hall", "ok"), site=site)
        printers = ("in-1", "printer", "fault", "paper_out"), ("in-2", "printer", "ok", None, 310)
        self.box(f"kiosk-{site}", ("kiosk",), *printers, site=site)
        self.box(f"q-{site}", ("counter",), ("nut-3", "panel", "unknown"), ("nut-4", "panel", "ok"), site=site)
        self.box(f"tv-{site}", ("display",), site=site, state="silent")

    def busy_again(self, site: str = SITE) -> None:
        """The hall of such a morning says so again."""
        states = ["serving", "called", "free", "paused", "closed", "serving"]
        counters = {str(n): (states[n % 6], f"A{100 + n}" if n % 6 in (0, 1, 5) else None) for n in range(1, 13)}
        calls = tuple(self.call(f"A{100 + n}", str(n), 12 - n) for n in range(5, 12))
        self.say(counters, {"ho-tich": 14, "dat-dai": 9, "thue": 0}, site=site, calls=calls)


def visit_rows(day: date, hour: int, state: str, n: int, site: str, wait_s: int | None) -> tuple[list[Any], list[Any]]:
    """Rows of sums of visits and of their waits."""
    what = {"service": "ho-tich", "counter": "1", "officer": "cb-01"}
    common = {"site": site, "day": day.isoformat(), **what, "hour": hour, "n": n}
    visits = [{**common, "need": "submit", "priority": 0, "channel": "kiosk", "state": state}]
    return visits, [] if wait_s is None else [{**common, "measure": "wait", "seconds": wait_s}]


def rating_rows(day: date, officer: str, counts: dict[str, int], site: str, scale: str, kind: str) -> list[Any]:
    """Rows of sums of ratings."""
    common = {"site": site, "scale": scale, "kind": kind, "channel": "panel", "officer": officer, "counter": "1"}
    return [{**common, "day": day.isoformat(), "level": level, "n": n} for level, n in counts.items()]


class Browser(FlaskClient):
    """A client that can be signed in and sends forms as a page of central would."""

    def carry(self, cookie: str) -> "Browser":
        """Come with this session cookie from now on."""
        self.set_cookie(SESSION_COOKIE, cookie)
        return self

    def send(self, path: str, **fields: str) -> Any:
        """Post a form with the word that our own pages would have written into it."""
        held = self.get_cookie(SESSION_COOKIE)
        return self.post(path, data={"csrf": form_token(held.decoded_value) if held else "", **fields})


def config_of(config: CentralConfig, others: int = 0) -> CentralConfig:
    """``mau`` with its hours, and more centres when asked for."""
    hours = ("07:30-11:30", "13:30-17:00")
    sites = {
        "bac-kan": msgspec.structs.replace(config.sites["bac-kan"], hours=hours),
        SITE: msgspec.structs.replace(config.sites[SITE], hours=hours),
    }
    for n in range(others):
        sites[f"xa-{n}"] = CentralSite(name=f"Trung tâm Phục vụ hành chính công xã {n}", hours=hours)
    return msgspec.structs.replace(config, sites=sites)


@pytest.fixture
def province(engine: Engine, config: CentralConfig) -> Province:
    """Two centres, of which nothing is known yet."""
    return Province(engine, config_of(config))


@pytest.fixture
def app(province: Province) -> Flask:
    """Every page over them."""
    app = create_app(province.services)
    app.test_client_class = Browser
    return app


@pytest.fixture
def client_as(app: Flask, admit: Callable[..., str]) -> Callable[..., Browser]:
    """A browser of somebody with the given roles: ``client_as("head", site="mau")``."""
    return lambda *roles, **more: app.test_client().carry(admit(*roles, **more))
