"""`quayso gateway` as the process that systemd starts: ready, fed, stopped, killed, refused."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.lines import ZERO_HASH, line_hash, read_line
from gateway.control import ctl, words
from gateway.journal.journal import Journal

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[2]

Wait = Callable[..., None]

SITE_TOML = """site = "trung-tam"
name = "Trung tâm mẫu"
[[ratings]]
valid_from = 2020-01-01
scale = "4-level"
mode = "free"
[[counters]]
id = "3"
[[officers]]
code = "cb-01"
name = "Nguyễn Văn An"
badge = "BADGE4711"
"""
GATEWAY_TOML = """gateway = "q-01"
site = "trung-tam"
data_dir = "data"
[central]
port = 1
username = "q-01"
password = "broker-secret"
[clock]
source = "trusted"
[control]
socket = "c.sock"
[[panels]]
driver = "dummy"
name = "p3"
counter = "3"
buttons = [{level = "good"}, {level = "fair"}, {level = "average"}, {level = "poor"}]
"""
HANGING = """
import sys, threading
import gateway.watch, gateway.main
from gateway.panels.dummy_panel import DummyPanel
gateway.watch.PATIENCE_S = 1.5
start = DummyPanel.start
def press_soon(panel):
    start(panel)
    timer = threading.Timer(3, panel.press, ["good"])
    timer.daemon = True
    timer.start()
DummyPanel.start = press_soon
if sys.argv[1] == "hangs":
    DummyPanel.confirm = lambda panel: threading.Event().wait()
sys.exit(gateway.main.run(sys.argv[2:]))
"""


class Process:
    """A gateway process in a folder of its own, with a socket that stands for systemd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "gateway.toml"
        self.words: list[tuple[float, str]] = []
        self.child: subprocess.Popen[bytes] | None = None
        self._name = "\0quayso-test-" + secrets.token_hex(8)
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(self._name)
        threading.Thread(target=self._listen, daemon=True).start()
        (folder / "site.toml").write_text(SITE_TOML, "utf-8")
        self.config.write_text(GATEWAY_TOML, "utf-8")
        (folder / "elsewhere").mkdir()

    def start(self, *command: str, watchdog_s: float | None = None, **environment: str) -> "Process":
        """Start it; ``command`` instead of the usual one."""
        variables = {key: value for key, value in os.environ.items() if key not in ("LG_WD", "GPIOZERO_PIN_FACTORY")}
        variables |= {"NOTIFY_SOCKET": "@" + self._name[1:], "PYTHONPATH": str(REPOSITORY), **environment}
        if watchdog_s is not None:
            variables["WATCHDOG_USEC"] = str(round(watchdog_s * 1e6))
        program = command or ("-m", "quayso", "gateway", "--config", str(self.config))
        with (self.folder / "log").open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-P", *program], stderr=log, stdout=log, cwd=self.folder / "elsewhere", env=variables
            )
        self.began_s = time.monotonic()
        return self

    def said(self, word: str) -> list[float]:
        """When systemd heard a word, in seconds since the start."""
        return [at_s - self.began_s for at_s, heard in list(self.words) if word in heard.split("\n")]

    def log(self) -> str:
        """Everything written on standard output and error."""
        return (self.folder / "log").read_text("utf-8")

    def end(self, number: int = signal.SIGTERM, timeout_s: float = 10) -> tuple[int, float]:
        """Signal it; exit status and seconds until it was gone."""
        assert self.child is not None
        began_s = time.monotonic()
        self.child.send_signal(number)
        return self.child.wait(timeout_s), time.monotonic() - began_s

    def status(self) -> dict[str, Any]:
        """What `quayso gateway ctl status` shows."""
        answer = ctl.ask(self.folder / "c.sock", words.StatusRequest())
        assert answer.facts is not None
        return dict(answer.facts)

    def close(self) -> None:
        """Kill what is left."""
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self._notify.close()

    def _listen(self) -> None:
        while True:
            try:
                raw = self._notify.recv(4096)
            except OSError:
                return
            if not raw:
                return
            self.words.append((time.monotonic(), raw.decode()))


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """A gateway process, not started."""
    made = Process(tmp_path)
    yield made
    made.close()


