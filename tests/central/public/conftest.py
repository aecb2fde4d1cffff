"""A centre whose tickets central hears of, a clock that moves when told, and telephones that open their pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from central.config import CentralConfig
from central.halls import Halls
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.own_stream.own_stream import OwnStream
from central.services import Services
from central.store.engine import reading
from central.store.tables import events
from central.web import assets, errors, headers, session
from central.web.public import pages
from central.web.public.door import Door
from contract.clock import Stamp
from contract.events import (
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from contract.hall import HallState, WaitingService
from contract.ids import new_id, new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash, read_data, read_line
from contract.tokens import make_token

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRIDAY = datetime(2026, 3, 6, 8, 15, tzinfo=ZONE)
SECRET = "mot-chuoi-bi-mat-cua-trung-tam-mau-0001"
SITE = "mau"


class Clock:
    """The time of everything; it moves when told."""

    def __init__(self) -> None:
        self.at = FRIDAY
        self.mono_s = 1_000.0

    def go(self, **by: float) -> None:
        """Let time pass: ``go(days=3)``."""
        step = timedelta(**by)
        self.at += step
        self.mono_s += step.total_seconds()

    def now(self, zone: Any = ZONE) -> datetime:
        """The present moment."""
        return self.at.astimezone(zone)

    def stamp(self, zone: Any = ZONE) -> Stamp:
        """The same for a line."""
        return Stamp(self.now(zone), "synced", "boot-1", round(self.mono_s * 1000))


class Centre:
    """The hall's gateway, and the door of central's public page."""

    def __init__(self, engine: Engine, config: CentralConfig) -> None:
        self.engine, self.config, self.clock = engine, config, Clock()
        self._ingest = Ingest(engine, config)
        self._stream, self._seq, self._prev = new_stream_id(), 0, ZERO_HASH
        own = OwnStream(engine, config, now=self.clock.stamp)
        self.halls = Halls(lambda: self.clock.mono_s)
        health: dict[str, bool | None] = {}
        self.services = Services(engine, config, lambda: health, lambda: (), own, self.halls)

    def door(self) -> Door:
        """A door that has seen nobody yet."""
        return Door(self.services, lambda: self.clock.mono_s, self.clock.now)

    def tell(self, *facts: Any, test: bool = False) -> None:
        """The hall's gateway tells central, each fact a second after the one before."""
        lines = []
        for fact in facts:
            self.clock.go(seconds=1)
            self._seq += 1
            raw = compose("hall-01", SITE, self._stream, self._seq, self._prev, fact, self.clock.stamp(), test)
            self._prev = line_hash(raw)
            lines.append(raw)
        self._ingest.receive([Arrival("hall-01", b"\n".join(lines), self._stream, self._seq - len(lines) + 1)])

    def ticket(self, number: str = "A105", service: str = "ho-tich", **more: Any) -> UUID:
        """Somebody takes a number."""
        ticket = uuid4()
        said: dict[str, Any] = {"need": "submit", "priority": False, "needs": (), "items": None, "channel": "kiosk"}
        self.tell(TicketIssued(ticket, number, service, ahead=0, estimate_s=None, **(said | more)))
        return ticket

    def serve(self, ticket: UUID, counter: str = "2", officer: str = "cb-02", *, finish: bool = True) -> None:
        """Call somebody, serve and perhaps finish."""
        self.tell(TicketCalled(ticket, counter, officer, 1, False), ServiceStarted(ticket, counter, officer))
        if finish:
            self.tell(ServiceFinished(ticket, counter, officer, ()))

    def say(self, counters: Any = None, estimates: Any = None, *, retained: bool = False) -> None:
        """The hall says how it stands."""
        at = self.clock.now()
        services = {code: WaitingService(waiting, s) for code, (waiting, s) in (estimates or {}).items()}
        rev = round(self.clock.mono_s * 1000)
        state = HallState("hall-01", 1, rev, at.date(), at, True, services, counters or {}, ())
        self.halls.take(SITE, state, retained)

    def stored(self, *types: str) -> list[Any]:
        """The data of every line of these types that central itself wrote, in order."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(events.c.line).where(events.c.type.in_(types)).order_by(events.c.id))
            lines = [read_line(row.line) for row in rows]
        return [read_data(line) for line in lines if line.gateway == "central"]

    @staticmethod
    def url(ticket: UUID) -> str:
        """The address in the code of a ticket."""
        return f"/t/{make_token(ticket, SECRET)}"


class Phone(FlaskClient):
    """A telephone: a cookie jar, and taps as the script of the page sends them."""

    def tap(self, url: str, level: str, rating: UUID | str | None = None, reasons: Any = None, **more: Any) -> Any:
        """Rate as the script does."""
        body: dict[str, Any] = {"rating": str(rating or new_id()), "level": level}
        if reasons is not None:
            body["reasons"] = reasons
        return self.post(f"{url}/rate", json=body, headers={"Origin": "http://localhost"}, **more)

    def write(self, url: str, topic: str, text: str, note: UUID | str | None = None) -> Any:
        """Leave feedback as the form does."""
        return self.post(f"{url}/gop-y", data={"note": str(note or new_id()), "topic": topic, "text": text})


def app_of(centre: Centre) -> Flask:
    """The public pages alone, guarded as all of central's are."""
    app = Flask("central.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.test_client_class = Phone
    headers.install(app)
    errors.install(app)
    session.install(app, centre.services)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(pages.blueprint(centre.services, centre.door()))
    return app


@pytest.fixture
def centre(engine: Engine, config: CentralConfig) -> Centre:
    """``mau`` with a secret: 3 levels, Monday to Friday, the ninth of March off."""
    site = msgspec.structs.replace(
        config.sites[SITE], secret=SECRET, hours=("07:30-11:30",), holidays=(datetime(2026, 3, 9).date(),),
        hotline="0200 3 000 111",
    )  # fmt: skip
    other = msgspec.structs.replace(config.sites["bac-kan"], secret=SECRET[::-1])
    return Centre(engine, msgspec.structs.replace(config, sites={"bac-kan": other, SITE: site}))


@pytest.fixture
def app(centre: Centre) -> Flask:
    """The pages over that centre."""
    return app_of(centre)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A telephone."""
    made: Phone = app.test_client()
    return made


@pytest.fixture
def phones(app: Flask) -> Callable[[], Phone]:
    """Further telephones."""
    return app.test_client
