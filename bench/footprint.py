"""What a counter costs its Pi: memory, threads, idle CPU, start time, installed size, beside a well-known gateway.

The gateway is the real process with a GPIO panel on mock pins, a badge reader on a pty and a real broker. The peer's
figures (thingsboard-gateway 3.8.5: 93 MB installed, 64 MB RSS idle, 20 threads, 1.9 % of a core) were measured on a
machine of the same kind.
"""

import os
import pty
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench.common import Figure
from simulator.broker import MosquittoBroker

PEER = "thingsboard-gateway"
IDLE_S = 20

SITE = """site = "trung-tam"
name = "Trung tâm"
counters = [{id = "3"}]
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


def main() -> list[Figure]:
    """Measure one counter gateway, first start and restart, then its installation."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = MosquittoBroker(folder / "broker").start()
        try:
            first_s, _ = _measure(folder, broker.port, idle_s=0)
            start_s, idle = _measure(folder, broker.port, IDLE_S)
        finally:
            broker.stop()
        installed_mb = installed_bytes(folder / "site") / 1e6
    return [
        Figure("counter gateway, memory (RSS)", idle["rss_mb"], "MB", PEER, 64, "< 45"),
        Figure("counter gateway, threads", idle["threads"], "", PEER, 20),
        Figure("counter gateway, idle CPU", idle["cpu_percent"], "% of a core", PEER, 1.9, "< 1"),
        Figure("counter gateway, ready after", start_s, "s", "first start, makes the journal", first_s, "< 1"),
        Figure("installed environment of quayso[gateway]", installed_mb, "MB", PEER, 93, "< 75"),
    ]


def _measure(folder: Path, port: int, idle_s: float) -> tuple[float, dict[str, float]]:
    master, slave = pty.openpty()
    (folder / "site.toml").write_text(SITE)
    (folder / "gateway.toml").write_text(GATEWAY % (port, os.ttyname(slave)))
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(str(folder / f"notify-{time.monotonic_ns()}"))
    notify.settimeout(30)
    environment = {**os.environ, "GPIOZERO_PIN_FACTORY": "mock", "NOTIFY_SOCKET": notify.getsockname()}
    began_s = time.perf_counter()
    command = [str(Path(sys.executable).with_name("quayso")), "gateway", "--config", str(folder / "gateway.toml")]
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while b"READY=1" not in notify.recv(4096):
            pass
        ready_s = time.perf_counter() - began_s
        return ready_s, _idle(child.pid, idle_s)
    finally:
        child.terminate()
        child.wait(10)
        for handle in (master, slave):
            os.close(handle)
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


def installed_bytes(target: Path) -> int:
    """Install the locked gateway packages and our own wheel into an empty folder; bytes on disk."""
    root = Path(__file__).resolve().parent.parent
    wheels = target.parent / "wheels"
    run = [sys.executable, "-m"]
    subprocess.run(
        [*run, "hatchling", "build", "-t", "wheel", "-d", str(wheels)], cwd=root, check=True, capture_output=True
    )
    pip = [
        *run,
        "pip",
        "install",
        "-q",
        "--target",
        str(target),
        "--disable-pip-version-check",
        "--root-user-action=ignore",
    ]
    subprocess.run([*pip, "--require-hashes", "-r", str(root / "locks" / "gateway.txt")], check=True)
    subprocess.run([*pip, "--no-deps", *map(str, wheels.glob("*.whl"))], check=True)
    return sum(place.lstat().st_size for place in target.rglob("*") if place.is_file() and not place.is_symlink())


if __name__ == "__main__":
    for figure in main():
        print(figure.row())
