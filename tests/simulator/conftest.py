"""A demo as a child process, as a new user starts it, and the processes it leaves behind: none."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

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
