"""A centre of real gateways made from their settings files: devices in software, journals on disk, pages over HTTP,
and a clock that moves only when told."""

import contextlib
import http.cookiejar
import json
import shutil
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contract.lines import read_data, read_line
from gateway.clock import ManualClock
from gateway.config import load_configuration
from gateway.control import words
from gateway.control.ctl import ask
from gateway.officers.pins import hash_pin
from gateway.wiring import Gateway, Parts
from simulator.broker import MosquittoBroker
from simulator.ports import quiet_port

PIN = "4071"
PAUSE = threading.Event()
SITE = Path(__file__).with_name("site.toml").read_text("utf-8")
GATEWAY = """gateway = "{gateway}"
site = "{site}"
site_file = "site.toml"
data_dir = "{gateway}"
roles = {roles}
[clock]
source = "trusted"
[control]
socket = "{gateway}.sock"
[central]
port = {central_port}
"""
LEVELS = ("good", "fair", "average", "poor")
BUTTONS = "".join(f'{{ level = "{level}" }}, ' for level in LEVELS)
PRINTER = '[[printers]]\nname = "may-in"\ndriver = "dummy"\n'
BOARD = '[[boards]]\nname = "bang-1"\ncounter = "1"\ndriver = "dummy"\n'
VOICE = '[[voices]]\nname = "loa"\ndriver = "dummy"\n'


def at_counter(counter: str) -> str:
    """The devices of a counter: rating panel, keypad, badge reader."""
    return (
        f'[[panels]]\nname = "nut-{counter}"\ncounter = "{counter}"\ndriver = "dummy"\nbuttons = [{BUTTONS}]\n'
        f'[[keypads]]\nname = "phim-{counter}"\ncounter = "{counter}"\ndriver = "dummy"\n'
        f'[[badges]]\nname = "the-{counter}"\ncounter = "{counter}"\ndriver = "dummy"\n'
    )


class Browser:
    """A browser of a page, with cookies; orders go out as its script sends them."""

    def __init__(self, port: int) -> None:
        self._home = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        return self._send(urllib.request.Request(self._home + path))

    def json(self, path: str) -> Any:
        """What an address tells in JSON."""
        status, body = self.get(path)
        assert status == 200, body
        return json.loads(body)

    def post(self, path: str, body: Any, origin: str | None = None, kind: str = "application/json") -> tuple[int, Any]:
        """An order: the status and the answer."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": kind, "Origin": origin or self._home}
        status, text = self._send(urllib.request.Request(self._home + path, raw, headers, method="POST"))
        return status, json.loads(text)

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


class Centre:
    """One centre in a folder. ``hall_port``: its broker; None while there is none."""

    def __init__(self, folder: Path, clock: ManualClock, empty_journal: Path, pin_hash: str) -> None:
        self.folder, self.clock = folder, clock
        self._empty_journal, self._pin_hash = empty_journal, pin_hash
        self.site = "trung-tam"
        self.central_port = quiet_port()
        self.hall_port: int | None = None
        self.transport: Callable[..., Any] | None = None
        self.running: list[Gateway] = []
        self.write_site()

    def write_site(self, hours: str = "") -> None:
        """site.toml; ``hours``: its [hours] table."""
        text = SITE.replace("HASH-OF-PIN", self._pin_hash).replace("# HOURS\n", hours)
        (self.folder / "site.toml").write_text(text, "utf-8")

    def write(self, gateway: str, roles: tuple[str, ...], more: str = "", web: bool = False) -> Path:
        """The gateway.toml of a gateway; ``more``: its devices."""
        text = GATEWAY.format(gateway=gateway, site=self.site, roles=json.dumps(roles), central_port=self.central_port)
        if self.hall_port is not None:
            text += f"[hall]\nport = {self.hall_port}\n"
        if web:
            text += f"[web]\nport = {quiet_port()}\n"
        path = self.folder / f"{gateway}.toml"
        path.write_text(text + more, "utf-8")
        return path

    def start(self, gateway: str) -> Gateway:
        """Start a gateway from its file; again after a stop."""
        more = {} if self.transport is None else {"transport": self.transport}
        parts = Parts(clock=self.clock, migrate=self._migrate, **more)
        started = Gateway(load_configuration(self.folder / f"{gateway}.toml"), "0.1", parts)
        started.start()
        # Nothing here pulls a plug, and a slow disk would make the tests slow. Not in the middle of a commit.
        with contextlib.suppress(sqlite3.OperationalError):
            started.journal._open.execute("PRAGMA synchronous=OFF")
        self.running.append(started)
        return started

    def stop(self, gateway: Gateway) -> None:
        """Stop one."""
        self.running.remove(gateway)
        gateway.stop()

    def let_pass(self, seconds: float, step_s: float = 5.0) -> None:
        """Let time pass in steps; after each, every worker has had its turn."""
        while seconds > 0:
            self.clock.advance(min(step_s, seconds))
            seconds -= step_s
            self.turn()

    def turn(self) -> None:
        """Every worker looks at the clock, twice: what it was about to do may be of before; and all hear the hall."""
        for _ in range(2):
            before = [(gateway, gateway.progress()[0]) for gateway in self.running]
            for gateway, turns in before:
                gateway.inbox.wake()
                _poll(lambda gateway=gateway, turns=turns: gateway.progress()[0] != turns, 10)  # type: ignore[misc]
            self._settle()

    def _settle(self) -> None:
        """Nothing may be under way while the clock jumps: it would seem to have taken that long. Who has just come to
        the broker hears the next word."""
        sides = [gateway.hall for gateway in self.running if gateway.hall is not None]
        halls = [side for side in sides if side.is_hall]
        others = [side for side in sides if not side.is_hall and side._own is not None and side._own._client]
        if len(halls) == 1 and others:
            _poll(lambda: {_place(side) for side in others} == {_place(halls[0])}, 0.3)

    def browser(self, gateway: Gateway) -> Browser:
        """A browser that was never here before."""
        assert gateway.config.web is not None
        return Browser(gateway.config.web.port)

    def paired(self, gateway: Gateway, page: str) -> Browser:
        """A browser that was paired as this page, as IT staff do it: read the code, type it, the page opens."""
        browser = self.browser(gateway)
        browser.get(page)
        kind, _, counter = page.removeprefix("/").partition("/")
        where = f"kind={kind}" + (f"&counter={counter}" if counter else "")
        code = browser.get(f"/pair?{where}")[1].partition("ctl pair ")[2].partition("<")[0]
        assert ask(Path(gateway.config.control.socket), words.PairRequest(code)).ok
        assert browser.post(f"/pair/claim?{where}", {})[0] == 200
        return browser

    def _migrate(self, path: Path) -> None:
        if not path.exists() or not path.stat().st_size:
            shutil.copy(self._empty_journal, path)


def _place(side: Any) -> Any:
    """Which state of the hall a gateway knows."""
    state = side.feed.look().state
    return state and (state.epoch, state.rev)


def _poll(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Wait a moment for something."""
    deadline_s = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline_s:
        PAUSE.wait(0.002)
    return condition()


