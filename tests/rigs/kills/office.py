"""The office of the kill rig: a real broker, central as a process, gateways as processes that press themselves."""

import sqlite3
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from contract.lines import read_data, read_line
from gateway.journal.journal import Journal
from simulator.broker import MosquittoBroker
from simulator.child_process import ChildProcess, quayso_command
from simulator.gateway_process import GatewayProcess

GAP_S = 3.5
LEVELS = ("good", "fair", "average", "poor")


@dataclass
class Office:
    """Everything that can be killed, by name."""

    folder: Path
    broker: MosquittoBroker
    central: ChildProcess
    gateways: list[GatewayProcess]
    web_port: int

    def targets(self) -> dict[str, MosquittoBroker | ChildProcess]:
        """What the chaos may choose from."""
        return {"broker": self.broker, "central": self.central, **{g.config_name: g for g in self.gateways}}  # type: ignore[attr-defined]


def make_office(folder: Path, gateways: int, rate: float, web_port: int, puback: bool) -> Office:
    """Write all settings; nothing runs yet. ``puback`` makes gateways that forget at the broker's receipt."""
    broker = MosquittoBroker(folder / "broker", persistence=False, max_queued_messages=20)
    broker.start()
    panels = int(rate * GAP_S) + 8
    (folder / "site.toml").write_text(_site(gateways * panels), "utf-8")
    (folder / "central.toml").write_text(_central(broker.port, web_port), "utf-8")
    made = []
    for number in range(1, gateways + 1):
        home = folder / f"q-{number:02d}"
        home.mkdir()
        (home / "gateway.toml").write_text(_gateway(home.name, broker.port, (number - 1) * panels, panels), "utf-8")
        gateway = GatewayProcess(home / "gateway.toml", folder / "logs", rate=rate, seed=number, gap_s=GAP_S)
        gateway.config_name = home.name  # type: ignore[attr-defined]
        if puback:
            place = gateway.command.index("-m")
            gateway.command[place : place + 2] = [str(Path(__file__).with_name("forgetful_gateway.py"))]
        made.append(gateway)
    config = str(folder / "central.toml")
    central = ChildProcess("central", folder / "logs", quayso_command("central", "--config", config), config)
    return Office(folder, broker, central, made, web_port)


def wait_for(condition: object, timeout_s: float, what: str) -> float:
    """Poll until ``condition()`` holds; seconds it took. Raises TimeoutError."""
    began_s, pause = time.monotonic(), threading.Event()
    while not condition():  # type: ignore[operator]
        if time.monotonic() - began_s > timeout_s:
            raise TimeoutError(what)
        pause.wait(0.1)
    return time.monotonic() - began_s


def is_well(port: int) -> bool:
    """Whether central's /healthz says 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def central_ratings(folder: Path) -> dict[str, list[str]]:
    """What central holds: kinds by rating uuid."""
    path = folder / "central.db"
    found: dict[str, list[str]] = {}
    if path.exists():
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as connection:
            for rating, kind in connection.execute("SELECT hex(rating), kind FROM ratings"):
                found.setdefault(rating.lower(), []).append(kind)
    return found


def central_sum(folder: Path) -> int:
    """All ratings of all kinds in the daily sums."""
    with closing(sqlite3.connect(f"file:{folder / 'central.db'}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT coalesce(sum(n), 0) FROM ratings_daily").fetchone()[0])


def journal_ratings(gateway: GatewayProcess) -> list[str]:
    """Every rating uuid in a stopped gateway's journal."""
    from datetime import UTC, datetime

    from gateway.clock import ManualClock

    folder = Path(gateway.command[gateway.command.index("--config") + 1]).parent
    journal = Journal(folder / "data" / "journal.db", folder.name, "trung-tam", ManualClock(datetime.now(UTC)).now)
    journal.open()
    try:
        first = journal.streams()[-1].oldest
        found, unreadable = [], list[int]()
        while not unreadable:
            rows, unreadable = journal.read(journal.stream, first, 1000)
            if not rows:
                return found
            for row in rows:
                line = read_line(row.line)
                if line.type == "rating.given":
                    found.append(read_data(line).rating.hex)  # type: ignore[attr-defined]
            first = rows[-1].seq + 1
        raise ValueError(f"{folder.name}: row {unreadable[0]} cannot be read")
    finally:
        journal.close()


def _site(counters: int) -> str:
    lines = ['site = "trung-tam"', 'name = "Trung tâm"']
    lines.append('ratings = [{scale = "4-level", mode = "free", valid_from = 2020-01-01}]')
    lines += [f'[[counters]]\nid = "{number}"' for number in range(1, counters + 1)]
    return "\n".join(lines) + "\n"


def _central(broker_port: int, web_port: int) -> str:
    return f"""[web]
port = {web_port}
[broker]
port = {broker_port}
[database]
url = "sqlite:///central.db"
[sites.trung-tam]
name = "Trung tâm"
scale = "4-level"
ratings = "free"
"""


def _gateway(name: str, port: int, first: int, panels: int) -> str:
    buttons = ", ".join(f'{{level = "{level}"}}' for level in LEVELS)
    head = f"""gateway = "{name}"
site = "trung-tam"
site_file = "../site.toml"
data_dir = "data"
[central]
port = {port}
[clock]
source = "trusted"
[control]
socket = "control.sock"
"""
    return head + "".join(
        f'[[panels]]\nname = "p{n}"\ncounter = "{n}"\ndriver = "dummy"\nbuttons = [{buttons}]\n'
        for n in range(first + 1, first + panels + 1)
    )
