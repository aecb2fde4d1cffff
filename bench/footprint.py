"""What a counter costs its Pi: memory, threads, idle CPU, start time, installed size, beside a well-known gateway.

The counter gateway is the real process with a GPIO panel on mock pins, a badge reader on a pty and a real broker. The
one with every role (hall, kiosk, counter, display) has pages, a printer, LED boards, a voice, panels and ticket
buttons in software besides, and shows its pages once. The peer's figures (thingsboard-gateway 3.8.5: 93 MB installed,
64 MB RSS idle, 20 threads, 1.9 % of a core) were measured on a machine of the same kind.
"""

import os
import pty
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bench.common import Figure, free_port
from simulator.broker import MosquittoBroker

PEER = "thingsboard-gateway"
IDLE_S = 20

SITE = """site = "trung-tam"
name = "Trung tâm"
counters = [{id = "3"}]
services = [{code = "ho-tich", name = "Hộ tịch", prefix = "A"}, {code = "dat-dai", name = "Đất đai", prefix = "B"}]
officers = [{code = "cb-01", name = "Nguyễn Văn An", badge = "0412A7F3"}]
ratings = [{scale = "4-level", mode = "free", valid_from = 2020-01-01}]
"""
GATEWAY = """gateway = "q-03"
site = "trung-tam"
data_dir = "data"
[central]
port = %d
[clock]
source = "trusted"
[control]
socket = "control.sock"
[[panels]]
name = "bang-3"
counter = "3"
driver = "gpio"
buttons = [{level="good", pin=17}, {level="fair", pin=27}, {level="average", pin=22}, {level="poor", pin=23}]
lamp_pin = 24
tone_pin = 25
[[badges]]
name = "the-3"
counter = "3"
driver = "serial"
port = "%s"
"""
EVERYTHING = """gateway = "q-01"
site = "trung-tam"
data_dir = "data-01"
roles = ["hall", "kiosk", "counter", "display"]
[central]
port = %d
[hall]
port = %d
[clock]
source = "trusted"
[control]
socket = "control-01.sock"
[web]
port = %d
[[panels]]
name = "bang-3"
counter = "3"
driver = "dummy"
buttons = [{level="good"}, {level="fair"}, {level="average"}, {level="poor"}]
[[printers]]
name = "may-in"
driver = "dummy"
[[voices]]
name = "loa"
driver = "dummy"
[[ticket_panels]]
name = "nut"
driver = "dummy"
buttons = [{service = "ho-tich"}]
[[boards]]
name = "bang-chung"
driver = "dummy"
[[boards]]
name = "bang-led-3"
driver = "dummy"
counter = "3"
"""
PAGES = ("/take", "/board", "/board/3", "/rate/3", "/guide", "/desk/3")