class Desk:
    """The desk of a counter, as its script talks."""

    def __init__(self, browser: Browser, counter: str) -> None:
        self.browser, self.home = browser, f"/desk/{counter}"

    def sign_in(self, officer: str = "cb-01", code: str = PIN) -> tuple[int, Any]:
        """Type a PIN."""
        return self.browser.post(f"{self.home}/sign-in", {"request": str(uuid4()), "officer": officer, "code": code})

    def do(self, action: str, **more: Any) -> tuple[int, Any]:
        """A key, with what the page shows at this moment unless named."""
        now = self.browser.json(f"{self.home}/now")
        shown = {
            "officer": now["officer"]["code"] if now["officer"] else "cb-01",
            "ticket": now["ticket"]["id"] if now["ticket"] else None,
        }
        return self.browser.post(f"{self.home}/do", {"request": str(uuid4()), "do": action, **shown, **more})


def facts_of(gateway: Gateway) -> list[Any]:
    """The data of every line of a gateway's own stream."""
    journal = gateway.journal
    return [read_data(read_line(row.line)) for row in journal.read(journal.stream, 1, 10_000)[0]]


def state_of(gateway: Gateway) -> tuple[Any, int]:
    """What bad input must not change: the queue, and how many lines the journal has. A device may say at any moment
    how it is."""
    assert gateway.hall is not None
    return gateway.hall.queue(), sum(1 for fact in facts_of(gateway) if fact.TYPE != "device.changed")


@pytest.fixture
def clock() -> ManualClock:
    """Monday morning in Vietnam."""
    return ManualClock(datetime(2026, 11, 23, 8, 15, tzinfo=timezone(timedelta(hours=7))))


@pytest.fixture(scope="session")
def pin_hash() -> str:
    """The hash of PIN, quick to check."""
    return hash_pin(PIN, log2_n=10)


@pytest.fixture
def centre(tmp_path: Path, clock: ManualClock, empty_files: tuple[Path, Path], pin_hash: str) -> Iterator[Centre]:
    """A centre without gateways yet; what runs at the end is stopped."""
    made = Centre(tmp_path, clock, empty_files[1], pin_hash)
    yield made
    for gateway in reversed(list(made.running)):
        made.stop(gateway)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """The broker of the centre."""
    with MosquittoBroker(tmp_path / "broker", port=quiet_port()) as own:
        yield own


@pytest.fixture
def desk_of(centre: Centre) -> Callable[[Gateway, str], Desk]:
    """Opens the desk of a counter in a browser of its own."""
    return lambda gateway, counter: Desk(centre.paired(gateway, f"/desk/{counter}"), counter)


@pytest.fixture
def facts() -> Callable[[Gateway], list[Any]]:
    """Call it with a gateway: the data of its lines."""
    return facts_of


@pytest.fixture
def standing() -> Callable[[Gateway], tuple[Any, int]]:
    """Call it with a hall: its queue, and how many lines its journal has that are not of devices."""
    return state_of


@pytest.fixture(scope="session")
def devices() -> dict[str, Any]:
    """Blocks of settings for devices."""
    return {"printer": PRINTER, "board": BOARD, "voice": VOICE, "counter": at_counter}
