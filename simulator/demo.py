"""A demo from its first line on the terminal to its last: office, page, visitors, until it is told to stop."""

import contextlib
import os
import threading
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from simulator.central_door import CentralDoor
from simulator.day.crowd import Crowd
from simulator.office import Office
from simulator.people import Fingers
from simulator.plan import OfficePlan
from simulator.sample import SEATED
from simulator.terminal import Terminal
from simulator.web.actions import Actions
from simulator.web.app import create_app
from simulator.web.feed import Feed
from simulator.web.hall_actions import HallActions
from simulator.web.report_watch import ReportWatch
from simulator.web.server import PageServer
from simulator.web.snapshot import Observer


@dataclass(frozen=True, slots=True)
class DemoAsked:
    """What the command line asks for. ``port`` None: the usual one, or a free one when that is taken."""

    data: Path
    host: str = "127.0.0.1"
    port: int | None = None
    visitors: int = 0
    speed: float = 1.0
    seconds: float | None = None
    broker: str | None = None


USUAL_PORT = 8800
LOOK_EVERY_S = 0.5
HALL_TIMEOUT_S = 60.0
LOG_TAIL_CHARACTERS = 800
TO_CENTRAL, INSIDE = "tới trung tâm", "nội bộ"


class Demo:
    """One running demo."""

    def __init__(self, plan: OfficePlan, asked: DemoAsked, terminal: Terminal) -> None:
        self._asked = asked
        self._terminal = terminal
        self.office = Office(plan, asked.data, broker=asked.broker, say=lambda what: terminal.say(f"  … {what}"))
        self._undo = contextlib.ExitStack()
        self._url = ""
        self._actions: Actions | None = None

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._url

    def start(self) -> None:
        """Start everything. Raises what Office.start() raises, and OSError when the port cannot be had."""
        asked = self._asked
        with contextlib.ExitStack() as undo:
            self.office.start()
            undo.callback(self.office.stop)
            opening = threading.Thread(target=self._seat_officers, name="opening", daemon=True)
            fingers = Fingers()
            undo.callback(fingers.stop)
            observer = Observer(self.office)
            report = ReportWatch(self.office, observer.acknowledged)
            report.start()
            undo.callback(report.stop)
            feed = Feed(observer, report, self.office.eye)
            self._actions = Actions(self.office, fingers)
            page = PageServer(
                create_app(self.office, feed, report, self._actions, HallActions(self.office)),
                asked.host,
                USUAL_PORT if asked.port is None else asked.port,
                insist=asked.port is not None,
            )
            _listen(page)
            undo.callback(page.stop)
            feed.start()
            undo.callback(feed.stop)
            visitors = Crowd(self.office, fingers, asked.visitors, asked.speed)
            visitors.start()
            undo.callback(visitors.stop)
            opening.start()
            self._url = page.url
            self._undo = undo.pop_all()
        self._announce()

    def run(self, stopping: threading.Event) -> None:
        """Wait until it is told to stop, or for the seconds that were asked for; say when the broker died."""
        until_s = time.monotonic() + (self._asked.seconds or float("inf"))
        dead: set[str] = set()
        while not stopping.wait(min(LOOK_EVERY_S, max(until_s - time.monotonic(), 0.0))):
            if time.monotonic() >= until_s:
                return
            now = self._dead_brokers()
            for name in now - dead:
                self._terminal.say(
                    f"môi giới MQTT {name} đã ngừng; nối lại bằng nút trên trang · "
                    f"the broker died: {name}; join it again on the page\n{self._broker_log(name)}"
                )
            dead = now

    def _dead_brokers(self) -> set[str]:
        """Brokers that are gone though nobody cut them."""
        actions, hall = self._actions, self.office.hall_broker
        if actions is None:
            return set()
        dead = {TO_CENTRAL} if actions.broker_wanted and self.office.broker.pid is None else set()
        return dead | ({INSIDE} if hall is not None and actions.hall_broker_wanted and hall.pid is None else set())

    def _broker_log(self, name: str) -> str:
        hall = self.office.hall_broker
        broker = hall if name == INSIDE and hall is not None else self.office.broker
        return broker.log()[-LOG_TAIL_CHARACTERS:]

    def stop(self) -> None:
        """Stop everything; the data stays."""
        self._undo.close()

    def _seat_officers(self) -> None:
        """As soon as the hall works, let the officers of the sample hold their badges; who sits there since before
        stays."""
        if not self._wait_for_hall():
            return
        seats = self.office.seats()
        for counter, officer in SEATED.items():
            if counter not in seats and officer not in seats.values():
                self.office.hold_badge(counter, officer)

    def _wait_for_hall(self) -> bool:
        """A hall on a new card listens for a while whether anybody knows its numbers; False when it never works."""
        hall = self.office.hall.gateway.hall if self.office.hall is not None else None
        if hall is None:
            return True
        heard, until_s = hall.feed.look(), time.monotonic() + HALL_TIMEOUT_S
        while time.monotonic() < until_s:
            if heard.state is not None and heard.state.rev > 0:
                return True
            heard = hall.feed.wait(heard.version, LOOK_EVERY_S)
        return False

    def _announce(self) -> None:
        broker, hall = self.office.broker, self.office.hall_broker
        inside = "" if hall is None else f", nội bộ · inside {hall.host}:{hall.port}"
        self._terminal.say(
            f"\nVăn phòng ảo đã mở · the virtual office is open\n"
            f"  trang · page           {self._url}\n"
            f"  báo cáo · reports      {CentralDoor(self.office.central).link()} (một lần · once)\n"
            f"  máy lấy số · kiosk     {self.office.pages_url}/take\n"
            f"  bảng · board           {self.office.pages_url}/board\n"
            f"  môi giới · broker      {broker.name} {broker.host}:{broker.port}{inside}\n"
            f"  dữ liệu · data         {self._asked.data}\n"
            f"  dừng · stop            Ctrl-C\n"
        )
        if _has_display():
            webbrowser.open(self._url)


def _listen(page: PageServer) -> None:
    try:
        page.start()
    except OSError as error:
        raise OSError(
            f"cổng {page.port} của {page.host} không mở được, hãy chọn --port khác · "
            f"cannot listen on {page.host} port {page.port}, choose another --port ({error.strerror})"
        ) from None


def _has_display() -> bool:
    """Whether somebody sits before this machine: a display, and no robot."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and "CI" not in os.environ