def main() -> list[Figure]:
    """Measure one counter gateway, first start and restart, one with every role, then their installations."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = MosquittoBroker(folder / "broker").start()
        try:
            counter = _counter(folder, broker.port)
            everything = _everything(folder, broker.port)
        finally:
            broker.stop()
        small_mb = installed_bytes(folder / "gateway", ("gateway",)) / 1e6
        tickets_mb = installed_bytes(folder / "tickets", ("gateway", "tickets")) / 1e6
        all_mb = installed_bytes(folder / "pages", ("gateway", "tickets", "pages")) / 1e6
    return [
        *counter,
        Figure("installed environment of quayso[gateway]", small_mb, "MB", PEER, 93, "< 75"),
        *everything,
        Figure("installed environment of quayso[gateway,tickets]", tickets_mb, "MB", PEER, 93, "< 75"),
        Figure("installed environment of quayso[gateway,tickets,pages]", all_mb, "MB", PEER, 93),
    ]


def _counter(folder: Path, port: int) -> list[Figure]:
    (folder / "site.toml").write_text(SITE.replace("services = [", "# services = ["))
    master, slave = pty.openpty()
    try:
        (folder / "gateway.toml").write_text(GATEWAY % (port, os.ttyname(slave)))
        first_s, _ = _measure(folder, "gateway.toml")
        start_s, idle = _measure(folder, "gateway.toml", IDLE_S)
    finally:
        os.close(master)
        os.close(slave)
    return _figures("counter gateway", "< 45", first_s, start_s, idle)


def _everything(folder: Path, port: int) -> list[Figure]:
    (folder / "site.toml").write_text(SITE)
    web = free_port()
    (folder / "everything.toml").write_text(EVERYTHING % (port, port, web))
    first_s, _ = _measure(folder, "everything.toml")
    start_s, idle = _measure(folder, "everything.toml", IDLE_S, lambda: _look_at(web))
    return _figures("gateway with every role", "< 65", first_s, start_s, idle)


def _figures(what: str, rss: str, first_s: float, start_s: float, idle: dict[str, float]) -> list[Figure]:
    return [
        Figure(f"{what}, memory (RSS)", idle["rss_mb"], "MB", PEER, 64, rss),
        Figure(f"{what}, threads", idle["threads"], "", PEER, 20),
        Figure(f"{what}, idle CPU", idle["cpu_percent"], "% of a core", PEER, 1.9, "< 1"),
        Figure(f"{what}, ready after", start_s, "s", "first start, makes the journal", first_s, "< 1"),
    ]


def _look_at(web: int) -> None:
    """Every page once: what they load stays loaded."""
    for path in PAGES:
        with urllib.request.urlopen(f"http://127.0.0.1:{web}{path}") as page:
            page.read()


def _measure(
    folder: Path, file: str, idle_s: float = 0, look: Callable[[], None] = lambda: None
) -> tuple[float, dict[str, float]]:
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(str(folder / f"notify-{time.monotonic_ns()}"))
    notify.settimeout(30)
    environment = {**os.environ, "GPIOZERO_PIN_FACTORY": "mock", "NOTIFY_SOCKET": notify.getsockname()}
    began_s = time.perf_counter()
    command = [str(Path(sys.executable).with_name("quayso")), "gateway", "--config", str(folder / file)]
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while b"READY=1" not in notify.recv(4096):
            pass
        ready_s = time.perf_counter() - began_s
        look()
        return ready_s, _idle(child.pid, idle_s)
    finally:
        child.terminate()
        child.wait(10)
        notify.close()


def _idle(pid: int, idle_s: float) -> dict[str, float]:
    process = psutil.Process(pid)
    if idle_s:
        time.sleep(5)
    before = process.cpu_times()
    time.sleep(idle_s)
    after = process.cpu_times()
    used_s = after.user + after.system - before.user - before.system
    return {
        "rss_mb": process.memory_info().rss / 1e6,
        "threads": process.num_threads(),
        "cpu_percent": 100 * used_s / idle_s if idle_s else 0.0,
    }


def installed_bytes(target: Path, extras: tuple[str, ...]) -> int:
    """Install our own wheel with its extras into an empty folder, in the locked versions; bytes on disk."""
    root = Path(__file__).resolve().parent.parent
    wheels, run = target.parent / "wheels", [sys.executable, "-m"]
    if not wheels.exists():
        build = [*run, "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
        subprocess.run(build, cwd=root, check=True, capture_output=True)
    versions = target.parent / "versions.txt"
    versions.write_text("\n".join(_versions(root / "locks" / "dev.txt")))
    wheel = next(wheels.glob("*.whl"))
    pip = [*run, "pip", "install", "-qq", "--target", str(target), "--constraint", str(versions)]
    quiet = ["--disable-pip-version-check", "--root-user-action=ignore"]
    subprocess.run([*pip, *quiet, f"{wheel}[{','.join(extras)}]"], check=True)
    return sum(place.lstat().st_size for place in target.rglob("*") if place.is_file() and not place.is_symlink())


def _versions(lock: Path) -> Iterator[str]:
    """The lines of a lock without their hashes, which pip would demand of our own wheel too."""
    for line in lock.read_text("ascii").splitlines():
        if line and not line.startswith((" ", "#", "-")):
            yield line.rstrip("\\ ")


if __name__ == "__main__":
    for figure in main():
        print(figure.row())