def test_ready_without_a_broker_and_gone_when_told(process: Process, wait_until: Wait) -> None:
    """Ready in under 5 s though nobody answers; SIGTERM ends it in under 5 s with 0; no secret in the log."""
    process.start()
    wait_until(lambda: process.said("READY=1"))
    assert process.said("READY=1")[0] < 5
    wait_until(lambda: "no connection to" in process.log())
    status, took_s = process.end()
    assert (status, took_s < 5) == (0, True)
    assert process.said("STOPPING=1")
    assert "Traceback" not in process.log()
    assert "broker-secret" not in process.log()
    assert not (process.folder / "c.sock").exists()


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (("port = 1\n", 'port = "many"\n'), ["gateway.toml", "5", "port"]),
        (("[clock]\n", "[clok]\n"), ["gateway.toml", "clok", "clock"]),
        (('counter = "3"', 'counter = "9"'), ["gateway.toml", "counter", "9"]),
        (('password = "broker-secret"', "password = 17"), ["gateway.toml", "7", "password"]),
        (('gateway = "q-01"', 'gateway = "q-01'), ["gateway.toml", "1"]),
    ],
)
def test_settings_that_are_wrong_are_named_and_nothing_starts(
    process: Process, change: tuple[str, str], parts: list[str]
) -> None:
    """Exit status 2; file, line and key on standard error; no traceback, no secret, no journal."""
    process.config.write_text(GATEWAY_TOML.replace(*change), "utf-8")
    assert change[0] in GATEWAY_TOML
    process.start()
    assert process.child is not None
    assert process.child.wait(10) == 2
    log = process.log()
    assert [part for part in parts if part not in log] == []
    assert "Traceback" not in log
    assert "broker-secret" not in log
    assert not (process.folder / "data").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(process: Process) -> None:
    """Exit status 1, in both languages, without a traceback."""
    (process.folder / "file").write_text("in the way", "utf-8")
    process.config.write_text(GATEWAY_TOML.replace('"data"', '"file/data"'), "utf-8")
    process.start()
    assert process.child is not None
    assert process.child.wait(10) == 1
    log = process.log()
    assert "Không ghi được nhật ký sự kiện" in log
    assert "The journal cannot be written" in log
    assert "Traceback" not in log


