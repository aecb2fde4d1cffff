"""A demo as a child process, as a new user starts it, the processes it leaves behind (none), and its page."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import psutil
import pytest

from gateway.counter.doubts import AT_ONCE_S

if TYPE_CHECKING:  # a large library, which the fast tests have no use for
    from playwright.sync_api import Page

PATIENCE_MS = 30_000
START_S = 40.0
STOP_S = 5.0


class RunningDemo:
    """`quayso demo` with its output in a file."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.output = folder / "terminal.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "quayso", "demo", "--data", str(folder / "data"), *words],
                stdout=output,
                stderr=output,
            )

    @property
    def text(self) -> str:
        """What stands on its terminal so far."""
        return self.output.read_text("utf-8")

    @property
    def url(self) -> str:
        """The address of its page, "" until it is open."""
        found = re.search(r"page +(http://\S+)", self.text)
        return found.group(1) if found else ""

    def children(self) -> list[psutil.Process]:
        """Its children, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(STOP_S)


@pytest.fixture(scope="module")
def open_demo(wait_until: Callable[..., None]) -> Iterator[Callable[..., RunningDemo]]:
    """Call it with a folder and words of the command line to get a demo whose page is open."""
    started: list[RunningDemo] = []

    def start(folder: Path, *words: str) -> RunningDemo:
        demo = RunningDemo(folder, ["--port", "0", *words])
        started.append(demo)
        wait_until(lambda: demo.url or demo.process.poll() is not None, START_S, f"the page of {demo.text}")
        assert demo.url, demo.text
        return demo

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.process.wait(2 * STOP_S)


@pytest.fixture
def start_demo(tmp_path: Path, open_demo: Callable[..., RunningDemo]) -> Callable[..., RunningDemo]:
    """Call it with words of the command line to get a demo of one's own on this test's data folder."""
    return lambda *words: open_demo(tmp_path, *words)


class OfficePage:
    """The page of a demo in a browser, and what hands do on it. ``page`` is playwright's."""

    SERVICES: ClassVar = {"1": "ho-tich", "2": "xay-dung", "3": "bao-hiem", "4": "chung-thuc"}
    """What to take a number for so that a counter calls it."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def see(self, selector: str) -> None:
        """Wait until something is to be seen."""
        self.page.wait_for_selector(selector)

    @property
    def counted(self) -> int:
        """The total of the live report."""
        return int(self.page.inner_text("#live-total td:last-child"))

    def wait_counted(self, number: int) -> None:
        """Wait until the live report counts so many."""
        self.see(f'#live-total td:last-child:text-is("{number}")')

    @property
    def paper(self) -> str | None:
        """Which ticket hangs out of the printer."""
        return self.page.get_attribute("#paper img", "src")

    def wait_paper(self, known: str | None) -> None:
        """Wait until another ticket hangs out of the printer."""
        is_other = "known => document.querySelector('#paper img').getAttribute('src') !== known"
        self.page.wait_for_function(is_other, arg=known)

    def key(self, counter: str, action: str) -> None:
        """Press a key of a counter's keypad."""
        self.page.click(f"#counter-{counter} .key[data-key={action}]")

    def sign(self, counter: str, state: str) -> str:
        """Wait until the board over a counter shows a state; its number."""
        self.see(f"#sign-{counter}[data-state={state}]")
        return (self.page.get_attribute(f"#sign-{counter} .sign-lit", "data-text") or "").strip()

    def take(self, service: str) -> None:
        """Press a ticket button and wait until somebody waits for that service."""
        self.page.click(f".take[data-service={service}]")
        self.see(f'.take[data-service={service}] .take-waiting:has-text("người chờ")')

    def rest(self, counter: str) -> None:
        """Let the citizen sit until the last one's time to rate is over, and long enough to judge: a press right
        after the beginning is doubted, in real time."""
        self.see(f"#counter-{counter}[data-rates=this]")
        self.page.wait_for_timeout(AT_ONCE_S * 1000 + 400)

    def start(self, counter: str) -> None:
        """The citizen who was called sits down."""
        self.key(counter, "start")
        self.sign(counter, "serving")

    def serve(self, counter: str) -> str:
        """Let somebody take a number, be called and sit down at a free counter, long enough to judge; the number."""
        self.take(self.SERVICES[counter])
        self.key(counter, "call_next")
        number = self.sign(counter, "called")
        self.start(counter)
        self.rest(counter)
        return number

    def rate(self, counter: str, level: str = "good") -> None:
        """Press a face and wait for the lamp."""
        self.page.click(f"#counter-{counter} .press[data-level={level}]")
        self.see(f"#counter-{counter} .lamp[data-on=true]")

    def finish(self, counter: str) -> None:
        """The visit ends; nobody else waits for this counter."""
        self.key(counter, "finish_and_next")
        self.sign(counter, "free")


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., OfficePage]]:
    """Call it with a demo to get its page, live; a script error or a refused resource fails the test.

    It waits until the hall gives numbers and officers sit at three counters.
    """
    contexts, said = [], []

    def open_at(demo: RunningDemo, width: int = 1366, height: int = 768) -> OfficePage:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(demo.url)
        office = OfficePage(page)
        office.see("#page-state[data-state=ok]")
        office.see('.step[data-step="report"][data-state=ok]')
        office.see(".area[data-ready=true]")
        for counter in ("1", "2", "3"):
            office.see(f"#counter-{counter}:not([data-state=closed])")
        return office

    yield open_at
    for context in contexts:
        context.close()
    # A key that is refused answers with 409, which Chromium notes by itself.
    assert [text for text in said if "409 (CONFLICT)" not in text] == []