def test_a_second_process_on_one_folder_is_refused_and_harms_nothing(
    process: Process, tmp_path: Path, wait_until: Wait
) -> None:
    """Exit status 1 and who is in the way; the first one answers as before."""
    process.start()
    wait_until(lambda: process.said("READY=1"))
    before = process.status()
    second = subprocess.run(
        [sys.executable, "-P", "-m", "quayso", "gateway", "--config", str(process.config)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert "Một gateway khác đang chạy" in second.stderr
    assert "Another gateway runs" in second.stderr
    assert "Traceback" not in second.stderr
    after = process.status()
    assert (after["stream"], after["last"]) == (before["stream"], before["last"])


def test_killed_and_started_again_it_goes_on_where_it_was(process: Process, wait_until: Wait) -> None:
    """SIGKILL: chain, stream, the officer at the counter and the training mode are there again."""
    process.start()
    wait_until(lambda: process.said("READY=1"))
    sock = process.folder / "c.sock"
    for request in (
        words.SignInRequest("3", "cb-01"),
        words.SetTestModeRequest(True),
        words.PauseRequest("3"),
    ):
        assert ctl.ask(sock, request).ok
    before = process.status()
    process.end(signal.SIGKILL)
    process.words.clear()
    process.start()
    wait_until(lambda: process.said("READY=1"))
    after = process.status()
    for fact in ("stream", "seats", "paused", "test"):
        assert after[fact] == before[fact]
    assert after["seats"] == {"3": "cb-01"}
    assert after["last"] > before["last"]
    assert process.end()[0] == 0
    journal = Journal(process.folder / "data" / "journal.db", "q-01", "trung-tam", lambda: None)  # type: ignore
    journal.open()
    rows, unreadable = journal.read(journal.stream, 1, 1000)
    journal.close()
    prev = ZERO_HASH
    for row in rows:
        assert read_line(row.line).prev == prev
        prev = line_hash(row.line)
    assert (len(rows), unreadable) == (after["last"], [])
    reasons = [json.loads(row.line)["data"]["reason"] for row in rows if b"gateway.started" in row.line]
    assert reasons == ["boot", "restart"]


def test_a_worker_that_hangs_starves_the_watchdog(process: Process, wait_until: Wait) -> None:
    """The real program with a lamp that never returns: fed until the press, never after it; it still stops when
    told, and the press it had stored is in the journal."""
    process.start("-c", HANGING, "hangs", "--config", str(process.config), watchdog_s=2)
    wait_until(lambda: len(process.said("WATCHDOG=1")) >= 3)
    wait_until(lambda: time.monotonic() - process.words[-1][0] > 2.5, timeout_s=20, what="a starving watchdog")
    status, took_s = process.end(timeout_s=20)
    assert (status, took_s < 15) == (0, True)
    assert "the worker did not end" in process.log()
    journal = Journal(process.folder / "data" / "journal.db", "q-01", "trung-tam", lambda: None)  # type: ignore
    assert journal.open().set_aside is None
    rows = journal.read(journal.stream, 1, 1000)[0]
    journal.close()
    assert read_line(rows[-1].line).type == "rating.given"


def test_control_the_same_program_with_a_sound_lamp_is_fed_on(process: Process, wait_until: Wait) -> None:
    """What starves the watchdog above is the lamp and nothing else."""
    process.start("-c", HANGING, "works", "--config", str(process.config), watchdog_s=2)
    wait_until(lambda: process.said("WATCHDOG=1") and process.said("WATCHDOG=1")[-1] > 8, timeout_s=20)
    heard_s = process.said("WATCHDOG=1")
    assert max(later - earlier for earlier, later in zip(heard_s, heard_s[1:], strict=False)) < 1.5


def test_a_panel_on_pins_that_are_not_there_leaves_nothing_where_it_was_started(
    process: Process, wait_until: Wait
) -> None:
    """lgpio drops a FIFO where it is imported: the gateway names its own folder; the missing pins are a fault."""
    buttons = "".join(
        f'[[panels.buttons]]\nlevel = "{level}"\npin = {pin}\n'
        for pin, level in enumerate(("good", "fair", "average", "poor"), start=5)
    )
    text = GATEWAY_TOML[: GATEWAY_TOML.index("[[panels]]")]
    text += f'[[panels]]\ndriver = "gpio"\nname = "p3"\ncounter = "3"\n{buttons}'
    process.config.write_text(text, "utf-8")
    process.start()
    wait_until(lambda: process.said("READY=1"))
    wait_until(lambda: process.status()["devices"].get("p3", {}).get("state") == "fault")
    assert list((process.folder / "elsewhere").iterdir()) == []
    assert process.end()[0] == 0


def test_badges_and_passwords_stand_in_no_log(process: Process, wait_until: Wait) -> None:
    """An officer's badge is a key to the counter, the broker's password one to the chain."""
    process.start()
    wait_until(lambda: process.said("READY=1"))
    sock = process.folder / "c.sock"
    assert ctl.ask(sock, words.SignInRequest("3", "cb-01")).ok
    assert not ctl.ask(sock, words.SignInRequest("3", "BADGE4711")).ok
    process.status()
    process.end()
    assert "BADGE4711" not in process.log()
    assert "broker-secret" not in process.log()
    assert b"BADGE4711" not in (process.folder / "data" / "journal.db").read_bytes()
